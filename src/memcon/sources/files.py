"""Files, folders, patterns, standard input and addresses → pages; what can't be read is given as an error."""

from __future__ import annotations

import glob
import os
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from memcon.errors import PageError
from memcon.model import Page, Visit
from memcon.sources import feeds, lists, records, warcs
from memcon.sources.addresses import is_address
from memcon.sources.faults import LARGEST, fault, one_line, reason
from memcon.sources.kinds import HTML, PLAIN, media_type
from memcon.sources.manners import Manners
from memcon.sources.streams import opened

__all__ = ["LARGEST", "SUFFIXES", "Online", "collect", "count", "names", "page_from", "pages"]

PAGE_SUFFIXES = (".html", ".htm", ".xhtml")
# Each is read packed too: with .gz behind it, a .warc also with .zst.
SUFFIXES = (*PAGE_SUFFIXES, ".txt", ".json", ".jsonl", *feeds.SUFFIXES, warcs.SUFFIX)
PATTERN = re.compile(r"[*?\[]")


@dataclass(frozen=True, slots=True)
class Online:
    """What asking on the web takes: manners, what is known of an address, and the clock (ISO 8601, UTC)."""

    manners: Manners
    known: Callable[[str], Visit | None]
    now: Callable[[], str]


def collect(
    arguments: Sequence[str], online: Online, feeds_of: Sequence[str] = ()
) -> Iterator[Page | PageError | Visit]:
    """Give the pages of files as `pages` does, then those of addresses, of feeds and of OPML lists.

    `feeds_of` are addresses known to be of feeds.
    """
    urls = [argument for argument in arguments if is_address(argument)]
    listed: list[str] = []
    for argument in arguments:
        content = None if argument in urls else _list_in(argument)
        if content is not None:
            found = list(lists.read(content, one_line(argument)))
            listed += [one for one in found if isinstance(one, str)]
            yield from (one for one in found if isinstance(one, PageError))
        elif argument not in urls:
            yield from pages([argument])
    asked = [*urls, *listed, *feeds_of]
    if not asked:
        return
    try:
        from memcon.sources.web import Web
    except ImportError as error:
        for url in asked:
            yield PageError(f"{one_line(url)}: needs {error.name}; pip install 'memcon[web]'")
        return
    yield from Web(online.manners, online.known, online.now).collect(urls, [*listed, *feeds_of])


def _list_in(argument: str) -> bytes | None:
    """Return the bytes of a file that is an OPML list, None for all else."""
    path = Path(argument)
    try:
        if path.suffix.lower() not in (lists.SUFFIX, ".xml") or not path.is_file():
            return None
        with path.open("rb") as file:
            content = opened(file).rest()
    except (OSError, ValueError):
        return None
    return content if lists.is_list(content) else None


def pages(arguments: Sequence[str]) -> Iterator[Page | PageError]:
    """Give the pages of files, folders, patterns and `-` (standard input), one at a time.

    A folder is walked in order, and so are the matches of a pattern such as "pages/**/*.html".
    A file may be a page (.html, .txt), hold several (.json, .jsonl, an RSS or Atom feed, a
    WARC), and be packed (.gz). Whatever can't be read comes as a PageError in its place.
    """
    for argument in arguments:
        if argument == "-":
            yield from _from_standard_input()
            continue
        if is_address(argument):
            name = one_line(argument)
            yield PageError(f"{name}: on the web; `memcon add RECORD {name}` reads it")
            continue
        try:
            found = _files(argument)
        except PageError as error:
            yield error
            continue
        for file in found:
            yield from _from_file(file)


def count(arguments: Sequence[str]) -> int | None:
    """Return how many files the arguments come to, None if standard input or an address is among them.

    A file that is named but missing counts, since `pages` gives an error for it; an empty
    folder and a pattern without a match do not.
    """
    total = 0
    for argument in arguments:
        if argument == "-" or is_address(argument):
            return None
        try:
            total += len(_files(argument))
        except PageError:
            continue
    return total


def names(arguments: Sequence[str]) -> set[str]:
    """Return the names by which faults may tell of these arguments and of the files they come to."""
    arguments = [argument for argument in arguments if not is_address(argument)]
    found = {one_line(argument) for argument in arguments}
    for argument in arguments:
        try:
            found |= {one_line(str(file)) for file in _files(argument)}
        except PageError:
            continue
    return found


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
        return Page(content, media_type(content), url, encoding="utf-8")
    error = fault(source, url or "these bytes")
    if error is not None:
        raise error
    return Page(source, media_type(source), url)


def _files(argument: str) -> list[Path]:
    """Return the files that an argument comes to, in order; raises PageError if there are none."""
    name = one_line(argument)
    path = Path(argument)
    try:
        if path.is_dir():
            found = _walk(path)
            nothing = f"no pages in this folder; memcon reads {' '.join(SUFFIXES)} and these as .gz"
        elif PATTERN.search(argument) and not path.exists():
            found = _matches(argument)
            nothing = "no page matches this pattern; check it, ** stands for folders at any depth"
        else:
            return [path]
    except (OSError, ValueError) as error:
        raise PageError(f"{name}: {reason(error)}; give a file or a folder") from None
    if not found:
        raise PageError(f"{name}: {nothing}")
    return found


def _matches(pattern: str) -> list[Path]:
    found: set[Path] = set()
    for match in map(Path, glob.glob(pattern, recursive=True)):  # noqa: PTH207 - Path.glob can't take absolute ones
        found.update(_walk(match) if match.is_dir() else [match])
    return sorted(found)


def _walk(folder: Path) -> list[Path]:
    found: list[Path] = []
    for root, folders, files in os.walk(folder):
        folders[:] = (name for name in folders if not name.startswith("."))
        found += (Path(root, name) for name in files if _suffix(name) in SUFFIXES)
    return sorted(found)


def _suffix(name: str) -> str:
    """Return what a file's name says it is, packed or not.

    >>> _suffix("page.html.gz"), _suffix("CC-NEWS.warc.zst"), _suffix("A.TXT")
    ('.html', '.warc', '.txt')
    """
    name = name.lower().removesuffix(".gz")
    if name.endswith(".warc.zst"):
        name = name.removesuffix(".zst")
    return Path(name).suffix


def _from_standard_input() -> Iterator[Page | PageError]:
    name = "standard input"
    if sys.stdin is None:
        yield PageError(f"{name}: closed; give a file or a folder")
        return
    try:
        yield from _from_open(sys.stdin.buffer, name, "")
    except (OSError, ValueError) as error:
        yield PageError(f"{name}: {reason(error)}; give a file or a folder")


def _from_file(path: Path, url: str = "") -> Iterator[Page | PageError]:
    name = one_line(str(path))
    try:
        with path.open("rb") as file:
            yield from _from_open(file, name, _suffix(path.name), url)
    except FileNotFoundError:
        yield PageError(f"{name}: no such file; check the path")
    except (OSError, ValueError) as error:
        yield PageError(f"{name}: {reason(error)}; check the path and its permissions")


def _from_open(file: BinaryIO, name: str, suffix: str, url: str = "") -> Iterator[Page | PageError]:
    """Let the reader for its suffix or its first bytes give the pages of an open file."""
    stream = opened(file)
    if suffix == warcs.SUFFIX or warcs.is_warc(stream.head()):
        yield from warcs.read(stream, name)
        return
    content = stream.rest()
    error = fault(content, name)
    if stream.broken:
        yield PageError(f"{name}: gzip file, {stream.broken}; get it again")
    elif error is not None:
        yield error
    elif suffix == ".jsonl":
        yield from records.read_lines(content, name)
    elif suffix == ".json":
        yield from records.read(content, name)
    elif lists.is_list(content):
        yield PageError(f"{name}: an OPML list of feeds; `memcon add RECORD {name}` reads them")
    elif suffix in feeds.SUFFIXES or feeds.is_feed(content):
        yield from feeds.read(content, name)
    else:
        kind = HTML if suffix in PAGE_SUFFIXES else PLAIN if suffix == ".txt" else media_type(content)
        yield Page(content, kind, url or name)
