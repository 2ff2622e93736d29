"""Places: where a word stands for one, and what is no other name of a city."""

import pytest

import memcon
from memcon.reading.lookup import fold
from memcon.reading.names import Holder
from memcon.reading.places import NoPlace, gazetteer

PLACES = [
    ("Biden met Scholz at the White House.", ["Washington"]),
    ("Putin received Macron in the Kremlin.", ["Moscow"]),
    ("Johnson met Duda at Downing Street.", ["London"]),
    ("Macron met Scholz at the Élysée Palace.", ["Paris"]),
    ("Zelensky met Pelosi on Capitol Hill.", ["Washington"]),
    ("Austin met Wallace at the Pentagon.", []),
    ("The White House said that Biden was ready.", []),
    ("The Kremlin said that Putin was ready.", []),
    ("Lavrov flew to Langley.", []),
    ("Biden met Scholz in the Windy City.", []),
    ("In March Lavrov met Blinken.", []),
    ("Lavrov met Blinken in Port Elizabeth.", ["Gqeberha"]),
    ("Lavrov met Blinken in Banda Acheh.", ["Banda Aceh"]),
    ("In Berlin, German Chancellor Olaf Scholz and Andrzej Duda met.", ["Berlin"]),
]


@pytest.mark.parametrize(("text", "names"), PLACES)
def test_places(text, names):
    assert [place.name for place in memcon.read(text, published="2022-02-04").places] == names


MET = [
    (
        "In Berlin, German Chancellor Olaf Scholz, French President Emmanuel Macron and Polish President "
        "Andrzej Duda met on Tuesday evening.",
        "Berlin",
        "In Berlin, German Chancellor",
    ),
    (
        "In Kyiv, German Foreign Minister Annalena Baerbock met her Ukrainian counterpart on Monday.",
        "Kyiv",
        "In Kyiv, German Foreign",
    ),
    ("In Germany, French President Emmanuel Macron met Vladimir Putin.", "Germany", "In Germany, French"),
    ("The United States met Russia in Geneva.", "Geneva", "The United States met"),
    ("On Monday Scholz met Putin in Moscow.", "Moscow", "On Monday Scholz met"),
]


@pytest.mark.parametrize(("text", "place", "begins"), MET)
def test_a_place_in_front_is_that_of_the_meeting(text, place, begins):
    (meeting,) = memcon.read(text, published="2022-02-04").meetings
    assert meeting.place_span is not None
    assert meeting.place_span.of(text) == place
    assert meeting.evidence.span.of(text).startswith(begins)


def test_ordinary_words_and_surnames_are_no_other_names(tables):
    known = gazetteer(tables)
    assert len(tables.rows(NoPlace)) > 50
    assert not [row.word for row in tables.rows(NoPlace) if row.word in known]
    others = {fold(place.name) for place in known.values()}
    aliases = {"fletcher", "ivanov", "rashid"} & {fold(row.name.split()[-1]) for row in tables.rows(Holder)}
    assert aliases
    assert not [alias for alias in aliases - others if alias in known]
