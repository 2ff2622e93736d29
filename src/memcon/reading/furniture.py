"""The furniture table: which lines of a page are told by their words."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar, Literal

from memcon.model import BlockKind
from memcon.tables import DATA, Tables, read_rows

# Every page is read with the furniture of these languages: pages mix them.
LANGUAGES = ("en", "ru", "uk", "de", "fr")

Match = Literal["exact", "prefix", "suffix", "contains"]
Kind = Literal[
    "menu", "share", "comment", "cookie", "related", "promo", "copyright", "slug", "caption", "byline",
    "account", "player", "date", "ad", "contact",
]  # fmt: skip

BLOCKS = {
    "comment": BlockKind.COMMENT,
    "related": BlockKind.RELATED,
    "caption": BlockKind.CAPTION,
    "byline": BlockKind.BYLINE,
    "date": BlockKind.DATE,
    "player": BlockKind.RELATED,
}
# How long a line may be that a phrase inside it makes furniture; notices run on.
LONGEST = {"copyright": 900, "cookie": 900, "promo": 450, "account": 450, "comment": 300}
QUOTES = str.maketrans(
    {"’": "'", "‘": "'", "ʼ": "'", "`": "'", "“": '"', "”": '"', "«": '"', "»": '"', "…": "..."}
)
NUMBER = re.compile(r"\d+")
EDGES = " *+•·▪►▶|/\\»›«<>\"':;.,–—-_([])#~→←↓↑?!"
BULLETS = " *+•·▪►▶|»›>–—-#~→("
SEPARATORS = re.compile(r" [|•·/–—>»-] |[|•·]")
WORDS_IN_ROW = 7
# Words that are a sentence, not a button, when a full stop follows them.
BUTTONS = frozenset({"menu", "share", "player", "slug", "ad", "account", "date"})


@dataclass(frozen=True, slots=True)
class Furniture:
    """A phrase that marks a line as furniture; `scope` after: and everything below it too.

    `#` or a number stands for any number. An exact phrase is compared without marks at either end.
    """

    TABLE: ClassVar[str] = "{lang}/furniture.tsv"
    phrase: str
    match: Match
    kind: Kind
    scope: Literal["line", "after"] = "line"
    example: str = ""

    @property
    def block(self) -> BlockKind:
        """The kind of block such a line is."""
        if self.kind == "player" and self.match != "prefix":
            return BlockKind.FURNITURE
        return BLOCKS.get(self.kind, BlockKind.FURNITURE)


class Phrases:
    """The furniture rows, ready for looking lines up."""

    def __init__(self, rows: Iterable[Furniture]) -> None:
        self._exact: dict[str, Furniture] = {}
        self._prefix: dict[str, list[tuple[str, Furniture]]] = defaultdict(list)
        self._suffix: dict[str, list[tuple[str, Furniture]]] = defaultdict(list)
        self._inside: dict[str, Furniture] = {}
        for row in rows:
            phrase = squeezed(row.phrase)
            if row.match == "exact":
                self._exact.setdefault(phrase.strip(EDGES) or phrase, row)
            elif row.match == "prefix":
                phrase = phrase.lstrip(BULLETS)
                self._prefix[_first_word(phrase)].append((phrase, row))
            elif row.match == "suffix":
                self._suffix[phrase[-1]].append((phrase, row))
            else:
                self._inside.setdefault(phrase.strip(EDGES), row)
        for starting in self._prefix.values():
            starting.sort(key=lambda pair: -len(pair[0]))
        inside = sorted(self._inside, key=len, reverse=True)
        pattern = "|".join(re.escape(phrase) for phrase in inside)
        self._pattern = re.compile(rf"(?<!\w)(?:{pattern})(?!\w)") if inside else None

    def find(self, line: str) -> Furniture | None:
        """Return the row that makes a line furniture.

        >>> Phrases([Furniture("see also", "prefix", "related")]).find("See also: A visit").kind
        'related'
        """
        if len(line) > max(LONGEST.values()):
            return None
        key = squeezed(line)
        bare = key.strip(EDGES)
        row = self._exact.get(bare) or self._exact.get(key)
        if row is not None:
            told = key.endswith(".") and not key.endswith("..") and not row.phrase.endswith(".")
            stopped = told and row.kind in BUTTONS
            return None if stopped else row
        return self._starts(key.lstrip(BULLETS)) or self._holds(key, bare)

    def _starts(self, key: str) -> Furniture | None:
        for phrase, row in self._prefix.get(_first_word(key), ()):
            if key.startswith(phrase) and _ends_word(key, len(phrase)):
                return row if len(key) <= LONGEST.get(row.kind, 400) else None
        return None

    def _holds(self, key: str, bare: str) -> Furniture | None:
        for phrase, row in self._suffix.get(key[-1:], ()):
            if key.endswith(phrase):
                return row
        found = self._pattern.search(bare) if self._pattern else None
        if found is not None:
            inside = self._inside[found[0]]
            if len(bare) <= LONGEST.get(inside.kind, 200):
                return inside
        return self._made_of(bare)

    def _made_of(self, bare: str) -> Furniture | None:
        """Find a line that is nothing but exact phrases in a row: `Log in Register`."""
        if len(bare) > 200:
            return None
        parts = [part.strip(EDGES) for part in SEPARATORS.split(bare)]
        known = [self._exact[part] for part in parts if part in self._exact]
        if len(parts) > 1 and len(known) >= max(2, len(parts) / 2):
            return known[0]
        words = bare.split()
        at, first = 0, None
        while at < len(words):
            for size in range(min(WORDS_IN_ROW, len(words) - at), 0, -1):
                row = self._exact.get(" ".join(words[at : at + size]).strip(EDGES))
                if row is not None:
                    first = first or row
                    at += size
                    break
            else:
                return None
        return first


def squeezed(line: str) -> str:
    """Lower-case a line, make its quote marks plain and its numbers `#`."""
    return NUMBER.sub("#", " ".join(line.translate(QUOTES).lower().split()))


@lru_cache(maxsize=4)
def load_phrases(tables: Tables) -> Phrases:
    """Return the furniture of every language: the user's rows first, then those of the page's own."""
    rows = list(reversed(tables.rows(Furniture)))
    for language in LANGUAGES:
        if language != tables.language:
            rows += read_rows(DATA / language / "furniture.tsv", Furniture)
    return Phrases(rows)


def _first_word(text: str) -> str:
    return re.split(r"\W", text, maxsplit=1)[0]


def _ends_word(text: str, at: int) -> bool:
    return at >= len(text) or not (text[at - 1].isalnum() and text[at].isalnum())
