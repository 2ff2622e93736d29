"""Frames: roles behind every construction, and statuses."""

import pytest

from memcon.model import Status
from memcon.reading.frames import find_frames
from memcon.reading.lexicon import lexicon
from memcon.reading.operators import Operator

ROLES = [
    ("Russia attacked Ukraine.", "attack", "Russia", "Ukraine"),
    ("Ukraine was attacked by Russia.", "attack", "Russia", "Ukraine"),
    ("The tanker that Iran seized was British.", "seize", "Iran", "tanker"),
    ("Iran, which seized the tanker, refused.", "seize", "Iran", "tanker"),
    ("Turkey refused to meet Greece.", "meet", "Turkey", "Greece"),
    ("France urged Turkey to leave Syria.", "leave", "Turkey", "Syria"),
    ("France accused Turkey of attacking Syria.", "attack", "Turkey", "Syria"),
    ("Iran seized a ship and attacked Israel.", "attack", "Iran", "Israel"),
]


@pytest.mark.parametrize(("text", "lemma", "agent", "patient"), ROLES)
def test_roles(parsed, tables, text, lemma, agent, patient):
    frames = [frame for frame in find_frames(parsed(text), frozenset(), tables) if frame.lemma == lemma]
    assert [(frame.agent.text, frame.patient.text) for frame in frames] == [(agent, patient)]


STATUSES = [
    ("Russia attacked Ukraine.", "asserted"),
    ("Russia will attack Ukraine.", "planned"),
    ("Russia did not attack Ukraine.", "negated"),
    ("Russia may attack Ukraine.", "possible"),
    ("Russia refused to attack Ukraine.", "refused"),
    ("Russia denied attacking Ukraine.", "denied"),
    ("NATO demanded that Russia leave Ukraine and attack Iran.", "demanded"),
    ("Russia threatened to attack Ukraine.", "threatened"),
    ("Russia offered to attack Ukraine.", "offered"),
    ("If Georgia joins NATO, Russia will attack Ukraine.", "conditional"),
    ("Did Russia attack Ukraine?", "question"),
    ("Russia did not fail to attack Ukraine.", "asserted"),
    ("Russia managed to attack Ukraine.", "asserted"),
    ("Russia did not hesitate to attack Ukraine.", "asserted"),
    ("Russia has yet to attack Ukraine.", "negated"),
    ("Russia backed away from attacking Ukraine.", "negated"),
    ("No Russian ship will attack Ukraine.", "negated"),
    ("Neither Russia nor Belarus attacked Ukraine.", "negated"),
    ("Russia denied having attacked Ukraine.", "denied"),
    ("It is not true that Russia attacked Ukraine.", "denied"),
    ("There is no truth in claims that Russia attacked Ukraine.", "denied"),
    ("Moscow dismissed reports that Russia had attacked Ukraine.", "denied"),
    ("Moscow called a report that Russia had attacked Ukraine a lie.", "denied"),
    ("Moscow described claims that Russia had attacked Ukraine as nonsense.", "denied"),
    ("NATO wants Russia to attack Ukraine.", "demanded"),
    ("NATO gave Russia a week to attack Ukraine.", "demanded"),
    ("Russia will attack Ukraine only if Georgia joins NATO.", "conditional"),
    ("Had Georgia joined NATO, Russia would have attacked Ukraine.", "conditional"),
    ("Were Georgia to join NATO, Russia would attack Ukraine.", "conditional"),
    ("As long as Georgia stays in NATO, Russia will attack Ukraine.", "conditional"),
    ("On condition that Georgia leaves NATO, Russia would attack Ukraine.", "conditional"),
    ("Nobody knows if Russia attacked Ukraine.", "question"),
    ("Russia is said to have attacked Ukraine.", "possible"),
    ("Russia is about to attack Ukraine.", "planned"),
    ("It is unclear whether Russia attacked Ukraine.", "question"),
]


@pytest.mark.parametrize(("text", "status"), STATUSES)
def test_status(parsed, tables, text, status):
    (frame,) = [frame for frame in find_frames(parsed(text), frozenset(), tables) if frame.lemma == "attack"]
    assert frame.status == Status(status)


def test_every_row_of_the_table(parsed, tables):
    nouns = lexicon(tables).nouns
    wrong = []
    for row in tables.rows(Operator):
        frames = find_frames(parsed(row.example), nouns, tables)
        if not any(
            frame.status is row.status and row in [op for op, _ in frame.operators] for frame in frames
        ):
            wrong.append(
                (row.word, row.form, row.example, [(f.lemma, f.status, f.operators) for f in frames])
            )
    assert not wrong, "\n".join(map(str, wrong))
