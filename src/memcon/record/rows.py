"""A Reading → rows: one batch of inserts a page, with ids that depend on the order of arrival alone."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from memcon.model import (
    Conditional,
    Event,
    Evidence,
    Figure,
    Meeting,
    Place,
    Reading,
    Span,
    Statement,
    Status,
    When,
    content_id,
)
from memcon.record.copies import Sketch
from memcon.record.days import day_number
from memcon.record.likeness import of_figure, of_saying, to_int

AROUND = 32  # characters of prefix and suffix, as browsers keep for a text fragment
# What CONSULT events the view of meetings stands for; the others are kept as they are.
MEETING = {Status.DENIED, Status.THREATENED, Status.QUESTION}
FACTS = frozenset({"asserted", "planned", "cancelled", "postponed", "historical"})

TABLES = {
    "article": 18,
    "block": 6,
    "link": 7,
    "sketch_band": 2,
    "name": 2,
    "appearance": 4,
    "statement": 11,
    "event": 22,
    "participant": 4,
    "conditional": 11,
    "figure": 13,
    "evidence": 15,
    "likeness": 3,
    "pending": 3,
}
# Of one place told differently the same stays in any order: one with a position, else the least.
PLACE = """
  INSERT INTO place (name, country, key, latitude, longitude) VALUES (?, ?, ?, ?, ?)
  ON CONFLICT DO UPDATE SET key = excluded.key, latitude = excluded.latitude, longitude = excluded.longitude
  WHERE (coalesce(excluded.latitude, 999), coalesce(excluded.longitude, 999), excluded.key)
    < (coalesce(latitude, 999), coalesce(longitude, 999), key)
"""
NUMBERED = ("article", "block", "link", "statement", "event", "conditional", "figure", "evidence")


@dataclass(frozen=True, slots=True)
class Claim:
    """What one page says of one event: an Event, or the Meeting that stands for one or more of them."""

    event: Event
    form: str
    status: str
    sources: tuple[str, ...]
    targets: tuple[str, ...]
    meeting: Meeting | None = None

    @property
    def roles(self) -> list[tuple[str, str]]:
        """Who takes part, as (role, actor id)."""
        if self.meeting is not None:
            return [("participant", actor) for actor in self.meeting.participants]
        return [("source", actor) for actor in self.sources] + [("target", actor) for actor in self.targets]


def claims(reading: Reading) -> Iterator[Claim]:
    """Give the events of a reading with each meeting once."""
    by_meeting = {content_id("m", event.id): event for event in reading.events}
    # "cancelled his meeting with B" refuses B too; the record has it as what became of the meeting
    undone = {m.evidence.start for m in reading.meetings if m.status in ("cancelled", "postponed")}
    for event in reading.events:
        if event.codes["plover"] == "REJECT" and event.evidence.start in undone:
            continue
        if event.codes["plover"] != "CONSULT" or event.status in MEETING:
            yield Claim(event, "", str(event.status), event.sources, event.targets)
    for meeting in reading.meetings:
        event = by_meeting[meeting.id]
        status = meeting.status if meeting.status in ("cancelled", "postponed") else str(event.status)
        yield Claim(event, meeting.kind, status, meeting.participants, (), meeting)


def block_of(class_: str, status: str, roles: Sequence[tuple[str, str, str]]) -> int:
    """Hash what must be equal for two claims to be of one event: class, standing, whose side does it."""
    sides = sorted({f"{role}:{country or actor}" for role, country, actor in roles})
    return to_int("event", class_, "fact" if status in FACTS else status, *sides)


class Writer:
    """Rows gathered for one transaction; `flush` inserts them, table by table."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self.db = db
        self.rows: dict[str, list[tuple[Any, ...]]] = {table: [] for table in TABLES}
        self.last = {
            table: db.execute(f"SELECT coalesce(max(id), 0) FROM {table}").fetchone()[0] for table in NUMBERED
        }
        self.actors: dict[tuple[str, ...], int] = {}
        self.places: dict[tuple[str, str, str, float | None, float | None], None] = {}

    def number(self, table: str) -> int:
        """Return the next id of a table."""
        self.last[table] += 1
        number: int = self.last[table]
        return number

    def place(self, place: Place) -> None:
        """Gather a place."""
        position = (place.latitude, place.longitude)
        self.places[place.name, place.country, place.id, *position] = None

    def flush(self) -> None:
        """Insert what was gathered."""
        self.db.executemany(PLACE, self.places)
        self.places.clear()
        for table, width in TABLES.items():
            marks = ", ".join("?" * width)
            or_ignore = " OR IGNORE" if table in ("name", "pending", "likeness", "sketch_band") else ""
            names = _COLUMNS.get(table, "")
            self.db.executemany(f"INSERT{or_ignore} INTO {table}{names} VALUES ({marks})", self.rows[table])
        self.db.executemany(
            "INSERT INTO passage_fts(rowid, text) "
            "SELECT id, text FROM passage WHERE article_id = ? ORDER BY id",
            [row[:1] for row in self.rows["article"]],
        )
        for rows in self.rows.values():
            rows.clear()

    def add(
        self, reading: Reading, page_id: int, page_key: str, rules: tuple[str, str], sketch: Sketch
    ) -> int:
        """Gather the rows of one reading; return the article's id.

        `rules` is the name of what read it, and the hash of what was read.
        """
        page = _PageRows(self, reading, page_key)
        page.article(page_id, rules, sketch)
        page.everything()
        return page.id

    def actor(self, key: str, name: str, kind: str, country: str, sector: str) -> int:
        """Return the id of an actor, made or filled in: of two values the first in the alphabet stays."""
        given = (key, name, kind, country, sector)
        if given in self.actors:  # what was filled in once is not filled in otherwise by the same again
            return self.actors[given]
        found = self.db.execute(
            "INSERT INTO actor (key, name, kind, country, sector) VALUES (?, ?, ?, ?, ?) "
            "ON CONFLICT (key) DO UPDATE SET name = CASE "
            "  WHEN length(excluded.name) - length(replace(excluded.name, ' ', '')) "
            "     > length(name) - length(replace(name, ' ', '')) THEN excluded.name "
            "  WHEN length(excluded.name) - length(replace(excluded.name, ' ', '')) "
            "     < length(name) - length(replace(name, ' ', '')) THEN name "
            "  ELSE min(name, excluded.name) END, "
            "kind = min(kind, excluded.kind), "
            "country = CASE WHEN country = '' OR excluded.country = '' THEN max(country, excluded.country) "
            "  ELSE min(country, excluded.country) END, "
            "sector = CASE WHEN sector = '' OR excluded.sector = '' THEN max(sector, excluded.sector) "
            "  ELSE min(sector, excluded.sector) END RETURNING id",
            given,
        ).fetchone()
        self.actors[given] = int(found[0])
        return self.actors[given]


_COLUMNS = {
    "statement": "(id, key, article_id, speaker_id, addressee_id, kind, stance, words, entry_id, joined, "
    "confidence)",
}


class _PageRows:
    """The rows of one page."""

    def __init__(self, writer: Writer, reading: Reading, page_key: str) -> None:
        self.to = writer
        self.reading = reading
        self.key = content_id("a", page_key, reading.article.text)
        self.id = writer.number("article")
        self.text = reading.article.text
        self.actors: dict[str, int] = {}
        self.countries: dict[str, str] = {}
        self.statements: dict[str, int] = {}
        self.speakers: dict[str, str] = {}

    def article(self, page_id: int, rules: tuple[str, str], sketch: Sketch) -> None:
        """Add the article, its blocks, links and sketch."""
        article, rows = self.reading.article, self.to.rows
        when = article.published
        rows["article"].append(
            (
                self.id, self.key, page_id, *rules, article.url, article.title, article.byline,
                article.outlet, article.language, *_dates(when), when.basis if when else None,
                self.text, sketch.words, sketch.blob, self.id,
            )
        )  # fmt: skip
        for block in article.blocks:
            span = block.span
            rows["block"].append(
                (self.to.number("block"), self.id, str(block.kind), block.rule, span.start, span.end)
            )
        for link in article.links:
            authors = "; ".join(link.authors)
            place = (link.span.start, link.span.end)
            rows["link"].append((self.to.number("link"), self.id, link.title, authors, link.href, *place))
        rows["sketch_band"] += [(band, self.id) for band in sketch.bands]

    def everything(self) -> None:
        """Add whatever was read from the article."""
        self._people()
        for statement in self.reading.statements:
            self._statement(statement)
        for claim in claims(self.reading):
            self._event(claim)
        for conditional in self.reading.conditionals:
            self._conditional(conditional)
        for figure in self.reading.figures:
            self._figure(figure)

    def _people(self) -> None:
        names: dict[str, set[str]] = {}
        for actor in self.reading.actors:
            number = self.to.actor(actor.id, actor.name, actor.kind, actor.country, actor.sector)
            self.actors[actor.id] = number
            self.countries[actor.id] = actor.country
            self.to.rows["appearance"].append((self.id, number, actor.role, len(actor.mentions)))
            long = len(actor.name.split())  # a longer mention has a title before the name
            said = (mention.span.of(self.text) for mention in actor.mentions if mention.form == "name")
            names[actor.id] = {actor.name, *(name for name in said if len(name.split()) <= long)}
            self.to.rows["name"] += [(" ".join(name.split()), number) for name in sorted(names[actor.id])]

    def _statement(self, statement: Statement) -> None:
        number = self.to.number("statement")
        self.statements[statement.id] = number
        self.speakers[statement.id] = statement.speaker
        words = " … ".join(span.of(self.text) for span in statement.content)
        self.to.rows["statement"].append(
            (
                number, content_id("s", self.key, statement.id), self.id,
                self.actors.get(statement.speaker), self.actors.get(statement.addressee),
                statement.kind, statement.stance, words, None, "", statement.confidence,
            )
        )  # fmt: skip
        for span in statement.content:
            self._evidence(statement_id=number, role="content", span=span, of=statement.evidence)
        for role, of in (("cue", statement.cue), ("speaker", statement.speaker_span)):
            if of is not None:
                self._evidence(statement_id=number, role=role, span=of, of=statement.evidence)
        self._alike("statement", number, statement.speaker, words)

    def _event(self, claim: Claim) -> None:
        event, seen = claim.event, claim.meeting or claim.event
        number, when = self.to.number("event"), seen.when
        roles = [(role, self.countries.get(actor, ""), actor) for role, actor in claim.roles]
        class_ = event.codes["plover"] or "STATEMENT"
        block = block_of(class_, claim.status, roles)
        place = next((place for place in self.reading.places if place.id == seen.place), None)
        if claim.form == "call":  # those who talk by telephone are in two places
            place = None
        moved = getattr(claim.meeting, "instead_of", None)
        if place is not None:
            self.to.place(place)
        dates = _dates(when)
        anchor = day_number(dates[1]) or day_number(_dates(self.reading.article.published)[1]) or 0
        self.to.rows["event"].append(
            (
                number, content_id("e", self.key, event.id), self.id, class_, event.codes["cameo"],
                claim.form, claim.status, dates[0] or "", *dates[1:], when.basis if when else "",
                moved.edtf if moved else None, place.name if place else "", place.country if place else "",
                self.actors.get(event.by or self.speakers.get(event.said_in, "")),
                self.statements.get(event.said_in), msgspec.json.encode(roles).decode(), block, anchor,
                None, "", event.confidence,
            )
        )  # fmt: skip
        for position, (role, actor) in enumerate(claim.roles):
            if actor in self.actors:
                self.to.rows["participant"].append((number, role, position, self.actors[actor]))
        self._evidence(event_id=number, role="says", span=seen.evidence.span, of=seen.evidence)
        for role, span in (("when", when.span if when else None), ("place", seen.place_span)):
            if span is not None:
                self._evidence(event_id=number, role=role, span=span, of=seen.evidence)
        self.to.rows["pending"].append(("event", block, anchor))

    def _conditional(self, conditional: Conditional) -> None:
        number = self.to.number("conditional")
        condition, consequence = conditional.condition, conditional.consequence
        words = (condition.span.of(self.text), consequence.span.of(self.text))
        self.to.rows["conditional"].append(
            (
                number, content_id("c", self.key, conditional.id), self.id,
                self.actors.get(conditional.speaker), conditional.kind,
                words[0], self.actors.get(condition.actor), words[1], self.actors.get(consequence.actor),
                None, "",
            )
        )  # fmt: skip
        for role, clause in (("condition", condition), ("consequence", consequence)):
            self._evidence(conditional_id=number, role=role, span=clause.span, of=conditional.evidence)
        self._alike("conditional", number, conditional.speaker, " ".join(words))

    def _figure(self, figure: Figure) -> None:
        number = self.to.number("figure")
        self.to.rows["figure"].append(
            (
                number, content_id("f", self.key, figure.id), self.id, figure.number, figure.low,
                figure.high, int(figure.approximate), figure.unit, figure.what, figure.where,
                self.actors.get(self.speakers.get(figure.said_in, "")), None, "",
            )
        )  # fmt: skip
        self._evidence(figure_id=number, role="says", span=figure.evidence.span, of=figure.evidence)
        series = of_figure(figure.unit, figure.what)
        self.to.rows["likeness"].append((series, "figure", number))
        self.to.rows["pending"].append(("figure", series, 0))

    def _alike(self, kind: str, number: int, speaker: str, words: str) -> None:
        hashes = of_saying(kind, speaker, words)
        self.to.rows["likeness"] += [(found, kind, number) for found in hashes]
        self.to.rows["pending"].append((kind, number, 0))

    def _evidence(self, *, role: str, span: Span, of: Evidence, **item: int) -> None:
        self.to.rows["evidence"].append(
            (
                self.to.number("evidence"), self.id, item.get("event_id"), item.get("statement_id"),
                item.get("conditional_id"), item.get("figure_id"), role, span.start, span.end,
                self.text[max(0, span.start - AROUND) : span.start], span.of(self.text),
                self.text[span.end : span.end + AROUND], of.sentence[0], of.sentence[1], of.rule,
            )
        )  # fmt: skip


def _dates(when: When | None) -> tuple[str | None, str | None, str | None]:
    return (when.edtf, when.earliest, when.latest) if when is not None else (None, None, None)


def stated(pairs: Mapping[str, str] | Sequence[tuple[str, str]]) -> str:
    """Write what was stated beside a page as JSON."""
    return msgspec.json.encode(dict(pairs)).decode()
