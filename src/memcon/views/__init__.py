"""The record out: one file per output, listed here; a view takes readings and yields text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from memcon.model import Reading
from memcon.views import csv_rows, html_page, json_lines, memorandum

View = Callable[[Iterable[Reading], bool], Iterator[str]]

VIEWS: dict[str, View] = {
    "text": memorandum.render,
    "json": json_lines.render,
    "csv": csv_rows.render,
    "html": html_page.render,
}
