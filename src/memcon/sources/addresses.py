"""Addresses on the web, taken apart strictly, and IP addresses that are not on the public Internet.

Sources: RFC 3986, RFC 5891 and UTS 46 (names), IANA's registries of special-purpose addresses.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import quote, unquote, urlsplit

from memcon.errors import PageError
from memcon.sources.faults import one_line

SCHEMES = {"http": 80, "https": 443}
PORTS = frozenset((80, 443, 8000, 8008, 8080, 8443, 8888))
LONGEST = 2000  # characters of an address
UNSAFE = re.compile(r"[\x00-\x20\x7f-\xa0\\\u2028\u2029]")
NAME = re.compile(
    r"(?=.{1,253}\Z)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
)
NUMBER = re.compile(r"\d+|0x[0-9a-f]*")
KEPT = "%/:=&?~+!$,;'@()*[]"  # what may stand in a path or a query as it is

# What is not on the public Internet. Of IPv6 only 2000::/3 is, but for these parts of it.
SPECIAL = tuple(
    (ip_network(block), kind)
    for block, kind in (
        ("0.0.0.0/8", "unspecified"),
        ("10.0.0.0/8", "private"),
        ("100.64.0.0/10", "shared by a provider's customers"),
        ("127.0.0.0/8", "loopback"),
        ("169.254.0.0/16", "link-local"),
        ("172.16.0.0/12", "private"),
        ("192.0.0.0/24", "reserved"),
        ("192.0.2.0/24", "documentation"),
        ("192.88.99.0/24", "6to4 relay"),
        ("192.168.0.0/16", "private"),
        ("198.18.0.0/15", "benchmarking"),
        ("198.51.100.0/24", "documentation"),
        ("203.0.113.0/24", "documentation"),
        ("224.0.0.0/4", "multicast"),
        ("240.0.0.0/4", "reserved"),
        ("::/128", "unspecified"),
        ("::1/128", "loopback"),
        ("::ffff:0:0/96", "IPv4 in IPv6"),
        ("::ffff:0:0:0/96", "IPv4 in IPv6"),
        ("::/96", "IPv4 in IPv6"),
        ("64:ff9b:1::/48", "local NAT64"),
        ("100::/64", "discard"),
        ("2001::/32", "Teredo"),
        ("2001::/23", "reserved"),
        ("2001:db8::/32", "documentation"),
        ("2002::/16", "6to4"),
        ("3fff::/20", "documentation"),
        ("fc00::/7", "private"),
        ("fe80::/10", "link-local"),
        ("fec0::/10", "private"),
        ("ff00::/8", "multicast"),
    )
)
PUBLIC = ip_network("2000::/3")
NAT64 = ip_network("64:ff9b::/96")


@dataclass(frozen=True, slots=True)
class Address:
    """An address that may be asked for: its host in ASCII, its target with path and query."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def origin(self) -> str:
        """Scheme, host and port, as they are written before the target."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == SCHEMES[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{host}{port}"

    @property
    def url(self) -> str:
        """The whole address, in one spelling."""
        return self.origin + self.target


def is_address(text: str) -> bool:
    """Whether an argument is meant as an address on the web, and not as a file.

    >>> is_address("HTTPS://news.example/a"), is_address("pages/a.html")
    (True, False)
    """
    return re.match(r"\s*https?:", text, re.IGNORECASE) is not None


def parse(text: str, *, any_port: bool = False) -> Address:
    """Take an address apart; raises PageError for one that is not plain http or https.

    Spellings that other programs read in other ways (user names, numbers other than four
    decimal ones for an IPv4 address, zones, backslashes) are refused, not repaired.

    >>> parse("https://News.example./a b?c#d").url
    'https://news.example/a%20b?c'
    """
    text = text.strip()
    name = nameless(one_line(text)[:LONGEST])
    try:
        if len(text) > LONGEST:
            raise ValueError(f"longer than {LONGEST} characters; check the address")
        return _parsed(re.sub(r"(?<=[^\s]) (?=[^\s])", "%20", text), any_port)
    except ValueError as error:
        said = str(error)
        raise PageError(f"{name}: {said if ';' in said else 'no address; check it'}") from None


def nameless(text: str) -> str:
    """Return a text without the user names and passwords in its addresses, so that none is kept or told.

    >>> nameless("https://me:secret@news.example/")
    'https://…@news.example/'
    """
    return re.sub(r"(?<=://)[^/@\s]*@", "…@", text)


def _parsed(text: str, any_port: bool) -> Address:
    if UNSAFE.search(text):
        raise ValueError("a control character, space or backslash in an address; check it")
    parts = urlsplit(text)
    if parts.scheme not in SCHEMES or not parts.netloc:
        raise ValueError("not an http or https address; give one that begins with https://")
    if "@" in parts.netloc:
        raise ValueError("a user name in an address; memcon sends no credentials, leave it out")
    host, port = _host(parts.netloc), SCHEMES[parts.scheme] if parts.port is None else parts.port
    if not port or (port not in PORTS and not any_port):
        raise ValueError(f"port {port} is none of the web's; --allow-private for an intranet")
    target = quote(_without_dots(parts.path), safe=KEPT) or "/"
    if parts.query:
        target += "?" + quote(parts.query, safe=KEPT)
    return Address(parts.scheme, host, port, target)


def _host(netloc: str) -> str:
    """Return a host in its one spelling: a name in ASCII, or an IP address; raises ValueError."""
    if netloc.startswith("["):
        inside = netloc[1 : netloc.index("]")]
        if "%" in inside:
            raise ValueError("an address with a zone; leave the zone out")
        return IPv6Address(inside).compressed
    host = netloc.rpartition(":")[0] if ":" in netloc else netloc
    if "%" in host or ":" in host:
        raise ValueError("a host with % or : in it; write it plainly")
    if not host.isascii():
        host = _to_ascii(host)
    host = host.lower().removesuffix(".")
    if NUMBER.fullmatch(host.rpartition(".")[2]):
        try:
            return str(IPv4Address(host))
        except ValueError:
            raise ValueError("an odd spelling of an IP address; write it as four decimal numbers") from None
    if not NAME.fullmatch(host):
        raise ValueError("no name of a host; check the address")
    return host


def _to_ascii(host: str) -> str:
    try:
        import idna
    except ImportError:
        raise ValueError("a name beyond ASCII needs idna; pip install 'memcon[web]'") from None
    try:
        return idna.encode(host, uts46=True).decode("ascii")
    except idna.IDNAError:
        raise ValueError("no name of a host; check the address") from None


def _without_dots(path: str) -> str:
    """Resolve . and .. in a path, also where they are escaped, as servers do."""
    kept: list[str] = []
    parts = path.split("/")
    for part in parts:
        plain = unquote(part)
        if plain == "..":
            del kept[max(1, len(kept) - 1) :]
        elif plain != ".":
            kept.append(part)
    if unquote(parts[-1]) in (".", ".."):
        kept.append("")
    return "/".join(kept)


def not_public(address: str) -> str:
    """Say why an IP address is not on the public Internet, in a word or two; "" if it is.

    Behind the common NAT64 prefix the IPv4 address counts, since networks without IPv4 reach
    all of it so. Raises ValueError for what is no IP address.

    >>> not_public("127.0.0.1"), not_public("64:ff9b::7f00:1"), not_public("2002:7f00:1::")
    ('loopback', 'loopback', '6to4')
    >>> not_public("93.184.216.34"), not_public("64:ff9b::5db8:d822")
    ('', '')
    """
    ip = ip_address(address.partition("%")[0])
    if ip in NAT64:
        ip = IPv4Address(int(ip) & 0xFFFFFFFF)
    for block, kind in SPECIAL:
        if ip in block:
            return kind
    if isinstance(ip, IPv6Address) and ip not in PUBLIC:
        return "reserved"
    return "" if ip.is_global else "reserved"
