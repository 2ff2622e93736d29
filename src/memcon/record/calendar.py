"""What was planned, and what became of it: kept, moved, cancelled, not reported, still due."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from memcon.answers import Due
from memcon.record.filters import day_of


def plans(db: sqlite3.Connection, as_of: str = "") -> Iterator[Due]:
    """Give what was or is planned, by day; `as_of` stands for the last day that the record covers.

    "Not reported" is said of a plan whose day is over, when pages of a later day say nothing of it.
    """
    day = day_of(as_of) if as_of else ""
    rows = db.execute(
        "SELECT calendar.key, due, CASE WHEN state IN ('due', 'not reported') AND ?1 <> '' THEN "
        "  CASE WHEN entry.latest IS NULL OR entry.latest >= ?1 THEN 'due' ELSE 'not reported' END "
        "ELSE state END, who, calendar.class, calendar.form, calendar.place, "
        "coalesce(substr(announced, 1, 10), ''), coalesce(moved_from, ''), calendar.articles, calendar.words "
        "FROM calendar JOIN entry ON entry.id = calendar.id",
        (day,),
    )
    for row in rows:
        yield Due(*row)
