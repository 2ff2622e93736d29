"""The same scores by construction, so that the next weakness shows."""

from __future__ import annotations

import csv
import json
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from lines import read

Row = dict[str, Any]
PRONOUNS = frozenset("he she they we i it you who his her their".split())
WEEKDAY = re.compile(r"(?:mon|tues|wednes|thurs|fri|satur|sun)day", re.IGNORECASE)
MONTHS = (
    "(?:jan(?:uary|[.])|feb(?:ruary|[.])|mar(?:ch|[.])|apr(?:il|[.])|may|june?|july?|aug(?:ust|[.])|"
    "sept(?:ember|[.])|oct(?:ober|[.])|nov(?:ember|[.])|dec(?:ember|[.]))"
)
MONTH_DAY = re.compile(rf"(?:{MONTHS}\s+\d\d?(?:st|nd|rd|th)?|\d\d?\s+{MONTHS})", re.IGNORECASE)
DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class Part:
    """How one construction does: wanted, predicted and right; `predicted` 0 gives recall alone."""

    task: str
    construction: str
    right: int
    wanted: int
    predicted: int


class Tally:
    """Counts by construction, in the order of first sight."""

    def __init__(self) -> None:
        self.counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])

    def add(self, name: str, right: bool, wanted: bool = True, predicted: bool = False) -> None:
        """Count one item."""
        count = self.counts[name]
        for place, hit in enumerate((right, wanted, predicted)):
            count[place] += hit

    def parts(self, task: str) -> Iterator[Part]:
        """Give the counts, most wanted first."""
        for name, count in sorted(self.counts.items(), key=lambda item: (-item[1][1], item[0])):
            yield Part(task, name, *count)


def folding(score: Path) -> Callable[[Any], Any]:
    """Return the scorers' own folding of classes, so that both count alike."""
    found: Callable[[Any], Any] = scorer(score, "common").root
    return found


def scorer(score: Path, name: str) -> ModuleType:
    """Import a module of the scorers, which the data brings with it."""
    if str(score) not in sys.path:
        sys.path.insert(0, str(score))
    return import_module(name)


def roots(predicted: Path, gold: Path, score: Path) -> Iterator[Part]:
    """Each class, then each kind of trigger and status that an answer was read by."""
    fold = folding(score)
    answers = {row["id"]: row for row in read(predicted)}
    classes, kinds = Tally(), Tally()
    for row in read(gold):
        answer = answers.get(row["id"], {})
        wanted, said = fold(row["category"]), fold(answer.get("root"))
        classes.add(wanted, said == wanted, True, said == wanted)
        if said is None:
            kinds.add("no event found", False)
            continue
        if said != wanted:
            classes.add(said, False, False, True)
        status = "told" if answer["status"] in ("asserted", "historical") else answer["status"]
        sides = "both sides" if answer["sides"] >= 2 else "sides reversed or one only"
        sides = sides if answer["sides"] else "no side named, the nearest predicate"
        kinds.add(f"{answer['rule'].split(':')[0]}, {status}, {sides}", said == wanted)
    yield from classes.parts("roots: class")
    yield from kinds.parts("roots: read by")


def times(predicted: Path, gold: Path, _score: Path) -> Iterator[Part]:
    """Values by type and by what the expression is written like, among those found."""
    answers = {row["doc_id"]: row["timex"] for row in read(predicted)}
    tally, shapes = Tally(), Tally()
    for row in read(gold):
        found = answers.get(row["doc_id"], [])
        for time in row["timex"]:
            near = [one for one in found if one[0] < time["end"] and time["start"] < one[1]]
            right = any(one[3] == time["value"] for one in near)
            tally.add(time["type"], right)
            on_day = any(one[3][:10] == time["value"] for one in near)
            words = " ".join(row["text"][time["start"] : time["end"]].split())
            for name in written(words, time["value"]) if near else ("not found",):
                hits = {"month and day: year": year_right(near, time), "weekday alone": on_day}
                shapes.add(name, hits.get(name, right))
    yield from tally.parts(f"times {gold.stem}: value by type")
    yield from shapes.parts(f"times {gold.stem}: value by form, of those found")


def written(words: str, value: str) -> Iterator[str]:
    """Name the forms of an expression."""
    if WEEKDAY.fullmatch(words) and DAY.match(value):
        yield "weekday alone"
    elif MONTH_DAY.fullmatch(words) and DAY.match(value):
        yield "month and day: year"
    elif re.fullmatch(r"\d{4}", words):
        yield "year"
    elif re.search(r"\bquarter", words):
        yield "quarter"
    elif value.endswith("_REF"):
        yield f"{value} ({words.lower()})" if words.lower() in ("now", "recently") else value
    elif value.startswith("P"):
        yield "period"
    elif re.search(r"\b(?:ago|earlier|later|before|after)\b", words):
        yield "counted from a day"
    elif re.match(r"(?:the )?(?:last|next|this|past|coming|previous|same)\b", words, re.IGNORECASE):
        yield "last, next, this"
    else:
        yield "other"


def year_right(near: list[list[Any]], time: Row) -> bool:
    """Whether the year of a value is."""
    return any(str(one[3])[:4] == time["value"][:4] for one in near)


def quotes(predicted: Path, gold: Path, score: Path) -> Iterator[Part]:
    """Speech by how its speaker is named and where it stands: words found, then speaker right."""
    scoring = scorer(score, "score_quotes")
    pieces, quote_mask = scoring.pieces, scoring.quote_mask
    answers = {row["doc_id"]: row["quotes"] for row in read(predicted)}
    found, attributed = Tally(), Tally()
    for row in read(gold):
        text, mask = row["text"], quote_mask(row["text"])
        said = pieces(text, mask, answers.get(row["doc_id"], []))
        for quote in row["quotes"]:
            for words, speaker, kind, long, speech in pieces(text, mask, [quote]):
                if not (speech and long):
                    continue
                near = [one for one in said if 5 * len(words & one[0]) >= 4 * max(len(words), len(one[0]))]
                name = f"{kind}, speaker {speaker_form(text, words, speaker)}"
                found.add(name, bool(near))
                if near:
                    attributed.add(
                        name, any(bool(speaker & one[1]) or not (speaker or one[1]) for one in near)
                    )
    yield from found.parts("quotes: words found")
    yield from attributed.parts("quotes: speaker right, of those found")


def speaker_form(text: str, words: frozenset[int], speaker: frozenset[int]) -> str:
    """Say how and where a speaker is named."""
    if not speaker:
        return "not named"
    named = text[min(speaker) : max(speaker) + 1]
    form = "a pronoun" if named.lower() in PRONOUNS else "a name or noun"
    between = text[min(max(words), max(speaker)) : max(min(words), min(speaker))]
    return form + (" in another paragraph" if "\n" in between else "")


def status(predicted: Path, gold: Path, _score: Path) -> Iterator[Part]:
    """Status rows: whether the event was found at all and as what, by the construction's name."""
    with predicted.open(encoding="utf-8", newline="") as lines:
        answers = defaultdict(list)
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            answers[row["id"]].append(row)
    tally = Tally()
    with gold.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            wanted = row["status"].split("/")
            hits = [one for one in answers[row["id"]] if one["plover"] in row["plover"].split("/")]
            right = not answers[row["id"]] if wanted == ["none"] else any(o["status"] in wanted for o in hits)
            tally.add(wanted[0], right)
    yield from tally.parts("status: class and status found, parties aside")


def pages(predicted: Path, texts: Path, _score: Path) -> Iterator[Part]:
    """Records by whether they are read from the story: from furniture there should be none."""
    tally = Tally()
    for file in sorted((texts.parent / "gold").glob("*.json")):
        gold, own = json.loads(file.read_text("utf-8")), predicted / file.name
        if not own.is_file():
            continue
        lines = [" ".join(line.split()) for line in gold["article"].get("furniture", ())]
        for kind in ("meetings", "statements", "acts", "conditionals", "figures"):
            for item in json.loads(own.read_text("utf-8"))[kind]:
                sentence = " ".join((item["sentence"] or "").split())
                tally.add(kind, not any(sentence in line for line in lines))
    yield from tally.parts("pages: read from the story, not from furniture")


def show(parts: list[Part]) -> None:
    """Print each group as a table."""
    last = ""
    for part in parts:
        if part.task != last:
            last = part.task
            precise = any(one.predicted for one in parts if one.task == last)
            head = "precision | recall | n" if precise else "right | n"
            print(f"\n| {last} | {head} |\n|---|{'---|' * head.count('|')}---|")
        recall = f"{part.right / part.wanted:.2f}" if part.wanted else ""
        if precise:
            precision = f"{part.right / part.predicted:.2f}" if part.predicted else ""
            print(f"| {part.construction} | {precision} | {recall} | {part.wanted} |")
        else:
            print(f"| {part.construction} | {recall} | {part.wanted} |")
