"""Actors: names, titles, states and who refers back; every row of the tables that serve them."""

import pytest

import memcon
from memcon.reading.grammar import Lemma
from memcon.reading.lexicon import NounClass
from memcon.reading.lookup import fold
from memcon.reading.meetings import MeetingWord
from memcon.reading.names import Office, SectorWord, find_hits, plural


def actors(text, **options):
    """Return (name, kind, country) of each actor, in the order of first mention."""
    return [(actor.name, actor.kind, actor.country) for actor in memcon.read(text, **options).actors]


PEOPLE = [
    (
        "Azerbaijani Foreign Minister Jeyhun Bayramov left.",
        "Jeyhun Bayramov",
        "AZE",
        "Azerbaijani Foreign Minister",
    ),
    (
        "Zarina Kolova, the Latvian finance minister, left.",
        "Zarina Kolova",
        "LVA",
        "Latvian finance minister",
    ),
    ("The president of Ruritania met Norwegian envoy Lars Holm.", "Lars Holm", "NOR", "Norwegian envoy"),
    ("President of Ukraine Volodymyr Zelenskyy spoke.", "Volodymyr Zelenskyy", "UKR", "President of Ukraine"),
    ("NATO Secretary-General Jens Stoltenberg spoke.", "Jens Stoltenberg", "NATO", "NATO Secretary-General"),
]


@pytest.mark.parametrize(("text", "name", "country", "role"), PEOPLE)
def test_titles_teach_people(text, name, country, role):
    found = {actor.name: actor for actor in memcon.read(text).actors if actor.kind == "person"}
    assert (found[name].country, found[name].role) == (country, role)


def test_spellings_are_one_person():
    one = memcon.read("Anthony Blinken left Kiev.").actors
    other = memcon.read("Antony Blinken left Kyiv.").actors
    assert one[0].id == other[0].id
    assert one[0].name == "Anthony Blinken"


NAMES = [
    ("On Monday Scholz met Duda.", ["Olaf Scholz", "Andrzej Duda"]),
    ("Tuesday Macron will hold talks with Putin.", ["Emmanuel Macron", "Vladimir Putin"]),
    ("On Friday Wallace will meet Shoigu.", ["Ben Wallace", "Sergei Shoigu"]),
    ("In February Lavrov met Blinken.", ["Sergey Lavrov", "Antony Blinken"]),
    ("Today Lavrov met Blinken.", ["Sergey Lavrov", "Antony Blinken"]),
    ("Yesterday Lavrov met Blinken.", ["Sergey Lavrov", "Antony Blinken"]),
    ("Lavrov Monday met Blinken.", ["Sergey Lavrov", "Antony Blinken"]),
    ("Minister April Ryan met Putin.", ["April Ryan", "Vladimir Putin"]),
    ("August Hanning, the German envoy, met Putin.", ["August Hanning", "Vladimir Putin"]),
    ("Theresa May met Putin. May met Macron in May.", ["Theresa May", "Vladimir Putin", "Emmanuel Macron"]),
]


@pytest.mark.parametrize(("text", "names"), NAMES)
def test_a_day_or_month_is_no_part_of_a_name(text, names):
    found = memcon.read(text, published="2022-02-04" if "Theresa" not in text else None).actors
    assert [actor.name for actor in found if actor.kind == "person"] == names
    assert not [
        actor for actor in found for one in actor.mentions if one.span.of(text) in ("Monday", "in May")
    ]


def test_a_place_before_a_title_is_not_its_country():
    text = "In Kyiv, German Foreign Minister Annalena Baerbock met Sergey Lavrov."
    assert ("Annalena Baerbock", "person", "DEU") in actors(text)


def test_a_name_after_two_titles():
    text = "Israel's chief military spokesperson, Rear Admiral Dan Example, said that it was early."
    reading = memcon.read(text)
    (person,) = [actor for actor in reading.actors if actor.kind == "person"]
    assert (person.name, person.country, person.role) == (
        "Dan Example",
        "ISR",
        "Israel's chief military spokesperson",
    )
    assert [statement.speaker for statement in reading.statements] == [person.id]


STATES = [
    ("The Kremlin said no.", "RUS"),
    ("Moscow said no.", "RUS"),
    ("The RF said no.", "RUS"),
    ("The White House said no.", "USA"),
    ("The Alliance said no.", "NATO"),
    ("The U.N. said no.", "UN"),
    ("The Houthis said no.", "Houthi"),
]


@pytest.mark.parametrize(("text", "code"), STATES)
def test_metonyms(text, code):
    (statement,) = memcon.read(text.replace("said no", "said that it was ready")).statements
    assert statement.speaker == code


BACK = [
    ("Sergey Lavrov arrived in Ankara. He said that talks had begun.", "Sergey Lavrov"),
    (
        "US Secretary of State Antony Blinken arrived. The secretary of state said that talks had begun.",
        "Antony Blinken",
    ),
    ("Foreign Minister Abdullah Gul left. Later Gul said that talks had begun.", "Abdullah Gul"),
]


@pytest.mark.parametrize(("text", "name"), BACK)
def test_who_is_meant(text, name):
    reading = memcon.read(text)
    names = {actor.id: actor.name for actor in reading.actors}
    assert [names[statement.speaker] for statement in reading.statements] == [name]


MEANT = [
    ("Antonio Costa met Ursula von der Leyen in Lisbon. He said that talks had begun.", "Antonio Costa"),
    (
        "Antonio Costa met Ursula von der Leyen in Lisbon. She said that talks had begun.",
        "Ursula von der Leyen",
    ),
]


@pytest.mark.parametrize(("text", "name"), MEANT)
def test_he_and_she_are_told_apart(text, name):
    reading = memcon.read(text)
    names = {actor.id: actor.name for actor in reading.actors}
    assert [names[statement.speaker] for statement in reading.statements] == [name]


DESCRIBED = [
    ("Kenya fined Ghana. It then closed its embassy in the West African nation.", "nation", "GHA"),
    ("Norway warned Qatar. It accused the kingdom of bribery.", "kingdom", "QAT"),
    ("Japan criticised Peru over its tariffs.", "its", "PER"),
    ("Japan cut its tariffs on goods from Peru.", "its", "JPN"),
]


@pytest.mark.parametrize(("text", "word", "code"), DESCRIBED)
def test_a_country_in_other_words(text, word, code):
    reading = memcon.read(text)
    assert code in {
        actor.id
        for actor in reading.actors
        for mention in actor.mentions
        if mention.form == "pronoun" and mention.span.of(reading.article.text) == word
    }


def test_an_office_is_that_of_the_day():
    reading = memcon.read("Rebel chief Laurent Kabila met mediators in Pretoria.", published="1997-02-20")
    assert [actor.country for actor in reading.actors if actor.name == "Laurent Kabila"] == ["AFDL"]


def test_it_is_not_the_troops():
    (statement,) = memcon.read("Ukraine said that Russian troops were massed near its borders.").statements
    reading = memcon.read("Ukraine said that Russian troops were massed near its borders.")
    pronouns = [actor.id for actor in reading.actors for one in actor.mentions if one.form == "pronoun"]
    assert pronouns == [statement.speaker] == ["UKR"]


def test_nobody_named_is_nobody():
    reading = memcon.read("Antonio Guterres left. A Gulf diplomat was cautious. “It is early,” he said.")
    assert [statement.speaker for statement in reading.statements] == [""]


def test_a_state_body_and_a_security_council_of_ones_own():
    assert ("Russia (MIL)", "group", "RUS") in actors("Russian troops entered the village.")
    assert not [
        name
        for name, _, _ in actors("Nikolai Ivanov leads the Russian Security Council.")
        if name == "United Nations"
    ]


def hits(text, parsed, tables):
    return [hit.row for hit in find_hits(fold(text), parsed(text), tables) if hit.row is not None]


def test_every_sector_word(parsed, tables):
    wrong = [
        row.word
        for row in tables.rows(SectorWord)
        if not {row.word, plural(row.word)}
        & {getattr(hit, "word", getattr(hit, "phrase", "")) for hit in hits(row.example, parsed, tables)}
    ]
    assert not wrong


def test_every_office(parsed, tables):
    wrong = [
        row.phrase
        for row in tables.rows(Office)
        if row.phrase not in {getattr(hit, "phrase", "") for hit in hits(row.example, parsed, tables)}
    ]
    assert not wrong


def test_every_corrected_lemma(parsed, tables):
    for row in tables.rows(Lemma):
        assert row.lemma in {token.lemma for sentence in parsed(row.example) for token in sentence.tokens}, (
            row
        )


def test_every_kind_of_meeting(tables):
    wrong = [
        row
        for row in tables.rows(MeetingWord)
        if row.kind not in {m.kind for m in memcon.read(row.example).meetings}
    ]
    assert not wrong


def test_every_noun_stands_in_its_example(tables):
    wrong = [
        row.noun
        for row in tables.rows(NounClass)
        if not {row.noun, plural(row.noun), plural(row.noun.split()[0])} & _words(row.example)
        and fold(row.noun)[:5] not in fold(row.example)
    ]
    assert not wrong


def _words(text):
    return set(fold(text).replace(",", " ").split())
