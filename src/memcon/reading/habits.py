"""What is told as a state or a claim, and no event: habits of trade, posted troops, "a nuclear threat"."""

from __future__ import annotations

from memcon.model import Status
from memcon.reading.clauses import is_passive
from memcon.reading.frames import Frame
from memcon.reading.grammar import Token
from memcon.reading.lexicon import EventRow

# Buying, selling and giving: in the plain present a habit ("buys its gas from"), in the past a deed.
TRADE = frozenset({"060", "061", "062"})
FINITE = ("VBZ", "VBP")
INDICATIVE = ("VBZ", "VBP", "VBD")
CLAIMING = ("insist", "suggest")  # demands only with the subjunctive: "insisted that they leave"
ROUTINE = frozenset("routine regular ordinary customary normal daily".split())
# Threats that are dangers, said of what is and not of what somebody says.
DANGERS = frozenset(
    "nuclear military security terror terrorist existential missile cyber real serious grave growing direct "
    "imminent major potential long-term paramount strategic constant".split()
)
BEING = frozenset("be pose represent constitute become develop face present remain see counter".split())


def is_state(frame: Frame, row: EventRow) -> bool:
    """Whether a clause tells a habit or a state: "buys its gas from", "are stationed near"."""
    if row.plover == "THREATEN" and frame.kind == "noun" and frame.lemma == "threat":
        return is_danger(frame.token)
    if row.plover == "REQUEST" and frame.lemma in CLAIMING and _is_claim(frame):
        return True
    drill = frame.token if frame.kind == "noun" else frame.patient
    if row.plover == "MOBILIZE" and drill is not None and _is_routine(drill):
        return True
    if frame.kind != "verb" or frame.status is not Status.ASSERTED:
        return False
    if row.plover == "MOBILIZE":
        return is_passive(frame.token) and frame.agent is None and _is_standing(frame.token)
    return (row.plover == "AID" or row.cameo in TRADE) and _is_plain_present(frame.token)


def _is_plain_present(verb: Token) -> bool:
    """Whether a verb, or the one it is joined to, stands in the present without a helping verb."""
    if verb.child("aux", "auxpass") is None and verb.tag in FINITE:
        return True
    return verb.dep == "conj" and verb.tag in (*FINITE, "VB") and _is_plain_present(verb.head)


def _is_standing(verb: Token) -> bool:
    """Whether a passive has only "is" or "are" to help it: how things stand, not what is being done."""
    helpers = verb.all("aux", "auxpass")
    return len(helpers) == 1 and helpers[0].tag in FINITE and helpers[0].lemma == "be"


def is_danger(threat: Token) -> bool:
    """Whether a threat is a danger that is there, not one that somebody makes by his words."""
    kinds = {child.lower for child in threat.all("amod", "compound")}
    return bool(kinds & DANGERS) or (threat.dep in ("dobj", "attr") and threat.head.lemma in BEING)


def _is_claim(frame: Frame) -> bool:
    """Whether a that-clause says what is so, not what others should do."""
    clause = frame.complement
    if frame.form != "that" or clause is None:
        return False
    first = next(iter(clause.all("aux", "auxpass")), clause)
    return first.tag in INDICATIVE or first.lower in ("will", "would", "can", "could")


def _is_routine(thing: Token) -> bool:
    return any(child.lower in ROUTINE for child in thing.all("amod"))
