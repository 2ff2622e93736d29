"""Words of pages made harmless where a format has no letters of its own for what is in them."""

from __future__ import annotations

import re

# C0 and C1 controls, surrogates and what no XML may hold; what turns the direction of writing; the invisible.
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
HIDDEN = re.compile(r"[\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]")
WEB = re.compile(r"https?://[^\s<>\"'\\^`{|}]+\Z")


def valid(text: str) -> str:
    r"""Return text without the characters that XML 1.0 and iCalendar forbid.

    >>> valid("a\x00b\x1bc")
    'abc'
    """
    return CONTROLS.sub("", text)


def plain(text: str) -> str:
    r"""Return text on one line, without controls and without what hides or turns letters.

    Source: Unicode Standard Annex 9 (bidirectional controls).

    >>> plain("a\u202eb\n c")
    'ab c'
    """
    return " ".join(HIDDEN.sub("", CONTROLS.sub("", " ".join(text.split()))).split())


def web(url: str) -> str:
    """Return an address if it is one of the web and nothing else, else "".

    >>> web("https://post.example/a?b=1"), web("javascript:alert(1)"), web("pages/a.html")
    ('https://post.example/a?b=1', '', '')
    """
    return url if WEB.match(url) and not (CONTROLS.search(url) or HIDDEN.search(url)) else ""
