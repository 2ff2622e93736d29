"""The article's own date: as given, as printed, else inferred from constraints, else left open.

Every constraint is a set of stretches of days on which the article may have come out; the
answer is what they have in common. A weekday with a date recurs after 5, 6 or 11 years, the
terms of office holders choose among those years, and a present state ("is in Kiev on January
19") gives the day. A bare weekday dates nothing, nor does the largest year mentioned.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from memcon.model import Article, Block, BlockKind, Span, When
from memcon.reading.calendar_values import Form, TimeExpression, fields_period, interval

FIRST_YEAR, LAST_YEAR = 1900, 2100
HALF_A_YEAR = timedelta(183)
PRINTED = (BlockKind.DATE, BlockKind.DATELINE, BlockKind.BYLINE)
BETWEEN = frozenset(" ,(-–—")
SHOWN_YEARS = 3  # how many years a reason names on either side of the answer

Days = tuple[date, date]
ALWAYS: tuple[Days, ...] = ((date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)),)


@dataclass(frozen=True, slots=True)
class OfficeTerm:
    """An office that somebody is named in as present, and since when and until when they held it.

    Two terms of one person in one office are two rows; `start` and `end` are ISO days, None if open.
    """

    span: Span
    name: str
    office: str
    start: str | None
    end: str | None


@dataclass(frozen=True, slots=True)
class _Constraint:
    """The days an article may have come out on, as far as one piece of evidence goes.

    `years` are those in which a date falls on its weekday, to be named with the reason.
    """

    days: tuple[Days, ...]
    reason: str
    years: tuple[int, ...] = ()


def date_article(
    article: Article,
    given: When | None,
    expressions: Sequence[TimeExpression],
    terms: Sequence[OfficeTerm],
) -> When | None:
    """Return the date the article came out, as far as it is known, or None."""
    stated = given or article.published
    if stated is not None:
        return stated
    printed = list(_printed(article, expressions))
    for expression in printed:
        if expression.form.is_absolute:
            return _stated(expression)
    prose = [expression for expression in expressions if _in_story(article, expression)]
    anchor = next((e for e in printed if e.form.month and e.form.day), None)
    return _inferred(article.text, anchor, prose, terms)


def _printed(article: Article, expressions: Sequence[TimeExpression]) -> Iterator[TimeExpression]:
    """Walk the dates in date lines, datelines and bylines, in this order; whole days first."""
    for whole in (True, False):
        for kind in PRINTED:
            for block in article.of_kind(kind):
                for expression in _inside(block, expressions):
                    form = expression.form
                    if form.kind == "date" and form.month and (form.day is not None) == whole:
                        yield expression


def _inside(block: Block, expressions: Iterable[TimeExpression]) -> list[TimeExpression]:
    return [expression for expression in expressions if block.span.covers(expression.span)]


def _in_story(article: Article, expression: TimeExpression) -> bool:
    return any(block.kind.is_story and block.span.covers(expression.span) for block in article.blocks)


def _stated(expression: TimeExpression) -> When | None:
    form = expression.form
    period = fields_period(form, form.year) if form.year is not None else None
    return period.when("stated", expression.span) if period else None


def _inferred(
    text: str,
    anchor: TimeExpression | None,
    prose: Sequence[TimeExpression],
    terms: Sequence[OfficeTerm],
) -> When | None:
    """Intersect the constraints; a day without a year stays so where they leave several years."""
    own = _own_day(text, anchor, prose)
    pairs = [_pair(text, expression) for expression in prose if _is_pair(expression.form)]
    used = [*([own] if own else []), *_held(terms), *pairs]
    days = _common(used) if own or pairs else ()
    for usual in _usual(text, prose):
        narrowed = _both(days, usual.days)
        if narrowed and narrowed != days:
            days = narrowed
            used.append(usual)
    if len(days) != 1:
        return _open_day(own, anchor) if own else None
    reasons = dict.fromkeys(_shown(constraint, days[0][1]) for constraint in used)
    return interval(*days[0]).when("inferred", anchor.span if anchor else None, tuple(reasons))


def _shown(constraint: _Constraint, last: date) -> str:
    """Say a constraint, with the years around the answer in which its date has its weekday."""
    if not constraint.years:
        return constraint.reason
    before = [year for year in constraint.years if year <= last.year + 1]
    named = before[-SHOWN_YEARS:] + [year for year in constraint.years if year > last.year + 1][:1]
    more = " …" if named[-1] != constraint.years[-1] else ""
    return f"{constraint.reason} {', '.join(str(year) for year in named)}{more}"


def _own_day(text: str, anchor: TimeExpression | None, prose: Sequence[TimeExpression]) -> _Constraint | None:
    """The day and month of publication: a dateline without a year, a present state, "today, May 5"."""
    if anchor is not None:
        return _recurring(anchor.form, 0, f"{anchor.span.of(text)}: the dateline")
    found: dict[tuple[int | None, int | None, int], _Constraint] = {}
    for expression, shift, reason in _present_days(text, prose):
        form = expression.form
        found.setdefault((form.month, form.day, shift), _recurring(form, shift, reason))
    return next(iter(found.values())) if len(found) == 1 else None


def _present_days(text: str, prose: Sequence[TimeExpression]) -> Iterator[tuple[TimeExpression, int, str]]:
    """Walk the dates that are said to be the present day, or a day counted from it."""
    before: TimeExpression | None = None
    for expression in prose:
        form = expression.form
        if form.kind == "date" and form.month and form.day:
            if expression.holds and expression.verb is not None:
                words = text[expression.verb.start : expression.span.end]
                yield expression, 0, f"{words}: present tense"
            elif before is not None and set(text[before.span.end : expression.span.start]) <= BETWEEN:
                words = text[before.span.start : expression.span.end]
                yield expression, -before.form.direction, f"{words}: counted from the present day"
        before = expression if form.kind == "unit" and form.unit == "day" and form.anchor == "now" else None


def _recurring(form: Form, shift: int, reason: str) -> _Constraint:
    """A day and month in every year, moved by some days."""
    return _Constraint(tuple(_around(form, timedelta(-shift), timedelta(shift))), reason)


def _around(form: Form, before: timedelta, after: timedelta) -> Iterator[Days]:
    """Walk the stretches around a date, one for each year in which it can be."""
    for day in _days_of(form):
        yield day - before, day + after


def _days_of(form: Form) -> Iterator[date]:
    """Walk the days that a date can mean: its own year, or every year in which the weekday fits."""
    years = range(FIRST_YEAR, LAST_YEAR + 1) if form.year is None else (form.year,)
    for year in years:
        day = _first_day(form, year)
        if day is not None and form.weekday in (None, day.isoweekday()):
            yield day


def _first_day(form: Form, year: int) -> date | None:
    period = fields_period(form, year)
    return period.first if period else None


def _is_pair(form: Form) -> bool:
    """Whether a date has its weekday and lacks its year, which the weekday then tells."""
    return form.kind == "date" and form.year is None and bool(form.weekday and form.month and form.day)


def _pair(text: str, expression: TimeExpression) -> _Constraint:
    """A weekday with its date: within half a year of it, before or after as the tense says."""
    before = timedelta(0) if expression.tense == "past" else HALF_A_YEAR
    after = timedelta(0) if expression.tense == "future" else HALF_A_YEAR
    years = tuple(day.year for day in _days_of(expression.form))
    days = tuple(_around(expression.form, before, after))
    return _Constraint(days, f"{expression.span.of(text)} occurs in", years)


def _held(terms: Sequence[OfficeTerm]) -> Iterator[_Constraint]:
    """The time in which all the named office holders held their offices; one may be out of line."""
    groups: dict[tuple[str, str], list[OfficeTerm]] = {}
    for term in terms:
        groups.setdefault((term.name, term.office), []).append(term)
    held = [_of_person(group) for group in groups.values()]
    if not _common(held):
        rest = [held[:i] + held[i + 1 :] for i in range(len(held))]
        fitting = [kept for kept in rest if kept and _common(kept)]
        held = fitting[0] if len(fitting) == 1 else []
    common = _common(held)
    yield from (one for one in held if _binds(one, common))


def _binds(constraint: _Constraint, common: Sequence[Days]) -> bool:
    """Whether a term is one that sets a bound of the common time."""
    bounds = {day for stretch in common for day in stretch} - {day for stretch in ALWAYS for day in stretch}
    return any(day in bounds for stretch in constraint.days for day in stretch)


def _of_person(terms: Sequence[OfficeTerm]) -> _Constraint:
    ((lowest, highest),) = ALWAYS
    stretches = sorted(
        (
            date.fromisoformat(term.start) if term.start else lowest,
            date.fromisoformat(term.end) if term.end else highest,
        )
        for term in terms
    )
    spells = ", ".join(f"{term.start or '..'}/{term.end or '..'}" for term in terms)
    return _Constraint(tuple(stretches), f"{terms[0].name} is {terms[0].office} {spells}")


def _usual(text: str, prose: Sequence[TimeExpression]) -> Iterator[_Constraint]:
    """What a text usually keeps to: what happened is over, and a date without a year is near."""
    for expression in prose:
        form, words = expression.form, expression.span.of(text)
        if form.kind != "date" or form.unit or form.direction or _is_pair(form):
            continue
        if form.year is not None:
            yield from _after(expression, words)
        elif form.day and expression.tense in ("past", "future"):
            over = expression.tense == "past"
            before, after = (timedelta(0), HALF_A_YEAR) if over else (HALF_A_YEAR, timedelta(0))
            days = tuple(_around(form, before, after))
            yield _Constraint(days, f"{words} is {'past' if over else 'still to come'}")


def _after(expression: TimeExpression, words: str) -> Iterator[_Constraint]:
    """What the text tells as past in a year is a lower bound."""
    ((_, highest),) = ALWAYS
    first = _first_day(expression.form, expression.form.year or FIRST_YEAR)
    if first is not None and expression.tense == "past":
        yield _Constraint(((first, highest),), f"{words} is past")


def _common(constraints: Sequence[_Constraint]) -> tuple[Days, ...]:
    """The days that all constraints allow."""
    days = ALWAYS
    for constraint in constraints:
        days = _both(days, constraint.days)
    return days


def _both(some: Sequence[Days], others: Sequence[Days]) -> tuple[Days, ...]:
    """The days in both of two sets, with stretches that touch joined."""
    shared = sorted(
        (max(first, start), min(last, end))
        for first, last in some
        for start, end in others
        if max(first, start) <= min(last, end)
    )
    joined: list[Days] = []
    for first, last in shared:
        if joined and first <= joined[-1][1] + timedelta(1):
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        else:
            joined.append((first, last))
    return tuple(joined)


def _open_day(own: _Constraint, anchor: TimeExpression | None) -> When | None:
    """A day and month whose year stays open: `XXXX-04-07`."""
    known = {(first.month, first.day) for first, _ in own.days}
    if len(known) != 1:
        return None
    month, day = known.pop()
    edtf = f"XXXX-{month:02d}-{day:02d}"
    basis = "stated" if anchor is not None else "inferred"
    return When(edtf, None, None, "day", basis, anchor.span if anchor else None, (own.reason,))
