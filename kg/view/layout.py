"""Where the nodes stand: computed before writing, the same on every machine, roomy enough for the labels.

Each connected part is laid out by Fruchterman and Reingold's method (1991, as igraph implements it) from a start
that does not depend on chance; the parts are packed in rows; then boxes as large as symbol and label are pushed
apart. One unit is one pixel at the zoom where labels have their designed size.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from kg.view.relax import relax

Point = tuple[float, float]
Box = tuple[float, float]
"""Width and height that a node needs, its symbol in the middle."""

ASPECT = 1.1
"""Width to height of the drawing: that of the window it is most likely seen in."""

_GAP = 18.0
_LEGIBLE = 400
_WORDS = 60.0


def layout(
    count: int,
    edges: Sequence[tuple[int, int]],
    boxes: Sequence[Box],
    *,
    words: Sequence[float] | None = None,
    start: Mapping[int, Point] | None = None,
    pinned: Mapping[int, Point] | None = None,
) -> list[Point]:
    """Positions of `count` nodes joined by `edges` (pairs of indices); no two of their `boxes` overlap.

    `words` are the lengths that the edges need for the words on them, as far as there is room. `start` gives places from
    an earlier drawing that nodes should stay close to, so that a growing picture does not jump. `pinned` nodes stay
    exactly where they are put (places on a map), unless another is pinned to the same spot.
    """
    if not count:
        return []
    needs: dict[tuple[int, int], float] = {}
    for i, (a, b) in enumerate(edges):
        if a != b:
            pair = (min(a, b), max(a, b))
            needs[pair] = max(needs.get(pair, _WORDS), words[i] if words else _WORDS)
    pairs = sorted(needs)
    if pinned:
        points = _anchored(count, pairs, boxes, pinned)
        return _apart(points, boxes, frozenset(pinned))
    parts = _components(count, pairs)
    placed: list[tuple[list[int], list[Point]]] = []
    for part in parts:
        where = {node: i for i, node in enumerate(part)}
        inner = [(where[a], where[b]) for a, b in pairs if a in where]
        room = [needs[pair] for pair in pairs if pair[0] in where]
        known = {where[n]: start[n] for n in part if n in start} if start else {}
        own = [boxes[n] for n in part]
        spread = _spread(len(part), inner, own, known)
        if len(part) >= 6 and count <= _LEGIBLE:
            spread = relax(spread, inner, room, _frame(own, len(inner)))
        else:
            spread = _lengthened(spread, inner, 70.0)
        placed.append((part, _apart(spread, own)))
    points = [(0.0, 0.0)] * count
    for part, at in _packed(placed, boxes):
        for node, point in zip(part, at, strict=True):
            points[node] = point
    return points


def geographic(lat: float, lon: float, middle: float) -> Point:
    """A place on the plane: equirectangular, true to scale at the latitude `middle`; y grows southwards."""
    return lon * math.cos(math.radians(middle)), -lat


def _frame(boxes: Sequence[Box], lines: int) -> Box:
    """The room that so many names and lines need together, in the window's shape."""
    need = sum((w + _GAP) * (h + _GAP) for w, h in boxes) * 1.7 + 1500.0 * lines
    tall = math.sqrt(need / ASPECT)
    return tall * ASPECT, tall


def _components(count: int, pairs: Sequence[tuple[int, int]]) -> list[list[int]]:
    """The connected parts, the largest first; within one the nodes in ascending order."""
    parent = list(range(count))

    def root(n: int) -> int:
        while parent[n] != n:
            parent[n] = parent[parent[n]]
            n = parent[n]
        return n

    for a, b in pairs:
        ra, rb = sorted((root(a), root(b)))
        parent[rb] = ra
    parts: dict[int, list[int]] = {}
    for n in range(count):
        parts.setdefault(root(n), []).append(n)
    return sorted(parts.values(), key=lambda p: (-len(p), p[0]))


def _spread(count: int, pairs: list[tuple[int, int]], boxes: Sequence[Box], known: Mapping[int, Point]) -> list[Point]:
    """Fruchterman-Reingold of one connected part, turned and scaled to fill the window's shape."""
    if count == 1:
        return [(0.0, 0.0)]
    import igraph

    graph = igraph.Graph(n=count, edges=pairs)
    rms = math.sqrt(sum(x * x + y * y for x, y in known.values()) / max(len(known), 1)) or 1.0
    unit = math.sqrt(len(known)) / rms
    with _seeded(igraph):
        small = {n: (x * unit, y * unit) for n, (x, y) in known.items()}
        first = _grown(count, pairs, small) if known else _first(graph, count)
        degree = graph.degree()
        found = graph.layout_fruchterman_reingold(
            seed=first,
            weights=[max(degree[a], degree[b]) ** -0.5 for a, b in pairs],  # a hub's neighbours need a wider circle
            niter=200 if known else 600,
            start_temp=math.sqrt(count) / (20 if known else 10),
            grid="auto",
        )
    points = [(float(x), float(y)) for x, y in found.coords]
    if not known:
        points = _turned(points)
    points = _drawn_in(points)
    return _scaled(points, pairs, boxes)


def _first(graph: object, count: int) -> list[Point]:
    """A start for the forces: Kamada and Kawai's for what is small, a sunflower's spiral for what is not."""
    if count <= 400:
        return [(float(x), float(y)) for x, y in graph.layout_kamada_kawai().coords]  # type: ignore[attr-defined]
    golden = math.pi * (3 - math.sqrt(5))
    order = sorted(range(count), key=lambda n: (-graph.degree(n), n))  # type: ignore[attr-defined]
    points: list[Point] = [(0.0, 0.0)] * count
    for rank, n in enumerate(order):
        points[n] = (math.sqrt(rank) * math.cos(rank * golden), math.sqrt(rank) * math.sin(rank * golden))
    return points


def _grown(count: int, pairs: list[tuple[int, int]], known: Mapping[int, Point]) -> list[Point]:
    """The earlier places, and every newcomer near those of its neighbours that have one."""
    points = dict(known)
    near: dict[int, list[int]] = {}
    for a, b in pairs:
        near.setdefault(a, []).append(b)
        near.setdefault(b, []).append(a)
    waiting = [n for n in range(count) if n not in points]
    while waiting:
        ready = [n for n in waiting if any(m in points for m in near.get(n, ()))] or waiting
        for rank, n in enumerate(ready):
            by = [points[m] for m in near.get(n, ()) if m in points] or [(0.0, 0.0)]
            x, y = sum(p[0] for p in by) / len(by), sum(p[1] for p in by) / len(by)
            points[n] = (x + math.cos(rank * 2.4), y + math.sin(rank * 2.4))
        done = set(ready)
        waiting = [n for n in waiting if n not in done]
    return [points[n] for n in range(count)]


@contextmanager
def _seeded(igraph: object) -> Iterator[None]:
    """igraph draws from one global generator: ours while we lay out, Python's own again afterwards."""
    igraph.set_random_number_generator(random.Random(20210709))  # type: ignore[attr-defined]
    try:
        yield
    finally:
        igraph.set_random_number_generator(random)  # type: ignore[attr-defined]


def _turned(points: list[Point]) -> list[Point]:
    """Turned so that the longest axis lies level."""
    cx, cy = sum(p[0] for p in points) / len(points), sum(p[1] for p in points) / len(points)
    xx = sum((x - cx) ** 2 for x, _ in points)
    yy = sum((y - cy) ** 2 for _, y in points)
    xy = sum((x - cx) * (y - cy) for x, y in points)
    angle = -0.5 * math.atan2(2 * xy, xx - yy)
    cos, sin = math.cos(angle), math.sin(angle)
    return [((x - cx) * cos - (y - cy) * sin, (x - cx) * sin + (y - cy) * cos) for x, y in points]


def _drawn_in(points: list[Point]) -> list[Point]:
    """Far-flung ends drawn in towards the middle, so that they do not shrink everything else."""
    cx, cy = sum(p[0] for p in points) / len(points), sum(p[1] for p in points) / len(points)
    return [
        (cx + (x - cx) * factor, cy + (y - cy) * factor) for x, y in points for factor in (max(math.hypot(x - cx, y - cy), 1e-6) ** -0.2,)
    ]


def _scaled(points: list[Point], pairs: Sequence[tuple[int, int]], boxes: Sequence[Box]) -> list[Point]:
    """Scaled to the room that the labels need together, and stretched towards the window's shape."""
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    width, height = max(xs) - min(xs) or 1e-9, max(ys) - min(ys) or 1e-9
    need = sum((w + _GAP) * (h + _GAP) for w, h in boxes) * 2.2 + 120.0 * len(pairs)
    if len(points) > 2 and height > width * 0.05:
        tall = math.sqrt(need / ASPECT)
        fx, fy = tall * ASPECT / width, tall / height
        ratio = max(0.5, min(2.0, fx / fy)) / (fx / fy)
        fx, fy = fx * math.sqrt(ratio), fy / math.sqrt(ratio)
    else:
        fx = fy = max(math.sqrt(need), 170.0 * (len(points) - 1)) / width
    mx, my = (max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2
    return [((x - mx) * fx, (y - my) * fy) for x, y in points]


def _lengthened(points: list[Point], pairs: Sequence[tuple[int, int]], least: float) -> list[Point]:
    """Lines too short for their words made longer, a little at a time; what crowds elsewhere gives way."""
    at = [list(p) for p in points]
    for _ in range(40):
        moved = False
        for a, b in pairs:
            dx, dy = at[b][0] - at[a][0], (at[b][1] - at[a][1]) or 1e-6
            length = math.hypot(dx, dy)
            if length < least:
                moved = True
                step = 0.25 * (least - length) / length
                at[a][0] -= dx * step
                at[a][1] -= dy * step
                at[b][0] += dx * step
                at[b][1] += dy * step
        if not moved:
            break
    return [(x, y) for x, y in at]


def _anchored(count: int, pairs: Sequence[tuple[int, int]], boxes: Sequence[Box], pinned: Mapping[int, Point]) -> list[Point]:
    """Pinned nodes at their places, enlarged to make room for labels; the others drawn among them by the forces."""
    import igraph

    xs, ys = [p[0] for p in pinned.values()], [p[1] for p in pinned.values()]
    span = max(max(xs) - min(xs), (max(ys) - min(ys)) * ASPECT) or 1.0
    scale = math.sqrt(sum((w + _GAP) * (h + _GAP) for w, h in boxes) * 3 * ASPECT) / span
    mx, my = (max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2
    fixed = {n: ((x - mx) * scale, (y - my) * scale) for n, (x, y) in pinned.items()}
    half = span * scale * 0.6
    unit = math.sqrt(count) / half
    low = [(fixed[n] if n in fixed else (-half, -half / ASPECT)) for n in range(count)]
    high = [(fixed[n] if n in fixed else (half, half / ASPECT)) for n in range(count)]
    with _seeded(igraph):
        found = igraph.Graph(n=count, edges=list(pairs)).layout_fruchterman_reingold(
            seed=_grown(count, list(pairs), {n: (x * unit, y * unit) for n, (x, y) in fixed.items()}),
            niter=300, start_temp=math.sqrt(count) / 10, grid="nogrid",
            minx=[p[0] * unit for p in low], maxx=[p[0] * unit for p in high],
            miny=[p[1] * unit for p in low], maxy=[p[1] * unit for p in high],
        )  # fmt: skip
    return [fixed[n] if n in fixed else (x / unit, y / unit) for n, (x, y) in enumerate(found.coords)]


def _apart(points: list[Point], boxes: Sequence[Box], still: frozenset[int] = frozenset()) -> list[Point]:
    """Push overlapping boxes apart, each pair along the axis where it costs least, until none overlap.

    Two boxes that are both `still` stay; where boxes keep crowding one another, everything is widened a little.
    """
    at = [list(p) for p in points]
    wide = max((w for w, _ in boxes), default=1.0) + _GAP
    tall = max((h for _, h in boxes), default=1.0) + _GAP
    for round in range(400):
        grid: dict[tuple[int, int], list[int]] = {}
        for n, (x, y) in enumerate(at):
            grid.setdefault((math.floor(x / wide), math.floor(y / tall)), []).append(n)
        moved = False
        for n, (x, y) in enumerate(at):
            cx, cy = math.floor(x / wide), math.floor(y / tall)
            own = at[n]
            for gx in (cx - 1, cx, cx + 1):
                for gy in (cy - 1, cy, cy + 1):
                    for m in grid.get((gx, gy), ()):
                        # most neighbours are too far to touch: told by the greatest box, before anything else is reckoned
                        if m > n and abs(at[m][1] - own[1]) < tall and abs(at[m][0] - own[0]) < wide and _push(at, boxes, n, m, still):
                            moved = True
        if not moved:
            break
        if round % 40 == 39 and not still:
            at = [[x * 1.05, y * 1.05] for x, y in at]
    return [(x, y) for x, y in at]


def _push(at: list[list[float]], boxes: Sequence[Box], n: int, m: int, still: frozenset[int]) -> bool:
    a, b = at[n], at[m]
    over_x = (boxes[n][0] + boxes[m][0]) / 2 + _GAP - abs(a[0] - b[0])
    over_y = (boxes[n][1] + boxes[m][1]) / 2 + _GAP - abs(a[1] - b[1])
    if over_x <= 0.01 or over_y <= 0.01 or (n in still and m in still):
        return False
    axis = 0 if over_x < over_y else 1
    step = min(over_x, over_y) + 0.02
    sign = 1.0 if a[axis] <= b[axis] else -1.0
    share = 1.0 if m in still else 0.0 if n in still else 0.5
    a[axis] -= sign * step * share
    b[axis] += sign * step * (1.0 - share)
    return True


def _packed(parts: Sequence[tuple[list[int], list[Point]]], boxes: Sequence[Box]) -> Iterator[tuple[list[int], list[Point]]]:
    """The parts side by side, the largest first, in rows of the width that lets all be drawn largest in the window."""
    frames = []
    for nodes, points in parts:
        left = min(x - boxes[n][0] / 2 for n, (x, _) in zip(nodes, points, strict=True))
        right = max(x + boxes[n][0] / 2 for n, (x, _) in zip(nodes, points, strict=True))
        top = min(y - boxes[n][1] / 2 for n, (_, y) in zip(nodes, points, strict=True))
        bottom = max(y + boxes[n][1] / 2 for n, (_, y) in zip(nodes, points, strict=True))
        frames.append((left, top, right - left + 2 * _GAP, bottom - top + 2 * _GAP))
    sizes = [(w, h) for _, _, w, h in frames]
    for (nodes, points), (left, top, *_), (x, y) in zip(parts, frames, _shelves(sizes), strict=True):
        yield nodes, [(px - left + x, py - top + y) for px, py in points]


def _shelves(sizes: Sequence[Box]) -> list[Point]:
    """The upper left corners of boxes, put into rows; in a row, lesser boxes are stacked beside the first."""
    widths = {max(w for w, _ in sizes)} if sizes else set()
    total = 0.0
    for w, _ in sizes[:8]:
        total += w
        widths.add(max(total, *widths))
    best: list[Point] = []
    least = math.inf
    for row in sorted(widths):
        corners, wide, tall = _rows(sizes, row)
        need = max(wide / ASPECT, tall)
        if need < least:
            best, least = corners, need
    return best


def _rows(sizes: Sequence[Box], row: float) -> tuple[list[Point], float, float]:
    """Corners of boxes in rows no wider than `row`, and the width and height of all."""
    corners: list[Point] = []
    x = y = tall = wide = 0.0
    column: tuple[float, float, float] | None = None  # where a stack stands, how wide, and how far down it is filled
    for w, h in sizes:
        if column is not None and w <= column[1] and column[2] + h <= y + tall:
            corners.append((column[0], column[2]))
            column = (column[0], column[1], column[2] + h)
            continue
        if x and x + w > row + 1e-6:
            x, y, tall = 0.0, y + tall, 0.0
        corners.append((x, y))
        column = (x, w, y + h)
        x, tall = x + w, max(tall, h)
        wide = max(wide, x)
    return corners, wide, y + tall
