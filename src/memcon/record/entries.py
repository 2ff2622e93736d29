"""Claims → entries: run the merge where something is new, and write what it changes."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from math import inf, prod

import msgspec

from memcon.model import content_id
from memcon.record.days import day_number, iso
from memcon.record.journal import Journal
from memcon.record.judgements import Standing, standing
from memcon.record.merge import WIDE, Cluster, Role, Told, cluster, entry_key, reach, status_of

# A new claim can change clusters up to two reaches away; those are exact if as much again is looked at.
REACH = 2 * WIDE
MOST = 0.99  # however many say so
BATCH = 2000  # windows looked up in one query
LISTED = "(SELECT value FROM json_each(?))"

CLAIMS = """
  SELECT w.block, w.low, w.high, e.id, e.key, a.original_id, a.earliest AS published, e.status, e.form, e.who,
    e.earliest, e.latest, e.country, e.instead_of, e.entry_id, e.edtf, e.dating, e.place, e.cameo, e.class,
    a.id = a.original_id AS own, e.joined, e.confidence, n.key AS entry,
    p.kind IS NOT NULL OR gone.kind IS NOT NULL AS changed
  FROM temp.window w CROSS JOIN event e ON e.block = w.block AND e.anchor BETWEEN w.low AND w.high
  JOIN article a ON a.id = e.article_id LEFT JOIN entry n ON n.id = e.entry_id
  LEFT JOIN pending p ON p.kind = 'event' AND p.block = e.block AND p.anchor = e.anchor
  LEFT JOIN pending gone ON gone.kind = 'entry' AND gone.block = e.entry_id AND gone.anchor = 0
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
    confidence: float = 1.0


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
    # where claims were taken out, what they reached is not known any more
    removed = db.execute("SELECT 1 FROM pending WHERE kind = 'entry' LIMIT 1").fetchone() is not None
    entries: list[Draft] = []
    for (block, low, high), found in groupby(rows, key=lambda row: (row[0], row[1], row[2])):
        claims = {row["id"]: row for row in found}
        stored = Counter(row["entry"] for row in claims.values())
        told = [_told(row) for row in claims.values()]
        looked_at = block in judged.blocks
        if not (looked_at or removed):
            told = _touched(told, {number for number, row in claims.items() if row["changed"]})
        taken: set[str] = set()
        for one in cluster(told, judged.apart):
            if not low + REACH <= one.anchor <= high - REACH:
                continue
            key = entry_key(block, one)
            while key in taken:  # same people, same day, but judged or told to be different
                key = content_id("n", key)
            taken.add(key)
            if looked_at or not _stands(key, one, claims, stored[key]):
                entries.append(_entry(key, one, claims))
    write(db, journal, judged.joined(entries), judged)


def _touched(claims: Iterable[Told], changed: Set[int]) -> list[Told]:
    """Leave out the claims that what is new can't reach, not even through others."""
    spans = sorted(((*reach(one), one.id, one) for one in claims), key=lambda span: span[:3])
    found: list[Told] = []
    near: list[Told] = []
    end = -inf
    for low, high, _, one in spans:
        if low > end:
            found += near if any(other.id in changed for other in near) else []
            near = []
        near.append(one)
        end = max(end, high)
    return found + near if any(other.id in changed for other in near) else found


def _stands(key: str, one: Cluster, claims: dict[int, sqlite3.Row], stored: int) -> bool:
    """Whether a cluster is stored as it is: of just these claims, none of them new or changed."""
    return stored == len(one.members) and all(
        row["entry"] == key and not row["changed"] and row["joined"] == rule
        for row, rule in ((claims[told.id], rule) for told, rule in one.members)
    )


def _told(row: sqlite3.Row) -> Told:
    return Told(
        id=row["id"],
        key=row["key"],
        source=row["original_id"],
        published=day_number(row["published"]),
        status=row["status"],
        form=row["form"],
        who=_roles(row["who"]),
        first=day_number(row["earliest"]),
        last=day_number(row["latest"]),
        land=row["country"],
        instead_of=day_number(row["instead_of"]),
    )


@lru_cache(maxsize=1 << 14)
def _roles(who: str) -> tuple[Role, ...]:
    return tuple((role, country, actor) for role, country, actor in msgspec.json.decode(who))


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
        confidence=together((row["original_id"], row["confidence"]) for row in rows),
    )


def together(claims: Iterable[tuple[int, float]]) -> float:
    """Return the chance that one of several claims at least is right, each given as (original, confidence).

    Copies are one claim, as sure as the surest of them; different originals are held to err
    independently, up to MOST.

    >>> together([(1, 0.5), (1, 0.6), (2, 0.5)])
    0.8
    """
    best: dict[int, float] = {}
    for original, confidence in claims:
        best[original] = max(confidence, best.get(original, 0.0))
    return round(min(max(MOST, *best.values()), 1 - prod(1 - one for one in sorted(best.values()))), 2)


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


def write(db: sqlite3.Connection, journal: Journal, entries: Sequence[Draft], judged: Standing) -> None:
    """Store entries and take back those that no claim is left of, with a redirect or a tombstone."""
    if not entries:
        return
    table = entries[0].kind
    members = [claim for entry in entries for claim, _ in entry.members]
    under = dict(db.execute(f"SELECT id, entry_id FROM {table} WHERE id IN {LISTED}", (_listed(members),)))
    before = _stored(db, entries, {number for number in under.values() if number is not None})
    numbers = journal.put(db, entries, before, judged)
    keys = {row["id"]: key for key, row in before.items()}
    heirs: dict[str, str] = {}
    moved = []
    for entry in entries:
        for claim, rule in entry.members:
            was, now = under[claim], numbers[entry.key]
            moved.append((now, rule, claim, now, rule))
            if was is not None and was != now:
                heirs.setdefault(keys[was], entry.key)
    db.executemany(
        f"UPDATE {table} SET entry_id = ?, joined = ? WHERE id = ? AND (entry_id IS NOT ? OR joined <> ?)",
        moved,
    )
    live = {entry.key for entry in entries}
    for key, row in sorted(before.items()):
        if key not in live and not _still_told(db, table, row["id"]):
            journal.withdraw(db, row, heirs.get(key, ""))


def _listed(values: Iterable[object]) -> str:
    return msgspec.json.encode(list(values)).decode()


def _stored(db: sqlite3.Connection, entries: Sequence[Draft], old: set[int]) -> dict[str, sqlite3.Row]:
    """Return the stored entries of these keys and ids, by key."""
    keys = _listed(entry.key for entry in entries)
    found = db.execute(f"SELECT * FROM entry WHERE key IN {LISTED}", (keys,)).fetchall()
    found += db.execute(f"SELECT * FROM entry WHERE id IN {LISTED}", (_listed(sorted(old)),))
    return {row["key"]: row for row in found}


def _still_told(db: sqlite3.Connection, table: str, entry: int) -> bool:
    return db.execute(f"SELECT 1 FROM {table} WHERE entry_id = ? LIMIT 1", (entry,)).fetchone() is not None


def withdraw_empty(db: sqlite3.Connection, journal: Journal) -> None:
    """Take back the entries that lost their last claim when a page was read anew."""
    rows = db.execute(
        "SELECT entry.* FROM pending JOIN entry ON entry.id = block "
        "WHERE pending.kind = 'entry' ORDER BY entry.key"
    ).fetchall()
    for row in rows:
        if not _still_told(db, row["kind"], row["id"]):
            journal.withdraw(db, row, "")
    db.execute("DELETE FROM pending WHERE kind = 'entry'")
