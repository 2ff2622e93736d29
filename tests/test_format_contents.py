"""What each format says, read by the tools it is for; `python tests/test_format_contents.py` writes the golden files.

The golden record is written by hand (format_readings.py), so that the files change with the formats alone.
"""

from __future__ import annotations

import csv
import io
import json
import math
import re
import sys
import xml.etree.ElementTree as ET
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from format_readings import HOSTILE, SMALL, hostile, record_of
from memcon.errors import ExportError
from memcon.record import open_record
from memcon.record.filters import Filter
from memcon.tables import load_tables, read_rows
from memcon.views import FORMATS
from memcon.views.csv_rows import inert
from memcon.views.event_data import PHOENIX, Goldstein, goldstein
from record_pages import READINGS, crisis_pages

GOLDEN = Path(__file__).parent / "golden" / "formats"
NAMED = {one.name: one for one in FORMATS}
TEXTS = [one.name for one in FORMATS if one.text is not None and one.name not in ("datasette", "csv")]
PLANNED = Filter(kind="event", status="planned,cancelled,postponed")


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return record_of(tmp_path_factory.mktemp("formats") / "small.db", SMALL)


@pytest.fixture(scope="module")
def harmful(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A record whose every name, title, place and quotation may do harm."""
    return record_of(tmp_path_factory.mktemp("formats") / "harmful.db", hostile())


@pytest.fixture(scope="module")
def crisis(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example crisis, read as it is today."""
    path = tmp_path_factory.mktemp("formats") / "crisis.db"
    with pytest.MonkeyPatch.context() as patch, open_record(path, create=True) as record:
        patch.setattr("memcon.record.ingest._read", READINGS)
        assert record.add(list(crisis_pages())).failed == 0
    return path


@pytest.fixture(params=["small", "harmful", "crisis"])
def any_record(request: pytest.FixtureRequest) -> Path:
    path: Path = request.getfixturevalue(request.param)
    return path


def text(record: Path, name: str, asked: Filter | None = None) -> str:
    """The one file of a format."""
    with open_record(record, read_only=True) as opened:
        pieces = list(NAMED[name].stream(opened.select(asked)))
    return "".join(piece if isinstance(piece, str) else piece.decode() for piece in pieces)


def folder(record: Path, name: str, place: Path, asked: Filter | None = None) -> Path:
    """The folder of a format."""
    with open_record(record, read_only=True) as opened:
        NAMED[name].write(opened.select(asked), place)
    return place


def entries(record: Path, **asked: Any) -> list[Any]:
    with open_record(record, read_only=True) as opened:
        return list(opened.entries(Filter(**asked)))


# ---- golden files


@pytest.mark.parametrize("name", TEXTS)
def test_golden(name: str, small: Path) -> None:
    golden = GOLDEN / f"small{NAMED[name].suffix}"
    assert text(small, name) == golden.read_text("utf-8")


def test_golden_csv(small: Path, tmp_path: Path) -> None:
    place = folder(small, "csv", tmp_path / "csv")
    names = ["datapackage.json", "entries.csv", "sources.csv"]
    assert sorted(file.name for file in place.iterdir()) == names
    assert [(place / name).read_bytes() for name in names] == [(GOLDEN / name).read_bytes() for name in names]
    assert text(small, "csv").encode() == (place / "entries.csv").read_bytes()


def test_golden_ics(small: Path) -> None:
    pytest.importorskip("icalendar")
    assert text(small, "ics").replace("\r\n", "\n") == (GOLDEN / "small.ics").read_text("utf-8")


# ---- CSV and Parquet

# (cell, what a spreadsheet is given)
CELLS = [
    ("=1+1", "'=1+1"),
    ("+49 30 1", "'+49 30 1"),
    ("-cmd", "'-cmd"),
    ("@x", "'@x"),
    ("\tx", "'\tx"),
    ("\rx", "'\rx"),
    ("＝x", "'＝x"),
    ("-0.4", "-0.4"),
    ("+1.5e3", "+1.5e3"),
    ("-1.5.2", "'-1.5.2"),
    ("-1\n", "'-1\n"),
    ("", ""),
    ("a=1", "a=1"),
]


@pytest.mark.parametrize(("cell", "given"), CELLS)
def test_cells_are_no_formulas(cell: str, given: str) -> None:
    assert inert(cell) == given


@pytest.mark.parametrize("name", ["csv", "eventdata"])
def test_no_cell_of_a_table_is_a_formula(name: str, harmful: Path) -> None:
    rows = list(
        csv.reader(
            io.StringIO(text(harmful, name), newline=""), delimiter="\t" if name == "eventdata" else ","
        )
    )
    assert len(rows) > len(HOSTILE)
    assert {len(row) for row in rows} == {len(rows[0])}
    for row in rows:
        assert not [
            cell
            for cell in row
            if cell[:1] in "=+-@\t\r＝＋－＠" and cell and not re.fullmatch(r"-?[\d.]+", cell)
        ]
        assert not [cell for cell in row if re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", cell)]


def test_tables_load_with_the_same_rows(any_record: Path, tmp_path: Path) -> None:
    pandas, duckdb, _ = (pytest.importorskip(name) for name in ("pandas", "duckdb", "pyarrow"))
    place = folder(any_record, "csv", tmp_path / "csv") / "entries.csv"
    many = folder(any_record, "parquet", tmp_path / "parquet")
    listed = [entry.id for entry in entries(any_record)]

    frame = pandas.read_csv(place, dtype=str, keep_default_na=False)
    assert list(frame["id"]) == listed
    loaded = pandas.read_parquet(many).sort_values("id")
    same = ["id", "kind", "date", "class", "cameo", "status", "articles", "version"]
    # a cell that would be a formula has its sign before it in CSV alone
    own = loaded[same].astype(str).map(inert)
    assert own.to_numpy().tolist() == frame.sort_values("id")[same].to_numpy().tolist()

    asked = "SELECT id, earliest, latest, articles, independent, first_reported, last_reported, version FROM {} ORDER BY id"
    rows = duckdb.sql(
        asked.format(f"read_parquet('{many}/**/*.parquet', hive_partitioning = true)")
    ).fetchall()
    days = ("earliest", "latest", "first_reported", "last_reported")
    types = ", ".join(f"'{name}': 'DATE'" for name in days)
    found = f"read_csv('{place}', header = true, quote = '\"', escape = '\"', types = {{{types}}}, max_line_size = 10000000)"
    assert duckdb.sql(asked.format(found)).fetchall() == rows
    assert sorted(row[0] for row in rows) == sorted(listed)


def test_parquet_is_parted_by_month(small: Path, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    duckdb = pytest.importorskip("duckdb")
    many = folder(small, "parquet", tmp_path / "parquet")
    query = f"SELECT id, earliest, first_reported, month FROM read_parquet('{many}/**/*.parquet', hive_partitioning = true)"
    for _, earliest, reported, month in duckdb.sql(query).fetchall():
        first = earliest or reported
        assert month == (f"{first:%Y-%m}" if first else "unknown")
    assert sorted(file.name for file in many.iterdir()) == [
        "month=2022-01", "month=2022-02", "month=2022-03", "month=2022-04", "month=unknown",
    ]  # fmt: skip
    with pytest.raises(ExportError, match="holds Parquet files already"):
        folder(small, "parquet", many)


def test_data_package_is_valid(any_record: Path, tmp_path: Path) -> None:
    frictionless = pytest.importorskip("frictionless")
    place = folder(any_record, "csv", tmp_path / "csv")
    report = frictionless.validate(str(place / "datapackage.json"))
    assert report.valid, report.flatten(["type", "message"])
    assert next(task.stats["rows"] for task in report.tasks) == len(entries(any_record))


# ---- calendar


def calendar(record: Path, asked: Filter | None = None) -> list[Any]:
    icalendar = pytest.importorskip("icalendar")
    return list(icalendar.Calendar.from_ical(text(record, "ics", asked)).walk("VEVENT"))


def test_calendar_shows_the_right_days(any_record: Path) -> None:
    items = {str(item["uid"]): item for item in calendar(any_record)}
    known = {}
    for entry in entries(any_record):
        first, last = (
            date.fromisoformat(day[:10]) if day else None for day in (entry.earliest, entry.latest)
        )
        if first and last and (last - first).days < 7:
            known[f"{entry.id}@memcon"] = (first, last)
    assert set(items) == set(known)
    assert known
    for key, (first, last) in known.items():
        item = items[key]
        assert (type(item.decoded("dtstart")), item.decoded("dtstart")) == (date, first)
        assert (item.decoded("dtend") - last).days == 1
        assert item["dtstart"].params["VALUE"] == item["dtend"].params["VALUE"] == "DATE"
        assert item["status"] in ("TENTATIVE", "CONFIRMED", "CANCELLED")


def test_calendar_of_plans(small: Path) -> None:
    told = {str(item["summary"]): item for item in calendar(small, PLANNED)}
    states = {summary: str(item["status"]) for summary, item in told.items()}
    assert states == {
        "Olaf Scholz, Sergei Lavrov: call cancelled": "CANCELLED",
        "Anna Smith, Olaf Scholz: talks planned": "TENTATIVE",
        "Antony Blinken, Olaf Scholz: meeting planned": "TENTATIVE",
    }
    talks = told["Anna Smith, Olaf Scholz: talks planned"]
    assert str(talks["description"]).startswith("On a day from 2022-02-24 to 2022-02-26, or all of them.\n")
    assert talks.decoded("dtstamp") == datetime(2022, 2, 14, tzinfo=UTC)
    assert "2 without a known day left out" in text(small, "ics", PLANNED)


def test_calendar_counts_corrections(tmp_path: Path) -> None:
    path = record_of(tmp_path / "a.db", SMALL)
    before = {str(item["uid"]): item for item in calendar(path)}
    key = next(entry.id for entry in entries(path, status="planned", place="Berlin"))
    with open_record(path) as record:
        record.judge("edit", key, said=("date", "2022-03-07", "moved"), who="Ann")
    after = {str(item["uid"]): item for item in calendar(path)}
    uid = f"{key}@memcon"
    assert set(after) == set(before)
    assert after[uid].decoded("dtstart") == date(2022, 3, 7)
    assert after[uid]["sequence"] > before[uid]["sequence"]


def test_nothing_is_forged_in_a_calendar(harmful: Path) -> None:
    items = calendar(harmful)
    assert len(items) == len({str(item["uid"]) for item in items})
    assert "forged" not in {str(item["summary"]) for item in items}
    lines = text(harmful, "ics").split("\r\n")
    assert max(len(line.encode()) for line in lines) <= 75
    assert lines.count("END:VCALENDAR") == 1
    assert not [line for line in lines if line.startswith("URL:") and not line.startswith("URL:https://")]


# ---- GeoJSON


def test_geojson_is_valid(any_record: Path) -> None:
    told = json.loads(text(any_record, "geojson"))
    assert told["type"] == "FeatureCollection"
    assert not {"coordinates", "geometry", "properties", "crs"} & set(told)
    assert [feature["id"] for feature in told["features"]] == [entry.id for entry in entries(any_record)]
    for feature in told["features"]:
        assert feature["type"] == "Feature"
        assert isinstance(feature["properties"], dict)
        assert not {"coordinates", "geometries", "features"} & set(feature)
        point = feature["geometry"]
        assert (feature["properties"]["precision"] == "town") == (point is not None)
        if point is not None:
            assert set(point) == {"type", "coordinates"}
            assert point["type"] == "Point"
            longitude, latitude = point["coordinates"]
            assert -180 <= longitude <= 180
            assert -90 <= latitude <= 90
    assert told["unlocated"] == sum(feature["geometry"] is None for feature in told["features"])


def test_places_by_precision(small: Path) -> None:
    told = json.loads(text(small, "geojson"))["features"]
    found = {one["properties"]["place"]: (one["properties"]["precision"], one["geometry"]) for one in told}
    assert found["Geneva"] == ("town", {"type": "Point", "coordinates": [6.14569, 46.20222]})
    assert found["Donbas"] == ("region", None)
    assert found["Ukraine"] == ("country", None)


# ---- graph


def test_graph_opens_in_networkx(any_record: Path, tmp_path: Path) -> None:
    networkx = pytest.importorskip("networkx")
    place = tmp_path / "a.gexf"
    with open_record(any_record, read_only=True) as opened:
        NAMED["gexf"].write(opened.select(), place)
    graph = networkx.read_gexf(place, version="1.3")
    assert graph.is_directed()
    assert graph.number_of_edges() > 0
    for _, told in graph.nodes(data=True):
        assert told["label"] is not None
    assert all(float(told["weight"]) >= 1 for _, _, told in graph.edges(data=True))


def test_who_met_and_who_accused_whom(small: Path) -> None:
    root = ET.fromstring(text(small, "gexf", Filter(kind="event", status="asserted")))
    spaces = {"g": "http://gexf.net/1.3"}
    told = {
        (
            edge.get("source"),
            edge.get("target"),
            edge.get("kind"),
            edge.get("weight"),
            edge.get("start"),
            edge.get("end"),
        )
        for edge in root.iterfind(".//g:edge", spaces)
    }
    assert told == {
        ("RUS", "NATO", "ACCUSE", "1", "2022-02-08", "2022-02-08"),
        ("a01", "a02", "CONSULT", "1", "2022-02-10", "2022-02-10"),
        ("a02", "a01", "CONSULT", "1", "2022-02-10", "2022-02-10"),
        ("RUS", "UKR", "ASSAULT", "2", "2022-01-01", "2022-02-14"),
        ("UKR", "Red Cross", "SUPPORT", "1", None, None),
    }
    assert len(root.findall(".//g:node", spaces)) == 6


# ---- event data


def test_event_data_has_the_columns_of_phoenix(any_record: Path) -> None:
    pandas = pytest.importorskip("pandas")
    raw = text(any_record, "eventdata")
    frame = pandas.read_csv(io.StringIO(raw), sep="\t", dtype=str, keep_default_na=False)
    assert tuple(frame.columns[:26]) == PHOENIX
    assert frame["EventID"].is_unique
    events = [entry for entry in entries(any_record) if entry.kind == "event"]
    assert set(frame["EntryID"]) == {entry.id for entry in events}
    assert all(re.fullmatch(r"(\d{8})?", day) for day in frame["Date"])
    assert all(
        code[:2] == root for code, root in zip(frame["EventCode"], frame["EventRootCode"], strict=True)
    )
    assert all(-10 <= float(score) <= 10 for score in frame["GoldsteinScore"] if score)


def test_every_code_has_a_score() -> None:
    codes = {row.cameo for row in load_tables().rows(Goldstein)}
    with (Path(read_rows.__globals__["DATA"]) / "ontology" / "cameo.tsv").open(encoding="utf-8") as lines:
        known = [row["code"] for row in csv.DictReader(lines, delimiter="\t")]
    assert codes <= set(known)
    assert [code for code in known if goldstein(code) is None] == []
    assert (goldstein("040"), goldstein("190"), goldstein("1952"), goldstein("")) == (1.0, -10.0, -10.0, None)


# ---- annotations


def test_annotations_stand_on_their_words(any_record: Path) -> None:
    told = json.loads(text(any_record, "annotations"))
    assert told["@context"][0] == "http://www.w3.org/ns/anno.jsonld"
    assert told["type"] == "AnnotationPage"
    ids = [one["id"] for one in told["items"]]
    assert len(set(ids)) == len(ids)
    with open_record(any_record, read_only=True) as opened:
        texts = {
            f"urn:memcon:claim:{row[0]}": row[1]
            for kind in ("event", "statement", "conditional", "figure")
            for row in opened.db.execute(
                f"SELECT {kind}.key, text FROM {kind} JOIN article ON article.id = article_id"
            )
        }
    assert set(ids) == set(texts)  # one a claim
    for one in told["items"]:
        assert one["type"] == "Annotation"
        assert one["target"]
        for target in one["target"]:
            assert re.match(r"https?://|urn:memcon:article:", target["source"])
            position, quote = target["selector"]
            assert (position["type"], quote["type"]) == ("TextPositionSelector", "TextQuoteSelector")
            start, end, whole = position["start"], position["end"], texts[one["id"]]
            assert whole[start:end] == quote["exact"]
            assert whole[:start].endswith(quote["prefix"])
            assert whole[end:].startswith(quote["suffix"])


# ---- Markdown and TimelineJS


class Tags(HTMLParser):
    """Every tag and address of HTML, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.addresses: list[str] = []
        self.attributes: set[str] = set()
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.addresses += [value or "" for name, value in attrs if name in ("href", "src")]

    def handle_data(self, data: str) -> None:
        self.text += data


def squeezed(words: str) -> str:
    """Words without space and without what is left out of a text for the eye."""
    return re.sub(
        r"[\s\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufffe\uffff]", "", words
    )


def test_markdown_shows_words_as_they_are(any_record: Path) -> None:
    render = (
        pytest.importorskip("markdown_it")
        .MarkdownIt("commonmark", {"html": True})
        .enable(["table", "strikethrough"])
    )
    html = Tags(render.render(text(any_record, "markdown")))
    assert html.tags <= {"h1", "h2", "ul", "li", "strong", "code", "a", "p"}
    assert html.attributes <= {"href"}
    assert all(re.match(r"https?://[^\s<>\"']+$", address) for address in html.addresses)
    shown = squeezed(html.text)
    assert all(squeezed(entry.words) in shown for entry in entries(any_record))
    assert not re.search("[\u202a-\u202e\u2066-\u2069\u200b\ufeff]", html.text)


def test_timeline_has_dates_that_are_dates(any_record: Path) -> None:
    told = json.loads(text(any_record, "timelinejs"))
    ids = [event["unique_id"] for event in told["events"]]
    assert len(ids) == len(set(ids))
    for event in told["events"]:
        for name in ("start_date", "end_date"):
            day = event.get(name)
            if day is not None:
                assert list(day) == ["year", "month", "day"][: len(day)]
                date(*[*day.values(), 1, 1][:3])
        html = Tags(
            "".join([event["text"]["headline"], event["text"]["text"], event["display_date"], event["group"]])
        )
        assert html.tags <= {"p", "a"}
        assert html.attributes <= {"href"}
        assert all(re.match(r"https?://", address) for address in html.addresses)
        assert not re.search("[\u202a-\u202e\u2066-\u2069\u200b\ufeff]", html.text)


def test_timeline_of_partial_dates(small: Path) -> None:
    told = json.loads(text(small, "timelinejs"))
    shown = {event["display_date"]: event for event in told["events"]}
    assert shown["2022-04"]["start_date"] == {"year": 2022, "month": 4}
    assert "end_date" not in shown["2022-04"]
    interval = shown["2022-02-24/2022-02-26"]
    assert (interval["start_date"]["day"], interval["end_date"]["day"]) == (24, 26)
    assert told["title"]["text"]["text"] == "2 without a year left out"


# ---- FollowTheMoney


def test_entities_are_valid(any_record: Path) -> None:
    model = pytest.importorskip("followthemoney").model
    lines = [json.loads(line) for line in text(any_record, "ftm").rstrip("\n").split("\n")]
    ids = [one["id"] for one in lines]
    assert len(set(ids)) == len(ids)
    schemata = {one["id"]: one["schema"] for one in lines}
    for one in lines:
        schema = model.get(one["schema"])
        assert schema is not None
        schema.validate(one)
        proxy = model.get_proxy(one, cleaned=False)
        kept = proxy.to_dict()["properties"]
        for name, values in one["properties"].items():
            prop = schema.get(name)
            assert prop is not None, (one["schema"], name)
            assert len(kept.get(name, [])) == len(values), (one["schema"], name, values)
            if prop.type.name == "entity":
                assert all(model.get(schemata[value]).is_a(prop.range) for value in values)
    assert sum(one["schema"] == "Event" for one in lines) == len(entries(any_record))
    assert {"Event", "Person", "Article"} <= set(schemata.values())


# ---- figures that are none


def test_no_number_is_not_a_number(any_record: Path) -> None:
    def walk(value: Any) -> None:
        if isinstance(value, dict):
            for one in value.values():
                walk(one)
        elif isinstance(value, list):
            for one in value:
                walk(one)
        elif isinstance(value, float):
            assert math.isfinite(value)

    for name in ("jsonl", "ftm"):
        for line in text(any_record, name).rstrip("\n").split("\n"):
            walk(json.loads(line))


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as scratch:
        made = record_of(Path(scratch) / "small.db", SMALL)
        GOLDEN.mkdir(parents=True, exist_ok=True)
        folder(made, "csv", GOLDEN)
        for each in [*TEXTS, "ics"]:
            (GOLDEN / f"small{NAMED[each].suffix}").write_text(
                text(made, each).replace("\r\n", "\n"), "utf-8"
            )
    sys.exit(0)
