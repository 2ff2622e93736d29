"""`memcon export`: a record, or a part of it, in the format of another tool."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from memcon.cli.common import RECORD, chosen, filters, told
from memcon.views import FORMATS
from memcon.views.formats import Format

NAMES = {one.name: one for one in FORMATS}


def _listed() -> str:
    wide = max(map(len, NAMES))
    return "\n".join(f"{one.name:<{wide}}  {one.says}{_needs(one)}" for one in FORMATS)


def _needs(one: Format) -> str:
    return f" [extra {one.extra}]" if one.extra else ""


@click.command(
    help=f"""Write what `list` shows of RECORD, with the same filters, in a FORMAT.

\b
{_listed()}

A format with an extra needs its packages: pip install 'memcon[EXTRA]'.
"""
)
@RECORD
@click.argument("format", type=click.Choice(list(NAMES)), metavar="FORMAT")
@filters
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="A file or folder, instead of standard output."
)
def export(record: Path, format: str, output: Path | None, **asked: Any) -> None:  # noqa: A002
    """Write a part of a record in a format."""
    one = NAMES[format]
    with told():
        from memcon.record import open_record

        with open_record(record, read_only=True) as opened:
            part = opened.select(chosen(one.asks, **asked))
            if output is not None:
                one.write(part, output)
                return
            binary = sys.stdout.buffer
            if one.binary and binary.isatty():
                raise click.UsageError(f"{format} is not text; give a file with -o NAME{one.suffix}")
            for piece in one.stream(part):
                if isinstance(piece, str):
                    click.echo(piece, nl=False)
                else:
                    binary.write(piece)
