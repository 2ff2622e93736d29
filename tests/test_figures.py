"""Figures: numbers, ranges, what they count, and what is no figure."""

import pytest

from memcon.reading.figures import NumberWord, find_figures
from memcon.record.likeness import Counted, thing_of

FIGURES = [
    (
        "About 100,000 Russian soldiers stood near the border.",
        [(100000, 90000, 110000, True, "Russian soldiers")],
    ),
    ("At least 71 people were arrested.", [(71, 71, None, True, "people")]),
    ("Four warships left the port.", [(4, 4, 4, False, "warships")]),
    ("They pledged 1.5 million dollars in aid.", [(1500000, 1500000, 1500000, False, "dollars")]),
    ("Nearly half a million refugees fled.", [(500000, 450000, 500000, True, "refugees")]),
    ("Between 30 and 50 villagers were killed.", [(30, 30, 50, True, "villagers")]),
    ("Some 2,000 to 3,000 soldiers arrived.", [(2000, 2000, 3000, True, "soldiers")]),
    (
        "The strike killed 12 and wounded more than 40.",
        [(12, 12, 12, False, "killed"), (40, 40, None, True, "wounded")],
    ),
    ("Dozens of people fled.", [(12, 12, 12, True, "people")]),
    ("Tens of thousands of people marched.", [(10000, 10000, 10000, True, "people")]),
    ("Three rounds of negotiations were held.", [(3, 3, 3, False, "rounds of negotiations")]),
    ("Twenty-six boats were seized.", [(26, 26, 26, False, "boats")]),
    ("They set an 18-month deadline.", [(18, 18, 18, False, "deadline")]),
    ("Karimov, 61, left.", []),
    ("One of them left.", []),
    ("The talks lasted six months.", []),
    ("The two leaders spoke.", []),
    ("They spoke of the 1967 borders.", []),
    ("Resolution 1701 was adopted.", []),
    ("The Apollo 11 astronauts landed.", []),
    ("The Boeing 737 planes were grounded.", []),
    ("In Norway 12 people died.", [(12, 12, 12, False, "people")]),
]


def read(parsed, tables, text):
    return find_figures(parsed(text), lambda token: False, lambda token: None, tables)


@pytest.mark.parametrize(("text", "expected"), FIGURES)
def test_figures(parsed, tables, text, expected):
    found = read(parsed, tables, text)
    rounded = [(f.number, round(f.low, 6), f.high and round(f.high, 6), f.approximate, f.what) for f in found]
    assert rounded == expected


def test_where_and_unit(parsed, tables):
    (figure,) = read(parsed, tables, "Russia keeps about 100,000 soldiers near the borders of Ukraine.")
    assert figure.where == "near the borders of Ukraine"
    (figure,) = read(parsed, tables, "They paid 40 million euros.")
    assert figure.unit == "EUR"


def test_every_row_of_the_table(parsed, tables):
    wrong = []
    for row in tables.rows(NumberWord):
        found = read(parsed, tables, row.example[0].upper() + row.example[1:] + ".")
        expected = row.kind not in ("time", "not")
        if bool(found) != expected or (row.kind == "approximator" and not found[0].approximate):
            wrong.append((row.word, row.example, found))
    assert not wrong


def test_every_counted_word_comes_out_as_its_thing(parsed, tables):
    """Each example of counted.tsv is a figure whose series is the thing of its row."""
    wrong = []
    for row in tables.rows(Counted):
        (figure,) = read(parsed, tables, row.example)
        if thing_of(figure.what) != row.thing:
            wrong.append((row.word, figure.what))
    assert wrong == []
