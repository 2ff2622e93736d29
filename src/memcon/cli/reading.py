"""`memcon read`: pages in, what they say out."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from memcon.cli.common import FAILED, NOTHING_FOUND, complain
from memcon.errors import MemconError, PageError

if TYPE_CHECKING:
    from memcon.model import Page, Reading


@click.command()
@click.argument("pages", nargs=-1, required=True, metavar="PAGE…")
@click.option(
    "--published", metavar="DATE", help="Date of publication, over what the page says (2022-01-19)."
)
@click.option("--url", default="", help="Address of the page, when it comes from a file or standard input.")
@click.option(
    "--format", "view", type=click.Choice(["text", "json", "csv", "html"]), default="text", show_default=True
)
@click.option("--facts-only", is_flag=True, help="Only what the text says has happened.")
@click.option(
    "--min-confidence",
    type=click.FloatRange(0, 1),
    default=0.0,
    metavar="0…1",
    help="Only events and statements at least so sure: fewer, and more of them right.",
)
@click.option("--why", is_flag=True, help="Also the rule behind each item, and what gave nothing.")
@click.option(
    "--tables",
    type=click.Path(path_type=Path),
    help="Folder of .tsv files whose rows are added to the tables.",
)
@click.option("--model", help="A spaCy model of your own, by folder or package name.")
def read(  # noqa: PLR0913 - one parameter an option
    pages: tuple[str, ...],
    published: str | None,
    url: str,
    view: str,
    facts_only: bool,
    min_confidence: float,
    why: bool,
    tables: Path | None,
    model: str | None,
) -> None:
    """Read PAGE… (files, folders, or - for standard input) and print what they say.

    Pages are .html, .txt, .json or .jsonl ({url, title, html or text, published, outlet}),
    saved feeds (.xml, .rss, .atom) and WARC files, each also as .gz.
    Exit code 0; 1 if a page could not be read (the others are); 2 for wrong usage; 3 if
    nothing was found.
    """
    from memcon.views import VIEWS

    run = _Run((published, url), tables, model, _shown(facts_only, min_confidence))
    try:
        for text in VIEWS[view](run.readings(pages), why):
            click.echo(text, nl=False)
    except MemconError as error:
        complain(error)
        sys.exit(FAILED)
    sys.exit(FAILED if run.failed else 0 if run.found else NOTHING_FOUND)


def _shown(facts_only: bool, least: float) -> Callable[[Reading], Reading]:
    """Return what leaves out of a reading whatever is not asked for."""
    from memcon.views.selection import confident, facts

    def show(reading: Reading) -> Reading:
        reading = facts(reading) if facts_only else reading
        return confident(reading, least) if least else reading

    return show


class _Run:
    """One run of `read`: its options, and whether a page failed or gave something."""

    def __init__(
        self,
        given: tuple[str | None, str],
        tables: Path | None,
        model: str | None,
        shown: Callable[[Reading], Reading],
    ) -> None:
        self.published, self.url = given
        self.tables, self.model, self.shown = tables, model, shown
        self.failed = False
        self.found = False

    def readings(self, arguments: tuple[str, ...]) -> Iterator[Reading]:
        """Read each page; a page that can't be read is told on standard error and passed over."""
        from memcon.sources import pages

        for page in pages(arguments):
            reading = None if isinstance(page, PageError) else self._read(page)
            if isinstance(page, PageError):
                self._fail(page)
            if reading is not None:
                self.found = self.found or not reading.is_empty
                yield reading

    def _read(self, page: Page) -> Reading | None:
        from dataclasses import replace

        import memcon

        try:
            page = replace(page, url=self.url or page.url)
            reading = memcon.read(page, published=self.published, tables=self.tables, model=self.model)
        except PageError as error:
            self._fail(error)
            return None
        return self.shown(reading)

    def _fail(self, error: PageError) -> None:
        self.failed = True
        complain(error)
