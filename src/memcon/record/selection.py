"""What an export is made of: the entries that a filter asks for and what is under them, streamed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from memcon.model import Entry
from memcon.record import filters
from memcon.record.store import plainly


class Selection:
    """A part of a record; each method streams, in order of day, and can be asked again."""

    def __init__(self, path: Path, db: sqlite3.Connection, asked: filters.Filter) -> None:
        self.path = path
        self.db = db
        self.asked = asked

    @property
    def name(self) -> str:
        """The record's name: its file, without folder and suffix."""
        return self.path.stem

    def entries(self) -> Iterator[Entry]:
        """Give the entries that were asked for."""
        with plainly(self.path):
            yield from filters.entries(self.db, self.asked)
