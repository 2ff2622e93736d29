"""The article's own date: (blocks, terms of the office holders named, what must come out)."""

from __future__ import annotations

from itertools import pairwise

import pytest
from edtf import parse_edtf
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from memcon.model import Article, Block, BlockKind, Span, When
from memcon.reading.dating import OfficeTerm, date_article
from memcon.reading.grammar import Stretch, parse
from memcon.reading.times import find_times
from memcon.tables import load_tables

TABLES = load_tables("en")
HERE = Span(0, 1)
BIDEN = OfficeTerm(HERE, "Joe Biden", "President of USA", "2021-01-20", "2025-01-20")
OBAMA = OfficeTerm(HERE, "Barack Obama", "President of USA", "2009-01-20", "2017-01-20")
TRUMP = (
    OfficeTerm(HERE, "Donald Trump", "President of USA", "2017-01-20", "2021-01-20"),
    OfficeTerm(HERE, "Donald Trump", "President of USA", "2025-01-20", None),
)
ZELENSKY = OfficeTerm(HERE, "Volodymyr Zelensky", "President of Ukraine", "2019-05-20", None)
TRUSS = OfficeTerm(HERE, "Liz Truss", "Prime Minister of GBR", "2022-09-06", "2022-10-25")
PAIR = "The envoys will meet on Friday, January 21, in Geneva."
VISIT = "Envoy Ivan Petrov is in Riga on January 19 on a visit."
P = BlockKind.PARAGRAPH


def dated(
    blocks: list[tuple[BlockKind, str]],
    terms: tuple[OfficeTerm, ...] = (),
    given_date: When | None = None,
    published: When | None = None,
) -> When | None:
    spans, at = [], 0
    for _, words in blocks:
        spans.append(Span(at, at + len(words)))
        at += len(words) + 2
    text = "\n\n".join(words for _, words in blocks)
    kinds = tuple(Block(span, kind) for span, (kind, _) in zip(spans, blocks, strict=True))
    article = Article("a1", text, kinds, "en", published=published)
    sentences = parse(text, [Stretch(i, span) for i, span in enumerate(spans)])
    return date_article(article, given_date, find_times(sentences, TABLES), terms)


def edtf(blocks: list[tuple[BlockKind, str]], terms: tuple[OfficeTerm, ...] = ()) -> str | None:
    when = dated(blocks, terms)
    return when.edtf if when else None


@pytest.mark.parametrize(
    ("kind", "line", "expected"),
    [
        (BlockKind.DATELINE, "RIGA, April 30 , 1997 (AFP)", "1997-04-30"),
        (BlockKind.DATELINE, "RIGA, Dec 5 , 2006, 2006", "2006-12-05"),
        (BlockKind.DATELINE, "RIGA, Latvia, Nov. 14 , 2005 (Xinhua)", "2005-11-14"),
        (BlockKind.DATE, "Friday, September 6, 2019", "2019-09-06"),
        (BlockKind.DATE, "Wed, Oct 16, 2024 page1", "2024-10-16"),
        (BlockKind.DATE, "Posted: Aug 08, 2024 4:00 AM EDT", "2024-08-08"),
        (BlockKind.DATE, "Published November 2, 2023 10:12am EDT", "2023-11-02"),
        (BlockKind.DATE, "2019-09-06", "2019-09-06"),
        (BlockKind.DATE, "06.09.2019", "2019-09-06"),
        (BlockKind.DATE, "6 September 2019 | 14:05", "2019-09-06"),
        (BlockKind.DATE, "September 2019", "2019-09"),
        (BlockKind.BYLINE, "By Ann Poe, March 3, 2011", "2011-03-03"),
        (BlockKind.DATELINE, "RIGA, April 7 -", "XXXX-04-07"),
        (BlockKind.DATE, "Monday", None),
        (BlockKind.DATE, "2019", None),
        (BlockKind.DATE, "01/02/2019", None),
    ],
)
def test_a_printed_date(kind: BlockKind, line: str, expected: str | None) -> None:
    assert edtf([(kind, line), (P, "The envoys met on Friday.")]) == expected


@pytest.mark.parametrize(
    ("prose", "terms", "expected"),
    [
        ([VISIT, PAIR], (BIDEN,), "2022-01-19"),
        ([VISIT, PAIR], (BIDEN, ZELENSKY), "2022-01-19"),
        ([VISIT, PAIR], (OBAMA,), "2011-01-19"),
        ([VISIT, PAIR], (), "XXXX-01-19"),
        ([VISIT], (BIDEN,), "XXXX-01-19"),
        ([VISIT], (TRUSS,), "XXXX-01-19"),
        ([VISIT], (), "XXXX-01-19"),
        (["They met today, May 5, in Riga."], (TRUSS,), "XXXX-05-05"),
        (["They met yesterday, May 5, in Riga."], (), "XXXX-05-06"),
        (
            ["They met yesterday (May 5) in Riga.", "They will talk on Friday, May 8."],
            (TRUMP[0],),
            "2020-05-06",
        ),
        ([PAIR, "They met on January 18 in Riga."], (BIDEN,), "2022-01-18/2022-01-21"),
        ([PAIR, "They met on January 18, 2022 in Riga."], (), None),
        ([VISIT, PAIR], (BIDEN, ZELENSKY, OBAMA), "2022-01-19"),
        ([VISIT, PAIR], (BIDEN, OBAMA), "XXXX-01-19"),
        ([VISIT, PAIR], (BIDEN, ZELENSKY, TRUSS), "XXXX-01-19"),
        ([VISIT, PAIR], TRUMP, "XXXX-01-19"),
        (["The envoys will meet on Friday, May 8."], TRUMP, None),
        ([VISIT, "Envoy Petr Ivanov is in Oslo on May 20."], (BIDEN,), None),
        (["The envoys met on Friday."], (BIDEN,), None),
        (["The envoys met on Friday."], (TRUSS,), None),
        (["The envoys met on January 19."], (BIDEN,), None),
        (["The law was passed in 1997 and changed in 2011."], (BIDEN,), None),
        (["The envoys met."], (), None),
        (["The envoys met."], (BIDEN, TRUSS), None),
        (["Ministers meet in Riga on December 11."], (BIDEN,), None),
        (["On Friday, January 21, 2011 the envoys met."], (BIDEN,), None),
    ],
)
def test_a_date_inferred_from_prose(
    prose: list[str], terms: tuple[OfficeTerm, ...], expected: str | None
) -> None:
    assert edtf([(P, words) for words in prose], terms) == expected


@pytest.mark.parametrize(
    ("line", "prose", "terms", "expected"),
    [
        ("RIGA, January 19 -", PAIR, (BIDEN,), "2022-01-19"),
        ("RIGA, January 19 -", PAIR, (), "XXXX-01-19"),
        ("RIGA, October 20 -", "The premier resigned.", (TRUSS,), "2022-10-20"),
        ("RIGA, October 20 -", "The premier resigned.", (BIDEN,), "XXXX-10-20"),
        ("RIGA, October 20 -", VISIT, (TRUSS,), "2022-10-20"),
        ("RIGA, Thursday, October 20 -", "The premier resigned.", (BIDEN,), "2022-10-20"),
    ],
)
def test_a_dateline_without_a_year_is_narrowed(
    line: str, prose: str, terms: tuple[OfficeTerm, ...], expected: str
) -> None:
    assert edtf([(BlockKind.DATELINE, line), (P, prose)], terms) == expected


def test_what_the_user_says_comes_first_then_the_page() -> None:
    user = When("2001-02-03", "2001-02-03", "2001-02-03", "day", "stated")
    page = When("2002-03-04", "2002-03-04", "2002-03-04", "day", "stated")
    blocks = [(BlockKind.DATELINE, "RIGA, April 30 , 1997 (AFP)")]
    assert dated(blocks, given_date=user, published=page) == user
    assert dated(blocks, published=page) == page


def test_a_date_line_goes_before_a_dateline() -> None:
    blocks = [(BlockKind.DATELINE, "RIGA, April 29 , 1997"), (BlockKind.DATE, "April 30, 1997")]
    assert edtf(blocks) == "1997-04-30"


def test_furniture_dates_nothing() -> None:
    assert edtf([(BlockKind.FURNITURE, "Copyright, March 3, 2011"), (BlockKind.RELATED, VISIT)]) is None


def test_an_inferred_date_says_why() -> None:
    when = dated([(P, VISIT), (P, PAIR)], (BIDEN, ZELENSKY))
    assert when is not None
    assert (when.precision, when.basis) == ("day", "inferred")
    assert when.reasons == (
        "is in Riga on January 19: present tense",
        "Joe Biden is President of USA 2021-01-20/2025-01-20",
        "Friday, January 21 occurs in 2005, 2011, 2022, 2028 …",
    )


def test_the_order_of_terms_changes_nothing() -> None:
    one = dated([(P, VISIT), (P, PAIR)], (BIDEN, ZELENSKY, TRUSS))
    other = dated([(P, VISIT), (P, PAIR)], (TRUSS, ZELENSKY, BIDEN))
    assert one is not None
    assert other is not None
    assert (one.edtf, set(one.reasons)) == (other.edtf, set(other.reasons))


WORDS = [
    "Friday",
    "January",
    "19",
    "21",
    "2022",
    "1997",
    ",",
    "is",
    "in",
    "Riga",
    "on",
    "today",
    "yesterday",
    "was",
    "will",
    "met",
    "Petrov",
    "RIGA",
    "(",
    ")",
    "-",
    ".",
    "31",
    "February",
]


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(
        st.tuples(
            st.sampled_from([P, BlockKind.DATE, BlockKind.DATELINE, BlockKind.TITLE]),
            st.lists(st.sampled_from(WORDS), min_size=1, max_size=10).map(" ".join),
        ),
        min_size=1,
        max_size=3,
    ),
    st.lists(st.sampled_from([BIDEN, OBAMA, *TRUMP, ZELENSKY, TRUSS]), max_size=4, unique=True),
)
def test_any_blocks_are_dated_without_error(
    blocks: list[tuple[BlockKind, str]], terms: list[OfficeTerm]
) -> None:
    when = dated(blocks, tuple(terms))
    if when is None:
        return
    parse_edtf(when.edtf)
    days = [day for day in (when.earliest, when.latest) if day]
    assert all(first <= last for first, last in pairwise(days))
    assert when.precision != "day" or when.earliest == when.latest
