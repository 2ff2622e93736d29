"""Files, folders and standard input become pages; what is wrong with one is said in one line."""

from __future__ import annotations

import gzip
import io
import json
import os
import sys
import tracemalloc
from pathlib import Path

import pytest

from memcon.errors import PageError
from memcon.model import Page
from memcon.sources import count, page_from, pages
from memcon.sources.files import LARGEST

STORY = "Envoys meet\n\nThe envoys met on the border on Friday.\n"
HTML = "<html><body><p>The envoys met on the border.</p></body></html>"


def read(*arguments: object) -> list[Page | PageError]:
    return list(pages([str(argument) for argument in arguments]))


def one(*arguments: object) -> Page:
    (page,) = read(*arguments)
    assert isinstance(page, Page)
    return page


def fault(*arguments: object) -> str:
    (error,) = read(*arguments)
    assert isinstance(error, PageError)
    text = str(error)
    assert "\n" not in text
    assert ";" in text, "the fix comes after a semicolon"
    return text


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("a.txt", STORY, "text/plain"),
        ("a.html", HTML, "text/html"),
        ("a.HTM", HTML, "text/html"),
        ("a.xhtml", HTML, "text/html"),
        ("a.page", HTML, "text/html"),
        ("a.page", "\n <!DOCTYPE html><title>x</title>", "text/html"),
        ("a.page", "<p>The envoys met.", "text/html"),
        ("a", STORY, "text/plain"),
        ("a.md", "if a < b then p > q", "text/plain"),
    ],
)
def test_media_type(tmp_path: Path, name: str, content: str, media_type: str) -> None:
    (tmp_path / name).write_text(content)
    page = one(tmp_path / name)
    assert page.media_type == media_type
    assert page.content == content.encode()
    assert page.url.endswith(name)


def test_folder_is_walked_in_order(tmp_path: Path) -> None:
    for name in ("b.txt", "a.html", "sub/c.txt", ".hidden/d.txt", "picture.png"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(STORY)
    found = read(tmp_path)
    assert [Path(page.url).name for page in found if isinstance(page, Page)] == ["a.html", "b.txt", "c.txt"]
    assert found == read(tmp_path)


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.TextIOWrapper(io.BytesIO(HTML.encode()))
    monkeypatch.setattr(sys, "stdin", stream)
    page = one("-")
    assert (page.media_type, page.url) == ("text/html", "standard input")


def test_json_object(tmp_path: Path) -> None:
    record = {
        "url": "https://example.org/1",
        "title": "Envoys meet",
        "text": "Привіт",
        "published": "2024-08-08",
        "outlet": "",
    }
    path = tmp_path / "a.json"
    path.write_text(json.dumps(record))
    page = one(path)
    assert page.content.decode() == "Привіт"
    assert page.url == "https://example.org/1"
    assert page.stated == (("title", "Envoys meet"), ("published", "2024-08-08"))
    assert page.media_type == "text/plain"


def test_json_list_and_lines_go_on_after_a_bad_one(tmp_path: Path) -> None:
    records: list[object] = [{"text": STORY}, {"title": "no text"}, 5, {"html": HTML}]
    (tmp_path / "a.json").write_text(json.dumps(records))
    (tmp_path / "b.jsonl").write_text("\n".join([*(json.dumps(record) for record in records), "{bad", ""]))
    found = read(tmp_path)
    kinds = ["text/plain", None, None, "text/html"]
    assert [getattr(page, "media_type", None) for page in found] == [*kinds, *kinds, None]
    errors = [str(page) for page in found if isinstance(page, PageError)]
    assert "a.json, item 2: " in errors[0]
    assert "b.jsonl:2: " in errors[2]
    assert "b.jsonl:5: not JSON" in errors[4]
    assert not any("\n" in error for error in errors)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.txt", b"", "empty"),
        ("a.txt", b" \n ", "empty"),
        ("a.txt", b"abc\0def", "NUL bytes"),
        ("a.txt", b"%PDF-1.7 ...", "PDF"),
        ("a.html", b"PK\x03\x04...", "zip"),
        ("a.txt", b"\x89PNG\r\n", "picture"),
        ("a.txt", b"\xff\xd8\xff\xe0", "picture"),
        ("a.txt", b"RIFF....WEBP", "picture"),
        ("a.txt", b"\x1f\x8b\x08", "gzip"),
        ("a.json", b"[1, 2", "not JSON"),
        ("a.json", b"[" * 100_000, "not JSON"),
        ("a.json", b"\xff\xfa", "UTF-8"),
        ("a.json", b'{"url": "x"}', '"html" nor "text"'),
        ("a.json", b'{"text": "  "}', '"html" nor "text"'),
        ("a.jsonl", b"[]", "not a JSON object"),
        ("a.txt", b"a" * (LARGEST + 1), "larger than 20 MB"),
    ],
)
def test_faults(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    text = fault(path)
    assert said in text
    assert text.startswith(str(path))


def test_missing_and_empty_places(tmp_path: Path) -> None:
    assert "no such file" in fault(tmp_path / "none.txt")
    assert "no pages in this folder" in fault(tmp_path)
    assert "a b" in fault("a\nb")
    (tmp_path / "a.txt").write_text(STORY)
    found = read(tmp_path / "none.txt", tmp_path / "a.txt")
    assert [type(page) for page in found] == [PageError, Page]


def test_wide_text_is_not_binary(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(STORY.encode("utf-16"))
    assert one(path).media_type == "text/plain"


def test_page_from(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(HTML)
    assert page_from(path).media_type == "text/html"
    assert page_from(path, "https://example.org/1").url == "https://example.org/1"
    assert page_from(STORY) == Page(STORY.encode(), "text/plain", encoding="utf-8")
    assert page_from(HTML).media_type == "text/html"
    assert page_from(HTML.encode(), "https://example.org/1").url == "https://example.org/1"
    assert page_from("a\ud800b").content == b"a?b"
    for source in (b"%PDF", tmp_path / "none"):
        with pytest.raises(PageError):
            page_from(source)


def tree(folder: Path) -> Path:
    """Write a.html, b.txt, c.png, sub/d.html, sub/deep/e.html and .hidden/f.html."""
    for name in ("a.html", "b.txt", "c.png", "sub/d.html", "sub/deep/e.html", ".hidden/f.html"):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"\x89PNG" if name.endswith("png") else HTML.encode())
    return folder


@pytest.mark.parametrize(
    ("pattern", "names"),
    [
        ("**/*.html", ["a.html", "sub/d.html", "sub/deep/e.html"]),
        ("*.html", ["a.html"]),
        ("[ab].*", ["a.html", "b.txt"]),
        ("?.txt", ["b.txt"]),
        ("s*", ["sub/d.html", "sub/deep/e.html"]),
        ("sub/**", ["sub/d.html", "sub/deep/e.html"]),
        ("sub/*", ["sub/d.html", "sub/deep/e.html"]),
    ],
)
def test_patterns(tmp_path: Path, pattern: str, names: list[str]) -> None:
    found = read(tree(tmp_path) / pattern)
    assert [page.url for page in found if isinstance(page, Page)] == [str(tmp_path / name) for name in names]
    assert not [page for page in found if isinstance(page, PageError)]
    assert count([str(tmp_path / pattern)]) == len(names)


@pytest.mark.parametrize("pattern", ["*.pdf", "none/**/*.html", "[", "a[", "**/?", "*\0", "x" * 300 + "*"])
def test_a_pattern_that_matches_nothing(tmp_path: Path, pattern: str) -> None:
    text = fault(f"{tree(tmp_path)}/{pattern}")
    assert text.startswith(str(tmp_path))
    assert count([f"{tmp_path}/{pattern}"]) == 0


def test_a_file_named_like_a_pattern_is_itself(tmp_path: Path) -> None:
    (tmp_path / "a[1]*.txt").write_text(STORY)
    (tmp_path / "a1.txt").write_text(STORY)
    assert one(tmp_path / "a[1]*.txt").url.endswith("a[1]*.txt")


def test_patterns_relative_to_the_working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tree(tmp_path))
    assert [page.url for page in read("sub/**/*.html") if isinstance(page, Page)] == [
        "sub/d.html",
        "sub/deep/e.html",
    ]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], 0),
        (["."], 4),
        (["a.html", "b.txt", "c.png"], 3),
        (["missing.txt"], 1),
        (["a.html", "**/*.html"], 4),
        (["none/*", "a.html"], 1),
        (["-"], None),
        (["a.html", "-"], None),
    ],
)
def test_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], expected: int | None
) -> None:
    monkeypatch.chdir(tree(tmp_path))
    assert count(arguments) == expected


FEED = "<rss version='2.0'><channel><item><description>Words.</description></item></channel></rss>"


@pytest.mark.parametrize(
    ("name", "content", "media_types"),
    [
        ("a.html.gz", HTML, ["text/html"]),
        ("a.HTM.GZ", HTML, ["text/html"]),
        ("a.txt.gz", STORY, ["text/plain"]),
        ("a.json.gz", json.dumps([{"text": "a"}, {"html": "b"}]), ["text/plain", "text/html"]),
        ("a.jsonl.gz", '{"text": "a"}\n{"html": "b"}\n', ["text/plain", "text/html"]),
        ("a.xml.gz", FEED, ["text/html"]),
        ("a.rss.gz", FEED, ["text/html"]),
        ("a.gz", HTML, ["text/html"]),
        ("a.txt", STORY, ["text/plain"]),
    ],
)
def test_gzip(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, content: str, media_types: list[str]
) -> None:
    (tmp_path / name).write_bytes(gzip.compress(content.encode()))
    found = read(tmp_path / name)
    assert [page.media_type for page in found if isinstance(page, Page)] == media_types
    if name not in ("a.gz", "a.html.gz"):
        assert len(read(tmp_path)) == len(media_types), "a folder is walked for it too"
    (tmp_path / name).write_bytes(content.encode())
    assert read(tmp_path / name) == found, "a server may have unpacked it"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(gzip.compress(HTML.encode()))))
    assert one("-").content == HTML.encode()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (gzip.compress(STORY.encode())[:-9], "gzip file, cut off"),
        (gzip.compress(STORY.encode())[:12], "gzip file, cut off"),
        (b"\x1f\x8b", "gzip file, cut off"),
        (gzip.compress(STORY.encode())[:-8] + bytes(8), "gzip file, damaged"),
        (gzip.compress(STORY.encode()) + b"more", "gzip file, damaged"),
        (b"\x1f\x8b" + b"rubbish" * 9, "gzip file, damaged"),
        (gzip.compress(b""), "empty"),
        (gzip.compress(b"%PDF-1.7"), "a PDF"),
        (gzip.compress(gzip.compress(STORY.encode())), "a gzip file"),
        (gzip.compress(b"a" * (LARGEST + 1)), "larger than 20 MB"),
    ],
    ids=lambda value: str(value)[:20],
)
@pytest.mark.parametrize("name", ["a.html.gz", "a.jsonl.gz", "a.xml.gz"])
def test_gzip_faults(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert fault(path).startswith(f"{path}: {said}")


@pytest.mark.parametrize("suffix", ["html", "txt", "json", "jsonl", "xml"])
def test_a_bomb_takes_little_memory(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a.{suffix}.gz"
    path.write_bytes(gzip.compress(bytes(1 << 24)) * 128)
    assert path.stat().st_size < 3_000_000
    tracemalloc.start()
    try:
        assert "larger than 20 MB" in fault(path)
        assert tracemalloc.get_traced_memory()[1] < 5 * LARGEST
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    "suffix", ["", ".html", ".txt", ".json", ".jsonl", ".xml", ".atom", ".warc", ".warc.zst"]
)
@pytest.mark.parametrize("packed", [False, True])
def test_rubbish_never_raises(tmp_path: Path, suffix: str, packed: bool) -> None:
    path = tmp_path / f"a{suffix}{'.gz' if packed else ''}"
    starts = (
        b"",
        b"<rss>",
        b"<feed><entry>",
        b"WARC/1.0\r\n",
        b"\x28\xb5\x2f\xfd",
        b"\x1f\x8b\x08\0",
        b"[{",
        b"\xff\xfe",
    )
    for start in starts:
        content = start + os.urandom(300)
        path.write_bytes(gzip.compress(content) if packed else content)
        for found in read(path):
            assert isinstance(found, Page) or "\n" not in str(found)


def test_standard_input_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    assert fault("-").startswith("standard input: closed; ")
