"""One address on the web, asked for as its host wants it, and followed to where it leads.

robots.txt, pauses and Retry-After are kept to here, for each address again that a redirect leads to.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin

from memcon.errors import PageError
from memcon.model import Visit
from memcon.sources import robots
from memcon.sources.addresses import Address, parse
from memcon.sources.fetch import Answer, Fetcher
from memcon.sources.manners import Manners
from memcon.sources.turns import Hosts

REDIRECTS = (301, 302, 303, 307, 308)
BUSY = (429, 503)
PATIENCE = 120.0  # seconds between two requests that a host may ask for
LONGEST_WAIT = timedelta(days=7)
FIXES = {
    401: "wants a password (401); save the page and add the file",
    403: "is forbidden (403); save the page and add the file",
    404: "is not there (404); check the address",
    410: "is gone (410); leave it out",
    451: "is withheld for legal reasons (451); leave it out",
}


class Walker:
    """Asks for addresses in one run; may be used by several threads. `now` is the clock (ISO 8601, UTC)."""

    def __init__(self, manners: Manners, now: Callable[[], str]) -> None:
        self.hosts = Hosts()
        self._manners = manners
        self._now = now
        self._fetcher = Fetcher(manners, self.hosts.stopped)
        self._rules: dict[str, robots.Rules] = {}
        self._locks: dict[str, threading.Lock] = {}
        self._lock = threading.Lock()

    def follow(self, address: Address, known: Visit | None = None) -> Answer:
        """Ask for an address and follow its redirects; raises PageError that begins with the address.

        What is known of it makes the request conditional: the answer may be 304.
        """
        seen: list[str] = []
        left = self._manners.limits.seconds
        try:
            while True:
                seen.append(address.url)
                headers = _conditions(known) if known and known.final == address.url else {}
                answer, used = self._ask(address, headers, left)
                if answer.status not in REDIRECTS:
                    return answer
                address, left = self._next(seen, answer), left - used
        except PageError as error:
            said = str(error)
            raise PageError(
                said if said.startswith(f"{seen[0]}: ") else f"{seen[0]}: leads to {said}"
            ) from None

    def _ask(self, address: Address, headers: Mapping[str, str], left: float) -> tuple[Answer, float]:
        """Ask once, if the host allows it and when it is its turn; return the answer and the seconds used."""
        self._look_for_wait(address)
        rules = self._rules_of(address)
        if rules.closed:
            raise PageError(f"{address.url}: {rules.closed}")
        if not rules.allows(address.url):
            raise PageError(f"{address.url}: its robots.txt forbids it; save the page and add the file")
        delay = max(self._manners.delay, rules.delay)
        if delay > PATIENCE:
            raise PageError(
                f"{address.url}: its host wants {delay:.0f} s between pages; save it and add the file"
            )
        return self._in_turn(address, delay, lambda: self._fetcher.get(address, headers, left))

    def _in_turn(self, address: Address, delay: float, ask: Callable[[], Answer]) -> tuple[Answer, float]:
        with self.hosts.turn(address.host, delay):
            self._look_for_wait(address)
            start = time.monotonic()
            answer = ask()
            if answer.status in BUSY and answer.headers.get("retry-after"):
                self.hosts.hold(address.host, _until(answer.headers["retry-after"], self._now()))
            return answer, time.monotonic() - start

    def _look_for_wait(self, address: Address) -> None:
        until = self.hosts.held(address.host)
        if until > self._now():
            raise PageError(f"{address.url}: its host wants no request before {until}; try again then")

    # ---- robots.txt

    def _rules_of(self, address: Address) -> robots.Rules:
        """Return what the robots.txt of an address's host says; it is asked for once a run."""
        with self._lock:
            lock = self._locks.setdefault(address.origin, threading.Lock())
        with lock:
            if address.origin not in self._rules:
                self._rules[address.origin] = self._read_rules(address)
            return self._rules[address.origin]

    def _read_rules(self, address: Address) -> robots.Rules:
        here = Address(address.scheme, address.host, address.port, "/robots.txt")
        seen: list[str] = []
        left = self._manners.limits.seconds
        try:
            while True:
                seen.append(here.url)
                answer, used = self._in_turn(here, self._manners.delay, self._robots_of(here, left))
                if answer.status not in REDIRECTS:
                    return robots.read(answer.status, answer.content)
                if len(seen) > self._manners.limits.redirects:
                    return robots.Rules()  # RFC 9309, 2.3.1.2: as if there were none
                here, left = self._next(seen, answer), left - used
        except PageError as error:
            why = str(error).removeprefix(f"{seen[-1]}: ")
            return robots.Rules(closed=f"its robots.txt can't be had, {why}")

    def _robots_of(self, here: Address, left: float) -> Callable[[], Answer]:
        return lambda: self._fetcher.head_of(here, left, robots.LARGEST)

    # ---- redirects

    def _next(self, seen: list[str], answer: Answer) -> Address:
        """Return where an answer leads; raises PageError if that is nowhere, unsafe or seen already."""
        url, old = seen[0], answer.address
        target = answer.headers.get("location", "")
        if not target:
            raise PageError(f"{url}: is moved ({answer.status}) but does not say where; check the address")
        try:
            address = parse(urljoin(old.url, target), any_port=self._manners.allow_private)
        except ValueError:
            raise PageError(f"{url}: leads to no address; check it") from None
        if old.scheme == "https" and address.scheme == "http":
            raise PageError(f"{url}: leads from https to http, {address.url}; leave it out")
        if address.url in seen:
            raise PageError(f"{url}: leads round in a circle; check the address")
        if len(seen) > self._manners.limits.redirects:
            raise PageError(f"{url}: more than {self._manners.limits.redirects} redirects; check the address")
        return address


def _conditions(known: Visit) -> dict[str, str]:
    given = {"If-None-Match": known.etag, "If-Modified-Since": known.modified}
    return {name: value for name, value in given.items() if value}


def _until(stated: str, now: str) -> str:
    """Return the moment that Retry-After names, in seconds or as a date, at most a week from now.

    >>> _until("120", "2022-02-01T10:00:00Z")
    '2022-02-01T10:02:00Z'
    """
    moment = datetime.fromisoformat(now)
    try:
        if stated.strip().isdecimal():
            until = moment + min(timedelta(seconds=int(stated.strip()[:9])), LONGEST_WAIT)
        else:
            until = min(parsedate_to_datetime(stated).astimezone(UTC), moment + LONGEST_WAIT)
    except (ValueError, TypeError, OverflowError):
        return ""
    return until.strftime("%Y-%m-%dT%H:%M:%SZ")


def failure_of(answer: Answer, wait: str) -> str:
    """Say in a line what a status other than 200 means."""
    status = answer.status
    if status in FIXES:
        return FIXES[status]
    if wait:
        return f"wants no request before {wait} ({status}); try again then"
    if status >= 500 or status == 429:
        return f"its server can't answer now ({status}); try again later"
    return f"answers {status}; check the address"
