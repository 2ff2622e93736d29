"""Which articles are copies of one another: seeded MinHash over body words, checked by exact overlap.

Source of the method: A. Broder, On the resemblance and containment of documents (1997).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from memcon.model import Article
from memcon.record.likeness import to_int, words_of

SHINGLE = 3  # words
HASHES, BANDS = 64, 16  # 16 bands of 4: a pair with resemblance .5 is looked at 2 times in 3, .7 always
COPY = 0.5  # resemblance (Jaccard) from which two stories are one
CONTAINED = 0.8  # share of the shorter one's shingles from which the longer one contains it
PARAGRAPH = 12  # words from which a paragraph is worth a hash of its own
LEAST = 20  # words under which a story is too short to be known again
_random = np.random.Generator(np.random.PCG64(20220119))
MASKS = _random.integers(0, 1 << 63, HASHES, dtype=np.uint64)
FACTORS = _random.integers(0, 1 << 63, HASHES, dtype=np.uint64) * np.uint64(2) + np.uint64(1)


@dataclass(frozen=True, slots=True)
class Sketch:
    """What is kept of a story to find its copies: word count, MinHash values, bands to look up."""

    words: int
    blob: bytes | None
    bands: tuple[int, ...]


def shingles(text: str) -> frozenset[str]:
    """Return every run of SHINGLE words."""
    words = words_of(text)
    return frozenset(" ".join(words[i : i + SHINGLE]) for i in range(len(words) - SHINGLE + 1))


def sketch_of(article: Article) -> Sketch:
    """Sketch an article's own paragraphs; one that is too short is a copy of nothing."""
    body = article.body
    words = len(words_of(body))
    if words < LEAST:
        return Sketch(words, None, ())
    # The upper half of a product modulo 2⁶⁴: without the masks, a shingle whose own hash is small
    # would be the least in every row, and whoever writes "on 12 March" a copy to be looked at.
    values = np.array(sorted(to_int(s) for s in shingles(body)), dtype=np.uint64)
    least = (((values[:, None] ^ MASKS) * FACTORS) >> np.uint64(32)).min(axis=0)
    rows = least.astype("<u4").reshape(BANDS, -1)
    bands = {to_int("band", str(i), row.tobytes().hex()) for i, row in enumerate(rows)}
    paragraphs = (words_of(block.span.of(article.text)) for block in article.blocks if block.kind.is_story)
    bands |= {to_int("paragraph", " ".join(p)) for p in paragraphs if len(p) >= PARAGRAPH}
    return Sketch(words, rows.tobytes(), tuple(sorted(bands)))


def find_copies(db: sqlite3.Connection, article: int) -> list[tuple[int, int, str, float]]:
    """Return the edges (article, of, kind, overlap) between a stored article and those before it.

    The later of the two points at the earlier one; of the same day, the larger key at the
    smaller. "version" is another text under the same address.
    """
    edges = []
    own = _story(db, article)
    seen = {article}
    for other, same_address in _candidates(db, article, own):
        if other in seen:
            continue
        seen.add(other)
        told = _story(db, other)
        kind, overlap = compare(own.shingles, told.shingles)
        if same_address:
            kind = "version"
        if kind:
            late, early = (article, other) if own.order > told.order else (other, article)
            edges.append((late, early, kind, overlap))
    return edges


def compare(one: frozenset[str], other: frozenset[str]) -> tuple[str, float]:
    """Say how two stories overlap: ("copy", resemblance), ("contains", containment) or ("", 0)."""
    shared = len(one & other)
    if not shared:
        return "", 0.0
    resemblance = shared / len(one | other)
    if resemblance >= COPY:
        return "copy", round(resemblance, 3)
    containment = shared / min(len(one), len(other))
    return ("contains", round(containment, 3)) if containment >= CONTAINED else ("", 0.0)


@dataclass(frozen=True, slots=True)
class _Story:
    order: tuple[bool, str, str]
    url: str
    shingles: frozenset[str]


def _story(db: sqlite3.Connection, article: int) -> _Story:
    published, earliest, key, url = db.execute(
        "SELECT published, earliest, key, url FROM article WHERE id = ?", (article,)
    ).fetchone()
    return _Story((earliest is None, published or "", key), url, shingles(_body(db, article)))


def _candidates(db: sqlite3.Connection, article: int, own: _Story) -> Iterator[tuple[int, bool]]:
    if "://" in own.url:
        for row in db.execute("SELECT id FROM article WHERE url = ? ORDER BY key", (own.url,)):
            yield row[0], True
    found = db.execute(
        "SELECT DISTINCT other.article_id FROM sketch_band own "
        "JOIN sketch_band other ON other.band = own.band "
        "JOIN article ON article.id = other.article_id WHERE own.article_id = ? ORDER BY article.key",
        (article,),
    )
    for row in found.fetchall():
        yield row[0], False


def is_told(db: sqlite3.Connection, article: Article) -> bool:
    """Whether an article of the same address says the same already: title, date and the story's own words.

    A page whose menus, adverts or hidden numbers alone have changed is no new version.
    """
    published = article.published.edtf if article.published else None
    words = words_of(article.body)
    rows = db.execute(
        "SELECT id FROM article WHERE (url, title) = (?, ?) AND published IS ?",
        (article.url, article.title, published),
    ).fetchall()
    return any(words_of(_body(db, row[0])) == words for row in rows)


def _body(db: sqlite3.Connection, article: int) -> str:
    rows = db.execute(
        "SELECT substr(text, start + 1, end - start) FROM block JOIN article ON article.id = article_id "
        "WHERE article_id = ? AND kind IN ('heading', 'paragraph') ORDER BY start",
        (article,),
    )
    return "\n\n".join(row[0] for row in rows)


def relate(db: sqlite3.Connection, articles: Sequence[int]) -> set[int]:
    """Store the copy edges of new articles and name each group's original; return articles whose group grew.

    Groups are the connected components of "copy" and "version" edges; "contains" joins nothing.
    The original is the first by date of publication, then by key.
    """
    touched: set[int] = set()
    for article in articles:
        edges = find_copies(db, article)
        db.executemany("INSERT OR REPLACE INTO copy VALUES (?, ?, ?, ?)", edges)
        if any(kind != "contains" for _, _, kind, _ in edges):
            touched.add(article)
    changed: set[int] = set()
    done: set[int] = set()
    for article in sorted(touched):
        if article not in done:
            group = _group(db, article)
            done |= group
            changed |= _name_original(db, group)
    return changed


def _group(db: sqlite3.Connection, article: int) -> set[int]:
    found, todo = {article}, [article]
    while todo:
        one = todo.pop()
        rows = db.execute(
            "SELECT of_id FROM copy WHERE article_id = ? AND kind <> 'contains' "
            "UNION SELECT article_id FROM copy WHERE of_id = ? AND kind <> 'contains'",
            (one, one),
        )
        new = {row[0] for row in rows} - found
        found |= new
        todo += new
    return found


def _name_original(db: sqlite3.Connection, group: Iterable[int]) -> set[int]:
    marks = ", ".join(str(number) for number in sorted(group))
    rows = db.execute(
        f"SELECT id, original_id FROM article WHERE id IN ({marks}) ORDER BY earliest IS NULL, published, key"
    ).fetchall()
    first = rows[0][0]
    changed = {row[0] for row in rows if row[1] != first}
    db.executemany("UPDATE article SET original_id = ? WHERE id = ?", [(first, number) for number in changed])
    return changed
