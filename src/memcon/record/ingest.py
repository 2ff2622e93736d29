"""Pages in: each is read, stored and merged in transactions that a kill at any moment leaves whole."""

from __future__ import annotations

import os
import signal
import sqlite3
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from hashlib import sha256
from multiprocessing import get_context
from pathlib import Path

import msgspec

from memcon.errors import MemconError, PageError
from memcon.model import Page, Reading, Visit
from memcon.reading import read_page
from memcon.record import visits
from memcon.record.copies import is_told, relate, sketch_of
from memcon.record.entries import merge_events, withdraw_empty
from memcon.record.journal import Journal
from memcon.record.pages import insert, kept, page_key
from memcon.record.rows import Writer
from memcon.record.rules import rules_version
from memcon.record.sayings import merge_figures, merge_sayings
from memcon.record.store import transaction
from memcon.sources import nameless, names
from memcon.tables import load_tables

MERGE_EVERY = 5000  # articles between two merges: by their number, so that it does not depend on kills
PART = (":", "#", ",", " ")  # what may stand between a file and the page of it that failed
COMMIT_PAGES, COMMIT_SECONDS = 100, 0.5
IN_FLIGHT = 4  # pages handed to each worker ahead of their turn

Item = Page | PageError | Visit
Answer = Reading | MemconError | None  # None: nothing to read
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


class Run:
    """One run over a record: its row is made when it first writes, or taken up where a run was killed."""

    def __init__(self, db: sqlite3.Connection, command: str, sources: Sequence[str], rules: str) -> None:
        self.db = db
        self.what = (command, nameless(" ".join(sources)), rules)
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
    pages: Iterable[Item],
    sources: Sequence[str],
    options: Options,
    told: Told = lambda: None,
    command: str = "add",
) -> Summary:
    """Read pages into a record; `told` is called after each. What is there already is passed over.

    A page that can't be read is a row in `failure`, and the others go on.
    """
    summary = Summary()
    run = Run(db, command, sources, options.rules)
    adding = _Adding(run, options, summary)
    for item, answer in answers(adding.unknown(pages, told), options):
        adding.take(item, answer)
        told()
    adding.commit()
    _forgive(db, names(sources) | adding.feeds, {said.partition(": ")[0] for said in summary.failures})
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
        self.waiting: list[tuple[Item, Answer]] = []
        self.feeds: set[str] = set()  # that were read to the end
        self.since = time.monotonic()
        self.last = self.db.execute("SELECT coalesce(max(id), 0) FROM article").fetchone()[0]
        self.new: set[str] = set()

    def unknown(self, items: Iterable[Item], told: Told) -> Iterator[Item]:
        """Pass over the pages that the record has; of a visit that brought one the rest stays."""
        for item in items:
            page = page_in(item)
            if page is not None:
                key = page_key(page)
                found = self.db.execute("SELECT 1 FROM page WHERE key = ?", (key,)).fetchone()
                if found is not None or key in self.new:
                    self.summary.known += 1
                    told()
                    if isinstance(item, Visit):
                        yield replace(item, found=None)
                    continue
                self.new.add(key)
            elif isinstance(item, Visit) and item.status == 304 and item.found is None and not item.feed:
                self.summary.known += 1
            yield item

    def take(self, item: Item, answer: Answer) -> None:
        """Take a page that was read, and commit when it is time."""
        self.waiting.append((item, answer))
        if isinstance(answer, MemconError):
            self.summary.failed += 1
            self.summary.failures.append(str(answer))
        elif answer is not None:
            self.summary.added += 1
            self.last += 1
        elif isinstance(item, Visit) and item.feed and item.status == 200:
            self.feeds.add(item.url)
        full = self.last % MERGE_EVERY == 0 and isinstance(answer, Reading)
        late = time.monotonic() - self.since > COMMIT_SECONDS
        if full or late or len(self.waiting) >= COMMIT_PAGES:
            self.commit()

    def commit(self) -> None:
        """Store what waits, in one transaction; merge in it when enough articles have come."""
        if self.waiting:
            read = sum(isinstance(answer, Reading) for _, answer in self.waiting)
            with transaction(self.db):
                stored = store(self.run, self.waiting, self.options)
                self.last = self.db.execute("SELECT coalesce(max(id), 0) FROM article").fetchone()[0]
                if stored and self.last % MERGE_EVERY == 0:
                    merge(self.db, self.run.number, self.summary)
            self.summary.added -= read - stored
            self.summary.known += read - stored
        self.new -= {page_key(page) for item, _ in self.waiting if (page := page_in(item)) is not None}
        self.waiting = []
        self.since = time.monotonic()


def page_in(item: Item) -> Page | None:
    """Return the page that came, or that a visit brought."""
    found = item.found if isinstance(item, Visit) else item
    return found if isinstance(found, Page) else None


def store(run: Run, answered: Sequence[tuple[Item, Answer]], options: Options) -> int:
    """Write pages with their readings or failures; return how many. The caller holds the transaction."""
    writer = Writer(run.db)
    articles = []
    for item, answer in answered:
        if isinstance(answer, MemconError):
            _fail(run, str(answer))
        elif answer is not None:
            number = _store(run, item, answer, writer, options)
            articles += [number] if number is not None else []
        if isinstance(item, Visit):
            visits.note(run.db, item, isinstance(answer, MemconError))
    writer.flush()
    touch(run.db, relate(run.db, articles))
    return len(articles)


def _store(run: Run, item: Item, reading: Reading, writer: Writer, options: Options) -> int | None:
    """Write a page with its reading; return the article.

    None if another `add` was faster, or if the page came from the web and says nothing new.
    """
    page = page_in(item)
    assert page is not None
    key = page_key(page)
    if run.db.execute("SELECT 1 FROM page WHERE key = ?", (key,)).fetchone():
        return None
    if isinstance(item, Visit):
        writer.flush()
        if is_told(run.db, reading.article):
            return None
    number = insert(run.db, page, key, run.number, options.bodies)
    run.db.execute("DELETE FROM failure WHERE source = ?", (page.url,))
    return writer.add(reading, number, key, (options.rules, digest(reading)), sketch_of(reading.article))


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
    read = answers((kept(db, row[0]) for row in stale), options)
    for (_, answer), row in zip(read, stale, strict=True):
        with transaction(db):
            _reread(run, row[0], answer, options, summary)
        told()
    run.end(summary)
    return summary


def _reread(run: Run, number: int, answer: Answer, options: Options, summary: Summary) -> None:
    db = run.db
    if not isinstance(answer, Reading):
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


def answers(items: Iterable[Item], options: Options) -> Iterator[tuple[Item, Answer]]:
    """Read pages, in order; with several jobs, by as many processes."""
    if options.jobs <= 1:
        for item in items:
            page = page_in(item)
            yield item, _read(page, options) if page is not None else _failure_in(item)
        return
    pool = ProcessPoolExecutor(options.jobs, get_context("spawn"), _leave_ctrl_c_to_the_parent)
    queue: deque[tuple[Item, Answer | Future[Answer]]] = deque()
    try:
        for item in items:
            page = page_in(item)
            queue.append((item, pool.submit(_read, page, options) if page is not None else _failure_in(item)))
            if len(queue) >= IN_FLIGHT * options.jobs:
                yield _next(queue)
        while queue:
            yield _next(queue)
    finally:
        pool.shutdown(cancel_futures=True)


def _failure_in(item: Item) -> MemconError | None:
    found = item.found if isinstance(item, Visit) else item
    return found if isinstance(found, MemconError) else None


def _next(queue: deque[tuple[Item, Answer | Future[Answer]]]) -> tuple[Item, Answer]:
    item, answer = queue.popleft()
    try:
        return item, answer.result() if isinstance(answer, Future) else answer
    except BrokenProcessPool:
        page = page_in(item)
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
