"""Events as CSV: one dyad a row, with the words that say so."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from memcon.model import Actor, Event, Reading

STARTS = frozenset("=+-@\t\r\n＝＋－＠")
NUMBER = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?\Z")
QUOTED = re.compile(r'[",\r\n]')
NUL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")  # what readers of CSV end a cell or a file at
COLUMNS = (
    "article",
    "published",
    "date",
    "source",
    "source_name",
    "source_country",
    "target",
    "target_name",
    "target_country",
    "plover",
    "cameo",
    "status",
    "said_by",
    "confidence",
    "place",
    "start",
    "end",
    "words",
    "sentence",
)


def render(readings: Iterable[Reading], why: bool = False) -> Iterator[str]:
    """Yield a header, then one line for each dyad of each event; `why` adds the rule."""
    columns = (*COLUMNS, "rule") if why else COLUMNS
    yield line(columns)
    for reading in readings:
        for row in to_rows(reading):
            yield line([row[column] for column in columns])


def to_rows(reading: Reading) -> list[dict[str, str]]:
    """Return one dict for each dyad of each event, all values strings."""
    actors = {actor.id: actor for actor in reading.actors}
    return [
        _row(reading, event, actors, source, target)
        for event in reading.events
        for source in event.sources
        for target in event.targets or ("",)
    ]


def _row(
    reading: Reading, event: Event, actors: dict[str, Actor], source: str, target: str
) -> dict[str, str]:
    article = reading.article
    speakers = {statement.id: statement.speaker for statement in reading.statements}
    said_by = event.by or speakers.get(event.said_in, "")
    places = {place.id: place.name for place in reading.places}
    nobody = Actor("", "", "")
    one, other = actors.get(source, nobody), actors.get(target, nobody)
    return {
        "article": article.url or article.id,
        "published": article.published.edtf if article.published else "",
        "date": event.when.edtf if event.when else "",
        "source": source,
        "source_name": one.name,
        "source_country": one.country,
        "target": target,
        "target_name": other.name,
        "target_country": other.country,
        "plover": event.codes["plover"],
        "cameo": event.codes["cameo"],
        "status": str(event.status),
        "said_by": actors[said_by].name if said_by in actors else said_by,
        "confidence": f"{event.confidence:.2f}",
        "place": places.get(event.place, ""),
        "start": str(event.evidence.start),
        "end": str(event.evidence.end),
        "words": event.evidence.span.of(article.text),
        "sentence": article.text[event.evidence.sentence[0] : event.evidence.sentence[1]],
        "rule": event.evidence.rule,
    }


def line(cells: Iterable[str]) -> str:
    """Return cells as one line of CSV that no spreadsheet runs as a formula."""
    return ",".join(_quoted(inert(NUL.sub("", cell))) for cell in cells) + "\n"


def _quoted(cell: str) -> str:
    # the csv module leaves a lone return bare, which ends a row where it is read
    return '"' + cell.replace('"', '""') + '"' if QUOTED.search(cell) else cell


def inert(cell: str) -> str:
    """Keep a spreadsheet from running a cell as a formula; numbers stay as they are.

    Source: OWASP, CSV Injection (the full-width signs too, which some spreadsheets take for the others).

    >>> inert("=1+1"), inert("-0.4"), inert("- no")
    ("'=1+1", '-0.4', "'- no")
    """
    return f"'{cell}" if cell[:1] in STARTS and not NUMBER.match(cell) else cell
