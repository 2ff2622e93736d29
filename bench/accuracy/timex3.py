"""From memcon's time expressions to TIMEX3 types and values (ISO-TimeML); no knowledge of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from memcon.model import Span, When
from memcon.reading.calendar_values import BESIDE, Form, TimeExpression

UNITS = {
    "second": "TS", "minute": "TM", "hour": "TH", "day": "D", "week": "W", "weekend": "WE", "fortnight": "W",
    "month": "M", "quarter": "Q", "half": "H", "year": "Y",
}  # fmt: skip
# What TIMEX3 counts in another unit.
MULTIPLES = {"fortnight": ("week", 2), "decade": ("year", 10), "century": ("year", 100)}
PARTS = {"morning": "TMO", "afternoon": "TAF", "evening": "TEV", "night": "TNI", "noon": "T12:00"}
SEASONS = {"21": "SP", "22": "SU", "23": "FA", "24": "WI"}
# Half a unit more, in the units below it.
HALF = {"year": "6M", "day": "T12H", "hour": "30M", "minute": "30S"}
SEVERAL = 3  # "a few", "several" and the like have an amount of their own, which TIMEX3 writes as X
SIDES = {-1: "PAST_REF", 1: "FUTURE_REF"}
BETWEEN = re.compile(r"\s+(?:to|and|through|until|till)\s+|\s*[-–—]\s*", re.IGNORECASE)
QUARTER = re.compile(r"(\d{4})-(01|04|07|10)/\1-(03|06|09|12)")
COUNTED = re.compile(r"\b(?:few|several|many|couple|some|dozens?|hundreds?|\d+)\b", re.IGNORECASE)
KINDS = {"duration": "DURATION", "window": "DURATION", "often": "SET", "vague": "DATE"}


def timexes(text: str, expression: TimeExpression, when: When | None) -> Iterator[tuple[Span, str, str]]:
    """Give span, type and value of an expression, given what it was resolved to: nothing if it has none.

    Of a range each end is marked by itself.
    """
    span, form = expression.span, expression.form
    ends = when.edtf.split("/") if when is not None and form.kind == "range" else []
    cuts = list(BETWEEN.finditer(text, span.start, span.end))
    if len(ends) == 2 and cuts:
        cut = cuts[len(cuts) // 2]
        yield Span(span.start, cut.start()), "DATE", ends[0]
        yield Span(cut.end(), span.end), "DATE", ends[1]
        return
    counted = bool(COUNTED.search(text, span.start, span.end))
    found = timex(form, when, counted)
    if found is not None:
        yield span, *found


def timex(form: Form, when: When | None, counted: bool = False) -> tuple[str, str] | None:
    """Return type and value; "the next few days" are `counted`, "recent days" are not."""
    if form.part == BESIDE and form.within is not None:
        form = form.within  # "hours before the opening"
    kind = KINDS.get(form.kind)
    if form.kind == "vague":
        return "DATE", f"{form.part}_REF"
    open_ended = form.kind == "shift" or (form.kind == "window" and not counted)
    if form.direction and open_ended and number(form) == "X":
        return "DATE", SIDES[form.direction]  # "recent years", "several years ago"
    if kind is not None:
        named = form.kind == "often" and (form.weekday or form.month or form.part)
        return kind, repetition(form) if named else amount(form)
    if when is None:
        return None
    value = calendar(form, when)
    return ("TIME" if "T" in value else "DATE"), value


def repetition(form: Form) -> str:
    """Return what comes again: every Friday night, each July, every morning."""
    day = f"WXX-{form.weekday}" if form.weekday else "XX-XX"
    if form.month:
        day = SEASONS.get(str(form.month), f"{form.month:02d}")
    return f"XXXX-{day}{PARTS.get(form.part, '')}"


def number(form: Form) -> str:
    """Return how many units, "X" where the words leave it open."""
    return "X" if not form.amount or (form.fuzzy and form.amount >= SEVERAL) else str(form.amount)


def amount(form: Form) -> str:
    """Return a period: P2W, PT16H, PXY; the unit of a repetition stands for one of it."""
    name, times = MULTIPLES.get(form.unit, (form.unit, 1))
    unit, count = UNITS.get(name), number(form)
    if unit is None:
        return "PXX"
    if count != "X":
        count = str(int(count) * times + (times // 2 if form.half else 0))
    if form.half and unit and form.unit in HALF:
        count, unit = str(form.amount), unit + HALF[form.unit]
    return f"PT{count}{unit[1:]}" if unit[0] == "T" else f"P{count}{unit}"


def calendar(form: Form, when: When) -> str:
    """Return a date or moment in TIMEX3's form of ISO 8601."""
    value = when.edtf.rstrip("~?%")
    if "T" in value:
        return value[:16]
    if form.part in PARTS and len(value) == 10:
        return value + PARTS[form.part]
    if "/" in value:
        return stretch(form, when, value)
    if season := re.fullmatch(r"(\d{4})-(2[1-4])", value):
        return f"{season[1]}-{SEASONS[season[2]]}"
    if form.unit in ("week", "fortnight", "weekend"):
        return week(when.earliest, form.unit) or value
    return re.sub(r"(?<=\d)X+$", "", value) if form.unit in ("decade", "century") else value


def stretch(form: Form, when: When, value: str) -> str:
    """Return a week, weekend, quarter or half year, else the interval as it stands."""
    if form.unit in ("week", "weekend"):
        return week(when.earliest, form.unit) or value
    told = QUARTER.fullmatch(value)
    if told and int(told[2]) + 2 == int(told[3]):
        return f"{told[1]}-Q{int(told[3]) // 3}"
    if when.earliest and form.unit in ("quarter", "half"):
        month = int(when.earliest[5:7])
        number = (month - 1) // 3 + 1 if form.unit == "quarter" else (month - 1) // 6 + 1
        return f"{when.earliest[:4]}-{UNITS[form.unit]}{number}"
    return value


def week(day: str | None, unit: str) -> str:
    """Return the ISO week of a day.

    >>> week("1998-01-05", "week")
    '1998-W02'
    """
    if not day:
        return ""
    year, number, _ = date.fromisoformat(day[:10]).isocalendar()
    return f"{year}-W{number:02d}" + ("-WE" if unit == "weekend" else "")
