"""Read articles; write who says what, as positions in the text.

python bench/accuracy/predict_quotes.py IN.jsonl OUT.jsonl

IN   {"doc_id", "text"}
OUT  {"doc_id", "quotes": [{"parts": [[start, end], …], "speaker_span": [[start, end]]}, …]}
"""

from __future__ import annotations

import re

from lines import Row, page, run
from mapping import Places

import memcon
from memcon.model import Span

# The annotation counts the conjunction to the content, memcon counts it to the cue.
OPENER = re.compile(r"\b(?:that|whether|if|to)\s+$", re.IGNORECASE)
LONGEST = 12


def predict(row: Row) -> Row:
    """Return the statements of an article."""
    reading = memcon.read(page(row["text"]))
    places = Places(reading.article.text, row["text"])

    def spans(found: tuple[Span, ...]) -> list[tuple[int, int]]:
        given = [places.given(span) for span in found]
        return [(span.start, span.end) for span in given if span]

    def content(found: tuple[Span, ...]) -> list[tuple[int, int]]:
        parts = spans(found)
        start = parts[0][0] if parts else 0
        opener = OPENER.search(row["text"], max(0, start - LONGEST), start)
        return [(opener.start(), parts[0][1]), *parts[1:]] if opener else parts

    quotes = [
        {
            "parts": content(statement.content),
            "speaker_span": spans((statement.speaker_span,) if statement.speaker_span else ()),
        }
        for statement in reading.statements
    ]
    return {"doc_id": row["doc_id"], "quotes": [quote for quote in quotes if quote["parts"]]}


if __name__ == "__main__":
    run(__doc__, predict, ("doc_id", "text"))
