"""Dates by the calendar: fields in all usual orders, quarters, decades, seasons, holidays."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from memcon.reading.calendar_values import Form
from memcon.reading.time_words import NONE, Line, day_at, month_at, phrase_at, year_at

DASHES = frozenset("-–—")
MONEY = frozenset("$€£%")
PARTS = {"quarter": 4, "half": 2}
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


def _year_or_unit(line: Line, i: int) -> tuple[int | None, Form | None, int]:
    """Read the year after a date, or the unit it lies in."""
    year, j = _year_after(line, i)
    if year is not None:
        return year, None, j
    within, j = _unit_around(line, i)
    return None, within, j


def month_date(line: Line, i: int) -> Found | None:
    """January 19[-21][, 2022]; January [2022]; January last year."""
    found = month_at(line, i)
    if not found:
        return None
    month, j = found
    if line.get(j, "left"):
        return _joined_days(line, j, month)
    day, last = None, None
    days = day_at(line, line.skip(j, "the"))
    if days and not line.get(days[1], "meridiem"):
        day, j = days
        last, j = _last_day(line, j, day)
    year, within, j = _year_or_unit(line, j)
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
    return token.text in MONEY or (number.dep == "nummod" and number.head is token and token.tag == "NNS")


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
    parts, j = full.replace(".", "/").split("/"), i + 1
    if not full:
        if line.lower(i + 1) != "-" or line.lower(i + 3) != "-":
            return None
        parts, j = [line.get(i + shift, "digits") for shift in (0, 2, 4)], i + 5
    if not all(part.isdecimal() and part.isascii() and len(part) <= 4 for part in parts):
        return None
    form = _ordered([int(part) for part in parts], dotted="." in full)
    return (form, j) if form else None


def _ordered(parts: list[int], *, dotted: bool) -> Form | None:
    """Tell year, month and day apart, or give up where two orders are possible."""
    first, second, third = parts
    year, month, day = third, second, first
    if first > 31:
        year, month, day = first, second, third
    elif not dotted and second > 12:
        month, day = first, second
    elif not dotted and first <= 12 and first != second:
        return None
    if not (1 <= month <= 12 and 1 <= day <= 31 and 1000 <= year <= 2199):
        return None
    return Form("date", year=year, month=month, day=day)


def _joined_days(line: Line, i: int, month: int) -> Found | None:
    """One token with two days, after or before its month: January 10–13."""
    days = _two_days(line, i)
    if not days:
        return None
    year, j = _year_after(line, i + 1)
    return _days_range(year, month, days), j


def _two_days(line: Line, i: int) -> tuple[int, int] | None:
    left, right = line.get(i, "left"), line.get(i, "right")
    if not (left.isdecimal() and left.isascii()) or len(left) > 2 or len(right) > 2:
        return None
    return (int(left), int(right)) if 0 < int(left) < int(right) <= 31 else None


def _days_range(year: int | None, month: int, days: tuple[int, int]) -> Form:
    last = Form("date", year=year, month=month, day=days[1])
    return Form("range", year=year, month=month, day=days[0], end=last)


def joined_days(line: Line, i: int) -> Found | None:
    """One token with two days before its month: 10–13 January."""
    days = _two_days(line, i)
    month = month_at(line, i + 1) if days and i + 1 < len(line.tokens) else None
    if not days or not month:
        return None
    year, j = _year_after(line, month[1])
    return _days_range(year, month[0], days), j


def joined_years(line: Line, i: int) -> Found | None:
    """One token with two years: 1999–2003."""
    left, right = line.get(i, "left"), line.get(i, "right")
    if not (left.isdecimal() and left.isascii()) or len(left) != 4 or len(right) != 4:
        return None
    if not 1000 <= int(left) < int(right) <= 2199:
        return None
    return Form("range", year=int(left), end=Form("date", year=int(right))), i + 1


def joined_words(line: Line, i: int) -> Found | None:
    """One token with a word and a number: Jan.10, mid-1996."""
    classes, right = line.words.get(line.get(i, "left"), NONE), line.get(i, "right")
    month = classes.get("month") or classes.get("month_short")
    if month and right.isdecimal() and len(right) <= 2 and 0 < int(right) <= 31:
        year, j = _year_after(line, i + 1)
        return Form("date", year=year, month=int(month), day=int(right)), j
    if "stage" in classes and len(right) >= 4 and "1000" <= right[:4] <= "2199":
        unit = "decade" if right.endswith("0s") else ""
        return Form("date", year=int(right[:4]), unit=unit, part=classes["stage"]), i + 1
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
    if line.get(j, "unit") == "quarter" and line.tokens[j].tag == "NN":
        return Form("unit", year=year, unit="quarter", anchor="period"), j + 1
    if not _is_year(line, i, j, year):
        return None
    tail = line.get(j + 1, "digits") if line.lower(j) in DASHES else ""
    if len(tail) == 2 and int(tail) == (year + 1) % 100:
        return Form("range", year=year, end=Form("date", year=year + 1)), j + 2
    return Form("date", year=year), j


def _is_year(line: Line, i: int, j: int, year: int) -> bool:
    """Whether the number from i to j is a year and counts nothing."""
    before = line.lower(i - 1)
    if before in MONEY or before == "no." or line.get(i - 1, "number") or _counts(line, j):
        return False
    if line.lower(j) in DASHES and line.get(j + 1, "unit"):
        return False
    if line.get(i - 1, "year_before") or line.get(i - 1, "filler") or before == "year":
        return True
    return 1900 <= year <= 2099 and not line.get(j, "unit") and not line.get(j, "number")


def decade(line: Line, i: int) -> Found | None:
    """The 1990s; the '80s."""
    digits = line.get(i, "decade")
    if not digits[:1].isdigit() or (line.lower(i)[0].isalpha() and not _is_led(line, i)):
        return None  # "in her nineties"
    if len(digits) == 4 and "1000" <= digits <= "2099":
        return Form("date", year=int(digits), unit="century" if digits.endswith("00") else "decade"), i + 1
    if len(digits) == 2 and line.lower(i - 1) in ("'", "’", "‘"):
        return Form("date", year=1900 + int(digits), unit="decade"), i + 1
    return None


def _is_led(line: Line, i: int) -> bool:
    """Whether "the" stands before a word, or before the stage before it: "the early summer"."""
    return "the" in (line.lower(i - 1), line.lower(i - 2) if line.get(i - 1, "stage") else "")


def season(line: Line, i: int) -> Found | None:
    """The spring [of] 2021; the season alone needs an article or preposition."""
    value = int(line.get(i, "season") or 0)
    if not value or line.tokens[i].pos in ("VERB", "ADJ") or _in_name(line, i):
        return None
    year, within, j = _year_or_unit(line, i + 1)
    led = _is_led(line, i) or line.lower(i - 1) == "in" or line.get(i - 1, "turn")
    if year is None and within is None and not led:
        return None
    return Form("date", year=year, month=value, within=within), j


def _in_name(line: Line, i: int) -> bool:
    """Whether a season is part of a name: the Winter Games, the winter Olympics, the Prague Spring."""
    token = line.tokens[i]
    if token.dep in ("compound", "amod", "nmod") and token.head.i > token.i:
        return token.head.text[0].isupper()
    following = line.tokens[i + 1] if i + 1 < len(line.tokens) else None
    if token.text[0].isupper() and following is not None and following.tag in ("NNP", "NNPS"):
        return not line.classes[i + 1]
    before = line.tokens[i - 1] if i else None
    named = before is not None and before.text[0].isupper() and before.tag in ("NNP", "JJ")
    return named and token.text[0].isupper() and not line.classes[i - 1]


def holiday(line: Line, i: int) -> Found | None:
    """Christmas Day, New Year's Eve; Easter week; not "the Easter Rising", "Christmas trees"."""
    found = phrase_at(line, i, "holiday")
    token = line.tokens[i]
    if not found or not token.text[0].isupper():
        return None
    rule, j = found
    form = Form("date", holiday=rule)
    if rule[2] == "-":
        form = Form("date", month=int(rule[:2]), day=int(rule[3:]))
    if line.get(j, "unit") in ("week", "weekend"):
        return Form("unit", unit=line.get(j, "unit"), within=form), j + 1
    last = line.tokens[j - 1]
    if j == i + 1 and last.dep in ("compound", "nmod", "amod") and last.head.i > last.i:
        return None
    year, j = _year_after(line, j)
    return replace(form, year=year), j


def last_part(line: Line, i: int) -> Found | None:
    """The last half of 1989, the last quarter of this year."""
    unit = line.get(i + 1, "unit")
    if line.lower(i) != "last" or unit not in PARTS:
        return None
    year, within, j = _year_or_unit(line, i + 2)
    if year is None and within is None:
        return None
    return Form("date", year=year, unit=unit, amount=PARTS[unit], within=within), j


def ordinal(line: Line, i: int) -> Found | None:
    """The third quarter [of 2021]; the first half of last year; the 20th century."""
    found = day_at(line, i)
    if not found:
        return None
    count, j = found
    j = line.skip(fillers(line, line.skip(j, "-")), "-")
    unit = line.get(j, "unit")
    if unit == "century" and count > 1:
        return Form("date", year=(count - 1) * 100, unit="century"), j + 1
    if count > PARTS.get(unit, 0):
        return None
    year, within, k = _year_or_unit(line, j + 1)
    if unit == "half" and year is None and within is None:
        return None
    return Form("date", year=year, unit=unit, amount=count, within=within), k


def fillers(line: Line, i: int) -> int:
    """Pass over words between a modifier and its unit that don't change the value ("fiscal")."""
    while line.get(i, "filler"):
        i += 1
    return i
