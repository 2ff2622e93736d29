"""Addresses on the web → pages, each with what came of asking for it; feeds and lists are followed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import urljoin

from memcon.errors import PageError
from memcon.model import Page, Visit
from memcon.sources import feeds, lists
from memcon.sources.addresses import Address, parse
from memcon.sources.faults import fault
from memcon.sources.fetch import XML, Answer
from memcon.sources.kinds import media_type
from memcon.sources.manners import Manners
from memcon.sources.turns import in_order
from memcon.sources.walk import Walker, failure_of
from memcon.sources.warcs import KEPT

ENTRIES = 500  # of one feed

Found = Visit | Page | PageError


@dataclass(frozen=True, slots=True)
class Wanted:
    """An address to be asked for; `stated` is what a feed says of the page, `known` what came before."""

    address: Address
    known: Visit | None = None
    stated: tuple[tuple[str, str], ...] = ()
    is_feed: bool = False


@dataclass(frozen=True, slots=True)
class Subscribed:
    """A feed that was read, whose entries are still to be asked for."""

    visit: Visit
    entries: tuple[feeds.Listed | PageError, ...]


class Web:
    """The web in one run: `known` tells what came of asking before, `now` is the clock (ISO 8601, UTC)."""

    def __init__(
        self, manners: Manners, known: Callable[[str], Visit | None], now: Callable[[], str]
    ) -> None:
        self._manners = manners
        self._known = known
        self._now = now
        self._walker = Walker(manners, now)

    # ---- pages, feeds and lists, in order

    def collect(self, urls: Iterable[str], feeds_of: Iterable[str] = ()) -> Iterator[Found]:
        """Ask for addresses, and for addresses of feeds; give what each brings, the pages of feeds last.

        A feed's own visit comes after all its pages: whoever stores things in order knows then
        that none was missed.
        """
        found: list[Subscribed] = []
        listed: list[Wanted | Found] = []
        given = [*self._wanted(urls), *self._wanted(feeds_of, is_feed=True)]
        for item, answer in self._answered(_once(given)):
            if isinstance(item, Visit) and answer is not None and lists.is_list(answer.content):
                listed += self._in_list(answer.content, item.url)
            else:
                yield from _sorted(item, answer, found)
        for item, answer in self._answered(_once(listed)):
            yield from _sorted(item, answer, found)
        yield from self._entries(found)

    def _wanted(self, urls: Iterable[str], *, is_feed: bool = False) -> Iterator[Wanted | Found]:
        for url in urls:
            try:
                address = parse(url, any_port=self._manners.allow_private)
            except PageError as error:
                yield error
            else:
                yield Wanted(address, self._known(address.url), is_feed=is_feed)

    def _in_list(self, content: bytes, name: str) -> Iterator[Wanted | Found]:
        for one in lists.read(content, name):
            if isinstance(one, PageError):
                yield one
            else:
                yield from self._wanted([one], is_feed=True)

    def _entries(self, found: Iterable[Subscribed]) -> Iterator[Found]:
        """Give the pages that feeds list, and after those of each feed its visit."""
        passing = False
        for item, answer in self._answered(_once(one for feed in found for one in self._listed(feed))):
            if isinstance(item, Visit) and item.feed:
                # asked for in full the next time, since what failed now may come then
                yield replace(item, etag="", modified="") if passing else item
                passing = False
            elif isinstance(item, Visit):
                passing = passing or item.is_passing
                error = PageError(f"{item.url}: a feed, not a page; add it by itself")
                yield item if answer is None else replace(item, found=error)
            else:
                yield item

    def _listed(self, feed: Subscribed) -> Iterator[Wanted | Found]:
        for number, entry in enumerate(feed.entries[:ENTRIES], 1):
            if isinstance(entry, PageError) or not entry.url:
                yield entry if isinstance(entry, PageError) else entry.found
                continue
            try:
                address = parse(urljoin(feed.visit.final, entry.url), any_port=self._manners.allow_private)
            except (PageError, ValueError) as error:
                yield PageError(f"{feed.visit.url}, entry {number}: {error}")
                continue
            known = self._known(address.url)
            if known is None or self._is_due(known, entry.changed):
                listed = (("listed", entry.published),) if entry.published else ()
                yield Wanted(address, known, listed)
        if len(feed.entries) > ENTRIES:
            yield PageError(f"{feed.visit.url}: more than {ENTRIES} entries; only the first were read")
        yield feed.visit

    def _is_due(self, known: Visit, changed: datetime | None) -> bool:
        """Whether a page that was asked for before is to be asked for again."""
        asked = datetime.fromisoformat(known.asked)
        old = datetime.fromisoformat(self._now()) - asked >= timedelta(hours=self._manners.again)
        return known.is_passing or old or (changed is not None and changed > asked)

    # ---- one address

    def _answered(self, items: Iterable[Wanted | Found]) -> Iterator[tuple[Found, Answer | None]]:
        """Ask for what is wanted; the answer is given beside its visit if it is a feed or a list."""

        def host(item: Wanted | Found) -> str:
            return item.address.host if isinstance(item, Wanted) else ""

        def work(item: Wanted | Found) -> tuple[Visit, Answer | None]:
            assert isinstance(item, Wanted)
            return self._visit(item)

        for item, made in in_order(items, host, work, self._walker.hosts.stop):
            if made is not None:
                yield made
            elif not isinstance(item, Wanted):
                yield item, None

    def _visit(self, wanted: Wanted) -> tuple[Visit, Answer | None]:
        host, known = wanted.address.host, wanted.known
        visit = Visit(wanted.address.url, self._now(), feed=wanted.is_feed)
        if known is not None:
            self._walker.hosts.hold(host, known.wait)
        try:
            answer = self._walker.follow(wanted.address, known)
        except PageError as error:
            return replace(visit, wait=self._walker.hosts.held(host), found=error), None
        headers = answer.headers
        visit = replace(
            visit,
            final=answer.address.url,
            status=answer.status,
            etag=_condition(headers.get("etag", "")),
            modified=_condition(headers.get("last-modified", "")),
            wait=self._walker.hosts.held(answer.address.host),
        )
        if answer.status == 304 and known is not None and (known.etag or known.modified):
            etag, modified = visit.etag or known.etag, visit.modified or known.modified
            return replace(visit, title=known.title, etag=etag, modified=modified), None
        if answer.status != 200:
            return replace(visit, found=PageError(f"{visit.url}: {failure_of(answer, visit.wait)}")), None
        return _taken(visit, answer, wanted)


def _condition(header: str) -> str:
    """Return a header that can be sent back as it is, else none."""
    return header if header.isascii() and len(header) <= 1000 else ""


def _once(items: Iterable[Wanted | Found]) -> Iterator[Wanted | Found]:
    """Leave out addresses that are wanted already."""
    seen: set[str] = set()
    for item in items:
        if isinstance(item, Wanted):
            if item.address.url in seen:
                continue
            seen.add(item.address.url)
        yield item


def _sorted(item: Found, answer: Answer | None, found: list[Subscribed]) -> Iterator[Found]:
    """Put a feed by until its entries are asked for; give all else as it is."""
    if answer is None or not isinstance(item, Visit):
        yield item
    elif feeds.is_feed(answer.content):
        read = feeds.entries(answer.content, item.url)
        found.append(Subscribed(replace(item, feed=True, title=read.title), read.listed))
    else:
        what, fix = (
            ("XML", "an RSS or Atom feed, or OPML") if answer.media_type == XML else ("a page", "its feed")
        )
        yield replace(item, found=PageError(f"{item.url}: {what}, not a feed; give {fix}"))


def _taken(visit: Visit, answer: Answer, wanted: Wanted) -> tuple[Visit, Answer | None]:
    """Make a page of an answer; of a feed or a list none, it is given as it came."""
    error = fault(answer.content, visit.url)
    if error is not None:
        return replace(visit, found=error), None
    followed = feeds.is_feed(answer.content) or lists.is_list(answer.content)
    if followed or wanted.is_feed or answer.media_type == XML:
        return visit, answer
    page = Page(
        answer.content,
        answer.media_type or media_type(answer.content),
        visit.final,
        encoding=answer.encoding,
        fetched=datetime.fromisoformat(visit.asked),
        stated=wanted.stated,
        status=answer.status,
        headers=tuple((name, answer.headers[name]) for name in KEPT if answer.headers.get(name)),
    )
    return replace(visit, found=page), None
