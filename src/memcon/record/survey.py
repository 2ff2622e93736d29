"""The record as a whole: its actors, its gaps, what changed, and whether it is sound."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from memcon.answers import Change, Gap
from memcon.record.days import day_number, iso
from memcon.record.filters import actor_ids

LONG = 3  # days without a page, or without a word of an actor, that are a gap
OFTEN = 3  # entries from which an actor is one whose silence is told


@dataclass(frozen=True, slots=True)
class Dossier:
    """What the record has of an actor."""

    id: str
    name: str
    kind: str
    country: str
    names: tuple[str, ...]
    roles: tuple[tuple[str, int], ...]
    classes: tuple[tuple[str, int], ...]
    partners: tuple[tuple[str, int], ...]
    articles: int
    entries: int
    first: str
    last: str


def actors(db: sqlite3.Connection, limit: int | None = None) -> list[tuple[str, str, str, str, int]]:
    """Return (id, name, kind, country, entries) of the actors, those with most entries first."""
    rows = db.execute(
        "SELECT key, name, actor.kind, country, count(DISTINCT entry_id) AS entries "
        "FROM entry_actor JOIN actor ON actor.id = actor_id GROUP BY actor_id "
        "ORDER BY entries DESC, name, key LIMIT ?",
        (-1 if limit is None else limit,),
    )
    return [tuple(row) for row in rows.fetchall()]


def dossier(db: sqlite3.Connection, name: str) -> list[Dossier]:
    """Return what there is of each actor that a name fits; raises RecordError if there is none."""
    found = [_dossier(db, number) for number in actor_ids(db, name)]
    return sorted(found, key=lambda one: (-one.entries, one.name, one.id))


def _dossier(db: sqlite3.Connection, number: int) -> Dossier:
    def counted(query: str) -> tuple[tuple[str, int], ...]:
        return tuple((row[0], row[1]) for row in db.execute(query, (number,)).fetchall())

    actor = db.execute("SELECT * FROM actor WHERE id = ?", (number,)).fetchone()
    names = db.execute("SELECT name FROM name WHERE actor_id = ? ORDER BY name", (number,)).fetchall()
    days = db.execute(
        "SELECT count(DISTINCT entry_id), min(nullif(day, '')), max(nullif(day, '')) "
        "FROM entry_actor WHERE actor_id = ?",
        (number,),
    ).fetchone()
    return Dossier(
        id=actor["key"],
        name=actor["name"],
        kind=actor["kind"],
        country=actor["country"],
        names=tuple(row[0] for row in names),
        roles=counted(
            "SELECT role, count(*) AS n FROM appearance WHERE actor_id = ? AND role <> '' "
            "GROUP BY role ORDER BY n DESC, role"
        ),
        classes=counted(
            "SELECT CASE entry.kind WHEN 'event' THEN class ELSE entry.kind END AS what, "
            "count(DISTINCT entry.id) AS n FROM entry_actor JOIN entry ON entry.id = entry_id "
            "WHERE actor_id = ? GROUP BY what ORDER BY n DESC, what"
        ),
        partners=counted(
            "SELECT actor.name, count(DISTINCT other.entry_id) AS n FROM entry_actor one "
            "JOIN entry_actor other ON other.entry_id = one.entry_id AND other.actor_id <> one.actor_id "
            "JOIN actor ON actor.id = other.actor_id WHERE one.actor_id = ? "
            "GROUP BY other.actor_id ORDER BY n DESC, actor.name LIMIT 10"
        ),
        articles=db.execute("SELECT count(*) FROM appearance WHERE actor_id = ?", (number,)).fetchone()[0],
        entries=days[0],
        first=days[1] or "",
        last=days[2] or "",
    )


def gaps(db: sqlite3.Connection, longer_than: int = LONG) -> list[Gap]:
    """Return the stretches of days without a page, then those of frequent actors without an entry."""
    pages = db.execute("SELECT DISTINCT substr(earliest, 1, 10) FROM article WHERE earliest IS NOT NULL")
    days = sorted({day for row in pages if (day := day_number(row[0])) is not None})
    found = [Gap(iso(a), iso(b), b - a + 1, "") for a, b in _holes(days, longer_than)]
    often = db.execute(
        "SELECT actor_id, name, count(DISTINCT entry_id) AS n "
        "FROM entry_actor JOIN actor ON actor.id = actor_id "
        "GROUP BY actor_id HAVING n >= ? ORDER BY name, actor_id",
        (OFTEN,),
    ).fetchall()
    for number, name, _ in often:
        rows = db.execute("SELECT DISTINCT day FROM entry_actor WHERE actor_id = ? AND day <> ''", (number,))
        seen = sorted({day for row in rows if (day := day_number(row[0])) is not None})
        if days:
            within = sorted({days[0] - 1, days[-1] + 1, *(day for day in seen if days[0] <= day <= days[-1])})
            found += [Gap(iso(a), iso(b), b - a + 1, name) for a, b in _holes(within, longer_than)]
    return found


def _holes(days: list[int], longer_than: int) -> Iterator[tuple[int, int]]:
    for one, other in pairwise(days):
        if other - one - 1 > longer_than:
            yield one + 1, other - 1


CORRECTIONS = ("corrected", "merged", "withdrawn", "judged")


def changes(db: sqlite3.Connection, since: str = "", kinds: Sequence[str] = ()) -> Iterator[Change]:
    """Give the changes since a run's number (after it) or a date (that day and later), in order.

    `kinds` are those that are asked for; none asks for all.
    """
    where, value = "1 OR ? = ''", since
    if since.isdigit() and len(since) != 4:
        where, value = "run_id > CAST(? AS INTEGER)", since
    elif since:
        from memcon.record.filters import day_of

        where, value = "run.started >= ?", day_of(since)
    listed = f"AND change.kind IN ({', '.join('?' * len(kinds))})" if kinds else ""
    rows = db.execute(
        "SELECT run_id, started, entry_key, change.kind, detail, coalesce(entry.words, '') FROM change "
        "JOIN run ON run.id = run_id LEFT JOIN entry ON entry.key = entry_key "
        f"WHERE {where} {listed} ORDER BY change.id",
        (value, *kinds),
    )
    for row in rows:
        yield Change(*row)


def faults(db: sqlite3.Connection) -> Iterator[str]:
    """Check everything that should hold; give a line for each thing that does not."""
    for (line,) in db.execute("PRAGMA integrity_check"):
        if line != "ok":
            yield f"file: {line}"
    for table, number, parent, _ in db.execute("PRAGMA foreign_key_check"):
        yield f"{table} {number}: points at a missing row of {parent}"
    for check, query in CHECKS.items():
        for row in db.execute(query):
            yield f"{check}: {', '.join(str(cell) for cell in row)}"
    for number, body in db.execute("SELECT id, body FROM page WHERE body IS NOT NULL"):
        try:
            zlib.decompress(body)
        except zlib.error:
            yield f"page {number}: the kept bytes are damaged"
    try:
        db.execute("INSERT INTO passage_fts(passage_fts, rank) VALUES ('integrity-check', 1)")
    except sqlite3.DatabaseError as error:
        if "readonly" not in str(error):
            yield f"full text: {error}; rebuild it with `memcon doctor --mend`"


CHECKS = {
    "evidence whose words are not at its place": (
        "SELECT evidence.id, exact FROM evidence JOIN article ON article.id = article_id "
        "WHERE substr(text, start + 1, end - start) <> exact OR length(text) < end"
    ),
    "evidence whose surroundings are not at its place": (
        "SELECT evidence.id FROM evidence JOIN article ON article.id = article_id "
        "WHERE substr(text, max(start - 32, 0) + 1, min(start, 32)) <> prefix "
        "OR substr(text, end + 1, 32) <> suffix"
    ),
    "claim without evidence": " UNION ALL ".join(
        f"SELECT '{kind}', id FROM {kind} "
        f"WHERE NOT EXISTS (SELECT 1 FROM evidence WHERE {kind}_id = {kind}.id)"
        for kind in ("event", "statement", "conditional", "figure")
    ),
    "claim under no entry, with nothing pending": " UNION ALL ".join(
        f"SELECT '{kind}', id FROM {kind} WHERE entry_id IS NULL AND NOT EXISTS (SELECT 1 FROM pending)"
        for kind in ("event", "statement", "conditional", "figure")
    ),
    "entry without a claim": " UNION ALL ".join(
        f"SELECT '{kind}', key FROM entry WHERE kind = '{kind}' "
        f"AND NOT EXISTS (SELECT 1 FROM {kind} WHERE entry_id = entry.id)"
        for kind in ("event", "statement", "conditional", "figure")
    ),
    "redirect that leads nowhere": (
        "SELECT old, new FROM redirect WHERE new NOT IN (SELECT key FROM entry) "
        "AND new NOT IN (SELECT old FROM redirect) AND new NOT IN (SELECT key FROM tombstone)"
    ),
    "copy whose original is itself a copy": (
        "SELECT article.id FROM article JOIN article original ON original.id = article.original_id "
        "WHERE original.original_id <> original.id"
    ),
}


def mend(db: sqlite3.Connection) -> None:
    """Rebuild what can be rebuilt: the full-text index and the statistics of the indexes."""
    db.execute("INSERT INTO passage_fts(passage_fts) VALUES ('rebuild')")
    db.execute("REINDEX")
    db.execute("ANALYZE")
