"""Short pages for the tests of the record: a text, the day it was published, an outlet."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from memcon.model import Page
from memcon.record import Record, open_record

Told = tuple[str, str] | tuple[str, str, str]  # text, day, outlet

LAVROV = "Russian Foreign Minister Sergei Lavrov"
BLINKEN = "US Secretary of State Antony Blinken"
PUTIN = "Russian President Vladimir Putin"
BIDEN = "US President Joe Biden"
ZELENSKY = "Ukrainian President Volodymyr Zelensky"


def page(text: str, day: str, outlet: str = "The Post") -> Page:
    """Make a page of plain text; its address follows from what it says, when and where."""
    name = sha256(f"{text}|{day}".encode()).hexdigest()[:8]
    url = f"https://{outlet.rsplit(maxsplit=1)[-1].lower()}.example/{name}"
    return Page(text.encode(), "text/plain", url, "utf-8", None, (("published", day), ("outlet", outlet)))


def record_of(path: Path, told: Iterable[Told]) -> Record:
    """Make a record of short pages."""
    record = open_record(path, create=True)
    summary = record.add([page(*one) for one in told])
    assert summary.failed == 0
    return record
