"""Pages written for the project and annotated before memcon read them, in the notation of the gold.

`own/pages/*.txt`; `own/acts.tsv` has who did what to whom (`words` say where), with the modalities of
the annotated pages; `own/statements.tsv` who said what. The weights of confidence are fitted on them.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import predict_gold

import memcon

HERE = Path(__file__).parent / "own"
Json = dict[str, Any]


def texts() -> dict[str, Path]:
    """Return the pages by name."""
    return {path.stem: path for path in sorted((HERE / "pages").glob("*.txt"))}


def gold(name: str) -> Json:
    """Return the annotation of a page as score.py reads it; only acts and statements are annotated."""
    acts = [
        {
            "source": row["source"] or None,
            "target": row["target"] or None,
            "plover": row["class"] or None,
            "cameo_root": "",
            "modality": row["modality"],
            "sentence": row["words"],
        }
        for row in _rows("acts.tsv", name)
    ]
    statements = [
        {"speaker": row["speaker"], "speaker_as_written": "", "kind": "", "quote": row["words"]}
        for row in _rows("statements.tsv", name)
    ]
    nothing: list[Json] = []
    return {
        "article": {"body": "", "furniture": nothing, "title": None, "published": None},
        "acts": acts,
        "statements": statements,
        "meetings": nothing,
        "conditionals": nothing,
        "figures": nothing,
        "people": [
            {"name": name, "country": None}
            for name in sorted({row["speaker"] for row in statements if " " in row["speaker"]})
        ],
    }


def _rows(table: str, name: str) -> list[dict[str, str]]:
    with (HERE / table).open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [row for row in reader if row["page"] == name]


@contextmanager
def gold_folder() -> Iterator[Path]:
    """Write the annotation as a folder of JSON, for as long as it is needed."""
    with TemporaryDirectory() as folder:
        for name in texts():
            Path(folder, f"{name}.json").write_text(json.dumps(gold(name)), "utf-8")
        yield Path(folder)


def predictions(out: Path) -> None:
    """Read the pages and write what is said of them, one JSON file a page."""
    out.mkdir(parents=True, exist_ok=True)
    for name, path in texts().items():
        told = predict_gold.predict(memcon.read(path))
        (out / f"{name}.json").write_text(json.dumps(told, ensure_ascii=False, indent=1), "utf-8")
