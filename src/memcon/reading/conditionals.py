"""If this, then that: condition and consequence as spans, with and without an "if".

Clauses (if, unless, until, once, as long as, should …), phrases ("without a deal", "in exchange
for"), noun subjects ("any attack will bring"), imperatives ("stop and the sanctions go") and
"as a condition for".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar, Literal

from memcon.model import Clause, Conditional, Event, Evidence, Span, Statement, content_id
from memcon.reading.clauses import SUBJECTS, VERBAL, antecedent
from memcon.reading.grammar import Sentence, Token
from memcon.tables import Tables

OPENERS = frozenset({",", "then", "and", "but", "“", '"', "”", "—", "–", "-", "that", ":", ";"})


@dataclass(frozen=True, slots=True)
class Connective:
    """A word that makes a condition: `clause` before a clause, `phrase` before a noun, `noun` of a subject.

    `kind` is what the whole is when no event of the consequence says more.
    """

    TABLE: ClassVar[str] = "{lang}/connectives.tsv"
    words: str
    form: Literal["clause", "phrase", "noun"]
    kind: Literal["", "precondition", "offer"]
    example: str


@dataclass(frozen=True, slots=True)
class Scene:
    """What the other stages know, asked by token: actors, subjects, statements."""

    who: Callable[[Token], tuple[str, ...]]
    subject: Callable[[Token], Token | None]
    said_in: Callable[[Token], Statement | None]

    def actor(self, token: Token | None) -> str:
        """Return who a noun is, or who does what a verb says."""
        if token is not None and token.pos in VERBAL:
            token = self.subject(token)
        if token is None:
            return ""
        statement = self.said_in(token) if token.lower in ("i", "we") else None
        found = (statement.speaker,) if statement is not None else self.who(antecedent(token))
        return found[0] if found else ""


@dataclass(frozen=True, slots=True)
class Found:
    """A condition and its consequence as tokens, before spans are trimmed.

    `actor` and `doer` are nouns, or verbs whose subjects are meant.
    """

    condition: tuple[Token, ...]
    consequence: tuple[Token, ...]
    actor: Token | None
    doer: Token | None
    connective: Connective


HOSTILE = frozenset({"THREATEN", "SANCTION", "COERCE", "ASSAULT", "MOBILIZE", "REJECT", "ACCUSE"})
FRIENDLY = frozenset({"AID", "SUPPORT", "RETREAT", "CONCEDE", "COOPERATE", "AGREE", "CONSULT"})


@lru_cache(maxsize=8)
def connectives(tables: Tables) -> dict[tuple[str, str], tuple[Connective, ...]]:
    """Return the connectives by form and first word, the longest first."""
    found: dict[tuple[str, str], list[Connective]] = {}
    for row in tables.rows(Connective):
        found.setdefault((row.form, row.words.split()[0]), []).append(row)
    return {key: tuple(sorted(rows, key=lambda row: -len(row.words))) for key, rows in found.items()}


def find_conditionals(
    sentences: Sequence[Sentence],
    scene: Scene,
    events: Sequence[Event],
    tables: Tables,
) -> tuple[Conditional, ...]:
    """Find the conditionals of the sentences; events inside the consequence tell the kind."""
    known = connectives(tables)
    found = []
    for sentence in sentences:
        for item in _of_sentence(sentence, known):
            conditional = _conditional(sentence, item, scene, events)
            if conditional is not None:
                found.append(conditional)
    return tuple(found)


def _of_sentence(sentence: Sentence, known: dict[tuple[str, str], tuple[Connective, ...]]) -> Iterator[Found]:
    skip = 0
    for at, token in enumerate(sentence.tokens):
        item = _sequence(sentence.tokens, at, known)
        if item is not None:
            skip = at + len(item.connective.words.split())
            yield item
        if at < skip:
            continue
        if token.dep in ("mark", "advmod", "prep", "aux", "pcomp"):
            item = _clause(token, known) or _phrase(token, known)
        elif token.dep in ("det", "predet", "amod"):
            item = _noun(token, known)
        elif token.dep == "conj" and token.pos in VERBAL:
            item = _imperative(token)
        if item is not None:
            yield item


# --- the constructions -------------------------------------------------------------------------


def _connective(
    token: Token, form: str, known: dict[tuple[str, str], tuple[Connective, ...]]
) -> Connective | None:
    for row in known.get((form, token.lower), ()):
        rest = row.words.split()[1:]
        if rest and form == "clause":
            continue
        near = {
            other.lower
            for other in (
                *token.children,
                *token.head.children,
                *(inner for child in token.children for inner in child.children),
            )
        }
        if all(word in near for word in rest):
            return row
    return None


def _clause(token: Token, known: dict[tuple[str, str], tuple[Connective, ...]]) -> Found | None:
    """A condition in a clause: "if they attack, …", "should they attack, …"."""
    row = _connective(token, "clause", known)
    verb = token.head
    if row is None or verb.pos not in VERBAL:
        return None
    if token.dep == "aux" and not _inverted(token, verb):
        return None
    if token.dep == "aux" and verb.dep not in ("advcl", "ccomp", "ROOT", "csubj"):
        return None
    main = verb.head
    if verb.dep == "pcomp":
        main = main.head
    if (
        main is verb
        or verb.dep not in ("advcl", "ccomp", "pcomp", "acl", "csubj")
        or _asked(main, verb, token)
    ):
        return None
    while main.dep == "conj" and main.child(*SUBJECTS) is None and main.head.pos in VERBAL:
        main = main.head
    words = set(row.words.split())
    inside = tuple(
        t
        for t in verb.subtree()
        if not (t is token or (t.lower in words and t.i < verb.i and t.head in (verb, token)))
    )
    outside = _main_clause(main, verb)
    return Found(inside, outside, verb, main, row)


def _sequence(
    tokens: Sequence[Token], at: int, known: dict[tuple[str, str], tuple[Connective, ...]]
) -> Found | None:
    """A condition after several words, wherever the parser hangs them: "as long as", "provided that"."""
    for row in known.get(("clause", tokens[at].lower), ()):
        words = row.words.split()
        if len(words) == 1 or [token.lower for token in tokens[at : at + len(words)]] != words:
            continue
        first = tokens[at + len(words) - 1].i + 1
        verb = next(
            (t for t in tokens[at + len(words) :] if t.pos in VERBAL and t.dep not in ("aux", "auxpass")),
            None,
        )
        if verb is None:
            return None
        main = next((t for t in verb.ancestors() if t.pos in VERBAL and t.lower not in words), None)
        if main is None:
            return None
        inside = tuple(token for token in verb.subtree() if token.i >= first)
        left_out = {token.i for token in inside} | {token.i for token in tokens[at : at + len(words)]}
        outside = _one_piece([token for token in main.subtree() if token.i not in left_out], main)
        return Found(inside, outside, verb, main, row)
    return None


def _asked(main: Token, verb: Token, token: Token) -> bool:
    """Whether the clause is a question that somebody asks ("asked if", "see whether")."""
    return (
        verb.dep == "ccomp"
        and token.lower in ("if", "whether", "once", "until")
        and token.dep == "mark"
        and (
            verb.i > main.i
            and main.lemma in ("ask", "wonder", "see", "know", "say", "decide", "tell", "question", "check")
        )
    )


def _inverted(aux: Token, verb: Token) -> bool:
    subject = verb.child(*SUBJECTS)
    return (
        aux.text[0].isupper()
        and subject is not None
        and aux.i < subject.i
        and "?" not in {child.text for child in verb.children}
    )


def _main_clause(main: Token, condition: Token) -> tuple[Token, ...]:
    """The words of the main clause without the condition and without what hangs beside it.

    Of "warned X of Y if Z" the consequence is Y.
    """
    menace = _warned_of(main)
    if menace is not None:
        return tuple(menace.subtree())
    left_out = {token.i for token in condition.subtree()}
    if condition.dep == "pcomp":
        left_out |= {token.i for token in condition.head.subtree()}
    for child in main.children:
        if (
            child.dep in ("ccomp", "parataxis")
            and child.i < main.i
            and main.lemma in ("say", "tell", "add", "warn")
        ):
            left_out.add(main.i)
        beside = child.i < condition.i < main.i or child.i > max(condition.i, main.i)
        if child.dep == "advcl" and child is not condition and beside and child.child("mark") is not None:
            left_out |= {token.i for token in child.subtree()}
    return _one_piece([token for token in main.subtree() if token.i not in left_out], main)


def _warned_of(main: Token) -> Token | None:
    if main.lemma not in ("warn", "threaten"):
        return None
    for child in main.children:
        if child.dep == "prep" and child.lower in ("of", "with", "about"):
            return child.child("pobj")
    return None


def _one_piece(tokens: list[Token], main: Token) -> tuple[Token, ...]:
    """The run of tokens around the main verb; a piece cut off by the condition is left out."""
    pieces: list[list[Token]] = []
    for token in tokens:
        if pieces and token.i == pieces[-1][-1].i + 1:
            pieces[-1].append(token)
        else:
            pieces.append([token])
    for piece in pieces:
        if main in piece:
            subjects = [child for child in main.children if child.dep in SUBJECTS]
            if any(subject not in piece for subject in subjects):
                break
            return tuple(piece)
    return tuple(tokens)


def _phrase(token: Token, known: dict[tuple[str, str], tuple[Connective, ...]]) -> Found | None:
    """A condition in a phrase: "without a deal", "in exchange for the hostages"."""
    row = _connective(token, "phrase", known)
    verb = token.head
    if row is None or token.dep != "prep":
        return None
    if row.words.startswith("as a condition"):
        return _as_condition(token, row)
    while verb.pos not in VERBAL and verb.head is not verb:
        verb = verb.head
    if verb.pos not in VERBAL or not _modal(verb):
        return None
    words = set(row.words.split())
    inside = tuple(t for t in token.subtree() if not (t.lower in words and t.i <= token.i + len(words)))
    left_out = {t.i for t in token.subtree()}
    outside = _one_piece([t for t in verb.subtree() if t.i not in left_out], verb)
    named = inside[0] if inside else None
    return Found(inside, outside, named, verb, row)


def _as_condition(token: Token, row: Connective) -> Found | None:
    """ "open its ports as a condition for resuming talks": what is done is the condition."""
    noun = token.child("pobj")
    purpose = noun.child("prep") if noun is not None else None
    verb = token.head
    while verb.pos not in VERBAL and verb.head is not verb:
        verb = verb.head
    if noun is None or purpose is None:
        return None
    left_out = {t.i for t in token.subtree()}
    inside = tuple(t for t in verb.subtree() if t.i not in left_out and t.dep != "aux")
    return Found(inside, tuple(t for t in purpose.subtree() if t is not purpose), verb, None, row)


def _modal(verb: Token) -> bool:
    return any(
        child.dep == "aux" and child.lower in ("will", "would", "wo", "could", "'ll", "can", "may", "might")
        for child in verb.children
    )


def _would(verb: Token) -> bool:
    return any(child.dep == "aux" and child.lower == "would" for child in verb.children)


def _noun(token: Token, known: dict[tuple[str, str], tuple[Connective, ...]]) -> Found | None:
    """A condition in a subject: "any attack on our ships will bring a response"."""
    row = _connective(token, "noun", known)
    noun = token.head
    verb = noun.head
    while noun.dep in ("conj", "pobj", "prep") and verb.pos in ("NOUN", "ADP"):
        noun, verb = verb, verb.head
    if row is None or noun.dep not in SUBJECTS or noun.pos != "NOUN":
        if row is None or noun.dep != "pobj" or verb.lower != "to" or noun.pos != "NOUN":
            return None
        return _response(noun, verb, row)
    if not _modal(verb) or (token.lower != "any" and not _would(verb)):
        return None
    inside = tuple(noun.subtree())
    left_out = {t.i for t in inside}
    outside = _one_piece([t for t in verb.subtree() if t.i not in left_out], verb)
    return Found(inside, outside, _doer(noun), None, row)


def _response(noun: Token, preposition: Token, row: Connective) -> Found | None:
    """ "Iran's response to such an attack would be devastating"."""
    verb = preposition.head.head
    if preposition.head.dep not in SUBJECTS or verb.pos not in VERBAL or not _modal(verb):
        return None
    left_out = {t.i for t in preposition.head.subtree()}
    outside = tuple(t for t in verb.subtree() if t.i not in left_out)
    return Found(tuple(noun.subtree()), outside, _doer(noun), preposition.head, row)


def _doer(noun: Token) -> Token | None:
    for child in noun.children:
        if child.dep in ("poss", "amod", "compound") and child.pos in ("PROPN", "ADJ", "PRON"):
            return child
        if child.dep == "prep" and child.lower in ("by", "from"):
            return child.child("pobj")
    return None


IMPERATIVE = Connective("and", "clause", "offer", "Stop the attacks and the sanctions will go.")


def _imperative(token: Token) -> Found | None:
    """ "Stop the enrichment and the sanctions will go"."""
    order = token.head
    if order.tag != "VB" or order.child(*SUBJECTS, "aux") is not None or not _modal(token):
        return None
    if token.child(*SUBJECTS) is None or order.child("cc") is None:
        return None
    left_out = {t.i for t in token.subtree()}
    inside = tuple(t for t in order.subtree() if t.i not in left_out and t.dep != "cc" and t.i < token.i)
    return Found(inside, tuple(token.subtree()), None, token, IMPERATIVE)


# --- spans and people --------------------------------------------------------------------------


def _conditional(
    sentence: Sentence, item: Found, scene: Scene, events: Sequence[Event]
) -> Conditional | None:
    condition, consequence = _trim(item.condition), _trim(item.consequence)
    if condition is None or consequence is None:
        return None
    statement = scene.said_in(item.consequence[0]) or scene.said_in(item.condition[0])
    start, end = min(condition.start, consequence.start), max(condition.end, consequence.end)
    return Conditional(
        id=content_id("c", condition.start, consequence.start),
        speaker=statement.speaker if statement else "",
        condition=Clause(condition, scene.actor(item.actor)),
        consequence=Clause(consequence, scene.actor(item.doer)),
        kind=_kind(item, consequence, events),
        evidence=Evidence(start, end, (sentence.span.start, sentence.span.end), item.connective.words),
    )


def _trim(tokens: Sequence[Token]) -> Span | None:
    """The span of tokens without connectives and marks at either end."""
    first, last = 0, len(tokens)
    while first < last and (tokens[first].lower in OPENERS or not tokens[first].text[0].isalnum()):
        first += 1
    while (
        last > first and not tokens[last - 1].text[-1].isalnum() and tokens[last - 1].text not in (")", "%")
    ):
        last -= 1
    return Span(tokens[first].start, tokens[last - 1].end) if first < last else None


def _kind(item: Found, consequence: Span, events: Sequence[Event]) -> str:
    classes = {event.codes["plover"] for event in events if consequence.covers(event.trigger)}
    if classes & HOSTILE:
        return "threat"
    if item.connective.kind:
        return item.connective.kind
    words = {token.lemma.lower() for token in item.consequence}
    if words & {
        "consequence",
        "retaliate",
        "response",
        "respond",
        "pay",
        "price",
        "cost",
        "regret",
        "war",
        "face",
    }:
        return "threat"
    return "promise" if classes & FRIENDLY else "precondition"
