"""Article → parsed sentences; the only file that imports spaCy.

Each paragraph is parsed by itself. What the stages see are plain tokens: reading them from
spaCy once, as arrays, costs less than asking it for each attribute.
"""

from __future__ import annotations

import hashlib
import importlib.util
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from memcon.errors import ModelError
from memcon.model import Span
from memcon.reading.repairs import mend
from memcon.tables import load_tables

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

# What reading does not need: names are told by their role, which beats the model's types.
UNUSED = ("ner", "senter")
PREFIXES = frozenset("re de co pre un non mis counter over under".split())
PARTICLES = frozenset("up out off over in down back away fire downs ins offs outs overs ups".split())
KNOWN_NAME = "clinton"  # any name that is common in the texts the model was trained on
ENDS = frozenset(".!?…\"”»’')]}")


@dataclass(frozen=True, slots=True)
class ModelFile:
    """A file of the pinned model and the hash of its content."""

    TABLE: ClassVar[str] = "{lang}/model.tsv"
    package: str
    file: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Lemma:
    """A word form whose lemma the model gets wrong."""

    TABLE: ClassVar[str] = "{lang}/lemmas.tsv"
    form: str
    lemma: str
    example: str


class Token:
    """A word with its place in the sentence's tree.

    `start` and `end` are positions in Article.text; `i` counts tokens through the whole
    article; `quote` is the number of the quotation it stands in, or -1.
    """

    __slots__ = (
        "children",
        "dep",
        "end",
        "head",
        "i",
        "lemma",
        "lower",
        "pos",
        "quote",
        "start",
        "tag",
        "text",
    )

    def __init__(self, i: int, start: int, forms: tuple[str, str], labels: tuple[str, str, str, str]) -> None:
        self.i = i
        self.start = start
        self.text = forms[0]
        self.end = start + len(self.text)
        self.lower = forms[1].lower()
        self.lemma, self.pos, self.tag, self.dep = labels
        self.head: Token = self
        self.children: list[Token] = []
        self.quote = -1

    def __repr__(self) -> str:
        return f"{self.text}/{self.dep}"

    @property
    def span(self) -> Span:
        """Where the word stands."""
        return Span(self.start, self.end)

    def child(self, *deps: str) -> Token | None:
        """Return the first child with one of these dependency labels."""
        for token in self.children:
            if token.dep in deps:
                return token
        return None

    def all(self, *deps: str) -> list[Token]:
        """Return every child with one of these dependency labels, in text order."""
        return [token for token in self.children if token.dep in deps]

    def subtree(self) -> list[Token]:
        """Return the word and all below it, in text order."""
        found = [self]
        for token in found:
            found.extend(token.children)
        return sorted(found, key=lambda token: token.i)

    def ancestors(self) -> Iterator[Token]:
        """Walk up to the root, nearest first."""
        token = self
        while token.head is not token:
            token = token.head
            yield token

    def extent(self) -> Span:
        """Return the span from the first to the last word of the subtree."""
        first = last = self
        todo = [self]
        for token in todo:
            if token.start < first.start:
                first = token
            if token.end > last.end:
                last = token
            todo.extend(token.children)
        return Span(first.start, last.end)


@dataclass(frozen=True, slots=True, eq=False)
class Sentence:
    """A printed sentence: its tokens and the roots of its trees (more than one in a long quotation)."""

    index: int
    block: int
    span: Span
    tokens: tuple[Token, ...]

    @property
    def roots(self) -> list[Token]:
        """The head of each tree."""
        return [token for token in self.tokens if token.head is token]

    def at(self, span: Span) -> list[Token]:
        """Return the tokens that overlap a span."""
        return [token for token in self.tokens if token.start < span.end and span.start < token.end]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of text to parse by itself (a paragraph), with the quotations in it."""

    block: int
    span: Span
    quotations: tuple[Span, ...] = ()


def parse(text: str, stretches: Sequence[Stretch], model: str | Path | None = None) -> tuple[Sentence, ...]:
    """Parse stretches of an article into sentences, in order.

    A sentence break never falls inside a quotation. Raises ModelError if the model is
    missing or changed.
    """
    nlp = load_model(str(model) if model else None)
    lemmas = {row.form: row.lemma for row in load_tables().rows(Lemma)}
    quotes = [span for stretch in stretches for span in stretch.quotations]
    sentences: list[Sentence] = []
    count = 0
    docs = nlp.pipe(_prepared(nlp, text, stretches), batch_size=32)
    number = 0
    for stretch, doc in zip(stretches, docs, strict=True):
        tokens, starts = _tokens(doc, count, (text, stretch.span.start), lemmas)
        count += len(tokens)
        _mark_quotes(tokens, stretch.quotations, number)
        for group in _groups(tokens, starts):
            span = Span(group[0].start, group[-1].end)
            sentences.append(Sentence(len(sentences), stretch.block, span, tuple(group)))
        number += len(stretch.quotations)
    assert number == len(quotes)
    return tuple(sentences)


def _prepared(nlp: Language, text: str, stretches: Iterable[Stretch]) -> Iterator[Doc]:
    """Tokenize each stretch and forbid breaks inside a quotation where no sentence ends."""
    for stretch in stretches:
        doc = _words(nlp, stretch.span.of(text).replace("’", "'"))
        offset = stretch.span.start
        for span in stretch.quotations:
            inside = doc.char_span(span.start - offset, span.end - offset, alignment_mode="expand")
            if inside is None:
                continue
            for token in list(inside)[1:]:
                if doc[token.i - 1].text[-1] not in ENDS:
                    token.is_sent_start = False
        yield doc


def _words(nlp: Language, text: str) -> Doc:
    """Cut a stretch into words: "build-up" is one, and a name the model never saw passes for one it knows.

    The model's tags and trees of "re - opened" or of unknown surnames are often wrong; of a
    single word, and of a name with a known norm (as spaCy calls it), seldom.
    """
    from spacy.tokens import Doc

    seen = vocabulary(nlp)
    doc = nlp.make_doc(text)
    if "-" in text:
        words = [token.text for token in doc]
        cuts = list(word_cuts(words, [bool(token.whitespace_) for token in doc]))
        if len(cuts) < len(words):
            joined = ["".join(words[first:last]) for first, last in cuts]
            doc = Doc(nlp.vocab, words=joined, spaces=[bool(doc[last - 1].whitespace_) for _, last in cuts])
    for token in doc:
        word = token.text
        if word[0].isupper() and word.isalpha() and len(word) > 2 and word.lower() not in seen:
            token.norm_ = KNOWN_NAME
    return doc


def word_cuts(words: Sequence[str], spaced: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Give the first and past-last piece of each word; a prefix or particle is part of its word.

    >>> list(word_cuts(["the", "build", "-", "up"], [True, False, False, False]))
    [(0, 1), (1, 4)]
    """
    at = 0
    while at < len(words):
        last = at + 1
        glued = at + 2 < len(words) and words[at + 1] == "-" and not (spaced[at] or spaced[at + 1])
        more = at + 3 < len(words) and not spaced[at + 2] and words[at + 3] == "-"
        if glued and not more and (words[at - 1] != "-" or spaced[at - 1] or at == 0):
            first, second = words[at], words[at + 2]
            prefixed = first.lower() in PREFIXES and second.islower() and second.isalpha()
            if prefixed or (second in PARTICLES and first.islower() and first.isalpha()):
                last = at + 3
        yield at, last
        at = last


@lru_cache(maxsize=4)
def vocabulary(nlp: Language) -> frozenset[str]:
    """Return the words that the model was made with; taken once, since spaCy adds to them as it reads."""
    return frozenset(word for word in nlp.vocab.strings if word.islower() and word.isalpha())


def _tokens(
    doc: Doc, count: int, source: tuple[str, int], lemmas: dict[str, str]
) -> tuple[list[Token], list[bool]]:
    """Copy a parsed doc into our tokens; tell which of them begin one of its sentences.

    `source` is the article's text and where the doc begins in it: the parser saw straight
    apostrophes, the tokens keep the printed ones.
    """
    strings = _Strings(doc.vocab.strings)
    rows = doc.to_array(["LEMMA", "POS", "TAG", "DEP", "HEAD", "SENT_START", "SPACY"]).tolist()
    tokens: list[Token] = []
    text, start = source
    for word, row in zip(doc, rows, strict=True):
        seen = word.text
        given = lemmas.get(seen.lower())
        if given == seen.lower() and strings[row[2]] == "VBG":
            given = None  # the noun "shelling", not the verb
        lemma = given or strings[row[0]]
        if "-" in lemma and len(lemma) > 1 and seen.lower() not in lemmas:
            lemma = lemma.replace("-", "")
        labels = (lemma, strings[row[1]], strings[row[2]], strings[row[3]])
        tokens.append(Token(count + len(tokens), start, (text[start : start + len(seen)], seen), labels))
        start += len(seen) + row[6]
    for index, row in enumerate(rows):
        shift = row[4] if row[4] < 1 << 63 else row[4] - (1 << 64)
        if shift:
            tokens[index].head = tokens[index + shift]
            tokens[index + shift].children.append(tokens[index])
    mend(tokens)
    return tokens, [row[5] == 1 for row in rows]


class _Strings(dict[int, str]):
    """spaCy's string store, each string asked for once."""

    def __init__(self, store: object) -> None:
        super().__init__()
        self._store = store

    def __missing__(self, key: int) -> str:
        value = self[key] = self._store[key] if key else ""  # type: ignore[index]
        return value


def _mark_quotes(tokens: list[Token], quotations: Sequence[Span], first: int) -> None:
    at = 0
    for number, span in enumerate(quotations, first):
        while at < len(tokens) and tokens[at].end <= span.start:
            at += 1
        while at < len(tokens) and tokens[at].start < span.end:
            tokens[at].quote = number
            at += 1


def _groups(tokens: list[Token], starts: list[bool]) -> Iterator[list[Token]]:
    """Cut tokens into sentences, leaving out blank tokens at either end."""
    group: list[Token] = []
    for token, begins in zip(tokens, starts, strict=True):
        joined = group and token.quote >= 0 and token.quote == group[-1].quote
        if begins and group and not joined:
            yield from _trimmed(group)
            group = []
        group.append(token)
    yield from _trimmed(group)


def _trimmed(group: list[Token]) -> Iterator[list[Token]]:
    first, last = 0, len(group)
    while first < last and not group[first].text.strip():
        first += 1
    while last > first and not group[last - 1].text.strip():
        last -= 1
    if first < last:
        yield group[first:last]


@lru_cache(maxsize=4)
def load_model(name: str | None = None, language: str = "en") -> Language:
    """Load the pinned model, or the user's own by path or package name; raises ModelError.

    Of the pinned one every file is compared with its hash, since packages of models on PyPI
    are known to be imitated.
    """
    import spacy

    if name is None:
        name = str(pinned_model(language))
    try:
        nlp = spacy.load(name, exclude=list(UNUSED))
        vocabulary(nlp)
        return nlp
    except (OSError, ValueError, ImportError) as error:
        reason = str(error).splitlines()[0]
        raise ModelError(
            f"{name}: no spaCy model ({reason}); give a folder or an installed package"
        ) from None


def pinned_model(language: str = "en") -> Path:
    """Return the folder of the pinned model, its files checked; raises ModelError."""
    rows = load_tables(language).rows(ModelFile)
    package = rows[0].package
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise ModelError(f"{package}: the grammar model is not installed; run: pip install memcon")
    folder = Path(spec.origin).parent
    for row in rows:
        path = folder / row.file
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != row.sha256:
            raise ModelError(f"{path}: not the pinned model {package}; reinstall it")
    return folder / Path(rows[0].file).parts[0]
