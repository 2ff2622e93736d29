"""HTML by calls: text is always escaped, and nothing can be written but the elements and attributes below."""

from __future__ import annotations

import unicodedata
from html import escape
from urllib.parse import urlsplit

# What a report consists of; a test holds every report to it.
ELEMENTS = frozenset(
    "a bdi blockquote caption cite details div figcaption figure footer h1 h2 h3 header li mark nav ol p "
    "section small span strong summary table tbody td th thead time tr ul "
    "svg g path rect circle line polygon text symbol use".split()
)
ATTRIBUTES = frozenset(
    "id class href rel datetime scope dir tabindex role aria-label aria-hidden aria-labelledby "
    "viewBox width height x y x1 x2 y1 y2 cx cy r rx d points "
    "preserveAspectRatio vector-effect text-anchor focusable dx dy".split()
)
# What scripts need to be written: they reach no further than a word.
JOINERS = "\u200c\u200d\u200e\u200f\u061c\u00ad"


class Html(str):
    """Markup that is safe to write as it stands; made by the functions here and nowhere else."""

    __slots__ = ()


Child = str | Html | None


def clean(text: str) -> str:
    """Put U+FFFD for controls and for marks that turn or hide the text around them.

    >>> clean("a\\u202eb\\0")
    'a\\ufffdb\\ufffd'
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join("\ufffd" if _unseen(letter) else letter for letter in text)


def _unseen(letter: str) -> bool:
    if letter in "\n\t" or letter in JOINERS:
        return False
    return unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp")


def words(text: str) -> Html:
    """Escape a text, with its white space made single spaces."""
    return Html(escape(clean(" ".join(text.split()))))


def join(*children: Child) -> Html:
    """Put markup and texts in a row; texts are escaped."""
    return Html("".join(one if isinstance(one, Html) else words_as_they_are(one) for one in children if one))


def words_as_they_are(text: str) -> Html:
    """Escape a text and keep its white space."""
    return Html(escape(clean(text)))


def h(tag: str, *children: Child, **given: str | float | None) -> Html:
    """Make an element: `h("a", "words", href="…", class_="…")`; attributes of None are left out.

    `aria_label` is aria-label, `class_` class. Raises ValueError for what a report has no use for.

    >>> h("p", "1 < 2", class_="x")
    '<p class="x">1 &lt; 2</p>'
    """
    name = tag.rstrip("_")
    if name not in ELEMENTS:
        raise ValueError(f"element {name!r}: a report has none")
    attributes = "".join(_attribute(key, value) for key, value in given.items() if value is not None)
    return Html(f"<{name}{attributes}>{join(*children)}</{name}>")


def _attribute(key: str, value: str | float) -> str:
    name = key.rstrip("_").replace("_", "-")
    if name not in ATTRIBUTES:
        raise ValueError(f"attribute {name!r}: a report has none")
    shown = value if isinstance(value, str) else f"{value:.6g}"
    return f' {name}="{escape(clean(shown))}"'


def page_words(text: str, tag: str = "bdi", **given: str | None) -> Html:
    """Make an element of words that a page wrote: its direction is its own."""
    return h(tag, words(text), dir=None if tag == "bdi" else "auto", **given)


def link(url: str) -> Html:
    """Make a link of an http or https address, with the address as its words; of others, the words alone."""
    shown = page_words(url)
    if not is_web(url):
        return shown
    return h("a", shown, href=url, rel="noreferrer noopener nofollow")


def is_web(url: str) -> bool:
    """Whether an address is one of the web, written without anything that a browser would pass over.

    >>> is_web("https://example.org/a"), is_web("javascript:alert(1)"), is_web("https://a@b.example/")
    (True, False, False)
    """
    if not url.isprintable() or any(letter in "\\\"'<>`" or letter.isspace() for letter in url):
        return False
    try:
        parts = urlsplit(url)
        named = bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and named and clean(url) == url
