"""Tables: typed rows, the user's own rows, and errors that name file, line and choices."""

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import ClassVar, Literal

import pytest

from memcon.errors import TableError
from memcon.reading.figures import NumberWord
from memcon.reading.names import (
    Holder,
    Office,
    Organisation,
    OrganisationAlias,
    PersonAlias,
    SectorWord,
    State,
    StateAlias,
)
from memcon.tables import DATA, Tables, read_rows


@dataclass(frozen=True, slots=True)
class Fruit:
    TABLE: ClassVar[str] = "fruit.tsv"
    name: str
    colour: Literal["red", "green"]
    from_: int = 0


GOOD = "name\tcolour\tfrom\napple\tred\t3\n\n# a remark\npear\tgreen\t4\n"
BAD = [
    ("name\tcolour\tfrom\napple\tblue\t3\n", r":2: colour: 'blue' is none of 'red', 'green'"),
    ("name\tcolour\tfrom\napple\tred\tx\n", r":2: from: 'x' is no int"),
    ("name\tcolour\tsize\n", r":1: unknown column 'size'; the columns are name, colour, from"),
    ("name\tcolour\tfrom\na\tred\t1\t9\n", r":2: 4 cells, but 3 columns"),
    ("name\tfrom\na\t1\n", r":2: a cell is missing"),
]


def test_rows_are_typed(tmp_path):
    path = tmp_path / "fruit.tsv"
    path.write_text(GOOD)
    assert list(read_rows(path, Fruit)) == [Fruit("apple", "red", 3), Fruit("pear", "green", 4)]


@pytest.mark.parametrize(("content", "message"), BAD)
def test_a_wrong_row_is_named(tmp_path, content, message):
    path = tmp_path / "fruit.tsv"
    path.write_text(content)
    with pytest.raises(TableError, match=message):
        list(read_rows(path, Fruit))


def test_own_rows_are_added(tmp_path):
    (tmp_path / "numbers.tsv").write_text(
        "word\tkind\tvalue\texample\numpteen\tvague\t12\tumpteen people fled\n"
    )
    assert Tables("en", tmp_path).rows(NumberWord)[-1].word == "umpteen"


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(TableError, match="no such directory"):
        Tables("en", tmp_path / "nowhere")


def test_tables_are_as_large_as_promised(tables):
    people = tables.rows(Holder)
    assert len(people) >= 1500
    assert len({row.polity for row in people if row.polity.isupper() and len(row.polity) == 3}) >= 60
    assert len(tables.rows(Organisation)) >= 80
    furniture = list(DATA.glob("*/furniture.tsv"))
    assert len(furniture) == 5
    assert sum(len(path.read_text("utf-8").splitlines()) - 1 for path in furniture) >= 300


def test_no_row_is_passed_over_as_a_remark():
    begun = [
        f"{path.name}:{number}"
        for path in sorted(DATA.rglob("*.tsv"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if line.startswith("#") and "\t" in line
    ]
    assert begun == []


def test_codes_agree(tables):
    states = {row.iso3 for row in tables.rows(State)}
    organisations = {row.id for row in tables.rows(Organisation)}
    names = {row.name for row in tables.rows(Holder)}
    assert not {row.iso3 for row in tables.rows(StateAlias)} - states
    assert not {row.id for row in tables.rows(OrganisationAlias)} - organisations
    assert not {row.polity for row in tables.rows(Holder)} - states - organisations
    assert not {row.name for row in tables.rows(PersonAlias)} - names
    assert not {row.polity for row in tables.rows(Office)} - states - organisations - {""}
    assert tables.rows(SectorWord)


def test_terms_are_dates_in_order(tables):
    form = re.compile(r"(\d{4}(-\d{2}(-\d{2})?)?)?$|\.\.$")
    for row in tables.rows(Holder):
        assert form.match(row.from_), row
        assert form.match(row.to), row
        if row.from_ and row.to not in ("", ".."):
            length = min(len(row.from_), len(row.to))
            assert row.from_[:length] <= row.to[:length], row


def test_one_office_has_one_holder(tables):
    terms: dict[tuple[str, str, str], list[Holder]] = {}
    for row in tables.rows(Holder):
        if not row.shared and row.from_:
            terms.setdefault((row.polity, row.role, row.office), []).append(row)
    for rows in terms.values():
        rows.sort(key=lambda row: row.from_)
        for one, following in pairwise(rows):
            if one.to in ("", ".."):
                assert one.to == "", (one, following)
                continue
            length = min(len(one.to), len(following.from_))
            assert one.to[:length] <= following.from_[:length], (one, following)
