"""Events as event data, one dyad a row: the 26 columns of Phoenix, tab-separated, then our own.

Scripts that load Phoenix find its columns in their places; the first line names all. `Date` is
empty if no day is known. Of a meeting every two are a dyad, both ways, as CAMEO has it.
Sources: the Phoenix data set's columns and its five classes of roots (Open Event Data Alliance,
phoenix_pipeline); QuadClass as in GDELT 2.0's codebook; Goldstein's scale for CAMEO codes as
published by GDELT (CAMEO.goldsteinscale.txt).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import ClassVar

from memcon.answers import Account, Entry, Source
from memcon.model import Actor, content_id
from memcon.tables import load_tables
from memcon.views.csv_rows import inert
from memcon.views.formats import Selection
from memcon.views.gexf import pairs_of
from memcon.views.plain import plain
from memcon.views.table import DOERS, parties

PHOENIX = (
    "EventID", "Date", "Year", "Month", "Day", "SourceActorFull", "SourceActorEntity", "SourceActorRole",
    "SourceActorAttribute", "TargetActorFull", "TargetActorEntity", "TargetActorRole",
    "TargetActorAttribute", "EventCode", "EventRootCode", "PentaClass", "GoldsteinScore", "Issues",
    "Lat", "Lon", "LocationName", "StateName", "CountryCode", "SentenceID", "URLs", "NewsSources",
)  # fmt: skip
OURS = (
    "EntryID", "QuadClass", "PLOVER", "Status", "Form", "SourceName", "TargetName", "EDTF", "Dating",
    "Articles", "Independent", "Confidence", "Review", "Article", "Start", "End", "Words", "Sentence", "Rule",
)  # fmt: skip
INTERNATIONAL = ("IGO", "NGO", "IMG", "MNC")  # sectors that stand where others have a country
NOBODY = Actor("", "", "")


@dataclass(frozen=True, slots=True)
class Goldstein:
    """How much a CAMEO code is for cooperation (to 10) or conflict (to -10)."""

    TABLE: ClassVar[str] = "ontology/goldstein.tsv"
    cameo: str
    score: float


@dataclass(frozen=True, slots=True)
class Quad:
    """What a CAMEO root is of: `penta` as in Phoenix (0 neutral), `quad` as in GDELT.

    1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict.
    """

    TABLE: ClassVar[str] = "ontology/quad.tsv"
    root: str
    penta: int
    quad: int


def text(chosen: Selection) -> Iterator[str]:
    """Yield a header and a line for each dyad of each event; statements and figures are none."""
    yield _line([*PHOENIX, *OURS])
    for account in chosen.accounts():
        if account.entry.kind == "event":
            yield from _rows(account)


@cache
def scores() -> dict[str, float]:
    """Return Goldstein's score of each code that he or the scale's later editors scored."""
    return {row.cameo: row.score for row in load_tables().rows(Goldstein)}


def goldstein(cameo: str) -> float | None:
    """Return the score of a code, or of the nearest code above it that has one.

    >>> goldstein("190"), goldstein("1951")
    (-10.0, -10.0)
    """
    return next((scores()[cameo[:n]] for n in range(len(cameo), 1, -1) if cameo[:n] in scores()), None)


@cache
def quads() -> dict[str, Quad]:
    """Return the classes of each root."""
    return {row.root: row for row in load_tables().rows(Quad)}


def _rows(account: Account) -> Iterator[str]:
    entry = account.entry
    actors = {actor.id: actor for actor in account.actors}
    named = dict.fromkeys(party.actor for party in parties(entry, DOERS))
    # who does it to nobody named is a row all the same
    pairs = sorted(pairs_of(entry)) or [(one, "") for one in named] or [("", "")]
    rest = {**_when(entry), **_what(entry), **_where(account), **_told(account)}
    for one, other in pairs:
        row = {
            "EventID": content_id("d", entry.id, one, other),
            **rest,
            **_who("Source", actors.get(one, NOBODY)),
            **_who("Target", actors.get(other, NOBODY)),
        }
        yield _line(row.get(name, "") for name in (*PHOENIX, *OURS))


def _who(side: str, actor: Actor) -> dict[str, str]:
    """Return an actor as CAMEO writes it: USA GOV, or IGO and which."""
    entity, role, attribute = actor.country, actor.sector, ""
    if role in INTERNATIONAL:
        entity, role, attribute = role, "", actor.country
    return {
        f"{side}ActorFull": f"{entity}{role}{attribute}".replace(" ", ""),
        f"{side}ActorEntity": entity,
        f"{side}ActorRole": role,
        f"{side}ActorAttribute": attribute,
        f"{side}Name": actor.name,
    }


def _when(entry: Entry) -> dict[str, str]:
    known = entry.date if entry.date[:4].isdigit() else entry.earliest or ""
    first, last = (entry.earliest or known)[:10], (entry.latest or known)[:10]
    one = first == last and len(first) == len("2022-02-10")
    same = [part for part, other in zip(first.split("-"), last.split("-"), strict=False) if part == other]
    year, month, day = [*same, "", "", ""][:3] if first[:4] == last[:4] else ("", "", "")
    month, day = (month, day) if first[:7] == last[:7] else ("", "")
    return {
        "Date": first.replace("-", "") if one else "",
        "Year": year, "Month": month, "Day": day if one else "",
        "EDTF": entry.date, "Dating": entry.dating,
    }  # fmt: skip


def _what(entry: Entry) -> dict[str, str]:
    root = quads().get(entry.cameo[:2])
    score = goldstein(entry.cameo)
    return {
        "EventCode": entry.cameo,
        "EventRootCode": entry.cameo[:2],
        "PentaClass": str(root.penta) if root else "",
        "QuadClass": str(root.quad) if root else "",
        "GoldsteinScore": "" if score is None else str(score),
        "PLOVER": entry.class_,
        "Status": entry.status,
        "Form": entry.form,
        "EntryID": entry.id,
        "Articles": str(entry.articles),
        "Independent": str(entry.independent),
        "Confidence": str(round(entry.confidence, 3)),
        "Review": entry.review,
    }


def _where(account: Account) -> dict[str, str]:
    place = account.place
    if place is None:
        return {"LocationName": account.entry.place}
    position = (place.latitude, place.longitude)
    lat, lon = ("" if value is None else str(value) for value in position)
    return {"Lat": lat, "Lon": lon, "LocationName": place.name, "CountryCode": place.country}


def _told(account: Account) -> dict[str, str]:
    best = best_of(account)
    several = account.sources
    told = {
        "SentenceID": ";".join(one.claim for one in several),
        "URLs": ";".join(dict.fromkeys(one.url.replace(";", "%3B") for one in several if one.url)),
        "NewsSources": ";".join(dict.fromkeys(one.outlet.replace(";", ",") for one in several if one.outlet)),
    }
    if best is None:
        return told
    own = {"Article": best.article, "Start": str(best.start), "End": str(best.end)}
    return {**told, **own, "Words": best.words, "Sentence": best.sentence, "Rule": best.rule}


def best_of(account: Account) -> Source | None:
    """Return the claim whose words stand for the entry: the first that has them, else the first of all."""
    whose = (one for one in account.sources if one.words == account.entry.words)
    return next(whose, next(iter(account.sources), None))


def _line(cells: Iterable[str]) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter="\t", lineterminator="\n").writerow([inert(plain(cell)) for cell in cells])
    return out.getvalue()
