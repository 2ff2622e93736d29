"""Confidence: every signal by its example, what it does to a reading, and what a record makes of it."""

from dataclasses import replace

import pytest

import memcon
from memcon.model import Page, Reading
from memcon.reading.confidence import (
    Cast,
    SignalWeight,
    event_signals,
    rated,
    statement_signals,
    time_signals,
)
from memcon.record import open_record
from memcon.record.entries import together
from memcon.tables import Tables, load_tables
from memcon.views.selection import confident

ROWS = load_tables().rows(SignalWeight)
PUBLISHED = "2022-01-19"


def signals(reading: Reading) -> set[tuple[str, str]]:
    cast = Cast(reading)
    dates = [reading.article.published, *(time.when for time in reading.times)]
    return {
        *(("event", name) for event in reading.events for name in event_signals(event, cast)),
        *(("statement", name) for one in reading.statements for name in statement_signals(one, cast)),
        *(("time", name) for when in dates if when is not None for name in time_signals(when)),
    }


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.item}: {row.signal}")
def test_every_signal_is_in_its_example(row: SignalWeight) -> None:
    assert row.example
    undated = row.signal in ("basis inferred", "several reasons")
    reading = memcon.read(row.example, published=None if undated else PUBLISHED)
    if row.signal == "all":
        assert reading.events or reading.statements or reading.times
    else:
        assert (row.item, row.signal) in signals(reading)


def test_rows_are_unique() -> None:
    assert len({(row.item, row.signal) for row in ROWS}) == len(ROWS)


def test_weights_add_up_between_the_bounds(tmp_path) -> None:
    (tmp_path / "confidence.tsv").write_text(
        "item\tsignal\tweight\texample\nevent\tall\t-50\t\nstatement\tall\t50\t\n"
    )
    reading = memcon.read("Russia accused Ukraine of shelling. Lavrov said that all was well.")
    weighed = rated(reading, Tables("en", tmp_path))
    assert [event.confidence for event in weighed.events] == [0.02] * len(reading.events)
    assert [one.confidence for one in weighed.statements] == [0.99] * len(reading.statements)


def test_a_clear_sentence_is_surer_than_a_vague_one() -> None:
    clear = memcon.read("Russia accused Ukraine of shelling.").events[0].confidence
    vague = memcon.read("Government troops were moved in an alert in Serbia.").events
    assert all(clear > event.confidence for event in vague)
    assert clear > 0.8


def test_a_printed_date_is_surer_than_a_reckoned_one() -> None:
    reading = memcon.read("They met on 12 January 2022, and again last week.", published=PUBLISHED)
    printed, reckoned = (time.when.confidence for time in reading.times)
    assert printed > reckoned


def test_meetings_have_the_confidence_of_their_events() -> None:
    reading = memcon.read("Blinken met Lavrov in Geneva.", published="2022-01-21")
    assert reading.meetings[0].confidence == reading.events[0].confidence


def test_a_threshold_leaves_out_what_is_less_sure() -> None:
    reading = memcon.read("Russia accused Ukraine of shelling. Lavrov said that all was well.")
    sure = replace(reading, events=tuple(replace(event, confidence=0.4) for event in reading.events))
    assert confident(sure, 0.4).events == sure.events
    assert confident(sure, 0.5).events == ()
    assert confident(sure, 0.0) == sure


@pytest.mark.parametrize(
    ("claims", "expected"),
    [
        ([(1, 0.5)], 0.5),
        ([(1, 0.5), (2, 0.5)], 0.75),
        ([(1, 0.5), (1, 0.7)], 0.7),  # a copy adds nothing
        ([(1, 0.9), (2, 0.9), (3, 0.9), (4, 0.9)], 0.99),
        ([(1, 1.0)], 1.0),
    ],
)
def test_independent_claims_make_an_entry_surer(claims, expected) -> None:
    assert together(claims) == expected
    assert together(reversed(claims)) == expected


def test_a_record_keeps_it_and_lists_by_it(tmp_path) -> None:
    texts = [
        "Russia accused Ukraine of shelling on Monday.",
        "Moscow on Monday accused Kyiv of shelling towns.",
    ]
    made = [
        Page(
            text.encode(),
            "text/plain",
            f"https://example.org/{i}",
            "utf-8",
            None,
            (("published", PUBLISHED),),
        )
        for i, text in enumerate(texts)
    ]
    with open_record(tmp_path / "c.db", create=True) as record:
        record.add(made)
        entry = record.events(class_="ACCUSE")[0]
        told = [source.confidence for source in record.sources(entry)]
        assert len(told) == 2
        assert entry.confidence == together(enumerate(told)) > max(told)
        assert record.events(min_confidence=entry.confidence)
        assert not record.events(min_confidence=1.0)
        assert any("confidence 0." in line for line in record.explain(entry.id))
