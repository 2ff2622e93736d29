"""The event lexicon: which predicate, with which arguments, is which CAMEO code."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar, Literal

from memcon.errors import TableError
from memcon.model import Status
from memcon.reading.frames import Frame
from memcon.reading.grammar import Token
from memcon.tables import Tables

Plover = Literal[
    "", "AGREE", "CONSULT", "SUPPORT", "COOPERATE", "AID", "CONCEDE", "RETREAT", "REQUEST",
    "ACCUSE", "REJECT", "THREATEN", "PROTEST", "MOBILIZE", "SANCTION", "COERCE", "ASSAULT",
]  # fmt: skip
Acts = Callable[[Token], bool]


@dataclass(frozen=True, slots=True)
class EventRow:
    """A predicate with argument constraints, its PLOVER class and CAMEO code.

    `object` constrains the direct object: `actor`, `none`, words or `@class` of nouns.tsv,
    divided by `|`; one of them is enough. `complement` is to, that, ing, none, or `=` with words
    for a predicate
    complement ("called X a threat"). `source` and `target` are ordered roles; empty means
    the default. Source of codes: CAMEO codebook 1.1b3, PLOVER manual 2021.
    """

    TABLE: ClassVar[str] = "{lang}/events.tsv"
    trigger: str
    pos: Literal["verb", "noun", "adj"]
    object: str
    complement: str
    source: str
    target: str
    plover: Plover
    cameo: str
    example: str = ""
    expect: str = ""

    def __post_init__(self) -> None:
        if not re.fullmatch(r"(0[1-9]|1\d|20)\d{0,2}", self.cameo):
            raise ValueError(f"cameo: {self.cameo!r} is no CAMEO code (two to four digits, root 01 to 20)")


@dataclass(frozen=True, slots=True)
class NounClass:
    """A noun and the class that lexicon constraints call it by (`@aid`)."""

    TABLE: ClassVar[str] = "{lang}/nouns.tsv"
    noun: str
    class_: str
    example: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A row made ready for matching; `rest` are the trigger's words after the first."""

    row: EventRow
    rest: tuple[str, ...]
    objects: frozenset[str]
    predicates: frozenset[str]
    rank: int


AT_STAKE = (Status.OFFERED, Status.REFUSED)
GOODS = EventRow("goods", "noun", "", "", "", "to,dative,from,of,poss,for", "AID", "070")


class Lexicon:
    """The rows of the event lexicon by part of speech and first word, the most specific first."""

    def __init__(self, tables: Tables) -> None:
        self.classes: dict[str, set[str]] = {}
        for noun in tables.rows(NounClass):
            self.classes.setdefault(noun.class_, set()).add(noun.noun)
        self._entries: dict[tuple[str, str], list[Entry]] = {}
        rows = {(row.trigger, row.pos, row.object, row.complement): row for row in tables.rows(EventRow)}
        for row in rows.values():  # of two rows for the same thing the later one, the user's, stands
            entry = self._entry(row)
            self._entries.setdefault((row.pos, _key(row)), []).append(entry)
        for entries in self._entries.values():
            entries.sort(key=lambda entry: -entry.rank)
        self.nouns = frozenset(first for pos, first in self._entries if pos == "noun")
        self.goods = frozenset(word for word in self.classes.get("aid", ()) if word not in self.nouns)

    def _entry(self, row: EventRow) -> Entry:
        rest = tuple(word for word in _rest(row) if word not in ("a", "an", "the"))
        objects = self._words(row.object)
        predicates = self._words(row.complement[1:]) if row.complement.startswith("=") else frozenset()
        rank = 4 * len(rest) + 3 * bool(objects) + 3 * bool(predicates)
        rank += 2 * (row.object in ("actor", "none")) + (row.complement not in ("", "none"))
        return Entry(row, rest, objects, predicates, rank)

    def _words(self, constraint: str) -> frozenset[str]:
        words: set[str] = set()
        for part in constraint.split("|"):
            if part.startswith("@") and part[1:] not in self.classes:
                raise TableError(f"events.tsv: {constraint}: no noun of nouns.tsv is of class {part[1:]!r}")
            words |= self.classes[part[1:]] if part.startswith("@") else {part}
        return frozenset(words - {"", "actor", "none"})

    def isa(self, token: Token, name: str) -> bool:
        """Whether a noun is of a class, by itself or with the word before it ("war game")."""
        words = self.classes.get(name, ())
        return any(form in words for form in forms_of(token))

    def find(self, frame: Frame, acts: Acts) -> EventRow | None:
        """Return the most specific row that fits a frame; `acts` tells whether a word is an actor."""
        keys = [(frame.kind, frame.lemma), (frame.kind, frame.token.lemma.lower())]
        if frame.lemma == "be" and frame.predicate is not None:
            keys.insert(0, ("adj", frame.predicate.lemma.lower()))
        for key in keys:
            for entry in self._entries.get(key, ()):
                if fits(entry, frame, acts):
                    return entry.row
        return GOODS if frame.kind == "noun" and self._is_at_stake(frame) else None

    def _is_at_stake(self, frame: Frame) -> bool:
        """Whether goods are offered or refused, which is aid that is not given: "spurned the rice"."""
        if not self.goods.intersection(forms_of(frame.token)):
            return False
        return any(op.form == "noun" and op.status in AT_STAKE for op, _ in frame.operators[:1])


def _key(row: EventRow) -> str:
    """The word that a row is looked up by: the first, of a compound noun the last ("air strike")."""
    words = row.trigger.split()
    compound = row.pos == "noun" and not {"of", "for", "to"} & set(words)
    return words[-1] if compound else words[0]


def _rest(row: EventRow) -> list[str]:
    words = row.trigger.split()
    words.remove(_key(row))
    return words


@lru_cache(maxsize=8)
def lexicon(tables: Tables) -> Lexicon:
    """Return the lexicon of a set of tables, built once."""
    return Lexicon(tables)


def fits(entry: Entry, frame: Frame, acts: Acts) -> bool:
    """Whether a frame has what a row asks for."""
    return _has_rest(entry, frame) and _has_object(entry, frame, acts) and _has_complement(entry, frame)


def _has_rest(entry: Entry, frame: Frame) -> bool:
    if not entry.rest:
        return True
    words, purposes = set(_phrase_words(frame)), set(_purpose(frame))
    if purposes & set(entry.rest):
        words |= {"to", *purposes}
    return all(word in words for word in entry.rest)


PHRASAL = frozenset(
    "prt prep agent dative advmod dobj acomp oprd xcomp ccomp neg attr intj det compound amod "
    "npadvmod".split()
)


def _phrase_words(frame: Frame) -> Iterator[str]:
    """The words that may belong to a phrase with the predicate: particles, prepositions and their nouns."""
    head = frame.token
    if frame.predicate is not None:
        yield frame.predicate.lemma.lower()
        head = frame.predicate if frame.lemma == "be" else head
    for child in (*head.children, *(frame.token.children if head is not frame.token else ())):
        if child.dep in PHRASAL and not _is_date(child):
            yield child.lower
            yield child.lemma.lower()
            if child.dep in ("xcomp", "ccomp"):
                yield from (inner.lower for inner in child.children if inner.dep in ("aux", "prt"))
            if child.dep == "advmod" and child.i > head.i:
                yield from (inner.lower for inner in child.children if inner.dep == "prep")
            if child.dep in ("prep", "dobj", "prt"):
                for inner in child.children:
                    if inner.dep in ("pobj", "prep", "amod", "compound", "pcomp"):
                        yield inner.lemma.lower()
                        yield from (last.lemma.lower() for last in inner.children if last.dep in BELOW)


BELOW = ("pobj", "amod", "compound")


def _purpose(frame: Frame) -> Iterator[str]:
    """The infinitive that says what for, wherever it hangs: "sent experts to Syria to investigate"."""
    for verb in (frame.complement, *(frame.patient.all("acl", "relcl") if frame.patient is not None else ())):
        if verb is not None and any(child.lower == "to" and child.dep == "aux" for child in verb.children):
            yield verb.lemma.lower()


DATES = frozenset(name.lower() for name in (*calendar.day_name, *calendar.month_name) if name)


def _is_date(preposition: Token) -> bool:
    """Whether a preposition only gives a date: "called Biden on Monday" is no "call on"."""
    return any(child.dep == "pobj" and child.lower in DATES for child in preposition.children)


def _has_object(entry: Entry, frame: Frame, acts: Acts) -> bool:
    wanted = entry.row.object
    if not wanted:
        return True
    parts = wanted.split("|")
    if "none" in parts and frame.patient is None:
        return True
    things = candidates(entry.row, frame)
    if "actor" in parts and any(
        acts(thing) for thing in things if thing.dep != "pobj" or _is_counted(thing, frame)
    ):
        return True
    return any(form in entry.objects for thing in things for form in forms_of(thing))


QUANTITIES = frozenset(
    "dozen score ten hundred thousand million number group series wave part member couple majority handful "
    "contingent batch package round truckload truck boatload shipload ton tonne crowd pair list half".split()
)


def _is_counted(token: Token, frame: Frame) -> bool:
    """Whether a noun after a preposition is what an amount counts, or the object of the trigger itself."""
    above = token.head.head
    return above is frame.token or above.lemma.lower() in QUANTITIES


def candidates(row: EventRow, frame: Frame) -> list[Token]:
    """Return what may be the object of a row's trigger: the direct one, that of the trigger's last
    preposition ("call for"), that of its infinitive ("vow to destroy")."""
    things = [*amount_of(frame.patient), *titles_of(frame.patient)] if frame.patient is not None else []
    if " " in row.trigger:
        for token in frame.obliques.get(row.trigger.split()[-1], []):
            things += amount_of(token)
        if frame.complement is not None and " to " in row.trigger:
            below = frame.complement.child("dobj")
            things += [below] if below is not None else []
    return things


def titles_of(name: Token) -> list[Token]:
    """Return what a named person is said to be: "Ana Ruiz, the envoy", "envoy Ana Ruiz"."""
    if name.pos != "PROPN":
        return []
    return [child for child in name.children if child.dep in ("appos", "compound") and child.pos == "NOUN"]


def amount_of(token: Token) -> Iterator[Token]:
    """Yield a noun and what it is an amount of: "tens of thousands of migrants", "a package of sanctions"."""
    yield token
    for child in token.children:
        if child.dep == "prep" and child.lower == "of":
            for inner in child.children:
                if inner.dep == "pobj":
                    yield from amount_of(inner)


def patient_of(row: EventRow, frame: Frame) -> Token | None:
    """Return the object of a row's trigger, however it hangs on it."""
    return next(iter(candidates(row, frame)), None)


def forms_of(noun: Token) -> Iterator[str]:
    """Yield a noun, and it with the noun or adjective before it: "strike", "air strike"; "diplomatic tie"."""
    lemma = noun.lemma.lower()
    yield lemma
    for dep in ("compound", "amod"):
        before = noun.all(dep)
        if before:
            yield f"{before[-1].lower} {lemma}"


def _has_complement(entry: Entry, frame: Frame) -> bool:
    wanted = entry.row.complement
    if not wanted:
        return True
    if wanted == "none":
        return frame.complement is None and frame.predicate is None
    if wanted.startswith("="):
        return any(word in entry.predicates for word in _predicates(frame))
    return frame.form == wanted


def _predicates(frame: Frame) -> Iterator[str]:
    """What the object is called: the predicate complement, an as-phrase, or a small clause."""
    if frame.predicate is not None:
        yield from (thing.lemma.lower() for thing in amount_of(frame.predicate))  # "an act of aggression"
    for token in frame.obliques.get("as", ()):
        yield from (thing.lemma.lower() for thing in amount_of(token))
    for token in frame.loose.get("as", ()):
        yield token.lemma.lower()
    for token in frame.patient.subtree() if frame.patient is not None else ():
        if token.dep == "appos" and not any(child.text == "," for child in token.head.children):
            yield token.lemma.lower()  # "called the report on the jet a lie", read as apposition
    for child in frame.token.children:
        if child.dep in ("ccomp", "xcomp", "dobj", "oprd", "npadvmod") or (
            child.dep == "advcl" and child.pos == "ADJ"
        ):
            yield child.lemma.lower()
            yield from (
                inner.lemma.lower() for inner in child.children if inner.dep in ("attr", "acomp", "appos")
            )
