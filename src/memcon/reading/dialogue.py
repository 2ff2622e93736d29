"""What is done by saying it: whom "you" means, threats made by a condition, demands made by "must".

A speaker who says "if they attack, they will pay" threatens; one who says that another state
must leave demands it. The deed itself stays conditional or demanded; the speech act happened.
Source: PLOVER manual 2021 ("must X or face Y" is a demand; conditional threats are THREATEN).
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import replace

from memcon.model import Conditional, Event, Evidence, Statement, Status
from memcon.reading.frames import Frame
from memcon.reading.grammar import Sentence, Token
from memcon.reading.speech import speech_act

SPEAKERS = frozenset({"i", "we", "us", "me"})
HEARERS = frozenset({"you", "your", "yours", "yourselves"})
OBLIGING = {"must": "100", "should": "020", "ought": "020"}


def address(
    statements: Sequence[Statement], sentences: Sequence[Sentence], country: Callable[[str], str]
) -> tuple[Statement, ...]:
    """Say who "we" is in a report inside a quotation, and whom "you" means.

    "You" is whoever spoke last for another country.
    """
    found: list[Statement] = []
    for statement in (_with_outer_speaker(statement, statements, sentences) for statement in statements):
        if (
            statement.speaker
            and not statement.addressee
            and statement.kind == "direct"
            and _says_you(statement, sentences)
        ):
            statement = replace(statement, addressee=_other_side(statement, found, statements, country))  # noqa: PLW2901
        found.append(statement)
    return tuple(found)


def _other_side(
    statement: Statement,
    before: Sequence[Statement],
    all_: Sequence[Statement],
    country: Callable[[str], str],
) -> str:
    """Whoever spoke last for another country, else whoever speaks next."""
    for other in (*reversed(before), *all_):
        if other.speaker and country(other.speaker) not in ("", country(statement.speaker)):
            return other.speaker
    return ""


def _with_outer_speaker(
    statement: Statement, statements: Sequence[Statement], sentences: Sequence[Sentence]
) -> Statement:
    span = statement.speaker_span
    if statement.speaker or span is None:
        return statement
    inside = [token for sentence in sentences if sentence.span.covers(span) for token in sentence.at(span)]
    if not inside or inside[0].lower not in SPEAKERS:
        return statement
    for outer in statements:
        if outer.speaker and outer is not statement and any(part.covers(span) for part in outer.content):
            return replace(statement, speaker=outer.speaker)
    return statement


def _says_you(statement: Statement, sentences: Sequence[Sentence]) -> bool:
    return any(
        token.lower in HEARERS
        for sentence in sentences
        for span in statement.content
        if sentence.span.overlaps(span)
        for token in sentence.at(span)
    )


def hypothetical(event: Event, conditionals: Sequence[Conditional], told: Container[int]) -> Event:
    """Make an event conditional that stands in a condition or in what would follow from it.

    `told` are the places of the predicates that are told as done, whatever the condition: to warn
    or to promise is no less done because what is promised hangs on a condition.
    """
    if event.status not in (Status.ASSERTED, Status.PLANNED, Status.POSSIBLE):
        return event
    for item in conditionals:
        follows = item.consequence.span.covers(event.trigger) and event.trigger.start not in told
        if follows or item.condition.span.covers(event.trigger):
            return replace(event, status=Status.CONDITIONAL)
    return event


def conditional_threats(
    conditionals: Sequence[Conditional], events: Sequence[Event], country: Callable[[str], str]
) -> Iterator[Event]:
    """Yield the threat that a speaker makes by a hostile conditional about another country's act."""
    for item in conditionals:
        source, target = item.speaker, item.condition.actor
        if item.kind != "threat" or not source or not target or country(source) == country(target):
            continue
        sentence = item.evidence.sentence
        if any(
            event.codes["plover"] == "THREATEN"
            and event.evidence.sentence == sentence
            and country(source) in {country(actor) for actor in event.sources}
            for event in events
        ):
            continue
        span = item.consequence.span
        yield speech_act(
            span,
            (source, target),
            ("THREATEN", "138"),
            replace(item.evidence, rule="conditional threat"),
            Status.CONDITIONAL,
        )


def demands(
    frames: Sequence[Frame],
    sentences: dict[int, Sentence],
    who: Callable[[Token], tuple[str, ...]],
    said_in: Callable[[Token], Statement | None],
    country: Callable[[str], str],
) -> Iterator[Event]:
    """Yield the demand that a speaker makes by saying that another country must or should act."""
    for frame in frames:
        if frame.status is not Status.DEMANDED or frame.agent is None:
            continue
        word = next(
            (word for operator, word in frame.operators if operator.pos == "aux" and word.lower in OBLIGING),
            None,
        )
        statement = said_in(frame.token)
        if word is None or statement is None or not statement.speaker:
            continue
        targets = [actor for actor in who(frame.agent) if country(actor) != country(statement.speaker)]
        if targets:
            sentence = sentences[frame.token.i].span
            evidence = Evidence(
                word.start, frame.token.end, (sentence.start, sentence.end), f"{word.lower} in speech"
            )
            codes = ("REQUEST", OBLIGING[word.lower])
            yield speech_act(
                word.span, (statement.speaker, targets[0]), codes, evidence, Status.ASSERTED, statement.id
            )
