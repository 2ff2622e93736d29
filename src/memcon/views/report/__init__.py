"""A record as one HTML file to look at: it asks nothing of the network and nothing of a script.

Each section is a function from what was asked to pieces of markup; the list below is the order.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterator
from datetime import timedelta
from importlib.resources import files
from typing import Any

from memcon.views.report import atlas, counts, network, pages, speech, times
from memcon.views.report.book import Record, walk
from memcon.views.report.evidence import counted
from memcon.views.report.lines import Asked, human, to_day
from memcon.views.report.markup import Html, h, page_words, words
from memcon.views.report.svg import shapes

Section = Callable[[Asked], Iterator[Html]]
# (anchor, title, section)
SECTIONS: tuple[tuple[str, str, Section], ...] = (
    ("new", "What is new", times.news),
    ("chronology", "Chronology", times.chronology),
    ("calendar", "Calendar", times.calendar),
    ("network", "Who met, who accused", network.network),
    ("map", "Map", atlas.atlas),
    ("quotes", "Quotations", speech.quotes),
    ("conditions", "If … then", speech.conditions),
    ("figures", "Figures", counts.figures),
    ("gaps", "Gaps", pages.gaps),
    ("sources", "Sources", pages.sources),
)
FOOT = (
    "Made by memcon from the pages listed under Sources. Whatever stands here is somebody's word: open a "
    "line to see whose."
)
DAYS = 7  # how far back "new" goes if nobody says


def render(record: Record, asked: Any, title: str, since: str = "", as_of: str = "") -> Iterator[str]:
    """Yield the report of what a filter asks for; `since` is the day from which it is new."""
    days = record.days(asked)
    since = since or asked.since or _week_before(days[-1].day if days else "")
    told = Asked(record, asked, walk(record, asked, since), since, as_of)
    yield _head(title)
    yield _masthead(told, title, sum(day.pages for day in days), days[-1].day if days else "")
    yield "<main>\n"
    for anchor, name, section in SECTIONS:
        yield f'<section id="{anchor}" aria-labelledby="h-{anchor}">\n'
        yield h("h2", name, id=f"h-{anchor}") + "\n"
        for piece in section(told):
            yield piece + "\n"
        yield "</section>\n"
    yield "</main>\n"
    yield h("footer", h("p", FOOT)) + "\n"
    yield f"<script>{_resource('report.js')}</script>\n</body></html>\n"


def _resource(name: str) -> str:
    return files("memcon.views.report").joinpath(name).read_text("utf-8")


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _head(title: str) -> str:
    style, script = _resource("report.css"), _resource("report.js")
    policy = (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="referrer" content="no-referrer"><meta name="color-scheme" content="light dark">'
        f"<title>{words(title)}</title><style>{style}</style></head><body>\n{shapes()}\n"
    )


def _masthead(told: Asked, title: str, pages_: int, last: str) -> str:
    seen = told.seen
    span = f"{human(seen.first)} to {human(seen.last)}" if seen.first else "without dates"
    narrowed = _narrowed(told.filter)
    lead = [
        f"{counted(seen.total, 'event')} from {counted(pages_, 'page')}, {span}.",
        f" The newest page is of {human(last)}." if last else "",
    ]
    links = [h("li", h("a", name, href=f"#{anchor}")) for anchor, name, _ in SECTIONS]
    return (
        h(
            "header",
            h("p", "A record of what was reported", class_="kicker"),
            h("h1", page_words(title)),
            h("p", *lead, class_="standfirst"),
            h("p", "Only: ", page_words(narrowed), class_="note") if narrowed else None,
            h("p", "Every line opens the sentences that say so.", class_="note"),
            class_="masthead",
        )
        + h("nav", h("ol", *links), aria_label="Sections")
        + "\n"
    )


def _narrowed(asked: Any) -> str:
    """Say which filters the report was made with."""
    named = ("actor", "pair", "class_", "place", "since", "until", "source", "review", "min_confidence")
    given = [
        (name.rstrip("_").replace("_", " "), getattr(asked, name)) for name in named if getattr(asked, name)
    ]
    return "; ".join(f"{name} {' and '.join(v) if isinstance(v, tuple) else v}" for name, v in given)


def _week_before(day: str) -> str:

    found = to_day(day)
    return (found - timedelta(DAYS - 1)).isoformat() if found else ""
