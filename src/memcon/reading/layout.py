"""Raw text → its paragraphs: line ends unified, hard-wrapped lines joined, lists left as lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

# A page's lines count as hard-wrapped when none is longer than this, and its longest not shorter.
WIDEST, NARROWEST = 100, 45
# How far a line may stay below the width, the next word added, and still count as full.
SLACK = 3

BREAKS = re.compile(r"\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
BLANKS = re.compile(
    r"[\x00-\x08\x0e-\x1b\x1f\x7f-\x9f\ud800-\udfff\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]"
)
NOTHING = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufff9-\ufffc]")
ENDS = re.compile(r"[.!?…:;][\"'”’»)\]]*$")
INDENT = re.compile(r"[ \t]*")
BULLET = re.compile(r"(?:[*+•·▪‣◦●■►▶]|[-–—]|o)(?:\s|$)|[•▪‣◦●■►▶]")


@dataclass(frozen=True, slots=True)
class Printed:
    """A printed line: its words and how far it is indented."""

    words: str
    indent: int

    def is_full(self, following: Printed, width: int) -> bool:
        """Whether the next line's first word would not have fitted on this one."""
        return len(self.words) + 1 + len(following.words.split(" ", 1)[0]) >= width - SLACK


def clean(text: str) -> str:
    """Unify line ends; make control characters and odd blanks blanks; drop what has no width."""
    return NOTHING.sub("", BLANKS.sub(" ", BREAKS.sub("\n", text)))


def paragraphs(text: str) -> list[str]:
    """Split text into paragraphs, each one line without doubled blanks.

    >>> paragraphs("Home\\nNews\\n\\nHe came.")
    ['Home', 'News', 'He came.']
    """
    groups = list(_groups(clean(text)))
    widths = [_width(group) if len(group) > 2 else None for group in groups]
    wrapped = [
        width
        for group, width in zip(groups, widths, strict=True)
        if width is not None and _is_wrapped(group, width)
    ]
    known = max(wrapped, default=None)
    found: list[str] = []
    for group in groups:
        found += _joined(group, known)
    return found


def _groups(text: str) -> Iterator[list[Printed]]:
    """Give the runs of lines between blank lines."""
    group: list[Printed] = []
    for line in text.split("\n"):
        words = " ".join(line.split())
        if words:
            start = INDENT.match(line)
            group.append(Printed(words, len(start[0].expandtabs()) if start else 0))
        elif group:
            yield group
            group = []
    if group:
        yield group


def _joined(group: list[Printed], known: int | None) -> list[str]:
    """Join the lines of a hard-wrapped group into paragraphs; leave any other group as it is.

    `known` is the width at which other groups of the page were wrapped.
    """
    width = _width(group)
    if width is None or not (_is_wrapped(group, width) or _is_pair(group, known)):
        return [line.words for line in group]
    least = min(line.indent for line in group)
    parts: list[list[Printed]] = [[group[0]]]
    for line in group[1:]:
        if _begins(parts[-1][-1], line, least, width):
            parts.append([line])
        else:
            parts[-1].append(line)
    return [_one_line(part) for part in parts]


def _width(group: list[Printed]) -> int | None:
    """Return the width the lines were wrapped at, or None where they can't have been."""
    lengths = sorted(len(line.words) for line in group)
    if len(group) < 2 or lengths[-1] > WIDEST:
        return None
    width = lengths[min(len(lengths) - 1, len(lengths) * 9 // 10)]
    return width if width >= NARROWEST else None


def _is_wrapped(group: list[Printed], width: int) -> bool:
    """Whether nearly every line that could have been longer is full."""
    least = min(line.indent for line in group)
    full = short = 0
    for line, following in pairwise(group):
        if BULLET.match(following.words) or following.indent > least:
            continue
        if line.is_full(following, width):
            full += not ENDS.search(line.words) or not following.words[0].isupper() or full > 0
        elif not ENDS.search(line.words):
            short += 1
    if len(group) == 2:
        return full == 1 and (group[1].words[0].islower() or group[0].indent > group[1].indent)
    return full > 0 and full >= 3 * short


def _is_pair(group: list[Printed], known: int | None) -> bool:
    """Whether two lines are a paragraph of a page that is wrapped elsewhere."""
    return len(group) == 2 and known is not None and group[0].is_full(group[1], known - SLACK)


def _begins(last: Printed, line: Printed, least: int, width: int) -> bool:
    """Whether a line begins a paragraph: by its indentation, a bullet, or the short line above."""
    if BULLET.match(line.words):
        return True
    if line.indent > least:
        return last.indent != line.indent or bool(ENDS.search(last.words))
    return not last.is_full(line, width)


def _one_line(part: list[Printed]) -> str:
    """Join lines with blanks; a word broken at its hyphen is put together again, hyphen kept."""
    joined = part[0].words
    pieces = [joined]
    for line in part[1:]:
        broken = pieces[-1].endswith("-") and pieces[-1][-2:-1].isalpha() and line.words[0].isalpha()
        pieces.append(line.words if broken else " " + line.words)
    return "".join(pieces)
