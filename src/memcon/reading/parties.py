"""Who stands behind the roles of a coded frame: sources and targets that the words of the clause name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from memcon.model import Event, Span, Statement, Status, When
from memcon.reading.clauses import VERBAL, agent_of, prepositions, reduced
from memcon.reading.fates import Fate
from memcon.reading.frames import Frame
from memcon.reading.grammar import Sentence, Token
from memcon.reading.lexicon import EventRow, Lexicon, amount_of, candidates, patient_of, titles_of

VERB_TARGETS = tuple("with against to on at from for toward towards over of between among".split())
NOUN_TARGETS = tuple("on against with to for at over into between among in of from within".split())
NOUN_SOURCES = ("poss", "by", "from", "between", "of")
# Where a material act lands says against whom it is; where people meet does not.
PLACING = tuple("into in near off outside around across along inside through by".split())
MATERIAL = frozenset({"MOBILIZE", "ASSAULT", "COERCE", "AID", "RETREAT", "SANCTION"})
# Acts between two sides of equal standing.
MUTUAL = frozenset({"CONSULT", "COOPERATE", "AGREE"})
# Acts by which a state moves its own forces.
MOVING = frozenset({"MOBILIZE", "RETREAT"})
DIPLOMACY = "161"  # relations cut or reduced, diplomats sent away
# What a state itself does not do to its own people: "opposes the treatment of its sailors".
SPOKEN = frozenset({"REJECT", "ACCUSE", "SUPPORT", "THREATEN", "SANCTION"})
SPEAKERS = frozenset("i we us our my me ours ourselves".split())
OURS = frozenset("we us our ours ourselves".split())
HEARERS = frozenset("you your yours".split())


@dataclass(frozen=True, slots=True)
class Setting:
    """What the other stages know, asked by token: actors, places, times, statements.

    `home` is the state that a story of one state is about, else ""; `sides` are the two of a story of
    two; `issuer` is the one whose statement the whole text is ("we" outside of quotations), else "".
    """

    who: Callable[[Token], tuple[str, ...]]
    subject: Callable[[Token], Token | None]
    place: Callable[[Token], str]
    country: Callable[[str], str]
    is_person: Callable[[str], bool]
    is_state: Callable[[str], bool]
    sector: Callable[[str], str]
    is_metonym: Callable[[Token], bool]
    when: Callable[[Token], When | None]
    at: Callable[[Token], tuple[str, Span] | None]
    where: Callable[[Token], tuple[str, Span] | None]
    beside: Callable[[Token, int], tuple[When | None, tuple[str, Span] | None]]
    said_in: Callable[[Token], Statement | None]
    standing: Callable[[When], Status]
    fate: Callable[[Token], Fate | None]
    home: str = ""
    sides: tuple[str, ...] = ()
    issuer: str = ""


@dataclass(frozen=True, slots=True)
class Coded:
    """A frame with the row that codes it; `beside` is the word after which to look for time and place."""

    frame: Frame
    row: EventRow
    sentence: Sentence
    beside: tuple[Token, int] | None = None


TOPICAL = frozenset("discuss review debate address raise negotiate broach".split())


def takes_topic(frame: Frame) -> bool:
    """Whether the object of a verb of talking is what is talked of, not who is talked to."""
    return frame.kind == "verb" and frame.lemma in TOPICAL


def takes_object(row: EventRow) -> bool:
    return row.object not in ("", "actor", "none")


ARGUMENTS = frozenset({"nsubj", "nsubjpass", "dobj", "pobj", "dative", "poss"})
# What two sides have one of each: "both armies", "both leaders".
LEADERS = frozenset("leader president premier minister chancellor negotiator envoy delegation team".split())
BODIES = LEADERS | frozenset(
    "army force military navy government parliament foe adversary camp people power republic ally "
    "combatant belligerent".split()
)
# Who does this to a deal or to talks is no side in them.
BROKERING = frozenset(
    "broker mediate facilitate arrange sponsor host prepare organise organize guarantee back draft propose "
    "supervise monitor chair convene oversee".split()
)
PAIRED = frozenset("side party country nation neighbour neighbor state capital government rival".split())


def examples_of(noun: Token) -> list[Token]:
    """Return who is named as an example: "allies such as Norway", "states like Mali"."""
    found = []
    for child in noun.all("prep"):
        such = child.lower == "as" and any(inner.lower == "such" for inner in child.children)
        if noun.tag == "NNS" and (such or child.lower in ("like", "including")):
            found += child.all("pobj")
    return found


def event_over(place: Token) -> Token:
    """Return what happened at a place for the place: "the blast in Tyre, which killed two"."""
    above = place.head.head
    located = place.dep == "pobj" and place.head.lower in ("in", "at", "near", "outside")
    return above if located and above.pos == "NOUN" and place.child("relcl") is not None else place


def is_pair(token: Token) -> bool:
    """Whether a noun means the two parties of a conflict: "both sides", "the two neighbours", "both"."""
    if token.lower == "both":
        return token.dep in ARGUMENTS and token.child("prep") is None  # not "both of its neighbours"
    word = token.lemma.lower()
    if word in PAIRED and any(child.lower in ("either", "each", "neither") for child in token.all("det")):
        return True
    if token.tag not in ("NNS", "NNPS") or word not in PAIRED | BODIES:
        return False
    before = [child.lower for child in token.children if child.i < token.i]
    if "both" in before:
        return not token.all("poss", "amod", "compound")
    return "two" in before and bool({"the", "these", "those"} & set(before))


def is_reciprocal(token: Token) -> bool:
    """Whether an object says that what two do, they do to each other: "each other", "one another"."""
    before = [child.lower for child in token.children if child.i < token.i]
    return (token.lower, *before) in (("other", "each"), ("another", "one"))


def means_of(row: EventRow, frame: Frame) -> list[Token]:
    """Return the noun that ends a row's trigger: "with" may hang on it in "spoke by telephone with"."""
    preposition, _, noun = row.trigger.partition(" ")[2].partition(" ")
    return [token for token in frame.obliques.get(preposition, ()) if token.lemma.lower() == noun]


class Parties:
    """The parties of coded frames; `found` are the events so far, `told` the same by their predicate,
    `rows` the row of each predicate, `tokens` the words of the story."""

    def __init__(self, setting: Setting, words: Lexicon) -> None:
        self.setting = setting
        self.lexicon = words
        self.found: list[Event] = []
        self.rows: dict[int, EventRow] = {}
        self.told: dict[int, Event] = {}
        self.tokens: list[Token] = []

    def acts(self, token: Token) -> bool:
        """Whether a word stands for an actor by itself."""
        named = self.actors(token, modifiers=False) or self._flat(examples_of(token))
        return is_pair(token) or is_reciprocal(token) or bool(named)

    def actors(self, token: Token, modifiers: bool = True) -> tuple[str, ...]:
        """Return the actors behind a phrase: itself, the speaker for "we", else who modifies it."""
        if (token.lower in SPEAKERS and token.text != "US") or token.lower in HEARERS:
            return self._in_speech(token)
        found = self.setting.who(token)
        if found:
            return found
        if is_pair(token):
            return self.last_pair(token.lemma.lower() in LEADERS)
        if self.setting.home and any(self.lexicon.isa(token, name) for name in ("crowd", "person")):
            return self.modifying(token, links=()) or (self.setting.home,)
        place = self.setting.place(token) if token.dep not in ("nsubj", "nsubjpass") else ""
        if place:
            return (place,)
        return (self.modifying(token) or self._flat(examples_of(token))) if modifiers else ()

    def last_pair(self, people: bool = False) -> tuple[str, ...]:
        """Return the two countries whose dealings were told last, for "both sides"; of people, who met."""
        for event in reversed(self.found):
            if people and event.codes["plover"] != "CONSULT":
                continue
            countries = dict.fromkeys(self.setting.country(a) for a in (*event.sources, *event.targets))
            if len(countries) == 2 and all(countries):
                return tuple(countries)
        return self.setting.sides

    def _in_speech(self, token: Token) -> tuple[str, ...]:
        statement = self.setting.said_in(token)
        if statement is None:
            ours = self.setting.issuer and token.quote < 0 and token.lower in OURS
            return (self.setting.issuer,) if ours else ()
        actor = statement.speaker if token.lower in SPEAKERS else statement.addressee
        return (actor,) if actor else ()

    def modifying(self, token: Token, links: tuple[str, ...] = ("of", "by", "with")) -> tuple[str, ...]:
        """Return the actors named by a noun's possessor, adjectives and compounds, else after `links`."""
        found: dict[str, None] = {}
        for child in token.children:
            if child.dep in ("poss", "amod", "compound", "nmod") and not self.is_venue(child, token):
                known = {self.setting.country(actor) for actor in found}
                named = self.actors(child)
                found.update(
                    dict.fromkeys(actor for actor in named if self.setting.country(actor) not in known)
                )
                found.update(dict.fromkeys(self.hyphened(child)))
        if not found:
            for child in token.children:
                if child.dep == "acl" and child.lemma not in BROKERING:
                    doer = agent_of(child)
                    found.update(dict.fromkeys(self.actors(doer) if doer is not None else ()))
                if child.dep == "prep" and child.lower in links:
                    for inner in child.children:
                        if inner.dep == "pobj":
                            found.update(dict.fromkeys(self.actors(inner)))
        return tuple(found) or self.across(token)

    def across(self, border: Token) -> tuple[str, ...]:
        """Return whose border it is where the parser hung "with Belarus" on the verb."""
        if not self.lexicon.isa(border, "territory"):
            return ()
        for above in border.ancestors():
            for child in above.children:
                if child.i == border.i + 1 and child.lower == "with":
                    return self._flat([inner for inner in child.children if inner.dep == "pobj"])
        return ()

    def hyphened(self, token: Token) -> tuple[str, ...]:
        """Return who is joined by a hyphen before a modifier: "the Russia-NATO Council"."""
        if not any(child.text in ("-", "–") for child in token.children):
            return ()
        return tuple(
            a
            for child in token.children
            if child.dep in ("compound", "nmod")
            for a in self.setting.who(child)
        )

    def is_venue(self, token: Token, noun: Token) -> bool:
        """Whether a city before a noun is where it took place, not who acts: "the Helsinki agreement"."""
        if token.dep != "compound" or not self.setting.is_metonym(token):
            return False
        return self.lexicon.isa(noun, "agreement") or self.lexicon.isa(noun, "talks")

    def role(self, item: Coded, role: str) -> tuple[str, ...]:
        """Return the actors in one role: subj, obj, dative, poss, speaker, obj.poss, a preposition …"""
        frame = item.frame
        if role == "speaker":
            statement = self.setting.said_in(frame.token)
            return (statement.speaker,) if statement is not None and statement.speaker else ()
        if role == "poss":
            return self.modifying(frame.token, links=())
        name, _, part = role.partition(".")
        if name in ("subj", "obj", "dative"):
            thing = {"subj": frame.agent, "obj": patient_of(item.row, frame), "dative": frame.dative}[name]
            if thing is None:
                return ()
            if part:
                bare = part == "self"
                return self.actors(thing, modifiers=False) if bare else self.owners(thing, item.row)
            if name == "subj" and item.row.plover in MATERIAL:
                thing = event_over(thing)
            return self.actors(thing, modifiers=name != "obj" or bool(item.row.target))
        found = self._flat(frame.obliques.get(role, [])) or self._flat(frame.loose.get(role, []))
        for thing in (*candidates(item.row, frame), *means_of(item.row, frame)) if not found else ():
            for holder in (thing, *reduced(thing)):
                found = found or self._flat(prepositions(holder).get(role, [])) or self.aimed_at(holder)
        return self.homes(found) if item.row.cameo == DIPLOMACY else found

    def aimed_at(self, thing: Token) -> tuple[str, ...]:
        """Return whom a weapon or an attack is said to be meant for: "missiles targeting Tel Aviv"."""
        for clause in thing.all("acl", "relcl"):
            if clause.lemma in ("target", "hit", "strike", "pound"):
                found = self._flat(clause.all("dobj"))
                if found:
                    return found
        return ()

    def owners(self, thing: Token, row: EventRow) -> tuple[str, ...]:
        """Return who modifies a thing; whose diplomat it is, if relations are cut by sending one away."""
        found = self._flat(prepositions(thing).get("by", [])) or self.modifying(thing)
        if row.cameo != DIPLOMACY:
            return found
        for title in titles_of(thing):
            found = self.modifying(title) or found
        return self.homes(found or self.setting.who(thing))

    def homes(self, actors: tuple[str, ...]) -> tuple[str, ...]:
        """Return the countries of people, where they are known."""
        return tuple(dict.fromkeys(self.setting.country(actor) or actor for actor in actors))

    def _flat(self, tokens: Sequence[Token]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(actor for token in tokens for actor in self.actors(token)))

    def first(self, item: Coded, roles: Sequence[str], but: tuple[str, ...] = ()) -> tuple[str, ...]:
        """Return the actors of the first role that has any besides `but`."""
        known = {self.setting.country(actor) for actor in but}
        whole = all(self._stands_for_state(actor) for actor in but)
        for role in roles:
            found = tuple(
                actor
                for actor in self.role(item, role)
                if actor not in but
                and not self._is_own_force(item, actor, but)
                and (self.setting.country(actor) not in known or not (whole and self._is_whole(actor)))
                and not (item.row.plover in SPOKEN and self.setting.country(actor) in but)
            )
            if found:
                return found
        return ()

    def _is_own_force(self, item: Coded, actor: str, movers: tuple[str, ...]) -> bool:
        """Whether an actor is the force of the state that moves it: it is never the target of that."""
        if item.row.plover not in MOVING:
            return False
        country = self.setting.country(actor)
        own = (country, f"{country}GOV", f"{country}MIL")
        return actor == f"{country}MIL" and any(
            mover in own or (self.setting.country(mover) == country and self.setting.is_person(mover))
            for mover in movers
        )

    def moves_own_force(self, item: Coded, movers: tuple[str, ...]) -> bool:
        """Whether what is moved or withdrawn is a force of those who do it: "withdraw its troops"."""
        return any(self._is_own_force(item, actor, movers) for actor in self.role(item, "obj"))

    def is_crowd(self, item: Coded) -> bool:
        """Whether those who come or go are no visitors: refugees, residents, troops, "thousands"."""
        agent = item.frame.agent
        if item.row.cameo != "042" or item.frame.kind != "verb" or agent is None:
            return False
        *_, thing = amount_of(agent)
        return thing.tag == "CD" or self.lexicon.isa(thing, "crowd")

    def _stands_for_state(self, actor: str) -> bool:
        """Whether an actor is a state, its government or one of its officials."""
        official = self.setting.is_person(actor) and self.setting.sector(actor) == "GOV"
        return self._is_whole(actor) or official

    def _is_whole(self, actor: str) -> bool:
        """Whether an actor is a state or its government: nobody acts on itself."""
        country = self.setting.country(actor)
        return actor in (country, f"{country}GOV")

    def in_clause(self, item: Coded, but: tuple[str, ...]) -> tuple[str, ...]:
        """Return the actors of the complement clause: "refuses to recognise Israel", "warned that Kyiv …"."""
        return self.in_clause_of(item.frame, but)

    def in_clause_of(self, frame: Frame, but: tuple[str, ...] = ()) -> tuple[str, ...]:
        """Return the first actors of a frame's complement clause, besides `but`."""
        clause = frame.complement
        if clause is None:
            return ()
        known = {self.setting.country(actor) for actor in but}
        for token in self._arguments(clause):
            found = tuple(actor for actor in self.actors(token) if self.setting.country(actor) not in known)
            if found:
                return found
        return ()

    def _arguments(self, clause: Token) -> Iterator[Token]:
        """The subject, objects and obliques of a clause, and of a clause inside it."""
        for child in clause.children:
            if child.dep in ("nsubj", "nsubjpass", "dobj", "dative"):
                yield child
        for child in clause.children:
            if child.dep in ("prep", "agent", "dobj", "attr"):
                for inner in child.children:
                    if inner.dep == "pobj":
                        yield inner
                    elif inner.dep == "prep":
                        yield from (last for last in inner.children if last.dep == "pobj")
            elif child.dep in ("xcomp", "ccomp"):
                yield from self._arguments(child)

    def sources(self, item: Coded) -> tuple[str, ...]:
        """Return who does it: by the row, the default roles, or the operator's subject."""
        frame, row = item.frame, item.row
        if self.is_crowd(item):
            return ()
        if row.source:
            return self.first(item, row.source.split(","))
        if frame.kind == "verb":
            return self.role(item, "subj")
        # "the arrest of X": what a noun's row calls a target is not its source.
        roles = [role for role in NOUN_SOURCES if role not in row.target.split(",")]
        found = self.first(item, roles)
        if found and row.plover in MOVING and len(self.homes(found)) > 1:
            return found[:1]  # "the withdrawal of the American soldiers from Kabul"
        if found:
            return found
        found = self.role(item, "subj") or self.governing(frame)
        return () if row.plover not in MUTUAL and found == self.asking(frame) else found

    def asking(self, frame: Frame) -> tuple[str, ...]:
        """Return who has only asked for what a noun names, or fears it: "demanded a withdrawal"."""
        for operator, word in frame.operators:
            asked = operator.control == "subj" and operator.status is Status.DEMANDED
            if word.pos in VERBAL and (asked or word.lemma == "fear"):
                subject = self.setting.subject(word)
                return self.actors(subject) if subject is not None else ()
        return ()

    def governing(self, frame: Frame) -> tuple[str, ...]:
        """Return the subject of the nearest verb that governs a noun's status ("proposed talks")."""
        for operator, word in frame.operators:
            if operator.control == "subj" and word.pos in VERBAL:
                subject = self.setting.subject(word)
                if subject is not None:
                    return self.actors(subject)
            if operator.control == "subj" and word.pos == "NOUN" and self.modifying(word):
                return self.modifying(word)
        return ()

    def target_roles(self, item: Coded) -> Sequence[str]:
        """Return the roles in which the target may stand, the likeliest first."""
        row = item.row
        places = PLACING if row.plover in MATERIAL else ()
        if row.target:
            if row.plover == "CONSULT":  # "discussed Iran's reactors": a topic is nobody met
                return (*row.target.split(","), "obj.self" if takes_topic(item.frame) else "obj", "within")
            return (*row.target.split(","), "obj", *places)
        if item.frame.kind == "noun":
            return (*NOUN_TARGETS, *places, "poss")
        if takes_object(row):
            return ("obj", "dative", *VERB_TARGETS, *places, "obj.poss")
        return ("obj", "dative", "obj.poss", *VERB_TARGETS, *places)
