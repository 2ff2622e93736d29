"""Amounts of time: how many units, and what turns them into a point ("ago", "later", "from now")."""

from __future__ import annotations

from dataclasses import replace

from memcon.reading.calendar_values import BESIDE, DAYS, MONTHS, Form
from memcon.reading.time_dates import Found, fillers, turn_of
from memcon.reading.time_words import Line, number_at


def amount(line: Line, i: int) -> Found | None:
    """Two weeks ago; several months later; six months from now; else a duration."""
    found = quantity(line, i)
    if not found:
        return None
    count, fuzzy, j = found
    hyphen = line.lower(j) == "-"
    half = line.lower(j - 1) in ("1/2", "half")
    j = fillers(line, line.skip(j + hyphen, "more"))
    unit = line.get(j, "unit")
    if not unit or _is_no_amount(line, i, j):
        return None
    form = Form("duration", unit=unit, amount=count, fuzzy=fuzzy, half=half)
    form, j = roughly(line, form, j)
    if _is_some_day(line, i, j):
        return Form("vague", part="FUTURE"), j + 1
    if line.get(i, "article"):
        return None if hyphen else _not_rate(line, i, _shifted(line, form, j + 1))
    if line.get(i - 1, "inside") and not hyphen:
        return replace(form, kind="window", direction=1), j + 1
    return _shifted(line, form, j + 1)


def _is_no_amount(line: Line, i: int, j: int) -> bool:
    """Whether the unit at j is an age or a share, or stands wrongly after a hyphen."""
    if len(line.get(i, "digits")) == 4 and line.tokens[j].tag == "NN":
        return True  # "the 1988 quarter"
    plural = line.lower(j - 1) == "-" and line.tokens[j].tag == "NNS"
    aged = bool(line.get(line.skip(j + 1, "-"), "aged"))
    return plural or aged or line.get(j, "unit") == "half" or _is_share(line, i, j)


def _is_share(line: Line, i: int, j: int) -> bool:
    """Whether a quarter at j is a fraction: "a quarter of the voters"; not "several quarters of losses"."""
    few = bool(line.get(i, "article")) or line.lower(i) in ("one", "three")
    return few and line.get(j, "unit") == "quarter" and line.lower(j + 1) == "of"


def roughly(line: Line, form: Form, i: int) -> tuple[Form, int]:
    """Read what follows the unit at i: "a week or so", "a year or two", "a year and a half"."""
    words = [line.lower(i + step) for step in (1, 2, 3)]
    if words[0] == "or" and (words[1] == "so" or line.get(i + 2, "number")):
        return replace(form, fuzzy=True), i + 2
    if words == ["and", "a", "half"]:
        return replace(form, half=True), i + 3
    if words[:2] == ["-", "long"]:
        return form, i + 2
    return form, i


def _is_some_day(line: Line, i: int, j: int) -> bool:
    """Whether "one day" is some day to come, not how long: "he will one day return"."""
    day = line.tokens[j]
    if (line.lower(i), day.lower) != ("one", "day") or day.head.i <= day.i:
        return False
    if day.dep not in ("npadvmod", "advmod"):
        return False
    return not line.get(line.skip(j + 1, "-"), "after") and line.lower(i - 1) not in ("for", "in", "within")


def _not_rate(line: Line, i: int, found: Found) -> Found | None:
    """Leave out the unit of a rate: "four flights a week"."""
    rate = i > 0 and line.tokens[i - 1].pos in ("NOUN", "NUM")
    return None if rate and found[0].kind == "duration" else found


def _shifted(line: Line, form: Form, i: int) -> Found:
    """Read what turns an amount of time into a point: ago, later, from now."""
    j = line.skip(i, "-")
    value = line.get(j, "after")
    if line.lower(j) == "from" and line.lower(j + 1) == "now":
        value, j = "now+1", j + 1
    if value == "since" and line.get(i - 1, "unit") and form.unit != "second":
        return replace(form, kind="window", direction=-1, part="since"), j + 1
    if not value or value == "since":
        return form, i
    if line.lower(j) in ("before", "after", "previously") and not ends(line, j + 1):
        beside = form.unit in ("hour", "minute") and line.lower(j) != "previously"
        day = Form("unit", unit="day", anchor="then", part=BESIDE, within=form)
        return (day, j + 1) if beside else (form, i)
    anchor, direction = turn_of(value)
    if form.unit not in DAYS and form.unit not in MONTHS:
        return replace(form, direction=direction), j + 1
    return replace(form, kind="shift", anchor=anchor, direction=direction), j + 1


def ends(line: Line, i: int) -> bool:
    """Whether a clause ends here: a mark, a conjunction or nothing more."""
    return i >= len(line.tokens) or line.tokens[i].pos in ("PUNCT", "CCONJ")


def quantity(line: Line, i: int) -> tuple[int, bool, int] | None:
    """Read how many: three, a, several, a couple of, two or three, 2 1/2; 0 is unknown."""
    j = i
    if line.get(i, "article"):
        j = fillers(line, i + 1)
        if not line.get(j, "fuzzy") and line.lower(j) not in ("dozen", "hundred"):
            return 1, False, j
    rough = line.get(j, "fuzzy")
    if rough:
        k = line.skip(j + 1, "hundred", "dozen")
        return int(rough) if k == j + 1 else 0, True, line.skip(line.skip(k, "of"), "dozen")
    return _counted(line, j)


def _counted(line: Line, i: int) -> tuple[int, bool, int] | None:
    """Read a number; "two or three" and "2 1/2" are rough."""
    found = number_at(line, i)
    if not found:
        return None
    count, j = found
    second = number_at(line, j + 1) if line.lower(j) == "or" or line.get(j, "to") else None
    if second:
        return count, True, second[1]
    if "/" in line.lower(j)[1:] and line.lower(j)[0].isdigit():
        return count, True, j + 1
    if [line.lower(j + step) for step in (0, 1, 2)] == ["and", "a", "half"]:
        return count, True, j + 3
    return count, False, j


def bare_units(line: Line, i: int) -> Found | None:
    """Years ago; for weeks."""
    if line.tokens[i].tag != "NNS" or line.get(i - 1, "number"):
        return None
    form = Form("duration", unit=line.get(i, "unit"), amount=0, fuzzy=True)
    found = _shifted(line, form, i + 1)
    if line.lower(i + 1) == "-" and line.lower(i + 2) == "long":
        return form, i + 3  # "a decades-long war"
    before = i - 2 if line.lower(i - 1) == "the" else i - 1
    led = line.get(before, "over") or line.get(before, "inside")
    return found if led or found[0].kind in ("shift", "unit") else None


def unit_long(line: Line, i: int) -> Found | None:
    """A week-long siege."""
    if line.lower(i + 1) != "-" or line.lower(i + 2) != "long" or line.tokens[i].tag == "NNS":
        return None
    return None if line.lower(i - 1) == "-" else (Form("duration", unit=line.get(i, "unit")), i + 3)
