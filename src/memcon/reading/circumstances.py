"""Which time and which place belong to which predicate, found along the tree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from memcon.model import Status, TimeMention, When
from memcon.reading.clauses import VERBAL
from memcon.reading.grammar import Sentence, Token
from memcon.reading.places import Atlas, Located

# A noun or a bare predicate borrows from the predicate that governs it in one of these ways.
LENDING = ("dobj", "nsubjpass", "nsubj", "attr", "pobj", "xcomp", "conj", "appos", "prep", "pcomp", "oprd")
ABOUT = frozenset("about regarding concerning".split())
STATIVE = frozenset("be stay arrive visit travel fly come".split())


class Circumstances:
    """The times and places of one article, asked by predicate."""

    def __init__(
        self,
        sentences: Sequence[Sentence],
        times: Sequence[TimeMention],
        atlas: Atlas,
        triggers: frozenset[str],
    ) -> None:
        self._triggers = triggers
        self._wheres: dict[int, list[Located]] = {}
        self._whens: dict[int, list[When]] = {}
        self._timed: dict[int, When] = {}
        self._all_whens = [time.when for time in times]
        self._all_wheres: list[Located] = []
        by_sentence = {(s.span.start, s.span.end): s for s in sentences}
        for time in times:
            sentence = by_sentence.get(time.evidence.sentence)
            if sentence is not None and time.when.span is not None:
                self._own(sentence.at(time.when.span), time.when)
        for token in (token for sentence in sentences for token in sentence.tokens):
            found = atlas.stay(token)
            if found is not None:
                self._all_wheres.append(found)
                self._wheres.setdefault(self._owner(token).i, []).append(found)

    def _own(self, tokens: Sequence[Token], when: When) -> None:
        """Give a time to the nearest verb or event noun above it, unless it is only spoken about."""
        inside = {token.i for token in tokens}
        self._timed.update(dict.fromkeys(inside, when))
        for token in tokens:
            if token.head.i not in inside or token.head is token:
                if token.head.lower in ABOUT:
                    return
                owner = self._owner(token)
                self._whens.setdefault(owner.i, []).append(when)
                return

    def _owner(self, token: Token) -> Token:
        above = token
        for above in token.ancestors():
            if above.pos in VERBAL or (above.pos == "NOUN" and above.lemma.lower() in self._triggers):
                return above
        return above

    def is_time(self, token: Token) -> bool:
        """Whether a word is part of a time expression."""
        return token.i in self._timed

    def time(self, token: Token) -> When | None:
        """Return the time whose expression a word is part of."""
        return self._timed.get(token.i)

    def when(self, token: Token) -> When | None:
        """Return the time of a predicate: its own, its arguments', or its governor's."""
        for near in self._near(token):
            whens = self._whens.get(near.i)
            if whens:
                return min(whens, key=lambda when: _order(when, near))
        return None

    def where(self, token: Token) -> Located | None:
        """Return the place of a predicate: its own, its arguments', or its governor's."""
        for near in self._near(token):
            wheres = self._wheres.get(near.i)
            if wheres:
                return min(wheres, key=lambda where: abs(where[1].start - near.start))
        return None

    def beside(self, token: Token, until: int) -> tuple[When | None, Located | None]:
        """Return the first time and place named after a word, before position `until`."""
        whens = [w for w in self._all_whens if w.span and token.start < w.span.start < until]
        wheres = [w for w in self._all_wheres if token.start < w[1].start < until]
        return (whens[0] if whens else None, wheres[0] if wheres else None)

    def _near(self, token: Token) -> Iterator[Token]:
        """The words whose time and place are the predicate's, nearest first."""
        yield token
        for child in token.children:
            if child.dep in ("dobj", "attr", "nsubjpass") and child.pos == "NOUN":
                yield child
            if child.dep == "prep":
                yield from (inner for inner in child.children if inner.dep == "pobj")
        yield from _clauses(token)
        below, above = token, token.head
        while above is not below and below.dep in LENDING:
            if above.pos in VERBAL:
                yield above
                if below.dep != "conj":
                    break
            below, above = above, above.head


def _clauses(token: Token) -> Iterator[Token]:
    """Relative clauses that say where somebody or something is: "Blinken, who is in Kiev on …"."""
    reachable = [token, *(child for child in token.children if child.dep in ("dobj", "nsubj", "nsubjpass"))]
    for child in token.children:
        if child.dep in ("prep", "agent"):
            reachable += [inner for inner in child.children if inner.dep == "pobj"]
    for noun in reachable:
        for clause in noun.children:
            if (noun is token and clause.dep in ("relcl", "acl")) or (
                clause.dep == "relcl" and clause.lemma in STATIVE
            ):
                yield clause


def _order(when: When, near: Token) -> tuple[bool, int]:
    """Prefer a time with a known day, then the one nearest to the predicate."""
    distance = abs(when.span.start - near.start) if when.span else 0
    return when.earliest is None, distance


def standing(when: When, published: When | None) -> Status:
    """Return what a plain past tense means at a time: history if a year or more back, planned if to come.

    Without a date of publication an absolute year is history too, since news does not state
    its own year.
    """
    if published is None or not published.earliest or not published.latest:
        absolute = (
            when.basis == "stated" and when.precision in ("year", "decade") and when.earliest is not None
        )
        return Status.HISTORICAL if absolute else Status.ASSERTED
    if when.latest and when.latest < _year_before(published.earliest):
        return Status.HISTORICAL
    if when.earliest and when.earliest > published.latest:
        return Status.PLANNED
    return Status.ASSERTED


def _year_before(day: str) -> str:
    return f"{int(day[:4]) - 1:04}{day[4:]}"
