"""What to list: filters over entries, as SQL that stays fast in a record of millions."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from memcon.errors import RecordError
from memcon.model import Entry, Party
from memcon.record.days import day_number
from memcon.record.judgements import ITEMS, bounds

# What has happened or is to happen: the chronology.
CHRONOLOGY = "asserted,planned,cancelled,postponed,historical"
FEW = 5000  # entries of an actor up to which they are fetched and sorted; above, the days are walked
PAGE = 500  # entries whose parties are fetched in one query


@dataclass(frozen=True, slots=True)
class Filter:
    """Which entries are asked for; what is left empty asks nothing.

    `actor` and each of `pair` is a name, an id or a country (which takes in whoever acts for
    it); `status` is one or several, by commas; `since` and `until` are ISO days, months or
    years, both included; `source` is a part of an outlet's name or of an address; `review` is
    accepted, edited, rejected or none.
    """

    kind: str = ""
    actor: str = ""
    pair: tuple[str, str] | None = None
    class_: str = ""
    status: str = ""
    place: str = ""
    since: str = ""
    until: str = ""
    source: str = ""
    review: str = ""
    limit: int | None = None

    def __post_init__(self) -> None:
        for name in ("since", "until"):
            value = getattr(self, name)
            if value:
                bounds(value)


def entries(db: sqlite3.Connection, asked: Filter) -> Iterator[Entry]:
    """Give the entries that a filter asks for, by day and id; raises RecordError if an actor is unknown."""
    where, values = _where(db, asked)
    left = asked.limit
    for dated in ("e.day <> ''", "e.day = ''"):  # what has no day comes last
        query = f"SELECT e.* FROM entry e WHERE {' AND '.join([dated, *where])} ORDER BY e.day, e.key LIMIT ?"
        cursor = db.execute(query, (*values, -1 if left is None else left))
        while rows := cursor.fetchmany(PAGE):
            left = None if left is None else left - len(rows)
            yield from _whole(db, rows)


def by_key(db: sqlite3.Connection, key: str) -> Entry | None:
    """Return the entry of an id, or None."""
    rows = db.execute("SELECT * FROM entry WHERE key = ?", (key,)).fetchall()
    return next(_whole(db, rows), None)


def _whole(db: sqlite3.Connection, rows: Sequence[sqlite3.Row]) -> Iterator[Entry]:
    ids = ", ".join(str(row["id"]) for row in rows)
    found: dict[int, list[Party]] = {}
    parties = db.execute(
        "SELECT entry_id, role, key, name, country FROM entry_actor JOIN actor ON actor.id = actor_id "
        f"WHERE entry_id IN ({ids}) ORDER BY entry_id, role, name, key"
    )
    for number, *party in parties:
        found.setdefault(number, []).append(Party(*party))
    for row in rows:
        yield Entry(
            id=row["key"],
            kind=row["kind"],
            class_=row["class"],
            cameo=row["cameo"],
            form=row["form"],
            status=row["status"],
            date=row["edtf"],
            earliest=row["earliest"],
            latest=row["latest"],
            dating=row["dating"],
            parties=tuple(found.get(row["id"], ())),
            place=row["place"],
            words=row["words"],
            articles=row["articles"],
            independent=row["independent"],
            first_reported=row["first_reported"],
            last_reported=row["last_reported"],
            review=row["review"],
            version=row["version"],
        )


def _where(db: sqlite3.Connection, asked: Filter) -> tuple[list[str], list[object]]:
    where: list[str] = []
    values: list[object] = []
    plain = {
        "kind": asked.kind,
        "class": asked.class_.upper() if asked.kind in ("", "event") else asked.class_,
    }
    for column, value in plain.items():
        if value:
            where.append(f"e.{column} = ?")
            values.append(value)
    if asked.status:
        wanted = [status.strip() for status in asked.status.split(",")]
        where.append(f"e.status IN ({', '.join('?' * len(wanted))})")
        values += wanted
    named = [name for name in (asked.actor, *(asked.pair or ())) if name]
    where += [_of_actor(db, actor_ids(db, name)) for name in named]
    if asked.place:
        where.append("e.place = ? COLLATE NOCASE")
        values.append(asked.place)
    if asked.since:
        where.append("coalesce(e.latest, e.day) >= ? AND e.day >= ?")
        values += [bounds(asked.since)[0], f"{int(bounds(asked.since)[0][:4]) - 1}"]  # type: ignore[index]
    if asked.until:
        where.append("e.day <= ? AND e.day <> ''")
        values.append(bounds(asked.until)[1])
    if asked.source:
        kinds = [asked.kind] if asked.kind in ITEMS else ITEMS
        where.append(_of_source(kinds))
        part = re.sub(r"([\\%_])", r"\\\1", asked.source)
        values += [f"%{part}%"] * 2 * len(kinds)
    where.append("e.review = ?" if asked.review else "e.review <> 'rejected'")
    if asked.review:
        values.append("" if asked.review == "none" else asked.review)
    return where, values


def _of_source(kinds: Sequence[str]) -> str:
    told = (
        f"EXISTS (SELECT 1 FROM {kind} JOIN article ON article.id = article_id WHERE entry_id = e.id "
        "AND (outlet LIKE ? ESCAPE '\\' OR url LIKE ? ESCAPE '\\'))"
        for kind in kinds
    )
    return f"({' OR '.join(told)})"


def _of_actor(db: sqlite3.Connection, ids: Sequence[int]) -> str:
    listed = ", ".join(map(str, ids))
    few = db.execute(
        f"SELECT count(*) FROM (SELECT 1 FROM entry_actor WHERE actor_id IN ({listed}) LIMIT {FEW + 1})"
    ).fetchone()[0]
    if few <= FEW:
        return f"e.id IN (SELECT entry_id FROM entry_actor WHERE actor_id IN ({listed}))"
    return (
        "EXISTS (SELECT 1 FROM entry_actor ea INDEXED BY entry_actor_entry "
        f"WHERE ea.entry_id = e.id AND ea.actor_id IN ({listed}))"
    )


def actor_ids(db: sqlite3.Connection, name: str) -> list[int]:
    """Return the actors that a name, an id, a surname or a country code stands for.

    A country or organisation takes in whoever acts for it. Raises RecordError if there is none.
    """
    queries = (
        ("SELECT id FROM actor WHERE key = ?1 OR country = ?1 ORDER BY id", name),
        ("SELECT id FROM actor WHERE key = ?1 OR country = ?1 ORDER BY id", name.upper()),
        (
            "SELECT DISTINCT other.id FROM name JOIN actor one ON one.id = actor_id "
            "JOIN actor other ON other.id = one.id OR (one.key = one.country AND other.country = one.key) "
            "WHERE name.name = ?1 COLLATE NOCASE ORDER BY other.id",
            name,
        ),
        (
            "SELECT DISTINCT actor_id FROM name "
            "WHERE substr(name.name, -length(?1) - 1) = ' ' || ?1 COLLATE NOCASE ORDER BY actor_id",
            name,
        ),
    )
    for query, value in queries:
        found = [row[0] for row in db.execute(query, (value,))]
        if found:
            return found
    raise RecordError(f"{name!r}: no such actor in this record; `memcon actor RECORD` lists them")


def day_of(value: str) -> str:
    """Return the first ISO day of a date; raises RecordError if it is none."""
    first = bounds(value)[0]
    if first is None or day_number(first) is None:
        raise RecordError(f"{value!r}: not a date; write it like 2022-01-19")
    return first
