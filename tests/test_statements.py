"""Who said what to whom: every construction, told as (text, statements)."""

from __future__ import annotations

import re
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from memcon.model import Span, Statement
from memcon.reading.attribution import Cue
from memcon.reading.grammar import Stretch, Token, parse
from memcon.reading.quotes import find_quotations
from memcon.reading.statements import find_statements
from memcon.tables import load_tables

# text, then of each statement: kind, speaker's words, content (its spans joined by " … "), stance, addressee
CASES: list[tuple[str, list[tuple[str, str, str, str, str]]]] = [
    (
        "The premier said the border would stay shut.",
        [("indirect", "The premier", "the border would stay shut", "say", "")],
    ),
    (
        "“The river belongs to all of us.” — Ana Ruiz",
        [("direct", "Ana Ruiz", "The river belongs to all of us.", "say", "")],
    ),
    (
        "“We only want to fish in peace.”― Karl Brandt. “Nobody has asked us at all.” – Anna Holt",
        [
            ("direct", "Karl Brandt", "We only want to fish in peace.", "say", ""),
            ("direct", "Anna Holt", "Nobody has asked us at all.", "say", ""),
        ],
    ),
    (
        "Kyiv said on Friday that two depots had burned.",
        [("indirect", "Kyiv", "two depots had burned", "say", "")],
    ),
    (
        "The envoy told reporters on Monday that the talks had stalled.",
        [("indirect", "The envoy", "the talks had stalled", "say", "reporters")],
    ),
    (
        "The general told the BBC the bridge was down.",
        [("indirect", "The general", "the bridge was down", "say", "BBC")],
    ),
    (
        "The admiral said to the council that the fleet had sailed.",
        [("indirect", "The admiral", "the fleet had sailed", "say", "council")],
    ),
    (
        "Officials in Tbilisi said the pipeline had been cut and the power was off.",
        [("indirect", "Officials in Tbilisi", "the pipeline had been cut and the power was off", "say", "")],
    ),
    (
        "Prime Minister Anna Holt, who arrived late, said the deal was dead.",
        [("indirect", "Prime Minister Anna Holt", "the deal was dead", "say", "")],
    ),
    (
        "The foreign minister, Karl Brandt, said Berlin would pay.",
        [("indirect", "The foreign minister", "Berlin would pay", "say", "")],
    ),
    (
        "The mayor said in a statement that the water was safe.",
        [("indirect", "The mayor", "the water was safe", "say", "")],
    ),
    (
        "Oslo warned Moscow that any incursion would be met with force.",
        [("indirect", "Oslo", "any incursion would be met with force", "warn", "Moscow")],
    ),
    (
        "The council agreed that the embargo should be lifted.",
        [("indirect", "The council", "the embargo should be lifted", "agree", "")],
    ),
    (
        "The rebels claimed they had shot down a helicopter.",
        [("indirect", "The rebels", "they had shot down a helicopter", "claim", "")],
    ),
    (
        "The minister insisted that the vote was fair.",
        [("indirect", "The minister", "the vote was fair", "attitude", "")],
    ),
    (
        "Tehran denied that it had fired the missile.",
        [("indirect", "Tehran", "it had fired the missile", "deny", "")],
    ),
    (
        "The colonel denied having ordered the raid.",
        [("indirect", "The colonel", "having ordered the raid", "deny", "")],
    ),
    (
        "The bank predicted prices would double by spring.",
        [("indirect", "The bank", "prices would double by spring", "predict", "")],
    ),
    (
        "The president believes that the war will end this year.",
        [("indirect", "The president", "the war will end this year", "attitude", "")],
    ),
    (
        "The UN fears that thousands are trapped.",
        [("indirect", "The UN", "thousands are trapped", "attitude", "")],
    ),
    (
        "Lima stressed the need for calm on both sides of the river.",
        [("indirect", "Lima", "the need for calm on both sides of the river", "stress", "")],
    ),
    (
        "The border will stay shut, the premier said.",
        [("indirect", "the premier", "The border will stay shut", "say", "")],
    ),
    (
        "Two depots had burned, officials said on Friday.",
        [("indirect", "officials", "Two depots had burned", "say", "")],
    ),
    (
        "The talks have stalled, said Olga Kern, the chief negotiator.",
        [("indirect", "Olga Kern", "The talks have stalled", "say", "")],
    ),
    (
        "The army, the minister said, had left the city.",
        [("indirect", "the minister", "The army … had left the city", "say", "")],
    ),
    (
        "The city has fallen, added Captain Reyes, who is now in Quito.",
        [("indirect", "Captain Reyes", "The city has fallen", "say", "")],
    ),
    (
        "The lawsuits would be filed in spring, Tehran radio quoted the minister as saying.",
        [("indirect", "the minister", "The lawsuits would be filed in spring", "say", "")],
    ),
    (
        "But the road is open, a police source said.",
        [("indirect", "a police source", "But the road is open", "say", "")],
    ),
    (
        "The general said the town was safe and added that the troops would stay.",
        [
            ("indirect", "The general", "the town was safe", "say", ""),
            ("indirect", "The general", "the troops would stay", "say", ""),
        ],
    ),
    (
        "The envoy said the talks had failed, adding that no date was set.",
        [
            ("indirect", "The envoy", "the talks had failed", "say", ""),
            ("indirect", "The envoy", "no date was set", "say", ""),
        ],
    ),
    (
        "The minister said the plan was sound, but warned that time was short.",
        [
            ("indirect", "The minister", "the plan was sound", "say", ""),
            ("indirect", "The minister", "time was short", "warn", ""),
        ],
    ),
    (
        "Seoul said the drill was routine while Pyongyang called it “a rehearsal for war.”",
        [
            (
                "mixed",
                "Seoul",
                "the drill was routine while Pyongyang called it “a rehearsal for war.”",
                "say",
                "",
            ),
            ("mixed", "Pyongyang", "it “a rehearsal for war.”", "describe", ""),
        ],
    ),
    (
        "“We will not leave the city,” the mayor said.",
        [("direct", "the mayor", "We will not leave the city,", "say", "")],
    ),
    (
        "“We will not leave the city,” said Mayor Ines Duarte.",
        [("direct", "Mayor Ines Duarte", "We will not leave the city,", "say", "")],
    ),
    (
        "“We will not leave the city,” said a man who gave his name as Josip.",
        [("direct", "a man", "We will not leave the city,", "say", "")],
    ),
    (
        "“Who pays for this?” asked the senator.",
        [("direct", "the senator", "Who pays for this?", "ask", "")],
    ),
    (
        "“They are coming!” she shouted.",
        [("direct", "she", "They are coming!", "say", "")],
    ),
    (
        "The mayor said: “We will not leave the city.”",
        [("direct", "The mayor", "We will not leave the city.", "say", "")],
    ),
    (
        "The mayor said, “We will not leave the city.”",
        [("direct", "The mayor", "We will not leave the city.", "say", "")],
    ),
    (
        "The mayor told reporters, “We will not leave the city.”",
        [("direct", "The mayor", "We will not leave the city.", "say", "reporters")],
    ),
    (
        "Asked about the fire, the mayor replied: “We do not know.”",
        [("direct", "the mayor", "We do not know.", "reply", "")],
    ),
    (
        "“We will stay,” the mayor said. “We have no choice.”",
        [
            ("direct", "the mayor", "We will stay,", "say", ""),
            ("direct", "the mayor", "We have no choice.", "say", ""),
        ],
    ),
    (
        "“We will stay,” the mayor said, “because we have no choice.”",
        [("direct", "the mayor", "We will stay, … because we have no choice.", "say", "")],
    ),
    (
        "“We will stay. We have no choice. Nobody will help us,” the mayor said.",
        [("direct", "the mayor", "We will stay. We have no choice. Nobody will help us,", "say", "")],
    ),
    (
        '"We will stay," the mayor said.',
        [("direct", "the mayor", "We will stay,", "say", "")],
    ),
    (
        "«We will stay,» the mayor said.",
        [("direct", "the mayor", "We will stay,", "say", "")],
    ),
    (
        "„We will stay,“ the mayor said.",
        [("direct", "the mayor", "We will stay,", "say", "")],
    ),
    (
        "``We will stay,'' the mayor said.",
        [("direct", "the mayor", "We will stay,", "say", "")],
    ),
    (
        "'We will stay,' the mayor said.",
        [("direct", "the mayor", "We will stay,", "say", "")],
    ),
    (
        "“The soldiers’ wives won’t leave,” O’Neill said.",
        [("direct", "O’Neill", "The soldiers’ wives won’t leave,", "say", "")],
    ),
    (
        "“He said ‘no’ to all of us,” the clerk told the court.",
        [("direct", "the clerk", "He said ‘no’ to all of us,", "say", "court")],
    ),
    (
        "The two men met on Monday. “It was a good start,” said the envoy.",
        [("direct", "the envoy", "It was a good start,", "say", "")],
    ),
    (
        "“It is over,” he said, adding that the troops would go home.",
        [
            ("direct", "he", "It is over,", "say", ""),
            ("indirect", "he", "the troops would go home", "say", ""),
        ],
    ),
    (
        "“It was a trap,” the pilot said in a letter to his wife.",
        [("direct", "the pilot", "It was a trap,", "say", "")],
    ),
    (
        "“It was a trap,” according to the pilot.",
        [("direct", "the pilot", "It was a trap,", "say", "")],
    ),
    (
        "The king issued a short note: “The war is over.”",
        [("direct", "The king", "The war is over.", "say", "")],
    ),
    (
        "“We came in peace.\n\n“We leave in peace,” the envoy said.",
        [("direct", "the envoy", "We came in peace. … We leave in peace,", "say", "")],
    ),
    (
        "The envoy spoke for an hour.\n\n“We came in peace,” he said.\n\n“We leave in peace.”",
        [("direct", "he", "We came in peace,", "say", ""), ("direct", "he", "We leave in peace.", "say", "")],
    ),
    (
        "“We came in peace,” the envoy said.\n\nThe hall was full.\n\nRain fell.\n\n“Nobody was hurt.”",
        [("direct", "the envoy", "We came in peace,", "say", "")],
    ),
    (
        "The envoy said:\n\n“We came in peace. We leave in peace.”",
        [("direct", "The envoy", "We came in peace. We leave in peace.", "say", "")],
    ),
    (
        "“The government has accepted the terms. The tariffs will be held in reserve.”",
        [
            (
                "direct",
                "",
                "The government has accepted the terms. The tariffs will be held in reserve.",
                "say",
                "",
            )
        ],
    ),
    (
        "“The government has accepted the terms.\n\nThe tariffs will be held in reserve.”",
        [
            (
                "direct",
                "",
                "The government has accepted the terms. … The tariffs will be held in reserve.",
                "say",
                "",
            )
        ],
    ),
    (
        "The mayor said the city was “ready for anything.”",
        [("mixed", "The mayor", "the city was “ready for anything.”", "say", "")],
    ),
    (
        "The talks were “long and hard,” the envoy said.",
        [("mixed", "the envoy", "The talks were “long and hard,”", "say", "")],
    ),
    (
        "Ankara called the ruling “a black day for justice.”",
        [("mixed", "Ankara", "the ruling “a black day for justice.”", "describe", "")],
    ),
    (
        "The minister described the raid as “an act of piracy.”",
        [("mixed", "The minister", "the raid as “an act of piracy.”", "describe", "")],
    ),
    (
        "The premier warned of “grave consequences” if the dam was built.",
        [("mixed", "The premier", "“grave consequences” if the dam was built", "warn", "")],
    ),
    (
        "The senator accused the bank of “plain theft.”",
        [("direct", "The senator", "plain theft.", "accuse", "")],
    ),
    (
        "Paris said it could “only welcome” the offer.",
        [("mixed", "Paris", "it could “only welcome” the offer", "say", "")],
    ),
    (
        "Minsk dismissed the charges as “pure invention.”",
        [("mixed", "Minsk", "the charges as “pure invention.”", "deny", "")],
    ),
    (
        "The envoy called for the camp to be “closed at once.”",
        [("mixed", "The envoy", "the camp to be “closed at once.”", "demand", "")],
    ),
    (
        "Brussels said the vote was “neither free nor fair,” citing reports from the ground.",
        [("mixed", "Brussels", "the vote was “neither free nor fair,”", "say", "")],
    ),
    (
        "The army said the town was quiet, calling the attack “a failure.”",
        [
            ("indirect", "The army", "the town was quiet", "say", ""),
            ("mixed", "The army", "the attack “a failure.”", "describe", ""),
        ],
    ),
    (
        "The minister said there was “no plan B” and “no time to lose.”",
        [("mixed", "The minister", "there was “no plan B” and “no time to lose.”", "say", "")],
    ),
    (
        "According to the ministry, forty people were hurt.",
        [("indirect", "the ministry", "forty people were hurt", "say", "")],
    ),
    (
        "Forty people were hurt, according to the ministry.",
        [("indirect", "the ministry", "Forty people were hurt", "say", "")],
    ),
    (
        "The convoy, according to the ministry, was hit twice.",
        [("indirect", "the ministry", "The convoy … was hit twice", "say", "")],
    ),
    (
        "The minister’s trip to Cairo, according to him, is linked to the request of the king.",
        [("indirect", "him", "The minister’s trip to Cairo … linked to the request of the king", "say", "")],
    ),
    (
        "Forty people were hurt, according to the results.",
        [],
    ),
    (
        "As the mayor noted, the bridge was built by prisoners.",
        [("indirect", "the mayor", "the bridge was built by prisoners", "say", "")],
    ),
    (
        "Few believed the army’s claim that the town was quiet.",
        [("indirect", "the army", "the town was quiet", "claim", "")],
    ),
    (
        "The mayor made the claim that the water was safe.",
        [("indirect", "The mayor", "the water was safe", "claim", "")],
    ),
    (
        "The minister lamented the fact that children had died.",
        [("indirect", "The minister", "children had died", "criticise", "")],
    ),
    (
        "“We told the Serbs clearly that the bridge would be blown,” the colonel said.",
        [
            ("direct", "the colonel", "We told the Serbs clearly that the bridge would be blown,", "say", ""),
            ("indirect", "We", "the bridge would be blown", "say", "Serbs"),
        ],
    ),
    (
        "“I hope that you will stay,” the colonel said.",
        [("direct", "the colonel", "I hope that you will stay,", "say", "")],
    ),
    (
        "The minister went on to say that the dam was full.",
        [("indirect", "The minister", "the dam was full", "say", "")],
    ),
    (
        "The ministry put out a statement saying the dam was full.",
        [("indirect", "a statement", "the dam was full", "say", "")],
    ),
    (
        "The minister was quoted by the paper as saying the dam was full.",
        [("indirect", "The minister", "the dam was full", "say", "")],
    ),
    (
        "Karl Brandt, the foreign minister, who said the deal was dead, left early.",
        [("indirect", "Karl Brandt", "the deal was dead", "say", "")],
    ),
    (
        "The spokeswoman for the court, Lena Roth, told AFP that the case was closed.",
        [("indirect", "The spokeswoman for the court", "the case was closed", "say", "AFP")],
    ),
    (
        "The “peace train” left the station at noon.",
        [],
    ),
    (
        "The mayor declined to say who would pay.",
        [],
    ),
    (
        "The general did not say when the troops would leave.",
        [],
    ),
    (
        "The mayor will say tomorrow whether the school is safe.",
        [],
    ),
    (
        "If the mayor says that the school is safe, the children will return.",
        [],
    ),
    (
        "The two leaders met in Geneva on Tuesday.",
        [],
    ),
    (
        "She opened the “Book of Kings” and read.",
        [],
    ),
    (
        "The council wants to ask who paid for the bridge.",
        [],
    ),
    (
        "Nobody said that the bridge was safe.",
        [],
    ),
    (
        "He answered the door and smiled.",
        [],
    ),
    (
        "The court-ordered sale was held on Monday.",
        [],
    ),
    (
        "",
        [],
    ),
]


def word(token: Token) -> str:
    return token.text


@cache
def statements(text: str) -> tuple[Statement, ...]:
    spans = [Span(m.start(), m.end()) for m in re.finditer(r"[^\n]+(?:\n[^\n]+)*", text) if m[0].strip()]
    quotations = find_quotations(text, spans)
    stretches = [
        Stretch(block, span, tuple(one.outer for one in quotations if one.block == block))
        for block, span in enumerate(spans)
    ]
    return find_statements(text, parse(text, stretches), quotations, word, load_tables("en"))


def told(text: str) -> list[tuple[str, str, str, str, str]]:
    return [
        (
            one.kind,
            one.speaker_span.of(text) if one.speaker_span else "",
            " … ".join(span.of(text) for span in one.content),
            one.stance,
            one.addressee,
        )
        for one in statements(text)
    ]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_finds_statements(text: str, expected: list[tuple[str, str, str, str, str]]) -> None:
    assert told(text) == expected


@pytest.mark.parametrize("cue", load_tables("en").rows(Cue), ids=lambda cue: f"{cue.cue}-{cue.pos}")
def test_every_cue_gives_exactly_the_statement_of_its_example(cue: Cue) -> None:
    text = re.sub(r"[\[\]{}]", "", cue.example)
    content = re.search(r"\[(.*)\]", cue.example)
    speaker = re.search(r"\{(.*?)\}", cue.example)
    assert content
    assert speaker
    wanted = (speaker[1].removesuffix("’s"), re.sub(r"[{}]", "", content[1]), cue.stance)
    assert [one[1:4] for one in told(text)] == [wanted]


def test_there_are_cues_enough_and_no_two_alike() -> None:
    cues = load_tables("en").rows(Cue)
    assert len(cues) >= 200
    assert len({(cue.cue, cue.pos) for cue in cues}) == len(cues)


def test_a_page_that_is_one_quotation_is_one_statement_of_its_byline() -> None:
    (one,) = statements("“The terms were accepted. The ban will stay.\n\nThe port is open again.”")
    assert (one.speaker, one.cue, one.kind, one.evidence.rule) == ("", None, "direct", "whole-text")


def test_the_words_of_a_mixed_statement_are_told_apart() -> None:
    text = "The mayor said the city was “ready for anything” and “far from lost.”"
    (one,) = statements(text)
    assert [span.of(text) for span in one.quoted] == ["ready for anything", "far from lost."]


def test_evidence_spans_cue_and_content_within_its_sentence() -> None:
    text = "It rained. The mayor said on Monday that the dam would hold. It did."
    (one,) = statements(text)
    assert one.cue is not None
    assert one.cue.of(text) == "said"
    assert one.evidence.span.of(text) == "said on Monday that the dam would hold"
    assert text[slice(*one.evidence.sentence)] == "The mayor said on Monday that the dam would hold."


def test_reading_twice_gives_the_same() -> None:
    text = "“We go,” Kim said. “We stay.”"
    first = statements(text)
    statements.cache_clear()
    assert statements(text) == first
    assert len({one.id for one in first}) == 2


WORDS = """“ ” " ' said Kim he that , . : the war ended told us according to adding and who claim was called
as of - ? ’s"""
PIECES = st.sampled_from([*WORDS.split(), "\n\n", "  "])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(PIECES, max_size=40).map(" ".join))
def test_any_words_are_read_and_every_span_holds_words(text: str) -> None:
    for one in statements(text):
        assert one.content
        for span in (*one.content, *one.quoted):
            assert span.end <= len(text)
            assert span.of(text).strip()
        assert one.kind in ("direct", "indirect", "mixed")
        assert one.evidence.start <= one.content[0].start
        assert list(one.content) == sorted(one.content)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=80))
def test_any_characters_are_read(text: str) -> None:
    assert isinstance(statements(text), tuple)
