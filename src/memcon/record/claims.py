"""What is under entries: the claims with their words, who takes part, and where; a batch at a time."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator
from itertools import groupby, islice
from typing import TypeVar

import msgspec

from memcon.answers import Account, Entry, Excerpt, Source
from memcon.model import Actor, Place

T = TypeVar("T")
BATCH = 500  # entries, actors or pages whose rows are fetched in one query
LISTED = "(SELECT value FROM json_each(?))"
TOLD = {
    "event": "item.status, item.edtf",
    "statement": "item.kind, ''",
    "conditional": "item.kind, ''",
    "figure": "'', ''",
}
RATED = ("event", "statement")  # whose claims have a confidence
OFFICE = (
    "(SELECT role FROM appearance WHERE actor_id = actor.id AND role <> '' "
    "GROUP BY role ORDER BY count(*) DESC, role LIMIT 1)"
)
SAYS = {"event": "says", "statement": "content", "conditional": "condition", "figure": "says"}


def accounts(db: sqlite3.Connection, entries: Iterable[Entry]) -> Iterator[Account]:
    """Give each entry with all that is under it, in the order given."""
    for batch in batches(entries):
        numbers = dict(
            db.execute(f"SELECT key, id FROM entry WHERE key IN {LISTED}", (listed(e.id for e in batch),))
        )
        cast, places = _cast(db, numbers.values()), _places(db, numbers.values())
        told: dict[int, list[Source]] = {}
        for kind in sorted({entry.kind for entry in batch}):
            told.update(sources(db, kind, [numbers[entry.id] for entry in batch if entry.kind == kind]))
        for entry in batch:
            number = numbers[entry.id]
            yield Account(entry, tuple(cast.get(number, ())), places.get(number), tuple(told.get(number, ())))


def sources(db: sqlite3.Connection, kind: str, entries: Collection[int]) -> dict[int, list[Source]]:
    """Return the claims under entries of one kind, by row of the entry, in order of publication."""
    words = _excerpts(db, kind, entries)
    rows = db.execute(
        f"""
        SELECT item.entry_id, item.id, item.key, article.key, article.title, article.outlet, article.url,
          coalesce(article.published, ''), coalesce(original.key, ''), {TOLD[kind]},
          min(ev.start), max(ev.end), substr(article.text, min(ev.start) + 1, max(ev.end) - min(ev.start)),
          min(ev.sentence_start),
          substr(article.text, min(ev.sentence_start) + 1, max(ev.sentence_end) - min(ev.sentence_start)),
          ev.rule, item.joined, {"item.confidence" if kind in RATED else 1.0}
        FROM {kind} item JOIN article ON article.id = item.article_id
        LEFT JOIN article original ON original.id = article.original_id AND original.id <> article.id
        JOIN evidence ev ON ev.{kind}_id = item.id AND ev.role IN (?, 'consequence')
        WHERE item.entry_id IN {LISTED} GROUP BY item.id
        ORDER BY item.entry_id, article.earliest IS NULL, article.published, article.key, min(ev.start),
          item.key
        """,
        (SAYS[kind], listed(entries)),
    )
    found: dict[int, list[Source]] = {}
    for entry, item, *row in rows.fetchall():
        row.append(tuple(words.get(item, ())))
        found.setdefault(entry, []).append(Source(*row))
    return found


def _excerpts(db: sqlite3.Connection, kind: str, entries: Collection[int]) -> dict[int, list[Excerpt]]:
    rows = db.execute(
        f"SELECT item.id, role, start, end, prefix, exact, suffix FROM {kind} item "
        f"JOIN evidence ev ON ev.{kind}_id = item.id WHERE item.entry_id IN {LISTED} "
        "ORDER BY item.id, start, end, role",
        (listed(entries),),
    ).fetchall()
    return {item: [Excerpt(*row[1:]) for row in some] for item, some in groupby(rows, lambda row: row[0])}


def _cast(db: sqlite3.Connection, entries: Collection[int]) -> dict[int, list[Actor]]:
    rows = db.execute(
        "SELECT DISTINCT entry_id, key, name, kind, country, sector FROM entry_actor "
        f"JOIN actor ON actor.id = actor_id WHERE entry_id IN {LISTED} ORDER BY entry_id, name, key",
        (listed(entries),),
    ).fetchall()
    return {entry: [Actor(*row[1:]) for row in some] for entry, some in groupby(rows, lambda row: row[0])}


def _places(db: sqlite3.Connection, entries: Collection[int]) -> dict[int, Place]:
    """Return where entries are: of places of one name that in the country told, then one with a position."""
    rows = db.execute(
        "SELECT entry.id, place.key, place.name, place.country, place.latitude, place.longitude, "
        "  EXISTS (SELECT 1 FROM event WHERE entry_id = entry.id AND event.place = place.name "
        "    AND event.country = place.country) AS told "
        f"FROM entry JOIN place ON place.name = entry.place WHERE entry.id IN {LISTED} "
        "ORDER BY entry.id, told DESC, latitude IS NULL, place.country",
        (listed(entries),),
    ).fetchall()
    return {entry: Place(*next(iter(some))[1:6]) for entry, some in groupby(rows, lambda row: row[0])}


def actors(db: sqlite3.Connection, keys: Iterable[str]) -> Iterator[tuple[Actor, tuple[str, ...]]]:
    """Give actors with their commonest office and the ways their names are written, by id."""
    for batch in batches(sorted(keys)):
        rows = db.execute(
            f"SELECT id, key, name, kind, country, sector, coalesce({OFFICE}, '') "
            f"FROM actor WHERE key IN {LISTED} ORDER BY key",
            (listed(batch),),
        ).fetchall()
        for number, *row in rows:
            names = db.execute("SELECT name FROM name WHERE actor_id = ? ORDER BY name", (number,)).fetchall()
            yield Actor(*row), tuple(name for (name,) in names)


def named(db: sqlite3.Connection, articles: Iterable[str]) -> Iterator[tuple[str, Actor]]:
    """Give (page, actor) for whoever is named in pages, page by page."""
    for batch in batches(articles):
        rows = db.execute(
            "SELECT article.key, actor.key, name, kind, country, sector, role FROM article "
            "JOIN appearance ON article_id = article.id JOIN actor ON actor.id = actor_id "
            f"WHERE article.key IN {LISTED} ORDER BY article.key, actor.key",
            (listed(batch),),
        )
        for page, *row in rows.fetchall():
            yield page, Actor(*row)


def batches(items: Iterable[T]) -> Iterator[list[T]]:
    """Cut items into lists of BATCH."""
    rest = iter(items)
    while batch := list(islice(rest, BATCH)):
        yield batch


def listed(values: Iterable[object]) -> str:
    """Return values as a JSON list, for LISTED."""
    return msgspec.json.encode(list(values)).decode()
