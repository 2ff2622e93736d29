"""The record out: one file per output, listed here; a view takes readings or entries and yields text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from memcon.model import Entry, Reading
from memcon.views import csv_rows, entries, html_page, json_lines, memorandum

View = Callable[[Iterable[Reading], bool], Iterator[str]]

VIEWS: dict[str, View] = {
    "text": memorandum.render,
    "json": json_lines.render,
    "csv": csv_rows.render,
    "html": html_page.render,
}

EXPORTS: dict[str, Callable[[Iterable[Entry]], Iterator[str]]] = {
    "csv": entries.csv,
    "jsonl": entries.jsonl,
}
