"""The sentences that say so: what every line of the report opens."""

from __future__ import annotations

from collections.abc import Sequence

from memcon.answers import Entry, Source
from memcon.views.report.markup import Child, Html, h, join, link, page_words, words

SHOWN = 5  # sources of a line; how many more there are is told


def opens(summary: Child, sources: Sequence[Source], *more: Child, **given: str | None) -> Html:
    """Make a line that opens its sentences, originals before copies; `more` stands before them."""
    return h("details", h("summary", summary), *more, sentences(sources), **given)


def sentences(sources: Sequence[Source]) -> Html:
    """Make the list of the sentences of some claims."""
    ordered = sorted(sources, key=lambda one: bool(one.copy_of))
    items = [h("li", sentence(one)) for one in ordered[:SHOWN]]
    left = len(ordered) - SHOWN
    if left > 0:
        items.append(h("li", f"and {counted(left, 'more')}: see `memcon show`", class_="left"))
    return h("ul", *items, class_="sentences")


def sentence(source: Source) -> Html:
    """Make one claim: the sentence with its words marked, the page, its date and address."""
    return join(h("blockquote", h("p", marked(source), dir="auto")), page_line(source))


def marked(source: Source) -> Html:
    """Return the sentence around a claim with the claim's own words marked."""
    text, at = source.sentence, source.start - source.sentence_start
    end = at + len(source.words)
    if not text or text[max(at, 0) : end] != source.words:
        return h("mark", words(source.words))
    before, after = text[:at], text[end:]
    space = " " if before[-1:].isspace() else ""
    gap = " " if after[:1].isspace() else ""
    return join(words(before), space, h("mark", words(source.words)), gap, words(after))


def page_line(source: Source) -> Html:
    """Return who published a claim, when, under which title and address."""
    copied = h("span", "copy", class_="tag") if source.copy_of else None
    return h(
        "p",
        h("cite", page_words(source.outlet or "outlet not stated")),
        ", ",
        day(source.published) or "undated",
        ". ",
        page_words(source.title) if source.title else None,
        " " if source.title else None,
        link(source.url),
        " " if copied else None,
        copied,
        class_="page",
    )


def day(value: str) -> str:
    """Return the day of an EDTF value or moment, without the time of day.

    >>> day("2022-02-10T17:40:00Z"), day("2022-02-10/2022-02-12")
    ('2022-02-10', '2022-02-10/2022-02-12')
    """
    return value[:10] if value[10:11] == "T" else value


def counted(number: int, noun: str) -> str:
    """Return a number with its noun; "more" stays as it is.

    >>> counted(1, "page"), counted(2000, "page"), counted(2, "entry"), counted(3, "more")
    ('1 page', '2,000 pages', '2 entries', '3 more')
    """
    if number == 1 or noun == "more":
        return f"{number:,} {noun}"
    return f"{number:,} {noun[:-1]}ies" if noun[-2:] == "ry" else f"{number:,} {noun}s"


def told_by(entry: Entry) -> str:
    """Return how many pages tell an entry, and how many of them by themselves."""
    pages = counted(entry.articles, "page")
    return pages if entry.independent == entry.articles else f"{pages}, {entry.independent} independent"
