"""Accusations, threats and appeals that are made by saying something, without a word that says so.

"The rockets were yours", "our answer will be devastating", "I hope that they come back": what is
said is no fact, but that it was said is an act. Source: PLOVER manual 2021 (verbal acts).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from memcon.model import Event, Evidence, Statement, Status
from memcon.reading.clauses import VERBAL, agent_of, is_passive
from memcon.reading.frames import Frame
from memcon.reading.grammar import Sentence, Token
from memcon.reading.speech import speech_act
from memcon.reading.unsaid import Unsaid

Act = tuple[str, str, tuple[str, ...]]  # PLOVER class, CAMEO code, targets

HOSTILE = frozenset({"ASSAULT", "COERCE"})
FRIENDLY = frozenset({"AGREE", "CONSULT", "SUPPORT", "COOPERATE", "AID", "CONCEDE", "RETREAT"})
# Claims about another's deeds are charges: "claims that Oman ships arms".
CHARGING = frozenset({"claim", "accuse"})
MEDIA = "MED"
FUTURE = frozenset("will would 'll wo shall may might could going".split())
ANSWERS = frozenset(
    "response answer reply retaliation revenge reprisal reaction retribution vengeance".split()
)
ALLOWING = frozenset("allow let permit tolerate accept".split())
STOPPING = frozenset("stop prevent deter keep hinder discourage dissuade".split())
BREAKING = frozenset("violate breach infringe flout contravene disregard trample".split())
# "The blast was Peru's doing": what somebody is said to have caused.
CAUSED = frozenset("doing fault work handiwork responsibility crime".split())
INVOLVED = frozenset("involved implicated complicit responsible guilty".split())
LAWS = frozenset("law convention charter agreement treaty resolution norm right".split())
HOPING = frozenset("hope expect trust".split())
OTHERS = frozenset("nation country state party side government capital neighbour neighbor".split())


def said_acts(frames: Sequence[Frame], where: Mapping[int, Sentence], coder: Unsaid) -> Iterator[Event]:
    """Yield the acts that speakers do by what they say, once for a sentence and pair.

    `coder` knows the actors and the events found so far; `where` are the sentences by token.
    """
    done: set[tuple[str, str, str, int]] = set()
    for frame in frames:
        statement = coder.setting.said_in(frame.token)
        if statement is None or not _speaks_for_itself(statement, coder):
            continue
        for plover, cameo, targets in _acts(frame, statement, coder):
            country = coder.setting.country
            towards = country(targets[0]) if targets else ""
            key = (plover, country(statement.speaker), towards, where[frame.token.i].span.start)
            if key in done or _is_told(key, coder):
                continue
            done.add(key)
            span = where[frame.token.i].span
            evidence = Evidence(frame.token.start, frame.token.end, (span.start, span.end), f"said:{cameo}")
            status = Status.CONDITIONAL if frame.status is Status.CONDITIONAL else Status.ASSERTED
            pair = (statement.speaker, *targets[:1])
            yield speech_act(frame.token.span, pair, (plover, cameo), evidence, status, statement.id)


def _speaks_for_itself(statement: Statement, coder: Unsaid) -> bool:
    """Whether a speaker is known to belong to a side, and no newspaper."""
    speaker = statement.speaker
    return bool(speaker and coder.setting.country(speaker)) and coder.setting.sector(speaker) != MEDIA


def _is_told(key: tuple[str, str, str, int], coder: Unsaid) -> bool:
    """Whether a word has told the same act in the same sentence."""
    country = coder.setting.country
    return any(
        event.codes["plover"] == key[0]
        and event.evidence.sentence[0] == key[3]
        and key[1] in {country(actor) for actor in event.sources}
        for event in coder.found
    )


def _acts(frame: Frame, statement: Statement, coder: Unsaid) -> Iterator[Act]:
    others = _others(frame, statement, coder)
    if frame.kind != "verb":
        return
    row = coder.rows.get(frame.token.i)
    friendly = row is not None and row.plover in FRIENDLY
    if others and ((_is_charge(frame, statement) and not friendly) or _is_reproach(frame)):
        yield "ACCUSE", "112", others
    event = coder.told.get(frame.token.i)
    if event is not None and _is_suffered(event, statement, coder):
        yield "ACCUSE", "112", event.sources
    threatened = _threatened(frame, statement, coder)
    if threatened is not None:
        yield "THREATEN", "130", threatened
    hoped = _hoped_of(frame, statement, coder)
    if hoped:
        yield "REQUEST", "020", hoped


def _others(frame: Frame, statement: Statement, coder: Unsaid) -> tuple[str, ...]:
    """Return who does, in what is said, if they are not the speaker's own side."""
    doer = agent_of(frame.token) if is_passive(frame.token) else frame.agent
    doer = doer if doer is not None or is_passive(frame.token) else frame.token.child("csubj")
    found = coder.actors(doer) if doer is not None else ()
    if not found and doer is not None and doer.pos in VERBAL:
        found = next((coder.actors(one) for one in doer.all("nsubj") if coder.actors(one)), ())
    found = found or _culprits(frame, coder)
    return _not_own(found, statement, coder)


def _culprits(frame: Frame, coder: Unsaid) -> tuple[str, ...]:
    """Return whose doing something is said to be."""
    word = frame.predicate
    return coder.modifying(word) if word is not None and word.lemma.lower() in CAUSED else ()


def _not_own(actors: tuple[str, ...], statement: Statement, coder: Unsaid) -> tuple[str, ...]:
    setting = coder.setting
    speaker = setting.country(statement.speaker)
    rival = setting.sector(statement.speaker) in ("OPP", "REB")
    return tuple(
        actor
        for actor in actors
        if actor != statement.speaker
        and (setting.country(actor) != speaker or (rival and setting.sector(actor) != "OPP"))
    )


def _is_charge(frame: Frame, statement: Statement) -> bool:
    """Whether the main clause of a claim tells a deed."""
    cue = statement.cue
    main = frame.token.dep in ("ccomp", "ROOT") and frame.token.head.start >= (cue.start if cue else 0)
    return statement.stance in CHARGING and main and frame.lemma != "be"


def _is_reproach(frame: Frame) -> bool:
    """Whether a clause says that somebody broke the law, made things worse or is to blame."""
    words = {token.lower for token in frame.token.subtree()}
    if frame.lemma in BREAKING:
        return True
    if frame.lemma == "make" and "worse" in words:
        return True
    if frame.lemma != "be":
        return False
    predicate = frame.predicate
    if predicate is not None and predicate.lemma.lower() in CAUSED | INVOLVED:
        return predicate.lemma.lower() in CAUSED or bool({"in", "for"} & set(frame.obliques))
    against = frame.obliques.get("against", [])
    return any(token.lemma.lower() in LAWS for token in against) or "behind" in frame.obliques


def _is_suffered(event: Event, statement: Statement, coder: Unsaid) -> bool:
    """Whether a speaker tells what another country has done to his own."""
    country = coder.setting.country
    own = country(statement.speaker)
    sources, targets = {country(a) for a in event.sources}, {country(a) for a in event.targets}
    done = event.codes["plover"] in HOSTILE and event.status is Status.ASSERTED
    return done and own in targets and own not in sources and bool(sources - {""})


def _threatened(frame: Frame, statement: Statement, coder: Unsaid) -> tuple[str, ...] | None:
    """Return whom a clause about the speaker's own side threatens, or None where it does not."""
    helpers = {child.lower for child in frame.token.children if child.dep in ("aux", "neg")}
    subject = frame.agent or frame.patient
    ahead = bool(helpers & FUTURE)
    if subject is None:
        return None
    own = _is_own(subject, statement, coder)
    if ahead and own and subject.lemma.lower() in ANSWERS:
        return _target(statement, coder)
    if own and ahead and helpers & {"never", "not", "n't"} and frame.lemma in ALLOWING:
        found = _not_own(coder.in_clause_of(frame), statement, coder)
        return found or None
    if ahead and helpers & {"not", "n't", "never"} and frame.lemma in STOPPING and frame.patient is not None:
        return _hunted(frame, statement, coder) if _is_own(frame.patient, statement, coder) else None
    struck = frame.lemma == "come" and any(t.lemma == "attack" for t in frame.obliques.get("under", []))
    if ahead and struck and not own:
        return _not_own(coder.actors(subject), statement, coder) or None
    return None


def _is_own(token: Token, statement: Statement, coder: Unsaid) -> bool:
    """Whether a phrase means the speaker's side, or something of it."""
    country = coder.setting.country
    return country(statement.speaker) in {country(actor) for actor in coder.actors(token)}


def _target(statement: Statement, coder: Unsaid) -> tuple[str, ...]:
    """Return whom a speaker turns to: the one addressed, else the last counterpart before."""
    addressed = _not_own((statement.addressee,) if statement.addressee else (), statement, coder)
    last = coder.last_counterpart((statement.speaker,), statement.content[0].start)
    return addressed or last or coder.other_side({coder.setting.country(statement.speaker)})


def _hunted(frame: Frame, statement: Statement, coder: Unsaid) -> tuple[str, ...] | None:
    """Return whom "will not stop us from pursuing" names."""
    for deed in frame.obliques.get("from", []):
        for thing in deed.all("dobj"):
            found = _not_own(coder.actors(thing), statement, coder)
            if found:
                return found
    return None


def _hoped_of(frame: Frame, statement: Statement, coder: Unsaid) -> tuple[str, ...]:
    """Return of whom a speaker hopes or expects that they do something."""
    clause = frame.complement
    if frame.lemma not in HOPING or clause is None or frame.agent is None:
        return ()
    if not _is_own(frame.agent, statement, coder):
        return ()
    subject = clause.child("nsubj", "nsubjpass") or frame.patient
    if subject is None:
        return ()
    found = _not_own(coder.actors(subject), statement, coder)
    if not found and subject.lemma.lower() in OTHERS and subject.tag == "NNS":
        return _target(statement, coder)
    return found
