"""The clause graph: who is subject, object and oblique of a predicate, whatever its construction.

Passives, relative clauses, control ("agreed to", "accused X of") and coordination are undone.
"""

from __future__ import annotations

from memcon.reading.grammar import Token
from memcon.reading.repairs import PROPOSALS

VERBAL = ("VERB", "AUX")
SUBJECTS = ("nsubj", "nsubjpass", "csubj")
RELATIVES = ("WDT", "WP", "WP$")
CLAUSAL = ("ccomp", "xcomp", "advcl", "acl", "relcl", "pcomp", "csubj")

# What one gives another and keeps to oneself: "gave Kyiv a pledge to help".
PROMISES = frozenset("promise pledge assurance guarantee commitment undertaking word vow".split())

Control = frozenset[str]
# What is written or said by whom it comes from: "a report accusing", "a bill that would sanction".
WRITINGS = frozenset(
    "statement report letter resolution declaration communique complaint lawsuit suit petition note memo "
    "message tweet post video speech article editorial bill law decree order motion verdict ruling "
    "document legislation paper dossier text book interview remark comment press release campaign".split()
)


def is_passive(verb: Token) -> bool:
    """Whether a verb form is passive: an auxiliary or a passive subject, or a bare participle."""
    if verb.child("auxpass", "nsubjpass", "agent") is not None:
        return True
    if verb.dep == "conj" and verb.tag == "VBN" and verb.head.pos in VERBAL:
        return verb.child("nsubj", "aux") is None and is_passive(verb.head)
    return verb.dep in ("acl", "advcl") and verb.tag == "VBN" and verb.child("dobj", "aux") is None


def clause_form(verb: Token) -> str:
    """Return to, ing, that or "" for the form in which a clause is governed."""
    if verb.tag == "VB" and any(child.lower == "to" and child.dep == "aux" for child in verb.children):
        return "to"
    if verb.tag == "VBG" and verb.child("nsubj", "nsubjpass") is None:
        return "ing"
    if any(child.lower == "to" and child.dep == "aux" for child in verb.children):
        return "to"
    if any(child.lower in ("having", "being") and child.dep in ("aux", "auxpass") for child in verb.children):
        return "ing"  # "denied having attacked"
    return "that" if verb.dep in ("ccomp", "acl") else ""


def is_subjunctive(verb: Token) -> bool:
    """Whether a that-clause is in the base form, in which things are demanded: "insists that he leave"."""
    first = next(iter(verb.all("aux", "auxpass")), verb)
    subject = verb.child(*SUBJECTS)
    of_one = subject is not None and subject.tag in ("NN", "NNP") and subject.child("conj") is None
    base = first.tag == "VB" or (first.tag == "VBP" and of_one and first.lemma == first.lower)
    return base and clause_form(verb) == "that"


def prepositions(token: Token) -> dict[str, list[Token]]:
    """Return the objects of a word's prepositions, coordinated ones included, by preposition."""
    found: dict[str, list[Token]] = {}
    for child in token.children:
        if child.dep in ("prep", "agent", "dative") and child.tag in ("IN", "TO", "RP", "VBG"):
            for inner in child.children:
                if inner.dep in ("pobj", "pcomp"):
                    found.setdefault(child.lower, []).extend([inner, *conjuncts(inner)])
                elif inner.dep == "prep":
                    found.setdefault(inner.lower, []).extend(_objects(inner))
    return found


def other_side(noun: Token) -> Token | None:
    """Return whom "between A and B" leaves out where the parser split it.

    It makes B a subject ("the meeting between A and B was called off"), or A a modifier of B
    ("between Merz and French President Macron").
    """
    between = next((child for child in noun.all("prep") if child.lower == "between"), None)
    side = between.child("pobj") if between is not None else None
    if side is None or side.child("conj") is not None:
        return None
    for child in side.all("nmod", "compound"):
        if child.child("cc") is not None:
            return child
    joint = side.child("cc")
    if joint is not None and noun.dep in SUBJECTS:
        for token in noun.head.all(*SUBJECTS):
            if token is not noun and token.extent().start == joint.end + 1:
                return token
    return None


def reduced(noun: Token) -> list[Token]:
    """Return the participles that stand for a relative clause: "a call made by Seoul"."""
    return [child for child in noun.children if child.dep == "acl" and child.tag in ("VBN", "VBD")]


def _objects(preposition: Token) -> list[Token]:
    return [
        other for inner in preposition.children if inner.dep == "pobj" for other in (inner, *conjuncts(inner))
    ]


def conjuncts(token: Token) -> list[Token]:
    """Return what is coordinated to a word, nearest first."""
    found = []
    for child in token.children:
        if child.dep == "conj":
            found += [child, *conjuncts(child)]
    return found


def agent_of(verb: Token) -> Token | None:
    """Return who does it in a passive: the noun after "by"."""
    for child in verb.children:
        if child.dep == "agent" or (child.dep == "prep" and child.lower == "by"):
            for inner in child.children:
                if inner.dep == "pobj":
                    return inner
    return None


def dative_of(verb: Token) -> Token | None:
    """Return to whom: "gave Kyiv tanks", "gave tanks to Kyiv"."""
    child = verb.child("dative")
    if child is not None and child.tag in ("IN", "TO"):
        return child.child("pobj")
    return child


def antecedent(token: Token) -> Token:
    """Return the noun that a relative pronoun stands for, else the word itself."""
    if token.tag not in RELATIVES and not (token.lower == "that" and token.dep in SUBJECTS):
        return token
    for verb in token.ancestors():
        if verb.dep == "relcl":
            return verb.head
        if verb.pos not in (*VERBAL, "ADP"):
            break
    return token


def relative_object(verb: Token) -> Token | None:
    """The head of a relative clause without a pronoun: "the firms Tokyo blacklisted"."""
    if verb.dep != "relcl" or verb.head.pos not in ("NOUN", "PROPN"):
        return None
    subject = verb.child("nsubj")
    if subject is None or subject.tag in RELATIVES:
        return None
    return verb.head


def subject_of(verb: Token, control: Control, depth: int = 0) -> Token | None:
    """Return the subject of a verb, found through coordination and control.

    `control` are the lemmas whose object does what their complement says ("urged Kyiv to").
    """
    own = verb.child(*SUBJECTS)
    if own is not None:
        return antecedent(own)
    if depth > 6 or verb.head is verb or verb.child("expl") is not None:
        return None
    governor = verb.head
    predicate = verb.pos == "ADJ" and verb.dep in ("acomp", "oprd", "attr")
    if governor.pos in VERBAL and (verb.dep == "conj" or predicate):
        return subject_of(governor, control, depth + 1)
    return _governed_subject(verb, governor, control, depth)


def _governed_subject(verb: Token, governor: Token, control: Control, depth: int) -> Token | None:
    """The subject of a verb that a verb, a preposition or a noun governs."""
    if verb.dep in ("xcomp", "advcl", "ccomp") and governor.pos in (*VERBAL, "ADJ"):
        return _controller(verb, governor, control, depth)
    if verb.dep == "pcomp":
        above = governor.head
        above = above.head if above.pos in ("ADV", "ADJ", "ADP") else above
        if above.pos in VERBAL:
            return _controller(verb, above, control, depth)
        if above.pos == "NOUN" and governor.lower == "of":
            return holder_of(above, control, depth)
        if above.pos == "NOUN" and governor.lower == "for" and above.lemma in PROPOSALS:
            maker = subject_of(above.head, control, depth + 1) if above.dep == "dobj" else None
            return holder_of(above, control, depth) or maker
    if verb.dep in ("acl", "relcl") and governor.pos in ("NOUN", "PROPN", "PRON"):
        return _of_noun(verb, governor, control, depth)
    return None


def _controller(verb: Token, governor: Token, control: Control, depth: int) -> Token | None:
    if governor.lemma in control and verb.dep in ("xcomp", "ccomp", "pcomp", "advcl"):
        told = governor.child("dative")
        person = told is not None and told.pos in ("PROPN", "PRON", "NOUN")  # "gave Kyiv a week to leave"
        thing = told if person else governor.child("dobj") or _called_on(governor)
        if thing is not None and not _adverbial(verb):
            return thing
    return subject_of(governor, control, depth + 1)


def _adverbial(verb: Token) -> bool:
    return verb.dep == "advcl" and verb.tag == "VBG"


def _called_on(governor: Token) -> Token | None:
    for child in governor.children:
        if child.dep == "prep" and child.lower in ("on", "upon", "for"):
            return child.child("pobj")
    return None


def holder_of(noun: Token, control: Control, depth: int = 0) -> Token | None:
    """Who has a noun: "Iran has no intention of", "Iran's habit of"."""
    owner = noun.child("poss")
    if owner is None and noun.dep == "dobj" and noun.head.lemma == "have":
        return subject_of(noun.head, control, depth + 1)
    return owner


def _of_noun(verb: Token, noun: Token, control: Control, depth: int) -> Token | None:
    """Who does what a noun's clause says: the noun, its possessor, or the light verb's subject."""
    if clause_form(verb) != "to" and not (noun.lemma.lower() in WRITINGS and not is_passive(verb)):
        return noun
    for child in noun.children:
        if child.dep == "poss" or (child.dep in ("compound", "amod") and child.pos == "PROPN"):
            return child
    given = noun.head.child("dative") if noun.head.lemma == "give" and noun.dep == "dobj" else None
    if given is not None and given.pos != "ADP" and noun.lemma not in PROMISES:
        return given
    if noun.dep in ("dobj", "attr", "pobj"):
        for above in noun.ancestors():
            if above.pos in VERBAL:
                return agent_of(above) if is_passive(above) else subject_of(above, control, depth + 1)
    return noun if clause_form(verb) != "to" else None
