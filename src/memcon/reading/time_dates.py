"""Dates by the calendar: fields in all usual orders, quarters, decades, seasons, holidays."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from memcon.reading.calendar_values import Form
from memcon.reading.time_words import NONE, Line, day_at, month_at, year_at

DASHES = frozenset("-–—")
# What may stand between a modifier and its unit without changing the value.
FILLERS = frozenset({"fiscal", "financial", "calendar", "full", "whole", "entire", "single"})
Found = tuple[Form, int]
Rule = Callable[[Line, int], Found | None]


def first_of(line: Line, i: int, rules: Sequence[Rule]) -> Found | None:
    """Read by the first of these rules that fits."""
    for rule in rules if i < len(line.tokens) else ():
        found = rule(line, i)
        if found:
            return found
    return None


def turn_of(value: str) -> tuple[str, int]:
    """Split "now-1" into its anchor and direction."""
    return value[:-2], int(value[-2:])


def _year_after(line: Line, i: int) -> tuple[int | None, int]:
    """Read ", 2022" or "of 2022" or " 2022"; a year printed twice (", 2006, 2006") is one."""
    found = year_at(line, line.skip(i, ",", "of", "in"))
    if not found:
        return None, i
    year, j = found
    again = year_at(line, line.skip(j, ","))
    return year, again[1] if again and again[0] == year else j


def _unit_around(line: Line, i: int) -> tuple[Form | None, int]:
    """Read the unit a date lies in: "June last year", "of this year"."""
    j = line.skip(i, "of", "in")
    value = line.get(j, "turn")
    if value and line.get(j + 1, "unit") == "year" and not value.startswith("span"):
        anchor, direction = turn_of(value)
        return Form("unit", unit="year", direction=direction, anchor=anchor), j + 2
    return None, i


def month_date(line: Line, i: int) -> Found | None:
    """January 19[-21][, 2022]; January [2022]; January last year."""
    found = month_at(line, i)
    if not found:
        return None
    month, j = found
    day, last = None, None
    if line.get(j, "left").isdecimal() and len(line.get(j, "left")) < 3:
        days_form = _joined_days(line, j, month)
        return days_form
    days = day_at(line, line.skip(j, "the"))
    if days and not line.get(days[1], "meridiem"):
        day, j = days
        last, j = _last_day(line, j, day)
    year, j = _year_after(line, j)
    within = None
    if year is None:
        within, j = _unit_around(line, j)
    form = Form("date", year=year, month=month, day=day, within=within)
    if last:
        return replace(form, kind="range", end=Form("date", day=last)), j
    return form, j


def _last_day(line: Line, i: int, first: int) -> tuple[int | None, int]:
    """Read the second day of "January 10-13", "January 10 to 13", or the next of "January 10 and 11"."""
    word = line.lower(i)
    listed = bool(line.get(i, "and"))
    if word not in DASHES and not line.get(i, "to") and not listed:
        return None, i
    found = day_at(line, i + 1)
    if listed and found and found[0] != first + 1:
        return None, i
    if found and not month_at(line, found[1]) and not _counts(line, found[1]):
        return found
    return None, i


def _counts(line: Line, i: int) -> bool:
    """Whether the number before this word counts things rather than naming a day or year."""
    if i >= len(line.tokens):
        return False
    token, number = line.tokens[i], line.tokens[i - 1]
    return token.text in "%$€£" or (number.dep == "nummod" and number.head is token and token.tag == "NNS")


def day_month(line: Line, i: int) -> Found | None:
    """19 January 2022; the 19th of January; 10-13 January."""
    found = day_at(line, i)
    if not found:
        return None
    day, j = found
    last = None
    if line.lower(j) in DASHES or line.get(j, "to"):
        second = day_at(line, j + 1)
        if second:
            last, j = second
    k = line.skip(j, "of")
    month = month_at(line, k)
    if not month:
        return None
    year, j = _year_after(line, month[1])
    form = Form("date", year=year, month=month[0], day=day)
    if last:
        return replace(form, kind="range", end=replace(form, day=last)), j
    return form, j


def compact_date(line: Line, i: int) -> Found | None:
    """2022-01-19; 01/19/2022 and 21.01.2022 where only one order is possible."""
    full = line.get(i, "full")
    if full:
        parts = [part for part in full.replace(".", "/").split("/") if part.isdecimal() and part.isascii()]
        form = _ordered(parts, dotted="." in full) if len(parts) == 3 else None
        return (form, i + 1) if form else None
    digits = [line.get(i + shift, "digits") for shift in (0, 2, 4)]
    if len(digits[0]) == 4 and digits[1] and digits[2] and line.lower(i + 1) == line.lower(i + 3) == "-":
        form = _ordered(digits, dotted=False)
        return (form, i + 5) if form else None
    return None


def _ordered(parts: list[str], *, dotted: bool) -> Form | None:
    """Tell year, month and day apart, or give up where two orders are possible."""
    if len(parts[0]) == 4:
        year, month, day = (int(part) for part in parts)
    elif len(parts[2]) == 4:
        first, second, year = (int(part) for part in parts)
        if not dotted and first != second and first <= 12 and second <= 12:
            return None
        day, month = (first, second) if dotted or first > 12 or first == second else (second, first)
    else:
        return None
    if not (1 <= month <= 12 and 1 <= day <= 31 and 1000 <= year <= 2199):
        return None
    return Form("date", year=year, month=month, day=day)


def _joined_days(line: Line, i: int, month: int) -> Found | None:
    """One token with two days, after or before its month: January 10–13."""
    first, last = int(line.get(i, "left")), int(line.get(i, "right"))
    if not 0 < first < last <= 31:
        return None
    year, j = _year_after(line, i + 1)
    form = Form("range", year=year, month=month, day=first)
    return replace(form, end=replace(form, kind="date", day=last)), j


def joined_token(line: Line, i: int) -> Found | None:
    """One token of two halves: 10–13 (before a month), 1999–2003, mid-1996, Jan.10."""
    left, right = line.get(i, "left"), line.get(i, "right")
    if not left:
        return None
    if "month" in line.words.get(left, NONE) or "month_short" in line.words.get(left, NONE):
        classes = line.words[left]
        month = int(classes.get("month") or classes.get("month_short") or 0)
        year, j = _year_after(line, i + 1)
        return (Form("date", year=year, month=month, day=int(right)), j) if 0 < int(right) <= 31 else None
    if left.isdecimal() and len(left) == len(right) == 4:
        first, last = Form("range", year=int(left)), Form("date", year=int(right))
        return (replace(first, end=last), i + 1) if 1000 <= int(left) < int(right) <= 2199 else None
    if left.isdecimal() and left.isascii() and len(left) <= 2 and len(right) <= 2:
        month_found = month_at(line, i + 1) if i + 1 < len(line.tokens) else None
        if month_found and 0 < int(left) <= 31 and 0 < int(right) <= 31:
            year, j = _year_after(line, month_found[1])
            form = Form("range", year=year, month=month_found[0], day=int(left))
            return replace(form, end=replace(form, kind="date", day=int(right))), j
    stage = line.words.get(left, NONE).get("stage")
    if stage and len(right) == 4 and "1000" <= right <= "2199":
        return Form("date", year=int(right), part=stage), i + 1
    return None


def plain_year(line: Line, i: int) -> Found | None:
    """A year by itself: after a preposition, or clearly no quantity; 1999-2003; 1989-90."""
    found = year_at(line, i)
    if not found:
        return None
    year, j = found
    inner = first_of(line, j, (ordinal,))
    if inner and inner[0].year is None and inner[0].unit == "quarter":
        return replace(inner[0], year=year, within=None), inner[1]
    led = bool(line.get(i - 1, "year_before"))
    if line.lower(i - 1) in ("$", "€", "£", "no.", "number") or _counts(line, j):
        return None
    if not led and (not 1900 <= year <= 2099 or line.get(j, "unit") or line.get(j, "number")):
        return None
    if line.get(i - 1, "number") or (line.lower(j) in DASHES and line.get(j + 1, "unit")):
        return None
    if line.lower(j) in DASHES:
        tail = line.get(j + 1, "digits")
        if len(tail) == 2 and int(tail) == (year + 1) % 100:
            return Form("range", year=year, end=Form("date", year=year + 1)), j + 2
    return Form("date", year=year), j


def decade(line: Line, i: int) -> Found | None:
    """The 1990s; the '80s."""
    digits = line.get(i, "decade")
    if len(digits) == 4 and "1000" <= digits <= "2099":
        return Form("date", year=int(digits), unit="century" if digits.endswith("00") else "decade"), i + 1
    if len(digits) == 2 and line.lower(i - 1) in ("'", "’", "‘"):
        return Form("date", year=1900 + int(digits), unit="decade"), i + 1
    return None


def season(line: Line, i: int) -> Found | None:
    """The spring [of] 2021; the season alone needs an article or preposition."""
    value = int(line.get(i, "season") or 0)
    if not value or line.tokens[i].pos in ("VERB", "ADJ"):
        return None
    year, j = _year_after(line, i + 1)
    within = None
    if year is None:
        within, j = _unit_around(line, i + 1)
    if (
        year is None
        and within is None
        and line.lower(i - 1) not in ("the", "in")
        and not line.get(i - 1, "turn")
    ):
        return None
    return Form("date", year=year, month=value, within=within), j


def holiday(line: Line, i: int) -> Found | None:
    """Christmas Day, New Year's Eve: names of up to four tokens."""
    for length in (4, 3, 2):
        words = line.tokens[i : i + length]
        name = " ".join(token.lower for token in words).replace(" 's", "'s").replace(" ’s", "'s")
        value = line.words.get(name, NONE).get("holiday") if len(words) == length else None
        if value:
            year, j = _year_after(line, i + length)
            return Form("date", year=year, month=int(value[:2]), day=int(value[3:])), j
    return None


def ordinal(line: Line, i: int) -> Found | None:
    """The third quarter [of 2021]; the first half of last year; the 20th century."""
    found = day_at(line, i)
    if not found:
        return None
    count, j = found
    while line.lower(j) in FILLERS or line.lower(j) == "-":
        j += 1
    unit = line.get(j, "unit")
    if unit == "century" and count > 1:
        return Form("date", year=(count - 1) * 100, unit="century"), j + 1
    if (unit, count) not in {
        ("quarter", 1),
        ("quarter", 2),
        ("quarter", 3),
        ("quarter", 4),
        ("half", 1),
        ("half", 2),
    }:
        return None
    year, k = _year_after(line, j + 1)
    within = None
    if year is None:
        within, k = _unit_around(line, j + 1)
    if unit == "half" and year is None and within is None:
        return None
    return Form("date", year=year, unit=unit, amount=count, within=within), k
