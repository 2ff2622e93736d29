"""A string that names an actor → its country and sectors: "a former Kenyan police chief" → KEN, ELI.

Such a string is too short to parse, so its words are looked up one after the other. The phrase
before the first preposition decides; its last known word is the head. A head that only says how
somebody belongs ("spokesman", "member", "group") takes the sector of what it belongs to.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from memcon.model import Place
from memcon.reading.actor_words import (
    HEADS,
    IN_POWER,
    ActorWord,
    actor_words,
    in_office,
    organisation_sector,
    person_sector,
)
from memcon.reading.lookup import fold
from memcon.reading.names import Gazetteer, Holder, Office, SectorWord, gazetteer
from memcon.reading.places import gazetteer as places_of
from memcon.reading.titles import BACKED
from memcon.tables import Tables

WORD = re.compile(r"(?:[^\W\d_]\.){2,}|\w+\.(?=\s)|\w+|'s\b|[^\w\s]")
LINKS = frozenset("of for in at from with across inside within on near , ; (".split())
STOPS = frozenset("to against into toward towards by who that which whose".split())
GLUE = frozenset("the a an and al el".split())
LONGEST = 6
SHORTEST = 3  # letters of a surname that stands alone ("He" is none)
LAWLESS = ("REB", "UAF", "CRM", "PRM")
ARMED = ("MIL", "COP")
SUPRANATIONAL = {"UN": "UNO", "EU": "EUR"}  # the codes that event data use for the two
UNKNOWN = "UNK"


@dataclass(frozen=True, slots=True)
class Codes:
    """The country (ISO 3166 alpha-3, UNO, EUR, IGO or "") and CAMEO role codes of an actor string."""

    country: str
    sectors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Word:
    """A word or mark of the string and its position."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Piece:
    """One or more words that a table knows: what they are, and the facts behind them.

    `phrase` counts the prepositions and commas before it.
    """

    kind: str
    key: str = ""
    sector: str = ""
    country: str = ""
    role: str = ""
    affiliation: str = ""
    phrase: int = 0
    terms: tuple[Holder, ...] = ()
    by_itself: bool = False


def code_actor(text: str, tables: Tables, date: str = "", country: str = "") -> Codes:
    """Return country and sectors of what a string names, as of an ISO day ("" if unknown).

    `country` is the one that the string is known to be of, if it names none itself. Sectors are
    at most two; `UNK` is somebody of whom no sector is said, no sector at all a state itself.

    >>> from memcon.tables import load_tables
    >>> code_actor("a former Kenyan police chief", load_tables())
    Codes(country='KEN', sectors=('ELI',))
    """
    pieces = _pieces(text.replace("’", "'"), tables, date)
    known = gazetteer(tables)
    home = _country(pieces) or (_country(_pieces(country, tables, date)) if country else "")
    sector = _sector(pieces, known, date)
    return Codes(home, tuple(sector[at : at + 3] for at in range(0, len(sector), 3))[:2])


# --- which of them counts ----------------------------------------------------------------------


def _country(pieces: Sequence[Piece]) -> str:
    """Return the country of the first person, state or body named, else of a place or an office."""
    order = (
        ("person", "state", "adjective", "capital"),
        ("organisation", "building"),
    )
    own = [piece for i, piece in enumerate(pieces) if not _only_sides_with(pieces, i)]
    for phrase in sorted({piece.phrase for piece in own}):
        here = [piece for piece in own if piece.phrase == phrase]
        for kinds in order:
            named = [piece.country for piece in here if piece.kind in kinds and piece.country]
            if named:
                return named[0]
    rest = [piece for kind in ("place", "office") for piece in pieces if piece.kind == kind]
    return next((piece.country for piece in rest if piece.country), "")


def _only_sides_with(pieces: Sequence[Piece], i: int) -> bool:
    """Whether a state is a friend or foe of the group, not its own: "pro-Russian", "Iranian-backed"."""
    before = pieces[i - 1].key.lower() if i else ""
    after = pieces[i + 1].key.lower() if i + 1 < len(pieces) else ""
    return before in ("pro", "anti") or after in BACKED - {"armed", "trained"}


def _sector(pieces: Sequence[Piece], known: Gazetteer, date: str) -> str:
    """Return the sector of the phrase before the first preposition; who once had power is an elite."""
    phrase = min((piece.phrase for piece in pieces if piece.kind not in ("word", "place")), default=0)
    front = [piece for piece in pieces if piece.phrase <= phrase]
    rest = [piece for piece in pieces if piece.phrase > phrase]
    former = [piece for piece in front if piece.affiliation == "former"]
    telling = [piece for piece in front if piece not in former]
    sector = _of_phrase(telling, rest, known, date)
    if former and (sector[:3] in IN_POWER or (not sector and any(p.kind == "person" for p in front))):
        return "ELI"
    return sector


def _of_phrase(front: list[Piece], rest: list[Piece], known: Gazetteer, date: str) -> str:
    heads = ("office", "affiliation", "organisation", "building", "person")
    at = max(
        (
            i
            for i, piece in enumerate(front)
            if piece.kind in heads and (piece.affiliation != "adjective" or piece.kind == "office")
        ),
        default=-1,
    )
    if at < 0:
        return _without_head(front, known)
    head, before = front[at], front[:at]
    if head.kind == "person":
        return _of_person(head, before, known, date)
    if head.affiliation == "kin":
        return "ELI" if any(piece.role in HEADS for piece in (*before, *rest)) else "CVL"
    if head.affiliation == "member":
        return _of_member(head, before, rest, known, date)
    if head.kind == "organisation" and head.sector == "IGO":
        return ""
    lawless = [piece.sector for piece in before if piece.sector in LAWLESS]
    return lawless[-1] if lawless and head.sector in ARMED else head.sector


def _of_member(head: Piece, before: list[Piece], rest: list[Piece], known: Gazetteer, date: str) -> str:
    """Return the sector of the body that somebody belongs to, else what the word itself says."""
    bodies = [*reversed(before), *rest]
    for wanted in ("", "member"):
        for body in bodies:
            if body.affiliation == "member" and not wanted:
                continue
            sector = _body_sector(body, known, date)
            if sector == "ETH":  # "Kurdish rebels" are rebels first
                return head.sector or sector
            if sector:
                return sector
    igo = any(body.kind == "organisation" for body in bodies)
    placed = any(body.country for body in (*before, *rest))
    return head.sector or ("GOV" if igo else "CVL" if placed and head.by_itself else UNKNOWN)


def _body_sector(body: Piece, known: Gazetteer, date: str) -> str:
    """Return the sector that a body, a person or an adjective gives to whoever belongs to it."""
    if body.kind == "person":
        return _of_person(body, [], known, date)
    if body.affiliation == "faith":
        return "REL"
    if body.kind not in ("office", "affiliation", "organisation", "building") or body.affiliation == "kin":
        return ""
    return "" if body.sector == "IGO" else body.sector


def _of_person(person: Piece, before: list[Piece], known: Gazetteer, date: str) -> str:
    """Return the sector of the title before a name, else of the office held at the date."""
    titles = [piece for piece in before if piece.kind == "office"]
    if titles and (titles[-1].affiliation != "member" or titles[-1].role in HEADS):
        return _of_phrase(before, [], known, date)
    return person_sector(known, person.terms, date) if person.terms else "CVL"


def _without_head(front: list[Piece], known: Gazetteer) -> str:
    """Return what is said without a noun that the tables know: an adjective, a state, a city, a name."""
    adjectives = [piece.sector for piece in front if piece.affiliation == "adjective"]
    if adjectives:
        return adjectives[-1]
    for piece in front:
        if piece.by_itself:
            return piece.sector if piece.kind in ("capital", "place") else ""
    names = [piece.key for piece in front if piece.kind == "word"]
    named = len(names) > 1 and names[0].istitle() and fold(names[0]) in known.given
    return "CVL" if named and all(name[0].isupper() for name in names) else UNKNOWN


# --- the words and what they are ---------------------------------------------------------------


def _words(text: str) -> list[Word]:
    return [Word(found.group(), found.start(), found.end()) for found in WORD.finditer(text)]


def _pieces(text: str, tables: Tables, date: str) -> list[Piece]:
    """Cut a string into what the tables know, longest first; unknown words are pieces of kind "word"."""
    words = _words(text)
    look = _Look(fold(text), words, frozenset(word.end for word in words), tables, date)
    found: list[Piece] = []
    at = phrase = 0
    while at < len(words):
        link = words[at].text.lower()
        if found and link in STOPS:
            break
        if found and link in LINKS:
            phrase += 1
            at += 1
            continue
        step, piece = look.at(at, phrase)
        at += step
        if piece is not None:
            found.append(piece)
    return [piece for i, piece in enumerate(found) if not _in_name(found, i)]


def _in_name(pieces: Sequence[Piece], i: int) -> bool:
    """Whether a city is but a part of an unknown person's name: "Jam" in "Jam Kamal Khan"."""
    if pieces[i].kind != "place" or " " in pieces[i].key:
        return False
    beside = [
        piece
        for piece in (*pieces[max(0, i - 1) : i], *pieces[i + 1 : i + 2])
        if piece.phrase == pieces[i].phrase
    ]
    return any(piece.kind == "word" and piece.key[0].isupper() for piece in beside)


@dataclass(frozen=True, slots=True)
class _Look:
    """The look-up of what begins at a word."""

    folded: str
    words: Sequence[Word]
    ends: frozenset[int]
    tables: Tables
    date: str

    def at(self, i: int, phrase: int) -> tuple[int, Piece | None]:
        """Return how many words the longest known thing has that begins here, and what it is."""
        word, known = self.words[i], gazetteer(self.tables)
        written = word.text[0].isupper() or word.text.lower() in ("the", "al", "el")
        names = known.proper if written else known.small
        proper = names.match(self.folded, word, self.ends)
        common = known.common.match(self.folded, word, self.ends)
        tie = actor_words(self.tables).match(self.folded, word, self.ends)
        place_end, place = self._place(i)
        ends = [found[0] if found else 0 for found in (proper, common, tie)] + [place_end]
        longest = max(ends)
        if word.text.lower() in GLUE and i + 1 < len(self.words) and self._place(i + 1)[0] > longest:
            return 1, None  # "the West Bank" is no bank of the West
        if longest == 0:
            return self._surname(i, phrase)
        step = sum(word.start <= one.start < longest for one in self.words)
        if proper and ends[0] == longest and not self._is_another(i, step, proper[1]):
            return step, self._named(proper[1], phrase, (i, step))
        if longest in ends[1:3]:
            row = common[1][1] if common and ends[1] == longest else None
            found = _described(row, tie[1] if tie and ends[2] == longest else None, phrase)
            return step, replace(found, country=self._home(found.country)) if found.country else found
        if place is not None and place_end == longest:
            sector = "PRE" if place.name in known.unrecognised else "CVL"
            alone = self._is_all(i, step)
            return step, Piece("place", place.name, sector, place.country, phrase=phrase, by_itself=alone)
        return 1, Piece("word", word.text, phrase=phrase)

    def _is_another(self, i: int, step: int, found: tuple[str, str]) -> bool:
        """Whether a person's listed name is but a part of somebody else's: "Juan Carlos Jobet"."""
        if found[0] != "person" or i + step >= len(self.words):
            return False
        after = self.words[i + step]
        return after.text[0].isupper() and not gazetteer(self.tables).common.match(
            self.folded, after, self.ends
        )

    def _is_all(self, i: int, step: int) -> bool:
        """Whether nothing but an article stands beside some words."""
        return all(i <= n < i + step or one.text.lower() in GLUE for n, one in enumerate(self.words))

    def _place(self, i: int) -> tuple[int, Place | None]:
        """Return the end of the longest place name that begins at a word, and the place."""
        places = places_of(self.tables)
        if not self.words[i].text[0].isupper():
            return 0, None
        for last in range(min(i + LONGEST, len(self.words)) - 1, i - 1, -1):
            end = self.words[last].end
            place = places.get(self.folded[self.words[i].start : end])
            if place is not None:
                return end, place
        return 0, None

    def _surname(self, i: int, phrase: int) -> tuple[int, Piece | None]:
        """Return the one listed person of a surname, in office at the date if there is one."""
        word, known = self.words[i], gazetteer(self.tables)
        if word.text.lower() in GLUE or not word.text[0].isalnum():
            return 1, None
        names = known.by_surname.get(fold(word.text), ()) if word.text[0].isupper() else ()
        followed = i + 1 < len(self.words) and self.words[i + 1].text[0].isupper()
        if followed or len(word.text) < SHORTEST:
            names = ()
        if i and self.words[i - 1].text[0].isupper() and not self._is_title(i - 1):
            names = ()
        if self.date:
            names = tuple(one for one in names if any(in_office(row, self.date) for row in known.people[one]))
        if len(names) == 1:
            return 1, self._named(("person", names[0]), phrase, (i, 1))
        return 1, Piece("word", word.text, phrase=phrase)

    def _is_title(self, i: int) -> bool:
        known = gazetteer(self.tables)
        found = (known.common.match(self.folded, one, self.ends) for one in self.words[: i + 1])
        return any(one is not None and one[0] == self.words[i].end for one in found)

    def _home(self, polity: str) -> str:
        """Return the code of the country that a state or organisation is of."""
        row = gazetteer(self.tables).organisations.get(polity)
        if row is None or polity in SUPRANATIONAL:
            return SUPRANATIONAL.get(polity, polity)
        shared = "IGO" if row.kind in ("igo", "court", "coalition") else ""
        return SUPRANATIONAL.get(row.country, row.country) or shared

    def _named(self, found: tuple[str, str], phrase: int, words: tuple[int, int]) -> Piece:
        """Return the piece behind a proper name."""
        kind, key = found
        known = gazetteer(self.tables)
        name = self.folded[self.words[words[0]].start : self.words[sum(words) - 1].end]
        if kind == "organisation":
            own = known.buildings.get(name) or organisation_sector(known, key, self.date)
            return Piece(kind, key, own, self._home(key), phrase=phrase)
        if kind == "person":
            terms = known.people[key]
            held = [row for row in terms if in_office(row, self.date)] or list(terms)
            held = [row for row in held if row.polity in known.states] or held
            return Piece(kind, key, country=self._home(held[-1].polity), phrase=phrase, terms=terms)
        sector = known.buildings.get(name.removeprefix("the "), "GOV")
        kind = "state" if kind == "people" else kind
        return Piece(kind, key, sector, key, phrase=phrase, by_itself=self._is_all(*words))


def _described(row: Office | SectorWord | None, tie: ActorWord | None, phrase: int) -> Piece:
    """Return the piece behind a common noun or adjective; one without a sector may be anybody's."""
    kind = tie.kind if tie else ""
    if isinstance(row, Office):
        return Piece("office", row.phrase, row.sector, row.polity, row.role, kind, phrase)
    if row is not None:
        return Piece(
            "office", row.word, row.sector, affiliation=kind, phrase=phrase, by_itself=not row.sector
        )
    assert tie is not None
    if kind == "noun":
        return Piece("office", tie.word, tie.sector, phrase=phrase)
    return Piece("affiliation", tie.word, tie.sector, affiliation=kind, phrase=phrase)
