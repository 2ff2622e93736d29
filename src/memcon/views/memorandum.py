"""A reading as a page that a person likes to read: what happened, who said what, what is next."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

from memcon.model import (
    Actor,
    BlockKind,
    Conditional,
    Event,
    Evidence,
    Figure,
    Meeting,
    Reading,
    Statement,
    Status,
    When,
)

WIDTH = 96
AHEAD = ("planned", "proposed")
VERBS = {
    "AGREE": "agrees with / offers",
    "CONSULT": "meets",
    "SUPPORT": "supports",
    "COOPERATE": "cooperates with",
    "AID": "aids",
    "CONCEDE": "yields to",
    "RETREAT": "eases off",
    "REQUEST": "asks / demands of",
    "ACCUSE": "accuses",
    "REJECT": "rejects",
    "THREATEN": "warns / threatens",
    "PROTEST": "protests against",
    "MOBILIZE": "mobilises against",
    "SANCTION": "sanctions",
    "COERCE": "coerces",
    "ASSAULT": "attacks",
    "": "declares or denies to",
}


def render(readings: Iterable[Reading], why: bool = False) -> Iterator[str]:
    """Yield one memorandum a reading; `why` adds the rules and the sentences that gave nothing."""
    for number, reading in enumerate(readings):
        yield ("\n" if number else "") + "\n".join(Memorandum(reading, why).lines()) + "\n"


class Memorandum:
    """One reading, section by section."""

    def __init__(self, reading: Reading, why: bool) -> None:
        self.reading = reading
        self.text = reading.article.text
        self.why = why
        self.actors: dict[str, Actor] = {actor.id: actor for actor in reading.actors}

    def lines(self) -> Iterator[str]:
        """Yield every line of the memorandum."""
        yield from self._heading()
        ahead = [m for m in self.reading.meetings if m.status in AHEAD]
        held = [m for m in self.reading.meetings if m.status not in AHEAD]
        yield from self._section("MET", [self.meeting(m) for m in held])
        acts = [e for e in self.reading.events if e.codes["plover"] != "CONSULT"]
        yield from self._section("HAPPENED", [self.event(e) for e in acts if e.status is Status.ASSERTED])
        yield from self._section("SAID", [self.statement(s) for s in self.reading.statements])
        yield from self._section("IF … THEN", [self.conditional(c) for c in self.reading.conditionals])
        others = [e for e in acts if e.status not in (Status.ASSERTED, Status.PLANNED)]
        yield from self._section("NOT (YET) A FACT", [self.event(e) for e in others])
        yield from self._section("FIGURES", [self.figure(f) for f in self.reading.figures])
        due = [self.meeting(m) for m in ahead] + [self.event(e) for e in acts if e.status is Status.PLANNED]
        yield from self._section("NEXT", due)
        yield from self._section("PEOPLE", list(self._people()))
        yield from self._section("SET ASIDE", list(self._aside()))
        if self.why:
            yield from self._section("GAVE NOTHING", list(self._unread()))

    def _heading(self) -> Iterator[str]:
        article = self.reading.article
        title = article.title or "(no title)"
        yield title
        yield "=" * min(len(title), WIDTH)
        facts = [part for part in (article.outlet, article.byline, article.url) if part]
        if facts:
            yield " · ".join(facts)
        published = article.published
        if published is None:
            yield "Published: unknown; give it with --published"
        else:
            yield f"Published: {published.edtf} ({published.basis})"
            for reason in published.reasons:
                yield f"  because {reason}"

    def _section(self, title: str, items: list[list[str]]) -> Iterator[str]:
        if not items:
            return
        yield ""
        yield f"{title} ({len(items)})"
        for item in items:
            first, *rest = item
            yield textwrap.fill(first, WIDTH, initial_indent="  • ", subsequent_indent="    ")
            for line in rest:
                yield textwrap.fill(line, WIDTH, initial_indent="      ", subsequent_indent="      ")

    def meeting(self, meeting: Meeting) -> list[str]:
        """Who met, how, where and when; then the words."""
        names = " – ".join(self._name(actor) for actor in meeting.participants)
        place = f" in {meeting.place_span.of(self.text)}" if meeting.place_span else ""
        moved = f", instead of {meeting.instead_of.edtf}" if meeting.instead_of else ""
        head = f"{_day(meeting.when)}{names}: {meeting.kind}{place} [{meeting.status}{moved}]"
        return [head, *self._source(meeting.evidence)]

    def event(self, event: Event) -> list[str]:
        """Who did what to whom, its codes and status; then the words."""
        sources = " and ".join(self._name(actor) for actor in event.sources)
        targets = " and ".join(self._name(actor) for actor in event.targets) or "nobody named"
        codes = f"{event.codes['plover'] or '–'} {event.codes['cameo']}"
        status = "" if event.status is Status.ASSERTED else f" [{event.status}]"
        by = f", by the word of {self._name(event.by)}" if event.by and event.by not in event.sources else ""
        head = f"{_day(event.when)}{sources} {VERBS[event.codes['plover']]} {targets} ({codes}){status}{by}"
        return [head, *self._source(event.evidence)]

    def statement(self, statement: Statement) -> list[str]:
        """Who said what to whom."""
        speaker = self._name(statement.speaker) or (
            statement.speaker_span.of(self.text) if statement.speaker_span else "(nobody named)"
        )
        to = f" to {self._name(statement.addressee)}" if statement.addressee else ""
        words = " … ".join(span.of(self.text) for span in statement.content)
        mark = ("“", "”") if statement.kind == "direct" else ("", "")
        head = f"{speaker} ({statement.stance}{to}): {mark[0]}{words}{mark[1]}"
        return [head, *([f"rule {statement.evidence.rule}"] if self.why else [])]

    def conditional(self, item: Conditional) -> list[str]:
        """The condition, what follows, of which kind, by whom."""
        speaker = f" — {self._name(item.speaker)}" if item.speaker else ""
        condition, consequence = item.condition.span.of(self.text), item.consequence.span.of(self.text)
        head = f"if {condition} → {consequence} [{item.kind}]{speaker}"
        return [head, *([f"rule {item.evidence.rule}"] if self.why else [])]

    def figure(self, figure: Figure) -> list[str]:
        """The number, what it counts, where, and the words."""
        about = " (a range)" if figure.approximate else ""
        where = f", {figure.where}" if figure.where else ""
        named = figure.what and (figure.unit.isupper() or figure.unit[:1] == figure.what[:1])
        unit = f" {figure.unit}" if figure.unit and not named else ""  # "kilometres" says km already
        head = (
            f"{figure.number:,.10g}{unit} {figure.what}{where}{about}: “{figure.evidence.span.of(self.text)}”"
        )
        return [head]

    def _people(self) -> Iterator[list[str]]:
        for actor in self.reading.actors:
            if actor.kind == "person" and (actor.role or actor.country):
                yield [
                    f"{actor.name}: {actor.role or 'office not stated'}"
                    f" ({actor.country or 'country unknown'})"
                ]

    def _aside(self) -> Iterator[list[str]]:
        story = (BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.TITLE)
        for block in self.reading.article.blocks:
            if block.kind not in story:
                words = textwrap.shorten(block.span.of(self.text), 70, placeholder=" …")
                yield [f"{block.kind} ({block.rule}): {words}"]

    def _unread(self) -> Iterator[list[str]]:
        for item in self.reading.unread:
            yield [f"{item.reason}: {textwrap.shorten(item.span.of(self.text), 120, placeholder=' …')}"]

    def _name(self, actor: str) -> str:
        known = self.actors.get(actor)
        if known is None:
            return actor
        return (
            known.name if known.kind != "person" or not known.country else f"{known.name} ({known.country})"
        )

    def _source(self, evidence: Evidence) -> list[str]:
        words = [f"“{evidence.span.of(self.text)}”"]
        return [*words, f"rule {evidence.rule}"] if self.why else words


def _day(when: When | None) -> str:
    return f"{when.edtf}  " if when is not None and when.edtf else ""
