"""Many readings in, one record out: stored, merged, judged, searched."""

from __future__ import annotations

import getpass
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import msgspec

from memcon.answers import Change, Condition, Day, Due, Entry, Gap, Number, Origin, Source, Spot, Step
from memcon.errors import RecordError
from memcon.model import Page
from memcon.record import filters, survey, visits
from memcon.record import judgements as decided
from memcon.record import search as text
from memcon.record import show as shown
from memcon.record.calendar import plans
from memcon.record.conditions import condition
from memcon.record.filters import Filter
from memcon.record.ingest import Options, Run, Summary, add, merge, now, refresh
from memcon.record.numbers import numbers
from memcon.record.origins import days, origins
from memcon.record.pages import all_kept
from memcon.record.places import places
from memcon.record.selection import Selection
from memcon.record.store import alone, connect, plainly, transaction

if TYPE_CHECKING:
    from memcon.sources import Manners, Online

__all__ = ["Entries", "Record", "open_record"]


class Entries(tuple[Entry, ...]):
    """Entries in order of day, as a tuple that also makes a data frame."""

    __slots__ = ()

    def to_pandas(self) -> Any:
        """Return a pandas DataFrame, one entry a row; raises RecordError if pandas is not installed."""
        try:
            from pandas import DataFrame
        except ImportError:
            raise RecordError("to_pandas needs pandas: pip install pandas") from None
        rows = [{**msgspec.to_builtins(entry), "who": entry.who} for entry in self]
        return DataFrame(rows)


class Record:
    """A record file: everything that was read about a crisis, merged, with what people decided.

    Opened by `memcon.open_record`. Every method raises RecordError when the file is damaged,
    locked, full or can't be written. Works as a context manager.
    """

    def __init__(self, path: Path, db: sqlite3.Connection) -> None:
        self.path = path
        self.db = db

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self.db.close()

    # What comes in

    def add(
        self,
        sources: Sequence[str | Path] | Iterable[Page],
        options: Options | None = None,
        told: Callable[[], None] = lambda: None,
        manners: Manners | None = None,
    ) -> Summary:
        """Read files, folders, addresses or Pages into the record; what is there already is passed over.

        Of a feed the pages that it lists are read, of an OPML list its feeds; `watch` asks for
        them again. `manners` says how to behave on the web.
        """
        from memcon.sources import collect

        given = list(sources) if isinstance(sources, Sequence) else None
        if given is not None and all(isinstance(one, str | Path) for one in given):
            names = [str(one) for one in given]
            found = collect(names, self._online(manners))
        else:
            names, found = ["pages"], iter(sources)  # type: ignore[arg-type]
        with plainly(self.path):
            return add(self.db, found, names, options or Options(), told)

    def watch(self, options: Options | None = None, manners: Manners | None = None) -> Summary:
        """Ask every feed of the record for what is new; raises BusyError if another run is at it.

        Of the failures those come back that are new.
        """
        from memcon.sources import collect

        with alone(self.path, "watch"):
            before = {f"{source}: {reason}" for source, reason in self.failures()}
            urls = [feed.url for feed in self.feeds()]
            with plainly(self.path):
                found = collect([], self._online(manners), urls)
                summary = add(self.db, found, [], options or Options(), command="watch")
        summary.failures = [said for said in summary.failures if said not in before]
        return summary

    def _online(self, manners: Manners | None) -> Online:
        from memcon.sources import Manners, Online

        return Online(manners or Manners(), lambda url: visits.known(self.db, url), now)

    def feeds(self) -> list[visits.Feed]:
        """Return the feeds that `watch` asks."""
        with plainly(self.path):
            return visits.feeds(self.db)

    def forget(self, url: str) -> None:
        """Watch a feed no longer; its pages stay."""
        with plainly(self.path):
            visits.forget(self.db, url)

    def refresh(self, options: Options | None = None, told: Callable[[], None] = lambda: None) -> Summary:
        """Read again the pages that older rules read."""
        with plainly(self.path):
            return refresh(self.db, options or Options(), told)

    def failures(self) -> list[tuple[str, str]]:
        """Return (source, reason) of the pages that could not be read."""
        with plainly(self.path):
            rows = self.db.execute("SELECT source, reason FROM failure ORDER BY source").fetchall()
        return [(row[0], row[1]) for row in rows]

    # What it holds

    def pages(self) -> Iterator[Page]:
        """Give the pages as they arrived, in the order in which they came; not those kept without bytes."""
        with plainly(self.path):
            yield from all_kept(self.db)

    def entries(self, asked: Filter | None = None) -> Iterator[Entry]:
        """Give the entries that a filter asks for, in order of day."""
        with plainly(self.path):
            yield from filters.entries(self.db, asked or Filter())

    def select(self, asked: Filter | None = None) -> Selection:
        """Return the part of the record that a filter asks for, as the formats of `export` take it."""
        return Selection(self.path, self.db, asked or Filter())

    def events(self, **asked: Any) -> Entries:
        """Return events; the keywords are those of Filter.

        >>> with open_record("crisis.db") as record:  # doctest: +SKIP
        ...     record.events(actor="RUS", since="2022-02-10", class_="CONSULT")
        """
        return Entries(self.entries(Filter(kind="event", **asked)))

    def statements(self, **asked: Any) -> Entries:
        """Return statements; the keywords are those of Filter."""
        return Entries(self.entries(Filter(kind="statement", **asked)))

    def conditionals(self, **asked: Any) -> Entries:
        """Return conditional threats, promises, offers and preconditions."""
        return Entries(self.entries(Filter(kind="conditional", **asked)))

    def figures(self, **asked: Any) -> Entries:
        """Return the series of figures."""
        return Entries(self.entries(Filter(kind="figure", **asked)))

    def calendar(self, as_of: str = "") -> list[Due]:
        """Return what was or is planned, and what became of it by a day (of the newest page)."""
        with plainly(self.path):
            return list(plans(self.db, as_of))

    def plans(self, as_of: str = "") -> Iterator[Due]:
        """Give the calendar plan by plan."""
        with plainly(self.path):
            yield from plans(self.db, as_of)

    def condition(self, entry: Entry | str) -> Condition:
        """Return both halves of a conditional, and what was reported of them since."""
        one = self.entry(entry) if isinstance(entry, str) else entry
        with plainly(self.path):
            return condition(self.db, one)

    def numbers(self, entry: Entry | str, limit: int | None = None) -> list[Number]:
        """Return the numbers of a series of figures, and which of them don't agree; or the last so many."""
        one = self.entry(entry) if isinstance(entry, str) else entry
        with plainly(self.path):
            return numbers(self.db, one, limit)

    def origins(self, asked: Filter | None = None) -> Iterator[Origin]:
        """Give the pages by day; of a filter since, until and source count."""
        with plainly(self.path):
            yield from origins(self.db, asked or Filter())

    def days(self, asked: Filter | None = None) -> list[Day]:
        """Return the days with pages, and how many they have; of a filter since, until and source count."""
        with plainly(self.path):
            return list(days(self.db, asked or Filter()))

    def places(self) -> list[Spot]:
        """Return the places of entries, with positions and how exact they are."""
        with plainly(self.path):
            return list(places(self.db))

    def search(self, words: str, limit: int = 20) -> list[text.Passage]:
        """Return the paragraphs that fit best; see memcon.record.search."""
        with plainly(self.path):
            return text.search(self.db, words, limit)

    def entry(self, key: str) -> Entry:
        """Return the entry of an id, or of what it was merged into; raises RecordError if there is none."""
        with plainly(self.path):
            return shown.resolve(self.db, key)

    def sources(self, entry: Entry | str) -> list[Source]:
        """Return the claims under an entry: pages, words, sentences."""
        one = self.entry(entry) if isinstance(entry, str) else entry
        with plainly(self.path):
            return shown.sources(self.db, one)

    def history(self, entry: Entry | str) -> list[Step]:
        """Return how an event came about: announced, moved, cancelled, held."""
        one = self.entry(entry) if isinstance(entry, str) else entry
        with plainly(self.path):
            return shown.history(self.db, one)

    def explain(self, key: str) -> list[str]:
        """Say why an entry stands as it does, in lines."""
        with plainly(self.path):
            return list(shown.explain(self.db, key))

    def actors(self, limit: int | None = None) -> list[tuple[str, str, str, str, int]]:
        """Return (id, name, kind, country, entries) of everybody, the busiest first."""
        with plainly(self.path):
            return survey.actors(self.db, limit)

    def actor(self, name: str) -> list[survey.Dossier]:
        """Return what there is of each actor that a name, id or country fits."""
        with plainly(self.path):
            return survey.dossier(self.db, name)

    def changes(self, since: str = "") -> list[Change]:
        """Return the log of changes since a date or a run."""
        with plainly(self.path):
            return list(survey.changes(self.db, since))

    def corrections(self, since: str = "") -> Iterator[Change]:
        """Give those changes since a date or a run that made something of an entry that stood before."""
        with plainly(self.path):
            yield from survey.changes(self.db, since, survey.CORRECTIONS)

    def gaps(self, longer_than: int = survey.LONG) -> list[Gap]:
        """Return stretches without pages, and without a word of frequent actors."""
        with plainly(self.path):
            return survey.gaps(self.db, longer_than)

    def faults(self) -> list[str]:
        """Check the whole file; return a line for each thing that is wrong."""
        with plainly(self.path):
            return list(survey.faults(self.db))

    def mend(self) -> None:
        """Rebuild the full-text index and the other indexes."""
        with plainly(self.path), transaction(self.db):
            survey.mend(self.db)

    # What people decide

    def judge(
        self,
        verdict: str,
        subject: str,
        other: str = "",
        *,
        said: tuple[str, str, str] = ("", "", ""),
        who: str = "",
    ) -> decided.Judgement:
        """Note a decision and apply it: accept, edit, reject, same, different, undo.

        `subject` and `other` are ids of entries (for undo: of a judgement; for same and different
        also of the claims that `explain` lists); `said` is the field and the value of an edit, and
        the reason. Raises RecordError if an id or a value is wrong.
        """
        with plainly(self.path):
            if (verdict in ("same", "different")) != bool(other):
                raise RecordError(f"{verdict}: takes {'two entries' if not other else 'one entry'}")
            if other:
                subject, other = self._two(verdict, subject, other)
            elif verdict != "undo":
                subject = shown.resolve(self.db, subject).id
            elif all(subject != one.key for one in decided.in_force(self.db)):
                raise RecordError(f"{subject}: no such judgement in force; `memcon judgements` lists them")
            made = decided.make(self.db, now(), who or whoami(), verdict, (subject, other), said)
            self._take([made], "judge")
        return made

    def _two(self, verdict: str, *named: str) -> tuple[str, str]:
        """Find the two entries, or claims of entries, that are the same or different."""
        under = [decided.entry_of(self.db, key) for key in named]
        entries = [shown.resolve(self.db, entry or key) for entry, key in zip(under, named, strict=True)]
        ids = [key if claim else entry.id for claim, key, entry in zip(under, named, entries, strict=True)]
        one, other = entries
        if ids[0] == ids[1] or (one.id == other.id and (verdict == "same" or one.articles < 2)):
            raise RecordError(f"{ids[0]}, {ids[1]}: the same entry already; give two")
        if one.kind != other.kind:
            raise RecordError(f"{one.id}, {other.id}: {one.kind} and {other.kind}; give two of a kind")
        if one.kind == "figure":
            raise RecordError(f"{one.id}: a series of figures; only reject, edit or accept it")
        return ids[0], ids[1]

    def judgements(self) -> list[decided.Judgement]:
        """Return the whole log of decisions."""
        with plainly(self.path):
            return decided.judgements(self.db)

    def import_judgements(self, lines: Iterable[str | bytes], name: str = "judgements") -> int:
        """Take in decisions exported elsewhere (JSON Lines); return how many were new."""
        made = []
        for number, line in enumerate(lines, 1):
            if line.strip():
                try:
                    made.append(msgspec.json.decode(line, type=decided.Judgement))
                except msgspec.MsgspecError as error:
                    raise RecordError(
                        f"{name}:{number}: not a judgement ({error}); export them anew"
                    ) from None
        with plainly(self.path):
            return self._take(made, "import")

    def _take(self, made: Sequence[decided.Judgement], command: str) -> int:
        count = 0
        run = Run(self.db, command, (), "")
        with transaction(self.db):
            for judgement in made:
                if decided.store(self.db, judgement):
                    count += 1
                    undone = [one for one in decided.judgements(self.db) if one.key == judgement.subject]
                    for one in (judgement, *undone):
                        decided.mark(self.db, one)
            if count:
                merge(self.db, run.number, Summary())
                self.db.execute("UPDATE run SET ended = ? WHERE id = ?", (now(), run.number))
        return count


def whoami() -> str:
    """Return who decides: MEMCON_WHO, else the user's name."""
    try:
        return os.environ.get("MEMCON_WHO") or getpass.getuser()
    except (KeyError, OSError):
        return "somebody"


def open_record(path: str | Path, *, create: bool = False, read_only: bool = False) -> Record:
    """Open a record; raises RecordError if it is missing, damaged, newer, or not a record."""
    place = Path(path)
    return Record(place, connect(place, create=create, read_only=read_only))
