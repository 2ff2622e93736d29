"""The map: where things took place, on land without countries; nothing is concluded from an outline."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise
from math import cos, radians, sqrt

from memcon.answers import Spot
from memcon.views.report.evidence import counted
from memcon.views.report.lines import Asked, lines
from memcon.views.report.markup import Html, h, join, page_words, words
from memcon.views.report.svg import chart

WIDE, HIGH = 900, 600  # units of a map; its sides are as 3 to 2, which the style sheet says too
SMALLEST = 16.0  # degrees of latitude that a map shows at least
LISTED = 200  # places in the list
LABELS = 14  # names on a map
PRECISION = {
    "town": "a town: its position is the gazetteer's, the place itself may be anywhere in it",
    "region": "a region: no position",
    "country": "a country: no position",
}
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Land:
    """Natural Earth: rings of land and lines of disputed borders, in degrees, with source and version."""

    source: str
    version: str
    rings: tuple[tuple[Point, ...], ...]
    disputed: tuple[tuple[Point, ...], ...]


@lru_cache(maxsize=1)
def land() -> Land:
    """Return the land that comes with the package; tools/land.py made it."""
    kept = json.loads(files("memcon.views.report").joinpath("land.json").read_text("utf-8"))
    scale = kept["scale"]
    shapes = {name: tuple(_points(steps, scale) for steps in kept[name]) for name in ("land", "disputed")}
    return Land(kept["source"], kept["version"], shapes["land"], shapes["disputed"])


def _points(steps: Sequence[int], scale: int) -> tuple[Point, ...]:
    x = y = 0
    found = []
    for dx, dy in zip(steps[::2], steps[1::2], strict=True):
        x, y = x + dx, y + dy
        found.append((x / scale, y / scale))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Frame:
    """A part of the earth, in an equirectangular projection that is true to scale at its middle latitude."""

    west: float
    south: float
    east: float
    north: float

    @property
    def flat(self) -> float:
        """How much shorter a degree of longitude is drawn than one of latitude."""
        return max(cos(radians((self.south + self.north) / 2)), 0.2)

    def at(self, longitude: float, latitude: float) -> Point:
        """Return where a point is drawn, in units of the map."""
        x = (longitude - self.west) / (self.east - self.west) * WIDE
        return x, (self.north - latitude) / (self.north - self.south) * HIGH

    def holds(self, longitude: float, latitude: float) -> bool:
        """Whether a point is on the map."""
        return self.west <= longitude <= self.east and self.south <= latitude <= self.north


def frame(points: Sequence[Point]) -> Frame:
    """Return the part of the earth to draw for some (longitude, latitude): a margin around them, 3 to 2."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    middle = (min(ys) + max(ys)) / 2
    flat = max(cos(radians(middle)), 0.2)
    high = max((max(ys) - min(ys)) * 1.35, (max(xs) - min(xs)) * 1.2 * flat / 1.5, SMALLEST)
    high = min(high, 150.0)
    wide = min(high * 1.5 / flat, 360.0)
    west = min(max((min(xs) + max(xs)) / 2 - wide / 2, -180.0), 180.0 - wide)
    south = min(max(middle - high / 2, -80.0), 84.0 - high)
    return Frame(west, south, west + wide, south + high)


def atlas(asked: Asked) -> Iterator[Html]:
    """Where the events took place: a map of all, a closer one where most are, and the list of places."""
    counts = asked.seen.at
    spots = {spot.name: spot for spot in reversed(asked.record.places()) if spot.name in counts}
    if not counts:
        yield h("p", "No entry says where it took place.", class_="none")
        return
    placed = [spot for spot in spots.values() if spot.latitude is not None]
    placed.sort(key=lambda spot: (-counts[spot.name], spot.name))
    if placed:
        yield from _maps(placed, counts)
    yield from _list(asked, spots)


def _maps(placed: Sequence[Spot], counts: dict[str, int]) -> Iterator[Html]:
    points = [_position(spot) for spot in placed]
    whole = frame(points)
    near = _closer(placed, counts, whole)
    told = land()
    for title, part in (("Where most of it is", near), ("All places", whole)):
        if part is None:
            continue
        shown = [spot for spot in placed if part.holds(*_position(spot))]
        label = f"{title}: map with {counted(len(shown), 'place')}; the list after it says the same"
        lines_ = h("span", class_="dashes", aria_hidden="true")
        yield h(
            "figure",
            _map(label, part, shown, counts),
            h(
                "figcaption", f"{title}. The larger a disc, the more entries; ", lines_,
                " disputed borders. Land and lines: Natural Earth ", told.version, ", public domain.",
            ),
            class_="atlas overview" if near is not None and part is whole else "atlas",
        )  # fmt: skip


def _position(spot: Spot) -> Point:
    return spot.longitude or 0.0, spot.latitude or 0.0


def _closer(placed: Sequence[Spot], counts: dict[str, int], whole: Frame) -> Frame | None:
    """Return a frame of those near the busiest place, if it holds most entries on much less of the earth."""
    x, y = _position(placed[0])
    near = sorted(
        placed, key=lambda spot: ((_position(spot)[0] - x) * 0.6) ** 2 + (_position(spot)[1] - y) ** 2
    )
    total, held, chosen = sum(counts[spot.name] for spot in placed), 0, []
    for spot in near:
        chosen.append(_position(spot))
        held += counts[spot.name]
        if held >= total * 0.8:
            break
    part = frame(chosen)
    return part if (part.north - part.south) < (whole.north - whole.south) * 0.6 else None


def _map(label: str, part: Frame, spots: Sequence[Spot], counts: dict[str, int]) -> Html:
    told = land()
    ground = "".join(
        path(clip(moved, part), part)
        for ring in told.rings
        for moved in (ring, _around(ring, 360), _around(ring, -360))
        if _near(moved, part)
    )
    borders = "".join(
        path(piece, part, closed=False)
        for line in told.disputed
        if _near(line, part)
        for piece in inside(line, part)
    )
    inner = h(
        "svg",
        h("rect", width=WIDE, height=HIGH, class_="sea"),
        h("path", d=ground, class_="land"),
        h("path", d=borders, class_="disputed", vector_effect="non-scaling-stroke") if borders else None,
        viewBox=f"0 0 {WIDE} {HIGH}", preserveAspectRatio="none", width="100%", height="100%",
    )  # fmt: skip
    most = max(counts[spot.name] for spot in spots)
    discs = [_disc(part, spot, counts[spot.name] / most) for spot in spots]
    return chart(label, HIGH, inner, *discs, *_labels(part, spots), class_="chart map")


def _around(ring: Sequence[Point], degrees: float) -> list[Point]:
    """Move a ring around the earth: one that crosses the 180th meridian is seen at both edges."""
    return [(x + degrees, y) for x, y in ring]


def _disc(part: Frame, spot: Spot, share: float) -> Html:
    x, y = part.at(*_position(spot))
    return h(
        "circle",
        cx=f"{x / WIDE * 100:.4g}%",
        cy=f"{y / HIGH * 100:.4g}%",
        r=4 + 10 * sqrt(share),
        class_="disc",
    )


def _labels(part: Frame, spots: Sequence[Spot]) -> Iterator[Html]:
    """Name the busiest places, leaving out a name that would lie on another one."""
    taken: list[tuple[float, float, float]] = []
    for spot in spots[:LABELS]:
        x, y = part.at(*_position(spot))
        left = x > WIDE * 0.72
        long = len(spot.name) * 20  # units of a map, at the narrowest
        start, end = (x - long, x) if left else (x, x + long)
        if any(abs(y - other) < 40 and start < e and end > s for other, s, e in taken):
            continue
        taken.append((y, start, end))
        yield h(
            "text", words(spot.name), x=f"{x / WIDE * 100:.4g}%", y=f"{y / HIGH * 100:.4g}%", dy=4,
            dx=-16 if left else 16, text_anchor="end" if left else "start", class_="name",
        )  # fmt: skip


def _near(points: Sequence[Point], part: Frame) -> bool:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return max(xs) >= part.west and min(xs) <= part.east and max(ys) >= part.south and min(ys) <= part.north


def clip(ring: Sequence[Point], part: Frame) -> list[Point]:
    """Cut a ring to a frame (Sutherland and Hodgman 1974)."""
    found = list(ring)
    for axis, edge, sign in ((0, part.west, 1), (0, part.east, -1), (1, part.south, 1), (1, part.north, -1)):
        found = _cut(found, axis, edge, sign)
    return found


def _cut(ring: Sequence[Point], axis: int, edge: float, sign: int) -> list[Point]:
    found: list[Point] = []
    for one, other in zip([*ring[-1:], *ring[:-1]], ring, strict=True):
        a, b = (one[axis] - edge) * sign >= 0, (other[axis] - edge) * sign >= 0
        if a != b:
            t = (edge - one[axis]) / (other[axis] - one[axis])
            found.append((one[0] + t * (other[0] - one[0]), one[1] + t * (other[1] - one[1])))
        if b:
            found.append(other)
    return found


def inside(line: Sequence[Point], part: Frame) -> Iterator[list[Point]]:
    """Give the pieces of a line that have a point on the frame."""
    piece: list[Point] = []
    for i, point in enumerate(line):
        near = any(part.holds(*other) for other in line[max(i - 1, 0) : i + 2])
        if near:
            piece.append(point)
        elif piece:
            yield piece
            piece = []
    if len(piece) > 1:
        yield piece


def path(points: Sequence[Point], part: Frame, closed: bool = True) -> str:
    """Return points as a path in units of the map, with what rounding makes equal left out."""
    drawn: list[tuple[int, int]] = []
    for x, y in (part.at(*point) for point in points):
        place = (round(x), round(y))
        if not drawn or place != drawn[-1]:
            drawn.append(place)
    if len(drawn) < (3 if closed else 2):
        return ""
    (x, y), steps = drawn[0], []
    for (ax, ay), (bx, by) in pairwise(drawn):
        steps.append(f"{bx - ax} {by - ay}")
    return f"M{x} {y}l{' '.join(steps)}{'z' if closed else ''}"


def _list(asked: Asked, spots: dict[str, Spot]) -> Iterator[Html]:
    found = sorted(asked.seen.at.items(), key=lambda item: (-item[1], item[0]))
    if len(found) > LISTED:
        yield h("p", f"The {LISTED} most frequent of {len(found):,} places.", class_="note")
    rows = []
    for name, count in found[:LISTED]:
        spot = spots.get(name)
        position = "" if spot is None or spot.latitude is None else _degrees(*_position(spot))
        exact = PRECISION[spot.precision].partition(":")[0] if spot else "set by hand: no position"
        kind = h("span", exact, f" · {position}" if position else " · not on the map", class_="exact")
        summary = join(
            h("span", h("strong", page_words(name)), " ", kind, class_="what"),
            h("span", counted(count, "entry"), class_="told"),
        )
        best = lines(asked, asked.seen.where[name].best())
        rows.append(h("li", h("details", h("summary", summary), best, class_="line")))
    yield h("ul", *rows, class_="lines places")
    yield h("p", "; ".join(PRECISION.values()).capitalize(), ".", class_="note")


def _degrees(longitude: float, latitude: float) -> str:
    north, east = "N" if latitude >= 0 else "S", "E" if longitude >= 0 else "W"
    return f"{abs(latitude):.2f}° {north}, {abs(longitude):.2f}° {east}"
