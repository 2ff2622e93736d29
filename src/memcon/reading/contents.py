"""What is said: from a cue to the words that it governs, one function per construction.

The tree tells on which side of the cue the content lies; its ends are taken from the
surface, since a long content is seldom parsed whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from memcon.reading.attribution import SUBJECTS, Attribution, clause_of_noun, words
from memcon.reading.grammar import Token
from memcon.reading.scene import (
    COMMAS,
    FINITE,
    FIRST,
    MARKS,
    STOPS,
    Scene,
    after_adjuncts,
    cut,
    end_of,
    is_main,
    trimmed,
)

DAYS = words(
    """monday tuesday wednesday thursday friday saturday sunday today yesterday tonight here earlier
    late later recently again also"""
)
PREPOSITIONS = ("as", "of", "for", "against", "about")
FACTS = words("fact view idea possibility notion point belief concern hope")
# What one will do or wants done is a deed rather than a statement, unless in somebody's own words.
WILLING = words("promise demand threaten warn ask")
# Stances whose object is a statement even without quoted words: "stressed the need for talks".
PLAIN = words("stress deny")
# Nouns after a cue and before a quotation that do not belong to the quotation.
HEARERS = ("dobj", "dative", "pobj", "npadvmod", "prt")


@dataclass(frozen=True, slots=True)
class Region:
    """The pieces of a content and the construction that gave them."""

    pieces: tuple[tuple[int, int], ...]
    rule: str


Rule = Callable[[Scene, Attribution], Region | None]


def find_region(scene: Scene, one: Attribution) -> Region | None:
    """Return the content of an attribution, or None if it has none in this sentence."""
    if one.nested and one.cue.stance == "attitude":
        return None
    for rule in RULES[one.cue.pos]:
        region = rule(scene, one)
        if region is not None:
            pieces = tuple(trimmed(scene, region.pieces, one.token.quote))
            if pieces:
                return Region(pieces, region.rule)
    return None


def _clause_after(scene: Scene, one: Attribution) -> Region | None:
    """X said (that) CONTENT."""
    head = next((c for c in one.token.children if c.dep == "ccomp" and c.i > one.token.i), None)
    if head is None or not _fits(scene, one, head) or _quote_before(scene, one):
        return None
    start = _clause_start(scene, one, head)
    if start >= scene.right(one.last, one.token.quote):
        return None
    return Region(((start, end_of(scene, one, head, start)),), "verb clause")


def _fits(scene: Scene, one: Attribution, head: Token) -> bool:
    """Whether a clause after a cue is its content."""
    if scene.at(head) <= one.last and one.top is one.token:
        return False
    quoted = scene.foreign(scene.at(head), one.token.quote)
    if "that" not in one.cue.complement and not (quoted and "quote" in one.cue.complement):
        return False
    if head.tag in ("VB", "VBG") and not head.child(*SUBJECTS, "mark"):
        return False
    mark = head.child("mark")
    if mark is None or mark.lower != "that":
        thing = one.token.child("dobj", "attr")
        if one.cue.addressee == "none" and thing is not None and one.token.i < thing.i < head.i:
            return False
    return head.tag in FINITE or head.quote >= 0 or head.child(*SUBJECTS, "aux", "cop") is not None


def _quote_before(scene: Scene, one: Attribution) -> bool:
    """Whether a quotation ends in a comma directly before the attribution: "…,” he said"."""
    at = one.first - 1
    if at < 0 or not scene.foreign(at, one.token.quote):
        return False
    start, last = scene.quote_start(at), scene.last_word(at)
    whole = start == 0 or last - start > 6 or scene.tokens[start - 1].text in STOPS | COMMAS
    return whole and scene.tokens[last].text == ","


def _clause_start(scene: Scene, one: Attribution, head: Token) -> int:
    """Return where a clause begins: after "that", else at its leftmost word."""
    after = scene.at(one.token) + 1
    start = max(scene.reach(head)[0], after)
    mark = head.child("mark")
    if mark is not None and mark.lower == "that" and mark.i > one.token.i:
        return scene.at(mark) + 1
    if scene.foreign(start, one.token.quote):
        return max(scene.quote_start(start), after)
    start = scene.skip(start, DAYS | COMMAS)
    if start < len(scene.tokens) and _is_that(scene.tokens[start]):
        start += 1
    return min(start, scene.at(head))


def _is_that(token: Token) -> bool:
    return token.lower == "that" and (token.dep == "mark" or token.tag == "IN")


def _fact(scene: Scene, one: Attribution) -> Region | None:
    """X lamented the fact that CONTENT."""
    noun = one.token.child("dobj")
    clause = clause_of_noun(noun) if noun is not None and noun.lemma in FACTS else None
    if clause is None or "that" not in one.cue.complement:
        return None
    mark = clause.child("mark")
    start = scene.at(mark) + 1 if mark else scene.reach(clause)[0]
    return Region(((start, end_of(scene, one, clause, start)),), "verb fact")


def _that_after(scene: Scene, one: Attribution) -> Region | None:
    """X said in a statement that CONTENT, where the tree does not show it."""
    if "that" not in one.cue.complement:
        return None
    for at in range(one.last + 1, min(after_adjuncts(scene, one), one.last + 14)):
        token = scene.tokens[at]
        if _is_that(token):
            end = scene.right(at + 1, one.token.quote)
            if not is_main(one.top):
                end = min(end, scene.reach(one.top)[1])
            return Region(((at + 1, cut(scene, one, at + 2, end)),), "verb that")
        if token.tag in FINITE or token.tag in ("MD", "WDT", "WP"):
            break
    return None


def _quote_after(scene: Scene, one: Attribution) -> Region | None:
    """X said: “CONTENT”; X told Y on Monday, “CONTENT”."""
    if "quote" not in one.cue.complement or one.nested:
        return None
    at = scene.skip(after_adjuncts(scene, one), COMMAS | FIRST)
    if at >= len(scene.tokens) or scene.tokens[at].quote < 0:
        return None
    if scene.quote_start(at) < at or not _opens_content(scene, one, at):
        return None
    close = scene.quote_end(at)
    limit = scene.right(at, -1)
    if close < limit and scene.tokens[close].text not in COMMAS and not scene.ends(close - 1):
        close = cut(scene, one, close, limit)
    return Region(((at, close),), "verb quote")


def _opens_content(scene: Scene, one: Attribution, at: int) -> bool:
    """Whether a quotation after a cue is what is said, and not a few words in a noun phrase."""
    before = scene.before(at)
    if before.text in COMMAS or before.lower in FIRST or scene.at(before) <= one.last or before.pos == "ADV":
        return True
    inside = scene.skip(at, MARKS)
    if inside < len(scene.tokens):
        word = scene.tokens[inside]
        if word.text[0].isupper() and word.pos != "PROPN":
            return True
    return before.pos in ("NOUN", "PROPN", "PRON") and before.dep in HEARERS


def _before_cue(scene: Scene, one: Attribution) -> Region | None:
    """CONTENT, X said; also with the content going on: CONTENT, X said, CONTENT."""
    first = _comma_before(scene, one)
    if first <= 0:
        return None
    quoted = scene.foreign(first - 1, one.token.quote)
    if not (_finished(scene, first, one) if quoted else _governed(scene, one, first)):
        return None
    start = scene.left(first, one.token.quote)
    pieces = ((start, first), *_goes_on(scene, one, first))
    if len(pieces) == 1 and not quoted and not scene.has_verb(start, first):
        return None
    return Region(pieces, "quote verb" if quoted else "clause verb")


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
    if not {"quote", "that"} & set(one.cue.complement):
        return False
    if first < one.first:
        return True
    last = scene.tokens[scene.last_word(first - 1)].text[-1]
    return last in ",?!-—–…" or (last == "." and not scene.tokens[one.first].text[0].isupper())


def _governed(scene: Scene, one: Attribution, first: int) -> bool:
    """Whether a clause before a cue, with a comma between, is its content."""
    comma = scene.skip(first, frozenset())
    if scene.tokens[comma].text != "," or scene.tokens[first - 1].text in STOPS:
        return False
    if "that" not in one.cue.complement or one.top.dep == "relcl":
        return False
    known = _side_by_tree(one)
    return known if known is not None else _side_by_words(scene, one, first)


def _side_by_tree(one: Attribution) -> bool | None:
    """Whether the tree has the content before the cue; None if it doesn't say."""
    if one.token.child("xcomp"):
        return False
    clause = one.token.child("ccomp")
    if clause is not None:
        return clause.i < one.token.i
    if one.top is not one.token and one.top.lemma in ("quote", "cite"):
        return True
    thing = one.token.child("dobj")
    if thing is not None and one.cue.addressee != "obj" and thing is not one.speaker:
        return False
    if one.token.dep == "parataxis" or (one.token.dep == "ccomp" and one.top is one.token):
        return True
    return None


def _side_by_words(scene: Scene, one: Attribution, first: int) -> bool:
    """Whether a clause with a verb stands before an attribution that ends the sentence."""
    if one.speaker is None or one.top.child("auxpass") or one.top.dep == "conj":
        return False
    after = after_adjuncts(scene, one)
    quoted = after + 1 < len(scene.tokens) and scene.foreign(after + 1, one.token.quote)
    if quoted and scene.tokens[after].text == ",":
        return True
    start = scene.left(first, one.token.quote)
    return after >= scene.right(one.last, one.token.quote) and scene.has_verb(start, first)


def _goes_on(scene: Scene, one: Attribution, first: int) -> Iterator[tuple[int, int]]:
    """Give the second piece of a content that its attribution interrupts."""
    at = after_adjuncts(scene, one)
    limit = scene.right(one.last, one.token.quote)
    if at >= limit or scene.tokens[at].text not in COMMAS:
        return
    after = scene.skip(at, COMMAS)
    if after >= limit:
        return
    if _is_that(scene.tokens[after]):
        yield after + 1, cut(scene, one, after + 1, limit)
    elif scene.foreign(after, one.token.quote):
        yield after, scene.quote_end(after)
    elif _is_cut_through(scene, one, first, after):
        yield after, cut(scene, one, after, limit)


def _is_cut_through(scene: Scene, one: Attribution, first: int, after: int) -> bool:
    """Whether the content's clause has words on both sides of the attribution."""
    quote = one.token.quote
    if scene.tokens[first - 1].quote == quote and not scene.has_verb(scene.left(first, quote), first):
        return True
    heads = one.token.all("ccomp")
    if one.token.dep in ("parataxis", "ccomp"):
        heads.append(one.token.head)
    reaches = [scene.reach(head) for head in heads]
    return any(low < first and high > after for low, high in reaches)


def _infinitive(scene: Scene, one: Attribution) -> Region | None:
    """X claimed to CONTENT; X urged Y to “CONTENT”."""
    if "to" not in one.cue.complement:
        return None
    for child in one.token.all("xcomp", "ccomp", "advcl"):
        to = child.child("aux")
        if child.i > one.token.i and child.tag == "VB" and to is not None and to.tag == "TO":
            start = scene.at(to)
            end = end_of(scene, one, child, start)
            if one.cue.stance not in WILLING or scene.has_quote(start, end, one.token.quote):
                return Region(((start, end),), "verb infinitive")
            break
    return None


def _gerund(scene: Scene, one: Attribution) -> Region | None:
    """X denied CONTENT-ing."""
    if "ing" not in one.cue.complement:
        return None
    for child in one.token.all("xcomp", "ccomp"):
        if child.i > one.token.i and any(token.tag == "VBG" for token in (child, *child.all("aux"))):
            start = max(scene.reach(child)[0], one.last + 1)
            return Region(((start, end_of(scene, one, child, start)),), "verb gerund")
    return None


def _as_noted(scene: Scene, one: Attribution) -> Region | None:
    """As X noted, CONTENT; CONTENT, as X reported."""
    mark = next((c for c in one.token.children if c.lower == "as" and c.i < one.token.i), None)
    if mark is None or one.top is not one.token or "that" not in one.cue.complement:
        return None
    first = min(scene.at(mark), one.first)
    if first > 0:
        before = scene.tokens[first - 1]
        if before.text not in COMMAS | STOPS and before.lower not in FIRST:
            return None
    return _around(scene, one, first, after_adjuncts(scene, one) - 1)


def _object(scene: Scene, one: Attribution) -> Region | None:
    """X stressed the CONTENT; with most cues only where it has quoted words."""
    head = one.token.child("dobj")
    if "object" not in one.cue.complement or head is None or head.i < one.token.i:
        return None
    start = max(scene.reach(head)[0], one.last + 1)
    end = end_of(scene, one, head, start)
    if one.cue.stance not in PLAIN and not scene.has_quote(start, end, one.token.quote):
        return None
    return Region(((start, end),), "verb object")


def _quoted_words(scene: Scene, one: Attribution) -> Region | None:
    """X called Y “CONTENT”; X accused Y of “CONTENT”: only with quoted words in it."""
    if one.nested:
        return None
    start = one.last + 1
    limit = cut(scene, one, start, scene.right(start, -1))
    if not is_main(one.top):
        limit = min(limit, scene.reach(one.token)[1])
    if not scene.has_quote(start, limit):
        return None
    if "name" in one.cue.complement:
        return Region(((start, limit),), "verb name")
    for word in PREPOSITIONS:
        if word in one.cue.complement:
            first = _after_preposition(scene, one, word, limit)
            if first is not None and scene.has_quote(first, limit):
                return Region(((first, limit),), f"verb {word}")
    return None


def _after_preposition(scene: Scene, one: Attribution, word: str, limit: int) -> int | None:
    """Return where the content of "accused Y of" and "described Y as" begins."""
    start = one.last + 1
    if word == "as":
        if any(token.lower == "as" for token in scene.tokens[start:limit]):
            return start + (scene.tokens[start].lower == "as")
        return None
    for at in range(one.last + 1, limit):
        token = scene.tokens[at]
        if token.lower == word and token.dep in ("prep", "prt", "mark"):
            return at + 1
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
    if after >= limit or after == last + 1:
        return Region(((start, first),), "clause phrase")
    owned = any(token.dep == "poss" for token in scene.tokens[start:first])
    if owned and one.speaker is not None and one.speaker.pos == "PRON":
        # "Kim's visit, according to him, is …": the predicate is his, the subject only names it.
        after = scene.skip(after, frozenset({"is", "are", "was", "were"}))
    return Region(((start, first), (after, limit)), "clause phrase clause")


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
