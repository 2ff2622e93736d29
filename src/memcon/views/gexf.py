"""Who met and who accused whom, as a dynamic GEXF 1.3 graph for Gephi: pairs are summed up, then written.

An edge is a pair and a class (ACCUSE, CONSULT …), its weight the number of entries, its start and
end the first and last day of them. Who meets goes both ways, since one graph is directed.
Source: https://gexf.net/schema.html
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from datetime import date
from itertools import permutations, product
from xml.sax.saxutils import escape, quoteattr

from memcon.answers import Entry
from memcon.views.formats import Selection
from memcon.views.plain import valid
from memcon.views.table import DONE_TO, day, parties

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<gexf xmlns="http://gexf.net/1.3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
  xsi:schemaLocation="http://gexf.net/1.3 http://gexf.net/1.3/gexf.xsd" version="1.3">
<meta><creator>memcon</creator><description>{description}</description></meta>
<graph mode="dynamic" defaultedgetype="directed" timeformat="date" timerepresentation="interval">
<attributes class="node">
<attribute id="kind" title="kind" type="string"/>
<attribute id="country" title="country" type="string"/>
<attribute id="sector" title="sector" type="string"/>
</attributes>
<attributes class="edge">
<attribute id="class" title="class" type="string"/>
</attributes>
"""
NO_DAY = 0


class Pairs:
    """How often each pair did each thing, and on which first and last day; a few bytes a pair."""

    def __init__(self) -> None:
        self.actors: dict[str, int] = {}
        self.classes: dict[str, int] = {}
        self.at: dict[tuple[int, int, int], int] = {}
        self.weight, self.first, self.last = array("q"), array("q"), array("q")

    def add(self, entry: Entry) -> None:
        """Count the pairs of an entry."""
        class_ = self.classes.setdefault(entry.class_ or entry.kind, len(self.classes))
        first, last = day(entry.earliest or entry.first_reported), day(entry.latest or entry.last_reported)
        days = (first.toordinal() if first else NO_DAY, last.toordinal() if last else NO_DAY)
        for one, other in pairs_of(entry):
            ends = tuple(self.actors.setdefault(actor, len(self.actors)) for actor in (one, other))
            self._count((ends[0], ends[1], class_), days)

    def _count(self, key: tuple[int, int, int], days: tuple[int, int]) -> None:
        at = self.at.setdefault(key, len(self.weight))
        if at == len(self.weight):
            self.weight.append(0)
            self.first.append(days[0])
            self.last.append(days[1])
        self.weight[at] += 1
        if days[0] != NO_DAY and (days[0] < self.first[at] or self.first[at] == NO_DAY):
            self.first[at] = days[0]
        self.last[at] = max(self.last[at], days[1])

    def edges(self) -> Iterator[tuple[str, str, str, int, int, int]]:
        """Give (who, whom, class, weight, first, last) in order."""
        actors, classes = list(self.actors), list(self.classes)
        for one, other, class_ in sorted(
            self.at, key=lambda key: (actors[key[0]], actors[key[1]], classes[key[2]])
        ):
            at = self.at[one, other, class_]
            yield actors[one], actors[other], classes[class_], self.weight[at], self.first[at], self.last[at]


def pairs_of(entry: Entry) -> set[tuple[str, str]]:
    """Return who did it to whom; of a meeting every two, both ways.

    What has no second party is no pair.
    """
    to = {party.actor for party in parties(entry, DONE_TO)}
    did = {party.actor for party in parties(entry, ("source", "speaker"))}
    met = {party.actor for party in parties(entry, ("participant",))}
    return {pair for pair in product(did, to) if pair[0] != pair[1]} | set(permutations(met, 2))


def text(chosen: Selection) -> Iterator[str]:
    """Yield the graph: its actors, then its pairs."""
    pairs = Pairs()
    for entry in chosen.entries():
        pairs.add(entry)
    yield HEAD.format(description=escape(valid(f"Who did what to whom in {chosen.name}")))
    yield "<nodes>\n"
    for actor, _ in chosen.actors(pairs.actors):
        told = {"kind": actor.kind, "country": actor.country, "sector": actor.sector}
        values = "".join(
            f'<attvalue for="{name}" value={_value(said)}/>' for name, said in told.items() if said
        )
        yield f"<node id={_value(actor.id)} label={_value(actor.name)}>"
        yield f"<attvalues>{values}</attvalues></node>\n"
    yield "</nodes>\n<edges>\n"
    for number, (one, other, class_, weight, first, last) in enumerate(pairs.edges()):
        yield (
            f'<edge id="{number}" source={_value(one)} target={_value(other)} kind={_value(class_)} '
            f'label={_value(class_)} weight="{weight}"{_days(first, last)}>'
            f'<attvalues><attvalue for="class" value={_value(class_)}/></attvalues></edge>\n'
        )
    yield "</edges>\n</graph>\n</gexf>\n"


def _value(text: str) -> str:
    return quoteattr(valid(text))


def _days(first: int, last: int) -> str:
    told = (("start", first), ("end", last))
    return "".join(f' {name}="{date.fromordinal(day)}"' for name, day in told if day != NO_DAY)
