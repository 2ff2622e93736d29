"""Claims → entries: run the merge where something is new, and write what it changes."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import msgspec

from memcon.model import content_id
from memcon.record.days import day_number, iso
from memcon.record.journal import Journal
from memcon.record.judgements import Standing, standing
from memcon.record.merge import WIDE, Cluster, Told, cluster, entry_key, status_of

# A new claim can change clusters up to two reaches away; those are exact if as much again is looked at.
REACH = 2 * WIDE
BATCH = 2000  # windows looked up in one query

CLAIMS = """
  SELECT w.block, w.low, w.high, e.id, e.key, a.original_id, a.earliest AS published, e.status, e.form, e.who,
    e.earliest, e.latest, e.country, e.instead_of, e.entry_id, e.edtf, e.dating, e.place, e.cameo, e.class,
    a.id = a.original_id AS own
  FROM temp.window w JOIN event e ON e.block = w.block AND e.anchor BETWEEN w.low AND w.high
  JOIN article a ON a.id = e.article_id
  ORDER BY w.block, w.low, e.key
"""


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry before it is stored."""

    key: str
    kind: str
    class_: str
    cameo: str
    form: str
    status: str
    edtf: str
    earliest: str | None
    latest: str | None
    dating: str
    day: str
    place: str
    best: int  # the claim whose words stand for it
    words: str
    articles: int
    independent: int
    first_reported: str | None
    last_reported: str | None
    actors: tuple[tuple[str, str], ...]  # (role, actor key)
    members: tuple[tuple[int, str], ...]  # (claim id, rule)


def merge_events(db: sqlite3.Connection, journal: Journal) -> None:
    """Bring the entries of events up to date with what is pending."""
    judged = standing(db)
    judged.bring_partners(db, "event")
    rows = db.execute("SELECT block, anchor FROM pending WHERE kind = 'event' ORDER BY block, anchor")
    windows = list(_windows((row[0], row[1]) for row in rows.fetchall()))
    windows.sort(key=lambda window: (window[0] not in judged.blocks, window))  # to be joined: in one batch
    for start in range(0, len(windows), BATCH):
        _merge_windows(db, journal, judged, windows[start : start + BATCH])
    db.execute("DELETE FROM pending WHERE kind = 'event'")


def _windows(pending: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int, int]]:
    """Join the pending days of a block that are near each other into (block, first, last)."""
    for block, days in groupby(pending, key=lambda pair: pair[0]):
        first = last = None
        for _, day in days:
            if last is not None and first is not None and day - last > 2 * REACH:
                yield block, first, last
                first = None
            first, last = day if first is None else first, day
        if first is not None and last is not None:
            yield block, first, last


def _merge_windows(
    db: sqlite3.Connection, journal: Journal, judged: Standing, windows: Sequence[tuple[int, int, int]]
) -> None:
    db.execute("CREATE TEMP TABLE IF NOT EXISTS window (block INTEGER, low INTEGER, high INTEGER)")
    db.execute("DELETE FROM temp.window")
    wide = [(block, low - 2 * REACH, high + 2 * REACH) for block, low, high in windows]
    db.executemany("INSERT INTO temp.window VALUES (?, ?, ?)", wide)
    rows = db.execute(CLAIMS).fetchall()
    entries: list[Draft] = []
    old: set[int] = set()
    for (block, low, high), found in groupby(rows, key=lambda row: (row[0], row[1], row[2])):
        claims = {row["id"]: row for row in found}
        clusters = cluster((_told(row) for row in claims.values()), judged.apart)
        taken: set[str] = set()
        for one in clusters:
            if not low + REACH <= one.anchor <= high - REACH:
                continue
            key = entry_key(block, one)
            while key in taken:  # same people, same day, but judged or told to be different
                key = content_id("n", key)
            taken.add(key)
            entry = _entry(key, one, claims)
            entries.append(entry)
            old |= {claims[number]["entry_id"] for number, _ in entry.members} - {None}
    write(db, journal, judged.joined(entries), old, judged)


def _told(row: sqlite3.Row) -> Told:
    return Told(
        id=row["id"],
        key=row["key"],
        source=row["original_id"],
        published=day_number(row["published"]),
        status=row["status"],
        form=row["form"],
        who=tuple((role, country, actor) for role, country, actor in msgspec.json.decode(row["who"])),
        first=day_number(row["earliest"]),
        last=day_number(row["latest"]),
        land=row["country"],
        instead_of=day_number(row["instead_of"]),
    )


def _entry(key: str, one: Cluster, claims: dict[int, sqlite3.Row]) -> Draft:
    members = one.told
    status = status_of(members)
    ordered = sorted(members, key=lambda told: (told.status != status, told.published or 0, told.key))
    best = next((told for told in ordered if claims[told.id]["own"]), ordered[0])
    rows = [claims[told.id] for told in members]
    exact = next((claims[t.id] for t in ordered if t.day is not None and t.day == one.day), None)
    dated = exact or claims[best.id]
    reported = sorted(iso(told.published) for told in members if told.published is not None)
    by_report = not dated["edtf"] and bool(reported)
    days = [told.published for told in members if told.published is not None]
    return Draft(
        key=key,
        kind="event",
        class_=rows[0]["class"],
        cameo=_common(row["cameo"] for row in rows),
        form=_form(told.form for told in members),
        status=status,
        edtf=iso(min(days)) if by_report else dated["edtf"],
        earliest=dated["earliest"],
        latest=dated["latest"],
        dating="reported" if by_report else dated["dating"],
        day=(dated["earliest"] or (reported[0] if reported else ""))[:10],
        place=_common(row["place"] for row in rows if row["place"]),
        best=best.id,
        words="",
        articles=len({row["id"] for row in rows}),
        independent=len({told.source for told in members}),
        first_reported=reported[0] if reported else None,
        last_reported=reported[-1] if reported else None,
        actors=_actors(members),
        members=tuple((told.id, rule) for told, rule in one.members),
    )


def _form(forms: Iterable[str]) -> str:
    """Return the commonest form; "meeting" only if nothing more telling is said."""
    counted = Counter(form for form in forms if form)
    telling = {form: n for form, n in counted.items() if form != "meeting"} or counted
    return min(telling, key=lambda form: (-telling[form], form)) if telling else ""


def _common(values: Iterable[str]) -> str:
    counted = Counter(values)
    return min(counted, key=lambda value: (-counted[value], value)) if counted else ""


def _actors(members: Sequence[Told]) -> tuple[tuple[str, str], ...]:
    """Return whoever is named; a country only where nobody who acts for it is."""
    everybody = {role for told in members for role in told.who}
    people = {role for told in members for role in told.people}
    covered = {role[:2] for role in people}
    return tuple(
        sorted((role[0], role[2]) for role in everybody if role in people or role[:2] not in covered)
    )


def write(
    db: sqlite3.Connection, journal: Journal, entries: Sequence[Draft], old: set[int], judged: Standing
) -> None:
    """Store entries and take back those that no claim is left of, with a redirect or a tombstone."""
    before = {row["key"]: row for row in _stored(db, entries, old)}
    heirs: dict[str, str] = {}
    for entry in entries:
        row = before.get(entry.key)
        number = journal.put(db, entry, row, judged)
        table = entry.kind
        moved = [(number, rule, claim, number, rule) for claim, rule in entry.members]
        for claim, _ in entry.members:
            was = db.execute(f"SELECT entry_id FROM {table} WHERE id = ?", (claim,)).fetchone()[0]
            if was is not None and was != number:
                key = db.execute("SELECT key FROM entry WHERE id = ?", (was,)).fetchone()
                heirs.setdefault(key[0], entry.key)
        db.executemany(
            f"UPDATE {table} SET entry_id = ?, joined = ? "
            "WHERE id = ? AND (entry_id IS NOT ? OR joined <> ?)",
            moved,
        )
    live = {entry.key for entry in entries}
    for key, row in sorted(before.items()):
        if key not in live:
            journal.withdraw(db, row, heirs.get(key, ""))


def _stored(db: sqlite3.Connection, entries: Sequence[Draft], old: set[int]) -> list[sqlite3.Row]:
    found: dict[int, sqlite3.Row] = {}
    for entry in entries:
        row = db.execute("SELECT * FROM entry WHERE key = ?", (entry.key,)).fetchone()
        if row is not None:
            found[row["id"]] = row
    for number in sorted(old - set(found)):
        row = db.execute("SELECT * FROM entry WHERE id = ?", (number,)).fetchone()
        if row is not None:
            found[number] = row
    return list(found.values())


def withdraw_empty(db: sqlite3.Connection, journal: Journal) -> None:
    """Take back the entries that lost their last claim when a page was read anew."""
    rows = db.execute(
        "SELECT entry.* FROM pending JOIN entry ON entry.id = block "
        "WHERE pending.kind = 'entry' ORDER BY entry.key"
    ).fetchall()
    for row in rows:
        claim = db.execute(f"SELECT 1 FROM {row['kind']} WHERE entry_id = ? LIMIT 1", (row["id"],)).fetchone()
        if claim is None:
            journal.withdraw(db, row, "")
    db.execute("DELETE FROM pending WHERE kind = 'entry'")
