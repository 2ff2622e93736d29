"""`memcon report`: a record as one HTML file to look at."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from memcon.cli.common import RECORD, chosen, out, told, within


@click.command()
@RECORD
@within
@click.option("--title", help="The heading.  [default: the record's name]")
@click.option(
    "--changed-since",
    default="",
    metavar="DATE",
    help="What is new from this day on.  [default: --since, else the last 7 days of the pages]",
)
@click.option("--as-of", default="", metavar="DATE", help="The day that plans are judged by.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="A file, instead of standard output.")
def report(
    record: Path, title: str | None, changed_since: str, as_of: str, output: Path | None, **asked: Any
) -> None:
    """Write RECORD as one HTML file: chronology, calendar, network, map, quotations, figures, gaps.

    It needs no network and no script, prints, and opens the sentences behind every line. The filters are
    those of `list`. Of a large record each section shows what most pages tell, and says so.
    """
    with told():
        from memcon.errors import RecordError
        from memcon.record import open_record
        from memcon.record.filters import day_of
        from memcon.views.report import render

        with open_record(record, read_only=True) as opened:
            since = day_of(changed_since) if changed_since else ""
            pieces = render(opened, chosen(**asked), title or record.stem, since, as_of)
            if output is None:
                out(pieces)
                return
            try:
                with output.open("w", encoding="utf-8", newline="\n") as file:
                    file.writelines(pieces)
            except OSError as error:
                fix = f"can't be written ({error.strerror}); give another place"
                raise RecordError(f"{output}: {fix}") from None
    click.echo(output)
