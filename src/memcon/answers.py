"""What a record answers with: entries with their sources, and nouns of its other answers."""

from __future__ import annotations

from dataclasses import dataclass

from memcon.model import Actor, Place


@dataclass(frozen=True, slots=True)
class Party:
    """An actor's part in an entry; role is source, target, participant, speaker or addressee."""

    role: str
    actor: str
    name: str
    country: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the record: the claims of one or more pages held to be of the same thing.

    `kind` is event, statement, conditional or figure; `class_` the PLOVER root of an event;
    `form` the kind of meeting; `status` what became of it; `date` an EDTF value and `dating`
    how it was come by: stated, relative, inferred, judged, or reported, where the day is that
    of the first report. `articles` counts the pages under it, `independent` those that are
    no copies of one another. `words` are those of its best source. `confidence`, from 0 to 1,
    is how far the claims under an event or a statement are to be trusted, taken together.
    """

    id: str
    kind: str
    class_: str
    cameo: str
    form: str
    status: str
    date: str
    earliest: str | None
    latest: str | None
    dating: str
    parties: tuple[Party, ...]
    place: str
    words: str
    articles: int
    independent: int
    first_reported: str | None
    last_reported: str | None
    review: str
    version: int
    confidence: float = 1.0

    @property
    def who(self) -> str:
        """Who takes part, in words: "A, B" of a meeting, "A → B" of an act."""
        did = sorted({p.name for p in self.parties if p.role in ("source", "participant", "speaker")})
        to = sorted({p.name for p in self.parties if p.role in ("target", "addressee")})
        return ", ".join(did) + (f" → {', '.join(to)}" if to else "")


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Words of a page, by place and by what stands before and after, and what of a claim they say.

    `role` is says, when, place (of an event), content, cue, speaker (of a statement), condition
    or consequence. Source: the W3C's Web Annotation model (TextPositionSelector, TextQuoteSelector).
    """

    role: str
    start: int
    end: int
    prefix: str
    exact: str
    suffix: str


@dataclass(frozen=True, slots=True)
class Source:
    """One claim under an entry: the page, its words and the sentence around them, and why it is here."""

    claim: str
    article: str
    title: str
    outlet: str
    url: str
    published: str
    copy_of: str
    status: str
    date: str
    start: int
    end: int
    words: str
    sentence_start: int
    sentence: str
    rule: str
    joined: str
    confidence: float = 1.0
    excerpts: tuple[Excerpt, ...] = ()


@dataclass(frozen=True, slots=True)
class Account:
    """An entry with what is under it: who takes part, where it is if that is known, and every claim."""

    entry: Entry
    actors: tuple[Actor, ...]
    place: Place | None
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Due:
    """One planned thing: `state` is due, kept, not reported, cancelled or postponed."""

    id: str
    due: str
    state: str
    who: str
    class_: str
    form: str
    place: str
    announced: str
    moved_from: str
    articles: int
    words: str


@dataclass(frozen=True, slots=True)
class Step:
    """One step in the history of an entry: on `day` somebody first said that it is so."""

    day: str
    what: str
    date: str
    place: str
    outlet: str


@dataclass(frozen=True, slots=True)
class Gap:
    """Days, both included, without a page (`actor` empty) or without an entry of an actor."""

    first: str
    last: str
    days: int
    actor: str


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the log: in which run, when, what became of which entry."""

    run: int
    at: str
    entry: str
    kind: str
    detail: str
    words: str


@dataclass(frozen=True, slots=True)
class Spot:
    """A place of the record: `precision` is town, region or country; only a town has a position.

    `latitude` and `longitude` are degrees (WGS 84) as the gazetteer gives them, else None. `country` is the
    gazetteer's too ("" if it has none). `entries` counts the entries that take place there.
    """

    name: str
    country: str
    latitude: float | None
    longitude: float | None
    precision: str
    entries: int


@dataclass(frozen=True, slots=True)
class Origin:
    """One page: `published` is an EDTF value and `dated` how it is known (stated, inferred, or "").

    `fetched` is when the page was taken from the web ("" for a file), `licence` what was stated
    beside the page ("" if nothing was), `copy_of` the id of the page that it is a copy of.
    """

    id: str
    title: str
    byline: str
    outlet: str
    url: str
    published: str
    dated: str
    fetched: str
    licence: str
    copy_of: str
    words: int


@dataclass(frozen=True, slots=True)
class Day:
    """How many pages were published on a day, and how many of them are no copies of others."""

    day: str
    pages: int
    independent: int


@dataclass(frozen=True, slots=True)
class Number:
    """One claimed number: `low` to `high` is the range that its words allow (`high` None: and more).

    `apart` are the claims of the series about the same place, in independent pages of at most 3 days
    before or after, whose ranges do not meet this one.
    """

    source: Source
    number: float
    low: float
    high: float | None
    approximate: bool
    unit: str
    what: str
    place: str
    said_by: str
    apart: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Condition:
    """One conditional: who says it, of what kind, both halves, and what was reported since.

    `condition_since` and `consequence_since` are the entries of the same act (class, and parties by
    country) that pages report to have happened on the day of the first report or later.
    """

    id: str
    speaker: str
    kind: str
    condition: str
    consequence: str
    first_reported: str
    last_reported: str
    condition_since: tuple[str, ...]
    consequence_since: tuple[str, ...]

    @property
    def state(self) -> str:
        """What became of it: open, condition reported, consequence reported, or both reported.

        Pages may report the act for other reasons: that it followed from the words is not said.
        """
        if self.condition_since and self.consequence_since:
            return "both reported"
        if self.condition_since or self.consequence_since:
            return "condition reported" if self.condition_since else "consequence reported"
        return "open"
