"""The sections along time: what is new, the chronology, the calendar of what is due."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence

from memcon.answers import Due, Entry
from memcon.views.report.evidence import counted, opens
from memcon.views.report.lines import Asked, human, line, lines, month_of, to_day
from memcon.views.report.markup import Child, Html, h, join, page_words, words
from memcon.views.report.svg import Axis, key, month_axis, shape, strip, time_axis

DUE = 300  # plans that are shown, the last ones
OFF = 20  # plans called off that are shown as new, the last ones
LOGGED = 60  # corrections that are shown, the last ones
PLAN = ("kept", "cancelled", "postponed", "not reported", "due")
STATES = (
    ("asserted", "happened"), ("planned", "planned"), ("cancelled", "cancelled"), ("postponed", "postponed"),
)  # fmt: skip


def news(asked: Asked) -> Iterator[Html]:
    """What pages of the days since a date say for the first time, and what was corrected since."""
    seen, since = asked.seen, human(asked.since)
    if not asked.since:
        yield h("p", "No page has a date, so nothing is newer than anything else.", class_="none")
        return
    yield h(
        "p",
        f"Since {since}: {counted(seen.new, 'entry')} that no earlier page told, ",
        f"and {seen.again:,} told again.",
        class_="lead",
    )
    best = seen.news.in_order()
    if best:
        if seen.new > len(best):
            yield h("p", f"The {len(best)} that most pages tell:", class_="note")
        yield lines(asked, best)
    off = (due for due in _plans(asked) if due.state in ("cancelled", "postponed") and due.due >= asked.since)
    fates = deque(off, OFF)
    if fates:
        yield h("h3", "Called off or put off")
        yield h("ul", *(h("li", _plan(asked, due)) for due in fates), class_="lines")
    yield from _log(asked)


def _log(asked: Asked) -> Iterator[Html]:
    found = deque(asked.record.corrections(asked.since), LOGGED)
    if found:
        yield h("h3", "Corrected in the record")
        yield table(
            f"The last {counted(len(found), 'change')} of entries that stood before",
            ("Day", "Change", "Of", "Words"),
            [
                (change.at[:10], change.kind, words(change.detail), page_words(change.words))
                for change in found
            ],
        )


def chronology(asked: Asked) -> Iterator[Html]:
    """Every event by day, month by month, each on a line with its bar."""
    yield h(
        "p",
        "A mark stands for a day, a bar for the days that it may have been; a faint mark is the day of the "
        "first report, where no page names the day itself.",
        class_="note",
    )
    yield key([*STATES, ("historical", "of earlier times")])
    for month, total, kept in asked.seen.months.months():
        span = month_of(month)
        axis = Axis(*span) if span else None
        title = human(month) if month else "Without a date"
        yield h("h3", title, " ", h("small", counted(total, "event")))
        if total > len(kept):
            yield h("p", f"The {len(kept)} that most pages tell, of {total:,}.", class_="note")
        if axis:
            yield month_axis(axis)
        yield h(
            "ol", *(h("li", line(asked, e, _bar(axis, e), anchor=True)) for e in kept), class_="lines time"
        )


def _bar(axis: Axis | None, entry: Entry) -> Html | None:
    if axis is None:
        return None
    vague = entry.dating == "reported"
    first = to_day(entry.earliest or (entry.date if vague else ""))
    last = to_day(entry.latest) or first
    return strip(axis, first, last, entry.status, vague)


def calendar(asked: Asked) -> Iterator[Html]:
    """What was planned, from its announcement to its day, and what became of it."""
    states: Counter[str] = Counter()
    shown: deque[Due] = deque(maxlen=DUE)
    for due in _plans(asked):
        states[due.state] += 1
        shown.append(due)
    if not shown:
        yield h("p", "No page tells of a plan.", class_="none")
        return
    yield h(
        "p", "; ".join(f"{states[state]:,} {state}" for state in PLAN if states[state]), ".", class_="lead"
    )
    yield h(
        "p",
        "A line runs from the day of the announcement to the day of the plan. “Not reported” is said of a "
        "plan whose day is over, when later pages say nothing of it.",
        class_="note",
    )
    yield key([(state, state) for state in PLAN if states[state]])
    if states.total() > len(shown):
        yield h("p", f"The last {len(shown)} of {states.total():,}.", class_="note")
    axis = _axis(shown)
    if axis:
        yield h(
            "svg", time_axis(axis, 18, 4), class_="scale", width="100%", height=18, aria_hidden="true",
            focusable="false",
        )  # fmt: skip
    yield h("ol", *(h("li", _plan(asked, due, axis)) for due in shown), class_="lines time")


def _plans(asked: Asked) -> Iterator[Due]:
    """Give the plans of the days asked for; if more is asked, those that are in what was asked for."""
    filter_ = asked.filter
    narrow = any(
        (
            filter_.actor,
            filter_.pair,
            filter_.class_,
            filter_.place,
            filter_.source,
            filter_.review,
            filter_.min_confidence,
        )
    )
    among = {entry.id for entry in asked.record.entries(filter_)} if narrow else None
    for due in asked.record.plans(asked.as_of):
        day = due.due[:10]
        if among is not None and due.id not in among:
            continue
        if (filter_.since and day < filter_.since) or (
            filter_.until and day[: len(filter_.until)] > filter_.until
        ):
            continue
        yield due


def _axis(found: Iterable[Due]) -> Axis | None:
    days = [day for due in found for day in (to_day(due.due), to_day(due.announced)) if day]
    return Axis(min(days), max(days)) if days else None


def _plan(asked: Asked, due: Due, axis: Axis | None = None) -> Html:
    entry = asked.record.entry(due.id)
    moved = f", moved from {human(due.moved_from)}" if due.moved_from else ""
    since = f"announced {human(due.announced)}{moved}" if due.announced else ""
    where: list[Child] = [" in ", page_words(due.place)] if due.place else []
    summary = join(
        h("span", h("time", human(due.due) or "no day"), class_="when"),
        _span(axis, due) if axis else None,
        h(
            "span",
            shape(due.state),
            " ",
            h("span", due.state, class_=f"tag {due.state.replace(' ', '-')}"),
            " ",
            h("strong", page_words(due.who or "Nobody named")),
            ": ",
            due.form or due.class_.lower(),
            *where,
            class_="what",
        ),
        h("span", since, class_="told"),
    )
    return opens(summary, asked.record.sources(entry), class_="line")


def _span(axis: Axis, due: Due) -> Html:
    first, last = to_day(due.announced), to_day(due.due)
    parts = [h("line", x1="0%", x2="100%", y1=8, y2=8, class_="rule")]
    if first and last:
        ends = sorted(axis.at(day) + 50 / axis.days for day in (first, last))
        parts.append(h("line", x1=f"{ends[0]:.6g}%", x2=f"{ends[1]:.6g}%", y1=8, y2=8, class_="lead-up"))
    if last:
        x = f"{axis.at(last) + 50 / axis.days:.6g}%"
        parts.append(h("svg", shape_group(due.state), x=x, y=8, class_="point", width=1, height=1))
    return h("svg", *parts, class_="strip", width="100%", height=16, aria_hidden="true", focusable="false")


def shape_group(state: str) -> Html:
    """Return a shape to stand in a chart."""
    name = state.replace(" ", "-")
    return h("g", h("use", href=f"#s-{name}", x=-7, y=-7, width=14, height=14), class_=f"mark {name}")


def table(caption: Child, heads: Sequence[str], rows: Sequence[Sequence[Child]]) -> Html:
    """Make a table with a caption; on a narrow screen it scrolls by itself."""
    head = h("tr", *(h("th", name, scope="col") for name in heads))
    body = [h("tr", *(h("td", cell) for cell in row)) for row in rows]
    whole = h("table", h("caption", caption), h("thead", head), h("tbody", *body))
    return h("div", whole, class_="wide", tabindex="0", role="region", aria_label=_plain(caption))


def _plain(caption: Child) -> str:
    return "Table" if caption is None or isinstance(caption, Html) else str(caption)
