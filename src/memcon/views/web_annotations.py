"""Claims as W3C Web Annotations in JSON-LD: what memcon read, on the words that it read it from.

Start and end count characters of the article's text in the record; exact words with what stands
before and after find them in the page itself.
Source: https://www.w3.org/TR/annotation-model/
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from memcon.answers import Entry, Excerpt, Source
from memcon.views.chronology import what
from memcon.views.formats import Selection
from memcon.views.plain import web

CONTEXT = ("http://www.w3.org/ns/anno.jsonld", {"memcon": "urn:memcon:"})
# Words that only help to tell who or when are no target of their own.
SAYING = ("says", "content", "condition", "consequence")


def text(chosen: Selection) -> Iterator[str]:
    """Yield an AnnotationPage, one annotation a line for each claim under each entry."""
    head = {"@context": CONTEXT, "id": f"urn:memcon:record:{_part(chosen.name)}", "type": "AnnotationPage"}
    yield msgspec.json.encode(head).decode()[:-1] + ',"items":['
    between = "\n"
    for account in chosen.accounts():
        for source in account.sources:
            yield between + msgspec.json.encode(_annotation(account.entry, source)).decode()
            between = ",\n"
    yield "\n]}\n"


def _annotation(entry: Entry, source: Source) -> dict[str, Any]:
    tags = (entry.kind, entry.class_, entry.cameo, source.status)
    described = f"{entry.who or 'nobody named'}: {what(entry)}"
    return {
        "id": f"urn:memcon:claim:{source.claim}",
        "type": "Annotation",
        "motivation": "classifying",
        "generator": {"id": "urn:memcon", "type": "Software", "name": "memcon"},
        "body": [
            {"type": "TextualBody", "purpose": "describing", "format": "text/plain", "value": described},
            {"id": f"urn:memcon:entry:{entry.id}", "purpose": "linking", "type": "SpecificResource",
             "source": f"urn:memcon:entry:{entry.id}"},
            *({"type": "TextualBody", "purpose": "tagging", "value": tag} for tag in tags if tag),
        ],
        "memcon:confidence": round(source.confidence, 3),
        "target": [_target(source, one) for one in source.excerpts if one.role in SAYING],
    }  # fmt: skip


def _target(source: Source, words: Excerpt) -> dict[str, Any]:
    return {
        "type": "SpecificResource",
        "source": web(source.url) or f"urn:memcon:article:{source.article}",
        "selector": [
            {"type": "TextPositionSelector", "start": words.start, "end": words.end},
            {
                "type": "TextQuoteSelector",
                "exact": words.exact,
                "prefix": words.prefix,
                "suffix": words.suffix,
            },
        ],
    }


def _part(name: str) -> str:
    from urllib.parse import quote

    return quote(name, safe="")
