"""Who acts where no word of the clause says so: the text around it tells, or nobody does."""

from __future__ import annotations

from memcon.model import Status
from memcon.reading.clauses import VERBAL, is_passive
from memcon.reading.frames import Frame
from memcon.reading.grammar import Token
from memcon.reading.lexicon import candidates, patient_of
from memcon.reading.parties import MOVING, MUTUAL, Coded, Parties

DEFINITE = frozenset({"the", "this", "that", "these", "those"})


# Acts towards whoever did the thing that is judged, and what such a thing must be told as.
JUDGING = frozenset({"SUPPORT", "ACCUSE", "REJECT"})
HOLDING = frozenset(
    "hold detain jail imprison arrest capture seize keep intern sentence kidnap abduct".split()
)
HAPPENING = (Status.ASSERTED, Status.PLANNED, Status.OFFERED)


NEARBY = 600  # letters: about a paragraph back
# Acts that are always towards somebody, though the clause may leave it to the reader whom.
DIRECTED = frozenset(
    {"REQUEST", "THREATEN", "AGREE", "SANCTION", "AID", "ASSAULT", "COERCE"}
    | {"ACCUSE", "REJECT", "SUPPORT", "RETREAT", "CONCEDE"}
)
PROMISING = frozenset("agree promise pledge vow offer commit undertake consent stand".split())
HOMELY = DIRECTED | {"PROTEST"}  # in a story of one state
JUDGED = {  # what is judged by those who had no part in it
    "ACCUSE": frozenset({"ASSAULT", "COERCE", "SANCTION", "THREATEN", "MOBILIZE"}),
    "SUPPORT": frozenset({"AGREE", "CONSULT", "SUPPORT", "COOPERATE", "AID", "CONCEDE", "RETREAT"}),
}
ANONYMOUS = frozenset("identify name quote cite".split())  # "asked not to be named" asks nobody told of


ANSWERED = frozenset("claim report finding statement remark comment allegation assertion account".split())
RUEFUL = frozenset({"regret", "rue", "lament", "mourn"})  # one's own doing, or a third party's


def _is_named(thing: Token) -> bool:
    """Whether a name stands beside a noun, though it is nobody's that is known: "the claim of Ruritania"."""
    if thing.pos == "PROPN":
        return True
    return any(_is_named(child) for child in thing.children if child.dep not in ("relcl", "acl", "appos"))


def _is_bare(thing: Token) -> bool:
    """Whether a noun is definite, and nothing beside it says whose: "the withdrawal"."""
    definite = any(child.lower in DEFINITE for child in thing.all("det"))
    return definite and not thing.all("poss", "amod", "compound", "prep", "acl", "relcl")


def is_agentless(frame: Frame) -> bool:
    """Whether a passive does not say who did it."""
    return (
        frame.kind == "verb" and frame.agent is None and frame.patient is not None and is_passive(frame.token)
    )


class Unsaid(Parties):
    """Parties that are understood: the spokesman's state, the other side of a demand, the visitor."""

    def unsaid_source(self, item: Coded, targets: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Find who acts where no word of the clause says so."""
        row = item.row
        if self.is_crowd(item):
            return (), targets
        between = len(targets) > 1 and "between" in item.frame.obliques  # "the truce between A and B"
        if (row.plover in MUTUAL or between) and len(targets) > 1:
            return targets[:1], targets[1:]
        sources: tuple[str, ...] = ()
        if row.plover == "CONSULT" and targets and is_agentless(item.frame):
            return (), targets  # "were not consulted": nobody says by whom
        if row.plover == "CONSULT" and targets:
            sources = (
                self.visitor(item, targets)
                or self.companion(item, targets)
                or self.nearest_person(item, targets)
            )
        elif row.plover == "PROTEST":
            sources = self.locals(item.frame)
        elif row.plover == "REJECT" and targets:
            sources = self.refuser(item, targets)
        elif is_agentless(item.frame):
            sources = self.arms(item) or self.spokesman(item) or self.holder(item)
            if not sources and row.plover == "COERCE" and item.frame.status in HAPPENING:
                # those who arrest are the country's own
                home = self.setting.home or self.at_odds_with_itself(item)
                sources = self.locals(item.frame) or ((home,) if home else ())
            if sources and row.plover in MOVING:
                targets = self.first(item, self.target_roles(item), sources)
        return sources, targets

    def at_odds_with_itself(self, item: Coded) -> str:
        """Return the state whose people and police the text has just told of: "eleven were detained"."""
        for event in reversed(self.found):
            if item.sentence.span.start - event.evidence.sentence[1] > NEARBY:
                break
            sides = {self.setting.country(actor) for actor in (*event.sources, *event.targets)}
            if event.codes["plover"] in ("PROTEST", "COERCE", "ASSAULT") and len(sides) == 1:
                return next(iter(sides))
        return ""

    def beside_subject(self, item: Coded, sources: tuple[str, ...]) -> tuple[str, ...]:
        """Return who is joined by "and" before the subject, where the parser did not see it."""
        agent, tokens = item.frame.agent, item.sentence.tokens
        at = next((i for i, token in enumerate(tokens) if token is agent), 0)
        while (
            at > 0
            and tokens[at].lower != "and"
            and (tokens[at].pos in ("PROPN", "PART") or tokens[at] is agent)
        ):
            at -= 1
        if at < 1 or tokens[at].lower != "and":
            return ()
        return tuple(actor for actor in self.setting.who(tokens[at - 1]) if actor not in sources)

    def is_at_home(self, item: Coded) -> bool:
        """Whether an act without a foreign target is against one's own: a protest, arrested "opponents"."""
        if item.row.plover == "PROTEST":
            return True
        things = candidates(item.row, item.frame) if item.row.plover in ("COERCE", "CONCEDE", "AGREE") else []
        own = ("consent",) if item.row.plover == "AGREE" else ("person", "crowd", "protest", "emergency")
        return any(self.lexicon.isa(thing, name) for thing in things for name in own)

    def companion(self, item: Coded, but: tuple[str, ...]) -> tuple[str, ...]:
        """Return who met in the list before this: "talks between A and B, and talks with C"."""
        known = {self.setting.country(actor) for actor in but}
        sentence = (item.sentence.span.start, item.sentence.span.end)
        listed = [e for e in self.found if e.evidence.sentence == sentence and e.codes["plover"] == "CONSULT"]
        met = [actor for event in listed for actor in (*event.sources, *event.targets)]
        others = [actor for actor in met if self.setting.country(actor) not in known]
        return (max(others, key=others.count),) if others else ()

    def counterpart(self, item: Coded, sources: tuple[str, ...]) -> tuple[str, ...]:
        """Return with whom the source had to do last, for an act that names nobody: "asked for more tanks".

        In a story of one state that is the state itself.
        """
        home = self.setting.home
        if home and item.frame.status in HAPPENING and home == self.setting.country(sources[0]):
            return (home,)
        here = {self.setting.country(actor) for actor in sources}
        if not self.leaves_open(item, here):
            return ()
        last = self.last_counterpart(sources, item.sentence.span.start)
        return last or self.judged(item, here) or self.other_side(here)

    def last_counterpart(self, sources: tuple[str, ...], place: int) -> tuple[str, ...]:
        """Return with whom somebody had to do in what was told last before a place of the text."""
        here = {self.setting.country(actor) for actor in sources}
        for event in reversed(self.found):
            far = place - event.evidence.sentence[1]
            sides = dict.fromkeys(self.setting.country(a) for a in (*event.sources, *event.targets))
            others = tuple(side for side in sides if side and side not in here)
            if event.status in HAPPENING and far < NEARBY and here & set(sides) and others:
                return others[:1]
        return ()

    def other_side(self, here: set[str]) -> tuple[str, ...]:
        """Return the other of the two sides of a story of two."""
        two = self.setting.sides
        return tuple(side for side in two if here < set(two) and side not in here)

    def judged(self, item: Coded, here: set[str]) -> tuple[str, ...]:
        """Return who did last what a third party is glad of or condemns: "Tokyo voiced concern"."""
        for event in reversed(self.found):
            if event.codes["plover"] in JUDGED.get(item.row.plover, ()) and event.status in HAPPENING:
                far = item.sentence.span.start - event.evidence.sentence[1]
                did = tuple(self.setting.country(actor) for actor in event.sources)
                return did[:1] if far < NEARBY and not here & set(did) else ()
        return ()

    def leaves_open(self, item: Coded, here: set[str]) -> bool:
        """Whether a clause leaves it to the reader whom an act is towards, and it is not just anybody."""
        thing = patient_of(item.row, item.frame)
        if item.frame.status not in HAPPENING or self.is_towards_nobody(item):
            return False
        if thing is None or (thing.pos in ("NUM", "PRON") and thing.child("prep") is None):
            return True
        if self.moves_own_force(item, tuple(here)) or _is_named(thing):
            return False  # "withdrew its troops"; "recognised the independence of Ruritania"
        known = thing.all("poss") or {token.lower for token in thing.all("det")} & DEFINITE
        if item.row.plover in ("ASSAULT", "COERCE") and not known:
            return False  # "attacked shipping"
        return not self.is_own_people(thing, here)  # "urged its citizens to leave"

    def is_towards_nobody(self, item: Coded) -> bool:
        """Whether an act needs nobody: "is ready", "asked not to be named", "was content with the talks"."""
        clause, thing = item.frame.complement, patient_of(item.row, item.frame)
        if (clause is not None and clause.lemma in ANONYMOUS) or item.frame.lemma in RUEFUL:
            return True
        if item.row.plover == "THREATEN" and item.frame.form == "that" and clause is not None:
            doer = self.setting.subject(clause)
            return doer is None or not self.actors(doer)  # "warned that winter would be hard"
        if item.frame.token.dep == "acl" and item.frame.token.tag == "VB":
            return True  # "needs somebody to defend it"
        if item.row.plover == "SUPPORT":
            judged = [*item.frame.obliques.get("with", ()), *([thing] if thing is not None else [])]
            return any(self.lexicon.isa(one, "talks") for one in judged)
        return item.row.plover == "AGREE" and item.frame.lemma not in PROMISING

    def is_own_people(self, thing: Token, here: set[str]) -> bool:
        """Whether a phrase means people, and not those of another country."""
        whose = {self.setting.country(actor) for actor in self.actors(thing)}
        people = any(self.lexicon.isa(thing, name) for name in ("person", "crowd"))
        return bool(whose & here) or (people and not whose)

    def is_answer(self, item: Coded) -> bool:
        """Whether an accusation or claim is rejected: a REJECT even where nobody says whose it is."""
        row = item.row
        if row.plover != "REJECT" or "@charge" not in row.object.split("|"):
            return False
        things = candidates(row, item.frame)
        return any(self.lexicon.isa(thing, "charge") or thing.lemma.lower() in ANSWERED for thing in things)

    def accuser(self, item: Coded, sources: tuple[str, ...]) -> tuple[str, ...]:
        """Return who accused the side that rejects "the accusation", by the text before."""
        thing = patient_of(item.row, item.frame)
        if thing is None or not any(child.lower in DEFINITE for child in thing.all("det")):
            return ()
        here = {self.setting.country(actor) for actor in sources}
        for event in reversed(self.found):
            accused = {self.setting.country(actor) for actor in event.targets}
            if event.codes["plover"] == "ACCUSE" and here & accused:
                return event.sources
        return self.speaker_before(item, here)

    def speaker_before(self, item: Coded, here: set[str]) -> tuple[str, ...]:
        """Return who said something last before this: "the inquiry found …; Accra rejects the report"."""
        for token in reversed(self.tokens):
            if token.start >= item.frame.token.start or token.start < item.frame.token.start - NEARBY:
                continue
            statement = self.setting.said_in(token)
            if statement is not None and statement.speaker:
                speaker = self.setting.country(statement.speaker)
                return (speaker,) if speaker and speaker not in here else ()
        return ()

    def doer_before(self, item: Coded, sources: tuple[str, ...]) -> tuple[str, ...]:
        """Return who did what is judged: "welcomed the withdrawal" means the last one told."""
        thing = patient_of(item.row, item.frame)
        if item.row.plover not in JUDGING or thing is None or not _is_bare(thing):
            return ()
        row, here = self.rows.get(thing.i), {self.setting.country(actor) for actor in sources}
        for event in reversed(self.found) if row is not None and row.plover not in ("", "CONSULT") else ():
            did = {self.setting.country(actor) for actor in event.sources}
            if row is not None and event.codes["plover"] == row.plover and not here & did:
                return event.sources if event.status in HAPPENING else ()
        return ()

    def refuser(self, item: Coded, targets: tuple[str, ...]) -> tuple[str, ...]:
        """Return to whom a demand was made that is refused by nobody named."""
        asking = {self.setting.country(actor) for actor in targets}
        for event in reversed(self.found):
            if event.codes["plover"] == "REQUEST" and asking & {
                self.setting.country(a) for a in event.sources
            }:
                return event.targets
        thing = patient_of(item.row, item.frame)
        for token in thing.subtree() if thing is not None else []:
            found = tuple(a for a in self.setting.who(token) if self.setting.country(a) not in asking)
            if found:
                return found
        return ()

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
        speaker = statement.speaker
        country = self.setting.country(speaker) if speaker else ""
        if not (self.setting.is_person(speaker) or speaker.startswith(country)):
            return ()  # a newspaper says of others what they did
        return (country,) if country and self.setting.is_state(country) else ()

    def visitor(self, item: Coded, but: tuple[str, ...]) -> tuple[str, ...]:
        """Return the subject of the verb over a noun: "returning from a visit to Moscow, the minister …"."""
        known = {self.setting.country(actor) for actor in but}
        for token in item.frame.token.ancestors():
            subject = self.setting.subject(token) if token.pos in VERBAL else None
            if subject is not None:
                return tuple(a for a in self.actors(subject) if self.setting.country(a) not in known)
        return ()

    def locals(self, frame: Frame) -> tuple[str, ...]:
        """Return the country of the place where an unnamed crowd protests, or somebody is arrested."""
        for token in frame.token.subtree():
            country = self.setting.place(token)
            if country and token.dep == "pobj" and token.head.lower in ("in", "at", "through", "across"):
                return (country,)
        return ()

    def holder(self, item: Coded) -> tuple[str, ...]:
        """Return where those were held who are freed by nobody named: "a Swede held in Tehran was freed"."""
        if item.row.plover != "RETREAT" or item.frame.patient is None:
            return ()
        for clause in item.frame.patient.all("acl", "relcl"):
            for word in clause.subtree() if clause.lemma in HOLDING else ():
                country = self.setting.place(word)
                if country and word.dep == "pobj" and word.head.lower in ("in", "at", "by", "near"):
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
