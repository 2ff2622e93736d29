"""Files, folders and standard input → pages; what can't be read is given as an error, not raised."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from memcon.errors import PageError
from memcon.model import Page

LARGEST = 20_000_000
SUFFIXES = (".html", ".htm", ".xhtml", ".txt", ".json", ".jsonl")
HTML, PLAIN = "text/html", "text/plain"
MEDIA_TYPES = {"html": HTML, "text": PLAIN}
STATED = ("title", "published", "outlet")

# How files begin that hold no text, and what to do with them.
MAGIC = (
    (b"%PDF", "a PDF", "save its text as .txt"),
    (b"PK\x03\x04", "a zip or office file", "unpack it or save its text as .txt"),
    (b"\x1f\x8b", "a gzip file", "unpack it first"),
    (b"\x89PNG", "a picture", "give the page's text"),
    (b"\xff\xd8\xff", "a picture", "give the page's text"),
    (b"GIF8", "a picture", "give the page's text"),
    (b"II*\x00", "a picture", "give the page's text"),
    (b"MM\x00*", "a picture", "give the page's text"),
    (b"\xd0\xcf\x11\xe0", "an old office file", "save its text as .txt"),
    (b"{\\rtf", "an RTF file", "save its text as .txt"),
    (b"\x7fELF", "a program", "give the page's text"),
)
WIDE_BOMS = (b"\xff\xfe", b"\xfe\xff")
# How a page of HTML may begin, or what its first lines hold.
HTML_SIGNS = (b"<!doctype html", b"<html", b"<head", b"<body", b"<p>", b"<p ", b"<div", b"<article", b"<h1")


def pages(arguments: Sequence[str]) -> Iterator[Page | PageError]:
    """Give the pages of files, folders (walked in order) and `-` (standard input), one at a time."""
    for argument in arguments:
        if argument == "-":
            yield from _from_bytes(sys.stdin.buffer.read(LARGEST + 1), "standard input", "")
            continue
        path = Path(argument)
        try:
            found = _walk(path) if path.is_dir() else [path]
        except (OSError, ValueError) as error:
            yield PageError(f"{_one_line(argument)}: {_reason(error)}; give a file or a folder")
            continue
        if not found:
            yield PageError(f"{argument}: no pages in this folder; memcon reads {' '.join(SUFFIXES)}")
        for file in found:
            yield from _from_file(file)


def page_from(source: str | bytes | Path, url: str = "") -> Page:
    """Make a page of a path, of bytes, or of a string of HTML or text; raises PageError."""
    if isinstance(source, Path):
        for found in _from_file(source, url):
            if isinstance(found, PageError):
                raise found
            return found
        raise PageError(f"{source}: no page in it")
    if isinstance(source, str):
        content = source.encode("utf-8", "replace")
        return Page(content, _media_type(content, ""), url, encoding="utf-8")
    name = url or "these bytes"
    fault = _fault(source, name)
    if fault is not None:
        raise fault
    return Page(source, _media_type(source, ""), url)


def _walk(folder: Path) -> list[Path]:
    found: list[Path] = []
    for root, folders, files in os.walk(folder):
        folders[:] = (name for name in folders if not name.startswith("."))
        found += (Path(root, name) for name in files if Path(name).suffix.lower() in SUFFIXES)
    return sorted(found)


def _from_file(path: Path, url: str = "") -> Iterator[Page | PageError]:
    name = _one_line(str(path))
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except FileNotFoundError:
        yield PageError(f"{name}: no such file; check the path")
    except (OSError, ValueError) as error:
        yield PageError(f"{name}: {_reason(error)}; check the path and its permissions")
    else:
        yield from _from_bytes(content, name, path.suffix.lower(), url)


def _from_bytes(content: bytes, name: str, suffix: str, url: str = "") -> Iterator[Page | PageError]:
    fault = _fault(content, name)
    if fault is not None:
        yield fault
    elif suffix == ".jsonl":
        yield from _json_lines(content, name)
    elif suffix == ".json":
        yield from _json_file(content, name)
    else:
        yield Page(content, _media_type(content, suffix), url or name)


def _fault(content: bytes, name: str) -> PageError | None:
    """Tell what is wrong with a file before anything reads it."""
    if not content.strip():
        return PageError(f"{name}: empty; give a page with text in it")
    if len(content) > LARGEST:
        return PageError(f"{name}: larger than {LARGEST // 1_000_000} MB; split it into single pages")
    for magic, what, fix in MAGIC:
        if content.startswith(magic):
            return PageError(f"{name}: {what}, not text; {fix}")
    if content[:4] == b"RIFF" or content[4:8] == b"ftyp":
        return PageError(f"{name}: a picture or film, not text; give the page's text")
    if b"\0" in content[:4096] and not content.startswith(WIDE_BOMS):
        return PageError(f"{name}: binary, not text (NUL bytes); save it as UTF-8 text or HTML")
    return None


def _media_type(content: bytes, suffix: str) -> str:
    if suffix in (".html", ".htm", ".xhtml"):
        return HTML
    if suffix == ".txt":
        return PLAIN
    start = content[:2000].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower().replace(b"\0", b"")
    return HTML if any(sign in start for sign in HTML_SIGNS) else PLAIN


def _json_lines(content: bytes, name: str) -> Iterator[Page | PageError]:
    for number, line in enumerate(content.split(b"\n"), 1):
        if not line.strip():
            continue
        where = f"{name}:{number}"
        try:
            record = json.loads(_utf8(line))
        except (ValueError, RecursionError) as error:
            yield PageError(f"{where}: not JSON ({_reason(error)}); write one object a line")
        else:
            yield _from_record(record, where)


def _json_file(content: bytes, name: str) -> Iterator[Page | PageError]:
    try:
        found = json.loads(_utf8(content))
    except (ValueError, RecursionError) as error:
        yield PageError(f"{name}: not JSON ({_reason(error)}); write one object or a list of objects")
        return
    if not isinstance(found, list):
        yield _from_record(found, name)
        return
    for number, record in enumerate(found, 1):
        yield _from_record(record, f"{name}, item {number}")


def _from_record(record: Any, where: str) -> Page | PageError:
    """Make a page of a JSON object with url, title, html or text, published, outlet."""
    if not isinstance(record, dict):
        return PageError(f'{where}: not a JSON object; write {{"url": …, "text": …}}')
    given = [key for key in MEDIA_TYPES if isinstance(record.get(key), str) and record[key].strip()]
    if not given:
        return PageError(f'{where}: neither "html" nor "text"; add one of them, not empty')
    stated = tuple(
        (key, _one_line(str(record[key])))
        for key in STATED
        if isinstance(record.get(key), str | int) and str(record[key]).strip()
    )
    url = record.get("url")
    url = _one_line(url) if isinstance(url, str) else ""
    content = record[given[0]].encode("utf-8", "replace")
    return Page(content, MEDIA_TYPES[given[0]], url or where, encoding="utf-8", stated=stated)


def _utf8(content: bytes) -> str:
    return content.decode("utf-8-sig")


def _one_line(text: str) -> str:
    return " ".join(text.encode("utf-8", "replace").decode("utf-8").split())


def _reason(error: Exception) -> str:
    if isinstance(error, OSError):
        return (error.strerror or "unreadable").lower()
    if isinstance(error, UnicodeDecodeError):
        return "not UTF-8"
    if isinstance(error, RecursionError):
        return "nested too deep"
    return str(error).splitlines()[0]
