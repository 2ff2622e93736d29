"""Speed and memory of reading, beside bare spaCy with the same model, in one run.

python bench/reading.py [FOLDER]    pages to read; without it the project's own examples

Prints pages/s and words/s of bare spaCy (all its components), of memcon's parse and of memcon
whole, the ratios to bare spaCy, and the peak memory. Times are CPU seconds, the best of rounds
in which the three take turns, so that other work on the machine falls on all of them.
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

from memcon.model import Article, Page
from memcon.reading import read_article_text, read_page
from memcon.reading.grammar import _pinned_model, Stretch, parse
from memcon.sources import pages
from memcon.tables import load_tables

ROUNDS = 5


def main() -> None:
    """Run the benchmark and print its table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", default=str(Path(__file__).parent.parent / "examples"))
    folder = parser.parse_args().folder
