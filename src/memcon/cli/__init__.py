"""The command line: one command per thing a user does; no logic."""

from __future__ import annotations

import click

from memcon import __version__
from memcon.cli import asking, exporting, keeping, reading, reporting, reviewing


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="memcon")
def main() -> None:
    """Read news pages about a crisis into a sourced, dated record."""


for command in (
    reading.read,
    keeping.add,
    keeping.watch,
    keeping.refresh,
    keeping.failures,
    asking.list_,
    asking.search,
    asking.show,
    asking.explain,
    asking.actor,
    asking.calendar,
    asking.changes,
    asking.gaps,
    exporting.export,
    reporting.report,
    reviewing.review,
    reviewing.judge,
    reviewing.judgements,
    keeping.doctor,
):
    main.add_command(command)
