"""A record is the same whatever happens to the runs that make it: kills, orders, repetitions, new rules."""

from __future__ import annotations

import mmap
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from memcon.model import Page
from memcon.record import Record, ingest, open_record
from memcon.record.ingest import Options
from record_pages import (
    CRISIS,
    EPOCH,
    crisis_pages,
    differences,
    eager,
    mixed_pages,
    tables_of,
)

KILLS, STOPS, LONGEST = 200, 60, 0.060  # seconds that a run lives, at most
unix = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs os.fork")


def made(path: Path, *runs: Sequence[Page], options: Options | None = None) -> Record:
    """A record made in as many runs as there are lists of pages."""
    record = open_record(path, create=True)
    for given_pages in runs:
        record.add(list(given_pages), options)
    return record


# ---- 1. kills

PHASES = ("opening", "passing over", "storing", "merging", "between")


class Phase:
    """Where a run is, in memory that its parent can read when it is dead."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.shared = mmap.mmap(-1, 1)
        for name, phase in (("store", "storing"), ("merge", "merging"), ("page_key", "passing over")):
            monkeypatch.setattr(ingest, name, self.told(phase, getattr(ingest, name)))

    def told(self, phase: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def run(*arguments: Any) -> Any:
            before, self.shared[0] = self.shared[0], PHASES.index(phase)
            found = function(*arguments)
            self.shared[0] = before if before else PHASES.index("between")
            return found

        return run


def live(path: Path, given_pages: Sequence[Page], stop: int, seconds: float) -> int:
    """Add pages in a process that gets a signal after some time; return its exit code, negative if killed."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    number = os.fork()
    if number == 0:
        code = 1
        try:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
            with open_record(path, create=True) as record:
                record.add(list(given_pages))
            code = 0
        except KeyboardInterrupt:
            code = 130
        finally:
            os._exit(code)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    time.sleep(seconds)
    os.kill(number, stop)
    return os.waitstatus_to_exitcode(os.waitpid(number, 0)[1])


@unix
@pytest.mark.parametrize(
    ("stop", "code", "times"), [(signal.SIGKILL, -signal.SIGKILL, KILLS), (signal.SIGINT, 130, STOPS)]
)
def test_runs_that_are_killed_make_the_record_of_one_that_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stop: int, code: int, times: int
) -> None:
    eager(monkeypatch)
    given_pages = mixed_pages()
    with made(tmp_path / "undisturbed.db", given_pages) as record:
        expected = tables_of(record)
    assert {name for name, rows in expected.items() if not rows} <= {
        "pending",
        "judgement",
        "tombstone",
        "link",
        "visit",  # these three are of pages from the web: see test_web_record.py
        "feed",
        "response",
    }
    phase = Phase(monkeypatch)
    chance = random.Random(20220119)
    seen: Counter[str] = Counter()
    lives = 0
    while seen.total() < times:
        path = tmp_path / f"{lives}.db"
        lives += 1
        while True:
            phase.shared[0] = 0
            ended = live(path, given_pages, stop, chance.uniform(0, LONGEST))
            if ended == 0:
                break
            assert ended == code
            seen[PHASES[phase.shared[0]]] += 1
        with open_record(path) as record:
            assert differences(expected, tables_of(record)) == []
            assert record.faults() == []
    assert all(seen[name] for name in ("opening", "storing", "merging")), seen


def memcon(*arguments: str | Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "memcon", *map(str, arguments)],
        env={**os.environ, "SOURCE_DATE_EPOCH": EPOCH},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def stop_at(running: subprocess.Popen[str], path: Path, pages: int, stop: int) -> tuple[int, str]:
    """Send a signal to an `add` as soon as its record has so many pages; return exit code and what it said."""
    while running.poll() is None:
        if path.exists():
            db = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
            try:
                if db.execute("SELECT count(*) FROM page").fetchone()[0] >= pages:
                    running.send_signal(stop)
                    break
            except sqlite3.OperationalError:  # not made yet
                pass
            finally:
                db.close()
        time.sleep(0.002)
    said_of_it = running.communicate()[1]
    return running.returncode, said_of_it


@unix
def test_the_command_killed_and_stopped_goes_on_where_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", EPOCH)
    path = tmp_path / "crisis.db"
    stops = ((1, signal.SIGKILL), (10, signal.SIGKILL), (20, signal.SIGKILL), (30, signal.SIGINT))
    codes = []
    for pages, stop in stops:
        code, complaint = stop_at(memcon("add", path, CRISIS, "--quiet"), path, pages, stop)
        codes.append(code)
    assert codes == [-signal.SIGKILL, -signal.SIGKILL, -signal.SIGKILL, 130]
    assert complaint == "memcon: stopped; what was read is kept, run the same command again to go on\n"
    last = memcon("add", path, CRISIS)
    report = last.communicate()[1]
    assert (last.returncode, len(crisis_pages())) == (0, 49)
    assert "known already; entries: " in report
    with open_record(tmp_path / "undisturbed.db", create=True) as record:
        record.add([str(CRISIS)])
        expected = tables_of(record)
    with open_record(path) as record:
        assert differences(expected, tables_of(record)) == []
        assert record.faults() == []
