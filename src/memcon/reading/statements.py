"""Who said what to whom: direct, indirect and mixed statements, across sentences.

Every cue of a sentence is asked for its content (contents.py) and its speaker
(attribution.py); a quotation that no cue governs belongs to whoever spoke last.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from memcon.model import Evidence, Span, Statement, content_id
from memcon.reading.attribution import Attribution, find_attributions, load_cues, speaker_span
from memcon.reading.contents import FIRST, MARKS, Region, Scene, find_region
from memcon.reading.grammar import Sentence, Token
from memcon.reading.quotes import Quotation
from memcon.tables import Tables

Who = Callable[[Token], str]


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


@dataclass(slots=True)
class Page:
    """What all the steps look at."""

    text: str
    sentences: Sequence[Sentence]
    quotations: Sequence[Quotation]
    chains: list[list[int]]
    used: set[int] = field(default_factory=set)


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
    page = Page(text, sentences, quotations, _chains(quotations))
    cues = load_cues(tables)
    drafts: list[Draft] = []
    for sentence in sentences:
        attributions = find_attributions(sentence, cues)
        scene = Scene(sentence, attributions)
        for one in attributions:
            region = find_region(scene, one)
            draft = _draft(page, scene, sentence, one, region) if region else None
            if draft is not None:
                drafts.append(draft)
    drafts = _without_doubles(drafts)
    drafts.extend(_followers(page, drafts))
    drafts.sort(key=lambda draft: (draft.content[0].start, -draft.content[-1].end))
    return tuple(_statement(page, draft, who) for draft in drafts)


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
        if key not in kept or (kept[key].speaker is None and draft.speaker is not None):
            kept[key] = draft
    return list(kept.values())


def _followers(page: Page, drafts: list[Draft]) -> Iterator[Draft]:
    """Give quotations that no cue governs to whoever spoke last, if directly before."""
    for draft in drafts:
        page.used.update(draft.quotes)
    places = sorted((d for d in drafts if not (d.attribution and d.attribution.nested)), key=_place)
    starts = {number: sentence for sentence in page.sentences for number in _opened(sentence)}
    last: Draft | None = None
    at = 0
    for number, quotation in enumerate(page.quotations):
        while at < len(places) and _place(places[at]) < quotation.outer.start:
            last = places[at]
            at += 1
        if number in page.used or number not in starts or not _is_sentence(page, quotation):
            continue
        chain = [n for n in page.chains[number] if n not in page.used]
        page.used.update(chain)
        spans = [page.quotations[n].inner for n in chain]
        if last is None or not _near(page, last, quotation):
            continue
        follower = Draft(spans, chain, "direct", "quote follows", starts[number], None, last.speaker, list(spans))
        yield follower
        last = follower


def _place(draft: Draft) -> int:
    return draft.content[0].start


def _opened(sentence: Sentence) -> Iterator[int]:
    last = -1
    for token in sentence.tokens:
        if token.quote >= 0 and token.quote != last:
            yield token.quote
        last = token.quote


def _near(page: Page, last: Draft, quotation: Quotation) -> bool:
    """Whether the last speaker spoke in this paragraph or in the one before."""
    block = last.sentence.block
    if last.quotes:
        block = max(block, page.quotations[last.quotes[-1]].block)
    return quotation.block - block <= 1


def _is_sentence(page: Page, quotation: Quotation) -> bool:
    """Whether a quotation is a sentence of its own, not a few words in somebody else's."""
    text = page.text
    inner = quotation.inner.of(text)
    if len(inner.split()) < 2 or not (inner[0].isupper() or inner[0] in "[(…." or inner[0].isdigit()):
        return False
    before = text[max(0, quotation.outer.start - 8) : quotation.outer.start].rstrip()
    if before and before[-1] not in ".?!:”\"»)]’'" and "\n" not in text[len(before) : quotation.outer.start][-4:]:
        gap = text[max(0, quotation.outer.start - 3) : quotation.outer.start]
        if "\n" not in gap:
            return False
    after = text[quotation.outer.end : quotation.outer.end + 2]
    return inner[-1] in ".?!…-—" or not after.strip() or after[0] in ".?!\n"


def _statement(page: Page, draft: Draft, who: Who) -> Statement:
    one = draft.attribution
    speaker = draft.speaker
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


__all__ = ["MARKS", "find_statements"]
