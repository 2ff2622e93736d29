"""What to list: filters over entries, as SQL that stays fast in a record of millions."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from heapq import merge
from itertools import islice

from memcon.answers import Entry, Party
from memcon.errors import RecordError
from memcon.record.days import day_number, iso
from memcon.record.judgements import ITEMS, bounds

# What has happened or is to happen: the chronology.
CHRONOLOGY = "asserted,planned,cancelled,postponed,historical"
FIRST, LAST = "!", "~"  # before and after every day
LAST_NUMBER = date.max.toordinal()
MANY = 20_000  # entries of an actor beyond which it does not matter how many they are
PAGE = 500  # entries whose parties are fetched in one query


@dataclass(frozen=True, slots=True)
class Filter:
    """Which entries are asked for; what is left empty asks nothing.

    `actor` and each of `pair` is a name, an id or a country (which takes in whoever acts for
    it); `status` is one or several, by commas; `since` and `until` are ISO days, months or
    years, both included; `source` is a part of an outlet's name or of an address; `review` is
    accepted, edited, rejected or none; `min_confidence`, from 0 to 1, leaves out what is less
    sure (conditionals and figures have no confidence, and stay).
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
    min_confidence: float = 0.0
    limit: int | None = None

    def __post_init__(self) -> None:
        for name in ("since", "until"):
            value = getattr(self, name)
            if value:
                bounds(value)


@dataclass(frozen=True, slots=True)
class _Actor:
    """Somebody who is asked for: the rows that a name stands for, as SQL, and how much there is of them."""

    ids: str
    entries: int  # at most MANY


def entries(db: sqlite3.Connection, asked: Filter) -> Iterator[Entry]:
    """Give the entries that a filter asks for, by day and id; raises RecordError if an actor is unknown."""
    named = [name for name in (asked.actor, *(asked.pair or ())) if name]
    cast = sorted((_actor(db, name) for name in named), key=lambda one: one.entries)
    where, values = _where(asked)
    left = asked.limit
    for query, days in _stretches(db, asked, cast):
        found = _rows(db, f"{query} AND {where}", (*days, *values), left, bool(asked.kind or cast))
        while rows := list(islice(found, PAGE)):
            left = None if left is None else left - len(rows)
            yield from _whole(db, rows)
        if left == 0:
            return


def _rows(
    db: sqlite3.Connection, query: str, values: tuple[object, ...], limit: int | None, together: bool
) -> Iterator[sqlite3.Row]:
    """Give rows by day and id; of all kinds each as its index has it, since sorting them fills the memory."""
    if together or limit is not None:
        yield from db.execute(
            f"{query} ORDER BY e.day, e.key LIMIT ?", (*values, -1 if limit is None else limit)
        )
        return
    each = [db.execute(f"{query} AND e.kind = ? ORDER BY e.day, e.key", (*values, kind)) for kind in ITEMS]
    yield from merge(*each, key=lambda row: (row["day"], row["key"]))


Stretch = tuple[str, tuple[object, ...]]  # a query for the entries of some days, and its values


def _stretches(db: sqlite3.Connection, asked: Filter, cast: Sequence[_Actor]) -> Iterator[Stretch]:
    """Cut what is asked for into days in order, each with the query that finds its entries soonest."""
    first, last = FIRST, LAST
    if asked.until:
        last = bounds(asked.until)[1] or LAST
    if asked.since:  # what began before and lasts until then comes first
        first = bounds(asked.since)[0] or FIRST
        also = "".join(f" AND {_takes_part('e.id', one)}" for one in cast)
        query = "SELECT e.* FROM entry e INDEXED BY entry_lasting WHERE e.latest > e.day"
        days = (f"{int(first[:4]) - 1}", first, last, first)
        yield f"{query} AND e.day >= ? AND e.day < ? AND e.day <= ? AND e.latest >= ?{also}", days
    few = "INDEXED BY entry_reviewed" if asked.review not in ("", "none") else ""
    query = _of_actors(cast) if cast else f"SELECT e.* FROM entry e {few} WHERE e.day BETWEEN ? AND ?"
    if asked.limit is None or not (cast or not asked.kind):
        yield query, (first, last)
    else:
        yield from ((query, days) for days in _walk(db, cast, (first, last)))
    if not (asked.since or asked.until):  # what has no day comes last
        yield query, ("", "")


def _walk(db: sqlite3.Connection, cast: Sequence[_Actor], days: tuple[str, str]) -> Iterator[tuple[str, str]]:
    """Give stretches of days that have entries, each twice as long as the one before: a few are asked for."""
    soonest = "SELECT day FROM {} AND day >= ? ORDER BY day LIMIT 1"
    if cast:
        there = soonest.format("entry_actor WHERE actor_id = actor.id")
        step = f"SELECT min(({there})) FROM actor WHERE id IN ({cast[0].ids})"
    else:
        there = soonest.format("entry WHERE kind = item.value")
        step = f"SELECT min(({there})) FROM json_each('{json.dumps(ITEMS)}') item"
    (first, last), width = days, 1
    while (found := db.execute(step, (first,)).fetchone()[0]) is not None and found <= last:
        number = day_number(found)
        if number is None or number + width > LAST_NUMBER:
            yield found, last
            return
        yield found, min(iso(number + width - 1), last)
        first, width = iso(number + width), width * 2


def _of_actors(cast: Sequence[_Actor]) -> str:
    """Find the entries of the one of whom there is least, then look whether the others are in them."""
    also = "".join(f" AND {_takes_part('least.entry_id', one)}" for one in cast[1:])
    return (
        "SELECT e.* FROM (SELECT DISTINCT entry_id FROM entry_actor least "
        f"WHERE least.actor_id IN ({cast[0].ids}) AND least.day BETWEEN ? AND ?{also}) "
        "CROSS JOIN entry e WHERE e.id = entry_id"
    )


def _takes_part(entry: str, one: _Actor) -> str:
    # the + bids SQLite read the few rows of the entry, not seek each of the actors
    return (
        "EXISTS (SELECT 1 FROM entry_actor other INDEXED BY entry_actor_entry "
        f"WHERE other.entry_id = {entry} AND +other.actor_id IN ({one.ids}))"
    )


def _actor(db: sqlite3.Connection, name: str) -> _Actor:
    ids = ", ".join(map(str, actor_ids(db, name)))
    counted = f"SELECT count(*) FROM (SELECT 1 FROM entry_actor WHERE actor_id IN ({ids}) LIMIT {MANY})"
    return _Actor(ids, db.execute(counted).fetchone()[0])


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
            confidence=row["confidence"],
        )


def _where(asked: Filter) -> tuple[str, list[object]]:
    """Say in SQL what is asked of an entry beside its days and actors."""
    kinds = [asked.kind] if asked.kind else ITEMS
    where = [f"e.kind IN ({', '.join('?' * len(kinds))})"]
    values: list[object] = [*kinds]
    if asked.class_:
        where.append("e.class = ?")
        values.append(asked.class_.upper() if asked.kind in ("", "event") else asked.class_)
    if asked.status:
        wanted = [status.strip() for status in asked.status.split(",")]
        where.append(f"e.status IN ({', '.join('?' * len(wanted))})")
        values += wanted
    if asked.place:
        where.append("e.place = ? COLLATE NOCASE AND e.place <> ''")
        values.append(asked.place)
    if asked.source:
        told = [kind for kind in ITEMS if asked.kind in ("", kind)]
        where.append(_of_source(told))
        part = re.sub(r"([\\%_])", r"\\\1", asked.source)
        values += [f"%{part}%"] * 2 * len(told)
    if asked.review in ("", "none"):
        where.append("e.review = ''" if asked.review else "e.review <> 'rejected'")
    else:
        where.append("e.review = ? AND e.review <> ''")
        values.append(asked.review)
    if asked.min_confidence:
        where.append("e.confidence >= ?")
        values.append(asked.min_confidence)
    return " AND ".join(where), values


def _of_source(kinds: Sequence[str]) -> str:
    told = (
        f"EXISTS (SELECT 1 FROM {kind} JOIN article ON article.id = article_id WHERE entry_id = e.id "
        "AND (outlet LIKE ? ESCAPE '\\' OR url LIKE ? ESCAPE '\\'))"
        for kind in kinds
    )
    return f"({' OR '.join(told) or 0})"


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
