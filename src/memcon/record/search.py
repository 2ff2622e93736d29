"""Full text: phrases, prefixes, NEAR; the spelling variants of a name are found together."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar

from memcon.errors import RecordError
from memcon.tables import load_tables

TOKEN = re.compile(r'"[^"]*"|NEAR\([^)]*\)|\(|\)|\bAND\b|\bOR\b|\bNOT\b|[^\s()]+')
PLAIN = re.compile(r"[\w’'.-]+")
MOST = 12  # variants of one name that are asked for
RANKED = 5000  # hits that are compared; of more than that, those that came in last
# CROSS JOIN: the words of an article are looked up for the best alone, their snippets last
BEST = f"""
  WITH hit AS MATERIALIZED (
    SELECT rowid AS id, bm25(passage_fts) AS score FROM passage_fts WHERE passage_fts MATCH ?1
    ORDER BY rowid DESC LIMIT {RANKED}
  ), best AS (
    SELECT id, score FROM hit
    WHERE score <= coalesce((SELECT score FROM hit ORDER BY score LIMIT 1 OFFSET ?2 - 1), 0)
  )
  SELECT best.id, article.id AS article_id, article.key, article.title, article.outlet, article.url,
    coalesce(article.published, '') AS published, block.start, block.end
  FROM best CROSS JOIN block ON block.id = best.id CROSS JOIN article ON article.id = block.article_id
  ORDER BY score, article.key, block.start LIMIT ?2
"""
SNIPPET = """
  SELECT snippet(passage_fts, 0, '‹', '›', '…', 40) FROM passage_fts WHERE passage_fts MATCH ? AND rowid = ?
"""
# What SQLite says of a question that it can't read.
UNREADABLE = ("fts5", "no such column", "unterminated", "expected integer")


@dataclass(frozen=True, slots=True)
class PlaceAlias:
    """Another spelling of a place."""

    TABLE: ClassVar[str] = "world/place_aliases.tsv"
    alias: str
    name: str
    country: str = ""
    example: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph that was found: its page, its words with the hits in ‹ ›, and the entries read from it."""

    article: str
    title: str
    outlet: str
    url: str
    published: str
    start: int
    end: int
    words: str
    entries: tuple[str, ...]


def search(db: sqlite3.Connection, text: str, limit: int = 20) -> list[Passage]:
    """Return the paragraphs that fit best; raises RecordError if the question can't be read.

    `text` is words (all of them), "a phrase", a prefix*, NEAR(one other, 5), OR, NOT, ( ).
    """
    asked = expand(db, text)
    if not asked:
        raise RecordError('nothing to search for; give a word or a "phrase"')
    try:
        rows = [
            (row, db.execute(SNIPPET, (asked, row["id"])).fetchone()[0])
            for row in db.execute(BEST, (asked, limit)).fetchall()
        ]
    except sqlite3.OperationalError as error:
        if not any(sign in str(error) for sign in UNREADABLE):
            raise
        raise RecordError(
            f'{text!r}: can\'t be searched for ({error}); put it in "quotation marks"'
        ) from error
    return [
        Passage(
            row["key"], row["title"], row["outlet"], row["url"], row["published"], row["start"], row["end"],
            words, tuple(_entries(db, row)),
        )
        for row, words in rows
    ]  # fmt: skip


def _entries(db: sqlite3.Connection, row: sqlite3.Row) -> Iterator[str]:
    for kind in ("event", "statement", "conditional", "figure"):
        found = db.execute(
            f"SELECT DISTINCT entry.key FROM evidence JOIN {kind} item ON item.id = evidence.{kind}_id "
            "JOIN entry ON entry.id = item.entry_id "
            "WHERE evidence.article_id = ? AND evidence.start >= ? AND evidence.end <= ? ORDER BY entry.key",
            (row["article_id"], row["start"], row["end"]),
        )
        yield from (key for (key,) in found.fetchall())


def expand(db: sqlite3.Connection, text: str) -> str:
    """Write a question as FTS5 reads it, each name with its other spellings.

    Words of letters are quoted, so that a hyphen or an apostrophe is no operator.
    """
    found = []
    for token in TOKEN.findall(text):
        if token in ("AND", "OR", "NOT", "(", ")") or token.startswith("NEAR("):
            found.append(token)
        elif token.startswith('"'):
            found.append(_either(variants(db, token.strip('"'))) if token.strip('" ') else "")
        elif token.endswith("*"):
            found.append(f'"{_bare(token[:-1])}"*' if _bare(token[:-1]) else "")
        elif PLAIN.search(token):
            found.append(_either(variants(db, _bare(token))))
    return _joined([part for part in found if part])


def _joined(parts: list[str]) -> str:
    """Put AND between two terms that stand side by side: FTS5 wants it beside parentheses."""
    whole = ""
    for part in parts:
        beside = (
            not whole or whole.endswith((" AND", " OR", " NOT", "(")) or part in ("AND", "OR", "NOT", ")")
        )
        whole += ("" if not whole else " " if beside else " AND ") + part
    return whole


def _bare(word: str) -> str:
    return word.replace('"', " ").strip()


def _either(spellings: list[str]) -> str:
    quoted = [f'"{spelling}"' for spelling in spellings]
    return quoted[0] if len(quoted) == 1 else f"({' OR '.join(quoted)})"


def variants(db: sqlite3.Connection, words: str) -> list[str]:
    """Return a name with its other spellings: of a person in this record, of a place in the tables."""
    found = {words}
    low = words.lower()
    found |= set(_places().get(low, ()))
    if " " in words:
        rows = db.execute(
            "SELECT other.name FROM name one JOIN name other ON other.actor_id = one.actor_id "
            "WHERE one.name = ? COLLATE NOCASE",
            (words,),
        )
        found |= {row[0] for row in rows if " " in row[0]}
    else:
        rows = db.execute(
            "SELECT DISTINCT other.name FROM name one JOIN actor ON actor.id = one.actor_id "
            "JOIN name other ON other.actor_id = one.actor_id "
            "WHERE actor.kind = 'person' AND (one.name = ?1 COLLATE NOCASE "
            "OR substr(one.name, -length(?1) - 1) = ' ' || ?1 COLLATE NOCASE)",
            (words,),
        )
        found |= {row[0].split()[-1] for row in rows}
    unlike = {name.lower(): name for name in sorted(found, reverse=True)}
    unlike.pop(low, None)
    return [words, *sorted(unlike.values())][:MOST]


@lru_cache(maxsize=1)
def _places() -> dict[str, tuple[str, ...]]:
    groups: dict[str, set[str]] = {}
    for row in load_tables().rows(PlaceAlias):
        groups.setdefault(row.name, {row.name}).add(row.alias)
    found: dict[str, tuple[str, ...]] = {}
    for group in groups.values():
        for name in group:
            found[name.lower()] = tuple(sorted(group))
    return found
