"""Who is meant by a surname, an office, a pronoun, "their counterparts": by rules, in reading order."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from memcon.model import Actor, content_id
from memcon.reading.actors import (
    STATELESS,
    Cast,
    Person,
    is_held,
    meet,
    same_person,
)
from memcon.reading.clauses import VERBAL, subject_of
from memcon.reading.collective import (
    ALLIANCE,
    COUNTRY,
    alliance,
    is_alliance,
    is_country_described,
    is_own_country,
    other_country,
    whose_body,
)
from memcon.reading.grammar import Sentence, Token
from memcon.reading.lookup import fold
from memcon.reading.names import Hit, Office, SectorWord
from memcon.reading.titles import ORGANISATION_WORDS, Group

SHE = frozenset("she her hers herself".split())
HE = SHE | frozenset("he him his himself".split())
THEY = frozenset("they them their theirs themselves".split())
IT = frozenset("it its itself".split())
# What only somebody can be: "it is ready to talk" speaks of a state.
DISPOSED = frozenset(
    "ready willing unwilling prepared able unable eager keen determined reluctant open due poised free "
    "unprepared set loath hesitant happy committed certain sure bound".split()
)
SUBJECTS = ("nsubj", "nsubjpass")
PUBLIC = frozenset({"", "GOV", "MIL", "LEG", "JUD", "SPY", "COP"})  # whose plural alone means a state's
JUDGING = frozenset("blame criticise criticize thank praise condemn punish denounce slam rebuke hail".split())
POLITY_FORMS = frozenset({"name", "metonym", "adjective", "group"})


class Focus:
    """Whom the text is speaking of: the last person, people and polity, subjects first."""

    def __init__(self) -> None:
        self.person = ""
        self.last_person = ""
        self.official: tuple[str, ...] = ()
        self.polity = ""
        self.many: tuple[str, ...] = ()


def resolve(cast: Cast, sentences: Sequence[Sentence], at: dict[int, Hit], groups: list[Group]) -> None:
    """Mark every mention of the article, in order, with the actors it stands for."""
    by_first = {}
    for group in groups:
        by_first[group.hit.first] = group
    focus = Focus()
    for sentence in sentences:
        _sentence(cast, sentence, at, by_first, focus)
        _refocus(cast, sentence, focus)


def _sentence(
    cast: Cast, sentence: Sentence, at: dict[int, Hit], groups: dict[int, Group], focus: Focus
) -> None:
    for token in sentence.tokens:
        hit = at.get(token.i)
        if hit is not None and hit.kind == "sector" and is_country_described(cast, token):
            _pronoun(cast, token, sentence, focus)
        elif hit is not None and hit.first == token.i:
            if hit.kind in ("office", "sector"):
                _group(cast, groups[token.i], focus)
            else:
                _name(cast, hit)
        elif hit is None and (token.tag in ("PRP", "PRP$") or token.lower in COUNTRY | ALLIANCE):
            _pronoun(cast, token, sentence, focus)


# --- names -------------------------------------------------------------------------------------


def _name(cast: Cast, hit: Hit) -> None:
    if hit.first in cast.forms or _points_the_way(cast, hit):
        return
    if hit.kind in ("person", "name"):
        person = _person(cast, hit)
        if person is not None:
            cast.mark(hit.first, hit.last, (person.id,), "name")
        elif " " in hit.key and ORGANISATION_WORDS & set(fold(hit.key).split()):
            _organisation(cast, hit)
        return
    form = {"adjective": "adjective", "capital": "metonym", "building": "metonym"}.get(hit.kind, "name")
    cast.mark(hit.first, hit.last, (hit.key,), form)


def _points_the_way(cast: Cast, hit: Hit) -> bool:
    """Whether "West" is but a part of a region's name: "West African", "West Bank"."""
    after = cast.by_index.get(hit.last + 1)
    compass = cast.by_index[hit.last].lower in ("west", "western")
    return compass and after is not None and after.text[0].isupper() and after.pos in ("ADJ", "PROPN")


def _organisation(cast: Cast, hit: Hit) -> None:
    """Keep an organisation that no table knows as written, with the state that modifies it."""
    country = ""
    near = [cast.by_index.get(hit.first - 1), *cast.by_index[hit.last].children]
    after = cast.by_index.get(hit.last + 1)
    if after is not None and after.lower == "of":
        near.append(after.child("pobj"))
    for token in near:
        named = cast.at.get(token.i) if token is not None else None
        if named is not None and named.key in cast.known.states:
            country = named.key
    actor = content_id("o", hit.key)
    cast.extra.setdefault(actor, Actor(actor, hit.key, "organisation", country))
    cast.mark(hit.first, hit.last, (actor,), "name")


def _person(cast: Cast, hit: Hit) -> Person | None:
    name = hit.key
    if name in cast.people:
        return cast.people[name]
    known = same_person(cast, name)
    if known is not None or " " in name:
        return known
    listed = _listed_surname(cast, name)
    return meet(cast, listed, listed=True) if listed else None


def _listed_surname(cast: Cast, surname: str) -> str:
    """Return the one listed person of a surname who was in office when the text was written."""
    names = cast.known.by_surname.get(fold(surname), ())
    if cast.day:
        names = tuple(name for name in names if _in_office(cast, name))
    return names[0] if len(names) == 1 else ""


def _in_office(cast: Cast, name: str) -> bool:
    return any(is_held(row, cast.day[:4]) for row in cast.known.people[name])


# --- offices, bodies and forces ----------------------------------------------------------------


def _group(cast: Cast, group: Group, focus: Focus) -> None:
    if group.person is not None:
        person = _person(cast, group.person)
        if person is not None:
            first = min(group.first, group.person.first)
            last = max(group.last, group.person.last)
            if group.possessor >= 0 and not person.country:
                person.country = _possessor_country(cast, group, focus)
            cast.mark(first, last, (person.id,), "name")
            return
    ids = _office_holder(cast, group, focus) or _those_two(cast, group) or _bodies(cast, group, focus)
    if ids:
        cast.mark(max(group.first, group.hit.first), group.hit.last, ids, _form(group))


def _form(group: Group) -> str:
    return "office" if group.hit.kind == "office" else "group"


def _possessor_country(cast: Cast, group: Group, focus: Focus) -> str:
    possessor = cast.by_index[group.possessor]
    ids = cast.ids(possessor)
    if possessor.tag in ("NNS", "NNPS") and not ids:
        return ""  # "the two countries' ministers"
    owner = ids[0] if ids else focus.person
    return cast.country(owner) if owner else ""


def _office_holder(cast: Cast, group: Group, focus: Focus) -> tuple[str, ...]:
    """Return the person of the text who holds the office ("the secretary of state", "the minister")."""
    row = group.hit.row
    if not isinstance(row, Office) or cast.by_index[group.hit.last].tag in ("NNS", "NNPS"):
        return ()
    if row.role == "counterpart" or not _definite(cast, group):
        return ()
    words = fold(row.phrase).split()
    candidates = []
    for person in cast.people.values():
        if not person.mentions and person.id not in cast.mentions:
            continue
        if group.polities and person.country not in group.polities and not _implied(group):
            continue
        if (row.role in person.offices and row.role != "other") or set(words) & set(
            fold(person.role).split()
        ):
            candidates.append(person)
    if not candidates:
        return ()
    candidates.sort(key=lambda person: (person.id == focus.person, cast.mentions[person.id][-1].span))
    return (candidates[-1].id,)


def _implied(group: Group) -> bool:
    return isinstance(group.hit.row, Office) and group.polities == (group.hit.row.polity,)


def _definite(cast: Cast, group: Group) -> bool:
    first = cast.by_index[group.first]
    before = cast.by_index.get(group.first - 1)
    return (
        first.lower in ("the", "that")
        or (before is not None and before.lower in ("the", "that"))
        or (first.text[0].isupper())
    )


def _bodies(cast: Cast, group: Group, focus: Focus) -> tuple[str, ...]:
    """Return the bodies, forces or unnamed officials of the polities that the phrase names."""
    row = group.hit.row
    assert isinstance(row, (Office, SectorWord))
    polities = group.polities
    if not polities and group.possessor >= 0:
        country = _possessor_country(cast, group, focus)
        polities = (country,) if country else ()
    if not polities and _refers_back(cast, group, row):
        owner = whose_body(cast, cast.by_index[group.hit.last], row.sector, focus.polity)
        polities = (owner,) if owner else ()
    if not polities and row.sector in STATELESS and _definite(cast, group):
        return (_armed_before(cast, row.sector) or cast.stateless(row.sector),)
    former = cast.is_former(group)
    return tuple(dict.fromkeys(cast.group_id(polity, row, former) for polity in polities))


def _those_two(cast: Cast, group: Group) -> tuple[str, ...]:
    """Return the two people spoken of last by "the two ministers", if they are of two countries."""
    head = cast.by_index[group.hit.last]
    two = head.child("nummod")
    if group.polities or head.tag not in ("NNS", "NNPS") or two is None or two.lower != "two":
        return ()
    last = sorted(cast.people.values(), key=lambda person: _last_said(cast, person.id))[-2:]
    found = [person for person in last if person.id in cast.mentions]
    if len({person.country for person in found}) < 2 or not _share_office(group.hit, found):
        return ()
    return tuple(sorted((person.id for person in found), key=lambda actor: _last_said(cast, actor)))


def _share_office(hit: Hit, people: Sequence[Person]) -> bool:
    """Whether a title may mean these people: one holds it, or it is as wide as "leaders"."""
    row = hit.row
    if not isinstance(row, Office) or row.role in ("other", "leader"):
        return isinstance(row, (Office, SectorWord)) and row.sector in ("", "GOV")
    return any(row.role in person.offices for person in people)


def _last_said(cast: Cast, actor: str) -> int:
    return cast.mentions[actor][-1].span.start if actor in cast.mentions else -1


def _armed_before(cast: Cast, sector: str) -> str:
    """Return the armed group of a role that the text spoke of last."""
    found = [actor for actor in cast.mentions if cast.sector(actor) == sector and not cast.person(actor)]
    return max(found, key=lambda actor: _last_said(cast, actor), default="")


def _refers_back(cast: Cast, group: Group, row: Office | SectorWord) -> bool:
    """Whether a phrase without a country means one of the country being spoken of, not of two."""
    head = cast.by_index[group.hit.last]
    whose = [
        *head.all("det", "predet", "preconj", "nummod"),
        *(inner for one in head.all("poss") for inner in one.children),
    ]
    if head.tag in ("NNS", "NNPS") and any(word.lower in ("both", "two") for word in whose):
        return False
    if isinstance(row, SectorWord) and row.kind not in ("body", "official"):
        return False
    several = cast.by_index[group.hit.last].tag in ("NNS", "NNPS")
    return _definite(cast, group) or (several and row.sector in PUBLIC)


# --- pronouns ----------------------------------------------------------------------------------


def _pronoun(cast: Cast, token: Token, sentence: Sentence, focus: Focus) -> None:
    ids = _explained(cast, token)
    if ids:
        pass
    elif token.lower in HE:
        ids = _he(cast, token, sentence, focus)
    elif token.lower in THEY:
        ids = _they(cast, token, sentence, focus)
    elif is_country_described(cast, token):
        own = {cast.country(actor) for one in _earlier_subjects(cast, token) for actor in cast.ids(one)}
        ids = other_country(cast, token, own, focus.polity)
    elif is_alliance(token):
        ids = alliance(cast)
    elif (token.lower in IT and not _expletive(token)) or is_own_country(token):
        ids = _it(cast, token, sentence, focus)
    else:
        return
    if ids:
        cast.mark(token.i, token.i, ids, "pronoun")


def _explained(cast: Cast, token: Token) -> tuple[str, ...]:
    """Return whom a bracket after the pronoun names: "they (the Kuwaitis)"."""
    opening = cast.by_index.get(token.i + 1)
    if opening is None or opening.text not in ("(", "["):
        return ()
    for i in range(token.i + 2, token.i + 5):
        hit = cast.at.get(i)
        if hit is not None:
            return (hit.key,) if hit.key in cast.known.states or hit.key in cast.known.organisations else ()
    return ()


def _expletive(token: Token) -> bool:
    verb = token.head
    if token.dep == "expl":
        return True
    if token.lower != "it" or verb.lemma not in ("be", "seem", "appear", "remain", "take"):
        return False
    if any(child.lemma in DISPOSED for child in verb.all("acomp", "oprd")):
        return False
    return bool(verb.all("ccomp", "xcomp", "advcl", "acomp"))


def _earlier_subjects(cast: Cast, token: Token) -> list[Token]:
    """Subjects of the clauses that the pronoun's own clause hangs on, nearest first."""
    return [
        child
        for verb in token.ancestors()
        for child in verb.children
        if child.dep in SUBJECTS and child.i < token.i and cast.ids(child)
    ]


def _is_person(cast: Cast, ids: tuple[str, ...]) -> bool:
    return len(ids) == 1 and cast.person(ids[0]) is not None


def _he(cast: Cast, token: Token, sentence: Sentence, focus: Focus) -> tuple[str, ...]:
    doer = _doer(cast, token)
    fits = _gender(cast, token)
    for subject in _earlier_subjects(cast, token):
        same = (token.dep in SUBJECTS and subject.head is token.head) or cast.ids(subject) == doer
        if _is_person(cast, cast.ids(subject)) and not same and fits(cast.ids(subject)):
            return cast.ids(subject)
    if token.quote < 0:
        before = [
            cast.ids(other)
            for other in sentence.tokens
            if other.i < token.i
            and other.quote < 0
            and _is_person(cast, cast.ids(other))
            and cast.form(other) != "adjective"
            and cast.ids(other) != doer
            and fits(cast.ids(other))
        ]
        if before:
            return before[0] if focus.person not in (ids[0] for ids in before) else (focus.person,)
    return next(
        (
            (person,)
            for person in (focus.person, focus.last_person, _last_that(cast, fits))
            if focus.last_person and person and (person,) != doer and fits((person,))
        ),
        () if focus.last_person or token.dep not in SUBJECTS else focus.official,
    )


def _gender(cast: Cast, token: Token) -> Callable[[tuple[str, ...]], bool]:
    """Return whether a person may be "he" or "she": "he" is no Angela, and "she" is one if there is one."""
    women = {person.id for person in cast.people.values() if _is_woman(cast, person)}
    if token.lower in SHE:
        maybe = {person.id for person in cast.people.values() if person.name.split()[0].endswith("a")}
        return lambda ids: not women or ids[0] in women | maybe
    return lambda ids: ids[0] not in women


def _is_woman(cast: Cast, person: Person) -> bool:
    return any(fold(name.split()[0]) in cast.known.women for name in (person.name, person.written) if name)


def _last_that(cast: Cast, fits: Callable[[tuple[str, ...]], bool]) -> str:
    """Return the person spoken of last whom a pronoun can mean."""
    said = [person.id for person in cast.people.values() if person.id in cast.mentions and fits((person.id,))]
    return max(said, key=lambda actor: _last_said(cast, actor), default="")


def _doer(cast: Cast, token: Token) -> tuple[str, ...]:
    """Return the subject of the clause whose object a pronoun is: nobody warns himself by "warned him"."""
    above = token.head.head if token.dep == "pobj" else token.head
    if token.tag != "PRP" or token.dep not in ("dobj", "dative", "pobj") or token.lower.endswith("self"):
        return ()
    subject = subject_of(above, frozenset()) if above.pos in VERBAL else None
    return cast.ids(subject) if subject is not None else ()


def _they(cast: Cast, token: Token, sentence: Sentence, focus: Focus) -> tuple[str, ...]:
    for subject in _earlier_subjects(cast, token):
        ids = cast.who(subject)
        if ids and not _is_person(cast, ids):
            return ids
    nearest: tuple[str, ...] = ()
    for other in sentence.tokens:
        if other.i >= token.i:
            break
        ids = cast.ids(other)
        if ids and not _is_person(cast, ids) and other.dep not in ("amod", "compound", "poss"):
            nearest = cast.who(other)
    if nearest or token.quote >= 0:  # "they" in a quotation may be anybody
        return nearest
    return focus.many or ((focus.polity,) if focus.polity else ())


def _it(cast: Cast, token: Token, sentence: Sentence, focus: Focus) -> tuple[str, ...]:
    for subject in _earlier_subjects(cast, token) if not _gives_reason(token) else ():
        ids = cast.ids(subject)
        if ids and not _is_person(cast, ids) and not _are_many(cast, subject):
            return ids[:1]
    before = [
        cast.ids(other)
        for other in sentence.tokens
        if other.i < token.i
        and cast.ids(other)
        and not _is_person(cast, cast.ids(other))
        and cast.form(other) in POLITY_FORMS
        and other.dep not in ("amod", "compound")
        and not _are_many(cast, other)
    ]
    if before:
        return before[-1 if is_own_country(token) or _gives_reason(token) else 0][:1]
    return (focus.polity,) if focus.polity and token.quote < 0 else ()


def _gives_reason(token: Token) -> bool:
    """Whether "its" stands in what one is blamed, praised or punished for: the last one named is meant."""
    preposition = token.head.head
    if token.lower != "its" or token.head.dep != "pobj" or preposition.dep != "prep":
        return False
    because = preposition.lower == "of" and any(child.lower == "because" for child in preposition.children)
    reason = preposition.lower in ("over", "because") or because
    return reason or (preposition.lower == "for" and preposition.head.lemma in JUDGING)


def _are_many(cast: Cast, token: Token) -> bool:
    """Whether a word names several people of a state, whom "it" can't mean: troops, officials."""
    return token.tag == "NNS" and cast.form(token) == "group"


def _somebody(root: Token, cast: Cast) -> Token | None:
    """Return a verb's subject if it is a person whom the text does not name: "a Gulf diplomat"."""
    subject = root.child(*SUBJECTS)
    if subject is None or subject.tag != "NN" or subject.child("det") is None:
        return None
    hit = cast.at.get(subject.i)
    title = hit is not None and hit.kind in ("office", "sector")
    unnamed = subject.children[0].lower in ("a", "an", "one") and not _is_person(cast, cast.ids(subject))
    return subject if title and unnamed else None


# --- focus -------------------------------------------------------------------------------------


def _refocus(cast: Cast, sentence: Sentence, focus: Focus) -> None:
    """After a sentence: whom its main subject, else its last person, leaves in mind."""
    subjects = [
        child
        for root in sentence.roots
        for child in root.children
        if child.dep in SUBJECTS and cast.ids(child)
    ]
    for token in sentence.tokens:
        ids = cast.ids(token)
        if _is_person(cast, ids):
            focus.last_person = ids[0]
    chosen = [cast.ids(subject) for subject in subjects if _is_person(cast, cast.ids(subject))]
    inner = [
        cast.ids(token)[0]
        for token in sentence.tokens
        if token.dep in SUBJECTS and token.quote < 0 and _is_person(cast, cast.ids(token))
    ]
    focus.person = chosen[-1][0] if chosen else inner[0] if inner else focus.last_person
    nameless = [one for root in sentence.roots if (one := _somebody(root, cast)) is not None]
    if not chosen and nameless:
        focus.person = focus.last_person = ""  # "a diplomat said": he is nobody named
        told = any(cast.ids(one) for one in nameless[-1].all("amod", "compound", "poss", "nmod"))
        focus.official = cast.ids(nameless[-1]) if told else ()
    elif focus.person:
        focus.official = ()
    for subject in subjects:
        ids = cast.who(subject)
        if len(ids) > 1:
            focus.many = ids
        country = cast.country(ids[0])
        if country:
            focus.polity = country
