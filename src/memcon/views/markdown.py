"""The chronology as Markdown: a heading a day, an entry a line with its words and pages."""

from __future__ import annotations

import re
from collections.abc import Iterator

from memcon.answers import Account, Source
from memcon.views.chronology import what
from memcon.views.formats import Selection
from memcon.views.plain import plain, web

# What Markdown, or HTML in it, takes for a mark within a line, and what is made a link unasked.
MARKS = re.compile(r"([\\`*_{}\[\]<>~&|$^@]|(?<=[A-Za-z])://|(?<=www)\.)", re.IGNORECASE)
PAGES = 5  # of an entry that are named
NO_DAY = "Undated"


def text(chosen: Selection) -> Iterator[str]:
    """Yield the chronology, for CommonMark and its kin."""
    yield f"# {escaped(chosen.name)}\n"
    heading = None
    for account in chosen.accounts():
        title = _heading(account)
        if title != heading:
            heading = title
            yield f"\n## {escaped(title)}\n\n"
        yield _item(account)


def escaped(words: str) -> str:
    r"""Return words that Markdown shows as they are, on one line.

    >>> escaped("*a* <b>")
    '\\*a\\* \\<b\\>'
    """
    return MARKS.sub(r"\\\1", plain(words))


def _heading(account: Account) -> str:
    entry = account.entry
    if not entry.date:
        return NO_DAY
    date = entry.date[:10] if entry.date[10:11] == "T" else entry.date
    return f"{date} (reported)" if entry.dating == "reported" else date


def _item(account: Account) -> str:
    entry = account.entry
    where = f" in {escaped(entry.place)}" if entry.place else ""
    pages = "; ".join(_page(source) for source in account.sources[:PAGES])
    more = len(account.sources) - PAGES
    rest = f"; and {more} more" if more > 0 else ""
    return (
        f"- **{escaped(entry.who or 'nobody named')}**: {escaped(what(entry))}{where}. "
        f"“{escaped(entry.words)}” ({pages}{rest}) `{entry.id}`\n"
    )


def _page(source: Source) -> str:
    name = escaped(source.outlet or source.title or source.article)
    address = web(source.url)
    shown = f"[{name}](<{address}>)" if address else name
    return f"{shown}, {escaped(source.published[:10])}" if source.published else shown
