"""Clause → Frame: a predicate with its agent, patient, partners and obliques, and what becomes of its status.

Passives, relative clauses, control ("agreed to", "accused X of"), coordination and nominal
arguments ("Russia's demands", "attack by X on Y") are undone here, so that events.py sees
one shape. Prepositional attachment is wrong one time in five, so the prepositions of the
object count as the verb's too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import ClassVar, Literal

from memcon.model import Status
from memcon.reading.clauses import (
    CLAUSAL,
    VERBAL,
    Control,
    agent_of,
    antecedent,
    clause_form,
    conjuncts,
    dative_of,
    holder_of,
    is_passive,
    is_subjunctive,
    other_side,
    prepositions,
    relative_object,
    subject_of,
)
from memcon.reading.grammar import Sentence, Token
from memcon.tables import Tables

# What becomes of a status when it is negated itself: "did not refuse to meet".
UNDONE = {Status.NEGATED: Status.ASSERTED, Status.REFUSED: Status.POSSIBLE, Status.DENIED: Status.POSSIBLE}
NOBODY = frozenset(("none", "nobody", "neither"))
# Nouns for what is only said: who rejects it denies what it says.
SAYINGS = frozenset("account allegation assertion charge claim insinuation report rumour rumor story suggestion".split())
# Verbs that only say that their subject happens: their modals are the subject's.
OCCURRING = frozenset(
    "be take occur happen begin start open continue go resume come follow end proceed".split()
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
# To say so is to do it, in the present too, and whatever is promised hangs on.
PROMISING = frozenset("warn threaten promise pledge vow swear offer propose demand urge ask".split())
NOMINAL_MODIFIERS = ("poss", "compound", "amod", "nmod")


@dataclass(frozen=True, slots=True)
class Operator:
    """A word that says what becomes of what it governs: `refuse` + to → refused.

    `form` is what it governs: to, that, ing, whom (what somebody else is to do: "want X to"),
    base (a that-clause in the base form), noun (object or passive subject), mod (it modifies an
    event noun), said (a subject or object is said to be so), prep:X (the noun after X), clause (a
    conjunction over its clause).
    `control` says who would do the governed act: subj, obj, or none.
    """

    TABLE: ClassVar[str] = "{lang}/operators.tsv"
    word: str
    pos: Literal["verb", "noun", "adj", "adv", "aux", "mark"]
    form: str
    status: Status
    control: Literal["subj", "obj", "none"]
    example: str


# An infinitive that nothing governs says what for: "came to Kyiv to show support".
PURPOSE = Operator(
    "to", "mark", "purpose", Status.PLANNED, "subj", "Lavrov flew to Minsk to meet Lukashenko."
)


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


@lru_cache(maxsize=8)
def operators(tables: Tables) -> dict[str, tuple[Operator, ...]]:
    """Return the operators by their first word."""
    found: dict[str, list[Operator]] = {}
    for row in tables.rows(Operator):
        found.setdefault(row.word.split()[0], []).append(row)
    return {word: tuple(rows) for word, rows in found.items()}


@lru_cache(maxsize=8)
def object_control(tables: Tables) -> Control:
    """Return the verbs whose object does what their complement says."""
    return frozenset(
        row.word.split()[0] for row in tables.rows(Operator) if row.control == "obj" and row.pos == "verb"
    )


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


# --- status ------------------------------------------------------------------------------------


def found_operators(token: Token, known: dict[str, tuple[Operator, ...]]) -> Iterator[tuple[Operator, Token]]:
    """Yield the operators over a predicate with their words, innermost first."""
    real = is_told(token)
    yield from (found for found in _own(token, known) if not (real and found[0].form == "main"))
    below, above = token, token.head
    while above is not below:
        for operator in known.get(above.lemma.lower(), ()):
            if governs(operator, above, below):
                yield operator, above
                if not _passes_on(below):
                    yield from _none_of(above, known)
                break
        else:
            if below.dep in ("advcl", "acl") and clause_form(below) == "to":
                yield PURPOSE, below
            yield from _of_predicate(above, below, known)
        if below.dep == "conj" and above.pos == below.pos:
            yield from _shared(above, below, known)
        elif above.pos in (*VERBAL, "NOUN", "ADJ") and _passes_on(below):
            yield from _own(above, known)
        if not _climbs(below):
            return
        below, above = above, above.head


def is_told(token: Token) -> bool:
    """Whether a verb stands in the plain past or perfect: no condition undoes it ("warned them if …").

    A noun is told by the verb that it is subject or object of.
    """
    if token.pos == "NOUN" and token.dep in ("dobj", "nsubj", "nsubjpass"):
        token = token.head
    first = next(iter(token.all("aux", "auxpass")), token)
    present = first.tag in ("VBZ", "VBP") and (first.lemma == "have" or token.lemma in PROMISING)
    return token.pos in VERBAL and (first.tag == "VBD" or present)


def _none_of(noun: Token, known: dict[str, tuple[Operator, ...]]) -> Iterator[tuple[Operator, Token]]:
    """The "no" of a noun that governs: "has no plans to attack", "saw no sign of a withdrawal"."""
    for child in noun.children if noun.pos == "NOUN" else ():
        if child.dep in ("det", "neg") and child.lower == "no":
            yield from ((operator, child) for operator in known.get("no", ()))


def _own(token: Token, known: dict[str, tuple[Operator, ...]]) -> Iterator[tuple[Operator, Token]]:
    """Operators among a predicate's own words: modals, adverbs, negation, modifiers, conjunctions."""
    for child in token.children:
        if child.dep not in (
            "aux",
            "neg",
            "advmod",
            "mark",
            "amod",
            "det",
            "prep",
            "auxpass",
            "preconj",
            "cc",
        ):
            continue
        for operator in known.get(child.lower, ()):
            if _applies(operator, child, token):
                yield operator, child
                break
    for child in token.children:
        if child.dep in ("advcl", "prep"):
            yield from _condition(child, known)


def _condition(child: Token, known: dict[str, tuple[Operator, ...]]) -> Iterator[tuple[Operator, Token]]:
    """A clause or phrase of condition under a predicate: "if …", "unless …", "in exchange for …"."""
    first = child if child.dep == "prep" else child.child("mark", "advmod") or _inverted(child)
    if first is None or (child.dep == "prep" and not _is_hypothetical(child.head)):
        return
    for operator in known.get(first.lower, ()):
        if operator.form == "main" and _continues(operator, first):
            yield operator, first
            return


def _inverted(clause: Token) -> Token | None:
    """The auxiliary that stands for "if": "should they attack, …"."""
    subject, aux = clause.child("nsubj", "nsubjpass"), clause.child("aux")
    return aux if aux is not None and subject is not None and aux.i < subject.i else None


def _is_hypothetical(predicate: Token) -> bool:
    """Whether a phrase can be a condition: only beside will or would ("would leave in exchange for")."""
    return any(
        child.dep == "aux" and child.lower in ("will", "would", "wo", "'ll", "could")
        for child in predicate.children
    )


def _continues(operator: Operator, first: Token) -> bool:
    words = operator.word.split()[1:]
    below = {token.lower for token in first.subtree()}
    return all(word in below for word in words)


def _applies(operator: Operator, child: Token, token: Token) -> bool:
    if operator.pos == "aux":
        return child.dep in ("aux", "auxpass")
    if operator.pos == "mark":
        return operator.form == "clause" and child.dep in ("mark", "advmod", "prep")
    if operator.pos == "adv":
        return operator.form in ("own", "det") and (operator.form != "det" or child.dep in ("det", "neg"))
    if operator.pos == "adj":
        return operator.form == "mod" and token.pos == "NOUN"
    return False


def governs(operator: Operator, above: Token, below: Token) -> bool:
    """Whether an operator word governs a predicate in the operator's form."""
    form = operator.form
    if form == "over":
        return below.dep in ("pcomp", "prep") and below.i > above.i and _instead(above)
    if operator.pos in ("aux", "mark", "adv") or form in ("mod", "own", "main", "clause"):
        return False
    if operator.pos != {"VERB": "verb", "AUX": "verb", "NOUN": "noun", "ADJ": "adj"}.get(above.pos):
        return False
    rest = operator.word.split()[1:]
    # "asked if …", but not "warned of … if …"
    unasked = form == "that" and below.dep == "advcl" and operator.status is not Status.QUESTION
    if unasked or not set(rest) <= {child.lower for child in above.children}:
        return False
    if form == "noun":
        return below.dep in ("dobj", "nsubjpass") or (below.dep == "prep" and below.lower in rest)
    if below.dep == "compound" and above.pos == "NOUN":  # "an extradition request"
        return form.startswith("prep:") or form == "to"
    return _in_clause(form, rest, above, below)


def _in_clause(form: str, rest: list[str], above: Token, below: Token) -> bool:
    """Whether a predicate stands in the phrase or clause (prep:X, to, that, ing) that a word governs."""
    if form.startswith("prep:"):
        return below.dep == "prep" and below.lower == form[5:]
    if form == "to" and below.dep == "nsubjpass" and below.pos == "NOUN":  # "talks are expected to be held"
        return above.child("xcomp") is not None
    if form == "that" and below.dep == "advcl":  # "asked if …"
        return any(child.dep == "mark" and child.lower in ("if", "whether") for child in below.children)
    if form == "ing" and (below.dep == "prep" or below.lower in rest):
        return True
    if form == "base":
        return below.dep in CLAUSAL and is_subjunctive(below)
    if form == "whom":
        other = below.child("nsubj", "nsubjpass") or above.child("dobj")
        return below.dep in CLAUSAL and clause_form(below) == "to" and other is not None
    return below.dep in CLAUSAL and clause_form(below) == form


def _of_predicate(
    above: Token, below: Token, known: dict[str, tuple[Operator, ...]]
) -> Iterator[tuple[Operator, Token]]:
    """The operator that a deed is said to be: "talks are due", "called the report a lie", "it is unclear if"."""
    clause = below.dep in CLAUSAL and above.lemma == "be"
    if not clause and not (below.pos == "NOUN" and below.dep in ("nsubj", "nsubjpass", "dobj", "nmod")):
        return
    for predicate in said_to_be(above, below):
        near = {child.lower for child in (*predicate.children, *above.children)}
        for operator in known.get(predicate.lower, ()):
            forms = ("that",) if clause else ("said", "mod", "to")
            fits = operator.form in forms and (operator.form == "said" or operator.pos == "adj")
            if fits and set(operator.word.split()[1:]) <= near:
                yield operator, predicate
                return


def said_to_be(verb: Token, below: Token) -> Iterator[Token]:
    """What a verb says that its subject or object is: "is false", "called it a lie", "dismissed as untrue"."""
    for child in verb.children:
        predicative = child.dep in ("acomp", "oprd", "attr") and child is not below
        if predicative or (child.dep == "advmod" and child.lower == "as"):
            yield child
        elif child.dep == "prep" and child.lower == "as":
            yield from (inner for inner in child.children if inner.dep in ("pobj", "amod", "pcomp"))
    if below.dep == "dobj":
        commas = {word.i for word in below.subtree() if word.text == ","}
        yield from (word for word in below.subtree() if word.dep == "appos" and not commas)
        yield from (child for child in below.all("amod") if child.child("advmod", "prep") is not None)


def _instead(word: Token) -> bool:
    """Whether "of" is that of "instead of"; other words of this form stand alone."""
    return word.lower != "of" or any(child.lower == "instead" for child in word.children)


def _passes_on(below: Token) -> bool:
    """Whether a predicate takes on its governor's modals and negation: light nouns and to-clauses do."""
    if below.dep == "nsubj":
        return below.pos == "NOUN" and below.head.lemma in OCCURRING
    if below.dep in ("dobj", "nsubjpass", "attr", "pobj"):
        return below.pos == "NOUN"
    return below.dep in ("xcomp", "prep", "pcomp") or (below.dep == "conj" and below.pos in VERBAL)


def _shared(
    above: Token, below: Token, known: dict[str, tuple[Operator, ...]]
) -> Iterator[tuple[Operator, Token]]:
    """Of a coordinated predicate: the modals before the first one count for both unless it has its own."""
    own = {child.dep for child in below.children}
    if "aux" not in own and "nsubj" not in own:
        for operator, word in _own(above, known):
            if word.dep == "aux" or operator.form in ("main", "clause"):
                yield operator, word


def _climbs(below: Token) -> bool:
    """Whether what stands over a predicate's governor also stands over the predicate."""
    return below.dep not in ("relcl", "appos", "parataxis", "poss", "npadvmod")


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
