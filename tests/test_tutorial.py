"""Every command of the tutorial and of the README's examples runs, and prints what they show.

`python tests/test_tutorial.py --write` puts what they print now into the documents, the ids in
later commands too; look at the difference before keeping it. In a block marked `console` a line
that begins with `$` is a command and what follows is what it prints; a line `…` stands for any
lines, `?` for what is to be written. A block marked `python` is run, and the `text` block right
after it is what it prints. Other blocks are left alone.
"""

from __future__ import annotations

import difflib
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DOCUMENTS = ("docs/tutorial.md", "README.md")
SKIPPED = ("pip ", "git ", "cd ", "datasette ", "make ")  # what installs, or serves until it is stopped
NINE = 1795510800  # a day at nine in the morning; each command comes a minute after the one before
ID = re.compile(r"\b[nj][0-9a-f]{12}\b")
FENCE = re.compile(r"```(\w*)\s*$")
KEY = re.compile(r"\? q\] (\S)")


@dataclass
class Step:
    """One command and what the document says that it prints; `at` is the place of those lines in it."""

    command: str
    shown: list[str] = field(default_factory=list)
    at: tuple[int, int] = (0, 0)
    python: bool = False


def steps(lines: Sequence[str]) -> Iterator[Step]:
    """Find the commands of a document."""
    number = 0
    while number < len(lines):
        fence = FENCE.match(lines[number])
        number += 1
        if fence is None:
            continue
        first = number
        while not lines[number].startswith("```"):
            number += 1
        if fence[1] == "console":
            yield from _commands(lines, first, number)
        elif fence[1] == "python":
            yield _python(lines, first, number)
        number += 1


def _commands(lines: Sequence[str], first: int, last: int) -> Iterator[Step]:
    starts = [i for i in range(first, last) if lines[i].startswith("$ ")]
    for one, after in zip(starts, [*starts[1:], last], strict=True):
        shown = [line.rstrip() for line in lines[one + 1 : after]]
        yield Step(lines[one][2:], shown, (one + 1, after))


def _python(lines: Sequence[str], first: int, last: int) -> Step:
    after = last + 1
    while after < len(lines) and not lines[after].strip():
        after += 1
    step = Step("\n".join(lines[first:last]), python=True)
    if after < len(lines) and lines[after].startswith("```text"):
        end = next(i for i in range(after + 1, len(lines)) if lines[i].startswith("```"))
        step.shown, step.at = [line.rstrip() for line in lines[after + 1 : end]], (after + 1, end)
    return step


class Shell:
    """A temporary folder with the examples in it, where commands run one after the other."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "examples").symlink_to(ROOT / "examples")
        self.minutes = 0

    def run(self, step: Step) -> list[str]:
        """Run a command; return the lines that it prints."""
        self.minutes += 1
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        environment = {
            **os.environ, "PATH": path, "SOURCE_DATE_EPOCH": str(NINE + 60 * self.minutes),
            "PYTHONIOENCODING": "utf-8", "COLUMNS": "100", "NO_COLOR": "1",
        }  # fmt: skip
        command = [sys.executable, "-c", step.command] if step.python else ["bash", "-c", step.command]
        keys = "".join(KEY.findall("\n".join(step.shown)))  # what is typed into `memcon review`
        done = subprocess.run(
            command, cwd=self.folder, env=environment, input=keys.encode(), stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, check=False, timeout=120,
        )  # fmt: skip
        return [line.rstrip() for line in done.stdout.decode("utf-8").splitlines()]


@cache
def document(name: str) -> tuple[Step, ...]:
    """Return the steps of a document, without those that are skipped."""
    found = steps((ROOT / name).read_text("utf-8").splitlines())
    return tuple(step for step in found if not step.command.startswith(SKIPPED))


@cache
def printed(name: str) -> tuple[tuple[str, ...], ...]:
    """Run all the steps of a document; return what each prints."""
    with tempfile.TemporaryDirectory() as folder:
        shell = Shell(Path(folder))
        return tuple(tuple(shell.run(step)) for step in document(name))


def shortened(said: Sequence[str], shown: Sequence[str]) -> list[str]:
    """Leave out of what a command prints as much as the document leaves out."""
    if not shown or "…" not in shown:
        return list(said) if shown else []
    before = shown.index("…")
    after = len(shown) - before - 1
    return [*said[:before], "…", *(said[len(said) - after :] if after else [])]


CASES = [(name, number) for name in DOCUMENTS for number in range(len(document(name)))]


@pytest.mark.parametrize(("name", "number"), CASES)
def test_prints_what_it_shows(name: str, number: int) -> None:
    step, said = document(name)[number], printed(name)[number]
    assert not any(line.startswith("Traceback") for line in said), said
    assert shortened(said, step.shown) == step.shown, step.command


@pytest.mark.parametrize("name", DOCUMENTS)
def test_ids_in_commands_stand_in_what_was_shown_before(name: str) -> None:
    seen: set[str] = set()
    for step in document(name):
        assert set(ID.findall(step.command)) <= seen, step.command
        seen |= set(ID.findall("\n".join(step.shown)))


def heirs(shown: Sequence[str], said: Sequence[str]) -> dict[str, str]:
    """Say which id stands now where the document shows another: that in the likest line."""
    found = {}
    there = [(ID.sub("", line), ID.findall(line)) for line in said]
    for line in shown:
        for place, old in enumerate(ID.findall(line)):
            near = [
                (difflib.SequenceMatcher(None, ID.sub("", line), words).ratio(), ids[place])
                for words, ids in there
                if len(ids) > place
            ]
            if near and not any(old in ids for _, ids in there):
                found[old] = max(near)[1]
    return found


def renamed(text: str, new: Mapping[str, str]) -> str:
    """Put the ids of now for those of before."""
    return ID.sub(lambda found: new.get(found[0], found[0]), text)


def rewritten(text: str) -> str:
    """Return a document with what its commands print now."""
    lines = text.splitlines()
    new: dict[str, str] = {}
    changed: list[tuple[tuple[int, int], list[str]]] = []
    with tempfile.TemporaryDirectory() as folder:
        shell = Shell(Path(folder))
        for step in steps(lines):
            if step.command.startswith(SKIPPED):
                continue
            step.command = renamed(step.command, new)
            said = shell.run(step)
            new |= heirs(step.shown, said)
            changed.append((step.at, shortened(said, step.shown)))
    for (start, end), shown in reversed(changed):
        lines[start:end] = shown
    return renamed("\n".join(lines), new) + "\n"


if __name__ == "__main__" and "--write" in sys.argv:
    for one in map(ROOT.joinpath, DOCUMENTS):
        one.write_text(rewritten(one.read_text("utf-8")), "utf-8")
