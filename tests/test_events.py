"""Events: every row of the lexicon by its example, roles, statuses, and meetings."""

from dataclasses import fields

import pytest

import memcon
from memcon.reading.lexicon import EventRow, NounClass
from memcon.tables import DATA, read_rows

MUTUAL = ("CONSULT", "COOPERATE", "AGREE", "SUPPORT")


def coded(text, **options):
    """Return (class, CAMEO code, source countries, target countries, status) of each event."""
    reading = memcon.read(text, **options)
    country = {
        actor.id: actor.id if actor.kind == "organisation" else actor.country for actor in reading.actors
    }
    return [
        (
            event.codes["plover"],
            event.codes["cameo"],
            {country.get(actor, actor) for actor in event.sources},
            {country.get(actor, actor) for actor in event.targets},
            str(event.status),
        )
        for event in reading.events
    ]


def is_found(row, events):
    source, _, target = row.expect.partition(">")
    for plover, cameo, sources, targets, status in events:
        if (plover, cameo, status) != (row.plover, row.cameo, "asserted"):
            continue
        wanted_sources, wanted_targets = set(source.split(",")), set(filter(None, target.split(",")))
        if wanted_sources <= sources and wanted_targets <= targets:
            return True
        if plover in MUTUAL and wanted_sources | wanted_targets <= sources | targets:
            return True
    return False


def test_every_row_of_the_lexicon(tables):
    rows = tables.rows(EventRow)
    wrong = [
        f"{row.trigger} {row.object}: {row.example}" for row in rows if not is_found(row, coded(row.example))
    ]
    assert not wrong, "\n".join(wrong)


def test_the_lexicon_is_as_large_as_promised(tables):
    rows = tables.rows(EventRow)
    assert len(rows) >= 700
    assert len({(row.trigger, row.pos, row.object, row.complement) for row in rows}) == len(rows)
    assert {row.pos for row in rows} == {"verb", "noun", "adj"}
    classes = {row.class_ for row in tables.rows(NounClass)}
    named = {
        part[1:]
        for row in rows
        for part in (row.object + "|" + row.complement.lstrip("=")).split("|")
        if part[:1] == "@"
    }
    assert not named - classes


def test_codes_agree_with_the_ontology(tables):
    lines = (DATA / "ontology" / "cameo_to_plover.tsv").read_text("utf-8").splitlines()[1:]
    mapping = dict([*line.split("\t"), ""][:2] for line in lines)
    assert len(set(mapping.values()) - {""}) == 16
    assert {code[:2] for code in mapping} == {f"{root:02}" for root in range(1, 21)}
    back = [
        line.split("\t")
        for line in (DATA / "ontology" / "plover_to_cameo.tsv").read_text("utf-8").splitlines()[1:]
    ]
    assert all(mapping[cameo] == plover for plover, cameo in back)
    wrong = [row for row in tables.rows(EventRow) if mapping[row.cameo] != row.plover]
    assert not wrong


DYADS = [
    ("Ukraine was attacked by Russia.", "ASSAULT", "RUS", "UKR"),
    ("The Russian attack on Ukraine shocked Poland.", "ASSAULT", "RUS", "UKR"),
    ("The North Korean firms that Tokyo blacklisted on Friday run restaurants.", "SANCTION", "JPN", "PRK"),
    (
        "Turkish Foreign Minister Hakan Fidan met his Greek counterpart in Athens on Monday.",
        "CONSULT",
        "TUR",
        "GRC",
    ),
    ("Georgia's arrest of four Russian officers angered Moscow.", "COERCE", "GEO", "RUS"),
    ("The European Union imposed a new package of sanctions on Moscow.", "SANCTION", "EU", "RUS"),
    ("Poland massed about 9,000 soldiers near the border with Belarus.", "MOBILIZE", "POL", "BLR"),
    ("Tens of thousands of Georgians marched through Tbilisi.", "PROTEST", "GEO", "GEO"),
    ("The secretary-general of NATO praised Finland.", "SUPPORT", "NATO", "FIN"),
]


@pytest.mark.parametrize(("text", "plover", "source", "target"), DYADS)
def test_dyads(text, plover, source, target):
    assert (plover, {source}, {target}, "asserted") in [
        (p, s, t, status) for p, _, s, t, status in coded(text)
    ]


ANSWERS = [
    ("Lavrov rejected a US accusation.", {"USA"}),
    ("Lavrov rejected the American accusation.", {"USA"}),
    ("Lavrov denied Washington's accusation.", {"USA"}),
    ("Lavrov rejected the accusation by Kyiv.", {"UKR"}),
    ("Lavrov dismissed the charge.", set()),
    ("Lavrov denied the claim.", set()),
    ("Ukraine accused Russia of shelling. Lavrov denied the accusation.", {"UKR"}),
    ("Ukraine accused Poland of spying. Lavrov denied the accusation.", set()),
]


@pytest.mark.parametrize(("text", "targets"), ANSWERS)
def test_an_accusation_rejected(text, targets):
    found = [(p, cameo, s, t, status) for p, cameo, s, t, status in coded(text) if p != "ACCUSE"]
    assert found == [("REJECT", "120", {"RUS"}, targets, "asserted")]


def test_an_accusation_that_is_rejected_was_made():
    assert not [
        found for found in coded("Iran denied US charges that it armed Sudan.") if found[0] == "ACCUSE"
    ]


CROWDS = [
    "About 40,000 people from Donetsk have come to the Rostov region, Russian Minister Ivan Example said.",
    "Thousands arrived in Poland on Monday.",
    "Ukrainian refugees travelled to Germany.",
    "American tourists flew to Russia.",
    "Russian soldiers came to Minsk.",
]


@pytest.mark.parametrize("text", CROWDS)
def test_a_crowd_pays_no_visit(text):
    assert not [found for found in coded(text) if found[0] == "CONSULT"]


def test_a_delegation_pays_a_visit():
    assert coded("A group of Ukrainian officials arrived in Ankara.")[0][:2] == ("CONSULT", "042")


OWN = [
    ("Russia withdrew some of its troops.", "RETREAT", set()),
    ("Russia withdrew some of its troops from areas near Ukraine.", "RETREAT", {"UKR"}),
    ("Russia moved its soldiers to the border of Ukraine.", "MOBILIZE", {"UKR"}),
    ("Putin ordered the Russian army to the north.", "MOBILIZE", set()),
    ("Kyiv said Russian troops were massed near its borders.", "MOBILIZE", {"UKR"}),
    ("The Colombian rebels laid down arms before the Colombian army.", "RETREAT", {"COL"}),
]


@pytest.mark.parametrize(("text", "plover", "targets"), OWN)
def test_own_forces_are_no_target(text, plover, targets):
    assert [found[3] for found in coded(text) if found[0] == plover] == [targets]


STATUSES = [
    ("Blinken will meet Lavrov in Geneva on Friday.", "CONSULT", "planned"),
    ("The meeting between Blinken and Lavrov is scheduled for Friday.", "CONSULT", "planned"),
    ("Kyrgyz officials refused to meet Tajik officials.", "CONSULT", "refused"),
    ("Russia denied attacking Ukraine.", "ASSAULT", "denied"),
    ("France urged Turkey to withdraw its troops from Syria.", "RETREAT", "demanded"),
    ("Iran threatened to attack Israel.", "ASSAULT", "threatened"),
    ("Iran vowed to attack Israel.", "ASSAULT", "threatened"),
    ("Poland vowed to help Ukraine.", "AGREE", "asserted"),
    ("Russia may attack Ukraine.", "ASSAULT", "possible"),
    ("Iraq invaded Kuwait in 1990.", "ASSAULT", "historical"),
    ("Spain's visit to Morocco was cancelled.", "CONSULT", "negated"),
    ("Reporters asked whether Israel had bombed Iran.", "ASSAULT", "question"),
    ("Serbia offered to meet Kosovo.", "CONSULT", "offered"),
    ("If Iran attacks Israel, the United States will attack Iran.", "ASSAULT", "conditional"),
]


@pytest.mark.parametrize(("text", "plover", "status"), STATUSES)
def test_statuses(text, plover, status):
    assert status in [found[4] for found in coded(text) if found[0] == plover]


NOT_A_CALL = [
    "The secretary of state called the Russian buildup a threat.",
    "Ankara called the Greek step illegal.",
]


@pytest.mark.parametrize("text", NOT_A_CALL)
def test_calling_something_names_is_no_telephone_call(text):
    assert not [found for found in coded(text) if found[0] == "CONSULT"]
    assert [found for found in coded(text) if found[0] == "ACCUSE"]


NOTHING = [
    "Spain beat Germany 2-1 in a tense battle in Stuttgart.",
    "Turkish exports to Iraq rose by six percent in the first quarter.",
    "A Ukrainian film and a Polish director shared the prize in Berlin.",
]


@pytest.mark.parametrize("text", NOTHING)
def test_no_event(text):
    assert coded(text) == []


def test_a_list_of_meetings_is_taken_apart():
    text = (
        "The foreign minister of Norway, Espen Barth Eide, announced meetings with Swedish diplomats in Oslo "
        "on January 19 and with Danish diplomats in Copenhagen on January 20."
    )
    meetings = memcon.read(text, published="2022-01-18").meetings
    assert [(m.participants[-1], m.when.edtf, m.place_span.of(text)) for m in meetings] == [
        ("SWEGOV", "2022-01-19", "Oslo"),
        ("DNKGOV", "2022-01-20", "Copenhagen"),
    ]


KINDS = [
    ("Putin telephoned Xi Jinping on Monday.", "call", "held"),
    ("Lavrov will hold talks with Fidan in Ankara.", "talks", "planned"),
    ("Erdogan visited Azerbaijan in June.", "visit", "held"),
    ("The summit of Macron with Biden was cancelled.", "summit", "cancelled"),
]


@pytest.mark.parametrize(("text", "kind", "status"), KINDS)
def test_kinds_of_meeting(text, kind, status):
    assert (kind, status) in [(meeting.kind, meeting.status) for meeting in memcon.read(text).meetings]


ONCE = [
    # (text, class, how many): parts, purposes and what is only come back to are not told a second time
    ("Iraq launched an offensive to crush Iran.", ("ASSAULT", "COERCE"), 1),
    ("Peru met Chile on May 3, 2011. After talks with Chile, Peru's minister left.", ("CONSULT",), 1),
    ("Peru will meet Chile. It will be their third meeting since June.", ("CONSULT",), 1),
    ("Peru met Chile. Bolivia met Chile. Speaking after talks with Bolivia, Chile left.", ("CONSULT",), 2),
]


@pytest.mark.parametrize(("text", "classes", "count"), ONCE)
def test_a_deed_is_told_once(text, classes, count):
    assert len([found for found in coded(text) if found[0] in classes]) == count


UNDERSTOOD = [
    ("Ghana received a minister of Togo. Ghana asked for more wheat.", ("REQUEST", {"GHA"}, {"TGO"})),
    (
        "Peru met Chile in Lima. Brazil pledged to work with both countries.",
        ("AGREE", {"BRA"}, {"PER", "CHL"}),
    ),
    ("Iran fired rockets targeting Kuwaiti ships.", ("ASSAULT", {"IRN"}, {"KWT"})),
    ("Spain welcomed the release by Mali of ten Algerian sailors.", ("SUPPORT", {"ESP"}, {"MLI"})),
    ("Norway discussed Iran's reactors with Sweden.", ("CONSULT", {"NOR"}, {"SWE"})),
]


@pytest.mark.parametrize(("text", "wanted"), UNDERSTOOD)
def test_who_is_meant_by_no_word_of_the_clause(text, wanted):
    assert wanted in [(plover, sources, targets) for plover, _, sources, targets, _ in coded(text)]


UNTOLD = [
    ("Ghana met Togo. An official of Ghana asked not to be named.", "REQUEST"),
    ("Peru insisted that its navy is small.", "REQUEST"),
    ("Norway sees a nuclear threat to Sweden.", "THREATEN"),
    ("Peru's navy was on a routine patrol near Chile.", "MOBILIZE"),
    ("Envoys of Peru said villagers were not consulted in Chile.", "CONSULT"),
    ("The mayor of Kyoto, Japan, paid homage at a shrine in Nara.", "SUPPORT"),
]


@pytest.mark.parametrize(("text", "plover"), UNTOLD)
def test_no_act_towards_anybody(text, plover):
    assert plover not in [found[0] for found in coded(text)]


SAID = [
    ("The United States said the blast was probably Oman's doing.", ("ACCUSE", "USA", "OMN")),
    ("Vietnam said what China did to them is against international law.", ("ACCUSE", "VNM", "CHN")),
    ("Togo's tariff would make things worse, the president of Ghana said.", ("ACCUSE", "GHA", "TGO")),
    ("“Chilean ships rammed a Peruvian trawler,” the Peruvian navy said.", ("ACCUSE", "PER", "CHL")),
    ("Iran would never allow Iraq to build the dam, the Iranian president said.", ("THREATEN", "IRN", "IRQ")),
    ("Mali met Niger. Mali's reply would be harsh, the president of Mali said.", ("THREATEN", "MLI", "NER")),
    ("Greek islands may come under attack, the Turkish president said.", ("THREATEN", "TUR", "GRC")),
    ("“We hope that Sudan will open the road,” the Egyptian president said.", ("REQUEST", "EGY", "SDN")),
    ("Spain welcomes the vote. We urge Chad to wait. We thank Mali.", ("REQUEST", "ESP", "TCD")),
    ("Peru encouraged allies such as Brazil to pay the fee.", ("REQUEST", "PER", "BRA")),
    ("Peru did not want to meet Chile.", ("REJECT", "PER", "CHL")),
    ("Peru has decided not to accept the Chilean offer.", ("REJECT", "PER", "CHL")),
    ("Peru did not accede to Chile's demands.", ("REJECT", "PER", "CHL")),
]


@pytest.mark.parametrize(("text", "wanted"), SAID)
def test_what_is_done_by_saying_it(text, wanted):
    assert wanted in [
        (plover, *sources, *targets)
        for plover, _, sources, targets, status in coded(text)
        if status == "asserted"
    ]


UNSAID = [
    ("Ghana's reply was short, the president of Ghana said.", "THREATEN"),
    ("Peru hopes that the rain will stop, its president said.", "REQUEST"),
    ("The fishermen broke no law, the Chilean navy said.", "ACCUSE"),
    ("Kenya said its farmers made matters worse.", "ACCUSE"),
    ("Peru did not want to read it in the newspaper of Chile.", "REJECT"),
]


@pytest.mark.parametrize(("text", "plover"), UNSAID)
def test_what_is_only_said(text, plover):
    assert plover not in [found[0] for found in coded(text)]


def test_a_story_of_one_state_is_its_own_affair():
    text = (
        "Peruvian students marched in Lima on Monday. The police threw stones at demonstrators. "
        "Some 40 people were arrested. The Peruvian government promised a new law."
    )
    found = {(plover, *sources, *targets) for plover, _, sources, targets, _ in coded(text)}
    assert {("PROTEST", "PER", "PER"), ("COERCE", "PER", "PER"), ("AGREE", "PER", "PER")} <= found


def test_an_own_word_is_read(tmp_path):
    header = "\t".join(field.name for field in fields(EventRow))
    row = "bamboozle\tverb\tactor\t\t\t\tCOERCE\t170\tRussia bamboozled Ukraine.\tRUS>UKR"
    (tmp_path / "events.tsv").write_text(f"{header}\n{row}\n")
    (found,) = read_rows(tmp_path / "events.tsv", EventRow)
    assert is_found(found, coded(found.example, tables=tmp_path))


CONCERNED = [
    ("Finland demanded that Niger free its envoy.", "RETREAT", "NER", "FIN", "demanded"),
    ("Peru urged Bolivia to release its fishermen.", "RETREAT", "BOL", "PER", "demanded"),
    ("“Release our sailors,” the Greek minister told Libya.", "RETREAT", "LBY", "GRC", "demanded"),
    ("Chad gave Sudan a week to withdraw its soldiers.", "RETREAT", "SDN", "TCD", "demanded"),
    ("Norway threatened Iceland with sanctions.", "SANCTION", "NOR", "ISL", "threatened"),
    ("Laos fears a Thai attack on its dams.", "ASSAULT", "THA", "LAO", "possible"),
    ("Malaysia turned down a request by Manila for talks.", "CONSULT", "MYS", "PHL", "refused"),
    ("Egypt rejected an Ethiopian invitation to talks.", "CONSULT", "EGY", "ETH", "refused"),
    ("If Kosovo bans the dinar, Serbia will impose sanctions.", "SANCTION", "SRB", "XKX", "conditional"),
    ("Unless Tunisia pays its debts, Italy will cut its aid.", "SANCTION", "ITA", "TUN", "conditional"),
    ("Malta denied that any pledge had been made to Libya.", "AGREE", "MLT", "LBY", "denied"),
    ("The defence minister warned that China could attack Vietnam.", "ASSAULT", "CHN", "VNM", "possible"),
    ("Kenya offered to host talks with Somalia.", "CONSULT", "KEN", "SOM", "offered"),
    ("Mongolia spurned Swedish wheat.", "AID", "MNG", "SWE", "refused"),
    ("Blankets were offered to Nepal by Japan.", "AID", "JPN", "NPL", "offered"),
    ("Chile rebuffed Peru's idea of joint raids.", "COOPERATE", "CHL", "PER", "refused"),
    ("Laos floated a proposal to Thailand for withdrawing its soldiers.", "RETREAT", "LAO", "THA", "offered"),
    ("If Syria attacks again, Jordan will bomb its airfields.", "ASSAULT", "JOR", "SYR", "conditional"),
    ("Norway regretted that Libya had arrested its sailors.", "COERCE", "LBY", "NOR", "asserted"),
    ("Nepal was granted a loan by India.", "AID", "IND", "NPL", "asserted"),
    ("The authorities in Kabul released two Australians.", "RETREAT", "AFG", "AUS", "asserted"),
    ("A Danish student held in Tehran was freed on Monday.", "RETREAT", "IRN", "DNK", "asserted"),
    ("Qatar sent 40 trucks of flour across the crossing into Syria.", "AID", "QAT", "SYR", "asserted"),
]


@pytest.mark.parametrize(("text", "plover", "source", "target", "status"), CONCERNED)
def test_the_other_party_of_what_is_only_talked_of(text, plover, source, target, status):
    found = [(p, frozenset(s), frozenset(t), st) for p, _, s, t, st in coded(text)]
    assert (plover, frozenset({source}), frozenset({target}), status) in found, found
