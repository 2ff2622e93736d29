"""From the web into a record: pages, feeds, lists, and what comes of asking for them again."""

from __future__ import annotations

import gzip
import os
import re
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from memcon.cli import main
from memcon.errors import BusyError
from memcon.record import Record, ingest, open_record, store
from memcon.record.ingest import Options
from play_web import Net, playing, watched

HOME = "https://news.example"
FEED = f"{HOME}/feed"
DAY = 24 * 3600
EPOCH = 1645344000  # 2022-02-20T08:00:00Z


def page(text: str, title: str = "News", more: str = "") -> bytes:
    return (
        f"<!doctype html><html><head><title>{title}</title>{more}</head><body><article><h1>{title}</h1>"
        f"<p>{text}</p></article></body></html>"
    ).encode()


TURKEY = page("Turkey condemned Israel on Monday over the closed crossing at the border.")
GREECE = page("Greece criticised Cyprus on Tuesday over the harbour and the fishing rights.")
FRANCE = page("France accused Spain of piracy on Wednesday, the ministry in Paris said.")


def rss(*items: str, title: str = "The News") -> bytes:
    return (
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>{title}</title><link>{HOME}/</link>'
        + "".join(f"<item>{item}</item>" for item in items)
        + "</channel></rss>"
    ).encode()


def item(path: str, more: str = "") -> str:
    return f"<title>t</title><link>{HOME}/{path}</link>{more}"


def opml(*urls: str) -> bytes:
    outlines = "".join(f'<outline text="x" xmlUrl="{url}"/>' for url in urls)
    return f'<?xml version="1.0"?><opml version="2.0"><head/><body>{outlines}</body></opml>'.encode()


@pytest.fixture(scope="module")
def server() -> Iterator[Net]:
    with playing() as net:
        yield net


@pytest.fixture
def net(server: Net, monkeypatch: pytest.MonkeyPatch) -> Iterator[Net]:
    server.clear()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(EPOCH))
    with watched(server, monkeypatch):
        yield server


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    with open_record(tmp_path / "crisis.db", create=True) as opened:
        yield opened


def later(monkeypatch: pytest.MonkeyPatch, seconds: int) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(EPOCH + seconds))


def add(record: Record, net: Net, *sources: str, **more: object) -> ingest.Summary:
    return record.add(list(sources), manners=net.manners(**more))


def counts(summary: ingest.Summary) -> tuple[int, int, int]:
    return summary.added, summary.known, summary.failed


def urls(record: Record) -> list[str]:
    return [row[0] for row in record.db.execute("SELECT url FROM page ORDER BY id")]


def rows(record: Record, question: str) -> list[tuple]:
    return [tuple(row) for row in record.db.execute(question)]


# ---- pages


def test_pages_with_files(record: Record, net: Net, tmp_path: Path) -> None:
    net.put(f"{HOME}/a", TURKEY, ETag='"1"', Date="Sun, 20 Feb 2022 07:59:58 GMT", Set_Cookie="a=b")
    net.put(f"{HOME}/b", lambda handler: handler.answer(301, Location="https://other.news.example/c"))
    net.put("https://other.news.example/c", GREECE)
    (tmp_path / "c.html").write_bytes(FRANCE)
    summary = add(record, net, f"{HOME}/a", str(tmp_path / "c.html"), f"{HOME}/b")
    assert counts(summary) == (3, 0, 0)
    assert urls(record) == [str(tmp_path / "c.html"), f"{HOME}/a", "https://other.news.example/c"]
    assert rows(record, "SELECT fetched FROM page ORDER BY id")[1:] == [("2022-02-20T08:00:00+00:00",)] * 2
    (kept,) = [one for one in record.pages() if one.url == f"{HOME}/a"]
    assert kept.content == TURKEY
    assert kept.status == 200
    assert [name for name, _ in kept.headers] == ["content-type", "date", "etag"]
    assert {entry.who for entry in record.events()} >= {"Turkey → Israel"}


def test_no_bodies(record: Record, net: Net) -> None:
    net.put(f"{HOME}/a", TURKEY)
    record.add([f"{HOME}/a"], Options(bodies=False), manners=net.manners())
    assert rows(record, "SELECT body FROM page") == [(None,)]
    assert rows(record, "SELECT status FROM response") == [(200,)]


def test_a_page_again(record: Record, net: Net) -> None:
    def answer(handler) -> None:
        same = handler.headers.get("If-None-Match") == '"1"'
        handler.answer(304 if same else 200, b"" if same else TURKEY, ETag='"1"')

    net.put(f"{HOME}/a", answer)
    assert counts(add(record, net, f"{HOME}/a")) == (1, 0, 0)
    assert counts(add(record, net, f"{HOME}/a")) == (0, 1, 0)
    assert [headers.get("If-None-Match") for _, path, headers in net.asked if path == "/a"] == [None, '"1"']


def test_a_page_that_changed(record: Record, net: Net) -> None:
    net.put(f"{HOME}/a", TURKEY)
    add(record, net, f"{HOME}/a")
    advert = TURKEY.replace(b"</article>", b"</article><nav><a href='/x'>4711 new offers</a></nav>")
    net.put(f"{HOME}/a", advert)
    assert counts(add(record, net, f"{HOME}/a")) == (0, 1, 0), "what the page says is as it was"
    corrected = TURKEY.replace(b"Monday", b"Sunday")
    net.put(f"{HOME}/a", corrected)
    assert counts(add(record, net, f"{HOME}/a")) == (1, 0, 0)
    assert rows(record, "SELECT kind FROM copy") == [("version",)]
    assert counts(add(record, net, f"{HOME}/a")) == (0, 1, 0)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (
            page("Туреччина and Turkey condemned Israel on Monday over the crossing.")
            .decode()
            .encode("cp1251"),
            "text/html",
        ),
        (TURKEY, "text/html; charset=nonsense"),
        (TURKEY, "text/html; charset=utf-16"),
        (TURKEY, ""),
        (b"Turkey condemned Israel on Monday over the closed crossing.", "text/plain"),
        (b"Turkey condemned Israel on Monday over the closed crossing.", ""),
    ],
)
def test_wrong_charsets_and_kinds_become_pages(record: Record, net: Net, content: bytes, kind: str) -> None:
    net.put(f"{HOME}/a", lambda handler: handler.answer(200, content, kind))
    assert counts(add(record, net, f"{HOME}/a")) == (1, 0, 0)
    assert record.events()


FAILING = [
    ("empty", 200, b"", {}, "empty"),
    ("white", 200, b" \n ", {}, "empty"),
    ("not there", 404, b"", {}, "is not there (404); check the address"),
    ("gone", 410, b"", {}, "is gone (410)"),
    ("password", 401, b"", {}, "wants a password (401)"),
    ("forbidden", 403, b"", {}, "is forbidden (403)"),
    ("broken", 500, b"", {}, "server can't answer now (500); try again later"),
    ("busy", 429, b"", {"Retry_After": "60"}, "wants no request before 2022-02-20T08:01:00Z (429)"),
    ("teapot", 418, b"", {}, "answers 418"),
    ("no content", 204, b"", {"kind": ""}, "answers 204"),
    ("unasked 304", 304, b"", {}, "answers 304"),
    ("pdf", 200, b"%PDF-1.7", {"kind": "application/pdf"}, "neither a page nor a feed"),
    ("hidden pdf", 200, b"%PDF-1.7", {}, "a PDF"),
    ("packed twice", 200, gzip.compress(TURKEY), {}, "a gzip file"),
    ("sitemap", 200, b"<urlset></urlset>", {"kind": "text/xml"}, "XML, not a feed"),
    ("no words", 200, b"<html><body>12 34</body></html>", {}, "no words"),
    (
        "German",
        200,
        page(
            "Die Türkei hat Israel am Montag wegen der Sperrung der Grenze verurteilt und die Botschaft geschlossen."
        ),
        {},
        "German",
    ),
]


@pytest.mark.parametrize(
    ("status", "body", "headers", "words"), [one[1:] for one in FAILING], ids=[one[0] for one in FAILING]
)
def test_failures(
    record: Record, net: Net, status: int, body: bytes, headers: dict[str, str], words: str
) -> None:
    net.put(f"{HOME}/a", lambda handler: handler.answer(status, body, **headers))
    net.put("https://else.example/b", GREECE)
    assert counts(add(record, net, f"{HOME}/a", "https://else.example/b")) == (1, 0, 1)
    (told,) = [reason for source, reason in record.failures() if source == f"{HOME}/a"]
    assert words in told
    assert "\n" not in told
    net.put(f"{HOME}/a", TURKEY)
    if status != 429:
        assert counts(add(record, net, f"{HOME}/a")) == (1, 0, 0)
        assert [source for source, _ in record.failures() if source == f"{HOME}/a"] == []


def test_whoever_asked_to_wait_is_left_alone(
    record: Record, net: Net, monkeypatch: pytest.MonkeyPatch
) -> None:
    net.put(f"{HOME}/a", b"", 503, Retry_After="600")
    add(record, net, f"{HOME}/a")
    net.asked.clear()
    assert counts(add(record, net, f"{HOME}/b")) == (0, 0, 1), "it is the host that wants to be left alone"
    assert net.asked == []
    later(monkeypatch, 601)
    net.put(f"{HOME}/a", TURKEY)
    assert counts(add(record, net, f"{HOME}/a")) == (1, 0, 0)


# ---- feeds and lists


def test_a_feed(record: Record, net: Net) -> None:
    net.put(
        FEED,
        rss(item("a"), item("b", "<pubDate>Sat, 19 Feb 2022 10:00:00 GMT</pubDate>")),
        kind="application/rss+xml",
    )
    net.put(f"{HOME}/a", TURKEY)
    net.put(f"{HOME}/b", GREECE)
    assert counts(add(record, net, FEED)) == (2, 0, 0)
    assert urls(record) == [f"{HOME}/a", f"{HOME}/b"]
    assert [(one.url, one.title, one.status) for one in record.feeds()] == [(FEED, "The News", 200)]
    dates = rows(record, "SELECT published FROM article ORDER BY id")
    assert dates[1] == ("2022-02-19T10:00:00Z",), "the feed's date, since the page states none"


def test_a_feed_whose_entries_fail(record: Record, net: Net) -> None:
    entries = [
        item("gone"),
        "<title>t</title><description>Turkey condemned Israel on Monday over the crossing.</description>",
        "<title>nothing</title>",
        "<link>ftp://news.example/x</link>",
        "<link>http://169.254.169.254/latest</link>",
        "<link>javascript:alert(1)</link>",
        "<link>/a</link>",
    ]
    net.put(FEED, rss(*entries), kind="text/xml")
    net.put(f"{HOME}/a", GREECE)
    assert counts(add(record, net, FEED)) == (2, 0, 5)
    failures = dict(record.failures())
    assert "404" in failures[f"{HOME}/gone"]
    assert "no text" in failures[f"{FEED}, entry 3"]
    assert "not a public address" in failures["http://169.254.169.254/latest"]
    assert "ftp://news.example/x: not an http or https" in failures[f"{FEED}, entry 4"]
    assert len(record.feeds()) == 1


def test_a_broken_feed(record: Record, net: Net) -> None:
    net.put(FEED, rss(item("a"), item("b"))[:-40], kind="text/xml")
    net.put(f"{HOME}/a", TURKEY)
    add(record, net, FEED)
    assert urls(record) == [f"{HOME}/a"]
    assert "broken XML at line 1" in dict(record.failures())[FEED]
    net.put(FEED, rss(item("a")), kind="text/xml")
    record.watch(manners=net.manners())
    assert record.failures() == []


def test_lists(record: Record, net: Net, tmp_path: Path) -> None:
    (tmp_path / "mine.opml").write_bytes(
        opml(FEED, "https://b.example/feed", "https://gone.example/feed", FEED)
    )
    net.put(FEED, rss(item("a")), kind="text/xml")
    net.put(
        "https://b.example/feed",
        rss(f"<link>{HOME}/a</link>", "<link>/b</link>", title="B"),
        kind="text/html",
    )
    net.put("https://b.example/list", opml("https://c.example/feed"), kind="text/x-opml")
    net.put("https://c.example/feed", rss("<link>https://c.example/c</link>", title="C"), kind="text/xml")
    net.put(f"{HOME}/a", TURKEY)
    net.put("https://news.example/b", GREECE)
    net.put("https://c.example/c", FRANCE)
    summary = add(record, net, str(tmp_path / "mine.opml"), "https://b.example/list")
    assert counts(summary) == (3, 0, 1)
    assert {one.title: one.status for one in record.feeds()} == {"The News": 200, "B": 200, "C": 200, "": 404}
    assert net.paths().count("/a") == 1


def test_a_list_without_feeds(record: Record, net: Net, tmp_path: Path) -> None:
    (tmp_path / "mine.opml").write_bytes(opml())
    (tmp_path / "broken.opml").write_bytes(opml(FEED)[:-10])
    (tmp_path / "bomb.opml").write_bytes(b'<!DOCTYPE opml [<!ENTITY a "b">]><opml><body>&a;</body></opml>')
    summary = add(record, net, *(str(tmp_path / f"{name}.opml") for name in ("mine", "broken", "bomb")))
    assert [said.partition(": ")[2].partition(";")[0] for said in summary.failures] == [
        "no feed in this list",
        "broken XML at line 1",
        "XML that declares entities",
        "is not there (404)",
    ]


# ---- watching


def served(net: Net, url: str, content: bytes, kind: str = "text/html") -> None:
    """Serve what knows whether it has changed."""
    tag = f'"{hash(content)}"'

    def answer(handler) -> None:
        same = handler.headers.get("If-None-Match") == tag
        handler.answer(304 if same else 200, b"" if same else content, kind, ETag=tag)

    net.put(url, answer)


def held(record: Record) -> list[str]:
    """All that a record holds, but for what came of asking."""
    return [line for line in record.db.iterdump() if 'INTO "visit"' not in line]


def test_watching_twice_adds_nothing(record: Record, net: Net, monkeypatch: pytest.MonkeyPatch) -> None:
    served(net, FEED, rss(item("a"), item("b")), "text/xml")
    served(net, f"{HOME}/a", TURKEY)
    served(net, f"{HOME}/b", GREECE)
    add(record, net, FEED)
    before = held(record)
    net.asked.clear()
    assert counts(record.watch(manners=net.manners())) == (0, 0, 0)
    assert net.paths() == ["/feed"]
    assert held(record) == before
    later(monkeypatch, 3600)
    served(net, FEED, rss(item("a"), item("b"), item("c")), "text/xml")
    served(net, f"{HOME}/c", FRANCE)
    assert counts(record.watch(manners=net.manners())) == (1, 0, 0)
    assert net.paths() == ["/feed", "/feed", "/c"]


def test_changed_pages_are_versions(record: Record, net: Net, monkeypatch: pytest.MonkeyPatch) -> None:
    served(net, FEED, rss(item("a"), item("b")), "text/xml")
    served(net, f"{HOME}/a", TURKEY)
    served(net, f"{HOME}/b", GREECE)
    add(record, net, FEED)
    served(net, f"{HOME}/a", TURKEY.replace(b"Monday", b"Sunday"))
    # the feed says that it has changed
    updated = "<pubDate>Sun, 20 Feb 2022 09:00:00 GMT</pubDate>"
    served(net, FEED, rss(item("a", updated), item("b")), "text/xml")
    later(monkeypatch, 2 * 3600)
    assert counts(record.watch(manners=net.manners())) == (1, 0, 0)
    assert rows(record, "SELECT kind FROM copy") == [("version",)]
    # or a day has gone by
    served(net, f"{HOME}/b", GREECE.replace(b"Tuesday", b"Monday"))
    served(net, FEED, rss(item("a", updated), item("b"), title="New"), "text/xml")
    later(monkeypatch, 3 * 3600)
    assert counts(record.watch(manners=net.manners())) == (0, 0, 0)
    served(net, FEED, rss(item("a", updated), item("b"), title="Newer"), "text/xml")
    later(monkeypatch, DAY + 3 * 3600)
    assert counts(record.watch(manners=net.manners())) == (1, 1, 0)
    assert rows(record, "SELECT kind FROM copy") == [("version",)] * 2


def test_what_fails_for_now_is_tried_again(record: Record, net: Net, monkeypatch: pytest.MonkeyPatch) -> None:
    served(net, FEED, rss(item("a"), item("b")), "text/xml")
    served(net, f"{HOME}/a", TURKEY)
    net.put(f"{HOME}/b", b"", 500)
    assert counts(add(record, net, FEED)) == (1, 0, 1)
    later(monkeypatch, 600)
    summary = record.watch(manners=net.manners())
    assert summary.failures == [], "it was told before"
    served(net, f"{HOME}/b", GREECE)
    later(monkeypatch, 1200)
    assert counts(record.watch(manners=net.manners())) == (1, 0, 0)
    assert record.failures() == []


def test_a_feed_that_fails_is_told_once(record: Record, net: Net) -> None:
    served(net, FEED, rss(item("a")), "text/xml")
    served(net, f"{HOME}/a", TURKEY)
    add(record, net, FEED)
    net.put(FEED, b"", 500)
    assert [record.watch(manners=net.manners()).failures for _ in range(2)] == [
        [f"{FEED}: its server can't answer now (500); try again later"],
        [],
    ]
    served(net, FEED, rss(item("a")), "text/xml")
    record.watch(manners=net.manners())
    assert record.failures() == []


def test_one_watch_at_a_time(record: Record, net: Net) -> None:
    with store.alone(record.path, "watch"), pytest.raises(BusyError, match="another `memcon watch` is at it"):
        record.watch(manners=net.manners())
    record.watch(manners=net.manners())


def test_a_record_of_version_2_learns_of_the_web(tmp_path: Path, net: Net) -> None:
    path = tmp_path / "old.db"
    with open_record(path, create=True) as made:
        later = "".join(step for version, step in store.MIGRATIONS.items() if version >= 2)
        made.db.execute("DROP INDEX page_url")
        for table in re.findall(r"CREATE TABLE (\w+)", later):
            made.db.execute(f"DROP TABLE {table}")
        made.db.execute("PRAGMA user_version = 2")
    net.put(f"{HOME}/a", TURKEY)
    with open_record(path) as old:
        assert counts(add(old, net, f"{HOME}/a")) == (1, 0, 0)
        assert old.faults() == []


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs os.fork")
def test_killed_at_any_moment(tmp_path: Path, net: Net, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [
        TURKEY,
        GREECE,
        FRANCE,
        *(page(f"Turkey condemned Israel on Monday. About {n}00 people fled.") for n in range(2, 9)),
    ]
    served(net, FEED, rss(*(item(str(number)) for number in range(len(texts)))), "text/xml")
    for number, text in enumerate(texts):
        served(net, f"{HOME}/{number}", text)
    monkeypatch.setattr(ingest, "COMMIT_PAGES", 2)
    with open_record(tmp_path / "whole.db", create=True) as whole:
        add(whole, net, FEED)
        wanted = rows(whole, "SELECT key FROM entry ORDER BY key")
    kills = 0
    for step in range(12):
        path = tmp_path / f"{step}.db"
        open_record(path, create=True).close()
        child = os.fork()
        if not child:
            with open_record(path) as opened:
                add(opened, net, FEED)
            os._exit(0)
        time.sleep(0.02 + step * 0.03)
        os.kill(child, signal.SIGKILL)
        kills += os.waitpid(child, 0)[1] == signal.SIGKILL
        with open_record(path) as opened:
            assert opened.faults() == []
            add(opened, net, FEED)
            assert rows(opened, "SELECT key FROM entry ORDER BY key") == wanted
            assert len(urls(opened)) == len(texts)
            assert len(opened.feeds()) == 1
    assert kills > 2


# ---- as commands


def run(monkeypatch: pytest.MonkeyPatch, net: Net, *arguments: str) -> Result:
    monkeypatch.setattr("memcon.cli.keeping._manners", net.manners)
    return CliRunner().invoke(main, list(arguments))


def test_commands(tmp_path: Path, net: Net, monkeypatch: pytest.MonkeyPatch) -> None:
    path = str(tmp_path / "crisis.db")
    served(net, FEED, rss(item("a")), "text/xml")
    served(net, f"{HOME}/a", TURKEY)
    done = run(monkeypatch, net, "add", path, FEED, "--delay", "0", "--user-agent", "a desk")
    assert (done.exit_code, done.output) == (0, "pages: 1 added, 0 known already; entries: 1 new\n")
    assert {headers["User-Agent"] for _, _, headers in net.asked} == {"memcon/0.1.0 (a desk)"}
    done = run(monkeypatch, net, "watch", path, "--delay", "0")
    assert (done.exit_code, done.output) == (0, "")
    done = run(monkeypatch, net, "watch", path, "--delay", "0", "--verbose")
    assert (done.exit_code, done.output) == (0, "pages: 0 added, 0 known already; entries: no change\n")
    done = run(monkeypatch, net, "watch", path, "--list")
    assert (done.exit_code, done.output) == (0, f"2022-02-20T08:00:00Z  304  {FEED}  The News\n")
    net.put(FEED, b"", 404)
    done = run(monkeypatch, net, "watch", path, "--delay", "0")
    assert (done.exit_code, done.output) == (1, f"memcon: {FEED}: is not there (404); check the address\n")
    assert run(monkeypatch, net, "watch", path, "--delay", "0").exit_code == 0
    with store.alone(Path(path), "watch"):
        assert run(monkeypatch, net, "watch", path).exit_code == 4
    assert run(monkeypatch, net, "watch", path, "--forget", FEED).exit_code == 0
    assert run(monkeypatch, net, "watch", path, "--forget", FEED).exit_code == 1
    assert run(monkeypatch, net, "watch", path).exit_code == 3
    assert run(monkeypatch, net, "watch", str(tmp_path / "none.db")).exit_code == 1


def test_no_password_is_kept(record: Record, net: Net) -> None:
    assert "secret" not in "".join(add(record, net, "https://me:secret@news.example/").failures)
    assert "secret" not in "".join(record.db.iterdump())
    assert record.failures()


def test_wrong_options(tmp_path: Path) -> None:
    for arguments in (["--user-agent", "a\nb"], ["--user-agent", "x" * 201], ["--user-agent", "(evil)"]):
        done = CliRunner().invoke(main, ["add", str(tmp_path / "a.db"), f"{HOME}/a", *arguments])
        assert done.exit_code == 1
        assert "--user-agent: letters, digits" in done.output


def test_without_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    for name in [name for name in sys.modules if name.startswith("memcon.sources.web")]:
        monkeypatch.delitem(sys.modules, name)
    for name in ("fetch", "network", "walk", "robots"):
        monkeypatch.delitem(sys.modules, f"memcon.sources.{name}", raising=False)
    monkeypatch.setitem(sys.modules, "httpx", None)
    done = CliRunner().invoke(main, ["add", str(tmp_path / "a.db"), f"{HOME}/a"])
    assert done.exit_code == 1
    assert f"memcon: {HOME}/a: needs httpx; pip install 'memcon[web]'\n" in done.output


def test_reading_one_page_stays_offline() -> None:
    done = CliRunner().invoke(main, ["read", f"{HOME}/a"])
    assert done.exit_code == 1
    assert "on the web; `memcon add RECORD https://news.example/a` reads it" in done.output
