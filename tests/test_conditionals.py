"""Conditionals: condition, consequence and kind, with and without "if"."""

import pytest

import memcon
from memcon.reading.conditionals import Connective

CASES = [
    (
        "If Russia attacks Ukraine, NATO will impose sanctions.",
        "Russia attacks Ukraine",
        "NATO will impose sanctions",
        "RUS",
    ),
    (
        "NATO will impose sanctions if Russia attacks Ukraine.",
        "Russia attacks Ukraine",
        "NATO will impose sanctions",
        "RUS",
    ),
    (
        "Turkey will close its ports unless Greece leaves Cyprus.",
        "Greece leaves Cyprus",
        "Turkey will close its ports",
        "GRC",
    ),
    (
        "Should Ethiopia fill the dam, Egypt would consider all options.",
        "Ethiopia fill the dam",
        "Egypt would consider all options",
        "ETH",
    ),
    (
        "Any attack by Iran on Israel will bring a harsh response.",
        "Any attack by Iran on Israel",
        "will bring a harsh response",
        "IRN",
    ),
    ("Without a withdrawal there will be no talks.", "a withdrawal", "there will be no talks", ""),
    (
        "Israel would halt its offensive in exchange for the hostages.",
        "the hostages",
        "Israel would halt its offensive",
        "",
    ),
    (
        "Iran warned Israel of “heavy consequences” if Israel attacked.",
        "Israel attacked",
        "heavy consequences",
        "ISR",
    ),
]


@pytest.mark.parametrize(("text", "condition", "consequence", "actor"), CASES)
def test_conditionals(text, condition, consequence, actor):
    reading = memcon.read(text)
    (item,) = reading.conditionals
    said = reading.article.text
    assert (item.condition.span.of(said), item.consequence.span.of(said)) == (condition, consequence)
    assert item.condition.actor == actor


NONE = [
    "Reporters asked if Russia had attacked Ukraine.",
    "It is unclear whether Turkey will sign.",
    "Lavrov met Blinken.",
]


@pytest.mark.parametrize("text", NONE)
def test_no_conditional(text):
    assert memcon.read(text).conditionals == ()


def test_a_threat_is_told_by_its_consequence():
    (item,) = memcon.read("If Russia attacks Ukraine, NATO will impose sanctions on Russia.").conditionals
    assert item.kind == "threat"


def test_every_row_of_the_table(tables):
    wrong = [row.example for row in tables.rows(Connective) if not memcon.read(row.example).conditionals]
    assert not wrong, "\n".join(wrong)
