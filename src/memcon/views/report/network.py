"""The network: who met whom, who accused whom, as a picture and as a table that holds more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from memcon.answers import Party
from memcon.views.report.book import Tie, strongest
from memcon.views.report.evidence import counted
from memcon.views.report.lines import Asked, lines
from memcon.views.report.markup import Html, h, join, page_words, words
from memcon.views.report.svg import chart

NODES = 18  # actors in a picture
LETTERS = 20  # of a name in a picture: what a phone has room for
LISTED = 100  # ties in a list
HEIGHT, TOP = 26, 20  # pixels between two names, above the first
LEFT, RIGHT = 41.0, 59.0  # where the two columns of names stand, in percent


def network(asked: Asked) -> Iterator[Html]:
    """Meetings and accusations between two sides each, the most frequent first."""
    yield from _part(asked, "Who met whom", list(asked.seen.met.values()), arrow=False)
    yield from _part(asked, "Who accused whom", list(asked.seen.accused.values()), arrow=True)


def _part(asked: Asked, title: str, ties: list[Tie], arrow: bool) -> Iterator[Html]:
    yield h("h3", title)
    if not ties:
        yield h("p", "No page tells of any.", class_="none")
        return
    cast, drawn = _cast(ties)
    left_out = len({party.actor for tie in ties for party in (tie.one, tie.other)}) - len(cast)
    label = f"{title}: {len(drawn)} ties of {len(cast)} actors; the list after it says the same"
    note = (
        f" Drawn are the {len(cast)} that do so most; {left_out:,} more are in the list." if left_out else ""
    )
    how = "An arrow goes from the one who accuses. " if arrow else ""
    yield h(
        "figure",
        _picture(label, cast, drawn, arrow),
        h("figcaption", f"{how}The heavier the line, the more entries tell of it.{note}"),
        class_="network",
    )
    shown = strongest(ties, LISTED)
    if len(ties) > len(shown):
        yield h("p", f"The {len(shown)} most frequent of {len(ties):,}.", class_="note")
    yield h("ul", *(h("li", _line(asked, tie, arrow)) for tie in shown), class_="lines ties")


def _line(asked: Asked, tie: Tie, arrow: bool) -> Html:
    joint = " accused " if arrow else " and "
    who = join(h("strong", page_words(tie.one.name)), joint, h("strong", page_words(tie.other.name)))
    entries = [asked.record.entry(key) for key in tie.ids()]
    summary = join(h("span", who, class_="what"), h("span", counted(tie.count, "entry"), class_="told"))
    rest = tie.count - len(entries)
    more = h("p", f"The {len(entries)} that most pages tell.", class_="note") if rest > 0 else None
    return h("details", h("summary", summary), more, lines(asked, entries), class_="line")


def _cast(ties: Sequence[Tie]) -> tuple[list[Party], list[Tie]]:
    """Choose the strongest ties until there are NODES actors, and all ties among those."""
    chosen: dict[str, Party] = {}
    ordered = strongest(ties, len(ties))
    for tie in ordered:
        both = {tie.one.actor: tie.one, tie.other.actor: tie.other}
        if len(chosen | both) <= NODES:
            chosen |= both
    drawn = [tie for tie in ordered if tie.one.actor in chosen and tie.other.actor in chosen]
    return list(chosen.values()), drawn


def _picture(label: str, cast: Sequence[Party], ties: Sequence[Tie], arrow: bool) -> Html:
    """Draw two columns of names, arranged so that few lines cross, and a curve for each tie."""
    left, right = arrange(cast, ties)
    rows = max(len(left), len(right))
    height = TOP * 2 + HEIGHT * (rows - 1)
    at: dict[str, tuple[float, float]] = {}
    for x, column in ((LEFT, left), (RIGHT, right)):
        gap = (height - 2 * TOP) / max(len(column) - 1, 1)
        for row, party in enumerate(column):
            at[party.actor] = (x, TOP + row * gap if len(column) > 1 else height / 2)
    most = max(tie.count for tie in ties)
    curves = [
        _curve(at[tie.one.actor], at[tie.other.actor], tie.count / most, arrow) for tie in reversed(ties)
    ]
    inner = h(
        "svg", *curves, viewBox=f"0 0 100 {height}", preserveAspectRatio="none", width="100%", height=height,
    )  # fmt: skip
    heads = [_head(at[tie.other.actor]) for tie in ties] if arrow else []
    return chart(label, height, inner, *heads, *(_name(party, *at[party.actor]) for party in cast))


def arrange(cast: Sequence[Party], ties: Sequence[Tie]) -> tuple[list[Party], list[Party]]:
    """Put actors in two columns: partners across from each other, then each near the middle of its partners.

    Deterministic: it begins with the order given and moves by averages, ties broken by name.
    """
    side: dict[str, int] = {}
    for tie in ties:  # the strongest first
        a, b = tie.one.actor, tie.other.actor
        if a not in side and b not in side:
            side[a] = 0
        side.setdefault(a, 1 - side.get(b, 1))
        side.setdefault(b, 1 - side[a])
    columns = [[party for party in cast if side.get(party.actor, 0) == one] for one in (0, 1)]
    columns = _even(columns)
    for turn in range(8):
        row = {party.actor: i / max(len(column), 1) for column in columns for i, party in enumerate(column)}
        columns[turn % 2] = sorted(
            columns[turn % 2], key=lambda one: (_middle(one.actor, ties, row), one.name)
        )
    return columns[0], columns[1]


def _even(columns: list[list[Party]]) -> list[list[Party]]:
    """Move the least of the longer column over until both are about as long."""
    one, other = columns
    while len(one) - len(other) > 1:
        other.append(one.pop())
    while len(other) - len(one) > 1:
        one.append(other.pop())
    return [one, other]


def _middle(actor: str, ties: Sequence[Tie], row: dict[str, float]) -> float:
    found = [
        (row[other], tie.count)
        for tie in ties
        for me, other in ((tie.one.actor, tie.other.actor), (tie.other.actor, tie.one.actor))
        if me == actor
    ]
    weight = sum(count for _, count in found)
    return round(sum(place * count for place, count in found) / weight, 6) if weight else row[actor]


def _curve(start: tuple[float, float], end: tuple[float, float], share: float, arrow: bool) -> Html:
    (x1, y1), (x2, y2) = _inset(start), _inset(end)
    if x1 == x2:  # the same column: bow into the middle
        bow = 50 + (4 if x1 < 50 else -4)
        path = f"M{x1} {y1:.1f}C{bow} {y1:.1f} {bow} {y2:.1f} {x2} {y2:.1f}"
    else:
        path = f"M{x1} {y1:.1f}C50 {y1:.1f} 50 {y2:.1f} {x2} {y2:.1f}"
    weight = 1 + min(3, int(share * 3.99))
    kind = f"tie w{weight}{' accuses' if arrow else ''}"
    return h("path", d=path, class_=kind, vector_effect="non-scaling-stroke")


def _inset(place: tuple[float, float]) -> tuple[float, float]:
    x, y = place
    return (x + 1.2 if x < 50 else x - 1.2), y


def _head(end: tuple[float, float]) -> Html:
    x, y = _inset(end)
    points = "-1,0 8,-4 8,4" if x < 50 else "1,0 -8,-4 -8,4"
    return h(
        "svg", h("polygon", points=points, class_="head"), x=f"{x}%", y=y, class_="point", width=1, height=1
    )


def _name(party: Party, x: float, y: float) -> Html:
    left = x < 50
    return join(
        h("circle", cx=f"{x}%", cy=y, r=4, class_="node"),
        h(
            "text", words(_short(party.name)), x=f"{x}%", y=y + 4, dx=-9 if left else 9,
            text_anchor="end" if left else "start", class_="name",
        ),
    )  # fmt: skip


def _short(name: str) -> str:
    return name if len(name) <= LETTERS else f"{name[: LETTERS - 1].rstrip()}…"
