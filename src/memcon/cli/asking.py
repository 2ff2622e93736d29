"""Commands that ask a record: list, search, show, explain, actor, calendar, changes, gaps."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from memcon.cli.common import AS, RECORD, chosen, filters, leave, out, told

SHOWN = 500  # entries that `list` prints unless told otherwise


@click.command("list")
@RECORD
@filters
@click.option("--words", is_flag=True, help="Also the words of each entry's best source.")
@AS
def list_(record: Path, words: bool, view: str, **asked: Any) -> None:
    """List the entries of RECORD by day: the chronology, or what the filters ask for."""
    with told():
        from memcon.record import open_record
        from memcon.views import chronology, entries

        limit = asked["limit"] or (SHOWN if view == "text" else None)
        with open_record(record, read_only=True) as opened:
            more = {"limit": limit + 1} if limit and not asked["limit"] else {}
            found = opened.entries(chosen(**{**asked, **more}))
            if view == "json":
                leave(out(entries.lines(found)))
                return
            listed = list(found)
        leave(out(chronology.render(listed[:limit], words)))
    if limit and len(listed) > limit:
        click.echo(f"the first {limit}; --limit N shows more, filters show less", err=True)


@click.command()
@RECORD
@click.argument("words", nargs=-1, required=True)
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True)
@AS
def search(record: Path, words: tuple[str, ...], limit: int, view: str) -> None:
    """Find paragraphs: words, "a phrase", a prefix*, NEAR(a b, 5), OR, NOT.

    The spellings of a name (Zelensky, Zelenskyy; Kiev, Kyiv) are found together.
    """
    with told():
        from memcon.record import open_record
        from memcon.views.entries import json_line

        with open_record(record, read_only=True) as opened:
            found = opened.search(" ".join(words), limit)
    if view == "json":
        leave(out(json_line(one) for one in found))
        return
    leave(
        out(
            f"{one.outlet or one.url}, {one.published[:10] or 'undated'}: {one.title}\n"
            f"  {' '.join(one.words.split())}\n  {' '.join(one.entries)}\n"
            for one in found
        )
    )


@click.command()
@RECORD
@click.argument("entry")
@AS
def show(record: Path, entry: str, view: str) -> None:
    """Show an ENTRY with every sentence that says so."""
    with told():
        from memcon.record import open_record
        from memcon.views import chronology
        from memcon.views.entries import json_line

        with open_record(record, read_only=True) as opened:
            one = opened.entry(entry)
            history, sources = opened.history(one), opened.sources(one)
    if view == "json":
        import msgspec

        told_of = {"history": msgspec.to_builtins(history), "sources": msgspec.to_builtins(sources)}
        out([json_line(one, who=one.who, **told_of)])
        return
    out(chronology.page(one, history, sources))


@click.command()
@RECORD
@click.argument("entry")
@AS
def explain(record: Path, entry: str, view: str) -> None:
    """Say why an ENTRY stands as it does: rules, spans, date arithmetic, decisions."""
    _listed(record, view, lambda opened: opened.explain(entry), lambda line: f"{line}\n")


@click.command()
@RECORD
@click.argument("name", required=False)
@AS
def actor(record: Path, name: str | None, view: str) -> None:
    """Show what there is of the actor NAME (a name, an id, a country); without NAME, list them all."""
    if name is None:
        _listed(
            record,
            view,
            lambda opened: opened.actors(),
            lambda one: f"{one[4]:>6}  {one[0]:<14} {one[1]}{f' ({one[3]})' if one[3] else ''}\n",
        )
        return
    _listed(record, view, lambda opened: opened.actor(name), _dossier)


def _dossier(one: Any) -> str:
    def counted(pairs: Iterable[tuple[str, int]]) -> str:
        return ", ".join(f"{what} {count}" for what, count in pairs) or "–"

    country = f" ({one.country})" if one.country and one.country != one.id else ""
    return (
        f"{one.name}{country}  {one.kind}  {one.id}\n"
        f"  also written: {', '.join(name for name in one.names if name != one.name) or '–'}\n"
        f"  as: {counted(one.roles)}\n"
        f"  {one.entries} entries in {one.articles} pages, {one.first or '–'} to {one.last or '–'}\n"
        f"  does: {counted(one.classes)}\n  with: {counted(one.partners)}\n"
    )


@click.command()
@RECORD
@click.option(
    "--as-of", default="", metavar="DATE", help="What was known by the end of this day, of what is due."
)
@AS
def calendar(record: Path, as_of: str, view: str) -> None:
    """Show what was or is planned, and what became of it: kept, cancelled, not reported, due."""
    with told():
        from memcon.record import open_record
        from memcon.views import chronology
        from memcon.views.entries import json_line

        with open_record(record, read_only=True) as opened:
            found = opened.calendar(as_of)
        leave(out(chronology.due(found) if view == "text" else map(json_line, found)))


@click.command()
@RECORD
@click.option("--since", default="", metavar="DATE|RUN", help="From this day on, or after this run.")
@AS
def changes(record: Path, since: str, view: str) -> None:
    """Show what is new, corrected, confirmed, merged or withdrawn."""
    _listed(
        record,
        view,
        lambda opened: opened.changes(since),
        lambda one: f"run {one.run}  {one.at[:10]}  {one.kind:<10} {one.entry}  {one.detail}\n",
    )


@click.command()
@RECORD
@click.option(
    "--days", type=click.IntRange(min=1), default=3, show_default=True, help="Longer than so many days."
)
@AS
def gaps(record: Path, days: int, view: str) -> None:
    """Show stretches of days without a page, and without a word of actors who are often there."""
    _listed(
        record,
        view,
        lambda opened: opened.gaps(days),
        lambda one: f"{one.first} to {one.last}  {one.days:>3} days  {one.actor or 'no page at all'}\n",
    )


def _listed(record: Path, view: str, ask: Any, line: Any) -> None:
    """Open a record, ask it, print what it says as text or JSON."""
    with told():
        from memcon.record import open_record
        from memcon.views.entries import json_line

        with open_record(record, read_only=True) as opened:
            found = ask(opened)
    if view == "json":
        leave(out(json_line({"line": one} if isinstance(one, str) else _named(one)) for one in found))
    else:
        leave(out(line(one) for one in found))


def _named(one: Any) -> Any:
    names = ("id", "name", "kind", "country", "entries")
    return dict(zip(names, one, strict=True)) if isinstance(one, tuple) else one
