"""Addresses are taken apart strictly; no IP address that is not public is ever connected to."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from memcon.errors import PageError
from memcon.sources.addresses import is_address, not_public, parse
from memcon.sources.walk import Walker
from play_web import PUBLIC, Net, playing, watched

PLAIN = [
    ("https://news.example", "https://news.example/"),
    ("HTTPS://News.Example.:443/a", "https://news.example/a"),
    ("http://news.example:8080/a?b=c&d=%20#top", "http://news.example:8080/a?b=c&d=%20"),
    ("https://news.example/a b/c?d e", "https://news.example/a%20b/c?d%20e"),
    ("https://новини.example/стаття", "https://xn--b1amarcd.example/%D1%81%D1%82%D0%B0%D1%82%D1%82%D1%8F"),
    ("https://straße.example/", "https://xn--strae-oqa.example/"),
    ("https://news.example/a/../b/./c/%2e%2E/d", "https://news.example/b/d"),
    ("https://news.example/..", "https://news.example/"),
    ("https://[2606:2800:0220:1::0001]:443/", "https://[2606:2800:220:1::1]/"),
    ("https://93.184.216.34/", "https://93.184.216.34/"),
    ("https://news.example?q=1", "https://news.example/?q=1"),
]
WRONG = [
    ("ftp://news.example/", "not an http or https"),
    ("file:///etc/passwd", "not an http or https"),
    ("https:news.example", "not an http or https"),
    ("//news.example/", "not an http or https"),
    ("https://", "not an http or https"),
    ("https://me@news.example/", "a user name"),
    ("https://me:secret@news.example/", "a user name"),
    ("https://news.example@127.0.0.1/", "a user name"),
    ("https://news.example\\@127.0.0.1/", "backslash"),
    ("https://news.example\t/", "control character"),
    ("https://news.example/a\nHost: other", "control character"),
    ("https://news%2eexample/", "a host with %"),
    ("https://[fe80::1%25eth0]/", "a zone"),
    ("https://[::1/", "no address"),
    ("https://[not:an:ip]/", "no address"),
    ("https://news.example:99999/", "no address"),
    ("https://news.example:0/", "port 0"),
    ("https://news.example:22/", "port 22"),
    ("https://news.example:6379/", "port 6379"),
    ("https://news..example/", "no name of a host"),
    ("https://news.example../", "no name of a host"),
    ("https://-news.example/", "no name of a host"),
    ("https://" + "a" * 64 + ".example/", "no name of a host"),
    ("https://a,b.example/", "no name of a host"),
    ("https://news.example/" + "a" * 2000, "longer than"),
]
ODD = [
    "2130706433",
    "0x7f000001",
    "0177.0.0.1",
    "127.1",
    "0x7f.0.0.1",
    "127.0.0.01",
    "1.2.3.4.5",
    "256.1.1.1",
    "0x",
]

# Ways to say an address that is nobody's on the public Internet.
FORBIDDEN = [
    "127.0.0.1", "127.255.255.254", "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "172.16.0.1",
    "172.31.255.254", "192.168.1.1", "169.254.169.254", "100.64.0.1", "100.127.255.254", "192.0.0.8",
    "192.0.0.170", "192.0.2.1", "192.88.99.1", "198.18.0.1", "198.51.100.7", "203.0.113.9", "224.0.0.1",
    "239.255.255.250", "240.0.0.1", "255.255.255.255",
    "[::]", "[::1]", "[::127.0.0.1]", "[::ffff:127.0.0.1]", "[::ffff:8.8.8.8]", "[::ffff:0:127.0.0.1]",
    "[64:ff9b::127.0.0.1]", "[64:ff9b::10.0.0.1]", "[64:ff9b::a9fe:a9fe]", "[64:ff9b:1::8.8.8.8]", "[100::1]",
    "[2001::1]", "[2001:0:53aa:64c:0:fbff:80ff:fffe]", "[2001:2::1]", "[2001:20::1]", "[2001:db8::1]",
    "[2002:7f00:1::]", "[2002:808:808::1]", "[3fff::1]", "[4000::1]", "[5f00::1]", "[fc00::1]", "[fd12::1]",
    "[fe80::1]", "[fec0::1]", "[ff02::1]",
    "127.0.0.1.", "１２７.0.0.1", "①②⑦.0.0.1", "127。0。0。1", "[0:0:0:0:0:ffff:7f00:1]",
]  # fmt: skip
# Names that lead there, by what the resolver says.
LEADING = [
    ["127.0.0.1"], ["10.1.2.3"], ["::1"], ["::ffff:10.0.0.1"], ["64:ff9b::c0a8:101"], ["2002:a00:1::1"],
    ["fe80::1%eth0"], [PUBLIC, "127.0.0.1"], ["192.168.0.1", PUBLIC], ["2001::1"], ["::ffff:a9fe:a9fe"],
]  # fmt: skip


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


def follow(net: Net, url: str, **more: object) -> str:
    """What comes of asking for an address: its status, or what is said."""
    try:
        return str(Walker(net.manners(**more), now).follow(parse(url)).status)
    except PageError as error:
        return str(error)


@pytest.mark.parametrize(("given", "url"), PLAIN)
def test_addresses(given: str, url: str) -> None:
    assert parse(given).url == url
    assert parse(url).url == url


@pytest.mark.parametrize(("given", "said"), WRONG)
def test_what_is_no_address(given: str, said: str) -> None:
    with pytest.raises(PageError, match=said) as told:
        parse(given)
    assert "\n" not in str(told.value)


@pytest.mark.parametrize("host", ODD)
def test_odd_spellings_of_ip_addresses(host: str) -> None:
    with pytest.raises(PageError, match="odd spelling"):
        parse(f"http://{host}/", any_port=True)


def test_what_is_meant_as_an_address() -> None:
    assert is_address("https://news.example/")
    assert is_address("HTTP:news")
    assert not is_address("pages/https.html")


@pytest.mark.parametrize(
    "address", [PUBLIC, "8.8.8.8", "2606:4700::1", "64:ff9b::808:808", "192.0.1.1", "2003::1"]
)
def test_public_addresses(address: str) -> None:
    assert not_public(address) == ""


@pytest.mark.parametrize("host", FORBIDDEN)
def test_no_forbidden_address_is_connected_to(net: Net, host: str) -> None:
    for url in (f"http://{host}/", f"https://{host}/feed"):
        said = follow(net, url)
        assert "is not a public address" in said
        assert "--allow-private" in said
    assert net.connected == []
    assert len(FORBIDDEN) >= 40


@pytest.mark.parametrize("addresses", LEADING, ids=", ".join)
def test_no_name_of_one_is_connected_to(net: Net, addresses: list[str]) -> None:
    net.names["inside.example"] = addresses
    assert "is not a public address" in follow(net, "https://inside.example/a")
    assert net.connected == []


@pytest.mark.parametrize("host", [*FORBIDDEN, "inside.example"])
def test_no_redirect_leads_there(net: Net, host: str) -> None:
    net.names["inside.example"] = ["10.0.0.1"]
    location = f"http://{host}/".encode().decode("latin-1")  # as bytes go over the line
    net.put("http://news.example/a", lambda handler: handler.answer(302, Location=location))
    said = follow(net, "http://news.example/a")
    assert said.startswith("http://news.example/a: leads to ")
    assert {address for address, _ in net.connected} == {PUBLIC}


def test_rebinding_between_robots_and_page(net: Net) -> None:
    net.names["turncoat.example"] = iter([[PUBLIC], ["127.0.0.1"]])
    net.put("http://turncoat.example/robots.txt", b"User-agent: *\nDisallow:\n")
    net.put("http://turncoat.example/a", b"<p>Never read.")
    assert "127.0.0.1 is not a public address (loopback)" in follow(net, "http://turncoat.example/a")
    assert [address for address, _ in net.connected] == [PUBLIC]
    assert net.paths() == []


def test_rebinding_at_a_redirect(net: Net) -> None:
    net.names["turncoat.example"] = iter([[PUBLIC], [PUBLIC], ["169.254.169.254"]])
    net.put("http://turncoat.example/a", lambda handler: handler.answer(302, Location="/b"))
    assert "169.254.169.254 is not a public address" in follow(net, "http://turncoat.example/a")
    assert {address for address, _ in net.connected} == {PUBLIC}


def test_each_connection_goes_to_what_was_looked_at(net: Net) -> None:
    net.put("https://news.example/a", b"<p>News.")
    assert follow(net, "https://news.example/a") == "200"
    assert net.looked_up == ["news.example"] * len(net.connected)
    assert set(net.connected) == {(PUBLIC, 443)}
    assert [headers["Host"] for _, _, headers in net.asked] == ["news.example"] * 2


def test_private_addresses_if_asked_for(net: Net) -> None:
    assert "refused" in follow(net, "http://127.0.0.1/a", allow_private=True)
    assert ("127.0.0.1", 80) in net.connected
