"""Entries as CSV: exactly what `memcon list` shows, one entry a row."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from memcon.model import Entry
from memcon.views.csv_rows import line
from memcon.views.formats import Selection

COLUMNS = (
    "id", "kind", "date", "earliest", "latest", "dating", "class", "cameo", "form", "status",
    "source", "target", "who", "place", "articles", "independent", "first_reported",
    "last_reported", "review", "version", "confidence", "words",
)  # fmt: skip


def csv(chosen: Selection) -> Iterator[str]:
    """Yield a header and one line an entry; ids of several actors stand apart by ";"."""
    yield line(COLUMNS)
    for entry in chosen.entries():
        row = as_row(entry)
        yield line([str(row[column]) for column in COLUMNS])


def as_row(entry: Entry) -> dict[str, object]:
    """Return an entry as one flat row."""
    row: dict[str, Any] = msgspec.to_builtins(entry)
    did = [party.actor for party in entry.parties if party.role in ("source", "participant", "speaker")]
    to = [party.actor for party in entry.parties if party.role in ("target", "addressee")]
    whole = {
        **row,
        "class": entry.class_,
        "who": entry.who,
        "source": "; ".join(did),
        "target": "; ".join(to),
    }
    return {column: "" if whole[column] is None else whole[column] for column in COLUMNS}
