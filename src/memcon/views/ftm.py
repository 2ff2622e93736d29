"""Entries, who takes part, and pages as FollowTheMoney entities, one JSON object a line.

An entry is an Event; who takes part a Person, PublicBody, Organization or LegalEntity; a page an
Article; and each actor named in a page a Mention. Ids are the record's own, so they stay.
Source: https://followthemoney.tech/explorer/
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

import msgspec

from memcon.answers import Account, Source
from memcon.model import Actor, content_id
from memcon.tables import load_tables
from memcon.views.chronology import what
from memcon.views.formats import Selection
from memcon.views.plain import plain, web
from memcon.views.table import day

UNFIT = re.compile(r"[^0-9A-Za-z.-]+")
PUBLIC = frozenset(("GOV", "MIL", "LEG", "JUD", "SPY", "COP", "IGO"))  # sectors of CAMEO
LONGEST = 250  # characters of a name, title or place; of a summary 65,000
DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
CUT = (
    "name",
    "alias",
    "title",
    "fileName",
    "publisher",
    "location",
    "keywords",
    "position",
    "classification",
)
Values = dict[str, Iterable[str]]


def text(chosen: Selection) -> Iterator[str]:
    """Yield the events with the pages that tell them, then the actors, then who is named in which page."""
    pages: set[int] = set()
    actors: dict[str, None] = {}
    for account in chosen.accounts():
        yield _event(account)
        actors.update(dict.fromkeys(actor.id for actor in account.actors))
        for source in account.sources:
            number = int(source.article[1:], 16)
            if number not in pages:
                pages.add(number)
                yield _article(source)
    for actor, names in chosen.actors(actors):
        yield _actor(actor, names)
    names_of = chosen.named(f"a{number:012x}" for number in sorted(pages))
    for article, actor in names_of:
        if actor.id in actors:
            yield _mention(article, actor)


def schema_of(actor: Actor) -> str:
    """Return the schema of an actor: a state is a PublicBody, as is whatever acts for one."""
    if actor.kind == "person":
        return "Person"
    if actor.kind == "state" or actor.sector in PUBLIC:
        return "PublicBody"
    return "Organization" if actor.kind == "organisation" else "LegalEntity"


def identity(kind: str, key: str) -> str:
    """Return an id that FollowTheMoney allows, the same for the same key.

    >>> identity("actor", "RUS")
    'memcon-actor-RUS'
    """
    fit = UNFIT.sub("-", key).strip("-.")
    return (
        f"memcon-{kind}-{fit}"
        if fit == key
        else f"memcon-{kind}-{fit}-{content_id('', key)}".replace("--", "-")
    )


@cache
def codes() -> dict[str, str]:
    """Return the two-letter codes of states by their three-letter ones."""
    from memcon.reading.names import State

    return {row.iso3: row.iso2.lower() for row in load_tables().rows(State) if row.iso2}


def _event(account: Account) -> str:
    entry, place = account.entry, account.place
    first, last = day(entry.earliest or entry.first_reported), day(entry.latest)
    one = first == last or last is None
    values: Values = {
        "name": [f"{entry.who or 'nobody named'}: {what(entry)}"],
        "summary": [entry.words],
        "keywords": [entry.kind, entry.class_, entry.cameo, entry.status],
        "date": [str(first)] if first and one else [],
        "startDate": [str(first)] if first and not one else [],
        "endDate": [str(last)] if last and not one else [],
        "location": [entry.place],
        "country": _country(place.country if place is not None else ""),
        "involved": [identity("actor", actor.id) for actor in account.actors],
        "proof": [identity("page", source.article) for source in account.sources],
        "sourceUrl": [web(source.url) for source in account.sources],
        "publisher": [source.outlet for source in account.sources],
        "recordId": [entry.id],
    }
    return _line(identity("entry", entry.id), "Event", values)


def _article(source: Source) -> str:
    published = DATE.match(source.published)
    address = web(source.url)
    values: Values = {
        "title": [source.title or source.url or source.article],
        "fileName": [] if address else [source.url],
        "publisher": [source.outlet],
        "publishedAt": [published[0]] if published else [],
        "sourceUrl": [address],
    }
    return _line(identity("page", source.article), "Article", values)


def _actor(actor: Actor, names: Iterable[str]) -> str:
    schema = schema_of(actor)
    place = "nationality" if schema == "Person" else "jurisdiction" if actor.kind == "state" else "country"
    values: Values = {
        "name": [actor.name],
        "alias": [name for name in names if name != actor.name],
        place: _country(actor.country),
        "position" if schema == "Person" else "classification": [actor.role],
    }
    return _line(identity("actor", actor.id), schema, values)


def _mention(article: str, actor: Actor) -> str:
    values: Values = {
        "document": [identity("page", article)],
        "name": [actor.name],
        "resolved": [identity("actor", actor.id)],
        "detectedSchema": [schema_of(actor)],
        "contextCountry": _country(actor.country),
    }
    return _line(identity("mention", content_id("m", article, actor.id)), "Mention", values)


def _country(code: str) -> list[str]:
    return [codes()[code]] if code in codes() else []


def _line(key: str, schema: str, values: Values) -> str:
    properties = {}
    for name, found in values.items():
        told = dict.fromkeys(_cut(plain(one)) if name in CUT else plain(one) for one in found)
        told.pop("", None)
        if told:
            properties[name] = list(told)
    return msgspec.json.encode({"id": key, "schema": schema, "properties": properties}).decode() + "\n"


def _cut(words: str) -> str:
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 1]}…"
