"""Asking a record: each filter of a list, and full text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from memcon.errors import RecordError
from memcon.record import Record
from memcon.record.filters import CHRONOLOGY, Filter
from record_texts import BIDEN, BLINKEN, LAVROV, PUTIN, ZELENSKY, page, record_of

TOLD = [
    ("France condemned Russia on 7 February.", "2022-02-08", "The Mail"),
    (f"{LAVROV} met {BLINKEN} in Geneva on 9 February.", "2022-02-09", "The Post"),
    (f"{LAVROV} met {BLINKEN} in Geneva on Wednesday.", "2022-02-10", "The Mail"),
    (f"{PUTIN} will meet {BIDEN} in Geneva on 21 February.", "2022-02-10", "The Post"),
    (f"{ZELENSKY} said: “We will not give up a single inch of our land.”", "2022-02-11", "The Post"),
    ("About 130,000 troops are near the border.", "2022-02-11", "The Mail"),
    (
        f"If Ukraine joins NATO, Russia will respond with military measures, {PUTIN} said.",
        "2022-02-12",
        "The Post",
    ),
    ("Russia threatened to attack Ukraine.", "2022-02-12", "The Post"),
    ("Russia annexed Crimea in 2014.", "2022-02-14", "The Sun"),
    ("Turkey’s foreign minister, Mevlut Cavusoglu, visited Kyiv on Monday.", "2022-02-15", "The Sun"),
    ("Turkey condemned Israel.", "", "The Sun"),
]
# Entry → words that it has and no other of its kind
NAMES = {
    "condemned": "France condemned",
    "met": "Lavrov met",
    "will meet": "Putin will meet",
    "land": "We will not give up",
    "troops": "troops",
    "threat": "Ukraine joins NATO →",
    "annexed": "Russia annexed",
    "threatened": "Russia threatened to attack",
    "undated": "Turkey condemned",
    "visit": "visited Kyiv",
}


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Record]:
    path = tmp_path_factory.mktemp("asking") / "r.db"
    told = [(text, day or "2022-02-15", outlet) for text, day, outlet in TOLD if day]
    with record_of(path, told) as made:
        undated = page(*TOLD[-1])
        made.add(
            [
                type(undated)(
                    undated.content, undated.media_type, undated.url, "utf-8", None, undated.stated[1:]
                )
            ]
        )
        made.judge("accept", _id(made, "met"))
        made.judge("reject", _id(made, "undated"))
        made.judge("edit", _id(made, "visit"), said=("place", "Odesa", ""))
        yield made


def _id(record: Record, name: str) -> str:
    return next(one.id for one in record.entries() if NAMES[name] in one.words)


def names(entries: Iterator[Any] | tuple[Any, ...]) -> list[str]:
    return [name for entry in entries for name, words in NAMES.items() if words in entry.words]


EVENTS = ["annexed", "condemned", "met", "threatened", "visit", "will meet"]
FILTERS: list[tuple[dict[str, Any], list[str]]] = [
    ({"kind": "event"}, EVENTS),
    ({"kind": "statement"}, ["land"]),
    ({"kind": "conditional"}, ["threat"]),
    ({"kind": "figure"}, ["troops"]),
    ({"kind": "event", "actor": "FRA"}, ["condemned"]),
    ({"kind": "event", "actor": "fra"}, ["condemned"]),
    ({"kind": "event", "actor": "France"}, ["condemned"]),
    ({"kind": "event", "actor": "Sergei Lavrov"}, ["met"]),
    ({"kind": "event", "actor": "sergei lavrov"}, ["met"]),
    ({"kind": "event", "actor": "Lavrov"}, ["met"]),
    ({"actor": "Zelensky"}, ["land"]),
    ({"kind": "event", "actor": "RUS", "class_": "CONSULT"}, ["met", "will meet"]),
    ({"kind": "event", "actor": "Russia", "class_": "CONSULT"}, ["met", "will meet"]),
    ({"kind": "event", "pair": ("RUS", "FRA")}, ["condemned"]),
    ({"kind": "event", "pair": ("France", "Russia")}, ["condemned"]),
    ({"kind": "event", "pair": ("Putin", "USA")}, ["will meet"]),
    ({"kind": "event", "pair": ("FRA", "USA")}, []),
    ({"kind": "event", "actor": "RUS", "pair": ("Putin", "Biden")}, ["will meet"]),
    ({"kind": "event", "class_": "accuse"}, ["condemned"]),
    ({"class_": "ACCUSE"}, ["condemned"]),
    ({"kind": "conditional", "class_": "threat"}, ["threat"]),
    ({"kind": "event", "class_": "NONE"}, []),
    ({"kind": "event", "status": "planned"}, ["will meet"]),
    ({"kind": "event", "status": "planned, historical"}, ["annexed", "will meet"]),
    ({"kind": "event", "status": CHRONOLOGY}, ["annexed", "condemned", "met", "visit", "will meet"]),
    ({"kind": "event", "status": "threatened"}, ["threatened"]),
    ({"kind": "event", "place": "Geneva"}, ["met", "will meet"]),
    ({"kind": "event", "place": "geneva"}, ["met", "will meet"]),
    ({"kind": "event", "place": "Gen"}, []),
    ({"kind": "event", "since": "2022-02-09", "class_": "CONSULT"}, ["met", "visit", "will meet"]),
    ({"kind": "event", "since": "2022-02-10", "class_": "CONSULT"}, ["visit", "will meet"]),
    ({"kind": "event", "until": "2022-02-09"}, ["annexed", "condemned", "met"]),
    ({"kind": "event", "until": "2022-02-08"}, ["annexed", "condemned"]),
    ({"kind": "event", "since": "2022-02-07", "until": "2022-02-07"}, ["condemned"]),
    ({"kind": "event", "since": "2014-06", "until": "2014"}, ["annexed"]),
    ({"kind": "event", "until": "2013"}, []),
    ({"kind": "event", "since": "2015", "until": "2021-12"}, []),
    ({"kind": "event", "since": "2022-02", "class_": "ACCUSE"}, ["condemned"]),
    ({"kind": "event", "source": "Mail"}, ["condemned", "met"]),
    ({"kind": "event", "source": "mail"}, ["condemned", "met"]),
    ({"kind": "event", "source": "sun.example"}, ["annexed", "visit"]),
    ({"source": "The Mail"}, ["condemned", "met", "troops"]),
    ({"source": "The%"}, []),
    ({"source": "sun_example"}, []),
    ({"review": "accepted"}, ["met"]),
    ({"review": "edited"}, ["visit"]),
    ({"review": "rejected"}, ["undated"]),
    ({"kind": "event", "review": "none"}, ["annexed", "condemned", "threatened", "will meet"]),
    ({"review": "edited", "place": "Odesa"}, ["visit"]),
    ({"kind": "event", "class_": "CONSULT", "limit": 1}, ["met"]),
    ({"kind": "event", "class_": "CONSULT", "limit": 99}, ["met", "visit", "will meet"]),
]


@pytest.mark.parametrize(("asked", "expected"), FILTERS, ids=[str(asked) for asked, _ in FILTERS])
def test_filter(asked: dict[str, Any], expected: list[str], record: Record) -> None:
    found = list(record.entries(Filter(**asked)))
    assert sorted(names(tuple(found))) == expected
    assert [one.id for one in found] == [one.id for one in sorted(found, key=_order)]


def _order(entry: Any) -> tuple[str, str]:
    return (entry.earliest or entry.first_reported or "9999")[:10], entry.id


def test_the_first_few_are_the_first_of_all(record: Record) -> None:
    """A few are looked for in stretches of days, all in one go: the answer is the same."""
    for asked in ({}, {"actor": "RUS"}, {"pair": ("RUS", "USA")}, {"actor": "Lavrov", "since": "2022-02-09"}):
        whole = list(record.entries(Filter(**asked)))
        for limit in range(len(whole) + 2):
            assert list(record.entries(Filter(**asked, limit=limit))) == whole[:limit]


@pytest.mark.parametrize(
    "asked", [{"actor": "Nobody"}, {"pair": ("RUS", "Nobody")}, {"actor": "%"}, {"actor": "' OR 1"}]
)
def test_unknown_actor(asked: dict[str, Any], record: Record) -> None:
    with pytest.raises(RecordError, match="no such actor"):
        record.events(**asked)


@pytest.mark.parametrize("day", ["soon", "2022-13", "2022-02-30", "22", "1/2"])
@pytest.mark.parametrize("name", ["since", "until"])
def test_a_filter_wants_dates(name: str, day: str, record: Record) -> None:
    with pytest.raises(RecordError, match="not a date; write it like 2022-01-19"):
        record.events(**{name: day})


def test_the_four_kinds(record: Record) -> None:
    kinds = [record.events(), record.statements(), record.conditionals(), record.figures()]
    assert [{one.kind for one in found} for found in kinds] == [
        {"event"},
        {"statement"},
        {"conditional"},
        {"figure"},
    ]


# ---- full text

TEXTS = [
    ("spelled", "President Volodymyr Zelensky spoke in Kyiv about the border-crossing.", "2022-02-10"),
    ("other", "President Volodymyr Zelenskyy spoke in Kiev about the “no man’s land”.", "2022-02-11"),
    (
        "talks",
        "Russia and the United States held talks in Geneva, and the talks went on for hours.",
        "2022-02-12",
    ),
    ("troops", "Troops moved to the border; nobody talked of peace in the capital.", "2022-02-13"),
    ("accents", "The café near the École was closed while Müller waited.", "2022-02-13"),
]
SEARCHES = [
    ("talks", ["talks"]),
    ("TALKS", ["talks"]),
    ("talks geneva", ["talks"]),
    ("talks border", []),
    ("nowhere", []),
    ('"went on for hours"', ["talks"]),
    ('"on went"', []),
    ('"held talks" hours', ["talks"]),
    ("talk*", ["talks", "troops"]),
    ("tal*", ["talks", "troops"]),
    ("NEAR(held Geneva, 3)", ["talks"]),
    ("NEAR(held hours, 3)", []),
    ("geneva OR troops", ["talks", "troops"]),
    ("(geneva OR troops) AND border", ["troops"]),
    ("(geneva OR troops) border", ["troops"]),
    ("border NOT peace", ["spelled"]),
    ("border-crossing", ["spelled"]),
    ("man's", ["other"]),
    ("man’s", ["other"]),
    ("no man’s land", ["other"]),
    ("cafe ecole", ["accents"]),
    ("muller", ["accents"]),
    ("Zelensky", ["other", "spelled"]),
    ("Zelenskyy", ["other", "spelled"]),
    ("zelensky", ["other", "spelled"]),
    ("Volodymyr Zelensky", ["other", "spelled"]),
    ('"Volodymyr Zelenskyy"', ["other", "spelled"]),
    ("Kyiv", ["other", "spelled"]),
    ("Kiev", ["other", "spelled"]),
    ("kiev Zelensky", ["other", "spelled"]),
    ("Kiev NOT crossing", ["other"]),
    ("geneva?", ["talks"]),
    ("geneva:", ["talks"]),
    ("text:geneva", []),
    ("and", ["other", "spelled", "talks", "troops"][2:3]),
]


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Record]:
    told = [(text, day, name) for name, text, day in TEXTS]
    with record_of(tmp_path_factory.mktemp("texts") / "r.db", told) as made:
        yield made


@pytest.mark.parametrize(("words", "expected"), SEARCHES, ids=[words for words, _ in SEARCHES])
def test_search(words: str, expected: list[str], texts: Record) -> None:
    assert sorted(one.outlet for one in texts.search(words)) == expected


BAD = [
    "",
    " ",
    "(",
    "talks)",
    "NOT talks",
    "talks AND",
    "OR",
    "NEAR(",
    '""',
    "*",
    "?",
    "NEAR(held Geneva, x)",
    "a\0b (",
]


@pytest.mark.parametrize("words", BAD)
def test_search_says_what_it_can_not_read(words: str, texts: Record) -> None:
    with pytest.raises(RecordError, match=r"can't be searched for|nothing to search for"):
        texts.search(words)


def test_what_is_found_points_at_the_page(texts: Record) -> None:
    (found,) = texts.search("talks")
    text = texts.db.execute("SELECT text FROM article WHERE key = ?", (found.article,)).fetchone()[0]
    assert found.words.replace("‹", "").replace("›", "") == text[found.start : found.end]
    assert found.words.count("‹talks›") == 2
    assert (found.outlet, found.published) == ("talks", "2022-02-12")
    assert [one.who for one in map(texts.entry, found.entries) if one.class_ == "CONSULT"]
    assert len(texts.search("the", limit=2)) == 2
