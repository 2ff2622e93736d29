"""What the web can do to memcon: each answer, limit and rule, one host at a time, in order."""

from __future__ import annotations

import gzip
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from itertools import pairwise

import brotli
import pytest

from memcon.errors import PageError
from memcon.model import Visit
from memcon.sources.addresses import parse
from memcon.sources.encodings import unpacked
from memcon.sources.fetch import Answer
from memcon.sources.manners import AGENT, Limits
from memcon.sources.robots import read as read_robots
from memcon.sources.turns import Hosts, in_order
from memcon.sources.walk import Walker
from play_web import QUICK, Handler, Net, playing, watched

NEWS = b"<html><body><p>Turkey condemned Israel on Monday.</p></body></html>"
URL = "https://news.example/a"
ROBOTS = "https://news.example/robots.txt"
MEGABYTES = b"\0" * 50_000_000


@pytest.fixture(scope="module")
def server() -> Iterator[Net]:
    with playing() as net:
        yield net


@pytest.fixture
def net(server: Net, monkeypatch: pytest.MonkeyPatch) -> Iterator[Net]:
    server.clear()
    with watched(server, monkeypatch):
        yield server


def now() -> str:
    return "2022-02-20T08:00:00Z"


def walker(net: Net, **more: object) -> Walker:
    return Walker(net.manners(**more), now)


def get(net: Net, url: str = URL, **more: object) -> Answer:
    return walker(net, **more).follow(parse(url))


def said(net: Net, url: str = URL, **more: object) -> str:
    with pytest.raises(PageError) as told:
        get(net, url, **more)
    text = str(told.value)
    assert text.startswith(f"{url}: ")
    assert "\n" not in text
    assert ";" in text, "the fix comes after a semicolon"
    return text


# ---- answers


def test_a_page(net: Net) -> None:
    net.put(URL, NEWS, ETag='"1"', Last_Modified="Sun, 20 Feb 2022 07:00:00 GMT", Set_Cookie="a=b")
    answer = get(net, contact="desk at paper.example")
    assert (answer.status, answer.content, answer.media_type, answer.encoding) == (
        200,
        NEWS,
        "text/html",
        "utf-8",
    )
    assert answer.headers["etag"] == '"1"'
    asked = net.asked[-1][2]
    assert asked["User-Agent"] == f"{AGENT} (desk at paper.example)"
    assert asked["Accept-Encoding"] == "gzip, deflate, br"
    assert not {"Cookie", "Authorization", "If-None-Match"} & set(asked)


def test_nothing_is_taken_from_the_environment(net: Net, monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    (tmp_path / ".netrc").write_text("machine news.example login me password secret\n")
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    monkeypatch.setenv("HOME", str(tmp_path))
    net.put(URL, NEWS)
    assert get(net).status == 200
    assert "Authorization" not in net.asked[-1][2]
    assert {port for _, port in net.connected} == {443}


@pytest.mark.parametrize(
    ("encoding", "pack"),
    [
        ("gzip", gzip.compress),
        ("x-gzip", gzip.compress),
        ("gzip", lambda body: gzip.compress(body[:9]) + gzip.compress(body[9:])),
        ("gzip", lambda body: gzip.compress(body) + b"rubbish behind it"),
        ("deflate", zlib.compress),
        ("deflate", lambda body: zlib.compress(body)[2:-4]),
        ("br", brotli.compress),
        ("identity", bytes),
        ("GZIP", gzip.compress),
    ],
)
def test_encodings(net: Net, encoding: str, pack: Callable[[bytes], bytes]) -> None:
    net.put(URL, pack(NEWS * 500), Content_Encoding=encoding)
    assert get(net).content == NEWS * 500


@pytest.mark.parametrize(
    ("encoding", "body", "words"),
    [
        ("gzip", gzip.compress(MEGABYTES), "larger than"),
        ("gzip", gzip.compress(b"") * 5_000, None),
        ("deflate", zlib.compress(MEGABYTES), "larger than"),
        ("br", brotli.compress(MEGABYTES, quality=1), "larger than"),
        ("gzip", gzip.compress(NEWS)[:-12], "cut off"),
        ("br", brotli.compress(NEWS)[:-3], "cut off"),
        ("gzip", b"no gzip", "damaged"),
        ("br", b"\xff\xff no brotli", "damaged"),
        ("deflate", b"\xff\xff\xff", "damaged"),
        ("zstd", b"(\xb5/\xfd", "unknown"),
        ("gzip, br", b"", "unknown"),
    ],
)
def test_bombs_and_rubbish(net: Net, encoding: str, body: bytes, words: str | None) -> None:
    net.put(URL, body, Content_Encoding=encoding)
    if words is None:
        assert get(net).content == b""
    else:
        assert words in said(net)


def test_a_bomb_is_not_unpacked_whole() -> None:
    for coding, bomb in (("gzip", gzip.compress(MEGABYTES)), ("br", brotli.compress(MEGABYTES, quality=1))):
        pieces = unpacked([bomb], coding)
        assert max(len(next(pieces)) for _ in range(20)) <= 1 << 17


def raw(*parts: bytes, pause: float = 0.0) -> Callable[[Handler], None]:
    """Send bytes as they are, with pauses."""

    def answer(handler: Handler) -> None:
        for part in parts:
            handler.wfile.write(part)
            handler.wfile.flush()
            time.sleep(pause)

    return answer


def endless(head: bytes, part: bytes, pause: float = 0.0) -> Callable[[Handler], None]:
    def answer(handler: Handler) -> None:
        handler.wfile.write(head)
        end = time.monotonic() + 5
        while time.monotonic() < end:
            handler.wfile.write(part)
            handler.wfile.flush()
            time.sleep(pause)

    return answer


def reset(handler: Handler) -> None:
    import socket
    import struct

    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\nContent-Type: text/html\r\n\r\n<p>")
    handler.wfile.flush()
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.connection.close()


OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
HOSTILE = [
    ("endless body", endless(OK + b"\r\n", b"x" * 10_000), "larger than"),
    (
        "endless chunks",
        endless(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"400\r\n" + b"x" * 1024 + b"\r\n"),
        "larger",
    ),
    ("endless header", endless(OK, b"X-More: " + b"x" * 1000 + b"\r\n"), "no good HTTP"),
    ("a long header", raw(OK + b"X-More: " + b"x" * 300_000), "no good HTTP"),
    ("slow header", endless(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n", 0.1), "no answer in time"),
    ("slow body", endless(OK + b"\r\n", b"x", 0.1), "no answer in time"),
    ("endless early hints", endless(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n", 0.05), "no answer in time"),
    ("silence", raw(b"", pause=0.8), "no answer in time"),
    ("silence after the head", raw(OK + b"\r\n", pause=0.8), "no answer in time"),
    ("10 GB", raw(OK + b"Content-Length: 10000000000\r\n\r\n<p>"), "larger than"),
    ("two lengths", raw(OK + b"Content-Length: 3\r\nContent-Length: 9\r\n\r\n<p>"), "no good HTTP"),
    ("broken off", raw(OK + b"Content-Length: 100\r\n\r\n<p>"), "no good HTTP or ends too early"),
    ("reset", reset, "broke off"),
    ("no HTTP", raw(b"SSH-2.0-OpenSSH_9.2\r\n"), "no good HTTP"),
    ("nothing", raw(b""), "no good HTTP"),
    ("bad chunks", raw(OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n"), "no good HTTP"),
]


@pytest.mark.parametrize(
    ("responder", "words"), [one[1:] for one in HOSTILE], ids=[one[0] for one in HOSTILE]
)
def test_hostile_servers(net: Net, responder: Callable[[Handler], None], words: str) -> None:
    net.put("http://news.example/a", responder)
    start = time.monotonic()
    assert words in said(net, "http://news.example/a")
    assert time.monotonic() - start < QUICK.seconds + 1


@pytest.mark.parametrize(
    ("kind", "read"),
    [
        ("text/html", True), ("TEXT/HTML; charset=x", True), ("application/xhtml+xml", True), ("text/plain", True),
        ("application/rss+xml", True), ("application/atom+xml", True), ("text/xml", True), ("", True),
        ("application/pdf", False), ("image/png", False), ("application/json", False), ("video/mp4", False),
        ("application/octet-stream", False), ("text/css", False), ("application/javascript", False),
    ],
)  # fmt: skip
def test_kinds(net: Net, kind: str, read: bool) -> None:
    net.put(URL, lambda handler: handler.answer(200, NEWS, kind))
    if read:
        assert get(net).content == NEWS
    else:
        assert f"{kind}, neither a page nor a feed" in said(net)


@pytest.mark.parametrize(
    ("kind", "encoding"),
    [
        ("text/html; charset=windows-1251", "windows-1251"), ('text/html; a=b; Charset="KOI8-R"; c=d', "KOI8-R"),
        ("text/html", ""), ("text/html; charset=", ""), ("text/html; charset=a b", ""),
    ],
)  # fmt: skip
def test_charsets(net: Net, kind: str, encoding: str) -> None:
    net.put(URL, lambda handler: handler.answer(200, NEWS, kind))
    assert get(net).encoding == encoding


# ---- TLS, names, connections


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("https://stranger.example/", "certificate can't be trusted"),
        ("https://expired.example/", "certificate can't be trusted (certificate has expired)"),
        ("https://other.example/", "Hostname mismatch"),
        ("https://nowhere.invalid/", "no such host"),
    ],
)
def test_no_connection(net: Net, url: str, words: str) -> None:
    assert words in said(net, url)


def test_a_server_that_speaks_no_tls(net: Net) -> None:
    net.ports[443] = net.ports[80]
    assert "no secure connection" in said(net)


def test_a_resolver_that_takes_for_ever(net: Net) -> None:
    def slow(host: str, port: int) -> list[str]:
        time.sleep(3)
        return []

    start = time.monotonic()
    assert "no answer in time" in said(net, resolve=slow)
    assert time.monotonic() - start < 2


# ---- redirects


def moved(to: str, status: int = 302) -> Callable[[Handler], None]:
    return lambda handler: handler.answer(status, b"moved", Location=to)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects(net: Net, status: int) -> None:
    net.put("http://news.example/a", moved("https://other-news.example/b?c#d", status))
    net.put("https://other-news.example/b?c", moved("d"))
    net.put("https://other-news.example/d", NEWS)
    answer = get(net, "http://news.example/a")
    assert (answer.address.url, answer.content) == ("https://other-news.example/d", NEWS)


@pytest.mark.parametrize(
    ("to", "words"),
    [
        ("http://news.example/b", "leads from https to http"),
        ("//me@news.example/b", "a user name"),
        ("https://news.example:22/", "port 22"),
        ("ftp://news.example/b", "not an http or https"),
        ("javascript:alert(1)", "not an http or https"),
        ("http://[::1", "leads to no address"),
        ("", "does not say where"),
        (URL, "in a circle"),
        ("https://news.example/a#b", "in a circle"),
        ("/c", "leads to https://news.example/c: its robots.txt forbids it"),
    ],
)
def test_redirects_that_are_not_followed(net: Net, to: str, words: str) -> None:
    net.put(ROBOTS, b"User-agent: *\nDisallow: /c\n")
    net.put(URL, moved(to))
    assert words in said(net)
    assert net.paths() == ["/a"]


def test_circles_and_long_chains(net: Net) -> None:
    net.put(URL, moved("/b"))
    net.put("https://news.example/b", moved("/a"))
    assert "in a circle" in said(net)
    for number in range(9):
        net.put(f"https://news.example/{number}", moved(f"/{number + 1}"))
    net.put("https://news.example/9", NEWS)
    assert "more than 5 redirects" in said(net, "https://news.example/3")
    assert get(net, "https://news.example/4").content == NEWS


# ---- robots.txt


@pytest.mark.parametrize(
    ("status", "rules", "allowed"),
    [
        (200, b"User-agent: *\nDisallow: /\n", False),
        (200, b"User-agent: memcon\nDisallow: /a\n\nUser-agent: *\nDisallow:\n", False),
        (200, b"User-agent: *\nDisallow: /\n\nUser-agent: Memcon\nDisallow: /b\n", True),
        (200, b"User-agent: other\nDisallow: /\n", True),
        (200, b"User-agent: *\nDisallow: /\nAllow: /a$\n", True),
        (200, b"\xef\xbb\xbfUser-agent: *\r\nDisallow: /\r\n", False),
        (200, b"", True),
        (200, NEWS, True),
        (404, b"", True),
        (401, b"", True),
        (429, b"", True),
        (500, b"", False),
        (503, b"", False),
        (204, b"", True),
    ],
)
def test_robots(net: Net, status: int, rules: bytes, allowed: bool) -> None:
    net.put(URL, NEWS)
    net.put(ROBOTS, rules, status)
    if allowed:
        assert get(net).content == NEWS
    else:
        assert "robots.txt" in said(net)
        assert net.paths() == []


@pytest.mark.parametrize(
    ("responder", "words"),
    [
        (raw(b"", pause=0.8), "no answer in time"),
        (reset, "try again later"),
        (moved("http://news.example/robots.txt"), "from https to http"),
        (moved("http://10.0.0.1/robots.txt"), "from https to http"),
        (moved("https://10.0.0.1/robots.txt"), "10.0.0.1 is not a public address"),
    ],
)
def test_robots_that_cant_be_had_forbid_all(
    net: Net, responder: Callable[[Handler], None], words: str
) -> None:
    net.put(ROBOTS, responder)
    text = said(net)
    assert "its robots.txt can't be had" in text
    assert words in text
    assert net.paths() == []


def test_robots_elsewhere(net: Net) -> None:
    net.put(ROBOTS, moved("https://rules.example/r"))
    net.put("https://rules.example/r", b"User-agent: *\nDisallow: /a\n")
    assert "forbids" in said(net)


def test_robots_in_a_long_chain_are_none(net: Net) -> None:
    for number in range(9):
        net.put(f"https://news.example/{number}", moved(f"/{number + 1}"))
    net.put(ROBOTS, moved("/0"))
    net.put(URL, NEWS)
    assert get(net).content == NEWS


def test_robots_are_asked_for_once_a_run_and_origin(net: Net) -> None:
    one = walker(net)
    for url in (URL, "https://news.example/b", "http://news.example/a", "https://news.example/c"):
        one.follow(parse(url))
    assert [path for _, path, _ in net.asked].count("/robots.txt") == 2


def test_of_long_robots_the_first_500_kib_count(net: Net) -> None:
    net.put(URL, NEWS)
    net.put(ROBOTS, b"# " + b"x" * 500 * 1024 + b"\nUser-agent: *\nDisallow: /\n")
    assert get(net).content == NEWS
    net.put(ROBOTS, b"User-agent: *\nDisallow: /\n# " + b"x" * 600 * 1024)
    assert "forbids" in said(net)


def test_robots_made_to_take_long() -> None:
    start = time.monotonic()
    trap = b"".join(b"User-agent: a%d\n" % number for number in range(15_000)) + b"Allow: /a\n" * 20_000
    assert "too many agents" in read_robots(200, trap).closed
    assert time.monotonic() - start < 1
    assert read_robots(200, b"User-agent: *\nDisallow: /" + b"*a" * 2000 + b"b\n").allows(URL + "a" * 1900)
    assert time.monotonic() - start < 2


# ---- whose turn it is


@pytest.mark.parametrize(
    ("rules", "delay", "pause"),
    [
        (b"", 0.15, 0.15),
        (b"User-agent: *\nCrawl-delay: 0.2\n", 0.0, 0.2),
        (b"User-agent: *\nRequest-rate: 10/2\n", 0.0, 0.2),
    ],
)
def test_pauses(net: Net, rules: bytes, delay: float, pause: float) -> None:
    times: list[float] = []
    net.put(ROBOTS, rules)
    for name in ("a", "b", "c"):
        net.put(
            f"https://news.example/{name}",
            lambda handler: (times.append(time.monotonic()), handler.answer(200, NEWS))[1],
        )
    one = walker(net, delay=delay)
    for name in ("a", "b", "c"):
        one.follow(parse(f"https://news.example/{name}"))
    assert all(later - sooner >= pause for sooner, later in pairwise(times))


def test_a_pause_that_is_too_long(net: Net) -> None:
    net.put(ROBOTS, b"User-agent: *\nCrawl-delay: 3600\n")
    assert "wants 3600 s between pages" in said(net)


@pytest.mark.parametrize("stated", ["60", "Sun, 20 Feb 2022 08:01:00 GMT"])
@pytest.mark.parametrize("status", [429, 503])
def test_retry_after(net: Net, status: int, stated: str) -> None:
    net.put(URL, b"", status, Retry_After=stated)
    one = walker(net)
    assert one.follow(parse(URL)).status == status
    with pytest.raises(PageError, match="wants no request before 2022-02-20T08:01:00Z; try again then"):
        one.follow(parse("https://news.example/b"))
    assert net.paths() == ["/a"]
    assert one.follow(parse("https://elsewhere.example/a")).status == 404


@pytest.mark.parametrize("stated", ["", "soon", "-5", "99999999999999", "Sun, 20 Feb 9999 08:01:00 GMT"])
def test_odd_retry_after(net: Net, stated: str) -> None:
    net.put(URL, b"", 503, Retry_After=stated)
    one = walker(net)
    assert one.follow(parse(URL)).status == 503
    assert one.hosts.held("news.example") <= "2022-02-27T08:00:00Z"


def test_conditional_requests_go_to_the_address_they_are_of(net: Net) -> None:
    known = Visit(URL, now(), "https://news.example/b", 200, '"1"', "Sun, 20 Feb 2022 07:00:00 GMT")
    net.put(URL, moved("/b"))
    net.put("https://news.example/b", b"", 304)
    assert walker(net).follow(parse(URL), known).status == 304
    (_, _, first), (_, _, second) = net.asked[1:]
    assert "If-None-Match" not in first
    assert second["If-None-Match"] == '"1"'
    assert second["If-Modified-Since"] == "Sun, 20 Feb 2022 07:00:00 GMT"


def test_a_run_that_is_broken_off_lets_go(net: Net) -> None:
    net.put("http://news.example/a", raw(b"", pause=4.0))
    one = walker(net, limits=Limits(seconds=30.0, connect=5.0, read=30.0))
    threading.Timer(0.3, one.hosts.stop).start()
    start = time.monotonic()
    with pytest.raises(PageError, match="no answer in time"):
        one.follow(parse("http://news.example/a"))
    assert time.monotonic() - start < 3


def test_one_request_a_host_and_results_in_order() -> None:
    running: dict[str, int] = {}
    most: list[int] = []
    lock = threading.Lock()

    def work(item: str) -> str:
        host = item[0]
        with lock:
            running[host] = running.get(host, 0) + 1
            most.append(running[host])
        time.sleep(0.03 if host == "a" else 0.001)
        with lock:
            running[host] -= 1
        return item.upper()

    items = [f"{host}{number}" for number in range(5) for host in "abcdefghijkl"] + ["-"] + ["a9"]
    start = time.monotonic()
    given = list(in_order(items, lambda item: item[0].strip("-"), work, lambda: None))
    assert given == [(item, None if item == "-" else item.upper()) for item in items]
    assert max(most) == 1
    assert time.monotonic() - start < 1


def test_whoever_leaves_early_stops_the_rest() -> None:
    hosts = Hosts()
    done: list[int] = []

    def work(item: int) -> int:
        with hosts.turn("a", 0.0 if item == 0 else 30.0):
            done.append(item)
        return item

    given = in_order(range(9), lambda _: "a", work, hosts.stop)
    assert next(given) == (0, 0)
    time.sleep(0.05)
    start = time.monotonic()
    given.close()  # type: ignore[attr-defined]
    with pytest.raises(PageError, match="stopped"), hosts.turn("a", 0.0):
        pass
    assert time.monotonic() - start < 1
    assert done == [0]
