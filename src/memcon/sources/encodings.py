"""Bodies without their content encoding, a piece at a time, so that a bomb is never unpacked whole."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

PIECE = 1 << 16
GZIP = b"\x1f\x8b"


def unpacked(chunks: Iterable[bytes], coding: str) -> Iterator[bytes]:
    """Give a body's bytes in pieces of at most PIECE; whoever takes them may stop at any time.

    Raises ValueError, with the reason, for an encoding that is unknown, damaged or cut off.

    >>> import gzip
    >>> b"".join(unpacked([gzip.compress(b"news")], "gzip"))
    b'news'
    """
    coding = coding.strip().lower()
    if coding in ("", "identity"):
        yield from chunks
    elif coding in ("gzip", "x-gzip"):
        yield from _inflated(chunks, 16 + zlib.MAX_WBITS)
    elif coding == "deflate":
        yield from _deflated(chunks)
    elif coding == "br":
        yield from _unbrotlied(chunks)
    else:
        raise ValueError(f"its encoding, {coding[:40]!r}, is unknown")


def _inflated(chunks: Iterable[bytes], bits: int) -> Iterator[bytes]:
    """Unpack one zlib stream, or the gzip members that follow one another."""
    unpacker = zlib.decompressobj(bits)
    given = False
    for chunk in chunks:
        rest, full = chunk, False
        given = given or bool(chunk)
        while rest or full:
            if unpacker.eof:
                if not rest.startswith(GZIP):
                    return
                unpacker = zlib.decompressobj(bits)
            try:
                piece = unpacker.decompress(rest, PIECE)
            except zlib.error:
                raise ValueError("its encoding is damaged") from None
            yield piece
            full = len(piece) == PIECE
            rest = unpacker.unused_data if unpacker.eof else unpacker.unconsumed_tail
            full = full and not unpacker.eof
    if given and not unpacker.eof:
        raise ValueError("its encoding is cut off")


def _deflated(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Unpack deflate as the standard has it, with a zlib header, or as some servers send it, without."""
    source = iter(chunks)
    head = b""
    while len(head) < 2 and (more := next(source, b"")):
        head += more
    is_zlib = len(head) >= 2 and head[0] & 15 == 8 and int.from_bytes(head[:2]) % 31 == 0
    yield from _inflated(_before(head, source), zlib.MAX_WBITS if is_zlib else -zlib.MAX_WBITS)


def _before(head: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield head
    yield from rest


def _unbrotlied(chunks: Iterable[bytes]) -> Iterator[bytes]:
    import brotli

    unpacker = brotli.Decompressor()
    given = False
    for chunk in chunks:
        given = given or bool(chunk)
        if unpacker.is_finished():
            return
        try:
            yield unpacker.process(chunk, output_buffer_limit=PIECE)
            while not unpacker.can_accept_more_data():
                yield unpacker.process(b"", output_buffer_limit=PIECE)
        except brotli.error:
            raise ValueError("its encoding is damaged") from None
    if given and not unpacker.is_finished():
        raise ValueError("its encoding is cut off")
