"""Quote marks on characters: which stretches of a text are somebody's own words.

Made before parsing: a quotation fixes where sentences may not break. A mark is judged by
its sort and by its two neighbours; what doesn't pair is tolerated, never an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

from memcon.model import Span

MARK = re.compile(r"""["“”„‟«»‹›]|``|''|['‘’‚‛`]""")
OPENERS = frozenset({"“", "„", "‟", "«", "‹", "``"})
CLOSERS = frozenset({"”", "»", "›"})
DOUBLE = OPENERS | CLOSERS | {'"', "''"}
SINGLE_OPENERS = frozenset("'‘‚‛`")
SINGLE_CLOSERS = frozenset("'’")
# Openers whose own closing mark differs, so that a pair of them may stand inside another pair.
PARTNER = {"“": "”", "«": "»", "‹": "›", "``": "''", "„": "“"}
BEFORE_OPEN = frozenset("([{<—–-/=|‘'“\"«")
AFTER_CLOSE = frozenset(".,;:!?…)]}>—–-/|’'”\"»")
# Words that begin with an apostrophe: 'em, 'tis, 'n', 'twas, 'til, 'cause, 'round, 'bout, the '90s.
ELISION = re.compile(
    r"(?:em|tis|twas|til|till|cause|round|bout|n|cos|neath|\d\d?(?:\d\d)?s?)(?!\w)", re.IGNORECASE
)
INCHES = re.compile(r"(?<![\d.,])\d{1,2}(?:\.\d+|½|¼|¾)?$")
LOOKAHEAD = 48


class Side(IntEnum):
    """Which way a mark looks, by its neighbours."""

    UNCLEAR = 0
    OPENS = 1
    CLOSES = 2
    WITHIN = 3


@dataclass(frozen=True, slots=True)
class Quotation:
    """A stretch between quote marks, within one paragraph.

    `outer` has the marks, `inner` has not; `block` is the paragraph's number; `closed` tells
    whether a closing mark was found, `continues` whether the next paragraph goes on with it.
    """

    outer: Span
    inner: Span
    block: int
    closed: bool
    continues: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """A quote mark: its place, its sort and the side it looks to."""

    start: int
    end: int
    text: str
    side: Side
    after_stop: bool = False

    @property
    def single(self) -> bool:
        """Whether it could be an apostrophe."""
        return len(self.text) == 1 and self.text in "'‘’‚‛`"

    def opens(self) -> bool:
        """Whether it begins a quotation where none is open."""
        if self.side is Side.CLOSES or self.side is Side.WITHIN:
            return False
        return self.side is Side.OPENS or self.text not in CLOSERS

    def closes(self, opener: str) -> bool:
        """Whether it ends a quotation begun by `opener`."""
        if self.text in OPENERS:
            return self.side is Side.CLOSES and (opener in "„»”‚‟" or self.after_stop)
        if self.text in CLOSERS:
            return True
        return self.side is Side.CLOSES or self.side is Side.UNCLEAR


def find_quotations(text: str, spans: Sequence[Span]) -> tuple[Quotation, ...]:
    """Find the quotations of each paragraph, in order; they never overlap.

    >>> [q.inner.of('He said "no".') for q in find_quotations('He said "no".', [Span(0, 13)])]
    ['no']
    """
    found: list[Quotation] = []
    for block, span in enumerate(spans):
        marks = _marks(text, span)
        for start, end, closed in _pairs(text, span, marks):
            quotation = _quotation(text, block, (start, end), closed)
            if quotation is not None:
                found.append(quotation)
    return tuple(_continued(text, spans, found))


def _marks(text: str, span: Span) -> list[Mark]:
    return [
        Mark(
            match.start(), match.end(), match[0], _side(text, span, match), text[match.start() - 1] in ",.?!"
        )
        for match in MARK.finditer(text, span.start, span.end)
    ]


def _side(text: str, span: Span, match: re.Match[str]) -> Side:
    """Tell from the characters left and right which way a mark looks."""
    before = text[match.start() - 1] if match.start() > span.start else " "
    after = text[match.end()] if match.end() < span.end else " "
    if before.isspace() and after.isspace():
        return _side_at_edge(span, match)
    if before.isspace() or after.isspace():
        return Side.OPENS if before.isspace() else Side.CLOSES
    if after in AFTER_CLOSE and before not in "([{":
        return Side.CLOSES
    if before in BEFORE_OPEN:
        return Side.OPENS
    stuck = before in ".,!?;:…" or (match[0] in DOUBLE and before.isalpha())
    return Side.UNCLEAR if stuck else Side.WITHIN


def _side_at_edge(span: Span, match: re.Match[str]) -> Side:
    """Judge a mark that stands free on both sides."""
    if match.start() == span.start:
        return Side.OPENS
    return Side.CLOSES if match.end() == span.end else Side.UNCLEAR


def _pairs(text: str, span: Span, marks: list[Mark]) -> Iterator[tuple[Mark, Mark | int, bool]]:
    """Walk the marks of one paragraph and pair them."""
    index = 0
    while index < len(marks):
        mark = marks[index]
        if not _begins(text, span, marks, index):
            index += 1
            continue
        close = _single_close(text, marks, index) if mark.single else _close(text, marks, index)
        if close is None:
            yield mark, span.end, False
            return
        yield mark, marks[close], True
        index = close + 1


def _begins(text: str, span: Span, marks: list[Mark], index: int) -> bool:
    mark = marks[index]
    if not mark.single:
        return mark.opens() and (mark.side is Side.OPENS or mark.text in OPENERS or index + 1 < len(marks))
    if mark.text not in SINGLE_OPENERS or mark.side is not Side.OPENS:
        return False
    if mark.start > span.start and text[mark.start - 1] in "'’":
        return False
    return not ELISION.match(text, mark.end) and _single_close(text, marks, index) is not None


def _close(text: str, marks: list[Mark], index: int) -> int | None:
    """Return the mark that ends the double quotation begun at `index`."""
    opener = marks[index].text
    nested: list[str] = []
    for at in range(index + 1, len(marks)):
        mark = marks[at]
        if mark.single:
            continue
        if mark.text in OPENERS and mark.side is not Side.CLOSES:
            if mark.text != opener and mark.text in PARTNER and opener in PARTNER:
                nested.append(PARTNER[mark.text])
            continue
        if nested and mark.text == nested[-1]:
            nested.pop()
        elif mark.closes(opener) and not _is_inches(text, marks, at):
            return at
    return None


def _is_inches(text: str, marks: list[Mark], at: int) -> bool:
    """Whether a straight mark after a number measures it: another closing mark comes first."""
    mark = marks[at]
    if mark.text not in ('"', "''", "”") or not INCHES.search(text, max(0, mark.start - 8), mark.start):
        return False
    if text[mark.end : mark.end + 1] not in (" ", "-"):
        return False
    following = next((other for other in marks[at + 1 : at + LOOKAHEAD] if not other.single), None)
    return following is not None and following.side is Side.CLOSES


def _single_close(text: str, marks: list[Mark], index: int) -> int | None:
    """Return the mark that ends the single quotation begun at `index`, apostrophes passed over.

    After a plural ("the soldiers' wives") a mark may be an apostrophe: a later one is better.
    """
    doubles = 0
    doubtful: int | None = None
    for at in range(index + 1, min(len(marks), index + LOOKAHEAD)):
        mark = marks[at]
        if not mark.single:
            doubles += 1
        elif mark.side is Side.OPENS and mark.text in "'‘" and doubtful is not None:
            break
        elif not _can_close_single(marks[index], mark) or doubles % 2:
            continue
        elif _may_be_plural(text, mark):
            doubtful = at if doubtful is None else doubtful
        else:
            return at
    return doubtful


def _can_close_single(opener: Mark, mark: Mark) -> bool:
    if mark.text == "‘":
        return opener.text == "‚" and mark.side is Side.CLOSES
    return mark.text in SINGLE_CLOSERS and mark.side is Side.CLOSES


def _may_be_plural(text: str, mark: Mark) -> bool:
    return text[mark.start - 1] in "sS" and bool(re.match(r"\s+[\w$]", text[mark.end : mark.end + 3]))


def _quotation(text: str, block: int, ends: tuple[Mark, Mark | int], closed: bool) -> Quotation | None:
    first, last = ends
    stop, outer_end = (last, last) if isinstance(last, int) else (last.start, last.end)
    inner = text[first.end : stop]
    left = first.end + len(inner) - len(inner.lstrip())
    right = left + len(inner.strip())
    if left >= right:
        return None
    if not closed:
        outer_end = right
    return Quotation(Span(first.start, outer_end), Span(left, right), block, closed)


def _continued(text: str, spans: Sequence[Span], found: list[Quotation]) -> Iterator[Quotation]:
    """Join quotations over paragraphs: each begins with a mark, or only the first and none between."""
    first_of: dict[int, Quotation] = {}
    for quotation in found:
        first_of.setdefault(quotation.block, quotation)
    for quotation in found:
        if quotation.closed or quotation.block + 1 >= len(spans):
            yield quotation
            continue
        following = first_of.get(quotation.block + 1)
        if following is not None and _starts(text, spans[following.block], following):
            yield replace(quotation, continues=True)
            continue
        last = _far_close(text, spans, quotation) if following is None else None
        yield quotation if last is None else replace(quotation, continues=True)
        for block in range(quotation.block + 1, (last or 0) + 1):
            yield from _whole(text, spans[block], block, block == last)


def _starts(text: str, span: Span, quotation: Quotation) -> bool:
    return not text[span.start : quotation.outer.start].strip()


def _far_close(text: str, spans: Sequence[Span], quotation: Quotation) -> int | None:
    """Find the later paragraph whose last character closes a quotation begun with its paragraph."""
    if not _starts(text, spans[quotation.block], quotation):
        return None
    for block in range(quotation.block + 1, len(spans)):
        doubles = [mark for mark in _marks(text, spans[block]) if not mark.single]
        if doubles:
            ends = not text[doubles[0].end : spans[block].end].strip()
            return block if ends and doubles[0].closes(text[quotation.outer.start]) else None
    return None


def _whole(text: str, span: Span, block: int, last: bool) -> Iterator[Quotation]:
    """Make a paragraph of a longer quotation; the last one gives up its closing mark."""
    words = span.of(text).strip()
    if not words:
        return
    start = span.start + span.of(text).index(words)
    outer = Span(start, start + len(words))
    if not last:
        yield Quotation(outer, outer, block, False, True)
        return
    inner = MARK.sub("", words[-2:])
    stop = len((words[:-2] + inner).rstrip())
    if stop:
        yield Quotation(outer, Span(start, start + stop), block, True)
