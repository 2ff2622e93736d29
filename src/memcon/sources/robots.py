"""robots.txt: what a host lets memcon read, and how slowly.

The only file that imports protego. Source: RFC 9309; Crawl-delay and Request-rate as protego reads them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import protego

NAME = "memcon"
LARGEST = 500 * 1024  # bytes that are read, as RFC 9309 has it
MOST = 10_000_000  # agents × other lines: more is no robots.txt but a trap
AGENT = re.compile(r"^\s*user.?agent", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Rules:
    """What one host says; `parsed` is None where it says nothing."""

    parsed: protego.Protego | None = None
    closed: str = ""  # why nothing may be read at all, and what to do

    def allows(self, url: str) -> bool:
        """Whether memcon may read an address."""
        return not self.closed and (self.parsed is None or self.parsed.can_fetch(url, NAME))

    @property
    def delay(self) -> float:
        """Seconds that the host wants between two requests."""
        if self.parsed is None:
            return 0.0
        rate = self.parsed.request_rate(NAME)
        return max(self.parsed.crawl_delay(NAME) or 0.0, rate.seconds / rate.requests if rate else 0.0)


def read(status: int, content: bytes) -> Rules:
    """Make rules of an answer: none if it is 4xx, all closed if it is neither that nor 2xx.

    >>> read(404, b"").allows("https://news.example/a"), read(503, b"").allows("https://news.example/a")
    (True, False)
    """
    if 400 <= status < 500:
        return Rules()
    if not 200 <= status < 300:
        return Rules(closed=f"its robots.txt can't be had ({status}); try again later")
    text = content[:LARGEST].decode("utf-8-sig", "replace")
    agents = len(AGENT.findall(text))
    if agents * (text.count("\n") + text.count("\r") + 1 - agents) > MOST:
        return Rules(closed="its robots.txt can't be read (too many agents); save the page and add the file")
    return Rules(protego.Protego.parse(text))
