"""What people decide: it holds over later pages and readings, can be undone, and travels between copies."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from memcon.errors import RecordError
from memcon.record import Record, open_record
from memcon.record.filters import Filter
from record_texts import BIDEN, BLINKEN, LAVROV, PUTIN, ZELENSKY, Told, page, record_of

TOLD: list[Told] = [
    (f"{LAVROV} met {BLINKEN} in Geneva on 9 February.", "2022-02-09"),
    (f"{PUTIN} will meet {BIDEN} in Geneva on 21 February.", "2022-02-10"),
    ("France condemned Russia on 7 February.", "2022-02-08", "The Mail"),
    ("France condemned Russia on 8 February.", "2022-02-09", "The Mail"),
    (f"{ZELENSKY} said: “We will not give up a single inch of our land.”", "2022-02-11"),
    (f"{ZELENSKY} said: “Our land is ours, and nobody will take an inch.”", "2022-02-11", "The Mail"),
    (f"If Ukraine joins NATO, Russia will send troops to Belarus, {PUTIN} said.", "2022-02-12"),
    ("About 130,000 troops are near the border.", "2022-02-11", "The Mail"),
]
LATER: list[Told] = [
    (f"{LAVROV} held talks with {BLINKEN} in Geneva on Wednesday.", "2022-02-10", "The Mail"),
    (f"{PUTIN} met {BIDEN} in Geneva on 21 February.", "2022-02-22", "The Mail"),
    ("France condemned Russia on Monday.", "2022-02-09", "The Sun"),
    (f"“We will not give up a single inch of our land,” said {ZELENSKY}.", "2022-02-12", "The Sun"),
    ("About 150,000 troops are near the border.", "2022-02-13", "The Sun"),
]
WORDS = {
    "met": "Lavrov",
    "plan": "Putin will meet",
    "monday": "Russia on 7 February",
    "tuesday": "Russia on 8 February",
    "inch": "We will not give up",
    "ours": "Our land is ours",
    "threat": "Ukraine joins NATO →",
    "troops": "troops",
}


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """One second passes between two decisions, whatever the machine's speed."""
    times = iter(range(1, 1000))
    monkeypatch.setattr(
        "memcon.record.now", lambda: f"2022-03-01T00:{(n := next(times)) // 60:02}:{n % 60:02}Z"
    )
    return lambda: None


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("made") / "r.db"
    record_of(path, TOLD).close()
    return path


@pytest.fixture
def record(made: Path, tmp_path: Path) -> Record:
    return copy_of(made, tmp_path / "r.db")


def copy_of(path: Path, to: Path) -> Record:
    shutil.copy(path, to)
    return open_record(to)


def ids(record: Record) -> dict[str, str]:
    entries = [*record.entries(), *record.entries(Filter(review="rejected"))]
    return {name: one.id for name, words in WORDS.items() for one in entries if words in one.words}


def said(record: Record) -> list[Any]:
    """All that a record says, without its versions: those count how it came about."""
    entries = [*record.entries(), *record.entries(Filter(review="rejected"))]
    return [
        (msgspec.structs.replace(one, version=0) if False else _unversioned(one), record.sources(one))
        for one in entries
    ]


def _unversioned(entry: Any) -> dict[str, Any]:
    return {**msgspec.to_builtins(entry), "version": 0}


# (entry, verdict, field, value, what it is then)
ONE: list[tuple[str, str, str, str, dict[str, Any]]] = [
    ("met", "accept", "", "", {"review": "accepted", "date": "2022-02-09"}),
    ("inch", "accept", "", "", {"review": "accepted"}),
    ("threat", "accept", "", "", {"review": "accepted"}),
    ("troops", "accept", "", "", {"review": "accepted"}),
    ("met", "reject", "", "", {"review": "rejected"}),
    ("ours", "reject", "", "", {"review": "rejected"}),
    ("plan", "edit", "status", "cancelled", {"review": "edited", "status": "cancelled"}),
    ("plan", "edit", "status", "asserted", {"review": "edited", "status": "asserted"}),
    ("plan", "edit", "place", "Vienna", {"review": "edited", "place": "Vienna"}),
    ("plan", "edit", "place", "", {"review": "edited", "place": ""}),
    ("plan", "edit", "class", "AGREE", {"review": "edited", "class_": "AGREE"}),
    ("plan", "edit", "form", "summit", {"review": "edited", "form": "summit"}),
    (
        "plan", "edit", "date", "2022-02-23",
        {"review": "edited", "date": "2022-02-23", "dating": "judged", "earliest": "2022-02-23", "latest": "2022-02-23"},
    ),
    ("plan", "edit", "date", "2022-02", {"date": "2022-02", "earliest": "2022-02-01", "latest": "2022-02-28"}),
    ("plan", "edit", "date", "2024-02", {"date": "2024-02", "earliest": "2024-02-01", "latest": "2024-02-29"}),
    ("plan", "edit", "date", "2022", {"date": "2022", "earliest": "2022-01-01", "latest": "2022-12-31"}),
    (
        "plan", "edit", "date", "2022-02-20/2022-02-22",
        {"date": "2022-02-20/2022-02-22", "earliest": "2022-02-20", "latest": "2022-02-22"},
    ),
    ("inch", "edit", "class", "indirect", {"review": "edited", "class_": "indirect"}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "verdict", "field", "value", "expected"), ONE)
def test_judge(
    name: str, verdict: str, field: str, value: str, expected: dict[str, Any], record: Record
) -> None:
    """A decision shows at once, holds over pages that come later, and is gone when it is undone."""
    key = ids(record)[name]
    before = record.entry(key)
    made = record.judge(verdict, key, said=(field, value, "because"), who="ann")
    assert (made.who, made.why, made.subject) == ("ann", "because", key)
    assert _has(record, key, expected)
    assert (key in {one.id for one in record.entries()}) == (verdict != "reject")
    record.add([page(*one) for one in LATER])
    assert _has(record, key, expected)
    assert f"ann: {verdict}" in "\n".join(record.explain(key))
    assert record.faults() == []
    record.judge("undo", made.key)
    after = record.entry(key)
    assert after.review == ""
    if field:
        column = {"class": "class_"}.get(field, field)
        assert getattr(after, column) in (
            getattr(before, column),
            "asserted",
            "talks",
        )  # what the pages say now
    assert record.faults() == []


def _has(record: Record, key: str, expected: dict[str, Any]) -> bool:
    entry = record.entry(key)
    found = {name: getattr(entry, name) for name in expected}
    assert found == expected
    return True


def test_the_last_decision_counts(record: Record) -> None:
    key = ids(record)["plan"]
    record.judge("edit", key, said=("place", "Vienna", ""))
    record.judge("edit", key, said=("status", "cancelled", ""))
    record.judge("edit", key, said=("place", "Rome", ""))
    record.judge("accept", key)
    entry = record.entry(key)
    assert (entry.place, entry.status, entry.review) == ("Rome", "cancelled", "accepted")
    assert [(due.state, due.place) for due in record.calendar()] == [("cancelled", "Rome")]


def test_an_edited_date_puts_it_where_it_belongs(record: Record) -> None:
    record.judge("edit", ids(record)["plan"], said=("date", "2022-01-05", ""))
    assert record.events()[0].date == "2022-01-05"
    assert [one.date for one in record.events(actor="Putin", until="2022-01-31")] == ["2022-01-05"]


def test_what_is_rejected_is_not_listed(record: Record) -> None:
    key = ids(record)["plan"]
    record.judge("reject", key)
    assert key not in {one.id for one in record.events()}
    assert record.calendar() == []
    assert key not in {row[0] for row in record.db.execute("SELECT key FROM chronology")}
    assert [one.id for one in record.events(review="rejected")] == [key]


# ---- the same, different


@pytest.mark.parametrize(
    ("one", "other"), [("monday", "tuesday"), ("tuesday", "monday"), ("inch", "ours"), ("ours", "inch")]
)
def test_same(one: str, other: str, record: Record) -> None:
    """Two entries become one, whichever is named first; the pages that come later go under it."""
    keys = ids(record)
    before = said(record)
    made = record.judge("same", keys[one], keys[other])
    whole = record.entry(keys[one])
    assert whole == record.entry(keys[other])
    assert (whole.articles, len(record.sources(whole))) == (2, 2)
    assert "judged the same" in "\n".join(record.explain(whole.id))
    assert record.faults() == []
    record.judge("undo", made.key)
    assert said(record) == before
    record.judge("same", keys[one], keys[other])
    record.add([page(*told) for told in LATER])
    assert record.entry(keys[one]) == record.entry(keys[other])
    assert record.entry(keys[one]).articles == 3
    assert record.faults() == []


def test_different(tmp_path: Path) -> None:
    """Two reports that were merged by mistake come apart, and stay so."""
    first, second = LATER[0], TOLD[0]
    with record_of(tmp_path / "r.db", [second, first]) as record:
        (meeting,) = record.events()
        other = (
            "The Kremlin said Russia and the United States held talks in Geneva on 9 February.",
            "2022-02-11",
        )
        record.add([page(*other)])
        found = record.events(class_="CONSULT")
        assert sum(one.articles for one in found) == 3
        assert record.faults() == []
        assert meeting.id in {one.id for one in found}


def test_different_holds_two_entries_apart(record: Record) -> None:
    """Told different, two sayings that a third one would have joined stay two."""
    keys = ids(record)
    record.judge("different", keys["monday"], keys["tuesday"])
    record.add([page("France condemned Russia.", "2022-02-09", "The Sun")])
    assert record.entry(keys["monday"]) != record.entry(keys["tuesday"])
    assert record.faults() == []


# (verdict, entry, other, said, what is wrong)
WRONG = [
    ("accept", "nothing", "", ("", "", ""), "no such entry"),
    ("praise", "met", "", ("", "", ""), "none of accept, edit"),
    ("same", "met", "", ("", "", ""), "two entries"),
    ("different", "met", "", ("", "", ""), "two entries"),
    ("same", "met", "nothing", ("", "", ""), "no such entry"),
    ("same", "met", "met", ("", "", ""), "the same entry"),
    ("same", "met", "inch", ("", "", ""), "event and statement"),
    ("accept", "met", "plan", ("", "", ""), "one entry"),
    ("edit", "met", "", ("", "", ""), "none of status, date"),
    ("edit", "met", "", ("words", "x", ""), "none of status, date"),
    ("edit", "met", "", ("status", "gone", ""), "none of asserted"),
    ("edit", "met", "", ("date", "soon", ""), "not a date"),
    ("edit", "met", "", ("date", "2022-02-30", ""), "not a date"),
    ("edit", "met", "", ("date", "2022-02-22/2022-02-20", ""), "ends before it begins"),
    ("undo", "met", "", ("", "", ""), "no such judgement"),
    ("undo", "j000000000000", "", ("", "", ""), "no such judgement"),
]


@pytest.mark.parametrize(("verdict", "one", "other", "told", "expected"), WRONG)
def test_wrong_judgement(
    verdict: str, one: str, other: str, told: tuple[str, str, str], expected: str, record: Record
) -> None:
    keys = ids(record)
    before = list(record.db.iterdump()) if verdict == "edit" else []
    with pytest.raises(RecordError, match=expected):
        record.judge(verdict, keys.get(one, one), keys.get(other, other), said=told)
    assert record.judgements() == []
    assert (list(record.db.iterdump()) if verdict == "edit" else []) == before


def test_undo_only_once(record: Record) -> None:
    made = record.judge("accept", ids(record)["met"])
    record.judge("undo", made.key)
    with pytest.raises(RecordError, match="no such judgement in force"):
        record.judge("undo", made.key)
    assert [one.verdict for one in record.judgements()] == ["accept", "undo"]


# ---- over a re-reading


def test_decisions_hold_over_a_re_reading(record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every page is read anew by rules that read it differently: claims get other rows, some other keys."""
    _decide(record)
    before = said(record)
    from memcon.record import ingest

    monkeypatch.setattr(ingest, "rules_version", lambda *_: "other")
    monkeypatch.setattr(ingest, "digest", lambda _: "other")
    summary = record.refresh()
    assert (summary.reread, summary.known) == (len(TOLD), 0)
    assert said(record) == before
    assert record.faults() == []


def _decide(record: Record) -> None:
    keys = ids(record)
    record.judge("accept", keys["met"])
    record.judge("edit", keys["plan"], said=("place", "Vienna", "the hosts say so"))
    record.judge("reject", keys["threat"])
    record.judge("same", keys["inch"], keys["ours"])
    record.judge("different", keys["monday"], keys["tuesday"])
    record.judge("undo", record.judge("accept", keys["troops"]).key)


# ---- export and import


def _lines(record: Record) -> list[str]:
    from memcon.views.entries import json_line

    return [json_line(one) for one in record.judgements()]


def test_two_copies_of_a_record_exchange_their_decisions(made: Path, tmp_path: Path) -> None:
    with copy_of(made, tmp_path / "a.db") as one, copy_of(made, tmp_path / "b.db") as other:
        _decide(one)
        keys = ids(other)
        other.judge("accept", keys["monday"], who="bob")
        other.judge("edit", keys["plan"], said=("status", "cancelled", ""), who="bob")
        ours, theirs = _lines(one), _lines(other)
        assert one.import_judgements(theirs) == 2
        assert other.import_judgements(ours) == len(ours) == 7
        assert said(one) == said(other)
        assert one.judgements() == other.judgements()
        assert _lines(one) == _lines(other)
        for record in (one, other):
            runs = record.db.execute("SELECT count(*) FROM run").fetchone()[0]
            assert record.import_judgements(_lines(other)) == 0
            assert record.db.execute("SELECT count(*) FROM run").fetchone()[0] == runs  # nothing was done
            assert record.faults() == []


def test_decisions_can_be_imported_before_their_pages(made: Path, tmp_path: Path) -> None:
    """They wait: the entries are as if the pages had been there first."""
    with copy_of(made, tmp_path / "a.db") as one, open_record(tmp_path / "b.db", create=True) as other:
        _decide(one)
        other.import_judgements(_lines(one))
        other.add([page(*told) for told in TOLD])
        assert said(other) == said(one)


BAD = [
    ("no json", "judgements:1: not a judgement"),
    ("[]", "judgements:1: not a judgement"),
    ('{"key": "j1"}', "judgements:1: not a judgement"),
    (
        json.dumps({"key": "j1", "at": "2022", "who": "a", "verdict": "praise", "subject": "n1"}),
        "verdict 'praise'",
    ),
    (
        json.dumps(
            {
                "key": "j1",
                "at": "2022",
                "who": "a",
                "verdict": "edit",
                "subject": "n1",
                "field": "date",
                "value": "x",
            }
        ),
        "not a date",
    ),
]


@pytest.mark.parametrize(("line", "expected"), BAD)
def test_bad_import(line: str, expected: str, record: Record) -> None:
    good = msgspec.json.encode(
        {"key": "j2", "at": "2022-03-01", "who": "a", "verdict": "accept", "subject": ids(record)["met"]}
    ).decode()
    with pytest.raises(RecordError, match=expected):
        record.import_judgements([line, good])
    assert record.judgements() == []
    assert record.import_judgements(["", "\n", good]) == 1
