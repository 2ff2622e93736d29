"""A file's bytes one after another, unpacked if it is a gzip file, never all at once."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from gzip import BadGzipFile, GzipFile
from typing import Any, BinaryIO

from memcon.sources.faults import LARGEST

GZIP = b"\x1f\x8b"
HEAD = 4096
CHUNK = 1 << 16


class Stream:
    """Bytes that are read once, from the start on; reading never raises for broken gzip data.

    `broken` says what ended them too early ("cut off" or "damaged", "" if nothing did), and
    `ended` whether a reader has asked for more than there is.
    """

    def __init__(self, read: Callable[[int], bytes]) -> None:
        self.broken = ""
        self.ended = False
        self._read = read
        self._kept = b""
        self._at = 0

    def read(self, size: int = CHUNK) -> bytes:
        """Return at most `size` of the next bytes, none at the end."""
        if self._kept:
            given, self._kept = self._kept[:size], self._kept[size:]
        else:
            given = self._next(size)
        self._at += len(given)
        return given

    def tell(self) -> int:
        """Return how many bytes have been read."""
        return self._at

    def head(self) -> bytes:
        """Return the first bytes without taking them."""
        while len(self._kept) < HEAD and (more := self._next(HEAD - len(self._kept))):
            self._kept += more
        return self._kept

    def rest(self) -> bytes:
        """Return all that is left, but at most a byte more than the largest page."""
        parts: list[bytes] = []
        left = LARGEST + 1
        while left and (part := self.read(min(left, CHUNK))):
            parts.append(part)
            left -= len(part)
        return b"".join(parts)

    def _next(self, size: int) -> bytes:
        try:
            given = b"" if self.ended else self._read(size)
        except EOFError:
            self.broken, given = "cut off", b""
        except (BadGzipFile, zlib.error):
            self.broken, given = "damaged", b""
        self.ended = self.ended or not given
        return given


def opened(file: BinaryIO) -> Stream:
    """Make a stream of an open file; a gzip file is unpacked as it is read."""
    plain = Stream(file.read)
    if not plain.head().startswith(GZIP):
        return plain
    packed: Any = plain  # all that GzipFile asks of a file it only reads
    return Stream(GzipFile(fileobj=packed).read1)
