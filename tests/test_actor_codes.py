"""Strings that name an actor → country and sectors; every word of the table that serves them."""

import pytest

import memcon
from memcon.reading.actor_codes import code_actor
from memcon.reading.actor_words import ActorWord, in_office
from memcon.reading.names import Holder, StateAlias

CASES = [
    # states and what stands for them
    ("the Netherlands", "NLD"),
    ("Moscow", "RUS GOV"),
    ("the Knesset", "ISR LEG"),
    ("Kharkiv", "UKR CVL"),
    ("the West Bank", "PSE CVL"),
    ("South Ossetia", "GEO PRE"),
    ("provinces of Turkey", "TUR UNK"),
    # nationality and sector word
    ("Turkish journalists", "TUR MED"),
    ("police in Nairobi", "KEN COP"),
    ("farmers in India", "IND AGR"),
    ("a Peruvian", "PER"),
    ("a man", "UNK"),
    ("a Peruvian man", "PER CVL"),
    # the head, and heads that only belong
    ("a spokesman for Hamas", "PSE REB"),
    ("president of the Seimas", "LTU LEG"),
    ("police chief of Karachi", "PAK COP"),
    ("a group of Rwandan soldiers", "RWA MIL"),
    ("wife of the president", "ELI"),
    ("the families of hostages", "CVL"),
    ("Rebel soldiers", "REB"),
    # friends are no owners
    ("Iranian-backed Iraqi militiamen", "IRQ UAF"),
    ("Canadian ambassador to Russia", "CAN GOV"),
    ("Peru's Defense Department", "PER GOV MIL"),
    # who has left
    ("a former Danish general", "DNK ELI"),
    ("ex-rebels", "REB"),
    ("former Prime Minister Tony Blair", "GBR ELI"),
    ("Barack Obama", "USA ELI"),
    ("a former FBI official", "USA ELI"),
    # organisations
    ("members of the European Parliament", "EUR LEG"),
    ("UNHCR", "UNO"),
    ("the Arab League", "IGO"),
    ("International Criminal Court", "IGO JUD"),
    ("FBI agents", "USA COP"),
    ("Sinaloa Cartel", "MEX CRM"),
    ("nobody in particular", "UNK"),
    ("", "UNK"),
]


def codes(text, tables, **known):
    found = code_actor(text, tables, **known)
    return " ".join(part for part in (found.country, *found.sectors) if part)


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_strings(text, expected, tables):
    assert codes(text, tables) == expected


DATED = [
    ("Boris Johnson", "2021-05-01", "GBR GOV"),
    ("Boris Johnson", "2024-05-01", "GBR ELI"),
    ("Sergei Shoigu", "2022-03-01", "RUS GOV MIL"),
    ("Taliban", "2005-05-01", "AFG REB"),
    ("Taliban", "2000-05-01", "AFG GOV"),
    ("Biden", "2022-05-01", "USA GOV"),
]


@pytest.mark.parametrize(("text", "date", "expected"), DATED)
def test_who_is_what_depends_on_the_date(text, date, expected, tables):
    assert codes(text, tables, date=date) == expected


def test_a_string_without_a_country_takes_the_known_one(tables):
    assert codes("the police", tables, country="Kenya") == "KEN COP"
    assert codes("Ugandan police", tables, country="Kenya") == "UGA COP"


def test_every_actor_word(tables):
    wrong = [row for row in tables.rows(ActorWord) if codes(row.example, tables) != row.means]
    assert not wrong


def test_every_building_with_a_sector(tables):
    rows = [row for row in tables.rows(StateAlias) if row.sector]
    wrong = [row for row in rows if codes(row.alias, tables).replace(" ", "") != row.iso3 + row.sector]
    assert rows
    assert not wrong


TERMS = [
    ("2019-05", "2021", "2019-05-20", True),
    ("2019-05", "2021", "2021-12-31", True),
    ("2019-05", "2021", "2019-04-30", False),
    ("2019-05", "2021-06-01", "2021-06-02", False),
    ("2019-05", "..", "2030", True),
    ("2019-05", "..", "", True),
    ("2019-05", "2021", "", False),
]


@pytest.mark.parametrize(("begun", "until", "date", "runs"), TERMS)
def test_terms(begun, until, date, runs):
    assert in_office(Holder("Ann Poe", "KEN", "other", "Mayor", begun, until), date) is runs


READ = [
    ("A former Kenyan official said that talks had failed.", "KENELI", "ELI"),
    ("Kenyan prison officers shot the mayor.", "KENCOP", "COP"),
    ("The Kenyan defence ministry said that talks had failed.", "KENGOVMIL", "GOVMIL"),
    ("Kenyan protesters blocked the road.", "KENCVLOPP", "CVLOPP"),
]


@pytest.mark.parametrize(("text", "actor", "sector"), READ)
def test_a_page_has_the_same_sectors(text, actor, sector):
    found = {one.id: one.sector for one in memcon.read(text).actors}
    assert found[actor] == sector


def test_a_listed_person_has_the_sector_of_the_day():
    now = memcon.read("Boris Johnson said that talks had failed.", published="2021-05-01").actors
    later = memcon.read("Boris Johnson said that talks had failed.", published="2024-05-01").actors
    assert ([one.sector for one in now], [one.sector for one in later]) == (["GOV"], ["ELI"])
