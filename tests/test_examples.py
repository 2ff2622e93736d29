"""Every page of examples/ is read as its golden file says.

`python tests/test_examples.py --write` writes them anew; look at the difference before keeping it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import memcon
from memcon.errors import PageError
from memcon.model import BlockKind, Event, Evidence, Reading, Span, When
from memcon.sources import pages

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "examples"
GOLDEN = Path(__file__).parent / "golden"
PAGES = sorted(path for path in EXAMPLES.iterdir() if path.is_file() and path.suffix != ".md")


@cache
def readings(path: Path) -> tuple[Reading, ...]:
    found = []
    for page in pages([str(path)]):
        assert not isinstance(page, PageError), page
        found.append(memcon.read(page))
    return tuple(found)


def golden(path: Path) -> Path:
    return GOLDEN / f"{path.name}.txt"


def summary(path: Path) -> str:
    return "\n".join("\n".join(Summary(reading).lines()) + "\n" for reading in readings(path))


class Summary:
    """A reading in one line an item, names instead of ids."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.text = reading.article.text
        self.names = {actor.id: actor.name for actor in reading.actors if actor.kind == "person"}

    def lines(self) -> Iterator[str]:
        article = self.reading.article
        date = article.published
        yield f"title: {article.title or '-'}"
        yield f"published: {f'{date.edtf} {date.basis}' if date else '-'}"
        yield f"byline: {article.byline or '-'}; outlet: {article.outlet or '-'}"
        for title, items in self.sections():
            found = list(items)
            yield f"{title} {len(found)}"
            yield from (f"  {item}" for item in found)

    def sections(self) -> Iterator[tuple[str, Iterator[str]]]:
        yield "MEETINGS", self.meetings()
        yield "EVENTS", map(self.event, self.reading.events)
        yield "STATEMENTS", self.statements()
        yield "CONDITIONALS", self.conditionals()
        yield "FIGURES", self.figures()
        yield "PEOPLE", self.people()
        yield "SET ASIDE", self.set_aside()

    def meetings(self) -> Iterator[str]:
        for item in self.reading.meetings:
            who = " + ".join(map(self.name, item.participants))
            place = self.words(item.place_span) if item.place_span else "-"
            yield f"{item.status} {item.kind} {who} {day(item.when)} {place} | {self.around(item.evidence)}"

    def event(self, item: Event) -> str:
        sources, targets = (
            ",".join(map(self.name, actors)) or "-" for actors in (item.sources, item.targets)
        )
        code = f"{item.codes['plover'] or '-'} {item.codes['cameo']}"
        rest = f" by {self.name(item.by)}" if item.by else ""
        rest += " said" if item.said_in else ""
        return f"{item.status} {code} {sources}>{targets} {day(item.when)}{rest} | {self.words(item.trigger)}"

    def statements(self) -> Iterator[str]:
        for item in self.reading.statements:
            words = self.words(item.speaker_span) if item.speaker_span else "-"
            to = f" to {self.name(item.addressee)}" if item.addressee else ""
            content = " … ".join(map(self.words, item.content))
            speaker = f"{self.name(item.speaker) or '-'} [{words}]"
            yield f"{speaker} ({item.kind} {item.stance}{to}): {content[:60]}"

    def conditionals(self) -> Iterator[str]:
        for item in self.reading.conditionals:
            condition, consequence = self.words(item.condition.span), self.words(item.consequence.span)
            actor = self.name(item.condition.actor) or "-"
            yield f"{item.kind} {self.name(item.speaker) or '-'}: {condition} ({actor}) → {consequence}"

    def figures(self) -> Iterator[str]:
        for item in self.reading.figures:
            upper = "" if item.high is None else f"{item.high:.10g}"
            reach = f" ({item.low:.10g}..{upper})" if item.approximate else ""
            rest = f" @ {item.where}" if item.where else ""
            rest += " said" if item.said_in else ""
            yield f"{item.number:.10g}{reach} {item.unit or '-'} {item.what}{rest}"

    def people(self) -> Iterator[str]:
        for actor in self.reading.actors:
            if actor.kind == "person":
                yield f"{actor.name}, {actor.role or '-'}, {actor.country or '-'}"

    def set_aside(self) -> Iterator[str]:
        for block in self.reading.article.blocks:
            if not block.kind.is_story and block.kind is not BlockKind.TITLE:
                yield f"{block.kind}: {self.words(block.span)[:60]}"

    def name(self, actor: str) -> str:
        return self.names.get(actor, actor)

    def words(self, span: Span) -> str:
        return " ".join(span.of(self.text).split())

    def around(self, evidence: Evidence) -> str:
        return self.words(evidence.span)[:60]


def day(when: When | None) -> str:
    return when.edtf if when else "-"


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_golden(path: Path) -> None:
    assert golden(path).is_file(), "run: python tests/test_examples.py --write"
    assert summary(path).splitlines() == golden(path).read_text("utf-8").splitlines()


def test_there_is_a_golden_file_for_each_page_and_no_other() -> None:
    assert {golden(path) for path in PAGES} == {path for path in GOLDEN.iterdir() if path.is_file()}


# Words of the pages that are bait: no record may be made from them.
BAIT = [
    ("local-prespa-2018-machine-translated.txt", "Zaev will resign"),
    ("local-prespa-2018-machine-translated.txt", "Border crossing on Prespa"),
    ("local-prespa-2018-machine-translated.txt", "thoughts on"),
    ("page-ethiopia-pretoria-2022.html", "cookies"),
]


@pytest.mark.parametrize(("name", "words"), BAIT)
def test_bait_gives_nothing(name: str, words: str) -> None:
    for reading in readings(EXAMPLES / name):
        items = (
            *reading.events,
            *reading.meetings,
            *reading.statements,
            *reading.conditionals,
            *reading.figures,
        )
        taken = [Span(*item.evidence.sentence).of(reading.article.text) for item in items]
        assert not [sentence for sentence in taken if words in sentence]


if __name__ == "__main__" and "--write" in sys.argv:
    GOLDEN.mkdir(exist_ok=True)
    for old in GOLDEN.iterdir():
        if old.is_file():
            old.unlink()
    for page in PAGES:
        golden(page).write_text(summary(page), "utf-8")
