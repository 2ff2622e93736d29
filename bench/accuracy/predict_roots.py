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
from dataclasses import dataclass, field, replace
from typing import Any
from unittest.mock import patch

from lines import Row, page, run
from mapping import Places, coded_as

import memcon
from memcon.model import Actor, Event, Span, Status
from memcon.reading.actors import Cast, find_actors
from memcon.reading.events import Coder, find_events
from memcon.reading.frames import Frame
from memcon.reading.grammar import Sentence
from memcon.reading.lexicon import EventRow, lexicon
from memcon.reading.parties import Setting
from memcon.tables import Tables

TAG = re.compile(r"<(/?)([st])>")
SOURCE, TARGET = "marked s", "marked t"
TOLD = (Status.ASSERTED, Status.HISTORICAL)
SETTLED = (*TOLD, Status.NEGATED, Status.REFUSED)
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


@dataclass
class Heard:
    """The predicates that the lexicon knows, whoever stands by them, and where the marks stand."""

    predicates: list[tuple[Frame, EventRow]] = field(default_factory=list)
    marks: dict[str, set[int]] = field(default_factory=dict)


@contextmanager
def actors_at(text: str, marks: Marks) -> Iterator[Heard]:
    """Let the stage that finds actors know those that the task marks; note what the lexicon knows."""
    heard = Heard()

    def find_marked(article: str, sentences: Sequence[Any], *rest: Any) -> Cast:
        cast = find_actors(article, sentences, *rest)
        places = Places(article, text)
        for name, marked in marks:
            span = places.article(marked)
            inside = [token.i for token in cast.tokens if span and span.overlaps(token.span)]
            if inside:
                cast.extra[name] = Actor(name, name, "group")
                cast.mark(inside[0], inside[-1], (name,), "name")
                heard.marks.setdefault(name, set()).update(inside)
        return cast

    def find_known(
        sentences: Sequence[Sentence], frames: Sequence[Frame], setting: Setting, tables: Tables
    ) -> tuple[Event, ...]:
        words = lexicon(tables)
        acts = Coder(setting, words).acts
        rows = ((frame, words.find(frame, acts)) for frame in frames)
        heard.predicates = [(frame, row) for frame, row in rows if row is not None and row.plover]
        return find_events(sentences, frames, setting, tables)

    with (
        patch("memcon.reading.find_actors", find_marked),
        patch("memcon.reading.find_events", find_known),
    ):
        yield heard


@dataclass(frozen=True)
class Candidate:
    """What may be the event between the marked two; `named` counts those that memcon names as its sides."""

    plover: str
    cameo: str
    status: Status
    rule: str
    named: float
    governed: int
    depth: int
    frame: Frame | None = None

    def rank(self) -> tuple[bool, int, bool, int, float]:
        """Both sides named; both below the predicate; settled; the main verb over what is inside it."""
        return self.named >= 2, self.governed, self.status in SETTLED, -self.depth, self.named


def closeness(event: Event) -> float:
    """How far an event is one of the source towards the target."""
    sides = (SOURCE in event.sources) + (TARGET in event.targets)
    reverse = (SOURCE in event.targets) + (TARGET in event.sources)
    return sides + reverse / 2


def governed(heard: Heard, frame: Frame) -> int:
    """How many of the marked two stand below a predicate; none where it stands in one of them."""
    if any(frame.token.i in mark for mark in heard.marks.values()):
        return 0
    below = {token.i for token in frame.token.subtree()}
    below |= {token.i for token in frame.agent.subtree()} if frame.agent is not None else set()
    return sum(bool(mark & below) for mark in heard.marks.values())


def told(frame: Frame, status: Status) -> Status:
    """Count as done what was decided, and what something else was done for: "called to thank him".

    "Will not lift the embargo until" is a refusal, whatever it hangs on.
    """
    if status is Status.CONDITIONAL and any(word.dep == "neg" for _, word in frame.operators):
        return Status.NEGATED
    planned = [word.lemma for operator, word in frame.operators if operator.status is Status.PLANNED]
    purpose = [operator for operator, _ in frame.operators if operator.form == "purpose"]
    settled = len(purpose) + planned.count("decide") + planned.count("decision")
    return Status.ASSERTED if status is Status.PLANNED and settled == len(planned) else status


def candidates(heard: Heard, events: Sequence[Event]) -> Iterator[Candidate]:
    """Walk the events and the predicates that the lexicon knows."""
    frames = {frame.token.start: frame for frame, _ in heard.predicates}
    for event in events:
        frame = frames.get(event.trigger.start)
        if not event.codes["plover"] or not closeness(event):
            continue
        plover, cameo, rule = event.codes["plover"], event.codes["cameo"], event.evidence.rule
        below, depth = (governed(heard, frame), deep(frame)) if frame is not None else (0, 0)
        status = told(frame, event.status) if frame is not None else event.status
        yield Candidate(plover, cameo, status, rule, closeness(event), below, depth, frame)
    for frame, row in heard.predicates:
        status, rule = told(frame, frame.status), f"{row.pos}:{row.trigger}"
        yield Candidate(row.plover, row.cameo, status, rule, 0, governed(heard, frame), deep(frame), frame)


def deep(frame: Frame) -> int:
    """How many words stand over a predicate."""
    return len(list(frame.token.ancestors()))


# Going, calling and sending are means: what they were done for says more.
MEANS = frozenset({"CONSULT", "MOBILIZE"})
ENDS = frozenset({"SUPPORT", "ACCUSE", "REJECT", "THREATEN", "ASSAULT", "COERCE", "AID", "COOPERATE"})


def purpose_of(best: Candidate, found: Sequence[Candidate]) -> Candidate:
    """Return what a call, a visit or the sending of a force was for, if that is an event, else itself."""
    frame = best.frame
    if frame is None or best.plover not in MEANS or best.status not in TOLD:
        return best
    for other in found:
        inner = other.frame
        if inner is not None and other.plover in ENDS:
            purpose = any(
                operator.form == "purpose" or (word is frame.token and word.lemma == "call")
                for operator, word in inner.operators
            )
            if purpose and frame.token in list(inner.token.ancestors())[:2]:
                return replace(other, status=best.status)
    return best


def predict(row: Row) -> Row:
    """Return the class of the event between the marked two."""
    text, marks = unmarked(row["marked"])
    with actors_at(text, marks) as heard:
        reading = memcon.read(page(text))
    found = list(candidates(heard, reading.events))
    best = max(found, key=Candidate.rank, default=None)
    if best is None:
        return {"id": row["id"], "root": None}
    best = purpose_of(best, found)
    told = {"rule": best.rule, "status": best.status, "sides": best.named}
    return {"id": row["id"], "root": coded_as(best.plover, best.cameo, best.status), **told}


if __name__ == "__main__":
    run(__doc__, predict, ("id", "marked"))
