"""Meetings: called off, postponed, moved and come back to; and what is none of it."""

import re

import pytest

import memcon
from memcon.model import Status
from memcon.reading.fates import MeetingFate

PUBLISHED = "2022-02-10"  # a Thursday
STATUS = {"cancelled": "cancelled", "postponed": "postponed", "moved": "planned", "held": "held"}


def met(text, published=PUBLISHED):
    """Return each meeting as one line: kind, status, people, date, place, the date before."""
    reading = memcon.read(text, published=published)
    names = {actor.id: actor.name for actor in reading.actors}
    events = {event.evidence for event in reading.events}
    lines = []
    for meeting in reading.meetings:
        assert meeting.evidence in events
        start, end = meeting.evidence.sentence
        assert start <= meeting.evidence.start < meeting.evidence.end <= end
        assert meeting.evidence.span.of(reading.article.text) in text
        if meeting.place_span is not None:
            assert meeting.place_span.of(reading.article.text) in text
        people = " + ".join(names[actor].split()[-1] for actor in meeting.participants)
        parts = [meeting.kind, meeting.status, people, meeting.when.edtf if meeting.when else "-"]
        parts += [meeting.place_span.of(text)] if meeting.place_span else []
        parts += ["instead of", meeting.instead_of.edtf] if meeting.instead_of else []
        lines.append(" ".join(parts))
    return lines


CALLED_OFF = [
    (
        "The meeting between Baerbock and Zelensky was called off.",
        "meeting cancelled Baerbock + Zelensky -",
    ),
    (
        "The meeting between Annalena Baerbock and Volodymyr Zelensky was scrapped on Monday.",
        "meeting cancelled Baerbock + Zelensky -",
    ),
    (
        "Talks between Russia and Ukraine planned for Monday have been cancelled.",
        "talks cancelled Russia + Ukraine 2022-02-14",
    ),
    (
        "Sergei Lavrov's meeting with Antony Blinken, planned for 24 February in Geneva, will not take place.",
        "meeting cancelled Lavrov + Blinken 2022-02-24 Geneva",
    ),
    (
        "The summit between Joe Biden and Vladimir Putin, scheduled for 1 March in Geneva, has been canceled.",
        "summit cancelled Biden + Putin 2022-03-01 Geneva",
    ),
    (
        "Japan's visit to China, which was to have taken place on Monday, was cancelled.",
        "visit cancelled Japan + China 2022-02-14 China",
    ),
    (
        "A meeting between Baerbock and Ukrainian President Volodymyr Zelensky, which had been planned for "
        "Monday in Kyiv, was cancelled.",
        "meeting cancelled Baerbock + Zelensky 2022-02-14 Kyiv",
    ),
    (
        "The talks between Polish Foreign Minister Zbigniew Rau and Sergei Lavrov, which were to be held on "
        "Friday in Moscow, have been called off.",
        "talks cancelled Rau + Lavrov 2022-02-11 Moscow",
    ),
    ("Talks between India and Pakistan fell through.", "talks cancelled India + Pakistan -"),
    (
        "Antony Blinken on Tuesday cancelled his meeting with Sergei Lavrov, which had been planned for "
        "24 February in Geneva.",
        "meeting cancelled Blinken + Lavrov 2022-02-24 Geneva",
    ),
    (
        "Antony Blinken cancelled Thursday's meeting with Sergei Lavrov.",
        "meeting cancelled Blinken + Lavrov 2022-02-10",
    ),
    (
        "Antony Blinken cancelled a meeting with Sergei Lavrov planned for 24 February.",
        "meeting cancelled Blinken + Lavrov 2022-02-24",
    ),
    (
        "Volodymyr Zelensky cancelled his meeting with Annalena Baerbock on Monday.",
        "meeting cancelled Zelensky + Baerbock -",
    ),
    (
        "Egypt called off a meeting with Ethiopia that was due on Monday.",
        "meeting cancelled Egypt + Ethiopia 2022-02-14",
    ),
    (
        "Iran's foreign minister, Hossein Amir-Abdollahian, called off Thursday's visit to Pakistan.",
        "visit cancelled Amir-Abdollahian + Pakistan 2022-02-10 Pakistan",
    ),
]
POSTPONED = [
    ("The talks between Serbia and Kosovo were postponed.", "talks postponed Serbia + Kosovo -"),
    (
        "The visit by Olaf Scholz to Kyiv, due on Monday, has been put off.",
        "visit postponed Scholz + Ukraine 2022-02-14 Kyiv",
    ),
    (
        "Turkey postponed a summit with Iran that had been set for 15 February in Tehran.",
        "summit postponed Turkey + Iran 2022-02-15 Tehran",
    ),
    ("Russia delayed talks with Japan.", "talks postponed Russia + Japan -"),
]
MOVED = [
    (
        "The call between Joe Biden and Vladimir Putin, originally planned for Monday, was brought forward "
        "to Saturday.",
        "call planned Biden + Putin 2022-02-12 instead of 2022-02-14",
    ),
    (
        "Joe Biden's telephone call with Vladimir Putin has been moved from Monday to Saturday.",
        "call planned Biden + Putin 2022-02-12 instead of 2022-02-14",
    ),
    (
        "Recep Tayyip Erdogan delayed his visit to Israel from 20 February to 9 March.",
        "visit planned Erdogan + Israel 2022-03-09 Israel instead of 2022-02-20",
    ),
    (
        "Joe Biden and Xi Jinping brought their call forward from Sunday to Friday.",
        "call planned Biden + Jinping 2022-02-11 instead of 2022-02-13",
    ),
    (
        "The talks between Iran and France were postponed to 21 February.",
        "talks planned Iran + France 2022-02-21",
    ),
    ("Talks between Chile and Peru were rescheduled for Friday.", "talks planned Chile + Peru 2022-02-11"),
    (
        "The talks between Israel and Egypt were delayed until Friday.",
        "talks planned Israel + Egypt 2022-02-11",
    ),
    (
        "Turkey and Greece have postponed their talks until 3 March.",
        "talks planned Turkey + Greece 2022-03-03",
    ),
    ("Joe Biden rescheduled his call with Xi Jinping for Sunday.", "call planned Biden + Jinping 2022-02-13"),
    ("Talks between India and Pakistan have been rescheduled.", "talks planned India + Pakistan -"),
    (
        "The talks between Russia and Ukraine were moved from Minsk to Brest.",
        "talks planned Russia + Ukraine - Brest",
    ),
    (
        "The summit between Japan and South Korea, planned for 4 February, went ahead on 8 February.",
        "summit held Japan + Korea 2022-02-08 instead of 2022-02-04",
    ),
    (
        "The talks between Iran and France, planned for 4 February, were held on 7 February in Vienna.",
        "talks held Iran + France 2022-02-07 Vienna instead of 2022-02-04",
    ),
]
HELD_CALLS = [
    ("Joe Biden and Vladimir Putin held a telephone call.", "call held Biden + Putin -"),
    ("Joe Biden and Vladimir Putin spoke by phone.", "call held Biden + Putin -"),
    (
        "Emmanuel Macron spoke by telephone with Vladimir Putin on Tuesday.",
        "call held Macron + Putin 2022-02-08",
    ),
    ("Olaf Scholz spoke with Xi Jinping on the phone.", "call held Scholz + Jinping -"),
    ("Joe Biden had a phone call with Vladimir Putin.", "call held Biden + Putin -"),
    ("Narendra Modi held a telephone conversation with Olaf Scholz.", "call held Modi + Scholz -"),
    ("Joe Biden and Vladimir Putin met for talks in Geneva.", "meeting held Biden + Putin - Geneva"),
    (
        "Olaf Scholz met Emmanuel Macron in Paris on his first trip to France.",
        "meeting held Scholz + Macron - Paris",
    ),
]


@pytest.mark.parametrize(("text", "expected"), CALLED_OFF + POSTPONED + MOVED + HELD_CALLS)
def test_one_meeting(text, expected):
    assert met(text) == [expected]


def test_the_day_that_a_call_was_held_instead():
    text = "The call between Biden and Putin, which had been planned for Monday, took place on Saturday."
    assert met(text, "2022-02-12") == ["call held Biden + Putin 2022-02-12 instead of 2022-02-14"]


COME_BACK = [
    (
        "Joe Biden will call Vladimir Putin on Monday. The call has been moved from Monday to Saturday.",
        "call planned Biden + Putin 2022-02-12 instead of 2022-02-14",
    ),
    (
        "Joe Biden will call Vladimir Putin on Monday. The call was brought forward to Saturday.",
        "call planned Biden + Putin 2022-02-12 instead of 2022-02-14",
    ),
    (
        "Joe Biden will call Vladimir Putin. The call was planned for Monday but was moved to Saturday.",
        "call planned Biden + Putin 2022-02-12 instead of 2022-02-14",
    ),
    (
        "Xi Jinping and Joe Biden will speak by phone on Friday. Their conversation was pushed back to Sunday.",
        "call planned Jinping + Biden 2022-02-13 instead of 2022-02-11",
    ),
    (
        "Emmanuel Macron will visit Moscow on Monday. The visit was postponed.",
        "visit postponed Macron + Russia 2022-02-14 Moscow",
    ),
    (
        "Iran and Saudi Arabia will hold talks in Baghdad on Friday. The talks were called off on Wednesday.",
        "talks cancelled Iran + Arabia 2022-02-11 Baghdad",
    ),
    (
        "Antony Blinken will meet Sergei Lavrov on 24 February. Their meeting will not take place, "
        "Antony Blinken said.",
        "meeting cancelled Blinken + Lavrov 2022-02-24",
    ),
    (
        "Joe Biden and Kim Jong Un plan a summit in Hanoi. Washington cancelled the summit on Tuesday.",
        "summit cancelled Biden + Un - Hanoi",
    ),
    (
        "Serbia and Kosovo will hold talks in Brussels. The talks, which were due on Monday, have been put off.",
        "talks postponed Serbia + Kosovo 2022-02-14 Brussels",
    ),
    (
        "Joe Biden and Vladimir Putin will speak by phone. The call will take place on Saturday.",
        "call planned Biden + Putin 2022-02-12",
    ),
    (
        "Joe Biden was to call Xi Jinping on Monday. The call took place on Wednesday.",
        "call held Biden + Jinping 2022-02-09",
    ),
]


@pytest.mark.parametrize(("text", "expected"), COME_BACK)
def test_a_meeting_come_back_to(text, expected):
    lines = met(text)
    assert lines[-1] == expected
    reading = memcon.read(text, published=PUBLISHED)
    meeting = reading.meetings[-1]
    second = text.index(re.split(r"(?<=\.) ", text)[1])
    assert meeting.evidence.sentence[0] == second


def test_a_meeting_told_once_more_stays_one():
    text = "Antony Blinken met Sergei Lavrov in Geneva on Monday. The meeting was held behind closed doors."
    assert met(text) == ["meeting held Blinken + Lavrov 2022-02-07 Geneva"]


def test_calling_off_is_not_dated_by_what_is_called_off():
    (event,) = [
        event
        for event in memcon.read(
            "Egypt called off a meeting with Ethiopia that was due on Monday.", published=PUBLISHED
        ).events
        if event.codes["plover"] == "REJECT"
    ]
    assert (event.status, event.when) == (Status.ASSERTED, None)


NOTHING = [
    "Antony Blinken said the meeting was important.",
    "The bank moved its headquarters from Kyiv to Lviv.",
    "The parliament postponed the vote.",
    "The talks were postponed until Friday.",
    "The call was moved from Monday to Saturday.",
    "The meeting room was moved to the second floor.",
    "The parliament will hold a meeting on Friday. The meeting was cancelled.",
    "Russia moved troops from Belarus to Ukraine.",
]


@pytest.mark.parametrize("text", NOTHING)
def test_no_meeting(text):
    assert met(text) == []


NOT_COME_BACK = [
    "The board meeting was postponed.",
    "The UN Security Council meeting was cancelled.",
    "Another meeting was cancelled.",
    "The meeting of the central bank was postponed to Friday.",
    "The call was cancelled.",
    "The visit may be cancelled.",
    "The summit with Xi Jinping was cancelled.",
    "Olaf Scholz said the meeting was important.",
    "The vote was postponed while the meeting is held.",
]


@pytest.mark.parametrize("text", NOT_COME_BACK)
def test_another_meeting_is_none_of_those_told(text):
    assert met(f"Olaf Scholz met Vladimir Putin in Moscow on Tuesday. {text}") == [
        "meeting held Scholz + Putin 2022-02-08 Moscow"
    ]


def test_every_word_of_fate(tables):
    wrong = []
    for row in tables.rows(MeetingFate):
        meetings = memcon.read(row.example, published=PUBLISHED).meetings
        expected = STATUS.get(row.fate, "cancelled")
        dated = row.fate not in ("moved", "planned") or all(m.when is not None for m in meetings)
        if [m.status for m in meetings] != [expected] or not dated:
            wrong.append((row.word, [(m.status, m.when) for m in meetings]))
    assert not wrong
