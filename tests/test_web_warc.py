"""A record's pages as WARC: what comes out makes the same record again, and is what others read."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from fastwarc.warc import ArchiveIterator

from memcon.cli import main
from memcon.model import Page
from memcon.record import Record, open_record
from memcon.record.filters import Filter
from memcon.record.ingest import Options
from memcon.sources import pages
from memcon.views import FORMATS

WARC = next(one for one in FORMATS if one.name == "warc")
FETCHED = datetime(2022, 2, 20, 8, tzinfo=UTC)
HTML = b"<html><body><h1>News</h1><p>Turkey condemned Israel on Monday over the closed crossing.</p></body></html>"
CYRILLIC = (
    "<html><body><p>Greece criticised Cyprus on Tuesday («Кипр») over fishing.</p></body></html>".encode(
        "cp1251"
    )
)

# From the web, from files, from JSON lines, from a feed; with and without what may be known of a page.
PAGES = [
    Page(
        HTML, "text/html", "https://news.example/a?b=c", "utf-8", FETCHED, (), 200,
        (("content-type", "text/html; charset=utf-8"), ("date", "Sun, 20 Feb 2022 07:59:58 GMT"), ("etag", '"1"')),
    ),
    Page(
        CYRILLIC, "text/html", "https://news.example/b", "windows-1251", FETCHED, (("listed", "2022-02-19"),), 200,
        (("content-type", "text/html; charset=windows-1251"),),
    ),
    Page(b"France accused Spain of piracy on Wednesday.", "text/plain", "pages/c d.txt"),
    Page(b"Poland rejected the German criticism.\r\n\r\nWARC/1.1\r\n", "text/plain", "list.jsonl:3", "utf-8", None,
         (("title", "«Quoted»"), ("published", "2022-02-10"), ("outlet", "Star"))),
    Page(HTML.replace(b"Israel", b"Peru"), "text/html", "https://news.example/d", "utf-8", None, (("outlet", "S"),)),
]  # fmt: skip


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    with open_record(tmp_path / "crisis.db", create=True) as opened:
        opened.add(PAGES)
        yield opened


def dump(record: Record) -> list[str]:
    """All that a record holds but its runs."""
    return [line for line in record.db.iterdump() if 'INTO "run"' not in line]


def test_the_same_record_again(record: Record, tmp_path: Path) -> None:
    place = tmp_path / "crisis.warc.gz"
    WARC.write(record.select(), place)
    assert list(pages([str(place)])) == PAGES
    with open_record(tmp_path / "again.db", create=True) as again:
        assert again.add([str(place)]).added == len(PAGES)
        assert dump(again) == dump(record)
        WARC.write(again.select(), tmp_path / "again.warc.gz")
        assert again.add([str(place)]).known == len(PAGES)
    assert (tmp_path / "again.warc.gz").read_bytes() == place.read_bytes()


def test_what_others_read(record: Record, tmp_path: Path) -> None:
    place = tmp_path / "crisis.warc.gz"
    WARC.write(record.select(), place)
    with place.open("rb") as file:
        records = [
            (str(one.record_type), one.headers.asdict(), one.reader.read(), one.verify_block_digest())
            for one in ArchiveIterator(file, parse_http=False)
        ]
    assert [headers["WARC-Type"] for _, headers, _, _ in records] == [
        "warcinfo", "response", "response", "resource", "resource", "resource",
    ]  # fmt: skip
    with place.open("rb") as file:
        checked = list(ArchiveIterator(file, parse_http=True, verify_digests=True))
        assert len(checked) == len(records), "none is left out for a wrong digest"
    first = records[1]
    assert first[1]["WARC-Target-URI"] == "https://news.example/a?b=c"
    assert first[1]["WARC-Date"] == "2022-02-20T08:00:00Z"
    assert first[2].startswith(b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n")
    assert first[2].endswith(b"\r\n\r\n" + HTML)
    assert records[3][1]["WARC-Target-URI"] == "file:pages/c%20d.txt"
    assert len({headers["WARC-Record-ID"] for _, headers, _, _ in records}) == len(records)
    assert gzip.decompress(place.read_bytes()).count(b"WARC/1.1\r\nWARC-Type") == len(records), (
        "a member a record"
    )


def test_a_part_of_a_record(record: Record, tmp_path: Path) -> None:
    place = tmp_path / "part.warc.gz"
    WARC.write(record.select(Filter(actor="GRC")), place)
    assert [page.url for page in pages([str(place)])] == ["https://news.example/b"]


def test_pages_without_bytes_are_left_out(tmp_path: Path) -> None:
    with open_record(tmp_path / "bare.db", create=True) as bare:
        bare.add(PAGES[:2], Options(bodies=False))
        bare.add(PAGES[2:])
        WARC.write(bare.select(), tmp_path / "bare.warc.gz")
    assert [page.url for page in pages([str(tmp_path / "bare.warc.gz")])] == [page.url for page in PAGES[2:]]


def test_as_a_command(record: Record, tmp_path: Path) -> None:
    place = tmp_path / "out.warc.gz"
    done = CliRunner().invoke(main, ["export", str(record.path), "warc", "-o", str(place)])
    assert (done.exit_code, done.output) == (0, "")
    assert len(list(pages([str(place)]))) == len(PAGES), "all pages, also those in which nothing happens"


@pytest.mark.parametrize(
    "field",
    ["", "x", "[]", '{"encoding": 3, "stated": {}}', '{"encoding": "utf-8", "stated": []}', '{"stated": {}}', "[" * 9000,
     json.dumps({"encoding": "utf-8", "stated": {"title": "a\nb", "evil": "x", "outlet": 3}})],
)  # fmt: skip
def test_what_strangers_say_in_our_field(tmp_path: Path, field: str) -> None:
    head = f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: https://news.example/a\r\nWARC-Memcon-Page: {field}\r\n"
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + HTML
    kind = "Content-Type: application/http; msgtype=response\r\n"
    whole = f"{head}{kind}Content-Length: {len(block)}\r\n\r\n".encode() + block + b"\r\n\r\n"
    (tmp_path / "a.warc").write_bytes(whole)
    (page,) = pages([str(tmp_path / "a.warc")])
    assert isinstance(page, Page)
    assert page.content == HTML
    assert set(dict(page.stated)) <= {"title", "outlet"}
    assert "\n" not in "".join(dict(page.stated).values())
