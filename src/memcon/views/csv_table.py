"""Entries as CSV, one a row; as a folder, with the claims under them and a Frictionless data package.

Source: https://specs.frictionlessdata.io/tabular-data-package/ (version 1).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from memcon.views.csv_rows import line
from memcon.views.formats import Selection
from memcon.views.table import ENTRY, SOURCE, Cell, Column, of_entry, of_source


def text(chosen: Selection) -> Iterator[str]:
    """Yield a header and one line an entry."""
    yield line([column.name for column in ENTRY])
    for entry in chosen.entries():
        yield _line(of_entry(entry))


def folder(chosen: Selection, place: Path) -> None:
    """Write entries.csv, sources.csv and the datapackage.json that describes them."""
    with (place / "entries.csv").open("wb") as entries, (place / "sources.csv").open("wb") as sources:
        one, other = _Table(entries, "entries", ENTRY), _Table(sources, "sources", SOURCE)
        for account in chosen.accounts():
            one.add(of_entry(account.entry))
            for source in account.sources:
                other.add(of_source(account.entry, source))
    package = {
        "profile": "tabular-data-package",
        "name": re.sub(r"[^a-z0-9._-]+", "-", chosen.name.lower()).strip("-") or "record",
        "description": "Entries of a record made by memcon, and what each page says of them",
        "resources": [one.described("id"), other.described("claim", entry="entries")],
    }
    text = msgspec.json.format(msgspec.json.encode(package), indent=2)
    (place / "datapackage.json").write_bytes(text + b"\n")


class _Table:
    """One CSV file being written, with its size and hash."""

    def __init__(self, file: BinaryIO, name: str, columns: Sequence[Column]) -> None:
        self.file, self.name, self.columns = file, name, columns
        self.digest, self.size = hashlib.sha256(), 0
        self._write(line([column.name for column in columns]))

    def add(self, row: dict[str, Cell]) -> None:
        """Write a row."""
        self._write(_line(row))

    def _write(self, text: str) -> None:
        data = text.encode()
        self.file.write(data)
        self.digest.update(data)
        self.size += len(data)

    def described(self, key: str, **foreign: str) -> dict[str, Any]:
        """Return the file as a resource; `foreign` names a column and the resource that it points at."""
        fields = [{"name": one.name, "type": one.type, "description": one.says} for one in self.columns]
        schema: dict[str, Any] = {"fields": fields, "missingValues": [""], "primaryKey": [key]}
        if foreign:
            schema["foreignKeys"] = [
                {"fields": [own], "reference": {"resource": table, "fields": ["id"]}}
                for own, table in foreign.items()
            ]
        return {
            "profile": "tabular-data-resource",
            "name": self.name,
            "path": f"{self.name}.csv",
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "bytes": self.size,
            "hash": f"sha256:{self.digest.hexdigest()}",
            "schema": schema,
        }


def _line(row: dict[str, Cell]) -> str:
    return line(["" if cell is None else str(cell) for cell in row.values()])
