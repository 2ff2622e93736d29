"""Read every .txt or .html of a folder; write one JSON a page in the schema of the annotated pages.

python bench/accuracy/predict_gold.py IN_DIR OUT_DIR [--published IDS.tsv]

IDS.tsv has lines `id<TAB>date` for pages whose date of publication a user would pass.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from mapping import MEETINGS, MODALITY, Codes, day, ends

import memcon
from memcon.model import BlockKind, Evidence

FURNITURE = (BlockKind.CAPTION, BlockKind.RELATED, BlockKind.COMMENT, BlockKind.FURNITURE)


def predict(reading: memcon.Reading) -> dict[str, Any]:
    """Return a reading in the schema of the annotated pages."""
    text, codes = reading.article.text, Codes(reading)

    def sentence(evidence: Evidence) -> str:
        return text[evidence.sentence[0] : evidence.sentence[1]]

    return {
        "article": article(reading),
        "meetings": [
            {
                "participants": [codes.name(actor) for actor in item.participants],
                "place": item.place_span.of(text) if item.place_span else None,
                "start": ends(item.when)[0],
                "end": ends(item.when)[1],
                "status": MEETINGS[item.status],
                "sentence": sentence(item.evidence),
            }
            for item in reading.meetings
            if item.status in MEETINGS
        ],
        "statements": [
            {
                "speaker": codes.name(item.speaker)
                or (item.speaker_span.of(text) if item.speaker_span else None),
                "speaker_as_written": item.speaker_span.of(text) if item.speaker_span else None,
                "kind": item.kind,
                "quote": " ".join(span.of(text) for span in item.content),
                "quoted_parts": [span.of(text) for span in item.quoted],
                "addressee": codes.hearer(item.addressee),
                "sentence": sentence(item.evidence),
                "confidence": item.confidence,
                "item": item.id,
            }
            for item in reading.statements
        ],
        "acts": acts(reading, codes),
        "conditionals": [
            {
                "if_actor": codes.code(item.condition.actor),
                "if_act": item.condition.span.of(text),
                "then": item.consequence.span.of(text),
                "speaker": codes.name(item.speaker),
                "sentence": sentence(item.evidence),
            }
            for item in reading.conditionals
        ],
        "figures": [
            {
                "number": item.number,
                "approx": item.approximate,
                "what": item.what,
                "where": item.where or None,
                "sentence": sentence(item.evidence),
            }
            for item in reading.figures
        ],
        "people": [
            {
                "name": actor.name,
                "office": actor.role or None,
                "country": codes.code(actor.id) if actor.country else None,
            }
            for actor in reading.actors
            if actor.kind == "person" and (actor.role or actor.country)
        ],
    }


def article(reading: memcon.Reading) -> dict[str, Any]:
    """Return title, date, body and furniture lines."""
    source = reading.article
    lines = [block.span.of(source.text) for block in source.blocks if block.kind in FURNITURE]
    published = source.published
    return {
        "title": source.title or None,
        "published": day(published)
        if published is not None and published.precision in ("day", "time")
        else None,
        "body": source.body,
        "furniture": [line for text in lines for line in text.split("\n")],
    }


def acts(reading: memcon.Reading, codes: Codes) -> list[dict[str, Any]]:
    """Return one row for each dyad of each event that the gold's modalities can name.

    The gold writes what is only assumed ("if they attack") under conditionals, not as an act.
    """
    text = reading.article.text
    assumed = [item.condition.span for item in reading.conditionals]
    rows = [
        {
            "source": codes.code(source),
            "target": codes.code(target),
            "plover": event.codes["plover"] or None,
            "cameo_root": event.codes["cameo"][:2],
            "modality": MODALITY[event.status],
            "date": day(event.when),
            "place": event.place_span.of(text) if event.place_span else None,
            "sentence": text[event.evidence.sentence[0] : event.evidence.sentence[1]],
            "act": event.evidence.rule,
            "confidence": event.confidence,
            "item": event.id,
        }
        for event in reading.events
        if event.status in MODALITY and not any(span.covers(event.trigger) for span in assumed)
        for source in event.sources
        for target in event.targets or (codes.fellows(event, source),)
    ]
    seen: dict[str, dict[str, Any]] = {}
    for row in rows:  # what two events say alike is one act
        told = {name: value for name, value in row.items() if name not in ("confidence", "item")}
        kept = seen.setdefault(json.dumps(told, sort_keys=True), row)
        kept["confidence"] = max(kept["confidence"], row["confidence"])
    return list(seen.values())


def main() -> None:
    """Read the folder."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("source", type=Path)
    parser.add_argument("target", type=Path)
    parser.add_argument("--published", type=Path, help="lines of id<TAB>date, to be passed like --published")
    options = parser.parse_args()
    dates = {}
    if options.published:
        dates = dict(
            line.split("\t")[:2] for line in options.published.read_text("utf-8").splitlines() if line
        )
    options.target.mkdir(parents=True, exist_ok=True)
    for path in sorted(p for p in options.source.iterdir() if p.suffix in (".txt", ".html")):
        try:
            reading = memcon.read(path, published=dates.get(path.stem))
        except memcon.MemconError as error:
            print(error, file=sys.stderr)
            continue
        out = options.target / f"{path.stem}.json"
        out.write_text(json.dumps(predict(reading), ensure_ascii=False, indent=1), "utf-8")


if __name__ == "__main__":
    main()
