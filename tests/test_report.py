"""The report without a browser: what stands in it, what never does, and what it says it left out."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import hostile
from memcon.answers import Entry, Party
from memcon.cli import main
from memcon.record import Record, ingest, open_record
from memcon.record.filters import CHRONOLOGY, Filter
from memcon.views.report import SECTIONS, atlas, book, network, render, svg
from memcon.views.report.evidence import marked
from memcon.views.report.lines import human
from memcon.views.report.markup import ATTRIBUTES, ELEMENTS, Html, clean, h, is_web, page_words
from record_pages import READINGS, crisis_pages, short_pages

FRAME = {"html", "head", "meta", "title", "style", "script", "body", "main"}  # what is no part of a section
META = {"charset", "http-equiv", "content", "name"}


@dataclass
class Seen(HTMLParser):
    """What a report is made of, by a parser that is not the browser's."""

    tags: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    raw: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] in ("style", "script"):
            self.raw[self.open[-1]] = self.raw.get(self.open[-1], "") + data
        else:
            self.texts.append(data)

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)


def parsed(page: str) -> Seen:
    seen = Seen()
    seen.feed(page)
    seen.close()
    assert seen.open == []
    return seen


def report(record: Record, **asked: Any) -> str:
    title = asked.pop("title", "A crisis")
    since = asked.pop("changed_since", "")
    given = Filter(kind="event", status=CHRONOLOGY, **asked)
    return "".join(render(record, given, title, since))


@pytest.fixture(scope="module")
def crisis(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A record of the example crisis and of short pages, without a reader's work where it was done already."""
    path = tmp_path_factory.mktemp("report") / "crisis.db"
    patch = pytest.MonkeyPatch()
    patch.setattr(ingest, "_read", READINGS)
    with open_record(path, create=True) as record:
        record.add([*crisis_pages(), *short_pages()])
    patch.undo()
    return path


@pytest.fixture(scope="module")
def page(crisis: Path) -> str:
    with open_record(crisis, read_only=True) as record:
        return report(record)


@pytest.fixture
def attacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    with hostile.record_of_them(tmp_path / "h.db", monkeypatch) as record:
        return report(record, title=hostile.TEXTS[8])


def check_inert(page: str) -> Seen:
    """Hold a report to its elements and attributes, its one style and one script, and web links alone."""
    seen = parsed(page)
    assert seen.comments == []
    for tag, attributes in seen.tags:
        if tag in FRAME:
            assert set(attributes) <= META | {"lang"}, tag
            continue
        assert tag in ELEMENTS, tag
        assert set(attributes) <= {name.lower() for name in ATTRIBUTES}, (tag, attributes)
        target = attributes.get("href") or ""
        assert not target or target.startswith("#") or is_web(target), target
        assert not target.startswith("http") or "noreferrer" in (attributes["rel"] or "")
    assert [tag for tag, _ in seen.tags if tag in ("style", "script")] == ["style", "script"]
    return seen


def test_a_report_has_nothing_but_its_own_elements(page: str) -> None:
    check_inert(page)


def test_hostile_texts_stay_texts(attacked: str) -> None:
    seen = check_inert(attacked)
    shown = " ".join(seen.texts)
    assert "<script>boom()</script>" in shown
    assert "{{constructor" in shown
    assert re.search("[\u202a-\u202e\u2066-\u2069\u200b\ufeff\0\x07\x1b\u2028\u2029]", attacked) is None
    assert not {attributes.get("href") for _, attributes in seen.tags} & set(hostile.ADDRESSES[:-2])


def test_style_and_script_are_named_by_hash_and_nothing_else_may_load(attacked: str) -> None:
    seen = parsed(attacked)
    policy = next(
        a["content"] or "" for t, a in seen.tags if a.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy.startswith("default-src 'none'; ")
    for name in ("style", "script"):
        digest = base64.b64encode(hashlib.sha256(seen.raw[name].encode()).digest()).decode()
        assert f"{name}-src 'sha256-{digest}'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert not re.search(
        r"url\(|@import|@font-face|fetch\(|XMLHttp|innerHTML|insertAdjacent|eval",
        attacked.split("<main>", maxsplit=1)[0],
    )


def test_every_section_is_there_once_and_can_be_reached(page: str) -> None:
    seen = parsed(page)
    ids = [attributes["id"] for _, attributes in seen.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    for anchor, title, _ in SECTIONS:
        assert anchor in ids
        assert f'<a href="#{anchor}">{title}</a>' in page
    targets = {a["href"] or "" for _, a in seen.tags if (a.get("href") or "").startswith("#")}
    assert {target[1:] for target in targets} <= set(ids)


def test_every_line_opens_a_sentence_with_its_words_marked(page: str) -> None:
    lines = re.findall(r"<details[^>]*>.*?</summary>", page, re.S)
    assert len(lines) > 100
    assert page.count("<details") == page.count("<summary>")
    chronology = page.split('id="chronology"')[1].split('<section id="calendar"', maxsplit=1)[0]
    for line in chronology.split("<details")[1:]:
        assert "<mark>" in line
        assert 'class="page"' in line


def test_what_is_listed_is_what_the_record_lists(crisis: Path, page: str) -> None:
    with open_record(crisis, read_only=True) as record:
        listed = [entry.id for entry in record.events(status=CHRONOLOGY)]
        plans = len(record.calendar())
    shown = re.findall(r'class="line" id="(n[0-9a-f]+)"', page)
    assert sorted(shown) == sorted(listed)
    calendar = page.split('<section id="calendar"')[1].split("<section", maxsplit=1)[0]
    assert calendar.count("<details") == plans


@pytest.mark.parametrize(
    ("asked", "holds"),
    [
        ({"since": "2022-02-20"}, lambda e: (e.latest or e.date or "") >= "2022-02-20"),
        ({"until": "2022-02-10"}, lambda e: (e.earliest or e.date) <= "2022-02-10~"),
        ({"actor": "DEU"}, lambda e: any(party.country == "DEU" for party in e.parties)),
        ({"class_": "CONSULT"}, lambda e: e.class_ == "CONSULT"),
        ({"place": "Kyiv"}, lambda e: e.place == "Kyiv"),
    ],
)
def test_filters_are_those_of_list(
    crisis: Path, asked: dict[str, str], holds: Callable[[Entry], bool]
) -> None:
    with open_record(crisis, read_only=True) as record:
        narrowed = report(record, **asked)
        shown = re.findall(r'class="line" id="(n[0-9a-f]+)"', narrowed)
        assert shown
        assert all(holds(record.entry(key)) for key in shown)
        assert len(shown) == len(record.events(status=CHRONOLOGY, **asked))
    assert "Only: " in narrowed


def test_the_same_record_gives_the_same_report(crisis: Path, page: str) -> None:
    with open_record(crisis, read_only=True) as record:
        assert report(record) == page


def test_an_empty_record_has_a_report_that_says_so(tmp_path: Path) -> None:
    with open_record(tmp_path / "e.db", create=True) as record:
        shown = report(record)
    check_inert(shown)
    assert shown.count('class="none"') >= 8


def test_the_command_writes_a_file_and_says_where(crisis: Path, tmp_path: Path) -> None:
    target = tmp_path / "r.html"
    result = CliRunner().invoke(main, ["report", str(crisis), "-o", str(target), "--title", "T & T"])
    assert (result.exit_code, result.stdout) == (0, f"{target}\n")
    assert "<title>T &amp; T</title>" in target.read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["-o", "/no/such/folder/r.html"], "give another place"),
        (["--changed-since", "soon"], "not a date"),
        (["--since", "2022-13"], "not a date"),
        (["--actor", "Nobody Atall"], "no such actor"),
    ],
)
def test_wrong_input_is_told_in_a_line(crisis: Path, arguments: list[str], said: str) -> None:
    result = CliRunner().invoke(main, ["report", str(crisis), *arguments])
    assert result.exit_code == 1
    assert said in result.stderr
    assert result.stderr.count("\n") == 1


# The parts


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("a\0b", "a\ufffdb"),
        ("\u202eabc", "\ufffdabc"),
        ("a\u200bb", "a\ufffdb"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("tab\tand\nline", "tab\tand\nline"),
        ("\ud800", "\ufffd"),
        ("Київ — ‘x’ 👍", "Київ — ‘x’ 👍"),
    ],
)
def test_what_hides_or_turns_text_is_shown_as_unreadable(text: str, shown: str) -> None:
    assert clean(text) == shown


def test_only_known_elements_and_attributes_can_be_made() -> None:
    with pytest.raises(ValueError, match="script"):
        h("script", "x")
    with pytest.raises(ValueError, match="onclick"):
        h("p", "x", onclick="x")
    with pytest.raises(ValueError, match="style"):
        h("p", "x", style="x")
    assert page_words('<b a="1">') == "<bdi>&lt;b a=&quot;1&quot;&gt;</bdi>"
    assert h("p", h("strong", "x"), "<i>") == "<p><strong>x</strong>&lt;i&gt;</p>"
    assert isinstance(h("p"), Html)


@pytest.mark.parametrize("url", hostile.ADDRESSES)
def test_no_hostile_address_is_a_link(url: str) -> None:
    assert not is_web(url)


@pytest.mark.parametrize(
    "url", ["https://a.example/b?c=d&e=f#g", "http://a.example:8080/", "https://пример.example/я"]
)
def test_an_address_of_the_web_is_a_link(url: str) -> None:
    assert is_web(url)


@pytest.mark.parametrize(
    ("edtf", "said"),
    [
        ("2022-02-10", "10 Feb 2022"),
        ("2022-02-10T17:40:00+01:00", "10 Feb 2022"),
        ("2022-02", "Feb 2022"),
        ("2022", "2022"),
        ("2022-02-10/2022-02-12", "10–12 Feb 2022"),
        ("2022-02-27/2022-03-01", "27 Feb 2022 – 1 Mar 2022"),
        ("2022-02/2022-03", "Feb 2022 – Mar 2022"),
        ("XXXX-01-19", "XXXX-01-19"),
        ("2022-23", "2022-23"),
        ("", ""),
    ],
)
def test_dates_in_words(edtf: str, said: str) -> None:
    assert human(edtf) == said


def entry(number: int, day: str, pages: int, **more: Any) -> Entry:
    given = {
        "id": f"n{number}", "kind": "event", "class_": "ACCUSE", "cameo": "", "form": "", "status": "asserted",
        "date": day, "earliest": day, "latest": day, "dating": "stated", "parties": (), "place": "", "words": "",
        "articles": pages, "independent": pages, "first_reported": day, "last_reported": day, "review": "",
        "version": 1, "confidence": 1.0,
    }  # fmt: skip
    return Entry(**{**given, **more})


def test_few_entries_are_all_kept_and_of_many_the_most_reported_of_each_month() -> None:
    months = book.Months(lines=30)
    for i in range(30):
        months.add(entry(i, f"2022-01-{i + 1:02}", i))
    assert [(m, total, len(kept)) for m, total, kept in months.months()] == [("2022-01", 30, 30)]
    for i in range(40):
        months.add(entry(100 + i, f"2022-02-{i % 28 + 1:02}", 40 - i))
    (_, _, january), (_, total, february) = months.months()
    assert (len(january), total, len(february)) == (15, 40, 15)
    assert [one.articles for one in january] == list(range(15, 30))
    assert min(one.articles for one in february) == 26


def test_ties_are_counted_once_for_each_entry() -> None:
    parties = [Party("participant", name, name, "") for name in "BAC"]
    seen = book.Seen(book.Months(), "")
    for i in range(2):
        seen.add(entry(i, "2022-02-01", 1, class_="CONSULT", parties=tuple(parties)))
    seen.add(entry(9, "2022-02-01", 1, class_="CONSULT", status="planned", parties=tuple(parties)))
    assert {pair: tie.count for pair, tie in seen.met.items()} == {
        ("A", "B"): 2,
        ("A", "C"): 2,
        ("B", "C"): 2,
    }
    blame = (Party("source", "A", "A", ""), Party("target", "B", "B", ""))
    seen.add(entry(10, "2022-02-01", 1, parties=blame))
    assert list(seen.accused) == [("A", "B")]


def test_partners_stand_across_from_each_other() -> None:
    names = [Party("participant", name, name, "") for name in "ABCD"]
    ties = [book.Tie(names[0], names[3], 5), book.Tie(names[1], names[2], 3)]
    left, right = network.arrange(names, ties)
    rows = {
        party.actor: (side, row)
        for side, column in enumerate((left, right))
        for row, party in enumerate(column)
    }
    for tie in ties:
        (a, one), (b, other) = rows[tie.one.actor], rows[tie.other.actor]
        assert (a != b, one == other) == (True, True)


AXIS = svg.Axis(date(2022, 2, 1), date(2022, 2, 10))


@pytest.mark.parametrize(
    ("day", "end", "place"),
    [
        (date(2022, 2, 1), False, 0), (date(2022, 2, 10), True, 100), (date(2022, 2, 6), False, 50),
        (date(2021, 1, 1), False, 0), (date(2023, 1, 1), True, 100),
    ],
)  # fmt: skip
def test_days_on_an_axis(day: date, end: bool, place: float) -> None:
    assert AXIS.at(day, end) == place


@pytest.mark.parametrize("days", [0, 3, 13, 40, 200, 1000, 9000])
def test_an_axis_has_few_ticks_and_at_least_one(days: int) -> None:
    axis = svg.Axis(date(2022, 2, 1), date.fromordinal(date(2022, 2, 1).toordinal() + days))
    assert 1 <= len(axis.ticks(8)) <= 8


def test_an_uncertain_date_is_a_bar_and_a_day_a_mark() -> None:
    bar = svg.strip(AXIS, date(2022, 2, 3), date(2022, 2, 5), "asserted", vague=False)
    assert 'x="20.0%"' in bar
    assert 'width="30%"' in bar
    assert "<rect" not in svg.strip(AXIS, date(2022, 2, 3), date(2022, 2, 3), "asserted", vague=False)
    assert "vague" in svg.strip(AXIS, date(2022, 2, 3), date(2022, 2, 3), "asserted", vague=True)


# The map

TOWNS = [(30.5, 50.4), (37.6, 55.7), (6.1, 46.2), (34.1, 44.95)]


def test_a_frame_holds_its_places_and_has_the_shape_of_the_map() -> None:
    part = atlas.frame(TOWNS)
    assert all(part.holds(*town) for town in TOWNS)
    wide, high = (part.east - part.west) * part.flat, part.north - part.south
    assert wide / high == pytest.approx(atlas.WIDE / atlas.HIGH, rel=0.05)


@pytest.mark.parametrize(
    "points", [[(0, 0)], [(-77, 38.9), (116.4, 39.9)], [(179, -17), (-179, -17)], [(0, 89)]]
)
def test_any_places_have_a_frame_on_the_earth(points: list[tuple[float, float]]) -> None:
    part = atlas.frame(points)
    assert -180 <= part.west < part.east <= 180
    assert -90 <= part.south < part.north <= 90


def test_the_land_is_natural_earth_and_says_so() -> None:
    land = atlas.land()
    assert "Natural Earth" in land.source
    assert land.version
    assert all(-540 <= x <= 540 and -91 <= y <= 91 for ring in (*land.rings, *land.disputed) for x, y in ring)


@pytest.mark.parametrize(
    ("place", "on_land"), [((30.5, 50.4), True), ((34.1, 44.95), True), ((33, 43), False), ((0, 0), False)]
)
def test_land_is_where_land_is(place: tuple[float, float], on_land: bool) -> None:
    def holds(ring: tuple[tuple[float, float], ...]) -> bool:
        x, y = place
        crossings = [
            (x2 - x1) * (y - y1) / (y2 - y1) + x1
            for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True)
            if (y1 > y) != (y2 > y)
        ]
        return sum(at > x for at in crossings) % 2 == 1

    assert any(holds(ring) for ring in atlas.land().rings) == on_land


def test_the_neck_of_the_crimea_has_a_dashed_line_and_no_country_is_named(page: str) -> None:
    part = atlas.Frame(32, 45, 36, 47)
    assert any(list(atlas.inside(line, part)) for line in atlas.land().disputed)
    assert 'class="disputed"' in page
    kept = Path(atlas.__file__).with_name("land.json").read_text("utf-8")
    assert "Russia" not in kept
    assert len(kept) <= 150_000


def test_a_ring_is_cut_at_the_frame() -> None:
    part = atlas.Frame(0, 0, 10, 10)
    ring = [(-5.0, -5.0), (5.0, -5.0), (5.0, 5.0), (-5.0, 5.0)]
    cut = atlas.clip(ring, part)
    assert {(round(x), round(y)) for x, y in cut} == {(0, 0), (5, 0), (5, 5), (0, 5)}
    assert atlas.clip([(20.0, 20.0), (30.0, 20.0), (30.0, 30.0)], part) == []


def test_marked_words_are_those_of_the_claim(crisis: Path) -> None:
    with open_record(crisis, read_only=True) as record:
        for one in record.events(status=CHRONOLOGY):
            for source in record.sources(one):
                inner = re.search("<mark>(.*?)</mark>", marked(source))
                assert inner is not None
                assert (
                    re.sub("<.*?>|&.*?;", "", inner[1])[:5].split()
                    == re.sub(r"['\"&<>]", "", source.words)[:5].split()
                )
