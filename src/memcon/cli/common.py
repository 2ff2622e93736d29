"""What the commands share: exit codes, options, how an error is told."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from memcon.errors import MemconError

if TYPE_CHECKING:
    from memcon.record.filters import Filter

FAILED, NOTHING_FOUND, BUSY, STOPPED = 1, 3, 4, 130
F = TypeVar("F", bound=Callable[..., Any])

RECORD = click.argument("record", type=click.Path(path_type=Path))
AS = click.option("--format", "view", type=click.Choice(["text", "json"]), default="text", show_default=True)
TABLES = click.option(
    "--tables",
    type=click.Path(path_type=Path),
    help="Folder of .tsv files whose rows are added to the tables.",
)
MODEL = click.option("--model", help="A spaCy model of your own, by folder or package name.")


def complain(error: MemconError | str) -> None:
    """Say on standard error what went wrong."""
    click.echo(f"memcon: {error}", err=True)


@contextmanager
def told() -> Iterator[None]:
    """Turn memcon's errors into one line and exit code 1, and Ctrl-C into 130."""
    try:
        yield
    except MemconError as error:
        complain(error)
        sys.exit(FAILED)
    except KeyboardInterrupt:
        complain("stopped; what was read is kept, run the same command again to go on")
        sys.exit(STOPPED)


def out(lines: Iterable[str]) -> bool:
    """Print lines as they come; return whether there were any."""
    found = False
    for line in lines:
        found = True
        click.echo(line, nl=False)
    return found


def leave(found: bool) -> None:
    """Leave with exit code 3 if nothing was found."""
    if not found:
        click.echo("nothing found", err=True)
        sys.exit(NOTHING_FOUND)


def filters(command: F) -> F:
    """Give a command the options by which `list` chooses."""
    for option in reversed(_FILTERS):
        command = option(command)
    return command


def chosen(unless: Mapping[str, str] | None = None, **asked: Any) -> Filter:
    """Return the filter that the options ask for; `unless` is what stands if they name no kind."""
    from memcon.record.filters import CHRONOLOGY, Filter

    given = {name: value for name, value in asked.items() if value is not None and value != ""}
    given = given if "kind" in given else {**(unless or {}), **given}
    kind, status = given.pop("kind", "event"), given.pop("status", None)
    if status is None:
        status = CHRONOLOGY if kind == "event" else "all"
    return Filter(kind="" if kind == "all" else kind, status="" if status == "all" else status, **given)


def within(command: F) -> F:
    """Give a command the options of `list` but kind and limit: it asks for all kinds and limits itself."""
    for option in reversed(_FILTERS[1:-1]):
        command = option(command)
    return command


_FILTERS = (
    click.option(
        "--kind",
        type=click.Choice(["event", "statement", "conditional", "figure", "all"]),
        help="[default: event]",
    ),
    click.option("--actor", help="A name, an id, or a country (RUS), which takes in whoever acts for it."),
    click.option("--pair", nargs=2, metavar="A B", help="Two actors that both take part."),
    click.option("--class", "class_", help="PLOVER class (CONSULT, ACCUSE …)."),
    click.option(
        "--status",
        help="asserted, planned, cancelled, demanded …, several by commas, or all.  "
        "[default: what happened or is to happen]",
    ),
    click.option("--place", help="Where, by name."),
    click.option("--since", metavar="DATE", help="From this day, month or year on (2022-02-10)."),
    click.option("--until", metavar="DATE", help="Up to this day, month or year."),
    click.option("--source", help="A part of an outlet's name or of an address."),
    click.option(
        "--review",
        type=click.Choice(["accepted", "edited", "rejected", "none"]),
        help="Only entries judged so.",
    ),
    click.option(
        "--min-confidence",
        type=click.FloatRange(0, 1),
        metavar="0…1",
        help="Only events and statements at least so sure.",
    ),
    click.option("--limit", type=click.IntRange(min=1), help="At most so many."),
)
