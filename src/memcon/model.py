"""The nouns: frozen dataclasses with their invariants, and ids made from content."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from importlib import import_module
from typing import Any

from memcon.errors import MemconError


def content_id(prefix: str, *parts: object) -> str:
    """Make a short stable id from content.

    >>> content_id("a", "Moscow") == content_id("a", "Moscow")
    True
    """
    joined = "\x1f".join(str(part) for part in parts)
    digest = hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{prefix}{digest[:12]}"


class Status(StrEnum):
    """What the text says of an event: did it happen, and if not, what of it."""

    ASSERTED = "asserted"
    PLANNED = "planned"
    CONDITIONAL = "conditional"
    NEGATED = "negated"
    POSSIBLE = "possible"
    DEMANDED = "demanded"
    OFFERED = "offered"
    REFUSED = "refused"
    THREATENED = "threatened"
    DENIED = "denied"
    HISTORICAL = "historical"
    QUESTION = "question"


class BlockKind(StrEnum):
    """What a stretch of a page is; statements and events are read from HEADING and PARAGRAPH alone."""

    TITLE = "title"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    DATELINE = "dateline"
    BYLINE = "byline"
    DATE = "date"
    CAPTION = "caption"
    RELATED = "related"
    COMMENT = "comment"
    FURNITURE = "furniture"

    @property
    def is_story(self) -> bool:
        """Whether statements and events may be read from such a block."""
        return self in (BlockKind.HEADING, BlockKind.PARAGRAPH)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open code-point positions in Article.text; raises ValueError if empty or reversed.

    >>> Span(0, 6).of("Moscow said")
    'Moscow'
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"not a span: {self.start}..{self.end}")

    def of(self, text: str) -> str:
        """Return the words at this span."""
        return text[self.start : self.end]

    def covers(self, other: Span) -> bool:
        """Whether `other` lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """Whether the two spans share a character."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Page:
    """What arrived, uninterpreted; `stated` holds what came beside it (title, published, outlet).

    `status` and `headers` are those of the HTTP answer, if it came from the web.
    """

    content: bytes
    media_type: str
    url: str = ""
    encoding: str = ""
    fetched: datetime | None = None
    stated: tuple[tuple[str, str], ...] = ()
    status: int = 0
    headers: tuple[tuple[str, str], ...] = ()

    @property
    def id(self) -> str:
        """Hash of the content and of what was stated beside it."""
        return content_id("p", self.url, hashlib.sha256(self.content).hexdigest(), self.stated)


@dataclass(frozen=True, slots=True)
class Visit:
    """What came of asking for an address on the web, or of the last time it was asked for.

    `final` is the address that answered at the end of all redirects, `status` its HTTP status (0
    if there was no answer), `etag` and `modified` what a conditional request sends back, `wait`
    the moment until which the host wants to be left alone. `found` is the page, or why there is
    none; None if it is as it was (304), or a feed: then `feed` is true and `title` its name.
    """

    url: str
    asked: str
    final: str = ""
    status: int = 0
    etag: str = ""
    modified: str = ""
    wait: str = ""
    feed: bool = False
    title: str = ""
    found: Page | MemconError | None = None

    @property
    def is_passing(self) -> bool:
        """Whether it failed for a reason that may be gone soon: no answer, a busy or broken server."""
        return self.status in (0, 429) or self.status >= 500


@dataclass(frozen=True, slots=True)
class When:
    """As much date as is known: an EDTF value, its bounds, and how it was come by.

    `earliest` and `latest` are ISO days, or None where the value leaves them open
    (`XXXX-01-19` has neither). `basis` is stated, relative or inferred; `precision` is
    time, day, interval, month, year, season, decade or unknown. `span` is what it was
    read from; `reasons` say, in words, which evidence fixed it; `confidence` is from 0 to 1.
    Source: EDTF, ISO 8601-2:2019.
    """

    edtf: str
    earliest: str | None
    latest: str | None
    precision: str
    basis: str
    span: Span | None = None
    reasons: tuple[str, ...] = ()
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Link:
    """A pointer to another story, kept but never read: its words as printed."""

    title: str
    span: Span
    authors: tuple[str, ...] = ()
    href: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of the text with its kind and, where it is not prose, the rule that said so."""

    span: Span
    kind: BlockKind
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Article:
    """One text that never changes, tiled in order by blocks; raises ValueError if they overlap."""

    id: str
    text: str
    blocks: tuple[Block, ...]
    language: str
    url: str = ""
    title: str = ""
    byline: str = ""
    outlet: str = ""
    published: When | None = None
    links: tuple[Link, ...] = ()

    def __post_init__(self) -> None:
        last = 0
        for block in self.blocks:
            if block.span.start < last or block.span.end > len(self.text):
                raise ValueError(f"blocks overlap or leave the text at {block.span}")
            last = block.span.end

    def of_kind(self, *kinds: BlockKind) -> tuple[Block, ...]:
        """Return the blocks of the given kinds, in order."""
        return tuple(block for block in self.blocks if block.kind in kinds)

    @property
    def body(self) -> str:
        """The story's own paragraphs and headings, joined by blank lines."""
        return "\n\n".join(block.span.of(self.text) for block in self.blocks if block.kind.is_story)


@dataclass(frozen=True, slots=True)
class Evidence:
    """The words that say so: a span, the sentence around it, and the rule that read it."""

    start: int
    end: int
    sentence: tuple[int, int]
    rule: str

    @property
    def span(self) -> Span:
        """The evidence as a Span."""
        return Span(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Mention:
    """One place where the text names an actor; `form` is name, office, pronoun, metonym, adjective …"""

    span: Span
    form: str


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who acts: a person, state, organisation or group.

    `id` is the ISO 3166 alpha-3 code of a state, the table's id of an organisation, or a
    hash. `country` is a code or an organisation's id ("" if unknown), `sector` a CAMEO role
    code (GOV, MIL, REB …) or two (GOVMIL), `role` the office as the text gives it or as held at its date.
    """

    id: str
    name: str
    kind: str
    country: str = ""
    sector: str = ""
    role: str = ""
    mentions: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """A place named in the text, with its country and position where the gazetteer knows it."""

    id: str
    name: str
    country: str
    latitude: float | None
    longitude: float | None
    mentions: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class TimeMention:
    """A time expression in the text and its value."""

    id: str
    when: When
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Statement:
    """Who said what to whom; `content` are the spans of the words, quote marks left out.

    `confidence`, from 0 to 1, is how far words and speaker are to be trusted.
    """

    id: str
    speaker: str
    speaker_span: Span | None
    content: tuple[Span, ...]
    kind: str
    cue: Span | None
    addressee: str
    stance: str
    evidence: Evidence
    quoted: tuple[Span, ...] = ()
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Event:
    """Something somebody did, will do, would do or did not do to somebody else.

    `sources` and `targets` are actor ids; `codes` maps an ontology to its code
    (`plover`, `cameo`); `said_in` is the statement whose word it is; `by` who demanded,
    refused, denied or threatened it ("" if nobody is named). `confidence`, from 0 to 1, is how
    far class and parties are to be trusted.
    """

    id: str
    trigger: Span
    sources: tuple[str, ...]
    targets: tuple[str, ...]
    codes: dict[str, str]
    status: Status
    evidence: Evidence
    when: When | None = None
    place: str = ""
    place_span: Span | None = None
    said_in: str = ""
    by: str = ""
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Meeting:
    """The view of a CONSULT event: who meets, how, where, when, and whether it happens.

    `kind` is meeting, call, talks, summit, visit or council; `status` is held, planned,
    cancelled, postponed, proposed or refused. Of a meeting that is cancelled or postponed
    `when` is the date that it had been planned for; of one that was moved `when` is the new
    date and `instead_of` the one before.
    """

    id: str
    participants: tuple[str, ...]
    kind: str
    status: str
    evidence: Evidence
    when: When | None = None
    place: str = ""
    place_span: Span | None = None
    instead_of: When | None = None
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Clause:
    """One half of a conditional: its span and the actor who would do it ("" if unnamed)."""

    span: Span
    actor: str = ""


@dataclass(frozen=True, slots=True)
class Conditional:
    """If this, then that, as somebody says it; kind is threat, promise, offer or precondition."""

    id: str
    speaker: str
    condition: Clause
    consequence: Clause
    kind: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Figure:
    """A claimed number: a range, what is counted, where, and whose word it is.

    `number` is the number as printed ("about 100,000" → 100000), `low` and `high` the range
    that the words allow: about and some ±10 %, nearly 90–100 %, more than and at least from
    the number up, so that `high` is None.
    """

    id: str
    number: float
    low: float
    high: float | None
    approximate: bool
    unit: str
    what: str
    where: str
    evidence: Evidence
    said_in: str = ""


@dataclass(frozen=True, slots=True)
class Unread:
    """A sentence from which no event came, and why."""

    span: Span
    reason: str


@dataclass(frozen=True, slots=True)
class Reading:
    """An Article and everything read from it; the same page gives the same Reading."""

    article: Article
    actors: tuple[Actor, ...] = ()
    times: tuple[TimeMention, ...] = ()
    places: tuple[Place, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    statements: tuple[Statement, ...] = ()
    events: tuple[Event, ...] = ()
    conditionals: tuple[Conditional, ...] = ()
    figures: tuple[Figure, ...] = ()
    unread: tuple[Unread, ...] = field(default=())

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all was found."""
        return not (self.events or self.meetings or self.statements or self.conditionals or self.figures)

    def to_rows(self) -> list[dict[str, str]]:
        """Return one dict for each dyad of each event: the columns of `--format csv`, and the rule."""
        rows: list[dict[str, str]] = _view("csv_rows").to_rows(self)
        return rows

    def _repr_html_(self) -> str:
        """Show the reading in a notebook."""
        shown: str = _view("html_page").fragment(self)
        return shown


def _view(name: str) -> Any:
    """A view, loaded when a reading is asked to show itself: nouns themselves import nothing."""
    return import_module(f"memcon.views.{name}")
