"""Clause → Frame: a predicate with its agent, patient, partners and obliques, and what becomes of its status.

Passives, relative clauses, control ("agreed to", "accused X of"), coordination and nominal
arguments ("Russia's demands", "attack by X on Y") are undone here, so that events.py sees
one shape. Prepositional attachment is wrong one time in five, so the prepositions of the
object count as the verb's too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from memcon.model import Status
from memcon.reading.clauses import (
    VERBAL,
    Control,
    agent_of,
    antecedent,
    clause_form,
    conjuncts,
    dative_of,
    holder_of,
    is_passive,
    other_side,
    prepositions,
    relative_object,
    subject_of,
)
from memcon.reading.grammar import Sentence, Token
from memcon.reading.operators import (
    ORDER,
    Operator,
    found_operators,
    is_order,
    object_control,
    operators,
)
from memcon.tables import Tables

# What becomes of a status when it is negated itself: "did not refuse to meet".
UNDONE = {Status.NEGATED: Status.ASSERTED, Status.REFUSED: Status.POSSIBLE, Status.DENIED: Status.POSSIBLE}
NOBODY = frozenset(("none", "nobody", "neither"))
# Nouns for what is only said: who rejects it denies what it says.
SAYINGS = frozenset(
    "account allegation assertion charge claim insinuation report rumour rumor story suggestion".split()
)
# Verbs whose subject does what their object names: "launched an attack". All others only talk of it.
LIGHT = frozenset(
    "announce attend begin break carry cease commence commit complete conclude conduct continue cut "
    "declare deliver develop direct do end draft escalate expand express extend finish float give "
    "halt have hold host impose increase intensify issue join launch lead lift make maintain mount "
    "offer open order organise organize oversee pay perform present press prolong pursue put raise reach "
    "renew repeat resume run send sign stage start step stop submit strengthen supervise suspend take "
    "tighten undertake unleash unveil use voice wag wage wind".split()
)
NOMINAL_MODIFIERS = ("poss", "compound", "amod", "nmod")


@dataclass(slots=True)
class Frame:
    """A predicate and its arguments, as tokens; `obliques` maps a preposition to its objects."""

    token: Token
    kind: str
    agent: Token | None = None
    patient: Token | None = None
    dative: Token | None = None
    obliques: dict[str, list[Token]] = field(default_factory=dict)
    loose: dict[str, list[Token]] = field(default_factory=dict)
    modifiers: list[Token] = field(default_factory=list)
    complement: Token | None = None
    form: str = ""
    predicate: Token | None = None
    status: Status = Status.ASSERTED
    operators: tuple[tuple[Operator, Token], ...] = ()

    @property
    def lemma(self) -> str:
        """The predicate's lemma, with what a hyphen joins to it ("test-fire")."""
        lemma = self.token.lemma.lower()
        glued = {child.end: child for child in self.token.children if child.end <= self.token.start}
        hyphen = glued.get(self.token.start)
        if hyphen is not None and hyphen.text == "-" and hyphen.start in glued:
            return f"{glued[hyphen.start].lower}-{lemma}"
        return lemma


def find_frames(sentences: Sequence[Sentence], nouns: frozenset[str], tables: Tables) -> list[Frame]:
    """Build a frame for each verb and each noun of `nouns` (event nouns)."""
    known = operators(tables)
    control = object_control(tables)
    return [frame for sentence in sentences for frame in _of_sentence(sentence, nouns, known, control)]


def _of_sentence(
    sentence: Sentence, nouns: frozenset[str], known: dict[str, tuple[Operator, ...]], control: Control
) -> Iterator[Frame]:
    for token in sentence.tokens:
        frame = None
        if token.pos in VERBAL and token.dep not in ("aux", "auxpass"):
            frame = _verb(token, control)
        elif token.pos == "NOUN" and token.lemma.lower() in nouns:
            frame = _noun(token, control)
        if frame is not None:
            frame.operators = tuple(found_operators(frame.token, known))
            if frame.kind == "verb" and not frame.operators and is_order(frame.token):
                frame.operators += ((ORDER, frame.token),)
            if frame.kind == "noun" and frame.agent is None:
                frame.agent = _decider(frame, control)
            frame.status = compose(frame, sentence)
            yield frame


# --- roles -------------------------------------------------------------------------------------


def _verb(verb: Token, control: Control) -> Frame:
    frame = Frame(verb, "verb")
    subject = subject_of(verb, control)
    if is_passive(verb):
        frame.patient = subject or verb.child("dobj")
        frame.agent = agent_of(verb)
    else:
        frame.agent = subject
        thing = verb.child("dobj")
        frame.patient = antecedent(thing) if thing is not None else relative_object(verb)
    frame.dative = dative_of(verb)
    given = verb.child("dobj") if is_passive(verb) else None
    if given is not None and frame.dative is None and subject is not None and verb.tag == "VBN":
        frame.patient, frame.dative = given, subject  # "was granted a loan by"
        frame.agent = frame.agent or agent_of(given)
    frame.obliques = prepositions(verb)
    frame.predicate = verb.child("attr", "oprd", "acomp")
    if frame.predicate is not None:
        for preposition, objects in prepositions(frame.predicate).items():
            frame.obliques.setdefault(preposition, []).extend(objects)
    elif frame.patient is None:
        _small_clause(frame)
    _complement(frame)
    if frame.patient is not None and frame.patient.head is verb:
        frame.loose = prepositions(frame.patient)
    return frame


def _small_clause(frame: Frame) -> None:
    """Take the subject of a small clause as object: "held Iran responsible", "want Rome to go"."""
    for child in frame.token.children:
        subject = child.child("nsubj", "nsubjpass") if child.dep == "ccomp" else None
        if subject is None:
            continue
        if child.pos in ("ADJ", "NOUN", "PROPN") and child.child("cop", "aux", "mark") is None:
            frame.patient, frame.predicate = subject, child
        elif clause_form(child) == "to":
            frame.patient = subject


def _noun(noun: Token, control: Control) -> Frame:
    frame = Frame(noun, "noun")
    frame.modifiers = [antecedent(child) for child in noun.children if child.dep in NOMINAL_MODIFIERS]
    frame.modifiers += [other for mod in frame.modifiers for other in conjuncts(mod)]
    frame.obliques = prepositions(noun)
    other = other_side(noun)
    if other is not None:
        frame.obliques["between"] = sorted((*frame.obliques["between"], other), key=lambda side: side.i)
    governor = noun.head
    if governor.pos in VERBAL and noun.dep in ("dobj", "attr", "nsubjpass", "nsubj"):
        frame.loose = prepositions(governor)
        if noun.dep in ("dobj", "nsubjpass") and governor.lemma.lower() in LIGHT:
            frame.agent = subject_of(governor, control) if noun.dep == "dobj" else agent_of(governor)
    _complement(frame)
    return frame


def _decider(frame: Frame, control: Control) -> Token | None:
    """Return who refuses, plans, wants what a noun names: the subject of the verb, the holder of the plan."""
    for operator, word in frame.operators:
        if operator.control == "subj" and word.pos in VERBAL and frame.token.head is word:
            return agent_of(word) if is_passive(word) else subject_of(word, control)
        if operator.control == "subj" and word.pos == "NOUN":
            return holder_of(word, control)
    return None


def _complement(frame: Frame) -> None:
    below = frame.predicate.children if frame.predicate is not None else []
    for child in (*frame.token.children, *below):
        if child.dep in ("ccomp", "xcomp", "acl", "advcl") and child.pos in (*VERBAL, "ADJ", "NOUN"):
            form = clause_form(child)
            if form and (child.dep != "advcl" or form == "to"):
                frame.complement, frame.form = child, form
                return


def compose(frame: Frame, sentence: Sentence) -> Status:
    """Compose the statuses of a frame's operators from the inside out.

    `planned` gives way to anything; two negations cancel; what is promised or demanded not
    to happen stays negated; any other outer status wins over the inner one.
    """
    status, saying = Status.ASSERTED, False
    for operator, word in frame.operators:
        new = operator.status
        if new is Status.ASSERTED:
            if operator.control == "none" and operator.pos == "verb" and status is Status.PLANNED:
                continue
            continue
        if saying and new in (Status.REFUSED, Status.NEGATED):
            status = Status.DENIED  # "rejected reports of", "no truth in claims that"
        elif new is Status.NEGATED and status in UNDONE:
            status = UNDONE[status]
        elif status is Status.NEGATED and new in (Status.THREATENED, Status.OFFERED, Status.DEMANDED):
            continue  # "promised not to attack"
        elif new is not Status.PLANNED or status is Status.ASSERTED:
            status = new
        saying = status is Status.POSSIBLE and word.lemma.lower() in SAYINGS
    if status in (Status.ASSERTED, Status.PLANNED, Status.POSSIBLE) and _asks(frame, sentence):
        return Status.QUESTION
    if status in (Status.ASSERTED, Status.PLANNED, Status.POSSIBLE) and _of_nobody(frame):
        return Status.NEGATED
    return status


def _of_nobody(frame: Frame) -> bool:
    """Whether nobody does it, or it is done to nothing: "no ship fired", "fired no shots"."""
    for party in (frame.agent, frame.patient) if frame.kind == "verb" else (frame.agent,):
        if party is None:
            continue
        words = party.all("det", "neg", "preconj", "cc")
        if party.lower in NOBODY or any(word.lower in ("no", "neither") for word in words):
            return True
    return False


def _asks(frame: Frame, sentence: Sentence) -> bool:
    """Whether the predicate's own tree ends in a question mark."""
    root = frame.token
    while root.head is not root:
        root = root.head
    last = max((child for child in (root, *root.children)), key=lambda token: token.i)
    if last.text == "?":
        return True
    ending = [token for token in sentence.tokens if token.i >= last.i][:2]
    return any(token.text == "?" for token in ending)
