"""Pages become articles: decoding, paragraphs, labels, links, dates. All texts here are invented."""

from __future__ import annotations

import contextlib
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from memcon.errors import LanguageError, MemconError, PageError, TableError
from memcon.model import Article, BlockKind, Page
from memcon.reading import lines as look
from memcon.reading.article import Furniture, decode, language_of, read_article, when_of
from memcon.reading.furniture import LANGUAGES, Phrases, load_phrases
from memcon.reading.html import without_site
from memcon.reading.layout import paragraphs
from memcon.tables import DATA, Tables, load_tables, read_rows

K = BlockKind
TABLES = load_tables()
ROWS = [row for language in LANGUAGES for row in read_rows(DATA / language / "furniture.tsv", Furniture)]


def read(text: str | bytes, media_type: str = "text/plain", **more: object) -> Article:
    content = text.encode() if isinstance(text, str) else text
    return read_article(Page(content, media_type, **more), TABLES)  # type: ignore[arg-type]


def kinds(article: Article) -> list[tuple[str, str]]:
    return [(block.kind.value, block.span.of(article.text)) for block in article.blocks]


# ---- paragraphs

WRAPPED = """\
    GENEVA, April 7 - Freedonia asked its neighbours yesterday to
open the border for the harvest, which has waited for three weeks
in the valley, its agriculture minister said.
    "We can't wait," he said.
    The neighbours have not answered so far, but a first meeting is
planned in the capital.
 Reuter
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Home\nNews\nSport", ["Home", "News", "Sport"]),
        ("One.\r\n\r\nTwo.\rThree.", ["One.", "Two.", "Three."]),
        ("a\u00a0b \t c\u200b", ["a b c"]),
        ("a\x00b\x07c", ["a b c"]),
        (
            WRAPPED,
            [
                "GENEVA, April 7 - Freedonia asked its neighbours yesterday to open the border for the "
                "harvest, which has waited for three weeks in the valley, its agriculture minister said.",
                '"We can\'t wait," he said.',
                "The neighbours have not answered so far, but a first meeting is planned in the capital.",
                "Reuter",
            ],
        ),
        (
            "The ministers of both countries met in the capital on Friday and\n"
            "agreed that a follow-up meeting of their deputies, face-to-\n"
            "face, should be held within a month.\n\n"
            "They did not say where it would be held or who would take part in\nit.\n",
            [
                "The ministers of both countries met in the capital on Friday and agreed that a follow-up "
                "meeting of their deputies, face-to-face, should be held within a month.",
                "They did not say where it would be held or who would take part in it.",
            ],
        ),
        (
            "The first paragraph of a copied page stands on one line, however long that may be, and goes on so.\n"
            "The second stands below it.\nThe third does too, and it is longer than the second one was.",
            [
                "The first paragraph of a copied page stands on one line, however long that may be, and goes on so.",
                "The second stands below it.",
                "The third does too, and it is longer than the second one was.",
            ],
        ),
        (
            "* Storm hits the coast as thousands leave their homes\n* Markets fall for a third day\n* Cats",
            [
                "* Storm hits the coast as thousands leave their homes",
                "* Markets fall for a third day",
                "* Cats",
            ],
        ),
    ],
)
def test_paragraphs(text: str, expected: list[str]) -> None:
    assert paragraphs(text) == expected


# ---- single lines


@pytest.mark.parametrize(
    ("line", "dateline"),
    [
        ("WASHINGTON, April 7 - Freedonia has asked", "WASHINGTON, April 7 -"),
        ("KYIV, Jan 19 (Outlet) — The minister came", "KYIV, Jan 19 (Outlet) —"),
        ("MANILA (AP) — The minister came", "MANILA (AP) —"),
        ("BEIJING, Nov. 1 (Xinhua) -- The minister came", "BEIJING, Nov. 1 (Xinhua) --"),
        ("GENEVA (Reuters) - The minister came", "GENEVA (Reuters) -"),
        ("NEW YORK/GENEVA (Reuters) - The minister came", "NEW YORK/GENEVA (Reuters) -"),
        ("MOSCOW, November 3. /TASS/. The minister came", "MOSCOW, November 3. /TASS/."),
        ("Paris, 7 April 2022 (AFP) - The minister came", "Paris, 7 April 2022 (AFP) -"),
        ("Jan. 5 (UPI) -- The minister came", "Jan. 5 (UPI) --"),
        ("GENEVA — The minister came", "GENEVA —"),
        ("On January 10-13, three rounds were held", ""),
        ("Kyiv — the capital — was calm", ""),
        ("NATO-led forces left", ""),
        ("The minister - who was late - came", ""),
        ("Freedonia (pop. 300) - a small country", ""),
    ],
)
def test_dateline_before_prose(line: str, dateline: str) -> None:
    assert line[: look.dateline_end(line, opening=True)] == dateline


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("GENEVA, April 30 , 1997 (AFP)", "dateline"),
        ("ANKARA, Dec 5 , 2006, 2006", "dateline"),
        ("BUSAN, South Korea, Nov. 14 , 2005 (Xinhua)", "dateline"),
        ("Thursday, October 10, 2019", "date"),
        ("Wed, Oct 16, 2024 page1", "date"),
        ("2024-10-14", "date"),
        ("14 hours ago", "date"),
        ("Published November 2, 2023 10:12am EDT", "date"),
        ("Posted: Aug 08, 2024 4:00 AM EDT", "date"),
        ("May the talks begin in 2024", ""),
        ("March on the capital", ""),
        ("2024", "date"),
        ("In 2024, three ministers met", ""),
    ],
)
def test_dates_and_datelines(line: str, kind: str) -> None:
    found = "dateline" if look.is_dateline(line) else "date" if look.is_date(line) else ""
    assert found == kind


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Ann Example", "Ann Example"),
        ("By Ann Example and Bo van Beispiel", "Ann Example and Bo van Beispiel"),
        ("BY ANN EXAMPLE", "ANN EXAMPLE"),
        ("Ann Example · CBC News · Posted: Aug 08, 2024 4:00 AM EDT", "Ann Example"),
        ("By Friday the troops had left the valley", ""),
        ("By comparison, the second round was calm.", ""),
        ("By then", ""),
    ],
)
def test_bylines(line: str, names: str) -> None:
    assert look.byline_names(line) == names


# ---- whole texts: (text, expected labels)

STORY = (
    "The foreign ministers of Freedonia and Sylvania met in Geneva on Friday to talk about the border.",
    "They agreed to meet again within a month, a spokesman for the Sylvanian minister told reporters.",
    '"It was a good beginning," he said.',
    "Freedonia has massed about 10,000 troops in the valley since the spring, according to Sylvania.",
)
BODY = "\n\n".join(STORY)


def around(above: str = "", below: str = "", within: str = "") -> Article:
    """Read the story with lines around it, or after its second paragraph."""
    body = "\n\n".join((*STORY[:2], within, *STORY[2:])) if within else BODY
    return read(f"{above}\n\n{body}\n\n{below}")


@pytest.mark.parametrize(
    ("above", "title", "expected"),
    [
        ("Ministers meet in Geneva", "Ministers meet in Geneva", ["title"]),
        ("MINISTERS MEET IN GENEVA, U.S. SAYS", "MINISTERS MEET IN GENEVA, U.S. SAYS", ["title"]),
        ("GENEVA, Dec 5 , 2006, 2006\n\nATTENTION - ADDS quotes ///", "", ["dateline", "furniture"]),
        ("GENEVA, Dec 5 , 2006\n\n= (PICTURE) =", "", ["dateline", "furniture"]),
        (
            "GENEVA, April 30 , 1997 (AFP)\n\nMinisters to meet: envoy",
            "Ministers to meet: envoy",
            ["dateline", "title"],
        ),
        (
            "Ministers meet in Geneva\n\nThursday, October 10, 2019 ",
            "Ministers meet in Geneva",
            ["title", "date"],
        ),
        (
            "Ministers meet\n\nAnn B. Example, Secretary of State",
            "Ministers meet",
            ["title", "byline"],
        ),
        (
            "Ministers meet in Geneva\nBy Ann Example and Bo Example\nJan. 19, 2022 5 AM ET",
            "Ministers meet in Geneva",
            ["title", "byline", "date"],
        ),
        (
            "Skip to content\n* Home\n* World\n* Gardens\n* Trains\n"
            "Ministers from Freedonia meet | The Desk\nWorld\nMinisters from Freedonia meet\nTalks on the border end without a date for the next\n"
            "Ann Example · The Desk · Posted: Aug 08, 2024 4:00 AM EDT",
            "Ministers from Freedonia meet",
            ["furniture"] * 7 + ["title", "title", "byline"],
        ),
        (
            "Will ministers from Freedonia and Sylvania ever meet again?",
            "Will ministers from Freedonia and Sylvania ever meet again?",
            ["title"],
        ),
        ("TV", "", ["furniture"]),
        ("", "", []),
    ],
)
def test_above_the_story(above: str, title: str, expected: list[str]) -> None:
    article = around(above)
    assert article.title == title
    labels = [block.kind.value for block in article.blocks]
    assert labels == [*expected, *["paragraph"] * 4]
    assert article.body == BODY


@pytest.mark.parametrize(
    ("below", "expected"),
    [
        ("Reuter", ["furniture"]),
        ("Leave a Reply\n\nYour email address will not be published.\n\nName", ["comment"] * 3),
        (
            "3 Comments\nJohn says:\nSylvania will attack next week, mark my words.\nReply",
            ["comment"] * 4,
        ),
        (
            "* Most Popular\n+ 1\nStorm hits the coast\n+ 2\nA cat was found after years\n© 2024 The Desk",
            ["related", "furniture", "related", "furniture", "related", "furniture"],
        ),
        (
            "You might also like\n+ Storm hits the coast\n2024-10-14\nThousands fled their homes as a storm "
            "hit the coast on Monday and the army was called to help in the\nBy Ann Example",
            ["related", "related", "date", "furniture", "byline"],
        ),
        ("With files from The Agency", ["byline"]),
        ("Ann Example contributed to this report.", ["byline"]),
        (
            "ABOUT THE AUTHOR\nAnn Example\nAnn Example is a reporter at the desk in Geneva.",
            ["furniture"] * 3,
        ),
        ("* About Us\n* Jobs\n* Trains\nAll rights reserved.", ["furniture"] * 4),
        ("Sources\nAnn Example. Ministers meet. The Example, October 7, 2019", ["furniture"] * 2),
    ],
)
def test_below_the_story(below: str, expected: list[str]) -> None:
    article = around("Ministers meet in Geneva", below)
    labels = [block.kind.value for block in article.blocks]
    assert labels[5:] == expected
    assert article.body == BODY


@pytest.mark.parametrize(
    ("within", "expected"),
    [
        ("See also: Storm hits the coast", ["related"]),
        ("Read more: Storm hits the coast", ["related"]),
        ("STORM HITS THE COAST AS THOUSANDS FLEE: REPORTS", ["related"]),
        ("* Who is the minister of Sylvania?", ["related"]),
        ("The army stands ready at the border. (Ann Example/The Agency)", ["caption"]),
        ("The ministers, second left and right, shake hands in Geneva.\nPhoto: AFP", ["caption", "caption"]),
        ("Image caption,\nThe ministers at the table", ["caption", "caption"]),
        (
            "WATCH | Ministers at the table:\nThe meeting in two minutes\n14 hours ago\nDuration 1:30\n"
            "The ministers met and shook hands in Geneva.",
            ["related", "furniture", "date", "related", "furniture"],
        ),
        ("What the neighbours say", ["heading"]),
        ("ADVERTISEMENT", ["furniture"]),
        ("* a truce;\n* talks without conditions.", ["paragraph", "paragraph"]),
        ("He left.", ["paragraph"]),
        ('"No."', ["paragraph"]),
        ("Sign up for our newsletter", ["furniture"]),
        ("___", ["furniture"]),
        ("Related stories\nStorm hits the coast\nCats and dogs fight on", ["related"] * 3),
    ],
)
def test_within_the_story(within: str, expected: list[str]) -> None:
    story = (*STORY, "A third round is planned.", "Nobody knows where it will be.")
    body = "\n\n".join((*story[:3], within, *story[3:]))
    article = read(f"Ministers meet in Geneva\n\n{body}")
    labels = [block.kind.value for block in article.blocks]
    assert labels == ["title", *["paragraph"] * 3, *expected, *["paragraph"] * 3]


def test_list_after_a_colon_is_story() -> None:
    article = around(
        "Ministers meet in Geneva", within="He stressed the need for:\n\n- a truce\n- more talks"
    )
    assert "a truce" in article.body
    assert "- a truce" not in article.body


def test_questions_and_answers_are_story() -> None:
    article = read(
        "Talk with the minister\n\nQ: Will you meet him?\n\nA: No.\n\nQ: Why?\n\nA: He won't talk to me."
    )
    assert article.title == "Talk with the minister"
    assert article.body.startswith("Q: Will you meet him?\n\nA: No.")


@pytest.mark.parametrize(
    "text", ["Freedonia invades Sylvania", "The minister met the envoy on Friday.", "Freedonia"]
)
def test_a_single_line_is_the_story(text: str) -> None:
    article = read(text)
    assert (article.title, article.body) == ("", text)


def test_dateline_prefix_is_a_block() -> None:
    article = read(WRAPPED)
    assert kinds(article)[0] == ("dateline", "GENEVA, April 7 -")
    assert kinds(article)[1][1].startswith("Freedonia asked")
    assert kinds(article)[-1] == ("furniture", "Reuter")


def test_links_keep_titles_and_authors() -> None:
    article = around(
        "Ministers meet",
        "Read more about what Sylvania wants in the articles Ann Example «Sylvania’s ultimatum: war or "
        "peace?” and Bo Beispiel «Will Freedonia give in?».",
        "See also: Storm hits the coast",
    )
    assert [(link.title, link.authors) for link in article.links] == [
        ("Storm hits the coast", ()),
        ("Sylvania’s ultimatum: war or peace?", ("Ann Example",)),
        ("Will Freedonia give in?", ("Bo Beispiel",)),
    ]
    assert all(link.span.of(article.text) == link.title for link in article.links)


# ---- the tables


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.phrase)
def test_examples_are_furniture(row: Furniture) -> None:
    found = load_phrases(TABLES).find(row.example)
    assert found is not None
    alone = Phrases([row]).find(row.example)
    assert alone is row


def test_tables_are_large_enough() -> None:
    counts = {
        language: len(list(read_rows(DATA / language / "furniture.tsv", Furniture))) for language in LANGUAGES
    }
    assert counts["en"] >= 150
    assert min(counts.values()) >= 40


@pytest.mark.parametrize(
    "line",
    [
        "He shared the comments of the minister with reporters.",
        "Search teams found the plane on Monday.",
        "Follow-up talks are planned.",
        "Reuters reported that the ministers had met.",
        "More troops were sent to the border.",
        "Opinion polls show that most want peace.",
        "Home Secretary Ann Example met him.",
        "Print media were closed.",
        "Watch towers were built along the border.",
    ],
)
def test_prose_is_not_furniture(line: str) -> None:
    assert around("Ministers meet", within=line).body.count(line) == 1


def test_own_rows_come_along(tmp_path: object) -> None:
    from pathlib import Path

    folder = Path(str(tmp_path))
    (folder / "furniture.tsv").write_text("phrase\tmatch\tkind\tscope\nquack quack\texact\tmenu\tline\n")
    page = Page(f"Ministers meet\n\n{BODY}\n\nQuack quack".encode(), "text/plain")
    article = read_article(page, Tables("en", folder))
    assert article.blocks[-1].rule == "furniture: quack quack"
    (folder / "furniture.tsv").write_text("phrase\tmatch\tkind\tscope\nquack\texact\tbird\tline\n")
    with pytest.raises(TableError, match="bird"):
        read_article(page, Tables("en", folder))


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
    "pl": "Ministrowie powiedzieli, że nie będą rozmawiać, bo to jest trudne i że się nie spotkają w mieście.",
    "ro": "Miniștrii au spus că nu au fost la întâlnire și că este o problemă pentru oraș și din cauza lor.",
    "hu": "A miniszterek azt mondták, hogy nem volt találkozó, és hogy ez csak egy terv, amely még kell.",
    "sv": "Ministrarna sade att det inte är möjligt att öppna gränsen och att de har talat om det en vecka.",
    "fi": "Ministerit sanoivat, että se ei ole mahdollista ja että hän on myös samaa mieltä, mutta vain nyt.",
    "tr": "Bakanlar bu toplantı için bir karar olmadığını ve daha sonra görüşmek için çalıştıklarını söyledi.",
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
|Ministers meet:|Related stories|Image caption,|* Who is he, the minister?|STORM HITS THE COAST AS MANY FLEE HOMES"""
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
def test_a_long_line_is_read_quickly(content: str) -> None:
    begin = time.perf_counter()
    with contextlib.suppress(MemconError):
        read(content)
    assert time.perf_counter() - begin < 3


def test_deep_html_is_no_crash() -> None:
    for tag in ("div", "b", "table"):
        with contextlib.suppress(MemconError):
            check(read(f"<{tag}>" * 20_000 + "The ministers met.", "text/html"))
