"""The public list, memcon.read and the Reading that it gives."""

from __future__ import annotations

import doctest
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import memcon
from memcon.views.csv_rows import COLUMNS

PUBLIC = [
    "Actor",
    "Article",
    "Conditional",
    "Entry",
    "Event",
    "Evidence",
    "ExportError",
    "Figure",
    "LanguageError",
    "Meeting",
    "MemconError",
    "ModelError",
    "Page",
    "PageError",
    "Party",
    "Place",
    "Reading",
    "RecordError",
    "Source",
    "Span",
    "Statement",
    "Status",
    "TableError",
    "When",
    "open_record",
    "read",
]
DOCTESTED = [
    "memcon",
    "memcon.model",
    "memcon.reading.article",
    "memcon.reading.lookup",
    "memcon.reading.names",
    "memcon.tables",
]
HEAVY = ("spacy", "trafilatura", "numpy", "lxml")

TEXT = "Turkey condemned Israel on Monday."
HTML = (
    "<!doctype html><html><head><title>Ankara speaks</title>"
    '<meta property="article:published_time" content="2021-05-12T09:00:00Z"></head>'
    "<body><article><h1>Ankara speaks</h1><p>Turkey condemned Israel on Monday over the closed crossing, "
    "and the crowd at the harbour of Izmir stayed until the evening rain.</p></article></body></html>"
)
DEED = ("ACCUSE", ("TUR",), ("ISR",), "asserted")


def deeds(reading: memcon.Reading) -> list[tuple[str, tuple[str, ...], tuple[str, ...], str]]:
    return [(event.codes["plover"], event.sources, event.targets, event.status) for event in reading.events]


# ---- the public list


def test_public_list() -> None:
    assert memcon.__all__ == PUBLIC
    assert all(getattr(memcon, name) is not None for name in PUBLIC)
    assert memcon.__version__.count(".") == 2


@pytest.mark.parametrize("name", ["LanguageError", "ModelError", "PageError", "TableError"])
def test_every_error_is_a_memcon_error(name: str) -> None:
    assert issubclass(getattr(memcon, name), memcon.MemconError)
    assert issubclass(memcon.LanguageError, memcon.PageError)


@pytest.mark.parametrize(
    "command",
    [
        ["-c", "import memcon"],
        ["-c", "import memcon.cli"],
        ["-m", "memcon", "--help"],
        ["-m", "memcon", "read", "--help"],
    ],
    ids=" ".join,
)
def test_a_light_start(command: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", *command], capture_output=True, text=True, check=True
    )
    imported = {line.rsplit("|", 1)[-1].strip().split(".")[0] for line in done.stderr.splitlines()}
    assert "memcon" in imported
    assert not imported & set(HEAVY)


@pytest.mark.parametrize("name", DOCTESTED)
def test_doctests(name: str) -> None:
    done = doctest.testmod(import_module(name))
    assert done.attempted > 0
    assert done.failed == 0


# ---- what read takes


@pytest.mark.parametrize(
    "source",
    [TEXT, TEXT.encode(), TEXT.encode("utf-16"), b"\xef\xbb\xbf" + TEXT.encode(), HTML, HTML.encode()],
    ids=["str", "bytes", "utf-16", "with a mark", "html str", "html bytes"],
)
def test_text_and_html(source: str | bytes) -> None:
    assert deeds(memcon.read(source)) == [DEED]


@pytest.mark.parametrize(
    ("name", "content"), [("a.txt", TEXT), ("a.html", HTML), ("a", TEXT), ("a.page", HTML)]
)
def test_path(tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / name).write_text(content)
    reading = memcon.read(tmp_path / name)
    assert deeds(reading) == [DEED]
    assert reading.article.url.endswith(name)


def test_page() -> None:
    page = memcon.Page(TEXT.encode(), "text/plain", stated=(("title", "Ankara"), ("outlet", "Izmir Courier")))
    article = memcon.read(page).article
    assert (article.title, article.outlet) == ("Ankara", "Izmir Courier")


def test_html_is_read_with_its_title_and_date() -> None:
    article = memcon.read(HTML).article
    assert article.title == "Ankara speaks"
    assert article.published is not None
    assert (article.published.earliest, article.published.basis) == ("2021-05-12", "stated")


@pytest.mark.parametrize(
    ("given", "published", "monday"),
    [
        ("2023-03-15", "2023-03-15", "2023-03-13"),
        ("2023-03-13", "2023-03-13", "2023-03-13"),
        ("15 March 2023", "2023-03-15", "2023-03-13"),
        ("2023-03-15T23:30:00Z", "2023-03-15T23:30:00Z", "2023-03-13"),
    ],
)
def test_published(given: str, published: str, monday: str) -> None:
    reading = memcon.read(TEXT, published=given)
    assert reading.article.published is not None
    assert reading.article.published.edtf == published
    assert any("given" in reason for reason in reading.article.published.reasons)
    assert [event.when.edtf for event in reading.events if event.when] == [monday]


def test_published_goes_over_what_the_page_says() -> None:
    reading = memcon.read(HTML, published="2023-03-15")
    assert reading.article.published is not None
    assert reading.article.published.edtf == "2023-03-15"


def test_tables(tmp_path: Path) -> None:
    text = "The Quorians attacked Peru."
    assert ("QUOR",) not in [event.sources for event in memcon.read(text).events]
    (tmp_path / "organisations.tsv").write_text(
        "id\tname\tkind\tcountry\tsector\nQUOR\tQuorians\tarmed_group\t\tREB\n"
    )
    (tmp_path / "organisation_aliases.tsv").write_text("alias\tid\nQuorians\tQUOR\n")
    for folder in (tmp_path, str(tmp_path)):
        assert deeds(memcon.read(text, tables=folder)) == [("ASSAULT", ("QUOR",), ("PER",), "asserted")]


@pytest.mark.parametrize("source", [TEXT, TEXT.encode(), HTML])
def test_url(source: str | bytes) -> None:
    reading = memcon.read(source, url="https://courier.example/a")
    assert reading.article.url == "https://courier.example/a"
    assert {row["article"] for row in reading.to_rows()} == {"https://courier.example/a"}


def test_url_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    assert (
        memcon.read(tmp_path / "a.txt", url="https://courier.example/b").article.url
        == "https://courier.example/b"
    )


# ---- what read gives


def test_to_rows() -> None:
    (row,) = memcon.read(TEXT, published="2023-03-15").to_rows()
    assert set(COLUMNS) <= set(row)
    assert all(isinstance(value, str) for value in row.values())
    told = ("date", "source", "source_name", "target", "target_name", "plover", "cameo", "status", "sentence")
    assert [row[name] for name in told] == [
        "2023-03-13",
        "TUR",
        "Turkey",
        "ISR",
        "Israel",
        "ACCUSE",
        "111",
        "asserted",
        TEXT,
    ]
    assert TEXT[int(row["start"]) : int(row["end"])] == row["words"]


def test_one_row_for_each_dyad() -> None:
    reading = memcon.read("Greece and Cyprus condemned Turkey.")
    assert [(row["source"], row["target"]) for row in reading.to_rows()] == [("GRC", "TUR"), ("CYP", "TUR")]


def test_repr_html() -> None:
    shown = memcon.read(TEXT)._repr_html_()
    assert shown.startswith("<div")
    assert shown.endswith("</div>")
    assert "<html" not in shown
    assert "condemned" in shown


@pytest.mark.parametrize(
    ("text", "empty"),
    [
        (TEXT, False),
        ("The minister said that the bridge was shut.", False),
        ("About 400 villagers fled.", False),
        ("The garden was green and the weather was mild that summer.", True),
    ],
)
def test_is_empty(text: str, empty: bool) -> None:
    reading = memcon.read(text)
    assert reading.is_empty is empty
    if empty:
        assert reading.to_rows() == []


def test_reading_twice_gives_the_same() -> None:
    assert memcon.read(HTML) == memcon.read(HTML)


# ---- errors

WRONG_DATES = ["yesterday", "", "2023-13-01", "2023-02-30", "15/03/2023", "next week", "0000", "x" * 500]


@pytest.mark.parametrize("given", WRONG_DATES)
def test_a_wrong_date_is_told(given: str) -> None:
    with pytest.raises(memcon.MemconError, match="not a date; write it like") as told:
        memcon.read(TEXT, published=given)
    assert "\n" not in str(told.value)


FAULTS = [
    (b"", memcon.PageError, "empty"),
    ("", memcon.PageError, "empty"),
    (" \n", memcon.PageError, "empty"),
    (b"%PDF-1.7", memcon.PageError, "PDF"),
    (b"Envoys met.\0\0", memcon.PageError, "binary"),
    ("12 34 -- 56", memcon.PageError, "no words"),
    (Path("no/such/page.txt"), memcon.PageError, "no such file"),
    (
        "Президент заявив, що він не поїде на зустріч, а міністри будуть говорити про мир.",
        memcon.LanguageError,
        "Ukrainian",
    ),
]


@pytest.mark.parametrize(("source", "kind", "words"), FAULTS)
def test_faults(source: str | bytes | Path, kind: type[Exception], words: str) -> None:
    with pytest.raises(kind, match=words) as told:
        memcon.read(source)
    assert "\n" not in str(told.value)
    assert ";" in str(told.value), "the fix comes after a semicolon"


def test_missing_tables_and_model(tmp_path: Path) -> None:
    with pytest.raises(memcon.TableError, match="no such directory"):
        memcon.read(TEXT, tables=tmp_path / "none")
    with pytest.raises(memcon.ModelError, match="no spaCy model"):
        memcon.read(TEXT, model=tmp_path / "none")
