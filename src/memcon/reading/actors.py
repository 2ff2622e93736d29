"""Hits → actors: titles, nationalities and appositions say who a name is.

Order of trust: office and appositive patterns, the tables, the document itself. A name that
none of them explains stays as written.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from memcon.model import Actor, Mention, Span, content_id
from memcon.reading.grammar import Sentence, Token
from memcon.reading.lookup import fold
from memcon.reading.names import TITLES, Gazetteer, Hit, Holder, Office, SectorWord, find_hits, gazetteer
from memcon.tables import Tables

POLITY_KINDS = frozenset({"state", "adjective", "people", "capital", "building", "organisation"})
BACKED = frozenset("backed supported sponsored armed trained funded financed aligned allied".split())
LINKS = frozenset({"of", "for", "from"})
ORGANISATION_WORDS = frozenset(
    "ministry party agency bank university council committee institute centre center group company "
    "corporation union association movement front army brigade church court commission office times "
    "post news radio television channel newspaper foundation congress parliament airlines".split()
)
STATELESS = {"REB": "Rebels", "UAF": "Armed men"}  # the CAMEO roles that belong to no state
PLACE_WORDS = frozenset(
    "island islands sea strait gulf river lake mount mountain mountains street square province region "
    "airport port city town village district county base camp shoal peninsula valley road bridge".split()
)


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


@dataclass(frozen=True, slots=True)
class Group:
    """A noun phrase with an office or sector word: its tokens, polities and, maybe, its person."""

    first: int
    last: int
    head: int
    hit: Hit
    polities: tuple[str, ...]
    possessor: int = -1
    person: Hit | None = None


class Cast:
    """Who is who in one article: `who(token)` gives the ids behind a word, `actors()` everybody."""

    def __init__(self, text: str, sentences: Sequence[Sentence], known: Gazetteer, year: str) -> None:
        self.text = text
        self.tokens: list[Token] = [token for sentence in sentences for token in sentence.tokens]
        self.by_index = {token.i: token for token in self.tokens}
        self.known = known
        self.year = year
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
        """Return the CAMEO role of a body or organisation; "" for a person."""
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
            return Actor(actor, row.name, "organisation", home or actor, row.sector)
        return Actor(actor, self.known.name_of(actor), "state", actor, "GOV")

    def stateless(self, sector: str) -> str:
        """Return the id of people of a sector whose state isn't told (REB)."""
        self.extra.setdefault(sector, Actor(sector, STATELESS[sector], "group", "", sector))
        return sector

    def group_id(self, polity: str, row: Office | SectorWord) -> str:
        """Return the id of a state's body or force (RUSMIL); an organisation's people are itself."""
        if polity not in self.known.states:
            return polity
        sector = row.sector or "GOV"
        actor = f"{polity}{sector}"
        name = f"{self.known.name_of(polity)} ({sector})"
        self.extra.setdefault(actor, Actor(actor, name, "group", polity, sector))
        return actor


Resolve = Callable[[Cast, Sequence[Sentence], dict[int, Hit], list[Group]], None]


def find_actors(
    text: str,
    sentences: Sequence[Sentence],
    tables: Tables,
    year: str,
    resolve: Resolve,
) -> Cast:
    """Identify everybody named in the sentences; `year` is that of the article ("" if unknown).

    `resolve` settles what refers back: surnames, offices, pronouns (see coreference).
    """
    known = gazetteer(tables)
    cast = Cast(text, sentences, known, year)
    hits = find_hits(fold(text), sentences, tables)
    at = cast.at = {i: hit for hit in hits for i in range(hit.first, hit.last + 1)}
    groups = [group for sentence in sentences for group in _groups(sentence, at, cast)]
    for group in groups:
        if group.person is not None:
            _introduce(cast, group)
    for hit in hits:
        _introduce_bare(cast, hit)
    resolve(cast, sentences, at, groups)
    return cast


# --- noun phrases with a title or a sector word ---------------------------------------------


def _groups(sentence: Sentence, at: dict[int, Hit], cast: Cast) -> list[Group]:
    low, high = sentence.tokens[0].i, sentence.tokens[-1].i
    found: list[Group] = []
    for i in range(low, high + 1):
        hit = at.get(i)
        if hit is None or hit.first != i or hit.kind not in ("office", "sector"):
            continue
        found.append(_group(hit, (low, high), at, cast))
    return found


def _group(hit: Hit, bounds: tuple[int, int], at: dict[int, Hit], cast: Cast) -> Group:
    first, polities, possessor = _leftwards(hit.first - 1, bounds[0], at, cast)
    last, more = _rightwards(hit.last, bounds[1], at, cast)
    person, end = _named(hit, (first, last), bounds, at, cast)
    row = hit.row
    implied = (row.polity,) if isinstance(row, Office) and row.polity else ()
    found = tuple(dict.fromkeys((*polities, *more))) or implied
    return Group(first, max(last, end), hit.last, hit, found, possessor, person)


def _leftwards(i: int, low: int, at: dict[int, Hit], cast: Cast) -> tuple[int, tuple[str, ...], int]:
    """Walk left over modifiers; return the first token, the polities named, and a person's "'s"."""
    polities: list[str] = []
    joined = False
    possessor = -1
    while i >= low:
        token = cast.by_index[i]
        hit = at.get(i)
        if hit is not None and hit.kind in POLITY_KINDS and _only_sides_with(hit, cast):
            i = hit.first - 1
        elif hit is not None and hit.kind in POLITY_KINDS:
            if polities and not joined:
                break
            polities.insert(0, hit.key)
            i, joined = hit.first - 1, False
        elif hit is not None and hit.kind in ("person", "name") and cast.by_index[hit.last + 1].tag == "POS":
            possessor = hit.first
            i = hit.first - 1
            break
        elif token.tag == "PRP$":
            possessor = i
            i -= 1
            break
        elif polities and token.lower in ("and", "-", "–", "/", ",") and _is_listed(i - 1, token, at, cast):
            joined = True
            i -= 1
        elif _modifies(token, hit):
            i -= 1
        else:
            break
    return i + 1, tuple(polities), possessor


def _only_sides_with(hit: Hit, cast: Cast) -> bool:
    """Whether a polity is a friend or foe of the group, not its own: "pro-Russian", "Iranian-backed"."""
    around = (hit.first - 2, hit.first - 1, hit.last + 1, hit.last + 2)
    before, joint, link, after = (cast.by_index[i].lower if i in cast.by_index else "" for i in around)
    return (joint == "-" and before in ("pro", "anti")) or (link == "-" and after in BACKED)


def _polity_at(i: int, at: dict[int, Hit]) -> bool:
    hit = at.get(i)
    return hit is not None and hit.kind in POLITY_KINDS


def _is_listed(i: int, joint: Token, at: dict[int, Hit], cast: Cast) -> bool:
    """Whether a polity before a comma or "and" is one of a list: not in "In Kyiv, German minister …"."""
    hit = at.get(i)
    if hit is None or hit.kind not in POLITY_KINDS:
        return False
    before = cast.by_index.get(hit.first - 1)
    placed = before is not None and before.pos == "ADP" and hit.kind not in ("adjective", "people")
    return joint.text != "," or not placed


def _modifies(token: Token, hit: Hit | None) -> bool:
    if hit is not None:
        return hit.kind in ("sector", "office", "name") and token.dep in ("compound", "amod", "nmod")
    return (token.tag in ("JJ", "JJS", "POS", "HYPH", "VBN", "VBG", "CD") and token.dep != "ROOT") or (
        token.dep in ("compound", "amod") and token.pos in ("NOUN", "ADJ", "PROPN")
    )


def _rightwards(i: int, high: int, at: dict[int, Hit], cast: Cast) -> tuple[int, tuple[str, ...]]:
    """Walk right over "of Ukraine", "for the Middle East"; return the last token and the polities."""
    polities: list[str] = []
    last = i
    while last + 1 < high and cast.by_index[last + 1].lower in LINKS:
        j = last + 2
        if cast.by_index[j].tag in ("DT", "PRP$") and j < high:
            j += 1
        hit = at.get(j)
        if (
            hit is None
            or hit.kind not in POLITY_KINDS
            or not _links(cast.by_index[last + 1], cast.by_index[i])
        ):
            break
        polities.append(hit.key)
        last = hit.last
        while last + 2 <= high and cast.by_index[last + 1].lower in ("and", ",") and _polity_at(last + 2, at):
            polities.append(at[last + 2].key)
            last = at[last + 2].last
        while last + 1 <= high and (cast.by_index[last + 1].tag == "POS" or _continues(last + 1, at, cast)):
            last += 1
    return last, tuple(polities)


def _links(word: Token, head: Token) -> bool:
    """Whether a preposition makes the polity after it one's own: "of", or "from" after several people."""
    return word.lower in ("of", "for") or (word.lower == "from" and head.tag in ("NNS", "NNPS"))


def _continues(i: int, at: dict[int, Hit], cast: Cast) -> bool:
    """Whether "Supreme National Security Council" goes on after "Iran's"."""
    before = cast.by_index[i - 1]
    hit = at.get(i)
    named = _kind(hit) in ("name", "sector") and _kind(at.get(i - 1)) in ("name", "sector")
    return (before.tag == "POS" and hit is not None) or named


def _kind(hit: Hit | None) -> str:
    return hit.kind if hit is not None else ""


def _named(
    hit: Hit, edges: tuple[int, int], bounds: tuple[int, int], at: dict[int, Hit], cast: Cast
) -> tuple[Hit | None, int]:
    """Find the name that a title belongs to: right after it, after a comma, or before as apposition."""
    if hit.kind == "sector" and not (isinstance(hit.row, SectorWord) and hit.row.kind == "official"):
        return None, -1
    first, last = edges
    after = last + 1
    if after <= bounds[1]:
        name = _name_at(after, at, cast)
        if name is not None and _fits(name):
            return name, name.last
        if cast.by_index[after].text == "," and after < bounds[1]:
            name = _name_at(_past_rank(after + 1, at), at, cast)
            ends = name is not None and (
                name.last == bounds[1] or cast.by_index[name.last + 1].text in (",", ".", "”", '"')
            )
            if name is not None and ends:
                return name, name.last
    return _apposed(first, bounds[0], at, cast), -1


def _past_rank(i: int, at: dict[int, Hit]) -> int:
    """Return where the name begins after a second title: "the army's spokesman, Rear Admiral Ann Poe"."""
    hit = at.get(i)
    return hit.last + 1 if hit is not None and hit.first == i and hit.kind == "office" else i


def _apposed(first: int, low: int, at: dict[int, Hit], cast: Cast) -> Hit | None:
    """Return the name before ", the …", "X, 61, " or " (" when a title stands in apposition to it."""
    i = first - 1
    if i > low and cast.by_index[i].tag in ("DT", "PRP$"):
        i -= 1
    if i <= low or cast.by_index[i].text not in (",", "(", "-", "–", "—"):
        return None
    i -= 1
    if cast.by_index[i].tag == "CD" and cast.by_index[i - 1].text == ",":
        i -= 2
    hit = at.get(i)
    return hit if hit is not None and hit.last == i and hit.kind in ("name", "person") else None


def _name_at(i: int, at: dict[int, Hit], cast: Cast) -> Hit | None:
    hit = at.get(i)
    if hit is None or hit.first != i:
        return None
    if hit.kind == "person" or (hit.kind == "name" and cast.by_index[i].text[0].isupper()):
        return hit
    return None


def _fits(name: Hit) -> bool:
    """Whether a name after a title is a person's, not an organisation's or a place's."""
    return not (ORGANISATION_WORDS | PLACE_WORDS) & set(fold(name.key).split())


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
    person.sector = person.sector or (row.sector if isinstance(row, (Office, SectorWord)) else "")


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
        person.country, person.sector = holder.polity, "GOV"
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
    """Return the office that a listed person held in the article's year, else the last one."""
    rows = cast.known.people[name]
    for row in reversed(rows):
        if cast.year and row.from_[:4] <= cast.year and (row.to == ".." or cast.year <= (row.to[:4] or "9")):
            return row
    return rows[-1]


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
