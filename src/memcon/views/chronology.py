"""The record as lines for a terminal: the chronology, the calendar, one entry with its sources."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from memcon.answers import Entry, Source

WIDTH = 100
HELD = {"asserted": "held", "historical": "held"}
MARK = {"accepted": "✓ ", "edited": "✎ ", "rejected": "✗ ", "": ""}


class Due(Protocol):
    """What a line of the calendar needs."""

    @property
    def id(self) -> str: ...
    @property
    def due(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def who(self) -> str: ...
    @property
    def class_(self) -> str: ...
    @property
    def form(self) -> str: ...
    @property
    def place(self) -> str: ...
    @property
    def announced(self) -> str: ...
    @property
    def moved_from(self) -> str: ...


class Step(Protocol):
    """What a line of an entry's history needs."""

    @property
    def day(self) -> str: ...
    @property
    def what(self) -> str: ...
    @property
    def date(self) -> str: ...
    @property
    def place(self) -> str: ...
    @property
    def outlet(self) -> str: ...


def render(entries: Iterable[Entry], words: bool = False) -> Iterator[str]:
    """Yield a line an entry; with `words`, also the words of its best source."""
    for entry in entries:
        yield line(entry) + "\n"
        if words:
            said = f"“{' '.join(entry.words.split())}”"
            yield textwrap.fill(said, WIDTH, initial_indent=" " * 13, subsequent_indent=" " * 13) + "\n"


def line(entry: Entry) -> str:
    """Return an entry in one line: day, who, what, where, how many sources, id."""
    day = _day(entry.date, entry.dating)
    where = f" in {entry.place}" if entry.place else ""
    count = f"{entry.articles} page{'s' * (entry.articles != 1)}"
    if entry.independent < entry.articles:
        count += f", {entry.independent} independent"
    return f"{day:<13}{MARK[entry.review]}{_who(entry)}: {what(entry)}{where}  ({count})  {entry.id}"


def what(entry: Entry) -> str:
    """Return what an entry is of, and what became of it."""
    if entry.kind != "event":
        return f"{entry.class_} {entry.kind}" if entry.kind != "figure" else f"figures, {entry.words}"
    status = HELD.get(entry.status, entry.status) if entry.class_ == "CONSULT" else entry.status
    name = entry.form or entry.class_.lower()
    return name if status == "asserted" else f"{name} {status}"


def _who(entry: Entry) -> str:
    return entry.who or "nobody named"


def _day(date: str, dating: str) -> str:
    if not date:
        return "undated"
    return (
        f"({date[:10]})"
        if dating == "reported"
        else date[:10]
        if len(date) > 10 and date[10] == "T"
        else date
    )


def due(items: Sequence[Due]) -> Iterator[str]:
    """Yield a line for each planned thing: its day, what became of it, who, where, since when."""
    for item in items:
        where = f" in {item.place}" if item.place else ""
        moved = f", moved from {item.moved_from}" if item.moved_from else ""
        since = f" (announced {item.announced}{moved})" if item.announced else ""
        yield (
            f"{_day(item.due, ''):<13}{item.state:<13} {item.who or 'nobody named'}: "
            f"{item.form or item.class_.lower()}{where}{since}  {item.id}\n"
        )


def page(entry: Entry, history: Sequence[Step], sources: Sequence[Source]) -> Iterator[str]:
    """Yield one entry whole: its line, its history, and every source with the sentence around its words."""
    yield line(entry) + "\n"
    if len(history) > 1:
        for step in history:
            where = f" in {step.place}" if step.place else ""
            what = f"{step.what} for {step.date or 'no day'}{where}"
            outlet = f" ({step.outlet})" if step.outlet else ""
            yield f"    {step.day or 'undated':<12}{what}{outlet}\n"
    for source in sources:
        copied = "  [copy]" if source.copy_of else ""
        yield f"\n  {source.outlet or '–'}, {source.published or 'undated'}: {source.title}{copied}\n"
        yield f"  {source.url} [{source.start}–{source.end}]\n"
        yield from _sentence(source)


def _sentence(source: Source) -> Iterator[str]:
    told = " ".join(source.sentence.split()) or source.words
    words = " ".join(source.words.split())
    marked = told.replace(words, f"«{words}»", 1)
    yield textwrap.fill(marked, WIDTH, initial_indent="    ", subsequent_indent="    ") + "\n"
