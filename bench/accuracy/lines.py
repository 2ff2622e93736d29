"""The files that the scorers read and write: one JSON object a line."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from memcon.model import Page

Row = dict[str, Any]


def read(path: Path) -> list[Row]:
    """Read a file of JSON lines."""
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def write(path: Path, rows: Iterable[Row]) -> None:
    """Write rows as they come, one a line."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as out:
        for row in rows:
            out.write(json.dumps(row, ensure_ascii=False) + "\n")


def arguments(doc: str | None) -> argparse.ArgumentParser:
    """Return a parser for IN.jsonl and OUT.jsonl, with the module's docstring as its help."""
    parser = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=Path)
    parser.add_argument("target", type=Path)
    return parser


def run(doc: str | None, predict: Callable[[Row], Row], fields: Iterable[str]) -> None:
    """Predict on each row of IN, of which only the named fields are handed on, into OUT."""
    options = arguments(doc).parse_args()
    wanted = set(fields)
    inputs = ({key: row[key] for key in row if key in wanted} for row in read(options.source))
    write(options.target, map(predict, inputs))


def page(text: str) -> Page:
    """Return a text as a page of plain text, whatever it looks like."""
    return Page(text.encode("utf-8", "replace"), "text/plain", encoding="utf-8")
