"""What a time expression is, and the arithmetic from it and a day to a value.

Shared by the stages `times` and `dating`; no stage itself. Values are EDTF, ISO 8601-2:2019.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from memcon.model import Span, When

NEAR = 45  # days within which a month and day mean the nearest one, whatever the tense says
LATER = 1.5  # of two dates about equally near, news means the past one
A_WEEK = 7  # the same for a feast
UNITS = ("day", "week", "weekend", "fortnight", "month", "quarter", "half", "year", "decade", "century")
DAYS = {"day": 1, "week": 7, "weekend": 7, "fortnight": 14}
MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12, "decade": 120, "century": 1200}
# First month and number of months of EDTF's seasons, as on the northern half of the globe.
SEASONS = {21: (3, 3), 22: (6, 3), 23: (9, 3), 24: (12, 3)}
SIDES = {"past": -1, "future": 1}
OPEN = {"day": "XXXX-XX-XX", "month": "XXXX-XX"}
# The kinds that have a value; the others (duration, often, vague) are found but never dated.
VALUED = frozenset({"date", "range", "unit", "shift", "window"})


# The part of a form that only says that two things happened on one day: "hours before the opening".
BESIDE = "beside"


@dataclass(frozen=True, slots=True)
class Form:
    """What a time expression says, before anybody asks relative to which day.

    `kind` is date (calendar fields), range (this to `end`), unit ("last week"), shift ("two
    weeks ago"), window ("the past six months"), or one without a value: duration, often,
    vague. `month` is 1-12 or an EDTF season (21-24); `weekday` 1 is Monday; `direction` is
    -1 back, +1 ahead; `amount` 0 is an unknown number and `fuzzy` a rough one. `anchor` is
    "now" (the publication), "then" (the last date told) or "period" (the last quarter told).
    `part` is a stage (early, late), a part of the day, or for vague words past, present, future.
    `half` adds half a unit ("2 1/2 years"). `holiday` is the rule of a feast (see `feast`).
    `within` is the longer time a date lies in ("June last year") or the date a unit lies around
    ("the week of March 6").
    """

    kind: str
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    unit: str = ""
    amount: int = 1
    direction: int = 0
    fuzzy: bool = False
    anchor: str = "now"
    part: str = ""
    clock: str = ""
    half: bool = False
    holiday: str = ""
    end: Form | None = None
    within: Form | None = None

    @property
    def is_absolute(self) -> bool:
        """Whether the value needs no anchor: its year is written out."""
        if self.kind == "range":
            return self.year is not None or (self.end is not None and self.end.is_absolute)
        return self.kind == "date" and self.year is not None


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """A time expression where it stands: `tense` and `verb` are those of the verb that governs it.

    `tense` is past, future, present or "" (unknown, or reached through a noun only); `holds`
    marks a present state in a place on that day ("is in Kiev on January 19").
    """

    span: Span
    sentence: int
    form: Form
    tense: str = ""
    verb: Span | None = None
    holds: bool = False


@dataclass(frozen=True, slots=True)
class Period:
    """A value: its EDTF, its first and last day where they are known, and its precision."""

    edtf: str
    first: date | None
    last: date | None
    precision: str

    def when(self, basis: str, span: Span | None, reasons: tuple[str, ...] = ()) -> When:
        """Return the value as a When."""
        first = self.first.isoformat() if self.first else None
        last = self.last.isoformat() if self.last else None
        return When(self.edtf, first, last, self.precision, basis, span, reasons)


def day_period(day: date, clock: str = "") -> Period:
    """Return a single day, or a moment of it.

    >>> day_period(date(2022, 1, 19)).edtf
    '2022-01-19'
    """
    if clock:
        return Period(f"{day.isoformat()}T{clock}", day, day, "time")
    return Period(day.isoformat(), day, day, "day")


def interval(first: date, last: date) -> Period:
    """Return the days from first to last."""
    if first == last:
        return day_period(first)
    return Period(f"{first.isoformat()}/{last.isoformat()}", first, last, "interval")


def months_period(year: int, month: int, count: int) -> Period:
    """Return `count` whole months from a month on: a month, or an interval of months."""
    first = date(year, month, 1)
    last = add_months(first, count) - timedelta(1)
    edtf = f"{year:04d}-{month:02d}"
    if count == 1:
        return Period(edtf, first, last, "month")
    return Period(f"{edtf}/{last.year:04d}-{last.month:02d}", first, last, "interval")


def years_period(year: int, count: int) -> Period:
    """Return a year, a decade (10) or a century (100)."""
    digits = f"{year:04d}"
    if count == 10:
        return Period(digits[:3] + "X", date(year, 1, 1), date(year + 9, 12, 31), "decade")
    if count == 100:
        return Period(digits[:2] + "XX", date(year, 1, 1), date(year + 99, 12, 31), "interval")
    return Period(digits, date(year, 1, 1), date(year, 12, 31), "year")


def add_months(day: date, count: int) -> date:
    """Move a day by whole months, to the month's last day where it has no such day.

    >>> add_months(date(2022, 3, 31), -1)
    datetime.date(2022, 2, 28)
    """
    index = day.year * 12 + day.month - 1 + count
    for last in (day.day, 30, 29, 28):
        try:
            return date(index // 12, index % 12 + 1, min(day.day, last))
        except ValueError:
            if not 1 <= index // 12 <= 9999:
                raise
    raise ValueError(f"no such month: {index}")


def moved(day: date, unit: str, count: int) -> date:
    """Move a day by a number of units."""
    if unit in DAYS:
        return day + timedelta(DAYS[unit] * count)
    return add_months(day, MONTHS[unit] * count)


def containing(unit: str, day: date) -> Period:
    """Return the unit (week, month, year …) in which a day lies."""
    monday = day - timedelta(day.weekday())
    if unit == "day":
        return day_period(day)
    if unit == "weekend":
        return interval(monday + timedelta(5), monday + timedelta(6))
    if unit in DAYS:
        return interval(monday, monday + timedelta(DAYS[unit] - 1))
    size = MONTHS[unit]
    if size < 12:
        return months_period(day.year, (day.month - 1) // size * size + 1, size)
    return years_period(day.year // (size // 12) * (size // 12), size // 12)


def approximate(period: Period) -> Period:
    """Return a value known only roughly, so without bounds."""
    return Period(period.edtf.split("/", maxsplit=1)[0] + "~", None, None, period.precision)


def fields_period(form: Form, year: int) -> Period | None:
    """Return the value of calendar fields in a year, or None if there is no such day."""
    try:
        if form.unit in MONTHS:
            return _part_of_year(form, year)
        if form.month is None:
            return day_period(feast(form.holiday, year)) if form.holiday else years_period(year, 1)
        if form.month in SEASONS:
            span = months_period(year, *SEASONS[form.month])
            return Period(f"{year:04d}-{form.month}", span.first, span.last, "season")
        if form.day is None:
            return months_period(year, form.month, 1)
        return day_period(date(year, form.month, form.day), form.clock)
    except ValueError:
        return None


def feast(rule: str, year: int) -> date:
    """Return the day of a feast: `12-25`; `11:4:4`, the fourth Thursday of November; `easter-2`.

    `05:L:1` is the last Monday of May, `pascha+1` the day after the Orthodox Easter.
    Easter is reckoned as by Meeus, Astronomical Algorithms, chapter 8.

    >>> feast("11:4:4", 1999), feast("easter+1", 2024), feast("pascha+0", 2024)
    (datetime.date(1999, 11, 25), datetime.date(2024, 4, 1), datetime.date(2024, 5, 5))
    """
    if rule[0] in "ep":
        sunday = _easter(year) if rule[0] == "e" else _pascha(year)
        return sunday + timedelta(int(rule[6:]))
    if ":" not in rule:
        return date(year, int(rule[:2]), int(rule[3:]))
    month, place, weekday = rule.split(":")
    if place == "L":
        last = add_months(date(year, int(month), 1), 1) - timedelta(1)
        return last - timedelta((last.isoweekday() - int(weekday)) % 7)
    first = date(year, int(month), 1)
    return first + timedelta((int(weekday) - first.isoweekday()) % 7 + 7 * (int(place) - 1))


def _easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar."""
    century, rest = divmod(year, 100)
    leaps = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * (year % 19) + century - century // 4 - leaps + 15) % 30
    shift = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    late = (year % 19 + 11 * epact + 22 * shift) // 451
    month, day = divmod(epact + shift - 7 * late + 114, 31)
    return date(year, month, day + 1)


def _pascha(year: int) -> date:
    """Easter Sunday of the Julian calendar, as a day of the Gregorian one."""
    epact = (19 * (year % 19) + 15) % 30
    shift = (2 * (year % 4) + 4 * (year % 7) - epact + 34) % 7
    month, day = divmod(epact + shift + 114, 31)
    return date(year, month, day + 1) + timedelta(year // 100 - year // 400 - 2)


def _part_of_year(form: Form, year: int) -> Period:
    """A quarter or half of the year, or the decade or century that begins with it."""
    size = MONTHS[form.unit]
    if size > 12:
        return years_period(year, size // 12)
    return months_period(year, (form.amount - 1) * size + 1, size)


def value_of(form: Form, tense: str, anchor: date) -> Period | None:
    """Return the value of an expression relative to a day, or None if it has none.

    >>> value_of(Form("date", weekday=5), "future", date(2022, 1, 19)).edtf
    '2022-01-21'
    """
    try:
        return _RULES[form.kind](form, tense, anchor) if form.kind in VALUED else None
    except (ValueError, OverflowError):
        return None


def open_value(form: Form) -> Period | None:
    """Return what is known of an expression when there is no day to reckon from.

    >>> open_value(Form("date", month=1, day=19)).edtf
    'XXXX-01-19'
    """
    if form.kind not in VALUED:
        return None
    if form.is_absolute:
        return value_of(form, "", date(form.year or 2000, 1, 1))
    edtf, precision = _open(form)
    if form.kind == "range" and form.end is not None and precision != "unknown":
        edtf, precision = (
            f"{edtf}/{_open(replace(form.end, month=form.end.month or form.month))[0]}",
            "interval",
        )
    return Period(edtf, None, None, precision)


def _open(form: Form) -> tuple[str, str]:
    if form.month and form.month <= 12:
        month = f"XXXX-{form.month:02d}"
        return (f"{month}-{form.day:02d}", "day") if form.day else (month, "month")
    unit = "day" if form.weekday else form.unit
    return OPEN.get(unit, "XXXX"), "unknown"


def _date(form: Form, tense: str, anchor: date) -> Period | None:
    if form.year is not None:
        return fields_period(form, form.year)
    if form.within is not None:
        outer = value_of(form.within, tense, anchor)
        return fields_period(form, outer.first.year) if outer and outer.first else None
    if form.weekday is not None and form.month is None:
        return day_period(_weekday(form, tense, anchor), form.clock)
    return _nearest(form, tense, anchor)


def _weekday(form: Form, tense: str, anchor: date) -> date:
    """A weekday alone: the latest up to the anchor, or the next one if it is still to come."""
    assert form.weekday is not None
    ahead = (form.weekday - anchor.isoweekday()) % 7
    if form.direction > 0:
        return anchor + timedelta(ahead or 7)
    if form.direction < 0:
        return anchor - timedelta(7 - ahead)
    if tense == "future" or form.part == "later":
        return anchor + timedelta(ahead)
    return anchor - timedelta((7 - ahead) % 7)


def _nearest(form: Form, tense: str, anchor: date) -> Period | None:
    """Fields without a year: the year that puts them nearest, on the side the tense asks for."""
    found = [fields_period(form, anchor.year + shift) for shift in range(-5, 6)]
    periods = [period for period in found if period is not None]
    if form.weekday is not None:
        right = [period for period in periods if period.first and period.first.isoweekday() == form.weekday]
        return _closest(right or periods, anchor)
    reach = NEAR if form.day else A_WEEK if form.holiday else -1
    near = _closest(periods, anchor)
    close = near is not None and near.first is not None and abs((near.first - anchor).days) <= reach
    if close and not form.direction:  # "announced talks on January 20", two days before
        return near
    side = form.direction * 2 or SIDES.get(tense, 0)
    if side > 0 and form.unit:
        side = 0
    past = LATER if side == 0 and not form.unit else 1
    return _closest([period for period in periods if _on_side(period, anchor, side)], anchor, past)


def _on_side(period: Period, anchor: date, side: int) -> bool:
    """Whether a value lies before (-) or after (+) a day; 2 means wholly, 1 the day's own too."""
    first, last = period.first or anchor, period.last or anchor
    if side == -2:
        return last < anchor
    if side == -1:
        return first <= anchor
    return side == 0 or (last >= anchor if side == 1 else first > anchor)


def _closest(periods: Iterable[Period], anchor: date, later: float = 1) -> Period | None:
    """Return the nearest value; days to come count `later` times as far."""

    def distance(period: Period) -> float:
        first, last = period.first or anchor, period.last or anchor
        return max((first - anchor).days * later, (anchor - last).days, 0)

    return min(periods, key=distance, default=None)


def _range(form: Form, tense: str, anchor: date) -> Period | None:
    """From one date to another; what one end leaves out the other gives."""
    if form.end is None:
        return None
    start, end = _filled(replace(form, kind="date", end=None), form.end)
    first = value_of(start, tense, anchor)
    if first is None or first.first is None:
        return None
    return joined(first, value_of(end, "future", first.first))


def _filled(start: Form, end: Form) -> tuple[Form, Form]:
    """Give each end of a range the month and year that stand at the other only."""
    if end.day is not None and end.month is None:
        end = replace(end, month=start.month, year=start.year)
    turn = 1 if (start.month or 0) > (end.month or 0) else 0
    if start.year is None and end.year is not None:
        return replace(start, year=end.year - turn), end
    if end.year is None and start.year is not None and end.month is not None:
        return start, replace(end, year=start.year + turn)
    return start, end


def joined(first: Period, last: Period | None) -> Period | None:
    """Return the interval from one value to another, or None if it runs backwards."""
    if last is None or first.first is None or last.last is None or last.last < first.first:
        return None
    if first.precision == last.precision == "day":
        return interval(first.first, last.last)
    if any("/" in period.edtf or period.precision == "time" for period in (first, last)):
        return interval(first.first, last.last)
    return Period(f"{first.edtf}/{last.edtf}", first.first, last.last, "interval")


def _unit(form: Form, tense: str, anchor: date) -> Period | None:
    """The unit around the anchor, or the one before or after it."""
    if form.unit not in UNITS:
        return None
    if form.within is not None and form.part != BESIDE:
        around = value_of(form.within, tense, anchor)
        return containing(form.unit, around.first) if around and around.first else None
    if form.unit == "weekend":
        return _weekend(form, tense, anchor)
    found = containing(form.unit, moved(_first_day(form.unit, anchor), form.unit, form.direction))
    if form.clock and found.first and found.precision == "day":
        return day_period(found.first, form.clock)
    return found


def _first_day(unit: str, day: date) -> date:
    return containing(unit, day).first or day


def _weekend(form: Form, tense: str, anchor: date) -> Period:
    saturday = anchor - timedelta(anchor.weekday()) + timedelta(5)
    over = anchor > saturday + timedelta(1)
    if form.direction < 0 or (not form.direction and tense == "past" and anchor < saturday):
        saturday -= timedelta(7)
    elif form.direction > 0 and (over or anchor >= saturday):
        saturday += timedelta(7)
    return interval(saturday, saturday + timedelta(1))


def _shift(form: Form, _tense: str, anchor: date) -> Period | None:
    """So many units before or after the anchor, as exact as the unit."""
    if form.unit not in UNITS or not form.direction:
        return None
    if not form.amount:
        return Period("XXXX", None, None, "unknown")
    unit = "week" if form.unit in ("weekend", "fortnight") else form.unit
    found = containing(unit, moved(anchor, form.unit, form.direction * form.amount))
    return approximate(found) if form.fuzzy else found


def _window(form: Form, _tense: str, anchor: date) -> Period | None:
    """The stretch of so many units that ends or begins at the anchor."""
    if form.unit not in UNITS or not form.direction or not form.amount:
        return None
    other = moved(anchor, form.unit, form.direction * form.amount)
    coarse = form.unit if form.unit in ("month", "year") else "day"
    if not form.fuzzy and form.part != "since":
        return interval(min(anchor, other), max(anchor, other))
    rough = containing(coarse, other).edtf + "~"
    if form.part == "since":
        return Period(f"{rough}/..", None, None, "interval")
    if form.direction < 0:
        return Period(f"{rough}/{anchor.isoformat()}", None, anchor, "interval")
    return Period(f"{anchor.isoformat()}/{rough}", anchor, None, "interval")


_RULES: dict[str, Callable[[Form, str, date], Period | None]] = {
    "date": _date,
    "range": _range,
    "unit": _unit,
    "shift": _shift,
    "window": _window,
}
