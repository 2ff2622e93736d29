"""A sentence as statements see it: where printed sentences, quotations and contents end.

Positions are numbers of tokens within the sentence, half-open.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from memcon.reading.attribution import SUBJECTS, Attribution
from memcon.reading.grammar import Sentence, Token

STOPS = frozenset({".", "?", "!", ";"})
COMMAS = frozenset({",", ":", "-", "--", "–", "—", "…", "...", ";"})
MARKS = frozenset("\"'“”‘’«»„‟‹›`") | {"``", "''"}
FIRST = frozenset({"but", "and", "that", "so", "yet", "or"})
# Longer than any sentence: a quotation without a full stop is not walked through for every cue.
LONGEST = 500
FINITE = frozenset({"VBD", "VBZ", "VBP"})


class Scene:
    """A sentence with its attributions, and the questions asked about places in it."""

    def __init__(self, sentence: Sentence, attributions: Sequence[Attribution]) -> None:
        self.tokens = sentence.tokens
        self.base = sentence.tokens[0].i
        self.attributions = sorted(attributions, key=lambda one: one.first)
        self.firsts = [one.first for one in self.attributions]

    def at(self, token: Token) -> int:
        """Return the number of a token in this sentence."""
        return token.i - self.base

    def attributions_in(self, start: int, end: int) -> list[Attribution]:
        """Return the attributions that begin between two places."""
        return self.attributions[bisect_left(self.firsts, start) : bisect_left(self.firsts, end)]

    def reach(self, token: Token, quote: int | None = None) -> tuple[int, int]:
        """Return where a subtree begins and ends."""
        low = high = token.i
        todo = [token]
        for one in todo:
            low, high = min(low, one.i), max(high, one.i)
            todo.extend(c for c in one.children if quote is None or c.quote == quote)
        return low - self.base, high - self.base + 1

    def left(self, place: int, quote: int) -> int:
        """Return where the printed sentence before `place` begins; other quotations are opaque."""
        at = place
        least = place - LONGEST if quote >= 0 else 0
        while at > max(0, least):
            token = self.tokens[at - 1]
            if quote >= 0 and token.quote != quote:
                break
            if token.quote == quote and token.text in STOPS:
                break
            if quote < 0 <= token.quote and at < place - 1 and self.ends(at - 1):
                break
            at -= 1
            if quote < 0 <= token.quote:
                at = self.quote_start(at)
        return at

    def right(self, place: int, quote: int) -> int:
        """Return where the printed sentence after `place` ends."""
        at = place
        most = place + LONGEST if quote >= 0 else len(self.tokens)
        while at < min(len(self.tokens), most):
            token = self.tokens[at]
            if quote >= 0 and token.quote != quote:
                break
            if token.quote == quote and token.text in STOPS:
                break
            at += 1
            if quote < 0 <= token.quote:
                at = self.quote_end(at - 1)
                if self.ends(at - 1):
                    break
        return at

    def ends(self, at: int) -> bool:
        """Whether the quotation that closes at this token ends a sentence."""
        return self.tokens[self.last_word(at)].text[-1] in ".?!"

    def quote_start(self, at: int) -> int:
        """Return the first token of the quotation that this token stands in."""
        number = self.tokens[at].quote
        while at > 0 and self.tokens[at - 1].quote == number:
            at -= 1
        return at

    def quote_end(self, at: int) -> int:
        """Return the place after the quotation that this token stands in."""
        number = self.tokens[at].quote
        while at < len(self.tokens) and self.tokens[at].quote == number:
            at += 1
        return at

    def skip(self, at: int, words: frozenset[str]) -> int:
        """Step over words and line ends to the right."""
        while at < len(self.tokens) and (self.tokens[at].lower in words or self.tokens[at].pos == "SPACE"):
            at += 1
        return at

    def before(self, at: int) -> Token:
        """Return the word before a place, line ends passed over."""
        at -= 1
        while at > 0 and self.tokens[at].pos == "SPACE":
            at -= 1
        return self.tokens[max(at, 0)]

    def foreign(self, at: int, quote: int) -> bool:
        """Whether a token stands in a quotation other than the given one."""
        return self.tokens[at].quote >= 0 and self.tokens[at].quote != quote

    def has_quote(self, start: int, end: int, quote: int = -1) -> bool:
        """Whether words between two places are quoted."""
        return any(self.foreign(at, quote) for at in range(start, end))

    def has_verb(self, start: int, end: int) -> bool:
        """Whether there is a finite verb between two places."""
        return any(token.tag in FINITE or token.tag == "MD" for token in self.tokens[start:end])

    def last_word(self, at: int) -> int:
        """Step left over quote marks to the last word of a quotation."""
        while at > 0 and self.tokens[at].text in MARKS:
            at -= 1
        return at


def trimmed(scene: Scene, pieces: Sequence[tuple[int, int]], quote: int) -> Iterator[tuple[int, int]]:
    """Take stops and commas off the ends of pieces; the marks of a quotation in them stay."""
    for first, last in pieces:
        start, stop = first, last
        while start < stop and _is_edge(scene.tokens[start], quote, "[($£€#@"):
            start += 1
        while stop > start and _is_edge(scene.tokens[stop - 1], quote, ")]%?!"):
            stop -= 1
        while start < stop < len(scene.tokens) and _closes(scene.tokens[stop - 1], scene.tokens[stop], quote):
            stop += 1
        if start < stop:
            yield start, stop


def _closes(last: Token, following: Token, quote: int) -> bool:
    """Whether a token is a stop or closing mark of the quotation that a content ends in."""
    if last.quote != following.quote or last.quote in (-1, quote):
        return False
    return not any(char.isalnum() for char in following.text)


def _is_edge(token: Token, quote: int, kept: str) -> bool:
    """Whether a token at the end of a content is only punctuation."""
    if token.quote != quote or token.text in kept:
        return False
    return not any(char.isalnum() for char in token.text)


def after_adjuncts(scene: Scene, one: Attribution) -> int:
    """Return the place after the attribution and what hangs on its verb without a comma."""
    at = one.last + 1
    while at < len(scene.tokens) and at - one.last < 24:
        token = scene.tokens[at]
        if token.quote >= 0 or token.text in COMMAS or token.text in STOPS:
            break
        at += 1
    return at


def end_of(scene: Scene, one: Attribution, head: Token, start: int) -> int:
    """Return where a content that follows its cue ends."""
    quote = one.token.quote
    limit = scene.right(start, quote)
    if scene.foreign(start, quote):
        close = scene.quote_end(start)
        if close >= limit or scene.ends(close - 1) or scene.tokens[close].text in COMMAS:
            return min(close, limit)
    if not is_main(one.top):
        limit = min(limit, max(scene.reach(head)[1], scene.at(head) + 1))
    return cut(scene, one, max(start, scene.at(head)) + 1, limit)


def is_main(top: Token) -> bool:
    """Whether a verb is the main one of its sentence, so that its content runs to the end."""
    while top.dep == "conj":
        top = top.head
    return top.head is top or (top.dep in ("ccomp", "parataxis") and top.head.quote != top.quote)


def cut(scene: Scene, one: Attribution, start: int, limit: int) -> int:
    """Stop a content before what else the speaker does: "…, adding that", "and left"."""
    for verb in (one.token, one.top):
        for child in verb.children:
            at = scene.at(child)
            if start <= at < limit and _is_own_deed(child):
                limit = _before_deed(scene, child, start, limit)
    for at in range(start, limit):
        if _resumes(scene, one, at):
            limit = _step_back(scene, at, start)
            break
    for other in scene.attributions_in(start, limit):
        if _goes_on_speaking(scene, one, other):
            return _step_back(scene, other.first, start)
    return limit


def _is_own_deed(child: Token) -> bool:
    """Whether what hangs on the cue is a deed of the speaker."""
    return child.dep == "conj" or (child.dep in ("advcl", "xcomp") and child.tag == "VBG")


def _before_deed(scene: Scene, child: Token, start: int, limit: int) -> int:
    low = scene.reach(child)[0]
    if low <= start:
        low = scene.at(child)
    before = scene.before(low)
    if before.dep == "cc" or before.text in COMMAS:
        return _step_back(scene, low, start)
    return limit


def _resumes(scene: Scene, one: Attribution, at: int) -> bool:
    """Whether the speaker's own deeds go on here: "said he would go and left"."""
    token = scene.tokens[at]
    if token.dep != "conj" or not token.tag == one.token.tag == "VBD" or scene.before(at).dep != "cc":
        return False
    if token.quote != one.token.quote or token.child(*SUBJECTS) or one.cue.pos != "verb":
        return False
    return token.head.tag in ("VB", "VBN") and token.head.child("aux") is not None


def _goes_on_speaking(scene: Scene, one: Attribution, other: Attribution) -> bool:
    """Whether another attribution is no part of this content."""
    if other is one or other.nested != one.nested:
        return False
    before = scene.before(other.first)
    if other.cue.pos == "phrase":
        return before.text in COMMAS
    if before.dep == "cc" and other.token.dep == "conj" and other.top is other.token:
        return other.token.tag == one.token.tag or other.top.head in (one.token, one.top)
    return other.follows is one or other.top.head in (one.token, one.top) or other.token.dep == "parataxis"


def _step_back(scene: Scene, at: int, start: int) -> int:
    """Step left over the comma, the "and" and the "after" before a place."""
    while at > start:
        token = scene.tokens[at - 1]
        loose = token.quote < 0 and token.text in COMMAS
        if not loose and token.dep not in ("cc", "mark") and token.pos != "SPACE":
            break
        at -= 1
    return at
