"""A small web on 127.0.0.1 for tests: names, addresses, servers, and a look at every connection that is made.

Names are looked up in `Net.names`; whatever is connected to 93.184.216.34 (a public address) comes
to the local servers, nothing else is connected to at all.
"""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
import trustme

from memcon.sources.manners import Limits, Manners

PUBLIC = "93.184.216.34"
QUICK = Limits(seconds=1.0, connect=0.5, read=0.4, redirects=5, largest=200_000)

Responder = Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    """Answers as the play says for this host and path, 404 otherwise."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    net: Net

    def do_GET(self) -> None:
        """Answer."""
        host = (self.headers["Host"] or "").partition(":")[0]
        self.net.asked.append((host, self.path, dict(self.headers)))
        responder = self.net.routes.get((host, self.path))
        try:
            if responder is not None:
                responder(self)
            else:
                self.answer(404, b"nothing here")
        except OSError:  # the other side has gone, as it should where a limit is tested
            pass
        self.close_connection = True

    def answer(
        self, status: int, body: bytes = b"", kind: str = "text/html; charset=utf-8", **headers: str
    ) -> None:
        """Send a whole answer; `Retry_After` is written Retry-After, an empty header is left out."""
        given = {"Content-Type": kind, "Content-Length": str(len(body)), **headers}
        self.send_response(status)
        for name, value in given.items():
            if value:
                self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Say nothing."""


class Net:
    """The play: what is where, what was asked for and what was connected to."""

    def __init__(self, plain: int, secure: int, tls: ssl.SSLContext) -> None:
        self.servers = {80: plain, 443: secure}
        self.tls = tls
        self.clear()

    def clear(self) -> None:
        """Begin a new play."""
        self.ports = dict(self.servers)
        self.names: dict[str, Sequence[str] | Iterator[Sequence[str]]] = {}
        self.routes: dict[tuple[str, str], Responder] = {}
        self.asked: list[tuple[str, str, dict[str, str]]] = []
        self.connected: list[tuple[str, int]] = []
        self.looked_up: list[str] = []

    def resolve(self, host: str, port: int) -> Sequence[str]:
        """Look a name up; a name of the play without an entry is at PUBLIC, others are nowhere."""
        self.looked_up.append(host)
        found = self.names.get(host)
        if found is None:
            if not host.endswith(".example"):
                raise socket.gaierror("no such host")
            return [PUBLIC]
        return next(found) if isinstance(found, Iterator) else found

    def put(self, url: str, responder: Responder | bytes, status: int = 200, **headers: str) -> None:
        """Put a page, or whoever answers, at an address."""
        host, _, path = url.partition("://")[2].partition("/")
        if isinstance(responder, bytes):
            body = responder
            self.routes[host, f"/{path}"] = lambda handler: handler.answer(status, body, **headers)
        else:
            self.routes[host, f"/{path}"] = responder

    def paths(self, host: str = "") -> list[str]:
        """What was asked for, robots.txt left out."""
        return [path for at, path, _ in self.asked if path != "/robots.txt" and host in ("", at)]

    def manners(self, **more: Any) -> Manners:
        """Behaviour for tests: no pause, short limits, the names and certificates of the play."""
        return Manners(**{"delay": 0.0, "limits": QUICK, "resolve": self.resolve, "tls": self.tls, **more})


@contextmanager
def playing() -> Iterator[Net]:
    """Start the servers of a play, plain and TLS."""
    authority, stranger = trustme.CA(), trustme.CA()
    past = datetime.now(UTC) - timedelta(days=1)
    bad = {
        "stranger.example": stranger.issue_cert("stranger.example"),
        "expired.example": authority.issue_cert("expired.example", not_after=past),
        "other.example": authority.issue_cert("elsewhere.example"),
    }

    @cache
    def context(name: str) -> ssl.SSLContext:
        made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        (bad.get(name) or authority.issue_cert(name)).configure_cert(made)
        return made

    def choose(wrapped: ssl.SSLObject, name: str | None, _: ssl.SSLContext) -> None:
        wrapped.context = context(name or "nameless.example")

    first = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("nameless.example").configure_cert(first)
    first.sni_callback = choose  # type: ignore[assignment]
    trusted = ssl.create_default_context()
    authority.configure_trust(trusted)
    handler = type("PlayHandler", (Handler,), {})
    servers = [ThreadingHTTPServer(("127.0.0.1", 0), handler), _Secure(first, handler)]
    net = Net(servers[0].server_address[1], servers[1].server_address[1], trusted)
    handler.net = net  # type: ignore[attr-defined]
    for server in servers:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield net
    for server in servers:
        server.shutdown()
        server.server_close()


class _Secure(ThreadingHTTPServer):
    def __init__(self, context: ssl.SSLContext, handler: type[Handler]) -> None:
        self._context = context
        super().__init__(("127.0.0.1", 0), handler)

    def finish_request(self, request: Any, client_address: Any) -> None:
        """Speak TLS in the connection's own thread."""
        try:
            wrapped = self._context.wrap_socket(request, server_side=True)
        except OSError:
            return
        with wrapped:
            super().finish_request(wrapped, client_address)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of handshakes that are broken off."""


@contextmanager
def watched(net: Net, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Note every connection at the socket; PUBLIC is the play's servers, all else is refused."""
    connect = socket.socket.connect

    def look(self: socket.socket, address: Any) -> None:
        net.connected.append((address[0], address[1]))
        if address[0] != PUBLIC:
            raise ConnectionRefusedError(111, "Connection refused")
        connect(self, ("127.0.0.1", net.ports[address[1]]))

    with monkeypatch.context() as patch:
        patch.setattr(socket.socket, "connect", look)
        yield
