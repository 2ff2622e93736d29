"""What several tests share: parsing a text as the pipeline does."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from memcon.model import Span
from memcon.reading.grammar import Sentence, Stretch, parse
from memcon.reading.quotes import find_quotations
from memcon.tables import Tables, load_tables


@pytest.fixture(scope="session")
def tables() -> Tables:
    """The tables of English."""
    return load_tables("en")


@pytest.fixture(scope="session")
def parsed() -> Callable[[str], Sequence[Sentence]]:
    """Parse a text as one paragraph, quotations first."""

    def run(text: str) -> Sequence[Sentence]:
        whole = Span(0, len(text))
        quotations = find_quotations(text, [whole])
        return parse(text, [Stretch(0, whole, tuple(quotation.outer for quotation in quotations))])

    return run
