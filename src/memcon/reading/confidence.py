"""How far a reading is to be trusted: signals of an item, weighed by a table.

Each event, statement and date is asked for signals: how its parties are named and where, what
triggers it, how it was dated. Their weights add up on the scale of log-odds. The weights of events
and statements are fitted (`bench/accuracy/fit_confidence.py`), on pages of which we may publish
the text; the others are set from published error rates of dates in news.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from math import exp
from typing import ClassVar, Literal, TypeVar

from memcon.model import Article, Event, Meeting, Reading, Span, Statement, When
from memcon.tables import Tables

__all__ = ["Cast", "SignalWeight", "event_signals", "rated", "statement_signals", "time_signals"]

LEAST, MOST = 0.02, 0.99  # nothing that is read by rule is certain, or wholly excluded
LONG = 240  # characters of a sentence beyond which its tree is often wrong
FAR = 120  # characters between the trigger and a party beyond which they seldom belong together
Item = TypeVar("Item", Event, Statement, When)


@dataclass(frozen=True, slots=True)
class SignalWeight:
    """One signal and its weight in log-odds; the signal `all` holds for every item of its kind."""

    TABLE: ClassVar[str] = "{lang}/confidence.tsv"
    item: Literal["event", "statement", "time"]
    signal: str
    weight: float
    example: str


@lru_cache(maxsize=8)
def _weights(tables: Tables) -> dict[tuple[str, str], float]:
    return {(row.item, row.signal): row.weight for row in tables.rows(SignalWeight)}


def rated(reading: Reading, tables: Tables) -> Reading:
    """Return the reading with the confidence of each event, meeting, statement and date.

    >>> from memcon.tables import load_tables
    >>> rated(Reading(Article("a", "", (), "en")), load_tables()).is_empty
    True
    """
    weights = _weights(tables)

    def weigh(kind: str, signals: Iterator[str]) -> float:
        total = weights.get((kind, "all"), 0.0) + sum(weights.get((kind, name), 0.0) for name in signals)
        return round(min(MOST, max(LEAST, 1 / (1 + exp(-total)))), 2)

    def dated(when: When | None) -> When | None:
        return when and replace(when, confidence=weigh("time", time_signals(when)))

    cast = Cast(reading)
    events = tuple(
        replace(event, when=dated(event.when), confidence=weigh("event", event_signals(event, cast)))
        for event in reading.events
    )
    statements = tuple(
        replace(one, confidence=weigh("statement", statement_signals(one, cast)))
        for one in reading.statements
    )
    return replace(
        reading,
        article=replace(reading.article, published=dated(reading.article.published)),
        times=tuple(replace(time, when=dated(time.when) or time.when) for time in reading.times),
        events=events,
        meetings=tuple(_meeting(one, events, dated) for one in reading.meetings),
        statements=statements,
    )


def _meeting(one: Meeting, events: tuple[Event, ...], dated: Callable[[When | None], When | None]) -> Meeting:
    """Give a meeting the confidence of the event that it is the view of."""
    confidence = max((event.confidence for event in events if event.evidence == one.evidence), default=1.0)
    return replace(one, when=dated(one.when), instead_of=dated(one.instead_of), confidence=confidence)


class Cast:
    """Where and how a reading names its actors; how often it says the same of the same."""

    def __init__(self, reading: Reading) -> None:
        self.article: Article = reading.article
        self.actors = {actor.id: actor for actor in reading.actors}
        self.statements = {one.id: one for one in reading.statements}
        self.told: dict[tuple[object, ...], int] = {}
        self.triggers: dict[Span, int] = {}
        for event in reading.events:
            key = self.what(event)
            self.told[key] = self.told.get(key, 0) + 1
            self.triggers[event.trigger] = self.triggers.get(event.trigger, 0) + 1

    def side(self, actor: str) -> str:
        """Return whom an actor acts for."""
        known = self.actors.get(actor)
        return known.country or known.id if known is not None else actor

    def what(self, event: Event) -> tuple[object, ...]:
        """What is said: class, and who does it to whom."""
        sides = tuple(
            tuple(sorted({self.side(actor) for actor in side})) for side in (event.sources, event.targets)
        )
        return (event.codes["plover"], *sides)

    def named(self, actor: str, within: Span, near: int) -> tuple[str, int]:
        """Return how an actor is named nearest to a position within a span, and how far away ("", -1)."""
        known = self.actors.get(actor)
        mentions = [m for m in known.mentions if within.covers(m.span)] if known is not None else []
        if not mentions:
            return "", -1
        nearest = min(mentions, key=lambda mention: (abs(mention.span.start - near), mention.span.start))
        return nearest.form, abs(nearest.span.start - near)


def event_signals(event: Event, cast: Cast) -> Iterator[str]:
    """Name the signals of an event."""
    sentence = Span(*event.evidence.sentence)
    yield f"trigger {event.evidence.rule.partition(':')[0]}"
    yield f"class {event.codes['plover'] or 'none'}"
    yield f"status {event.status}"
    yield from _party("source", event.sources, event.trigger.start, sentence, cast)
    yield from _party("target", event.targets, event.trigger.start, sentence, cast)
    if event.evidence.rule.count(" ") > 0:
        yield "trigger of several words"
    if sentence.end - sentence.start > LONG:
        yield "long sentence"
    if event.said_in:
        said = cast.statements.get(event.said_in)
        yield f"in {said.kind} speech" if said is not None else "in speech"
    sides = [cast.side(actor) for actor in event.sources], [cast.side(actor) for actor in event.targets]
    if set(sides[0]) & set(sides[1]):
        yield "within one state"
    if cast.told[cast.what(event)] > 1:
        yield "told more than once"
    if cast.triggers[event.trigger] > 1:
        yield "trigger told twice"


def _party(role: str, actors: tuple[str, ...], near: int, sentence: Span, cast: Cast) -> Iterator[str]:
    if not actors:
        yield f"no {role}"
        return
    form, distance = cast.named(actors[0], sentence, near)
    yield f"{role} by {form}" if form else f"{role} named elsewhere"
    if distance > FAR:
        yield f"{role} far away"
    if len(actors) > 1:
        yield f"several {role}s"
    known = cast.actors.get(actors[0])
    if known is not None and not known.country and known.kind in ("person", "group"):
        yield f"{role} of no state"


def statement_signals(one: Statement, cast: Cast) -> Iterator[str]:
    """Name the signals of a statement."""
    yield f"kind {one.kind}"
    yield f"stance {one.stance}"
    yield f"rule {one.evidence.rule}"
    if one.cue is None:
        yield "no cue"
    if not one.speaker:
        yield "speaker as written" if one.speaker_span else "no speaker"
    else:
        sentence = Span(*one.evidence.sentence)
        form, _ = cast.named(one.speaker, sentence, one.evidence.start)
        yield f"speaker by {form}" if form else "speaker named elsewhere"
    words = sum(len(span.of(cast.article.text).split()) for span in one.content)
    if words < 4:
        yield "few words"


def time_signals(when: When) -> Iterator[str]:
    """Name the signals of a date."""
    yield f"basis {when.basis}"
    yield f"precision {when.precision}"
    if "~" in when.edtf:
        yield "approximate"
    if "X" in when.edtf:
        yield "open"
    if len(when.reasons) > 1:
        yield "several reasons"
