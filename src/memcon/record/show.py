"""One entry with everything under it: sources in context, why they were merged, what happened to it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence

import msgspec

from memcon.answers import Entry, Source, Step
from memcon.errors import RecordError
from memcon.record import claims
from memcon.record.filters import by_key


def resolve(db: sqlite3.Connection, key: str) -> Entry:
    """Return the entry of an id, or of the one it was merged into; an unambiguous beginning will do.

    Raises RecordError if there is none, and tells a withdrawn one from one never there.
    """
    for _ in range(100):
        found = by_key(db, key)
        if found is not None:
            return found
        row = db.execute("SELECT new FROM redirect WHERE old = ?", (key,)).fetchone()
        if row is None:
            break
        key = row[0]
    gone = db.execute("SELECT words, why FROM tombstone WHERE key = ?", (key,)).fetchone()
    if gone is not None:
        raise RecordError(f"{key}: withdrawn ({gone['why']}): “{gone['words']}”")
    near = db.execute(
        "SELECT key FROM entry WHERE key >= ?1 AND key < ?1 || 'g' ORDER BY key LIMIT 2", (key,)
    ).fetchall()
    if len(key) > 3 and len(near) == 1:
        return resolve(db, near[0][0])
    raise RecordError(f"{key}: no such entry; `memcon list` shows their ids")


def sources(db: sqlite3.Connection, entry: Entry) -> list[Source]:
    """Return the claims under an entry, in order of publication."""
    number = db.execute("SELECT id FROM entry WHERE key = ?", (entry.id,)).fetchone()[0]
    return claims.sources(db, entry.kind, [number]).get(number, [])


def history(db: sqlite3.Connection, entry: Entry) -> list[Step]:
    """Return what was said of an event when it was first said: announced, moved, cancelled, held."""
    rows = db.execute(
        "SELECT article.earliest, event.status, event.edtf, event.place, article.outlet, event.instead_of, "
        "event.class FROM entry JOIN event ON event.entry_id = entry.id "
        "JOIN article ON article.id = event.article_id "
        "WHERE entry.key = ? ORDER BY article.earliest IS NULL, article.published, article.key, event.key",
        (entry.id,),
    )
    steps: dict[tuple[str, str], Step] = {}
    for day, status, date, place, outlet, moved, class_ in rows.fetchall():
        what = _WHAT.get(status, status) if class_ == "CONSULT" else status
        if moved and status == "planned":
            what = f"moved from {moved}"
        shown = date if moved or status != "asserted" else entry.date
        steps.setdefault((what, shown[:10]), Step((day or "")[:10], what, shown[:10], place, outlet))
    return list(steps.values())


_WHAT = {"asserted": "held", "historical": "held", "planned": "announced"}


# The ids that lead to an entry, however many merges ago.
FORMER = """
  WITH RECURSIVE former (key) AS (VALUES (?) UNION SELECT old FROM redirect JOIN former ON new = former.key)
  SELECT key FROM former ORDER BY key
"""
DECIDED = """
  SELECT one.*, one.key IN (SELECT subject FROM judgement WHERE verdict = 'undo') AS undone
  FROM judgement one WHERE one.subject IN (SELECT value FROM json_each(?1))
    OR one.other IN (SELECT value FROM json_each(?1))
  ORDER BY one.at, one.key
"""


def explain(db: sqlite3.Connection, key: str) -> Iterator[str]:
    """Say, line by line, why an entry stands as it does: rules, spans, date arithmetic, judgements."""
    entry = resolve(db, key)
    yield f"{entry.id}  {entry.date} ({entry.dating})  {entry.who}  {entry.class_} {entry.status}"
    if not entry.id.startswith(key):
        yield f"  {key} was merged into it"
    told = sources(db, entry)
    for source in told:
        copied = f", a copy of {source.copy_of}" if source.copy_of else ""
        yield f"  {source.claim}  {source.outlet or source.url}, {source.published or 'undated'}{copied}"
        yield f"    “{source.words}” [{source.start}–{source.end} of {source.article}]"
        date = f", dated {source.date}" if source.date else ""
        sure = f", confidence {source.confidence:.2f}" if entry.kind in claims.RATED else ""
        yield f"    read by {source.rule} as {source.status or entry.kind}{date}{sure}"
        yield f"    here because: {source.joined}"
    former = [row[0] for row in db.execute(FORMER, (entry.id,)) if row[0] != entry.id]
    yield from (f"  took in {old}" for old in former)
    for row in db.execute(
        "SELECT kind, detail, started FROM change JOIN run ON run.id = run_id "
        "WHERE entry_key = ? ORDER BY change.id",
        (entry.id,),
    ):
        yield f"  {row['started'][:10]}  {row['kind']}: {row['detail']}"
    yield from _decided(db, [entry.id, *former, *(source.claim for source in told)])


def _decided(db: sqlite3.Connection, keys: Sequence[str]) -> Iterator[str]:
    for row in db.execute(DECIDED, (msgspec.json.encode(keys).decode(),)):
        said = f" {row['field']} = {row['value']}" if row["field"] else ""
        why = f": {row['why']}" if row["why"] else ""
        undone = " (undone)" if row["undone"] else ""
        yield f"  {row['at'][:10]}  {row['who']}: {row['verdict']}{said}{why}{undone}"
