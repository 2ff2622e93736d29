"""Entries as JSON Lines: exactly what `memcon list` shows, with the same filters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from memcon.answers import Entry
from memcon.views.formats import Selection


def jsonl(chosen: Selection) -> Iterator[str]:
    """Yield one JSON object an entry, parties as a list."""
    return lines(chosen.entries())


def lines(entries: Iterable[Entry]) -> Iterator[str]:
    """Yield one JSON object an entry."""
    for entry in entries:
        yield json_line(entry, who=entry.who)


def json_line(item: Any, **more: object) -> str:
    """Return a noun as a line of JSON; names that end in "_" lose it ("class_")."""
    fields = {name.rstrip("_"): value for name, value in msgspec.to_builtins(item).items()}
    return msgspec.json.encode({**fields, **more}).decode() + "\n"
