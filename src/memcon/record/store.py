"""The record as one SQLite file: open, create, migrate, and say plainly what is wrong with it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from memcon.errors import BusyError, RecordError

VERSION = 4
APPLICATION = 0x6D656D63  # "memc": what makes a SQLite file a record
SCHEMA = Path(__file__).with_name("schema.sql")
WEB = Path(__file__).with_name("web.sql")
BUSY_SECONDS = 30.0

# user_version → what brings a record of that version to the next one. Version 1 is the first.
MIGRATIONS: dict[int, str] = {
    1: "".join(
        f"ALTER TABLE {table} ADD COLUMN confidence REAL NOT NULL DEFAULT 1;\n"
        for table in ("entry", "statement", "event")
    ),
    2: WEB.read_text(encoding="utf-8"),
    3: (
        "CREATE TABLE place (name TEXT NOT NULL, country TEXT NOT NULL, key TEXT NOT NULL, latitude REAL, "
        "longitude REAL, PRIMARY KEY (name, country)) STRICT, WITHOUT ROWID;\n"
        # a digest of nothing: the next `refresh` writes what reads the same too, and with it the places
        "UPDATE article SET digest = '', rules = '';\n"
    ),
}

# What SQLite says, and what the user can do about it; the first that fits.
FAULTS = (
    ("database or disk is full", "the disk is full; free some space and run the same command again"),
    ("disk i/o error", "the disk fails or is full; free some space and run the same command again"),
    ("readonly", "read-only; give yourself the right to write to the file and its folder"),
    ("locked", "another memcon is writing to it; wait until it is done"),
    ("malformed", "damaged; run `memcon doctor` on it, or restore a copy"),
    ("not a database", "not a record; give the file that `memcon add` made"),
    ("unable to open", "can't be opened; check the path and its permissions"),
)


def connect(path: Path, *, create: bool = False, read_only: bool = False) -> sqlite3.Connection:
    """Open a record; raises RecordError if it is missing, foreign, newer, damaged or not writable.

    With `create`, a missing file is made. A record of an older version is brought up to date.
    """
    if not path.exists() and not create:
        raise RecordError(f"{path}: no such record; make one with `memcon add {path} PAGE…`")
    if path.is_dir():
        raise RecordError(f"{path}: a folder, not a record; give a file, like {path / 'crisis.db'}")
    if not path.parent.is_dir():
        raise RecordError(f"{path}: no such folder; make {path.parent} first")
    with plainly(path):
        mode = "ro" if read_only else "rwc" if create else "rw"
        uri = f"{path.absolute().as_uri()}?mode={mode}"
        db = sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None)
        db.row_factory = sqlite3.Row
        try:
            _prepare(db, path, read_only)
        except BaseException:
            db.close()
            raise
    return db


def _prepare(db: sqlite3.Connection, path: Path, read_only: bool) -> None:
    db.execute("PRAGMA foreign_keys = ON")
    db.execute("PRAGMA cache_size = -131072")
    db.execute("PRAGMA temp_store = MEMORY")
    version = _version(db, path, read_only)
    if not read_only:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = NORMAL")
        db.execute("PRAGMA wal_autocheckpoint = 16384")  # pages: rows come in many places at once
        if version < VERSION:
            with transaction(db):
                _upgrade(db, _version(db, path))


def _version(db: sqlite3.Connection, path: Path, read_only: bool = False) -> int:
    """Return the record's version (0: an empty file); raises RecordError if it is none that can be read."""
    version = int(db.execute("PRAGMA user_version").fetchone()[0])
    application = int(db.execute("PRAGMA application_id").fetchone()[0])
    tables = int(db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0])
    if application != APPLICATION and tables:
        raise RecordError(f"{path}: a SQLite file, but not a record; give the file that `memcon add` made")
    if version and version < VERSION and read_only:
        raise RecordError(f"{path}: made by an older memcon; `memcon doctor {path}` brings it up to date")
    if version > VERSION:
        raise RecordError(
            f"{path}: made by a newer memcon (record version {version}, this one knows {VERSION}); "
            "pip install --upgrade memcon"
        )
    return version


def _upgrade(db: sqlite3.Connection, version: int) -> None:
    if version == 0:
        for file in (SCHEMA, WEB):
            for statement in _statements(file.read_text(encoding="utf-8")):
                db.execute(statement)
        db.execute(f"PRAGMA application_id = {APPLICATION}")
    else:
        for step in range(version, VERSION):
            for statement in _statements(MIGRATIONS[step]):
                db.execute(statement)
    db.execute(f"PRAGMA user_version = {VERSION}")


def _statements(script: str) -> Iterator[str]:
    """Cut a script into statements: executescript would commit the transaction it runs in."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


@contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[None]:
    """Do all of it or nothing; one writer at a time."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        if db.in_transaction:  # a full disk has rolled back already
            db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")


@contextmanager
def alone(path: Path, what: str) -> Iterator[None]:
    """Keep others from doing the same to a record meanwhile; raises BusyError if somebody does it now.

    The lock is SQLite's, on an empty file beside the record: it goes with the process, however that ends.
    """
    with plainly(path):
        lock = sqlite3.connect(path.with_name(f"{path.name}-{what}"), timeout=0, isolation_level=None)
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            lock.close()
            if "locked" not in str(error):
                raise
            raise BusyError(f"{path}: another `memcon {what}` is at it; let it end") from None
    try:
        yield
    finally:
        lock.close()


@contextmanager
def plainly(path: Path) -> Iterator[None]:
    """Turn what SQLite raises into one line that names the record and the fix."""
    try:
        yield
    except sqlite3.Error as error:
        said = str(error)
        fix = next((fix for sign, fix in FAULTS if sign in said.lower()), said)
        raise RecordError(f"{path}: {fix}") from error
