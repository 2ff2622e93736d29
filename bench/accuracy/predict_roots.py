"""Read sentences in which source and target are marked; say what the one does to the other.

python bench/accuracy/predict_roots.py IN.jsonl OUT.jsonl

IN   {"id", "marked": "<s>source</s> … <t>target</t> …"}
OUT  {"id", "root": a PLOVER class, or null where no event has either of them,
     "rule", "status", "sides": by what it was read, for the table by construction}

The marks are the task's input: memcon is told that an actor stands at each, as it is told by
its tables elsewhere, and codes the sentence. Of the events the one between the two is taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from lines import Row, page, run
from mapping import Places, coded_as

import memcon
from memcon.model import Actor, Event, Span, Status
from memcon.reading.actors import Cast, find_actors

TAG = re.compile(r"<(/?)([st])>")
SOURCE, TARGET = "marked s", "marked t"
TOLD = (Status.ASSERTED, Status.HISTORICAL)
Marks = list[tuple[str, Span]]


def unmarked(marked: str) -> tuple[str, Marks]:
    """Return the text without its tags, and which mark stands where.

    >>> unmarked("<s>Iran</s> fired at <t>Iraq</t>.")
    ('Iran fired at Iraq.', [('marked s', Span(start=0, end=4)), ('marked t', Span(start=14, end=18))])
    """
    text, last = "", 0
    opened: dict[str, int] = {}
    marks: Marks = []
    for tag in TAG.finditer(marked):
        text += marked[last : tag.start()]
        last = tag.end()
        if not tag[1]:
            opened[tag[2]] = len(text)
        elif opened.get(tag[2], len(text)) < len(text):
            marks.append((f"marked {tag[2]}", Span(opened.pop(tag[2]), len(text))))
    return text + marked[last:], marks


@contextmanager
def actors_at(text: str, marks: Marks) -> Iterator[None]:
    """Let the stage that finds actors know those that the task marks."""

    def find_marked(article: str, sentences: Sequence[Any], *rest: Any) -> Cast:
        cast = find_actors(article, sentences, *rest)
        places = Places(article, text)
        for name, marked in marks:
            span = places.article(marked)
            inside = [token.i for token in cast.tokens if span and span.overlaps(token.span)]
            if inside:
                cast.extra[name] = Actor(name, name, "group")
                cast.mark(inside[0], inside[-1], (name,), "name")
        return cast

    with patch("memcon.reading.find_actors", find_marked):
        yield


def closeness(event: Event) -> tuple[float, bool]:
    """How well an event is one of the source towards the target; told facts before what is not."""
    sides = (SOURCE in event.sources) + (TARGET in event.targets)
    reverse = (SOURCE in event.targets) + (TARGET in event.sources)
    return sides + reverse / 2, event.status in TOLD


def predict(row: Row) -> Row:
    """Return the class of the event between the marked two."""
    text, marks = unmarked(row["marked"])
    with actors_at(text, marks):
        reading = memcon.read(page(text))
    events = [event for event in reading.events if event.codes["plover"] and closeness(event)[0]]
    best = max(events, key=closeness, default=None)
    if best is None:
        return {"id": row["id"], "root": None}
    told = {"rule": best.evidence.rule, "status": best.status, "sides": closeness(best)[0]}
    return {"id": row["id"], "root": coded_as(best), **told}


if __name__ == "__main__":
    run(__doc__, predict, ("id", "marked"))
