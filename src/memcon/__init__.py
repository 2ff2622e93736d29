"""memcon reads news pages about a crisis into a sourced, dated, queryable record.

>>> import memcon
>>> reading = memcon.read("Russia rejected the American proposal on Sunday.")
>>> [(event.codes["plover"], event.sources, event.targets) for event in reading.events]
[('REJECT', ('RUS',), ('USA',))]
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from memcon.answers import Entry, Party, Source
from memcon.errors import (
    ExportError,
    LanguageError,
    MemconError,
    ModelError,
    PageError,
    RecordError,
    TableError,
)
from memcon.model import (
    Actor,
    Article,
    Conditional,
    Event,
    Evidence,
    Figure,
    Meeting,
    Page,
    Place,
    Reading,
    Span,
    Statement,
    Status,
    When,
)

if TYPE_CHECKING:
    from memcon.record import Record

__version__ = "0.1.0"
__all__ = [
    "Actor",
    "Article",
    "Conditional",
    "Entry",
    "Event",
    "Evidence",
    "ExportError",
    "Figure",
    "LanguageError",
    "Meeting",
    "MemconError",
    "ModelError",
    "Page",
    "PageError",
    "Party",
    "Place",
    "Reading",
    "RecordError",
    "Source",
    "Span",
    "Statement",
    "Status",
    "TableError",
    "When",
    "open_record",
    "read",
]


def read(
    source: str | bytes | Path | Page,
    *,
    url: str = "",
    published: str | None = None,
    tables: str | Path | None = None,
    model: str | Path | None = None,
) -> Reading:
    """Read one page: a path, bytes, HTML or text.

    `published` is a day, month, year or moment (ISO 8601) that overrides what the page says;
    `tables` a folder of rows to add; `model` a spaCy model of your own. Raises MemconError if
    the page can't be read.

    >>> read("Blinken met Lavrov in Geneva.", published="2022-01-21").meetings[0].status
    'held'
    """
    from memcon.reading import read_page
    from memcon.reading.article import when_of
    from memcon.sources import page_from
    from memcon.tables import load_tables

    page = source if isinstance(source, Page) else page_from(source, url)
    given = None
    if published is not None:
        given = when_of(published, f"given: {published}")
        if given is None:
            raise MemconError(f"--published {published}: not a date; write it like 2022-01-19")
    return read_page(page, load_tables("en", Path(tables) if tables else None), given, model)


def open_record(path: str | Path, *, create: bool = False, read_only: bool = False) -> Record:
    """Open a record, or with `create` make one; raises RecordError if it can't be used.

    >>> with open_record("crisis.db") as record:  # doctest: +SKIP
    ...     meetings = record.events(actor="RUS", class_="CONSULT", since="2022-02-10")
    """
    from memcon.record import open_record as opened

    return opened(path, create=create, read_only=read_only)
