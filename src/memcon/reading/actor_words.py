"""What somebody's office, body or way of belonging says of the sector he acts for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar, Literal

from memcon.reading.lookup import Phrases, fold
from memcon.reading.names import Gazetteer, Holder, plural
from memcon.tables import Tables

GOVERNING = frozenset({"head_of_state", "head_of_government", "foreign_minister"})
HEADS = frozenset({"head_of_state", "head_of_government"})
# The sectors of those who are elites once they have left office.
IN_POWER = frozenset({"GOV", "MIL", "SPY", "LEG", "JUD", "COP", "PTY", "IGO", "OPP"})


@dataclass(frozen=True, slots=True)
class ActorWord:
    """A word that tells the sector in a string that names an actor, beside offices and sectors.

    `member` (spokesman, group) has the sector of what it belongs to, `kin` of nobody, `former`
    makes an elite of who was in power; `adjective`, `faith` and `noun` have a CAMEO role of their
    own, but are too wide to name an actor in running text (market, public).
    `means` are the codes of the example, country first.
    """

    TABLE: ClassVar[str] = "{lang}/actor_words.tsv"
    word: str
    kind: Literal["member", "kin", "former", "adjective", "faith", "noun"]
    sector: str
    example: str = ""
    means: str = ""


@lru_cache(maxsize=8)
def actor_words(tables: Tables) -> Phrases[ActorWord]:
    """Build the look-up of the table, plurals included."""
    rows = tables.rows(ActorWord)
    return Phrases((form, row) for row in rows for form in dict.fromkeys((row.word, plural(row.word))))


def in_office(row: Holder, date: str) -> bool:
    """Whether a term runs at an ISO day, month or year, or still runs if there is no date.

    >>> in_office(Holder("Ann Poe", "KEN", "other", "Mayor", "2019-05", "2021"), "2021-03-01")
    True
    """
    if not date:
        return row.to in ("", "..")
    until = row.to if row.to not in ("", "..") else "9999"
    begun = row.from_[: len(date)] <= date[: len(row.from_)]
    return begun and date[: len(until)] <= until[: len(date)]


def term_sector(known: Gazetteer, row: Holder) -> str:
    """Return the CAMEO role of an office that a listed person held."""
    body = known.organisations.get(row.polity)
    if body is not None:
        return "IGO" if body.kind in ("igo", "coalition") else body.sector
    if row.role == "defence_minister":
        return "GOVMIL"
    sector = office_sector(known, row.office)
    if row.role in GOVERNING:
        return "REL" if sector == "REL" else "GOV"
    return sector or "GOV"


def person_sector(known: Gazetteer, terms: Sequence[Holder], date: str) -> str:
    """Return the CAMEO role of a listed person at a date: that of the office held, ELI after it.

    Without a date only who headed a state or government is known to have left; others are named
    for the office that they held last. `date` is an ISO day, month or year, or "".
    """
    held = [row for row in terms if in_office(row, date)]
    if held:
        return term_sector(known, held[-1])
    headed = any(row.role in HEADS for row in terms)
    past = [row for row in terms if not date or row.from_[: len(date)] <= date]
    return "ELI" if (date and past) or headed else term_sector(known, terms[-1])


def former_words(tables: Tables) -> frozenset[str]:
    """Return the words that say that somebody has left an office: former, ex, ousted."""
    return frozenset(row.word for row in tables.rows(ActorWord) if row.kind == "former")


def office_sector(known: Gazetteer, office: str) -> str:
    """Return the sector of the longest title, body or organisation that an office names, "" for none."""
    words = fold(office).split()
    for length in range(len(words), 0, -1):
        for first in range(len(words) - length + 1):
            sector = known.sectors.get(" ".join(words[first : first + length]), "")
            if sector and (length > 1 or sector != "GOV" or len(words) == 1):
                return sector
    return ""


def organisation_sector(known: Gazetteer, organisation: str, date: str) -> str:
    """Return an organisation's sector at a date: who has taken power is the government."""
    for row in known.terms.get(organisation, ()):
        if in_office(Holder("", "", "other", "", row.from_, row.to), date):
            return row.sector
    return known.organisations[organisation].sector
