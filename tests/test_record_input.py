"""What a record is given that it can't take: one line that names it and the fix, and the record intact."""

from __future__ import annotations

import gzip
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from memcon.errors import MemconError, RecordError
from memcon.record import Record, open_record
from memcon.record.store import VERSION
from record_pages import crisis_pages, tables_of
from record_texts import record_of

STORY = "Turkey condemned Israel on Tuesday. Spain will not attack Portugal, the minister said.\n"
TOLD = [("Turkey condemned Israel on Tuesday.", "2022-02-02"), ("Spain attacked Portugal.", "2022-02-03")]


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    """Run the real command."""
    command = [sys.executable, "-m", "memcon", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


def articles(record: Record) -> int:
    """How many articles it holds."""
    return int(record.db.execute("SELECT count(*) FROM article").fetchone()[0])


def complaint(done: subprocess.CompletedProcess[str]) -> str:
    """The one line of a failed command."""
    assert done.returncode == 1, done
    (line,) = [line for line in done.stderr.splitlines() if not line.startswith("pages: ")]
    assert "Traceback" not in line
    return line


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """A sound record of two pages."""
    path = tmp_path / "made.db"
    record_of(path, TOLD).close()
    return path


# --- files that are no record, or none that can be written to ----------------------------------


def _newer(path: Path) -> None:
    db = sqlite3.connect(path)
    db.execute("PRAGMA user_version = 99")
    db.execute("PRAGMA journal_mode = DELETE")
    db.close()


def _foreign(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE bird (name TEXT)")


def _text(path: Path) -> None:
    path.write_text("This is a letter about birds. " * 200)


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:20_000])


NOT_RECORDS = {
    "newer": (
        _newer,
        f"made by a newer memcon (record version 99, this one knows {VERSION}); pip install --upgrade",
    ),
    "foreign": (_foreign, "a SQLite file, but not a record; give the file that `memcon add` made"),
    "text": (_text, "not a record; give the file that `memcon add` made"),
    "folder": (_folder, "a folder, not a record; give a file, like"),
    "missing": (Path.unlink, "no such record; make one with `memcon add"),
    "cut": (_cut, "damaged; run `memcon doctor` on it, or restore a copy"),
}


@pytest.mark.parametrize("name", NOT_RECORDS)
def test_a_file_that_is_no_record(name: str, made: Path) -> None:
    spoil, said = NOT_RECORDS[name]
    spoil(made)
    before = made.read_bytes() if made.is_file() else None
    line = complaint(run("list", made))
    assert line.startswith(f"memcon: {made}: {said}")
    assert (made.read_bytes() if made.is_file() else None) == before


@pytest.mark.parametrize("name", ["newer", "foreign", "text", "folder"])
def test_add_leaves_what_is_no_record_alone(name: str, made: Path, tmp_path: Path) -> None:
    spoil, said = NOT_RECORDS[name]
    spoil(made)
    before = made.read_bytes() if made.is_file() else None
    (tmp_path / "page.txt").write_text(STORY)
    assert complaint(run("add", made, tmp_path / "page.txt")).startswith(f"memcon: {made}: {said}")
    assert (made.read_bytes() if made.is_file() else None) == before


def test_the_folder_of_a_new_record_must_be_there(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(STORY)
    path = tmp_path / "no" / "crisis.db"
    assert complaint(run("add", path, tmp_path / "page.txt")) == (
        f"memcon: {path}: no such folder; make {path.parent} first"
    )


def test_a_record_opened_to_read_takes_nothing(made: Path) -> None:
    with open_record(made, read_only=True) as record:
        before = tables_of(record)
        entry = record.events()[0]
        for wrong in (
            lambda: record.add(list(crisis_pages()[:1])),
            lambda: record.judge("accept", entry.id, who="A"),
        ):
            with pytest.raises(RecordError, match="read-only; give yourself the right to write"):
                wrong()
        assert tables_of(record) == before


@pytest.fixture
def unchangeable(made: Path) -> Iterator[Path]:
    """A record that even its owner can't write to."""
    made.chmod(0o444)
    if os.access(made, os.W_OK) and subprocess.run(["chattr", "+i", made], check=False).returncode:
        pytest.skip("this user may write to any file, and chattr +i does not work here")
    yield made
    subprocess.run(["chattr", "-i", made], check=False, capture_output=True)
    made.chmod(0o644)


def test_a_read_only_file(unchangeable: Path, tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(STORY)
    line = complaint(run("add", unchangeable, tmp_path / "page.txt"))
    assert line.startswith(f"memcon: {unchangeable}: ")
    assert "read-only" in line or "can't be opened" in line
    with open_record(unchangeable, read_only=True) as record:
        assert len(record.events()) == 2


# --- no room, and company ------------------------------------------------------------------------


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of two megabytes."""
    place = tmp_path / "small"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "memcon-test", str(place)]
    try:
        mounted = subprocess.run(mount, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        mounted = False
    if not mounted:
        pytest.skip("mounting a small tmpfs needs the right to mount")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_full_disk(small_disk: Path) -> None:
    """The record holds what was stored before, and goes on when there is room."""
    path = small_disk / "crisis.db"
    with open_record(path, create=True) as record:
        record.add(list(crisis_pages()[:2]))
        stored = articles(record)
        with pytest.raises(RecordError, match=r"crisis\.db: the disk .*free some space and run the same"):
            record.add(list(crisis_pages()))
    with open_record(path, read_only=True) as record:
        assert articles(record) >= stored
        assert record.db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    subprocess.run(["mount", "-o", "remount,size=64m", str(small_disk)], check=True)
    with open_record(path) as record:
        record.add(list(crisis_pages()))
        assert articles(record) == len(crisis_pages())
        assert record.faults() == []


def test_no_room_for_more_rows(tmp_path: Path) -> None:
    """The same without a disk of its own: SQLite is told to take no more than so many pages."""
    with open_record(tmp_path / "crisis.db", create=True) as record:
        record.add(list(crisis_pages()[:2]))
        before = tables_of(record)
        used = record.db.execute("PRAGMA page_count").fetchone()[0]
        record.db.execute(f"PRAGMA max_page_count = {used}")
        with pytest.raises(RecordError, match="the disk is full; free some space and run the same command"):
            record.add(list(crisis_pages()))
        assert tables_of(record) == before
        record.db.execute("PRAGMA max_page_count = 1073741823")
        record.add(list(crisis_pages()))
        assert articles(record) == len(crisis_pages())
        assert record.faults() == []


def test_two_at_once(tmp_path: Path) -> None:
    """Two `add` of overlapping pages: each page is there once, and the record is that of one `add`."""
    folders = [tmp_path / "one", tmp_path / "two"]
    for n, folder in enumerate(folders):
        folder.mkdir()
        for i in range(n * 4, n * 4 + 8):
            day = f"2022-02-{i + 1:02}"
            (folder / f"{i}.html").write_text(
                f'<html><head><meta property="article:published_time" content="{day}"></head>'
                f"<body><article><h1>Page {i}</h1><p>{STORY}</p><p>Country number {i} said so.</p></article>"
            )
    path = tmp_path / "crisis.db"
    command = [sys.executable, "-m", "memcon", "add", str(path)]
    both = [
        subprocess.Popen([*command, str(folder)], stderr=subprocess.PIPE, text=True) for folder in folders
    ]
    said = [one.communicate(timeout=120)[1] for one in both]
    assert [one.returncode for one in both] == [0, 0], said
    with open_record(path) as record, open_record(tmp_path / "alone.db", create=True) as alone:
        alone.add([str(folder) for folder in folders])
        assert articles(record) == articles(alone) == 12
        assert chronology(record) == chronology(alone)
        assert record.faults() == []


def chronology(record: Record) -> list[tuple[object, ...]]:
    return sorted(tuple(row) for row in record.db.execute("SELECT key, date, who, status FROM chronology"))


def test_a_writer_waits_no_longer_than_it_must(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While somebody else writes and does not end, one line says so."""
    monkeypatch.setattr("memcon.record.store.BUSY_SECONDS", 0.05)
    other = sqlite3.connect(made, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with open_record(made) as record:
        with pytest.raises(RecordError, match="another memcon is writing to it; wait until it is done"):
            record.add(list(crisis_pages()[:1]))
        other.execute("ROLLBACK")
        other.close()
        assert record.add(list(crisis_pages()[:1])).added == 1


# --- sources that are broken ---------------------------------------------------------------------

WARC_HEAD = (
    "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-{n:012}>\r\n"
    "WARC-Target-URI: https://news.example/{n}\r\nWARC-Date: 2022-02-0{n}T10:00:00Z\r\n"
    "Content-Type: application/http; msgtype=response\r\nContent-Length: {length}\r\n\r\n"
)


def _warc(n: int) -> bytes:
    html = f"<html><body><article><h1>Page {n}</h1><p>{STORY}</p></article></body></html>"
    body = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{html}".encode()
    return WARC_HEAD.format(n=n, length=len(body)).encode() + body + b"\r\n\r\n"


def _truncated_warc(path: Path) -> None:
    whole = gzip.compress(_warc(1)) + gzip.compress(_warc(2))
    path.write_bytes(whole[:-60])


def _mended_warc(path: Path) -> None:
    path.write_bytes(gzip.compress(_warc(1)) + gzip.compress(_warc(2)))


FEED = (
    '<?xml version="1.0"?><rss version="2.0"><channel><title>Post</title>'
    "<item><title>One</title><link>https://post.example/1</link><description>Turkey condemned Israel on Tuesday."
    "</description></item>{more}</channel></rss>"
)
SECOND = (
    "<item><title>Two</title><link>https://post.example/2</link><description>Spain attacked Portugal."
    "</description></item>"
)


def _broken_feed(path: Path) -> None:
    path.write_text(FEED.format(more="<item><title>Two</tit"))


def _mended_feed(path: Path) -> None:
    path.write_text(FEED.format(more=SECOND))


def _bomb(path: Path) -> None:
    path.write_bytes(gzip.compress(b"<p>" + b"a" * 300_000_000, 9))


def _mended_page(path: Path) -> None:
    path.write_bytes(gzip.compress(f"<p>{STORY}</p>".encode()))


BROKEN: dict[str, tuple[Callable[[Path], None], Callable[[Path], None], str, int, int]] = {
    # name of the file → how it is broken, how it is mended, what is said, pages before and after
    "crawl.warc.gz": (_truncated_warc, _mended_warc, "WARC ends in the middle of a record", 1, 2),
    "feed.xml": (_broken_feed, _mended_feed, "XML", 1, 2),
    "page.html.gz": (_bomb, _mended_page, "larger than 20 MB", 0, 1),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_source(name: str, tmp_path: Path) -> None:
    """Good pages around it are added, the fault has its row, and the row goes when it is mended."""
    broken, mended, said, before, after = BROKEN[name]
    folder = tmp_path / "pages"
    folder.mkdir()
    broken(folder / name)
    (folder / "good.txt").write_text(STORY)
    path = tmp_path / "crisis.db"
    line = complaint(run("add", path, folder))
    assert line.startswith("memcon: ")
    assert name in line
    assert said in line
    shown = run("failures", path)
    assert (shown.returncode, line.removeprefix("memcon: ")) == (0, shown.stdout.strip())
    with open_record(path) as record:
        assert articles(record) == 1 + before
        assert record.faults() == []
    mended(folder / name)
    assert run("add", path, folder).returncode == 0
    assert run("failures", path).returncode == 3
    with open_record(path, read_only=True) as record:
        assert articles(record) == 1 + after


def test_a_page_that_failed_is_tried_again(tmp_path: Path) -> None:
    """Once and for all a row, not one a run."""
    (tmp_path / "empty.txt").write_text("")
    path = tmp_path / "crisis.db"
    first, second = (complaint(run("add", path, tmp_path / "empty.txt")) for _ in range(2))
    assert first == second
    with open_record(path, read_only=True) as record:
        assert len(record.failures()) == 1


def test_a_source_that_is_not_there(made: Path) -> None:
    with open_record(made) as record:
        before = tables_of(record)
    line = complaint(run("add", made, made.parent / "nowhere"))
    assert line.startswith(f"memcon: {made.parent / 'nowhere'}: ")
    with open_record(made, read_only=True) as record:
        assert {k: v for k, v in tables_of(record).items() if k not in ("failure", "run")} == {
            k: v for k, v in before.items() if k not in ("failure", "run")
        }


@pytest.mark.parametrize("source", ["record", "wal"])
def test_errors_are_memcons_own(source: str, made: Path) -> None:
    """Whatever a damaged file makes SQLite raise, it is told as an error of memcon."""
    content = bytearray(made.read_bytes())
    for at in range(4096, len(content) - 200, 4096):
        content[at : at + 120] = b"\xff" * 120
    made.write_bytes(bytes(content))
    if source == "wal":
        made.with_name(made.name + "-wal").write_bytes(b"\x00" * 5000)
    try:
        with open_record(made) as record:
            record.events()
            record.search("Turkey")
    except MemconError as error:
        assert str(made) in str(error)
