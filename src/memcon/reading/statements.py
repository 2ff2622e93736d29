"""Who said what to whom: direct, indirect and mixed statements, across sentences.

Every cue of a sentence is asked for its content (contents.py) and its speaker
(attribution.py); a quotation that no cue governs belongs to whoever spoke last.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from memcon.model import Evidence, Span, Statement, content_id
from memcon.reading.attribution import Attribution, Cues, beside, find_attributions, load_cues, speaker_span
from memcon.reading.contents import Region, find_region
from memcon.reading.grammar import Sentence, Token
from memcon.reading.quotes import Quotation
from memcon.reading.scene import FIRST, Scene
from memcon.tables import Tables

Who = Callable[[Token], str]
CREDIT = re.compile(r"\s{0,4}(?:--?|[–—―])\s{0,2}(?=[^\W\d_])")  # “…” — Ana Ruiz


@dataclass(slots=True)
class Draft:
    """A statement in the making."""

    content: list[Span]
    quotes: list[int]
    kind: str
    rule: str
    sentence: Sentence
    attribution: Attribution | None = None
    speaker: Token | None = None
    quoted: list[Span] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Turn:
    """Somebody begins to speak here."""

    place: int
    paragraph: int
    speaker: Token | None
    attribution: Attribution | None = None


@dataclass(slots=True)
class Page:
    """What all the steps look at."""

    text: str
    sentences: Sequence[Sentence]
    quotations: Sequence[Quotation]
    chains: list[list[int]]
    cues: Cues
    order: dict[int, int]
    ends: dict[int, tuple[Sentence, int]]
    used: set[int] = field(default_factory=set)
    silent: list[Turn] = field(default_factory=list)


def find_statements(
    text: str,
    sentences: Sequence[Sentence],
    quotations: Sequence[Quotation],
    who: Callable[[Token], str],
    tables: Tables,
) -> tuple[Statement, ...]:
    """Find the statements of an article, in the order of their content.

    `who` tells the actor of a word ("" if unknown); the tokens' `quote` counts `quotations`.
    """
    order = {block: number for number, block in enumerate(dict.fromkeys(one.block for one in sentences))}
    ends = {number: (one, place) for one in sentences for number, place in _closed(one)}
    page = Page(text, sentences, quotations, _chains(quotations), load_cues(tables), order, ends)
    drafts: list[Draft] = []
    for sentence in sentences:
        drafts.extend(_read(page, sentence))
    drafts = _without_doubles(drafts)
    drafts.extend(_whole_text(page))
    drafts.extend(_left_over(page, drafts))
    drafts.sort(key=lambda draft: (draft.content[0].start, -draft.content[-1].end))
    return tuple(_statement(draft, who) for draft in drafts)


def _read(page: Page, sentence: Sentence) -> Iterator[Draft]:
    """Read the statements that the cues of a sentence govern."""
    attributions = find_attributions(sentence, page.cues)
    if not attributions:
        return
    scene = Scene(sentence, attributions)
    for one in attributions:
        region = find_region(scene, one)
        draft = _draft(page, scene, sentence, one, region) if region else None
        if draft is not None:
            page.used.update(draft.quotes)
            yield draft
        elif not one.nested and one.cue.pos == "verb" and "quote" in one.cue.complement:
            page.silent.append(Turn(one.token.start, page.order[sentence.block], one.speaker, one))


def _chains(quotations: Sequence[Quotation]) -> list[list[int]]:
    """For each quotation, the numbers of all that form one with it over paragraphs."""
    chains: list[list[int]] = []
    for number, quotation in enumerate(quotations):
        before = quotations[number - 1] if number else None
        if before is not None and before.continues and before.block + 1 == quotation.block:
            chains[-1].append(number)
            chains.append(chains[-1])
        else:
            chains.append([number])
    return chains


def _draft(page: Page, scene: Scene, sentence: Sentence, one: Attribution, region: Region) -> Draft | None:
    """Turn a region into spans, and tell its kind by its share of quoted words."""
    tokens = [token for first, last in region.pieces for token in scene.tokens[first:last]]
    words = [token for token in tokens if token.text[0].isalnum() or token.text[0] in "$€£#@"]
    quote = one.token.quote
    inside = [token for token in words if token.quote >= 0 and token.quote != quote]
    outside = [token for token in words if not (token.quote >= 0 and token.quote != quote)]
    if not words:
        return None
    numbers = sorted({token.quote for token in inside})
    if inside and all(token.lower in FIRST for token in outside):
        return _direct(page, sentence, one, region, numbers)
    kind = "mixed" if inside else "indirect"
    spans = [Span(scene.tokens[first].start, scene.tokens[last - 1].end) for first, last in region.pieces]
    quoted = [page.quotations[number].inner for number in numbers]
    return Draft(spans, numbers, kind, region.rule, sentence, one, one.speaker, quoted)


def _direct(page: Page, sentence: Sentence, one: Attribution, region: Region, numbers: list[int]) -> Draft:
    whole: list[int] = []
    for number in numbers:
        whole.extend(n for n in page.chains[number] if n not in whole)
    spans = [page.quotations[number].inner for number in sorted(whole)]
    return Draft(spans, sorted(whole), "direct", region.rule, sentence, one, one.speaker, list(spans))


def _without_doubles(drafts: list[Draft]) -> list[Draft]:
    """Keep one statement of those with the same content."""
    kept: dict[tuple[Span, ...], Draft] = {}
    for draft in drafts:
        key = tuple(draft.content)
        if key not in kept or draft.speaker is not None:
            kept[key] = draft
    return list(kept.values())


def _whole_text(page: Page) -> Iterator[Draft]:
    """Take a page that is one quotation from end to end for one statement; its byline speaks."""
    number = min(page.ends, default=-1)
    if number < 0 or number in page.used:
        return
    chain = page.chains[number]
    first, last = page.quotations[chain[0]].outer, page.quotations[chain[-1]].outer
    if first.start <= page.sentences[0].span.start and last.end >= page.sentences[-1].span.end:
        spans = [page.quotations[n].inner for n in chain]
        page.used.update(chain)
        yield Draft(spans, list(chain), "direct", "whole-text", page.sentences[0], None, None, list(spans))


def _left_over(page: Page, drafts: list[Draft]) -> Iterator[Draft]:
    """Find a speaker for the quotations that no cue of their own sentence governs."""
    turns = [Turn(d.content[0].start, _paragraph(page, d), d.speaker) for d in drafts if not _nested(d)]
    turns = sorted([*turns, *page.silent], key=lambda turn: turn.place)
    last: Turn | None = None
    at = 0
    for number, quotation in enumerate(page.quotations):
        while at < len(turns) and turns[at].place < quotation.outer.start:
            last = turns[at]
            at += 1
        if number in page.used or number not in page.ends or not _begins(page, quotation):
            continue
        chain = [n for n in page.chains[number] if n not in page.used]
        draft = _credited(page, chain) or _attributed(page, chain)
        if draft is None and _ends(page, quotation):
            draft = _introduced(page, chain) or _follower(page, chain, last)
        if draft is not None:
            page.used.update(chain)
            yield draft
            last = Turn(quotation.outer.start, _paragraph(page, draft), draft.speaker)


def _nested(draft: Draft) -> bool:
    return draft.attribution is not None and draft.attribution.nested


def _attributed(page: Page, chain: list[int]) -> Draft | None:
    """Read “…!” he said, where the parser began a sentence at "he" or took the verb for a noun."""
    sentence, place = page.ends.get(chain[-1], page.ends[chain[0]])
    last = page.quotations[chain[-1]].inner.of(page.text)[-1]
    if place == len(sentence.tokens) and sentence.index + 1 < len(page.sentences):
        following = page.sentences[sentence.index + 1]
        if following.block != sentence.block or (last != "," and not _spoken_after(page, following)):
            return None
        sentence, place = following, 0
    if place == len(sentence.tokens):
        return None
    comma = sentence.tokens[place].text == ","
    one = beside(sentence, place + comma, page.cues) if comma or last in ",?!-—–…" else None
    if one is None:
        return None
    spans = [page.quotations[n].inner for n in chain]
    return Draft(spans, chain, "direct", "quote beside", sentence, one, one.speaker, list(spans))


def _credited(page: Page, chain: list[int]) -> Draft | None:
    """Read “…” — Ana Ruiz: a name after a dash, in the line of the quotation or the one below."""
    end = page.quotations[chain[-1]].outer.end
    dash = CREDIT.match(page.text, end)
    if dash is None:
        return None
    sentence = page.ends.get(chain[-1], page.ends[chain[0]])[0]
    below = page.sentences[sentence.index : sentence.index + 2]
    after = [token for one in below for token in one.tokens if token.start >= dash.end()][:8]
    named = list(takewhile(lambda token: token.pos == "PROPN" or token.text[0].isupper(), after))
    if not named or named[0].pos != "PROPN" or named[0].quote >= 0:
        return None
    spans = [page.quotations[n].inner for n in chain]
    return Draft(spans, chain, "direct", "credit line", sentence, None, named[-1], list(spans))


def _introduced(page: Page, chain: list[int]) -> Draft | None:
    """Read "Kim put it this way: “…”" and "The king issued a statement:" before a paragraph."""
    quotation, sentence = page.quotations[chain[0]], page.ends[chain[0]][0]
    tokens = [token for token in sentence.tokens if token.start < quotation.outer.start]
    if not tokens and sentence.index:
        tokens = list(page.sentences[sentence.index - 1].tokens)
    if not tokens or tokens[-1].text != ":":
        return None
    root = next((token for token in reversed(tokens) if token.pos == "VERB" and token.child("nsubj")), None)
    speaker = root.child("nsubj") if root else None
    if speaker is None or speaker.quote >= 0 or speaker.lower in ("it", "this", "that", "which"):
        return None
    spans = [page.quotations[n].inner for n in chain]
    return Draft(spans, chain, "direct", "colon quote", sentence, None, speaker, list(spans))


def _spoken_after(page: Page, sentence: Sentence) -> bool:
    """Whether a sentence after a quotation is only its attribution: "he said to a cheer"."""
    if sentence.tokens[0].text[0].islower():
        return True
    span = sentence.span
    return any(span.start <= turn.place < span.end for turn in page.silent)


def _follower(page: Page, chain: list[int], last: Turn | None) -> Draft | None:
    """Give a quotation to whoever spoke last, in this paragraph or the one before."""
    sentence = page.ends[chain[0]][0]
    if last is None or page.order[sentence.block] - last.paragraph > 1:
        return None
    spans = [page.quotations[n].inner for n in chain]
    return Draft(spans, chain, "direct", "quote follows", sentence, None, last.speaker, list(spans))


def _paragraph(page: Page, draft: Draft) -> int:
    """Return the number of the paragraph in which a statement ends."""
    blocks = [page.ends[number][0].block for number in draft.quotes if number in page.ends]
    return max(page.order[block] for block in (draft.sentence.block, *blocks))


def _closed(sentence: Sentence) -> Iterator[tuple[int, int]]:
    """Give each quotation that ends in a sentence and the place after it."""
    last = -1
    for at, token in enumerate(sentence.tokens):
        if token.quote != last:
            if last >= 0:
                yield last, at
            last = token.quote
    if last >= 0:
        yield last, len(sentence.tokens)


def _begins(page: Page, quotation: Quotation) -> bool:
    """Whether a quotation begins as a sentence of its own, not as a few words in somebody else's."""
    inner = quotation.inner.of(page.text)
    left = page.text[max(0, quotation.outer.start - 6) : quotation.outer.start]
    begun = left.rstrip()[-1:]
    if len(inner.split()) < 2 or not (
        begun == ":" or inner[0].isupper() or inner[0].isdigit() or inner[0] in "[(…."
    ):
        return False
    return not begun or "\n" in left[-2:] or begun in ".?!:”\"»)]’'"


def _ends(page: Page, quotation: Quotation) -> bool:
    """Whether a quotation ends as a sentence; one that is a whole line without a stop is a heading."""
    last = quotation.inner.of(page.text)[-1]
    left = page.text[max(0, quotation.outer.start - 2) : quotation.outer.start]
    right = page.text[quotation.outer.end : quotation.outer.end + 2]
    if quotation.closed and last.isalnum() and right[:1] in ("", "\n") and (not left or "\n" in left):
        return False
    return last in ".?!…-—" or not right.strip() or right[0] in ".?!,\n"


def _statement(draft: Draft, who: Who) -> Statement:
    one = draft.attribution
    speaker = draft.speaker
    if speaker is not None and not any(character.isalnum() for character in speaker.text):
        speaker = None  # a stray mark that the parser took for a subject
    words = speaker_span(speaker) if speaker is not None else None
    content = tuple(draft.content)
    cue = one.span if one else None
    addressee = who(one.addressee) if one and one.addressee is not None else ""
    start = min(content[0].start, cue.start if cue else content[0].start)
    end = max(content[-1].end, cue.end if cue else content[-1].end)
    sentence = draft.sentence.span
    evidence = Evidence(start, end, (sentence.start, sentence.end), draft.rule)
    return Statement(
        id=content_id("s", start, end, draft.kind, *content),
        speaker=who(speaker) if speaker is not None else "",
        speaker_span=words,
        content=content,
        kind=draft.kind,
        cue=cue,
        addressee=addressee,
        stance=one.cue.stance if one else "say",
        evidence=evidence,
        quoted=tuple(draft.quoted),
    )
