"""Commands that put pages into a record and keep it sound: add, refresh, failures, doctor."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from memcon.cli.common import AS, FAILED, MODEL, RECORD, TABLES, complain, leave, out, told

if TYPE_CHECKING:
    from memcon.record.ingest import Options, Summary

JOBS = click.option(
    "--jobs", type=click.IntRange(1, 64), default=1, show_default=True, help="How many processes read."
)
QUIET = click.option("--quiet", is_flag=True, help="No progress bar and no summary.")


@click.command()
@RECORD
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE…")
@JOBS
@click.option("--no-bodies", is_flag=True, help="Don't keep the pages as they arrived (no refresh then).")
@TABLES
@MODEL
@QUIET
def add(  # noqa: PLR0913 - one parameter an option
    record: Path,
    sources: tuple[str, ...],
    jobs: int,
    no_bodies: bool,
    tables: Path | None,
    model: str | None,
    quiet: bool,
) -> None:
    """Read SOURCE… into RECORD, which is made if it is not there.

    A source is a file, a folder, a pattern in quotation marks, or - for standard input: pages
    (.html, .txt), .json and .jsonl, saved feeds (.xml, .rss, .atom), WARC files, each also
    as .gz. What the record has already is passed over. Exit code 1 if a page failed: see
    `memcon failures`.
    """
    with told():
        from memcon.record import open_record
        from memcon.sources import count

        with open_record(record, create=True) as opened, _progress(count(sources), quiet) as tick:
            summary = opened.add(sources, _options(tables, model, jobs, not no_bodies), tick)
    _report(summary, quiet)


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
