"""Readings as JSON, one a line; the schema is published in docs/reading.schema.json."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from memcon.model import Reading

SCHEMA = "memcon/reading/1"


def render(readings: Iterable[Reading], why: bool = False) -> Iterator[str]:
    """Yield one line a reading; with `why`, also the sentences that gave nothing."""
    for reading in readings:
        yield msgspec.json.encode(as_dict(reading, why)).decode() + "\n"


def as_dict(reading: Reading, why: bool = False) -> dict[str, Any]:
    """Return a reading as plain dicts and lists, its schema's name first."""
    fields: dict[str, Any] = msgspec.to_builtins(reading)
    if not why:
        del fields["unread"]
    return {"schema": SCHEMA, **fields}


def schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a line."""
    document = msgspec.json.schema(Reading)
    definition = document["$defs"]["Reading"]
    definition["properties"] = {"schema": {"const": SCHEMA}, **definition["properties"]}
    definition["required"] = ["schema", *definition.get("required", [])]
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": SCHEMA, **document}
