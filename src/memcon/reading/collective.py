"""Whom a common noun stands for that names nobody: "the kingdom", "the alliance", "the army".

A state described in other words is the one spoken of last, an alliance the last one named, and
an army, a government or a police force without a name is that of the state the text is about.
"""

from __future__ import annotations

from collections import Counter

from memcon.reading.actors import Cast
from memcon.reading.clauses import VERBAL
from memcon.reading.grammar import Token

COUNTRY = frozenset("country nation republic kingdom sheikhdom emirate archipelago monarchy state".split())
ALLIANCE = frozenset("alliance bloc union organisation organization grouping coalition".split())
SUBJECTS = ("nsubj", "nsubjpass")
HOLDERS = frozenset({"GOV", "MIL", "LEG", "COP", "JUD", "SPY"})  # what every state has one of
FEW = 3  # the state a text is about is named this many times as often as another in passing


def is_own_country(token: Token) -> bool:
    """Whether a word says "its" by "the country's"."""
    before = {child.lower for child in token.children}
    return token.lower in ("country", "nation") and {"the", "'s"} <= {
        word.replace("’", "'") for word in before
    }


def is_country_described(cast: Cast, token: Token) -> bool:
    """Whether a phrase says in other words which state is meant: "the Baltic republic", "the kingdom"."""
    if token.lower not in COUNTRY or token.tag not in ("NN", "NNP") or token.dep == "compound":
        return False
    if is_own_country(token):
        return False
    before = {child.lower for child in token.children if child.i < token.i}
    named = any(cast.ids(child) for child in token.children)
    described = any(child.dep in ("amod", "compound") for child in token.children)
    wanted = described if token.lower in ("country", "nation", "state") else True
    within = [inner for child in token.all("prep") for inner in child.all("pobj")]
    return "the" in before and wanted and not named and not any(one.i in cast.at for one in within)


def other_country(cast: Cast, token: Token, own: set[str], last: str) -> tuple[str, ...]:
    """Return the state spoken of last, but for the one that acts in the same clause."""
    if token.dep in SUBJECTS and last in cast.known.states:
        return (last,)
    states = [actor for actor in cast.mentions if actor in cast.known.states and actor not in own]
    return (max(states, key=lambda actor: _last_said(cast, actor)),) if states else ()


def is_alliance(token: Token) -> bool:
    """Whether a phrase means an alliance named before: "the alliance", "the bloc's envoy"."""
    before = {child.lower for child in token.children if child.i < token.i}
    return (
        token.lower in ALLIANCE
        and token.tag in ("NN", "NNP")
        and bool({"the", "this"} & before)
        and not token.all("amod", "compound", "nmod", "prep", "relcl")
    )


def alliance(cast: Cast) -> tuple[str, ...]:
    """Return the organisation of states that was spoken of last."""
    listed = cast.known.organisations
    found = [actor for actor in cast.mentions if actor in listed and listed[actor].kind == "igo"]
    return (max(found, key=lambda actor: _last_said(cast, actor)),) if found else ()


def whose_body(cast: Cast, noun: Token, sector: str, last: str) -> str:
    """Return whose "the army" or "the government" is: the state spoken of last, if not only in passing.

    Inside a clause that a body of a state acts in, the government is that state's.
    """
    if sector not in HOLDERS or (sector == "GOV" and noun.tag in ("NNS", "NNPS")):
        return last  # "the leaders" may be anybody's
    for verb in noun.ancestors():
        subject = verb.child(*SUBJECTS) if verb.pos in VERBAL else None
        if subject is not None and subject.i < noun.i and cast.form(subject) in ("group", "office"):
            actor = cast.ids(subject)[0]
            if (
                cast.person(actor) is None
                and cast.sector(actor) != sector
                and cast.country(actor) in cast.known.states
            ):
                return cast.country(actor)
    named: Counter[str] = Counter()
    for actor, mentions in cast.mentions.items():
        if cast.country(actor) in cast.known.states:
            named[cast.country(actor)] += len(mentions)
    most = max(sorted(named), key=lambda state: named[state], default="")
    return most if named[most] >= FEW * max(named[last], 1) and last in cast.known.states else last


def _last_said(cast: Cast, actor: str) -> int:
    return cast.mentions[actor][-1].span.start if actor in cast.mentions else -1
