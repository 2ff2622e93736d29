"""What changed and in which run: every entry is written, redirected or withdrawn through here."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from memcon.record.judgements import Standing

if TYPE_CHECKING:
    from memcon.record.entries import Draft

COLUMNS = (
    "kind", "class", "cameo", "form", "status", "edtf", "earliest", "latest", "dating", "day", "place",
    "words", "articles", "independent", "first_reported", "last_reported", "review",
)  # fmt: skip
TOLD = ("class", "form", "status", "edtf", "place", "review")
INSERT = f"INSERT INTO entry (key, {', '.join(COLUMNS)}) VALUES ({', '.join('?' * (len(COLUMNS) + 1))})"
UPDATE = f"UPDATE entry SET {', '.join(f'{name} = ?' for name in COLUMNS)}, version = ? WHERE id = ?"
WORDS = {
    "event": "SELECT exact FROM evidence WHERE event_id = ? AND role = 'says'",
    "statement": "SELECT words FROM statement WHERE id = ?",
    "conditional": "SELECT condition || ' → ' || consequence FROM conditional WHERE id = ?",
    "figure": "SELECT exact FROM evidence WHERE figure_id = ?",
}


class Journal:
    """The writer of entries in one run: it knows what stood before, and notes what is different."""

    def __init__(self, run: int) -> None:
        self.run = run
        self.actors: dict[str, int] = {}
        self.counts: dict[str, int] = {}

    def put(self, db: sqlite3.Connection, entry: Draft, before: sqlite3.Row | None, judged: Standing) -> int:
        """Store an entry; return its id."""
        entry, review = judged.over(entry)
        words = entry.words or db.execute(WORDS[entry.kind], (entry.best,)).fetchone()[0]
        values = (
            entry.kind, entry.class_, entry.cameo, entry.form, entry.status, entry.edtf, entry.earliest,
            entry.latest, entry.dating, entry.day, entry.place, words, entry.articles,
            entry.independent, entry.first_reported, entry.last_reported, review,
        )  # fmt: skip
        if before is None:
            number = db.execute(INSERT, (entry.key, *values)).lastrowid or 0
            db.execute("DELETE FROM redirect WHERE old = ?", (entry.key,))
            db.execute("DELETE FROM tombstone WHERE key = ?", (entry.key,))
            self.note(db, entry.key, "new", f"{entry.class_} {entry.status} {entry.edtf}".strip())
            self._people(db, number, entry)
            return number
        number = before["id"]
        if values != tuple(before[name] for name in COLUMNS):
            self._update(db, entry, before, values)
        self._people(db, number, entry, stored=True)
        return int(number)

    def _update(
        self, db: sqlite3.Connection, entry: Draft, before: sqlite3.Row, values: tuple[object, ...]
    ) -> None:
        new = dict(zip(COLUMNS, values, strict=True))
        told = [
            f"{name} {before[name] or '–'} → {new[name] or '–'}" for name in TOLD if before[name] != new[name]
        ]
        if told:
            self.note(db, entry.key, "corrected", "; ".join(told))
        elif entry.articles != before["articles"]:
            self.note(
                db, entry.key, "confirmed", f"{entry.articles} articles, {entry.independent} independent"
            )
        db.execute(UPDATE, (*values, before["version"] + bool(told), before["id"]))

    def _people(self, db: sqlite3.Connection, number: int, entry: Draft, stored: bool = False) -> None:
        wanted = {(self._actor(db, key), entry.day, number, role) for role, key in entry.actors}
        if stored:
            rows = db.execute("SELECT * FROM entry_actor WHERE entry_id = ?", (number,))
            if {tuple(row) for row in rows} == wanted:
                return
            db.execute("DELETE FROM entry_actor WHERE entry_id = ?", (number,))
        db.executemany("INSERT INTO entry_actor VALUES (?, ?, ?, ?)", sorted(wanted))

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
            self.note(db, key, "merged", f"into {heir}")
        else:
            db.execute(
                "INSERT OR REPLACE INTO tombstone VALUES (?, ?, ?, ?)",
                (key, before["kind"], before["words"], "no page says so any more"),
            )
            self.note(db, key, "withdrawn", before["words"])

    def note(self, db: sqlite3.Connection, key: str, kind: str, detail: str) -> None:
        """Add a line to the log of changes."""
        self.counts[kind] = self.counts.get(kind, 0) + 1
        db.execute(
            "INSERT INTO change (run_id, entry_key, kind, detail) VALUES (?, ?, ?, ?)",
            (self.run, key, kind, detail),
        )
