"""Entries as rows: the columns of CSV and Parquet, their types, and what each is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from memcon.answers import Entry, Party, Source

DOERS = ("source", "participant", "speaker")
DONE_TO = ("target", "addressee")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: name, type as Frictionless names it (string, integer, number, date), and what it says."""

    name: str
    type: str
    says: str


ENTRY = (
    Column("id", "string", "Id of the entry, made from its content"),
    Column("kind", "string", "event, statement, conditional or figure"),
    Column("date", "string", "When, as EDTF (ISO 8601-2): 2022-02-10, 2022-02, 2022-01-10/2022-01-13"),
    Column("earliest", "date", "First day that it can be"),
    Column("latest", "date", "Last day that it can be"),
    Column("dating", "string", "How the date is known: stated, relative, inferred, judged, reported"),
    Column("class", "string", "PLOVER class of an event; kind of a saying; unit of a figure"),
    Column("cameo", "string", "CAMEO code of an event"),
    Column("form", "string", "Of a meeting: meeting, call, talks, summit, visit, council"),
    Column("status", "string", "asserted, planned, cancelled, demanded …"),
    Column("source", "string", "Ids of who does or says it or takes part, apart by ;"),
    Column("target", "string", "Ids of whom it is done or said to, apart by ;"),
    Column("who", "string", "Both in words"),
    Column("place", "string", "Where, by name"),
    Column("articles", "integer", "Pages that tell it"),
    Column("independent", "integer", "Pages among them that are no copies of one another"),
    Column("first_reported", "date", "Day of the first page"),
    Column("last_reported", "date", "Day of the last page"),
    Column("review", "string", "What people decided: accepted, edited, rejected"),
    Column("version", "integer", "How often it was corrected, from 1"),
    Column("confidence", "number", "How sure the reading is, from 0 to 1"),
    Column("words", "string", "The words of its best source"),
)  # fmt: skip
SOURCE = (
    Column("entry", "string", "Id of the entry"),
    Column("claim", "string", "Id of what this page says of it"),
    Column("article", "string", "Id of the page"),
    Column("outlet", "string", "Who published it"),
    Column("published", "string", "When, as EDTF"),
    Column("title", "string", "Its title"),
    Column("url", "string", "Its address or file"),
    Column("copy_of", "string", "Id of the page that it is a copy of"),
    Column("status", "string", "What this page says became of it"),
    Column("date", "string", "When this page says it was, as EDTF"),
    Column("start", "integer", "Where the words begin in the text of the page, in characters"),
    Column("end", "integer", "Where they end"),
    Column("words", "string", "The words that say so"),
    Column("sentence", "string", "The sentence around them"),
    Column("rule", "string", "The rule that read them"),
    Column("joined", "string", "The rule that put them under the entry"),
    Column("confidence", "number", "How sure this reading is, from 0 to 1"),
)
Cell = str | int | float | date | None


def of_entry(entry: Entry) -> dict[str, Cell]:
    """Return an entry as one flat row, by column; days are dates, None if unknown."""
    return {
        "id": entry.id,
        "kind": entry.kind,
        "date": entry.date,
        "earliest": day(entry.earliest),
        "latest": day(entry.latest),
        "dating": entry.dating,
        "class": entry.class_,
        "cameo": entry.cameo,
        "form": entry.form,
        "status": entry.status,
        "source": "; ".join(party.actor for party in parties(entry, DOERS)),
        "target": "; ".join(party.actor for party in parties(entry, DONE_TO)),
        "who": entry.who,
        "place": entry.place,
        "articles": entry.articles,
        "independent": entry.independent,
        "first_reported": day(entry.first_reported),
        "last_reported": day(entry.last_reported),
        "review": entry.review,
        "version": entry.version,
        "confidence": round(entry.confidence, 3),
        "words": entry.words,
    }


def of_source(entry: Entry, source: Source) -> dict[str, Cell]:
    """Return a claim under an entry as one flat row, by column."""
    row: dict[str, Cell] = {"entry": entry.id}
    row.update({column.name: getattr(source, column.name) for column in SOURCE[1:]})
    row["confidence"] = round(source.confidence, 3)
    return row


def parties(entry: Entry, roles: tuple[str, ...]) -> Iterator[Party]:
    """Give those who take part in one of these roles."""
    return (party for party in entry.parties if party.role in roles)


def day(moment: str | None) -> date | None:
    """Return the day of an ISO moment, or None.

    >>> day("2022-02-10T15:00Z"), day(None)
    (datetime.date(2022, 2, 10), None)
    """
    try:
        return date.fromisoformat((moment or "")[:10])
    except ValueError:
        return None
