"""Hits → actors: titles, nationalities and appositions say who a name is.

Order of trust: office and appositive patterns, the tables, the document itself. A name that
none of them explains stays as written.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from memcon.model import Actor, Mention, Span, content_id
from memcon.reading.actor_words import IN_POWER, former_words, in_office, organisation_sector, person_sector
from memcon.reading.grammar import Sentence, Token
from memcon.reading.lookup import fold
from memcon.reading.names import TITLES, Gazetteer, Hit, Holder, Office, SectorWord, find_hits, gazetteer
from memcon.reading.titles import ORGANISATION_WORDS, PLACE_WORDS, Group, Words, find_groups
from memcon.tables import Tables

# The CAMEO roles that belong to no state.
STATELESS = {"REB": "Rebels", "UAF": "Armed men", "PRM": "Paramilitaries"}


@dataclass(slots=True)
class Person:
    """A person of the text while it is being read: what has been learnt so far.

    `name` is the tables' spelling where they know the person, `written` the fullest in the text.
    """

    name: str
    written: str = ""
    country: str = ""
    sector: str = ""
    role: str = ""
    offices: tuple[str, ...] = ()
    offices_named: tuple[str, ...] = ()
    listed: bool = False
    mentions: list[Mention] = field(default_factory=list)

    @property
    def id(self) -> str:
        """The actor id: a hash of the name."""
        return content_id("a", self.name)


class Cast:
    """Who is who in one article: `who(token)` gives the ids behind a word, `actors()` everybody."""

    def __init__(self, text: str, sentences: Sequence[Sentence], known: Gazetteer, day: str) -> None:
        self.text = text
        self.tokens: list[Token] = [token for sentence in sentences for token in sentence.tokens]
        self.by_index = {token.i: token for token in self.tokens}
        self.known = known
        self.day = day
        self.former: frozenset[str] = frozenset()
        self.at: dict[int, Hit] = {}
        self.people: dict[str, Person] = {}
        self.forms: dict[int, tuple[tuple[str, ...], str]] = {}
        self.spans: dict[int, Span] = {}
        self.extra: dict[str, Actor] = {}
        self.mentions: dict[str, list[Mention]] = {}

    def mark(self, first: int, last: int, ids: tuple[str, ...], form: str) -> None:
        """Say that the tokens first..last speak of these actors."""
        span = Span(self.by_index[first].start, self.by_index[last].end)
        for i in range(first, last + 1):
            self.forms[i] = (ids, form)
            self.spans[i] = span
        for actor in ids:
            self.mentions.setdefault(actor, []).append(Mention(span, form))

    def ids(self, token: Token) -> tuple[str, ...]:
        """Return the ids that a word stands for by itself."""
        return self.forms.get(token.i, ((), ""))[0]

    def form(self, token: Token) -> str:
        """Return how the text speaks of the actor at a word: name, office, pronoun …"""
        return self.forms.get(token.i, ((), ""))[1]

    def who(self, token: Token) -> tuple[str, ...]:
        """Return the ids behind the phrase that a word heads, coordinated ones included."""
        found = dict.fromkeys(self.ids(token))
        for other in token.children:
            if other.dep == "conj" and other.i > token.i:
                found.update(dict.fromkeys(self.who(other)))
        return tuple(found)

    def one(self, token: Token) -> str:
        """Return the first id behind a word, or ""."""
        ids = self.ids(token)
        return ids[0] if ids else ""

    def country(self, actor: str) -> str:
        """Return the state or organisation that an actor acts for."""
        if actor in self.extra:
            return self.extra[actor].country or actor
        if actor in self.known.organisations:
            return self._listed(actor).country
        for person in self.people.values():
            if person.id == actor:
                return person.country
        return actor

    def sector(self, actor: str) -> str:
        """Return the CAMEO role of a person, a body or an organisation; "" if it is not known."""
        person = self.person(actor)
        if person is not None:
            return person.sector
        listed = self.extra.get(actor) or self.known.organisations.get(actor)
        return listed.sector if listed is not None else ""

    def person(self, actor: str) -> Person | None:
        """Return the person behind an id."""
        return next((person for person in self.people.values() if person.id == actor), None)

    def actors(self) -> tuple[Actor, ...]:
        """Return everybody mentioned, in the order of first mention."""
        found: list[Actor] = []
        for actor, mentions in self.mentions.items():
            ordered = tuple(sorted(mentions, key=lambda mention: mention.span))
            person = self.person(actor)
            if person is not None:
                found.append(
                    Actor(
                        actor,
                        person.written or person.name,
                        "person",
                        person.country,
                        person.sector,
                        person.role,
                        ordered,
                    )
                )
            else:
                base = self.extra.get(actor) or self._listed(actor)
                found.append(
                    Actor(actor, base.name, base.kind, base.country, base.sector, base.role, ordered)
                )
        return tuple(sorted(found, key=lambda actor: (actor.mentions[0].span, actor.id)))

    def _listed(self, actor: str) -> Actor:
        if actor in self.known.organisations:
            row = self.known.organisations[actor]
            home = row.country if row.kind in ("company", "media", "agency", "court") else ""
            sector = organisation_sector(self.known, actor, self.day)
            return Actor(actor, row.name, "organisation", home or actor, sector)
        return Actor(actor, self.known.name_of(actor), "state", actor, "GOV")

    def stateless(self, sector: str) -> str:
        """Return the id of people of a sector whose state isn't told (REB)."""
        self.extra.setdefault(sector, Actor(sector, STATELESS[sector], "group", "", sector))
        return sector

    def is_former(self, group: Group) -> bool:
        """Whether a phrase is of somebody who has left his office: "a former Danish general"."""
        return any(self.by_index[i].lower in self.former for i in range(group.first, group.hit.first))

    def group_id(self, polity: str, row: Office | SectorWord, former: bool = False) -> str:
        """Return the id of a state's body or force (RUSMIL); an organisation's people are itself."""
        if polity not in self.known.states:
            return polity
        sector = row.sector or "CVL"  # "the Saudi men": of no sector but their country
        if former and sector[:3] in IN_POWER:
            sector = "ELI"
        actor = f"{polity}{sector}"
        name = f"{self.known.name_of(polity)} ({sector})"
        self.extra.setdefault(actor, Actor(actor, name, "group", polity, sector))
        return actor


Resolve = Callable[[Cast, Sequence[Sentence], dict[int, Hit], list[Group]], None]


def find_actors(
    text: str,
    sentences: Sequence[Sentence],
    tables: Tables,
    day: str,
    resolve: Resolve,
) -> Cast:
    """Identify everybody named in the sentences; `day` is as much of the article's date as is known.

    `resolve` settles what refers back: surnames, offices, pronouns (see coreference).
    """
    known = gazetteer(tables)
    cast = Cast(text, sentences, known, day)
    cast.former = former_words(tables)
    hits = find_hits(fold(text), sentences, tables)
    at = cast.at = {i: hit for hit in hits for i in range(hit.first, hit.last + 1)}
    words = Words(cast.by_index, at)
    groups = [group for sentence in sentences for group in find_groups(sentence, words)]
    for group in groups:
        if group.person is not None:
            _introduce(cast, group)
    for hit in hits:
        _introduce_bare(cast, hit)
    resolve(cast, sentences, at, groups)
    return cast


# --- who the names are -----------------------------------------------------------------------


def _introduce(cast: Cast, group: Group) -> None:
    """Learn a person's office and country from the title around the name."""
    assert group.person is not None
    person = meet(cast, group.person.key, listed=group.person.kind == "person")
    _write_down(cast, person, group.person)
    row = group.hit.row
    assert row is not None
    office = _office_words(cast, group)
    polity = group.polities[0] if group.polities else ""
    if not polity and group.possessor >= 0:
        polity = ""
    if polity and (not person.country or not person.role):
        person.country = polity
    if not person.role or (len(office) > len(person.role) and polity == person.country):
        person.role = office
    role = row.role if isinstance(row, Office) else row.word if isinstance(row, SectorWord) else ""
    person.offices = tuple(dict.fromkeys((*person.offices, role)))
    person.offices_named = tuple(dict.fromkeys((*person.offices_named, role)))
    if cast.is_former(group):
        person.sector = "ELI"
    elif person.sector in ("", "ELI") and isinstance(row, (Office, SectorWord)):
        person.sector = row.sector


def _office_words(cast: Cast, group: Group) -> str:
    """The title as written, without articles and the name."""
    last = group.last
    if group.person is not None and group.first <= group.person.first <= last:
        last = group.person.first - 1
        commas = (i - 1 for i in range(group.hit.last + 1, last) if cast.by_index[i].text == ",")
        last = next(commas, last)
    tokens = [cast.by_index[i] for i in range(group.first, last + 1)]
    while tokens and tokens[0].tag in ("DT", "PRP$", ",", "POS", "IN"):
        tokens.pop(0)
    while tokens and tokens[-1].text in (",", "("):
        tokens.pop()
    return " ".join(cast.text[tokens[0].start : tokens[-1].end].split()) if tokens else ""


def meet(cast: Cast, name: str, listed: bool = False) -> Person:
    """Return the person of this name, new or known from before (same surname, same initial)."""
    name = " ".join(word for word in name.split() if word.lower() not in TITLES) or name
    if name in cast.people:
        return cast.people[name]
    known = same_person(cast, name)
    if known is not None:
        if len(name.split()) > len(known.name.split()) and not known.listed:
            del cast.people[known.name]
            known.name = name
            cast.people[name] = known
        return known
    person = Person(name, listed=listed)
    if listed:
        holder = holder_at(cast, name)
        person.country = holder.polity
        person.sector = person_sector(cast.known, cast.known.people[name], cast.day)
        person.offices = tuple(row.role for row in cast.known.people[name])
    cast.people[name] = person
    return person


def same_person(cast: Cast, name: str) -> Person | None:
    """Find a person of the text whom a full or partial name means, if just one fits."""
    words = fold(name).split()
    found = [
        person
        for person in cast.people.values()
        if _matches(words, fold(person.name).split())
        or (person.written and _matches(words, fold(person.written).split()))
    ]
    if len(found) > 1 and len(words) == 1:  # one surname, two people: the one spoken of last
        said = [person for person in found if person.id in cast.mentions]
        return max(said, key=lambda person: cast.mentions[person.id][-1].span) if said else None
    return found[-1] if found else None


def _matches(words: list[str], full: list[str]) -> bool:
    if len(words) == 1:
        return words[0] in (full[-1], full[0]) and (words[0] == full[-1] or len(full[0]) > 2)
    if len(full) == 1:
        return full[0] == words[-1]
    return words[-1] == full[-1] and words[0][0] == full[0][0]


def holder_at(cast: Cast, name: str) -> Holder:
    """Return the office that a listed person held at the article's date, else the last one."""
    rows = cast.known.people[name]
    return next((row for row in reversed(rows) if is_held(row, cast.day)), rows[-1])


def is_held(row: Holder, day: str) -> bool:
    """Whether an office was held on a day, in a month or in a year, as far as both are known."""
    return bool(day) and in_office(row, day)


def _introduce_bare(cast: Cast, hit: Hit) -> None:
    """Meet a person whom the tables know by full name, or whose unlisted name reads as a person's."""
    if hit.kind == "person":
        _write_down(cast, meet(cast, hit.key, listed=True), hit)
    elif hit.kind == "name" and " " in hit.key and _reads_as_person(cast, hit):
        meet(cast, hit.key)


def _write_down(cast: Cast, person: Person, hit: Hit) -> None:
    """Keep the fullest form in which the text writes a name."""
    words = " ".join(cast.text[cast.by_index[hit.first].start : cast.by_index[hit.last].end].split())
    if " " in words and len(words) > len(person.written):
        person.written = words


def _reads_as_person(cast: Cast, hit: Hit) -> bool:
    """Whether a name that no table knows is a person's: an age, a title, a given name, or it speaks."""
    words = fold(hit.key).split()
    if not 2 <= len(words) <= 4 or ORGANISATION_WORDS & set(words) or PLACE_WORDS & set(words):
        return False
    head = cast.by_index[hit.last]
    before = cast.by_index.get(hit.first - 1)
    if hit.key.isupper() or head.dep == "compound" or (before is not None and before.lower == "the"):
        return False
    following = cast.by_index.get(hit.last + 1)
    aged = following is not None and following.text == "," and _is_age(cast.by_index.get(hit.last + 2))
    titled = before is not None and before.lower in TITLES
    speaks = head.dep in ("nsubj", "nsubjpass") and head.head.pos == "VERB"
    return titled or aged or words[0] in cast.known.given or speaks


def _is_age(token: Token | None) -> bool:
    return token is not None and token.tag == "CD" and token.text.isdigit() and 10 < int(token.text) < 110
