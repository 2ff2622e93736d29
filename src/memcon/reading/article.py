"""Page → Article: one text that never changes, tiled by labelled blocks."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import ClassVar
from urllib.parse import urlsplit

from memcon.errors import LanguageError, PageError
from memcon.model import Article, Block, BlockKind, Link, Page, Span, When, content_id
from memcon.reading import lines as look
from memcon.reading.furniture import Furniture, load_phrases, squeezed
from memcon.reading.html import Extract, extract
from memcon.reading.labels import Line, label
from memcon.reading.layout import paragraphs
from memcon.tables import DATA, Tables, has_language, read_rows

__all__ = ["Furniture", "Language", "decode", "language_of", "read_article"]

MOST_HTML = 5_000_000
MOST_TEXT = 1_000_000
# Labels that go by the place on the page alone: extraction, which sees the page's tree, knows better.
PLACED = frozenset(
    {"above the headline", "above the story", "between headline and story", "far below the story"}
)
# Comparing more paragraphs than this would take long; such a page is no article.
MOST_VOTES = 3000
BREAK = "\n\n"
# A bullet is no word of these.
BULLETLESS = (BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.TITLE)

BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
DECLARED = re.compile(
    rb"<(?:meta|\?xml)[^>]{0,300}?(?:charset|encoding)\s{0,9}=\s{0,9}[\"']?\s{0,9}([\w.:-]{1,40})",
    re.IGNORECASE,
)
# Codecs that are no charsets of pages.
ODD = frozenset({"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined", "utf-7", "utf7"})
# What undeclared bytes may be in; detection among all codecs mixes up the Cyrillic ones.
LIKELY = [
    "utf_8", "cp1251", "cp1252", "koi8_r", "cp1250", "cp1254", "cp1256", "cp1253", "cp1255",
    "gb18030", "big5", "shift_jis", "euc_jp", "euc_kr",
]  # fmt: skip
CYRILLIC_CODECS = ("cp1251", "koi8-u")
SAMPLE = 60_000

LETTER = 0.3

SCRIPTS = (
    ("zh", "\u4e00", "\u9fff"),
    ("ja", "\u3040", "\u30ff"),
    ("ko", "\uac00", "\ud7af"),
    ("th", "\u0e00", "\u0e7f"),
)
CYRILLIC = (("uk", "іїєґ"), ("be", "ўі"), ("mk", "ѓќѕ"), ("sr", "ђћџљњј"), ("bg", "ъщ"), ("ru", "ыэё"))

NAMED = re.compile(
    r"(?P<name>(?:[A-ZА-ЯІЇЄҐ][\w.'’-]+ ){1,3}[A-ZА-ЯІЇЄҐ][\w'’-]+)?"
    r"[ ,:]*[«“„\"](?P<title>[^«»“”„\"]{8,250})[»”“\"]"
)
LEADING_WORD = re.compile(r"^(?:Read|See|By|And|Also|Articles?|From)\s+")
ISO = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?$")
WORDED = (
    "%B %d, %Y",
    "%d %B %Y",
    "%b %d, %Y",
    "%d %b %Y",
    "%b. %d, %Y",
    "%Y/%m/%d",
    "%A, %B %d, %Y",
    "%a, %b %d, %Y",
)


@dataclass(frozen=True, slots=True)
class Language:
    """A language with its most frequent words, by which a text is told."""

    TABLE: ClassVar[str] = "world/languages.tsv"
    language: str
    name: str
    words: tuple[str, ...]


def read_article(page: Page, tables: Tables) -> Article:
    """Make the article of a page; raises PageError, or LanguageError for a language without tables.

    The page's own statements about itself, then those stated beside it, fill title, outlet
    and date; the day on which a feed lists it stands in for one that it doesn't state.
    Furniture is labelled and stays in the text.
    """
    name = page.url or "this page"
    stated = dict(page.stated)
    source = _decoded(page, name)
    found = _taken_apart(page, source, name)
    if not found.paragraphs or not any(letter.isalpha() for line in found.paragraphs for letter in line):
        raise PageError(f"{name}: no words in it; give a page with prose")
    title = stated.get("title") or found.title
    listed = [(stated["listed"], "listed in a feed")] if "listed" in stated else []
    phrases = load_phrases(tables)
    lines = label(found.printed, phrases, title, found.captions)
    if page.media_type == "text/html" and not _voted(lines, found.paragraphs):
        lines = label(found.paragraphs, phrases, title, found.captions)
    text, blocks = _tiled(lines)
    return Article(
        id=content_id("a", page.id, text),
        text=text,
        blocks=blocks,
        language=_supported(text, blocks, name),
        url=found.url or page.url,
        title=title or _headline(text, blocks),
        byline=found.byline or _byline(text, blocks),
        outlet=stated.get("outlet") or found.outlet,
        published=_published(stated.get("published"), (*found.dates, *listed), name),
        links=tuple(_links(text, blocks, dict(found.hrefs))),
    )


def _decoded(page: Page, name: str) -> str:
    if not page.content.strip():
        raise PageError(f"{name}: empty; give a page with text in it")
    limit = MOST_HTML if page.media_type == "text/html" else MOST_TEXT
    if len(page.content) > 4 * limit:
        raise PageError(f"{name}: longer than {limit:,} characters; split it into single pages")
    text = decode(page.content, page.encoding)
    if len(text) > limit:
        raise PageError(f"{name}: longer than {limit:,} characters; split it into single pages")
    return text


def decode(content: bytes, encoding: str = "") -> str:
    """Decode bytes: by mark, by declaration, as UTF-8, else by detection; never raises.

    >>> decode("Привет".encode("cp1251"), "windows-1251")
    'Привет'
    """
    for mark, codec in BOMS:
        if content.startswith(mark):
            return content.decode(codec, "replace")
    meta = DECLARED.search(content[:4096])
    declared = meta[1].decode("ascii") if meta else ""
    for codec in (encoding, declared, "utf-8"):
        text = _as(content, codec)
        if text is not None:
            return text
    return content.decode(_detected(content[:SAMPLE]), "replace")


def _as(content: bytes, codec: str) -> str | None:
    codec = codec.lower().replace("_", "-")
    if codec in ODD:
        return None
    if codec in ("iso-8859-1", "latin-1", "latin1", "us-ascii", "ascii"):
        codec = "cp1252"
    try:
        return content.decode(codec) if codec else None
    except (LookupError, ValueError, UnicodeError):
        return None


def _detected(sample: bytes) -> str:
    """Guess the charset: a Cyrillic one by its small letters, any other by charset_normalizer."""
    high = sum(byte > 127 for byte in sample)
    if 3 * high > len(sample):
        shares = {codec: _small_cyrillic(sample, codec) for codec in CYRILLIC_CODECS}
        codec = max(shares, key=lambda codec: shares[codec])
        if shares[codec] * 4 > high * 3:
            return codec
    from charset_normalizer import from_bytes

    found = list(from_bytes(sample, cp_isolation=LIKELY, preemptive_behaviour=False))
    if not found or any(match.encoding == "cp1252" and match.chaos <= found[0].chaos for match in found):
        return "cp1252"
    return found[0].encoding


def _small_cyrillic(sample: bytes, codec: str) -> int:
    text = sample.decode(codec, "replace")
    return sum("а" <= letter <= "я" or letter in "ёіїєґў" for letter in text)


def _taken_apart(page: Page, source: str, name: str) -> Extract:
    if page.media_type == "text/html":
        return extract(source, name, page.url if _is_web(page.url) else "")
    found = tuple(paragraphs(source))
    return Extract(found, found)


def _is_web(url: str) -> bool:
    """Whether a name is a web address."""
    try:
        return urlsplit(url).scheme in ("http", "https")
    except ValueError:
        return False


def _voted(lines: Sequence[Line], story: Sequence[str]) -> bool:
    """Take from the printed lines' story what extraction left out; return False if the two don't match.

    Extraction goes by the page's tree, the labels by its words: only what both take is story,
    unless that would be little.
    """
    if len(story) > MOST_VOTES:
        return True
    letters = {_letters(paragraph) for paragraph in story}
    told = "\n".join(letters)
    printed = "\n".join(_letters(line.text) for line in lines)
    if sum(len(known) for known in letters if known not in printed) * 10 > len(told):
        return False
    for line in lines:
        if line.rule in PLACED and line.prose and _is_told(_letters(look.bare(line.text)), letters, told):
            line.kind, line.rule = BlockKind.PARAGRAPH, ""
    taken = [line for line in lines if line.kind in (BlockKind.PARAGRAPH, BlockKind.HEADING)]
    out = [line for line in taken if not _is_told(_letters(look.bare(line.text)), letters, told)]
    if 2 * sum(len(line.text) for line in out) > sum(len(line.text) for line in taken):
        return True
    for line in out:
        line.kind, line.rule = BlockKind.FURNITURE, "left out by extraction"
    return True


def _is_told(words: str, letters: set[str], told: str) -> bool:
    """Whether extraction has a line: a short one as a paragraph, a longer one in any."""
    return words in letters or (len(words) > 40 and words in told)


def _letters(text: str) -> str:
    return "".join(letter for letter in text if letter.isalnum())


def _tiled(lines: Sequence[Line]) -> tuple[str, tuple[Block, ...]]:
    """Build the one text and the blocks over it; a dateline before prose is a block of its own."""
    blocks: list[Block] = []
    at = 0
    opening = True
    for line in lines:
        kind = line.kind or BlockKind.PARAGRAPH
        end = at + len(line.text)
        start = at
        if kind is BlockKind.PARAGRAPH:
            cut = look.dateline_end(line.text, opening)
            opening = False
            if cut:
                blocks.append(Block(Span(at, at + cut), BlockKind.DATELINE, "place before the first words"))
                start = at + cut + len(line.text[cut:]) - len(line.text[cut:].lstrip())
        if line.bullet and kind in BULLETLESS and start == at:
            start = end - len(look.bare(line.text))
        if start < end:
            blocks.append(Block(Span(start, end), kind, line.rule))
        at = end + len(BREAK)
    return BREAK.join(line.text for line in lines), tuple(blocks)


def _headline(text: str, blocks: Sequence[Block]) -> str:
    for block in blocks:
        if block.kind is BlockKind.TITLE:
            return look.bare(block.span.of(text))
    return ""


def _byline(text: str, blocks: Sequence[Block]) -> str:
    """Return the author that stands above the story or in it; those below wrote other stories."""
    told = [block.span.start for block in blocks if block.kind is BlockKind.PARAGRAPH]
    for block in blocks:
        words = block.span.of(text)
        if block.kind is BlockKind.BYLINE and not block.rule.startswith("furniture"):
            beside, _ = look.signed_date(words)
            return look.byline_names(words) or look.signed_names(beside) or look.office_holder(words)
        if told and block.span.start >= told[-1]:
            break
    return ""


def _links(text: str, blocks: Sequence[Block], hrefs: dict[str, str]) -> Iterator[Link]:
    """Give the stories that related lines point to, with their authors where they are named."""
    for block in blocks:
        if block.kind is not BlockKind.RELATED:
            continue
        words = block.span.of(text)
        named = list(NAMED.finditer(words)) if len(words) < 2000 else []
        if any(match["name"] for match in named) or (named and len(named[0][0]) * 2 > len(words)):
            for match in named:
                name = LEADING_WORD.sub("", match["name"] or "")
                yield _link(block, match["title"], match.start("title"), (name,) if name else (), hrefs)
            continue
        at = _lead_in(words, block.rule)
        if len(look.words_of(words[at:])) >= 3:
            yield _link(block, words[at:], at, (), hrefs)


def _lead_in(words: str, rule: str) -> int:
    """Return where the title begins in a related line: after its bullet, `See also` and marks."""
    phrase = rule.removeprefix("furniture: ")
    at = len(words) - len(look.bare(words))
    if squeezed(words[at:]).startswith(phrase):
        at += len(phrase)
    return at + len(words[at:]) - len(words[at:].lstrip(" :|–—-"))


def _link(block: Block, title: str, at: int, authors: tuple[str, ...], hrefs: dict[str, str]) -> Link:
    trimmed = title.rstrip(' :»”"')
    span = Span(block.span.start + at, block.span.start + at + len(trimmed))
    return Link(trimmed, span, authors, hrefs.get(trimmed, hrefs.get(title, "")))


def _published(stated: str | None, dates: Sequence[tuple[str, str]], name: str) -> When | None:
    """Return the date of publication: the stated one, else the first of the page's that is a date."""
    if stated:
        when = when_of(stated, f"stated {stated}")
        if when is None:
            raise PageError(f"{name}: published {stated!r} is no date; write it as 2024-08-08")
        return when
    for value, source in dates:
        when = when_of(value, f"{source} {value}")
        if when is not None:
            return when
    return None


def when_of(value: str, reason: str) -> When | None:
    """Read a date as machines write it: ISO 8601, RFC 5322, or a day in English words.

    >>> when_of("2024-08-08T08:00Z", "").edtf
    '2024-08-08T08:00:00Z'
    """
    value = value.strip()
    found = ISO.match(value)
    if found is not None and not found[3]:
        return _month_or_year(value, found, reason)
    moment = _moment(value)
    if moment is None or moment.year < 1000:
        return None
    day = moment.date().isoformat()
    if (moment.hour, moment.minute, moment.second) == (0, 0, 0):
        return When(day, day, day, "day", "stated", reasons=(reason,))
    edtf = moment.replace(microsecond=0).isoformat().replace("+00:00", "Z")
    return When(edtf, day, day, "time", "stated", reasons=(reason,))


def _month_or_year(value: str, found: re.Match[str], reason: str) -> When | None:
    year = int(found[1])
    first, last = (int(found[2]), int(found[2])) if found[2] else (1, 12)
    if not (year >= 1000 and 1 <= first <= 12):
        return None
    following = date(year + last // 12, last % 12 + 1, 1) if year < 9999 else date.max
    latest = date.fromordinal(following.toordinal() - 1).isoformat()
    precision = "month" if found[2] else "year"
    return When(value, date(year, first, 1).isoformat(), latest, precision, "stated", reasons=(reason,))


def _moment(value: str) -> datetime | None:
    if len(value) > 60:
        return None
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        pass
    try:
        return parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        pass
    for form in WORDED:
        try:
            return datetime.strptime(value, form)
        except ValueError:
            continue
    return None


@lru_cache(maxsize=1)
def _languages() -> tuple[tuple[Language, frozenset[str]], ...]:
    return tuple((row, frozenset(row.words)) for row in read_rows(DATA / Language.TABLE, Language))


def _supported(text: str, blocks: Sequence[Block], name: str) -> str:
    story = " ".join(block.span.of(text) for block in blocks if block.kind is BlockKind.PARAGRAPH)
    language = language_of(story or text)
    if language == "en" or has_language(language):
        return language
    known = {row.language: row.name for row, _ in _languages()}
    have = sorted({"en"} | {code for code in known if has_language(code)})
    told = (
        f"the text is {known[language]} ({language})"
        if language in known
        else "the text is in no language it knows"
    )
    raise LanguageError(f"{name}: {told}; memcon has tables for: {', '.join(have)}")


def language_of(text: str) -> str:
    """Tell the language of a text by its letters and most frequent words.

    >>> language_of("The ministers said that they had met in Geneva.")
    'en'
    """
    text = text[:20_000]
    letters = [letter for letter in text if letter.isalpha()]
    for language, low, high in SCRIPTS:
        if 4 * sum(low <= letter <= high for letter in letters) > len(letters) > 0:
            return "ja" if language == "zh" and re.search("[\u3040-\u30ff]{2}", text) else language
    words = re.findall(r"[^\W\d_]+", text.lower())
    weights = Counter(words)
    found = {row.language: [word for word in weights if word in known] for row, known in _languages()}
    # A single letter tells little: `a` is a word of ten languages.
    scores = {
        language: sum(weights[word] * (1.0 if len(word) > 1 else LETTER) for word in known)
        for language, known in found.items()
    }
    best = max(scores, key=lambda language: (scores[language], language == "en"), default="en")
    ascii_share = sum(letter.isascii() for letter in letters) / max(1, len(letters))
    if ascii_share > 0.9 and (len(words) < 12 or len(found[best]) < 4 or scores[best] < len(words) / 25):
        return "en"
    if ascii_share < 0.5 and re.search("[а-яіїєґ]", text.lower()):
        return _cyrillic(text.lower(), scores)
    return best


def _cyrillic(text: str, scores: dict[str, float]) -> str:
    """Tell the Cyrillic languages apart, by letters that only some have and by words."""

    def weight(language: str, own: str) -> float:
        return scores.get(language, 0) + sum(text.count(letter) for letter in own) / 2

    return max(CYRILLIC, key=lambda pair: weight(*pair))[0]
