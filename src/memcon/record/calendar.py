"""What was planned, and what became of it: kept, moved, cancelled, not reported, still due."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from memcon.record.filters import day_of


@dataclass(frozen=True, slots=True)
class Due:
    """One planned thing: `state` is due, kept, not reported, cancelled or postponed."""

    id: str
    due: str
    state: str
    who: str
    class_: str
    form: str
    place: str
    announced: str
    moved_from: str
    articles: int
    words: str


def calendar(db: sqlite3.Connection, as_of: str = "") -> list[Due]:
    """Return what was or is planned, by day; `as_of` stands for the last day that the record covers.

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
    return [Due(*row) for row in rows.fetchall()]
