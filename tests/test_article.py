"""Pages become articles: decoding, paragraphs, labels, links, dates. All texts here are invented."""

from __future__ import annotations

import pytest

from memcon.errors import TableError
from memcon.model import Article, BlockKind, Page
from memcon.reading import lines as look
from memcon.reading.article import Furniture, read_article
from memcon.reading.furniture import LANGUAGES, Phrases, load_phrases
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
            "The first paragraph of a copied page stands on one line, however long it may be, and so on.\n"
            "The second stands below it.\nThe third does too, and it is longer than the second one was.",
            [
                "The first paragraph of a copied page stands on one line, however long it may be, and so on.",
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


@pytest.mark.parametrize(
    ("line", "beside", "names"),
    [
        ("Ann Example, Geneva | 7 February 2022", "Ann Example, Geneva", "Ann Example"),
        ("7 February 2022 | Ann Example", "Ann Example", "Ann Example"),
        ("Ann Example in Geneva – Friday, 4 March 2022", "Ann Example in Geneva", "Ann Example"),
        ("By Ann Example, 4 February 2022", "By Ann Example", "Ann Example"),
        ("Ann van Example | 2022-02-04 | 18:30", "Ann van Example", "Ann van Example"),
        ("Agency report (The Wire) | 13 February 2022", "Agency report (The Wire)", ""),
        ("The war began on 24 February 2022", "", ""),
        ("Live updates: Friday, 4 March 2022", "", ""),
        ("World | Europe", "", ""),
        ("Talks end without a date | 4 March", "", ""),
    ],
)
def test_an_author_beside_a_date(line: str, beside: str, names: str) -> None:
    assert look.signed_date(line) == (beside, bool(beside))
    assert look.signed_names(beside) == names


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
            "Ministers meet in Geneva\nThe border is on the agenda again\nAnn Example, Geneva | 4 February 2022",
            "Ministers meet in Geneva",
            ["title", "title", "byline"],
        ),
        (
            "Ministers meet in Geneva\nAgency report (The Wire) | 13 February 2022",
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
            "Ministers from Freedonia meet | The Desk\nWorld\nMinisters from Freedonia meet\n"
            "Talks on the border end without a date for the next\n"
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
            ["related", "furniture", "date", "furniture", "furniture"],
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
