"""OPML lists of feeds → the addresses of the feeds in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.parsers import expat

from memcon.errors import PageError
from memcon.sources.faults import one_line

SUFFIX = ".opml"
ROOT = re.compile(
    r"(?>(?:\s|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[[^\]]*\])?[^>]*>)*)<opml[\s>]",
    re.DOTALL | re.IGNORECASE,
)
MOST = 5000  # feeds of one list


def is_list(content: bytes) -> bool:
    """Whether bytes begin as OPML does.

    >>> is_list(b'<?xml version="1.0"?><opml version="2.0">'), is_list(b"<rss>")
    (True, False)
    """
    start = content[:4096].lstrip(b"\xef\xbb\xbf\xff\xfe").replace(b"\0", b"")
    return ROOT.match(start.decode("latin-1")) is not None


def read(content: bytes, name: str) -> Iterator[str | PageError]:
    """Give the address of each feed, in order, each once; of broken XML those before the break.

    An outline without an address is a heading and is passed over.
    """
    found: list[str] = []
    broken = _parse(content, found)
    addresses = list(dict.fromkeys(found))
    yield from addresses[:MOST]
    if len(addresses) > MOST:
        yield PageError(f"{name}: more than {MOST} feeds; split the list")
    if broken:
        yield PageError(f"{name}: {broken}; mend it, the {len(addresses)} feeds before that were read")
    elif not addresses:
        yield PageError(f"{name}: no feed in this list; give one whose outlines have xmlUrl")


def _parse(content: bytes, found: list[str]) -> str:
    """Collect every xmlUrl; return what is wrong with the XML, "" if nothing is."""

    def start(tag: str, attributes: dict[str, str]) -> None:
        stated = {key.lower(): value for key, value in attributes.items()}
        if tag.lower() == "outline" and stated.get("xmlurl", "").strip():
            found.append(one_line(stated["xmlurl"]))

    def refuse(*_: object) -> None:
        raise ValueError("declares entities")

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        return f"broken XML at line {error.lineno}"
    except (ValueError, LookupError) as error:
        return f"XML that {error}" if "entities" in str(error) else "XML in an unknown charset"
    return ""
