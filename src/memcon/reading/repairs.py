"""What the model's trees often get wrong and grammar can tell: mended before anything is read from them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from memcon.reading.grammar import Token

FINITE = ("VBD", "VBZ", "VBP")
SUBJECTS = ("nsubj", "nsubjpass", "csubj", "expl")
# Verbs that call their object something: "called the report a lie", "dismissed the report as a lie".
NAMING = frozenset("call brand label dub term deem declare consider".split())
NAMING_AS = frozenset(
    "describe dismiss denounce reject brand label condemn characterise characterize regard deride "
    "portray present decry paint ridicule".split()
)
# What somebody would do himself, if others agree: "a proposal for withdrawing".
PROPOSALS = frozenset("proposal plan idea offer initiative suggestion formula blueprint scheme".split())
WEEKDAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday".split())


def mend(tokens: Sequence[Token]) -> None:
    """Hang words elsewhere where their labels contradict each other."""
    for token in tokens:
        if token.dep == "conj" and token.tag in FINITE and token.head.tag == "VB":
            _rehang(token)
        elif token.lower in WEEKDAYS and token.dep in ("compound", "nmod"):
            _free_subject(token)
        elif token.dep in ("dobj", "appos") or (token.dep == "prep" and token.lower == "as"):
            _name(token)
        elif token.dep == "pcomp" and token.head.dep == "prep":
            _rejoin(token.head)
        elif token.dep == "relcl" and any(child.lower == "that" for child in token.all("mark")):
            token.dep = "acl"  # "suspicions that …" is no relative clause
        elif token.dep == "amod" and token.tag == "VBN" and token.child("aux") is not None:
            _take_object(token)


def _name(word: Token) -> None:
    """Hang what something is called on the verb that calls it so, not on a verb or noun in between."""
    verb = next(
        (above for above in word.ancestors() if above.dep in ("ccomp", "ROOT", "conj", "relcl")), None
    )
    if verb is None or word.head is verb or verb.pos != "VERB" or verb.child("oprd", "attr") is not None:
        return
    if word.lower == "as":
        between = word.head.pos in ("VERB", "AUX") and word.head.dep == "acl"
        if between and verb.lemma in NAMING_AS:
            hang(word, verb, "prep")
    elif verb.lemma in NAMING:
        second = word.dep == "dobj" and any(other.i < word.i for other in word.head.all("dobj"))
        apart = word.dep == "appos" and not any(child.text == "," for child in word.head.children)
        if (second or apart) and verb.child("dobj") is not None:
            hang(word, verb, "oprd")


def _rejoin(preposition: Token) -> None:
    """Hang a preposition with a clause on its noun: "floated a proposal to Lebanon for leaving".

    A name governs no clause, and of a verb and its proposal the proposal does.
    """
    above = preposition.head
    proposal = above.child("dobj")
    if above.pos == "PROPN":
        _lift(preposition)
    elif proposal is not None and proposal.lemma in PROPOSALS and preposition.lower in ("for", "of", "on"):
        hang(preposition, proposal, "prep")


def _lift(preposition: Token) -> None:
    """Hang "for" with a clause on the noun or verb before a name: "a proposal to Lebanon for leaving"."""
    for above in preposition.head.ancestors():
        if above.pos in ("NOUN", "VERB"):
            hang(preposition, above, "prep")
            return


def _take_object(participle: Token) -> None:
    """Make a participle with "have" before it a verb: "denied having flown drones"."""
    noun, above, dep = participle.head, participle.head.head, participle.head.dep
    if noun is above or participle.i > noun.i or noun.dep not in ("dobj", "pobj", "nsubj", "nsubjpass"):
        return
    places = {"dobj": "xcomp", "pobj": "pcomp", "nsubj": "csubj", "nsubjpass": "csubj"}
    hang(participle, above, places[dep])
    hang(noun, participle, "dobj")
    participle.pos = "VERB"


def _rehang(verb: Token) -> None:
    """Coordinate a finite verb with the finite one above, not its infinitive ("urged to go and spoke")."""
    for above in verb.ancestors():
        if above.tag in FINITE:
            hang(verb, above, "conj")
            return


def _free_subject(day: Token) -> None:
    """Part a day from the subject that follows without a comma: "On Tuesday Prime Minister Doe said"."""
    head, preposition = day.head, day.head.head
    verb = preposition.head
    fronted = preposition.lower == "on" and head.dep == "pobj" and preposition.i == day.i - 1
    if fronted and head.i > day.i and verb.tag in FINITE and verb.i > head.i and not verb.child(*SUBJECTS):
        hang(day, preposition, "pobj")
        hang(head, verb, "nsubjpass" if verb.child("auxpass") else "nsubj")


def hang(token: Token, head: Token, dep: str) -> None:
    """Make a word the child of another, in text order."""
    token.head.children.remove(token)
    token.head, token.dep = head, dep
    head.children.append(token)
    head.children.sort(key=lambda child: child.i)
