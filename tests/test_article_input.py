"""What arrives becomes text: languages, encodings, HTML, dates, and what must hold for any page.

All texts here are invented.
"""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import memcon
from memcon.errors import LanguageError, MemconError, PageError
from memcon.model import Article, BlockKind, Page
from memcon.reading.article import decode, language_of, read_article, when_of
from memcon.reading.html import without_site
from memcon.tables import load_tables

K = BlockKind
TABLES = load_tables()


def read(text: str | bytes, media_type: str = "text/plain", **more: object) -> Article:
    content = text.encode() if isinstance(text, str) else text
    return read_article(Page(content, media_type, **more), TABLES)  # type: ignore[arg-type]


STORY = (
    "The foreign ministers of Freedonia and Sylvania met in Geneva on Friday to talk about the border.",
    "They agreed to meet again within a month, a spokesman for the Sylvanian minister told reporters.",
    '"It was a good beginning," he said.',
    "Freedonia has massed about 10,000 troops in the valley since the spring, according to Sylvania.",
)
BODY = "\n\n".join(STORY)


# ---- languages and encodings

SENTENCES = {
    "en": "The ministers said that they had met in Geneva and would talk about the border again on Friday.",
    "uk": "Президент заявив, що він не поїде на зустріч, а міністри будуть говорити про кордон і про мир.",
    "ru": "Президент заявил, что он не поедет на встречу, а министры будут говорить о границе и о мире.",
    "be": "Прэзідэнт заявіў, што ён не паедзе на сустрэчу, а міністры будуць гаварыць пра мяжу і пра мір.",
    "bg": "Президентът заяви, че той няма да отиде на срещата, а министрите ще говорят за границата.",
    "de": "Die Minister sagten, dass sie sich in Genf getroffen haben und auch über die Grenze reden werden.",
    "fr": "Les ministres ont dit que la réunion sur la frontière est prévue dans la ville pour le mois.",
    "es": "Los ministros dijeron que se habían reunido en la ciudad para hablar de la frontera y las tropas.",
    "pt": "Os ministros disseram que não foram à reunião e que as tropas são da região, mas não da cidade.",
    "it": "I ministri hanno detto che il vertice si è tenuto nella città e che non sono stati fatti accordi.",
    "nl": "De ministers zeiden dat het niet mogelijk is om de grens te openen en dat er een overleg is.",
    "pl": "Ministrowie powiedzieli, że nie będą mówić, bo to jest trudne i że się nie spotkają w mieście.",
    "ro": "Miniștrii au spus că nu au fost la întâlnire și că este o problemă pentru oraș și din cauza lor.",
    "hu": "A miniszterek azt mondták, hogy nem volt találkozó, és hogy ez csak egy terv, amely még kell.",
    "sv": "Ministrarna sade att det inte är möjligt att öppna gränsen och att de har talat om det en vecka.",
    "fi": "Ministerit sanoivat, että se ei ole mahdollista ja että hän on myös samaa mieltä, mutta vain nyt.",
    "tr": "Bakanlar bu toplantı için karar olmadığını ve daha sonra görüşmek için çalıştıklarını söyledi.",
    "ar": "قال الوزراء إنهم اجتمعوا في المدينة من أجل الحديث عن الحدود وذلك بعد أن كان هذا غير ممكن",
    "he": "השרים אמרו כי הם לא נפגשו בעיר וגם לא דיברו על הגבול, אבל זה היה לפני השיחה של ראש הממשלה",
    "hi": "मंत्रियों ने कहा कि यह बैठक शहर में नहीं हुई है और सीमा के लिए एक योजना भी है",
    "zh": "部长们说他们在日内瓦会面并讨论了边界问题",
    "ja": "大臣たちはジュネーブで会談し、国境について話し合ったと述べた",
    "ko": "장관들은 제네바에서 만나 국경 문제를 논의했다고 말했다",
    "el": "Οι υπουργοί είπαν ότι δεν είναι δυνατόν να γίνει η συνάντηση και ότι θα μιλήσουν για τα σύνορα.",
    "id": "Para menteri mengatakan bahwa mereka tidak akan bertemu di kota ini dan ini adalah masalah.",
}


@pytest.mark.parametrize(("language", "text"), SENTENCES.items())
def test_languages(language: str, text: str) -> None:
    assert language_of(text) == language


def test_a_language_without_tables() -> None:
    with pytest.raises(LanguageError) as caught:
        read(SENTENCES["uk"], url="page.txt")
    assert str(caught.value) == "page.txt: the text is Ukrainian (uk); memcon has tables for: en"


@pytest.mark.parametrize(
    ("content", "encoding", "text"),
    [
        ("Привет".encode("cp1251"), "windows-1251", "Привет"),
        ("Привет".encode("cp1251"), "utf-8", "Привет"),
        (SENTENCES["ru"].encode("cp1251"), "", SENTENCES["ru"]),
        (SENTENCES["uk"].encode("koi8-u"), "", SENTENCES["uk"]),
        ("café".encode("cp1252"), "", "café"),
        ("“café” – done".encode("cp1252"), "iso-8859-1", "“café” – done"),
        ("мир".encode(), "", "мир"),
        ("мир".encode("utf-16"), "", "мир"),
        ("мир".encode("utf-8-sig"), "", "мир"),
        (b'<meta charset="windows-1251">' + "мир".encode("cp1251"), "", '<meta charset="windows-1251">мир'),
        (
            b'<?xml version="1.0" encoding="koi8-r"?>' + "мир".encode("koi8-r"),
            "",
            '<?xml version="1.0" encoding="koi8-r"?>мир',
        ),
        (b"abc", "no-such-charset", "abc"),
        (b"abc", "rot13", "abc"),
    ],
)
def test_decode(content: bytes, encoding: str, text: str) -> None:
    assert decode(content, encoding) == text


# ---- HTML

TELL = "".join(f"<p>{paragraph}</p>" for paragraph in (*STORY, *STORY[:2]))


def html(head: str = "", above: str = "<h1>Ministers meet in Geneva</h1>", below: str = "") -> str:
    return (
        f"<!doctype html><html><head><title>Ministers meet in Geneva | The Desk</title>{head}</head><body>"
        f"<nav><ul><li><a href='/'>Home</a></li><li><a href='/w'>World</a></li></ul></nav><article>"
        f"{above}{TELL}{below}</article><footer>© 2024 The Desk. All rights reserved.</footer></body></html>"
    )


LD = '<script type="application/ld+json">{}</script>'


@pytest.mark.parametrize(
    ("head", "edtf", "precision", "reason"),
    [
        (
            LD.format('{"@type":"NewsArticle","datePublished":"2024-08-08T08:00Z"}'),
            "2024-08-08T08:00:00Z",
            "time",
            "JSON-LD datePublished 2024-08-08T08:00Z",
        ),
        (
            LD.format(
                '[{"@type":"VideoObject","datePublished":"2024-08-07T20:16Z"},'
                '{"@graph":[{"@type":["ReportageNewsArticle"],"datePublished":"2024-08-08"}]}]'
            ),
            "2024-08-08",
            "day",
            "JSON-LD datePublished 2024-08-08",
        ),
        (
            LD.format(
                '[{"@type":"NewsArticle","headline":"Storm","datePublished":"2024-08-01"},'
                '{"@type":"NewsArticle","headline":"Ministers meet in Geneva","datePublished":"2024-08-08"}]'
            ),
            "2024-08-08",
            "day",
            "JSON-LD datePublished 2024-08-08",
        ),
        (
            '<meta property="article:published_time" content="2024-10-16T00:00:00+08:00">',
            "2024-10-16",
            "day",
            "meta article:published_time 2024-10-16T00:00:00+08:00",
        ),
        (
            '<meta itemprop="datePublished" content="Thu, 08 Aug 2024 04:00:00 -0400">',
            "2024-08-08T04:00:00-04:00",
            "time",
            "meta datepublished Thu, 08 Aug 2024 04:00:00 -0400",
        ),
    ],
)
def test_published(head: str, edtf: str, precision: str, reason: str) -> None:
    when = read(html(head), "text/html").published
    assert when is not None
    assert (when.edtf, when.precision, when.basis, when.reasons) == (edtf, precision, "stated", (reason,))
    assert when.earliest == when.latest == edtf[:10]


@pytest.mark.parametrize("head", ["", LD.format("{bad"), LD.format("[" * 5000)])
def test_unknown_date_is_unknown(head: str) -> None:
    assert read(html(head), "text/html").published is None
    assert read(BODY).published is None


def test_stated_wins() -> None:
    stated = (("title", "Envoys meet"), ("published", "2024-08-01"), ("outlet", "The Example"))
    head = LD.format('{"@type":"NewsArticle","datePublished":"2024-08-08T08:00Z"}')
    article = read(html(head), "text/html", stated=stated)
    assert (article.title, article.outlet) == ("Envoys meet", "The Example")
    assert article.published is not None
    assert (article.published.edtf, article.published.reasons) == ("2024-08-01", ("stated 2024-08-01",))
    with pytest.raises(PageError, match="no date; write it as"):
        read(BODY, stated=(("published", "08.08.24"),))


SIGNED = "<header><h1>Ministers meet in Geneva</h1><p>The border comes first</p><p>{}</p></header>"


@pytest.mark.parametrize(
    ("line", "edtf"),
    [
        ("Ann Example, Geneva | 4 February 2022", "2022-02-04"),
        ("Agency report (The Wire) | 13 February 2022", "2022-02-13"),
        ("Ann Example, Geneva, February 4, 2022", "2022-02-04"),
    ],
)
def test_a_date_in_the_header_is_the_pages(line: str, edtf: str) -> None:
    when = memcon.read(Page(html(above=SIGNED.format(line)).encode(), "text/html")).article.published
    assert when is not None
    assert (when.edtf, when.basis) == (edtf, "stated")


def test_a_fragment_keeps_the_date_stated_beside_it() -> None:
    fragment = f"<p><strong>GENEVA</strong> – {BODY}</p><p>The first talks were held on 1 March 2001.</p>"
    stated = (("published", "Thu, 03 Feb 2022 17:20:00 GMT"),)
    when = memcon.read(Page(fragment.encode(), "text/html", "a:1", stated=stated)).article.published
    assert when is not None
    assert (when.edtf, when.basis) == ("2022-02-03T17:20:00Z", "stated")


def test_html_story_and_metadata() -> None:
    head = (
        '<meta property="og:site_name" content="The Desk"><meta name="author" content="Ann Example">'
        '<link rel="canonical" href="https://example.org/world/1">'
    )
    article = read(html(head), "text/html", url="a.html")
    assert article.title == "Ministers meet in Geneva"
    assert article.outlet == "The Desk"
    assert article.byline == "Ann Example"
    assert article.url == "https://example.org/world/1"
    assert article.body.startswith(BODY)
    assert "All rights" not in article.body


def test_teasers_below_an_html_story_are_furniture() -> None:
    teaser = (
        "Thousands of people fled their homes on Monday as a storm hit the coast and the army was called to"
    )
    below = f"<h2>Most Popular</h2><h3>Storm hits the coast</h3><p>{teaser}</p><p>{teaser} rescue</p>"
    article = read(html(below=below), "text/html")
    assert "storm" not in article.body
    assert article.body.startswith(BODY)


def test_the_whole_page_is_kept_and_labelled() -> None:
    within = (
        "<figure><img src='a.jpg'><figcaption>The ministers at a long table</figcaption></figure>"
        "<p>See also: <a href='/world/2'>Storm hits the coast</a></p>"
    )
    article = read(
        html(above=f"<h1>Ministers meet in Geneva</h1>{within}"), "text/html", url="https://example.org/1"
    )
    labelled = {block.span.of(article.text): block.kind.value for block in article.blocks}
    assert labelled["* Home"] == "furniture"
    assert labelled["Ministers meet in Geneva"] == "title"
    assert labelled["The ministers at a long table"] == "caption"
    assert labelled["See also: Storm hits the coast"] == "related"
    assert labelled["© 2024 The Desk. All rights reserved."] == "furniture"
    assert [(link.title, link.href) for link in article.links] == [
        ("Storm hits the coast", "https://example.org/world/2")
    ]


@pytest.mark.parametrize(
    ("title", "site", "bare"),
    [
        ("Ministers | The Desk", "", "Ministers | The Desk"),
        ("Ministers meet | The Desk", "The Desk", "Ministers meet"),
        ("Ministers of both sides meet in Geneva - The Desk", "", "Ministers of both sides meet in Geneva"),
        ("War and peace", "", "War and peace"),
        ("The way to a truce – what they want now", "", "The way to a truce – what they want now"),
    ],
)
def test_without_site(title: str, site: str, bare: str) -> None:
    assert without_site(title, site) == bare


@pytest.mark.parametrize(
    ("value", "edtf", "bounds"),
    [
        ("2024-08-08", "2024-08-08", ("2024-08-08", "2024-08-08")),
        ("2024-08", "2024-08", ("2024-08-01", "2024-08-31")),
        ("2024", "2024", ("2024-01-01", "2024-12-31")),
        ("20240808", "2024-08-08", ("2024-08-08", "2024-08-08")),
        ("August 8, 2024", "2024-08-08", ("2024-08-08", "2024-08-08")),
        ("2024-08-08 04:00:00-04:00", "2024-08-08T04:00:00-04:00", ("2024-08-08", "2024-08-08")),
    ],
)
def test_when_of(value: str, edtf: str, bounds: tuple[str, str]) -> None:
    when = when_of(value, "stated")
    assert when is not None
    assert (when.edtf, (when.earliest, when.latest)) == (edtf, bounds)


@pytest.mark.parametrize("value", ["", "yesterday", "2024-13", "2024-02-30", "08/09/2024", "x" * 100])
def test_no_date(value: str) -> None:
    assert when_of(value, "") is None


# ---- what must hold for any page


def check(article: Article) -> None:
    at = 0
    for block in article.blocks:
        assert not article.text[at : block.span.start].strip(" *+•·▪‣◦●■►▶-–—o\n"), "words between blocks"
        assert block.span.of(article.text).strip() == block.span.of(article.text)
        assert block.rule or block.kind is K.PARAGRAPH
        at = block.span.end
    assert not article.text[at:].strip()
    for link in article.links:
        assert link.span.of(article.text) == link.title
    assert "\r" not in article.text
    assert "\x00" not in article.text


ODD = """Home|* World|Most Popular|Leave a Reply|By Ann Example|+ 1|o||WATCH - It:|Duration 1:30|?|“|Comments
|See also: A «B c d e f»|GENEVA, May 1 (AFP) - He|    He said|2024-10-14|Photo: AFP|(A B/C D)|U.S.|\t- so;
|Ministers meet:|Related stories|Image caption,|* Who is he, the minister?|STORM HITS A COAST AS MANY FLEE"""
PIECES = st.lists(st.sampled_from([*STORY, *ODD.replace("\n", "").split("|")]), max_size=30)


@settings(max_examples=150, deadline=None)
@given(PIECES)
def test_blocks_tile_the_text(pieces: list[str]) -> None:
    try:
        article = read("\n".join(pieces))
    except MemconError:
        return
    check(article)


TEXT = st.text(max_size=300).map(lambda text: text.encode("utf-8", "replace"))


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.binary(max_size=300), TEXT))
def test_any_bytes(content: bytes) -> None:
    for media_type in ("text/plain", "text/html"):
        with contextlib.suppress(MemconError):
            check(read(content, media_type))


@pytest.mark.parametrize(
    ("content", "media_type", "said"),
    [
        (b"", "text/plain", "empty"),
        (b"12 34 !?", "text/plain", "no words"),
        (b"<html></html>", "text/html", "no words"),
        (b"a" * 1_000_001, "text/plain", "longer than 1,000,000"),
        (b"a" * 5_000_001, "text/html", "longer than 5,000,000"),
    ],
)
def test_faults(content: bytes, media_type: str, said: str) -> None:
    with pytest.raises(PageError, match=said) as caught:
        read(content, media_type, url="https://example.org/1")
    assert str(caught.value).startswith("https://example.org/1: ")
    assert "; " in str(caught.value)


@pytest.mark.parametrize(
    "content",
    ["word " * 190_000, "x" * 990_000, '"' * 900_000 + "a", "(" * 500_000 + "a/b)", "- " * 400_000 + "a"],
    ids=["words", "word", "quotes", "parentheses", "bullets"],
)
def test_a_long_line_is_read_or_refused(content: str) -> None:
    with contextlib.suppress(MemconError):
        assert read(content).blocks


def test_deep_html_is_no_crash() -> None:
    for tag in ("div", "b", "table"):
        with contextlib.suppress(MemconError):
            check(read(f"<{tag}>" * 20_000 + "The ministers met.", "text/html"))
