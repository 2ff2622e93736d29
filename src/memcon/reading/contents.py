"""What is said: from a cue to the words that it governs.

Positions here are numbers of tokens within the sentence, half-open. The tree tells on which
side of the cue the content lies; its ends are taken from the surface, since a long content
is seldom parsed whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from memcon.reading.attribution import SUBJECTS, Attribution, clause_of_noun
from memcon.reading.grammar import Sentence, Token

STOPS = frozenset({".", "?", "!", ";"})
COMMAS = frozenset({",", ":", "-", "--", "–", "—", "…", "...", ";"})
MARKS = frozenset("\"'“”‘’«»„‟‹›`") | {"``", "''"}
FIRST = frozenset({"but", "and", "that", "so", "yet", "or"})
DAYS = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday today yesterday tonight here earlier late later "
    "recently again also".split()
)
PREPOSITIONS = ("as", "of", "for", "against", "about")
FACTS = frozenset({"fact", "view", "idea", "possibility", "notion", "point", "belief", "concern", "hope"})
# What one will do or wants done is a deed rather than a statement, unless in somebody's own words.
WILLING = frozenset({"promise", "demand", "threaten", "warn", "ask"})
# Stances whose object is a statement even without quoted words: "stressed the need for talks".
PLAIN = frozenset({"stress", "deny"})
CLAUSES = ("ccomp",)


@dataclass(frozen=True, slots=True)
class Region:
    """The pieces of a content and the construction that gave them."""

    pieces: tuple[tuple[int, int], ...]
    rule: str


class Scene:
    """A sentence with its attributions, and the questions asked about places in it."""

    def __init__(self, sentence: Sentence, attributions: Sequence[Attribution]) -> None:
        self.tokens = sentence.tokens
        self.base = sentence.tokens[0].i
        self.attributions = attributions

    def at(self, token: Token) -> int:
        """Return the number of a token in this sentence."""
        return token.i - self.base

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
        while at > 0:
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
        while at < len(self.tokens):
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
        while at > 0 and self.tokens[at].text in MARKS:
            at -= 1
        return self.tokens[at].text[-1] in ".?!"

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


Rule = Callable[[Scene, Attribution], Region | None]


def find_region(scene: Scene, one: Attribution) -> Region | None:
    """Return the content of an attribution, or None if it has none in this sentence."""
    if one.nested and one.cue.stance == "attitude":
        return None
    for rule in RULES[one.cue.pos]:
        region = rule(scene, one)
        if region is not None:
            pieces = tuple(_trimmed(scene, region.pieces, one.token.quote))
            if pieces:
                return Region(pieces, region.rule)
    return None


def _trimmed(scene: Scene, pieces: Sequence[tuple[int, int]], quote: int) -> Iterator[tuple[int, int]]:
    """Take stops and commas off the ends of pieces; the marks of a quotation in them stay."""
    for first, last in pieces:
        start, stop = first, last
        while (
            start < stop and scene.tokens[start].quote == quote and _is_edge(scene.tokens[start], "[($£€#@")
        ):
            start += 1
        while (
            stop > start
            and scene.tokens[stop - 1].quote == quote
            and _is_edge(scene.tokens[stop - 1], ")]%?!")
        ):
            stop -= 1
        if start < stop:
            yield start, stop


def _is_edge(token: Token, kept: str) -> bool:
    """Whether a token at the end of a content is only punctuation."""
    return token.text not in kept and not any(char.isalnum() for char in token.text)


def _clause_after(scene: Scene, one: Attribution) -> Region | None:
    """X said (that) CONTENT."""
    if not {"that", "quote"} & set(one.cue.complement):
        return None
    head = next((c for c in one.token.children if c.dep in CLAUSES and c.i > one.token.i), None)
    if head is None or (
        head.tag in ("VB", "VBG") and not head.child("nsubj", "expl", "nsubjpass", "mark", "csubj")
    ):
        return None
    if scene.at(head) <= one.last and one.top is one.token:
        return None
    quoted = head.quote >= 0 and head.quote != one.token.quote
    if "that" not in one.cue.complement and not quoted:
        return None
    if _quote_before(scene, one) or not _finite(head):
        return None
    mark = head.child("mark")
    if mark is None or mark.lower != "that":
        thing = one.token.child("dobj", "attr")
        if one.cue.addressee == "none" and thing is not None and one.token.i < thing.i < head.i:
            return None
    start = _clause_start(scene, one, head)
    if start >= scene.right(one.last, one.token.quote):
        return None
    return Region(((start, _end(scene, one, head, start)),), "verb clause")


def _finite(head: Token) -> bool:
    """Whether a clause can stand as a content: it has a subject, an auxiliary or a finite verb."""
    if head.tag in ("VBD", "VBZ", "VBP") or head.quote >= 0:
        return True
    return head.child(*SUBJECTS, "aux", "cop") is not None


def _quote_before(scene: Scene, one: Attribution) -> bool:
    """Whether a quotation ends in a comma directly before the attribution: "…,” he said"."""
    at = one.first - 1
    if at < 0 or scene.tokens[at].quote < 0 or scene.tokens[at].quote == one.token.quote:
        return False
    start = scene.quote_start(at)
    while at > 0 and scene.tokens[at].text in MARKS:
        at -= 1
    whole = start == 0 or at - start > 6 or scene.tokens[start - 1].text in STOPS | COMMAS
    return whole and scene.tokens[at].text == ","


def _fact(scene: Scene, one: Attribution) -> Region | None:
    """X lamented the fact that CONTENT."""
    noun = one.token.child("dobj")
    clause = clause_of_noun(noun) if noun is not None and noun.lemma in FACTS else None
    if clause is None or "that" not in one.cue.complement:
        return None
    mark = clause.child("mark")
    start = scene.at(mark) + 1 if mark else scene.reach(clause)[0]
    return Region(((start, _end(scene, one, clause, start)),), "verb fact")


def _that_after(scene: Scene, one: Attribution) -> Region | None:
    """X said in a statement that CONTENT, where the tree does not show it."""
    if "that" not in one.cue.complement:
        return None
    for at in range(one.last + 1, min(_after_adjuncts(scene, one), one.last + 14)):
        token = scene.tokens[at]
        if token.lower == "that" and token.tag == "IN":
            end = scene.right(at + 1, one.token.quote)
            if not _is_main(one.top):
                end = min(end, scene.reach(one.top)[1])
            return Region(((at + 1, _cut(scene, one, at + 2, end)),), "verb that")
        if token.tag in ("VBD", "VBZ", "VBP", "MD", "WDT", "WP"):
            return None
    return None


def _clause_start(scene: Scene, one: Attribution, head: Token) -> int:
    """Return where a clause begins: after "that", else at its leftmost word."""
    low, _ = scene.reach(head)
    start = max(low, scene.at(one.token) + 1)
    mark = head.child("mark")
    if mark is not None and mark.lower == "that" and mark.i > one.token.i:
        return scene.at(mark) + 1
    if scene.tokens[start].quote >= 0 and scene.tokens[start].quote != one.token.quote:
        return max(scene.quote_start(start), scene.at(one.token) + 1)
    start = scene.skip(start, DAYS | COMMAS)
    if (
        start < len(scene.tokens)
        and scene.tokens[start].lower == "that"
        and scene.tokens[start].dep == "mark"
    ):
        start += 1
    return min(start, scene.at(head))


def _end(scene: Scene, one: Attribution, head: Token, start: int) -> int:
    """Return where a content that follows its cue ends."""
    limit = scene.right(start, one.token.quote)
    begun = scene.tokens[start].quote
    if begun >= 0 and begun != one.token.quote:
        close = scene.quote_end(start)
        if close >= limit or scene.ends(close - 1) or scene.tokens[close].text in COMMAS:
            return min(close, limit)
    if not _is_main(one.top):
        limit = min(limit, max(scene.reach(head)[1], scene.at(head) + 1))
    return _cut(scene, one, max(start, scene.at(head)) + 1, limit)


def _is_main(top: Token) -> bool:
    """Whether a verb is the main one of its sentence, so that its content runs to the end."""
    while top.dep == "conj":
        top = top.head
    return top.head is top or top.dep in ("ccomp", "parataxis") and top.head.quote != top.quote


def _cut(scene: Scene, one: Attribution, start: int, limit: int) -> int:
    """Stop a content before what else the speaker does: "…, adding that", "and left"."""
    verbs = (one.token, one.top)
    for verb in verbs:
        for child in verb.children:
            at = scene.at(child)
            if not start <= at < limit:
                continue
            if child.dep == "conj" or (child.dep in ("advcl", "xcomp") and child.tag == "VBG"):
                low = scene.reach(child)[0]
                if low <= start:
                    low = at
                if scene.before(low).dep == "cc" or scene.before(low).text in COMMAS:
                    limit = _before(scene, min(low, at), start)
    for at in range(start, limit):
        if _resumes(scene, one, at):
            limit = _before(scene, at, start)
            break
    for other in scene.attributions:
        if other is not one and other.nested == one.nested and start <= other.first < limit:
            if _goes_on_speaking(scene, one, other):
                limit = _before(scene, other.first, start)
    return limit


def _resumes(scene: Scene, one: Attribution, at: int) -> bool:
    """Whether the speaker's own deeds go on here: "said he would go and left"."""
    token = scene.tokens[at]
    if token.dep != "conj" or token.tag != "VBD" or one.token.tag != "VBD" or scene.before(at).dep != "cc":
        return False
    if token.quote != one.token.quote or token.child(*SUBJECTS) or one.cue.pos != "verb":
        return False
    return token.head.tag in ("VB", "VBN") and any(child.dep == "aux" for child in token.head.children)


def _goes_on_speaking(scene: Scene, one: Attribution, other: Attribution) -> bool:
    if other.cue.pos == "phrase":
        return scene.before(other.first).text in COMMAS
    before = scene.before(other.first)
    if (
        before.dep == "cc"
        and other.token.dep == "conj"
        and other.token.tag == one.token.tag
        and other.top is other.token
    ):
        return True
    return other.follows is one or other.top.head in (one.token, one.top) or other.token.dep == "parataxis"


def _before(scene: Scene, at: int, start: int) -> int:
    """Step left over the comma and the "and" before a place."""
    while at > start:
        token = scene.tokens[at - 1]
        if (
            token.dep not in ("cc", "mark")
            and token.pos != "SPACE"
            and not (token.quote < 0 and token.text in COMMAS)
        ):
            break
        at -= 1
    return at


def _quote_after(scene: Scene, one: Attribution) -> Region | None:
    """X said: “CONTENT”; X told Y on Monday, “CONTENT”."""
    if "quote" not in one.cue.complement or one.nested:
        return None
    at = _after_adjuncts(scene, one)
    at = scene.skip(at, COMMAS | FIRST)
    if at >= len(scene.tokens) or scene.tokens[at].quote < 0:
        return None
    if scene.quote_start(at) < at or not _opens_content(scene, one, at):
        return None
    close = scene.quote_end(at)
    limit = scene.right(at, -1)
    if close < limit and scene.tokens[close].text not in COMMAS and not scene.ends(close - 1):
        close = _cut(scene, one, close, limit)
    return Region(((at, close),), "verb quote")


def _opens_content(scene: Scene, one: Attribution, at: int) -> bool:
    """Whether a quotation after a cue is what is said, and not a few words in a noun phrase."""
    before = scene.before(at)
    if before.text in COMMAS or before.lower in FIRST or scene.at(before) <= one.last or before.pos == "ADV":
        return True
    inside = scene.skip(at, MARKS)
    if (
        inside < len(scene.tokens)
        and scene.tokens[inside].text[0].isupper()
        and scene.tokens[inside].pos != "PROPN"
    ):
        return True
    return before.pos in ("NOUN", "PROPN", "PRON") and before.dep in (
        "dobj",
        "dative",
        "pobj",
        "npadvmod",
        "prt",
    )


def _after_adjuncts(scene: Scene, one: Attribution) -> int:
    """Return the place after the attribution and what hangs on its verb without a comma."""
    at = one.last + 1
    while at < len(scene.tokens) and at - one.last < 24:
        token = scene.tokens[at]
        if token.quote >= 0 or token.text in COMMAS or token.text in STOPS:
            break
        at += 1
    return at


def _before_cue(scene: Scene, one: Attribution) -> Region | None:
    """CONTENT, X said; also with the content going on: CONTENT, X said, CONTENT."""
    first = _comma_before(scene, one)
    if first <= 0:
        return None
    token = scene.tokens[first - 1]
    quoted = token.quote >= 0 and token.quote != one.token.quote
    if quoted and not _finished(scene, first, one):
        return None
    if not quoted and (
        scene.tokens[scene.skip(first, frozenset())].text != ","
        or token.text in STOPS
        or not _governed(scene, one, first)
    ):
        return None
    if quoted and not {"quote", "that"} & set(one.cue.complement):
        return None
    start = scene.left(first, one.token.quote)
    pieces = [(start, first), *_goes_on(scene, one, start, first)]
    if len(pieces) == 1 and not quoted and not _has_verb(scene, first):
        return None
    return Region(tuple(pieces), "quote verb" if quoted else "clause verb")


def _comma_before(scene: Scene, one: Attribution) -> int:
    """Step left from an attribution over its comma."""
    first = one.first
    while first > 0:
        token = scene.tokens[first - 1]
        if token.quote != one.token.quote or not (token.text in COMMAS or token.pos == "SPACE"):
            break
        first -= 1
    return first


def _finished(scene: Scene, first: int, one: Attribution) -> bool:
    """Whether a quotation before a cue ends as one with its attribution after it: “…,” he said."""
    if first < one.first:
        return True
    at = first - 1
    while at > 0 and scene.tokens[at].text in MARKS:
        at -= 1
    last = scene.tokens[at].text[-1]
    if last in ",?!-—–…":
        return True
    return last == "." and not scene.tokens[one.first].text[0].isupper()


def _governed(scene: Scene, one: Attribution, first: int) -> bool:
    """Whether a clause before a cue is its content."""
    if "that" not in one.cue.complement or one.top.dep == "relcl":
        return False
    quoted_as = one.top is not one.token and one.top.lemma in ("quote", "cite")
    if any(child.dep == "xcomp" for child in one.token.children):
        return False
    for child in one.token.children:
        if child.dep in CLAUSES:
            return child.i < one.token.i
        if quoted_as:
            return True
        if child.dep == "dobj" and one.cue.addressee != "obj" and child is not one.speaker:
            return False
    if one.token.dep == "parataxis" or (one.token.dep in CLAUSES and one.top is one.token):
        return True
    if one.speaker is None or one.top.child("auxpass") or one.top.dep == "conj":
        return False
    after = _after_adjuncts(scene, one)
    if (
        after + 1 < len(scene.tokens)
        and scene.tokens[after].text == ","
        and scene.tokens[after + 1].quote >= 0 > one.token.quote
    ):
        return True
    return _after_adjuncts(scene, one) >= scene.right(one.last, one.token.quote) and _has_verb(scene, first)


def _has_verb(scene: Scene, first: int) -> bool:
    start = scene.left(first, scene.tokens[first - 1].quote)
    return any(token.tag in ("VBD", "VBZ", "VBP", "MD") for token in scene.tokens[start:first])


def _goes_on(scene: Scene, one: Attribution, start: int, first: int) -> Iterator[tuple[int, int]]:
    """Give the second piece of a content that its attribution interrupts."""
    at = _after_adjuncts(scene, one)
    limit = scene.right(one.last, one.token.quote)
    if at >= limit or scene.tokens[at].text not in COMMAS:
        return
    after = scene.skip(at, COMMAS)
    if after >= limit:
        return
    if scene.tokens[after].lower == "that" and scene.tokens[after].dep == "mark":
        yield after + 1, _cut(scene, one, after + 1, limit)
        return
    token = scene.tokens[after]
    if token.quote >= 0 and token.quote != one.token.quote:
        yield after, scene.quote_end(after)
        return
    if not _has_verb(scene, first) and scene.tokens[first - 1].quote == one.token.quote:
        yield after, _cut(scene, one, after, limit)
        return
    heads = [c for c in one.token.children if c.dep in CLAUSES]
    if one.token.dep in ("parataxis", *CLAUSES):
        heads.append(one.token.head)
    if any(scene.reach(head)[1] > after and scene.reach(head)[0] < first for head in heads):
        yield after, _cut(scene, one, after, limit)


def _infinitive(scene: Scene, one: Attribution) -> Region | None:
    """X promised to CONTENT; X urged Y to CONTENT."""
    if "to" not in one.cue.complement:
        return None
    for child in one.token.children:
        if child.dep in ("xcomp", "ccomp", "advcl") and child.i > one.token.i and child.tag == "VB":
            to = child.child("aux")
            if to is not None and to.tag == "TO":
                start = scene.at(to)
                end = _end(scene, one, child, start)
                if one.cue.stance in WILLING and not _has_quote(scene, one, start, end):
                    return None
                return Region(((start, end),), "verb infinitive")
    return None


def _gerund(scene: Scene, one: Attribution) -> Region | None:
    """X denied CONTENT-ing."""
    if "ing" not in one.cue.complement:
        return None
    for child in one.token.children:
        if child.dep in ("xcomp", "ccomp") and child.i > one.token.i and child.tag == "VBG":
            start = max(scene.reach(child)[0], one.last + 1)
            return Region(((start, _end(scene, one, child, start)),), "verb gerund")
    return None


def _as_noted(scene: Scene, one: Attribution) -> Region | None:
    """As X noted, CONTENT; CONTENT, as X reported."""
    mark = next((c for c in one.token.children if c.lower == "as" and c.i < one.token.i), None)
    if mark is None or one.top is not one.token or "that" not in one.cue.complement:
        return None
    first = min(scene.at(mark), one.first)
    if (
        first > 0
        and scene.tokens[first - 1].text not in COMMAS | STOPS
        and scene.tokens[first - 1].lower not in FIRST
    ):
        return None
    return _around(scene, one, first, _after_adjuncts(scene, one) - 1)


def _object(scene: Scene, one: Attribution) -> Region | None:
    """X stressed the CONTENT; other nouns only with quoted words."""
    head = one.token.child("dobj")
    if head is None or head.i < one.token.i:
        return None
    if "object" not in one.cue.complement:
        return None
    start = max(scene.reach(head)[0], one.last + 1)
    end = _end(scene, one, head, start)
    if one.cue.stance not in PLAIN and not _has_quote(scene, one, start, end):
        return None
    return Region(((start, end),), "verb object")


def _has_quote(scene: Scene, one: Attribution, start: int, end: int) -> bool:
    return any(token.quote >= 0 and token.quote != one.token.quote for token in scene.tokens[start:end])


def _quoted_words(scene: Scene, one: Attribution) -> Region | None:
    """X called Y “CONTENT”; X accused Y of “CONTENT”: only with quoted words in it."""
    if one.nested:
        return None
    start = one.last + 1
    names = set(one.cue.complement)
    prepositions = [word for word in PREPOSITIONS if word in names]
    limit = _cut(scene, one, start, scene.right(start, -1))
    if not _is_main(one.top):
        limit = min(limit, scene.reach(one.token)[1])
    if not any(token.quote >= 0 for token in scene.tokens[start:limit]):
        return None
    if "name" in names:
        return Region(((start, limit),), "verb name")
    for word in prepositions:
        prep = next(
            (c for c in one.token.children if c.lower == word and c.dep in ("prep", "prt", "mark")), None
        )
        if prep is None and word == "as":
            prep = next((t for t in scene.tokens[start:limit] if t.lower == "as"), None)
        if prep is None:
            continue
        first = start if word == "as" else scene.at(prep) + 1
        first += scene.tokens[first].lower == "as"
        if any(token.quote >= 0 for token in scene.tokens[first:limit]):
            return Region(((first, limit),), f"verb {word}")
    return None


def _noun_clause(scene: Scene, one: Attribution) -> Region | None:
    """X's claim that CONTENT."""
    clause = clause_of_noun(one.token)
    mark = clause.child("mark") if clause else None
    if clause is None or mark is None:
        return None
    start = scene.at(mark) + 1
    end = min(scene.reach(clause)[1], scene.right(start, one.token.quote))
    return Region(((start, max(end, start)),), "noun clause")


def _around_phrase(scene: Scene, one: Attribution) -> Region | None:
    """According to X, CONTENT; CONTENT, according to X; CONTENT, according to X, CONTENT."""
    return _around(scene, one, one.first, one.last)


def _around(scene: Scene, one: Attribution, first: int, last: int) -> Region | None:
    """Return the clause around an insertion from `first` to `last`."""
    quote = one.token.quote
    start, limit = scene.left(first, quote), scene.right(last, quote)
    head = one.token.head
    if head is not one.token and head.dep in ("relcl", "advcl", "ccomp") and head.quote == quote:
        low, high = scene.reach(head)
        start, limit = max(start, min(low, first)), min(limit, max(high, last + 1))
    after = scene.skip(last + 1, COMMAS)
    if all(token.lower in FIRST or token.text in COMMAS for token in scene.tokens[start:first]):
        return Region(((after, limit),), "phrase clause")
    before = (start, first)
    if after >= limit or after == last + 1:
        return Region((before,), "clause phrase")
    if one.speaker is not None and one.speaker.pos == "PRON" and _owned(scene, before):
        after = scene.skip(after, frozenset({"is", "are", "was", "were"}))
    return Region((before, (after, limit)), "clause phrase clause")


def _owned(scene: Scene, piece: tuple[int, int]) -> bool:
    """Whether a noun phrase names its owner: "Kim's visit, according to him, is …"."""
    return any(token.dep == "poss" for token in scene.tokens[piece[0] : piece[1]])


RULES: dict[str, tuple[Rule, ...]] = {
    "verb": (
        _as_noted,
        _fact,
        _clause_after,
        _before_cue,
        _that_after,
        _quoted_words,
        _infinitive,
        _quote_after,
        _gerund,
        _object,
    ),
    "noun": (_noun_clause,),
    "phrase": (_around_phrase,),
}
