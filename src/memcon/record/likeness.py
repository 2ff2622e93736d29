"""What makes two sayings or two figures alike: hashes that they share, and the test on their words."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar

from memcon.tables import load_tables

RUN = 5  # words that two sayings must share in a row, at least
SAMPLE = 4  # one run in so many is kept as a hash: both sides of a shared stretch keep the same ones
WORD = re.compile(r"\w+(?:['’]\w+)*")
MASK = (1 << 63) - 1  # SQLite's integers are signed


def to_int(*parts: str) -> int:
    """Hash strings to 63 bits.

    >>> to_int("a", "b") == to_int("a", "b")
    True
    """
    digest = hashlib.blake2b("\x1f".join(parts).encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big") & MASK


def words_of(text: str) -> list[str]:
    """Return the words of a text in small letters, without punctuation.

    >>> words_of("“We won’t go,” he said.")
    ['we', "won't", 'go', 'he', 'said']
    """
    return [word.replace("’", "'") for word in WORD.findall(text.lower())]


def runs(words: Sequence[str]) -> list[str]:
    """Return every run of RUN words; of a shorter saying, the whole."""
    if len(words) <= RUN:
        return [" ".join(words)]
    return [" ".join(words[i : i + RUN]) for i in range(len(words) - RUN + 1)]


def of_saying(kind: str, speaker: str, text: str) -> list[int]:
    """Return the hashes that a saying shares with another one of the same speaker and words.

    A run is kept if its hash is 0 modulo SAMPLE, and the smallest hash always, so that a
    long saying costs few rows and two that share a long stretch share a hash.
    """
    hashes = sorted({to_int(kind, speaker, run) for run in runs(words_of(text))})
    return [value for i, value in enumerate(hashes) if i == 0 or value % SAMPLE == 0]


def same_words(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether the shorter of two sayings stands in the longer one, give or take an edit.

    Equal, or sharing four fifths of the shorter one's runs of RUN words.
    """
    if len(one) <= RUN or len(other) <= RUN:
        return list(one) == list(other)
    a, b = set(runs(one)), set(runs(other))
    return len(a & b) >= 0.8 * min(len(a), len(b))


@dataclass(frozen=True, slots=True)
class Counted:
    """A word for what is counted, and the thing that it means, whatever the outlet calls it."""

    TABLE: ClassVar[str] = "{lang}/counted.tsv"
    word: str
    thing: str
    example: str


def of_figure(unit: str, what: str) -> int:
    """Hash the series that a figure belongs to: its unit and what is counted."""
    return to_int("figure", unit, thing_of(what))


def thing_of(what: str) -> str:
    """Return what is counted, in the plural, without adjectives: the name of a series.

    >>> thing_of("Russian soldiers"), thing_of("members of the lower house"), thing_of("")
    ('troops', 'members of house', '')
    """
    heads = [words_of(part)[-1:] for part in re.split(r"\bof\b", what)]
    names = [_plural(head[0]) if i == 0 else head[0] for i, head in enumerate(heads) if head]
    return " of ".join([_things().get(names[0], names[0]), *names[1:2]]) if names else ""


def _plural(word: str) -> str:
    if word in _things() or word.endswith(("s", "people", "men", "children", "%")):
        return word
    return f"{word[:-1]}ies" if word.endswith("y") else f"{word}s"


@lru_cache(maxsize=1)
def _things() -> dict[str, str]:
    return {row.word: row.thing for row in load_tables().rows(Counted)}
