"""From memcon's nouns to the names that gold annotations use; no knowledge of its own."""

from __future__ import annotations

from memcon import Reading
from memcon.model import Actor, Event, Span, Status, When

MODALITY = {
    "asserted": "asserted",
    "historical": "asserted",
    "planned": "planned",
    "conditional": "conditional",
    "negated": "negated",
    "possible": "reported-possible",
}
REACH = 400  # how many characters of the given text may be missing from the article at one place
UNITED_NATIONS = "UN"
OWN_NAME = ("IGO", "REB", "NGO", "OPP", "UAF", "REL")
# The gold knows three statuses of a meeting; one that is put off or refused is "cancelled" there, too.
MEETINGS = {
    "held": "held",
    "planned": "planned",
    "cancelled": "cancelled",
    "postponed": "cancelled",
    "refused": "cancelled",
}


class Codes:
    """The code and the name of each actor of a reading."""

    def __init__(self, reading: Reading) -> None:
        self.actors: dict[str, Actor] = {actor.id: actor for actor in reading.actors}

    def code(self, actor_id: str) -> str | None:
        """Return the state or organisation that an actor acts for."""
        actor = self.actors.get(actor_id)
        if actor is None:
            return actor_id or None
        if actor.kind == "organisation":
            # Of the bodies of the United Nations the gold has a code for the IAEA alone.
            if actor.country == UNITED_NATIONS and actor.id != "IAEA":
                return actor.country
            return actor.id if actor.sector in OWN_NAME or not actor.country else actor.country
        return actor.country or (actor.name if actor.kind == "person" else actor.id)

    def fellows(self, event: Event, source: str) -> str:
        """Return an organisation whose members meet each other: the gold has it at both ends."""
        actor = self.actors.get(source)
        meet = event.codes["plover"] == "CONSULT" and actor is not None and actor.kind == "organisation"
        return source if meet else ""

    def hearer(self, actor_id: str) -> str | None:
        """Return a person's or organisation's name, else the code."""
        actor = self.actors.get(actor_id)
        return actor.id if actor is not None and actor.kind == "organisation" else self.name(actor_id)

    def name(self, actor_id: str) -> str | None:
        """Return a person's name, else the code."""
        actor = self.actors.get(actor_id)
        return actor.name if actor is not None and actor.kind == "person" else self.code(actor_id)


class Places:
    """Where the letters of an article's text stand in the text that was given to memcon, and back.

    memcon joins wrapped lines and drops marks without width, but leaves every letter as it is.
    """

    def __init__(self, article: str, given: str) -> None:
        self._given, self._article = [-1] * len(article), [-1] * len(given)
        at = 0
        for i, letter in enumerate(article):
            if letter.isspace():
                continue
            found = given.find(letter, at, at + REACH)
            if found >= 0:
                self._given[i], self._article[found] = found, i
                at = found + 1

    def given(self, span: Span) -> Span | None:
        """Return where a span of the article stands in the given text."""
        return _moved(span, self._given)

    def article(self, span: Span) -> Span | None:
        """Return where a span of the given text stands in the article."""
        return _moved(span, self._article)


def _moved(span: Span, places: list[int]) -> Span | None:
    found = [place for place in places[span.start : span.end] if place >= 0]
    return Span(found[0], found[-1] + 1) if found else None


def day(when: When | None) -> str | None:
    """Return a date in the form of the gold: ISO, an interval, or with X for an unknown year."""
    if when is None or not when.edtf or when.precision == "unknown":
        return None
    if "~" in when.edtf or ".." in when.edtf:  # approximate or open: no date in the gold's sense
        return None
    return when.edtf.split("T")[0]


def ends(when: When | None) -> tuple[str | None, str | None]:
    """Return first and last day."""
    if when is None:
        return None, None
    if when.earliest is None and when.latest is None:
        return day(when), day(when)
    return when.earliest, when.latest


FRIENDLY = ("SUPPORT", "COOPERATE", "AID", "CONSULT", "CONCEDE", "RETREAT", "AGREE")
HOSTILE = ("ASSAULT", "COERCE", "SANCTION", "MOBILIZE", "PROTEST")
# What a deed that was not done is coded as by coders of facts only: as what was said about it.
UNDONE = {
    Status.REFUSED: "REJECT",
    Status.NEGATED: "REJECT",
    Status.THREATENED: "THREATEN",
    Status.DENIED: "REJECT",
}


# PLOVER moved these out of the CAMEO root that coders who fold CAMEO into PLOVER go by.
BY_CAMEO = {"139": "THREATEN", "191": "ASSAULT"}


def coded_as(plover: str, cameo: str, status: Status) -> str:
    """Return the PLOVER class of an event for those who have no status: PLOVER's own rules.

    To come, SUPPORT, COOPERATE, AID and CONSULT are AGREE; announced force is THREATEN; what
    was refused is REJECT.
    """
    if status is Status.REFUSED:
        return "REJECT"
    if status is Status.OFFERED and plover == "MOBILIZE":
        return "AGREE"
    if status is Status.PLANNED and cameo == "125":  # 134: a threat to halt talks
        return "THREATEN"
    if status in (Status.PLANNED, Status.OFFERED):
        return "AGREE" if plover in FRIENDLY else "THREATEN" if plover in HOSTILE else plover
    undone = UNDONE.get(status) if plover in (*FRIENDLY, *HOSTILE) else None
    return undone or BY_CAMEO.get(cameo, plover)


# memcon's sectors are CAMEO's; PLOVER has other names for some, and an IGO's officers govern.
SECTORS = {"MED": "JRN", "HLH": "MED", "IGO": "GOV"}


NOBODY = "---"  # event data's actor without a code


def dyad_code(actor_id: str, actor: Actor | None) -> str:
    """Return an actor as event data write it: USA, USAGOV, RUSMIL, UN, REB; "---" for an unknown one."""
    if actor is None:
        return actor_id or NOBODY
    if actor.kind == "state":
        stands = any(mention.form in ("capital", "building", "metonym") for mention in actor.mentions)
        return actor.id + ("GOV" if stands else "")
    if actor.kind == "organisation" and actor.country in ("", actor.id):
        return actor.id
    country = actor.country if len(actor.country) == 3 else ""
    sector = "" if country and actor.sector in ("IGO", country) else actor.sector[-3:]
    return (country + sector) or NOBODY
