"""Run every predictor and every scorer over a folder of annotated data; print one table.

python bench/accuracy/all.py DATA [--score DIR] [--work DIR] [--only TASK …] [--write-floors]

DATA brings the scorers with it: score.py, score_modality.py and score/score_*.py (or --score
DIR); a task whose data or scorer is not there is left out. Exits 1 if a value is below the
floor that floors.tsv pins for it. Predictions stay in the work folder (build/accuracy).
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import breakdown
import own_pages
import trust

import memcon

HERE = Path(__file__).parent
FLOORS = HERE / "floors.tsv"
MARGIN = 0.005  # how far below what was measured a new floor is set
SAMPLE = "train_sample"  # data for looking at errors only
SEED = "00"  # the page that the project started from: never counted

Json = dict[str, Any]
Value = tuple[str, float, int]  # metric, value, number of items


@dataclass(frozen=True, slots=True)
class Folder:
    """Where data, scorers and predictions lie."""

    data: Path
    score: Path
    work: Path


@dataclass(frozen=True, slots=True)
class Task:
    """A predictor, the data it reads, its scorer and what of the score is shown."""

    name: str
    pattern: str
    predictor: str
    scorer: str
    values: Callable[[Json], Iterator[Value]]
    more: Callable[[Path, Path, Path], Iterator[breakdown.Part]] | None = None


def of_roots(score: Json) -> Iterator[Value]:
    """Accuracy and F1 over the classes."""
    for kind in ("root", "quad"):
        yield f"{kind} macro-F1", score[kind]["macroF1"], score[kind]["n"]
        yield f"{kind} accuracy", score[kind]["acc"], score[kind]["n"]


def of_quotes(score: Json) -> Iterator[Value]:
    """F1 of the spans, and of the spans with their speakers."""
    for kind in ("speech", "direct", "mixed", "indirect"):
        for key, label in (("ov80", "overlap F1"), ("q+s", "with speaker F1")):
            part = score[f"{kind} {key}"]
            yield f"{kind}: {label}", part["F1"], part["tp"] + part["fn"]


def of_timex(score: Json) -> Iterator[Value]:
    """F1 of spans, types and values."""
    for key in ("value", "relaxed", "strict", "type"):
        yield f"{key} F1", score[key]["F1"], score["relaxed"]["gold"]


def of_actors(score: Json) -> Iterator[Value]:
    """Shares of strings whose codes are right."""
    for part in ("without encyclopedia", "with encyclopedia"):
        for key in ("all fields", "country", "code_1"):
            yield f"{part}: {key}", score[part][key], score[part]["n"]


def of_pages(score: Json) -> Iterator[Value]:
    """F1 of each kind of record on whole pages, and the dates of publication."""
    for kind, part in score["categories"].items():
        yield kind, part["F1"], part["tp"] + part["fn"]
    for kind in ("article.published", "article.title", "acts.modality", "meetings.status"):
        part = score["attributes"].get(kind)
        if part and part["acc"] is not None:
            yield kind, part["acc"], part["n"]
    yield "body token F1", score["body_token_f1"], len(score["body_token_f1_rows"])


def of_status(score: Json) -> Iterator[Value]:
    """Shares of sentences whose event and status are right; those to be low come negated."""
    for name, part in score["numbers"].items():
        yield name, part["value"], part["n"]


TASKS = (
    Task("pages", "texts", "predict_gold.py", "score.py", of_pages, breakdown.pages),
    Task("status", "modality*.tsv", "predict_status.py", "score_modality.py", of_status, breakdown.status),
    Task("roots", "plv_*.jsonl", "predict_roots.py", "score_roots.py", of_roots, breakdown.roots),
    Task("quotes", "polnear_*.jsonl", "predict_quotes.py", "score_quotes.py", of_quotes, breakdown.quotes),
    Task("times", "t[ei]*.jsonl", "predict_timex.py", "score_timex.py", of_timex, breakdown.times),
    Task("times", "aquaint*.jsonl", "predict_timex.py", "score_timex.py", of_timex, breakdown.times),
    Task("actors", "actor_cases*.jsonl", "predict_actors.py", "score_actors.py", of_actors),
)


def measured(task: Task, data: Path, folder: Folder) -> tuple[Json, Path] | None:
    """Predict and score; return the score and the predictions, or None where the scorer is missing."""
    own = folder.data / task.scorer
    scorer = own if own.is_file() else folder.score / task.scorer
    if not scorer.is_file():
        return None
    predicted = folder.work / data.name
    call(HERE / task.predictor, data, predicted)
    if task.name == "pages":
        gold = folder.data / "gold"
        told = call(scorer, predicted, "--gold", gold, "--ids", ",".join(page_ids(gold)), "--json", "-")
    elif task.name == "status":
        told = call(scorer, predicted, "--gold", data, "--json", "-")
    else:
        told = call(scorer, predicted, data, "--json")
    return json.loads(told), predicted


def page_ids(gold: Path) -> list[str]:
    """Return the annotated pages, but for the one that the project started from."""
    return sorted(path.stem for path in gold.glob("*.json") if path.stem != SEED)


def of_own(folder: Folder) -> Iterator[Value]:
    """F1 of acts and statements on the pages that were written for the project."""
    out = folder.work / "own"
    own_pages.predictions(out)
    with own_pages.gold_folder() as gold:
        score = breakdown.scorer(folder.data, "score").run(str(out), str(gold))["categories"]
    for kind in ("acts", "acts_dyad", "acts_doc", "statements", "statements_relaxed"):
        yield kind, score[kind]["F1"], score[kind]["tp"] + score[kind]["fn"]


def call(script: Path, *arguments: object) -> str:
    """Run a script; return what it prints."""
    command = [sys.executable, str(script), *map(str, arguments)]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def fingerprint(paths: Iterable[Path]) -> str:
    """Return a hash over the content of files and folders."""
    found = hashlib.sha256()
    for path in paths:
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file():
                found.update(file.name.encode() + b"\0" + file.read_bytes())
    return found.hexdigest()[:12]


def pinned() -> dict[tuple[str, str], Json]:
    """Return floor and target by task and metric."""
    with FLOORS.open(encoding="utf-8", newline="") as lines:
        return {(row["task"], row["metric"]): row for row in csv.DictReader(lines, delimiter="\t")}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the table; where `most` is set, low values are the good ones."""

    task: str
    metric: str
    value: float
    n: int
    floor: float | None
    target: float | None
    most: bool

    @property
    def held(self) -> bool:
        """Whether the floor is."""
        if self.floor is None:
            return True
        return self.value <= self.floor if self.most else self.value >= self.floor

    @property
    def reached(self) -> bool:
        """Whether the target is."""
        if self.target is None:
            return True
        return self.value <= self.target if self.most else self.value >= self.target


def lines(name: str, values: Iterable[Value], rows: dict[tuple[str, str], Json]) -> Iterator[Line]:
    """Put floors and targets beside what was measured."""
    for metric, value, n in values:
        row = rows.get((name, metric), {})
        floor, target = (float(row[key]) if row.get(key) else None for key in ("floor", "target"))
        yield Line(name, metric, value, n, floor, target, row.get("best") == "low")


def show(table: list[Line]) -> None:
    """Print the table, one line a metric."""
    print("| task | metric | value | floor | target | n | |\n|---|---|---|---|---|---|---|")
    for line in table:
        mark = "BELOW FLOOR" if not line.held else "" if line.reached else "not yet"
        floor = f"{line.floor:.3f}" if line.floor is not None else ""
        target = f"{line.target:.2f}" if line.target is not None else ""
        print(f"| {line.task} | {line.metric} | {line.value:.3f} | {floor} | {target} | {line.n} | {mark} |")


def write_floors(table: list[Line], rows: dict[tuple[str, str], Json]) -> None:
    """Raise each floor to just below what was measured; none is lowered."""
    for line in table:
        row = rows.get((line.task, line.metric))
        if row is None:
            continue
        new = line.value + MARGIN if line.most else line.value - MARGIN
        if line.floor is not None:
            new = min(new, line.floor) if line.most else max(new, line.floor)
        row["floor"] = f"{max(0.0, new):.3f}"
    with FLOORS.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(
            out, ("task", "metric", "floor", "target", "best"), delimiter="\t", lineterminator="\n"
        )
        writer.writeheader()
        writer.writerows(rows.values())


def main() -> int:
    """Run all tasks whose data is there."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("--score", type=Path, help="the folder of the scorers, if not DATA/score")
    parser.add_argument("--work", type=Path, default=Path("build/accuracy"), help="where predictions go")
    parser.add_argument("--only", nargs="+", metavar="TASK", help="pages status roots quotes times actors")
    parser.add_argument("--write-floors", action="store_true", help="raise floors.tsv to what is measured")
    options = parser.parse_args()
    folder = Folder(options.data, options.score or options.data / "score", options.work)
    folder.work.mkdir(parents=True, exist_ok=True)
    rows, table, parts, used = pinned(), list[Line](), list[breakdown.Part](), list[Path]()
    points, degrees = list[trust.Point](), list[trust.Degree]()
    for task in TASKS:
        for data in sorted(folder.data.glob(task.pattern)):
            if (options.only and task.name not in options.only) or SAMPLE in data.stem:
                continue
            result = measured(task, data, folder)
            if result is None:
                continue
            score, predicted = result
            name = task.name if task.name == "pages" else f"{task.name} {data.stem}"
            table += lines(name, task.values(score), rows)
            used += [data, folder.data / "gold"] if task.name == "pages" else [data]
            if task.name == "pages":
                ids = page_ids(folder.data / "gold")
                points += trust.curve(predicted, folder.data / "gold", ids, folder.data)
                unseen = [name for name in ids if name not in trust.PUBLISHABLE]
                table += lines("own pages", of_own(folder), rows)
                degrees += trust.reliability(predicted, folder.data / "gold", unseen, folder.data)
            if task.more:
                parts += task.more(predicted, data, folder.score)
    for part in parts:
        if (part.task, part.construction) in rows and part.wanted:
            table += lines(part.task, [(part.construction, part.right / part.wanted, part.wanted)], rows)
    print(f"{date.today()}, memcon {memcon.__version__}, data {fingerprint(used)}\n")
    show(table)
    breakdown.show(parts)
    trust.show(points, degrees)
    if options.write_floors:
        write_floors(table, rows)
    missing = {key for key, row in rows.items() if row["floor"]} - {
        (line.task, line.metric) for line in table
    }
    if missing:
        print(f"\nfloors not checked, for want of data: {len(missing)}")
    return 0 if all(line.held for line in table) else 1


if __name__ == "__main__":
    sys.exit(main())
