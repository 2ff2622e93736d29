"""Read the sentences of a TSV (columns id, sentence); write one row for each event found.

python bench/accuracy/predict_status.py IN.tsv OUT.tsv
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterator
from pathlib import Path

from mapping import Codes

import memcon


def rows(sentence: str) -> Iterator[tuple[str, str, str, str, str]]:
    """Yield source, target, class, status and whose word it is, for each event of a sentence."""
    reading = memcon.read(sentence)
    codes = Codes(reading)
    speakers = {statement.id: statement.speaker for statement in reading.statements}
    for event in reading.events:
        said_by = codes.code(event.by) or codes.code(speakers.get(event.said_in, "")) or ""
        for source in event.sources:
            for target in event.targets or ("",):
                yield (
                    codes.code(source) or "",
                    codes.code(target) or "",
                    event.codes["plover"],
                    str(event.status),
                    said_by,
                )


def main() -> None:
    """Read the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("source", type=Path)
    parser.add_argument("target", type=Path)
    options = parser.parse_args()
    with options.source.open(encoding="utf-8", newline="") as lines:
        sentences = [
            (row["id"], row["sentence"])
            for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        ]
    with options.target.open("w", encoding="utf-8", newline="") as out:
        out.write("id\tsource\ttarget\tplover\tstatus\tsaid_by\n")
        for name, sentence in sentences:
            for row in rows(sentence):
                out.write("\t".join((name, *row)) + "\n")


if __name__ == "__main__":
    main()
