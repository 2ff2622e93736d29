"""Claimed figures: "about 100,000 soldiers near the borders of Ukraine" → number, range, what, where."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar, Literal, get_args

from memcon.model import Evidence, Figure, Span, Statement, content_id
from memcon.reading.grammar import Sentence, Token
from memcon.tables import Tables

DIGITS = re.compile(r"^[$€£¥]?\d{1,3}(?:[,  ]\d{3})+(?:\.\d+)?$|^[$€£¥]?\d+(?:\.\d+)?$")
GLUED = re.compile(
    r"^([$€£¥]?\d[\d,]*(?:\.\d+)?)(km|m|kg|bn|mn|mm|k|kt|mw|kw|t|ft|mph|kmh|%)$", re.IGNORECASE
)
Kind = Literal["number", "multiplier", "fraction", "vague", "approximator", "unit", "time", "not"]
PLACE_PREPOSITIONS = frozenset("in near at on along across around off inside outside over".split())


@dataclass(frozen=True, slots=True)
class NumberWord:
    """A word of figures: number, multiplier, fraction, approximator, unit, or one that is no figure.

    `value` is the number; of an approximator the range that it allows (`0.9-1.1`, `1-`).
    """

    TABLE: ClassVar[str] = "{lang}/numbers.tsv"
    word: str
    kind: Kind
    value: str
    example: str


@dataclass(frozen=True, slots=True)
class Number:
    """A number as read from tokens first..last (positions in the sentence)."""

    first: int
    last: int
    value: float
    factors: tuple[float, float | None]
    approximate: bool
    unit: str = ""


Words = dict[str, dict[str, str]]


@lru_cache(maxsize=8)
def number_words(tables: Tables) -> Words:
    """Return the values of number words by kind."""
    found: Words = {kind: {} for kind in get_args(Kind)}
    for row in tables.rows(NumberWord):
        found[row.kind][row.word] = row.value
    return found


def find_figures(
    sentences: Sequence[Sentence],
    is_time: Callable[[Token], bool],
    said_in: Callable[[Token], Statement | None],
    tables: Tables,
) -> tuple[Figure, ...]:
    """Find the figures of the sentences; `is_time` tells which words belong to dates and times."""
    words = number_words(tables)
    found = []
    for sentence in sentences:
        for number in _numbers(sentence.tokens, is_time, words):
            figure = _figure(sentence, number, words, said_in)
            if figure is not None:
                found.append(figure)
    return tuple(found)


def _numbers(tokens: Sequence[Token], is_time: Callable[[Token], bool], words: Words) -> Iterator[Number]:
    at = 0
    while at < len(tokens):
        number = None if is_time(tokens[at]) else _number(tokens, at, words)
        if number is None:
            at += 1
            continue
        if not is_time(tokens[number.last]):
            yield number
        at = number.last + 1


def _number(tokens: Sequence[Token], at: int, words: Words) -> Number | None:
    """Read a number that begins at a token: digits or words, multipliers, "a quarter of a billion"."""
    amount = _amount(tokens, at, words)
    if amount is None:
        return None
    value, last, unit, vague = amount
    first = at
    low: float = 1
    high: float | None = 1
    approximate = vague
    span = _range(tokens, at, last, words)
    if span is not None:
        upper, last, opening = span
        low, high, approximate = 1, upper / value if value else 1, True
        first -= opening
    begin, factors = _approximator(tokens, first, words)
    if factors is not None and not (span and factors):
        first, (low, high), approximate = begin, factors, True
    if unit == "" and first and tokens[first - 1].text in ("$", "€", "£", "¥"):
        unit = words["unit"].get(tokens[first - 1].text, "")
    return Number(first, last, value, (low, high), approximate, unit)


def _amount(tokens: Sequence[Token], at: int, words: Words) -> tuple[float, int, str, bool] | None:
    """Return value, last token, unit glued to it and whether it is vague ("dozens")."""
    token = tokens[at]
    text = token.lower
    glued = GLUED.match(text)
    if glued:
        return float(glued.group(1).strip("$€£¥").replace(",", "")), at, glued.group(2), False
    if DIGITS.match(text):
        value = float(re.sub(r"[,$€£¥  ]", "", text))
        return (*_multiplied(tokens, at, value, words), "", False)
    if text in words["vague"] and token.pos == "NOUN":
        value, last = _multiplied(tokens, at, float(words["vague"][text]), words)
        return value, last, "", True
    if text in words["fraction"]:
        return _fraction(tokens, at, words)
    if text in words["number"] and token.pos in ("NUM", "ADJ", "NOUN", "DET", "PROPN"):
        value, last = _spelled(tokens, at, words)
        return (*_multiplied(tokens, last, value, words), "", False)
    return None


def _spelled(tokens: Sequence[Token], at: int, words: Words) -> tuple[float, int]:
    """Add up "twenty-six", "three hundred and five"."""
    value = float(words["number"][tokens[at].lower])
    last = at
    while last + 1 < len(tokens):
        step = 2 if tokens[last + 1].text == "-" and last + 2 < len(tokens) else 1
        more = words["number"].get(tokens[last + step].lower)
        if more is None or not value % 100 >= 20 or float(more) >= 10:
            break
        value += float(more)
        last += step
    return value, last


def _multiplied(tokens: Sequence[Token], last: int, value: float, words: Words) -> tuple[float, int]:
    while last + 1 < len(tokens):
        step = 1
        if tokens[last + 1].lower in ("of", "-") and last + 2 < len(tokens):
            step = 2
        factor = words["multiplier"].get(tokens[last + step].lower)
        if factor is None:
            break
        value *= float(factor)
        last += step
    return value, last


def _fraction(tokens: Sequence[Token], at: int, words: Words) -> tuple[float, int, str, bool] | None:
    """Read "half a million", "a quarter of a billion"; a fraction of no number is left alone."""
    value = float(words["fraction"][tokens[at].lower])
    last = at
    while last + 1 < len(tokens) and tokens[last + 1].lower in ("of", "a", "an", "-"):
        last += 1
    factor = words["multiplier"].get(tokens[last + 1].lower) if last + 1 < len(tokens) else None
    if factor is None:
        return None
    total, last = _multiplied(tokens, last + 1, value * float(factor), words)
    return total, last, "", False


def _range(tokens: Sequence[Token], at: int, last: int, words: Words) -> tuple[float, int, int] | None:
    """Read the rest of "30 to 50", "30-50", "between 30 and 50": upper bound, last token, words before."""
    if last + 2 >= len(tokens):
        return None
    joiner = tokens[last + 1].lower
    between = at > 0 and tokens[at - 1].lower == "between"
    if joiner not in ("to", "-", "–", "or") and not (between and joiner == "and"):
        return None
    upper = _amount(tokens, last + 2, words)
    if upper is None or upper[0] <= _plain(tokens, at):
        return None
    return upper[0], upper[1], int(between or (at > 0 and tokens[at - 1].lower == "from"))


def _plain(tokens: Sequence[Token], at: int) -> float:
    digits = re.sub(r"[^\d.]", "", tokens[at].text)
    try:
        return float(digits)
    except ValueError:
        return 0.0


def _approximator(
    tokens: Sequence[Token], first: int, words: Words
) -> tuple[int, tuple[float, float | None] | None]:
    """Read "about", "more than", "at least", "as many as" before a number; return where it begins."""
    start = first
    if start and tokens[start - 1].text in ("$", "€", "£", "¥", "a", "an"):
        start -= 1
    for length in (4, 3, 2, 1):
        if start - length < 0:
            continue
        phrase = " ".join(token.lower for token in tokens[start - length : start])
        bounds = words["approximator"].get(phrase)
        if bounds is not None:
            low, _, high = bounds.partition("-")
            return start - length, (float(low), float(high) if high else None)
    return first, None


# --- what is counted ---------------------------------------------------------------------------


def _figure(
    sentence: Sentence, number: Number, words: Words, said_in: Callable[[Token], Statement | None]
) -> Figure | None:
    tokens = sentence.tokens
    last = tokens[number.last]
    noun = _counted(tokens, number)
    if noun is None and not number.unit and not _bare_count(last):
        return None
    measure = ""
    if noun is not None and noun.lemma.lower() in words["time"]:
        measure = noun.lemma.lower()
        noun = _lasting(noun)  # "an 18-month deadline" counts; "six months passed" is a duration
        if noun is None:
            return None
    if noun is not None and noun.lemma.lower() in words["not"]:
        return None
    if _no_figure(tokens, number) or _known_group(tokens, number, noun) or _is_year(last, number):
        return None
    span = Span(tokens[number.first].start, max(last.end, noun.end if noun is not None else 0))
    unit = number.unit or measure
    if noun is not None and noun.lemma.lower() in words["unit"]:
        unit = words["unit"][noun.lemma.lower()] or noun.lemma.lower()
    low, high = number.factors
    statement = said_in(last)
    return Figure(
        id=content_id("f", span.start, number.value),
        number=number.value,
        low=round(number.value * low, 6),
        high=None if high is None else round(number.value * high, 6),
        approximate=number.approximate,
        unit=unit,
        what=_what(noun, last),
        where=_where(noun, last),
        evidence=Evidence(span.start, span.end, (sentence.span.start, sentence.span.end), "number"),
        said_in=statement.id if statement else "",
    )


def _counted(tokens: Sequence[Token], number: Number) -> Token | None:
    """Return the noun that a number counts."""
    last = tokens[number.last]
    head = last.head
    if last.dep in ("nummod", "compound", "quantmod", "amod", "npadvmod") and head.pos in ("NOUN", "PROPN"):
        return head if head.i > last.i or head.lower in ("dollars",) else None
    for child in last.children:
        if child.lower == "of" and child.i > last.i:
            return child.child("pobj")
    following = number.last + 1
    if following < len(tokens) and tokens[following].pos == "NOUN":
        return tokens[following]
    if following + 1 < len(tokens) and tokens[following].text == "-" and tokens[following + 1].pos == "NOUN":
        return tokens[following + 1]
    return None


def _lasting(unit: Token) -> Token | None:
    """Return the noun that a hyphenated duration measures."""
    return unit.head if unit.dep in ("compound", "nmod", "amod") and unit.head.pos == "NOUN" else None


def _bare_count(token: Token) -> bool:
    """Whether a number without a noun counts something: a verb's object, or after "to", "by", "of"."""
    if token.dep in ("dobj", "nsubj", "nsubjpass"):
        return token.head.pos == "VERB"
    return token.dep == "pobj" and token.head.lower in ("to", "by", "of", "from") and "," in token.text


def _no_figure(tokens: Sequence[Token], number: Number) -> bool:
    """Whether the number is a name's, an age, a score or a list number."""
    first, last = number.first, number.last
    before = tokens[first - 1] if first else None
    after = tokens[last + 1] if last + 1 < len(tokens) else None
    counts = tokens[last].head.i > last + tokens[0].i  # a noun after it
    if before is not None and before.tag in ("NNP", "NNPS") and before.text[0].isupper():
        # "Apollo 11 astronauts"
        named = before.dep in ("compound", "nmod") and before.head.i > tokens[last].i
        if named or not counts:
            return True
    if before is not None and before.text in ("#", "No.", "no.", "№"):
        return True
    aged = before is not None and before.text == "," and (after is None or after.text in (",", ".", ";"))
    if aged and number.value < 110 and not number.approximate:
        return True
    return tokens[first].lower == "one" and first == last


def _known_group(tokens: Sequence[Token], number: Number, noun: Token | None) -> bool:
    """Whether a number only points back: "the two leaders"."""
    before = tokens[number.first - 1] if number.first else None
    if (
        before is None
        or before.lower not in ("the", "both", "these", "those")
        or noun is None
        or number.value > 20
    ):
        return False
    return not any(child.dep in ("prep", "relcl", "acl", "compound") for child in noun.children)


def _is_year(token: Token, number: Number) -> bool:
    """Whether four bare digits before a noun are a year: "the 1967 borders"."""
    return (
        token.text.isdigit()
        and len(token.text) == 4
        and 1800 <= number.value <= 2100
        and not number.approximate
    )


def _what(noun: Token | None, last: Token) -> str:
    """The counted noun with its modifiers, without the number; or what happened to the count."""
    if noun is None:
        return last.head.text if last.head.pos == "VERB" else ""
    words: list[str] = []
    for child in sorted([noun, *noun.children], key=lambda token: token.i):
        measured = any(inner.pos == "NUM" for inner in child.children)  # the "18-month" of a deadline
        if child is noun or (
            child.dep in ("amod", "compound", "nmod", "poss") and child.pos != "NUM" and not measured
        ):
            words.append(child.text)
        elif child.dep == "prep" and child.lower == "of" and child.i > noun.i:
            inner = child.child("pobj")
            if inner is not None:
                words += [
                    "of",
                    *(t.text for t in inner.subtree() if t.dep in ("amod", "compound") or t is inner),
                ]
    return " ".join(words)


def _where(noun: Token | None, last: Token) -> str:
    """The phrase of place that hangs on the counted noun: "near the borders of Ukraine"."""
    head = noun if noun is not None else last
    beside = [child for child in head.head.children if child.i == head.i + 1]  # hung on the verb
    for child in (*head.children, *beside):
        if child.dep == "prep" and child.lower in PLACE_PREPOSITIONS and child.i > head.i:
            return " ".join(token.text for token in child.subtree())
    return ""
