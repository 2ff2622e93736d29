"""What comes out: every view, its shape, and what must never be in it."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import msgspec
import pytest

import memcon
from memcon.model import Page, Reading
from memcon.views import VIEWS
from memcon.views.csv_rows import COLUMNS
from memcon.views.json_lines import SCHEMA, schema

PUBLISHED_SCHEMA = Path(__file__).parent.parent / "docs" / "reading.schema.json"

STORY = (
    "Foreign Minister Sergei Lavrov met Secretary of State Antony Blinken in Geneva on Friday. "
    "The Kremlin rejected the American proposal.\n\n"
    "“We will not wait,” Mr Lavrov said. "
    "If NATO sends troops to Ukraine, Russia will impose sanctions on Poland, "
    "he warned.\n\n"
    "Turkish and Greek officials will meet in Athens on 5 April 2023. "
    "About 90,000 troops stood near the border, "
    "Kyiv said.\n\n"
    "See also: Chile attacks Peru"
)
DULL = "The garden was green and the weather was mild that summer."


@cache
def story() -> Reading:
    page = Page(
        STORY.encode(), "text/plain", "https://courier.example/a?b=1&c=2", stated=(("title", "Two envoys"),)
    )
    return memcon.read(page, published="2023-03-15")


@cache
def dull() -> Reading:
    return memcon.read(DULL)


def shown(view: str, *readings: Reading, why: bool = False) -> str:
    return "".join(VIEWS[view](readings, why))


# ---- every view


def test_views() -> None:
    assert sorted(VIEWS) == ["csv", "html", "json", "text"]


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("why", [False, True])
def test_every_view_shows_a_reading(view: str, why: bool) -> None:
    text = shown(view, story(), why=why)
    assert text.endswith("\n")
    assert all(words in text for words in ("Lavrov", "2023-03-15", "rejected"))
    text.encode()


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_shows_nothing_and_several(view: str) -> None:
    for readings in ((), (dull(),), (dull(), story(), story())):
        assert shown(view, *readings) == shown(view, *readings)
    assert shown(view, dull(), story()).count("rejected") >= shown(view, story()).count("rejected")


@pytest.mark.parametrize("view", VIEWS)
def test_views_are_lazy(view: str) -> None:
    """A view asks for the next reading only when its text is wanted: thousands never stand in memory."""
    asked = []

    def readings() -> Iterator[Reading]:
        for number in range(3):
            asked.append(number)
            yield dull()

    parts = VIEWS[view](readings(), False)
    next(parts)
    assert len(asked) <= 1


TWICE = f"""
import sys, memcon
from memcon.views import VIEWS
reading = memcon.read({STORY!r}, published="2023-03-15")
for view in VIEWS.values():
    sys.stdout.buffer.write("".join(view([reading], True)).encode())
"""


def test_same_bytes_in_every_process() -> None:
    reading = memcon.read(STORY, published="2023-03-15")
    here = "".join(shown(view, reading, why=True) for view in VIEWS)
    again = memcon.read(STORY, published="2023-03-15")
    assert here == "".join(shown(view, again, why=True) for view in VIEWS)
    there = subprocess.run(
        [sys.executable, "-c", TWICE],
        capture_output=True,
        check=True,
        env={**os.environ, "PYTHONHASHSEED": "4711", "TZ": "Asia/Tokyo", "LC_ALL": "C"},
    )
    assert there.stdout.decode() == here


# ---- JSON


def test_schema_is_the_published_one() -> None:
    expected = json.dumps(schema(), indent=1, sort_keys=True) + "\n"
    assert PUBLISHED_SCHEMA.read_text("utf-8") == expected, (
        "write docs/reading.schema.json anew: python tests/test_views.py --write"
    )


def faults(value: Any, rule: dict[str, Any], whole: dict[str, Any], at: str = "$") -> Iterator[str]:
    """Check a value against the part of JSON Schema that msgspec writes."""
    if "$ref" in rule:
        yield from faults(value, whole["$defs"][rule["$ref"].rsplit("/", 1)[-1]], whole, at)
    elif "anyOf" in rule:
        if all(list(faults(value, choice, whole, at)) for choice in rule["anyOf"]):
            yield f"{at}: {value!r} is none of the choices"
    elif value != rule.get("const", value):
        yield f"{at}: {value!r} is not {rule['const']!r}"
    elif not is_type(value, rule.get("type")):
        yield f"{at}: {value!r} is no {rule['type']}"
    elif value not in rule.get("enum", [value]):
        yield f"{at}: {value!r} is none of {rule['enum']}"
    elif isinstance(value, dict):
        yield from faults_of_object(value, rule, whole, at)
    elif isinstance(value, list):
        yield from faults_of_list(value, rule, whole, at)


def faults_of_object(
    value: dict[str, Any], rule: dict[str, Any], whole: dict[str, Any], at: str
) -> Iterator[str]:
    yield from (f"{at}: no {key}" for key in rule.get("required", ()) if key not in value)
    parts = rule.get("properties")
    for key, part in value.items():
        if parts is None:
            yield from faults(part, rule.get("additionalProperties") or {}, whole, f"{at}.{key}")
        elif key in parts:
            yield from faults(part, parts[key], whole, f"{at}.{key}")
        else:
            yield f"{at}: {key} is not in the schema"


def faults_of_list(value: list[Any], rule: dict[str, Any], whole: dict[str, Any], at: str) -> Iterator[str]:
    fixed = rule.get("prefixItems", [])
    if not rule.get("minItems", 0) <= len(value) <= rule.get("maxItems", len(value)):
        yield f"{at}: {len(value)} items"
    for number, part in enumerate(value):
        yield from faults(
            part, fixed[number] if number < len(fixed) else rule["items"], whole, f"{at}[{number}]"
        )


def is_type(value: Any, name: str | None) -> bool:
    kinds = {"string": str, "object": dict, "array": list, "boolean": bool, "null": type(None)}
    if name in ("integer", "number"):
        return isinstance(value, int if name == "integer" else int | float) and not isinstance(value, bool)
    return name is None or isinstance(value, kinds[name])


@pytest.mark.parametrize("why", [False, True])
def test_lines_are_of_the_schema(why: bool) -> None:
    for line in shown("json", story(), dull(), why=why).splitlines():
        assert list(faults(json.loads(line), {"$ref": schema()["$ref"]}, schema())) == []


def test_the_schema_holds_what_is_wrong() -> None:
    line = json.loads(shown("json", story()))
    ref = {"$ref": schema()["$ref"]}
    for wrong in (
        {**line, "schema": "other"},
        {**line, "more": 1},
        {**line, "events": [{}]},
        {"schema": SCHEMA},
    ):
        assert list(faults(wrong, ref, schema()))


def test_a_line_has_the_promised_keys() -> None:
    line = json.loads(shown("json", story()))
    assert list(line) == [
        "schema",
        "article",
        "actors",
        "times",
        "places",
        "meetings",
        "statements",
        "events",
        "conditionals",
        "figures",
    ]
    assert {
        "id",
        "url",
        "title",
        "byline",
        "outlet",
        "language",
        "published",
        "text",
        "blocks",
        "links",
    } <= set(line["article"])
    for kind in ("meetings", "statements", "events", "conditionals", "figures"):
        assert line[kind], kind
        for item in line[kind]:
            assert item["id"]
            assert set(item["evidence"]) == {"start", "end", "sentence", "rule"}


def test_one_line_a_reading() -> None:
    text = shown("json", story(), dull(), story())
    assert text.count("\n") == 3
    assert all(json.loads(line)["schema"] == SCHEMA for line in text.splitlines())


@pytest.mark.parametrize("make", [story, dull])
def test_round_trip(make: Any) -> None:
    line = json.loads(shown("json", make(), why=True))
    del line["schema"]
    assert msgspec.convert(line, Reading) == make()
    assert msgspec.json.decode(msgspec.json.encode(line), type=Reading) == make()


# ---- CSV


def test_one_header_for_several_pages() -> None:
    lines = list(csv.reader(io.StringIO(shown("csv", story(), dull(), story()))))
    assert [tuple(line) for line in lines].count(COLUMNS) == 1
    assert tuple(lines[0]) == COLUMNS
    assert {len(line) for line in lines} == {len(COLUMNS)}


def test_no_reading_is_a_header() -> None:
    assert list(csv.reader(io.StringIO(shown("csv")))) == [list(COLUMNS)]


def test_rows_are_those_of_the_reading() -> None:
    read = list(csv.DictReader(io.StringIO(shown("csv", story(), why=True))))
    assert read == [{key: row[key] for key in (*COLUMNS, "rule")} for row in story().to_rows()]


FORMULAS = ["=1+1", "+A1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://a.example","x")']


@pytest.mark.parametrize("formula", FORMULAS)
def test_formulas_are_inert(formula: str) -> None:
    page = Page(b"Turkey condemned Israel.", "text/plain", url=formula)
    (row,) = csv.DictReader(io.StringIO(shown("csv", memcon.read(page))))
    assert row["article"] == f"'{formula}"


# ---- HTML


class Read(HTMLParser):
    """A page's tags, ids, links and words."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.style = False
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.style = tag == "style"

    def handle_endtag(self, tag: str) -> None:
        self.style = False

    def handle_data(self, data: str) -> None:
        self.words += "" if self.style else data

    def of(self, attribute: str) -> list[str]:
        return [attributes[attribute] or "" for _, attributes in self.tags if attribute in attributes]


TAGS = {"html", "head", "meta", "title", "style", "body", "main", "header", "h1", "h2", "p", "ul", "li"}
TAGS |= {"div", "article", "nav", "span", "a", "code"}
ATTRIBUTES = {
    "lang",
    "charset",
    "name",
    "content",
    "http-equiv",
    "class",
    "aria-label",
    "id",
    "href",
    "title",
}


def assert_harmless(text: str) -> Read:
    """No tag, attribute or address but the view's own."""
    page = Read(text)
    assert {tag for tag, _ in page.tags} <= TAGS
    assert {name for _, attributes in page.tags for name in attributes} <= ATTRIBUTES
    assert all(href.startswith("#") for href in page.of("href"))
    assert "url(" not in text.split("</style>", maxsplit=1)[0]
    assert "@import" not in text.split("</style>", maxsplit=1)[0]
    return page


def assert_linked(page: Read) -> None:
    """Every line of a list leads to its place in the article, and back."""
    ids = page.of("id")
    assert len(ids) == len(set(ids))
    hrefs = [href.removeprefix("#") for href in page.of("href")]
    assert set(hrefs) <= set(ids)
    lines = [name for name in ids if name.startswith("l")]
    assert {f"t{name[1:]}" for name in lines} == {name for name in ids if name.startswith("t")}
    assert {f"t{name[1:]}" for name in lines} <= set(hrefs)


@pytest.mark.parametrize("why", [False, True])
def test_html_is_one_harmless_file(why: bool) -> None:
    text = shown("html", story(), dull(), story(), why=why)
    page = assert_harmless(text)
    assert_linked(page)
    assert [tag for tag, _ in page.tags].count("html") == 1
    assert [tag for tag, _ in page.tags].count("main") == 3
    assert [tag for tag, _ in page.tags].count("style") == 1


def test_content_security_policy() -> None:
    page = Read(shown("html", story()))
    (policy,) = [
        tag["content"] or "" for _, tag in page.tags if tag.get("http-equiv") == "Content-Security-Policy"
    ]
    assert policy.startswith("default-src 'none'")
    assert "script" not in policy
    assert "http" not in policy


def test_html_holds_the_whole_text() -> None:
    page = Read(shown("html", story()))
    for block in story().article.blocks:
        assert block.span.of(story().article.text) in page.words


def test_every_item_has_its_line() -> None:
    page = Read(shown("html", story()))
    acts = [event for event in story().events if event.codes["plover"] != "CONSULT"]
    kinds = (story().meetings, acts, story().statements, story().conditionals, story().figures)
    assert [tag for tag, _ in page.tags].count("li") >= sum(map(len, kinds))
    assert len([name for name in page.of("id") if name.startswith("l")]) == sum(map(len, kinds))


def test_fragment_is_harmless() -> None:
    page = assert_harmless(story()._repr_html_())
    assert_linked(page)
    assert not {"html", "head", "body"} & {tag for tag, _ in page.tags}


INJECTIONS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)',
    "' onmouseover='alert(1)",
    "</article></main><iframe src=//evil.example>",
    "</title><script src=//evil.example/a.js></script>",
    "<a href=javascript:alert(1)>x</a>",
    "<svg/onload=alert(1)>",
    "--><script>alert(1)</script><!--",
    "<style>*{background:url(//evil.example)}</style>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<link rel=stylesheet href=//evil.example>",
    "<base href=//evil.example>",
    "<meta http-equiv=refresh content=0;url=//evil.example>",
    "\x00<script>",
    "{{7*7}}${7*7}<%= 7*7 %>",
]


@pytest.mark.parametrize("bad", INJECTIONS)
def test_injections_are_only_words(bad: str) -> None:
    text = (
        f"Foreign Minister Anna {bad} Holt met Sergei Lavrov in {bad} Geneva on Friday.\n\n"
        f"“We will not wait {bad} for them,” Karl {bad} Brandt said. About 90 {bad} troops left.\n\n"
        f"If Russia attacks {bad} Ukraine, NATO will sanction {bad} Russia.\n\n"
        f"See also: {bad} Chile attacks Peru"
    )
    stated = (("title", f"Envoys {bad} meet"), ("outlet", f"The {bad} Courier"))
    reading = memcon.read(Page(text.encode(), "text/plain", f"https://a.example/{bad}", stated=stated))
    assert not reading.is_empty
    page = assert_harmless(shown("html", reading, why=True))
    assert_linked(page)
    assert f"Envoys {bad} meet".replace("\x00", "") in page.words.replace("\x00", "")
    assert_harmless(reading._repr_html_())
    assert json.loads(shown("json", reading))["article"]["title"] == f"Envoys {bad} meet"


# ---- text


def test_text() -> None:
    lines = shown("text", story()).splitlines()
    assert lines[0] == "Two envoys"
    assert set(lines[1]) == {"="}
    assert "https://courier.example/a?b=1&c=2" in lines[2]
    assert "Published: 2023-03-15 (stated)" in lines
    titles = [
        line.split(" (")[0] for line in lines if line[:1].isupper() and line.endswith(")") and line.isupper()
    ]
    order = [
        "MET",
        "HAPPENED",
        "SAID",
        "IF … THEN",
        "NOT (YET) A FACT",
        "FIGURES",
        "NEXT",
        "PEOPLE",
        "SET ASIDE",
    ]
    assert [title for title in order if title in titles] == [title for title in titles if title in order]
    flat = " ".join(" ".join(lines).split())
    assert "“We will not wait,”" in flat
    assert "Sergei Lavrov (RUS)" in flat
    assert "[planned]" in flat
    assert "[threat]" in flat
    assert "related (furniture: see also)" in flat


def test_sections_that_are_empty_are_left_out() -> None:
    assert shown("text", dull()).splitlines() == [
        "(no title)",
        "==========",
        "Published: unknown; give it with --published",
    ]


def test_no_line_is_too_wide() -> None:
    assert max(map(len, shown("text", story(), why=True).splitlines())) <= 100


if __name__ == "__main__" and "--write" in sys.argv:
    PUBLISHED_SCHEMA.write_text(json.dumps(schema(), indent=1, sort_keys=True) + "\n", "utf-8")
