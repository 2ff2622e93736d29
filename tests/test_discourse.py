"""Discourse: who acts, and towards whom, where the sentence leaves it to what was told before."""

import pytest

from test_events import coded


def acts(text):
    """Return (sources>targets CLASS, status) of each event, countries sorted."""
    return [
        (f"{'+'.join(sorted(sources))}>{'+'.join(sorted(targets))} {plover}", status)
        for plover, _, sources, targets, status in coded(text)
    ]


CLASH = "Peru accused Bolivia of moving a border stone. "
THAW = "Kenya and Uganda signed a water treaty on Monday. "

OTHER_SIDE = [
    (CLASH + "Bolivia's president rejected the claim.", "BOL>PER REJECT"),
    (CLASH + "The foreign minister in Lima demanded compensation.", "PER>BOL REQUEST"),
    (CLASH + "Bolivia expects an apology, its foreign minister said.", "BOL>PER REQUEST"),
    ("Ghana shelled a Togolese post. Togo later apologised for an earlier raid.", "TGO>GHA SUPPORT"),
    ("Ghana shelled a Togolese post. Benin voiced concern.", "BEN>GHA ACCUSE"),
    ("Ghana shelled a Togolese post. Benin condemned the attack.", "BEN>GHA ACCUSE"),
    ("Jordan released two Syrian pilots. Qatar praised the gesture.", "QAT>JOR SUPPORT"),
]

PAIRS = [
    (CLASH + "Chile called on both to talk.", {"CHL>BOL+PER REQUEST"}),
    (CLASH + "Chile urged both sides to talk.", {"CHL>BOL+PER REQUEST"}),
    (CLASH + "Chile urged both governments to talk.", {"CHL>BOL+PER REQUEST"}),
    (CLASH + "Chile appealed to the two neighbours to talk.", {"CHL>BOL+PER REQUEST"}),
    (THAW + "Both will patrol the lake together.", {"KEN>UGA COOPERATE", "UGA>KEN COOPERATE"}),
    (
        THAW + "The two countries' ministers will meet in Kampala on Friday.",
        {"KEN>UGA CONSULT", "UGA>KEN CONSULT"},
    ),
    (THAW + "Both capitals praised the World Bank.", {"KEN+UGA>World Bank SUPPORT", "KEN+UGA>WB SUPPORT"}),
    (CLASH + "Later the two countries blamed each other for the delay.", {"PER>BOL ACCUSE"}),
    (CLASH + "Later the two sides denounced each other.", {"BOL>PER ACCUSE"}),
]

BODIES = [
    ("Kenyan police beat Kenyan teachers. Nine people were detained.", "KEN>KEN COERCE"),
    ("A Ghanaian army spokesman spoke on Monday. He accused Togo of lying.", "GHA>TGO ACCUSE"),
    ("A Somali diplomat denied the report. He urged Kenya to wait.", "SOM>KEN REQUEST"),
    ("NATO met in Brussels. Serbia asked the alliance to leave Kosovo.", "SRB>NATO REQUEST"),
    ("Hungary left the European Union's meeting early. Poland backed the bloc.", "POL>EU SUPPORT"),
    ("Kenyan lawmakers urged the government to shut the border with Somalia.", "KEN>KEN REQUEST"),
    (
        "Sudan closed its airport. Sudan's ports were shut too. Sudan is short of fuel. Norway offered to mediate. "
        "On Sunday the army moved tanks to the coast.",
        "SDN> MOBILIZE",
    ),
]


@pytest.mark.parametrize(("text", "expected"), [*OTHER_SIDE, *BODIES])
def test_what_a_sentence_leaves_open(text, expected):
    assert expected in [act for act, _ in acts(text)]


@pytest.mark.parametrize(("text", "expected"), PAIRS)
def test_both_sides(text, expected):
    assert expected & {act for act, _ in acts(text)}


REFUSED = [
    ("Peru will not negotiate with Bolivia.", "PER>BOL REJECT"),
    ("Peru has no intention of talking to Bolivia.", "PER>BOL REJECT"),
    ("There will be no talks with Bolivia, the Peruvian president said.", "PER>BOL REJECT"),
    ("Ghana would not accept the Togolese plan.", "GHA>TGO REJECT"),
    ("Ghana has no plans to release Togolese sailors.", "GHA>TGO REJECT"),
    ("Togo said it saw no need to consult Ghana.", "TGO>GHA REJECT"),
]

BLAMED = [
    ("Peru said Bolivia had violated its airspace.", "PER>BOL ACCUSE"),
    ("The Peruvian foreign minister said that Bolivian boats had entered Peruvian waters.", "PER>BOL ACCUSE"),
    ('"Togo has breached the truce three times," said a spokesman for the Ghanaian army.', "GHA>TGO ACCUSE"),
    ("Oman said that Iranian boats had intruded into its waters.", "OMN>IRN ACCUSE"),
    ("Kenya called the Somali sale an act of piracy.", "KEN>SOM ACCUSE"),
    ("A Kenyan inquiry said Somali officers stole the files. Somalia rejects the report.", "SOM>KEN REJECT"),
]

NOTHING = [
    ("Peru's foreign minister warned that the harvest would be poor.", "THREATEN"),
    ("Peru declined to say whether it would buy Bolivian gas.", "REJECT"),
    ("Serbia and Kosovo signed a deal brokered by France.", "SRB>FRA"),
    ("Vietnam opposes the treatment of Vietnamese sailors.", "VNM>VNM"),
]


@pytest.mark.parametrize(("text", "expected"), [*REFUSED, *BLAMED])
def test_what_telling_makes_of_a_deed(text, expected):
    assert (expected, "asserted") in acts(text)


@pytest.mark.parametrize(("text", "unwanted"), NOTHING)
def test_no_act(text, unwanted):
    assert not [act for act, _ in acts(text) if unwanted in act]
