"""Growth of a record: readings in, questions answered, beside plain inserts of the same rows.

python bench/record.py [--sizes 2000,20000,200000] [--keep DIR]

Readings like those of news are made (made_news.py: a fixed seed, no parsing) and go through
memcon's own `add`; only the reading of a page is replaced. Prints time, size and memory by
number of readings, the time of each 10,000, the times of `list` and `search`, and that of plain
sqlite3 inserts of the same rows into the same schema. Each size runs in a process of its own.
Seconds are wall-clock, and CPU seconds beside them: others may use the same machine. The making
of the readings is left out of both.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import resource
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from made_news import A_DAY, OUTLETS, START, News
from memcon.model import Page, Reading
from memcon.record import Record, ingest, open_record
from memcon.record.filters import CHRONOLOGY
from memcon.record.store import connect, transaction

STEP = 10_000  # readings a row of the table of rates
ASKED = 50  # questions of each kind
LIMIT = 100  # entries that `list` is asked for
# What comes of reading alone: the baseline inserts these. Their links to entries and originals are left out.
TABLES = (
    "run", "page", "article", "block", "link", "sketch_band", "actor", "name", "appearance", "place",
    "statement", "event", "participant", "conditional", "figure", "evidence", "likeness",
)  # fmt: skip
UNMERGED = {"entry_id": "NULL AS entry_id", "joined": "'' AS joined", "original_id": "id AS original_id"}


@dataclass(frozen=True, slots=True)
class Spent:
    """Wall-clock and CPU seconds."""

    seconds: float = 0.0
    cpu: float = 0.0

    def __add__(self, other: Spent) -> Spent:
        return Spent(self.seconds + other.seconds, self.cpu + other.cpu)

    def __sub__(self, other: Spent) -> Spent:
        return Spent(self.seconds - other.seconds, self.cpu - other.cpu)


def clock() -> Spent:
    """Return the time, of the world and of this process."""
    return Spent(time.perf_counter(), time.process_time())


@dataclass(frozen=True, slots=True)
class Filled:
    """What putting readings in took."""

    readings: int
    events: int
    entries: int
    steps: tuple[Spent, ...]  # of each STEP readings
    spent: Spent
    plain: Spent  # of the plain inserts
    size: int
    memory: int  # of the process at its peak, in bytes
    answers: dict[str, list[float]]  # seconds, by kind of question


def main() -> None:
    """Run the benchmark and print its tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", default="2000,20000,200000", help="numbers of readings, by commas")
    parser.add_argument("--keep", type=Path, help="a folder to leave the records in")
    given = parser.parse_args()
    print(
        f"{os.cpu_count()} cores, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}",
        flush=True,
    )
    with tempfile.TemporaryDirectory() as scratch:
        folder = given.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        for size in map(int, given.sizes.split(",")):
            print(f"\n{size} readings", flush=True)
            with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as child:
                filled = child.submit(measure, size, folder).result()
            show(filled)
            if given.keep is None:
                (folder / f"{size}.db").unlink()


def measure(size: int, folder: Path) -> Filled:
    """Fill a record, ask it, insert its rows plainly; each begins with a new file."""
    path = folder / f"{size}.db"
    for old in folder.glob(f"{size}.db*"):
        old.unlink()
    with open_record(path, create=True) as record:
        spent, steps = fill(record, size)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        events, entries = (
            record.db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("event", "entry")
        )
    with open_record(path, read_only=True) as record:
        answers = {kind: list(ask(questions)) for kind, questions in asked(record).items()}
    plain = insert_plainly(path, folder / "plain.db")
    return Filled(size, events, entries, tuple(steps), spent, plain, path.stat().st_size, memory, answers)


def fill(record: Record, size: int) -> tuple[Spent, list[Spent]]:
    """Put readings into a record as `memcon add` does; return the time in all and of each STEP."""
    waiting: dict[str, Reading] = {}
    making = done = Spent()
    count, steps = 0, []

    def pages() -> Iterator[Page]:
        nonlocal making
        news = News().readings(size)
        while True:
            began = clock()
            made = next(news, None)
            making += clock() - began
            if made is None:
                return
            waiting[made[0].url] = made[1]
            yield made[0]

    def told() -> None:
        nonlocal count, done
        count += 1
        if count % STEP == 0:
            steps.append(clock() - start - making - done)
            done += steps[-1]
            print(f"  {count:>9}{steps[-1].seconds:8.1f} s{steps[-1].cpu:8.1f} CPU s", flush=True)

    # the only thing that is replaced
    ingest.read_page = lambda page, *_: waiting.pop(page.url)  # type: ignore[attr-defined]
    start = clock()
    record.add(pages(), told=told)
    return clock() - start - making, steps


def asked(record: Record) -> dict[str, list[Callable[[], object]]]:
    """Make the questions, ASKED of each kind, from what the record holds."""
    dice = random.Random(1)
    news = News()
    days = max(1, record.db.execute("SELECT count(*) FROM article").fetchone()[0] // A_DAY)
    busiest = [name for _, name, *_ in record.actors()]
    common, rare, words = busiest[:20], busiest[-len(busiest) // 2 :], news.world.words
    shared: Callable[[], tuple[str, str]] = lambda: (dice.choice(common), dice.choice(busiest[:200]))  # noqa: E731
    found = record.db.execute("SELECT count(*) FROM block").fetchone()[0]

    def since() -> dict[str, str]:
        first = START + timedelta(dice.randrange(days))
        return {"since": first.isoformat(), "until": (first + timedelta(dice.randint(0, 30))).isoformat()}

    def phrase() -> str:
        words: list[str] = []
        while len(words) < 5:
            row = record.db.execute("SELECT text FROM passage WHERE id = ?", (dice.randint(1, found),))
            words = "".join(row.fetchone()[0]).replace(".", " ").split()
        at = dice.randrange(len(words) - 3)
        return '"' + " ".join(words[at : at + 3]).replace("“", "").replace("”", "") + '"'

    listed: dict[str, Callable[[], dict[str, object]]] = {
        "list, frequent actor": lambda: {"actor": dice.choice(common)},
        "list, rare actor": lambda: {"actor": dice.choice(rare)},
        "list, pair": lambda: {"pair": shared()},
        "list, class": lambda: {"class_": dice.choice(("CONSULT", "ASSAULT", "SANCTION", "AID"))},
        "list, dates": since,  # type: ignore[dict-item]
        "list, source": lambda: {"source": f"Outlet {dice.randint(1, OUTLETS)}"},
    }
    sought: dict[str, Callable[[], str]] = {
        "search, rare word": lambda: dice.choice(words[5000:]),
        "search, common word": lambda: dice.choice(words[:50]),
        "search, phrase": phrase,
        "search, prefix": lambda: dice.choice(words[50:])[:4] + "*",
        "search, name": lambda: dice.choice([person.name for person in news.world.persons]),
    }
    lists: dict[str, list[Callable[[], object]]] = {
        kind: [partial(record.events, limit=LIMIT, status=CHRONOLOGY, **make()) for _ in range(ASKED)]
        for kind, make in listed.items()
    }
    return lists | {
        kind: [partial(record.search, make()) for _ in range(ASKED)] for kind, make in sought.items()
    }


def ask(questions: list[Callable[[], object]]) -> Iterator[float]:
    """Ask each question once; give the seconds it took."""
    for question in questions:
        start = time.perf_counter()
        question()
        yield time.perf_counter() - start


def insert_plainly(record: Path, path: Path) -> Spent:
    """Insert the rows of reading with executemany into an empty file of the same schema; return the time."""
    source = sqlite3.connect(record)
    db = connect(path, create=True)
    spent = Spent()
    for table in TABLES:
        names = [row[1] for row in source.execute(f"PRAGMA table_info({table})")]
        rows = source.execute(f"SELECT {', '.join(UNMERGED.get(name, name) for name in names)} FROM {table}")
        insert = f"INSERT INTO {table} VALUES ({', '.join('?' * len(names))})"
        while batch := rows.fetchmany(STEP):
            start = clock()
            with transaction(db):
                db.executemany(insert, batch)
            spent += clock() - start
    start = clock()
    db.close()
    path.unlink()
    return spent + clock() - start


def show(filled: Filled) -> None:
    """Print the tables of one size."""
    spent, plain = filled.spent, filled.plain
    rate, events = filled.readings / spent.seconds, filled.events / spent.seconds
    print(f"  {filled.events} events → {filled.entries} entries; {filled.size / 1e6:.0f} MB")
    print(f"  {spent.seconds:.0f} s, {spent.cpu:.0f} CPU s, {rate:.0f} readings/s, {events:.0f} events/s")
    print(f"  peak memory {filled.memory / 1e6:.0f} MB")
    ratio, cpu_ratio = spent.seconds / plain.seconds, spent.cpu / plain.cpu
    print(f"  plain inserts {plain.seconds:.0f} s, {plain.cpu:.0f} CPU s; ratio {ratio:.1f}, {cpu_ratio:.1f}")
    if len(filled.steps) > 1:
        slowest, fastest = max(one.cpu for one in filled.steps), min(one.cpu for one in filled.steps)
        print(f"  slowest / fastest {STEP}: {slowest / fastest:.2f} in CPU s")
    print(f"  {'':24}{'median ms':>10}{'95 % ms':>10}")
    for kind, times in filled.answers.items():
        high = statistics.quantiles(times, n=20)[-1]
        print(f"  {kind:24}{statistics.median(times) * 1000:10.1f}{high * 1000:10.1f}", flush=True)


if __name__ == "__main__":
    main()
