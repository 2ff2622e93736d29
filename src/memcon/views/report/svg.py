"""Charts on plain SVG: x in percent, so that a chart is as wide as its place and its letters stay letters.

Places along the time axis are percentages and heights are pixels; no chart needs a script or a style
of its own. Shapes tell what colours tell too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from memcon.views.report.markup import Html, h, join

MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
# Shapes by state; each is drawn in a square of 12, centred on 0,0.
SHAPES = {
    "asserted": h("circle", r=4.5),
    "historical": h("circle", r=4.5, class_="hollow"),
    "planned": h("path", d="M0-5.5 5.5 0 0 5.5-5.5 0Z", class_="hollow"),
    "cancelled": h("path", d="M-4.5-4.5 4.5 4.5M4.5-4.5-4.5 4.5", class_="stroke"),
    "postponed": h("path", d="M-5-3.5H2M-5 3.5H2M1-6.5 5 0 1 6.5", class_="stroke"),
    "not reported": h("path", d="M-4.5-4.5H4.5V4.5H-4.5Z", class_="hollow"),
    "other": h("path", d="M0-5 5 4.5-5 4.5Z", class_="hollow"),
}
SHAPES["kept"], SHAPES["due"] = SHAPES["asserted"], SHAPES["planned"]


def shapes() -> Html:
    """Return the shapes for `use`, to stand once in the page."""
    symbols = [
        h("symbol", shape, id=f"s-{name.replace(' ', '-')}", viewBox="-7 -7 14 14")
        for name, shape in SHAPES.items()
    ]
    return h("svg", *symbols, width=0, height=0, aria_hidden="true", class_="shapes", focusable="false")


def shape(state: str) -> Html:
    """Return the shape of a state, to stand in a line beside its word."""
    name = state if state in SHAPES else "other"
    used = h("use", href=f"#s-{name.replace(' ', '-')}")
    return h("svg", used, class_=f"shape {name.replace(' ', '-')}", viewBox="0 0 14 14", aria_hidden="true")


@dataclass(frozen=True, slots=True)
class Axis:
    """A stretch of days as percentages of a width."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days it has, both ends included."""
        return (self.last - self.first).days + 1

    def at(self, day: date, end: bool = False) -> float:
        """Return where a day begins (or ends), from 0 to 100; days outside are put at the edge."""
        offset = (day - self.first).days + end
        return round(min(max(offset / self.days, 0.0), 1.0) * 100, 3)

    def ticks(self, most: int = 8) -> list[tuple[float, str]]:
        """Return (place, label) of days, Mondays, months or years: the finest of at most so many."""
        for step in (_days, _weeks, _months, _years):
            found = step(self)
            if len(found) <= most:
                return found
        return found[:: -(-len(found) // most)]


def _all(axis: Axis) -> list[date]:
    return [date.fromordinal(axis.first.toordinal() + i) for i in range(axis.days)]


def _label(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]}"


def _days(axis: Axis) -> list[tuple[float, str]]:
    if axis.days > 14:
        return _weeks(axis)
    return [(axis.at(day), _label(day)) for day in _all(axis)]


def _weeks(axis: Axis) -> list[tuple[float, str]]:
    if axis.days > 120:
        return _months(axis)
    return [(axis.at(day), _label(day)) for day in _all(axis) if day.weekday() == 0]


def _months(axis: Axis) -> list[tuple[float, str]]:
    firsts = [
        date(year, month, 1)
        for year in range(axis.first.year, axis.last.year + 1)
        for month in range(1, 13)
        if axis.first <= date(year, month, 1) <= axis.last
    ]
    return [(axis.at(day), f"{MONTHS[day.month - 1]} {day.year}") for day in firsts]


def _years(axis: Axis) -> list[tuple[float, str]]:
    years = range(axis.first.year, axis.last.year + 1)
    firsts = [date(year, 1, 1) for year in years if axis.first <= date(year, 1, 1)]
    return [(axis.at(day), str(day.year)) for day in firsts]


def chart(label: str, height: int, *shapes: Html, class_: str = "chart") -> Html:
    """Make a picture with a label for those who don't see it; its table stands after it."""
    return h(
        "svg", *shapes, role="img", aria_label=label, class_=class_, width="100%", height=height,
        focusable="false",
    )  # fmt: skip


def time_axis(axis: Axis, height: float, most: int = 8) -> Html:
    """Draw thin lines at the ticks, with labels at the foot."""
    parts = []
    for x, label in axis.ticks(most):
        anchor = "end" if x > 94 else "start" if x < 6 else "middle"
        parts.append(h("line", x1=f"{x}%", x2=f"{x}%", y1=0, y2=height - 16, class_="rule"))
        parts.append(h("text", label, x=f"{x}%", y=height - 3, text_anchor=anchor, class_="tick"))
    return h("g", *parts)


def strip(axis: Axis, first: date | None, last: date | None, state: str, vague: bool) -> Html:
    """Draw one entry on the axis: a mark for a day, faint where vague, a bar for the days it may be of."""
    parts = [h("line", x1="0%", x2="100%", y1=8, y2=8, class_="rule")]
    if first is not None and last is not None:
        start, end = axis.at(first), axis.at(last, end=True)
        if last > first:
            width = max(end - start, 0.8)
            kind = f"span {state.replace(' ', '-')}"
            parts.append(h("rect", x=f"{start}%", y=4, width=f"{width:.6g}%", height=8, rx=4, class_=kind))
        else:
            parts.append(_mark((start + end) / 2, 8, state, vague))
    return h("svg", *parts, class_="strip", width="100%", height=16, aria_hidden="true", focusable="false")


def month_axis(axis: Axis) -> Html:
    """Draw the first and each seventh day after it of a month, in a narrow place."""
    days = [date.fromordinal(axis.first.toordinal() + step) for step in range(0, axis.days, 7)]
    parts = [
        h("text", _label(day) if day.day == 1 else str(day.day), x=f"{axis.at(day)}%", y=12, class_="tick")
        for day in days
    ]
    return h("svg", *parts, class_="scale", width="100%", height=16, aria_hidden="true", focusable="false")


def _mark(x: float, y: float, state: str, vague: bool) -> Html:
    name = state if state in SHAPES else "other"
    kind = f"mark {name.replace(' ', '-')}{' vague' if vague else ''}"
    # a nested svg moves by percent, which a transform can't
    return h("svg", h("g", SHAPES[name], class_=kind), x=f"{x:.6g}%", y=y, class_="point", width=1, height=1)


def columns(axis: Axis, counts: Sequence[tuple[date, date, int]], label: str, height: int = 120) -> Html:
    """Draw a column for each stretch of days, as high as its count."""
    top = max((count for *_, count in counts), default=1) or 1
    floor = height - 18
    bars = [
        h(
            "rect", x=f"{axis.at(first)}%",
            width=f"{max(axis.at(last, end=True) - axis.at(first), 0.3):.6g}%",
            y=floor - count / top * (floor - 14), height=count / top * (floor - 14), class_="column",
        )
        for first, last, count in counts
        if count
    ]  # fmt: skip
    grid = h("text", str(top), x="0%", y=10, class_="tick")
    base = h("line", x1="0%", x2="100%", y1=floor, y2=floor, class_="base")
    return chart(label, height, time_axis(axis, height), *bars, base, grid)


@dataclass(frozen=True, slots=True)
class Dot:
    """One number of a series: its day, its range (`high` None: and more), whether others don't meet it."""

    day: date
    number: float
    low: float
    high: float | None
    apart: bool


def ranges(axis: Axis, dots: Sequence[Dot], label: str, height: int = 190) -> Html:
    """Draw numbers over time, each as the range that its words allow."""
    low = min(dot.low for dot in dots)
    high = max(dot.number if dot.high is None else dot.high for dot in dots)
    low = 0.0 if low <= high / 3 else low
    room = (high - low) or abs(high) or 1.0
    floor = height - 20

    def y(value: float) -> float:
        return round(floor - 6 - (value - low) / room * (floor - 24), 2)

    parts = [
        join(
            h("line", x1="0%", x2="100%", y1=y(value), y2=y(value), class_="rule"),
            h("text", short(value), x="0%", y=y(value) - 3, class_="tick"),
        )
        for value in (low, low + room / 2, low + room)
    ]
    parts += [
        _dot(axis, dot, y(dot.low), y(dot.number), None if dot.high is None else y(dot.high)) for dot in dots
    ]
    return chart(label, height, time_axis(axis, height), *parts)


def _dot(axis: Axis, dot: Dot, low: float, middle: float, high: float | None) -> Html:
    x = f"{(axis.at(dot.day) + axis.at(dot.day, end=True)) / 2:.6g}%"
    kind = "apart" if dot.apart else "number"
    top = high if high is not None else max(low - 22, 6)
    whisker = h(
        "line", x1=x, x2=x, y1=low, y2=top, class_=f"whisker {kind}{'' if high is not None else ' open'}"
    )
    body = SHAPES["planned"] if dot.apart else h("circle", r=3.5)
    return join(
        whisker, h("svg", h("g", body, class_=kind), x=x, y=middle, class_="point", width=1, height=1)
    )


def short(value: float) -> str:
    """Return a number in few letters: 1,500 → "1,500", 150000 → "150k"."""
    for size, letter in ((1e9, "bn"), (1e6, "m"), (1e4, "k")):
        if abs(value) >= size:
            scaled = value / (1e3 if letter == "k" else size)
            return f"{scaled:,.3g}{letter}"
    return f"{value:,.4g}"


def key(names: Iterable[tuple[str, str]]) -> Html:
    """Make the key of a chart: each shape with its word."""
    return h("ul", *(h("li", shape(state), " ", word) for state, word in names), class_="key")
