"""One request and its whole answer, within limits of time and size.

The only file that imports httpx. No redirect is followed here, no cookie kept, nothing taken
from the environment.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass

import httpx

from memcon.errors import PageError
from memcon.sources.addresses import Address
from memcon.sources.encodings import unpacked
from memcon.sources.manners import Manners
from memcon.sources.network import Line, Reply, UnreachableError, look_up, send

ACCEPT = (
    "text/html, application/xhtml+xml, application/rss+xml, application/atom+xml, "
    "application/xml;q=0.9, text/xml;q=0.9, text/plain;q=0.8"
)
PAGES = {"text/html": "text/html", "application/xhtml+xml": "text/html", "text/plain": "text/plain"}
XML = "application/xml"
CHARSET = re.compile(r""";\s*charset\s*=\s*["']?([\w.:-]{1,40})["']?\s*(?:;|\Z)""", re.ASCII | re.IGNORECASE)
LISTS = frozenset(
    (
        XML, "text/xml", "application/rss+xml", "application/atom+xml", "application/rdf+xml",
        "text/x-opml", "text/x-opml+xml", "application/opml+xml",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Answer:
    """What an address gave: the body as it was before it was encoded, header names in lower case."""

    address: Address
    status: int
    headers: Mapping[str, str]
    content: bytes = b""

    @property
    def media_type(self) -> str:
        """The kind that the header states: one of PAGES, XML for a feed or list, "" if it states none."""
        stated = self.headers.get("content-type", "").partition(";")[0].strip().lower()
        return XML if stated in LISTS else PAGES.get(stated, stated)

    @property
    def encoding(self) -> str:
        """The charset that the header states, "" if it states none."""
        found = CHARSET.search(self.headers.get("content-type", ""))
        return found[1] if found else ""


class Fetcher:
    """Gets single addresses; may be used by several threads."""

    def __init__(self, manners: Manners, stopped: threading.Event) -> None:
        limits = manners.limits
        self._limits = limits
        self._headers = {
            "User-Agent": manners.agent,
            "Accept": ACCEPT,
            "Accept-Encoding": "gzip, deflate, br",
            "Connection": "close",
        }
        self._line = Line(
            manners.tls or httpx.create_ssl_context(trust_env=False),
            manners.resolve or look_up,
            manners.allow_private,
            limits.connect,
            limits.read,
            stopped,
        )

    def get(self, address: Address, headers: Mapping[str, str], seconds: float) -> Answer:
        """Get a page, a feed or a list; raises PageError for anything else, and for what is too much.

        The body of an answer other than 200 is not read.
        """
        with self._asked(address, headers, seconds) as response:
            answer = Answer(address, response.status_code, _joined(response))
            if answer.status != httpx.codes.OK:
                return answer
            if answer.media_type not in (*PAGES.values(), XML, ""):
                kind = answer.media_type[:60]
                raise PageError(f"{address.url}: {kind}, neither a page nor a feed; leave it out")
            if _length(answer.headers) > self._limits.largest:
                raise self._too_large(address)
            content = _up_to(_body(response, address), self._limits.largest)
            if len(content) > self._limits.largest:
                raise self._too_large(address)
            return Answer(address, answer.status, answer.headers, content)

    def head_of(self, address: Address, seconds: float, size: int) -> Answer:
        """Get an address of any kind, and of its body the first `size` bytes."""
        with self._asked(address, {}, seconds) as response:
            headers = _joined(response)
            content = b""
            if response.status_code == httpx.codes.OK:
                content = _up_to(_body(response, address), size)[:size]
            return Answer(address, response.status_code, headers, content)

    def _asked(self, address: Address, headers: Mapping[str, str], seconds: float) -> _Asked:
        return _Asked(address, {**self._headers, **headers}, self._line, seconds)

    def _too_large(self, address: Address) -> PageError:
        size = self._limits.largest
        said = f"{size // 1_000_000} MB" if size >= 1_000_000 else f"{size} bytes"
        return PageError(f"{address.url}: larger than {said}; leave it out")


class _Asked:
    """A request that was sent, until its answer is read; what goes wrong is a PageError with the address.

    httpx's Client is left out: even where it is told to follow no redirect, it looks into where one
    would lead, and it keeps cookies.
    """

    def __init__(self, address: Address, headers: Mapping[str, str], line: Line, seconds: float) -> None:
        self._address, self._line, self._seconds = address, line, seconds
        try:
            self._request = httpx.Request("GET", address.url, headers=headers)
        except httpx.InvalidURL:
            raise PageError(f"{address.url}: no address; check it") from None

    def __enter__(self) -> httpx.Response:
        try:
            reply = send(self._address, self._request.headers.raw, self._line, self._seconds)
        except UnreachableError as error:
            raise PageError(f"{self._address.url}: {error}") from None
        self._response = httpx.Response(reply.status, headers=reply.headers, stream=_Stream(reply))
        return self._response

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        with suppress(UnreachableError):
            self._response.close()
        if isinstance(error, UnreachableError):
            raise PageError(f"{self._address.url}: {error}") from None


class _Stream(httpx.SyncByteStream):
    def __init__(self, reply: Reply) -> None:
        self._reply = reply

    def __iter__(self) -> Iterator[bytes]:
        yield from self._reply.chunks()

    def close(self) -> None:
        """Close the connection."""
        self._reply.close()


def _joined(response: httpx.Response) -> dict[str, str]:
    """Return the headers by name; control characters go, so that they can be kept and sent again."""
    found: dict[str, str] = {}
    for raw_name, raw in response.headers.raw:
        name = raw_name.decode("latin-1").lower()
        value = "".join(c for c in _decoded(raw) if c == "\t" or c.isprintable()).strip()
        found[name] = f"{found[name]}, {value}" if name in found else value
    return found


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _length(headers: Mapping[str, str]) -> int:
    stated = headers.get("content-length", "")
    return int(stated) if stated.isascii() and stated.isdigit() else 0


def _body(response: httpx.Response, address: Address) -> Iterator[bytes]:
    coding = response.headers.get("content-encoding", "")
    try:
        yield from unpacked(response.iter_raw(), coding)
    except ValueError as error:
        raise PageError(f"{address.url}: {error}; try again later") from None


def _up_to(pieces: Iterable[bytes], size: int) -> bytes:
    """Join pieces until there is more than `size`."""
    parts: list[bytes] = []
    total = 0
    for piece in pieces:
        parts.append(piece)
        total += len(piece)
        if total > size:
            break
    return b"".join(parts)
