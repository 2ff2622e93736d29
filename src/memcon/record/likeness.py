"""What makes two sayings or two figures alike: hashes that they share, and the test on their words."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

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


def of_figure(unit: str, what: str) -> int:
    """Hash the series that a figure belongs to: its unit and the head of what is counted."""
    return to_int("figure", unit, head_of(what))


def head_of(what: str) -> str:
    """Return the head noun of what is counted, in the singular.

    >>> head_of("Russian troops"), head_of("casualties"), head_of("ceasefire violations")
    ('troop', 'casualty', 'ceasefire violation')
    """
    words = [word for word in words_of(re.split(r"\b(?:of|in|near|at|from|on|by|to)\b", what)[0]) if word]
    kept = [word for word in what.split() if word[:1].islower()] and words[-2:]
    head = [word for word in kept if not _is_adjective(word, what)] or words[-1:]
    if not head:
        return ""
    last = head[-1]
    if last.endswith("ies") and len(last) > 4:
        last = last[:-3] + "y"
    elif last.endswith("s") and not last.endswith("ss"):
        last = last[:-1]
    return " ".join([*head[:-1], last])


def _is_adjective(word: str, what: str) -> bool:
    """A nationality is written with a capital; "more", "new" and the like count nothing."""
    return word.capitalize() in what.split() or word in ("more", "new", "additional", "other", "people's")
