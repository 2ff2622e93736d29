"""Fit the weights of confidence signals (`src/memcon/data/en/confidence.tsv`); print them, or write them.

python bench/accuracy/fit_confidence.py DATA [--score DIR] [--write]

Learns from texts that are ours or that may be published, and from nothing else: the example
crisis with its truth table, the pages in own/, the invented sentences of DATA/modality.tsv, and
the annotated pages of DATA that are in the public domain or under CC BY (trust.PUBLISHABLE). All
others are for measuring.
Logistic regression with a quadratic penalty, by Newton's method from zero: no seed, one answer.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import own_pages
import predict_gold
import trust
from breakdown import scorer
from mapping import Codes

import memcon
from memcon.model import Page, Reading
from memcon.reading.confidence import Cast, SignalWeight, event_signals, statement_signals
from memcon.sources import pages
from memcon.tables import DATA, load_tables

ROOT = Path(__file__).parent.parent.parent
CRISIS = ROOT / "examples" / "crisis"
FACTS = ("asserted", "planned", "historical")
PENALTY = 3.0  # as if each signal had been seen right and wrong about three times beforehand
SEEN = 8  # a signal that is rarer than this says nothing
ROUNDS = 50
TABLE = DATA / "en" / "confidence.tsv"

Case = tuple[str, tuple[str, ...], bool]  # event or statement, its signals, whether it is right


def signals(reading: Reading) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Give kind, id and signals of each item."""
    cast = Cast(reading)
    for event in reading.events:
        yield "event", event.id, tuple(event_signals(event, cast))
    for one in reading.statements:
        yield "statement", one.id, tuple(statement_signals(one, cast))


def of_pages(data: Path, score: Path) -> Iterator[Case]:
    """Cases of the annotated pages that may be published."""
    scoring = scorer(score, "score")
    readings = {name: memcon.read(data / "texts" / f"{name}.txt") for name in trust.PUBLISHABLE}
    yield from judged(readings, scoring, data / "gold")


def judged(readings: dict[str, Reading], scoring: Any, gold: Path) -> Iterator[Case]:
    """Give the items that the gold could have, each with whether it has it."""
    told = {name: predict_gold.predict(reading) for name, reading in readings.items()}
    for kind, list_name in (("event", "acts"), ("statement", "statements")):
        wrong = trust.spurious(scoring, told, gold, list_name)
        shown = {(name, item["item"]) for name, page in told.items() for item in page[list_name]}
        for name, reading in readings.items():
            for item_kind, item, found in signals(reading):
                if item_kind == kind and (name, item) in shown:
                    yield kind, found, (name, item) not in wrong


def of_own(score: Path) -> Iterator[Case]:
    """Cases of the pages that were written and annotated for the project."""
    scoring = scorer(score, "score")
    readings = {name: memcon.read(path) for name, path in own_pages.texts().items()}
    with own_pages.gold_folder() as gold:
        yield from judged(readings, scoring, gold)


def of_crisis() -> Iterator[Case]:
    """Cases of the example crisis: a fact is right if the truth table has its class on its page."""
    with (CRISIS / "truth.tsv").open(encoding="utf-8") as lines:
        truth = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    for file in sorted((CRISIS / "pages").rglob("*.*")):
        name = file.relative_to(CRISIS / "pages").as_posix()
        several = file.suffix in (".xml", ".jsonl")
        for number, page in enumerate(pages([str(file)]), 1):
            assert isinstance(page, Page)
            here = f"{name}#{number}" if several else name
            wanted = [(row["class"], plain(row["words"])) for row in truth if row["page"] == here]
            reading = memcon.read(page)
            events = {event.id: event for event in reading.events}
            for kind, item, found in signals(reading):
                if kind == "event" and events[item].status in FACTS:
                    event = events[item]
                    sentence = plain(reading.article.text[slice(*event.evidence.sentence)])
                    right = any(
                        class_ == event.codes["plover"] and words in sentence for class_, words in wanted
                    )
                    yield kind, found, right


def plain(words: str) -> str:
    """Return words without differences of quote marks and spaces."""
    return " ".join(words.replace("’", "'").replace("“", '"').replace("”", '"').split()).lower()


def of_sentences(data: Path, score: Path) -> Iterator[Case]:
    """Cases of the invented sentences: an event is right as the focal event, or as the act around it."""
    scoring = scorer(score, "score_modality")
    for row in scoring.read(data / "modality.tsv"):
        reading = memcon.read(row["sentence"])
        codes = Codes(reading)
        found = {item: names for kind, item, names in signals(reading) if kind == "event"}
        for event in reading.events:
            told = [(s, t) for s in event.sources for t in event.targets or ("",)]
            pairs = [{"source": codes.code(s) or "", "target": codes.code(t) or ""} for s, t in told]
            classes = row["plover"].split("/")
            focal = event.codes["plover"] in classes and str(event.status) in row["status"].split("/")
            right = focal and any(scoring.dyad(row, pair, classes[0] in scoring.SYM) for pair in pairs)
            around = f"outer={event.codes['plover']}" in row["note"]
            if right or around or not focal:
                yield "event", found[event.id], right or around


def fit(cases: Sequence[Case], kind: str) -> list[tuple[str, float, int]]:
    """Return the weight of each signal, and how often it was seen."""
    own = [(names, right) for item, names, right in cases if item == kind]
    counted = Counter(name for names, _ in own for name in set(names))
    names = ["all", *sorted(name for name, n in counted.items() if n >= SEEN)]
    place = {name: i for i, name in enumerate(names)}
    x = np.zeros((len(own), len(names)))
    x[:, 0] = 1.0
    for row, (found, _) in enumerate(own):
        for name in found:
            if name in place:
                x[row, place[name]] = 1.0
    y = np.array([float(right) for _, right in own])
    penalty = np.full(len(names), PENALTY)
    penalty[0] = 0.01
    weights = np.zeros(len(names))
    for _ in range(ROUNDS):
        p = 1 / (1 + np.exp(-x @ weights))
        slope = x.T @ (y - p) - penalty * weights
        bend = (x * (p * (1 - p))[:, None]).T @ x + np.diag(penalty)
        weights = weights + np.linalg.solve(bend, slope)
    return [
        (name, round(float(w), 2), counted.get(name, len(own)))
        for name, w in zip(names, weights, strict=True)
    ]


def write(fitted: dict[str, list[tuple[str, float, int]]]) -> None:
    """Put new weights into the table; rows of other kinds and all examples stay."""
    rows = load_tables().rows(SignalWeight)
    examples = {(row.item, row.signal): row.example for row in rows}
    lines = ["item\tsignal\tweight\texample"]
    for kind, weights in fitted.items():
        lines += [f"{kind}\t{name}\t{w}\t{examples.get((kind, name), '')}" for name, w, _ in weights]
    lines += [f"{r.item}\t{r.signal}\t{r.weight}\t{r.example}" for r in rows if r.item not in fitted]
    TABLE.write_text("\n".join(lines) + "\n", "utf-8")


def main() -> int:
    """Gather the cases, fit, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("--score", type=Path, help="the folder of score.py, if not DATA")
    parser.add_argument("--write", action="store_true", help="write the table anew")
    options = parser.parse_args()
    score = options.score or options.data
    groups = {
        "crisis": list(of_crisis()),
        "sentences": list(of_sentences(options.data, score)),
        "own pages": list(of_own(score)),
        "pages": list(of_pages(options.data, score)),
    }
    for name, cases in groups.items():
        for kind in ("event", "statement"):
            own = [right for item, _, right in cases if item == kind]
            if own:
                print(f"{name}: {len(own)} {kind}s, {sum(own)} right")
    cases = [case for found in groups.values() for case in found]
    fitted = {kind: fit(cases, kind) for kind in ("event", "statement")}
    for kind, weights in fitted.items():
        for name, weight, n in weights:
            print(f"{kind}\t{name}\t{weight:+.2f}\t{n}")
    if options.write:
        write(fitted)
    return 0


if __name__ == "__main__":
    sys.exit(main())
