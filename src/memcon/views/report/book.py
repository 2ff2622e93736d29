"""What a report asks of a record, and what it keeps of millions of entries: the most reported ones."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from memcon.answers import Change, Condition, Day, Due, Entry, Gap, Number, Origin, Party, Source, Spot, Step

LINES = 1500  # entries that the chronology shows; of more, the most reported ones of each month
FEWEST = 10  # of a month
NEWS = 20  # entries that are new
TIED = 4  # entries that a tie or a place opens


class Record(Protocol):
    """The questions that a report puts to a record; `asked` is the record's own Filter."""

    def entries(self, asked: Any = None) -> Iterator[Entry]: ...
    def entry(self, key: str) -> Entry: ...
    def sources(self, entry: Entry) -> list[Source]: ...
    def history(self, entry: Entry) -> list[Step]: ...
    def plans(self, as_of: str = "") -> Iterator[Due]: ...
    def condition(self, entry: Entry) -> Condition: ...
    def numbers(self, entry: Entry, limit: int | None = None) -> list[Number]: ...
    def places(self) -> list[Spot]: ...
    def origins(self, asked: Any = None) -> Iterator[Origin]: ...
    def days(self, asked: Any = None) -> list[Day]: ...
    def gaps(self, longer_than: int = 3) -> list[Gap]: ...
    def corrections(self, since: str = "") -> Iterator[Change]: ...


class Top:
    """The best few of many things: as good as sorting them all, in the memory of a few."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._heap: list[tuple[Any, int, Entry]] = []
        self._seen = 0

    def add(self, rank: tuple[Any, ...], entry: Entry) -> None:
        """Take an entry in if it is among the best so far; of equal ones the earlier stays."""
        self._seen += 1
        item = (rank, -self._seen, entry)
        if len(self._heap) < self.limit:
            heapq.heappush(self._heap, item)
        else:
            heapq.heappushpop(self._heap, item)

    def shrink(self, limit: int) -> None:
        """Keep no more than so many."""
        self.limit = limit
        while len(self._heap) > limit:
            heapq.heappop(self._heap)

    def best(self) -> list[Entry]:
        """Return what was kept, the best first."""
        return [entry for *_, entry in sorted(self._heap, key=lambda item: item[:2], reverse=True)]

    def in_order(self) -> list[Entry]:
        """Return what was kept in the order in which it came."""
        return [entry for *_, entry in sorted(self._heap, key=lambda item: -item[1])]


@dataclass
class Months:
    """The chronology: every entry while they are few, else the most reported ones of each month."""

    lines: int = LINES
    totals: Counter[str] = field(default_factory=Counter)
    kept: dict[str, Top] = field(default_factory=dict)

    def add(self, entry: Entry) -> None:
        """Take an entry into its month ("" if it has no day)."""
        month = (entry.earliest or entry.date or entry.first_reported or "")[:7]
        self.totals[month] += 1
        if month not in self.kept:
            self.kept[month] = Top(self.lines)
        self.kept[month].add(rank(entry), entry)
        if self.totals.total() > self.lines and self._quota() < self.kept[month].limit:
            for top in self.kept.values():
                top.shrink(self._quota())

    def _quota(self) -> int:
        return max(FEWEST, self.lines // len(self.kept))

    def months(self) -> Iterator[tuple[str, int, list[Entry]]]:
        """Give (month, entries in all, those kept) in order; what has no day comes last."""
        for month in sorted(self.kept, key=lambda one: (not one, one)):
            yield month, self.totals[month], self.kept[month].in_order()


@dataclass(slots=True)
class Tie:
    """Two actors that met, or the one of whom accused the other, and the ids of the entries that say so.

    Ids, not entries: of millions of entries there are hundreds of thousands of ties.
    """

    one: Party
    other: Party
    count: int = 0
    best: list[tuple[tuple[int, int], int, str]] = field(default_factory=list)

    def add(self, entry: Entry) -> None:
        """Count an entry in, and keep its id if it is among the most reported."""
        self.count += 1
        item = (rank(entry), -self.count, entry.id)
        if len(self.best) < TIED:
            heapq.heappush(self.best, item)
        else:
            heapq.heappushpop(self.best, item)

    def ids(self) -> list[str]:
        """Return what was kept, the most reported first."""
        return [key for *_, key in sorted(self.best, reverse=True)]


Ties = dict[tuple[str, str], Tie]


@dataclass
class Seen:
    """What one walk over the events found for all sections that are made of events."""

    months: Months
    since: str
    total: int = 0
    first: str = ""
    last: str = ""
    status: Counter[str] = field(default_factory=Counter)
    cast: dict[str, Party] = field(default_factory=dict)
    met: Ties = field(default_factory=dict)
    accused: Ties = field(default_factory=dict)
    where: dict[str, Top] = field(default_factory=dict)
    at: Counter[str] = field(default_factory=Counter)
    new: int = 0
    news: Top = field(default_factory=lambda: Top(NEWS))
    again: int = 0

    def add(self, entry: Entry) -> None:
        """Count one event in."""
        self.total += 1
        self.months.add(entry)
        self.status[entry.status] += 1
        self._days(entry)
        if entry.status in ("asserted", "historical"):
            self._ties(entry)
        if entry.place:
            self.at[entry.place] += 1
            self.where.setdefault(entry.place, Top(TIED)).add(rank(entry), entry)
        if self.since and (entry.first_reported or "") >= self.since:
            self.new += 1
            self.news.add(rank(entry), entry)
        elif self.since and (entry.last_reported or "") >= self.since:
            self.again += 1

    def _days(self, entry: Entry) -> None:
        if entry.earliest:
            self.first = min(self.first or entry.earliest[:10], entry.earliest[:10])
            self.last = max(self.last, (entry.latest or entry.earliest)[:10])

    def _ties(self, entry: Entry) -> None:
        if entry.class_ == "CONSULT":
            cast = [party for _, party in sorted({party.actor: party for party in entry.parties}.items())]
            self._tie(
                self.met, [(one, other) for i, one in enumerate(cast) for other in cast[i + 1 :]], entry
            )
        elif entry.class_ == "ACCUSE":
            did = [party for party in entry.parties if party.role == "source"]
            to = [party for party in entry.parties if party.role == "target"]
            blamed = [(one, other) for one in did for other in to if one.actor != other.actor]
            self._tie(self.accused, blamed, entry)

    def _tie(self, ties: Ties, pairs: Iterable[tuple[Party, Party]], entry: Entry) -> None:
        for pair in pairs:
            one, other = (self.cast.setdefault(party.actor, party) for party in pair)
            key = (one.actor, other.actor)
            if key not in ties:
                ties[key] = Tie(one, other)
            ties[key].add(entry)


def rank(entry: Entry) -> tuple[int, int]:
    """Return what entries are ranked by where not all can be shown: pages that are no copies, then pages."""
    return entry.independent, entry.articles


def walk(record: Record, asked: Any, since: str) -> Seen:
    """Go over the events that are asked for, once."""
    seen = Seen(Months(), since)
    for entry in record.entries(asked):
        seen.add(entry)
    return seen


def of_kind(asked: Any, kind: str) -> Any:
    """Return the same filter for another kind; class, status and place are asked of events alone."""
    return replace(asked, kind=kind, status="", class_="", place="")


def strongest(ties: Iterable[Tie], limit: int) -> list[Tie]:
    """Return the ties of most entries, then by name."""
    return sorted(ties, key=lambda tie: (-tie.count, tie.one.name, tie.other.name))[:limit]


def groups(
    entries: Iterable[Entry],
    key: Callable[[Entry], str],
    order: Callable[[Entry], tuple[Any, ...]],
    limit: int,
) -> tuple[Counter[str], dict[str, Sequence[Entry]]]:
    """Return how many entries each key has, and the best few of each."""
    totals: Counter[str] = Counter()
    kept: dict[str, Top] = {}
    for entry in entries:
        name = key(entry)
        totals[name] += 1
        kept.setdefault(name, Top(limit)).add(order(entry), entry)
    return totals, {name: top.in_order() for name, top in kept.items()}
