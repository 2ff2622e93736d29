"""The grammar of time expressions over tokens: what stands where, word classes from a table.

A rule takes a line of tokens and a position and returns a Form and the position after it,
or None. Which rules are tried is decided by the classes of the first word alone.
"""

from __future__ import annotations

from dataclasses import replace

from memcon.reading.calendar_values import DAYS, MONTHS, Form
from memcon.reading.time_amounts import amount, bare_units, ends, quantity, roughly, unit_long
from memcon.reading.time_dates import (
    Found,
    Rule,
    compact_date,
    day_month,
    decade,
    fillers,
    first_of,
    holiday,
    joined_days,
    joined_words,
    joined_years,
    last_part,
    month_date,
    ordinal,
    plain_year,
    season,
    turn_of,
)
from memcon.reading.time_words import Line, clock_at, number_at, phrase_at

DAY_PARTS = ("morning", "afternoon", "evening", "night", "noon")


def clock(line: Line, i: int) -> Found | None:
    """8:30 p.m. BST, then the day if it follows: "8:30 p.m. Monday", "5 p.m. EST Nov. 9"."""
    found = clock_at(line, i)
    if not found:
        return None
    value, j = found
    day = _single_day(line, line.skip(line.skip(j, ","), "on"))
    if day:
        return replace(day[0], clock=value), day[1]
    return Form("unit", unit="day", anchor="then", clock=value), j


def _single_day(line: Line, i: int) -> Found | None:
    """Read a weekday, a date or a word such as "yesterday"."""
    day = first_of(line, i, (weekday_date, month_date, day_word))
    if not day or day[0].kind not in ("date", "unit"):
        return None
    return day if day[0].day or day[0].weekday or day[0].unit == "day" else None


def weekday_date(line: Line, i: int) -> Found | None:
    """Friday; Friday night; Friday, January 21; Friday 21 January 2022; Monday at 8:30 p.m."""
    short = line.get(i, "weekday_short")
    value = line.get(i, "weekday") or short
    token = line.tokens[i]
    if not value or (not token.text[0].isupper() and (short or token.pos == "VERB")):
        return None
    j = line.skip(i + 1, ".") if short else i + 1
    if line.get(j, "part_many"):
        return Form("often", weekday=int(value), part=line.get(j, "part_many")), j + 1
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
    part = line.get(i, "part")
    day = _single_day(line, line.skip(i + 1, "on", "of"))
    if not day:
        return _part_alone(line, i, part)
    return replace(day[0], part=part, clock="12:00:00" if part == "noon" else ""), day[1]


def _part_alone(line: Line, i: int, part: str) -> Found | None:
    """At noon, in the morning, by mid-afternoon: of the day told of; not "at night", "the morning paper"."""
    first = i - 2 if line.lower(i - 1) == "-" else i - 1
    first = first if line.get(first, "stage") else i
    the = line.lower(first - 1) == "the"
    before = line.lower(first - 2) if the else line.lower(first - 1)
    if line.tokens[i].dep == "compound" or before not in ("in", "by", "at", "during", "until", "since"):
        return None
    if part == "noon":
        return Form("unit", unit="day", anchor="then", clock="12:00:00"), i + 1
    if not the and first == i:
        return None
    return Form("unit", unit="day", anchor="then", part=part), i + 1


def _part_of_day(line: Line, i: int) -> tuple[str, int]:
    """Read "night", "early morning" after a day."""
    j = i + 1 if line.get(i, "stage") and line.get(i + 1, "part") else i
    part = line.get(j, "part")
    return (part, j + 1) if part else ("", i)


def _with_clock(line: Line, form: Form, i: int) -> Found:
    """Attach a time of day that follows: "at 8:30 p.m."."""
    j = line.skip(line.skip(i, ","), "at")
    found = clock_at(line, j) if j > i or line.get(i, "clock") else None
    return (replace(form, clock=found[0]), found[1]) if found else (form, i)


def day_word(line: Line, i: int) -> Found | None:
    """Today, yesterday morning, tonight, on the eve."""
    value = line.get(i, "day")
    if not value:
        return None
    if value.startswith("then") and (line.lower(i - 1) != "the" or line.lower(i + 1) == "of"):
        return None
    part, j = _part_of_day(line, i + 1)
    anchor, direction = turn_of(value)
    return _with_clock(line, Form("unit", unit="day", direction=direction, anchor=anchor, part=part), j)


def turned(line: Line, i: int) -> Found | None:
    """Last Friday; next week; the past six months; this morning; the same day; this coming Sunday."""
    if line.tokens[i].tag in ("IN", "WDT"):
        return None
    j = i + 1 if line.get(i + 1, "turn") else i
    anchor, direction = turn_of(line.get(j, "turn"))
    if anchor == "period":  # "the latest quarter"
        if line.get(j + 1, "unit") == "quarter" or line.get(j + 1, "period"):
            return Form("unit", unit="quarter", anchor=anchor, direction=direction), j + 2
        anchor, direction = "span", -1
    j = fillers(line, j + 1)
    count = quantity(line, j) if not line.get(j, "article") else None
    if count:
        return _window_of(line, count, direction, anchor)
    if line.get(j, "unit"):
        return _turned_unit(line, i, j, anchor, direction)
    part = line.get(j, "part")
    if part and anchor != "span":
        if line.lower(i - 1) == "the" and line.lower(i) == "next":
            anchor = "then"
        return Form("unit", unit="day", direction=direction, anchor=anchor, part=part), j + 1
    return _turned_date(line, j, anchor, direction)


def _turned_date(line: Line, i: int, anchor: str, direction: int) -> Found | None:
    """Last Friday, next April, this summer, the previous quarter."""
    found = first_of(line, i, (weekday_date, month_date, season, ordinal, holiday))
    if not found or found[0].kind != "date" or found[0].year is not None:
        return None
    form = replace(found[0], direction=direction, anchor="then" if anchor == "then" else "now")
    if not direction and form.month:
        form = replace(form, within=Form("unit", unit="year", anchor=form.anchor))
    return form, found[1]


def _window_of(line: Line, read: tuple[int, bool, int], direction: int, anchor: str) -> Found | None:
    count, fuzzy, j = read
    unit = line.get(j, "unit")
    if not unit:
        return None
    rough, end = roughly(line, Form("duration", fuzzy=fuzzy), j)
    fuzzy, j = rough.fuzzy, end
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
        if unit == "year" and line.get(j + 2, "unit") == "quarter":
            within = Form("unit", unit=unit, direction=direction, anchor=anchor)
            return Form("unit", unit="quarter", anchor="period", within=within), j + 3
        inner = first_of(line, j + 2, (ordinal, season, month_date))
        if inner and unit == "year" and inner[0].kind == "date":
            return replace(
                inner[0], within=Form("unit", unit=unit, direction=direction, anchor=anchor)
            ), inner[1]
    if plural:
        form = Form("window", unit=unit, amount=3, fuzzy=True, direction=direction)
        return (form if direction else replace(form, kind="vague", part="PRESENT")), j + 1
    if line.lower(i - 1) == "the" and line.lower(i) == "next":
        anchor = "then"
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
        part = inner[0].part if inner[0].part in DAY_PARTS else stage
        return replace(inner[0], part=part), inner[1]
    return None


def unit_of_day(line: Line, i: int) -> Found | None:
    """The week of March 6, the weekend of July 4."""
    unit = line.get(i, "unit")
    if unit not in ("week", "weekend") or line.lower(i + 1) != "of":
        return None
    day = first_of(line, i + 2, (month_date, day_month))
    if not day or day[0].kind != "date" or not day[0].day:
        return None
    return Form("unit", unit=unit, within=day[0]), day[1]


def the_unit(line: Line, i: int) -> Found | None:
    """The weekend; the day before, the week after; and the hyphened "year-ago"."""
    unit, j = line.get(i, "unit"), i + 2
    value = line.get(i + 1, "after") if line.lower(i - 1) == "the" and unit in DAYS | MONTHS else ""
    if value.startswith("then") and _stands_alone(line, i + 1):
        anchor, direction = turn_of(value)
        return Form("unit", unit=unit, direction=direction, anchor=anchor), i + 2
    if line.lower(i + 1) == "-" and line.lower(j) in ("ago", "earlier"):
        anchor, direction = turn_of(line.get(j, "after"))
        form = Form("shift", unit=unit, direction=direction, anchor=anchor)
        same = first_of(line, j + 1, (ordinal,))
        if same and same[0].unit == "quarter" and same[0].year is None:
            return replace(same[0], within=replace(form, kind="unit")), same[1]
        named = line.get(j + 1, "unit") == "quarter" or bool(line.get(j + 1, "period"))
        return form, j + 1 + named
    if unit == "weekend" and line.lower(i - 1) == "the":
        return Form("unit", unit=unit), i + 1
    return _unit_told_of(line, i)


def _unit_told_of(line: Line, i: int) -> Found | None:
    """The quarter (told of before), the year (it is); the year ended June 30 is as long as a year."""
    unit, first = line.get(i, "unit"), i - 1
    while line.get(first, "filler"):
        first -= 1
    led = line.get(first - 1, "over") or line.lower(first - 1) == "of" or line.get(first - 1, "year_before")
    if line.lower(first) != "the" or not led or unit not in ("week", "quarter", "year"):
        return None
    if line.tokens[i].tag == "NNS":
        return None  # "over the weeks"
    if unit != "quarter" and line.lower(i + 1) in ("ended", "ending"):
        return Form("duration", unit=unit), i + 1
    follows = line.tokens[i + 1] if i + 1 < len(line.tokens) else None
    if follows is not None and (
        follows.tag in ("CD", "NN", "NNS", "NNP", "TO", "WDT", "WRB") or follows.lower in ("of", "in", "that")
    ):
        return None  # "the year 2000", "the year of the flood"
    return Form("unit", unit=unit, anchor="period" if unit == "quarter" else "now"), i + 1


def _stands_alone(line: Line, i: int) -> bool:
    """Whether "before" or "later" is an adverb: nothing follows it that it could govern.

    The parser takes it for a conjunction even where the verb after it has no clause over it
    ("the day before he had met her").
    """
    token = line.tokens[i]
    if ends(line, i + 1) or line.lower(i) not in ("before", "after") or token.tag == "RB":
        return True
    if token.dep != "mark" or line.tokens[i + 1].pos not in ("PRON", "PROPN"):
        return False
    verb, noun = token.head, line.tokens[i - 1]
    return (verb.dep == "ROOT" and noun.head is verb) or (verb.head is noun and noun.dep == "ROOT")


def day_but_one(line: Line, i: int) -> Found | None:
    """The day before yesterday, the day after tomorrow."""
    sides = {("before", "yesterday"): -1, ("after", "tomorrow"): 1}
    side = sides.get((line.lower(i + 1), line.lower(i + 2)))
    if side is None or line.lower(i) != "day" or line.lower(i - 1) != "the":
        return None
    return Form("shift", unit="day", amount=2, direction=side), i + 3


def unit_end(line: Line, i: int) -> Found | None:
    """Year-end, month end, the year's end."""
    unit, j = line.get(i, "unit"), line.skip(i + 1, "-", "'s", "’s")
    if line.lower(j) == "end" and unit in ("year", "month", "week"):
        return Form("unit", unit=unit, part="late"), j + 1
    return None


def repeated(line: Line, i: int) -> Found | None:
    """Daily; every week; each Thursday."""
    if line.get(i, "often"):
        token = line.tokens[i]
        named = token.pos in ("NOUN", "PROPN") or (
            token.dep in ("amod", "compound") and token.lower == "quarterly"
        )
        return None if named else (Form("often", unit=line.get(i, "often")), i + 1)
    count, j = number_at(line, i + 1) or (1, i + 1)
    parts = {kind: line.get(j, kind) for kind in ("unit", "weekday", "month", "season", "part")}
    if not any(parts.values()):
        return None
    part = parts["part"] or line.get(j + 1, "part")
    return Form(
        "often",
        unit=parts["unit"],
        amount=count,
        weekday=int(parts["weekday"]) if parts["weekday"] else None,
        month=int(parts["month"] or parts["season"] or 0) or None,
        part=part,
    ), j + 1 + bool(part and not parts["part"])


def vague(line: Line, i: int) -> Found | None:
    """Now, recently, soon: found, never dated; not "soon after", "as soon as"."""
    if line.get(i + 1, "after") or (line.lower(i - 1) == "as" and line.lower(i + 1) == "as"):
        return None
    return Form("vague", part=line.get(i, "vague")), i + 1


def vague_words(line: Line, i: int) -> Found | None:
    """These days, the near future, the short term."""
    found = phrase_at(line, i, "vague")
    if not found or found[1] == i + 1 or (line.lower(i) != "these" and line.lower(i - 1) != "the"):
        return None
    return Form("vague", part=found[0]), found[1]


def vague_adj(line: Line, i: int) -> Found | None:
    """The current talks, a recent visit, future losses; not "the current year"."""
    token = line.tokens[i]
    if token.dep != "amod" or line.get(i + 1, "unit") or token.text[0].isupper():
        return None
    return Form("vague", part=line.get(i, "vague_adj")), i + 1


def vague_noun(line: Line, i: int) -> Found | None:
    """The past, the future."""
    if line.lower(i - 1) != "the" or line.tokens[i].pos != "NOUN":
        return None
    return Form("vague", part=line.get(i, "vague_noun")), i + 1


RULES: dict[str, tuple[Rule, ...]] = {
    "number": (compact_date, clock, day_month, amount, plain_year),
    "ending": (clock, day_month, ordinal),
    "full": (compact_date,),
    "clock": (clock,),
    "clock_dotted": (clock,),
    "left": (joined_days, joined_years, joined_words),
    "decade": (decade,),
    "month": (month_date,),
    "month_short": (month_date,),
    "weekday": (weekday_date,),
    "weekday_short": (weekday_date,),
    "day": (day_word,),
    "part": (noon,),
    "turn": (turned, last_part),
    "stage": (staged,),
    "ordinal": (day_month, ordinal),
    "season": (season,),
    "fuzzy": (amount,),
    "article": (amount,),
    "holiday_first": (holiday,),
    "often": (repeated,),
    "every": (repeated,),
    "unit": (the_unit, unit_end, bare_units, day_but_one, unit_of_day, unit_long),
    "vague": (vague,),
    "vague_first": (vague_words,),
    "vague_adj": (vague_adj,),
    "vague_noun": (vague_noun,),
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
