"""Whether confidence means what it says: precision and recall by threshold, the share right by degree."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from breakdown import scorer

THRESHOLDS = (0.0, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
BINS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
# Pages of which text and annotation may be published (Wikinews, CC BY 2.5; US Government): the weights of
# confidence are fitted on these, so that they are left out where confidence is compared with what is right.
PUBLISHABLE = ("59", "60", "61", "62", "63", "64", "71", "72")
RATED = ("acts", "statements")

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Point:
    """What is left above a threshold, and how good it is."""

    kind: str
    least: float
    precision: float
    recall: float
    f1: float
    left: int


def curve(predicted: Path, gold: Path, ids: Sequence[str], score: Path) -> Iterator[Point]:
    """Score what is left at each threshold of confidence."""
    scoring = scorer(score, "score")
    pages = {name: json.loads((predicted / f"{name}.json").read_text("utf-8")) for name in ids}
    for kind in RATED:
        for least in THRESHOLDS:
            kept = {
                name: {**page, kind: [item for item in page[kind] if item["confidence"] >= least]}
                for name, page in pages.items()
            }
            found = scored(scoring, kept, gold)["categories"][kind]
            left = sum(len(page[kind]) for page in kept.values())
            yield Point(kind, least, found["P"], found["R"], found["F1"], left)


def scored(scoring: Any, pages: dict[str, Json], gold: Path) -> Json:
    """Score predictions that are held in memory."""
    with TemporaryDirectory() as folder:
        for name, page in pages.items():
            Path(folder, f"{name}.json").write_text(json.dumps(page), "utf-8")
        result: Json = scoring.run(folder, str(gold), ids=sorted(pages))
        return result


def spurious(scoring: Any, pages: dict[str, Json], gold: Path, kind: str) -> set[tuple[str, str]]:
    """Return (page, item) of what the gold does not have, nor leaves open."""
    errors = scored(scoring, pages, gold)["errors"]
    return {
        (name, item["item"])
        for name in pages
        for item in errors.get(name, {}).get(kind, {}).get("spurious", ())
    }


@dataclass(frozen=True, slots=True)
class Degree:
    """The items of one degree of confidence: what they promise on average, and how many are right."""

    kind: str
    low: float
    high: float
    promised: float
    right: float
    n: int


def reliability(predicted: Path, gold: Path, ids: Sequence[str], score: Path) -> Iterator[Degree]:
    """Compare confidence with the share that is right, degree by degree."""
    scoring = scorer(score, "score")
    pages = {name: json.loads((predicted / f"{name}.json").read_text("utf-8")) for name in ids}
    for kind in RATED:
        wrong = spurious(scoring, pages, gold, kind)
        rated = [
            (item["confidence"], (name, item["item"]) not in wrong)
            for name in ids
            for item in pages[name][kind]
        ]
        for low, high in pairwise(BINS):
            inside = [pair for pair in rated if low <= pair[0] < high or pair[0] == high == 1]
            if inside:
                promised = sum(confidence for confidence, _ in inside) / len(inside)
                right = sum(hit for _, hit in inside) / len(inside)
                yield Degree(kind, low, high, promised, right, len(inside))


def show(points: Sequence[Point], degrees: Sequence[Degree]) -> None:
    """Print both tables."""
    if points:
        print("\n| pages: at least this confidence | acts P | R | F1 | left | statements P | R | F1 | left |")
        print("|---|---|---|---|---|---|---|---|---|")
    for least in THRESHOLDS if points else ():
        cells = [
            f"{point.precision:.2f} | {point.recall:.2f} | {point.f1:.3f} | {point.left}"
            for kind in RATED
            for point in points
            if (point.kind, point.least) == (kind, least)
        ]
        print(f"| {least:.1f} | {' | '.join(cells)} |")
    if degrees:
        print("\n| pages: confidence | promised | right | n |\n|---|---|---|---|")
    for one in degrees:
        print(f"| {one.kind} {one.low:.1f}–{one.high:.1f} | {one.promised:.2f} | {one.right:.2f} | {one.n} |")
