"""Readings as one self-contained HTML file: the article with its spans highlighted, beside the lists.

No script, no request to anywhere: links go both ways by fragment, `:target` shows where one
has landed. Every word of the page is escaped.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape
from importlib.resources import files
from itertools import pairwise

from memcon.model import Article, Evidence, Reading, Span
from memcon.views.memorandum import Memorandum


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a list: its anchor, kind, words, and the span that it points at."""

    anchor: str
    kind: str
    label: str
    span: Span
    rule: str


TITLES = {
    "meeting": "Met",
    "event": "Happened, or not",
    "statement": "Said",
    "conditional": "If … then",
    "figure": "Figures",
}


def render(readings: Iterable[Reading], why: bool = False) -> Iterator[str]:
    """Yield one HTML file with every reading in it; `why` adds the rules."""
    style = files("memcon.views").joinpath("page.css").read_text("utf-8")
    yield (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>memcon</title><style>{style}</style></head><body>\n"
    )
    for number, reading in enumerate(readings):
        yield section(reading, f"r{number}-", why)
    yield "</body></html>\n"


def fragment(reading: Reading) -> str:
    """Return one reading as HTML to stand in another page (a notebook)."""
    style = files("memcon.views").joinpath("page.css").read_text("utf-8")
    return f'<div class="memcon"><style>{style}</style>{section(reading, "n", False)}</div>'


def section(reading: Reading, prefix: str, why: bool) -> str:
    """Return the article and its lists as one section; `prefix` keeps ids apart."""
    items = list(_items(reading, prefix))
    article = reading.article
    published = article.published
    reasons = "".join(f"<li>{escape(reason)}</li>" for reason in published.reasons) if published else ""
    date = f"{published.edtf} ({published.basis})" if published else "unknown"
    legend = " ".join(f'<span class="key {kind}">{escape(title)}</span>' for kind, title in TITLES.items())
    return (
        f'<main class="reading"><header><h1>{escape(article.title or "(no title)")}</h1>'
        f"<p>Published: {escape(date)}</p><ul>{reasons}</ul><p>{legend}</p></header>\n"
        f'<div class="columns"><article lang="{escape(article.language)}" aria-label="Article">'
        f"{_article(article, items)}</article>\n"
        f'<nav aria-label="What was read">{_lists(items, why)}</nav></div></main>\n'
    )


def _items(reading: Reading, prefix: str) -> Iterator[Item]:
    show = Memorandum(reading, why=False)
    acts = [event for event in reading.events if event.codes["plover"] != "CONSULT"]
    rows: list[tuple[str, list[str], Evidence, Span]] = [
        *(("meeting", show.meeting(m), m.evidence, m.evidence.span) for m in reading.meetings),
        *(("event", show.event(e), e.evidence, e.trigger) for e in acts),
        *(("statement", show.statement(s), s.evidence, s.content[0]) for s in reading.statements),
        *(("conditional", show.conditional(c), c.evidence, c.condition.span) for c in reading.conditionals),
        *(("figure", show.figure(f), f.evidence, f.evidence.span) for f in reading.figures),
    ]
    for number, (kind, lines, evidence, span) in enumerate(rows):
        yield Item(f"{prefix}{number}", kind, lines[0], span, evidence.rule)


def _article(article: Article, items: list[Item]) -> str:
    parts = []
    for block in article.blocks:
        inside = [item for item in items if block.span.covers(item.span)]
        tag = "h2" if block.kind.value in ("title", "heading") else "p"
        note = f' title="{escape(f"{block.kind}: {block.rule}")}"' if block.rule else ""
        words = _marked(article.text, block.span, inside)
        parts.append(f'<{tag} class="{escape(block.kind.value)}"{note}>{words}</{tag}>')
    return "\n".join(parts)


def _marked(text: str, span: Span, items: list[Item]) -> str:
    """The words of a block, each stretch linked to the innermost item that covers it."""
    cuts = sorted({span.start, span.end, *(at for item in items for at in (item.span.start, item.span.end))})
    parts: list[str] = []
    placed: set[str] = set()
    for start, end in pairwise(cuts):
        words = escape(text[start:end])
        covering = [item for item in items if item.span.start <= start and end <= item.span.end]
        begins = [item for item in covering if item.anchor not in placed]
        anchors = "".join(f'<span id="t{item.anchor}"></span>' for item in begins)
        placed.update(item.anchor for item in begins)
        if covering:
            inner = min(covering, key=lambda item: item.span.end - item.span.start)
            words = f'<a class="{inner.kind}" href="#l{inner.anchor}">{words}</a>'
        parts.append(anchors + words)
    return "".join(parts)


def _lists(items: list[Item], why: bool) -> str:
    parts = []
    for kind, title in TITLES.items():
        lines = [
            f'<li id="l{item.anchor}"><a class="{kind}" href="#t{item.anchor}">{escape(item.label)}</a>'
            + (f" <code>{escape(item.rule)}</code>" if why else "")
            + "</li>"
            for item in items
            if item.kind == kind
        ]
        if lines:
            parts.append(f"<h2>{escape(title)} ({len(lines)})</h2><ul>{''.join(lines)}</ul>")
    return "\n".join(parts) or "<p>Nothing was found.</p>"
