"""Every format of `memcon export`: the list is walked, then each format is read by what opens it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from memcon.cli import main
from memcon.errors import ExportError
from memcon.record import open_record
from memcon.record.filters import Filter
from memcon.views import FORMATS
from memcon.views.formats import Format
from record_texts import record_of

TOLD = [
    ("Antony Blinken met Sergei Lavrov in Geneva on 10 February 2022.", "2022-02-11", "Morning Post"),
    ("Antony Blinken met Sergei Lavrov in Geneva on Thursday.", "2022-02-11", "Evening Star"),
    ("Turkey accused Israel of piracy on Tuesday.", "2022-02-02", "Morning Post"),
    ("Joe Biden will meet Olaf Scholz in Berlin on 5 March 2022.", "2022-02-12", "Morning Post"),
    ("Emmanuel Macron cancelled his meeting with Olaf Scholz in Paris on 3 March 2022.", "2022-02-20", "Star"),
    ("“We will never give up a single village of our country,” Volodymyr Zelensky said.", "2022-02-11", "Star"),
]  # fmt: skip


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A record of a few short pages whose reading is plain."""
    path = tmp_path_factory.mktemp("formats") / "small.db"
    record_of(path, TOLD).close()
    return path


def export(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["export", *map(str, arguments)])


def needed(one: Format) -> None:
    """Skip a test of a format whose packages are not here."""
    for package in one.packages:
        pytest.importorskip(package)


def contents(place: Path) -> dict[str, bytes]:
    """Every file at a place, by its path below it."""
    files = [place] if place.is_file() else sorted(file for file in place.rglob("*") if file.is_file())
    return {file.relative_to(place).as_posix(): file.read_bytes() for file in files}


def written(record: Path, one: Format, place: Path, asked: Filter | None = None) -> dict[str, bytes]:
    """What a format writes, by name of file."""
    with open_record(record, read_only=True) as opened:
        one.write(opened.select(asked), place)
    return contents(place)


# ---- the list


def test_names_are_told_apart_and_told_of() -> None:
    names = [one.name for one in FORMATS]
    assert len(set(names)) == len(names)
    text = CliRunner().invoke(main, ["export", "--help"]).output
    assert all(one.name in text and one.says in text for one in FORMATS)
    assert all(one.says.endswith(".") and "\n" not in one.says for one in FORMATS)
    assert all(
        (one.text is None or one.data is None) and bool(one.packages) == bool(one.extra) for one in FORMATS
    )
    assert all(one.text or one.data or one.folder for one in FORMATS)


@pytest.mark.parametrize("one", FORMATS, ids=lambda one: one.name)
def test_same_record_same_bytes(one: Format, record: Path, tmp_path: Path) -> None:
    needed(one)
    first, second = written(record, one, tmp_path / "first"), written(record, one, tmp_path / "second")
    assert first == second
    assert first
    assert all(first.values())


@pytest.mark.parametrize("one", FORMATS, ids=lambda one: one.name)
def test_nothing_found_is_a_valid_file(one: Format, record: Path, tmp_path: Path) -> None:
    needed(one)
    written(record, one, tmp_path / "none", Filter(since="1999", until="1999"))


@pytest.mark.parametrize("one", FORMATS, ids=lambda one: one.name)
def test_command_writes_what_the_format_does(one: Format, record: Path, tmp_path: Path) -> None:
    needed(one)
    place = tmp_path / f"a{one.suffix}"
    result = export(record, one.name, "-o", place)
    assert result.exit_code == 0, result.output
    if one.text is not None:
        assert export(record, one.name).stdout_bytes == place.read_bytes()
    elif one.data is None:
        result = export(record, one.name)
        assert result.exit_code == 1
        assert result.stderr == f"memcon: {one.name}: a folder of files; give one with -o DIR\n"


@pytest.mark.parametrize("one", [one for one in FORMATS if one.packages], ids=lambda one: one.name)
def test_missing_package_names_the_extra(
    one: Format, record: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for package in one.packages:
        for name in [name for name in sys.modules if name.split(".")[0] == package]:
            monkeypatch.delitem(sys.modules, name)
        monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(ExportError, match=rf"pip install 'memcon\[{one.extra}\]'"):
        written(record, one, tmp_path / "a")


@pytest.mark.parametrize("one", FORMATS, ids=lambda one: one.name)
def test_place_that_cannot_be_written(one: Format, record: Path, tmp_path: Path) -> None:
    needed(one)
    place = tmp_path / "file" / f"a{one.suffix}"
    place.parent.write_text("in the way")
    result = export(record, one.name, "-o", place)
    assert result.exit_code == 1
    assert "can't be written" in result.stderr
    assert result.stderr.count("\n") == 1


def test_format_that_is_none() -> None:
    result = export("a.db", "xls")
    assert result.exit_code == 2
    assert "csv" in result.stderr
