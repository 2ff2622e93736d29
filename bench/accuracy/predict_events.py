"""Read texts; write their facts as rows of event data: source, target, CAMEO code.

python bench/accuracy/predict_events.py IN.jsonl OUT.jsonl [--tables DIR]

IN   {"id", "text", "date" or "dct": the day of the text, may be missing}
OUT  {"id", "events": [[source, target, code], …]}

Only what has happened as far as the text says (status asserted); actors as users of event
data write them: country, then sector (USAGOV), an organisation of states by its own name.
DIR holds tables to add to memcon's, as for `memcon read --tables`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path

from lines import Row, arguments, page, read, write
from mapping import dyad_code

import memcon
from memcon.errors import PageError
from memcon.model import Status

FIELDS = ("id", "text", "date", "dct")


def predict(row: Row, tables: Path | None = None) -> Row:
    """Return the facts of a text; a text that has no words in it has none."""
    try:
        reading = memcon.read(page(row["text"]), published=day(row), tables=tables)
    except PageError:
        return {"id": row["id"], "events": []}
    return {"id": row["id"], "events": [list(event) for event in dict.fromkeys(dyads(reading))]}


def day(row: Row) -> str | None:
    """Return the day of a text as memcon takes it, None where it is missing or no date."""
    written = str(row.get("date") or row.get("dct") or "")[:10]
    try:
        return date.fromisoformat(written).isoformat()
    except ValueError:
        return None


def dyads(reading: memcon.Reading) -> Iterator[tuple[str, str, str]]:
    """Walk the dyads of the asserted events."""
    actors = {actor.id: actor for actor in reading.actors}
    for event in reading.events:
        if event.status is not Status.ASSERTED:
            continue
        for source in event.sources:
            for target in event.targets or ("",):
                yield (
                    dyad_code(source, actors.get(source)),
                    dyad_code(target, actors.get(target)),
                    event.codes["cameo"],
                )


def main() -> None:
    """Read the file."""
    parser = arguments(__doc__)
    parser.add_argument("--tables", type=Path, help="a folder of tables to add to memcon's")
    options = parser.parse_args()
    rows = ({key: row[key] for key in FIELDS if key in row} for row in read(options.source))
    write(options.target, map(partial(predict, tables=options.tables), rows))


if __name__ == "__main__":
    main()
