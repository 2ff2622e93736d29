"""Time expressions: (text, the article's date, the values expected, in order)."""

from __future__ import annotations

import pytest
from edtf import parse_edtf
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from memcon.model import Span, TimeMention, When
from memcon.reading.grammar import Sentence, Stretch, parse
from memcon.reading.time_words import TimeWord
from memcon.reading.times import TimeExpression, find_times, resolve_times
from memcon.tables import load_tables

TABLES = load_tables("en")
WEDNESDAY = "2022-01-19"


def parsed(text: str) -> tuple[Sentence, ...]:
    """Parse each paragraph by itself."""
    stretches, at = [], 0
    for paragraph in text.split("\n\n"):
        if paragraph.strip():
            stretches.append(Stretch(len(stretches), Span(at, at + len(paragraph))))
        at += len(paragraph) + 2
    return parse(text, stretches)


def read(text: str, published: str) -> tuple[tuple[TimeExpression, ...], tuple[TimeMention, ...]]:
    sentences = parsed(text)
    expressions = find_times(sentences, TABLES)
    day = When(published, published, published, "day", "stated") if published else None
    return expressions, resolve_times(text, expressions, sentences, day)


def values(text: str, published: str = WEDNESDAY) -> list[str]:
    return [mention.when.edtf for mention in read(text, published)[1]]


FULL_DATES = [
    ("The treaty was signed on January 19, 2022.", "2022-01-19"),
    ("The treaty was signed on Jan. 19, 2022.", "2022-01-19"),
    ("The treaty was signed on Jan 19 2022.", "2022-01-19"),
    ("The treaty was signed on 19 January 2022.", "2022-01-19"),
    ("The treaty was signed on the 19th of January 2022.", "2022-01-19"),
    ("The treaty was signed on the 19th of January, 2022.", "2022-01-19"),
    ("The treaty was signed on January 19th, 2022.", "2022-01-19"),
    ("The treaty was signed on 2022-01-19.", "2022-01-19"),
    ("The treaty was signed on 01/19/2022.", "2022-01-19"),
    ("The treaty was signed on 19/01/2022.", "2022-01-19"),
    ("The treaty was signed on 21.01.2022 in Minsk.", "2022-01-21"),
    ("The treaty was signed on Dec 5 , 2006.", "2006-12-05"),
    ("VIENNA, Dec 5 , 2006, 2006", "2006-12-05"),
    ("The treaty was signed on Friday, January 21, 2022.", "2022-01-21"),
    ("The treaty was signed on Friday 21 January 2022.", "2022-01-21"),
    ("Fri, Jan 21, 2022", "2022-01-21"),
    ("The treaty was signed in March 2015.", "2015-03"),
    ("The treaty was signed in March, 2015.", "2015-03"),
    ("The treaty was signed in 2015.", "2015"),
    ("The treaty was signed in nineteen ninety-six.", "1996"),
    ("The treaty was signed in Sept. 1989.", "1989-09"),
]

RANGES = [
    ("On January 10-13, three rounds of talks were held.", "2022-01-10/2022-01-13"),
    ("On January 10–13, three rounds of talks were held.", "2022-01-10/2022-01-13"),
    ("Three rounds of talks were held on 10-13 January.", "2022-01-10/2022-01-13"),
    ("Talks were held from January 10 to 13.", "2022-01-10/2022-01-13"),
    ("Talks were held from January 10 to January 13.", "2022-01-10/2022-01-13"),
    ("Talks were held from December 28 to January 3.", "2021-12-28/2022-01-03"),
    ("The leaders will meet at a summit on February 14-15.", "2022-02-14/2022-02-15"),
    ("The leaders met on January 10 and 11.", "2022-01-10/2022-01-11"),
    ("He ruled between 1987 and 1990.", "1987/1990"),
    ("The war of 1999-2003 killed thousands.", "1999/2003"),
    ("The law was in force from 1999 to 2003.", "1999/2003"),
    ("The exercise was held Monday to Wednesday.", "2022-01-17/2022-01-19"),
    ("Inspectors worked there from March to May 2019.", "2019-03/2019-05"),
    ("Inspectors worked there from November 2019 to February 2020.", "2019-11/2020-02"),
]

WEEKDAYS = [
    ("The envoys met on Friday.", "2022-01-14"),
    ("The envoys met on Wednesday.", "2022-01-19"),
    ("The envoys will meet on Friday.", "2022-01-21"),
    ("The envoys are to meet on Friday.", "2022-01-21"),
    ("The envoys plan to meet on Friday.", "2022-01-21"),
    ("The envoys are scheduled to meet on Friday.", "2022-01-21"),
    ("The talks, scheduled for Friday, matter.", "2022-01-21"),
    ("The visit had been scheduled for Sunday.", "2022-01-23"),
    ("The envoys will meet later Wednesday.", "2022-01-19"),
    ("Envoys to meet Friday in Vienna", "2022-01-21"),
    ("The envoys met last Friday.", "2022-01-14"),
    ("The envoys met last Wednesday.", "2022-01-12"),
    ("The envoys will meet next Wednesday.", "2022-01-26"),
    ("The envoys will meet this Friday.", "2022-01-21"),
    ("The truce was prolonged until Friday.", "2022-01-21"),
    ("The envoys met on Friday, January 14.", "2022-01-14"),
    ("The envoys will meet on Friday, January 21, with their staff.", "2022-01-21"),
    ("The envoys met on Monday night.", "2022-01-17"),
    ("The envoys met early Monday.", "2022-01-17"),
    ("The deadline was moved to Friday.", "2022-01-21"),
    ("He said on Saturday morning that he would resign.", "2022-01-15"),
    ("The envoys meet on Friday.", "2022-01-21"),
    ("The deadline is Friday.", "2022-01-21"),
    ("Prices hurt them on Friday.", "2022-01-14"),
    ("Workers planned a large rally on Saturday.", "2022-01-22"),
    ("Workers agreed on Saturday to stop.", "2022-01-15"),
    ("The terms agreed on Friday were kept.", "2022-01-14"),
    ("The record set on Friday was beaten.", "2022-01-14"),
    ("The talks set for Friday matter.", "2022-01-21"),
    ("Thirty states had reported by Friday.", "2022-01-14"),
    ("The truce had been extended until Friday.", "2022-01-21"),
    ("Neither man could be reached on Friday.", "2022-01-14"),
    ("The minister would resign if he lost the vote on Sunday.", "2022-01-23"),
    ("In contrast to Friday, the market was calm.", "2022-01-14"),
    ("To meet on Friday was a mistake.", "2022-01-14"),
]

UNITS = [
    ("The envoys met last week.", "2022-01-10/2022-01-16"),
    ("The envoys will meet next week.", "2022-01-24/2022-01-30"),
    ("The envoys meet this week.", "2022-01-17/2022-01-23"),
    ("The envoys met late last week.", "2022-01-10/2022-01-16"),
    ("The envoys met last month.", "2021-12"),
    ("The envoys will meet next month.", "2022-02"),
    ("The envoys met last year.", "2021"),
    ("The envoys will meet early next year.", "2023"),
    ("The envoys met last weekend.", "2022-01-15/2022-01-16"),
    ("The envoys met over the weekend.", "2022-01-15/2022-01-16"),
    ("Exports fell last quarter.", "2021-10/2021-12"),
    ("The envoys met earlier today.", "2022-01-19"),
    ("The envoys met yesterday.", "2022-01-18"),
    ("The envoys met yesterday morning.", "2022-01-18"),
    ("The envoys will meet tomorrow.", "2022-01-20"),
    ("The envoys will meet tonight.", "2022-01-19"),
    ("The envoys met this morning.", "2022-01-19"),
    ("The envoys met last night.", "2022-01-18"),
    ("The envoy arrived on the eve.", "2022-01-18"),
    ("The pact expires at the end of the year.", "2022"),
    ("The pact expires by year-end.", "2022"),
]

SHIFTS = [
    ("The envoys met two weeks ago.", "2022-01-03/2022-01-09"),
    ("The envoys met ten days ago.", "2022-01-09"),
    ("The envoys met twenty-one days ago.", "2021-12-29"),
    ("The envoys met a month ago.", "2021-12"),
    ("The envoys met three years ago.", "2019"),
    ("The pact ends six months from now.", "2022-07"),
    ("The crisis began several months ago.", "2021-09~"),
    ("The crisis began a few weeks ago.", "2021-12-27~"),
    ("The crisis began a couple of years ago.", "2020~"),
    ("The crisis began many years ago.", "XXXX"),
]

WINDOWS = [
    ("He spoke about the past week of diplomacy.", "2022-01-12/2022-01-19"),
    ("Prices rose over the past year.", "2021-01-19/2022-01-19"),
    ("Prices rose over the last six months.", "2021-07-19/2022-01-19"),
    ("Prices rose over the last month.", "2021-12-19/2022-01-19"),
    ("Prices will rise over the next two weeks.", "2022-01-19/2022-02-02"),
    ("They must leave within six months.", "2022-01-19/2022-07-19"),
    ("Russia has been building up troops for several months now.", "2021-09~/.."),
    ("Teams will meet in the coming days.", "2022-01-19/2022-01-22~"),
    ("Tension grew in recent weeks.", "2021-12-29~/2022-01-19"),
    ("Tension grew over the past few days.", "2022-01-16~/2022-01-19"),
]

PARTS = [
    ("He called for it in September.", "2021-09"),
    ("He called for it in late September.", "2021-09"),
    ("He will call for it in September.", "2022-09"),
    ("It was founded in early 2011.", "2011"),
    ("It was founded in mid-May.", "2021-05"),
    ("It was founded in mid-1996.", "1996"),
    ("Output fell in the first half of 2021.", "2021-01/2021-06"),
    ("Output fell in the third quarter of 2021.", "2021-07/2021-09"),
    ("Output fell in the third quarter.", "2021-07/2021-09"),
    ("Output fell in last year's third quarter.", "2021-07/2021-09"),
    ("Output fell in the summer of 2019.", "2019-22"),
    ("Output fell last summer.", "2021-22"),
    ("Output fell in the 1990s.", "199X"),
    ("Output fell in the late 1970s.", "197X"),
    ("Output fell in the '80s.", "198X"),
    ("Borders moved in the 20th century.", "19XX"),
    ("They met in June last year.", "2021-06"),
    ("They met last November.", "2021-11"),
    ("They met on March 11.", "2021-03-11"),
    ("They will meet on March 11.", "2022-03-11"),
    ("They met on January 18.", "2022-01-18"),
    ("The pact, payable June 1, was signed.", "2022-06-01"),
    ("Investigators studied the July killing.", "2021-07"),
    ("The court will sit in the week of March 7.", "2022-03-07/2022-03-13"),
    ("They prayed in Easter week.", "2021-03-29/2021-04-04"),
    ("He was found on Thanksgiving Day, 1999.", "1999-11-25"),
    ("He was found last Christmas.", "2021-12-25"),
    ("Output fell in the last half of 2020.", "2020-07/2020-12"),
    ("Output fell in the mid-1990s.", "199X"),
    ("Output fell in the nineties.", "199X"),
    ("Output fell in fiscal 1989.", "1989"),
    ("He will retire by the year two thousand.", "2000"),
    ("The crisis began a week or so ago.", "2022-01-10~"),
]

CLOCKS = [
    ("He spoke on Monday at 8:30 p.m. BST.", "2022-01-17T20:30:00"),
    ("He spoke at 8:30 p.m. BST Monday.", "2022-01-17T20:30:00"),
    ("He spoke at 14:05 GMT on Monday.", "2022-01-17T14:05:00Z"),
    ("He spoke at 9 a.m. yesterday.", "2022-01-18T09:00:00"),
    ("He spoke at noon Monday.", "2022-01-17T12:00:00"),
    ("He spoke at noon.", "2022-01-19T12:00:00"),
    ("He left at 4 in the morning.", "2022-01-19T04:00:00"),
    ("He left late this afternoon.", "2022-01-19"),
    ("He left by mid-afternoon.", "2022-01-19"),
]

TOLD = [
    (
        "Sales fell in the third quarter. In the 2019 quarter they rose.",
        ["2021-07/2021-09", "2019-07/2019-09"],
    ),
    ("Sales fell in the third quarter. They rose in last year's quarter.", ["2021-07/2021-09"] * 2),
    ("In March 1997 he resigned. The following month he left.", ["1997-03", "1997-04"]),
    ("In 1997 he resigned. The following year he left.", ["1997", "1998"]),
    ("In March 1997 he resigned. He was jailed that month.", ["1997-03", "1997-03"]),
    ("He died on 12 May 1990. Two days later the army took over.", ["1990-05-12", "1990-05-14"]),
    ("He died on 12 May 1990. The same day the army took over.", ["1990-05-12", "1990-05-12"]),
    ("He died on 12 May 1990. The next day the army took over.", ["1990-05-12", "1990-05-13"]),
    ("In 1997 he resigned. On June 5 he left.", ["1997", "1997-06-05"]),
    ("In 1997 he resigned.\n\nOn June 5 he left.", ["1997", "2021-06-05"]),
    ("In 1997 he resigned. Two days later he left.", ["1997", "XXXX-XX-XX"]),
    ("They met on Tuesday. The day before he had left.", ["2022-01-18", "2022-01-17"]),
    ("They met on Tuesday. He had left the day before.", ["2022-01-18", "2022-01-17"]),
    ("They met on Tuesday. The day after, he left.", ["2022-01-18", "2022-01-19"]),
    ("They met on Tuesday. He had left a day earlier.", ["2022-01-18", "2022-01-17"]),
    ("They met on Tuesday. A day later he left.", ["2022-01-18", "2022-01-19"]),
    ("They met on Tuesday. The following day he left.", ["2022-01-18", "2022-01-19"]),
    ("They met on Tuesday. The next day he left.", ["2022-01-18", "2022-01-19"]),
    ("They met on Tuesday. The previous day he had left.", ["2022-01-18", "2022-01-17"]),
    ("They met on Tuesday. That day he left.", ["2022-01-18", "2022-01-18"]),
    ("They will meet on Monday. On the same day, he will leave.", ["2022-01-24", "2022-01-24"]),
    (
        "They met on Tuesday, for the first time in 2022. That day he left.",
        ["2022-01-18", "2022", "2022-01-18"],
    ),
    ("In 1997 he resigned. The next day he left.", ["1997", "XXXX-XX-XX"]),
    ("They met on Tuesday. The day before the summit was calm.", ["2022-01-18"]),
    ("He left the day before yesterday.", ["2022-01-17"]),
    ("He was in Riga on Tuesday. They met hours before the opening.", ["2022-01-18", "2022-01-18"]),
    ("He was in Riga on Tuesday. They met two hours after the vote.", ["2022-01-18", "2022-01-18"]),
    ("He was in Riga on Tuesday.\n\nThey met hours before the opening.", ["2022-01-18"]),
    ("Ministers meet on December 11. The summit follows three days later.", ["2021-12-11", "2021-12-14"]),
]

OPEN = [
    ("They met on January 19.", "XXXX-01-19"),
    ("Talks were held on January 10-13.", "XXXX-01-10/XXXX-01-13"),
    ("They met on Friday, January 21.", "XXXX-01-21"),
    ("They met in January.", "XXXX-01"),
    ("They met on Friday.", "XXXX-XX-XX"),
    ("They met last month.", "XXXX-XX"),
    ("They met last week.", "XXXX"),
    ("They met on January 19, 2020.", "2020-01-19"),
]

NO_TIME = [
    "About 2000 people fled.",
    "He owns 1,500 sheep and 1990 cows.",
    "The war lasted for three decades.",
    "They may march to the second bridge.",
    "The sun sat low.",
    "The council meets every week.",
    "He is 37 years old.",
    "The six-year-old boy cried.",
    "They will meet soon.",
    "It was signed on 01/02/2022.",
    "Two hours later he left.",
    "They met hours before the opening of the Winter Olympics.",
    "They met before the Winter Olympic Games.",
    "They met at the winter Olympics.",
    "They met before the Spring Festival.",
    "They played in the Autumn Nations Cup.",
    "They met in the Winter Palace.",
    "They spoke about the Prague Spring.",
    "Prime Minister Theresa May left.",
    "Fly Boeing 737 in row 12.",
    "He spoke to the programme This Week about the war.",
    "He said so on the show 60 Minutes.",
    "They joined the annual March for Peace.",
    "A quarter of the voters stayed at home.",
    "She was in her nineties.",
    "They saw decorated Christmas trees.",
    "Write as soon as you can.",
]


@pytest.mark.parametrize(
    ("text", "expected"),
    FULL_DATES + RANGES + WEEKDAYS + UNITS + SHIFTS + WINDOWS + PARTS + CLOCKS,
)
def test_value_relative_to_a_wednesday(text: str, expected: str) -> None:
    assert values(text) == [expected]


@pytest.mark.parametrize(("text", "expected"), TOLD)
def test_value_relative_to_the_last_date_told(text: str, expected: list[str]) -> None:
    assert values(text) == expected


@pytest.mark.parametrize(("text", "expected"), OPEN)
def test_without_an_anchor_the_value_stays_open(text: str, expected: str) -> None:
    assert values(text, "") == [expected]


@pytest.mark.parametrize("text", NO_TIME)
def test_no_value(text: str) -> None:
    assert values(text) == []


@pytest.mark.parametrize("row", TABLES.rows(TimeWord), ids=lambda row: f"{row.kind}-{row.word}")
def test_every_row_reads_as_its_example_says(row: TimeWord) -> None:
    found = values(row.example)
    assert found[-1:] == ([row.reads] if row.reads else [])


def test_the_table_is_large_enough_and_has_no_row_twice() -> None:
    rows = [(row.word, row.kind) for row in TABLES.rows(TimeWord)]
    assert len(rows) >= 150
    assert len(set(rows)) == len(rows)


@pytest.mark.parametrize(
    ("text", "tense"),
    [
        ("They met on Friday.", "past"),
        ("They had met on Friday.", "past"),
        ("They will meet on Friday.", "future"),
        ("They are going to meet on Friday.", "future"),
        ("They are expected to meet on Friday.", "future"),
        ("They are due in Kyiv on Friday.", "future"),
        ("He is in Kyiv on January 19.", "present"),
        ("The talks on Friday ended the war.", ""),
    ],
)
def test_tense_of_the_governing_verb(text: str, tense: str) -> None:
    assert find_times(parsed(text), TABLES)[0].tense == tense


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("Ivan Petrov is in Kyiv on January 19.", True),
        ("They met Ivan Petrov, who is in Kyiv on January 19 on a visit.", True),
        ("The summit is in Kyiv on January 19.", False),
        ("Ivan Petrov is to be in Kyiv on January 19.", False),
        ("Ivan Petrov was in Kyiv on January 19.", False),
        ("Ministers meet in Kyiv on January 19.", False),
    ],
)
def test_a_present_state_holds_on_its_day(text: str, holds: bool) -> None:
    assert find_times(parsed(text), TABLES)[0].holds is holds


def test_a_mention_says_where_it_stands_and_how_it_was_come_by() -> None:
    text = "They met. They will talk on Friday, January 21, in Vienna."
    (mention,) = read(text, WEDNESDAY)[1]
    assert mention.evidence.span.of(text) == "Friday, January 21"
    assert text[slice(*mention.evidence.sentence)] == "They will talk on Friday, January 21, in Vienna."
    assert mention.evidence.rule == "times.date"
    assert (mention.when.earliest, mention.when.latest) == ("2022-01-21", "2022-01-21")
    assert (mention.when.precision, mention.when.basis) == ("day", "relative")
    assert mention == read(text, WEDNESDAY)[1][0]


def test_an_article_dated_to_a_month_gives_what_all_its_days_agree_on() -> None:
    text = "They met last year and last week."
    sentences = parsed(text)
    month = When("2022-01", "2022-01-01", "2022-01-31", "month", "inferred")
    mentions = resolve_times(text, find_times(sentences, TABLES), sentences, month)
    assert [mention.when.edtf for mention in mentions] == ["2021", "XXXX"]


PIECES = [row.word for row in TABLES.rows(TimeWord)] + [
    "1",
    "12",
    "31",
    "99",
    "1999",
    "2022",
    "10-13",
    "10–13",
    "1999–2003",
    "8:30",
    "25:61",
    "9.30am",
    "1990s",
    "'80s",
    "31st",
    "01/19/2022",
    "2022-13-45",
    "Jan.99",
    "99999999999",
    "9999",
    "0000",
    "February",
    "29",
    "30",
    "the",
    "of",
    "in",
    "at",
    "on",
    ",",
    "(",
    ")",
    "/",
    ".",
    "²",
    "١٢",
    "12½",
    "x-99999",
]


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.one_of(st.text(max_size=60), st.lists(st.sampled_from(PIECES), max_size=14).map(" ".join)),
    st.sampled_from(["", "0001-01-01", "2022-01-19", "2024-02-29", "9999-12-31"]),
)
def test_any_text_is_read_without_error(text: str, published: str) -> None:
    if not text.strip():
        return
    expressions, mentions = read(text, published)
    last = 0
    for expression in expressions:
        assert last <= expression.span.start
        assert expression.span.of(text).strip() == expression.span.of(text)
        last = expression.span.end
    for mention in mentions:
        assert mention.evidence.span in {expression.span for expression in expressions}
        parse_edtf(mention.when.edtf)
        if mention.when.earliest and mention.when.latest:
            assert mention.when.earliest <= mention.when.latest


def test_long_runs_of_one_word_come_to_an_end() -> None:
    words = ["early", "this June", "Friday 8 pm", "two", "last", "the", "until", "January 10-", "noon"]
    for word in words:
        assert isinstance(values(f"{word} " * 400), list)
