"""Meetings come back to: "the call", "the talks", "their conversation" mean the last one told that fits.

Only where a verb says what becomes of it (fates.py); the people are then those of the meeting
meant, and so is what the sentence leaves open of a meeting of the same standing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from memcon.model import Event, Evidence, Status, When, content_id
from memcon.reading.fates import Fate, are_apart, kinds
from memcon.reading.grammar import Token
from memcon.reading.parties import Setting
from memcon.tables import Tables

POINTING = frozenset("the this that these those his her its our their".split())
POSSESSIVE = "PRP$"
SIDES = frozenset("with between among of to and".split())
ANY = frozenset({"meeting", "talks", "visit", "summit", "council"})
# Which kinds of meeting a noun of a kind can mean, the likeliest first.
FITS = {
    "call": (frozenset({"call"}),),
    "meeting": (ANY,),
    "talks": (ANY, frozenset({"call"})),
    "visit": (frozenset({"visit"}), ANY),
    "summit": (frozenset({"summit"}), ANY),
}
STANDING = {
    "cancelled": Status.NEGATED,
    "postponed": Status.NEGATED,
    "moved": Status.PLANNED,
    "held": Status.ASSERTED,
}


@dataclass(frozen=True, slots=True)
class Known:
    """What the other stages know: actors, times of words, countries of places, kinds of meeting."""

    setting: Setting
    time: Callable[[Token], When | None]
    land: Callable[[str], str]
    kind: Callable[[Event], str]


def come_back(
    events: Sequence[Event], fates: Mapping[int, Fate], known: Known, tables: Tables
) -> tuple[dict[str, str], tuple[Event, ...]]:
    """Make an event of each meeting noun that only comes back to one; say by id to which event."""
    words = kinds(tables)
    links: dict[str, str] = {}
    found = {event.id: event for event in events}
    told = {event.trigger.start: event for event in events if event.codes["plover"] == "CONSULT"}
    for _, fate in sorted({fate.noun.start: fate for fate in fates.values()}.items()):
        kind = words.get(fate.noun.lower) or words.get(fate.noun.lemma.lower(), "")
        own = told.get(fate.noun.start) or told.get(fate.verb.start)
        named = _named(fate.noun, words, known) if own is None else (*own.sources, *own.targets)
        meant = None
        if named is not None and (own is None or _is_pointed(fate.noun, known)):
            meant = _antecedent(fate, FITS.get(kind, ()), named, (tuple(found.values()), known))
        if meant is not None:
            event = _event(fate, meant, known)
            event = _filled(own, event) if own is not None else event
            links[event.id] = meant.id
            found[event.id] = event
    return links, tuple(sorted(found.values(), key=lambda event: event.trigger))


def _filled(event: Event, back: Event) -> Event:
    """Add to an event with people of its own what the meeting that it comes back to tells."""
    place = (event.place, event.place_span) if event.place else (back.place, back.place_span)
    return replace(event, when=event.when or back.when, place=place[0], place_span=place[1])


def _is_pointed(noun: Token, known: Known) -> bool:
    """Whether a noun is definite: by "the" or "this", a possessive, or a time ("Monday's meeting")."""
    for child in noun.children:
        if child.dep in ("det", "poss") and (child.lower in POINTING or known.time(child) is not None):
            return True
        if child.dep == "poss" and known.setting.who(child):
            return True
    return False


def _named(noun: Token, words: dict[str, str], known: Known) -> tuple[str, ...] | None:
    """Return who is named beside a definite noun, or None where it is not definite or is another meeting."""
    named: list[str] = []
    if not _is_pointed(noun, known):
        return None
    for child in noun.children:
        if child.dep in ("poss", "compound", "amod", "nmod", "nummod") and not _is_harmless(
            child, words, known
        ):
            who = known.setting.who(child)
            if not who:
                return None
            named += who
    for thing in _sides(noun):
        who = known.setting.who(thing)
        if not who:
            return None
        named += who
    return tuple(named)


def _is_harmless(modifier: Token, words: dict[str, str], known: Known) -> bool:
    """Whether a modifier does not tell one meeting from another: a time, "phone", "planned", "their"."""
    return (
        words.get(modifier.lower) in ("call", "summit")
        or known.time(modifier) is not None
        or (modifier.tag == POSSESSIVE and not known.setting.who(modifier))
        or (modifier.dep == "amod" and modifier.tag in ("VBN", "VBD"))
    )


def _sides(noun: Token) -> Iterator[Token]:
    """Who is said to meet after a noun: "with Lavrov", "of the board"; where it goes ("to Kyiv") is known."""
    for child in noun.children:
        if child.dep == "prep" and child.lower in SIDES:
            for inner in child.children:
                if inner.dep == "pobj":
                    yield inner
                    yield from inner.all("conj")


def _antecedent(
    fate: Fate, tiers: Sequence[frozenset[str]], named: Sequence[str], page: tuple[Sequence[Event], Known]
) -> Event | None:
    """Return the last meeting before a noun that fits it; what is called off was rather planned than held."""
    events, known = page
    before = [
        event
        for event in sorted(events, key=lambda event: event.trigger)
        if event.codes["plover"] == "CONSULT"
        and event.status in (Status.PLANNED, Status.ASSERTED)
        and event.trigger.start < fate.noun.start
        and _agrees(event, fate, named, known)
    ]
    for tier in tiers:
        fitting = [event for event in before if known.kind(event) in tier]
        if fate.status != "held":
            fitting = [event for event in fitting if event.status is Status.PLANNED] or fitting
        if fitting:
            return fitting[-1]
    return None


def _agrees(event: Event, fate: Fate, named: Sequence[str], known: Known) -> bool:
    """Whether a meeting is of those named, and neither in another country nor on another day."""
    actors = {*event.sources, *event.targets}
    if len(actors) < 2:
        return False
    sides = actors | {known.setting.country(actor) for actor in actors}
    if not all(actor in sides or known.setting.country(actor) in actors for actor in named):
        return False
    if (
        event.place
        and fate.place
        and fate.status != "moved"
        and known.land(event.place) != known.land(fate.place[0])
    ):
        return False
    planned = fate.when if fate.status in ("cancelled", "postponed") else fate.instead_of
    return event.status is not Status.PLANNED or not are_apart(event.when, planned)


def _event(fate: Fate, meant: Event, known: Known) -> Event:
    """Make the event: the people of the meeting meant, the fate of this sentence."""
    status = _status(fate, meant, known)
    when = fate.when
    if when is None and (fate.status in ("cancelled", "postponed") or status is meant.status):
        when = meant.when
    place = fate.place or ((meant.place, meant.place_span) if meant.place else None)
    tokens, sentence = fate.words(), fate.sentence.span
    start, end = min(token.start for token in tokens), max(token.end for token in tokens)
    statement = known.setting.said_in(fate.noun)
    return replace(
        meant,
        id=content_id("e", fate.noun.start, fate.word, meant.sources, meant.targets),
        trigger=fate.noun.span,
        status=status,
        evidence=Evidence(start, end, (sentence.start, sentence.end), f"back:{fate.word}"),
        when=when,
        place=place[0] if place else "",
        place_span=place[1] if place else None,
        said_in=statement.id if statement else "",
        by="",
    )


def _status(fate: Fate, meant: Event, known: Known) -> Status:
    """Return whether it happened; one that has been held, and only its old date is told, is still held."""
    if fate.status == "moved" and fate.when is None and fate.place is None:
        return meant.status
    if fate.status == "held" and fate.ahead:
        return Status.PLANNED
    if fate.status == "held" and fate.when is not None:
        return known.setting.standing(fate.when)
    return STANDING[fate.status]
