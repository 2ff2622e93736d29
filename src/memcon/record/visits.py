"""What is known of addresses on the web: when each was asked for, what it said, and which are feeds."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from urllib.parse import urlsplit

from memcon.errors import RecordError
from memcon.model import Visit
from memcon.record.store import transaction

NEVER = "1970-01-01T00:00:00Z"  # when what was never asked for was asked for


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed that `memcon watch` asks for; `asked` and `status` are of the last time."""

    url: str
    title: str
    added: str
    asked: str
    status: int


def known(db: sqlite3.Connection, url: str) -> Visit | None:
    """Return what came of asking for an address the last time, None if nothing is known of it.

    What would make a request conditional is left out where the page isn't in the record: then
    all of it is wanted. Of an address that is new, at a host that wants to be left alone, that
    is known.
    """
    host = _host(url)
    wait = (
        db.execute("SELECT max(wait) FROM visit WHERE host = ? AND wait <> ''", (host,)).fetchone()[0] or ""
    )
    row = db.execute(
        "SELECT visit.*, feed.title, feed.id IS NOT NULL AS is_feed, "
        "EXISTS (SELECT 1 FROM page WHERE page.url = final) AS has_page "
        "FROM visit LEFT JOIN feed ON feed.url = visit.url WHERE visit.url = ?",
        (url,),
    ).fetchone()
    if row is None:
        return Visit(url, NEVER, wait=wait) if wait else None
    held = row["is_feed"] or row["has_page"]
    return Visit(
        url,
        row["asked"],
        row["final"],
        row["status"],
        row["etag"] if held else "",
        row["modified"] if held else "",
        max(wait, row["wait"]),
        bool(row["is_feed"]),
        row["title"] or "",
    )


def note(db: sqlite3.Connection, visit: Visit, failed: bool) -> None:
    """Keep what came of asking for an address, and drop its failure if it had one and is mended.

    The caller holds the transaction.
    """
    before = db.execute("SELECT status FROM visit WHERE url = ?", (visit.url,)).fetchone()
    db.execute(
        "INSERT INTO visit (url, host, asked, final, status, etag, modified, wait) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (url) DO UPDATE SET "
        "host = excluded.host, asked = excluded.asked, final = excluded.final, "
        "status = excluded.status, etag = excluded.etag, "
        "modified = excluded.modified, wait = excluded.wait",
        (
            visit.url,
            _host(visit.final or visit.url),
            visit.asked,
            visit.final,
            visit.status,
            visit.etag,
            visit.modified,
            visit.wait,
        ),
    )
    if visit.feed:
        db.execute(
            "INSERT INTO feed (url, title, added) VALUES (?, ?, ?) "
            "ON CONFLICT (url) DO UPDATE SET title = excluded.title WHERE excluded.title <> ''",
            (visit.url, visit.title, visit.asked),
        )
    # what is wrong inside a feed is told beside it, and stays wrong while the feed is as it was
    unreachable = before is not None and before[0] not in (200, 304)
    if not failed and visit.status in (200, 304) and (unreachable or not visit.feed):
        db.execute("DELETE FROM failure WHERE source = ?", (visit.url,))


def feeds(db: sqlite3.Connection) -> list[Feed]:
    """Return the feeds in the order in which they came."""
    rows = db.execute(
        "SELECT feed.url, title, added, coalesce(asked, ''), coalesce(status, 0) "
        "FROM feed LEFT JOIN visit ON visit.url = feed.url ORDER BY feed.id"
    )
    return [Feed(*row) for row in rows]


def forget(db: sqlite3.Connection, url: str) -> None:
    """Take a feed out; its pages stay. Raises RecordError if it is none."""
    with transaction(db):
        if not db.execute("DELETE FROM feed WHERE url = ?", (url,)).rowcount:
            raise RecordError(f"{url}: no feed of this record; `memcon watch RECORD --list` shows them")
        db.execute("DELETE FROM visit WHERE url = ?", (url,))
        db.execute("DELETE FROM failure WHERE source = ?", (url,))


def _host(url: str) -> str:
    return urlsplit(url).hostname or ""
