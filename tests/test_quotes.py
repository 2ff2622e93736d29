"""Quote marks on characters: which stretches are quoted, in every style of marks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memcon.model import Span
from memcon.reading.quotes import Quotation, find_quotations

CASES = [
    # one pair in every style
    ("He said “no way”.", ["no way"]),
    ('He said "no way".', ["no way"]),
    ("He said «no way».", ["no way"]),
    ("He said ‹no way›.", ["no way"]),
    ("He said „no way“.", ["no way"]),
    ("He said „no way”.", ["no way"]),
    ("He said »no way«.", ["no way"]),
    ("He said ”no way”.", ["no way"]),
    ("He said ``no way''.", ["no way"]),
    ("He said ''no way''.", ["no way"]),
    ("He said ‘no way’.", ["no way"]),
    ("He said 'no way'.", ["no way"]),
    ("He said ‚no way‘.", ["no way"]),
    # mixed pairs
    ("He said «no way”.", ["no way"]),
    ('He said “no way".', ["no way"]),
    ("He asked “who?“ and left.", ["who?"]),
    # two quotations
    ("“Yes,” he said. “We go.”", ["Yes,", "We go."]),
    ('"Yes," he said. "We go."', ["Yes,", "We go."]),
    ('the "left"—"right" quarrel', ["left", "right"]),
    # nested marks belong to the outer quotation
    ("“He said ‘no’ to us,” she said.", ["He said ‘no’ to us,"]),
    ("'He said \"no\" to us,' she said.", ['He said "no" to us,']),
    ("“He likes «Le Monde» best,” she said.", ["He likes «Le Monde» best,"]),
    ("«He reads “The Sun” daily,» she said.", ["He reads “The Sun” daily,"]),
    ("\"He cried 'stop'\" and fell.", ["He cried 'stop'"]),
    # apostrophes
    ("O'Neill didn't go in the '90s.", []),
    ("O’Neill didn’t go in the ’90s.", []),
    ("The soldiers' wives waited.", []),
    ("'Tis a pity, 'twas so.", []),
    ("rock 'n' roll", []),
    ("'The soldiers' wives came,' she said.", ["The soldiers' wives came,"]),
    ("“The soldiers’ wives won’t go,” she said.", ["The soldiers’ wives won’t go,"]),
    ("He called it 'O'Neill's folly' again.", ["O'Neill's folly"]),
    # inches and feet
    ("He is 6'2\" tall.", []),
    ('a 15" screen', []),
    ('the 5" gun and the "big" gun', ["big"]),
    ('He said "the 5" gun is broken," and left.', ['the 5" gun is broken,']),
    ('They met "in 1991" in Bern.', ["in 1991"]),
    # unmatched marks
    ("He left.” Then he came.", []),
    ("He said “we will go and not return", ["we will go and not return"]),
    ('"We left Zaire. "There are no rules."', ['We left Zaire. "There are no rules.']),
    ('say"We go," he', ["We go,"]),
    ("“", []),
    ('"" x', []),
    ("“ ” and “  ”", []),
    ("", []),
    # brackets, dashes and spaces
    ("(“we go”)", ["we go"]),
    ("He said—“we go”—and went.", ["we go"]),
    ('He said " we go " and went.', ["we go"]),
    ("He said « we go » and went.", ["we go"]),
    ("“[We] go,” he said.", ["[We] go,"]),
    ('He said "we go"; she said "stay".', ["we go", "stay"]),
]


def quotations(text: str) -> tuple[Quotation, ...]:
    return find_quotations(text, paragraphs(text))


def paragraphs(text: str) -> list[Span]:
    spans, at = [], 0
    for part in text.split("\n\n"):
        if part:
            spans.append(Span(at, at + len(part)))
        at += len(part) + 2
    return spans


@pytest.mark.parametrize(("text", "inner"), CASES)
def test_finds_what_is_quoted(text: str, inner: list[str]) -> None:
    assert [one.inner.of(text) for one in quotations(text)] == inner


def test_the_marks_are_in_the_outer_span() -> None:
    text = "He said “no way”."
    (one,) = quotations(text)
    assert (one.outer.of(text), one.inner.of(text), one.closed) == ("“no way”", "no way", True)


def test_a_quotation_goes_on_where_the_next_paragraph_begins_with_a_mark() -> None:
    text = "“First.\n\n“Second,” he said.\n\n“Third.”"
    assert [(one.block, one.closed, one.continues) for one in quotations(text)] == [
        (0, False, True),
        (1, True, False),
        (2, True, False),
    ]


def test_a_quotation_over_paragraphs_without_marks_between_covers_them() -> None:
    text = "“First.\n\nSecond.\n\nThird.”"
    found = quotations(text)
    assert [one.inner.of(text) for one in found] == ["First.", "Second.", "Third."]
    assert [one.continues for one in found] == [True, True, False]


def test_an_open_mark_ends_with_its_paragraph() -> None:
    text = "“First.\n\nHe left.\n\nShe said “no” to it."
    assert [one.inner.of(text) for one in quotations(text)] == ["First.", "no"]


def test_a_million_characters_are_read_to_the_end() -> None:
    for piece in ("\"a' ", "“", "‘x ", "'s '", "«“", "''' ", '5" '):
        text = piece * (1_000_000 // len(piece))
        for one in find_quotations(text, [Span(0, len(text))]):
            assert one.outer.covers(one.inner)


@given(st.text(alphabet="aA s.,?\n“”„«»‹›\"'‘’‚`-5([", max_size=120))
def test_any_text_gives_quotations_in_order_that_never_overlap(text: str) -> None:
    last = 0
    for one in quotations(text):
        assert last <= one.outer.start
        assert one.outer.covers(one.inner)
        assert one.inner.of(text).strip() == one.inner.of(text)
        last = one.outer.end
    assert last <= len(text)


@given(st.text(max_size=200))
def test_any_characters_are_read(text: str) -> None:
    assert len(quotations(text)) <= len(text)
