"""Figures over time: each number with its range, its source, and those that don't agree with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from memcon.answers import Entry, Number
from memcon.views.report.book import Top, of_kind, rank
from memcon.views.report.evidence import counted, opens
from memcon.views.report.lines import Asked, human, to_day
from memcon.views.report.markup import Html, h, join, page_words
from memcon.views.report.svg import Axis, Dot, ranges

CHARTS, OTHERS = 12, 60  # series that are drawn, series that are listed
NUMBERS = 80  # of a series, the last ones
FEWEST = 3  # numbers of a series that is drawn


def figures(asked: Asked) -> Iterator[Html]:
    """The series of numbers that most pages tell as charts, the others as lines."""
    top, total = Top(CHARTS + OTHERS), 0
    for entry in asked.record.entries(of_kind(asked.filter, "figure")):
        total += 1
        top.add(rank(entry), entry)
    if not total:
        yield h("p", "No page gives a number.", class_="none")
        return
    found = top.best()
    drawn = [entry for entry in found[:CHARTS] if entry.articles >= FEWEST]
    yield h(
        "p",
        "A dot is the number as printed, its line the range that the words allow (“about”, “at least”), a "
        "diamond a number that does not meet another page's of the same place and at most three days before "
        "or after.",
        class_="note",
    )
    for entry in drawn:
        yield from _series(asked, entry)
    rest = [entry for entry in found if entry not in drawn]
    if rest:
        yield h("h3", "Other numbers")
        yield h("ul", *(h("li", _other(asked, entry)) for entry in rest), class_="lines numbers")
    if total > len(found):
        yield h(
            "p",
            f"{counted(total - len(found), 'more')} series, told by fewer pages, are left out.",
            class_="note",
        )


def _series(asked: Asked, entry: Entry) -> Iterator[Html]:
    numbers = asked.record.numbers(entry, NUMBERS)
    unit = f" ({entry.class_})" if entry.class_ else ""
    yield h(
        "h3", page_words(entry.words.capitalize()), unit, " ", h("small", counted(entry.articles, "page"))
    )
    apart = sum(bool(one.apart) for one in numbers)
    dots = [
        Dot(day, one.number, one.low, one.high, bool(one.apart))
        for one in numbers
        if (day := to_day(one.source.published))
    ]
    if len({dot.day for dot in dots}) > 1:
        edge = timedelta(1)  # so that no dot stands on the edge
        axis = Axis(min(dot.day for dot in dots) - edge, max(dot.day for dot in dots) + edge)
        label = f"{counted(len(dots), 'number')} of {entry.words} by day; the list after it says the same"
        told = f"{apart} of {len(numbers)} do not meet another number." if apart else "All ranges meet."
        yield h("figure", ranges(axis, dots, label), h("figcaption", told), class_="series")
    if len(numbers) == NUMBERS:
        yield h("p", f"The last {NUMBERS} numbers.", class_="note")
    yield h("ol", *(h("li", number(one, numbers)) for one in numbers), class_="lines numbers")


def _other(asked: Asked, entry: Entry) -> Html:
    numbers = asked.record.numbers(entry, NUMBERS)
    if len(numbers) == 1:
        return number(numbers[0], numbers)
    summary = join(
        h("span", human(entry.date), class_="when"),
        h(
            "span",
            h("strong", ", ".join(sorted({_shown(one) for one in numbers})[:6])),
            " ",
            page_words(entry.words),
            class_="what",
        ),
        h("span", counted(entry.articles, "page"), class_="told"),
    )
    inner = h("ol", *(h("li", number(one, numbers)) for one in numbers), class_="lines numbers")
    return h("details", h("summary", summary), inner, class_="line")


def number(one: Number, numbers: Sequence[Number]) -> Html:
    """Make one number as a line that opens its sentence, and the numbers that don't meet it."""
    apart = [other for other in numbers if other.source.claim in one.apart]
    said = [" · ", page_words(one.said_by)] if one.said_by else []
    place = [", ", page_words(one.place)] if one.place else []
    summary = join(
        h("span", human(one.source.published) or "undated", class_="when"),
        h(
            "span",
            h("strong", _shown(one)),
            " ",
            page_words(one.what),
            *place,
            " ",
            h("span", "differs", class_="tag postponed") if apart else None,
            class_="what",
        ),
        h("span", page_words(one.source.outlet or "outlet not stated"), *said, class_="told"),
    )
    differs = [
        h("p", "Differs from ", h("strong", _shown(other)), f" of {human(other.source.published)}, ",
          page_words(other.source.outlet or "outlet not stated"), ".", class_="note")
        for other in apart[:5]
    ]  # fmt: skip
    return opens(summary, [one.source], *differs, class_="line")


def _shown(one: Number) -> str:
    """Return a number with its range: "130,000 (117,000–143,000)", "500 or more"."""
    unit = f" {one.unit}" if one.unit else ""
    exact = f"{one.number:,.10g}{unit}"
    if one.high is None:
        return f"{one.low:,.10g}{unit} or more"
    return exact if one.low == one.high else f"{exact} ({one.low:,.10g}–{one.high:,.10g})"
