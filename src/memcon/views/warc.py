"""Pages as WARC 1.1, each record packed by itself: responses, for what came from the web; `add` reads them.

Our own writer, since it is short, needs no extra, and gives the same bytes each time.
Source: ISO 28500:2017 (WARC 1.1).
"""

from __future__ import annotations

import gzip
import json
import uuid
from base64 import b32encode
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from hashlib import sha1
from http import HTTPStatus
from importlib.metadata import version
from urllib.parse import quote

from memcon.model import Page
from memcon.views.formats import Selection

UNDATED = datetime(1970, 1, 1, tzinfo=UTC)  # WARC wants a date; this stands for none
INFO = (
    f"software: memcon/{version('memcon')}\r\n"
    "format: WARC File Format 1.1\r\n"
    "conformsTo: http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/\r\n"
)
Field = tuple[str, str]


def warc(chosen: Selection) -> Iterator[bytes]:
    """Yield a warcinfo record, then one record a page, in the order in which the pages came."""
    about = [("WARC-Type", "warcinfo"), ("WARC-Date", _date(UNDATED)), ("WARC-Record-ID", _id("memcon"))]
    yield _record([*about, ("Content-Type", "application/warc-fields")], INFO.encode())
    for page in chosen.pages():
        yield _page(page)


def _page(page: Page) -> bytes:
    """Return the record of a page: a response, or a resource for what came in no HTTP answer."""
    address = page.url if "://" in page.url else f"file:{quote(page.url)}"
    block = _answer(page) if page.status else page.content
    about = [
        ("WARC-Type", "response" if page.status else "resource"),
        ("WARC-Target-URI", address),
        ("WARC-Date", _date(page.fetched or UNDATED)),
        ("WARC-Record-ID", _id(page.id)),
        ("WARC-Payload-Digest", _digest(page.content)),
        ("Content-Type", "application/http; msgtype=response" if page.status else page.media_type),
        ("WARC-Memcon-Page", json.dumps({"encoding": page.encoding, "stated": dict(page.stated)})),
    ]
    return _record(about, block)


def _answer(page: Page) -> bytes:
    """Write a page's HTTP answer anew: its status, the headers that were kept, the body unpacked."""
    headers = list(page.headers)
    if not any(name == "content-type" for name, _ in headers):
        headers.insert(0, ("content-type", page.media_type))
    phrase = HTTPStatus(page.status).phrase if page.status in set(HTTPStatus) else ""
    lines = [f"HTTP/1.1 {page.status} {phrase}", *(f"{name.title()}: {value}" for name, value in headers)]
    head = "\r\n".join([*lines, f"Content-Length: {len(page.content)}", "", ""])
    return head.encode("utf-8", "replace") + page.content


def _record(fields: Sequence[Field], block: bytes) -> bytes:
    """Pack one record: its fields, its block, and the two empty lines that end it."""
    measured = [("WARC-Block-Digest", _digest(block)), ("Content-Length", str(len(block)))]
    lines = ["WARC/1.1", *(f"{name}: {value}" for name, value in (*fields, *measured))]
    head = "\r\n".join([*lines, "", ""]).encode("utf-8", "replace")
    return gzip.compress(head + block + b"\r\n\r\n", 6, mtime=0)


def _date(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _id(name: str) -> str:
    return f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'memcon:{name}')}>"


def _digest(content: bytes) -> str:
    return f"sha1:{b32encode(sha1(content, usedforsecurity=False).digest()).decode()}"
