"""Frames → events with CAMEO and PLOVER codes.

One meeting is one event with all its participants. Every frame that the lexicon knows comes
out with its status; what a speaker says happened carries the statement it was said in.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from memcon.model import Event, Evidence, Span, Statement, Status, When, content_id
from memcon.reading.clauses import VERBAL
from memcon.reading.concerned import Concerned
from memcon.reading.fates import Fate
from memcon.reading.frames import Frame
from memcon.reading.grammar import Sentence, Token
from memcon.reading.habits import is_state
from memcon.reading.lexicon import EventRow, candidates, lexicon
from memcon.reading.parties import MUTUAL, Coded, Setting, is_reciprocal, takes_object
from memcon.reading.refusals import REFUSAL, is_refusal, is_refused
from memcon.reading.retelling import KIND, accusation, entered, is_ruled_out, is_worry, is_wrong, refusal
from memcon.reading.retold import comes_back, is_part
from memcon.reading.said import said_acts
from memcon.reading.unsaid import DIRECTED, HOMELY, is_agentless
from memcon.tables import Tables

HOSTILE = frozenset({"ASSAULT", "COERCE", "SANCTION"})
FRIENDLY = frozenset({"AGREE", "CONSULT", "SUPPORT", "COOPERATE", "AID", "CONCEDE", "RETREAT"})
NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM", "ADJ"})
BEFORE_NOUN = frozenset({"det", "compound", "amod", "nmod", "nummod", "quantmod", "poss", "predet"})
# What needs nobody that it is done to; told by a noun alone, only what one does by oneself.
UNDIRECTED = frozenset({"MOBILIZE", "PROTEST", "ASSAULT", "COERCE", "CONCEDE", "RETREAT", "REJECT", ""})
UNDIRECTED_NOUNS = frozenset({"MOBILIZE", "PROTEST"})
Pair = tuple[tuple[str, ...], tuple[str, ...]]
INQUIRY = "09"  # CAMEO root: an investigation may name no suspect


def find_events(
    sentences: Sequence[Sentence], frames: Sequence[Frame], setting: Setting, tables: Tables
) -> tuple[Event, ...]:
    """Code frames as events, in text order."""
    coder = Coder(setting, lexicon(tables))
    by_token = {token.i: sentence for sentence in sentences for token in sentence.tokens}
    coded: list[Coded] = []
    rows = {frame.token.i: coder.lexicon.find(frame, coder.acts) for frame in frames}
    for frame in frames:
        row = rows[frame.token.i]
        if is_refusal(frame, rows):
            row, frame = REFUSAL, replace(frame, status=Status.ASSERTED)  # noqa: PLW2901
        if row is not None and not is_state(frame, row):
            coded.append(Coded(frame, row, by_token[frame.token.i]))
    coder.tokens = [token for sentence in sentences for token in sentence.tokens]
    coder.rows = {item.frame.token.i: item.row for item in coded}
    patients = {
        thing.i
        for item in coded
        if takes_object(item.row) and not (item.row.plover == "CONSULT" and is_agentless(item.frame))
        for thing in candidates(item.row, item.frame)
        if not _decides_otherwise(setting.fate(thing), item.frame)
    }
    swallowed = {
        item.frame.token.i
        for item in coded
        if item.frame.token.i in patients
        and (item.row.plover == "ACCUSE" or _is_offer_refused(item) or not _governed(item.frame))
    }
    for item in coded:
        if item.frame.token.i not in swallowed and not coder.is_told_by_noun(item):
            coder.code(item)
    found = (*coder.found, *said_acts(frames, by_token, coder))
    return tuple({event.id: event for event in sorted(found, key=lambda event: event.trigger)}.values())


def _decides_otherwise(fate: Fate | None, frame: Frame) -> bool:
    """Whether a meeting that a predicate has as object has its fate from another: "talks planned for May"."""
    return fate is not None and fate.verb is not frame.token


def _is_offer_refused(item: Coded) -> bool:
    """Whether an offer is the bare object of a refusal, which says all there is: "rejected the proposal"."""
    frame = item.frame
    return frame.kind == "noun" and item.row.plover == "AGREE" and frame.status is Status.REFUSED


def _governed(frame: Frame) -> bool:
    """Whether a verb decides over the noun's event ("agreed to talks"), not only carries it ("held")."""
    return any(
        operator.form == "noun" or operator.form.startswith("prep:") for operator, _ in frame.operators
    )


class Coder(Concerned):
    """Turns coded frames into events."""

    def code(self, item: Coded) -> None:
        """Add the events of a coded frame, if actors stand behind it and it is not told a second time."""
        if is_worry(item):
            return
        lead: tuple[str, ...] = ()
        fate = self.fate(item)
        if fate is not None and fate.status == "moved":  # "moved from Minsk to Brest" names no sides
            loose = {word: found for word, found in item.frame.loose.items() if word not in ("from", "to")}
            item = replace(item, frame=replace(item.frame, loose=loose))
        if item.row.plover in KIND and is_ruled_out(item.frame):
            status = Status.REFUSED if self.refuse(item) else Status.NEGATED
            item = replace(item, frame=replace(item.frame, status=status))
        for part in self.parts(replace(item, row=self.promised(item))):
            pair = self.pair(part, lead)
            if pair is None:
                continue
            lead = pair[0]
            for sides in self.directions(*pair):
                self.add(item, part, sides)

    def refuse(self, item: Coded) -> bool:
        """Add the refusal of a deed that those who would do it say will not be done."""
        part = refusal(item)
        sources, targets = self.pair(part, ()) or ((), ())
        statement = self.setting.said_in(item.frame.token)
        if not targets or (
            statement is not None
            and self.setting.country(statement.speaker) not in {self.setting.country(a) for a in sources}
        ):
            return False
        self.add(item, part, (sources, targets))
        return True

    def blamed(self, item: Coded, event: Event) -> Event:
        """Return the accusation that telling a wrong of another state is, else the event itself."""
        statement = self.setting.said_in(item.frame.token)
        if statement is None or not statement.speaker or not event.sources or not is_wrong(item.frame):
            return event
        speaker = self.setting.country(statement.speaker)
        doers = {self.setting.country(actor) for actor in event.sources}
        owners = {self.setting.country(a) for place in entered(item.frame) for a in self.modifying(place)}
        if not speaker or speaker in doers or (owners and speaker not in owners):
            return event
        return accusation(event, statement)

    def directions(self, sources: tuple[str, ...], targets: tuple[str, ...]) -> Iterator[Pair]:
        """Yield the parties as they are, of what two do to each other once each way."""
        if len(sources) == 2 and sources == targets:
            yield sources[:1], sources[1:]
            yield sources[1:], sources[:1]
        else:
            yield sources, targets

    def is_mutual(self, item: Coded) -> bool:
        """Whether what is done is done to each other."""
        objects = [item.frame.patient, *(token for group in item.frame.obliques.values() for token in group)]
        return item.row.plover not in MUTUAL and any(
            token is not None and is_reciprocal(token) for token in objects
        )

    def add(self, item: Coded, part: Coded, sides: Pair) -> None:
        """Add the event of a frame or of a part of it, if it is not told a second time."""
        event = self.blamed(part, self.event(part, *sides))
        hypothetical = event.status not in (Status.ASSERTED, Status.PLANNED, Status.HISTORICAL)
        mutual = self.is_reciprocal(part) or self.moves_own_force(part, event.sources)
        if (hypothetical and not event.targets and not mutual) or self.is_retold(part, event):
            return
        self.found.append(event)
        self.told[item.frame.token.i] = event

    def is_told_by_noun(self, item: Coded) -> bool:
        """Whether a passive that names nobody has had its meeting told by its subject: "talks were held"."""
        if item.row.plover != "CONSULT" or not is_agentless(item.frame):
            return False
        things = {thing.start for thing in candidates(item.row, item.frame)}
        return any(event.trigger.start in things for event in self.found)

    def promised(self, item: Coded) -> EventRow:
        """Tell a promise from a threat by what is promised: "vowed to help", "promised to destroy"."""
        row, clause = item.row, item.frame.complement
        inner = self.rows.get(clause.i) if clause is not None and item.frame.form == "to" else None
        if inner is None or row.trigger.split()[0] not in ("vow", "promise", "pledge", "swear"):
            return row
        if row.plover == "THREATEN" and inner.plover in FRIENDLY:
            return replace(row, plover="AGREE", cameo="030", target="")
        if (
            row.plover == "THREATEN"
            and inner.plover in HOSTILE
            and clause is not None
            and clause.child("neg")
        ):
            return replace(row, plover="AGREE", cameo="030", target="")
        if (
            row.plover == "AGREE"
            and inner.plover in HOSTILE
            and clause is not None
            and not clause.child("neg")
        ):
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

    def pair(self, item: Coded, lead: tuple[str, ...]) -> Pair | None:
        """Return sources and targets, or None where too little is said.

        `lead` are the sources of the part before, of a meeting that has been taken apart.
        """
        row = item.row
        sources = self.sources(item) or lead or self.imperative(item)
        refuser, asking = self.refusing(item, sources)
        sources = refuser or sources
        if len(sources) == 2 and self.is_mutual(item):
            return sources, sources
        targets = self.first(item, self.target_roles(item), sources) or self.in_clause(item, sources)
        targets = self.of_the_other(item, sources, targets)
        if len(sources) > 1 and not targets and (row.plover in MUTUAL or "subj" in row.target.split(",")):
            sources, targets = sources[:1], sources[1:]
        if row.plover == "CONSULT" and sources and not targets:
            targets = self.beside_subject(item, sources)
        if not sources:
            sources, targets = self.unsaid_source(item, targets)
        if not sources and len(targets) < 2:
            sources = self.denying(item)
        if sources and not targets:
            targets = self.left_open(item, sources, asking)
        answers = self.is_answer(item)
        alone = UNDIRECTED_NOUNS if item.frame.kind == "noun" else UNDIRECTED
        inquiry = row.cameo.startswith(INQUIRY) and item.frame.kind == "verb"
        undirected = row.plover in alone or inquiry or answers or self.is_reciprocal(item)
        if not sources or not (targets or undirected):
            return None
        if row.plover == "CONSULT" and self.is_domestic_chat(sources, targets):
            return None
        return sources, targets

    def left_open(self, item: Coded, sources: tuple[str, ...], asking: tuple[str, ...]) -> tuple[str, ...]:
        """Return whom an act is towards that its clause leaves to the text around it."""
        if self.is_at_home(item):
            return (self.setting.country(sources[0]),)
        found = asking or self.in_reach(item, sources) or self.concerned(item, sources)
        if not found:
            answers = self.is_answer(item)
            found = self.accuser(item, sources) if answers else self.doer_before(item, sources)
        directed = HOMELY if self.setting.home else DIRECTED
        if not found and item.row.plover in directed and item.frame.kind == "verb":
            found = self.counterpart(item, sources)
        return found

    def is_retold(self, item: Coded, event: Event) -> bool:
        """Whether a predicate only comes back to, or says more of, what has been told."""
        if is_part(item.frame.token, event, self.told, self.setting.country):
            return True
        if event.codes["plover"] != "CONSULT" or item.frame.kind != "noun" or self.fate(item) is not None:
            return False
        return comes_back(item.frame, event, self.found, self.setting.country)

    def is_reciprocal(self, item: Coded) -> bool:
        """Whether members of one body meet each other: "EU foreign ministers meet in Brussels"."""
        agent = item.frame.agent
        if item.row.plover != "CONSULT" or item.frame.kind != "verb" or item.frame.patient is not None:
            return False
        return (
            agent is not None
            and agent.tag in ("NNS", "NNPS")
            and item.frame.lemma in ("meet", "convene", "confer")
        )

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
        drill = any(
            self.lexicon.isa(thing, "drill") or self.lexicon.isa(thing, "jointdrill") for thing in things
        )
        return drill and len({self.setting.country(actor) for actor in sources}) > 1

    def event(self, item: Coded, sources: tuple[str, ...], targets: tuple[str, ...]) -> Event:
        """Put the event together with its evidence."""
        frame, row = item.frame, item.row
        fate = self.setting.fate(frame.token) if row.plover == "CONSULT" and frame.kind == "noun" else None
        span = _evidence(frame, item.sentence, *(fate.words() if fate is not None else []))
        statement = self.setting.said_in(frame.token)
        when, place = self.circumstances(item)
        if row.cameo == "042":
            place = self.destination(frame) or place
        if row.plover == "ASSAULT" and frame.kind == "noun" and is_shared(frame.token):
            row = replace(row, plover="COOPERATE", cameo="062")
        if row.plover == "MOBILIZE" and self.is_joint(item, sources):
            row, sources, targets = replace(row, plover="COOPERATE", cameo="062"), sources[:1], sources[1:]
        status = self.status(item, when)
        if status is Status.THREATENED and self.is_of_others(item, sources):
            status = Status.POSSIBLE
        denied = (
            statement is not None and status is Status.NEGATED and self.is_denial(item, sources, statement)
        )
        return Event(
            id=content_id("e", frame.token.start, row.trigger, sources, targets, row.cameo),
            trigger=frame.token.span,
            sources=sources,
            targets=targets,
            codes={"plover": row.plover, "cameo": row.cameo},
            status=Status.DENIED if denied else status,
            evidence=Evidence(
                span.start,
                span.end,
                (item.sentence.span.start, item.sentence.span.end),
                f"{row.pos}:{row.trigger}",
            ),
            when=when,
            place=place[0] if place else "",
            place_span=place[1] if place else None,
            said_in=statement.id if statement else "",
            by=statement.speaker if statement is not None and denied else self.by(frame),
        )

    def is_denial(self, item: Coded, sources: tuple[str, ...], statement: Statement) -> bool:
        """Whether those blamed say themselves that a hostile act has not been done or is not meant."""
        if item.row.plover not in HOSTILE | {"MOBILIZE"} or not statement.speaker:
            return False
        if any(operator.pos == "aux" for operator, _ in item.frame.operators):
            return False  # "it would not attack" promises
        speaker = self.setting.country(statement.speaker)
        return any(self.setting.country(actor) == speaker for actor in sources)

    def circumstances(self, item: Coded) -> tuple[When | None, tuple[str, Span] | None]:
        """Return time and place; those of a meeting called off or moved are not those of the deed."""
        token, fate = item.frame.token, self.setting.fate(item.frame.token)
        if item.beside is not None:
            return self.setting.beside(*item.beside)
        if fate is not None and token is fate.verb and item.row.plover != "CONSULT" and fate.status != "held":
            return fate.done, None
        if self.fate(item) is None or fate is None:
            return self.setting.when(token), self.setting.where(token)
        return fate.when, fate.place

    def fate(self, item: Coded) -> Fate | None:
        """Return what becomes of a meeting, if that is more than that it is held on its day."""
        fate = self.setting.fate(item.frame.token)
        if (
            fate is None
            or item.row.plover != "CONSULT"
            or (fate.status == "held" and fate.instead_of is None)
        ):
            return None
        return fate

    def destination(self, frame: Frame) -> tuple[str, Span] | None:
        """Return where a visit goes: its object, or the place after "to"."""
        for token in (frame.patient, *frame.obliques.get("to", ())):
            found = self.setting.at(token) if token is not None else None
            if found is not None:
                return found
        return None

    def status(self, item: Coded, when: When | None) -> Status:
        """Return the status seen with the act: a threatened kindness is a promise, old news is history."""
        frame, row, fate = item.frame, item.row, self.fate(item)
        if fate is not None and fate.status != "held":
            return Status.PLANNED if fate.status == "moved" else Status.NEGATED
        if "speaker" in row.source and frame.status not in (
            Status.NEGATED,
            Status.QUESTION,
            Status.CONDITIONAL,
        ):
            return Status.ASSERTED
        if (
            frame.status is Status.THREATENED
            and row.plover in FRIENDLY
            and not any(word.lemma in ("threaten", "threat", "warn") for _, word in frame.operators)
        ):
            return Status.PLANNED
        if is_refused(frame):
            return Status.REFUSED
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


def is_shared(noun: Token) -> bool:
    """Whether two sides do together what else one does to the other: "joint raids"."""
    return any(child.lower in ("joint", "combined") for child in noun.all("amod"))


def _evidence(frame: Frame, sentence: Sentence, *more: Token) -> Span:
    """The clause of a frame: from its first to its last argument, or to one of `more`; phrases stay whole."""
    tokens = [
        frame.token,
        *more,
        *(token for token in (frame.agent, frame.patient, frame.dative) if token is not None),
    ]
    tokens += [token for group in frame.obliques.values() for token in group]
    inside = [token for token in tokens if sentence.span.covers(token.span)]
    first = min(inside, key=lambda token: token.start)
    fronted = first is not frame.token and first.dep == "pobj" and first.head.start < first.start
    start = first.head.start if fronted else _beginning(first)
    return Span(max(start, sentence.span.start), max(token.end for token in inside))


def _beginning(token: Token) -> int:
    """Where the phrase of a noun begins: at its article, adjective or first name."""
    if token.pos not in NOMINAL:
        return token.start
    parts = [child for child in token.children if child.i < token.i and child.dep in BEFORE_NOUN]
    return min([token.start, *(_beginning(child) for child in parts)])
