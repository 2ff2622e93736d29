"""The record's pure stages: which claims are of one event, which words are the same, which pages are copies."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from memcon.model import Article, Block, BlockKind, Span
from memcon.record.copies import BANDS, HASHES, compare, shingles, sketch_of
from memcon.record.days import day_number
from memcon.record.likeness import of_figure, of_saying, same_words, thing_of, words_of
from memcon.record.merge import Cluster, Told, cluster, entry_key, status_of


def person(country: str, digit: str) -> tuple[str, str, str]:
    return ("participant", country, "a" + digit * 12)


LAVROV, PUTIN = person("RUS", "1"), person("RUS", "2")
BLINKEN, BIDEN = person("USA", "3"), person("USA", "4")
RUSSIA, AMERICA = ("participant", "RUS", "RUS"), ("participant", "USA", "USA")
MINISTERS, PRESIDENTS, COUNTRIES = (LAVROV, BLINKEN), (PUTIN, BIDEN), (RUSSIA, AMERICA)


@dataclass(frozen=True)
class Said:
    """A claim in short: days are days of February 2022, 0 is none."""

    key: str
    on: int | tuple[int, int] = 0
    told: int = 0
    status: str = "asserted"
    form: str = "meeting"
    who: tuple[tuple[str, str, str], ...] = MINISTERS
    land: str = ""
    instead_of: int = 0

    @property
    def claim(self) -> Told:
        first, last = self.on if isinstance(self.on, tuple) else (self.on, self.on)
        return Told(
            id=ord(self.key), key=self.key, source=ord(self.key), published=_day(self.told), status=self.status,
            form=self.form, who=self.who, first=_day(first), last=_day(last), land=self.land,
            instead_of=_day(self.instead_of),
        )  # fmt: skip


def _day(number: int) -> int | None:
    start = day_number("2022-02-01")
    assert start is not None
    return start + number - 1 if number else None


# name → (claims, the clusters as strings of keys)
CLUSTERS: dict[str, tuple[list[Said], list[str]]] = {
    "nothing": ([], []),
    "one": ([Said("a", 7, 8)], ["a"]),
    "the same day": ([Said("a", 7, 7), Said("b", 7, 9)], ["ab"]),
    "another day": ([Said("a", 7, 7), Said("b", 8, 9)], ["a", "b"]),
    "no date, told on the day": ([Said("a", 7, 7), Said("b", 0, 7)], ["ab"]),
    "no date, told within three days": ([Said("a", 7, 7), Said("b", 0, 10)], ["ab"]),
    "no date, told after three days": ([Said("a", 7, 7), Said("b", 0, 11)], ["a", "b"]),
    "no date, told before": ([Said("a", 7, 7), Said("b", 0, 6)], ["a", "b"]),
    "no date: the latest before it": ([Said("a", 7, 7), Said("b", 9, 9), Said("c", 0, 10)], ["a", "bc"]),
    "no date, nor a date of the report": ([Said("a", 7, 7), Said("b", 0, 0)], ["a", "b"]),
    "two without a date, told a day apart": ([Said("a", 0, 7), Said("b", 0, 8)], ["ab"]),
    "two without a date, told two days apart": ([Said("a", 0, 7), Said("b", 0, 9)], ["a", "b"]),
    "three without a date are near the first": ([Said("a", 0, 7), Said("b", 0, 8), Said("c", 0, 9)], ["ab", "c"]),
    "planned, then held": ([Said("a", 9, 7, "planned"), Said("b", 9, 10)], ["ab"]),
    "planned without a date, then held": ([Said("a", 0, 7, "planned"), Said("b", 9, 10)], ["ab"]),
    "planned without a date: the next one": (
        [Said("a", 0, 7, "planned"), Said("b", 9, 9), Said("c", 11, 11)], ["ab", "c"],
    ),
    "planned without a date, held after the fourteenth day": (
        [Said("a", 0, 1, "planned"), Said("b", 16, 16)], ["a", "b"],
    ),
    "planned for one of several days": ([Said("a", (7, 11), 3, "planned"), Said("b", 9, 9)], ["ab"]),
    "planned for one of several days, held twice in them": (
        [Said("a", (7, 11), 3, "planned"), Said("b", 8, 8), Said("c", 10, 10)], ["a", "b", "c"],
    ),
    "planned for one of several days, held on another": (
        [Said("a", (7, 11), 3, "planned"), Said("b", 12, 12)], ["a", "b"],
    ),
    "of more than a month": ([Said("a", (1, 40), 3), Said("b", 12, 12)], ["a", "b"]),
    "two of one interval": ([Said("a", (7, 11), 3), Said("b", (7, 11), 12)], ["ab"]),
    "two of two intervals": ([Said("a", (7, 11), 3), Said("b", (7, 12), 3)], ["a", "b"]),
    "cancelled without a date": ([Said("a", 24, 18, "planned"), Said("b", 0, 22, "cancelled")], ["ab"]),
    "cancelled without a date, on the day after": (
        [Said("a", 24, 18, "planned"), Said("b", 0, 25, "cancelled")], ["ab"],
    ),
    "cancelled without a date, two days after": (
        [Said("a", 22, 18, "planned"), Said("b", 0, 25, "cancelled")], ["a", "b"],
    ),
    "postponed without a date": ([Said("a", 24, 18, "planned"), Said("b", 0, 22, "postponed")], ["ab"]),
    "moved": ([Said("a", 14, 10, "planned"), Said("b", 12, 11, "planned", instead_of=14)], ["ab"]),
    "moved, and held on the new day": (
        [Said("a", 14, 10, "planned"), Said("b", 12, 11, "planned", instead_of=14), Said("c", 12, 12)], ["abc"],
    ),
    "moved, but held on the old day too": (
        [Said("a", 14, 10, "planned"), Said("b", 12, 11, "planned", instead_of=14), Said("c", 14, 14)],
        ["ac", "b"],
    ),
    "moved by more than a month": (
        [Said("a", 1, 1, "planned"), Said("b", 40, 1, "planned", instead_of=1)], ["a", "b"],
    ),
    "moved from a day of others": (
        [Said("a", 14, 10, "planned", who=PRESIDENTS), Said("b", 12, 11, "planned", instead_of=14)], ["a", "b"],
    ),
    "a call and a meeting, of these persons": ([Said("a", 7, 7, form="call"), Said("b", 7, 7)], ["ab"]),
    "a call and a meeting, of countries": (
        [Said("a", 7, 7, form="call", who=COUNTRIES), Said("b", 7, 7, who=COUNTRIES)], ["a", "b"],
    ),
    "a call and talks, of countries": (
        [Said("a", 7, 7, form="call", who=COUNTRIES), Said("b", 7, 7, form="talks", who=COUNTRIES)], ["ab"],
    ),
    "a meeting and a summit, of countries": (
        [Said("a", 7, 7, form="summit", who=COUNTRIES), Said("b", 7, 7, who=COUNTRIES)], ["ab"],
    ),
    "other persons on one day": ([Said("a", 7, 7), Said("b", 7, 7, who=PRESIDENTS)], ["a", "b"]),
    "one person is another": ([Said("a", 7, 7), Said("b", 7, 7, who=(LAVROV, BIDEN))], ["a", "b"]),
    "one side with two persons": ([Said("a", 7, 7), Said("b", 7, 7, who=(LAVROV, PUTIN, BLINKEN))], ["ab"]),
    "countries only": ([Said("a", 7, 7, who=COUNTRIES), Said("b", 7, 8, who=COUNTRIES)], ["ab"]),
    "a country stands for its minister": ([Said("a", 7, 7), Said("b", 7, 7, who=COUNTRIES)], ["ab"]),
    "a person and a country": ([Said("a", 7, 7), Said("b", 7, 7, who=(LAVROV, AMERICA))], ["ab"]),
    "countries, and two pairs that it could be: by itself": (
        [Said("a", 7, 7), Said("b", 7, 7, who=PRESIDENTS), Said("c", 7, 7, who=COUNTRIES)], ["a", "b", "c"],
    ),
    "no date, and two pairs that it could be: by itself": (
        [Said("a", 7, 7), Said("b", 7, 7, who=PRESIDENTS), Said("c", 0, 8, who=COUNTRIES)], ["a", "b", "c"],
    ),
    "no date, and two pairs of which it names one": (
        [Said("a", 7, 7), Said("b", 7, 7, who=PRESIDENTS), Said("c", 0, 8)], ["ac", "b"],
    ),
    "places in different countries": ([Said("a", 7, 7, land="CHE"), Said("b", 7, 7, land="DEU")], ["a", "b"]),
    "a place, and none": ([Said("a", 7, 7, land="CHE"), Said("b", 7, 7)], ["ab"]),
    "none, and two places that it could be of": (
        [Said("a", 7, 7, land="CHE"), Said("b", 7, 7, land="DEU"), Said("c", 7, 7)], ["a", "b", "c"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CLUSTERS)
def test_cluster(name: str) -> None:
    claims, expected = CLUSTERS[name]
    for given in (claims, claims[::-1]):
        found = cluster(said.claim for said in given)
        assert sorted("".join(sorted(told.key for told in one.told)) for one in found) == expected


# (claims, what is said of the last claim)
RULES = [
    ([Said("a", 7, 7)], "the first told of 2022-02-07"),
    ([Said("a", 7, 7), Said("b", 7, 8)], "same parties, 2022-02-07"),
    (
        [Said("a", 7, 7), Said("b", 0, 8)],
        "told on 2022-02-08 without a date, so it can be that of 2022-02-07",
    ),
    (
        [Said("a", 7, 7), Said("b", (6, 9), 8)],
        "told of 2022-02-06 to 2022-02-09, so it can be that of 2022-02-07",
    ),
    ([Said("a", 0, 8)], "told on 2022-02-08 without a date"),
    ([Said("a", 0, 7), Said("b", 0, 8)], "told on 2022-02-08 without a date, like the first"),
    ([Said("a", 0, 0)], "stands by itself"),
    (
        [Said("b", 12, 11, "planned", instead_of=14), Said("a", 14, 10, "planned")],
        "the first told of 2022-02-14; moved from 2022-02-14 to 2022-02-12",
    ),
]


@pytest.mark.parametrize(("claims", "rule"), RULES)
def test_rule(claims: list[Said], rule: str) -> None:
    members = {told.key: rule for one in cluster(c.claim for c in claims) for told, rule in one.members}
    assert members[claims[-1].key] == rule


def test_what_was_judged_different_stays_apart() -> None:
    claims = [Said("a", 7, 7).claim, Said("b", 7, 8).claim, Said("c", 0, 8).claim]
    found = cluster(claims, lambda one, other: {one.key, other.key} == {"a", "b"})
    assert sorted("".join(told.key for told in one.told) for one in found) in (["a", "b", "c"], ["ac", "b"])


# ([(status, day of the report)], what became of it)
STATUS = [
    ([("planned", 7)], "planned"),
    ([("planned", 7), ("asserted", 9)], "asserted"),
    ([("asserted", 9), ("cancelled", 8)], "asserted"),
    ([("historical", 9), ("planned", 10)], "historical"),
    ([("planned", 7), ("cancelled", 8)], "cancelled"),
    ([("cancelled", 7), ("planned", 8)], "planned"),
    ([("planned", 7), ("cancelled", 7)], "cancelled"),
    ([("planned", 0), ("postponed", 7)], "postponed"),
    ([("demanded", 7), ("demanded", 8)], "demanded"),
]


@pytest.mark.parametrize(("told", "expected"), STATUS)
def test_status_of(told: list[tuple[str, int]], expected: str) -> None:
    claims = [Said(chr(97 + i), 9, day, status).claim for i, (status, day) in enumerate(told)]
    assert status_of(claims) == status_of(claims[::-1]) == expected


def test_entry_key() -> None:
    """A key depends on block, day and persons, not on who told it or when."""

    def key(*claims: Said, block: int = 5) -> str:
        (one,) = cluster(said.claim for said in claims)
        return entry_key(block, one)

    first = key(Said("a", 7, 7))
    assert first == key(Said("b", 7, 9), Said("c", 7, 8)) == key(Said("d", 0, 8), Said("e", 7, 7))
    others = [
        key(Said("a", 7, 7), block=6),
        key(Said("a", 8, 8)),
        key(Said("a", 7, 7, who=PRESIDENTS)),
        key(Said("a", 7, 7, who=COUNTRIES)),
        key(Said("a", 0, 7)),
        key(Said("a", (7, 8), 7)),
        key(Said("a", 0, 0)),
        key(Said("b", 0, 0)),
    ]
    assert len({first, *others}) == 9
    assert Cluster(None).anchor == 0


# ---- words


WORDS = [
    ("We will not go", ["we", "will", "not", "go"]),
    ("“We won’t go,” he said.", ["we", "won't", "go", "he", "said"]),
    ("a 50-km front … Łódź", ["a", "50", "km", "front", "łódź"]),
    ("— …", []),
]


@pytest.mark.parametrize(("text", "expected"), WORDS)
def test_words_of(text: str, expected: list[str]) -> None:
    assert words_of(text) == expected


LONG = "we will not give up a single inch of our land to anyone who asks for it"
SAME = [
    (LONG, LONG, True),
    (LONG, LONG.upper() + "!", True),
    (LONG, "a single inch of our land to anyone", True),
    (LONG, "friends, " + LONG + ", and they know it well", True),
    (LONG, LONG.replace("asks for", "demands"), True),
    (LONG, "we will not give up our hope of peace for anyone who asks", False),
    (LONG, "inch of our land", False),
    ("inch of our land", "Inch of our land.", True),
    ("not one inch", "not one step", False),
    ("", "", True),
    ("", LONG, False),
]


@pytest.mark.parametrize(("one", "other", "expected"), SAME)
def test_same_words(one: str, other: str, expected: bool) -> None:
    a, b = words_of(one), words_of(other)
    assert same_words(a, b) == same_words(b, a) == expected


def test_of_saying() -> None:
    """Sayings of one speaker that share a long stretch share a hash; of two speakers, never."""
    hashes = of_saying("statement", "a1", LONG)
    assert hashes == of_saying("statement", "a1", LONG.capitalize() + ".")
    assert set(hashes) & set(of_saying("statement", "a1", "And so I say: " + LONG))
    assert not set(hashes) & set(of_saying("statement", "a2", LONG))
    assert not set(hashes) & set(of_saying("conditional", "a1", LONG))
    assert len(of_saying("statement", "a1", "no")) == len(of_saying("statement", "a1", "")) == 1
    assert len(hashes) < len(words_of(LONG)) - 4  # a sample, not every run


THINGS = [
    ("troops", "troops"),
    ("Russian soldiers", "troops"),
    ("Soldiers", "troops"),
    ("casualties", "casualties"),
    ("ceasefire violation", "violations"),
    ("person of interest", "persons of interest"),
    ("members of the lower house", "members of house"),
    ("country", "countries"),
    ("people", "people"),
    ("", ""),
]


@pytest.mark.parametrize(("what", "expected"), THINGS)
def test_thing_of(what: str, expected: str) -> None:
    assert thing_of(what) == expected


def test_of_figure() -> None:
    assert of_figure("", "Russian troops") == of_figure("", "troops")
    assert of_figure("", "troops") != of_figure("USD", "troops") != of_figure("USD", "tanks")


# ---- copies

STORY = (
    "The two ministers spoke for an hour about the closed border on Monday and agreed to speak again before the "
    "week is out, a spokeswoman told reporters in the capital. Neither side said what was offered, but both called "
    "the talks useful and said that the monitors would be let through to the three villages by Thursday evening."
)
OTHER = (
    "Farmers in the north brought in the last of the beet harvest this week, a month later than in other years, "
    "because the fields were under water for most of the autumn and the machines could not drive on them at all."
)
THIRD = (
    "The port was closed for two days by the storm, and the ferries that should have left on Friday with lorries "
    "for the islands will sail on Monday at the earliest, the company wrote to its customers."
)
COMPARED = [
    ("the same", STORY, STORY, ("copy", 1.0)),
    ("another headline word", STORY, STORY.replace("Monday", "Tuesday"), ("copy", 0.9)),
    ("cut in the middle", STORY, STORY[: STORY.index(" and agreed")], ("contains", 1.0)),
    ("inside a longer one", STORY, f"{OTHER} {STORY} {THIRD}", ("contains", 1.0)),
    ("another story", STORY, OTHER, ("", 0.0)),
    ("a shared phrase", STORY, OTHER + " The two ministers spoke for an hour.", ("", 0.0)),
    ("nothing", "", "", ("", 0.0)),
    ("two words", "two words", "two words", ("", 0.0)),
]


@pytest.mark.parametrize(
    ("one", "other", "expected"), [c[1:] for c in COMPARED], ids=[c[0] for c in COMPARED]
)
def test_compare(one: str, other: str, expected: tuple[str, float]) -> None:
    kind, overlap = compare(shingles(one), shingles(other))
    assert (kind, round(overlap, 2)) == expected
    assert compare(shingles(other), shingles(one)) == (kind, overlap)


def article(text: str) -> Article:
    blocks = (Block(Span(0, len(text)), BlockKind.PARAGRAPH),)
    return Article("a1", text, blocks, "en")


def test_a_shared_phrase_makes_no_candidates() -> None:
    """Of a thousand stories that all have one phrase in common, none shares a band with the first."""
    for phrase in ("on 12 March in", "in the United States", "the prime minister said"):
        stories = [
            " ".join(f"w{(n * 997 + i * i) % 9973}" for i in range(60)) + f" {phrase} " + f"end of {n}"
            for n in range(1000)
        ]
        first, *others = (frozenset(sketch_of(article(story)).bands) for story in stories)
        assert sum(bool(first & other) for other in others) < 20


def test_sketch_is_the_same_on_every_machine() -> None:
    """Pinned: a stored sketch is compared with one made years later."""
    sketch = sketch_of(article(STORY))
    assert sketch.words == 58
    assert sketch.blob is not None
    assert len(sketch.blob) == 4 * HASHES
    assert sketch.blob.hex()[:32] == "d34e3f04aee89019b4ddeb0a7cd4e207"
    assert sketch.bands[:2] == (807197785948609347, 1311798022121291659)
    assert len(sketch.bands) == BANDS + 1  # and its one paragraph


def test_sketches_meet_where_stories_are_copies() -> None:
    bands = {name: set(sketch_of(article(text)).bands) for name, text in (
        ("story", STORY), ("edited", STORY.replace("Monday", "Tuesday")), ("other", OTHER),
    )}  # fmt: skip
    assert bands["story"] & bands["edited"]
    assert not bands["story"] & bands["other"]


def test_a_short_story_is_a_copy_of_nothing() -> None:
    short = sketch_of(article("The two ministers spoke for an hour."))
    assert (short.words, short.blob, short.bands) == (7, None, ())
