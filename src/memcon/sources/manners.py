"""How memcon behaves on the web: who it says it is, how long it waits, what it takes, where it may go."""

from __future__ import annotations

import re
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version

from memcon.errors import PageError
from memcon.sources.faults import LARGEST

AGENT = f"memcon/{version('memcon')}"
CONTACT = re.compile(r"[\w .,:;@+/-]{1,200}", re.ASCII)
Resolver = Callable[[str, int], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Limits:
    """What one address may take: seconds altogether, redirects, bytes unpacked."""

    seconds: float = 60.0
    connect: float = 10.0
    read: float = 20.0
    redirects: int = 5
    largest: int = LARGEST


@dataclass(frozen=True, slots=True)
class Manners:
    """The choices of one run; raises PageError if the contact can't stand in a header.

    `delay` is in seconds between requests to one host, `again` in hours until a page that a
    feed still lists is asked for again. `resolve` and `tls` stand in for the system's.
    """

    contact: str = ""
    delay: float = 1.0
    again: float = 24.0
    allow_private: bool = False
    limits: Limits = field(default_factory=Limits)
    resolve: Resolver | None = None
    tls: ssl.SSLContext | None = None

    def __post_init__(self) -> None:
        if self.contact and not CONTACT.fullmatch(self.contact):
            raise PageError(
                "--user-agent: letters, digits and .,:;@+/- only, at most 200; give a name or a mail address"
            )

    @property
    def agent(self) -> str:
        """The User-Agent."""
        return f"{AGENT} ({self.contact})" if self.contact else AGENT
