"""Whom a refusal, an offer, a threat, a demand or a condition concerns: the other party of mere words.

"Demanded that Niger free its envoy" names nobody to whom it would be done; those who demand it are meant.
"""

from __future__ import annotations

from collections.abc import Iterator

from memcon.model import Status
from memcon.reading.clauses import CLAUSAL, SUBJECTS, VERBAL, agent_of, is_passive
from memcon.reading.grammar import Token
from memcon.reading.operators import Operator, is_order
from memcon.reading.parties import MATERIAL, Coded
from memcon.reading.unsaid import Unsaid

SPOKEN = frozenset({Status.REFUSED, Status.OFFERED, Status.THREATENED, Status.DEMANDED, Status.CONDITIONAL})
TOWARDS = ("to", "against", "on", "with", "before", "for", "from", "of")
FEARING = frozenset({"fear", "worry", "dread", "concern", "anxiety"})
HARMFUL = frozenset({"ASSAULT", "COERCE", "SANCTION", "MOBILIZE", "THREATEN"})
# Prepositions that tell where a material act lands.
REACHING = frozenset("in into near at on off over outside around across along inside through to from".split())
FINITE = ("VBD", "VBZ", "VBP", "MD")
ASKED = (Status.DEMANDED, Status.OFFERED)


class Concerned(Unsaid):
    """Parties that stand beside the words that govern an act, not beside the act."""

    def imperative(self, item: Coded) -> tuple[str, ...]:
        """Return who is told to do it: "Withdraw at once," he told Rwanda."""
        verb = item.frame.token
        if item.frame.kind != "verb" or not is_order(verb):
            return ()
        statement = self.setting.said_in(verb)
        return (statement.addressee,) if statement is not None and statement.addressee else ()

    def refusing(self, item: Coded, asked: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return who refuses what was asked, and who asked: "turned down a request by Manila for talks"."""
        if item.frame.status is not Status.REFUSED:
            return (), ()
        operators = item.frame.operators
        last = next((pair for pair in reversed(operators) if pair[0].status is Status.REFUSED), None)
        refuser = self.subject_ids(*last) if last is not None else ()
        between = [word for op, word in operators if op.status in ASKED and word.pos == "NOUN"]
        if not refuser or (item.frame.kind == "verb" and not between):
            return (), ()
        for word in between:
            asked = self._but(self.modifying(word), refuser) or asked
        return refuser, self._but(asked, refuser)

    def denying(self, item: Coded) -> tuple[str, ...]:
        """Return who denies what nobody is said to have done: "denied that a pledge had been made"."""
        for operator, word in item.frame.operators:
            if operator.status is Status.DENIED and operator.control == "subj":
                return self.subject_ids(operator, word)
        return ()

    def afraid(self, item: Coded, sources: tuple[str, ...]) -> tuple[str, ...]:
        """Return who fears what others would do to them: "fears a Russian attack"."""
        for operator, word in item.frame.operators:
            if word.lemma in FEARING and item.row.plover in HARMFUL:
                return self._but(self.subject_ids(operator, word), sources)
        return ()

    def is_of_others(self, item: Coded, sources: tuple[str, ...]) -> bool:
        """Whether a warning is of what others would do: "the general warned that China could attack"."""
        for operator, word in item.frame.operators:
            if operator.status is Status.THREATENED and word.lemma in ("warn", "warning"):
                subject = self.subject_ids(operator, word)
                modal = any(op.status is Status.POSSIBLE for op, _ in item.frame.operators)
                return bool(self._but(subject, sources)) or (not subject and modal)
        return False

    def of_the_other(
        self, item: Coded, sources: tuple[str, ...], targets: tuple[str, ...]
    ) -> tuple[str, ...]:
        """Return whose things are harmed where "its" is not the doer's: "if Iran fires, we cut its aid"."""
        here = {self.setting.country(actor) for actor in sources}
        there = {self.setting.country(actor) for actor in targets}
        if item.row.plover not in HARMFUL or not here >= there:
            return targets
        thing = item.frame.patient
        if thing is None or not any(word.tag == "PRP$" for word in thing.subtree()):
            return targets
        above = item.frame.token.head
        told = item.frame.token.dep == "ccomp" and above.pos in VERBAL
        outer = self.setting.subject(above) if told else None
        return (
            self.concerned(item, sources)
            or self._but(self.actors(outer) if outer is not None else (), sources)
            or targets
        )

    def in_reach(self, item: Coded, sources: tuple[str, ...]) -> tuple[str, ...]:
        """Return whose place is named after a material act, however deep: "sent 40 trucks … into Syria"."""
        named_aid = item.row.plover == "AID" and item.frame.kind == "noun"  # "the evacuation … to Rostov"
        if item.row.plover not in MATERIAL or named_aid:
            return ()
        for token in item.sentence.tokens:
            if token.i <= item.frame.token.i:
                continue
            if token.pos in VERBAL and token.tag in FINITE and token.dep != "aux":
                return ()
            if token.dep == "pobj" and token.head.lower in REACHING:
                found = self._but(self.actors(token), sources)
                if found and any(self.setting.is_state(actor) for actor in self.homes(found)):
                    return self.homes(found)
        return ()

    def concerned(self, item: Coded, sources: tuple[str, ...]) -> tuple[str, ...]:
        """Return the party that the words over an act name besides those who would do it."""
        if item.frame.status not in SPOKEN:
            return self.afraid(item, sources)
        for operator, word in item.frame.operators:
            for token in _beside(operator, word, self.setting.subject(word) if word.pos in VERBAL else None):
                found = self._but(self.actors(token), sources)
                if found:
                    return found
        if item.frame.status is Status.DEMANDED:
            statement = self.setting.said_in(item.frame.token)
            if statement is not None and statement.speaker:
                return self._but((statement.speaker,), sources)
        return ()

    def _but(self, actors: tuple[str, ...], others: tuple[str, ...]) -> tuple[str, ...]:
        """Leave out those of the same countries as `others`."""
        known = {self.setting.country(actor) or actor for actor in others}
        return tuple(actor for actor in actors if (self.setting.country(actor) or actor) not in known)

    def subject_ids(self, operator: Operator, word: Token) -> tuple[str, ...]:
        """Return who stands behind an operator word."""
        if word.pos == "NOUN":
            return self.modifying(word)
        verb = word if word.pos in VERBAL else word.head
        subject = agent_of(verb) if is_passive(verb) else self.setting.subject(verb)
        return self.actors(subject) if subject is not None and operator.form != "mod" else ()


def _beside(operator: Operator, word: Token, subject: Token | None) -> Iterator[Token]:
    """The nouns beside a governing word, the likeliest other party first."""
    if operator.form in ("main", "clause"):
        clause = word.head if word.dep != "prep" else word
        yield from _parties(clause)
        return
    if operator.pos == "noun":
        yield from word.all("poss")
    elif subject is not None and operator.status is Status.DEMANDED:
        yield subject
    for child in word.children:
        if child.dep in ("dobj", "dative", "nsubjpass") and child.pos not in VERBAL:
            yield child
        elif child.dep in ("prep", "dative", "agent") and child.lower in (*TOWARDS, "by"):
            yield from child.all("pobj")


def _parties(clause: Token) -> Iterator[Token]:
    """Subject, objects and obliques of a condition, or the nouns of a phrase."""
    if clause.dep == "prep":
        yield from (token for token in clause.subtree() if token.dep in ("pobj", "poss", "amod"))
        return
    for child in clause.children:
        if child.dep in (*SUBJECTS, "dobj", "dative", "pobj"):
            yield child
    for child in clause.children:
        if child.dep == "prep":
            yield from child.all("pobj")
        elif child.dep in CLAUSAL:
            yield from _parties(child)
