"""Who speaks: a cue ("said", "'s claim that", "according to"), its speaker and its listener.

What counts as a cue is data, `en/cues.tsv`; this file knows how cues stand in a clause.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import ClassVar, Literal

from memcon.model import Span
from memcon.reading.grammar import Sentence, Token
from memcon.tables import Tables

SUBJECTS = ("nsubj", "nsubjpass", "csubj", "expl")


def words(text: str) -> frozenset[str]:
    """Make a set of words.

    >>> sorted(words("no yes"))
    ['no', 'yes']
    """
    return frozenset(text.split())


RELATIVES = words("who which that whom")
# Nouns after "according to" that say nothing: a plan, a law, an outcome.
DUMB = words(
    """result outcome plan law rule need size age ability agenda timetable principle tradition wish taste
    fact extent scheme convention custom merit"""
)
# What one does with a claim of one's own.
LIGHT = words(
    """make issue give express voice offer repeat release reiterate send deliver hold raise have confirm
    acknowledge echo share"""
)
# Verbs whose subject often follows them after a comma.
INVERTED = words("say add")
# What may stand between a speaker and what is said of the saying itself: "went on to say".
LEADS = words("go continue proceed begin start come conclude close end rush take")
NAME_PREPOSITIONS = words("of for from in at within to with inside close")
NAME_PARTS = words("prep conj cc appos nmod compound case")
NOBODY = words("there nobody none neither")
UNREAL = words("if unless whether lest")
ANYBODY = words("you people nobody somebody anybody everybody one someone anyone everyone who it")
PARTICIPLE_HOSTS = words("advcl acl xcomp conj pcomp ccomp parataxis dep prep")


@dataclass(frozen=True, slots=True)
class Cue:
    """One way of saying something.

    `complement` tells what the content may be: that (a clause), quote, to, ing, object, name
    ("called it “a threat”"), or a preposition (as, of, for, against). In the example the
    content stands in brackets and the speaker in braces.
    """

    TABLE: ClassVar[str] = "{lang}/cues.tsv"
    cue: str
    pos: Literal["verb", "noun", "phrase"]
    stance: str
    complement: tuple[str, ...]
    addressee: Literal["obj", "to", "none"]
    example: str


@dataclass(frozen=True, slots=True, eq=False)
class Attribution:
    """A cue in a sentence: `token` governs the content, `top` is the verb whose subject speaks.

    `first` and `last` are the attribution's own words, as numbers of tokens in the sentence
    (`last` inclusive). `follows` is the attribution whose speaker goes on: "said …, adding …".
    """

    cue: Cue
    token: Token
    top: Token
    speaker: Token | None
    addressee: Token | None
    span: Span
    first: int
    last: int
    follows: Attribution | None = None

    @property
    def nested(self) -> bool:
        """Whether it is itself within quote marks."""
        return self.token.quote >= 0


class Cues:
    """The cue table, looked up by the lemma of a word."""

    def __init__(self, tables: Tables) -> None:
        self.verbs: dict[str, list[tuple[tuple[str, ...], Cue]]] = {}
        self.nouns: dict[str, Cue] = {}
        self.phrases: dict[str, list[tuple[tuple[str, ...], Cue]]] = {}
        for row in tables.rows(Cue):
            head, *rest = row.cue.split()
            if row.pos == "noun":
                self.nouns[row.cue] = row
            else:
                index = self.verbs if row.pos == "verb" else self.phrases
                index.setdefault(head, []).append((tuple(rest), row))
        self.forms = {form: head for head in self.verbs for form in _forms(head)}
        for rows in (*self.verbs.values(), *self.phrases.values()):
            rows.sort(key=lambda pair: -len(pair[0]))

    def verb_rows(self, token: Token) -> Sequence[tuple[tuple[str, ...], Cue]]:
        """Return the rows that begin with this verb; the lemma is not trusted ("hopes" from "hop")."""
        head = token.lemma if token.lemma in self.verbs else self.forms.get(token.lower, "")
        return self.verbs.get(head, ())

    def verb(self, token: Token) -> Cue | None:
        """Return the row of a verb, the longest that fits: "call for" before "call"."""
        for rest, row in self.verb_rows(token):
            if all(_has_particle(token, word) for word in rest):
                return row
        return None

    def phrase(self, tokens: Sequence[Token], at: int) -> tuple[Cue, int] | None:
        """Return the row of a phrase that begins here, and its number of words."""
        for rest, row in self.phrases.get(tokens[at].lower, ()):
            words = tuple(token.lower for token in tokens[at + 1 : at + 1 + len(rest)])
            if words == rest:
                return row, len(rest) + 1
        return None


def _has_particle(verb: Token, word: str) -> bool:
    """Whether a verb has its second word: "pointed out", "called for the camp to be closed"."""
    near = [*verb.children, *(below for child in verb.children for below in child.children)]
    return any(one.lower == word and (one.head is verb or one.i == verb.i + 1) for one in near)


def _forms(verb: str) -> tuple[str, ...]:
    """Return the regular forms of a verb."""
    if verb.endswith("e"):
        return verb + "s", verb + "d", verb[:-1] + "ing"
    if verb.endswith("y"):
        return verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing"
    return verb + "s", verb + "es", verb + "ed", verb + "ing"


@lru_cache(maxsize=8)
def load_cues(tables: Tables) -> Cues:
    """Return the cue table of a language, indexed once."""
    return Cues(tables)


def find_attributions(sentence: Sentence, cues: Cues) -> list[Attribution]:
    """Find every cue of a sentence that has a speaker, in text order."""
    found: list[Attribution] = []
    tokens = sentence.tokens
    for at, token in enumerate(tokens):
        one: Attribution | None = None
        if token.tag[:2] == "VB":
            row = cues.verb(token)
            one = _verb(sentence, token, row) if row else None
        elif token.pos == "NOUN" and token.lemma in cues.nouns:
            one = _noun(sentence, token, cues.nouns[token.lemma])
        if one is None and token.lower in cues.phrases:
            phrase = cues.phrase(tokens, at)
            one = _phrase(sentence, at, *phrase) if phrase else None
        if one is not None:
            one = _joined(sentence, one, found)
        if one is not None and (one.top is token or not _unreal(one.top)):
            found.append(one)
    return found


def _joined(sentence: Sentence, one: Attribution, found: Sequence[Attribution]) -> Attribution:
    """Give a participle or second verb without a subject to the speaker before: "…, adding that …"."""
    token = one.token
    if one.cue.pos != "verb" or token is sentence.tokens[0]:
        return one
    if any(child.dep in SUBJECTS and (child.i < token.i or token.tag != "VBG") for child in token.children):
        return one
    before = _previous(sentence, token)
    if before.dep == "advmod" and before.head is token:
        before = _previous(sentence, before)
    for other in reversed(found):
        if other.cue.pos != "verb" or other.nested != one.nested:
            continue
        participle = token.tag == "VBG" and _is_comma(sentence, before) and token.dep in PARTICIPLE_HOSTS
        second = (
            token.dep == "conj" and before.dep == "cc" and token.tag == other.token.tag and token.tag != "VBG"
        )
        if participle or second:
            at = token.i - sentence.tokens[0].i
            return replace(one, top=token, speaker=other.speaker, first=at, last=at, follows=other)
        return one
    return one


def _is_comma(sentence: Sentence, token: Token) -> bool:
    """Whether a token is a comma, or the mark after one: “…,” citing."""
    if token.quote >= 0 and len(token.text) < 3 and not token.text.isalnum():
        token = _previous(sentence, token)
    return token.text == ","


def _previous(sentence: Sentence, token: Token) -> Token:
    """Return the word before, line ends passed over."""
    at = token.i - sentence.tokens[0].i - 1
    while at > 0 and sentence.tokens[at].pos == "SPACE":
        at -= 1
    return sentence.tokens[max(at, 0)]


def _verb(sentence: Sentence, token: Token, cue: Cue) -> Attribution | None:
    if _unreal(token) or token.dep in ("amod", "compound", "nmod"):
        return None
    top, speaker = _inversion(sentence, token) or find_speaker(token)
    if speaker is not None and (
        speaker.lower in NOBODY or (token.quote >= 0 and not _reported(token, speaker))
    ):
        return None
    if token is not top and top.lemma in ("quote", "cite"):
        speaker = top.child("nsubjpass") or top.child("dobj") or speaker
    base = sentence.tokens[0].i
    particles = [child for child in token.children if child.lower in cue.cue.split()[1:]]
    first, last = _block(token, top, speaker, base)
    last = max([last, *(child.i - base for child in particles if child.dep != "prep")])
    span = Span(min(_cue_start(token), token.start), max([token.end, *(child.end for child in particles)]))
    return Attribution(cue, token, top, speaker, _addressee(token, speaker, cue), span, first, last)


def _inversion(sentence: Sentence, token: Token) -> tuple[Token, Token] | None:
    """Read "…,” said a man" where the man was parsed as the object."""
    at = token.i - sentence.tokens[0].i
    if token.tag not in ("VBD", "VBZ", "VBP") or token.quote >= 0 or at + 1 == len(sentence.tokens):
        return None
    if at == 0:
        child = token.child("dobj", "attr")
        return (token, child) if child and child.pos == "PROPN" else None
    subject = token.child("nsubj", "expl")
    if subject is not None and subject.quote < 0:
        return None
    before = _previous(sentence, token)
    quoted = before.quote >= 0
    if not quoted and not (before.text == "," and token.lemma in INVERTED):
        return None
    for child in token.children:
        if (
            child.i > token.i
            and child.quote < 0
            and child.dep in ("dobj", "attr", "oprd", "dep", "npadvmod", "dative")
        ):
            return (token, child) if child.pos in ("NOUN", "PROPN", "PRON") else None
    return None


def beside(sentence: Sentence, place: int, cues: Cues) -> Attribution | None:
    """Read "X notes" or "said X" after a quotation by its words alone, where the tree is wrong."""
    tokens = sentence.tokens[place : place + 16]
    for at, token in enumerate(tokens):
        if token.quote >= 0 or token.text in ".;:":
            return None
        rows = [row for rest, row in cues.verb_rows(token) if not rest and "quote" in row.complement]
        if not rows or token.tag in ("VB", "VBN") or (token.pos == "NOUN" and at == 0):
            continue
        speaker = token.child("nsubj") or (_run_end(tokens[at + 1 :]) if at == 0 else _nearest(tokens[:at]))
        if speaker is None or speaker.quote >= 0:
            return None
        first = place if at else place + at
        return Attribution(rows[0], token, token, speaker, None, token.span, first, place + at)
    return None


def _run_end(tokens: Sequence[Token]) -> Token | None:
    """Return the last of the first nouns after a verb."""
    last: Token | None = None
    for token in tokens:
        if token.pos in ("NOUN", "PROPN", "PRON"):
            last = token
        elif last is not None or token.text in (",", "."):
            break
    return last


def _nearest(tokens: Sequence[Token]) -> Token | None:
    """Return the noun of the first noun phrase before a verb: "Kim, a nurse, said"."""
    last: Token | None = None
    for token in tokens:
        if last is not None and (token.text == "," or token.pos in ("ADP", "VERB", "ADV")):
            break
        if token.pos in ("NOUN", "PROPN", "PRON") or token.text[0].isupper():
            last = token
    return last


def _reported(token: Token, speaker: Token) -> bool:
    """Whether a report within somebody's own words is one of a certain saying: "we told Moscow that"."""
    past = token.tag == "VBD" or any(child.lower in ("have", "has", "'ve") for child in token.children)
    return past and speaker.lower not in ANYBODY


def _cue_start(token: Token) -> int:
    """Begin the cue at its first auxiliary: "was quoted", "has said"."""
    start = token.start
    for child in token.children:
        if child.dep in ("aux", "auxpass") and child.i < token.i and child.tag != "TO":
            start = min(start, child.start)
    return start


def _unreal(token: Token) -> bool:
    """Whether nothing was said: not, if, will, "to announce"."""
    for child in token.children:
        if child.dep == "neg" or child.lower in UNREAL:
            return True
        if child.dep == "aux" and child.tag == "MD":
            return True
        if child.dep == "aux" and child.tag == "TO" and not _led(token):
            return True
    bare = not any(child.dep in ("aux", "auxpass", "agent") for child in token.children)
    return bare and (token.tag == "VB" or (token.tag == "VBN" and token.dep in ("advcl", "acl")))


def _led(token: Token) -> bool:
    return token.dep in ("xcomp", "advcl") and token.head.lemma in LEADS


def find_speaker(token: Token) -> tuple[Token, Token | None]:
    """Return the verb whose subject speaks, and the head of that subject.

    >>> find_speaker(Token(0, 0, ("said", "said"), ("say", "VERB", "VBD", "ROOT")))[1] is None
    True
    """
    for _ in range(6):
        if token.child("auxpass") and token.child("nsubjpass"):
            return token, _agent(token)
        subject = token.child(*SUBJECTS)
        if subject is not None:
            return token, _antecedent(token, subject)
        if token.dep in ("relcl", "acl") and token.head.pos in ("NOUN", "PROPN", "PRON"):
            return (token, token.head) if token.tag == "VBG" else (token, _agent(token))
        if token.dep not in PARTICIPLE_HOSTS or token.head is token or token.head.quote != token.quote:
            break
        token = token.head
    return token, _after(token)


def _agent(token: Token) -> Token | None:
    by = token.child("agent")
    return by.child("pobj") if by else None


def _antecedent(token: Token, subject: Token) -> Token:
    """Replace "who" by the noun it stands for."""
    if subject.lower in RELATIVES and token.dep == "relcl":
        return token.head
    return subject


def _after(token: Token) -> Token | None:
    """Take for the speaker of an inverted clause what was parsed as its object: “…,” said Kim."""
    child = token.child("dobj", "attr", "oprd")
    if child is not None and child.i > token.i and child.pos in ("PROPN", "PRON"):
        return child
    return None


def _block(token: Token, top: Token, speaker: Token | None, base: int) -> tuple[int, int]:
    """Return the first and last word of the attribution: subject, verbs, what hangs on them near by."""
    first = last = token.i
    parts = [top, token]
    for verb in parts:
        first, last = min(first, verb.i), max(last, verb.i)
        for child in verb.children:
            if child.dep in ("aux", "auxpass", "prt", "neg"):
                first, last = min(first, child.i), max(last, child.i)
            elif child.dep == "advmod" and child.i == verb.i - 1:
                first = min(first, child.i)
    subject = top.child("nsubj", "nsubjpass")
    if subject is not None:
        low, high = _bounds(subject, base)
        first, last = min(first, low), max(last, high)
    elif speaker is not None and speaker.head is top:
        low, high = _bounds(speaker, base)
        first, last = min(first, low), max(last, high)
    return first - base, last - base


def _bounds(token: Token, base: int) -> tuple[int, int]:
    """Return the first and last token number of a subtree, outside other quotations."""
    low = high = token.i
    todo = [token]
    for one in todo:
        low, high = min(low, one.i), max(high, one.i)
        todo.extend(child for child in one.children if child.quote == token.quote)
    return max(low, base), high


def _addressee(token: Token, speaker: Token | None, cue: Cue) -> Token | None:
    if cue.addressee == "none":
        return None
    if cue.addressee == "obj":
        child = token.child("dative", "dobj")
        if child is speaker:
            return None
        if child is not None and child.dep == "dative" and child.pos == "ADP":
            return child.child("pobj")
        if child is None and token.child("auxpass"):
            child = token.child("nsubjpass")
        return child
    to = next(
        (child for child in token.children if child.lower == "to" and child.dep in ("prep", "dative")), None
    )
    return to.child("pobj") if to else None


def _noun(sentence: Sentence, token: Token, cue: Cue) -> Attribution | None:
    """Read "Moscow's claim that …" and "made the claim that …"."""
    clause = clause_of_noun(token)
    if clause is None:
        return None
    speaker = token.child("poss")
    if speaker is None:
        speaker = next((c for c in token.children if c.i < token.i and c.child("case")), None)
    if speaker is None:
        prep = next((c for c in token.children if c.dep == "prep" and c.lower in ("by", "from", "of")), None)
        speaker = prep.child("pobj") if prep and prep.i < clause.i else None
    if speaker is None and token.dep == "dobj" and token.head.lemma in LIGHT:
        speaker = find_speaker(token.head)[1]
    if speaker is None:
        return None
    base = sentence.tokens[0].i
    first = min(speaker.i, token.i) - base
    return Attribution(cue, token, token, speaker, None, token.span, first, token.i - base)


def clause_of_noun(token: Token) -> Token | None:
    """Return the head of the that-clause of a noun."""
    for child in token.children:
        if child.dep in ("acl", "ccomp", "relcl") and child.i > token.i:
            mark = child.child("mark", "nsubj", "dobj")
            if mark is not None and mark.lower == "that" and mark.dep == "mark":
                return child
    return None


def _phrase(sentence: Sentence, at: int, cue: Cue, length: int) -> Attribution | None:
    """Read "according to X", wherever it stands."""
    tokens = sentence.tokens
    last = tokens[at + length - 1]
    speaker = last.child("pobj") or next((token for token in last.children if token.i > last.i), None)
    if speaker is None or speaker.lemma in DUMB or speaker.lower in RELATIVES or speaker.tag == "CD":
        return None
    high = _bounds(speaker, tokens[0].i)[1]
    span = Span(tokens[at].start, last.end)
    return Attribution(cue, tokens[at], tokens[at], speaker, None, span, at, high - tokens[0].i)


def speaker_span(speaker: Token) -> Span:
    """Return the noun phrase as written: title and name, without relative clause or apposition.

    >>> speaker_span(Token(0, 0, "Moscow", ("Moscow", "PROPN", "NNP", "nsubj"))).end
    6
    """
    found = list(_inside(speaker))
    for token in found:
        found.extend(child for child in token.children if not _leaves(child))
    found.append(speaker)
    worded = [token for token in found if token.text[-1].isalnum() or token.text[0].isalnum()] or found
    return Span(min(token.start for token in worded), max(token.end for token in found))


def _leaves(child: Token) -> bool:
    """Whether a part of a name leads away from it: a clause, or an apposition after a comma."""
    if child.dep in ("relcl", "acl", "advcl", "punct"):
        return child.text not in "-)’'\"”"
    before = child.head.child("punct")
    return child.dep == "appos" and before is not None and child.head.i < before.i < child.i


def _inside(speaker: Token) -> Iterator[Token]:
    """Walk the children of a noun that belong to its name."""
    for child in speaker.children:
        if child.dep == "punct":
            if child.i > speaker.i:
                return
            continue
        if child.dep in ("relcl", "acl", "advcl") or (child.dep == "prep" and _leaves_name(child)):
            return
        before, apposed = child.i < speaker.i, child.dep == "appos"
        owner = not before and child.dep == "case" and child.tag == "POS"
        if (before or child.dep in NAME_PARTS) and not (before and apposed) and not owner:
            yield child


def _leaves_name(preposition: Token) -> bool:
    return preposition.lower not in NAME_PREPOSITIONS
