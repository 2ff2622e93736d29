"""Speed and memory of reading, beside bare spaCy with the same model, in one run.

python bench/reading.py [FOLDER]    pages to read; without it the project's own examples

Prints pages/s and words/s of bare spaCy (all its components, on the articles' text), of
memcon's parse alone and of memcon whole (page in, Reading out), their ratio to bare spaCy, and
the peak memory. Times are CPU seconds, the best of several rounds in which the three take turns.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import time
from collections.abc import Callable
from pathlib import Path

import spacy

from memcon.errors import PageError
from memcon.model import Page
from memcon.reading import read_page
from memcon.reading.article import read_article
from memcon.reading.grammar import Stretch, parse, pinned_model
from memcon.sources import pages
from memcon.tables import load_tables

ROUNDS = 5


def main() -> None:
    """Run the benchmark and print its table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", nargs="?", default=str(Path(__file__).parent.parent / "examples"))
    found: list[Page] = [
        page for page in pages([parser.parse_args().folder]) if not isinstance(page, PageError)
    ]
    tables = load_tables()
    articles = [read_article(page, tables) for page in found]
    words = sum(len(article.text.split()) for article in articles)
    bare = spacy.load(str(pinned_model()))

    def with_spacy() -> None:
        for _ in bare.pipe(article.text for article in articles):
            pass

    def with_parse() -> None:
        for article in articles:
            parse(article.text, [Stretch(i, block.span) for i, block in enumerate(article.blocks)])

    def with_memcon() -> None:
        for page in found:
            read_page(page, tables)

    jobs = {"bare spaCy": with_spacy, "memcon's parse": with_parse, "memcon whole": with_memcon}
    best = {name: min(times) for name, times in timed(jobs).items()}
    print(
        f"{len(found)} pages, {words} words; {os.cpu_count()} cores, Python {platform.python_version()}, ",
        end="",
    )
    print(f"spaCy {spacy.__version__}; CPU seconds, best of {ROUNDS} rounds")
    print(f"{'':16}{'seconds':>9}{'pages/s':>9}{'words/s':>9}{'ratio':>8}")
    for name, seconds in best.items():
        ratio = seconds / best["bare spaCy"]
        print(f"{name:16}{seconds:9.3f}{len(found) / seconds:9.1f}{words / seconds:9.0f}{ratio:8.2f}")
    print(
        f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB (both models loaded)"
    )


def timed(jobs: dict[str, Callable[[], None]]) -> dict[str, list[float]]:
    """Run the jobs in turns, once to warm up; return their CPU seconds by round."""
    times: dict[str, list[float]] = {name: [] for name in jobs}
    for job in jobs.values():
        job()
    for _ in range(ROUNDS):
        for name, job in jobs.items():
            start = time.process_time()
            job()
            times[name].append(time.process_time() - start)
    return times


if __name__ == "__main__":
    main()
