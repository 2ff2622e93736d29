"""What is wrong with bytes that no page can be made of, said in one line with its fix."""

from __future__ import annotations

from memcon.errors import PageError

LARGEST = 20_000_000

# How files begin that hold no text, and what to do with them.
MAGIC = (
    (b"%PDF", "a PDF", "save its text as .txt"),
    (b"PK\x03\x04", "a zip or office file", "unpack it or save its text as .txt"),
    (b"\x1f\x8b", "a gzip file", "unpack it first"),
    (b"\x28\xb5\x2f\xfd", "a zstd file", "unpack it first"),
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


def fault(content: bytes, name: str) -> PageError | None:
    """Tell what is wrong with a page's bytes before anything reads them."""
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


def one_line(text: str) -> str:
    """Return a text as one printable line.

    >>> one_line(" a\\n b ")
    'a b'
    """
    return " ".join(text.encode("utf-8", "replace").decode("utf-8").split())


def reason(error: Exception) -> str:
    """Say in a few words why a file or its text could not be read."""
    if isinstance(error, OSError):
        return (error.strerror or "unreadable").lower()
    if isinstance(error, UnicodeDecodeError):
        return "not UTF-8"
    if isinstance(error, RecursionError):
        return "nested too deep"
    return (str(error).splitlines() or ["unreadable"])[0]
