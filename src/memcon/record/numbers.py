"""The numbers of a series of figures, each with its source and those that it does not agree with."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from math import inf

from memcon.answers import Entry, Number
from memcon.record import claims
from memcon.record.days import day_number

NEAR = 3  # days within which numbers of one thing are compared


NUMBERS = """
  SELECT item.key, item.number, item.low, item.high, item.approximate, item.unit, item.what, item.place,
    coalesce(actor.name, '') AS said_by, article.original_id AS own
  FROM figure item JOIN article ON article.id = item.article_id LEFT JOIN actor ON actor.id = item.said_by
  WHERE item.entry_id = ?
"""


def numbers(db: sqlite3.Connection, entry: Entry, limit: int | None = None) -> list[Number]:
    """Return the numbers of a series in order of publication; with `limit`, the last so many."""
    row = db.execute("SELECT id FROM entry WHERE key = ?", (entry.id,)).fetchone()
    told = claims.sources(db, "figure", [row[0]]).get(row[0], []) if row else []
    told = told if limit is None else told[-limit:]
    facts = {key: fact for key, *fact in db.execute(NUMBERS, (row[0],))} if told else {}
    found = [Number(source, *facts[source.claim][:-1]) for source in told]
    owners = [facts[source.claim][-1] for source in told]
    return [replace(one, apart=_apart(i, found, owners)) for i, one in enumerate(found)]


def _apart(at: int, found: Sequence[Number], owners: Sequence[int]) -> tuple[str, ...]:
    one = found[at]
    day = day_number(one.source.published)
    return tuple(
        other.source.claim
        for i, other in enumerate(found)
        if owners[i] != owners[at]
        and (one.unit, one.place) == (other.unit, other.place)
        and not (one.low <= _top(other) and other.low <= _top(one))
        and day is not None
        and (its := day_number(other.source.published)) is not None
        and abs(day - its) <= NEAR
    )


def _top(number: Number) -> float:
    return inf if number.high is None else number.high
