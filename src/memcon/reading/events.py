"""Frames → events with CAMEO and PLOVER codes, and the view of them that is meetings.

One meeting is one event with all its participants. Every frame that the lexicon knows comes
out with its status; what a speaker says happened carries the statement it was said in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from memcon.model import Event, Evidence, Span, Statement, Status, When, content_id
from memcon.reading.clauses import VERBAL, agent_of, is_passive, prepositions, reduced
from memcon.reading.frames import Frame, Operator
from memcon.reading.grammar import Sentence, Token
from memcon.reading.lexicon import EventRow, Lexicon, candidates, lexicon, patient_of
from memcon.tables import Tables

VERB_TARGETS = tuple("with against to on at from for toward towards over of between among".split())
NOUN_TARGETS = tuple("on against with to for at over into between among in of from within".split())
# Where a material act lands says against whom it is; where people meet does not.
PLACING = tuple("into in near off outside around across along inside through by".split())
MATERIAL = frozenset({"MOBILIZE", "ASSAULT", "COERCE", "AID", "RETREAT", "SANCTION"})
HOSTILE = frozenset({"ASSAULT", "COERCE", "SANCTION"})
FRIENDLY = frozenset({"AGREE", "CONSULT", "SUPPORT", "COOPERATE", "AID", "CONCEDE", "RETREAT"})
NOUN_SOURCES = ("poss", "by", "from", "between", "of")
SPEAKERS = frozenset("i we us our my me ours ourselves".split())
HEARERS = frozenset("you your yours".split())
# Acts that may have nobody in particular at the other end; the others need a target.
UNDIRECTED = frozenset({"MOBILIZE", "PROTEST", "ASSAULT", "COERCE", "RETREAT", ""})
MUTUAL = frozenset({"CONSULT", "COOPERATE", "AGREE"})


@dataclass(frozen=True, slots=True)
class Setting:
    """What the other stages know, asked by token: actors, places, times, statements."""

    who: Callable[[Token], tuple[str, ...]]
    subject: Callable[[Token], Token | None]
    place: Callable[[Token], str]
    country: Callable[[str], str]
    is_person: Callable[[str], bool]
    is_state: Callable[[str], bool]
    is_metonym: Callable[[Token], bool]
    when: Callable[[Token], When | None]
    where: Callable[[Token], tuple[str, Span] | None]
    beside: Callable[[Token, int], tuple[When | None, tuple[str, Span] | None]]
    said_in: Callable[[Token], Statement | None]
    standing: Callable[[When], Status]


@dataclass(frozen=True, slots=True)
class Coded:
    """A frame with the row that codes it; `beside` is the word after which to look for time and place."""

    frame: Frame
    row: EventRow
    sentence: Sentence
    beside: tuple[Token, int] | None = None


def find_events(
    sentences: Sequence[Sentence], frames: Sequence[Frame], setting: Setting, tables: Tables
) -> tuple[Event, ...]:
    """Code frames as events, in text order."""
    coder = Coder(setting, lexicon(tables))
    by_token = {token.i: sentence for sentence in sentences for token in sentence.tokens}
    coded: list[Coded] = []
    for frame in frames:
        row = coder.lexicon.find(frame, coder.acts)
        if row is not None:
            coded.append(Coded(frame, row, by_token[frame.token.i]))
    coder.rows = {item.frame.token.i: item.row for item in coded}
    patients = {thing.i for item in coded if _takes_object(item.row) for thing in candidates(item.row, item.frame)}
    swallowed = {item.frame.token.i for item in coded if item.frame.token.i in patients and not _governed(item.frame)}
    for item in coded:
        if item.frame.token.i not in swallowed:
            coder.code(item)
    return tuple({event.id: event for event in coder.found}.values())


def is_agentless(frame: Frame) -> bool:
    """Whether a passive does not say who did it."""
    return frame.kind == "verb" and frame.agent is None and frame.patient is not None and is_passive(frame.token)


def _governed(frame: Frame) -> bool:
    """Whether a verb decides over the noun's event ("agreed to talks"), rather than only carries it ("held talks")."""
    return any(operator.form == "noun" or operator.form.startswith("prep:") for operator, _ in frame.operators)


def _takes_object(row: EventRow) -> bool:
    return row.object not in ("", "actor", "none")


class Coder:
    """Turns coded frames into events: finds sources and targets by role."""

    def __init__(self, setting: Setting, words: Lexicon) -> None:
        self.setting = setting
        self.lexicon = words
        self.found: list[Event] = []
        self.rows: dict[int, EventRow] = {}

    def acts(self, token: Token) -> bool:
        """Whether a word stands for an actor by itself."""
        return bool(self.actors(token, modifiers=False))

    # --- who ---------------------------------------------------------------------------

    def actors(self, token: Token, modifiers: bool = True) -> tuple[str, ...]:
        """Return the actors behind a phrase: itself, the speaker for "we", else who modifies it."""
        if token.lower in SPEAKERS or token.lower in HEARERS:
            return self._in_speech(token)
        found = self.setting.who(token)
        if found:
            return found
        place = self.setting.place(token)
        if place:
            return (place,)
        return self.modifying(token) if modifiers else ()

    def _in_speech(self, token: Token) -> tuple[str, ...]:
        statement = self.setting.said_in(token)
        if statement is None:
            return ()
        actor = statement.speaker if token.lower in SPEAKERS else statement.addressee
        return (actor,) if actor else ()

    def modifying(self, token: Token, links: tuple[str, ...] = ("of", "by", "with")) -> tuple[str, ...]:
        """Return the actors named by a noun's possessor, adjectives and compounds, else after `links`."""
        found: dict[str, None] = {}
        for child in token.children:
            if child.dep in ("poss", "amod", "compound", "nmod") and not self.is_venue(child, token):
                known = {self.setting.country(actor) for actor in found}
                named = self.actors(child)
                found.update(dict.fromkeys(actor for actor in named if self.setting.country(actor) not in known))
                found.update(dict.fromkeys(self.hyphened(child)))
        if not found:
            for child in token.children:
                if child.dep == "acl":
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
        return tuple(a for child in token.children if child.dep in ("compound", "nmod") for a in self.setting.who(child))

    def is_venue(self, token: Token, noun: Token) -> bool:
        """Whether a city before a noun is where it took place, not who acts: "the Helsinki agreement"."""
        if token.dep != "compound" or not self.setting.is_metonym(token):
            return False
        return self.lexicon.isa(noun, "agreement") or self.lexicon.isa(noun, "talks")

    def role(self, item: Coded, role: str) -> tuple[str, ...]:
        """Return the actors in one role: subj, obj, dative, poss, speaker, a preposition, or obj.poss, subj.poss."""
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
                return self.modifying(thing)
            return self.actors(thing, modifiers=name != "obj" or bool(item.row.target))
        found = self._flat(frame.obliques.get(role, [])) or self._flat(frame.loose.get(role, []))
        for thing in candidates(item.row, frame) if not found else ():
            for holder in (thing, *reduced(thing)):
                found = found or self._flat(prepositions(holder).get(role, []))
        return found

    def _flat(self, tokens: Sequence[Token]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(actor for token in tokens for actor in self.actors(token)))

    def first(self, item: Coded, roles: Sequence[str], but: tuple[str, ...] = ()) -> tuple[str, ...]:
        """Return the actors of the first role that has any besides `but`."""
        known = {self.setting.country(actor) for actor in but}
        for role in roles:
            found = tuple(
                actor
                for actor in self.role(item, role)
                if actor not in but and (self.setting.country(actor) not in known or self._named(actor))
            )
            if found:
                return found
        return ()

    def _named(self, actor: str) -> bool:
        """Whether an actor is more than its state, so that a domestic event is possible."""
        return self.setting.country(actor) != actor

    # --- events ------------------------------------------------------------------------

    def code(self, item: Coded) -> None:
        """Add the events of a coded frame, if actors stand behind it and it is not told a second time."""
        lead: tuple[str, ...] = ()
        for part in self.parts(replace(item, row=self.promised(item))):
            pair = self.pair(part, lead)
            if pair is None:
                continue
            lead = pair[0]
            event = self.event(part, *pair)
            hypothetical = event.status not in (Status.ASSERTED, Status.PLANNED, Status.HISTORICAL)
            if (hypothetical and not event.targets and not self.is_reciprocal(part)) or self.is_retold(part, event):
                continue
            self.found.append(event)

    def promised(self, item: Coded) -> EventRow:
        """Tell a promise from a threat by what is promised: "vowed to help", "promised to destroy"."""
        row, clause = item.row, item.frame.complement
        inner = self.rows.get(clause.i) if clause is not None and item.frame.form == "to" else None
        if inner is None or row.trigger.split()[0] not in ("vow", "promise", "pledge", "swear"):
            return row
        if row.plover == "THREATEN" and inner.plover in FRIENDLY:
            return replace(row, plover="AGREE", cameo="030", target="")
        if row.plover == "AGREE" and inner.plover in HOSTILE:
            return replace(row, plover="THREATEN", cameo="130", target="")
        return row

    def parts(self, item: Coded) -> Iterator[Coded]:
        """Take "meetings with A in P and with B in Q" apart into its meetings."""
        partners = self.partners(item) if item.row.plover == "CONSULT" and item.frame.kind == "noun" else []
        if len(partners) < 2 and not (partners and not item.frame.obliques.get("with")):
            yield item
            return
        ends = [token.start for token in partners[1:]] + [item.sentence.span.end]
        for token, end in zip(partners, ends, strict=True):
            frame = replace(item.frame, obliques={**item.frame.obliques, "with": [token]})
            yield replace(item, frame=frame, beside=(token, end) if len(partners) > 1 else None)

    def partners(self, item: Coded) -> list[Token]:
        """Return the objects of each "with" that follows a noun up to the next finite verb.

        Wherever the parser has hung it: prepositional attachment is not to be trusted.
        """
        found = []
        for token in item.sentence.tokens:
            if token.i <= item.frame.token.i:
                continue
            if token.pos in VERBAL and token.tag != "VBG":
                break
            if token.lower == "with":
                partner = token.child("pobj")
                if partner is not None and self.actors(partner):
                    found.append(partner)
        return found

    def pair(self, item: Coded, lead: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
        """Return sources and targets, or None where too little is said.

        `lead` are the sources of the part before, of a meeting that has been taken apart.
        """
        row = item.row
        sources = self.sources(item) or lead
        targets = self.first(item, self.target_roles(item), sources) or self.in_clause(item, sources)
        if len(sources) > 1 and not targets and (row.plover in MUTUAL or "subj" in row.target.split(",")):
            sources, targets = sources[:1], sources[1:]
        if not sources:
            sources, targets = self.unsaid_source(item, targets)
        if sources and not targets and self.is_at_home(item):
            targets = (self.setting.country(sources[0]),)
        if not sources or not (targets or row.plover in UNDIRECTED or self.is_reciprocal(item)):
            return None
        if row.plover == "CONSULT" and self.is_domestic_chat(sources, targets):
            return None
        return sources, targets

    def unsaid_source(self, item: Coded, targets: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Find who acts where no word of the clause says so."""
        row = item.row
        if row.plover in MUTUAL and len(targets) > 1:
            return targets[:1], targets[1:]
        sources: tuple[str, ...] = ()
        if row.plover == "CONSULT" and targets:
            sources = self.visitor(item, targets) or self.companion(item, targets) or self.nearest_person(item, targets)
        elif row.plover == "PROTEST":
            sources = self.locals(item.frame)
        elif row.plover == "REJECT" and targets:
            sources = self.refuser(item, targets)
        elif is_agentless(item.frame):
            sources = self.arms(item) or self.spokesman(item)
        return sources, targets

    def is_at_home(self, item: Coded) -> bool:
        """Whether an act without a foreign target is against one's own: a protest, the arrest of "opponents"."""
        if item.row.plover == "PROTEST":
            return True
        things = candidates(item.row, item.frame) if item.row.plover in ("COERCE", "CONCEDE") else []
        return any(self.lexicon.isa(thing, name) for thing in things for name in ("person", "protest", "emergency"))

    def companion(self, item: Coded, but: tuple[str, ...]) -> tuple[str, ...]:
        """Return who took part in the meeting listed before this one: "talks between A and B, and talks with C"."""
        known = {self.setting.country(actor) for actor in but}
        sentence = (item.sentence.span.start, item.sentence.span.end)
        listed = [e for e in self.found if e.evidence.sentence == sentence and e.codes["plover"] == "CONSULT"]
        met = [actor for event in listed for actor in (*event.sources, *event.targets)]
        others = [actor for actor in met if self.setting.country(actor) not in known]
        return (max(others, key=others.count),) if others else ()

    def refuser(self, item: Coded, targets: tuple[str, ...]) -> tuple[str, ...]:
        """Return to whom a demand was made that is refused by nobody named."""
        asking = {self.setting.country(actor) for actor in targets}
        for event in reversed(self.found):
            if event.codes["plover"] == "REQUEST" and asking & {self.setting.country(a) for a in event.sources}:
                return event.targets
        thing = patient_of(item.row, item.frame)
        for token in thing.subtree() if thing is not None else []:
            found = tuple(a for a in self.setting.who(token) if self.setting.country(a) not in asking)
            if found:
                return found
        return ()

    def is_retold(self, item: Coded, event: Event) -> bool:
        """Whether a noun with its possessor or article only comes back to a meeting told before."""
        noun = item.frame.token
        if item.frame.kind != "noun" or event.codes["plover"] != "CONSULT" or item.frame.operators:
            return False
        definite = noun.child("poss") is not None or any(t.lower in ("the", "this", "that") for t in noun.children)
        sides = {self.setting.country(actor) for actor in (*event.sources, *event.targets)}
        for other in self.found:
            told = {self.setting.country(actor) for actor in (*other.sources, *other.targets)}
            if other.codes["plover"] != "CONSULT" or told != sides:
                continue
            if event.when is not None and other.when is not None:
                if event.when.edtf == other.when.edtf and event.status is other.status:
                    return True
            elif definite:
                return True
        return False

    def arms(self, item: Coded) -> tuple[str, ...]:
        """Return whose weapons or troops were used by nobody named: "Russian missiles were fired"."""
        for thing in candidates(item.row, item.frame):
            if any(self.lexicon.isa(thing, name) for name in ("weapon", "troops", "ship", "aircraft")):
                return self.modifying(thing)
        return ()

    def spokesman(self, item: Coded) -> tuple[str, ...]:
        """Return the state of the official in whose statement an arrest or a release has no agent."""
        statement = self.setting.said_in(item.frame.token)
        if statement is None or item.row.plover not in ("COERCE", "RETREAT", "SANCTION"):
            return ()
        country = self.setting.country(statement.speaker) if statement.speaker else ""
        return (country,) if country and self.setting.is_state(country) else ()

    def is_reciprocal(self, item: Coded) -> bool:
        """Whether members of one body meet each other: "EU foreign ministers meet in Brussels"."""
        agent = item.frame.agent
        if item.row.plover != "CONSULT" or item.frame.kind != "verb" or item.frame.patient is not None:
            return False
        return agent is not None and agent.tag in ("NNS", "NNPS") and item.frame.lemma in ("meet", "convene", "confer")

    def is_domestic_chat(self, sources: tuple[str, ...], targets: tuple[str, ...]) -> bool:
        """Whether a conversation stays inside one state, and is not between two named people."""
        here = {self.setting.country(actor) for actor in sources}
        there = {self.setting.country(actor) for actor in targets}
        if not targets or here != there:
            return False
        return not all(self.setting.is_person(actor) for actor in (*sources, *targets))

    def is_joint(self, item: Coded, sources: tuple[str, ...]) -> bool:
        """Whether a drill is held by several states together."""
        things = [item.frame.token, *candidates(item.row, item.frame)]
        drill = any(self.lexicon.isa(thing, "drill") or self.lexicon.isa(thing, "jointdrill") for thing in things)
        return drill and len({self.setting.country(actor) for actor in sources}) > 1

    def in_clause(self, item: Coded, but: tuple[str, ...]) -> tuple[str, ...]:
        """Return the actors of the complement clause: "refuses to recognise Israel", "warned that Kyiv …"."""
        clause = item.frame.complement
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
        if row.source:
            return self.first(item, row.source.split(","))
        if frame.kind == "verb":
            return self.role(item, "subj")
        # "the arrest of X": what a noun's row calls a target is not its source.
        roles = [role for role in NOUN_SOURCES if role not in row.target.split(",")]
        return self.first(item, roles) or self.role(item, "subj") or self.governing(frame)

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
            within = ("within",) if row.plover == "CONSULT" else places
            return (*row.target.split(","), "obj", *within)
        if item.frame.kind == "noun":
            return (*NOUN_TARGETS, *places, "poss")
        if _takes_object(row):
            return ("obj", "dative", *VERB_TARGETS, *places, "obj.poss")
        return ("obj", "dative", "obj.poss", *VERB_TARGETS, *places)

    def visitor(self, item: Coded, but: tuple[str, ...]) -> tuple[str, ...]:
        """Return the subject of the verb over a noun: "returning from a visit to Moscow, the minister …"."""
        known = {self.setting.country(actor) for actor in but}
        for token in item.frame.token.ancestors():
            subject = self.setting.subject(token) if token.pos in VERBAL else None
            if subject is not None:
                return tuple(a for a in self.actors(subject) if self.setting.country(a) not in known)
        return ()

    def locals(self, frame: Frame) -> tuple[str, ...]:
        """Return the country of the place where an unnamed crowd protests."""
        for token in frame.token.subtree():
            country = self.setting.place(token)
            if country and token.dep == "pobj" and token.head.lower in ("in", "at", "through", "across"):
                return (country,)
        return ()

    def nearest_person(self, item: Coded, but: tuple[str, ...]) -> tuple[str, ...]:
        """Return the person whom the sentence is about, for a meeting that names one side only."""
        known = {self.setting.country(actor) for actor in but}
        for token in item.sentence.tokens:
            if token.i >= item.frame.token.i:
                break
            found = self.setting.who(token)
            if found and self.setting.is_person(found[0]) and self.setting.country(found[0]) not in known:
                return found[:1]
        return ()

    def event(self, item: Coded, sources: tuple[str, ...], targets: tuple[str, ...]) -> Event:
        """Put the event together with its evidence."""
        frame, row = item.frame, item.row
        span = _evidence(frame, item.sentence)
        statement = self.setting.said_in(frame.token)
        if item.beside is not None:
            when, place = self.setting.beside(*item.beside)
        else:
            when, place = self.setting.when(frame.token), self.setting.where(frame.token)
        if row.plover == "MOBILIZE" and self.is_joint(item, sources):
            row, sources, targets = replace(row, plover="COOPERATE", cameo="062"), sources[:1], sources[1:]
        return Event(
            id=content_id("e", frame.token.start, row.trigger, sources, targets, row.cameo),
            trigger=frame.token.span,
            sources=sources,
            targets=targets,
            codes={"plover": row.plover, "cameo": row.cameo},
            status=self.status(frame, row, when),
            evidence=Evidence(
                span.start, span.end, (item.sentence.span.start, item.sentence.span.end), f"{row.pos}:{row.trigger}"
            ),
            when=when,
            place=place[0] if place else "",
            place_span=place[1] if place else None,
            said_in=statement.id if statement else "",
            by=self.by(frame),
        )

    def status(self, frame: Frame, row: EventRow, when: When | None) -> Status:
        """Return the frame's status, seen with the act: a threatened kindness is a promise, old news is history."""
        if "speaker" in row.source and frame.status not in (Status.NEGATED, Status.QUESTION, Status.CONDITIONAL):
            return Status.ASSERTED
        if frame.status is Status.THREATENED and row.plover in FRIENDLY and not any(
            word.lemma in ("threaten", "threat", "warn") for _, word in frame.operators
        ):
            return Status.PLANNED
        if frame.status is Status.ASSERTED and when is not None:
            return self.setting.standing(when)
        return frame.status

    def by(self, frame: Frame) -> str:
        """Return who demanded, refused, denied or threatened it."""
        for operator, word in reversed(frame.operators):
            if operator.status is frame.status and operator.pos in ("verb", "noun", "adj"):
                found = self.subject_ids(operator, word)
                if found:
                    return found[0]
        return ""

    def subject_ids(self, operator: Operator, word: Token) -> tuple[str, ...]:
        """Return who stands behind an operator word."""
        if word.pos == "NOUN":
            return self.modifying(word)
        verb = word if word.pos in VERBAL else word.head
        subject = self.setting.subject(verb)
        return self.actors(subject) if subject is not None and operator.form != "mod" else ()


def _evidence(frame: Frame, sentence: Sentence) -> Span:
    """The clause of a frame: from its first to its last argument."""
    tokens = [frame.token, *(token for token in (frame.agent, frame.patient, frame.dative) if token is not None)]
    tokens += [token for group in frame.obliques.values() for token in group]
    inside = [token for token in tokens if sentence.span.covers(token.span)]
    return Span(min(token.start for token in inside), max(token.end for token in inside))
