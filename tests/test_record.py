"""A record from short pages: sayings, figures, copies, histories, the calendar, the log of changes, its checks."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from memcon.errors import RecordError
from memcon.record import Record, open_record
from memcon.record.filters import Filter
from record_texts import BIDEN, BLINKEN, LAVROV, PUTIN, ZELENSKY, Told, page, record_of

# ---- sayings

LAND = "We will not give up a single inch of our land to anyone."
HOME = f"{ZELENSKY} said: “{LAND}”"
PART = f"“We will not give up a single inch of our land,” {ZELENSKY} said."
# name → (pages, (pages, independent) of each saying)
SAYINGS: dict[str, tuple[list[Told], list[tuple[int, int]]]] = {
    "one page": ([(HOME, "2022-02-11")], [(1, 1)]),
    "the same on two pages": ([(HOME, "2022-02-11"), (HOME, "2022-02-12", "The Mail")], [(2, 2)]),
    "a part of it": ([(HOME, "2022-02-11"), (PART, "2022-02-12", "The Mail")], [(2, 2)]),
    "before it, a part of it": ([(PART, "2022-02-11"), (HOME, "2022-02-12", "The Mail")], [(2, 2)]),
    "by another": ([(HOME, "2022-02-11"), (HOME.replace(ZELENSKY, PUTIN), "2022-02-11")], [(1, 1), (1, 1)]),
    "other words": (
        [(HOME, "2022-02-11"), (f"{ZELENSKY} said: “We want peace, and we want it now.”", "2022-02-11")],
        [(1, 1), (1, 1)],
    ),
    "after a week": ([(HOME, "2022-02-11"), (HOME, "2022-02-18", "The Mail")], [(2, 2)]),
    "after more than a week": ([(HOME, "2022-02-11"), (HOME, "2022-02-19", "The Mail")], [(1, 1), (1, 1)]),
    "step by step": (
        [(HOME, "2022-02-11"), (HOME, "2022-02-17", "The Mail"), (HOME, "2022-02-23", "The Sun")],
        [(3, 3)],
    ),
}


@pytest.mark.parametrize("name", SAYINGS)
def test_sayings(name: str, tmp_path: Path) -> None:
    told, expected = SAYINGS[name]
    with record_of(tmp_path / "r.db", told) as record:
        found = record.statements()
        assert [(one.articles, one.independent) for one in found] == expected
        assert record.faults() == []


def test_a_saying_has_its_longest_words_and_its_first_day(tmp_path: Path) -> None:
    with record_of(tmp_path / "r.db", [(PART, "2022-02-11"), (HOME, "2022-02-12", "The Mail")]) as record:
        (saying,) = record.statements()
        assert (saying.words, saying.date, saying.dating) == (LAND, "2022-02-11", "reported")
        assert (saying.first_reported, saying.last_reported) == ("2022-02-11", "2022-02-12")
        assert [source.joined for source in record.sources(saying)] == [
            "the same speaker, the same words"
        ] * 2
        assert saying.who == "Volodymyr Zelensky"


def test_conditionals_merge_by_their_words(tmp_path: Path) -> None:
    threat = f"If Ukraine joins NATO, Russia will respond with military measures, {PUTIN} said."
    other = f"If Ukraine attacks Donetsk, Russia will send troops to Kharkiv, {PUTIN} said."
    told = [(threat, "2022-02-11"), (threat, "2022-02-13", "The Mail"), (other, "2022-02-13")]
    with record_of(tmp_path / "r.db", told) as record:
        assert [(one.words.split(" → ")[0], one.articles) for one in record.conditionals()] == [
            ("Ukraine joins NATO", 2),
            ("Ukraine attacks Donetsk", 1),
        ]


# ---- figures

# (pages, (words, unit, pages, days) of each series)
FIGURES: list[tuple[list[Told], list[tuple[str, str, int, str]]]] = [
    (
        [
            ("About 100,000 troops are near the border.", "2022-02-10"),
            ("Some 130,000 Russian troops are near the border.", "2022-02-14", "The Mail"),
            ("Russia has moved 150,000 soldiers to the border.", "2022-02-12", "The Sun"),
        ],
        [("troops", "", 3, "2022-02-10/2022-02-14")],
    ),
    (
        [("Russia has moved 40 tanks and 300 soldiers to the border.", "2022-02-10")],
        [("tanks", "", 1, "2022-02-10"), ("troops", "", 1, "2022-02-10")],
    ),
]


@pytest.mark.parametrize(("told", "expected"), FIGURES)
def test_figures(told: list[Told], expected: list[tuple[str, str, int, str]], tmp_path: Path) -> None:
    """The series is the same when its pages come one by one as when they come at once."""
    with record_of(tmp_path / "r.db", told) as record, open_record(tmp_path / "s.db", create=True) as slow:
        for one in told:
            slow.add([page(*one)])
        for made in (record, slow):
            series = sorted((one.words, one.class_, one.articles, one.date) for one in made.figures())
            assert [(words, count, days) for words, _, count, days in series] == [
                (words, count, days) for words, _, count, days in expected
            ]
            assert made.faults() == []
        numbers = record.db.execute("SELECT number FROM figures ORDER BY date").fetchall()
        assert len(numbers) == sum(one[2] for one in expected)


# ---- copies

STORY = (
    f"{LAVROV} met {BLINKEN} in Geneva on Wednesday and spoke with him for an hour about the closed border. "
    "Neither side said what was offered, but both called the talks useful and said that the monitors would be let "
    "through to the three villages by Thursday evening, a spokeswoman told reporters after the two had left."
)
MORE = (
    " The port was closed for two days by the storm, and the ferries that should have left on Friday with lorries "
    "for the islands will sail on Monday at the earliest, the company wrote to its customers in a letter. Farmers "
    "in the north brought in the last of the beet harvest this week, a month later than in other years, because "
    "the fields were under water for most of the autumn and the machines could not drive on them at all."
)
# name → (pages, independent sources of the meeting, how the second is related to the first)
COPIES: dict[str, tuple[list[Told], int, str]] = {
    "a copy": ([(STORY, "2022-02-10"), (STORY.replace("the storm", "a storm"), "2022-02-11", "The Mail")], 1, "copy"),
    "an edited copy": (
        [(STORY, "2022-02-10"), (STORY.replace("a spokeswoman", "an official"), "2022-02-10", "The Mail")], 1, "copy",
    ),
    "a longer story that contains it": (
        [(STORY, "2022-02-10"), (f"{STORY}\n\n{MORE}", "2022-02-11", "The Mail")], 2, "contains",
    ),
    "short texts": (
        [(f"{LAVROV} met {BLINKEN} in Geneva on Wednesday.", "2022-02-10"),
         (f"{LAVROV} met {BLINKEN} in Geneva on Wednesday. ", "2022-02-10", "The Mail")], 2, "",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", COPIES)
def test_copies(name: str, tmp_path: Path) -> None:
    told, independent, kind = COPIES[name]
    for number, given in enumerate((told, told[::-1])):
        with record_of(tmp_path / f"{number}.db", given) as record:
            (meeting,) = record.events(class_="CONSULT")
            assert (meeting.articles, meeting.independent) == (2, independent)
            kinds = [row[0] for row in record.db.execute("SELECT kind FROM copy")]
            assert kinds == ([kind] if kind else [])
            copied = [source.copy_of != "" for source in record.sources(meeting)]
            assert copied == [False, independent == 1]  # the later one of the earlier one


def test_a_page_brought_up_to_date_is_a_version(tmp_path: Path) -> None:
    first = page("France condemned Russia on 7 February.", "2022-02-08")
    second = page("France and Germany condemned Russia on 7 February.", "2022-02-08")
    with open_record(tmp_path / "r.db", create=True) as record:
        record.add([first, type(second)(**{**_fields(second), "url": first.url})])
        assert [row[0] for row in record.db.execute("SELECT kind FROM copy")] == ["version"]
        assert record.db.execute("SELECT count(DISTINCT original_id) FROM article").fetchone()[0] == 1


def _fields(one: object) -> dict[str, object]:
    return {name: getattr(one, name) for name in type(one).__slots__}  # type: ignore[attr-defined]


# ---- what was planned

PLANNED = f"{LAVROV} will meet {BLINKEN} in Geneva on 21 February."
MET = f"{LAVROV} met {BLINKEN} in Geneva on Monday."
CANCELLED = f"A meeting between {LAVROV} and {BLINKEN} on 21 February has been cancelled."
MOVED = f"The meeting between {LAVROV} and {BLINKEN} was moved from 21 February to 23 February."
LATER = ("France condemned Russia on Friday.", "2022-02-26", "The Mail")
# name → (pages, as of, (due, state, announced, moved from) of each)
CALENDAR: dict[str, tuple[list[Told], str, list[tuple[str, str, str, str]]]] = {
    "nothing planned": ([LATER], "", []),
    "due": ([(PLANNED, "2022-02-14")], "", [("2022-02-21", "due", "2022-02-14", "")]),
    "kept": (
        [(PLANNED, "2022-02-14"), (MET, "2022-02-22", "The Mail")], "",
        [("2022-02-21", "kept", "2022-02-14", "")],
    ),
    "held, but never announced": ([(MET, "2022-02-22")], "", []),
    "not reported": ([(PLANNED, "2022-02-14"), LATER], "", [("2022-02-21", "not reported", "2022-02-14", "")]),
    "due as of a day before": (
        [(PLANNED, "2022-02-14"), LATER], "2022-02-20", [("2022-02-21", "due", "2022-02-14", "")],
    ),
    "due on its day": (
        [(PLANNED, "2022-02-14"), LATER], "2022-02-21", [("2022-02-21", "due", "2022-02-14", "")],
    ),
    "not reported as of a day after the last page": (
        [(PLANNED, "2022-02-14")], "2022-03-01", [("2022-02-21", "not reported", "2022-02-14", "")],
    ),
    "cancelled": (
        [(PLANNED, "2022-02-14"), (CANCELLED, "2022-02-18", "The Mail")], "",
        [("2022-02-21", "cancelled", "2022-02-14", "")],
    ),
    "cancelled, announced nowhere": (
        [(CANCELLED, "2022-02-18")], "2022-02-18", [("2022-02-21", "cancelled", "2022-02-18", "")],
    ),
    "moved, and kept": (
        [(PLANNED, "2022-02-14"), (MOVED, "2022-02-18", "The Mail"),
         (MET.replace("Monday", "Wednesday"), "2022-02-24", "The Sun")], "",
        [("2022-02-23", "kept", "2022-02-14", "2022-02-21")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CALENDAR)
def test_calendar(name: str, tmp_path: Path) -> None:
    told, as_of, expected = CALENDAR[name]
    with record_of(tmp_path / "r.db", told) as record:
        found = record.calendar(as_of)
        assert [(due.due, due.state, due.announced, due.moved_from) for due in found] == expected
        assert all((due.who, due.class_) == ("Antony Blinken, Sergei Lavrov", "CONSULT") for due in found)


def test_calendar_wants_a_date(tmp_path: Path) -> None:
    with record_of(tmp_path / "r.db", [LATER]) as record, pytest.raises(RecordError, match="not a date"):
        record.calendar("soon")


# ---- one entry


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Record:
    told = [
        (PLANNED, "2022-02-14", "The Post"),
        (MOVED, "2022-02-18", "The Mail"),
        (f"{LAVROV} met {BLINKEN} in Geneva on Wednesday.", "2022-02-24", "The Sun"),
        ("France condemned Russia on Thursday.", "2022-02-25", "The Sun"),
    ]
    return record_of(tmp_path_factory.mktemp("held") / "r.db", told)


def test_history(held: Record) -> None:
    meeting, condemned = held.events()
    assert [(step.day, step.what, step.date, step.outlet) for step in held.history(meeting)] == [
        ("2022-02-14", "announced", "2022-02-21", "The Post"),
        ("2022-02-18", "moved from 2022-02-21", "2022-02-23", "The Mail"),
        ("2022-02-24", "held", "2022-02-23", "The Sun"),
    ]
    assert [step.what for step in held.history(condemned.id)] == ["asserted"]


def test_sources_stand_in_their_pages(held: Record) -> None:
    (meeting, _) = held.events()
    sources = held.sources(meeting.id)
    assert [source.outlet for source in sources] == ["The Post", "The Mail", "The Sun"]
    for source in sources:
        text = held.db.execute("SELECT text FROM article WHERE key = ?", (source.article,)).fetchone()[0]
        assert text[source.start : source.end] == source.words
        assert source.words in source.sentence
        assert source.rule


def test_explain(held: Record) -> None:
    (meeting, _) = held.events()
    lines = held.explain(meeting.id)
    assert lines[0].startswith(meeting.id)
    said = "\n".join(lines)
    for words in (
        "moved from 2022-02-21 to 2022-02-23",  # the arithmetic
        "read by ",
        "here because: same parties, 2022-02-23",
        "The Sun, 2022-02-24",
        "new: ",
    ):
        assert words in said


def test_an_entry_is_found_by_its_id(held: Record) -> None:
    (meeting, _) = held.events()
    assert held.entry(meeting.id) == held.entry(meeting.id[:8]) == meeting


@pytest.mark.parametrize("key", ["n000000000000", "", "n", "nothing"])
def test_no_such_entry(key: str, held: Record) -> None:
    for ask in (held.entry, held.sources, held.history, held.explain):
        with pytest.raises(RecordError, match="no such entry"):
            ask(key)


def test_a_merged_entry_is_found_by_its_old_id(tmp_path: Path) -> None:
    """A page that names the day late joins what stood by itself."""
    with record_of(tmp_path / "r.db", [(PLANNED, "2022-02-14")]) as record:
        (old,) = record.events()
        record.add([page(MOVED, "2022-02-18", "The Mail")])
        (new,) = record.events()
        assert old.id != new.id
        assert record.entry(old.id) == new
        assert f"{old.id} was merged into it" in "\n".join(record.explain(old.id))
        assert f"took in {old.id}" in "\n".join(record.explain(new.id))
        assert record.faults() == []


# ---- the record as a whole


def test_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One line for each thing that became different, by run and by day."""
    days = {"2022-02-15": PLANNED, "2022-02-18": CANCELLED, "2022-02-20": PLANNED.replace("will", "is to")}
    with open_record(tmp_path / "r.db", create=True) as record:
        for i, (day, text) in enumerate(days.items()):
            monkeypatch.setenv("SOURCE_DATE_EPOCH", str(1644883200 + 86400 * (i + 1)))  # 16, 17, 18 February
            record.add([page(text, day, f"Paper {i}")])
        kinds = {
            "": ["new", "corrected", "corrected"],
            "1": ["corrected", "corrected"],
            "2": ["corrected"],
            "3": [],
            "2022": ["new", "corrected", "corrected"],
            "2022-02-17": ["corrected", "corrected"],
            "2022-02-18": ["corrected"],
            "2022-03": [],
        }
        assert {since: [one.kind for one in record.changes(since)] for since in kinds} == kinds
        new, cancelled, planned = record.changes()
        assert (new.run, new.at, new.entry) == (1, "2022-02-16T00:00:00Z", record.events()[0].id)
        assert cancelled.detail == "status planned → cancelled"
        assert planned.detail == "status cancelled → planned"
        assert record.events()[0].version == 3
        with pytest.raises(RecordError, match="not a date"):
            record.changes("yesterday")


def test_gaps(tmp_path: Path) -> None:
    told = [("France condemned Russia.", f"2022-02-{day:02}") for day in (1, 2, 3)]  # two entries
    told += [("Turkey condemned Israel.", f"2022-02-{day:02}") for day in (8, 12, 17)]
    expected = [
        ("04", "07", 4, ""),
        ("13", "16", 4, ""),
        ("01", "07", 7, "Israel"),
        ("13", "16", 4, "Israel"),
        ("01", "07", 7, "Turkey"),
        ("13", "16", 4, "Turkey"),
    ]  # of France there are too few entries
    with record_of(tmp_path / "r.db", told) as record:
        for longer, listed in ((3, expected), (4, [gap for gap in expected if gap[2] > 4]), (7, [])):
            found = [(gap.first[-2:], gap.last[-2:], gap.days, gap.actor) for gap in record.gaps(longer)]
            assert found == listed
        assert ("2022-02-09", "2022-02-11", "") in [
            (one.first, one.last, one.actor) for one in record.gaps(2)
        ]


def test_actors(held: Record) -> None:
    listed = {name: (kind, country, count) for _, name, kind, country, count in held.actors()}
    assert listed["Sergei Lavrov"] == ("person", "RUS", 1)
    assert len(held.actors(limit=1)) == 1
    (lavrov,) = held.actor("Lavrov")
    assert (lavrov.name, lavrov.country, lavrov.articles, lavrov.entries) == ("Sergei Lavrov", "RUS", 3, 1)
    assert (lavrov.classes, lavrov.partners) == ((("CONSULT", 1),), (("Antony Blinken", 1),))
    assert (lavrov.first, lavrov.last) == ("2022-02-23", "2022-02-23")
    assert "Sergei Lavrov" in {one.name for one in held.actor("Russia")}
    with pytest.raises(RecordError, match="no such actor"):
        held.actor("Nobody")


# What is done to a sound record → what `doctor` says of it
DAMAGE = {
    "a span": ("UPDATE evidence SET start = start + 1 WHERE id = 1", "evidence whose words are not at its place: 1, "),
    "words": ("UPDATE evidence SET exact = 'made up' WHERE id = 1", "evidence whose words are not at its place: 1, "),
    "a text": ("UPDATE article SET text = 'x' || text", "evidence whose words are not at its place: 1, "),
    "what stands before": (
        "UPDATE evidence SET prefix = prefix || 'x'", "evidence whose surroundings are not at its place: 1",
    ),
    "no evidence": ("DELETE FROM evidence WHERE event_id = 1", "claim without evidence: event, 1"),
    "an index row": (
        "INSERT INTO passage_fts(passage_fts, rowid, text) SELECT 'delete', id, text FROM passage LIMIT 1",
        "full text: ",
    ),
    "an entry": ("DELETE FROM entry WHERE kind = 'event'", "claim under no entry, with nothing pending: event, 1"),
    "the claims": ("DELETE FROM event", "entry without a claim: event, n"),
    "a redirect": ("INSERT INTO redirect VALUES ('n1', 'n2')", "redirect that leads nowhere: n1, n2"),
    "an original": ("UPDATE article SET original_id = 3 - id WHERE id < 3", "copy whose original is itself a copy: "),
    "bytes": ("UPDATE page SET body = x'00' WHERE id = 2", "page 2: the kept bytes are damaged"),
    "a link": ("UPDATE event SET article_id = 99 WHERE id = 1", "event 1: points at a missing row of article"),
}  # fmt: skip


@pytest.mark.parametrize("name", DAMAGE)
def test_doctor(name: str, tmp_path: Path) -> None:
    query, expected = DAMAGE[name]
    with record_of(tmp_path / "r.db", [(PLANNED, "2022-02-14"), LATER]) as record:
        assert record.faults() == []
        record.db.execute("PRAGMA foreign_keys = " + ("OFF" if name == "a link" else "ON"))
        record.db.execute(query)
        found = record.faults()
        assert any(line.startswith(expected) for line in found), found


def test_doctor_mends_the_full_text(tmp_path: Path) -> None:
    with record_of(tmp_path / "r.db", [LATER]) as record:
        record.db.execute(DAMAGE["an index row"][0])
        assert (len(record.faults()), record.search("condemned")) == (1, [])
        record.mend()
        assert (record.faults(), len(record.search("condemned"))) == ([], 1)


def test_doctor_of_a_damaged_file(tmp_path: Path) -> None:
    path = tmp_path / "r.db"
    record_of(path, [(f"{BIDEN} met {PUTIN} in Geneva on Monday.", "2022-02-14")] + [LATER] * 3).close()
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        size, at = db.execute("PRAGMA page_size").fetchone()[0], db.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'entry'"
        ).fetchone()[0]  # fmt: skip
    db.close()
    content = bytearray(path.read_bytes())
    content[(at - 1) * size : at * size] = b"\xff" * size
    path.write_bytes(content)
    with open_record(path, read_only=True) as record:
        try:
            assert record.faults()
        except RecordError as error:
            assert "damaged" in str(error)


def test_to_pandas(held: Record) -> None:
    pandas = pytest.importorskip("pandas")
    frame = held.events().to_pandas()
    assert isinstance(frame, pandas.DataFrame)
    assert list(frame["who"]) == ["Antony Blinken, Sergei Lavrov", "France → Russia"]


def test_to_pandas_says_what_it_needs(held: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pandas", None)
    with pytest.raises(RecordError, match="pip install pandas"):
        held.events().to_pandas()


def test_entries_are_typed_and_ordered(held: Record) -> None:
    events = held.events()
    assert isinstance(events, tuple)
    assert [one.date for one in events] == ["2022-02-23", "2022-02-24"]
    assert events == tuple(held.entries(Filter(kind="event")))
