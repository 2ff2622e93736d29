"""RSS, Atom and RDF feeds → pages, one an entry, or the addresses that they list.

The only file that imports feedparser, and only when called; it is given bytes and fetches nothing.
"""

from __future__ import annotations

import io
import re
from calendar import timegm
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin
from xml.parsers import expat
from xml.sax import SAXException, SAXParseException

from memcon.errors import PageError
from memcon.model import Page
from memcon.sources.faults import WIDE_BOMS, one_line

SUFFIXES = (".xml", ".rss", ".atom")
# The root of a feed behind what may stand before it; atomic, so that no head takes long.
ROOT = re.compile(
    r"(?>(?:\s|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[[^\]]*\])?[^>]*>)*)<(?:rss|feed|[\w.-]+:feed|rdf:RDF)[\s>/]",
    re.DOTALL | re.IGNORECASE,
)
DECLARATION = re.compile(r"\A\s*<\?xml[^>]*>")
ENTRY = re.compile(rb"<(/?)(?:[\w.-]+:)?(?:item|entry)[\s>/]", re.IGNORECASE)
DAY = re.compile(r"\d{4}(?:-\d\d){0,2}")
# Bytes are UTF-8 with errors in it if there are so many good letters beyond ASCII to a bad one.
FEW = 10
# What feedparser and html.parser are known to raise on broken input.
BROKEN = (RecursionError, ValueError, TypeError, AttributeError, LookupError, ArithmeticError, AssertionError)

TAG = re.compile(r"[a-z][a-z0-9]*")
# Tags whose words are not the entry's, tags that hold nothing, and those that are left out.
UNSEEN = frozenset(("script", "style", "title", "textarea"))
EMPTY = frozenset(("area", "br", "col", "embed", "hr", "img", "input", "source", "track", "wbr"))
DROPPED = frozenset(("html", "head", "body", "meta", "link", "base", "img", "input", "frame", "param"))
UNNESTED = frozenset(("p", "li", "dt", "dd", "tr", "td", "th", "option"))
DEEPEST = 100
COMMENT = re.compile(r"<!--.*?(?:-->|\Z)|<!\[[^>]*>", re.DOTALL)
# A < that opens no tag; html.parser takes for ever over many of them.
STRAY = re.compile(r"<(?=[^<>]*(?:<|\Z))")
CONTROLS = dict.fromkeys((*range(9), 11, 12, *range(14, 32)))


def is_feed(content: bytes) -> bool:
    """Whether bytes begin as a feed does: <rss, <feed or <rdf:RDF.

    >>> is_feed(b'<?xml version="1.0"?> <rss version="2.0">'), is_feed(b"<html>")
    (True, False)
    """
    start = content[:4096].lstrip(b"\xef\xbb\xbf\xff\xfe").replace(b"\0", b"")
    return ROOT.match(start.decode("latin-1")) is not None


@dataclass(frozen=True, slots=True)
class Listed:
    """An entry: the address it links to, its dates (ISO 8601, "" if none), the page of its own text."""

    url: str
    published: str
    changed: datetime | None
    found: Page | PageError


@dataclass(frozen=True, slots=True)
class Entries:
    """What a feed lists, with what is wrong with it in its place; `title` is that of the feed."""

    title: str
    listed: tuple[Listed | PageError, ...]


def read(content: bytes, name: str) -> Iterator[Page | PageError]:
    """Give the page of each entry of a feed; an entry without text is an error and the next goes on.

    Of broken XML the entries that can be read are given, and an error says where it breaks;
    an entry in which the file ends is left out.
    """
    for listed in entries(content, name).listed:
        yield listed.found if isinstance(listed, Listed) else listed


def entries(content: bytes, name: str) -> Entries:
    """Return the entries of a feed, as `read` gives their pages."""
    try:
        import feedparser
    except ImportError:
        return _nothing(f"{name}: needs feedparser; pip install 'memcon[feeds]'")
    reader: Any = feedparser
    source = _plain(content)
    try:
        feed = reader.parse(io.BytesIO(source), sanitize_html=False, resolve_relative_uris=False)
    except (*BROKEN, SAXException, reader.UndeclaredNamespace):
        return _nothing(f"{name}: a feed too broken to read; save it again")
    error = feed.get("bozo_exception")
    error = error if isinstance(error, SAXParseException) else None
    version = feed.get("version") or ""
    if not version and not (error and is_feed(content)):
        return _nothing(f"{name}: not a feed; memcon reads RSS, Atom and RDF, no other XML")
    given = feed.entries[:-1] if error and _is_cut(source, len(feed.entries)) else feed.entries
    if not given and not error:
        return _nothing(f"{name}: no entry in this feed; give one with news in it")
    listed: list[Listed | PageError] = [
        _listed(entry, feed, name, number) for number, entry in enumerate(given, 1)
    ]
    if error:
        line, before = _broken_at(source, error)
        line += content[: len(content) - len(content.lstrip())].count(b"\n")
        listed.append(PageError(f"{name}: broken XML at line {line}; {_read_of(len(given), before)}"))
    try:
        title = _words(feed.feed.get("title"), feed.feed.get("title_detail"))
    except BROKEN:
        title = ""
    return Entries(title, tuple(listed))


def _nothing(said: str) -> Entries:
    return Entries("", (PageError(said),))


def _read_of(given: int, before: int) -> str:
    if not given:
        return "no entry could be read"
    rest = ", those after it as far as they could be" if given > before else ""
    return f"the entries before it were read{rest}"


def _plain(content: bytes) -> bytes:
    """Return a feed without what feedparser stumbles over: space before it, UTF-16, stray bytes in UTF-8.

    For one bad byte (where a file is cut off, say) it would take all of it for windows-1252.
    """
    if not content.startswith(WIDE_BOMS):
        text = content.decode("utf-8", "replace")
        beyond = sum(character > "\x7f" for character in text) if "\ufffd" in text else 0
        is_utf8 = text.count("\ufffd") * FEW < beyond
        return (text.encode() if is_utf8 else content).lstrip()
    text = content.decode("utf-16", "replace")
    return DECLARATION.sub(lambda found: "\n" * found[0].count("\n"), text).encode("utf-8", "replace")


def _is_cut(content: bytes, given: int) -> bool:
    """Whether the file ends in the middle of the last of the entries given."""
    closed = [bool(found[1]) for found in ENTRY.finditer(content)]
    return closed[-1:] == [False] and given > sum(closed)


def _broken_at(content: bytes, error: SAXParseException) -> tuple[int, int]:
    """Return the line of the file where its XML breaks, and how many entries end before it.

    feedparser counts lines in its own copy, so the file is parsed once more; not if it
    declares entities, which could grow without bounds.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.EntityDeclHandler = _refuse
    line, end = (error.getLineNumber() or 1) - (not content.startswith(b"<?xml")), len(content)
    try:
        parser.Parse(content, True)
    except expat.ExpatError as found:
        line, end = found.lineno, parser.ErrorByteIndex
    except (ValueError, LookupError):
        pass
    return line, sum(bool(found[1]) for found in ENTRY.finditer(content[:end]))


def _refuse(*_: object) -> None:
    raise ValueError("declares entities")


def _listed(entry: Any, feed: Any, name: str, number: int) -> Listed:
    try:
        url = _address(entry.get("link"), feed.feed.get("link"))
        key = "updated_parsed" if "updated_parsed" in entry else "published_parsed"
        changed = _moment(entry.get(key))
        published = _published(entry, feed.get("version") or "")
    except BROKEN:
        url, published, changed = "", "", None
    return Listed(url, published, changed, _page(entry, feed, name, number))


def _moment(parsed: Any) -> datetime | None:
    try:
        return datetime.fromtimestamp(timegm(parsed), UTC) if parsed else None
    except (ValueError, OverflowError, OSError):
        return None


def _page(entry: Any, feed: Any, name: str, number: int) -> Page | PageError:
    """Make a page of an entry: its fullest content as a document, and what the feed states of it."""
    where = f"{name}, entry {number}"
    try:
        body = _body(entry)
        title = _words(entry.get("title"), entry.get("title_detail"))
        outlet = _words(feed.feed.get("title"), feed.feed.get("title_detail"))
        url = _address(entry.get("link"), feed.feed.get("link"))
        published = _published(entry, feed.get("version") or "")
    except BROKEN:
        return PageError(f"{where}: broken HTML; give the page it links to")
    if not body:
        return PageError(f"{where}: no text; give the page it links to")
    named = f"<title>{escape(title)}</title>" if title else ""
    headed = f"<h1>{escape(title)}</h1>\n" if title else ""
    document = (
        f'<!DOCTYPE html>\n<html><head><meta charset="utf-8"/>{named}</head>\n'
        f"<body><article>\n{headed}{body}\n</article></body></html>\n"
    )
    stated = (("title", title), ("published", published), ("outlet", outlet))
    return Page(
        document.encode("utf-8", "replace"),
        "text/html",
        url or f"{name}#{number}",
        encoding="utf-8",
        stated=tuple(pair for pair in stated if pair[1]),
    )


def _body(entry: Any) -> str:
    """Return the longest content that has words, else the summary, as HTML; "" if neither has."""
    contents = [(item.get("value") or "", item.get("type") or "") for item in entry.get("content") or ()]
    summary = (entry.get("summary") or "", (entry.get("summary_detail") or {}).get("type") or "")
    for value, kind in (*sorted(contents, key=lambda content: -len(content[0])), summary):
        if kind.startswith(("image/", "audio/", "video/")):
            continue
        body = _paragraphs(value) if _is_plain(value, kind) else _tidied(value).html()
        if body:
            return body
    return ""


def _is_plain(value: str, kind: str) -> bool:
    return kind == "text/plain" or not re.search(r"<\w|&[#\w]+;", value)


def _paragraphs(text: str) -> str:
    parts = (" ".join(part.translate(CONTROLS).split()) for part in re.split(r"\n\s*\n", text))
    return "\n".join(f"<p>{escape(part)}</p>" for part in parts if any(map(str.isalnum, part)))


def _words(value: str | None, detail: Any) -> str:
    """Return a title's words, its markup left out."""
    value = value or ""
    if _is_plain(value, (detail or {}).get("type") or ""):
        return one_line(value.translate(CONTROLS))
    return one_line("".join(_tidied(value).words))


def _address(link: str | None, base: str | None) -> str:
    try:
        return one_line(urljoin(base or "", (link or "").strip()) if link else "")
    except ValueError:
        return one_line(link or "")


def _published(entry: Any, version: str) -> str:
    """Return the date of publication in ISO 8601, as UTC where it has a time.

    RSS 1.0 and 2.0 say it by dc:date too, which feedparser takes for the date of a change;
    Atom's `updated` is one.
    """
    keys = ("published", "updated") if version.startswith("rss") else ("published",)
    for key in keys:
        if f"{key}_parsed" not in entry or not entry[f"{key}_parsed"]:
            continue
        printed = (entry.get(key) or "").strip()
        if DAY.fullmatch(printed):
            return str(printed)
        moment = _moment(entry[f"{key}_parsed"])
        if moment is not None:
            return moment.isoformat()
    return ""


def _tidied(html: str) -> _Tidy:
    tidy = _Tidy()
    tidy.feed(STRAY.sub("&lt;", COMMENT.sub("", html)))
    tidy.close()
    return tidy


class _Tidy(HTMLParser):
    """Writes HTML anew, every tag closed; scripts, pictures and all attributes but href go."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._parts: list[str] = []
        self._open: list[str] = []
        self._unseen = ""

    def html(self) -> str:
        """Return the HTML, "" if it has no words."""
        if not any(map(str.isalnum, "".join(self.words))):
            return ""
        closing = "".join(f"</{tag}>" for tag in reversed(self._open))
        return f"<div>{''.join(self._parts).strip()}{closing}</div>"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a tag, and close the one before it that can't hold it."""
        if not self._unseen and tag in UNSEEN:
            self._unseen = tag
        if self._unseen or tag in DROPPED or not TAG.fullmatch(tag) or len(self._open) >= DEEPEST:
            return
        if tag in EMPTY:
            self._parts.append(f"<{tag}/>")
            self.words.append(" ")
            return
        if tag in UNNESTED and self._open[-1:] == [tag]:
            self.handle_endtag(tag)
        href = dict(attrs).get("href") if tag == "a" else None
        self._parts.append(f'<a href="{escape(href.translate(CONTROLS))}">' if href else f"<{tag}>")
        self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close a tag and all that was opened in it; one that is not open is passed over."""
        if tag == self._unseen:
            self._unseen = ""
        elif not self._unseen and tag in self._open:
            closed = ""
            while closed != tag:
                closed = self._open.pop()
                self._parts.append(f"</{closed}>")

    def handle_data(self, data: str) -> None:
        """Take words over."""
        if not self._unseen:
            data = data.translate(CONTROLS)
            self._parts.append(escape(data, quote=False))
            self.words.append(data)
