"""Pages as they arrived: stored with their bytes and the answer they came in, and given back."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from hashlib import sha256

import msgspec

from memcon.answers import Entry
from memcon.model import Page, content_id
from memcon.record.rows import stated


def page_key(page: Page) -> str:
    """Return the key of a page: its content, its address on the web and what was stated beside it.

    The name of a local file is no part of it, so that a file may be moved.
    """
    address = page.url if "://" in page.url else ""
    return content_id("p", address, sha256(page.content).hexdigest(), page.stated)


def insert(db: sqlite3.Connection, page: Page, key: str, run: int, bodies: bool) -> int:
    """Store a page and return its number. The caller holds the transaction."""
    body = zlib.compress(page.content, 6) if bodies else None
    fetched = page.fetched.isoformat() if page.fetched else None
    number = db.execute(
        "INSERT INTO page (key, url, media_type, encoding, fetched, stated, body, run_id) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (key, page.url, page.media_type, page.encoding, fetched, stated(page.stated), body, run),
    ).lastrowid
    assert number is not None
    if page.status:
        headers = msgspec.json.encode(page.headers).decode()
        db.execute("INSERT INTO response VALUES (?, ?, ?)", (number, page.status, headers))
    return number


def kept(db: sqlite3.Connection, number: int) -> Page:
    """Return a page whose bytes were kept."""
    row = db.execute(
        "SELECT page.*, coalesce(status, 0) AS status, coalesce(headers, '[]') AS headers "
        "FROM page LEFT JOIN response ON page_id = page.id WHERE page.id = ?",
        (number,),
    ).fetchone()
    return Page(
        zlib.decompress(row["body"]),
        row["media_type"],
        row["url"],
        row["encoding"],
        datetime.fromisoformat(row["fetched"]) if row["fetched"] else None,
        tuple(msgspec.json.decode(row["stated"], type=dict[str, str]).items()),
        row["status"],
        msgspec.json.decode(row["headers"], type=tuple[tuple[str, str], ...]),
    )


def kept_under(db: sqlite3.Connection, entries: Iterable[Entry]) -> Iterator[Page]:
    """Give the pages that tell of entries, in the order in which they came, if their bytes were kept."""
    numbers: set[int] = set()
    for entry in entries:
        numbers.update(
            row[0]
            for row in db.execute(
                f"SELECT page_id FROM {entry.kind} JOIN article ON article.id = article_id "
                "WHERE entry_id = (SELECT id FROM entry WHERE key = ?)",
                (entry.id,),
            )
        )
    for number in sorted(numbers):
        if db.execute("SELECT 1 FROM page WHERE id = ? AND body IS NOT NULL", (number,)).fetchone():
            yield kept(db, number)


def all_kept(db: sqlite3.Connection) -> Iterator[Page]:
    """Give every page whose bytes were kept, in the order in which they came."""
    for row in db.execute("SELECT id FROM page WHERE body IS NOT NULL ORDER BY id").fetchall():
        yield kept(db, row[0])
