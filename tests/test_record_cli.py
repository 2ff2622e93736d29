"""The commands over a record, as they are typed: exit codes, what is printed, JSON that parses."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from memcon.cli import main
from record_pages import CRISIS, EPOCH

NOTHING, WRONG, USAGE = 3, 1, 2
# What each kind of line is told by in JSON.
KEYS = {
    "list": {"id", "kind", "status", "date", "parties"},
    "show": {"id", "sources"},
    "search": {"article", "words", "entries"},
    "calendar": {"due", "state"},
    "changes": {"run", "kind"},
    "failures": {"source", "reason"},
}


def run(*arguments: object, given: str = "", who: str = "Ann") -> Result:
    environment = {"SOURCE_DATE_EPOCH": EPOCH, "MEMCON_WHO": who}
    return CliRunner().invoke(main, list(map(str, arguments)), input=given, env=environment)


@pytest.fixture(scope="module")
def crisis(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A record of the example crisis, made by the command."""
    path = tmp_path_factory.mktemp("crisis") / "crisis.db"
    result = run("add", path, CRISIS)
    assert result.exit_code == 0, result.output
    return path


@pytest.fixture
def record(crisis: Path, tmp_path: Path) -> Path:
    """A copy of it that a test may change."""
    return Path(shutil.copy(crisis, tmp_path / "crisis.db"))


def ids(*arguments: object) -> list[str]:
    """The ids that `list` gives."""
    return [
        json.loads(line)["id"] for line in run("list", *arguments, "--format", "json").stdout.splitlines()
    ]


# (command, with R for the record and E for the call of 12 February; exit code; what is printed)
COMMANDS = [
    ("list R", 0, ["2022-02-12   Joe Biden, Vladimir Putin: call held  (9 pages"]),
    ("list R --class CONSULT --since 2022-02-12 --until 2022-02-12", 0, ["Emmanuel Macron, Vladimir Putin"]),
    ("list R --pair RUS FRA --class CONSULT --limit 1", 0, ["Macron"]),
    ("list R --status cancelled", 0, ["cancelled"]),
    ("list R --actor Zelenskyy --kind statement", 0, ["Zelensky"]),
    ("list R --source Ledger --words", 0, ["“"]),
    ("list R --place Geneva --status all", 0, ["Geneva"]),
    ("list R --kind figure", 0, ["troops"]),
    ("list R --since 2031", NOTHING, ["nothing found"]),
    ("list R --actor Napoleon", WRONG, ["memcon: ", "Napoleon"]),
    ("list R --since someday", WRONG, ["memcon: ", "someday"]),
    ("list R --review maybe", USAGE, ["maybe"]),
    ("list nowhere.db", WRONG, ["memcon: nowhere.db: no such record"]),
    (
        "show R E",
        0,
        ["«Biden held a telephone call with Russian President Vladimir Putin on Saturday»", "announced"],
    ),
    ("show R n000000000000", WRONG, ["n000000000000: no such entry"]),
    ("explain R E", 0, ["same parties, 2022-02-12"]),
    ("search R pullback", 0, ["‹pullback›"]),
    ('search R "Nord Stream"', 0, ["‹Nord› ‹Stream›"]),
    ("search R xylophone", NOTHING, ["nothing found"]),
    ("search R AND", WRONG, ["memcon: "]),
    ("actor R Putin", 0, ["Vladimir Putin"]),
    ("actor R", 0, ["Vladimir Putin"]),
    ("actor R Napoleon", WRONG, ["memcon: 'Napoleon': no such actor"]),
    ("calendar R", 0, ["kept", "cancelled"]),
    ("calendar R --as-of 2022-02-05", 0, ["due"]),
    ("calendar R --as-of someday", WRONG, ["memcon: ", "someday"]),
    ("changes R", 0, ["run 1", "new"]),
    ("changes R --since 1", NOTHING, ["nothing found"]),
    ("gaps R --days 2", 0, ["2022-02"]),
    ("failures R", NOTHING, ["nothing found"]),
    ("doctor R", 0, ["sound"]),
    ("judgements list R", NOTHING, ["nothing found"]),
    ("frobnicate R", USAGE, ["No such command"]),
    ("list", USAGE, ["Missing argument"]),
]


@pytest.mark.parametrize(("command", "code", "printed"), COMMANDS, ids=[row[0] for row in COMMANDS])
def test_command(command: str, code: int, printed: list[str], crisis: Path) -> None:
    result = run(*words_of(command, crisis))
    assert result.exit_code == code, result.output
    for words in printed:
        assert words in result.output
    assert "Traceback" not in result.output


def words_of(command: str, crisis: Path) -> list[str]:
    call = ids(crisis, "--pair", "Biden", "Putin", "--since", "2022-02-12", "--until", "2022-02-12")[0]
    names = {"R": str(crisis), "E": call}
    parts = next(csv.reader([command], delimiter=" "))
    return [names.get(part, part) for part in parts]


WITH_JSON = [
    row for row in COMMANDS if row[1] == 0 and row[0].split()[0] not in ("doctor", "explain", "export")
]


@pytest.mark.parametrize("command", [row[0] for row in WITH_JSON])
def test_every_line_is_json(command: str, crisis: Path) -> None:
    result = run(*words_of(command, crisis), "--format", "json")
    assert result.exit_code == 0, result.output
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert lines
    assert all(KEYS.get(command.split(maxsplit=1)[0], set()) <= set(line) for line in lines)


FILTERS = [
    "",
    "--class CONSULT",
    "--status all",
    "--kind all --status all",
    "--actor RUS --since 2022-02-10",
    "--kind statement --source Ledger",
]


@pytest.mark.parametrize("chosen", FILTERS)
def test_export_writes_what_list_shows(chosen: str, crisis: Path, tmp_path: Path) -> None:
    listed = ids(crisis, *chosen.split())
    assert listed
    lines = run("export", crisis, "jsonl", *chosen.split()).stdout.splitlines()
    assert [json.loads(line)["id"] for line in lines] == listed
    rows = csv.DictReader(io.StringIO(run("export", crisis, "csv", *chosen.split()).stdout))
    assert list(dict.fromkeys(row["id"] for row in rows)) == listed
    assert run("export", crisis, "csv", *chosen.split(), "-o", tmp_path / "a.csv").exit_code == 0
    assert (tmp_path / "a.csv").read_text(encoding="utf-8").count("\n") > len(listed)


def test_adding_again_changes_nothing(record: Path) -> None:
    result = run("add", record, CRISIS)
    assert result.exit_code == 0
    assert result.output == "pages: 0 added, 49 known already; entries: no change\n"


def test_refresh_of_what_is_fresh(record: Path) -> None:
    result = run("refresh", record)
    assert result.exit_code == 0
    assert "entries: no change" in result.output


# --- decisions -------------------------------------------------------------------------------------

# (keys, what is decided of the first entries, as review states)
SITTINGS = [
    ("aq", ["accepted"]),
    ("xnot it\nq", ["rejected"]),
    ("sxwrong\nq", ["", "rejected"]),
    ("auq", [""]),
    ("?aq", ["accepted"]),
    ("waq", ["accepted"]),
    ("eplace\nParis\nthe page says so\nq", ["edited"]),
    ("aa", ["accepted", "accepted"]),
    ("u!q", [""]),
]


@pytest.mark.parametrize(("keys", "states"), SITTINGS)
def test_review(keys: str, states: list[str], record: Path) -> None:
    first = ids(record, "--limit", 2)
    result = run("review", record, "--limit", 2, given=keys)
    assert result.exit_code == 0, result.output
    assert f"{sum(bool(state) for state in states)} decided" in result.output
    found = [
        json.loads(run("show", record, key, "--format", "json").stdout)["review"]
        for key in first[: len(states)]
    ]
    assert found == states


def test_nothing_left_to_review(record: Path) -> None:
    assert run("review", record, "--since", "2031").exit_code == NOTHING


def test_judge_and_take_back(record: Path) -> None:
    key = ids(record)[0]
    made = run("judge", record, "edit", key, "--set", "place", "Oslo", "--why", "seen there")
    assert made.exit_code == 0, made.output
    assert run("list", record, "--place", "Oslo").exit_code == 0
    log = run("judgements", "list", record).stdout
    assert "Ann: edit" in log
    assert "place = Oslo" in log
    assert "(seen there)" in log
    assert run("judge", record, "undo", made.stdout.strip()).exit_code == 0
    assert run("list", record, "--place", "Oslo").exit_code == NOTHING


WRONG_DECISIONS = [
    (["accept", "n000000000000"], "no such entry"),
    (["same", "E"], "takes two entries"),
    (["edit", "E", "--set", "colour", "red"], "colour"),
    (["edit", "E", "--set", "date", "someday"], "someday"),
    (["undo", "j000000000000"], "no such judgement"),
]


@pytest.mark.parametrize(("arguments", "said"), WRONG_DECISIONS)
def test_wrong_decisions(arguments: list[str], said: str, record: Path) -> None:
    key = ids(record)[0]
    result = run("judge", record, *[key if one == "E" else one for one in arguments])
    assert result.exit_code == WRONG, result.output
    assert said in result.output
    assert result.output.startswith("memcon: ")


def test_two_analysts_exchange_their_decisions(record: Path, crisis: Path, tmp_path: Path) -> None:
    other = Path(shutil.copy(crisis, tmp_path / "other.db"))
    one, two = ids(record)[:2]
    run("judge", record, "accept", one)
    run("judge", other, "reject", two, "--why", "no", who="Ben")
    for source, to in ((record, other), (other, record)):
        file = tmp_path / "decisions.jsonl"
        file.write_text(run("judgements", "export", source).stdout, encoding="utf-8")
        assert run("judgements", "import", to, file).exit_code == 0
    shown = [run("list", path, "--status", "all", "--format", "json").stdout for path in (record, other)]
    assert shown[0] == shown[1]
    assert two not in ids(record)
