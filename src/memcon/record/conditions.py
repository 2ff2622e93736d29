"""Threats, promises, offers and preconditions, and what was reported of both halves since."""

from __future__ import annotations

import sqlite3

import msgspec

from memcon.answers import Condition, Entry
from memcon.record.rows import block_of

TOLD = ("conditional", "threatened", "offered")  # the statuses of what stands in one of the halves
FACT = "asserted"


BEST = """
  SELECT item.condition, item.consequence, coalesce(actor.name, '') AS speaker
  FROM entry JOIN conditional item ON item.entry_id = entry.id LEFT JOIN actor ON actor.id = speaker_id
  WHERE entry.key = ?
  ORDER BY item.condition || ' → ' || item.consequence <> entry.words, item.key LIMIT 1
"""
# The acts that stand in one half of a conditional: their evidence overlaps with that half's.
ACTS = """
  SELECT DISTINCT event.class, event.who
  FROM entry JOIN conditional item ON item.entry_id = entry.id
  JOIN evidence half ON half.conditional_id = item.id AND half.role = ?
  JOIN event ON event.article_id = item.article_id AND event.status IN (SELECT value FROM json_each(?))
  JOIN evidence says ON says.event_id = event.id AND says.role = 'says'
    AND says.start < half.end AND says.end > half.start
  WHERE entry.key = ? ORDER BY event.class, event.who
"""
REPORTED = """
  SELECT DISTINCT entry.day, entry.key FROM event JOIN entry ON entry.id = event.entry_id
  WHERE event.block = ? AND event.status = 'asserted' AND entry.status = 'asserted'
    AND entry.review <> 'rejected' AND entry.day >= ?
  ORDER BY entry.day, entry.key
"""


def condition(db: sqlite3.Connection, entry: Entry) -> Condition:
    """Return what a conditional entry says, and what pages report of it since."""
    row = db.execute(BEST, (entry.id,)).fetchone()
    return Condition(
        id=entry.id,
        speaker=row["speaker"],
        kind=entry.class_,
        condition=row["condition"],
        consequence=row["consequence"],
        first_reported=entry.first_reported or "",
        last_reported=entry.last_reported or "",
        condition_since=_since(db, entry, "condition"),
        consequence_since=_since(db, entry, "consequence"),
    )


def _since(db: sqlite3.Connection, entry: Entry, half: str) -> tuple[str, ...]:
    acts = db.execute(ACTS, (half, msgspec.json.encode(TOLD).decode(), entry.id)).fetchall()
    found: dict[str, None] = {}
    for class_, who in acts:
        roles = msgspec.json.decode(who, type=list[tuple[str, str, str]])
        if entry.first_reported and roles:
            block = block_of(class_, FACT, roles)
            found |= dict.fromkeys(row[1] for row in db.execute(REPORTED, (block, entry.first_reported)))
    return tuple(found)
