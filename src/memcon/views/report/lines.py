"""One entry as one line: its day, what it is of, what became of it, how many pages tell it."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Any

from memcon.answers import Entry
from memcon.views.memorandum import VERBS
from memcon.views.report.book import Record, Seen
from memcon.views.report.evidence import opens, told_by
from memcon.views.report.markup import Html, h, join, page_words
from memcon.views.report.svg import MONTHS, shape

HELD = {"asserted": "held", "historical": "held"}
SURE = 0.6  # confidence below which an entry is marked
REVIEWED = {"accepted": "accepted", "edited": "edited by hand"}


@dataclass(frozen=True, slots=True)
class Asked:
    """One report in the making: the record, its filter, what the walk over its events found, since when."""

    record: Record
    filter: Any
    seen: Seen
    since: str
    as_of: str


def line(asked: Asked, entry: Entry, strip: Html | None = None, anchor: bool = False) -> Html:
    """Make an entry as a line that opens its sentences; `anchor` gives it its id as an address."""
    summary = join(
        h("span", when(entry), class_="when"),
        strip,
        h("span", shape(state(entry)), " ", what(entry), class_="what"),
        h("span", told_by(entry), class_="told"),
    )
    return opens(
        summary,
        asked.record.sources(entry),
        history(asked, entry),
        sureness(entry),
        class_="line",
        id=entry.id if anchor else None,
    )


def lines(asked: Asked, entries: list[Entry]) -> Html:
    """Make several entries as a list of lines."""
    return h("ul", *(h("li", line(asked, entry)) for entry in entries), class_="lines")


def sureness(entry: Entry) -> Html | None:
    """Say how far an entry is to be trusted, where it is not at all sure that it was read rightly."""
    if entry.confidence >= SURE:
        return None
    return h("p", f"Read with confidence {entry.confidence:.2f} of 1: look at the words.", class_="note")


def history(asked: Asked, entry: Entry) -> Html | None:
    """Say how a plan came about, if more than one thing is told of it."""
    if entry.kind != "event" or entry.articles < 2:
        return None
    steps = asked.record.history(entry)
    if len(steps) < 2:
        return None
    told = [
        h(
            "li",
            h("time", human(step.day) or "undated"),
            " ",
            step.what,
            f" for {human(step.date)}" if step.date else "",
        )
        for step in steps
    ]
    return h("ol", *told, class_="history")


def state(entry: Entry) -> str:
    """Return the status of an event, as the shapes know it."""
    return "asserted" if entry.kind != "event" else entry.status


def what(entry: Entry) -> Html:
    """Say in words what an event is: who, what, whom, where, and its status where it did not happen."""
    did = names(entry, "source", "participant")
    to = names(entry, "target")
    if entry.class_ == "CONSULT":
        told = [h("strong", page_words(listed([*did, *to]))), ": ", entry.form or "meeting"]
    else:
        whom = [" ", h("strong", page_words(listed(to)))] if to else []
        told = [
            h("strong", page_words(listed(did) or "Nobody named")),
            " ",
            verb(entry.class_, len(did) > 1, bool(to)),
            *whom,
        ]
    if entry.place:
        told += [" in ", page_words(entry.place)]
    told += [" ", h("span", status(entry), class_=f"tag {entry.status}")] if status(entry) else []
    told += [" ", h("span", "unsure", class_="tag unsure")] if entry.confidence < SURE else []
    told += [" ", h("span", REVIEWED[entry.review], class_="tag")] if entry.review in REVIEWED else []
    return join(*told)


def status(entry: Entry) -> str:
    """Return the word for a status; of an act that happened, none."""
    if entry.class_ == "CONSULT":
        return HELD.get(entry.status, entry.status)
    return "" if entry.status == "asserted" else entry.status


def verb(class_: str, several: bool, with_target: bool) -> str:
    """Return the verb of a class, for one who acts or several; without a target, without its preposition.

    >>> verb("AGREE", True, True), verb("COOPERATE", False, False)
    ('agree with / offer', 'cooperates')
    """
    found = VERBS.get(class_, class_.lower())
    if several:
        found = " ".join(_plural(word) for word in found.split())
    return found if with_target else found.removesuffix(" with").removesuffix(" against").removesuffix(" to")


def _plural(word: str) -> str:
    return f"{word[:-3]}y" if word.endswith("ies") else word.removesuffix("s")


def names(entry: Entry, *roles: str) -> list[str]:
    """Return the names of those in some roles, each once, in the order of the alphabet."""
    return sorted({party.name for party in entry.parties if party.role in roles})


def listed(found: list[str]) -> str:
    """Return names as a list in words.

    >>> listed(["A", "B", "C"])
    'A, B and C'
    """
    return ", ".join(found[:-1]) + (" and " if len(found) > 1 else "") + found[-1] if found else ""


def when(entry: Entry) -> Html:
    """Return the day of an entry in words; of one without, that of its first report, and says so."""
    if not entry.date:
        return h("span", "undated")
    shown = h("time", human(entry.date), datetime=entry.date if entry.earliest == entry.date else None)
    return (
        join(h("small", "reported "), shown)
        if entry.dating == "reported" and entry.kind == "event"
        else shown
    )


def human(edtf: str) -> str:
    """Return an EDTF value in words; what is no day, month, year or interval of them as it stands.

    >>> human("2022-02-10/2022-02-12"), human("2022-02"), human("2022-02-12T10:00:00Z")
    ('10–12 Feb 2022', 'Feb 2022', '12 Feb 2022')
    """
    first, _, last = edtf.partition("/")
    if not last:
        return _human(first)
    a, b = _human(first), _human(last)
    if first[:7] == last[:7] and len(first) == len(last) == 10:
        return f"{int(first[8:])}–{b}"
    return a if a == b else f"{a} – {b}"


def _human(value: str) -> str:
    value = value[:10] if value[10:11] == "T" else value
    parts = value.split("-")
    if not all(part.isdigit() for part in parts) or len(parts) > 3:
        return value
    if len(parts) > 1 and not 1 <= int(parts[1]) <= 12:
        return value
    month = [MONTHS[int(parts[1]) - 1]] if len(parts) > 1 else []
    return " ".join([*([str(int(parts[2]))] if len(parts) > 2 else []), *month, parts[0]])


def to_day(value: str | None) -> date | None:
    """Return the day that an ISO day or moment stands for, or None."""
    try:
        return date.fromisoformat((value or "")[:10])
    except ValueError:
        return None


def month_of(month: str) -> tuple[date, date] | None:
    """Return the first and the last day of a month ("2022-02"), or None if it is none."""
    first = to_day(f"{month}-01")
    return (first, first.replace(day=monthrange(first.year, first.month)[1])) if first else None
