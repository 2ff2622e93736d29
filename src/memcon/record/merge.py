"""Which claims are of one event: a pure function of a set of claims, whatever the order they came in.

Claims that reach here agree in class, standing and countries (their block). Dated ones meet on
their day; an undated one joins a dated one that it can be a report of, if there is just one;
a meeting that was moved takes the plan it was moved from with it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from math import inf

from memcon.model import content_id
from memcon.record.days import iso

LATE = 3  # days after which an undated report is no more of the event
SOON = 14  # days within which an undated plan is of the next one
NOTICE = 30  # days that a cancellation may look ahead
TOGETHER = 1  # days that separate two undated reports of one thing, at most
WIDE = 31  # days; a claim of a wider interval joins no single day
MOVED = 31  # days over which one meeting may be moved
PERSON = re.compile(r"a[0-9a-f]{12}")
APART = frozenset({"meeting", "visit", "summit", "council"})  # what a call is not

Role = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Told:
    """One claim as merging sees it; days are day numbers, `source` the original of its article."""

    id: int
    key: str
    source: int
    published: int | None
    status: str
    form: str
    who: tuple[Role, ...]
    first: int | None
    last: int | None
    land: str = ""
    instead_of: int | None = None
    people: frozenset[Role] = field(init=False)  # the persons among its actors: "Russia" leaves open who

    def __post_init__(self) -> None:
        object.__setattr__(self, "people", persons(self.who))

    @property
    def day(self) -> int | None:
        """The one day that it names, or None."""
        return self.first if self.first is not None and self.first == self.last else None


@lru_cache(maxsize=1 << 14)
def persons(who: tuple[Role, ...]) -> frozenset[Role]:
    """Return the persons among the actors of a claim."""
    return frozenset(role for role in who if PERSON.fullmatch(role[2]))


@dataclass(slots=True)
class Cluster:
    """Claims held to be of one event, each with the rule that put it there."""

    day: int | None
    members: list[tuple[Told, str]] = field(default_factory=list)

    @property
    def told(self) -> list[Told]:
        """The claims."""
        return [told for told, _ in self.members]

    @property
    def reported(self) -> int | None:
        """The day of the first report."""
        return min((told.published for told in self.told if told.published is not None), default=None)

    @property
    def anchor(self) -> int:
        """Where it stands in time, as its claims do: its first day, else that of the first report, else 0."""
        if self.day:
            return self.day
        first = next((told.first for told, _ in self.members if told.first is not None), None)
        return first or self.reported or 0

    def add(self, told: Told, rule: str) -> None:
        """Put a claim in."""
        self.members.append((told, rule))


Apart = Callable[[Told, Told], bool]


def cluster(claims: Iterable[Told], apart: Apart = lambda _a, _b: False) -> list[Cluster]:
    """Group the claims of one block; `apart` says which pairs a person has judged to be different.

    Order-free: the claims are sorted first, the dated before the undated, those that name
    persons before those that name countries.
    """
    ordered = sorted(claims, key=lambda told: (-len(told.people), told.key))
    dated = _dated([told for told in ordered if told.day is not None], apart)
    loose = sorted(
        (told for told in ordered if told.day is None), key=lambda told: (told.published or 0, told.key)
    )
    left = [told for told in loose if not _attach(told, dated, apart)]
    return _moved(dated, apart) + _gathered(left, apart)


def _dated(claims: Sequence[Told], apart: Apart) -> list[Cluster]:
    found: dict[int, list[Cluster]] = {}
    for told in claims:
        assert told.day is not None
        there = found.setdefault(told.day, [])
        home = _home(told, there, apart)
        if home is None:
            home = Cluster(told.day)
            there.append(home)
        rule = f"same parties, {iso(told.day)}" if home.members else f"the first told of {iso(told.day)}"
        home.add(told, rule)
    return [one for day in sorted(found) for one in found[day]]


def _home(told: Told, clusters: Sequence[Cluster], apart: Apart) -> Cluster | None:
    """Return the one cluster that a claim fits; the one of just its persons if it fits several."""
    fits = [one for one in clusters if all(_agree(told, other, apart) for other, _ in one.members)]
    if len(fits) > 1:
        fits = [one for one in fits if any(other.people == told.people for other, _ in one.members)]
    return fits[0] if len(fits) == 1 else None


def _agree(one: Told, other: Told, apart: Apart) -> bool:
    if apart(one, other) or (one.land and other.land and one.land != other.land):
        return False
    same_people = bool(one.people) and one.people == other.people
    if same_people:
        return True
    if {one.form, other.form} & APART and "call" in (one.form, other.form):
        return False
    if not (one.people and other.people):
        return True
    for side in {role[:2] for role in one.people} & {role[:2] for role in other.people}:
        mine = {role[2] for role in one.people if role[:2] == side}
        theirs = {role[2] for role in other.people if role[:2] == side}
        if not mine & theirs:
            return False
    return True


def _attach(told: Told, dated: Sequence[Cluster], apart: Apart) -> bool:
    """Put a claim without a day under a dated event that it can be a report of (dated: by day)."""
    low, high, nearest_first = _window(told)
    if low is None or high is None:
        return False
    near = dated[bisect_left(dated, low, key=_day) : bisect_right(dated, high, key=_day)]
    if not near:
        return False
    days = sorted({one.day for one in near if one.day is not None}, reverse=nearest_first)
    for day in days if told.first is None else days[:1] if len(days) == 1 else ():
        home = _home(told, [one for one in near if one.day == day], apart)
        if home is not None:
            home.add(told, f"{_said(told)}, so it can be that of {iso(day)}")
            return True
    return False


def _day(one: Cluster) -> int:
    return one.day or 0


def _window(told: Told) -> tuple[int | None, int | None, bool]:
    """The days that a claim without a day of its own can be of, and whether the latest comes first."""
    if told.first is not None and told.last is not None:
        return (told.first, told.last, False) if told.last - told.first <= WIDE else (None, None, False)
    # of an interval open at one end: only where its reports lie near it, as what is far is not looked at
    if told.published is None or (told.first is not None and abs(told.published - told.first) > WIDE):
        return None, None, False
    if told.status in ("cancelled", "postponed"):
        return told.published - 1, told.published + NOTICE, False
    if told.status == "planned":
        return told.published, told.published + SOON, False
    return told.published - LATE, told.published, True


def reach(told: Told) -> tuple[float, float]:
    """Return the days within which a claim can meet others: no two that don't overlap are ever of one event.

    >>> reach(Told(1, "e1", 1, 5, "asserted", "call", (), 9, 9))
    (9, 9)
    """
    days = [day for day in (told.day, told.instead_of) if day is not None]
    if told.day is None:
        low, high, _ = _window(told)
        days += [day for day in (low, high, told.first) if day is not None]
        if told.first is None and told.published is not None:
            days += [told.published - TOGETHER, told.published + TOGETHER]
    return (min(days), max(days)) if days else (-inf, -inf)


def _said(told: Told) -> str:
    if told.first is not None and told.last is not None:
        return f"told of {iso(told.first)} to {iso(told.last)}"
    if told.published is None:
        return "told on an unknown day"
    return f"told on {iso(told.published)} without a date"


def _gathered(left: Sequence[Told], apart: Apart) -> list[Cluster]:
    """Put the claims that fit no dated event with others like them, else by themselves."""
    found: list[Cluster] = []
    told_on: dict[int, list[Told]] = {}
    open_to: dict[object, list[Cluster]] = {}  # interval, or day of the report → what can be joined
    for told in left:
        spot = told.published if told.first is None else (told.first, told.last)
        near = open_to.get(spot, []) if spot is not None else []
        home = next((one for one in near if _home(told, [one], apart) is not None), None)
        if told.first is None and told.published is not None:
            told_on.setdefault(told.published, []).append(told)
        if home is not None:
            home.add(told, f"{_said(told)}, like the first")
            continue
        home = Cluster(None)
        home.add(told, "stands by itself" if told.published is None else _said(told))
        found.append(home)
        for there in [spot] if isinstance(spot, tuple) else _days_to_join(told, told_on, apart):
            open_to.setdefault(there, []).append(home)
    return found


def _days_to_join(told: Told, told_on: Mapping[int, Sequence[Told]], apart: Apart) -> Iterable[int]:
    """The days on which reports can join an undated one: that of the report, and the next.

    Only its own where the same was told the day before: if each day could be the first of two,
    what is told daily would hang on the first day of all, and could not be merged piece by piece.
    """
    if told.published is None:
        return ()
    before = [other for n in range(1, TOGETHER + 1) for other in told_on.get(told.published - n, ())]
    goes_on = any(_agree(told, other, apart) for other in before)
    return range(told.published, told.published + (0 if goes_on else TOGETHER) + 1)


def _moved(dated: list[Cluster], apart: Apart) -> list[Cluster]:
    """Join the plan of a meeting that was moved to the meeting it became."""
    gone: set[int] = set()
    for one in dated:
        if id(one) in gone:
            continue
        for told, _ in one.members:  # it grows: a plan that was moved before brings its own
            if told.instead_of is None or one.day is None or not 0 < abs(one.day - told.instead_of) <= MOVED:
                continue
            plans = [
                other
                for other in dated
                if other.day == told.instead_of and id(other) not in gone and not _held(other)
            ]
            old = _home(told, plans, apart)
            if old is not None and not any(apart(a, b) for a in one.told for b in old.told):
                gone.add(id(old))
                one.members += [
                    (plan, f"{rule}; moved from {iso(told.instead_of)} to {iso(one.day)}")
                    for plan, rule in old.members
                ]
    return [one for one in dated if id(one) not in gone]


def _held(one: Cluster) -> bool:
    return any(told.status == "asserted" for told in one.told)


def status_of(members: Sequence[Told]) -> str:
    """Return what became of an event: it happened if anybody says so; else what was said last.

    >>> claim = Told(1, "e1", 1, 5, "planned", "call", (), 9, 9)
    >>> status_of([claim])
    'planned'
    """
    said = {told.status for told in members}
    for fact in ("asserted", "historical"):
        if fact in said:
            return fact
    last = max(members, key=lambda told: (told.published or 0, told.status == "cancelled", told.key))
    return last.status


def entry_key(block: int, one: Cluster) -> str:
    """Return the key of a cluster's entry: its block, its day and its persons."""
    people = sorted({role[2] for told in one.told for role in told.people})
    if one.anchor == 0:
        people = [min(told.key for told in one.told)]
    elif one.day is None:
        people += [f"{one.told[0].first}..{one.told[0].last}"]
    return content_id("n", "event", block, one.anchor, *people)
