"""The grammar of time expressions over tokens: what stands where, word classes from a table.

A rule takes a line of tokens and a position and returns a Form and the position after it,
or None. Which rules are tried is decided by the classes of the first word alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from memcon.reading.calendar_values import DAYS, MONTHS, Form
from memcon.reading.time_words import NONE, Line, clock_at, day_at, month_at, number_at, year_at

DASHES = frozenset("-–—")
# What may stand between a modifier and its unit without changing the value.
FILLERS = frozenset({"fiscal", "financial", "calendar", "full", "whole", "entire", "single"})
Found = tuple[Form, int]
Rule = Callable[[Line, int], Found | None]


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
        anchor, direction = _turn(value)
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


def clock(line: Line, i: int) -> Found | None:
    """8:30 p.m. BST, then the day if it follows: "8:30 p.m. Monday", "5 p.m. EST Nov. 9"."""
    read = clock_at(line, i)
    if not read:
        return None
    value, j = read
    k = line.skip(line.skip(j, ","), "on")
    if k < len(line.tokens) and not line.get(k, "number"):
        day = first_of(line, k, (weekday_date, month_date, day_word))
        if day and day[0].kind in ("date", "unit") and (day[0].day or day[0].weekday or day[0].unit == "day"):
            return replace(day[0], clock=value), day[1]
    return Form("unit", unit="day", anchor="then", clock=value), j


def weekday_date(line: Line, i: int) -> Found | None:
    """Friday; Friday night; Friday, January 21; Friday 21 January 2022; Monday at 8:30 p.m."""
    short = line.get(i, "weekday_short")
    value = line.get(i, "weekday") or short
    token = line.tokens[i]
    if not value or (not token.text[0].isupper() and (short or token.pos == "VERB")):
        return None
    j = line.skip(i + 1, ".") if short else i + 1
    if line.get(j, "part_many"):
        return Form("often"), j + 1
    part, j = _part_of_day(line, j)
    day = first_of(line, line.skip(line.skip(j, ",", "("), "the"), (month_date, day_month))
    if day and day[0].day and day[0].kind == "date":
        form, j = replace(day[0], weekday=int(value)), day[1]
    elif short:
        return None
    else:
        form = Form("date", weekday=int(value), part=part)
    return _with_clock(line, form, j)


def noon(line: Line, i: int) -> Found | None:
    """Noon Thursday, midnight on Friday, dawn yesterday."""
    day = first_of(line, line.skip(i + 1, "on", "of"), (weekday_date, month_date, day_word))
    if not day or day[0].kind not in ("date", "unit") or not (day[0].day or day[0].weekday or day[0].unit):
        return None
    return replace(day[0], part=line.get(i, "part")), day[1]


def _part_of_day(line: Line, i: int) -> tuple[str, int]:
    """Read "night", "early morning" after a day."""
    j = i + 1 if line.get(i, "stage") and line.get(i + 1, "part") else i
    part = line.get(j, "part")
    return (part, j + 1) if part else ("", i)


def _with_clock(line: Line, form: Form, i: int) -> Found:
    """Attach a time of day that follows: "at 8:30 p.m."."""
    read = clock_at(line, line.skip(line.skip(i, ","), "at"))
    if read and line.lower(i) in ("at", ",") + ((line.lower(i),) if line.get(i, "clock") else ()):
        return replace(form, clock=read[0]), read[1]
    return form, i


def day_word(line: Line, i: int) -> Found | None:
    """Today, yesterday morning, tonight, on the eve."""
    value = line.get(i, "day")
    if not value:
        return None
    if value.startswith("then") and (line.lower(i - 1) != "the" or line.lower(i + 1) == "of"):
        return None
    _, j = _part_of_day(line, i + 1)
    anchor, direction = _turn(value)
    return _with_clock(line, Form("unit", unit="day", direction=direction, anchor=anchor), j)


def _turn(value: str) -> tuple[str, int]:
    """Split "now-1" into its anchor and direction."""
    return value[:-2], int(value[-2:])


def season(line: Line, i: int) -> Found | None:
    """The spring [of] 2021; the season alone needs an article or preposition."""
    value = int(line.get(i, "season") or 0)
    if not value or line.tokens[i].pos in ("VERB", "ADJ"):
        return None
    year, j = _year_after(line, i + 1)
    within = None
    if year is None:
        within, j = _unit_around(line, i + 1)
    if year is None and within is None and line.lower(i - 1) not in ("the", "in") and not line.get(i - 1, "turn"):
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


def amount(line: Line, i: int) -> Found | None:
    """Two weeks ago; several months later; six months from now; else a duration."""
    read = quantity(line, i)
    if not read:
        return None
    count, fuzzy, j = read
    hyphen = line.lower(j) == "-"
    j = line.skip(j + hyphen, "more")
    unit = line.get(j, "unit")
    if not unit or (hyphen and (line.get(i, "article") or line.tokens[j].tag == "NNS")):
        return None
    j += 1
    if line.get(line.skip(j, "-"), "aged"):
        return None
    form = Form("duration", unit=unit, amount=count, fuzzy=fuzzy)
    if line.get(i - 1, "inside") and not hyphen:
        return replace(form, kind="window", direction=1), j
    found = _shifted(line, form, j)
    rate = bool(line.get(i, "article")) and i > 0 and line.tokens[i - 1].pos in ("NOUN", "NUM")
    return None if rate and found[0].kind == "duration" else found


def _shifted(line: Line, form: Form, i: int) -> Found:
    """Read what turns an amount of time into a point: ago, later, from now."""
    j = line.skip(i, "-")
    value = line.get(j, "after")
    if line.lower(j) == "from" and line.lower(j + 1) == "now":
        value, j = "now+1", j + 1
    if value == "since" and line.get(i - 1, "unit") and form.unit != "second":
        return replace(form, kind="window", direction=-1, part="since", fuzzy=True), j + 1
    if not value or value == "since":
        return form, i
    if line.lower(j) in ("before", "after", "previously") and not _ends(line, j + 1):
        return form, i
    anchor, direction = _turn(value)
    if form.unit not in DAYS and form.unit not in MONTHS:
        return replace(form, direction=direction), j + 1
    return replace(form, kind="shift", anchor=anchor, direction=direction), j + 1


def _ends(line: Line, i: int) -> bool:
    return i >= len(line.tokens) or line.tokens[i].pos in ("PUNCT", "CCONJ")


def quantity(line: Line, i: int) -> tuple[int, bool, int] | None:
    """Read how many: three, a, several, a couple of, two or three, 2 1/2; 0 is unknown."""
    j = i
    if line.get(i, "article"):
        j = line.skip(i + 1, "good", "further", "full", "whole", "mere")
        if not line.get(j, "fuzzy") and line.lower(j) not in ("dozen", "hundred", "half"):
            return 1, False, j
    rough = line.get(j, "fuzzy")
    if rough:
        k = line.skip(j + 1, "hundred", "dozen")
        return int(rough) if k == j + 1 else 0, True, line.skip(line.skip(k, "of"), "dozen")
    found = number_at(line, j)
    if not found:
        return None
    count, j = found
    if line.lower(j) in ("or", "to", "-", "–") and number_at(line, j + 1):
        second = number_at(line, j + 1)
        return (count, True, second[1]) if second else None
    if "/" in line.lower(j) and line.lower(j)[0].isdigit():
        return count, True, j + 1
    return count, False, j


def turned(line: Line, i: int) -> Found | None:
    """Last Friday; next week; the past six months; this morning; the same day; this coming Sunday."""
    value = line.get(i, "turn")
    j = i + 1
    if line.get(j, "turn"):
        value, j = line.get(j, "turn"), j + 1
    anchor, direction = _turn(value)
    while line.lower(j) in FILLERS:
        j += 1
    read = quantity(line, j) if not line.get(j, "article") else None
    if read:
        return _window_of(line, read, direction, anchor)
    if line.get(j, "unit"):
        return _turned_unit(line, i, j, anchor, direction)
    part = line.get(j, "part")
    if part and anchor != "span":
        back = part == "night" and direction < 0
        return Form("unit", unit="day", direction=-1 if back else direction, anchor=anchor, part=part), j + 1
    inner = first_of(line, j, (weekday_date, month_date, season, ordinal))
    if inner and inner[0].kind == "date" and inner[0].year is None:
        form = replace(inner[0], direction=direction, anchor="then" if anchor == "then" else "now")
        if not direction and form.month:
            form = replace(form, within=Form("unit", unit="year", anchor=form.anchor))
        return form, inner[1]
    return None


def _window_of(line: Line, read: tuple[int, bool, int], direction: int, anchor: str) -> Found | None:
    count, fuzzy, j = read
    unit = line.get(j, "unit")
    if not unit:
        return None
    kind = "window" if direction else "duration"
    return Form(
        kind,
        unit=unit,
        amount=count,
        fuzzy=fuzzy,
        direction=direction,
        anchor="then" if anchor == "then" else "now",
    ), j + 1


def _turned_unit(line: Line, i: int, j: int, anchor: str, direction: int) -> Found | None:
    """Last week, the past week, recent months; "this year's third quarter"."""
    unit, plural = line.get(j, "unit"), line.tokens[j].tag == "NNS"
    whole = line.lower(i - 1) == "the" and bool(line.get(i - 2, "over")) and anchor == "now" and direction
    if line.lower(j + 1) in ("'s", "’s"):
        inner = first_of(line, j + 2, (ordinal, season, month_date))
        if inner and unit == "year" and inner[0].kind == "date":
            return replace(inner[0], within=Form("unit", unit=unit, direction=direction, anchor=anchor)), inner[1]
    if plural:
        form = Form("window", unit=unit, amount=3, fuzzy=True, direction=direction)
        return (form if direction else replace(form, kind="vague", part="PRESENT")), j + 1
    if anchor == "span" or whole:
        return Form("window", unit=unit, direction=direction), j + 1
    return Form("unit", unit=unit, direction=direction, anchor=anchor), j + 1


def staged(line: Line, i: int) -> Found | None:
    """Early 2011, mid-May, late last week, the end of the month, earlier today, late Monday."""
    stage = line.get(i, "stage")
    j = i + 1
    for words in (("-",), ("on",), ("of", "in"), ("the",)):
        j = line.skip(j, *words)
    if line.get(j, "stage"):
        return None
    unit = line.get(j, "unit")
    if unit and line.lower(j - 1) == "the":
        return Form("unit", unit=unit, part=stage), j + 1
    inner = read(line, j)
    if inner and inner[0].kind in ("date", "unit"):
        return replace(inner[0], part=stage), inner[1]
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
    if (unit, count) not in {("quarter", 1), ("quarter", 2), ("quarter", 3), ("quarter", 4), ("half", 1), ("half", 2)}:
        return None
    year, k = _year_after(line, j + 1)
    within = None
    if year is None:
        within, k = _unit_around(line, j + 1)
    if unit == "half" and year is None and within is None:
        return None
    return Form("date", year=year, unit=unit, amount=count, within=within), k


def the_unit(line: Line, i: int) -> Found | None:
    """The weekend; year-end; year-ago."""
    unit, j = line.get(i, "unit"), line.skip(i + 1, "-")
    if line.lower(j) == "end" and unit in ("year", "month", "week"):
        return Form("unit", unit=unit, part="late"), j + 1
    if line.get(j, "after") and line.lower(j) in ("ago", "earlier") and j > i + 1:
        anchor, direction = _turn(line.get(j, "after"))
        return Form("shift", unit=unit, direction=direction, anchor=anchor), j + 1
    if unit == "weekend" and line.lower(i - 1) == "the":
        return Form("unit", unit=unit), i + 1
    if line.tokens[i].tag != "NNS" or line.get(i - 1, "number"):
        return None
    form = Form("duration", unit=unit, amount=0, fuzzy=True)
    found = _shifted(line, form, i + 1)
    led = line.get(i - 1, "over") or line.get(i - 1, "inside")
    return found if led or found[0].kind == "shift" else None


def repeated(line: Line, i: int) -> Found | None:
    """Daily; every week; each Thursday."""
    if line.get(i, "often"):
        if line.tokens[i].pos in ("NOUN", "PROPN"):
            return None
        return Form("often", unit=line.get(i, "often")), i + 1
    j = i + 1
    read_number = number_at(line, j)
    if read_number:
        j = read_number[1]
    if line.get(j, "unit") or line.get(j, "weekday") or line.get(j, "month") or line.get(j, "part"):
        return Form("often", unit=line.get(j, "unit")), j + 1
    return None


def vague(line: Line, i: int) -> Found | None:
    """Now, recently, soon: found, never dated; not "soon after"."""
    if line.get(i + 1, "after"):
        return None
    return Form("vague", part=line.get(i, "vague")), i + 1


RULES: dict[str, tuple[Rule, ...]] = {
    "number": (compact_date, clock, day_month, amount, plain_year),
    "ending": (clock, day_month, ordinal),
    "full": (compact_date,),
    "clock": (clock,),
    "clock_dotted": (clock,),
    "left": (joined_token,),
    "decade": (decade,),
    "month": (month_date,),
    "month_short": (month_date,),
    "weekday": (weekday_date,),
    "weekday_short": (weekday_date,),
    "day": (day_word,),
    "part": (noon,),
    "turn": (turned,),
    "stage": (staged,),
    "ordinal": (day_month, ordinal),
    "season": (season,),
    "fuzzy": (amount,),
    "article": (amount,),
    "holiday_first": (holiday,),
    "often": (repeated,),
    "every": (repeated,),
    "unit": (the_unit,),
    "vague": (vague,),
}


def read(line: Line, i: int) -> Found | None:
    """Read the longest expression that begins at a position, if one does."""
    if i >= len(line.tokens):
        return None
    best: Found | None = None
    for kind in line.classes[i]:
        for rule in RULES.get(kind, ()):
            found = rule(line, i)
            if found and (best is None or found[1] > best[1]):
                best = found
    return best


def first_of(line: Line, i: int, rules: Sequence[Rule]) -> Found | None:
    """Read by the first of these rules that fits."""
    for rule in rules if i < len(line.tokens) else ():
        found = rule(line, i)
        if found:
            return found
    return None
