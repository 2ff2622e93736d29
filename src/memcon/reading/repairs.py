"""What the model's trees often get wrong and grammar can tell: mended before anything is read from them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from memcon.reading.grammar import Token

FINITE = ("VBD", "VBZ", "VBP")
SUBJECTS = ("nsubj", "nsubjpass", "csubj", "expl")
WEEKDAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday".split())


def mend(tokens: Sequence[Token]) -> None:
    """Hang words elsewhere where their labels contradict each other."""
    for token in tokens:
        if token.dep == "conj" and token.tag in FINITE and token.head.tag == "VB":
            _rehang(token)
        elif token.lower in WEEKDAYS and token.dep in ("compound", "nmod"):
            _free_subject(token)


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
