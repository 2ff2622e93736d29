"""Readings like those of news, made without pages: the same seed gives the same stream.

About A_DAY articles a day, so that a longer stream covers more days and not denser ones.
"""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import accumulate
from typing import Any

from memcon.model import (
    Actor,
    Article,
    Block,
    BlockKind,
    Clause,
    Conditional,
    Event,
    Evidence,
    Figure,
    Meeting,
    Mention,
    Page,
    Place,
    Reading,
    Span,
    Statement,
    Status,
    When,
    content_id,
)

SEED, START, A_DAY = 20220119, date(2001, 1, 1), 200
STATES, PERSONS, PLACES, OUTLETS, WORDS = 150, 1500, 300, 40, 20_000
EVENTS, NEAR, RECENT = 10, 20, 200  # events an article; articles within which one is repeated, or copied
REPEATED, COPIED, MEETINGS = 0.3, 0.1, 1 / 3
ACTS = (
    ("ACCUSE", "112"), ("ASSAULT", "190"), ("MOBILIZE", "154"), ("REQUEST", "020"), ("SANCTION", "163"),
    ("RETREAT", "0874"), ("SUPPORT", "054"), ("AGREE", "030"), ("COOPERATE", "062"), ("THREATEN", "130"),
    ("REJECT", "120"), ("AID", "070"), ("PROTEST", "141"), ("COERCE", "170"), ("STATEMENT", "016"),
)  # fmt: skip
FORMS = ("meeting", "meeting", "meeting", "call", "talks", "visit", "summit")
# Shares as in examples/crisis: of ten events seven happened, two are to come, one is neither.
STATUSES = (Status.ASSERTED,) * 7 + (Status.PLANNED,) * 2 + (Status.THREATENED,)
SYLLABLES = [a + b for a in "b d f g k l m n p r s t v z br st tr".split() for b in "a e i o u an er".split()]


@dataclass(frozen=True, slots=True)
class Happening:
    """What an event sentence tells: who, what, to whom, when, where; `day` is None where no date is given."""

    act: tuple[str, str]
    form: str
    status: Status
    who: tuple[Actor, ...]
    whom: tuple[Actor, ...]
    day: date | None
    place: Place | None
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class Sentence:
    """Words, what they tell (a Happening, "said", "if", a number or nothing), and whose they are."""

    words: str
    tells: Happening | str | int | None = None
    speaker: Actor | None = None


class World:
    """Whom and what the articles are about, and the words they use: the frequent ones far more often."""

    def __init__(self, dice: random.Random) -> None:
        self.dice = dice
        names = self._names()
        self.states = [self._state(next(names)) for _ in range(STATES)]
        self.state_shares = _zipf(STATES)
        self.persons = [self._person(next(names), next(names)) for _ in range(PERSONS)]
        self.person_shares = _zipf(PERSONS)
        made = [(next(names), self.state().country) for _ in range(PLACES)]
        self.places = [Place(content_id("g", name), name, country, None, None) for name, country in made]
        self.words = [next(names).lower() for _ in range(WORDS)]
        self.word_shares = _zipf(WORDS)

    def _names(self) -> Iterator[str]:
        seen: set[str] = set()
        while True:
            name = "".join(self.dice.choices(SYLLABLES, k=self.dice.choice((2, 3, 3, 4)))).capitalize()
            if name not in seen:
                seen.add(name)
                yield name

    def _state(self, name: str) -> Actor:
        return Actor(name.upper(), name, "state", name.upper(), "GOV")

    def _person(self, first: str, last: str) -> Actor:
        name, country = f"{first} {last}", self.state().country
        return Actor(content_id("a", name), name, "person", country, "GOV", "foreign minister")

    def state(self) -> Actor:
        """Return a state."""
        return self.dice.choices(self.states, cum_weights=self.state_shares)[0]

    def actor(self) -> Actor:
        """Return a state or a person, as often the one as the other."""
        if self.dice.random() < 0.5:
            return self.state()
        return self.dice.choices(self.persons, cum_weights=self.person_shares)[0]

    def prose(self, words: int) -> str:
        """Return so many words."""
        return " ".join(self.dice.choices(self.words, cum_weights=self.word_shares, k=words))


def _zipf(count: int) -> list[float]:
    return list(accumulate(1 / rank for rank in range(1, count + 1)))


class News:
    """A stream of articles, day by day, that repeat and copy one another."""

    def __init__(self) -> None:
        self.dice = random.Random(SEED)
        self.world = World(self.dice)
        self.told: deque[Happening] = deque(maxlen=NEAR * EVENTS)
        self.recent: deque[list[Sentence]] = deque(maxlen=RECENT)

    def readings(self, count: int) -> Iterator[tuple[Page, Reading]]:
        """Give articles with what is read from them."""
        for number in range(count):
            today = START + timedelta(number // A_DAY)
            if self.recent and self.dice.random() < COPIED:
                sentences = list(self.dice.choice(self.recent))
                plain = [i for i, one in enumerate(sentences) if one.tells is None]
                sentences[self.dice.choice(plain)] = Sentence(self.world.prose(12))
            else:
                sentences = self._sentences(today)
                self.recent.append(sentences)
            outlet = f"Outlet {int(OUTLETS ** self.dice.random())}"
            url = f"https://{outlet.lower().replace(' ', '-')}.example/{today:%Y/%m/%d}/{number}"
            drawn = _Drawn(self.world.prose(7).capitalize(), sentences)
            reading = drawn.reading(url, outlet, today)
            yield Page(reading.article.text.encode(), "text/plain", url, "utf-8"), reading

    def _sentences(self, today: date) -> list[Sentence]:
        dice, prose = self.dice, self.world.prose
        found = [Sentence(f"{prose(dice.randint(4, 12))}", self._happening(today)) for _ in range(EVENTS)]
        found += [Sentence(prose(dice.randint(6, 14)), "said", self.world.actor()) for _ in range(2)]
        if dice.random() < 0.5:
            found.append(Sentence(prose(12), "said", self.world.actor()))
        if dice.random() < 0.2:
            found.append(Sentence(prose(6), "if", self.world.actor()))
        if dice.random() < 0.3:
            found.append(Sentence(dice.choice(self.world.words[:400]), dice.randint(2, 5000)))
        found += [Sentence(prose(dice.randint(8, 20))) for _ in range(dice.randint(1, 5))]
        dice.shuffle(found)
        return found

    def _happening(self, today: date) -> Happening:
        dice, world = self.dice, self.world
        if self.told and dice.random() < REPEATED:
            return dice.choice(self.told)
        who, whom = world.actor(), world.actor()
        while who.country == whom.country:
            whom = world.actor()
        meets = dice.random() < MEETINGS
        status = dice.choice(STATUSES)
        ahead = dice.randint(0, 14) if status is Status.PLANNED else -dice.randint(0, 2)
        one = Happening(
            ("CONSULT", "040") if meets else dice.choice(ACTS),
            dice.choice(FORMS) if meets else "",
            status,
            (who,),
            (whom,),
            today + timedelta(ahead) if dice.random() < 2 / 3 else None,
            dice.choice(world.places) if dice.random() < 0.25 else None,
            meets and status is Status.PLANNED and dice.random() < 0.1,
        )
        self.told.append(one)
        return one


@dataclass
class _Drawn:
    """An article while it is written: its text so far, and what each sentence yields."""

    title: str
    sentences: list[Sentence]
    text: str = ""
    mentions: dict[str, list[Mention]] = field(default_factory=dict)
    actors: dict[str, Actor] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    found: dict[str, list[Any]] = field(default_factory=dict)

    def reading(self, url: str, outlet: str, today: date) -> Reading:
        """Write it all; return the reading."""
        title = self._put(self.title)
        blocks = [Block(title, BlockKind.TITLE)]
        for start in range(0, len(self.sentences), 3):
            self.text += "\n\n"
            first = len(self.text)
            for sentence in self.sentences[start : start + 3]:
                self._sentence(sentence)
            self.text = self.text[:-1]
            blocks.append(Block(Span(first, len(self.text)), BlockKind.PARAGRAPH))
        article = Article(
            content_id("a", url), self.text, tuple(blocks), "en", url, self.title, "", outlet, _when(today)
        )
        actors = [replace(one, mentions=tuple(self.mentions[one.id])) for one in self.actors.values()]
        found: dict[str, Any] = {name: tuple(items) for name, items in self.found.items()}
        return Reading(article, tuple(actors), places=tuple(self.places.values()), **found)

    def _put(self, words: str) -> Span:
        start = len(self.text)
        self.text += words
        return Span(start, len(self.text))

    def _name(self, actor: Actor) -> Span:
        span = self._put(actor.name)
        self.actors[actor.id] = actor
        self.mentions.setdefault(actor.id, []).append(Mention(span, "name"))
        return span

    def _sentence(self, sentence: Sentence) -> None:
        if isinstance(sentence.tells, Happening):
            self._event(sentence.words, sentence.tells)
        elif sentence.speaker is not None:
            self._saying(sentence, sentence.speaker)
        elif isinstance(sentence.tells, int):
            span = self._put(f"{sentence.tells} {sentence.words}")
            n = float(sentence.tells)
            item = Figure(
                content_id("f", *_at(span)), n, n, n, False, "", sentence.words, "", _evidence(span, span)
            )
            self.found.setdefault("figures", []).append(item)
        else:
            self._put(sentence.words.capitalize())
        self._put(". ")

    def _event(self, words: str, one: Happening) -> None:
        first = len(self.text)
        self._name(one.who[0])
        trigger = self._put(" met" if one.form else f" {one.act[0].lower()}ed")
        self._put(" ")
        self._name(one.whom[0])
        said = Span(first, len(self.text))
        when = place = None
        if one.day is not None:
            when = replace(_when(one.day), span=self._put(f" on {one.day:%d %B}"))
        if one.place is not None:
            self._put(" in ")
            place = self._put(one.place.name)
            self.places[one.place.id] = one.place
        self._put(f" {words}")
        of = _evidence(said, Span(first, len(self.text)))
        who, whom = (tuple(actor.id for actor in side) for side in (one.who, one.whom))
        where = one.place.id if one.place else ""
        codes = {"plover": one.act[0], "cameo": one.act[1]}
        key = content_id("e", first)
        event = Event(key, trigger, who, whom, codes, one.status, of, when, where, place)
        self.found.setdefault("events", []).append(event)
        if one.form and one.status is not Status.THREATENED:
            held = "cancelled" if one.cancelled else "planned" if one.status is Status.PLANNED else "held"
            meeting = Meeting(content_id("m", key), who + whom, one.form, held, of, when, where, place)
            self.found.setdefault("meetings", []).append(meeting)

    def _saying(self, sentence: Sentence, speaker: Actor) -> None:
        first = len(self.text)
        self._put("If " if sentence.tells == "if" else "“")
        words = self._put(sentence.words)
        self._put(", then " if sentence.tells == "if" else ",” ")
        name = self._name(speaker)
        cue = self._put(" said")
        of = _evidence(words, Span(first, len(self.text)))
        key = content_id("s", first)
        if sentence.tells == "if":
            item = Conditional(key, speaker.id, Clause(words), Clause(name, speaker.id), "threat", of)
            self.found.setdefault("conditionals", []).append(item)
        else:
            said = Statement(key, speaker.id, name, (words,), "direct", cue, "", "say", of)
            self.found.setdefault("statements", []).append(said)


def _at(span: Span) -> tuple[int, int]:
    return span.start, span.end


def _evidence(span: Span, sentence: Span) -> Evidence:
    return Evidence(span.start, span.end, _at(sentence), "verb clause")


def _when(day: date) -> When:
    return When(day.isoformat(), day.isoformat(), day.isoformat(), "day", "stated")
