"""A record opened by Datasette itself: facets, search and the labels of foreign keys, asked over HTTP."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest
from click.testing import CliRunner

from memcon.cli import main
from record_pages import CRISIS

pytest.importorskip("datasette")
PAGES = ("london-ledger", "kyiv-courier")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a Datasette that serves a record with the metadata that memcon writes."""
    folder = tmp_path_factory.mktemp("served")
    record, metadata = folder / "crisis.db", folder / "metadata.yaml"
    for command in (
        ["add", str(record), *(str(CRISIS / outlet) for outlet in PAGES)],
        ["export", str(record), "datasette", "-o", str(metadata)],
    ):
        assert CliRunner().invoke(main, command).exit_code == 0
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "datasette", str(record), "-m", str(metadata), "-p", str(port)]
    server = subprocess.Popen([*command, "-h", "127.0.0.1"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        yield _ready(f"http://127.0.0.1:{port}", server)
    finally:
        server.terminate()
        server.communicate(timeout=20)


def _ready(address: str, server: subprocess.Popen[bytes]) -> str:
    """Wait until a server answers."""
    for _ in range(200):
        try:
            with urlopen(f"{address}/-/versions.json", timeout=5):
                return address
        except (URLError, ConnectionError):
            assert server.poll() is None, server.stdout and server.stdout.read().decode()
            time.sleep(0.1)
    raise AssertionError("Datasette did not answer")


def asked(served: str, path: str, **query: str) -> Any:
    """What Datasette answers, as JSON."""
    with urlopen(f"{served}/crisis{path}?{urlencode(query)}", timeout=20) as answer:
        return json.load(answer)


def test_tables_and_views(served: str) -> None:
    found = asked(served, ".json")
    tables = {table["name"] for table in found["tables"] if not table["hidden"]}
    assert {
        "article", "actor", "statement", "event", "participant", "conditional", "figure", "evidence",
        "entry", "judgement", "link", "change",
    } <= tables  # fmt: skip
    views = {view["name"] for view in found["views"]}
    assert {"chronology", "calendar", "dyads", "quotes", "sources"} <= views


def test_facets(served: str) -> None:
    """The facets of the metadata are counted without being asked for, and choose rows."""
    found = asked(served, "/entry.json", _shape="objects")
    counted = {row["value"]: row["count"] for row in found["facet_results"]["class"]["results"]}
    assert counted["CONSULT"] > counted["SANCTION"] > 0
    chosen = asked(served, "/entry.json", _shape="array", **{"class": "SANCTION"})
    assert len(chosen) == counted["SANCTION"]


def test_search(served: str) -> None:
    found = asked(served, "/passage.json", _search="sanctions banks", _shape="array")
    assert found
    assert all("sanctions" in row["text"].lower() and "bank" in row["text"].lower() for row in found)
    assert asked(served, "/passage.json", _search="xylophone", _shape="array") == []


def test_labels_of_foreign_keys(served: str) -> None:
    """A claim shows the title of its article and the words of its entry, not their numbers."""
    row = asked(served, "/event.json", _labels="on", _shape="array", _size="1")[0]
    article = asked(served, "/article.json", id=str(row["article_id"]["value"]), _shape="array")[0]
    entry = asked(served, "/entry.json", id=str(row["entry_id"]["value"]), _shape="array")[0]
    assert row["article_id"]["label"] == article["title"] != ""
    assert row["entry_id"]["label"] == entry["words"] != ""


@pytest.mark.parametrize("view", ["chronology", "calendar", "dyads", "quotes", "figures", "sources"])
def test_every_view_opens_as_a_page(served: str, view: str) -> None:
    assert asked(served, f"/{view}.json", _shape="array")
    with urlopen(f"{served}/crisis/{view}", timeout=20) as page:
        assert "<table" in page.read().decode()


def test_what_the_tables_hold_is_said(served: str) -> None:
    with urlopen(f"{served}/crisis/entry", timeout=20) as page:
        assert "One line for each thing that happened or was said" in page.read().decode()


def test_the_record_is_opened_as_it_is(served: str) -> None:
    """Datasette reads; the words of a stored span are those of its article."""
    rows = asked(
        served,
        ".json",
        sql="SELECT exact, substr(text, start + 1, end - start) AS there FROM evidence "
        "JOIN article ON article.id = article_id",
        _shape="array",
    )
    assert rows
    assert all(row["exact"] == row["there"] for row in rows)
