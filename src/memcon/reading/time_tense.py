"""On which side of the telling a time expression lies, by the verb that governs it.

No stage of its own: `times` asks it. The words that say so (plans, modals, verbs that move a
date) are rows of `en/times.tsv`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from memcon.reading.grammar import Token

Words = Mapping[str, Mapping[str, str]]

TENSES = {"VBZ": "present", "VBP": "present", "VBD": "past"}
DEPTH = 6  # how many verbs up the tree a tense is looked for
MOVED = ("from", "to", "until", "till", "for")
NEGATIONS = ("not", "n't", "n’t", "neither", "nor", "never", "no", "nobody", "nothing")
# Conjunctions after which a past tense under "would" is still to come.
BACKSHIFTING = ("if", "when", "once", "until", "till", "unless", "as", "before")
# Values of `plan` rows: what the word itself puts ahead, not only the infinitive under it.
OWN = ("future", "ahead")


def tense_of(tokens: Sequence[Token], words: Words) -> tuple[str, Token | None]:
    """Find the nearest verb above an expression; what is reached through a noun may only be future."""
    inside = {token.i for token in tokens}
    node = next((token for token in tokens if token.head.i not in inside), tokens[0])
    through_noun = False
    for above in node.ancestors():
        if above.tag.startswith("VB") or above.pos == "AUX":
            tense = _verb_tense(above, words, DEPTH)
            if not through_noun and _puts_ahead(above, words):
                return "future", above
            return ("" if through_noun and tense != "future" else tense), above
        if _is_ahead(above, words):
            return "future", above
        through_noun = through_noun or above.pos in ("NOUN", "PROPN")
    return "", None


def is_moved(tokens: Sequence[Token], words: Words) -> bool:
    """Whether something is taken from this date or to it: "moved from Monday", "rescheduled for Friday"."""
    inside = {token.i for token in tokens}
    node = next((token for token in tokens if token.head.i not in inside), tokens[0])
    if node.head.lower not in MOVED:
        return False
    for above in node.ancestors():
        if above.tag.startswith("VB"):
            return "moving" in words.get(above.lemma, ())
        if above.dep == "nsubj":  # "the figures for January extended their rise"
            return False
    return False


def is_limit_ahead(tense: str, verb: Token | None, words: Words) -> bool:
    """Whether "until" or "by" a date points ahead: not if somebody "had left by Friday"."""
    if tense == "present" or verb is None:
        return tense != "present"
    perfect = any(helper.lemma == "have" and helper.tag == "VBD" for helper in verb.all("aux"))
    return not perfect or "moving" in words.get(verb.lemma, ()) or _is_plan(verb, words, OWN)


def is_futurate(verb: Token | None, words: Words) -> bool:
    """Whether a present tense with a weekday tells of what is to come: "they meet on Friday".

    Not where the verb's past looks the same ("prices hurt them on Friday").
    """
    return verb is not None and not (verb.tag == "VBP" and "same_past" in words.get(verb.lower, ()))


def holds(verb: Token, first: Token, words: Words) -> bool:
    """Whether somebody is in a place on that day: present "be", a name or pronoun, a place before it."""
    if "state" not in words.get(verb.lemma, ()) or verb.tag not in ("VBZ", "VBP"):
        return False
    subject = verb.child("nsubj")
    if subject is None or subject.tag not in ("NNP", "NNPS", "PRP", "WP"):
        return False
    preposition = verb.child("prep")
    return (
        preposition is not None
        and verb.start < preposition.start
        and preposition.head is verb
        and any(child.dep == "pobj" and child.start < first.start for child in preposition.children)
    )


def _puts_ahead(verb: Token, words: Words) -> bool:
    """Whether a verb of planning stands with its object: "planned a rally on Saturday", "plans to"."""
    if not _is_plan(verb, words, ("ahead",)) or verb.tag not in TENSES:
        return False
    return verb.tag != "VBD" or verb.child("dobj") is not None


def _is_ahead(token: Token, words: Words) -> bool:
    """Whether a word that is no verb puts what hangs on it ahead: due, ahead of, a planned …"""
    if token.pos in ("ADJ", "ADV"):
        return _is_plan(token, words, OWN)
    return token.pos in ("NOUN", "PROPN") and any(_is_plan(child, words, OWN) for child in token.all("amod"))


def _verb_tense(verb: Token, words: Words, depth: int) -> str:
    """Return past, future, present or "" for a verb, by its auxiliaries and what governs it."""
    helpers = verb.all("aux", "auxpass")
    if any(helper.tag == "TO" for helper in helpers):
        return _infinitive_tense(verb, words, depth)
    perfect = any(helper.lemma == "have" for helper in helpers)
    modal = next((value for helper in helpers if (value := words.get(helper.lower, {}).get("modal"))), "")
    if modal:
        return "past" if perfect or (modal == "able" and _was_unable(verb)) else "future"
    if _is_planned(verb, words):
        return "future"
    tense = "past" if perfect else TENSES.get(helpers[0].tag if helpers else verb.tag, "")
    if tense:
        return "future" if tense == "past" and not perfect and _is_backshifted(verb, words, depth) else tense
    if depth and verb.dep in _inherits(verb) and verb.head.tag.startswith("VB"):
        return _verb_tense(verb.head, words, depth - 1)
    return "past" if verb.tag == "VBN" else ""


def _was_unable(verb: Token) -> bool:
    """Whether "could" tells of a failure: "neither could be reached on Friday", not as said by somebody."""
    if verb.dep == "ccomp":
        return False
    subjects = verb.all("nsubj", "nsubjpass")
    near = [*verb.children, *(word for subject in subjects for word in subject.subtree())]
    return any(word.lower in NEGATIONS for word in near)


def _is_backshifted(verb: Token, words: Words, depth: int) -> bool:
    """Whether a past tense is told from the past: "would resign if he lost the vote on Sunday"."""
    above = verb.head
    if verb.dep != "advcl" or not depth or not above.tag.startswith("VB"):
        return False
    if not any(word.lower in BACKSHIFTING for word in verb.all("mark", "advmod")):
        return False
    helpers = above.all("aux")
    later = any(words.get(word.lower, {}).get("modal") in ("backshifted", "able") for word in helpers)
    to = any(word.tag == "TO" for word in helpers)
    return (later or to) and _verb_tense(above, words, depth - 1) == "future"


def _is_planned(verb: Token, words: Words) -> bool:
    """Whether a verb says by itself or by its adjective that something is ahead: scheduled, is due."""
    if verb.tag == "VBN" or (verb.tag == "VBD" and verb.dep == "acl"):  # "talks planned for Monday"
        fixed = any(child.lower == "for" or child.dep == "xcomp" for child in verb.children)
        return _is_plan(verb, words, (*OWN, "for") if fixed else OWN)
    return any(_is_plan(child, words, OWN) for child in verb.all("acomp"))


def _inherits(verb: Token) -> tuple[str, ...]:
    """By which links a verb without auxiliaries takes its tense from the verb above."""
    return ("conj",) if verb.tag == "VBN" else ("conj", "xcomp", "ccomp", "advcl", "pcomp")


def _is_plan(token: Token, words: Words, values: tuple[str, ...] = ()) -> bool:
    """Whether a word is one of planning, of these kinds if any are given."""
    found = [words.get(word, {}).get("plan") for word in (token.lemma, token.lower)]
    return any(value is not None and (not values or value in values) for value in found)


def _infinitive_tense(verb: Token, words: Words, depth: int) -> str:
    """What "is to", "is due to", "plans to" do, and a headline's "to meet", is still to come.

    A subject is not: "to meet on Friday was a mistake".
    """
    above = verb.head
    if above is verb or (above.lemma == "be" and verb.dep != "csubj") or _is_plan(above, words):
        return "future"
    return _verb_tense(above, words, depth - 1) if depth and above.tag.startswith("VB") else ""
