"""Pages in: each is read, stored and merged in transactions that a kill at any moment leaves whole."""

from __future__ import annotations

import os
import signal
import sqlite3
import time
import zlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from multiprocessing import get_context
from pathlib import Path

import msgspec

from memcon.errors import MemconError, PageError
from memcon.model import Page, Reading, content_id
from memcon.reading import read_page
from memcon.record.copies import relate, sketch_of
from memcon.record.entries import merge_events, withdraw_empty
from memcon.record.journal import Journal
from memcon.record.rows import Writer, stated
from memcon.record.rules import rules_version
from memcon.record.sayings import merge_figures, merge_sayings
from memcon.record.store import transaction
from memcon.sources import names
from memcon.tables import load_tables

MERGE_EVERY = 5000  # articles between two merges: by their number, so that it does not depend on kills
PART = (":", "#", ",", " ")  # what may stand between a file and the page of it that failed
COMMIT_PAGES, COMMIT_SECONDS = 100, 0.5
IN_FLIGHT = 4  # pages handed to each worker ahead of their turn

Answer = Reading | MemconError
Told = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Options:
    """How pages are read and kept."""

    tables: Path | None = None
    model: str | None = None
    jobs: int = 1
    bodies: bool = True

    @property
    def rules(self) -> str:
        """The name of the rules that these options read by."""
        return rules_version(self.tables, self.model or "")


@dataclass(slots=True)
class Summary:
    """What one run did: pages added, known already and failed; entries by kind of change."""

    added: int = 0
    known: int = 0
    failed: int = 0
    reread: int = 0
    changes: dict[str, int] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)


def now() -> str:
    """Return the time, to the second; SOURCE_DATE_EPOCH stands in for the clock where it is set."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    moment = datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def page_key(page: Page) -> str:
    """Return the key of a page: its content, its address on the web and what was stated beside it.

    The name of a local file is no part of it, so that a file may be moved.
    """
    address = page.url if "://" in page.url else ""
    return content_id("p", address, sha256(page.content).hexdigest(), page.stated)


class Run:
    """One run over a record: its row is made when it first writes, or taken up where a run was killed."""

    def __init__(self, db: sqlite3.Connection, command: str, sources: Sequence[str], rules: str) -> None:
        self.db = db
        self.what = (command, " ".join(sources), rules)
        self.started = now()
        row = db.execute(
            "SELECT id FROM run WHERE ended IS NULL AND (command, sources, rules) = (?, ?, ?) "
            "AND id = (SELECT max(id) FROM run)",
            self.what,
        ).fetchone()
        self.id: int | None = row[0] if row else None

    @property
    def number(self) -> int:
        """The run's id; makes its row."""
        if self.id is None:
            self.id = self.db.execute(
                "INSERT INTO run (command, sources, rules, started) VALUES (?, ?, ?, ?)",
                (*self.what, self.started),
            ).lastrowid
        assert self.id is not None
        return self.id

    def end(self, summary: Summary) -> None:
        """Merge what is left and close the run; nothing is written if it did nothing."""
        left = self.db.execute("SELECT 1 FROM pending LIMIT 1").fetchone()
        if self.id is None and left is None:
            return
        with transaction(self.db):
            merge(self.db, self.number, summary)
            self.db.execute("UPDATE run SET ended = ? WHERE id = ?", (now(), self.number))


def merge(db: sqlite3.Connection, run: int, summary: Summary) -> None:
    """Bring all entries up to date with what is pending."""
    journal = Journal(run)
    merge_events(db, journal)
    merge_sayings(db, journal)
    merge_figures(db, journal)
    withdraw_empty(db, journal)
    journal.flush(db)
    for kind, count in journal.counts.items():
        summary.changes[kind] = summary.changes.get(kind, 0) + count


def add(
    db: sqlite3.Connection,
    pages: Iterable[Page | PageError],
    sources: Sequence[str],
    options: Options,
    told: Told = lambda: None,
) -> Summary:
    """Read pages into a record; `told` is called after each. What is there already is passed over.

    A page that can't be read is a row in `failure`, and the others go on.
    """
    summary = Summary()
    run = Run(db, "add", sources, options.rules)
    adding = _Adding(run, options, summary)
    for page, answer in answers(adding.unknown(pages, told), options):
        adding.take(page, answer)
        told()
    adding.commit()
    _forgive(db, names(sources), {said.partition(": ")[0] for said in summary.failures})
    run.end(summary)
    return summary


def _forgive(db: sqlite3.Connection, read: Set[str], failed: Set[str]) -> None:
    """Drop the failures of files that were read to the end now: a feed that was mended, say."""
    gone = [
        source
        for (source,) in db.execute("SELECT source FROM failure ORDER BY source").fetchall()
        if source not in failed
        and any(source[:i] in read for i in range(1, len(source) + 1) if source[i : i + 1] in ("", *PART))
    ]
    if gone:
        with transaction(db):
            db.executemany("DELETE FROM failure WHERE source = ?", [(source,) for source in gone])


class _Adding:
    """The pages of one run that wait for their transaction."""

    def __init__(self, run: Run, options: Options, summary: Summary) -> None:
        self.run, self.options, self.summary = run, options, summary
        self.db = run.db
        self.waiting: list[tuple[Page | None, Answer]] = []
        self.since = time.monotonic()
        self.last = self.db.execute("SELECT coalesce(max(id), 0) FROM article").fetchone()[0]
        self.new: set[str] = set()

    def unknown(self, pages: Iterable[Page | PageError], told: Told) -> Iterator[Page | PageError]:
        """Pass over the pages that the record has."""
        for page in pages:
            if isinstance(page, Page):
                key = page_key(page)
                found = self.db.execute("SELECT 1 FROM page WHERE key = ?", (key,)).fetchone()
                if found is not None or key in self.new:
                    self.summary.known += 1
                    told()
                    continue
                self.new.add(key)
            yield page

    def take(self, page: Page | None, answer: Answer) -> None:
        """Take a page that was read, and commit when it is time."""
        self.waiting.append((page, answer))
        if isinstance(answer, MemconError):
            self.summary.failed += 1
            self.summary.failures.append(str(answer))
        else:
            self.summary.added += 1
            self.last += 1
        full = self.last % MERGE_EVERY == 0 and isinstance(answer, Reading)
        late = time.monotonic() - self.since > COMMIT_SECONDS
        if full or late or len(self.waiting) >= COMMIT_PAGES:
            self.commit()

    def commit(self) -> None:
        """Store what waits, in one transaction; merge in it when enough articles have come."""
        if self.waiting:
            with transaction(self.db):
                stored = store(self.run, self.waiting, self.options)
                self.last = self.db.execute("SELECT coalesce(max(id), 0) FROM article").fetchone()[0]
                if stored and self.last % MERGE_EVERY == 0:
                    merge(self.db, self.run.number, self.summary)
        self.new -= {page_key(page) for page, _ in self.waiting if page is not None}
        self.waiting = []
        self.since = time.monotonic()


def store(run: Run, answered: Sequence[tuple[Page | None, Answer]], options: Options) -> int:
    """Write pages with their readings or failures; return how many. The caller holds the transaction."""
    db, writer = run.db, Writer(run.db)
    articles = []
    for page, answer in answered:
        if isinstance(answer, MemconError) or page is None:
            _fail(run, str(answer))
            continue
        key = page_key(page)
        if db.execute("SELECT 1 FROM page WHERE key = ?", (key,)).fetchone():
            continue  # another `add` was faster
        body = zlib.compress(page.content, 6) if options.bodies else None
        fetched = page.fetched.isoformat() if page.fetched else None
        number = db.execute(
            "INSERT INTO page (key, url, media_type, encoding, fetched, stated, body, run_id) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (key, page.url, page.media_type, page.encoding, fetched, stated(page.stated), body, run.number),
        ).lastrowid
        assert number is not None
        articles.append(
            writer.add(answer, number, key, (options.rules, digest(answer)), sketch_of(answer.article))
        )
        db.execute("DELETE FROM failure WHERE source = ?", (page.url,))
    writer.flush()
    touch(db, relate(db, articles))
    return len(articles)


def digest(reading: Reading) -> str:
    """Hash whatever was read from a page, to tell whether new rules read it differently."""
    return sha256(msgspec.json.encode(reading)).hexdigest()[:16]


def touch(db: sqlite3.Connection, articles: Iterable[int]) -> None:
    """Put the claims of articles up for the next merge: who copied whom has changed."""
    for article in sorted(articles):
        db.execute(
            "INSERT OR IGNORE INTO pending SELECT 'event', block, anchor FROM event WHERE article_id = ?",
            (article,),
        )
        for kind in ("statement", "conditional"):
            db.execute(
                f"INSERT OR IGNORE INTO pending SELECT '{kind}', id, 0 FROM {kind} WHERE article_id = ?",
                (article,),
            )
        db.execute(
            "INSERT OR IGNORE INTO pending "
            "SELECT 'figure', hash, 1 FROM figure "
            "CROSS JOIN likeness ON kind = 'figure' AND item_id = figure.id "
            "WHERE article_id = ?",
            (article,),
        )


def _fail(run: Run, said: str) -> None:
    """Note why a page could not be read; the same failure again is nothing new."""
    source, _, reason = said.partition(": ")
    known = run.db.execute("SELECT 1 FROM failure WHERE (source, reason) = (?, ?)", (source, reason))
    if known.fetchone() is None:
        run.db.execute(
            "INSERT INTO failure (source, reason, run_id) VALUES (?, ?, ?) "
            "ON CONFLICT (source) DO UPDATE SET reason = excluded.reason",
            (source, reason, run.number),
        )


def refresh(db: sqlite3.Connection, options: Options, told: Told = lambda: None) -> Summary:
    """Read again the pages that other rules read; write only those that now read differently."""
    summary = Summary()
    run = Run(db, "refresh", (), options.rules)
    stale = db.execute(
        "SELECT page.id FROM page JOIN article ON page_id = page.id WHERE rules <> ? AND body IS NOT NULL "
        "ORDER BY page.id",
        (options.rules,),
    ).fetchall()
    kept = (_kept(db, row[0]) for row in stale)
    for (page, answer), row in zip(answers(kept, options), stale, strict=True):
        with transaction(db):
            _reread(run, row[0], page, answer, options, summary)
        told()
    run.end(summary)
    return summary


def _kept(db: sqlite3.Connection, number: int) -> Page:
    row = db.execute("SELECT * FROM page WHERE id = ?", (number,)).fetchone()
    return Page(
        zlib.decompress(row["body"]),
        row["media_type"],
        row["url"],
        row["encoding"],
        datetime.fromisoformat(row["fetched"]) if row["fetched"] else None,
        tuple(msgspec.json.decode(row["stated"], type=dict[str, str]).items()),
    )


def _reread(
    run: Run, number: int, page: Page | None, answer: Answer, options: Options, summary: Summary
) -> None:
    db = run.db
    if isinstance(answer, MemconError) or page is None:
        summary.failed += 1
        summary.failures.append(str(answer))
        _fail(run, str(answer))
        return
    summary.reread += 1
    article, key, before = db.execute(
        "SELECT article.id, page.key, digest FROM article JOIN page ON page.id = page_id WHERE page.id = ?",
        (number,),
    ).fetchone()
    if before == digest(answer):
        summary.known += 1
        db.execute("UPDATE article SET rules = ? WHERE id = ?", (options.rules, article))
        return
    remove(db, article)
    writer = Writer(db)
    new = writer.add(answer, number, key, (options.rules, digest(answer)), sketch_of(answer.article))
    writer.flush()
    touch(db, relate(db, [new]))
    run.number  # noqa: B018 - the run has written: its row is made


def remove(db: sqlite3.Connection, article: int) -> None:
    """Take an article out with all that was read from it; its entries are looked at in the next merge."""
    touch(db, [article])
    for kind in ("event", "statement", "conditional", "figure"):
        db.execute(
            f"INSERT OR IGNORE INTO pending SELECT 'entry', entry_id, 0 FROM {kind} "
            "WHERE article_id = ? AND entry_id IS NOT NULL",
            (article,),
        )
        if kind != "event":
            db.execute(
                f"DELETE FROM likeness WHERE kind = '{kind}' AND item_id IN "
                f"(SELECT id FROM {kind} WHERE article_id = ?)",
                (article,),
            )
    db.execute(
        "INSERT INTO passage_fts(passage_fts, rowid, text) "
        "SELECT 'delete', id, text FROM passage WHERE article_id = ?",
        (article,),
    )
    group = [
        row[0]
        for row in db.execute(
            "SELECT id FROM article WHERE original_id = "
            "(SELECT original_id FROM article WHERE id = ?) AND id <> ?",
            (article, article),
        )
    ]
    db.execute("UPDATE article SET original_id = id WHERE original_id = ?", (article,))
    db.execute("DELETE FROM article WHERE id = ?", (article,))
    touch(db, {*group, *relate(db, group)})


def answers(pages: Iterable[Page | PageError], options: Options) -> Iterator[tuple[Page | None, Answer]]:
    """Read pages, in order; with several jobs, by as many processes."""
    if options.jobs <= 1:
        for page in pages:
            yield (None, page) if isinstance(page, PageError) else (page, _read(page, options))
        return
    pool = ProcessPoolExecutor(options.jobs, get_context("spawn"), _leave_ctrl_c_to_the_parent)
    queue: deque[tuple[Page | None, PageError | Future[Answer]]] = deque()
    try:
        for page in pages:
            if isinstance(page, PageError):
                queue.append((None, page))
            else:
                queue.append((page, pool.submit(_read, page, options)))
            if len(queue) >= IN_FLIGHT * options.jobs:
                yield _next(queue)
        while queue:
            yield _next(queue)
    finally:
        pool.shutdown(cancel_futures=True)


def _next(queue: deque[tuple[Page | None, PageError | Future[Answer]]]) -> tuple[Page | None, Answer]:
    page, answer = queue.popleft()
    try:
        return page, answer.result() if isinstance(answer, Future) else answer
    except BrokenProcessPool:
        name = page.url if page is not None else "page"
        fix = "a reading process died (out of memory?); run again with --jobs 1"
        raise MemconError(f"{name}: {fix}") from None


def _leave_ctrl_c_to_the_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _read(page: Page, options: Options) -> Answer:
    try:
        return read_page(page, load_tables("en", options.tables), None, options.model)
    except PageError as error:
        return error
