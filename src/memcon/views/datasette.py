"""metadata.yaml for Datasette: what each table holds, how a row is labelled, what to search and facet."""

from __future__ import annotations

from collections.abc import Iterator

from memcon.views.formats import Selection

TABLES = {
    "article": (
        "title",
        "Pages that were read; original_id names the first of those that are copies",
        ("outlet",),
    ),
    "actor": ("name", "Whoever acts", ("kind", "country", "sector")),
    "entry": (
        "words",
        "One line for each thing that happened or was said",
        ("kind", "class", "status", "place"),
    ),
    "event": ("class", "What one page says of one event", ("class", "status", "form")),
    "statement": ("words", "Who said what to whom, on one page", ("kind", "stance")),
    "participant": ("role", "Who took part in an event", ("role",)),
    "place": ("name", "Places that events are told of, with their position", ("country",)),
    "conditional": ("consequence", "If this, then that", ("kind",)),
    "figure": ("what", "Numbers that were claimed", ("unit", "what")),
    "evidence": ("exact", "The words that say so, with what stands before and after", ("role",)),
    "judgement": ("verdict", "What people decided", ("verdict", "who")),
    "link": ("title", "Links to other stories, never read", ()),
    "change": ("detail", "What changed in which run", ("kind",)),
    "failure": ("source", "Pages that could not be read", ()),
    "page": ("url", "Pages as they arrived", ("media_type",)),
    "visit": ("url", "Addresses on the web, and what came of asking for them", ("host", "status")),
    "feed": ("title", "Feeds that are watched", ()),
    "run": ("command", "Runs of memcon", ("command",)),
}
VIEWS = {
    "chronology": ("What happened, was planned or was cancelled, by day", ("class", "status", "place")),
    "calendar": ("What was planned, and what became of it", ("state", "class")),
    "dyads": ("One pair of actors a row", ("source", "target", "class", "status")),
    "quotes": ("Direct and mixed quotations", ("speaker", "outlet")),
    "figures": ("Numbers that were claimed, with their sources", ("unit", "what")),
    "sources": ("Pages, and which are copies of which", ("outlet",)),
    "passage": ("The paragraphs of the pages", ()),
}


def metadata(chosen: Selection) -> Iterator[str]:
    """Yield the lines of metadata.yaml for one record; use it as `datasette RECORD -m metadata.yaml`."""
    yield f"title: {_quoted(chosen.name)}\n"
    yield "description: A sourced, dated record made by memcon\n"
    yield f"databases:\n  {_quoted(chosen.name)}:\n    tables:\n"
    for name, (label, says, facets) in TABLES.items():
        yield f"      {name}:\n        description: {_quoted(says)}\n        label_column: {label}\n"
        yield from _facets(facets)
    for name, (says, facets) in VIEWS.items():
        yield f"      {name}:\n        description: {_quoted(says)}\n"
        yield from _facets(facets)
        if name == "passage":
            yield "        fts_table: passage_fts\n        fts_pk: id\n"


def _facets(names: tuple[str, ...]) -> Iterator[str]:
    if names:
        yield "        facets:\n"
        yield from (f"        - {name}\n" for name in names)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
