"""From memcon's nouns to the names that gold annotations use; no knowledge of its own."""

from __future__ import annotations

from memcon import Reading
from memcon.model import Actor, When

MODALITY = {
    "asserted": "asserted",
    "historical": "asserted",
    "planned": "planned",
    "conditional": "conditional",
    "negated": "negated",
    "possible": "reported-possible",
}
OWN_NAME = ("IGO", "REB", "NGO", "OPP", "UAF", "REL")
MEETINGS = ("held", "planned", "cancelled")


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
            return actor.id if actor.sector in OWN_NAME or not actor.country else actor.country
        return actor.country or (actor.name if actor.kind == "person" else actor.id)

    def hearer(self, actor_id: str) -> str | None:
        """Return a person's or organisation's name, else the code."""
        actor = self.actors.get(actor_id)
        return actor.id if actor is not None and actor.kind == "organisation" else self.name(actor_id)

    def name(self, actor_id: str) -> str | None:
        """Return a person's name, else the code."""
        actor = self.actors.get(actor_id)
        return actor.name if actor is not None and actor.kind == "person" else self.code(actor_id)


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
