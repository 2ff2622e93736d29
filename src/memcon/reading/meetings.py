"""The view of CONSULT events that is meetings: who, how, where, when, and whether it happens."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import ClassVar, Literal

from memcon.model import Event, Meeting, Status, content_id
from memcon.tables import Tables

STATUS = {
    Status.ASSERTED: "held",
    Status.HISTORICAL: "held",
    Status.PLANNED: "planned",
    Status.CONDITIONAL: "proposed",
    Status.POSSIBLE: "proposed",
    Status.DEMANDED: "proposed",
    Status.OFFERED: "proposed",
    Status.REFUSED: "refused",
    Status.NEGATED: "cancelled",
}


@dataclass(frozen=True, slots=True)
class MeetingWord:
    """A trigger and the kind of meeting that it makes."""

    TABLE: ClassVar[str] = "{lang}/meetings.tsv"
    word: str
    kind: Literal["meeting", "call", "talks", "summit", "visit", "council"]
    example: str


@lru_cache(maxsize=8)
def kinds(tables: Tables) -> dict[str, str]:
    """Return the kind of meeting by word."""
    return {row.word: row.kind for row in tables.rows(MeetingWord)}


def find_meetings(
    events: Sequence[Event],
    words: Callable[[Event], Iterable[str]],
    country: Callable[[str], str],
    land: Callable[[str], str],
    tables: Tables,
) -> tuple[Meeting, ...]:
    """Make meetings of CONSULT events; two events of one meeting become one, news and history never.

    `words` gives the lemmas of an event's trigger phrase, most telling first; `country` whom
    an actor acts for, `land` the country of a place.
    """
    known = kinds(tables)
    found: list[Meeting] = []
    past: list[bool] = []
    for event in events:
        status = STATUS.get(event.status)
        if event.codes["plover"] != "CONSULT" or status is None:
            continue
        kind = next((known[word] for word in words(event) if word in known), "meeting")
        meeting = Meeting(
            content_id("m", event.id),
            tuple(dict.fromkeys((*event.sources, *event.targets))),
            kind,
            status,
            event.evidence,
            event.when,
            event.place,
            event.place_span,
        )
        history = event.status is Status.HISTORICAL
        same = next(
            (
                i
                for i, other in enumerate(found)
                if past[i] == history and is_same(other, meeting, country, land)
            ),
            None,
        )
        if same is None:
            found.append(meeting)
            past.append(history)
        else:
            found[same] = merged(found[same], meeting, country)
    return tuple(found)


def is_same(one: Meeting, other: Meeting, country: Callable[[str], str], land: Callable[[str], str]) -> bool:
    """Whether two mentions speak of one meeting: same people, same fate, place and date that can agree.

    In one sentence, and for a visit, a person and his country are the same side. A meeting
    that is planned without a date, between the same people in the same country, is the one held.
    """
    same = set(one.participants) == set(other.participants)
    near = one.evidence.sentence == other.evidence.sentence or "visit" in (one.kind, other.kind)
    if near and not same:
        same = {country(actor) for actor in one.participants} == {
            country(actor) for actor in other.participants
        }
        same = same and not (_people(one, country) and _people(other, country))
    if not same or (one.place and other.place and land(one.place) != land(other.place)):
        return False
    a, b = one.when, other.when
    if one.status != other.status:
        undated = (one.status, other.status) == ("held", "planned") and b is None
        return undated and bool(one.place) and bool(other.place)
    if a is None or b is None:
        return near or a is b  # an undated meeting may be another one than that of last year
    if not (a.earliest and a.latest and b.earliest and b.latest):
        return a.edtf == b.edtf
    return a.earliest <= b.latest and b.earliest <= a.latest


def _people(meeting: Meeting, country: Callable[[str], str]) -> bool:
    """Whether every participant is named more closely than by country."""
    return all(country(actor) != actor for actor in meeting.participants)


def merged(one: Meeting, other: Meeting, country: Callable[[str], str]) -> Meeting:
    """Fill what the first mention left open; people say more than countries."""
    if _people(other, country) and not _people(one, country):
        one, other = other, one
    kind = other.kind if one.kind == "meeting" else one.kind
    when = one.when if one.when is not None else other.when
    if one.place:
        return replace(one, kind=kind, when=when)
    return replace(one, kind=kind, when=when, place=other.place, place_span=other.place_span)
