"""Where the record has nothing, and what it is made of: gaps, days, outlets, pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from memcon.answers import Day, Gap, Origin
from memcon.views.report.evidence import counted
from memcon.views.report.lines import Asked, human, month_of, to_day
from memcon.views.report.markup import Html, h, join, link, page_words
from memcon.views.report.svg import Axis, columns
from memcon.views.report.times import table

DAYS = 100  # up to so many days a column is a day, beyond it a month
GAPS = 60
ACTORS = 25  # actors whose silence is told
PAGES = 400


def gaps(asked: Asked) -> Iterator[Html]:
    """Days without a page, and without a word of those who are often there."""
    days = asked.record.days(asked.filter)
    if not days:
        yield h("p", "No page has a date.", class_="none")
        return
    yield from _coverage(days)
    found = [gap for gap in asked.record.gaps() if _within(gap, asked)]
    empty = [gap for gap in found if not gap.actor]
    if empty:
        longest = sorted(empty, key=lambda gap: (-gap.days, gap.first))[:GAPS]
        rows = [
            (human(gap.first), human(gap.last), str(gap.days))
            for gap in sorted(longest, key=lambda g: g.first)
        ]
        yield table("Days without a page", ("From", "To", "Days"), rows)
    else:
        yield h("p", "No stretch of more than three days is without a page.", class_="lead")
    yield from _silences([gap for gap in found if gap.actor])


def _within(gap: Gap, asked: Asked) -> bool:
    since, until = asked.filter.since, asked.filter.until
    return (not since or gap.last >= since) and (not until or gap.first[: len(until)] <= until)


def _coverage(days: Sequence[Day]) -> Iterator[Html]:
    first, last = to_day(days[0].day), to_day(days[-1].day)
    if first is None or last is None:
        return
    axis = Axis(first, last)
    unit = "day" if axis.days <= DAYS else "month"
    counts = _counts(days, unit)
    rows = [
        (human(start.isoformat() if unit == "day" else start.isoformat()[:7]), f"{n:,}")
        for start, _, n in counts
    ]
    label = (
        f"Pages a {unit} from {human(days[0].day)} to {human(days[-1].day)}; the table after it says the same"
    )
    yield h(
        "figure",
        columns(axis, counts, label),
        h("figcaption", f"Pages a {unit}. {counted(sum(day.pages for day in days), 'page')}, of which "
          f"{sum(day.independent for day in days):,} are no copies of others."),
    )  # fmt: skip
    shown = h(
        "details",
        h("summary", f"Pages a {unit}, as a table"),
        table(f"Pages a {unit}", (unit.capitalize(), "Pages"), rows),
        class_="line",
    )
    yield shown


def _counts(days: Sequence[Day], unit: str) -> list[tuple[date, date, int]]:
    found: dict[tuple[date, date], int] = {}
    for one in days:
        day = to_day(one.day)
        span = (day, day) if unit == "day" and day else month_of(one.day[:7])
        if span and span[0] and span[1]:
            found[span[0], span[1]] = found.get((span[0], span[1]), 0) + one.pages
    return [(first, last, count) for (first, last), count in found.items()]


def _silences(found: Sequence[Gap]) -> Iterator[Html]:
    by_actor: dict[str, list[Gap]] = {}
    for gap in found:
        by_actor.setdefault(gap.actor, []).append(gap)
    if not by_actor:
        return
    longest = sorted(by_actor, key=lambda name: (-max(gap.days for gap in by_actor[name]), name))
    rows = []
    for name in longest[:ACTORS]:
        best = sorted(by_actor[name], key=lambda gap: (-gap.days, gap.first))[:3]
        spans = "; ".join(f"{human(f'{gap.first}/{gap.last}')} ({counted(gap.days, 'day')})" for gap in best)
        rows.append((page_words(name), spans))
    left = f" The {ACTORS} longest of {len(longest):,}." if len(longest) > ACTORS else ""
    yield h("h3", "Nothing said or done")
    yield table(
        f"Actors who are often there, and days without an entry of theirs.{left}", ("Actor", "Days"), rows
    )


@dataclass
class Outlet:
    """What the record has of one outlet."""

    name: str
    pages: int = 0
    copies: int = 0
    first: str = ""
    last: str = ""
    licence: str = ""

    def add(self, page: Origin) -> None:
        """Count a page in."""
        self.pages += 1
        self.copies += bool(page.copy_of)
        day = page.published[:10]
        if day:
            self.first = min(self.first or day, day)
            self.last = max(self.last, day)
        if page.licence and page.licence not in self.licence.split("; "):
            self.licence = "; ".join(filter(None, (self.licence, page.licence)))


def sources(asked: Asked) -> Iterator[Html]:
    """The outlets and the pages: when each was published, under which licence, and of what it is a copy."""
    outlets: dict[str, Outlet] = {}
    last: list[Origin] = []
    for page in asked.record.origins(asked.filter):
        outlets.setdefault(page.outlet, Outlet(page.outlet)).add(page)
        last.append(page)
        if len(last) > 2 * PAGES:
            del last[:-PAGES]
    if not outlets:
        yield h("p", "The record has no page of these days.", class_="none")
        return
    total = sum(outlet.pages for outlet in outlets.values())
    yield h("p", f"{counted(total, 'page')} of {counted(len(outlets), 'outlet')}.", class_="lead")
    ordered = sorted(outlets.values(), key=lambda one: (-one.pages, one.name))
    rows = [
        (
            page_words(one.name or "not stated"), f"{one.pages:,}", f"{one.copies:,}",
            human(one.first) if one.first else "undated", human(one.last) if one.last else "undated",
            page_words(one.licence or "not stated"),
        )
        for one in ordered[:PAGES]
    ]  # fmt: skip
    heads = ("Outlet", "Pages", "Copies", "First", "Last", "Licence")
    yield table("Outlets", heads, rows)
    shown = last[-PAGES:]
    note = h("p", f"The last {len(shown)} of {total:,} pages.", class_="note") if total > len(shown) else None
    yield join(h("h3", "Pages"), note, h("ol", *(h("li", _page(one)) for one in shown), class_="pages"))


def _page(one: Origin) -> Html:
    dated = " (date inferred)" if one.dated == "inferred" else ""
    facts = [
        f"published {human(one.published)}{dated}" if one.published else "undated",
        f"fetched {human(one.fetched[:10])}" if one.fetched else "",
        f"licence: {one.licence}" if one.licence else "licence not stated",
        "a copy of another page" if one.copy_of else "",
        counted(one.words, "word"),
    ]
    return join(
        h("cite", page_words(one.title or "(no title)")),
        h(
            "span",
            page_words(one.outlet or "outlet not stated"),
            *([", ", page_words(one.byline)] if one.byline else []),
        ),
        h("small", page_words("; ".join(filter(None, facts)))),
        link(one.url),
    )
