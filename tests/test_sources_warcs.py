"""WARC files become pages, a record at a time; bombs, cuts and rubbish are said in one line each."""

from __future__ import annotations

import gzip
import io
import os
import subprocess
import sys
import zlib
from datetime import UTC, datetime
from pathlib import Path

import brotli
import pytest
from fastwarc.stream_io import GzipWriter, ZstdWriter
from fastwarc.warc import WarcRecord, WarcRecordType

from memcon.errors import PageError
from memcon.model import Page
from memcon.sources import pages
from memcon.sources.faults import LARGEST

HTML = b"<html><body><p>The envoys met on the border.</p></body></html>"
URL = "https://example.org/1"


def record(kind: str, content: bytes, content_type: str, **headers: str) -> bytes:
    written = WarcRecord()
    written.init_headers(getattr(WarcRecordType, kind))
    written.headers["Content-Type"] = content_type
    for name, value in headers.items():
        written.headers[name.replace("_", "-")] = value
    written.set_bytes_content(content)
    out = io.BytesIO()
    written.write(out)
    return out.getvalue()


def response(
    body: bytes = HTML, head: str = "Content-Type: text/html", status: str = "200 OK", **more: str
) -> bytes:
    lines = f"HTTP/1.1 {status}\r\n{head}\r\n\r\n".encode("latin-1")
    more = {"WARC_Target_URI": URL, "WARC_Date": "2024-08-08T01:02:03Z", **more}
    return record("response", lines + body, "application/http; msgtype=response", **more)


INFO = record("warcinfo", b"software: x\r\nformat: WARC File Format 1.0\r\n", "application/warc-fields")
REQUEST = record(
    "request",
    b"GET /1 HTTP/1.1\r\nHost: example.org\r\nContent-Type: text/html\r\n\r\n",
    "application/http; msgtype=request",
    WARC_Target_URI=URL,
)
METADATA = record("metadata", b"fetchTimeMs: 5\r\n", "application/warc-fields")
SECOND = response(b"Second.", "Content-Type: text/plain", WARC_Target_URI="https://example.org/2")
NEWS = (INFO, REQUEST, response(), METADATA, REQUEST, SECOND)


def packed(kind: str, *records: bytes) -> bytes:
    """Pack records as crawlers do: a gzip member or a zstd frame for each."""
    out = io.BytesIO()
    for one in records:
        if kind == ".zst":
            writer = ZstdWriter(out)
            writer.write(one)
            writer.close()
        elif kind == ".gz":
            out.write(gzip.compress(one))
        else:
            out.write(one)
    return out.getvalue()


def read(tmp_path: Path, content: bytes, name: str = "a.warc") -> list[Page | PageError]:
    (tmp_path / name).write_bytes(content)
    found = list(pages([str(tmp_path / name)]))
    assert not any(
        "\n" in str(error) or ";" not in str(error) for error in found if isinstance(error, PageError)
    )
    return found


def one(tmp_path: Path, content: bytes) -> Page:
    (page,) = read(tmp_path, content)
    assert isinstance(page, Page), page
    return page


@pytest.mark.parametrize("suffix", ["", ".gz", ".zst"])
def test_a_crawl(tmp_path: Path, suffix: str) -> None:
    first, second = read(tmp_path, packed(suffix, *NEWS), f"CC-NEWS.warc{suffix}")
    fetched = datetime(2024, 8, 8, 1, 2, 3, tzinfo=UTC)
    came = {"fetched": fetched, "status": 200}
    assert first == Page(HTML, "text/html", URL, headers=(("content-type", "text/html"),), **came)
    plain = (("content-type", "text/plain"),)
    assert second == Page(b"Second.", "text/plain", "https://example.org/2", headers=plain, **came)


@pytest.mark.parametrize("writer", [GzipWriter, ZstdWriter])
def test_one_member_for_all_records(tmp_path: Path, writer: type[GzipWriter]) -> None:
    out = io.BytesIO()
    packer = writer(out)
    packer.write(b"".join(NEWS))
    packer.close()
    suffix = ".gz" if writer is GzipWriter else ".zst"
    assert len(read(tmp_path, out.getvalue(), f"a.warc{suffix}")) == 2


@pytest.mark.parametrize("name", ["a", "a.txt", "a.gz", "a.WARC.GZ"])
def test_known_by_its_beginning(tmp_path: Path, name: str) -> None:
    suffix = ".gz" if name.lower().endswith(".gz") else ""
    assert [type(page) for page in read(tmp_path, packed(suffix, *NEWS), name)] == [Page, Page]


@pytest.mark.parametrize("suffix", ["", ".gz"])
def test_standard_input(monkeypatch: pytest.MonkeyPatch, suffix: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(packed(suffix, *NEWS))))
    assert [type(page) for page in pages(["-"])] == [Page, Page]


def test_found_in_a_folder(tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text("Some words.")
    assert len(read(tmp_path, packed(".gz", *NEWS), "a.warc.gz")) == 2
    assert [type(page) for page in pages([str(tmp_path)])] == [Page] * 3


@pytest.mark.parametrize(
    "skipped",
    [
        response(status="404 Not Found"),
        response(status="301 Moved"),
        response(status="204 No Content"),
        response(status="nonsense"),
        response(head="Content-Type: image/png"),
        response(head="Content-Type: application/json"),
        response(head="Server: x"),
        response(b"\0" * (LARGEST + 1), "Content-Type: video/mp4"),
        record("response", b"a A 1.2.3.4", "text/dns", WARC_Target_URI="dns:example.org"),
        record(
            "revisit",
            b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n",
            "application/http; msgtype=response",
        ),
        record("resource", HTML, "text/html", WARC_Target_URI=URL),
    ],
)
def test_records_that_hold_no_page(tmp_path: Path, skipped: bytes) -> None:
    assert [type(page) for page in read(tmp_path, skipped + SECOND)] == [Page]


@pytest.mark.parametrize(
    ("head", "media_type", "encoding"),
    [
        ("Content-Type: text/html; charset=windows-1251", "text/html", "windows-1251"),
        ('content-type: Text/HTML;charset="UTF-8"', "text/html", "utf-8"),
        ("Content-Type: application/xhtml+xml", "text/html", ""),
        ("Content-Type: text/plain; charset=koi8-r; format=flowed", "text/plain", "koi8-r"),
        ("Content-Type: text/html; charset=\xff\xfe", "text/html", ""),
        ("Content-Type: text/html; charset=", "text/html", ""),
    ],
)
def test_content_types(tmp_path: Path, head: str, media_type: str, encoding: str) -> None:
    page = one(tmp_path, response(head=head))
    assert (page.media_type, page.encoding.lower()) == (media_type, encoding)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("2024-08-08T01:02:03Z", datetime(2024, 8, 8, 1, 2, 3, tzinfo=UTC)),
        ("2024-08-08T01:02:03.123456789Z", datetime(2024, 8, 8, 1, 2, 3, 123456, tzinfo=UTC)),
        ("2024-08-08T01:02:03", datetime(2024, 8, 8, 1, 2, 3, tzinfo=UTC)),
        ("yesterday", None),
        ("", None),
    ],
)
def test_dates(tmp_path: Path, given: str, expected: datetime | None) -> None:
    assert one(tmp_path, response(WARC_Date=given)).fetched == expected


def test_addresses(tmp_path: Path) -> None:
    assert one(tmp_path, response(WARC_Target_URI=f"<{URL}>")).url == URL
    assert one(tmp_path, response(WARC_Target_URI="")).url == f"{tmp_path / 'a.warc'}, record 1"


def deflated(content: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(content) + packer.flush()


CHUNKED = (
    b"20\r\n" + HTML[:32] + b"\r\n" + f"{len(HTML) - 32:X};x=y\r\n".encode() + HTML[32:] + b"\r\n0\r\n\r\n"
)


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("Content-Encoding: gzip", gzip.compress(HTML)),
        ("Content-Encoding: x-gzip", gzip.compress(HTML[:20]) + gzip.compress(HTML[20:]) + b"trailing"),
        ("Content-Encoding: deflate", zlib.compress(HTML)),
        ("Content-Encoding: deflate", deflated(HTML)),
        ("Content-Encoding: br", brotli.compress(HTML)),
        ("Content-Encoding: gzip, BR", brotli.compress(gzip.compress(HTML))),
        ("Content-Encoding: identity", HTML),
        ("Content-Encoding: gzip", HTML),
        ("Content-Encoding: br", HTML),
        ("Content-Encoding: utf-8", HTML),
        ("Transfer-Encoding: chunked", CHUNKED),
        ("Transfer-Encoding: chunked", HTML),
        ("Transfer-Encoding: chunked\r\nContent-Encoding: gzip", b"400\r\n" + gzip.compress(HTML)),
    ],
)
def test_encodings_of_the_body(tmp_path: Path, head: str, body: bytes) -> None:
    assert one(tmp_path, response(body, f"Content-Type: text/html\r\n{head}")).content == HTML


ZEROS = gzip.compress(bytes(1 << 24))


@pytest.mark.parametrize(
    ("body", "head", "said"),
    [
        (b"", "", "empty"),
        (b"%PDF-1.7", "", "a PDF"),
        (HTML + b"\0", "", "NUL bytes"),
        (gzip.compress(HTML)[:-12], "\r\nContent-Encoding: gzip", "its encoding, gzip, can't be undone"),
        (b"\xff\xfe\xfd", "\r\nContent-Encoding: br", "its encoding, br, can't be undone"),
        (b"\x28\xb5\x2f\xfd\0", "\r\nContent-Encoding: zstd", "its encoding, zstd, can't be undone"),
        (b" " * (LARGEST + 1), "", "larger than 20 MB"),
        (gzip.compress(bytes(LARGEST + 1)), "\r\nContent-Encoding: gzip", "larger than 20 MB"),
        (ZEROS * 128, "\r\nContent-Encoding: gzip", "larger than 20 MB"),
        (zlib.compress(bytes(1 << 26)), "\r\nContent-Encoding: deflate", "larger than 20 MB"),
        (brotli.compress(bytes(1 << 26)), "\r\nContent-Encoding: br", "larger than 20 MB"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_a_bad_record_does_not_stop_the_next(tmp_path: Path, body: bytes, head: str, said: str) -> None:
    error, page = read(tmp_path, INFO + response(body, f"Content-Type: text/html{head}") + SECOND)
    assert isinstance(page, Page)
    assert str(error).startswith(f"{tmp_path / 'a.warc'}, record 2")
    assert said in str(error)


@pytest.mark.parametrize("length", [40_000, 100_000, 1_000_000])
def test_a_header_without_end_does_not_stop_the_next(tmp_path: Path, length: int) -> None:
    error, page = read(tmp_path, response(head="X: " + "x" * length) + SECOND)
    assert isinstance(page, Page)
    assert "record 1: its HTTP header can't be read" in str(error)


CUT = "WARC ends in the middle of a record (after {} records); get it again"


@pytest.mark.parametrize("suffix", ["", ".gz", ".zst"])
@pytest.mark.parametrize(("keep", "count"), [(3, 1), (4, 1), (5, 1), (2, 0)])
@pytest.mark.parametrize("share", [0.3, 0.7, 0.9])
def test_a_file_that_is_cut_off(tmp_path: Path, suffix: str, keep: int, count: int, share: float) -> None:
    last = packed(suffix, NEWS[keep])
    whole = packed(suffix, *NEWS[:keep]) + last[: int(len(last) * share)]
    *found, error = read(tmp_path, whole, f"a.warc{suffix}")
    assert [type(page) for page in found] == [Page] * count
    assert str(error) == f"{tmp_path / 'a.warc'}{suffix}: {CUT.format(keep)}"


def test_every_cut(tmp_path: Path) -> None:
    for suffix, step in (("", 1), (".gz", 7), (".zst", 7)):
        whole = packed(suffix, *NEWS)
        ends = [len(packed(suffix, *NEWS[:count])) for count in range(len(NEWS) + 1)]
        for cut in range(20, len(whole), step):
            found = read(tmp_path, whole[:cut], f"a.warc{suffix}")
            contents = [page.content for page in found if isinstance(page, Page)]
            assert contents == [HTML, b"Second."][: len(contents)]
            assert len(contents) >= sum(end <= cut for end in (ends[3], ends[6]))
            told = len(found) - len(contents)
            assert told == 1 or (told == 0 and any(end - 5 < cut <= end for end in ends)), cut


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.warc", b"", "empty; "),
        ("a.warc", b"rubbish " * 100, "not a WARC; "),
        ("a.warc", HTML, "not a WARC; "),
        ("a.warc", bytes(1000), "not a WARC; "),
        ("a.warc", os.urandom(1 << 17), "not a WARC; "),
        ("a.warc.gz", gzip.compress(HTML), "not a WARC; "),
        ("a.warc.gz", HTML, "not a WARC; "),
        ("a.warc.gz", b"\x1f\x8brubbish and more", "WARC is damaged (after 0 records); "),
        ("a.warc.zst", b"\x28\xb5\x2f\xfdrubbish", "not a WARC; "),
        ("a.warc", b"WARC/9.0\r\nContent-Length: x\r\n\r\nabc", "not a WARC; "),
        ("a.warc", b"WARC/1.0\r\n\r\n", "WARC ends in the middle of a record (after 0 records); "),
    ],
)
def test_rubbish(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    (error,) = read(tmp_path, content, name)
    assert str(error).startswith(f"{tmp_path / name}: {said}")


def test_rubbish_behind_records(tmp_path: Path) -> None:
    *found, error = read(tmp_path, b"".join(NEWS) + b"rubbish\r\n" * 10)
    assert len(found) == 2
    assert "broken WARC after 6 records" in str(error)
    *found, error = read(tmp_path, packed(".gz", *NEWS) + b"rubbish", "a.warc.gz")
    assert len(found) == 2
    assert "WARC is damaged (after 6 records); get it again" in str(error)


def test_fastwarc_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fastwarc.warc", None)
    (error,) = read(tmp_path, INFO)
    assert str(error).endswith(": needs fastwarc; pip install 'memcon[bulk]'")


def test_memory_stays_small(tmp_path: Path) -> None:
    """Read, in a process of its own, records that come to 256 MB and to 2 GB unpacked."""
    resource = pytest.importorskip("resource")
    assert resource.getrusage
    size = 256 << 20
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
    large = (
        f"WARC/1.1\r\nWARC-Type: response\r\nContent-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {len(head) + size}\r\n\r\n"
    ).encode() + head
    bomb = response(ZEROS * 128, "Content-Type: text/html\r\nContent-Encoding: gzip")
    path = tmp_path / "a.warc.gz"
    path.write_bytes(gzip.compress(large) + ZEROS * 16 + packed(".gz", b"\r\n\r\n", bomb, SECOND))
    program = (
        "import resource, sys; from memcon.sources import pages; import fastwarc\n"
        "peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (1 if sys.platform != 'darwin' else 1024)\n"
        "before = peak(); found = [type(page).__name__ for page in pages(sys.argv[1:])]\n"
        "print(*found, peak() - before)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(path)], capture_output=True, text=True, check=True
    )
    *found, grown = done.stdout.split()
    assert found == ["PageError", "PageError", "Page"]
    assert int(grown) < 120_000, "kilobytes"
