"""Days as numbers, for arithmetic, and back."""

from __future__ import annotations

from datetime import date
from functools import lru_cache


@lru_cache(maxsize=1 << 14)
def day_number(day: str | None) -> int | None:
    """Return the number of an ISO day (or moment), or None if there is none.

    >>> day_number("2022-01-19") - day_number("2022-01-01")
    18
    """
    if not day:
        return None
    try:
        return date.fromisoformat(day[:10]).toordinal()
    except ValueError:
        return None


@lru_cache(maxsize=1 << 14)
def iso(number: int) -> str:
    """Return the ISO day of a number.

    >>> iso(day_number("2022-01-19"))
    '2022-01-19'
    """
    return date.fromordinal(number).isoformat()
