"""Phrases of a table found in running tokens: the longest one that begins at a token."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Generic, Protocol, TypeVar

T = TypeVar("T")
FIRST_WORD = re.compile(r"[\w.]+")


class Placed(Protocol):
    """Anything that stands from one position of a text to another: a token, a word."""

    @property
    def start(self) -> int:
        """Where it begins."""

    @property
    def end(self) -> int:
        """Where the next thing may begin."""


class _Folding(dict[int, str]):
    """Each character without case and diacritics, always one character long."""

    def __missing__(self, code: int) -> str:
        folded = unicodedata.normalize("NFKD", chr(code))[0].lower()
        self[code] = folded if len(folded) == 1 else chr(code)
        return self[code]


_FOLDING = _Folding()
_FOLDING.update({ord("’"): "'", ord("‘"): "'", ord("–"): "-", ord("ı"): "i", ord("ø"): "o", ord("ł"): "l"})


def fold(text: str) -> str:
    """Drop case and diacritics, keeping every position.

    >>> fold("Erdoğan’s")
    "erdogan's"
    """
    return text.lower() if text.isascii() else text.translate(_FOLDING)


class Phrases(Generic[T]):
    """A look-up of phrases by their first word; `add` them all, then `match`."""

    def __init__(self, entries: Iterable[tuple[str, T]] = ()) -> None:
        self._by_first: dict[str, list[tuple[str, T]]] = {}
        for phrase, value in entries:
            self.add(phrase, value)

    def add(self, phrase: str, value: T) -> None:
        """Add a phrase; of two equal ones the later wins."""
        folded = fold(phrase)
        first = FIRST_WORD.match(folded)
        if first is None:
            return
        bucket = self._by_first.setdefault(first.group(), [])
        bucket[:] = [entry for entry in bucket if entry[0] != folded]
        bucket.append((folded, value))
        bucket.sort(key=lambda entry: -len(entry[0]))

    def match(self, folded: str, token: Placed, ends: frozenset[int]) -> tuple[int, T] | None:
        """Return the end and value of the longest phrase that begins at a token, or None.

        `folded` is the whole article through `fold`; `ends` are the positions where tokens end.
        """
        start = token.start
        bucket = self._by_first.get(folded[start : token.end])
        if bucket is None:
            return None
        for phrase, value in bucket:
            end = start + len(phrase)
            if end in ends and folded.startswith(phrase, start):
                return end, value
        return None
