"""Commands that put pages into a record and keep it sound: add, watch, refresh, failures, doctor."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from memcon.cli.common import AS, BUSY, FAILED, MODEL, RECORD, TABLES, F, complain, leave, out, told
from memcon.errors import BusyError

if TYPE_CHECKING:
    from memcon.record.ingest import Options, Summary
    from memcon.sources import Manners

JOBS = click.option(
    "--jobs", type=click.IntRange(1, 64), default=1, show_default=True, help="How many processes read."
)
WEB = (
    click.option("--user-agent", "contact", default="", metavar="WHO", help="Who collects: a name or a mail "
                 "address, sent along as memcon/VERSION (WHO)."),
    click.option("--delay", type=click.FloatRange(min=0, max=120), default=1.0, show_default=True,
                 help="Seconds between two requests to one host; more where it asks for more."),
    click.option("--allow-private", is_flag=True, help="Also addresses of an intranet, and any port."),
)  # fmt: skip
NO_BODIES = click.option(
    "--no-bodies", is_flag=True, help="Don't keep the pages as they arrived (no refresh then)."
)
QUIET = click.option("--quiet", is_flag=True, help="No progress bar and no summary.")


def web(command: F) -> F:
    """Give a command the options of behaviour on the web."""
    for option in reversed(WEB):
        command = option(command)
    return command


@click.command()
@RECORD
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE…")
@JOBS
@NO_BODIES
@TABLES
@MODEL
@QUIET
@web
def add(  # noqa: PLR0913 - one parameter an option
    record: Path,
    sources: tuple[str, ...],
    jobs: int,
    no_bodies: bool,
    tables: Path | None,
    model: str | None,
    quiet: bool,
    **manners: Any,
) -> None:
    """Read SOURCE… into RECORD, which is made if it is not there.

    A source is a file, a folder, a pattern in quotation marks, or - for standard input: pages
    (.html, .txt), .json and .jsonl, saved feeds (.xml, .rss, .atom), WARC files, each also
    as .gz. Or an address: of a page, of a feed (the pages that it lists are read), of an OPML list
    of feeds (.opml as a file). What the record has already is passed over. Exit code 1 if a page failed: see
    `memcon failures`.
    """
    with told():
        from memcon.record import open_record
        from memcon.sources import count

        with open_record(record, create=True) as opened, _progress(count(sources), quiet) as tick:
            options = _options(tables, model, jobs, not no_bodies)
            summary = opened.add(sources, options, tick, _manners(**manners))
    _report(summary, quiet)


@click.command()
@RECORD
@click.option("--list", "listed", is_flag=True, help="Show the feeds instead.")
@click.option("--forget", metavar="URL", help="Watch this feed no longer; its pages stay.")
@click.option(
    "--again",
    type=click.FloatRange(min=0),
    default=24.0,
    show_default=True,
    metavar="HOURS",
    help="After how long a page that a feed still lists is asked for again.",
)
@click.option("--verbose", is_flag=True, help="Say what was done, also if all went well.")
@JOBS
@NO_BODIES
@TABLES
@MODEL
@web
def watch(  # noqa: PLR0913 - one parameter an option
    record: Path,
    listed: bool,
    forget: str | None,
    again: float,
    verbose: bool,
    jobs: int,
    no_bodies: bool,
    tables: Path | None,
    model: str | None,
    **manners: Any,
) -> None:
    """Ask every feed of RECORD for new pages, and read them; made for cron.

    Feeds come in by `memcon add RECORD URL`. Says nothing if all went well; of failures those
    that are new. Exit code 0, 1 if something failed that didn't before, 3 if there is no feed,
    4 if another watch of this record is still at it.
    """
    with told():
        from memcon.record import open_record

        with open_record(record) as opened:
            if forget:
                opened.forget(forget)
                return
            feeds = opened.feeds()
            if listed or not feeds:
                leave(
                    out(
                        f"{one.asked or 'never':<20}  {one.status or '–':>3}  {one.url}  {one.title}\n"
                        for one in feeds
                    )
                )
                return
            options = _options(tables, model, jobs, not no_bodies)
            try:
                summary = opened.watch(options, _manners(again=again, **manners))
            except BusyError as error:
                complain(error)
                sys.exit(BUSY)
    summary.failed = len(summary.failures)
    _report(summary, not verbose)


@click.command()
@RECORD
@JOBS
@TABLES
@MODEL
@QUIET
def refresh(record: Path, jobs: int, tables: Path | None, model: str | None, quiet: bool) -> None:
    """Read again the pages of RECORD that older rules read; what people decided stays."""
    with told():
        from memcon.record import open_record

        with open_record(record) as opened, _progress(None, quiet) as tick:
            summary = opened.refresh(_options(tables, model, jobs, True), tick)
    _report(summary, quiet)


@click.command()
@RECORD
@AS
def failures(record: Path, view: str) -> None:
    """Show the pages that could not be read, and why."""
    with told():
        from memcon.record import open_record
        from memcon.views.entries import json_line

        with open_record(record, read_only=True) as opened:
            rows = opened.failures()
    lines = (
        json_line({"source": source, "reason": reason}) if view == "json" else f"{source}: {reason}\n"
        for source, reason in rows
    )
    leave(out(lines))


@click.command()
@RECORD
@click.option("--mend", is_flag=True, help="Rebuild the full-text index and the other indexes first.")
def doctor(record: Path, mend: bool) -> None:
    """Check RECORD: the file, its links, and every stored span against its text.

    Exit code 1 if something is wrong.
    """
    with told():
        from memcon.record import open_record

        # SQLite checks a full-text index only where it may write
        writable = os.access(record, os.W_OK) and os.access(record.parent, os.W_OK)
        with open_record(record, read_only=not (mend or writable)) as opened:
            if mend:
                opened.mend()
            found = opened.faults()
    for fault in found:
        complain(f"{record}: {fault}")
    if found:
        sys.exit(FAILED)
    click.echo(f"{record}: sound")


def _manners(**given: Any) -> Manners:
    from memcon.sources import Manners

    return Manners(**given)


def _options(tables: Path | None, model: str | None, jobs: int, bodies: bool) -> Options:
    from memcon.record.ingest import Options
    from memcon.tables import load_tables

    load_tables("en", tables)  # a missing folder is told before anything is written
    return Options(tables, model, jobs, bodies)


@contextmanager
def _progress(total: int | None, quiet: bool) -> Iterator[Callable[[], None]]:
    """Show a bar with rate and time left, on a terminal only."""
    if quiet or not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("reading"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]}"),
        TimeElapsedColumn(), TimeRemainingColumn(),
    )  # fmt: skip
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=total, rate="")

        def tick() -> None:
            bar.advance(task)
            speed = bar.tasks[0].speed
            if total is not None and bar.tasks[0].completed > total:  # a file may hold many pages
                bar.update(task, total=None)
            bar.update(task, rate=f"{speed:.0f} pages/s" if speed else "")

        yield tick


def _report(summary: Summary, quiet: bool) -> None:
    for failure in summary.failures:
        complain(failure)
    if not quiet:
        parts = [f"{summary.added} added"] if not summary.reread else [f"{summary.reread} read again"]
        parts += [f"{summary.known} known already" if not summary.reread else f"{summary.known} unchanged"]
        parts += [f"{summary.failed} failed"] if summary.failed else []
        entries = ", ".join(f"{count} {kind}" for kind, count in sorted(summary.changes.items()))
        click.echo(f"pages: {', '.join(parts)}; entries: {entries or 'no change'}", err=True)
    if summary.failed:
        sys.exit(FAILED)
