"""The record out: one file per output, listed here; a view takes readings or entries and yields text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from memcon.model import Reading
from memcon.views import csv_rows, datasette, entries, html_page, json_lines, memorandum, table
from memcon.views.formats import Format

View = Callable[[Iterable[Reading], bool], Iterator[str]]

VIEWS: dict[str, View] = {
    "text": memorandum.render,
    "json": json_lines.render,
    "csv": csv_rows.render,
    "html": html_page.render,
}

# What `memcon export` offers. `folder` and `text` beside each other: see Format.
FORMATS: tuple[Format, ...] = (
    Format("csv", ".csv", "A table; as a folder, with a Frictionless data package.", table.csv),
    Format("jsonl", ".jsonl", "One JSON object a line, with all parties.", entries.jsonl),
    Format("datasette", ".yaml", "The metadata for `datasette RECORD -m metadata.yaml`.", datasette.metadata),
)
