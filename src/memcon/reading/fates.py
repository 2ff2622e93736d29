"""What becomes of a meeting by the verb over its noun: called off, postponed, moved, or held.

The date that it had been planned for stands beside the noun ("Thursday's meeting") or in a
clause of planning ("which had been planned for Monday"); the date on the verb is when it was
called off, or, after "to", "until" and "for", the new one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import ClassVar, Literal

from memcon.model import Span, Status, When
from memcon.reading.clauses import RELATIVES, SUBJECTS, VERBAL, is_passive
from memcon.reading.frames import Frame
from memcon.reading.grammar import Sentence, Token
from memcon.reading.lexicon import QUANTITIES
from memcon.tables import Tables

Becoming = Literal["cancelled", "postponed", "moved", "held", "planned"]
ONWARD = frozenset({"to", "until", "till", "for"})
HAPPENING = (Status.ASSERTED, Status.PLANNED, Status.HISTORICAL)
CLAUSES = ("acl", "relcl", "advcl", "amod", "appos")


@dataclass(frozen=True, slots=True)
class MeetingFate:
    """A verb (with its particle or object) or adjective and what it makes of a meeting.

    `cancelled`, `postponed` and `moved` have the meeting as object or passive subject, `held`
    as subject or object; `planned` only tells the date: "planned for Monday".
    """

    TABLE: ClassVar[str] = "{lang}/fates.tsv"
    word: str
    fate: Becoming
    example: str


@dataclass(frozen=True, slots=True)
class MeetingWord:
    """A trigger and the kind of meeting that it makes."""

    TABLE: ClassVar[str] = "{lang}/meetings.tsv"
    word: str
    kind: Literal["meeting", "call", "talks", "summit", "visit", "council"]
    example: str


@dataclass(frozen=True, slots=True)
class Fate:
    """What a verb makes of a meeting noun: its date, the date before, its place, the date of the deed."""

    noun: Token
    verb: Token
    sentence: Sentence
    word: str
    status: Becoming
    when: When | None = None
    instead_of: When | None = None
    place: tuple[str, Span] | None = None
    done: When | None = None
    ahead: bool = False

    def words(self) -> list[Token]:
        """Return the words that say so: the noun with what points at it, the verb's phrase, the dates."""
        parts = self.word.split()
        near = [token for token in self.verb.children if token.lower in parts]
        near += [inner for token in near for inner in token.children if inner.lower in parts]
        near += [self.noun, *self.noun.all("det", "poss"), self.verb]
        for when in (self.when, self.instead_of):
            if when is not None and when.span is not None:
                near += self.sentence.at(when.span)
        return near


@dataclass(frozen=True, slots=True)
class Around:
    """What the other stages know of a word: the time that it is part of; the place it stays at, any place."""

    time: Callable[[Token], When | None]
    stay: Callable[[Token], tuple[str, Span] | None]
    at: Callable[[Token], tuple[str, Span] | None]


@lru_cache(maxsize=8)
def kinds(tables: Tables) -> dict[str, str]:
    """Return the kind of meeting by word."""
    return {row.word: row.kind for row in tables.rows(MeetingWord)}


@lru_cache(maxsize=8)
def _fates(tables: Tables) -> dict[str, tuple[MeetingFate, ...]]:
    """Return the rows by their first word, the longest first."""
    found: dict[str, list[MeetingFate]] = {}
    for row in sorted(tables.rows(MeetingFate), key=lambda row: -len(row.word)):
        found.setdefault(row.word.split()[0], []).append(row)
    return {word: tuple(rows) for word, rows in found.items()}


def find_fates(
    sentences: Sequence[Sentence], frames: Sequence[Frame], around: Around, tables: Tables
) -> dict[int, Fate]:
    """Return the fate of each meeting noun that has one, by the position of the noun and of its verb."""
    finder = _Finder({frame.token.i: frame.status for frame in frames}, around, _fates(tables))
    known = kinds(tables)
    found: dict[int, Fate] = {}
    for sentence in sentences:
        for token in sentence.tokens:
            if token.pos == "NOUN" and (token.lemma.lower() in known or token.lower in known):
                fate = finder.fate(token, sentence)
                if fate is not None:
                    found[token.start] = fate
                    found.setdefault(fate.verb.start, fate)
    return found


class _Finder:
    """Finds the verb that decides over a noun, and the times and places of both."""

    def __init__(
        self, statuses: dict[int, Status], around: Around, rows: dict[str, tuple[MeetingFate, ...]]
    ) -> None:
        self.statuses = statuses
        self.around = around
        self.rows = rows

    def row(self, token: Token) -> MeetingFate | None:
        """Return the row of a verb or adjective with the words below it: "call off", "take place"."""
        below = set(_phrase(token)) if token.lemma.lower() in self.rows else set()
        for row in self.rows.get(token.lemma.lower(), ()):
            if set(row.word.split()[1:]) <= below:
                return row
        return None

    def fate(self, noun: Token, sentence: Sentence) -> Fate | None:
        """Return what the nearest verb of fate makes of a noun."""
        for verb in _governors(noun):
            row = self.row(verb)
            if row is None or row.fate == "planned" or _was_to(verb) or not _suits(row, noun, verb):
                continue
            status = self.statuses.get(verb.i, Status.ASSERTED)
            undone = row.fate == "held" and status is Status.NEGATED
            if status not in HAPPENING and not undone:
                return None
            fate = Fate(noun, verb, sentence, row.word, row.fate, ahead=status is Status.PLANNED)
            found = self.dated(replace(fate, status="cancelled") if undone else fate, undone)
            return None if found is not None and _is_general(found) else found
        return None

    def dated(self, fate: Fate, undone: bool) -> Fate | None:
        """Add the times and places, each by what it hangs on; what is not to be has its time as a plan."""
        plans = self.plans(fate)
        times = _Times()
        for token in fate.sentence.tokens:
            self.note_time(token, fate, plans, times)
        if undone:
            times.planned, times.done = times.planned or times.done, None
        goal = self.goal(fate) if fate.status == "moved" and times.new is None else None
        return _settled(replace(fate, place=goal or self.place(fate, plans)), times, goal is not None)

    def plans(self, fate: Fate) -> list[Token]:
        """Return the words that say for when the noun was planned, wherever the parser has hung them."""
        found = []
        for token in fate.sentence.tokens:
            row = self.row(token)
            if token is fate.verb or not ((row is not None and row.fate == "planned") or _is_to(token)):
                continue
            top = _clause_top(token)
            if fate.noun in _subjects(top) and (fate.verb in (top, top.head) or fate.verb.head is top):
                found.append(token)
            elif _is_about(top, fate):
                found += [token, top]
        return found

    def note_time(self, token: Token, fate: Fate, plans: Sequence[Token], times: _Times) -> None:
        """Put the time that hangs by a word where it belongs: planned, old, new, or of the deed."""
        when = self.around.time(token)
        if when is None or when in times.seen or self.around.time(token.head) is when:
            return
        holder = _holder(token, fate, plans)
        if holder is None:
            return
        times.seen.append(when)
        preposition = token.head.lower if token.head.tag in ("IN", "TO") else ""
        changing = fate.status in ("postponed", "moved") and holder not in plans
        if changing and preposition == "from":
            times.old = times.old or when
        elif changing and preposition in ONWARD:
            times.new = times.new or when
        elif holder is fate.verb:
            times.done = times.done or when
        else:
            times.planned = times.planned or when

    def place(self, fate: Fate, plans: Sequence[Token]) -> tuple[str, Span] | None:
        """Return where it was to be: the place beside the noun or in the clause of planning."""
        for token in fate.sentence.tokens:
            found = self.around.stay(token)
            holder = _holder(token, fate, plans) if found is not None else None
            if holder is not None and (holder is not fate.verb or fate.status == "held"):
                return found
        return None

    def goal(self, fate: Fate) -> tuple[str, Span] | None:
        """Return the place that it was moved to."""
        for token in fate.sentence.tokens:
            found = self.around.at(token) if token.head.lower == "to" else None
            if found is not None and _holder(token, fate, ()) is fate.verb:
                return found
        return None


@dataclass(slots=True)
class _Times:
    """The times of a sentence by what they say of a meeting."""

    planned: When | None = None
    old: When | None = None
    new: When | None = None
    done: When | None = None
    seen: list[When] = field(default_factory=list)


def _settled(fate: Fate, times: _Times, has_goal: bool) -> Fate | None:
    """Choose the date of a meeting and the one before it; a mere "the talks moved on" has no fate."""
    old = times.old or times.planned
    if fate.status == "held":
        moved = are_apart(times.done, times.planned)
        when = times.done or times.planned
        return replace(fate, when=when, instead_of=times.planned if moved else None)
    if times.new is not None and fate.status != "cancelled":
        return replace(fate, status="moved", when=times.new, instead_of=old, done=times.done)
    if fate.status != "moved":
        return replace(fate, when=old, done=times.done)
    if has_goal:
        return replace(fate, when=times.planned, instead_of=times.old, done=times.done)
    idle = old is None and fate.verb.child("dobj", "nsubjpass") is None and not is_passive(fate.verb)
    return None if idle else replace(fate, instead_of=old, done=times.done)


def are_apart(one: When | None, other: When | None) -> bool:
    """Whether two dates are known not to overlap."""
    if one is None or other is None:
        return False
    if not (one.earliest and one.latest and other.earliest and other.latest):
        return one.edtf != other.edtf and "X" not in one.edtf + other.edtf
    return one.latest < other.earliest or other.latest < one.earliest


def _phrase(verb: Token) -> Iterator[str]:
    """The words below a verb that its phrase may have: particles, objects, prepositions and their nouns."""
    for child in verb.children:
        yield child.lower
        if child.dep in ("prep", "prt", "advmod"):
            yield from (inner.lower for inner in child.children)


def _governors(noun: Token) -> Iterator[Token]:
    """The verbs whose object or subject a noun is, those of its relative clauses last."""
    top = _counted(noun)
    if top.head.pos in VERBAL and top.dep in ("nsubj", "nsubjpass", "dobj"):
        yield top.head
        if top.dep in SUBJECTS:
            yield from _sharing(top.head)
        above = top.head.head
        if top.head.tag == "VBN" and top.head.dep == "ccomp" and above.pos in VERBAL and not _subjects(above):
            yield above  # "the meeting, arranged for Friday, was cancelled", read as one clause in another
    for token in noun.subtree():
        if token.pos in VERBAL and token.dep in ("acl", "relcl") and _is_relative(token, noun):
            yield token
            yield from _sharing(token)


def _counted(noun: Token) -> Token:
    """The noun that stands for a noun in its clause: "a round of talks", "the dinner and the talks"."""
    above = noun.head
    if noun.dep == "conj" and above.pos == "NOUN":
        return _counted(above)
    if noun.dep == "pobj" and above.lower == "of" and above.head.lemma.lower() in QUANTITIES:
        return _counted(above.head)
    return noun


def _sharing(verb: Token) -> Iterator[Token]:
    """The verbs that have a verb's subject too: "had to be cancelled", "was planned but put off"."""
    for child in verb.children:
        if child.pos in VERBAL and child.dep in ("xcomp", "conj") and _is_without_subject(child):
            yield child
            yield from _sharing(child)


def _is_relative(verb: Token, noun: Token) -> bool:
    """Whether a clause below a noun is about the noun, or about a name below it that no verb of fate fits."""
    near = verb.head is noun or verb.head.pos == "PROPN"
    participle = verb.dep == "acl" and verb.tag in ("VBN", "VBD") and not _subjects(verb)
    return near and (participle or (verb.dep == "relcl" and _is_without_subject(verb)))


def _suits(row: MeetingFate, noun: Token, verb: Token) -> bool:
    """Whether a noun stands where the verb has its meeting: no meeting postpones another thing."""
    thing = verb.child("dobj")
    if thing is None or thing is _counted(noun) or is_passive(verb):
        return True
    return thing.lower in row.word.split()


def _was_to(verb: Token) -> bool:
    """Whether a verb says what was to be and is not: "was to have taken place"."""
    helpers = {child.lower for child in verb.children if child.dep in ("aux", "auxpass")}
    return verb.pos in VERBAL and {"to", "have"} <= helpers


def _is_general(fate: Fate) -> bool:
    """Whether a present without a date does not tell that it is held: "while the meeting is held"."""
    helpers = fate.verb.all("aux", "auxpass")
    first = helpers[0] if helpers else fate.verb
    going_on = fate.verb.tag == "VBG" or any(
        helper.tag == "VBG" or helper.lemma == "have" for helper in helpers
    )
    present = first.tag in ("VBZ", "VBP") and not going_on
    return present and fate.status == "held" and not fate.ahead and fate.when is None


def _is_to(verb: Token) -> bool:
    """Whether a verb says what is or was to be: "which was to be held on Friday"."""
    return _was_to(verb) or (
        verb.head.lemma == "be" and any(child.lower == "to" for child in verb.all("aux"))
    )


def _clause_top(token: Token) -> Token:
    """The word by which the clause of a planning word hangs: "was" of "which was due on Monday"."""
    while token.dep in ("xcomp", "acomp", "oprd") and token.head.pos in VERBAL:
        token = token.head
    return token


def _subjects(verb: Token) -> list[Token]:
    return [child for child in verb.children if child.dep in SUBJECTS]


def _is_without_subject(verb: Token) -> bool:
    return all(token.tag in RELATIVES or token.lower == "that" for token in _subjects(verb))


def _is_about(top: Token, fate: Fate) -> bool:
    """Whether a clause without a subject of its own stands beside the noun, its names or its verb."""
    if top.dep not in CLAUSES or top is fate.verb or not _is_without_subject(top):
        return False
    return top.head is fate.verb or any(token is top.head for token in fate.noun.subtree())


def _holder(token: Token, fate: Fate, plans: Sequence[Token]) -> Token | None:
    """What a time or place hangs on: a planning word, the noun or its verb; None for another verb."""
    for above in token.ancestors():
        if above is fate.verb or above is fate.noun or above in plans:
            return above
        if above.pos in VERBAL:
            return None
    return None
