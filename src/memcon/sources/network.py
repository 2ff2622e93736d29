"""Connections to the web: each to an address that was looked at first, each with its time and no more.

The only file that imports httpcore. A host is looked up once for each request; if any of its
addresses is not public, no connection is made, and what is connected to is what was looked at.
"""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any

import httpcore

from memcon.sources.addresses import Address, not_public
from memcon.sources.manners import Resolver

LATER = "try again later"
SLOW = f"no answer in time; {LATER}"
TRIED = 4  # addresses of one host
LOOK = 0.5  # seconds between two looks at whether all is stopped


class UnreachableError(Exception):
    """Why nothing came, with what can be done about it; the address is put before it by the caller."""


def look_up(host: str, port: int) -> list[str]:
    """Return the IP addresses of a host, in the system's order; raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(one[4][0]) for one in found))


@dataclass(frozen=True, slots=True)
class Line:
    """How connections are made; times in seconds. When `stopped` is set, they end within LOOK."""

    tls: ssl.SSLContext
    resolve: Resolver = look_up
    allow_private: bool = False
    connect: float = 10.0
    read: float = 20.0
    stopped: threading.Event = field(default_factory=threading.Event)


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer whose body is still to come."""

    status: int
    headers: list[tuple[bytes, bytes]]
    response: httpcore.Response
    pool: httpcore.ConnectionPool

    def chunks(self) -> Iterator[bytes]:
        """Give the body as it comes, its transfer encoding undone; raises UnreachableError."""
        with _told():
            yield from self.response.iter_stream()

    def close(self) -> None:
        """Close the connection."""
        with _told():
            self.pool.close()


def send(address: Address, headers: Sequence[tuple[bytes, bytes]], line: Line, seconds: float) -> Reply:
    """Ask for an address by GET on a connection of its own, and read the answer's head.

    Head and body together have `seconds`. Raises UnreachableError.
    """
    guard = _Guard(line, time.monotonic() + seconds)
    pool = httpcore.ConnectionPool(
        ssl_context=line.tls, max_connections=1, max_keepalive_connections=0, network_backend=guard
    )
    timeout = {"connect": line.connect, "read": line.read, "write": line.read, "pool": line.connect}
    host = f"[{address.host}]" if ":" in address.host else address.host
    url = httpcore.URL(
        scheme=address.scheme.encode(),
        host=host.encode(),
        port=address.port,
        target=address.target.encode("ascii"),
    )
    with _told():
        try:
            response = pool.handle_request(
                httpcore.Request(b"GET", url, headers=list(headers), extensions={"timeout": timeout})
            )
        except BaseException:
            pool.close()
            raise
    return Reply(response.status, response.headers, response, pool)


@contextmanager
def _told() -> Iterator[None]:
    """Say in one line what httpcore raises."""
    try:
        yield
    except httpcore.TimeoutException:
        raise UnreachableError(SLOW) from None
    except httpcore.ConnectError as error:
        raise UnreachableError(_why(error)) from None
    except httpcore.NetworkError:
        raise UnreachableError(f"the connection broke off; {LATER}") from None
    except httpcore.RemoteProtocolError:
        raise UnreachableError(f"its answer is no good HTTP or ends too early; {LATER}") from None
    except httpcore.ProtocolError:
        raise UnreachableError("can't be asked for; check the address") from None


def _why(error: httpcore.ConnectError) -> str:
    cause = error.args[0] if error.args else error
    if isinstance(cause, ssl.SSLCertVerificationError):
        return f"its certificate can't be trusted ({cause.verify_message}); check the address"
    if isinstance(cause, ssl.SSLError):
        return "no secure connection (TLS) to it; check the address"
    said = (getattr(cause, "strerror", None) or "no connection").lower()
    return f"{said}; check the address or {LATER}"


class _Guard(httpcore.NetworkBackend):
    """Connects for httpcore: looks a host up, looks at what came, and connects to just that."""

    def __init__(self, line: Line, deadline: float) -> None:
        self._line = line
        self._deadline = deadline
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first of a host's addresses that answers."""
        failed: httpcore.NetworkError | httpcore.TimeoutException = httpcore.ConnectError("no address")
        for address in self._addresses(host.strip("[]"), port)[:TRIED]:
            left = _left(self._deadline, timeout)
            try:
                stream = self._plain.connect_tcp(address, port, left, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
            else:
                return _Timed(stream, self._deadline, self._line.stopped)
        raise failed

    def _addresses(self, host: str, port: int) -> list[str]:
        try:
            found = [ip_address(host).compressed]
        except ValueError:
            found = self._looked_up(host, port)
        for address in found:
            kind = not_public(address)
            if kind and not self._line.allow_private:
                raise UnreachableError(
                    f"{address} is not a public address ({kind}); --allow-private for an intranet"
                )
        return found

    def _looked_up(self, host: str, port: int) -> list[str]:
        """Look a host up in a thread of its own, since a resolver can't be told to hurry."""
        found: list[str] = []
        failed: list[Exception] = []

        def look() -> None:
            try:
                found.extend(self._line.resolve(host, port))
            except (OSError, ValueError) as error:
                failed.append(error)

        thread = threading.Thread(target=look, daemon=True)
        thread.start()
        thread.join(_left(self._deadline, self._line.connect))
        if thread.is_alive():
            raise UnreachableError(SLOW)
        if failed or not found:
            raise UnreachableError("no such host; check the address")
        return found


class _Timed(httpcore.NetworkStream):
    """A connection that ends at its deadline, however slowly its bytes come."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: float, stopped: threading.Event) -> None:
        self._stream = stream
        self._deadline = deadline
        self._stopped = stopped

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read what has come."""
        end = time.monotonic() + _left(self._deadline, timeout)
        while True:
            left = _left(end, LOOK)
            try:
                return self._stream.read(max_bytes, left)
            except httpcore.ReadTimeout:
                if self._stopped.is_set():
                    raise

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send."""
        self._stream.write(buffer, _left(self._deadline, timeout))

    def close(self) -> None:
        """Close."""
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """Go on in TLS, with the host's own name."""
        left = _left(self._deadline, timeout)
        secure = self._stream.start_tls(ssl_context, server_hostname, left)
        return _Timed(secure, self._deadline, self._stopped)

    def get_extra_info(self, info: str) -> Any:
        """Tell what httpcore asks of a connection."""
        return self._stream.get_extra_info(info)


def _left(deadline: float, timeout: float | None) -> float:
    """Return the seconds left; raises httpcore.ReadTimeout if there are none."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("deadline")
    return left if timeout is None else min(left, timeout)
