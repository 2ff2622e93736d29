"""Files, folders and standard input become pages; what is wrong with one is said in one line."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from memcon.errors import PageError
from memcon.model import Page
from memcon.sources import page_from, pages
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
