"""Entries as a GeoJSON FeatureCollection: a point for a town, no geometry for what has no one point.

Source: RFC 7946.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from memcon.answers import Account
from memcon.model import Place
from memcon.views.formats import Selection
from memcon.views.table import of_entry


def text(chosen: Selection) -> Iterator[str]:
    """Yield the collection, a feature a line; at its end, how many have no geometry."""
    yield '{"type":"FeatureCollection","features":['
    between, unlocated = "\n", 0
    for account in chosen.accounts():
        feature = _feature(account)
        unlocated += feature["geometry"] is None
        yield between + msgspec.json.encode(feature).decode()
        between = ",\n"
    yield f'\n],"unlocated":{unlocated}}}\n'


def precision(place: Place | None) -> str:
    """Return how near a place is known: town, country, region (what else has no position), or ""."""
    if place is None:
        return ""
    if place.latitude is not None:
        return "town"
    return "country" if place.id == place.country else "region"


def _feature(account: Account) -> dict[str, Any]:
    place = account.place
    point = None
    if place is not None and place.latitude is not None and place.longitude is not None:
        point = {"type": "Point", "coordinates": [place.longitude, place.latitude]}
    sources = [
        {
            "outlet": one.outlet,
            "published": one.published,
            "title": one.title,
            "url": one.url,
            "words": one.words,
        }
        for one in account.sources
    ]
    return {
        "type": "Feature",
        "id": account.entry.id,
        "geometry": point,
        "properties": {
            **of_entry(account.entry),
            "precision": precision(place),
            "country": place.country if place is not None else "",
            "sources": sources,
        },
    }
