"""The pages of a record as sources: who published them, when, under which licence, and how many a day."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator

from memcon.answers import Day, Origin
from memcon.record.filters import Filter
from memcon.record.judgements import bounds

LICENCE = "coalesce({})".format(
    ", ".join(f"json_extract(page.stated, '$.{name}')" for name in ("licence", "license", "rights"))
)


def origins(db: sqlite3.Connection, asked: Filter) -> Iterator[Origin]:
    """Give the pages that were published in the days and by the sources asked for, by day."""
    where, values = _where(asked)
    rows = db.execute(
        "SELECT article.key, article.title, article.byline, article.outlet, article.url, "
        "coalesce(article.published, ''), coalesce(article.dated, ''), coalesce(page.fetched, ''), "
        f"coalesce({LICENCE}, ''), coalesce(original.key, ''), article.words "
        "FROM article JOIN page ON page.id = article.page_id "
        "LEFT JOIN article original ON original.id = article.original_id AND original.id <> article.id "
        f"WHERE {where} ORDER BY article.earliest IS NULL, article.earliest, article.key",
        values,
    )
    for row in rows:
        yield Origin(*row)


def days(db: sqlite3.Connection, asked: Filter) -> Iterator[Day]:
    """Give the days on which pages were published, in order; pages without a date are left out."""
    where, values = _where(asked)
    rows = db.execute(
        "SELECT substr(article.earliest, 1, 10) AS day, count(*), sum(article.id = original_id) FROM article "
        f"WHERE article.earliest IS NOT NULL AND {where} GROUP BY day ORDER BY day",
        values,
    )
    for row in rows:
        yield Day(*row)


def _where(asked: Filter) -> tuple[str, list[str]]:
    where, values = ["1"], []
    if asked.since:
        where.append("article.earliest >= ?")
        values.append(bounds(asked.since)[0] or "")
    if asked.until:
        where.append("substr(article.earliest, 1, 10) <= ?")
        values.append(bounds(asked.until)[1] or "~")
    if asked.source:
        where.append("(article.outlet LIKE ? ESCAPE '\\' OR article.url LIKE ? ESCAPE '\\')")
        part = re.sub(r"([\\%_])", r"\\\1", asked.source)
        values += [f"%{part}%"] * 2
    return " AND ".join(where), values
