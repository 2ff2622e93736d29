"""What was said: the quotations of each speaker; threats, promises, offers and preconditions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from memcon.answers import Condition, Entry
from memcon.views.report.book import Top, groups, of_kind, rank
from memcon.views.report.evidence import counted, opens, told_by
from memcon.views.report.lines import Asked, human, line
from memcon.views.report.markup import Child, Html, h, join, page_words
from memcon.views.report.svg import shape

SPEAKERS, EACH = 30, 12  # speakers with quotations, quotations of each
CONDITIONS = 120
STATES = {
    "open": "not reported",
    "condition reported": "planned",
    "consequence reported": "asserted",
    "both reported": "asserted",
}
NOBODY = "Speaker not named"


def quotes(asked: Asked) -> Iterator[Html]:
    """The direct quotations of each speaker, those of most quotations first."""
    said = Counter[str]()

    def direct() -> Iterator[Entry]:
        for entry in asked.record.entries(of_kind(asked.filter, "statement")):
            said[entry.class_] += 1
            if entry.class_ in ("direct", "mixed"):
                yield entry

    totals, kept = groups(direct(), _speaker, lambda entry: (*rank(entry), entry.class_ == "direct"), EACH)
    if not totals:
        yield h("p", "No page quotes anybody.", class_="none")
        return
    ordered = sorted(totals, key=lambda name: (name == NOBODY, -totals[name], name))
    left = said.total() - totals.total()
    more = f"; {counted(left, 'statement')} told in a page's own words are left out" if left else ""
    yield h(
        "p",
        f"{counted(totals.total(), 'quotation')} of {counted(len(totals), 'speaker')}{more}.",
        class_="lead",
    )
    for name in ordered[:SPEAKERS]:
        yield _of(asked, name, totals[name], kept[name])
    if len(ordered) > SPEAKERS:
        rest = sum(totals[name] for name in ordered[SPEAKERS:])
        speakers = counted(len(ordered) - SPEAKERS, "speaker")
        yield h("p", f"{speakers} more, with {counted(rest, 'quotation')}, are left out.", class_="note")


def _speaker(entry: Entry) -> str:
    return next((party.name for party in entry.parties if party.role == "speaker"), NOBODY)


def _of(asked: Asked, name: str, total: int, entries: Sequence[Entry]) -> Html:
    note = h("p", f"The {len(entries)} that most pages print, of {total:,}.", class_="note")
    return h(
        "section",
        h("h3", page_words(name), " ", h("small", counted(total, "quotation"))),
        note if total > len(entries) else None,
        h("ul", *(h("li", _quote(asked, entry)) for entry in entries), class_="quotes"),
        class_="speaker",
    )


def _quote(asked: Asked, entry: Entry) -> Html:
    to = [party.name for party in entry.parties if party.role == "addressee"]
    facts: list[Child] = [h("time", human(entry.date) or "undated"), " · ", told_by(entry)]
    facts += [" · to ", page_words(to[0])] if to else []
    facts += [" · partly in the page's words"] if entry.class_ == "mixed" else []
    summary = join(h("span", page_words(f"“{entry.words}”"), class_="said"), h("span", *facts, class_="told"))
    return opens(summary, asked.record.sources(entry), class_="line quote")


def conditions(asked: Asked) -> Iterator[Html]:
    """If this, then that; and whether pages reported either half since."""
    top, total = Top(CONDITIONS), 0
    for entry in asked.record.entries(of_kind(asked.filter, "conditional")):
        total += 1
        top.add(rank(entry), entry)
    if not total:
        yield h("p", "No page tells of any.", class_="none")
        return
    found = [(entry, asked.record.condition(entry)) for entry in top.in_order()]
    states = Counter(one.state for _, one in found)
    yield h(
        "p", "; ".join(f"{states[state]:,} {state}" for state in STATES if states[state]), ".", class_="lead"
    )
    yield h(
        "p",
        "“Reported” means that a page of the same day or later tells of the same kind of act between the "
        "same sides. It does not mean that the one followed from the other.",
        class_="note",
    )
    if total > len(found):
        yield h("p", f"The {len(found)} that most pages tell, of {total:,}.", class_="note")
    yield h(
        "ul", *(h("li", _condition(asked, entry, one)) for entry, one in found), class_="lines conditions"
    )


def _condition(asked: Asked, entry: Entry, one: Condition) -> Html:
    summary = join(
        h("span", h("time", human(one.first_reported) or "undated"), class_="when"),
        h(
            "span",
            h("span", one.kind, class_="tag"),
            " ",
            h("strong", page_words(one.speaker or NOBODY)),
            h("span", h("small", "if "), page_words(one.condition), class_="half"),
            h("span", h("small", "then "), page_words(one.consequence), class_="half"),
            class_="what",
        ),
        h("span", shape(STATES[one.state]), " ", one.state, class_="told"),
    )
    since = [
        *_since(asked, "Condition", one.condition_since),
        *_since(asked, "Consequence", one.consequence_since),
    ]
    return opens(summary, asked.record.sources(entry), *since, class_="line condition")


def _since(asked: Asked, half: str, keys: Sequence[str]) -> Iterator[Html]:
    if keys:
        shown = [asked.record.entry(key) for key in keys[:5]]
        more = f", and {len(keys) - 5} more" if len(keys) > 5 else ""
        yield h("p", f"{half} reported since{more}:", class_="note")
        yield h("ul", *(h("li", line(asked, entry)) for entry in shown), class_="lines")
