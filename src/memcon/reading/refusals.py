"""Refusals that say so by a negation: "did not want to meet", "decided not to accept", "did not yield"."""

from __future__ import annotations

from collections.abc import Mapping

from memcon.model import Status
from memcon.reading.clauses import clause_form
from memcon.reading.frames import Frame
from memcon.reading.grammar import Token
from memcon.reading.lexicon import EventRow

# The act of refusing; its target is the other side of what is refused.
REFUSAL = EventRow("not", "verb", "", "", "", "of,from,by,with,to,obj.poss", "REJECT", "120")
WILLING = frozenset("want wish intend care plan".split())
DECIDING = frozenset("decide choose opt resolve elect vote".split())
YIELDING = frozenset("accede yield bow accept agree consent comply submit acquiesce assent".split())
NOT = ("not", "n't", "never")


def is_refusal(frame: Frame, rows: Mapping[int, EventRow | None]) -> bool:
    """Whether a clause tells that somebody refused: will or consent is denied, or the contrary decided.

    `rows` are the rows of the lexicon by predicate: what is refused must be an act, too.
    """
    if frame.kind != "verb" or frame.agent is None:
        return False
    row, clause = rows[frame.token.i], frame.complement
    denied = frame.status is Status.NEGATED and _is_negated(frame.token)
    if frame.form == "to" and clause is not None and rows.get(clause.i) is not None:
        if frame.lemma in WILLING and row is None:
            return denied
        if frame.lemma in DECIDING and _is_negated(clause):
            return frame.status is Status.ASSERTED
    past = any(child.lower in ("did", "has", "have", "had") for child in frame.token.all("aux"))
    return denied and past and frame.lemma in YIELDING and row is not None


def is_refused(frame: Frame) -> bool:
    """Whether a deed is what somebody did not want to do, or decided not to do."""
    if frame.status is not Status.NEGATED or frame.token.dep != "xcomp" or clause_form(frame.token) != "to":
        return False
    above = frame.token.head
    unwilling = above.lemma in WILLING and _is_negated(above)
    return unwilling or (above.lemma in DECIDING and _is_negated(frame.token))


def _is_negated(verb: Token) -> bool:
    return any(child.lower in NOT for child in verb.all("neg", "advmod"))
