"""What an export is made of: the entries that a filter asks for and what is under them, streamed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path

from memcon.answers import Account, Entry
from memcon.model import Actor, Page
from memcon.record import claims, filters
from memcon.record.pages import all_kept, kept_under
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

    def accounts(self) -> Iterator[Account]:
        """Give them with what is under each: who takes part, where, every claim with its words."""
        with plainly(self.path):
            yield from claims.accounts(self.db, self.entries())

    def actors(self, ids: Iterable[str]) -> Iterator[tuple[Actor, tuple[str, ...]]]:
        """Give actors with their commonest office and the ways their names are written, by id."""
        with plainly(self.path):
            yield from claims.actors(self.db, ids)

    def named(self, articles: Iterable[str]) -> Iterator[tuple[str, Actor]]:
        """Give (page, actor) for whoever is named in pages, page by page."""
        with plainly(self.path):
            yield from claims.named(self.db, articles)

    def pages(self) -> Iterator[Page]:
        """Give the pages under these entries, all if all were asked for; not those kept without bytes."""
        with plainly(self.path):
            if self.asked == filters.Filter():
                yield from all_kept(self.db)
            else:
                yield from kept_under(self.db, self.entries())
