"""WARC files → pages, one a response that holds HTML or plain text; also what `memcon export` wrote.

The only file that imports fastwarc, and only when called. Files are read as a stream, a record
at a time.
"""

from __future__ import annotations

import io
import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote

from memcon.errors import PageError
from memcon.model import Page
from memcon.sources.faults import LARGEST, fault, one_line
from memcon.sources.streams import Stream

SUFFIX = ".warc"
MEDIA_TYPES = {"text/html": "text/html", "application/xhtml+xml": "text/html", "text/plain": "text/plain"}
# How zstd begins: a frame, or the frame with a dictionary that .warc.zst may put before it.
ZSTD = (b"\x28\xb5\x2f\xfd", b"\x5d\x2a\x4d\x18")
CHARSET = re.compile(r"""["']?([\w.:-]{1,40})["']?""", re.ASCII)
# The headers that are kept of an answer, as those of a page from the web are.
KEPT = ("content-type", "content-language", "date", "etag", "last-modified")
UNDATED = datetime(1970, 1, 1, tzinfo=UTC)  # how memcon writes that a page has no date of arrival
STATED = ("title", "published", "outlet", "listed")
CHUNK_SIZE = re.compile(rb"([0-9a-fA-F]{1,8})[ \t]*(?:;[^\r\n]{0,1000})?\r?\n")


def is_warc(head: bytes) -> bool:
    """Whether bytes begin as a WARC file does.

    >>> is_warc(b"WARC/1.1\\r\\n"), is_warc(b"<html>")
    (True, False)
    """
    return head.startswith(b"WARC/")


def read(stream: Stream, name: str) -> Iterator[Page | PageError]:
    """Give the pages of a WARC file; a bad record is an error and the next goes on.

    A file that is cut off gives the records before that, and then an error.
    """
    try:
        from fastwarc.stream_io import ZstdReader
        from fastwarc.warc import ArchiveIterator
    except ImportError:
        yield PageError(f"{name}: needs fastwarc; pip install 'memcon[bulk]'")
        return
    if not stream.head().strip() and not stream.broken:
        yield PageError(f"{name}: empty; give a WARC with records in it")
        return
    source: Any = stream
    number = 0
    try:
        if stream.head().startswith(ZSTD):
            source = ZstdReader(source)
        for record in ArchiveIterator(source, parse_http=False, stream_detect=False):
            if not (record.headers.get("Content-Length") or "").strip().isdigit():
                raise EOFError if stream.ended else OSError("no Content-Length")
            found = _taken(record, f"{name}, record {number + 1}")
            number += 1
            if found is not None:
                yield found
        if stream.broken:
            raise EOFError
    except EOFError:
        yield _cut(stream, name, number)
    except OSError as error:
        if error.errno is not None:
            raise
        cut = stream.broken or "incomplete" in str(error)
        yield _cut(stream, name, number) if cut else _no_warc(error, name, number)


def _cut(stream: Stream, name: str, number: int) -> PageError:
    how = "is damaged" if stream.broken == "damaged" else "ends in the middle of a record"
    return PageError(f"{name}: WARC {how} (after {number} records); get it again")


def _no_warc(error: OSError, name: str, number: int) -> PageError:
    if not number:
        return PageError(f"{name}: not a WARC; give a .warc or .warc.gz, or the pages themselves")
    return PageError(f"{name}: broken WARC after {number} records ({one_line(str(error))}); get it again")


def _taken(record: Any, where: str) -> Page | PageError | None:
    """Take one record, None if it holds no page; raises EOFError if the file ends in it."""
    own = _own(record.headers.get("WARC-Memcon-Page"))
    try:
        kind = _media_type(record) if own is None or record.is_http else _resource_type(record)
    except OSError as error:
        if error.errno is not None:
            raise
        record.reader.consume()
        return PageError(f"{where}: its HTTP header can't be read; leave it out")
    size = record.content_length
    if not kind or size > LARGEST:
        if record.reader.consume() < size:
            raise EOFError
        return _too_large(where) if kind else None
    body = record.reader.read(-1)
    if len(body) < size:
        raise EOFError
    url = _address(record, own)
    where = f"{where} ({url})" if url else where
    try:
        content = _content(body, record.http_headers) if record.is_http else body
    except ValueError as error:
        return PageError(f"{where}: {error}; leave it out")
    if len(content) > LARGEST:
        return _too_large(where)
    return fault(content, where) or Page(
        content,
        kind,
        url or where,
        encoding=_charset(record.http_charset) if own is None else own.encoding,
        fetched=_moment(record.headers.get("WARC-Date") or ""),
        stated=own.stated if own is not None else (),
        status=record.http_headers.status_code if record.is_http else 0,
        headers=_kept(record.http_headers) if record.is_http else (),
    )


@dataclass(frozen=True, slots=True)
class _Own:
    """What memcon wrote beside a page: its charset and what was stated beside it."""

    encoding: str
    stated: tuple[tuple[str, str], ...]


def _own(field: str | None) -> _Own | None:
    """Read the field by which memcon tells of its own records; None for those of others."""
    try:
        given = json.loads(field or "")
        stated = given["stated"].items()
        encoding = _charset(given["encoding"])
    except (ValueError, RecursionError, LookupError, TypeError, AttributeError):
        return None
    return _Own(encoding, tuple((key, one_line(str(value))) for key, value in stated if key in STATED))


def _resource_type(record: Any) -> str:
    return MEDIA_TYPES.get((record.headers.get("Content-Type") or "").strip().lower(), "")


def _address(record: Any, own: _Own | None) -> str:
    """Return where a page is from; of memcon's own also the name of a file, which is never opened."""
    url = one_line((record.headers.get("WARC-Target-URI") or "").strip("<> "))
    return unquote(url.removeprefix("file:")) if own is not None and "://" not in url else url


def _kept(headers: Any) -> tuple[tuple[str, str], ...]:
    given = {name.lower(): value.strip() for name, value in headers.items()}
    return tuple((name, given[name]) for name in KEPT if given.get(name))


def _too_large(where: str) -> PageError:
    return PageError(f"{where}: larger than {LARGEST // 1_000_000} MB; leave it out")


def _media_type(record: Any) -> str:
    """Return the kind of page a record holds, "" if none; its HTTP header is parsed for that."""
    from fastwarc.warc import WarcRecordType

    if record.record_type != WarcRecordType.response or not record.is_http:
        return ""
    record.parse_http()
    if record.http_headers.status_code != 200:
        return ""
    return MEDIA_TYPES.get((record.http_content_type or "").strip().lower(), "")


def _charset(given: str | None) -> str:
    found = CHARSET.fullmatch((given or "").strip())
    return found[1] if found else ""


def _moment(date: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(date.strip())
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return None if moment == UNDATED else moment


def _content(body: bytes, headers: Any) -> bytes:
    """Return a body without its encodings, at most a byte more than the largest page.

    Some crawlers keep the header and drop the encoding; such a body is left as it is. Raises
    ValueError, with the reason, for one that can't be decoded.
    """
    if "chunked" in (headers.get("Transfer-Encoding") or "").lower():
        body = _dechunked(body)
    codings = (headers.get("Content-Encoding") or "").lower().split(",")
    for coding in reversed([coding.strip() for coding in codings if coding.strip()]):
        if coding == "identity" or len(body) > LARGEST:
            continue
        try:
            body = _decoded(body, coding)
        except (OSError, zlib.error, EOFError):
            if not _is_text(body):
                raise ValueError(f"its encoding, {coding}, can't be undone") from None
    return body


def _decoded(body: bytes, coding: str) -> bytes:
    if coding == "br":
        from fastwarc.stream_io import BrotliReader

        return BrotliReader(io.BytesIO(body)).read(LARGEST + 1)
    if coding in ("gzip", "x-gzip"):
        return _inflated(body, 16 + zlib.MAX_WBITS)
    if coding != "deflate":
        raise OSError
    try:
        return _inflated(body, zlib.MAX_WBITS)
    except zlib.error:
        return _inflated(body, -zlib.MAX_WBITS)


def _inflated(body: bytes, bits: int) -> bytes:
    """Unpack one zlib stream, or the gzip members that follow one another."""
    parts: list[bytes] = []
    left = LARGEST + 1
    while left and (body or not parts):
        unpacker = zlib.decompressobj(bits)
        parts.append(unpacker.decompress(body, left))
        left -= len(parts[-1])
        if left and not unpacker.eof:
            raise EOFError
        body = unpacker.unused_data if unpacker.unused_data.startswith(b"\x1f\x8b") else b""
    return b"".join(parts)


def _dechunked(body: bytes) -> bytes:
    """Join the chunks of a body; one that has none is returned as it is."""
    parts: list[bytes] = []
    at = 0
    while found := CHUNK_SIZE.match(body, at):
        end = found.end() + int(found[1], 16)
        if end == found.end():
            break
        parts.append(body[found.end() : end])
        at = end + (2 if body[end : end + 2] == b"\r\n" else 1)
    return b"".join(parts) if parts else body


def _is_text(body: bytes) -> bool:
    if body.lstrip()[:1] == b"<":
        return True
    try:
        return "\0" not in body.decode()
    except UnicodeDecodeError:
        return False
