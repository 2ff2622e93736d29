"""Read strings that name an actor; write the country and the sectors that they stand for.

python bench/accuracy/predict_actors.py IN.jsonl OUT.jsonl

IN   {"id", "text", "kw": {"query_date": ISO day, "known_country": a name}, either may be missing}
OUT  {"id", "text", "country", "code_1", "code_2"}: ISO 3166 alpha-3 and PLOVER's sectors, "" for none
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lines import Row, run
from mapping import SECTORS, codes_of_organisation

from memcon.model import Actor, Span
from memcon.reading.actors import Cast, find_actors
from memcon.reading.coreference import resolve
from memcon.reading.grammar import Sentence, Stretch, parse
from memcon.reading.lookup import fold
from memcon.reading.names import Office, SectorWord, find_hits
from memcon.reading.places import find_places
from memcon.tables import load_tables

STANDING_FOR = ("capital", "building", "metonym")
FORMER = frozenset({"former", "ex", "retired", "late", "ousted", "deposed"})


@dataclass(frozen=True, slots=True)
class Phrase:
    """A string as the stages that know actors see it."""

    text: str
    sentences: Sequence[Sentence]
    cast: Cast
    date: str

    @property
    def words(self) -> frozenset[str]:
        """Its words in small letters."""
        return frozenset(token.lower for token in self.cast.tokens)


def read(text: str, date: str) -> Phrase:
    """Let the stages find who is named, as of a day ("" if it isn't told)."""
    tables = load_tables()
    sentences = parse(text, [Stretch(0, Span(0, len(text)))])
    return Phrase(text, sentences, find_actors(text, sentences, tables, date[:4], resolve), date)


def main_actor(phrase: Phrase) -> Actor | None:
    """Return the actor who is named by the most of the string, of two the one who is named last."""

    def weight(actor: Actor) -> tuple[int, int]:
        longest = max(mention.span.end - mention.span.start for mention in actor.mentions)
        return longest, actor.mentions[-1].span.start

    return max(phrase.cast.actors(), key=weight, default=None)


def codes(phrase: Phrase) -> tuple[str, tuple[str, ...]]:
    """Return country and sectors of what a string names."""
    actor = main_actor(phrase)
    country, sectors = of_actor(actor, phrase) if actor else ("", ())
    place = at_place(phrase)
    worded = of_words(phrase)
    if not sectors or (actor and actor.kind == "state"):
        sectors = worded or sectors or (("CVL",) if place and not country else ())
    if FORMER & phrase.words and sectors:
        sectors = ("ELI",)
    return country or place, sectors


def of_actor(actor: Actor, phrase: Phrase) -> tuple[str, tuple[str, ...]]:
    """Return country and sectors of an actor."""
    known = phrase.cast.known
    if actor.kind == "person":
        return actor.country, of_person(actor, phrase)
    if actor.kind == "state":
        stands = any(mention.form in STANDING_FOR for mention in actor.mentions)
        return actor.id, ("GOV",) if stands else ()
    if actor.id in known.organisations:
        return codes_of_organisation(known.organisations[actor.id])
    return actor.country, SECTORS.get(actor.sector, (actor.sector,))


def of_person(actor: Actor, phrase: Phrase) -> tuple[str, ...]:
    """Return the sectors of a person: those of the office, or ELI of one who has left it."""
    person = phrase.cast.person(actor.id)
    terms = phrase.cast.known.people.get(person.name, ()) if person else ()
    held = [
        term
        for term in terms
        if term.to in ("", "..") or (phrase.date and term.from_[:4] <= phrase.date[:4] <= term.to[:4])
    ]
    named = set(person.offices_named if person else ())
    if terms and not (held or named):
        return ("ELI",)
    roles = named or {term.role for term in held}
    return ("GOV", "MIL") if "defence_minister" in roles else SECTORS.get(actor.sector, (actor.sector,))


def of_words(phrase: Phrase) -> tuple[str, ...]:
    """Return the sector of the last office or sector word of a string."""
    hits = find_hits(fold(phrase.text), phrase.sentences, load_tables())
    rows = [hit.row for hit in hits if isinstance(hit.row, Office | SectorWord)]
    return SECTORS.get(rows[-1].sector, (rows[-1].sector,)) if rows else ()


def at_place(phrase: Phrase) -> str:
    """Return the country of the first place named, "" if there is none."""
    atlas = find_places(phrase.text, phrase.sentences, lambda _: False, load_tables())
    return next((place.country for place in atlas.places() if place.country), "")


def predict(row: Row) -> Row:
    """Return the codes of a string."""
    given = row.get("kw") or {}
    country, sectors = codes(read(row["text"], given.get("query_date", "")))
    if not country and given.get("known_country"):
        country, _ = codes(read(given["known_country"], ""))
    first, second = (*sectors, "", "")[:2]
    return {
        "id": row["id"],
        "text": row["text"],
        "country": country,
        "code_1": first or ("" if country else "UNK"),
        "code_2": second,
    }


if __name__ == "__main__":
    run(__doc__, predict, ("id", "text", "kw"))
