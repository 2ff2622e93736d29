"""Reading: one page in, one Reading out. The stages stand below, in order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import count
from pathlib import Path

from memcon.errors import MemconError, PageError
from memcon.model import (
    Article,
    Block,
    BlockKind,
    Event,
    Mention,
    Page,
    Reading,
    Span,
    Statement,
    TimeMention,
    Unread,
    When,
)
from memcon.reading.actors import Cast, find_actors
from memcon.reading.article import read_article
from memcon.reading.circumstances import Circumstances, standing
from memcon.reading.clauses import VERBAL, subject_of
from memcon.reading.conditionals import Scene, find_conditionals
from memcon.reading.confidence import rated
from memcon.reading.coreference import resolve
from memcon.reading.dating import OfficeTerm, date_article
from memcon.reading.definite import Known, come_back
from memcon.reading.dialogue import address, conditional_threats, demands, hypothetical
from memcon.reading.events import find_events
from memcon.reading.fates import Around, find_fates
from memcon.reading.figures import find_figures
from memcon.reading.frames import find_frames
from memcon.reading.grammar import Sentence, Stretch, Token, parse
from memcon.reading.lexicon import lexicon
from memcon.reading.meetings import Told, find_meetings, kind_of
from memcon.reading.operators import is_told, object_control
from memcon.reading.parties import Setting
from memcon.reading.places import Atlas, Located, find_places
from memcon.reading.quotes import Quotation, find_quotations
from memcon.reading.statements import find_statements
from memcon.reading.times import find_times, resolve_times
from memcon.tables import Tables, load_tables

__all__ = ["read_page"]

MEANS = (
    "by",
    "over",
    "via",
    "on",
    "in",
)  # "spoke by phone", "in a call"; but "met on his first trip to Kyiv"
PARSED = (
    BlockKind.TITLE,
    BlockKind.HEADING,
    BlockKind.PARAGRAPH,
    BlockKind.DATELINE,
    BlockKind.DATE,
    BlockKind.BYLINE,
)


def read_page(
    page: Page,
    tables: Tables | None = None,
    published: When | None = None,
    model: str | Path | None = None,
) -> Reading:
    """Read one page; raises MemconError, and nothing else, when it can't be read.

    `published` is the date of publication, when the caller knows it. Pure: no disk but the
    tables and the model, no network, no clock.
    """
    tables = tables or load_tables()
    try:
        return _read(read_article(page, tables), tables, published, model)
    except MemconError:
        raise
    except RecursionError:
        raise PageError(f"{page.url or 'page'}: nested too deep to read; give its text instead") from None
    except Exception as error:
        detail = f"{type(error).__name__}: {error}".splitlines()[0]
        raise PageError(f"{page.url or 'page'}: could not be read ({detail}); please report it") from error


@dataclass(frozen=True, slots=True)
class _Page:
    """An article parsed and dated, with its people: what the stages of the story share."""

    article: Article
    sentences: tuple[Sentence, ...]
    story: tuple[Sentence, ...]
    quotations: tuple[Quotation, ...]
    cast: Cast
    times: tuple[TimeMention, ...]
    tables: Tables


def _read(article: Article, tables: Tables, published: When | None, model: str | Path | None) -> Reading:
    """Run every stage, in order."""
    blocks = [(i, block) for i, block in enumerate(article.blocks) if block.kind in PARSED]
    quotations = find_quotations(article.text, [b.span for _, b in blocks if b.kind.is_story])
    sentences = parse(article.text, _stretches(blocks, quotations), model)
    told = [sentence for sentence in sentences if article.blocks[sentence.block].kind.is_story]
    story = tuple(replace(sentence, index=index) for index, sentence in enumerate(told))

    expressions = find_times(sentences, tables)
    dated = date_article(article, published, expressions, ())
    cast = find_actors(article.text, sentences, tables, _as_known(dated), resolve)
    if dated is None or not dated.earliest:  # the terms of office of those named may say more
        dated = date_article(article, published, expressions, _terms(cast))
    times = resolve_times(article.text, expressions, sentences, dated)
    article = replace(article, published=dated)
    return _story(_Page(article, sentences, story, quotations, cast, times, tables))


def _story(page: _Page) -> Reading:
    """Read what is said and done in the story."""
    article, story, cast, tables = page.article, page.story, page.cast, page.tables
    atlas = find_places(article.text, page.sentences, lambda token: _is_person(cast, token), tables)
    atlas.here = _dateline_place(article, page.sentences, atlas)
    words = lexicon(tables)
    around = Circumstances(story, page.times, atlas, words.nouns)
    found = find_statements(article.text, story, page.quotations, cast.one, tables)
    statements = address(found, story, cast.country)
    said_in = _said_in(statements)
    frames = find_frames(story, words.nouns | words.goods, tables)
    fates = find_fates(story, frames, _whereabouts(atlas, around), tables)
    setting = _setting(cast, atlas, around)(
        fate=lambda token: fates.get(token.start),
        subject=partial(subject_of, control=object_control(tables)),
        said_in=said_in,
        standing=partial(standing, published=article.published),
        home=_home(cast),
        sides=_sides(cast),
        issuer=_issuer(cast, story, said_in),
    )
    events = find_events(story, frames, setting, tables)
    conditionals = find_conditionals(story, Scene(cast.who, setting.subject, said_in), events, tables)
    by_token = {token.i: sentence for sentence in story for token in sentence.tokens}
    tokens = {token.start: token for sentence in story for token in sentence.tokens}
    done = {frame.token.start for frame in frames if is_told(frame.token)}
    known = Known(setting, around.time, atlas.country, lambda event: kind_of(_words(tokens, event), tables))
    links, events = come_back(
        (
            *(hypothetical(event, conditionals, done) for event in events),
            *conditional_threats(conditionals, events, cast.country),
            *demands(frames, by_token, cast.who, said_in, cast.country),
        ),
        fates,
        known,
        tables,
    )
    _name_places(cast, atlas, events)
    reading = Reading(
        article=article,
        actors=cast.actors(),
        times=page.times,
        places=atlas.places(),
        meetings=find_meetings(events, known.kind, cast.country, atlas.country, Told(fates, links)),
        statements=statements,
        events=events,
        conditionals=conditionals,
        figures=find_figures(story, around.is_time, said_in, tables),
        unread=tuple(_unread(story, events, statements)),
    )
    return rated(reading, tables)


def _home(cast: Cast) -> str:
    """Return the state that a story of one state is about: of every three mentions two are its own."""
    told: Counter[str] = Counter()
    for actor, mentions in cast.mentions.items():
        if cast.country(actor):  # a person of whom nothing is known says nothing
            told[cast.country(actor)] += len(mentions)
    most, second = (*told.most_common(2), ("", 0), ("", 0))[:2]
    one = told.total() >= 5 and 3 * most[1] >= 2 * told.total() and 5 * second[1] <= most[1]
    return most[0] if one and most[0] in cast.known.states else ""


def _sides(cast: Cast) -> tuple[str, ...]:
    """Return the two sides of a story of two: of every five mentions three are theirs."""
    told: Counter[str] = Counter()
    for actor, mentions in cast.mentions.items():
        if cast.country(actor):
            told[cast.country(actor)] += len(mentions)
    most = (*told.most_common(3), ("", 0), ("", 0), ("", 0))[:3]
    two = 5 * (most[0][1] + most[1][1]) >= 3 * told.total() and most[1][1] > most[2][1]
    return (most[0][0], most[1][0]) if two else ()


def _issuer(cast: Cast, story: Sequence[Sentence], said_in: Callable[[Token], Statement | None]) -> str:
    """Return whose statement a text is that says "we" outside of quotations: the first subject's."""
    ours = [
        token
        for sentence in story
        for token in sentence.tokens
        if token.lower == "we" and token.quote < 0 and said_in(token) is None
    ]
    subjects = [
        cast.country(cast.one(token))
        for sentence in story[:1]
        for token in sentence.tokens
        if token.dep == "nsubj" and cast.one(token)
    ]
    return subjects[0] if len(ours) > 1 and subjects else ""


def _name_places(cast: Cast, atlas: Atlas, events: Sequence[Event]) -> None:
    """Make actors of countries that are named by their places alone ("arrived in Geneva") or implied."""
    for event in events:
        for actor in (*event.sources, *event.targets):
            if actor not in cast.mentions:
                spans = [
                    span for place in atlas.places() if place.country == actor for span in place.mentions
                ]
                implied = [Mention(event.trigger, "implied")]
                cast.mentions[actor] = [Mention(span, "place") for span in spans] or implied


def _stretches(blocks: Sequence[tuple[int, Block]], quotations: Sequence[Quotation]) -> list[Stretch]:
    """Parse every block by itself; a quotation's block counts those of the story."""
    numbers = count()
    return [
        Stretch(index, block.span, _within(next(numbers), quotations) if block.kind.is_story else ())
        for index, block in blocks
    ]


def _within(number: int, quotations: Sequence[Quotation]) -> tuple[Span, ...]:
    return tuple(quotation.outer for quotation in quotations if quotation.block == number)


def _as_known(when: When | None) -> str:
    """Return as much of the article's date as is certain: a day, a month, a year or nothing."""
    if when is None or not when.earliest:
        return ""
    for length in (10, 7):
        if when.latest is not None and when.earliest[:length] == when.latest[:length]:
            return when.earliest[:length]
    return when.earliest[:4]


def _terms(cast: Cast) -> list[OfficeTerm]:
    """The terms of listed people whom the text names in the office they held."""
    named = [
        person
        for person in cast.people.values()
        if person.listed and person.role and person.id in cast.mentions and not _former(person.role)
    ]
    return [
        OfficeTerm(
            cast.mentions[person.id][0].span,
            person.name,
            row.office,
            _day(row.from_, "01-01"),
            _day(row.to, "12-31"),
        )
        for person in named
        for row in cast.known.people[person.name]
        if row.role in person.offices_named
    ]


def _former(role: str) -> bool:
    return bool({"former", "ex", "late", "then"} & set(role.lower().replace("-", " ").split()))


def _day(edtf: str, rest: str) -> str | None:
    if not edtf or edtf == "..":
        return None
    return (
        edtf
        if len(edtf) == 10
        else f"{edtf}-{'01' if rest == '01-01' else '28'}"
        if len(edtf) == 7
        else f"{edtf}-{rest}"
    )


def _is_person(cast: Cast, token: Token) -> bool:
    return cast.person(cast.one(token)) is not None


def _dateline_place(article: Article, sentences: Sequence[Sentence], atlas: Atlas) -> Located | None:
    """Return the place in the dateline, which the text calls "here"."""
    for sentence in sentences:
        if article.blocks[sentence.block].kind is BlockKind.DATELINE:
            for token in sentence.tokens:
                found = atlas.at(token)
                if found is not None:
                    return found
    return None


def _whereabouts(atlas: Atlas, around: Circumstances) -> Around:
    def stay(token: Token) -> tuple[str, Span] | None:
        found = atlas.stay(token)
        return (found[0].id, found[1]) if found else None

    def at(token: Token) -> tuple[str, Span] | None:
        found = atlas.at(token)
        return (found[0].id, found[1]) if found else None

    return Around(around.time, stay, at)


def _setting(cast: Cast, atlas: Atlas, around: Circumstances) -> Callable[..., Setting]:
    def place(token: Token) -> str:
        found = atlas.at(token)
        return found[0].country if found else ""

    def where(token: Token) -> tuple[str, Span] | None:
        found: Located | None = around.where(token)
        return (found[0].id, found[1]) if found else None

    def at(token: Token) -> tuple[str, Span] | None:
        found = atlas.at(token)
        return (found[0].id, found[1]) if found else None

    def beside(token: Token, until: int) -> tuple[When | None, tuple[str, Span] | None]:
        when, found = around.beside(token, until)
        return when, (found[0].id, found[1]) if found else None

    return partial(
        Setting,
        who=cast.who,
        place=place,
        country=cast.country,
        is_person=lambda actor: cast.person(actor) is not None,
        is_state=lambda actor: actor in cast.known.states,
        sector=cast.sector,
        is_metonym=lambda token: cast.form(token) == "metonym",
        when=around.when,
        at=at,
        where=where,
        beside=beside,
    )


def _said_in(statements: Sequence[Statement]) -> Callable[[Token], Statement | None]:
    """Return the look-up of the innermost statement that a word stands in."""
    spans = sorted(
        ((span, statement) for statement in statements for span in statement.content),
        key=lambda pair: pair[0].end - pair[0].start,
    )

    def find(token: Token) -> Statement | None:
        for span, statement in spans:
            if span.start <= token.start < span.end:
                return statement
        return None

    return find


def _of_council(noun: Token) -> Iterator[str]:
    """What a meeting is of: "the meeting of the Council"."""
    for child in noun.children:
        if child.dep == "prep" and child.lower == "of":
            yield from (inner.lemma.lower() for inner in child.children)


def _words(tokens: dict[int, Token], event: Event) -> Iterator[str]:
    """The lemmas of an event's trigger and of its light verb's object."""
    token = tokens[event.trigger.start]
    for child in token.children:
        if child.dep in ("dobj", "nsubjpass", "pobj", "compound"):
            yield from _of_council(child)
            yield from (inner.lemma.lower() for inner in child.all("compound"))
            yield child.lemma.lower()
            yield child.lower
        elif child.dep == "prep" and child.lower in MEANS and token.pos in VERBAL:
            for inner in child.all("pobj"):
                if not any(below.lower == "to" or below.dep == "poss" for below in inner.children):
                    yield from (word.lemma.lower() for word in inner.all("compound"))
                    yield inner.lemma.lower()
    yield from _of_council(token)
    yield token.lemma.lower()
    yield token.head.lemma.lower() if token.dep in ("compound", "amod") else ""


def _unread(
    story: Sequence[Sentence], events: Sequence[Event], statements: Sequence[Statement]
) -> Iterator[Unread]:
    """Say of each sentence without an event why there is none."""
    coded = {event.evidence.sentence for event in events}
    said = {statement.evidence.sentence for statement in statements}
    for sentence in story:
        key = (sentence.span.start, sentence.span.end)
        if key not in coded:
            reason = (
                "a statement, but no act between actors"
                if key in said
                else "no predicate of the lexicon with an actor"
            )
            yield Unread(sentence.span, reason)
