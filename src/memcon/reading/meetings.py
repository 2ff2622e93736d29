"""The view of CONSULT events that is meetings: who, how, where, when, and whether it happens."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from memcon.model import Event, Meeting, Status, content_id
from memcon.reading.fates import Fate, MeetingWord, are_apart, kinds
from memcon.tables import Tables

__all__ = ["MeetingWord", "Told", "find_meetings", "kind_of"]

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
class Told:
    """The fates of meetings by the position of their noun or verb, and which events come back to which."""

    fates: dict[int, Fate] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)


def kind_of(words: Iterable[str], tables: Tables) -> str:
    """Return the kind of meeting of an event by the words of its trigger phrase, most telling first."""
    known = kinds(tables)
    return next((known[word] for word in words if word in known), "meeting")


def find_meetings(
    events: Sequence[Event],
    kind: Callable[[Event], str],
    country: Callable[[str], str],
    land: Callable[[str], str],
    told: Told,
) -> tuple[Meeting, ...]:
    """Make meetings of CONSULT events; two events of one meeting become one, news and history never.

    `kind` gives the kind of meeting of an event; `country` whom an actor acts for, `land` the
    country of a place.
    """
    found: list[Meeting] = []
    past: list[bool] = []
    at: dict[str, int] = {}
    for event in events:
        status = STATUS.get(event.status)
        if event.codes["plover"] != "CONSULT" or status is None:
            continue
        back = at.get(told.links.get(event.id, ""))
        meeting = _meeting(event, kind(event), told, found[back] if back is not None else None)
        history = event.status is Status.HISTORICAL
        if back is None or past[back] != history or not _is_continued(found[back], meeting):
            back = next(
                (
                    i
                    for i, other in enumerate(found)
                    if past[i] == history and is_same(other, meeting, country, land)
                ),
                None,
            )
        if back is None:
            back = len(found)
            found.append(meeting)
            past.append(history)
        elif event.id in told.links and (meeting.instead_of or not found[back].when):
            found[back] = merged(meeting, found[back], country)  # the later sentence says more
        else:
            found[back] = merged(found[back], meeting, country)
        at[event.id] = back
    return tuple(found)


def _meeting(event: Event, kind: str, told: Told, meant: Meeting | None) -> Meeting:
    """Make a meeting of its event; `meant` is the one that it comes back to, moved from its date."""
    fate = told.fates.get(event.trigger.start)
    if meant is not None and meant.kind != "meeting":
        kind = meant.kind  # "the conversation" is the call told before
    status = STATUS[event.status]
    if fate is not None and fate.status == "postponed" and status == "cancelled":
        status = "postponed"
    instead_of = fate.instead_of if fate is not None and status in ("planned", "held") else None
    if (
        instead_of is None
        and meant is not None
        and meant.status == status == "planned"
        and fate is not None
        and fate.status == "moved"
        and are_apart(meant.when, event.when)
    ):
        instead_of = meant.when
    return Meeting(
        content_id("m", event.id),
        tuple(dict.fromkeys((*event.sources, *event.targets))),
        kind,
        status,
        event.evidence,
        event.when,
        event.place,
        event.place_span,
        instead_of,
    )


def _is_continued(one: Meeting, other: Meeting) -> bool:
    """Whether a meeting that comes back to another says more of it: the same fate, no other date."""
    return one.status == other.status and not are_apart(one.when, other.when)


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
    instead_of = one.instead_of if one.instead_of is not None else other.instead_of
    one = replace(one, kind=kind, when=when, instead_of=instead_of)
    if one.place:
        return one
    return replace(one, place=other.place, place_span=other.place_span)
