"""HTML → its story's paragraphs, its own words about itself, and every printed line.

The only file that imports lxml and trafilatura, and only when called.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from memcon.errors import PageError
from memcon.reading.layout import clean

if TYPE_CHECKING:
    from lxml.html import HtmlElement  # type: ignore[import-untyped]

# fmt: off
BLOCK_TAGS = frozenset((
    "address", "article", "aside", "blockquote", "body", "br", "button", "caption", "dd", "details",
    "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4",
    "h5", "h6", "header", "hr", "label", "legend", "li", "main", "nav", "ol", "option", "p", "pre",
    "section", "select", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "title", "tr", "ul",
))
UNSEEN = frozenset(("script", "style", "noscript", "template", "head", "svg", "iframe", "object", "textarea"))
BULLETS = ("* ", "* ", "+ ", "o ")
ARTICLES = ("article", "blogposting", "report", "newsposting")
DATES = (
    "article:published_time", "og:article:published_time", "og:published_time", "datepublished",
    "dc.date.issued", "dcterms.issued", "dc.date", "dcterms.date", "dcterms.created", "dc.date.created",
    "pubdate", "publishdate", "publish-date", "publish_date", "publication_date", "publicationdate",
    "published", "date", "sailthru.date", "parsely-pub-date", "cxenseparse:recs:publishtime",
    "article.published", "originalpublicationdate",
)
# fmt: on
# What third-party extraction is known to raise on broken pages.
BROKEN = (RecursionError, ValueError, TypeError, AttributeError, LookupError, ArithmeticError, AssertionError)
FEWEST = 140
# htmldate asks the clock unless told the latest day; no reading may depend on the day it is made.
DATING = {"original_date": True, "extensive_search": False, "max_date": "2100-01-01"}
MANY = 200_000


@dataclass(frozen=True, slots=True)
class Extract:
    """What an HTML page gives: paragraphs of the story, all printed lines, and its metadata.

    `dates` are pairs of a value and where it stood, the most trusted first.
    """

    paragraphs: tuple[str, ...]
    printed: tuple[str, ...]
    title: str = ""
    byline: str = ""
    outlet: str = ""
    url: str = ""
    dates: tuple[tuple[str, str], ...] = ()
    captions: frozenset[str] = frozenset()
    hrefs: tuple[tuple[str, str], ...] = ()


def extract(html: str, name: str, url: str = "") -> Extract:
    """Take an HTML page apart; raises PageError if no parser can read it."""
    try:
        return _extract(html, url)
    except BROKEN as error:
        reason = "nested too deep" if isinstance(error, RecursionError) else "broken HTML"
        raise PageError(f"{name}: {reason}; save its text as .txt and read that") from None


def _extract(html: str, url: str) -> Extract:
    from lxml import etree  # type: ignore[import-untyped]
    from lxml.html import HTMLParser, document_fromstring

    content = clean(html)
    content = re.sub(r"^\s*<\?xml[^>]{0,200}\?>", "", content)
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        tree = document_fromstring(content.encode("utf-8", "replace"), parser=parser)
    except etree.LxmlError as error:
        raise ValueError(str(error)) from None
    count = sum(1 for _ in tree.iter())
    if count > MANY:
        raise ValueError(f"{count} elements")
    printed = tuple(_printed(tree))
    found = _told(tree)
    title = _title(tree, found)
    captions = frozenset(filter(None, (_text(node) for node in tree.iter("figcaption"))))
    hrefs = tuple(_hrefs(tree, url))
    dates = _dates(tree, found, title)
    story, document = _story(tree, url)
    if len(" ".join(story)) < FEWEST <= len(" ".join(printed)):
        story = printed
    return Extract(
        tuple(story),
        printed,
        title=title or _field(document, "title"),
        byline=_field(document, "author"),
        outlet=_field(document, "sitename"),
        url=_field(document, "url") or url,
        dates=(*dates, *_guessed(document)),
        captions=captions,
        hrefs=hrefs,
    )


def _story(tree: HtmlElement, url: str) -> tuple[tuple[str, ...], Any]:
    """Return trafilatura's paragraphs and metadata."""
    import logging

    from trafilatura import bare_extraction

    for name in ("trafilatura", "htmldate"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    document = bare_extraction(
        tree,
        url=url or None,
        with_metadata=True,
        include_comments=False,
        include_tables=True,
        date_extraction_params=dict(DATING),
    )
    text = _field(document, "text")
    return tuple(" ".join(line.split()) for line in text.split("\n") if line.strip()), document


def _field(document: Any, name: str) -> str:
    value = getattr(document, name, None)
    return value.strip() if isinstance(value, str) else ""


def _guessed(document: Any) -> Iterator[tuple[str, str]]:
    day = _field(document, "date")
    if day:
        yield day, "htmldate"


def _printed(tree: HtmlElement) -> Iterator[str]:
    """Give the lines a text browser prints, list items with the bullet of their depth."""
    from lxml import etree

    parts: list[str] = []
    hidden = depth = 0
    bullet = ""
    for event, node in etree.iterwalk(tree, events=("start", "end")):
        tag = node.tag if isinstance(node.tag, str) else ""
        step = 1 if event == "start" else -1
        hidden += step * (tag in UNSEEN)
        depth += step * (tag in ("ul", "ol"))
        if tag in BLOCK_TAGS:
            line = " ".join("".join(parts).split())
            if line:
                yield bullet + line
            parts = []
            bullet = "" if line else bullet
        if tag == "li":
            bullet = BULLETS[min(depth, len(BULLETS) - 1)] if event == "start" else ""
        words = node.text if event == "start" else node.tail
        if words and not hidden:
            parts.append(words)
    yield from filter(None, [" ".join("".join(parts).split())])


def _text(node: HtmlElement) -> str:
    return " ".join("".join(node.itertext()).split())


def _hrefs(tree: HtmlElement, url: str) -> Iterator[tuple[str, str]]:
    """Give the words and the address of every link long enough to be a title."""
    for node in tree.iter("a"):
        href = (node.get("href") or "").strip()
        words = _text(node)
        if href and len(words) > 14 and not href.startswith(("#", "javascript:", "mailto:", "data:")):
            try:
                yield words, urljoin(url, href) if urlsplit(url).scheme else href
            except ValueError:
                continue


def _told(tree: HtmlElement) -> list[dict[str, Any]]:
    """Return the page's JSON-LD objects about an article, the fullest kind first."""
    found: list[dict[str, Any]] = []
    for node in tree.iter("script"):
        if "ld+json" not in (node.get("type") or "").lower():
            continue
        try:
            data = json.loads("".join(node.itertext()), strict=False)
        except (ValueError, RecursionError):
            continue
        found += _objects(data)
    return [item for item in found if _is_article(item)]


def _objects(data: Any) -> Iterator[dict[str, Any]]:
    todo = [data]
    while todo:
        item = todo.pop(0)
        if isinstance(item, dict):
            yield item
            todo += [value for value in item.values() if isinstance(value, dict | list)]
        elif isinstance(item, list):
            todo += item


def _is_article(item: dict[str, Any]) -> bool:
    kinds = item.get("@type")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    return any(isinstance(kind, str) and kind.lower().endswith(ARTICLES) for kind in kinds)


def _dates(tree: HtmlElement, told: list[dict[str, Any]], title: str) -> tuple[tuple[str, str], ...]:
    """Return the dates of publication the page states, the most trusted first.

    Of several articles in JSON-LD that with the page's title comes first: the others are related ones.
    """
    found = [
        (item["datePublished"].strip(), "JSON-LD datePublished")
        for item in sorted(told, key=lambda item: _loose(str(item.get("headline"))) != _loose(title))
        if isinstance(item.get("datePublished"), str)
    ]
    metas = _metas(tree)
    found += [(metas[name], f"meta {name}") for name in DATES if name in metas]
    for node in tree.iter("time"):
        marked = f"{node.get('itemprop', '')} {node.get('class', '')} {node.get('pubdate', '-')}".lower()
        if node.get("datetime") and ("datepublished" in marked or "published" in marked or "-" not in marked):
            found.append((node.get("datetime").strip(), "time element"))
    return tuple(found)


def _metas(tree: HtmlElement) -> dict[str, str]:
    metas: dict[str, str] = {}
    for node in tree.iter("meta"):
        name = (node.get("property") or node.get("name") or node.get("itemprop") or "").lower()
        content = (node.get("content") or "").strip()
        if name and content:
            metas.setdefault(name, content)
    return metas


def _title(tree: HtmlElement, told: list[dict[str, Any]]) -> str:
    """Return the headline: the heading that the page's other titles confirm, else those."""
    metas = _metas(tree)
    site = metas.get("og:site_name", "")
    titles = [
        metas.get("og:title", ""),
        *(_text(node) for node in tree.iter("title")),
        metas.get("twitter:title", ""),
    ]
    told_titles = [item["headline"] for item in told if isinstance(item.get("headline"), str)]
    others = [" ".join(title.split()) for title in (*told_titles, *titles) if title.strip()]
    heads = [head for head in (_text(node) for node in tree.iter("h1")) if 3 < len(head) <= 300]
    for head in heads:
        if head != site and any(_loose(other).startswith(_loose(head)) for other in others if _loose(head)):
            return head
    if len(heads) == 1 and heads[0] != site and len(heads[0].split()) >= 3:
        return heads[0]
    return without_site(others[0], site) if others else ""


def without_site(title: str, site: str = "") -> str:
    """Drop the name of the site behind a title.

    >>> without_site("Ministers meet on the border | The Daily Desk")
    'Ministers meet on the border'
    """
    parts = re.split(r" (?:[|•·»]|[-–—]{1,2}) ", title)
    while len(parts) > 1:
        last = parts[-1]
        if _loose(last) == _loose(site) or (
            len(last.split()) <= 5 and len(title) - len(last) > 2 * len(last)
        ):
            title = title[: len(title) - len(last)].rstrip(" |•·»-–—")
            parts.pop()
        else:
            break
    return title


def _loose(text: str) -> str:
    return re.sub(r"[\W_]+", " ", text).strip().lower()
