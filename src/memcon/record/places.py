"""Where the entries of a record take place, with positions and how exact they are."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from memcon.answers import Spot

# An entry knows its place by name; its country is that of the claims that name the place.
SPOTS = """
  SELECT place.name, place.country, latitude, longitude,
    CASE WHEN latitude IS NOT NULL THEN 'town' WHEN place.key = place.country THEN 'country'
      ELSE 'region' END AS precision,
    count(DISTINCT entry.id) AS entries
  FROM place JOIN event ON event.place = place.name AND event.country = place.country
  JOIN entry ON entry.id = event.entry_id AND entry.place = place.name AND entry.review <> 'rejected'
  GROUP BY place.name, place.country ORDER BY place.name, entries DESC, place.country
"""


def places(db: sqlite3.Connection) -> Iterator[Spot]:
    """Give the places of entries by name; of two with one name, the one with more entries first."""
    for row in db.execute(SPOTS):
        yield Spot(*row)
