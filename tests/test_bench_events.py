"""Facts as rows of event data, about states that only the user's own tables know."""

from __future__ import annotations

import json
import subprocess
import sys
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[1] / "bench" / "accuracy" / "predict_events.py"

TABLES = {
    "organisation_aliases.tsv": (
        ("alias", "id"),
        ("League of Free Rivers", "LOFR"),
        ("Rivers League", "LOFR"),
        ("Liberation Front", "GLF"),
    ),
    "organisations.tsv": (
        ("id", "name", "kind", "country", "sector"),
        ("LOFR", "League of Free Rivers", "igo", "", "IGO"),
        ("GLF", "Gronkian Liberation Front", "armed_group", "GRK", "REB"),
    ),
    "people.tsv": (
        ("name", "polity", "role", "office", "from", "to", "shared"),
        ("Rufus Marrow", "FRD", "head_of_state", "President", "2015", "..", ""),
        ("Otto Trentin", "SYL", "foreign_minister", "Foreign Minister", "2016", "..", ""),
    ),
    "state_aliases.tsv": (
        ("alias", "iso3", "kind"),
        ("Freedonia", "FRD", "name"),
        ("Freedonian", "FRD", "adjective"),
        ("Freedonians", "FRD", "people"),
        ("Port Firefly", "FRD", "capital"),
        ("Sylvania", "SYL", "name"),
        ("Sylvanian", "SYL", "adjective"),
        ("Sylvanians", "SYL", "people"),
        ("Gronkia", "GRK", "name"),
        ("Gronkian", "GRK", "adjective"),
        ("Gronkians", "GRK", "people"),
        ("Gronk City", "GRK", "capital"),
    ),
    "states.tsv": (
        ("iso3", "iso2", "cow", "name", "from", "to"),
        ("FRD", "FD", "991", "Freedonia", "", ""),
        ("SYL", "SY", "992", "Sylvania", "", ""),
        ("GRK", "GK", "993", "Gronkia", "", ""),
    ),
}

# What is written, the dyad and the code that must be among what is read; "*" stands for any letters.
SENTENCES = (
    ("Freedonia expelled the Sylvanian ambassador on Monday.", "FRD>SYL", "161"),
    ("Freedonian rebels attacked Sylvanian troops near the border.", "FRDREB>SYLMIL", "190"),
    ("The Gronkian Liberation Front kidnapped two Freedonian engineers.", "GLF>FRD*", "181"),
    ("President Rufus Marrow met Sylvanian Foreign Minister Otto Trentin in Gronkia.", "FRD*>SYL*", "040"),
    ("Sylvania imposed sanctions on Freedonia.", "SYL>FRD", "163"),
    ("Sylvanian police arrested three Gronkian students.", "SYLCOP>GRK*", "173"),
    ("The League of Free Rivers condemned Gronkia over the raid.", "LOFR>GRK", "111"),
    ("Gronkian troops shelled a Freedonian village.", "GRKMIL>FRD*", "194"),
    ("Freedonia accused Sylvania of spying.", "FRD>SYL", "1125"),
    ("Port Firefly demanded the withdrawal of Sylvanian troops.", "FRDGOV>SYL*", "1056"),
    ("Sylvania lifted its embargo on Gronkia.", "SYL>GRK", "085"),
    ("Gronkia sent wheat to Sylvania.", "GRK>SYL", "070"),
    ("Freedonian protesters marched on the Sylvanian embassy in Port Firefly.", "FRD*>SYL*", "141"),
    ("Sylvanian warplanes bombed Gronkian positions.", "SYL*>GRK*", "195"),
    ("Gronkia released a Sylvanian journalist.", "GRK>SYL*", "0841"),
    ("The Freedonian parliament rejected a proposal from Sylvania.", "FRD*>SYL", "120"),
    ("Freedonia warned Gronkia against crossing the river.", "FRD>GRK", "130"),
    ("Sylvania and Gronkia signed a treaty in Port Firefly.", "SYL>GRK", "057"),
    ("Otto Trentin praised Freedonia.", "SYL*>FRD", "051"),
    ("Gronkia massed troops along the border with Sylvania.", "GRK>SYL", "154"),
    ("Sylvania's army occupied the Freedonian port.", "SYLMIL>FRD*", "192"),
    ("The Freedonian government recalled its ambassador from Sylvania.", "FRDGOV>SYL", "161"),
    ("Freedonia granted asylum to a Gronkian poet.", "FRD>GRK*", "075"),
    ("Gronkian hackers attacked Freedonia.", "GRK*>FRD", "1*"),
    ("Sylvania was accused by Freedonia of violating its airspace.", "FRD>SYL", "112"),
    ("Freedonia gave Gronkia an ultimatum.", "FRD>GRK", "139"),
    ("Gronkian farmers blocked the road to Sylvania.", "GRK*>SYL", "1*"),
    ("The Sylvanian opposition denounced the Sylvanian government.", "SYLOPP>SYLGOV", "111"),
    ("The Freedonian navy seized a Sylvanian trawler.", "FRDMIL>SYL", "1711"),
    ("Rufus Marrow thanked the Rivers League.", "FRD*>LOFR", "051"),
    ("A Gronkian militia ambushed Sylvanian peacekeepers.", "GRK*>SYL*", "190"),
    ("Sylvanian prosecutors charged a Freedonian banker with fraud.", "SYL*>FRD*", "112"),
)

ODD = (
    "",
    "   ",
    "\x00\ufffe",
    "a" * 50_000,
    "“" * 2_000,
    "Freedonia attacked " * 1_500,
    "🙂 \u202e abc",
    "<html>",
)


@pytest.fixture(scope="module")
def predicted(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[list[str]]]:
    """Run the predictor once over all texts, with tables of a user's own."""
    folder = tmp_path_factory.mktemp("own")
    (folder / "tables" / "world").mkdir(parents=True)
    for name, rows in TABLES.items():
        lines = "".join("\t".join(row) + "\n" for row in rows)
        (folder / "tables" / "world" / name).write_text(lines, encoding="utf-8")
    texts = [*(text for text, _, _ in SENTENCES), *ODD]
    days = ("2019-05-07", "", "19/05/07", "2019-02-31")
    asked = [{"id": str(i), "text": text, "date": days[i % 4]} for i, text in enumerate(texts)]
    given, answers = folder / "in.jsonl", folder / "out.jsonl"
    given.write_text("".join(json.dumps(row) + "\n" for row in asked), encoding="utf-8")
    subprocess.run(
        [sys.executable, str(SCRIPT), str(given), str(answers), "--tables", str(folder / "tables")],
        check=True,
    )
    found = [json.loads(line) for line in answers.read_text(encoding="utf-8").splitlines()]
    return {row["id"]: row["events"] for row in found}


def test_dyads_of_own_states(predicted):
    wrong = []
    for number, (text, dyad, code) in enumerate(SENTENCES):
        source, target = dyad.split(">")
        wanted = (source, target, code)
        events = predicted[str(number)]
        if not any(all(map(fnmatchcase, event, wanted)) for event in events):
            wrong.append(f"{text} {dyad} {code}: {events}")
    assert not wrong, "\n".join(wrong)


def test_a_text_without_words_has_no_facts(predicted):
    odd = [predicted[str(len(SENTENCES) + number)] for number in range(len(ODD))]
    assert [events for events, text in zip(odd, ODD, strict=True) if "Freedonia" not in text] == [[]] * 7
