"""What is told a second time: the same meeting come back to, the parts and the purpose of one deed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from memcon.model import Event, Status
from memcon.reading.clauses import VERBAL
from memcon.reading.frames import Frame
from memcon.reading.grammar import Token

Country = Callable[[str], str]

# Classes that may be one deed seen from two sides: an offensive is launched to topple somebody.
KIN = ({"ASSAULT", "COERCE"}, {"CONSULT", "COOPERATE"})
# Clauses that say by what, in what way or what for a deed is done.
WITHIN = ("acl", "relcl", "advcl", "xcomp", "pcomp")
# What is only named as the time of something else: "after talks with", "at the start of talks".
TIMING = frozenset("after during following since before until of at from".split())
DEFINITE = ("the", "this", "that")


def is_part(token: Token, event: Event, told: Mapping[int, Event], country: Country) -> bool:
    """Whether an act says how or what for one over it is done: "launched an offensive to topple …".

    `told` are the events by the place of their predicate.
    """
    sides = _sides(event, country)
    for above in _over(token):
        other = told.get(above.i)
        if other is None or not _are_kin(event, other):
            continue
        if sides == _sides(other, country) or (not event.targets and event.sources == other.sources):
            return True
    return False


def _over(token: Token) -> Iterator[Token]:
    """The predicates that a word hangs under by clauses of manner or purpose."""
    below, above = token, token.head
    while above is not below and (below.dep in WITHIN or below.dep in ("prep", "dobj", "pobj")):
        if below.dep in WITHIN:
            yield above
            yield from (child for child in above.children if child.dep in ("dobj", "pobj"))
        below, above = above, above.head


def _are_kin(event: Event, other: Event) -> bool:
    classes = {event.codes["plover"], other.codes["plover"]}
    purpose = event.status is Status.PLANNED and any(classes <= kin for kin in KIN)
    same = len(classes) == 1 and event.status in (other.status, Status.PLANNED)
    return event.codes["plover"] not in ("", "CONSULT", "REQUEST") and (same or purpose)


def _sides(event: Event, country: Country) -> set[str]:
    return {country(actor) for actor in (*event.sources, *event.targets)}


def comes_back(frame: Frame, event: Event, found: Sequence[Event], country: Country) -> bool:
    """Whether a meeting noun means a meeting of the same sides that has been told before."""
    noun, sides = frame.token, _sides(event, country)
    owned = noun.child("poss") is not None
    definite = owned or any(child.lower in DEFINITE for child in noun.children)
    named = noun.dep == "attr" and owned  # "it will be their first meeting"
    if frame.operators and not named:
        return False
    for other in found:
        if other.codes["plover"] != "CONSULT" or _sides(other, country) != sides:
            continue
        if event.when is not None and other.when is not None:
            if event.when.edtf == other.when.edtf and event.status is other.status:
                return True
        elif definite or named or (_only_times(noun) and event.status is other.status):
            return True
    return False


def _only_times(noun: Token) -> bool:
    """Whether a noun only says when something else was: "speaking after talks with"."""
    if noun.dep != "pobj" or noun.head.lower not in TIMING:
        return False
    above = noun.head.head
    return above.pos in VERBAL or (above.dep == "pobj" and above.head.lower in TIMING)
