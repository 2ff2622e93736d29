"""What changed and in which run: every entry is written, redirected or withdrawn through here."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from memcon.record.judgements import Standing

if TYPE_CHECKING:
    from memcon.record.entries import Draft

COLUMNS = (
    "kind", "class", "cameo", "form", "status", "edtf", "earliest", "latest", "dating", "day", "place",
    "words", "articles", "independent", "first_reported", "last_reported", "review", "confidence",
)  # fmt: skip
TOLD = ("class", "form", "status", "edtf", "place", "review")
INSERT = f"INSERT INTO entry (id, key, {', '.join(COLUMNS)}) VALUES ({', '.join('?' * (len(COLUMNS) + 2))})"
UPDATE = f"UPDATE entry SET {', '.join(f'{name} = ?' for name in COLUMNS)}, version = ? WHERE id = ?"
WORDS = {  # each ends in the column that is asked for
    "event": "SELECT event_id, exact FROM evidence WHERE role = 'says' AND event_id",
    "statement": "SELECT id, words FROM statement WHERE id",
    "conditional": "SELECT id, condition || ' → ' || consequence FROM conditional WHERE id",
    "figure": "SELECT figure_id, exact FROM evidence WHERE figure_id",
}


class Journal:
    """The writer of entries in one run: it knows what stood before, and notes what is different."""

    def __init__(self, run: int) -> None:
        self.run = run
        self.actors: dict[str, int] = {}
        self.counts: dict[str, int] = {}
        self.changes: list[tuple[int, str, str, str]] = []

    def put(
        self,
        db: sqlite3.Connection,
        entries: Sequence[Draft],
        before: Mapping[str, sqlite3.Row],
        judged: Standing,
    ) -> dict[str, int]:
        """Store entries of one kind; return their ids by key. `before` holds those that are stored."""
        words = self._words(db, entries)
        last = db.execute("SELECT coalesce(max(id), 0) FROM entry").fetchone()[0]
        numbers: dict[str, int] = {}
        new, changed, people = [], [], []
        for draft in entries:
            entry, review = judged.over(draft)
            values = (
                entry.kind, entry.class_, entry.cameo, entry.form, entry.status, entry.edtf, entry.earliest,
                entry.latest, entry.dating, entry.day, entry.place, entry.words or words[entry.best],
                entry.articles, entry.independent, entry.first_reported, entry.last_reported, review,
                entry.confidence,
            )  # fmt: skip
            row = before.get(entry.key)
            if row is None:
                last += 1
                new.append((last, entry.key, *values))
                self.note(entry.key, "new", f"{entry.class_} {entry.status} {entry.edtf}".strip())
            elif values != tuple(row[name] for name in COLUMNS):
                told = self._differences(entry, row, values)
                changed.append((*values, row["version"] + told, row["id"]))
            numbers[entry.key] = number = last if row is None else row["id"]
            people += sorted({(self._actor(db, key), entry.day, number, role) for role, key in entry.actors})
        db.executemany(INSERT, new)
        for table, name in (("redirect", "old"), ("tombstone", "key")):
            db.executemany(f"DELETE FROM {table} WHERE {name} = ?", [(row[1],) for row in new])
        db.executemany(UPDATE, changed)
        self._cast(db, [row["id"] for row in before.values()], numbers, people)
        return numbers

    @staticmethod
    def _words(db: sqlite3.Connection, entries: Sequence[Draft]) -> dict[int, str]:
        wanted = [entry.best for entry in entries if not entry.words]
        query = WORDS[entries[0].kind] + " IN (SELECT value FROM json_each(?))"
        return dict(db.execute(query, (str(wanted),)))

    def _differences(self, entry: Draft, before: sqlite3.Row, values: tuple[object, ...]) -> bool:
        """Note what is told differently now; return whether anything is."""
        new = dict(zip(COLUMNS, values, strict=True))
        told = [
            f"{name} {before[name] or '–'} → {new[name] or '–'}" for name in TOLD if before[name] != new[name]
        ]
        if told:
            self.note(entry.key, "corrected", "; ".join(told))
        elif entry.articles != before["articles"]:
            self.note(entry.key, "confirmed", f"{entry.articles} articles, {entry.independent} independent")
        return bool(told)

    @staticmethod
    def _cast(
        db: sqlite3.Connection,
        stored: Sequence[int],
        numbers: Mapping[str, int],
        people: Sequence[tuple[int, str, int, str]],
    ) -> None:
        """Store who takes part, where it is not what stands already."""
        rewritten = set(stored) & set(numbers.values())
        query = "SELECT * FROM entry_actor WHERE entry_id IN (SELECT value FROM json_each(?))"
        have = {tuple(row) for row in db.execute(query, (str(sorted(rewritten)),))}
        want = set(people)
        gone = sorted(have - want)
        db.executemany("DELETE FROM entry_actor WHERE (actor_id, day, entry_id, role) = (?, ?, ?, ?)", gone)
        db.executemany(
            "INSERT INTO entry_actor VALUES (?, ?, ?, ?)", [one for one in people if one not in have]
        )

    def _actor(self, db: sqlite3.Connection, key: str) -> int:
        if key not in self.actors:
            row = db.execute("SELECT id FROM actor WHERE key = ?", (key,)).fetchone()
            if row is None:  # an id that the reading gave no actor for: kept as written
                row = db.execute(
                    "INSERT INTO actor (key, name, kind, country, sector) "
                    "VALUES (?, ?, '', '', '') RETURNING id",
                    (key, key),
                ).fetchone()
            self.actors[key] = row[0]
        return self.actors[key]

    def withdraw(self, db: sqlite3.Connection, before: sqlite3.Row, heir: str) -> None:
        """Take an entry back: a redirect if another one has its claims, else a tombstone."""
        key = before["key"]
        db.execute("DELETE FROM entry WHERE id = ?", (before["id"],))
        if heir:
            db.execute("INSERT OR REPLACE INTO redirect VALUES (?, ?)", (key, heir))
            self.note(key, "merged", f"into {heir}")
        else:
            db.execute(
                "INSERT OR REPLACE INTO tombstone VALUES (?, ?, ?, ?)",
                (key, before["kind"], before["words"], "no page says so any more"),
            )
            self.note(key, "withdrawn", before["words"])

    def note(self, key: str, kind: str, detail: str) -> None:
        """Add a line to the log of changes; `flush` stores it."""
        self.counts[kind] = self.counts.get(kind, 0) + 1
        self.changes.append((self.run, key, kind, detail))

    def flush(self, db: sqlite3.Connection) -> None:
        """Store the log."""
        db.executemany(
            "INSERT INTO change (run_id, entry_key, kind, detail) VALUES (?, ?, ?, ?)", self.changes
        )
        self.changes.clear()
