"""Places of a record: positions as the gazetteer gives them, precision, and none made up."""

from __future__ import annotations

from pathlib import Path

import pytest

from memcon.record import open_record
from record_texts import record_of

TOLD = (
    (
        "US Secretary of State Antony Blinken met Russian Foreign Minister Sergei Lavrov in Geneva on Friday.",
        "2022-01-22",
    ),
    ("Antony Blinken met Sergei Lavrov in Geneva on 21 January.", "2022-01-23", "The Times"),
    (
        "Russian President Vladimir Putin met French President Emmanuel Macron in Russia on Monday.",
        "2022-02-08",
    ),
    ("Russia attacked Ukraine in the Donbas on Thursday.", "2022-02-24"),
    ("Turkey condemned Israel on Tuesday.", "2022-02-01"),
)


def test_a_town_has_its_position_and_a_country_or_region_has_none(tmp_path: Path) -> None:
    with record_of(tmp_path / "r.db", TOLD) as record:
        found = {spot.name: spot for spot in record.places()}
    geneva = found["Geneva"]
    assert (geneva.precision, geneva.country, geneva.entries) == ("town", "CHE", 1)
    assert (geneva.latitude, geneva.longitude) == pytest.approx((46.2, 6.15), abs=0.1)
    assert (found["Russia"].precision, found["Russia"].latitude, found["Russia"].longitude) == (
        "country",
        None,
        None,
    )
    assert all(spot.precision in ("town", "region", "country") for spot in found.values())
    assert all((spot.precision == "town") == (spot.latitude is not None) for spot in found.values())


def test_an_entry_that_was_rejected_is_nowhere(tmp_path: Path) -> None:
    with record_of(tmp_path / "r.db", TOLD) as record:
        (entry,) = record.events(place="Geneva")
        record.judge("reject", entry.id, who="me")
        assert "Geneva" not in {spot.name for spot in record.places()}


def test_a_record_from_before_gets_its_places_by_refresh(tmp_path: Path) -> None:
    path = tmp_path / "r.db"
    with record_of(path, TOLD) as record:
        before = record.places()
        record.db.execute("DROP TABLE place")
        record.db.execute("PRAGMA user_version = 3")
    with open_record(path) as record:
        assert record.places() == []
        record.refresh()
        assert record.places() == before
        assert record.faults() == []
