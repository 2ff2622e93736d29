"""Operators: words that say what becomes of the predicate they govern (refuse, will, not, if).

They are found on the way up from a predicate, innermost first; frames.py composes its status of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar, Literal

from memcon.model import Status
from memcon.reading.clauses import CLAUSAL, SUBJECTS, VERBAL, Control, clause_form, is_subjunctive
from memcon.reading.grammar import Token
from memcon.tables import Tables

# Verbs that only say that their subject happens: their modals are the subject's.
OCCURRING = frozenset(
    "be take occur happen begin start open continue go resume come follow end proceed".split()
)
# To say so is to do it, in the present too, and whatever is promised hangs on.
PROMISING = frozenset("warn threaten promise pledge vow swear offer propose demand urge ask".split())


@dataclass(frozen=True, slots=True)
class Operator:
    """A word that says what becomes of what it governs: `refuse` + to → refused.

    `form` is what it governs: to, that, ing, whom (what somebody else is to do: "want X to"), base
    (a that-clause in the base form), whether (a clause with if or whether), noun (object or passive
    subject), mod (it modifies an event noun), said (a subject or object is said to be so), prep:X
    (the noun after X), clause (a conjunction over its clause).
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


# An imperative in a quotation: "Give us the tanks," he told Berlin.
ORDER = Operator("", "verb", "own", Status.DEMANDED, "none", "“Leave Ukraine at once,” Biden told Russia.")


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


def is_order(verb: Token) -> bool:
    """Whether a verb is an imperative: in its base form, without subject or helper, heading what is said."""
    if verb.tag != "VB" or verb.child(*SUBJECTS, "aux", "mark", "expl") is not None:
        return False
    if verb.dep == "conj":
        return is_order(verb.head)
    return verb.quote >= 0 and verb.dep in ("ROOT", "ccomp", "xcomp", "parataxis", "csubj")


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
        elif child.dep == "advmod":  # "as long as …"
            for clause in child.all("advcl"):
                marks = clause.all("mark") if child.lower == "long" else []
                yield from ((op, marks[0]) for op in known.get("long", ()) if op.form == "main" and marks)


def _condition(child: Token, known: dict[str, tuple[Operator, ...]]) -> Iterator[tuple[Operator, Token]]:
    """A clause or phrase of condition under a predicate: "if …", "unless …", "in exchange for …"."""
    if child.dep == "prep" and not _is_hypothetical(child.head):
        return
    firsts = [child] if child.dep == "prep" else [*child.all("mark", "advmod"), *_inverted(child)]
    for first in firsts:
        for operator in known.get(first.lower, ()):
            if operator.form == "main" and _continues(operator, first):
                yield operator, first
                return


def _inverted(clause: Token) -> list[Token]:
    """The auxiliary that stands for "if": "should they attack, …", "had they attacked, …"."""
    subject = clause.child("nsubj", "nsubjpass")
    if clause.lower == "were" and subject is not None and subject.i > clause.i:
        return [clause]
    return [aux for aux in clause.all("aux", "auxpass")[:1] if subject is not None and aux.i < subject.i]


def _is_hypothetical(predicate: Token) -> bool:
    """Whether a phrase can be a condition: only beside will or would ("would leave in exchange for")."""
    return any(
        child.dep == "aux" and child.lower in ("will", "would", "wo", "'ll", "could")
        for child in predicate.children
    )


def _continues(operator: Operator, first: Token) -> bool:
    words = operator.word.split()[1:]
    below = {token.lower for token in (*first.subtree(), *first.head.children)}
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
    return _takes(form, rest, above, below)


def _takes(form: str, rest: list[str], above: Token, below: Token) -> bool:
    if form == "noun":
        return below.dep in ("dobj", "nsubjpass") or (below.dep == "prep" and below.lower in rest)
    if below.dep == "compound" and above.pos == "NOUN":  # "an extradition request"
        return form.startswith("prep:") or form == "to"
    if form == "base":
        return below.dep in CLAUSAL and is_subjunctive(below)
    if form == "whether":
        return below.dep in CLAUSAL and any(child.lower in ("if", "whether") for child in below.all("mark"))
    if form == "whom":
        other = below.child("nsubj", "nsubjpass") or above.child("dobj")
        return below.dep in CLAUSAL and clause_form(below) == "to" and other is not None
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
    return below.dep in CLAUSAL and clause_form(below) == form


def _of_predicate(
    above: Token, below: Token, known: dict[str, tuple[Operator, ...]]
) -> Iterator[tuple[Operator, Token]]:
    """The operator that a deed is said to be: "talks are due", "called it a lie", "unclear if"."""
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
    """What a verb says that its subject or object is: "is false", "dismissed as untrue"."""
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
