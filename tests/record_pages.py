"""What the tests of the record share: pages, readings made once, and what a record holds, by table and by key."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from memcon.errors import MemconError
from memcon.model import Page, Reading
from memcon.record import Record, ingest
from memcon.sources import pages

CRISIS = Path(__file__).parent.parent / "examples" / "crisis" / "pages"
EPOCH = "1646092800"

# Day of publication (of February 2022), outlet, text: one to three sentences each.
SHORT = (
    (1, "Alpha", "Turkey condemned Israel on Tuesday. About 20 people were killed, the mayor said."),
    (2, "Beta", "Turkey condemned Israel on Tuesday."),
    (2, "Gamma", "Turkey accused Israel of piracy."),
    (3, "Alpha", "Turkey accused Israel of piracy, and 30 people were killed."),
    (3, "Beta", "Spain will not attack Portugal, the minister said."),
    (4, "Alpha", "Russia and the United States will hold talks in Geneva on 10 February."),
    (4, "Beta", "Antony Blinken will meet Sergei Lavrov in Geneva on 10 February."),
    (5, "Gamma", "The talks between Russia and the United States on 10 February were moved to 11 February."),
    (6, "Alpha", "Joe Biden and Vladimir Putin will speak by telephone on Monday."),
    (7, "Beta", "Joe Biden spoke with Vladimir Putin by telephone on Monday. Germany criticised Poland."),
    (8, "Gamma", "Joe Biden called Vladimir Putin. Poland rejected the German criticism."),
    (9, "Alpha", "Emmanuel Macron cancelled his meeting with Olaf Scholz in Paris."),
    (10, "Beta", "Antony Blinken met Sergei Lavrov in Geneva on Thursday."),
    (11, "Gamma", "Russia and the United States held talks in Geneva on Thursday."),
    (11, "Alpha", "“We will never give up a single village of our country to anybody,” Volodymyr Zelensky said."),
    (12, "Beta", "Volodymyr Zelenskyy said: “We will never give up a single village of our country to anybody.”"),
    (12, "Gamma", "Russia will attack Ukraine if Ukraine attacks Belarus, Sergei Lavrov warned."),
    (13, "Alpha", "Sergei Lavrov warned that Russia will attack Ukraine if Ukraine attacks Belarus."),
    (13, "Beta", "Britain sent 2,000 soldiers to Estonia in 2019. About 40 people were killed."),
    (14, "Gamma", "France will send soldiers to Romania in March."),
    (15, "Alpha", "France and Romania will meet between 20 February and 22 February in Bucharest."),
    (22, "Beta", "French and Romanian ministers met in Bucharest on Monday."),
    (None, "Gamma", "Georgia criticised Armenia."),
    (None, "Alpha", "Georgia criticised Armenia on 3 February 2022."),
)  # fmt: skip


def page(text: str, day: int | None = 1, outlet: str = "Alpha", url: str = "") -> Page:
    """A page of plain text, published on a day of February 2022."""
    stated = (("published", f"2022-02-{day:02}"),) if day else ()
    stated += (("outlet", outlet),)
    return Page(text.encode(), "text/plain", url, encoding="utf-8", stated=stated)


@cache
def crisis_pages() -> tuple[Page, ...]:
    """The pages of the example crisis."""
    found = tuple(pages([str(CRISIS)]))
    assert all(isinstance(one, Page) for one in found)
    return found  # type: ignore[return-value]


@cache
def short_pages() -> tuple[Page, ...]:
    """Made-up pages of a few sentences, one of them in a language that is not read."""
    made = [
        page(text, day, outlet, f"https://{outlet.lower()}.example/{i}")
        for i, (day, outlet, text) in enumerate(SHORT)
    ]
    german = "Der Minister hat am Montag mit der Kanzlerin gesprochen, und die beiden waren sich nicht einig."
    return (*made, page(german, 3, "Delta", "https://delta.example/1"))


def mixed_pages() -> list[Page]:
    """A dozen pages of the crisis, copies of one another among them, between the short ones."""
    some = list(crisis_pages()[::4])
    short = list(short_pages())
    return [one for pair in zip(some, short, strict=False) for one in pair] + short[len(some) :]


class Readings:
    """Stands in for the reader: each page is read once and the same Reading given ever after."""

    def __init__(self) -> None:
        self.made: dict[tuple[str, str], Reading | MemconError] = {}
        self.read = ingest._read

    def __call__(self, page: Page, options: ingest.Options) -> Reading | MemconError:
        key = (ingest.page_key(page), str(options.tables))
        if key not in self.made:
            self.made[key] = self.read(page, options)
        return self.made[key]


READINGS = Readings()


def eager(monkeypatch: pytest.MonkeyPatch, merge_every: int = 7) -> None:
    """Make runs commit after each page and merge often, with readings that cost nothing and one time of day."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", EPOCH)
    monkeypatch.setattr(ingest, "_read", READINGS)
    monkeypatch.setattr(ingest, "COMMIT_SECONDS", -1.0)
    monkeypatch.setattr(ingest, "MERGE_EVERY", merge_every)


def tables_of(record: Record) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table of a record; of the full-text index every word with its place."""
    db = record.db
    names = [
        row[0]
        for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        if not row[0].startswith(("passage_fts", "sqlite_"))
    ]
    found = {name: _rows(db, f"SELECT * FROM {name}") for name in names}
    db.execute("CREATE VIRTUAL TABLE IF NOT EXISTS temp.word USING fts5vocab(main, passage_fts, instance)")
    found["passage_fts"] = _rows(db, "SELECT doc, col, offset, term FROM temp.word")
    return found


def _rows(db: sqlite3.Connection, query: str) -> list[tuple[Any, ...]]:
    return sorted((tuple(row) for row in db.execute(query)), key=repr)


# What a record says, whatever the order in which its rows were made. `entry.version` counts
# corrections and so tells of the order.
SAID = {
    "chronology": "SELECT key, date, who, class, form, status, place, words, articles, independent FROM chronology",
    "calendar": "SELECT key, due, who, class, form, place, words, announced, state, moved_from, articles FROM calendar",
    "entry": "SELECT key, kind, class, cameo, form, status, edtf, earliest, latest, dating, day, place, words, "
    "articles, independent, first_reported, last_reported, review FROM entry",
    "party": "SELECT entry.key, actor.key, role, entry_actor.day FROM entry_actor "
    "JOIN entry ON entry.id = entry_id JOIN actor ON actor.id = actor_id",
    "actor": "SELECT key, name, kind, country, sector FROM actor",
    "name": "SELECT key, name.name FROM name JOIN actor ON actor.id = actor_id",
    "article": "SELECT article.key, original.key FROM article JOIN article original ON original.id = article.original_id",
    "copy": "SELECT a.key, b.key, kind, overlap FROM copy JOIN article a ON a.id = article_id JOIN article b ON b.id = of_id",
    **{
        kind: f"SELECT {kind}.key, entry.key, joined FROM {kind} LEFT JOIN entry ON entry.id = entry_id"
        for kind in ("event", "statement", "conditional", "figure")
    },
}  # fmt: skip


def said(record: Record) -> dict[str, list[tuple[Any, ...]]]:
    """Everything that a record says of the world, by keys and not by row numbers."""
    return {name: _rows(record.db, query) for name, query in SAID.items()}


def differences(one: dict[str, list[Any]], other: dict[str, list[Any]]) -> list[str]:
    """What stands in one of two records only, a line each; none if they are equal."""
    lines = []
    for name in sorted({*one, *other}):
        a, b = one.get(name, []), other.get(name, [])
        lines += [f"{name}: only here {row}" for row in a if row not in b]
        lines += [f"{name}: only there {row}" for row in b if row not in a]
        if a != b and not lines:
            lines.append(f"{name}: a row more than once")
    return lines


Make = Callable[[list[Page]], Record]
