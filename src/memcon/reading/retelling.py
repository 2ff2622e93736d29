"""What telling a thing makes of it: "it will not talk" is a refusal, "they broke the truce" a charge.

A kindness that those who would do it say they will not do is refused. A wrong that a state says
another has done is an accusation by the one who says so, whatever else may be known of the wrong.
"""

from __future__ import annotations

from dataclasses import replace

from memcon.model import Event, Statement, Status, content_id
from memcon.reading.clauses import is_passive
from memcon.reading.frames import Frame
from memcon.reading.grammar import Token
from memcon.reading.parties import Coded

KIND = frozenset({"AGREE", "CONSULT", "SUPPORT", "COOPERATE", "AID", "CONCEDE", "RETREAT"})
WILL = frozenset({"will", "would", "wo", "'ll", "'d"})
# Nouns for the will to do a thing: "no intention of", "saw no reason to".
WILLINGNESS = frozenset("intention reason plan need desire wish point sense question".split())
NONE = frozenset({"no", "not", "n't", "never", "without"})
# To say that somebody does it is to blame him.
WRONGS = frozenset(
    "violate breach flout infringe intrude trespass encroach disregard renege defy break".split()
)
ENTERED = frozenset({"enter", "cross", "penetrate"})
CONSEQUENCES = frozenset(
    "consequence response reply answer retaliation reaction price cost war revenge reprisal".split()
)
BORDERED = frozenset({"water", "airspace", "territory", "space", "zone"})


def is_ruled_out(frame: Frame) -> bool:
    """Whether a deed is told as one that will not be done: "will not", "no intention of", "no talks"."""
    token = frame.token
    if frame.kind == "verb" and not is_passive(token) and _lacks_will(token):
        return True
    if frame.status is not Status.NEGATED or (frame.kind == "verb" and is_passive(token)):
        return False
    if frame.kind == "noun":
        verb = token.head
        nothing = any(child.lower == "no" for child in token.all("det"))
        return nothing and verb.lemma in ("be", "hold") and _is_to_come(verb)
    negated = any(child.dep == "neg" for child in token.children)
    return negated and _is_to_come(token)


def _is_to_come(verb: Token) -> bool:
    return any(child.lower in WILL for child in verb.all("aux"))


def _lacks_will(verb: Token) -> bool:
    """Whether an infinitive or gerund hangs on "no reason", "no intention"."""
    for above in verb.ancestors():
        if above.pos == "NOUN":
            over = (*above.children, *above.head.children)
            return above.lemma in WILLINGNESS and any(child.lower in NONE for child in over)
        if above.pos not in ("ADP", "SCONJ"):
            return False
    return False


def refusal(item: Coded) -> Coded:
    """Return the refusal that stands beside a deed that is refused."""
    source = "speaker" if item.frame.kind == "noun" else item.row.source
    row = replace(item.row, plover="REJECT", cameo="120", source=source)
    return replace(item, row=row, frame=replace(item.frame, kind="verb", status=Status.ASSERTED))


def is_worry(item: Coded) -> bool:
    """Whether a warning is of how things will be, and not of what anybody will do: "will be hard"."""
    clause = item.frame.complement
    if item.row.plover != "THREATEN" or item.frame.form != "that" or clause is None or clause.lemma != "be":
        return False
    subject = clause.child("nsubj")
    plain = subject is not None and subject.pos == "NOUN" and subject.lemma not in CONSEQUENCES
    return plain and clause.child("acomp") is not None and clause.child("advcl") is None


def is_wrong(frame: Frame) -> bool:
    """Whether to say that somebody does a thing is to blame him: "violated the truce"."""
    if frame.kind != "verb" or frame.status is not Status.ASSERTED:
        return False
    if frame.lemma == "break":
        return frame.patient is not None and frame.patient.lemma in ("law", "truce", "promise", "word")
    return frame.lemma in WRONGS or any(place.all("poss", "amod") for place in entered(frame))


def entered(frame: Frame) -> list[Token]:
    """Return whose waters or airspace has been entered."""
    places = [*frame.obliques.get("into", ()), *([frame.patient] if frame.patient is not None else [])]
    inside = frame.kind == "verb" and frame.lemma in ENTERED
    return [place for place in places if inside and place.lemma.lower() in BORDERED]


def accusation(event: Event, statement: Statement) -> Event:
    """Return the accusation that the telling of a wrong is."""
    sources, targets = (statement.speaker,), event.sources
    return replace(
        event,
        id=content_id("e", event.trigger.start, "accuse", sources, targets, "112"),
        sources=sources,
        targets=targets,
        codes={"plover": "ACCUSE", "cameo": "112"},
        status=Status.ASSERTED,
        when=None,
        by="",
    )
