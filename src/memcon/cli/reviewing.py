"""Commands by which people decide: review, judge, judgements."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from memcon.cli.common import AS, RECORD, chosen, complain, filters, leave, out, told
from memcon.errors import MemconError

if TYPE_CHECKING:
    from memcon.answers import Entry
    from memcon.record import Record

WHO = click.option(
    "--who", default="", help="Whose decision it is.  [default: MEMCON_WHO, or the user's name]"
)
KEYS = """\
  a accept    e edit    x reject    s skip    u undo the last one
  m the same as another entry    d different from another    w why is it so    ? keys    q quit
"""


@click.command()
@RECORD
@filters
@WHO
def review(record: Path, who: str, **asked: Any) -> None:
    """Go through the entries that nobody has judged yet, one key each; what is decided is kept at once."""
    with told():
        from memcon.record import open_record

        with open_record(record) as opened:
            asked["review"] = asked["review"] or "none"
            waiting = list(opened.entries(chosen(**asked)))
            if not waiting:
                leave(False)
            _Review(opened, who).go(waiting)


class _Review:
    """One sitting at the terminal."""

    def __init__(self, record: Record, who: str) -> None:
        self.record, self.who = record, who
        self.done: list[tuple[int, str]] = []

    def go(self, waiting: list[Entry]) -> None:
        """Show entry after entry and do what the keys say."""
        click.echo(KEYS, nl=False)
        at = 0
        while at < len(waiting):
            out(_shown(self.record, waiting[at], f"[{at + 1}/{len(waiting)}] "))
            try:
                at = self._decide(waiting[at].id, at)
            except MemconError as error:
                complain(error)
            if at < 0:
                break
        click.echo(f"{len(self.done)} decided")

    def _decide(self, key: str, at: int) -> int:
        """Take one decision; return which entry is next, -1 to stop."""
        click.echo("[a e x s u m d w ? q] ", nl=False)
        letter = _key()
        click.echo(letter)
        verdicts = {"a": "accept", "x": "reject", "e": "edit", "m": "same", "d": "different"}
        if letter in verdicts:
            judged = self._judge(verdicts[letter], key)
            self.done.append((at, judged))
            return at + 1
        if letter == "u":
            return self._undo(at)
        if letter == "w":
            out(f"{line}\n" for line in self.record.explain(key))
        elif letter == "s":
            return at + 1
        elif letter == "q":
            return -1
        else:
            click.echo(KEYS, nl=False)
        return at

    def _judge(self, verdict: str, key: str) -> str:
        other, field, value = "", "", ""
        if verdict == "edit":
            field = click.prompt("field", type=click.Choice(["status", "date", "place", "class", "form"]))
            value = click.prompt("new value")
        elif verdict in ("same", "different"):
            claim = ", or of a claim" if verdict == "different" else ""
            other = click.prompt(f"id of the other entry{claim}")
        why = click.prompt("why", default="", show_default=False) if verdict != "accept" else ""
        return self.record.judge(verdict, key, other, said=(field, value, why), who=self.who).key

    def _undo(self, at: int) -> int:
        if not self.done:
            complain("nothing to undo")
            return at
        before, judged = self.done.pop()
        self.record.judge("undo", judged, who=self.who)
        return before


def _key() -> str:
    """Return the next key: pressed at a terminal, or the next letter of what is piped in; "q" at its end."""
    stdin = sys.stdin
    if stdin.isatty():
        return click.getchar()
    letter = stdin.read(1)
    while letter.isspace():
        letter = stdin.read(1)
    return letter or "q"


def _shown(record: Record, entry: Entry, prefix: str) -> Any:
    from memcon.views import chronology

    yield "\n" + prefix
    yield from chronology.page(entry, record.history(entry), record.sources(entry))


@click.command()
@RECORD
@click.argument("verdict", type=click.Choice(["accept", "edit", "reject", "same", "different", "undo"]))
@click.argument("entry")
@click.argument("other", required=False, default="")
@click.option(
    "--set",
    "edit",
    nargs=2,
    default=("", ""),
    metavar="FIELD VALUE",
    help="Of edit: status, date, place, class or form, and its value.",
)
@click.option("--why", default="", help="The reason.")
@WHO
def judge(  # noqa: PLR0913 - one parameter an option
    record: Path, verdict: str, entry: str, other: str, edit: tuple[str, str], why: str, who: str
) -> None:
    """Note one decision on an ENTRY (same, different: and OTHER; undo: the id of a judgement).

    To part what was merged: different ENTRY CLAIM, with the id of a claim from `memcon explain`.
    """
    with told():
        from memcon.record import open_record

        with open_record(record) as opened:
            made = opened.judge(verdict, entry, other, said=(*edit, why), who=who)
    click.echo(made.key)


@click.group()
def judgements() -> None:
    """Show, export and import what people decided."""


@judgements.command("list")
@RECORD
@AS
def list_judgements(record: Path, view: str) -> None:
    """Show the log of decisions."""
    with told():
        from memcon.record import open_record
        from memcon.views.entries import json_line

        with open_record(record, read_only=True) as opened:
            log = opened.judgements()
    if view == "json":
        leave(out(json_line(one) for one in log))
        return
    leave(
        out(
            f"{one.at}  {one.who}: {one.verdict} {one.subject}{' ' + one.other if one.other else ''}"
            f"{f'  {one.field} = {one.value}' if one.field else ''}"
            f"{f'  ({one.why})' if one.why else ''}  {one.key}\n"
            for one in log
        )
    )


@judgements.command("export")
@RECORD
def export_judgements(record: Path) -> None:
    """Write the log as JSON Lines, for another copy of the record."""
    with told():
        from memcon.record import open_record
        from memcon.views.entries import json_line

        with open_record(record, read_only=True) as opened:
            leave(out(json_line(one) for one in opened.judgements()))


@judgements.command("import")
@RECORD
@click.argument("file", type=click.File("r", encoding="utf-8"))
def import_judgements(record: Path, file: Any) -> None:
    """Take in a log that `judgements export` wrote; what is known already is passed over."""
    with told():
        from memcon.record import open_record

        with open_record(record) as opened:
            count = opened.import_judgements(file, file.name)
    click.echo(f"{count} new judgements", err=True)
