"""Records made of readings written by hand, so that what is exported does not change with what is read."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from memcon.model import (
    Actor,
    Article,
    Block,
    BlockKind,
    Clause,
    Conditional,
    Event,
    Evidence,
    Figure,
    Meeting,
    Mention,
    Page,
    Place,
    Reading,
    Span,
    Statement,
    Status,
    When,
    content_id,
)  # fmt: skip
from memcon.record import ingest, open_record

EPOCH = "1646092800"
BLINKEN = Actor("a01", "Antony Blinken", "person", "USA", "GOV", "secretary of state")
LAVROV = Actor("a02", "Sergei Lavrov", "person", "RUS", "GOV", "foreign minister")
SCHOLZ = Actor("a03", "Olaf Scholz", "person", "DEU", "GOV", "chancellor")
SMITH = Actor("a04", "Anna Smith", "person", "USA", "MED")
RUSSIA, UKRAINE = (
    Actor("RUS", "Russia", "state", "RUS", "GOV"),
    Actor("UKR", "Ukraine", "state", "UKR", "GOV"),
)
NATO = Actor("NATO", "NATO", "organisation", "NATO", "IGO")
CROSS = Actor("Red Cross", "the Red Cross", "organisation", "Red Cross", "NGO")
CROWD = Actor("a05", "students", "group", "SRB", "EDU")
GENEVA = Place("g01", "Geneva", "CHE", 46.20222, 6.14569)
BERLIN = Place("g02", "Berlin", "DEU", 52.52437, 13.41053)
DONBAS = Place("g03", "Donbas", "UKR", None, None)
IN_UKRAINE = Place("UKR", "Ukraine", "UKR", None, None)


def day(edtf: str, basis: str = "stated") -> When:
    """A day, a month, an interval or as much of a date as is known."""
    if "/" in edtf:
        first, last = edtf.split("/")
        return When(edtf, first, last, "interval", basis)
    if edtf.startswith("X"):
        return When(edtf, None, None, "day", basis)
    if len(edtf) == 7:
        last = monthrange(*map(int, edtf.split("-")))[1]
        return When(edtf, f"{edtf}-01", f"{edtf}-{last}", "month", basis)
    return When(edtf, edtf, edtf, "day", basis)


@dataclass
class Told:
    """One sentence: its words, what they tell, who and whom, when and where."""

    words: str
    code: str = ""  # "CONSULT 040", or "says", "if", "counts"
    who: Sequence[Actor] = ()
    whom: Sequence[Actor] = ()
    when: When | None = None
    place: Place | None = None
    status: str = "asserted"
    form: str = "meeting"


@dataclass
class Story:
    """One page: its day, outlet, address, title and sentences."""

    day: str
    outlet: str
    url: str
    title: str
    told: Sequence[Told]
    found: dict[str, list[object]] = field(default_factory=dict)

    @property
    def text(self) -> str:
        return "\n".join([self.title, *(one.words for one in self.told)])

    def page(self) -> Page:
        stated = (("published", self.day), ("outlet", self.outlet), ("title", self.title))
        return Page(self.text.encode("utf-8", "replace"), "text/plain", self.url, "utf-8", None, stated)

    def reading(self) -> Reading:
        self.found = {name: [] for name in ("events", "meetings", "statements", "conditionals", "figures")}
        blocks = [Block(Span(0, len(self.title)), BlockKind.TITLE, "title")]
        start = len(self.title) + 1
        for one in self.told:
            span = Span(start, start + len(one.words))
            blocks.append(Block(span, BlockKind.PARAGRAPH))
            self._take(one, span)
            start = span.end + 1
        cast = {actor.id: actor for one in self.told for actor in (*one.who, *one.whom)}
        actors = tuple(replace(actor, mentions=self._mentions(actor)) for actor in cast.values())
        places = {one.place.id: one.place for one in self.told if one.place is not None}
        article = Article(
            content_id("a", self.text), self.text, tuple(blocks), "en", self.url, self.title, "", self.outlet,
            day(self.day) if self.day else None,
        )  # fmt: skip
        found = {name: tuple(items) for name, items in self.found.items()}
        return Reading(article, actors, places=tuple(places.values()), **found)  # type: ignore[arg-type]

    def _mentions(self, actor: Actor) -> tuple[Mention, ...]:
        at = self.text.find(actor.name)
        return (Mention(Span(at, at + len(actor.name)), "name"),) if at >= 0 else ()

    def _take(self, one: Told, span: Span) -> None:
        of = Evidence(
            span.start, span.end, (span.start, span.end), f"hand:{one.code.split()[0].lower() or 'none'}"
        )
        key = content_id("x", self.text, span.start)
        who, whom = tuple(actor.id for actor in one.who), tuple(actor.id for actor in one.whom)
        if one.code == "says":
            self.found["statements"].append(
                Statement(key, who[0], None, (span,), "direct", None, "", "say", of)
            )
        elif one.code == "if":
            middle = span.start + one.words.index(",")
            halves = Clause(Span(span.start, middle)), Clause(Span(middle + 2, span.end), who[0])
            self.found["conditionals"].append(Conditional(key, who[0], *halves, "threat", of))
        elif one.code == "counts":
            self.found["figures"].append(Figure(key, 1300.0, 1170.0, 1430.0, True, "", "troops", "", of))
        elif one.code:
            self._event(one, key, of, (who, whom))

    def _event(
        self, one: Told, key: str, of: Evidence, cast: tuple[tuple[str, ...], tuple[str, ...]]
    ) -> None:
        plover, cameo = one.code.split()
        where, trigger = one.place.id if one.place else "", Span(of.start, of.start + 1)
        meant = Status.PLANNED if one.status in ("planned", "cancelled", "postponed") else Status(one.status)
        codes = {"plover": plover, "cameo": cameo}
        self.found["events"].append(Event(key, trigger, *cast, codes, meant, of, one.when, where))
        if plover == "CONSULT":
            held = {"asserted": "held"}.get(one.status, one.status)
            met = Meeting(content_id("m", key), cast[0] + cast[1], one.form, held, of, one.when, where)
            self.found["meetings"].append(met)


SMALL = (
    Story("2022-02-11", "Morning Post", "https://post.example/1", "Two ministers meet", (
        Told("Antony Blinken met Sergei Lavrov in Geneva on 10 February 2022.", "CONSULT 040", [BLINKEN, LAVROV],
             when=day("2022-02-10"), place=GENEVA),
        Told("Russia accused NATO of bad faith on Tuesday.", "ACCUSE 112", [RUSSIA], [NATO], day("2022-02-08", "relative")),
        Told("“We will not wait”, Sergei Lavrov said.", "says", [LAVROV]),
        Told("About 1,300 troops stood there.", "counts"),
    )),
    Story("2022-02-12", "Evening Star", "https://star.example/2", "After the meeting", (
        Told("Blinken and Lavrov talked in Geneva on Thursday.", "CONSULT 040", [BLINKEN, LAVROV],
             when=day("2022-02-10", "relative"), place=GENEVA),
        Told("Olaf Scholz will receive Antony Blinken in Berlin on 5 March 2022.", "CONSULT 040", [SCHOLZ, BLINKEN],
             when=day("2022-03-05"), place=BERLIN, status="planned"),
        Told("If Russia attacks, NATO will send arms.", "if", [NATO]),
    )),
    Story("2022-02-14", "Evening Star", "pages/star/3.html", "Plans change", (
        Told("The call of Scholz and Lavrov on 20 February 2022 is off.", "CONSULT 040", [SCHOLZ, LAVROV],
             when=day("2022-02-20"), status="cancelled", form="call"),
        Told("Talks of Smith and Scholz are to be held between 24 and 26 February 2022.", "CONSULT 040", [SMITH, SCHOLZ],
             when=day("2022-02-24/2022-02-26"), status="planned", form="talks"),
        Told("Smith and Lavrov will meet some day in April 2022.", "CONSULT 040", [SMITH, LAVROV],
             when=day("2022-04"), status="planned"),
        Told("Blinken, Smith and Scholz will meet on 19 January.", "CONSULT 040", [BLINKEN, SMITH, SCHOLZ],
             when=day("XXXX-01-19"), status="planned"),
    )),
    Story("2022-02-15", "Morning Post", "https://post.example/4", "In the east", (
        Told("Russia shelled villages in the Donbas on Monday.", "ASSAULT 194", [RUSSIA], [UKRAINE],
             day("2022-02-14", "relative"), DONBAS),
        Told("Russia attacked Ukraine in January 2022.", "ASSAULT 190", [RUSSIA], [UKRAINE], day("2022-01"), IN_UKRAINE),
        Told("Students protested.", "PROTEST 141", [CROWD]),
        Told("The Red Cross did not accuse Russia.", "ACCUSE 112", [CROSS], [RUSSIA], status="negated"),
    )),
    Story("", "", "https://other.example/5", "No date", (
        Told("Ukraine thanked the Red Cross.", "SUPPORT 051", [UKRAINE], [CROSS]),
    )),
)  # fmt: skip

# What page text may hold to do harm in a spreadsheet, in XML, HTML or Markdown, in a calendar, or to the eye.
HOSTILE = (
    '=HYPERLINK("http://evil.example","x")', "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "＝1+1",
    "<script>alert(1)</script>", "</attvalue></node>", "\"onmouseover='x'", "]]>", "&amp;&#0;", "a\x00b\x07c\x1bd\x85e\ufffe",
    "a\u202egnp.exe\u2066", "zero\u200bwidth\ufeff", "x\r\nBEGIN:VEVENT\r\nSUMMARY:forged", "x\r\nEND:VCALENDAR", "a;b,c\\n\\",
    "[x](javascript:alert(1))", "![x](https://evil.example/p.png)", "**bold** `code` _a_ ~b~ | c |", "# heading", "</p><p>", "{{7*7}}",
    "https://evil.example/ www.evil.example", "\u2028line\u2029", '{"a": "b"}', "'); DROP TABLE entry; --", "x" * 5000, "🙂é日本語",
)  # fmt: skip


def hostile() -> tuple[Story, ...]:
    """A page for each piece of hostile text, with it in title, outlet, address, names, place and words."""
    stories = []
    for number, text in enumerate(HOSTILE):
        first = Actor(content_id("a", text), text, "person", "USA", "GOV", text)
        place = Place(content_id("g", text), text, "CHE", 46.2, 6.1)
        told = Told(f"{text} met Sergei Lavrov.", "CONSULT 040", [first, LAVROV], (), day(f"2022-02-{number % 28 + 1:02}"), place, "planned" if number % 2 else "asserted")  # fmt: skip
        accused = Told(f"{text} accused Russia.", "ACCUSE 112", [first], [RUSSIA], day("2022-02-10"), place)
        said = Told(f"{text}, he said.", "says", [first])
        url = ("javascript:alert(1)//", "https://post.example/", "https://post.example/\"'><b>/", "pages/")[
            number % 4
        ]
        stories.append(Story("2022-02-11", text, f"{url}{number}", text, (told, accused, said)))
    return tuple(stories)


def record_of(path: Path, stories: Sequence[Story]) -> Path:
    """Make a record of readings written by hand."""
    readings = {story.page().id: story.reading() for story in stories}
    with pytest.MonkeyPatch.context() as patch, open_record(path, create=True) as record:
        patch.setenv("SOURCE_DATE_EPOCH", EPOCH)
        patch.setattr(ingest, "_read", lambda page, _: readings[page.id])
        summary = record.add([story.page() for story in stories])
        assert (summary.failed, len(readings)) == (0, len(stories))
    return path
