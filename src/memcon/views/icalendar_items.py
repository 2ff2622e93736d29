"""Entries as an iCalendar file; the only file that imports icalendar, and only when called.

Whatever has a known day is an all-day item that takes up no time. Source: RFC 5545.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from memcon.answers import Account, Entry
from memcon.views.chronology import what
from memcon.views.formats import Selection, missing
from memcon.views.plain import plain, web
from memcon.views.table import day

LONGEST = 7  # days of an item; what may have been on any day of a longer stretch is left out
SOURCES = 5  # of an item, in its description
NEVER = date(1970, 1, 1)
HELD = ("asserted", "historical")
OFF = ("cancelled", "postponed", "negated", "denied", "refused")


def data(chosen: Selection) -> Iterator[bytes]:
    """Yield the calendar, an item an entry; raises ExportError without icalendar."""
    with missing("ics", "calendar"):
        from icalendar import Calendar

    left_out = sum(days_of(entry) is None for entry in chosen.entries())
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//memcon//record//EN")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", plain(chosen.name))
    if left_out:
        calendar.add("x-wr-caldesc", f"{left_out} without a known day left out")
    head, end = calendar.to_ical().split(b"END:VCALENDAR")
    yield head
    for account in chosen.accounts():
        days = days_of(account.entry)
        if days is not None:
            yield _item(account, days)
    yield b"END:VCALENDAR" + end


def days_of(entry: Entry) -> tuple[date, date] | None:
    """Return the first and last day of an entry, or None if they are unknown or too far apart.

    An event that is dated by its first report alone has no known day.
    """
    first, last = day(entry.earliest), day(entry.latest)
    if first is None or last is None or last - first >= timedelta(LONGEST):
        return None
    return (first, last) if last < date.max else None


def status_of(entry: Entry) -> str:
    """Return CONFIRMED for what happened, CANCELLED for what is off, else TENTATIVE.

    A postponed meeting is off on the day that it had been planned for.
    """
    return "CONFIRMED" if entry.status in HELD else "CANCELLED" if entry.status in OFF else "TENTATIVE"


def _item(account: Account, days: tuple[date, date]) -> bytes:
    from icalendar import Event

    entry, place = account.entry, account.place
    item = Event()
    item.add("uid", f"{entry.id}@memcon")
    item.add("dtstamp", datetime.combine(day(entry.last_reported) or NEVER, time(), UTC))
    item.add("dtstart", days[0])
    item.add("dtend", days[1] + timedelta(1))
    item.add("summary", plain(f"{entry.who or 'nobody named'}: {what(entry)}"))
    item.add("sequence", entry.version - 1)
    item.add("status", status_of(entry))
    item.add("transp", "TRANSPARENT")
    item.add("categories", [plain(one) for one in (entry.class_, entry.status) if one])
    if entry.place:
        item.add("location", plain(entry.place))
    if place is not None and place.latitude is not None and place.longitude is not None:
        item.add("geo", (place.latitude, place.longitude))
    address = next((web(source.url) for source in account.sources if web(source.url)), "")
    if address:
        item.add("url", address)
    item.add("description", "\n".join(_described(account, days)))
    return bytes(item.to_ical())


def _described(account: Account, days: tuple[date, date]) -> Iterator[str]:
    if days[0] != days[1]:
        yield f"On a day from {days[0]} to {days[1]}, or all of them."
    yield f"“{plain(account.entry.words)}”"
    for source in account.sources[:SOURCES]:
        told = (source.outlet, source.published, source.title, web(source.url))
        yield plain(", ".join(one for one in told if one))
    more = len(account.sources) - SOURCES
    if more > 0:
        yield f"and {more} more"
