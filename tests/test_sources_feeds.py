"""Saved feeds become pages, one an entry; broken XML gives what can be read and then one error."""

from __future__ import annotations

import logging
import socket
import sys
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest

from memcon.errors import PageError
from memcon.model import Page
from memcon.sources import pages
from memcon.sources.feeds import is_feed, read

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel><title>The Daily &amp; Desk</title><link>https://example.org/</link>
<item><title>Envoys &lt;b&gt;meet&lt;/b&gt;</title><link>https://example.org/1</link>
<description>A teaser.</description>
<content:encoded><![CDATA[<p>The envoys met.<p>They <a href="/x" onclick="y()">talked</a> &amp; left.<br><script>bad()</script>]]></content:encoded>
<pubDate>Thu, 08 Aug 2024 10:00:00 +0300</pubDate></item>
<item><title>Second</title><link>https://example.org/2</link><description>Only a summary.</description></item>
<item><description>No link: 2 &lt; 3.</description></item>
</channel></rss>
"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Wire</title>
<entry><title>One</title><link href="https://example.org/a"/><published>2024-08-08T01:02:03+02:00</published>
<updated>2024-09-09T00:00:00Z</updated><summary>Short.</summary>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>The <i>long</i> text.</p></div></content></entry>
<entry><title>Two</title><updated>2024-09-09T00:00:00Z</updated><summary type="text">a &lt;b&gt; c</summary></entry>
</feed>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Desk</title></channel>
<item><title>One</title><link>https://example.org/r</link><description>The text.</description><dc:date>2024-08-08</dc:date></item>
</rdf:RDF>"""
PLAIN = "<rss version='2.0'><channel><item><description>{}</description></item></channel></rss>"


def of(source: str | bytes) -> list[Page | PageError]:
    return list(read(source if isinstance(source, bytes) else source.encode(), "FILE"))


def given(source: str | bytes) -> list[Page]:
    return [page for page in of(source) if isinstance(page, Page)]


def faults(source: str | bytes) -> list[str]:
    return [str(error) for error in of(source) if isinstance(error, PageError)]


def words(page: Page) -> str:
    parser = HTMLParser()
    lines: list[str] = []
    parser.handle_data = lines.append  # type: ignore[method-assign]
    parser.feed(page.content.decode().partition("<body>")[2])
    return " ".join(" ".join(lines).split())


@pytest.mark.parametrize(
    ("source", "urls", "texts", "stated"),
    [
        (
            RSS,
            ["https://example.org/1", "https://example.org/2", "FILE#3"],
            ["Envoys meet The envoys met. They talked & left.", "Second Only a summary.", "No link: 2 < 3."],
            [
                {
                    "title": "Envoys meet",
                    "published": "2024-08-08T07:00:00+00:00",
                    "outlet": "The Daily & Desk",
                },
                {"title": "Second", "outlet": "The Daily & Desk"},
                {"outlet": "The Daily & Desk"},
            ],
        ),
        (
            ATOM,
            ["https://example.org/a", "FILE#2"],
            ["One The long text.", "Two a <b> c"],
            [
                {"title": "One", "published": "2024-08-07T23:02:03+00:00", "outlet": "Wire"},
                {"title": "Two", "outlet": "Wire"},
            ],
        ),
        (
            RDF,
            ["https://example.org/r"],
            ["One The text."],
            [{"title": "One", "published": "2024-08-08", "outlet": "Desk"}],
        ),
    ],
    ids=["rss", "atom", "rdf"],
)
def test_entries(source: str, urls: list[str], texts: list[str], stated: list[dict[str, str]]) -> None:
    found = given(source)
    assert faults(source) == []
    assert [page.url for page in found] == urls
    assert [words(page) for page in found] == texts
    assert [dict(page.stated) for page in found] == stated
    assert {(page.media_type, page.encoding) for page in found} == {("text/html", "utf-8")}
    assert found == given(source)


@pytest.mark.parametrize(
    ("content", "body"),
    [
        ("One.\n\nTwo.", "<p>One.</p>\n<p>Two.</p>"),
        ("a &amp;lt; b", "<div>a &lt; b</div>"),
        ("<![CDATA[<ul><li>a<li>b</ul>]]>", "<div><ul><li>a</li><li>b</li></ul></div>"),
        ("<![CDATA[</article></body>a<hr>]]>", "<div>a<hr/></div>"),
        ("<![CDATA[<b><i>a</b>c]]>", "<div><b><i>a</i></b>c</div>"),
        ("<![CDATA[<o:p>a</o:p><style>b</style><img src=x alt=y>]]>", "<div>a</div>"),
        ('<![CDATA[<a href="x?a=1&b=2">a</a>]]>', '<div><a href="x?a=1&amp;b=2">a</a></div>'),
        ("<![CDATA[<!-- <p>b</p> --><![if !lists]>a<![endif]>]]>", "<div>a</div>"),
        ("<![CDATA[<p>a < b</p><i]]>", "<div><p>a &lt; b</p>&lt;i</div>"),
        ("<![CDATA[" + "<div>" * 5000 + "a]]>", "<div>" + "<div>" * 100 + "a" + "</div>" * 100 + "</div>"),
    ],
)
def test_the_document_is_well_formed(content: str, body: str) -> None:
    (page,) = given(PLAIN.format(content))
    text = page.content.decode()
    assert text.partition("<article>")[2].partition("</article>")[0].strip() == body
    ElementTree.fromstring(text)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (PLAIN.format(""), "FILE, entry 1: no text; "),
        (PLAIN.format("<![CDATA[<img src='x'>]]>"), "FILE, entry 1: no text; "),
        (PLAIN.format("<![CDATA[<script>x</script>]]>"), "FILE, entry 1: no text; "),
        ("<rss version='2.0'><channel><title>x</title></channel></rss>", "FILE: no entry in this feed; "),
        ("<urlset><url><loc>a</loc></url></urlset>", "FILE: not a feed; "),
        ("<root><item><description>a</description></item></root>", "FILE: not a feed; "),
        ("<html><body><p>a</p></body></html>", "FILE: not a feed; "),
        ("some words", "FILE: not a feed; "),
        ("<rss ver", "FILE: broken XML at line 1; no entry could be read"),
        ("<rss version='2.0'>\n<channel>\n</oops>", "FILE: broken XML at line 3; no entry could be read"),
    ],
)
def test_faults(source: str, said: str) -> None:
    (error,) = faults(source)
    assert error.startswith(said)
    assert "\n" not in error
    assert not given(source)


def test_an_entry_without_text_does_not_stop_the_next() -> None:
    found = of(RSS.replace("Only a summary.", ""))
    assert [type(page) for page in found] == [Page, PageError, Page]
    assert "FILE, entry 2: " in str(found[1])


BEFORE = "; the entries before it were read"
ALL = f"{BEFORE}, those after it as far as they could be"


@pytest.mark.parametrize(
    ("source", "count", "said"),
    [
        (RSS[: RSS.index("<item><description>")], 2, f"line 9{BEFORE}"),
        (RSS[: RSS.index("No link")], 2, f"line 9{BEFORE}"),
        (RSS[: RSS.index("summary.")], 1, f"line 8{BEFORE}"),
        (RSS[: RSS.index("They")], 0, "line 6; no entry could be read"),
        (RSS.replace("Second<", "Second & third<"), 3, f"line 8{ALL}"),
        (RSS.replace("Only a", "Only &nbsp; a"), 3, f"line 8{ALL}"),
        (RSS.partition("\n")[2].replace("Second<", "Second & third<"), 3, f"line 7{ALL}"),
    ],
)
def test_broken_xml(source: str, count: int, said: str) -> None:
    assert len(given(source)) == count
    assert faults(source) == [f"FILE: broken XML at {said}"]


@pytest.mark.parametrize(
    "source",
    [
        ("\ufeff" + PLAIN).format("Привіт “світ”").encode(),
        ("\n \n<?xml version='1.0'?>" + PLAIN).format("Привіт “світ”").encode(),
        ("<?xml version='1.0' encoding='utf-16'?>" + PLAIN).format("Привіт “світ”").encode("utf-16"),
        PLAIN.format("Привіт “світ”").encode("utf-16"),
        ("<?xml version='1.0' encoding='windows-1251'?>" + PLAIN).format("Привіт “світ”").encode("cp1251"),
        PLAIN.format("Привіт “світ”").encode().replace(b"</channel>", b"\xd0</channel>"),
    ],
)
def test_encodings(source: bytes) -> None:
    assert is_feed(source)
    assert [words(page) for page in given(source)] == ["Привіт “світ”"]
    assert faults(source) == []


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("<rss version='2.0'>", True),
        ("<?xml version='1.0'?>\n<!-- a > b -->\n<?xml-stylesheet x?><feed xmlns='x'>", True),
        ("<!DOCTYPE rss [<!ENTITY a 'b'>]><rss>", True),
        ("<rdf:RDF xmlns:rdf='x'>", True),
        ("<atom:feed xmlns:atom='x'>", True),
        ("<p>as in <rss>", False),
        ("<html><rss>", False),
        ("<feedback>", False),
        ("rss", False),
        ("<!---->" * 600 + "x", False),
    ],
)
def test_is_feed(head: str, expected: bool) -> None:
    assert is_feed(head.encode()) is expected


@pytest.mark.parametrize("name", ["a.xml", "a.RSS", "a.atom", "a", "a.page"])
def test_files_are_known_by_suffix_or_beginning(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(RSS)
    assert [type(page) for page in pages([str(tmp_path / name)])] == [Page] * 3


def test_xml_that_is_no_feed_is_told_in_a_folder_too(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text("<urlset/>")
    (tmp_path / "b.xml").write_text(ATOM)
    (tmp_path / "c.txt").write_text("Some words.")
    found = list(pages([str(tmp_path)]))
    assert [type(page) for page in found] == [PageError, Page, Page, Page]
    assert str(found[0]).startswith(f"{tmp_path / 'a.xml'}: not a feed; ")


def test_nothing_is_fetched_or_logged(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a feed must not reach for the network")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    outside = '<!DOCTYPE rss SYSTEM "http://localhost/x.dtd" [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    with caplog.at_level(logging.DEBUG):
        found = of(outside + PLAIN.format("Words &x;")) + of("http://localhost/feed") + of("/etc/passwd")
    assert "root:" not in repr(found)
    assert [type(page) for page in found[-2:]] == [PageError, PageError]
    assert not caplog.records
    assert capsys.readouterr() == ("", "")


def test_entities_do_not_grow() -> None:
    names = "abcdefghij"
    laughs = "".join(f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in pairwise(names))
    found = of(f'<!DOCTYPE rss [<!ENTITY a "ha">{laughs}]>' + PLAIN.format("Words &j;"))
    assert len(repr(found)) < 2000


def test_feedparser_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "feedparser", None)
    assert faults(RSS) == ["FILE: needs feedparser; pip install 'memcon[feeds]'"]


@pytest.mark.parametrize("cut", range(0, len(RSS), 37))
def test_no_cut_raises_or_gives_half_an_entry(cut: int) -> None:
    whole = [words(page) for page in given(RSS)]
    found = given(RSS[:cut])
    assert [words(page) for page in found] == whole[: len(found)]
    assert len(found) == RSS[:cut].count("</item>")


@pytest.mark.parametrize(
    "unit", ["<a ", "</", "<a b='", "<!--", "<?", "<![x", "&#1", "<div>", "</p>", "<script>"]
)
def test_hostile_html_comes_to_an_end(unit: str) -> None:
    of(PLAIN.format(f"<![CDATA[{unit * (100_000 // len(unit))}]]>"))
    of(f"<rss><channel><item>{unit * (100_000 // len(unit))}")
