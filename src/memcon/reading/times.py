"""Time expressions and their values: found by our own grammar, resolved against two anchors.

The anchors are the publication date ("now") and the last date told ("then"), for background
such as "In March 1997 … the following month".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from memcon.model import Evidence, Span, TimeMention, When, content_id
from memcon.reading.calendar_values import (
    BESIDE,
    UNITS,
    Form,
    Period,
    TimeExpression,
    containing,
    day_period,
    moved,
    open_value,
    value_of,
)
from memcon.reading.grammar import Sentence
from memcon.reading.time_dates import Found
from memcon.reading.time_grammar import DAY_PARTS, read
from memcon.reading.time_tense import holds, is_futurate, is_limit_ahead, is_moved, tense_of
from memcon.reading.time_words import Line, day_at, lexicon
from memcon.tables import Tables

__all__ = ["TimeExpression", "find_times", "resolve_times"]

WITH_ARTICLE = frozenset({"unit", "shift", "window", "duration", "date"})
NEVER_CAPITAL = frozenset({"unit", "day", "vague", "part"})
LEAD = 2  # words before a date that opens its sentence ("Back in 1997")
NEAR = 3  # paragraphs that a quarter is kept in mind for "a year ago"


def find_times(sentences: Sequence[Sentence], tables: Tables) -> tuple[TimeExpression, ...]:
    """Find every time expression, in text order, with the tense of the verb that governs it."""
    words = lexicon(tables)
    found: list[TimeExpression] = []
    for sentence in sentences:
        line = Line(sentence.tokens, words)
        for form, start, end in _in_line(line):
            tokens = line.tokens[start:end]
            tense, verb = tense_of(tokens, words)
            limit = line.get(start - 1, "ahead") and is_limit_ahead(tense, verb, words)
            if limit or is_moved(tokens, words):
                tense = "future"
            held = tense == "present" and verb is not None and holds(verb, tokens[0], words)
            if tense == "present" and not held and _is_weekday_alone(form) and is_futurate(verb, words):
                tense = "future"  # "the ministers meet on Friday", "the deadline is Friday"
            if tense == "past" and form.kind == "vague" and form.part == "FUTURE":
                continue  # "he was soon released"
            span = Span(tokens[0].start, tokens[-1].end)
            found.append(TimeExpression(span, sentence.index, form, tense, verb.span if verb else None, held))
    return tuple(found)


def _is_weekday_alone(form: Form) -> bool:
    return form.kind == "date" and form.weekday is not None and not (form.day or form.direction)


def _in_line(line: Line) -> Iterator[tuple[Form, int, int]]:
    """Read a sentence from left to right; expressions never overlap."""
    i = 0
    while i < len(line.tokens):
        found = read(line, i) if line.classes[i] else None
        if not found:
            i += 1
            continue
        form, end = _ranged(line, i, found)
        if form.kind not in ("date", "range") and _is_title(line, i, end):
            i = end
            continue
        start = i - 1 if line.lower(i - 1) == "the" and form.kind in WITH_ARTICLE else i
        yield form, start, end
        i = end


def _is_title(line: Line, start: int, end: int) -> bool:
    """Whether common words of time are capitals in a line that is not: the show "This Week"."""
    last = line.tokens[end - 1]
    if not last.text[0].isupper() or not NEVER_CAPITAL & line.classes[end - 1].keys():
        return False
    if end - 1 == start and (start == 0 or line.tokens[start - 1].pos == "PUNCT"):
        return False
    return any(token.text.islower() and token.pos in ("NOUN", "VERB") for token in line.tokens)


def _ranged(line: Line, start: int, found: Found) -> Found:
    """Join "1987 and 1990" after "between", "Monday to Wednesday", "January 10 to February 3"."""
    form, end = found
    if form.kind != "date" or end >= len(line.tokens):
        return found
    opener = line.get(start - 1, "from")
    between = opener == "and"
    if opener and is_moved(line.tokens[start:end], line.words):
        return found  # "moved from Monday to Saturday"
    if not (line.lower(end) == "and" if between else line.get(end, "to")):
        return found
    second = read(line, end + 1)
    if second and _same_kind(form, second[0]):
        return replace(form, kind="range", end=second[0]), second[1]
    last = day_at(line, end + 1) if opener and form.day else None
    if last:
        return replace(form, kind="range", end=Form("date", day=last[0])), last[1]
    return found


def _same_kind(first: Form, second: Form) -> bool:
    """Whether two dates can be the two ends of one range."""
    if second.kind != "date" or first.unit != second.unit:
        return False
    return (
        bool(first.day) == bool(second.day)
        and (bool(first.month) == bool(second.month) or second.year is not None)
        and (bool(first.weekday) == bool(second.weekday) or bool(first.day))
    )


@dataclass(frozen=True, slots=True)
class _Told:
    """What the story has told so far: the last value, and the year a paragraph told of ("In 1997 …").

    `day` is the last single day, and `day_block` the paragraph that told of it; a sentence that
    opens with a longer time has left it. `quarter` is the last quarter told, by the paragraph
    `quarter_block`: results of "a year ago" are those of the same quarter.
    """

    last: Period | None = None
    year: int | None = None
    block: int = -1
    day: Period | None = None
    day_block: int = -1
    quarter: Period | None = None
    quarter_block: int = -1


def resolve_times(
    text: str,
    expressions: Sequence[TimeExpression],
    sentences: Sequence[Sentence],
    published: When | None,
) -> tuple[TimeMention, ...]:
    """Give each expression its value; what the text leaves open stays open (`XXXX-01-19`)."""
    by_index = {sentence.index: sentence for sentence in sentences}
    bounds = _bounds(published)
    told = _Told()
    mentions: list[TimeMention] = []
    for expression in expressions:
        sentence = by_index[expression.sentence]
        when = _when(expression, bounds, told, sentence.block)
        if when is None:
            continue
        leads = len(text[sentence.span.start : expression.span.start].split()) <= LEAD
        told = _retold(told, expression, when, (sentence.block, leads))
        span = expression.span
        evidence = Evidence(
            span.start, span.end, (sentence.span.start, sentence.span.end), f"times.{expression.form.kind}"
        )
        key = content_id("t", span.start, span.end, span.of(text), when.edtf)
        mentions.append(TimeMention(key, when, evidence))
    return tuple(mentions)


def _bounds(published: When | None) -> tuple[date, date] | None:
    """Return the first and last day on which the article may have come out."""
    if published is None or published.earliest is None or published.latest is None:
        return None
    return date.fromisoformat(published.earliest[:10]), date.fromisoformat(published.latest[:10])


def _when(
    expression: TimeExpression, bounds: tuple[date, date] | None, told: _Told, block: int
) -> When | None:
    form = expression.form
    if form.part == BESIDE and told.day_block != block:
        return None
    if form.anchor == "period":
        return _quarter(expression, bounds, told)
    if told.quarter is not None and _is_year_back(form) and block - told.quarter_block <= NEAR:
        return _year_before(told.quarter).when(
            "relative", expression.span, (f"relative to {told.quarter.edtf}",)
        )
    if form.anchor == "then" and told.last is not None and not (_is_hour(form) and told.day is None):
        return _after_told(expression, (told.day if form.unit == "day" else None) or told.last)
    if told.block == block and _lacks_year(form) and expression.tense == "past":
        form = replace(form, year=told.year)
    return _placed(expression, form, bounds)


def _placed(expression: TimeExpression, form: Form, bounds: tuple[date, date] | None) -> When | None:
    """The value of a form that only its own words and the article's date decide."""
    period = None
    if form.is_absolute:
        period = value_of(form, "", date(2000, 1, 1))
        return period.when("stated", expression.span, _stage(form)) if period else None
    if bounds is not None:
        period = _common(form, expression.tense, bounds)
    if period is None:
        period = open_value(form)
        return period.when("stated", expression.span, _stage(form)) if period else None
    reasons = (f"relative to the article's date, {bounds[0].isoformat()}", *_stage(form)) if bounds else ()
    return period.when("relative", expression.span, reasons)


def _is_hour(form: Form) -> bool:
    """Whether only a part of a day is told: without a day told of, it is the article's."""
    return form.unit == "day" and not form.direction and bool(form.clock or form.part in DAY_PARTS)


def _is_year_back(form: Form) -> bool:
    return form.kind == "shift" and form.unit == "year" and form.amount == 1 and form.direction < 0


def _year_before(quarter: Period) -> Period:
    assert quarter.first is not None
    return containing("quarter", moved(quarter.first, "year", -1))


def _quarter(expression: TimeExpression, bounds: tuple[date, date] | None, told: _Told) -> When | None:
    """The quarter told of last; without one the last that was over when the article came out."""
    form = expression.form
    if told.quarter is not None and not (form.direction < 0 and _is_running(told.quarter, bounds)):
        period = _same_quarter(told.quarter, form, bounds)
        return period.when("relative", expression.span, (f"relative to {told.quarter.edtf}",))
    if bounds is None:
        return None
    ended = {containing("quarter", moved(day, "quarter", -1)) for day in bounds}
    if len(ended) > 1:
        return None
    return _same_quarter(ended.pop(), form, bounds).when(
        "relative", expression.span, (f"relative to the article's date, {bounds[0].isoformat()}",)
    )


def _same_quarter(quarter: Period, form: Form, bounds: tuple[date, date] | None) -> Period:
    """Move a quarter to the year that "the 1988 quarter" or "last year's quarter" names."""
    year, first = form.year, quarter.first
    if form.within is not None and bounds is not None:
        outer = value_of(form.within, "", bounds[0])
        year = outer.first.year if outer and outer.first else None
    return quarter if year is None or first is None else containing("quarter", first.replace(year=year))


def _is_running(quarter: Period, bounds: tuple[date, date] | None) -> bool:
    """Whether a quarter was not over when the article came out, so cannot be the latest one."""
    return bounds is not None and quarter.last is not None and quarter.last >= bounds[0]


def _stage(form: Form) -> tuple[str, ...]:
    return (form.part,) if form.part and form.part != BESIDE else ()


def _lacks_year(form: Form) -> bool:
    return (
        form.kind in ("date", "range")
        and bool(form.month or form.holiday)
        and not (form.is_absolute or form.within or form.direction)
    )


def _common(form: Form, tense: str, bounds: tuple[date, date]) -> Period | None:
    """Return the value if it is the same from the first and the last possible day."""
    first = value_of(form, tense, bounds[0])
    if bounds[0] == bounds[1]:
        return first
    last = value_of(form, tense, bounds[1])
    return first if first == last else None


def _after_told(expression: TimeExpression, base: Period) -> When | None:
    """Reckon from the last date told; a unit finer than that date stays open."""
    form, period = expression.form, None
    day = base.last if form.direction > 0 and form.unit == "day" else base.first
    if day is not None and (form.unit not in UNITS or _is_fine_enough(form.unit, base)):
        period = value_of(form, expression.tense, day)
    if period is None:
        period = open_value(form)
        return period.when("relative", expression.span) if period else None
    return period.when("relative", expression.span, (f"relative to {base.edtf}",))


def _is_fine_enough(unit: str, base: Period) -> bool:
    if base.first is None or base.last is None:
        return False
    if base.first == base.last:
        return True
    size = {"day": 1, "weekend": 7, "week": 7, "fortnight": 14, "month": 31, "quarter": 92, "half": 184}
    return (base.last - base.first).days < size.get(unit, 366 if unit == "year" else 36525)


def _quarter_told(told: _Told, form: Form, when: When, block: int) -> _Told:
    """Remember a quarter; half a year or three quarters of one put an end to it."""
    if form.unit == "half" or (form.kind == "window" and form.unit in ("month", "quarter")):
        return replace(told, quarter=None)
    if (
        form.unit != "quarter"
        or form.kind not in ("date", "unit")
        or when.earliest is None
        or when.latest is None
    ):
        return told
    if form.anchor == "period" or form.within is not None:
        return replace(told, quarter_block=block) if told.quarter else told
    period = containing("quarter", date.fromisoformat(when.earliest))
    return replace(told, quarter=period, quarter_block=block)


def _retold(told: _Told, expression: TimeExpression, when: When, at: tuple[int, bool]) -> _Told:
    """Remember a value as the last one told, and the year if a past sentence opens with it.

    `at` is the block of the expression and whether its sentence opens with it.
    """
    form, (block, leads) = expression.form, at
    told = _quarter_told(told, form, when, block)
    if form.kind not in ("date", "unit", "shift") or when.earliest is None or when.latest is None:
        return told
    first, last = date.fromisoformat(when.earliest), date.fromisoformat(when.latest)
    if first == last:
        period = day_period(first)
        told = replace(told, last=period, day=period, day_block=block)
    else:
        told = replace(told, last=Period(when.edtf, first, last, when.precision))
        if leads:
            told = replace(told, day=None, day_block=-1)
    if form.is_absolute and not form.unit and expression.tense == "past":
        return replace(told, year=form.year, block=block if leads else -1)
    if when.basis == "relative" and form.anchor == "now":
        return replace(told, year=None, block=-1)
    return told
