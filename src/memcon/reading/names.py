"""Tokens → hits: names, offices, states, organisations and sector words, before anyone is identified."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar, Literal

from memcon.errors import TableError
from memcon.reading.grammar import Sentence, Token
from memcon.reading.lookup import Phrases, fold
from memcon.reading.time_words import TimeWord
from memcon.tables import Tables

TITLES = frozenset("mr mr. mrs mrs. ms ms. dr dr. sir lord lady sheikh ayatollah".split())


@dataclass(frozen=True, slots=True)
class State:
    """A state: ISO 3166 codes, Correlates of War number, name, years of existence."""

    TABLE: ClassVar[str] = "world/states.tsv"
    iso3: str
    iso2: str
    cow: str
    name: str
    from_: str = ""
    to: str = ""


@dataclass(frozen=True, slots=True)
class StateAlias:
    """Another word for a state; a capital or a building stands for its government, or the sector told."""

    TABLE: ClassVar[str] = "world/state_aliases.tsv"
    alias: str
    iso3: str
    kind: Literal["name", "adjective", "people", "capital", "building", "other"]
    sector: str = ""


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation, armed group, company or coalition; sector is a CAMEO role code, or two."""

    TABLE: ClassVar[str] = "world/organisations.tsv"
    id: str
    name: str
    kind: Literal["igo", "ngo", "armed_group", "party", "coalition", "company", "agency", "court", "media"]
    country: str
    sector: str


@dataclass(frozen=True, slots=True)
class OrganisationTerm:
    """The time in which an organisation was of another sector than its own, as a rule in power."""

    TABLE: ClassVar[str] = "world/organisation_terms.tsv"
    id: str
    sector: str
    from_: str
    to: str


@dataclass(frozen=True, slots=True)
class UnrecognisedState:
    """A place, as place_aliases.tsv names it, that governs itself and that few states recognise."""

    TABLE: ClassVar[str] = "world/unrecognised_states.tsv"
    name: str
    country: str


@dataclass(frozen=True, slots=True)
class OrganisationAlias:
    """Another name of an organisation, or the name of an organ with a sector of its own."""

    TABLE: ClassVar[str] = "world/organisation_aliases.tsv"
    alias: str
    id: str
    sector: str = ""


@dataclass(frozen=True, slots=True)
class Holder:
    """A person who held an office of a polity from one EDTF date to another."""

    TABLE: ClassVar[str] = "world/people.tsv"
    name: str
    polity: str
    role: str
    office: str
    from_: str
    to: str
    shared: Literal["", "shared"] = ""


@dataclass(frozen=True, slots=True)
class PersonAlias:
    """Another spelling of a person's name."""

    TABLE: ClassVar[str] = "world/person_aliases.tsv"
    alias: str
    name: str


@dataclass(frozen=True, slots=True)
class WomansName:
    """A given name borne by women, hardly ever by men: whom "she" may mean, and "he" may not."""

    TABLE: ClassVar[str] = "world/womens_names.tsv"
    name: str


@dataclass(frozen=True, slots=True)
class SectorWord:
    """A word for a body, force or group of a state; sector is a CAMEO role code, or two."""

    TABLE: ClassVar[str] = "{lang}/sectors.tsv"
    word: str
    sector: str
    kind: Literal["body", "force", "official", "people", "group"]
    example: str = ""


@dataclass(frozen=True, slots=True)
class Office:
    """A title of office, with the polity that it implies when none is said."""

    TABLE: ClassVar[str] = "{lang}/offices.tsv"
    phrase: str
    role: str
    sector: str
    polity: str = ""
    example: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """Tokens first..last (inclusive, by Token.i) that a table or a pattern knows.

    `kind` is state, adjective, capital, building, organisation, person, office, sector or
    name (capitalised words that no table knows); `key` is the code, id or canonical name.
    """

    first: int
    last: int
    kind: str
    key: str
    row: State | Organisation | Office | SectorWord | Holder | None = None


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """The phrases of all actor tables, and who is who by name; `small` names need no capital."""

    proper: Phrases[tuple[str, str]]
    small: Phrases[tuple[str, str]]
    common: Phrases[tuple[str, Office | SectorWord]]
    states: dict[str, State]
    organisations: dict[str, Organisation]
    people: dict[str, tuple[Holder, ...]]
    by_surname: dict[str, tuple[str, ...]]
    given: frozenset[str]
    women: frozenset[str]
    calendar: dict[str, str]
    sectors: dict[str, str]
    terms: dict[str, tuple[OrganisationTerm, ...]]
    buildings: dict[str, str]
    unrecognised: frozenset[str]

    def name_of(self, code: str) -> str:
        """Return the name behind a state code or organisation id."""
        if code in self.states:
            return self.states[code].name
        return self.organisations[code].name if code in self.organisations else code


@lru_cache(maxsize=8)
def gazetteer(tables: Tables) -> Gazetteer:
    """Build the look-ups from the tables, once per set of tables."""
    states = {row.iso3: row for row in tables.rows(State)}
    organisations = {row.id: row for row in tables.rows(Organisation)}
    people: dict[str, list[Holder]] = {}
    for holder in tables.rows(Holder):
        people.setdefault(holder.name, []).append(holder)
    surnames: dict[str, dict[str, None]] = {}
    for name in people:
        surnames.setdefault(fold(name.split()[-1]), {})[name] = None
    return Gazetteer(
        _proper(tables, states, organisations, people),
        Phrases(
            (row.alias, ("organisation", row.id))
            for row in tables.rows(OrganisationAlias)
            if row.alias[0].islower() and " " in row.alias
        ),
        _common(tables),
        states,
        organisations,
        {name: tuple(sorted(rows, key=lambda row: row.from_)) for name, rows in people.items()},
        {surname: tuple(names) for surname, names in surnames.items()},
        frozenset(fold(name.split()[0]) for name in people if " " in name),
        frozenset(fold(row.name) for row in tables.rows(WomansName)),
        {row.word: row.kind for row in tables.rows(TimeWord) if row.kind in CALENDAR},
        _sectors(tables, organisations),
        _terms(tables, organisations),
        {fold(row.alias): row.sector for row in tables.rows(StateAlias) if row.sector}
        | {fold(row.alias): row.sector for row in tables.rows(OrganisationAlias) if row.sector},
        frozenset(row.name for row in tables.rows(UnrecognisedState)),
    )


def _sectors(tables: Tables, organisations: dict[str, Organisation]) -> dict[str, str]:
    """Return the sector of each organisation, body and title by its folded name."""
    found = {fold(alias.alias): organisations[alias.id].sector for alias in tables.rows(OrganisationAlias)}
    found |= {row.word: row.sector for row in tables.rows(SectorWord)}
    return found | {row.phrase: row.sector for row in tables.rows(Office)}


def _terms(tables: Tables, organisations: dict[str, Organisation]) -> dict[str, tuple[OrganisationTerm, ...]]:
    found: dict[str, tuple[OrganisationTerm, ...]] = {}
    for row in tables.rows(OrganisationTerm):
        if row.id not in organisations:
            raise TableError(f"organisation_terms.tsv: no id {row.id!r} in organisations.tsv")
        found[row.id] = (*found.get(row.id, ()), row)
    return found


def _proper(
    tables: Tables,
    states: dict[str, State],
    organisations: dict[str, Organisation],
    people: dict[str, list[Holder]],
) -> Phrases[tuple[str, str]]:
    proper: Phrases[tuple[str, str]] = Phrases()
    for name in people:
        if " " in name:
            proper.add(name, ("person", name))
    for person in tables.rows(PersonAlias):
        if person.name not in people:
            raise TableError(
                f"person_aliases.tsv: {person.alias}: nobody in people.tsv is named {person.name!r}"
            )
        proper.add(person.alias, ("person", person.name))
    for state in states.values():
        proper.add(state.name, ("state", state.iso3))
    kinds = {"name": "state", "people": "people", "other": "state"}
    for row in tables.rows(StateAlias):
        proper.add(row.alias, (kinds.get(row.kind, row.kind), row.iso3))
    for organisation in organisations.values():
        proper.add(organisation.name, ("organisation", organisation.id))
        proper.add(organisation.id, ("organisation", organisation.id))
    for alias in tables.rows(OrganisationAlias):
        if alias.id not in organisations:
            raise TableError(
                f"organisation_aliases.tsv: {alias.alias}: no id {alias.id!r} in organisations.tsv"
            )
        proper.add(alias.alias, ("organisation", alias.id))
    return proper


def _common(tables: Tables) -> Phrases[tuple[str, Office | SectorWord]]:
    common: Phrases[tuple[str, Office | SectorWord]] = Phrases()
    for word in tables.rows(SectorWord):
        for form in (word.word, plural(word.word)):
            common.add(form, ("sector", word))
    for office in tables.rows(Office):
        for form in (office.phrase, plural(office.phrase)):
            common.add(form, ("office", office))
    return common


IRREGULAR = {
    "human": "humans",
    "german": "germans",
    "shaman": "shamans",
    "man": "men",
    "child": "children",
    "thief": "thieves",
    "wife": "wives",
    "attorney general": "attorneys general",
    "-in-law": "s-in-law",
}


def plural(phrase: str) -> str:
    """Return the regular plural of a phrase's last word ("of" phrases: of the word before).

    >>> plural("secretary of state"), plural("spokesman"), plural("ministry"), plural("thief")
    ('secretaries of state', 'spokesmen', 'ministries', 'thieves')
    """
    head, of, rest = phrase.partition(" of ")
    if of:
        return plural(head) + of + rest
    irregular = next((end for end in IRREGULAR if phrase.endswith(end)), "")
    if irregular:
        return phrase.removesuffix(irregular) + IRREGULAR[irregular]
    if phrase.endswith("y") and phrase[-2:-1] not in "aeiou":
        return phrase[:-1] + "ies"
    return phrase + ("es" if phrase.endswith(("s", "sh", "ch", "x")) else "s")


def find_hits(folded: str, sentences: Sequence[Sentence], tables: Tables) -> list[Hit]:
    """Find every hit of the tables, and names that no table knows, in text order.

    `folded` is the article's text through `lookup.fold`.
    """
    known = gazetteer(tables)
    hits: list[Hit] = []
    for sentence in sentences:
        hits.extend(_of_sentence(folded, sentence.tokens, known))
    hits.extend(_surnames(sentences, hits, known, folded))
    return sorted(hits, key=lambda hit: hit.first)


def _surnames(sentences: Sequence[Sentence], hits: Sequence[Hit], known: Gazetteer, folded: str) -> list[Hit]:
    """Find surnames of the text's people that the parser took for common nouns ("Santos told")."""
    written = {token.i: token.text for sentence in sentences for token in sentence.tokens}
    full = [hit for hit in hits if hit.kind in ("person", "name") and " " in hit.key]
    names = {hit.key.split()[-1] for hit in full} | {
        written[hit.last] for hit in full if hit.first < hit.last
    }
    taken = {i for hit in hits for i in range(hit.first, hit.last + 1)}
    return [
        Hit(token.i, token.i, "name", token.text)
        for sentence in sentences
        for at, token in enumerate(sentence.tokens)
        if token.text in names
        and token.i not in taken
        and not _is_calendar(sentence.tokens, at, known, folded)
    ]


def _of_sentence(folded: str, tokens: Sequence[Token], known: Gazetteer) -> Iterator[Hit]:
    ends = frozenset(token.end for token in tokens)
    at = 0
    while at < len(tokens):
        token = tokens[at]
        hit = _table_hit(folded, tokens, at, ends, known)
        if hit is None and is_capital(token) and not _is_calendar(tokens, at, known, folded):
            hit = _unknown_name(tokens, at, known, folded)
        if hit is None:
            at += 1
            continue
        yield hit
        at += hit.last - hit.first + 1


def _table_hit(
    folded: str, tokens: Sequence[Token], at: int, ends: frozenset[int], known: Gazetteer
) -> Hit | None:
    token = tokens[at]
    names = known.proper if _may_name(tokens, at) else known.small
    proper = names.match(folded, token, ends)
    common = known.common.match(folded, token, ends)
    if proper and (not common or proper[0] >= common[0]):
        last = _last(tokens, at, proper[0])
        kind, key = proper[1]
        if not (_is_surname(tokens, at, last, kind, known) or _is_owned(tokens, at, last, proper[1], known)):
            return Hit(token.i, tokens[last].i, kind, key)
    if common and (token.pos in ("NOUN", "PROPN", "ADJ", "VERB") or token.lower in ("the", "un")):
        last = _last(tokens, at, common[0])
        if tokens[last].pos not in ("VERB", "ADV"):
            return Hit(token.i, tokens[last].i, common[1][0], "", common[1][1])
    return None


def _may_name(tokens: Sequence[Token], at: int) -> bool:
    token = tokens[at]
    return token.text[0].isupper() or (
        token.lower in ("the", "al", "el") and at + 1 < len(tokens) and tokens[at + 1].text[0] not in " "
    )


def _is_surname(tokens: Sequence[Token], first: int, last: int, kind: str, known: Gazetteer) -> bool:
    """Whether one word that could be a state is a surname after a given name ("Michael Jordan")."""
    if kind not in ("state", "capital", "adjective") or first != last or first == 0:
        return False
    before = tokens[first - 1]
    return before.dep == "compound" and before.head is tokens[first] and before.lower in known.given


def _is_owned(
    tokens: Sequence[Token], first: int, last: int, found: tuple[str, str], known: Gazetteer
) -> bool:
    """Whether a body's name is a state's own after a capitalised modifier: "the Russian Security Council"."""
    if found[0] != "organisation" or first == 0 or known.organisations[found[1]].kind not in ("igo", "court"):
        return False
    before = tokens[first - 1]
    modifies = before.dep in ("compound", "amod", "nmod") and before.head is tokens[last]
    return modifies and before.text[0].isupper() and before.pos in ("PROPN", "ADJ")


def _last(tokens: Sequence[Token], at: int, end: int) -> int:
    while tokens[at].end < end:
        at += 1
    return at


def is_capital(token: Token) -> bool:
    """Whether a word is written as a name."""
    return (token.text[0].isupper() and token.tag in ("NNP", "NNPS", "FW")) or (
        token.text[0].isupper() and token.pos == "PROPN"
    )


CALENDAR = frozenset({"weekday", "day", "month"})
# What stands before a month that is a time and no name: "in May", "since last April", "of June".
BEFORE_MONTH = frozenset(
    "in since until till by of from to through throughout during before after between around for and or "
    "last next this that late early mid - – the each every".split()
)


def _is_calendar(tokens: Sequence[Token], at: int, known: Gazetteer, folded: str) -> bool:
    """Whether a capitalised word is a day or a month and begins no name: "On Monday Scholz met".

    After a title it is a given name ("Minister April Ryan"), and a month is one where no date can stand.
    """
    kind = known.calendar.get(tokens[at].lower)
    before = tokens[at - 1] if at else None
    if kind is None or (before is not None and _is_title(before, known, folded)):
        return False
    if kind != "month":
        return True
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    counted = any(token is not None and token.text[0].isdigit() for token in (before, following))
    return counted or (before is not None and before.lower in BEFORE_MONTH)


def _is_title(token: Token, known: Gazetteer, folded: str) -> bool:
    """Whether a word is the end of a title in the singular: "Mr", "Minister"."""
    if token.tag in ("NNS", "NNPS"):
        return False
    found = known.common.match(folded, token, frozenset({token.end}))
    return token.lower in TITLES or (found is not None and found[1][0] == "office")


PARTICLES = frozenset("al el bin ibn ben van von de da del der den di dos la le ul ud".split())
JOINERS = frozenset({"-", "'", "’"})


def _unknown_name(tokens: Sequence[Token], at: int, known: Gazetteer, folded: str) -> Hit:
    """Take the longest run of capitalised words, with particles and hyphens inside.

    The run ends before an office or another known name ("Gul" in "Gul Foreign Minister").
    """
    last = at
    ends = frozenset(token.end for token in tokens)
    while last + 1 < len(tokens):
        step = _next_in_name(tokens, last)
        if not step:
            break
        begins = tokens[last + step]
        if step == 1 and begins.text[0].isupper() and _known_start(folded, begins, ends, known):
            break
        if known.calendar.get(begins.lower) in ("weekday", "day"):
            break
        last += step
    words = " ".join(token.text for token in tokens[at : last + 1])
    return Hit(tokens[at].i, tokens[last].i, "name", _closed_up(words))


def _known_start(folded: str, token: Token, ends: frozenset[int], known: Gazetteer) -> bool:
    common = known.common.match(folded, token, ends)
    return bool(common and common[1][0] == "office") or bool(known.proper.match(folded, token, ends))


def _next_in_name(tokens: Sequence[Token], last: int) -> int:
    """How many tokens on the next part of the name stands (0 if it ends here)."""
    following = tokens[last + 1]
    after = tokens[last + 2] if last + 2 < len(tokens) else None
    if is_capital(following):
        return 1
    glued = tokens[last].end == following.start
    if following.text in JOINERS and glued and after is not None and after.start == following.end:
        return 2 if after.text[0].isalpha() and after.tag != "POS" else 0
    if following.lower in PARTICLES and after is not None:
        if is_capital(after):
            return 2
        if after.text == "-" and last + 3 < len(tokens) and is_capital(tokens[last + 3]):
            return 3
    return 0


def _closed_up(words: str) -> str:
    for joiner in JOINERS:
        words = words.replace(f" {joiner} ", joiner)
    return words
