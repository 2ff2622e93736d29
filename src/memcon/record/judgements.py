"""What people decided: an append-only log that no later reading overrides."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import msgspec

from memcon.errors import RecordError
from memcon.model import content_id
from memcon.record.days import day_number

if TYPE_CHECKING:
    from memcon.record.entries import Draft
    from memcon.record.merge import Told

VERDICTS = ("accept", "edit", "reject", "same", "different", "undo")
REVIEW = {"accept": "accepted", "edit": "edited", "reject": "rejected"}
EDITABLE = ("status", "date", "place", "class", "form")
ITEMS = ("event", "statement", "conditional", "figure")


@dataclass(frozen=True, slots=True)
class Judgement:
    """One decision: who, when, on what, and why.

    `subject` is the key of an entry (of a judgement, for "undo"), `other` the second entry of
    "same" and "different", `field` and `value` what an "edit" sets; `anchors` the claims that
    stood under both, as [side, claim key, article key, start, end].
    """

    key: str
    at: str
    who: str
    verdict: str
    subject: str
    other: str = ""
    field: str = ""
    value: str = ""
    why: str = ""
    anchors: tuple[tuple[int, str, str, int, int], ...] = ()


@dataclass(slots=True)
class Standing:
    """The judgements in force, by the claims they were made on."""

    reviews: dict[tuple[str, int], list[Judgement]] = field(default_factory=dict)
    different: set[frozenset[str]] = field(default_factory=set)
    same: list[tuple[frozenset[str], frozenset[str]]] = field(default_factory=list)
    ids: dict[tuple[str, str], int] = field(default_factory=dict)
    blocks: set[int] = field(default_factory=set)

    def bring_partners(self, db: sqlite3.Connection, kind: str) -> None:
        """Put all that was judged the same up for the merge, if anything is: both sides must be seen."""
        pending = db.execute("SELECT 1 FROM pending WHERE kind = ? LIMIT 1", (kind,)).fetchone()
        keys = {key for pair in self.same for side in pair for key in side} if pending else set()
        for found, number in sorted(self.numbers(keys)):
            if found == kind == "event":
                row = db.execute("SELECT block, anchor FROM event WHERE id = ?", (number,)).fetchone()
                db.execute("INSERT OR IGNORE INTO pending VALUES ('event', ?, ?)", tuple(row))
                self.blocks.add(row[0])
            elif found == kind:
                db.execute("INSERT OR IGNORE INTO pending VALUES (?, ?, 0)", (kind, number))

    def part(self, one: set[str], other: set[str]) -> None:
        """Hold two sets of claims apart, over what was judged the same before."""
        self.different |= {frozenset((a, b)) for a in one for b in other}
        left = [(a - other, b - other) if one & (a | b) and other & (a | b) else (a, b) for a, b in self.same]
        self.same = [(a, b) for a, b in left if a and b]

    def join(self, one: set[str], other: set[str]) -> None:
        """Hold two sets of claims to be of one thing, over what was judged different before."""
        self.different -= {frozenset((a, b)) for a in one for b in other}
        self.same.append((frozenset(one), frozenset(other)))

    def apart(self, one: Told, other: Told) -> bool:
        """Whether a person said that two claims are of different events."""
        return bool(self.different) and frozenset((one.key, other.key)) in self.different

    def apart_keys(self, one: str, other: str) -> bool:
        """Whether a person said that the claims of two keys are different."""
        return bool(self.different) and frozenset((one, other)) in self.different

    def over(self, entry: Draft) -> tuple[Draft, str]:
        """Lay what people decided over an entry; return it and its review state."""
        if not self.reviews:
            return entry, ""
        found: dict[str, Judgement] = {}
        for claim, _ in entry.members:
            for judgement in self.reviews.get((entry.kind, claim), ()):
                found[judgement.key] = judgement
        review = ""
        for judgement in sorted(found.values(), key=lambda one: (one.at, one.key)):
            review = REVIEW[judgement.verdict]
            if judgement.verdict == "edit":
                entry = _edited(entry, judgement.field, judgement.value)
        return entry, review

    def joined(self, entries: Sequence[Draft]) -> list[Draft]:
        """Join the entries that a person said are one; the earliest day, then the smallest key, stays."""
        found = list(entries)
        for one, other in self.same:
            both = [
                entry
                for entry in found
                if any((entry.kind, claim) in self.numbers(one | other) for claim, _ in entry.members)
            ]
            if len(both) > 1:
                both.sort(key=lambda entry: (entry.status != "asserted", entry.day or "9999", entry.key))
                whole = both[0]
                for part in both[1:]:
                    whole = _union(whole, part)
                found = [entry for entry in found if entry not in both] + [whole]
        return found

    def numbers(self, keys: Iterable[str]) -> set[tuple[str, int]]:
        """Return the claims of these keys, as (kind, row)."""
        return {(kind, self.ids[kind, key]) for key in keys for kind in ITEMS if (kind, key) in self.ids}


def _union(one: Draft, other: Draft) -> Draft:
    rule = "judged the same"
    reports = [day for day in (one.first_reported, other.first_reported) if day]
    last = [day for day in (one.last_reported, other.last_reported) if day]
    return replace(
        one,
        articles=one.articles + other.articles,
        independent=one.independent + other.independent,
        first_reported=min(reports, default=None),
        last_reported=max(last, default=None),
        actors=tuple(sorted({*one.actors, *other.actors})),
        members=one.members + tuple((claim, f"{why}; {rule}") for claim, why in other.members),
    )


def _edited(entry: Draft, name: str, value: str) -> Draft:
    if name == "status":
        return replace(entry, status=value)
    if name == "place":
        return replace(entry, place=value)
    if name == "class":
        return replace(entry, class_=value)
    if name == "form":
        return replace(entry, form=value)
    earliest, latest = bounds(value)
    return replace(
        entry, edtf=value, earliest=earliest, latest=latest, dating="judged", day=earliest or entry.day
    )


def bounds(edtf: str) -> tuple[str | None, str | None]:
    """Return the first and last day of an EDTF day, month, year or interval of them.

    >>> bounds("2022-02"), bounds("2022-02-10/2022-02-12")
    (('2022-02-01', '2022-02-28'), ('2022-02-10', '2022-02-12'))
    """
    first, _, last = edtf.partition("/")
    start, end = _edge(first, "-01-01", "-01"), _edge(last or first, "-12-31", "")
    if start is not None and end is not None and start > end:
        raise RecordError(f"{edtf!r}: ends before it begins")
    return start, end


def _edge(value: str, year: str, month: str) -> str | None:
    if len(value) == 4:
        value += year
    elif len(value) == 7:
        value += month or "-31"
        while value[-2:] > "27" and day_number(value) is None:
            value = f"{value[:-2]}{int(value[-2:]) - 1}"
    if day_number(value) is None:
        raise RecordError(
            f"{value!r}: not a date; write it like 2022-01-19, 2022-01 or 2022-01-10/2022-01-13"
        )
    return value[:10]


def standing(db: sqlite3.Connection) -> Standing:
    """Return the judgements in force: the log without what was undone."""
    found = Standing()
    for judgement in in_force(db):
        sides = _sides(db, judgement, found)
        if judgement.verdict in REVIEW:
            for number in found.numbers(sides[0]):
                found.reviews.setdefault(number, []).append(judgement)
        elif judgement.verdict == "different":
            found.part(*sides)
        else:
            found.join(*sides)
    return found


def _sides(db: sqlite3.Connection, judgement: Judgement, found: Standing) -> tuple[set[str], set[str]]:
    """Find the claims that a judgement was made on: by key, else by the words they point at."""
    sides: tuple[set[str], set[str]] = (set(), set())
    for side, key, article, start, end in judgement.anchors:
        for kind, number, now in _claims_at(db, key, article, start, end):
            sides[side].add(now)
            found.ids[kind, now] = number
    return sides


def _claims_at(
    db: sqlite3.Connection, key: str, article: str, start: int, end: int
) -> Iterator[tuple[str, int, str]]:
    kinds = {"e": "event", "s": "statement", "c": "conditional", "f": "figure"}
    kind = kinds.get(key[:1])
    if kind is None:
        return
    row = db.execute(f"SELECT id FROM {kind} WHERE key = ?", (key,)).fetchone()
    if row is not None:
        yield kind, row[0], key
        return
    rows = db.execute(
        f"SELECT DISTINCT item.id, item.key FROM evidence JOIN {kind} item ON item.id = evidence.{kind}_id "
        "JOIN article ON article.id = evidence.article_id "
        "WHERE article.key = ? AND evidence.start < ? AND evidence.end > ? ORDER BY item.key",
        (article, end, start),
    )
    for number, now in rows.fetchall():
        yield kind, number, now


def judgements(db: sqlite3.Connection) -> list[Judgement]:
    """Return the whole log, in the order of the decisions."""
    rows = db.execute("SELECT * FROM judgement ORDER BY at, key")
    return [_of_row(row) for row in rows.fetchall()]


def in_force(db: sqlite3.Connection) -> list[Judgement]:
    """Return the log without the judgements that were undone, and without the undoing."""
    log = judgements(db)
    undone = {one.subject for one in log if one.verdict == "undo"}
    return [one for one in log if one.verdict != "undo" and one.key not in undone]


def _of_row(row: Mapping[str, Any] | sqlite3.Row) -> Judgement:
    anchors = msgspec.json.decode(row["anchors"], type=tuple[tuple[int, str, str, int, int], ...])
    names = ("key", "at", "who", "verdict", "subject", "other", "field", "value", "why")
    return Judgement(**{name: row[name] for name in names}, anchors=anchors)


def store(db: sqlite3.Connection, judgement: Judgement) -> bool:
    """Append a judgement; return False if the log has it already."""
    if judgement.verdict not in VERDICTS:
        raise RecordError(f"verdict {judgement.verdict!r}: none of {', '.join(VERDICTS)}")
    if judgement.verdict == "edit":
        _check(judgement)
    anchors = msgspec.json.encode(judgement.anchors).decode()
    done = db.execute(
        "INSERT OR IGNORE INTO judgement (key, at, who, verdict, subject, other, field, value, why, anchors) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            judgement.key, judgement.at, judgement.who, judgement.verdict, judgement.subject,
            judgement.other, judgement.field, judgement.value, judgement.why, anchors,
        ),
    )  # fmt: skip
    return done.rowcount > 0


def _check(judgement: Judgement) -> None:
    from memcon.model import Status

    if judgement.field not in EDITABLE:
        raise RecordError(f"field {judgement.field!r}: none of {', '.join(EDITABLE)}")
    if judgement.field == "date":
        bounds(judgement.value)
    known = [*map(str, Status), "cancelled", "postponed"]
    if judgement.field == "status" and judgement.value not in known:
        raise RecordError(f"status {judgement.value!r}: none of {', '.join(known)}")


def make(
    db: sqlite3.Connection,
    at: str,
    who: str,
    verdict: str,
    subjects: tuple[str, str],
    said: tuple[str, str, str] = ("", "", ""),
) -> Judgement:
    """Make a judgement on one entry or two; `said` is field, value and reason.

    For "same" and "different" a claim will do as well: ENTRY and one of its claims are parted
    so that the others stay.
    """
    sides = [list(_anchors(db, key)) if key else [] for key in subjects]
    sides[0] = [anchor for anchor in sides[0] if anchor not in sides[1]] or sides[0]
    anchors = [(side, *anchor) for side, found in enumerate(sides) for anchor in found]
    key = content_id("j", at, who, verdict, *subjects, *said)
    return Judgement(key, at, who, verdict, *subjects, *said, tuple(anchors))


def _anchors(db: sqlite3.Connection, key: str) -> Iterator[tuple[str, str, int, int]]:
    for kind in ITEMS:
        rows = db.execute(
            f"SELECT item.key, article.key, min(evidence.start), max(evidence.end) FROM {kind} item "
            f"JOIN article ON article.id = item.article_id JOIN evidence ON evidence.{kind}_id = item.id "
            "WHERE item.entry_id = (SELECT id FROM entry WHERE key = ?1) OR item.key = ?1 "
            "GROUP BY item.id ORDER BY item.key",
            (key,),
        )
        yield from rows.fetchall()


def entry_of(db: sqlite3.Connection, claim: str) -> str | None:
    """Return the id of the entry that a claim is under, or None if there is no such claim."""
    for kind in ITEMS:
        row = db.execute(
            f"SELECT entry.key FROM {kind} item JOIN entry ON entry.id = entry_id WHERE item.key = ?",
            (claim,),
        ).fetchone()
        if row is not None:
            return str(row[0])
    return None


def mark(db: sqlite3.Connection, judgement: Judgement) -> None:
    """Put whatever a judgement touches up for the next merge."""
    blocks: set[tuple[str, int, int]] = set()
    for _, key, article, start, end in judgement.anchors:
        for kind, number, _ in _claims_at(db, key, article, start, end):
            if kind == "event":
                row = db.execute("SELECT block, anchor FROM event WHERE id = ?", (number,)).fetchone()
                blocks.add(("event", row[0], row[1]))
            elif kind == "figure":
                rows = db.execute(
                    "SELECT hash FROM likeness WHERE kind = 'figure' AND item_id = ?", (number,)
                )
                blocks |= {("figure", row[0], 1) for row in rows.fetchall()}
            else:
                blocks.add((kind, number, 0))
    db.executemany("INSERT OR IGNORE INTO pending VALUES (?, ?, ?)", sorted(blocks))
