"""JSON and JSON lines → pages: one an object with url, title, html or text, published, outlet."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from memcon.errors import PageError
from memcon.model import Page
from memcon.sources.faults import one_line, reason

MEDIA_TYPES = {"html": "text/html", "text": "text/plain"}
STATED = ("title", "published", "outlet")


def read_lines(content: bytes, name: str) -> Iterator[Page | PageError]:
    """Give the page of each line of a .jsonl file; a bad line is an error and the next goes on."""
    for number, line in enumerate(content.split(b"\n"), 1):
        if not line.strip():
            continue
        where = f"{name}:{number}"
        try:
            record = json.loads(_utf8(line))
        except (ValueError, RecursionError) as error:
            yield PageError(f"{where}: not JSON ({reason(error)}); write one object a line")
        else:
            yield _from_record(record, where)


def read(content: bytes, name: str) -> Iterator[Page | PageError]:
    """Give the page of a .json file, or the pages of the list in it."""
    try:
        found = json.loads(_utf8(content))
    except (ValueError, RecursionError) as error:
        yield PageError(f"{name}: not JSON ({reason(error)}); write one object or a list of objects")
        return
    if not isinstance(found, list):
        yield _from_record(found, name)
        return
    for number, record in enumerate(found, 1):
        yield _from_record(record, f"{name}, item {number}")


def _from_record(record: Any, where: str) -> Page | PageError:
    """Make a page of a JSON object with url, title, html or text, published, outlet."""
    if not isinstance(record, dict):
        return PageError(f'{where}: not a JSON object; write {{"url": …, "text": …}}')
    given = [key for key in MEDIA_TYPES if isinstance(record.get(key), str) and record[key].strip()]
    if not given:
        return PageError(f'{where}: neither "html" nor "text"; add one of them, not empty')
    stated = tuple(
        (key, one_line(str(record[key])))
        for key in STATED
        if isinstance(record.get(key), str | int) and str(record[key]).strip()
    )
    url = record.get("url")
    url = one_line(url) if isinstance(url, str) else ""
    content = record[given[0]].encode("utf-8", "replace")
    return Page(content, MEDIA_TYPES[given[0]], url or where, encoding="utf-8", stated=stated)


def _utf8(content: bytes) -> str:
    return content.decode("utf-8-sig")
