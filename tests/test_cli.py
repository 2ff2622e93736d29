"""The command line: what is printed, where, and with which exit code.

0: read; 1: a page could not be read; 2: wrong usage; 3: read, but nothing was found.
"""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import memcon
from memcon.cli import main

READ, FAILED, USAGE, NOTHING = 0, 1, 2, 3
STORY = "Turkey condemned Israel on Monday.\n\nSpain will not attack Portugal, the minister said.\n"
HTML = (
    "<!doctype html><html><head><title>Ankara speaks</title></head><body><article><h1>Ankara speaks</h1>"
    "<p>Turkey condemned Israel on Monday over the closed crossing, and the crowd stayed.</p>"
    "</article></body></html>"
)
DULL = "The garden was green and the weather was mild that summer.\n"


def run(*arguments: object, given: str | bytes | None = None) -> Result:
    result = CliRunner().invoke(main, ["read", *map(str, arguments)], input=given)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def file(folder: Path, content: str | bytes, name: str = "page.txt") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def complaint(result: Result) -> str:
    """The one line on standard error."""
    assert result.stderr.startswith("memcon: ")
    assert result.stderr.endswith("\n")
    assert len(result.stderr.splitlines()) == 1
    return result.stderr.removeprefix("memcon: ").rstrip("\n")


def rows(result: Result) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(result.stdout)))


# ---- formats


def test_text_is_the_default(tmp_path: Path) -> None:
    page = file(tmp_path, STORY)
    result = run(page)
    assert (result.exit_code, result.stderr) == (READ, "")
    assert "HAPPENED (1)" in result.stdout
    assert result.stdout == run(page, "--format", "text").stdout


def test_json(tmp_path: Path) -> None:
    result = run(file(tmp_path, STORY), file(tmp_path, HTML, "b.html"), "--format", "json")
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == READ
    assert [line["schema"] for line in lines] == ["memcon/reading/1"] * 2
    assert [line["article"]["title"] for line in lines] == ["", "Ankara speaks"]
    assert lines[0]["events"][0]["codes"]["plover"] == "ACCUSE"


def test_csv(tmp_path: Path) -> None:
    result = run(file(tmp_path, STORY), "--format", "csv")
    assert result.exit_code == READ
    assert [(row["source"], row["plover"], row["target"], row["status"]) for row in rows(result)] == [
        ("TUR", "ACCUSE", "ISR", "asserted"),
        ("ESP", "ASSAULT", "PRT", "negated"),
    ]


def test_html(tmp_path: Path) -> None:
    result = run(file(tmp_path, STORY), "--format", "html")
    assert result.exit_code == READ
    assert result.stdout.startswith("<!doctype html>")
    assert result.stdout.endswith("</html>\n")


# ---- options

MIXED = (
    "Turkey condemned Israel. Greece will sanction Turkey next week. Chile did not attack Peru. "
    "Mali and Niger will meet in Gao. If Iran attacks Iraq, Kuwait will impose sanctions on Iran. "
    "Kenya and Somalia held talks in Djibouti. Poland may expel Belarusian diplomats. "
    "Iran denied that it had attacked Oman."
)


def test_facts_only(tmp_path: Path) -> None:
    page = file(tmp_path, MIXED)
    everything = json.loads(run(page, "--format", "json").stdout)
    facts = json.loads(run(page, "--format", "json", "--facts-only").stdout)
    assert {"planned", "conditional", "negated", "denied"} <= {
        event["status"] for event in everything["events"]
    }
    assert {event["status"] for event in facts["events"]} == {"asserted"}
    assert [event["id"] for event in facts["events"]] == [
        event["id"] for event in everything["events"] if event["status"] == "asserted"
    ]
    assert everything["conditionals"]
    assert not facts["conditionals"]
    assert {meeting["status"] for meeting in everything["meetings"]} == {"held", "planned"}
    assert {meeting["status"] for meeting in facts["meetings"]} == {"held"}
    shown = run(page, "--facts-only").stdout
    assert not any(title in shown for title in ("IF … THEN", "NEXT", "NOT (YET) A FACT"))


def test_why(tmp_path: Path) -> None:
    page = file(tmp_path, STORY + "\n" + DULL)
    plain, told = run(page).stdout, run(page, "--why").stdout
    assert "rule " not in plain
    assert "rule " in told
    assert "GAVE NOTHING (" in told
    assert "The garden was green" in told
    assert "rule" in rows(run(page, "--why", "--format", "csv"))[0]
    assert json.loads(run(page, "--why", "--format", "json").stdout)["unread"]
    assert "<code>" in run(page, "--why", "--format", "html").stdout


def test_published(tmp_path: Path) -> None:
    record = file(tmp_path, json.dumps({"text": STORY, "published": "2021-05-12"}), "page.json")
    assert rows(run(record, "--format", "csv"))[0]["date"] == "2021-05-10"
    given = run(record, "--format", "csv", "--published", "2023-03-15")
    assert next((row["published"], row["date"]) for row in rows(given)) == ("2023-03-15", "2023-03-13")
    assert "Published: 2023-03-15" in run(record, "--published", "2023-03-15").stdout


def test_url(tmp_path: Path) -> None:
    page = file(tmp_path, STORY)
    assert rows(run(page, "--format", "csv"))[0]["article"] == str(page)
    address = "https://courier.example/story"
    assert rows(run(page, "--format", "csv", "--url", address))[0]["article"] == address
    assert address in run("-", "--url", address, given=STORY).stdout


@pytest.mark.parametrize("given", [STORY, HTML, STORY.encode("utf-16"), HTML.encode()])
def test_standard_input(given: str | bytes) -> None:
    result = run("-", "--format", "csv", given=given)
    assert (result.exit_code, result.stderr) == (READ, "")
    assert rows(result)[0]["plover"] == "ACCUSE"


def test_own_rows(tmp_path: Path) -> None:
    page = file(
        tmp_path,
        "The Quorians attacked Peru. The Quorians befuzzled Chile.\n\nDaily fishwrap: Chile attacked Peru.\n",
    )
    before = run(page, "--format", "csv")
    assert not [row for row in rows(before) if row["source"] == "QUOR"]
    assert [row["status"] for row in rows(before) if row["source"] == "CHL"] == ["asserted"]

    own = tmp_path / "own"
    own.mkdir()
    file(
        own, "id\tname\tkind\tcountry\tsector\nQUOR\tQuorian Front\tarmed_group\t\tREB\n", "organisations.tsv"
    )
    file(own, "alias\tid\nQuorians\tQUOR\nThe Quorians\tQUOR\n", "organisation_aliases.tsv")
    file(
        own,
        "trigger\tpos\tobject\tcomplement\tsource\ttarget\tplover\tcameo\nbefuzzle\tverb\t\t\t\t\tCOERCE\t170\n",
        "events.tsv",
    )
    file(own, "phrase\tmatch\tkind\tscope\ndaily fishwrap\tprefix\tmenu\tline\n", "furniture.tsv")
    after = run(page, "--format", "csv", "--tables", own)
    assert [(row["source"], row["source_name"], row["plover"], row["target"]) for row in rows(after)] == [
        ("QUOR", "Quorian Front", "ASSAULT", "PER"),
        ("QUOR", "Quorian Front", "COERCE", "CHL"),
    ]
    assert rows(run(page, "--format", "csv")) == rows(before), "own rows stay with the run that gave them"


WRONG_ROWS = [
    (
        "events.tsv",
        "trigger\tpos\tobject\tcomplement\tsource\ttarget\tplover\tcameo\nfoo\tverbs\t\t\t\t\tCOERCE\t170\n",
        "events.tsv:2: pos: 'verbs' is none of 'verb'",
    ),
    (
        "furniture.tsv",
        "phrase\tmatch\tkind\n# a remark\n\nfoo\tsomewhere\tmenu\n",
        "furniture.tsv:4: match: 'somewhere' is none of 'exact'",
    ),
    ("organisations.tsv", "id\tname\tcolour\nA\tB\tred\n", "organisations.tsv:1: unknown column 'colour'"),
    (
        "organisation_aliases.tsv",
        "alias\tid\nA\tB\tC\n",
        "organisation_aliases.tsv:2: 3 cells, but 2 columns",
    ),
    ("organisation_aliases.tsv", "alias\tid\nA\n", "organisation_aliases.tsv:2: a cell is missing"),
]


@pytest.mark.parametrize(("name", "content", "words"), WRONG_ROWS)
def test_a_wrong_row_names_file_and_line(tmp_path: Path, name: str, content: str, words: str) -> None:
    own = tmp_path / "own"
    own.mkdir()
    file(own, content, name)
    result = run(file(tmp_path, STORY), "--tables", own)
    assert (result.exit_code, result.stdout) == (FAILED, "")
    assert complaint(result).startswith(f"{own}/{words}")


# ---- what can't be read


def zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("page.txt", STORY)
    return out.getvalue()


UKRAINIAN = "Президент заявив, що він не поїде на зустріч, а міністри будуть говорити про кордон і про мир.\n"

# name, content, words of the complaint
BAD = [
    ("empty.txt", b"", "empty; give a page with text in it"),
    ("blank.txt", b" \n\t\n", "empty; give a page with text in it"),
    ("binary.dat", bytes(range(256)) * 8, "binary, not text"),
    ("paper.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "a PDF, not text; save its text as .txt"),
    ("renamed.txt", b"%PDF-1.4\n", "a PDF, not text"),
    ("archive.zip", zipped(), "a zip or office file, not text; unpack it"),
    ("picture.html", b"\x89PNG\r\n\x1a\n\0\0", "a picture, not text"),
    ("nul.txt", b"Envoys met\0\0\0 in Geneva on Friday.", "NUL bytes"),
    ("digits.txt", b"123 456 -- !!\n\n77 ...\n", "no words in it; give a page with prose"),
    ("tags.html", b"<html><body><div></div></body></html>", "no words in it"),
    (
        "large.html",
        b"<p>" + b"Turkey condemned Israel on Monday. " * 150_000,
        "longer than 5,000,000 characters; split",
    ),
    ("large.txt", b"Turkey condemned Israel. " * 50_000, "longer than 1,000,000 characters; split"),
    ("larger.txt", b"a " * 10_000_001, "larger than 20 MB; split"),
    ("a.json", b"{oops", "not JSON"),
    ("b.json", b'{"url": "https://courier.example/a", "title": "A"}', 'neither "html" nor "text"; add one'),
    ("c.json", b'{"text": "  "}', 'neither "html" nor "text"'),
    ("d.json", b"[1]", "item 1: not a JSON object"),
    ("e.json", b"[" * 200_000, "not JSON (nested too deep)"),
    ("f.json", b'{"text": "\xff"}', "not JSON (not UTF-8)"),
    (
        "g.json",
        json.dumps({"text": STORY, "published": "soon"}).encode(),
        "published 'soon' is no date; write it as",
    ),
    ("a.jsonl", b'\n{"text": 1}\n', 'a.jsonl:2: neither "html" nor "text"'),
    ("uk.txt", UKRAINIAN.encode(), "the text is Ukrainian (uk); memcon has tables for: en"),
]


@pytest.mark.parametrize(("name", "content", "words"), BAD, ids=[name for name, _, _ in BAD])
def test_bad_pages(tmp_path: Path, name: str, content: bytes, words: str) -> None:
    path = file(tmp_path, content, name)
    result = run(path)
    assert (result.exit_code, result.stdout) == (FAILED, "")
    told = complaint(result)
    assert told.startswith(str(path))
    assert words in told


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["none.txt"], "none.txt: no such file; check the path"),
        (["a\nb.txt"], "a b.txt: no such file"),
        (["a\0b.txt"], "check the path"),
        (["x" * 5000], "file name too long; give a file"),
        (["PAGE", "--published", "yesterday"], "--published yesterday: not a date; write it like 2022-01-19"),
        (["PAGE", "--published", "2022-02-30"], "--published 2022-02-30: not a date"),
        (
            ["PAGE", "--tables", "nowhere"],
            "nowhere: no such directory; --tables takes a folder of .tsv files",
        ),
        (["PAGE", "--tables", "PAGE"], "no such directory; --tables takes a folder"),
        (["PAGE", "--model", "no_such_model"], "no_such_model: no spaCy model"),
        (["PAGE", "--model", "FOLDER"], "no spaCy model"),
        (["EMPTY"], "no pages in this folder; memcon reads .html"),
    ],
)
def test_bad_arguments(tmp_path: Path, arguments: list[str], words: str) -> None:
    (tmp_path / "empty").mkdir()
    known = {"PAGE": file(tmp_path, STORY), "FOLDER": tmp_path, "EMPTY": tmp_path / "empty"}
    result = run(*(known.get(argument, argument) for argument in arguments))
    assert (result.exit_code, result.stdout) == (FAILED, "")
    assert words in complaint(result)


@pytest.mark.parametrize(
    "arguments", [[], ["page.txt", "--format", "pdf"], ["page.txt", "--colour"], ["page.txt", "--published"]]
)
def test_wrong_usage(arguments: list[str]) -> None:
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (USAGE, "")
    assert "Error: " in result.stderr


# Odd, but to be read: name, content
READ_ALL_THE_SAME = [
    ("latin.txt", b"Turkey condemned Israel on Monday \xff\xfe, and \x80 more."),
    ("marks.txt", "“Turkey condemned Israel, she said. \"He 'left” on « Monday.\n\n”“”\"'»".encode()),
    ("crlf.txt", b"Turkey condemned Israel on Monday.\r\nThe crowd stayed until the evening.\r\n"),
    ("mark.txt", b"\xef\xbb\xbfTurkey condemned Israel."),
    ("controls.txt", "Turkey condemned Israel on Monday.\x07\x1b[31m \u202e\ufeff \U0001f600".encode()),
    ("open.html", b"<html><p>Turkey condemned Israel on Monday over the crossing<b><i><table></p></div>"),
    (
        "nested.html",
        b"<div>" * 80 + b"<p>Turkey condemned Israel on Monday over the crossing.</p>" + b"</div>" * 80,
    ),
    ("one.json", json.dumps({"text": "Turkey condemned Israel."}).encode()),
    ("list.json", json.dumps([{"text": "Turkey condemned Israel."}]).encode()),
    ("mark.jsonl", b"\xef\xbb\xbf" + json.dumps({"text": "Turkey condemned Israel."}).encode()),
]


@pytest.mark.parametrize(("name", "content"), READ_ALL_THE_SAME, ids=[name for name, _ in READ_ALL_THE_SAME])
def test_odd_pages_are_read(tmp_path: Path, name: str, content: bytes) -> None:
    result = run(file(tmp_path, content, name), "--format", "csv")
    assert (result.exit_code, result.stderr) == (READ, "")
    assert [(row["source"], row["plover"], row["target"]) for row in rows(result)] == [
        ("TUR", "ACCUSE", "ISR")
    ]


def test_a_page_nested_too_deep_is_read_or_told(tmp_path: Path) -> None:
    deep = b"<div>" * 30_000 + b"<p>Turkey condemned Israel on Monday.</p>" + b"</div>" * 30_000
    result = run(file(tmp_path, deep, "deep.html"))
    assert result.exit_code in (READ, FAILED)
    if result.exit_code == FAILED:
        assert complaint(result)


def test_a_million_characters_on_one_line(tmp_path: Path) -> None:
    result = run(file(tmp_path, "x" * 1_000_000))
    assert result.exit_code in (READ, FAILED, NOTHING)
    if result.exit_code == FAILED:
        assert complaint(result)


# ---- several pages


def test_one_bad_page_among_good_ones(tmp_path: Path) -> None:
    file(tmp_path, STORY, "a.txt")
    bad = file(tmp_path, b"%PDF-1.7\n", "b.html")
    file(tmp_path, HTML, "c.html")
    result = run(tmp_path, "--format", "csv")
    assert result.exit_code == FAILED
    assert complaint(result) == f"{bad}: a PDF, not text; save its text as .txt"
    assert [Path(row["article"]).name for row in rows(result)] == ["a.txt", "a.txt", "c.html"]


def test_one_bad_line_among_good_ones(tmp_path: Path) -> None:
    line = json.dumps({"text": "Turkey condemned Israel."})
    page = file(tmp_path, f"{line}\n{{oops\n{line}\n", "pages.jsonl")
    result = run(page, "--format", "csv")
    assert result.exit_code == FAILED
    assert complaint(result).startswith(f"{page}:2: not JSON")
    assert len(rows(result)) == 2


def test_every_bad_page_has_its_own_line(tmp_path: Path) -> None:
    names = [file(tmp_path, content, name).name for name, content, _ in BAD if len(content) < 100_000]
    result = run(tmp_path)
    told = result.stderr.splitlines()
    assert result.exit_code == FAILED
    assert len(told) == len([name for name in names if name.endswith((".txt", ".html", ".json", ".jsonl"))])
    assert all(line.startswith(f"memcon: {tmp_path}") and ";" in line for line in told)


def test_nothing_found(tmp_path: Path) -> None:
    dull = file(tmp_path, DULL)
    result = run(dull)
    assert (result.exit_code, result.stderr) == (NOTHING, "")
    assert result.stdout
    assert run(dull, file(tmp_path, STORY, "b.txt")).exit_code == READ
    assert run(dull, tmp_path / "none.txt").exit_code == FAILED
    assert run(dull, "--format", "csv").exit_code == NOTHING


# ---- the program itself


def test_version_and_help() -> None:
    result = CliRunner().invoke(main, ["--version"])
    assert (result.exit_code, result.stdout) == (READ, f"memcon, version {memcon.__version__}\n")
    for arguments in (["--help"], ["-h"], ["read", "--help"]):
        assert CliRunner().invoke(main, arguments).exit_code == READ


def test_the_program(tmp_path: Path) -> None:
    page = file(tmp_path, STORY)
    done = subprocess.run(
        [sys.executable, "-m", "memcon", "read", str(page), "none.txt", "--format", "csv"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == FAILED
    assert done.stderr == "memcon: none.txt: no such file; check the path\n"
    assert len(list(csv.DictReader(io.StringIO(done.stdout)))) == 2
