"""The words of time and how a sentence looks through them: classes from a table, small readers.

A reader takes a line and a position and returns what it read and the position after it, or
None.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar, Literal

from memcon.reading.grammar import Token
from memcon.tables import Tables

WordKind = Literal[
    "after",
    "aged",
    "ahead",
    "and",
    "article",
    "day",
    "decade",
    "every",
    "filler",
    "from",
    "fuzzy",
    "holiday",
    "inside",
    "meridiem",
    "modal",
    "month",
    "month_short",
    "moving",
    "number",
    "often",
    "ordinal",
    "ordinal_end",
    "over",
    "part",
    "part_many",
    "period",
    "plan",
    "same_past",
    "season",
    "stage",
    "state",
    "to",
    "turn",
    "unit",
    "vague",
    "vague_adj",
    "vague_noun",
    "weekday",
    "weekday_short",
    "year_before",
    "zone",
]
Classes = Mapping[str, str]
NONE: Classes = {}
NOT_A_NAME = frozenset({"VERB", "AUX", "ADJ", "ADV", "SCONJ"})


@dataclass(frozen=True, slots=True)
class TimeWord:
    """A word, its class, its value, and a sentence with what must be read from it on 2022-01-19."""

    TABLE: ClassVar[str] = "{lang}/times.tsv"
    word: str
    kind: WordKind
    value: str
    example: str
    reads: str = ""


@lru_cache(maxsize=8)
def lexicon(tables: Tables) -> dict[str, dict[str, str]]:
    """Return the classes of each word: word → class → value."""
    words: dict[str, dict[str, str]] = {}
    for row in tables.rows(TimeWord):
        words.setdefault(row.word, {})[row.kind] = row.value or "yes"
        if row.kind == "holiday":
            words.setdefault(row.word.split()[0].split("'")[0], {})["holiday_first"] = "yes"
        if row.kind == "vague" and " " in row.word:
            words.setdefault(row.word.split()[0], {})["vague_first"] = "yes"
    return words


class Line:
    """The tokens of a sentence without blanks, with their classes; any position may be asked for."""

    __slots__ = ("classes", "tokens", "words")

    def __init__(self, tokens: Sequence[Token], words: dict[str, dict[str, str]]) -> None:
        self.tokens = [token for token in tokens if not token.text.isspace()]
        self.words = words
        self.classes: list[Classes] = [self._classes(token) for token in self.tokens]

    def _classes(self, token: Token) -> Classes:
        known = self.words.get(token.lower)
        if known is not None:
            return known
        text = token.text.removesuffix("s") or token.text
        return digit_classes(token.lower) if text[-1].isdigit() or text[0].isdigit() else NONE

    def get(self, i: int, kind: str) -> str:
        """Return the value of the word as one of a class, or ""."""
        return self.classes[i].get(kind, "") if 0 <= i < len(self.tokens) else ""

    def lower(self, i: int) -> str:
        """Return the word in lower case, or "" beyond the line."""
        return self.tokens[i].lower if 0 <= i < len(self.tokens) else ""

    def skip(self, i: int, *words: str) -> int:
        """Return the position after one of these words, or the same position."""
        return i + 1 if self.lower(i) in words else i


@lru_cache(maxsize=4096)
def digit_classes(text: str) -> Classes:
    """Return the classes of a token with digits: number, year, clock, ordinal, full date …"""
    if text.isdecimal() and text.isascii():
        return {"number": text, "digits": text}
    if text.count("/") == 2 or text.count(".") == 2:
        return {"full": text}
    halves = _halves(text)
    if halves:
        return {"left": halves[0], "right": halves[1]}
    digits = text.rstrip("abcdefghijklmnopqrstuvwxyz'’")
    if digits.isdecimal() and digits.isascii():
        ending = text[len(digits) :]
        kind = "decade" if ending in ("s", "'s", "’s") and digits[-1] == "0" else "ending"
        return {kind: digits, "letters": ending}
    return _clock_class(text)


def _halves(text: str) -> tuple[str, str] | None:
    """Cut "10–13", "mid-1996" and "jan.10" in two, a number last."""
    for mark in "-–—":
        head, found, tail = text.partition(mark)
        if found and tail.removesuffix("s").isdecimal() and tail.isascii():
            return head, tail
    head, found, tail = text.rpartition(".")
    if found and text[0].isalpha() and tail.isdecimal() and tail.isascii():
        return head + ".", tail
    return None


def _clock_class(text: str) -> dict[str, str]:
    digits = text.rstrip("apm")
    hour, _, minute = digits.replace(".", ":").partition(":")
    if not (hour.isdecimal() and minute.isdecimal() and len(minute) == 2 and len(hour) < 3):
        return {}
    if int(hour) > 23 or int(minute) > 59 or not (hour + minute).isascii():
        return {}
    kind = "clock" if ":" in digits else "clock_dotted"
    return {kind: f"{int(hour):02d}:{minute}", "letters": text[len(digits) :]}


def year_at(line: Line, i: int) -> tuple[int, int] | None:
    """Read a year in four digits, or spelled ("nineteen ninety-six")."""
    digits = line.get(i, "digits")
    if len(digits) == 4 and "1000" <= digits <= "2199":
        return int(digits), i + 1
    if line.lower(i) == "two" and line.lower(i + 1) == "thousand":
        rest = number_at(line, line.skip(i + 2, "and"))
        if rest and 0 < rest[0] < 100:
            return 2000 + rest[0], rest[1]
        return (2000, i + 2) if line.lower(i - 1) == "year" else None
    if line.get(i, "number") in ("19", "20") and not digits:
        rest = number_at(line, i + 1)
        if rest and 10 <= rest[0] <= 99 and not line.get(i + 1, "digits"):
            return int(line.get(i, "number")) * 100 + rest[0], rest[1]
    return None


def number_at(line: Line, i: int) -> tuple[int, int] | None:
    """Read a whole number in digits or words ("twenty-four"), at most four digits."""
    word = line.get(i, "number")
    if not word or len(word) > 4:
        return None
    value, j = int(word), i + 1
    if line.get(i, "digits"):
        return value, j
    if 20 <= value <= 90:
        k = line.skip(j, "-")
        tail = line.get(k, "number")
        if tail and not line.get(k, "digits") and int(tail) < 10:
            return value + int(tail), k + 1
    if value < 20 and line.lower(j) == "hundred":
        return value * 100, j + 1
    return value, j


def day_at(line: Line, i: int) -> tuple[int, int] | None:
    """Read a day of the month: 19, 19th, nineteenth."""
    digits = line.get(i, "digits")
    if digits and len(digits) <= 2:
        return (int(digits), i + 1) if 1 <= int(digits) <= 31 else None
    ending = line.get(i, "ending")
    if ending and "ordinal_end" in line.words.get(line.get(i, "letters"), NONE) and 1 <= int(ending) <= 31:
        return int(ending), i + 1
    ordinal = line.get(i, "ordinal")
    return (int(ordinal), i + 1) if ordinal and int(ordinal) <= 31 else None


def month_at(line: Line, i: int) -> tuple[int, int] | None:
    """Read a month's name; a short one needs a number beside it, one that is a verb too a capital."""
    short = line.get(i, "month_short")
    value = line.get(i, "month") or short
    if not value:
        return None
    j = line.skip(i + 1, ".") if short else i + 1
    if line.get(j, "digits") or line.get(i - 1, "digits") or day_at(line, i - 1):
        return int(value), j
    return (int(value), j) if _is_month(line, i, j) else None


def _is_month(line: Line, i: int, j: int) -> bool:
    """Whether a month's name without a number beside it is one."""
    token = line.tokens[i]
    if not token.text[0].isupper() or _is_surname(line, i) or _is_procession(line, i):
        return False
    if day_at(line, j) or year_at(line, j):
        return True
    dotless = "month_short" in line.classes[i] and not line.lower(j - 1).endswith(".")
    return token.pos not in NOT_A_NAME and not dotless


def _is_surname(line: Line, i: int) -> bool:
    """Whether a month's name ends a person's: "Theresa May"."""
    if not i or line.classes[i - 1]:
        return False
    before = line.tokens[i - 1]
    return before.tag == "NNP" and before.dep == "compound" and before.head is line.tokens[i]


def _is_procession(line: Line, i: int) -> bool:
    """Whether "March" is an event's name: "the annual March for Life", not "in March for talks"."""
    if line.lower(i) != "march" or line.lower(i + 1) not in ("for", "of", "on", "against"):
        return False
    led = i and (line.tokens[i - 1].tag == "IN" or line.get(i - 1, "turn"))
    return not led and not line.get(i + 2, "digits") and not line.get(i + 2, "turn")


def phrase_at(line: Line, i: int, kind: str) -> tuple[str, int] | None:
    """Read the longest name of up to four tokens that is of a class: "New Year's Eve"."""
    for length in (4, 3, 2, 1):
        words = line.tokens[i : i + length]
        name = " ".join(token.lower for token in words).replace("’", "'").replace(" '", "'")
        value = line.words.get(name, NONE).get(kind) if len(words) == length else None
        if value:
            return value, i + length
    return None


def clock_at(line: Line, i: int) -> tuple[str, int] | None:
    """Read a time of day as EDTF writes it ("20:30:00"), and the position after its zone."""
    spoken = _spoken_hour(line, i)
    if spoken:
        return spoken
    joined = line.words.get(line.get(i, "letters"), NONE).get("meridiem", "")
    shift = joined or line.get(i + 1, "meridiem")
    j = i + 1 + bool(line.get(i + 1, "meridiem"))
    zone = line.get(j, "zone")
    text = line.get(i, "clock") or (line.get(i, "clock_dotted") if shift or zone else "")
    if not text:
        text = _hour(line.get(i, "digits") or line.get(i, "ending")) if shift else ""
    if not text:
        return None
    hour = int(text[:2])
    if shift and hour <= 12:
        hour = hour % 12 + int(shift)
    return f"{hour:02d}:{text[3:]}:00{'Z' if zone == 'Z' else ''}", j + bool(zone)


def _spoken_hour(line: Line, i: int) -> tuple[str, int] | None:
    """Read "4 in the morning", "nine in the evening"."""
    part = line.get(i + 3, "part") if line.lower(i + 1) == "in" and line.lower(i + 2) == "the" else ""
    hour = number_at(line, i) if part in ("morning", "afternoon", "evening") else None
    if hour is None or not 1 <= hour[0] <= 12 or hour[1] != i + 1:
        return None
    return f"{hour[0] % 12 + (0 if part == 'morning' else 12):02d}:00:00", i + 4


def _hour(digits: str) -> str:
    """Read a bare hour as in "8 p.m."."""
    return f"{int(digits):02d}:00" if digits and len(digits) <= 2 and int(digits) <= 12 else ""
