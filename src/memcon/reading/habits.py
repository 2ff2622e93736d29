"""What the present tense tells as a state, and no event: habits of trade, troops that are posted."""

from __future__ import annotations

from memcon.model import Status
from memcon.reading.clauses import is_passive
from memcon.reading.frames import Frame
from memcon.reading.grammar import Token
from memcon.reading.lexicon import EventRow

# Buying, selling and giving: in the plain present a habit ("buys its gas from"), in the past a deed.
TRADE = frozenset({"060", "061", "062"})
FINITE = ("VBZ", "VBP")


def is_state(frame: Frame, row: EventRow) -> bool:
    """Whether a clause tells a habit or a state: "buys its gas from", "are stationed near"."""
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
