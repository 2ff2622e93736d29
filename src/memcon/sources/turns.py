"""Whose turn it is on the web: one request to a host at a time, several hosts beside one another.

Results come in the order in which they were asked for, so that a record doesn't depend on which
host was quicker.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from memcon.errors import PageError

AT_ONCE = 8  # hosts
AHEAD = 64  # results that may wait for those before them
T = TypeVar("T")
R = TypeVar("R")


@dataclass(slots=True)
class _Host:
    lock: threading.Lock = field(default_factory=threading.Lock)
    last: float | None = None  # when its last request ended
    until: str = ""  # what it said by Retry-After


class Hosts:
    """The hosts of one run, and what each asked for."""

    def __init__(self) -> None:
        self._hosts: dict[str, _Host] = {}
        self._lock = threading.Lock()
        self.stopped = threading.Event()

    @contextmanager
    def turn(self, host: str, delay: float) -> Iterator[None]:
        """Wait for a host's turn, `delay` seconds after its last request; raises PageError when stopped."""
        one = self._host(host)
        with one.lock:
            if one.last is not None:
                self.stopped.wait(max(0.0, one.last + delay - time.monotonic()))
            if self.stopped.is_set():
                raise PageError(f"{host}: stopped; run the same command again")
            try:
                yield
            finally:
                one.last = time.monotonic()

    def hold(self, host: str, until: str) -> None:
        """Note that a host wants no request until a moment (ISO 8601, UTC)."""
        one = self._host(host)
        one.until = max(one.until, until)

    def held(self, host: str) -> str:
        """Return until when a host wants no request, "" if it said nothing."""
        return self._host(host).until

    def stop(self) -> None:
        """Let nobody wait any longer, and nobody have a turn."""
        self.stopped.set()

    def _host(self, name: str) -> _Host:
        with self._lock:
            return self._hosts.setdefault(name, _Host())


@dataclass(slots=True)
class _Slot(Generic[T, R]):
    item: T
    host: str
    future: Future[R] | None = None


def in_order(
    items: Iterable[T], host_of: Callable[[T], str], work: Callable[[T], R], stop: Callable[[], None]
) -> Iterator[tuple[T, R | None]]:
    """Give each item with what `work` made of it, in order; items without a host are passed through.

    Of one host there is one item at work at a time. `stop` is called if nobody wants the rest.
    """
    source = iter(items)
    slots: deque[_Slot[T, R]] = deque()
    pool = ThreadPoolExecutor(AT_ONCE)
    try:
        while True:
            while len(slots) < AHEAD and (item := next(source, None)) is not None:
                slots.append(_Slot(item, host_of(item)))
            if not slots:
                return
            _start(slots, pool, work)
            first = slots[0]
            if first.future is None:
                slots.popleft()
                yield first.item, None
            elif first.future.done():
                slots.popleft()
                yield first.item, first.future.result()
            else:
                running = [slot.future for slot in slots if slot.future and not slot.future.done()]
                wait(running, return_when=FIRST_COMPLETED)
    except BaseException:
        stop()
        raise
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _start(slots: Iterable[_Slot[T, R]], pool: ThreadPoolExecutor, work: Callable[[T], R]) -> None:
    """Set the first waiting item of each host to work, if no other of that host is."""
    busy = {slot.host for slot in slots if slot.future is not None and not slot.future.done()}
    for slot in slots:
        if len(busy) >= AT_ONCE:
            return
        if slot.host and slot.future is None and slot.host not in busy:
            slot.future = pool.submit(work, slot.item)
            busy.add(slot.host)
