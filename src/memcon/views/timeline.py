"""Entries as the JSON of TimelineJS 3: a slide an entry; a month or a year alone is a date too.

What has no year has no place on a line and is left out; the title says how many.
Source: https://timeline.knightlab.com/docs/json-format.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from typing import Any

import msgspec

from memcon.answers import Account, Entry
from memcon.views.chronology import what
from memcon.views.formats import Selection
from memcon.views.plain import plain, web

YEAR_MONTH_DAY = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2])(?:-(\d{2}))?)?(?:T.*)?\Z")
PAGES = 5  # of an entry that are named
Date = dict[str, int | str]


def text(chosen: Selection) -> Iterator[str]:
    """Yield the timeline, an event a line."""
    left_out = sum(dates_of(entry) is None for entry in chosen.entries())
    note = f"{left_out} without a year left out" if left_out else ""
    title = {"text": {"headline": _html(chosen.name), "text": note}}
    yield f'{{"scale":"human","title":{msgspec.json.encode(title).decode()},"events":['
    between = "\n"
    for account in chosen.accounts():
        dates = dates_of(account.entry)
        if dates is not None:
            yield between + msgspec.json.encode({**dates, **_slide(account)}).decode()
            between = ",\n"
    yield "\n]}\n"


def dates_of(entry: Entry) -> dict[str, Any] | None:
    """Return the start, end and words of a date as TimelineJS has them, or None without a year."""
    start = date_of(entry.date) or date_of(entry.earliest or "")
    if start is None:
        return None
    told: dict[str, Any] = {"start_date": start}
    end = date_of(entry.latest or "")
    if date_of(entry.date) is None and end is not None and end != start:
        told["end_date"] = end
    shown = entry.date[:10] if entry.date[10:11] == "T" else entry.date
    told["display_date"] = _html(f"{shown} (reported)" if entry.dating == "reported" else shown)
    return told


def date_of(value: str) -> Date | None:
    """Return a year, or a year and month, or a day.

    >>> date_of("2022-02"), date_of("XXXX-01-19")
    ({'year': 2022, 'month': 2}, None)
    """
    found = YEAR_MONTH_DAY.match(value)
    if found is None:
        return None
    return {
        name: int(part) for name, part in zip(("year", "month", "day"), found.groups(), strict=True) if part
    }


def _slide(account: Account) -> dict[str, Any]:
    entry = account.entry
    where = f" in {entry.place}" if entry.place else ""
    pages = [_page(one.outlet or one.title or one.article, web(one.url)) for one in account.sources[:PAGES]]
    more = len(account.sources) - PAGES
    pages += [f"and {more} more"] if more > 0 else []
    return {
        "unique_id": entry.id,
        "group": _html(entry.class_ or entry.kind),
        "autolink": False,
        "text": {
            "headline": _html(f"{entry.who or 'nobody named'}: {what(entry)}{where}"),
            "text": f"<p>“{_html(entry.words)}”</p><p>{', '.join(pages)}</p>",
        },
    }


def _page(name: str, address: str) -> str:
    return f'<a href="{escape(address)}">{_html(name)}</a>' if address else _html(name)


def _html(words: str) -> str:
    return escape(plain(words))
