"""Read articles of known date; write their time expressions with TIMEX3 types and values.

python bench/accuracy/predict_timex.py IN.jsonl OUT.jsonl

IN   {"doc_id", "text", "dct": the day of the document, or null}
OUT  {"doc_id", "timex": [[start, end, type, value], …]}

Durations and repetitions, which memcon finds but a Reading leaves out, are in the task: so
this asks the stages for times, over all blocks of the text.
"""

from __future__ import annotations

from lines import Row, page, run
from mapping import Places
from timex3 import timexes

from memcon.model import When
from memcon.reading.article import read_article, when_of
from memcon.reading.dating import date_article
from memcon.reading.grammar import Stretch, parse
from memcon.reading.times import find_times, resolve_times
from memcon.tables import load_tables


def predict(row: Row) -> Row:
    """Return the time expressions of an article."""
    tables = load_tables()
    article = read_article(page(row["text"]), tables)
    sentences = parse(article.text, [Stretch(i, block.span) for i, block in enumerate(article.blocks)])
    expressions = find_times(sentences, tables)
    given: When | None = when_of(row["dct"], "given") if row.get("dct") else None
    dated = date_article(article, given, expressions, ())
    values = {
        mention.evidence.span: mention.when
        for mention in resolve_times(article.text, expressions, sentences, dated)
    }
    places = Places(article.text, row["text"])
    found = [
        [place.start, place.end, kind, value]
        for expression in expressions
        for span, kind, value in timexes(article.text, expression, values.get(expression.span))
        if (place := places.given(span))
    ]
    return {"doc_id": row["doc_id"], "timex": found}


if __name__ == "__main__":
    run(__doc__, predict, ("doc_id", "text", "dct"))
