"""Growth of what comes out of a record: the report and every format of `memcon export`.

python bench/report.py [--copies 1,10,100] [--keep DIR] [--only NAME,…]

A record of 20,000 events is made as bench/record.py does, and then multiplied in SQL: each copy of its
rows has ids and keys of its own and days that follow those of the copy before, and the same actors. So
a record of two million events takes minutes, not an hour. Its full-text index is left as it is: nothing
that is measured here asks it. Each output is written in a process of its own; seconds are wall-clock,
and CPU seconds beside them, since others may use the same machine.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import shutil
import sqlite3
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from made_news import A_DAY
from memcon.record import open_record
from memcon.record.filters import CHRONOLOGY, Filter
from memcon.views import FORMATS
from memcon.views.report import render
from record import fill

READINGS = 2_000  # of the record that is multiplied
# Tables that are multiplied, and which of their columns point at rows, name something, or are days.
ROWS = {
    "page": (("id",), ("key", "url"), ()),
    "article": (("id", "page_id", "original_id"), ("key", "url"), ("published", "earliest", "latest")),
    "entry": (
        ("id",),
        ("key",),
        ("edtf", "earliest", "latest", "day", "first_reported", "last_reported"),
    ),
    "entry_actor": (("entry_id",), (), ("day",)),
    "statement": (("id", "article_id", "entry_id"), ("key",), ()),
    "event": (("id", "article_id", "entry_id", "said_in"), ("key",), ("edtf", "earliest", "latest")),
    "participant": (("event_id",), (), ()),
    "conditional": (("id", "article_id", "entry_id"), ("key",), ()),
    "figure": (("id", "article_id", "entry_id"), ("key",), ()),
    "evidence": (("id", "article_id", "event_id", "statement_id", "conditional_id", "figure_id"), (), ()),
    "change": (("id",), ("entry_key",), ()),
}
STEP = 1 << 24  # between the ids of one copy and the next


@dataclass(frozen=True, slots=True)
class Written:
    """What writing one output took."""

    seconds: float
    cpu: float
    memory: int  # of the process at its peak, in bytes
    size: int


def main() -> None:
    """Run the benchmark and print its table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--copies", default="1,10,100", help="how often the rows are there, by commas")
    parser.add_argument("--keep", type=Path, help="a folder to leave the record in")
    parser.add_argument("--only", default="", help="outputs to measure, by commas")
    given = parser.parse_args()
    print(f"{os.cpu_count()} cores, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}")
    with tempfile.TemporaryDirectory() as scratch:
        folder = given.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / "grown.db"
        made = made_already(path)
        for copies in map(int, given.copies.split(",")):
            made = grow(path, made, copies)
            table(path, folder, [name for name in given.only.split(",") if name])


def made_already(path: Path) -> int:
    """Return how many copies a record has that was kept; make the first if there is none."""
    if not path.exists():
        with open_record(path, create=True) as record:
            fill(record, READINGS)
        return 1
    with open_record(path, read_only=True) as record:
        last = record.db.execute("SELECT max(id) FROM article").fetchone()[0]
    return int(last // STEP) + 1


def grow(path: Path, made: int, copies: int) -> int:
    """Multiply the rows of the first copy until there are so many copies; return how many there are."""
    began = time.perf_counter()
    with open_record(path) as record:
        db = record.db
        for setting in ("foreign_keys = OFF", "synchronous = OFF", "cache_size = -1048576"):
            db.execute(f"PRAGMA {setting}")
        for copy in range(made, copies):
            db.execute("BEGIN")
            for name in ROWS:
                db.execute(multiplied(db, name, copy))
            db.execute("COMMIT")
        events, entries, articles = (
            db.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in ("event", "entry", "article")
        )
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    size = path.stat().st_size / 1e6
    told = f"{events:,} events, {entries:,} entries, {articles:,} pages, {size:,.0f} MB"
    print(f"\n{told}; multiplied in {time.perf_counter() - began:.0f} s", flush=True)
    return max(made, copies)


def multiplied(db: sqlite3.Connection, name: str, copy: int) -> str:
    """Return the SQL that inserts one more copy of a table's first rows."""
    numbers, names, days = ROWS[name]
    later = f"'+{copy * READINGS // A_DAY} days'"
    columns = [row[1] for row in db.execute(f"PRAGMA table_info({name})")]
    taken = []
    for column in columns:
        if column in numbers:
            taken.append(f"{column} + {copy * STEP}")
        elif column in names:  # a key is a letter and hexadecimal digits
            key = f"substr({column}, 1, 1) || '{copy:x}' || substr({column}, 2)"
            taken.append(f"{column} || '-{copy}'" if column == "url" else key)
        elif column in days:
            one, both = f"date({column}, {later})", f"date(substr({column}, 1, 10), {later})"
            whole = f"{both} || '/' || date(substr({column}, 12), {later})"
            taken.append(f"CASE WHEN {column} GLOB '*/*' THEN {whole} ELSE coalesce({one}, {column}) END")
        else:
            taken.append(column)
    first = numbers[0]
    chosen = f"SELECT {', '.join(taken)} FROM {name} WHERE {first} < {STEP}"
    return f"INSERT INTO {name} ({', '.join(columns)}) {chosen}"


def table(path: Path, folder: Path, only: list[str]) -> None:
    """Write each output in a new process and print what it took."""
    print(f"  {'':16}{'seconds':>9}{'CPU s':>9}{'peak MB':>9}{'MB':>9}")
    for name in ("report", *(one.name for one in FORMATS)):
        if only and name not in only:
            continue
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as child:
            took = child.submit(written, path, folder / f"out-{name}", name).result()
        print(
            f"  {name:16}{took.seconds:9.1f}{took.cpu:9.1f}{took.memory / 1e6:9.0f}{took.size / 1e6:9.1f}",
            flush=True,
        )


def written(path: Path, place: Path, name: str) -> Written:
    """Write one output to a file or folder, and take it away again."""
    start, cpu = time.perf_counter(), time.process_time()
    with open_record(path, read_only=True) as record:
        if name == "report":
            with place.open("w", encoding="utf-8") as file:
                file.writelines(render(record, Filter(kind="event", status=CHRONOLOGY), "Grown"))
        else:
            one = next(one for one in FORMATS if one.name == name)
            asks = {"kind": "event", "status": CHRONOLOGY, **one.asks}
            asks = {key: "" if value == "all" else value for key, value in asks.items()}
            one.write(record.select(Filter(**asks)), place.with_suffix(one.suffix))
            place = place.with_suffix(one.suffix)
    seconds, spent = time.perf_counter() - start, time.process_time() - cpu
    files = [file for file in place.rglob("*") if file.is_file()] if place.is_dir() else [place]
    size = sum(file.stat().st_size for file in files)
    shutil.rmtree(place) if place.is_dir() else place.unlink()
    return Written(seconds, spent, peak(), size)


def peak() -> int:
    """Return the most memory that this process has had, in bytes; what getrusage says is its parent's too."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text("ascii"))
    return int(found[1]) * 1024 if found else 0


if __name__ == "__main__":
    main()
