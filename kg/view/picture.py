"""The network as a still picture for a report: SVG by our own hand, PNG from it by resvg; no browser, no network.

The same layout, colours and line kinds as the page (:mod:`kg.view.page`), with title, legend and what is left out.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from xml.sax.saxutils import escape

import networkx as nx

from kg import ontology, output
from kg.errors import OutputError
from kg.records import Claim
from kg.view import positions, safe, style
from kg.view.boxes import Boxes, width
from kg.view.layout import Point
from kg.view.network import STATUSES, importance, network, strongest
from kg.view.page import TITLE

WIDTH, HEIGHT = 1600, 1000
CAP = 60
"""How many entities a picture shows."""

_HEAD, _FOOT, _SIDE = 78.0, 96.0, 90.0
_FONTS = "'Noto Sans','DejaVu Sans','Liberation Sans',Arial,sans-serif"

Theme = Literal["light", "dark"]


def write(
    claims: Iterable[Claim],
    out: Path,
    *,
    title: str = TITLE,
    cap: int = CAP,
    how: positions.Layout = "force",
    theme: Theme = "light",
    zoom: float = 2.0,
    form: str | None = None,
    onto: ontology.Ontology | None = None,
) -> None:
    """Write the picture of `claims` to the file `out`, as `form` (``.svg`` or ``.png``; without it, by the file's suffix).

    A PNG is `zoom` times 1600 x 1000 pixels.

    Raises :class:`~kg.errors.OutputError` for another suffix, where `out` cannot be written, and for a PNG without the
    package ``resvg-py`` (the extra ``picture``).
    """
    suffix = form or out.suffix.lower()
    if suffix not in {".svg", ".png"}:
        raise OutputError(f"'{out}': '{out.suffix}' is no picture format. Known: .svg, .png.")
    text = svg(claims, title=title, cap=cap, how=how, theme=theme, onto=onto)
    data = text.encode() if suffix == ".svg" else png(text, zoom)
    with output.replacing(out) as stream:
        stream.write(data)


def png(text: str, zoom: float = 2.0) -> bytes:
    """An SVG of ours as PNG.

    Raises :class:`~kg.errors.OutputError` where the package ``resvg-py`` is missing.
    """
    try:
        import resvg_py
    except ImportError:
        raise OutputError("PNG pictures need the package 'resvg-py' (pip install 'dateline-kg[picture]'); SVG needs nothing.") from None
    return bytes(resvg_py.svg_to_bytes(svg_string=text, zoom=zoom))


def svg(
    claims: Iterable[Claim],
    *,
    title: str = TITLE,
    cap: int = CAP,
    how: positions.Layout = "force",
    theme: Theme = "light",
    onto: ontology.Ontology | None = None,
) -> str:
    """The picture as SVG 1.1 of 1600 x 1000: the `cap` entities that most claims name, and what stands between them."""
    graph = network(claims, onto)
    order = importance(graph)[:cap]
    drawing = _Drawing(graph, order, how, theme)
    told = f"{len(drawing.nodes)} of {graph.number_of_nodes()} entities, {len(drawing.lines)} of "
    told += f"{graph.number_of_edges()} lines; a line is everything the reports say of two entities"
    ink, paper = style.INK[theme], style.BACKGROUND[theme]
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
        f'font-family="{_FONTS}" role="img">',
        f"<title>{_xml(title)}</title><desc>{_xml(told)}</desc>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{paper}"/>',
        _text(40, 44, title, 26, ink=ink, anchor="start", weight=700),
        _text(40, 68, told, 14, ink=ink, anchor="start", opacity=0.75),
        *drawing.draw(),
        *_legend(drawing, ink),
        "</svg>\n",
    ]
    return "\n".join(parts)


@dataclass(frozen=True, slots=True)
class _Node:
    label: str
    cls: str
    claims: int
    x: float
    y: float
    r: float


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    text: str
    style: style.EdgeStyle
    directed: bool
    claims: int
    bend: float


class _Drawing:
    def __init__(self, graph: nx.MultiDiGraph, order: Sequence[str], how: positions.Layout, theme: Theme) -> None:
        self.theme: Theme = theme
        number = {id: n for n, id in enumerate(order)}
        found = [(s, o, e) for s, o, e in graph.edges(data=True) if s in number and o in number]
        kept = strongest([(number[s], number[o], e) for s, o, e in found], positions.LINES * len(order))
        joined = sorted({n for a, b, _ in kept for n in (a, b)})
        at = _fitted(positions.levels(graph, order, len(order), how)[0]["xy"] if order else [], joined, how)
        most = max((graph.nodes[id]["claims"] for id in order), default=1)
        self.nodes = {n: self._node(graph.nodes[order[n]], at[n], most) for n in joined}
        self.statuses = [s for s in STATUSES if any(e["status"] == s for _, _, e in kept)]
        self.lines = self._lines(kept)
        self.taken, self.words = Boxes(), Boxes()

    @staticmethod
    def _node(node: dict[str, Any], at: Point, most: int) -> _Node:
        looks = {"star": 1.3, "diamond": 1.15, "triangle": 1.1, "triangleDown": 1.1, "square": 0.9}
        radius = style.size(node["claims"], most) * looks.get(style.of(node["type"]).shape, 1.0)
        return _Node(style.wrap(safe.line(node["label"])), node["type"], node["claims"], *at, radius)

    @staticmethod
    def _lines(kept: Sequence[tuple[int, int, Any]]) -> list[_Line]:
        pairs: dict[tuple[int, int], int] = {}
        for a, b, _ in kept:
            pairs[min(a, b), max(a, b)] = pairs.get((min(a, b), max(a, b)), 0) + 1
        seen: dict[tuple[int, int], int] = {}
        lines = []
        for a, b, edge in kept:
            pair = (min(a, b), max(a, b))
            rank = seen.get(pair, 0)
            seen[pair] = rank + 1
            bend = (rank - (pairs[pair] - 1) / 2) * min(0.3, 1.2 / pairs[pair])
            text = style.edge_label(safe.line(edge["label"]), edge["status"])
            look = style.line(edge["status"], edge["standing"])
            lines.append(_Line(a, b, text, look, not edge["symmetric"], len(edge["claims"]), bend if a <= b else -bend))
        return lines

    def draw(self) -> list[str]:
        """Lines, then symbols, then words and names. What is disputed or denied finds its place before any name."""
        for node in self.nodes.values():
            self.taken.add((node.x - node.r, node.y - node.r, node.x + node.r, node.y + node.r))
        order = sorted(self.lines, key=lambda e: (e.style.width <= style.LINES["stated"].width, e.style is style.STANDING, -e.claims))
        loud = sum(e.style.width > style.LINES["stated"].width for e in order)
        words = [text for line in order[:loud] for text in self._words(line)]
        names = [text for number, node in self.nodes.items() for text in self._name(number, node)]
        words += [text for line in order[loud:] for text in self._words(line)]
        return [*map(self._path, self.lines), *map(self._symbol, self.nodes.values()), *words, *names]

    def _curve(self, line: _Line) -> tuple[Point, Point, Point]:
        a, b = self.nodes[line.start], self.nodes[line.end]
        if line.start == line.end:
            return (a.x - a.r, a.y), (a.x, a.y - 5 * a.r), (a.x + a.r, a.y)
        length = math.hypot(b.x - a.x, b.y - a.y) or 1.0
        across = ((a.y - b.y) * line.bend, (b.x - a.x) * line.bend)
        middle = ((a.x + b.x) / 2 + across[0], (a.y + b.y) / 2 + across[1])
        first = _towards((a.x, a.y), middle, min(a.r + 2, length / 3))
        last = _towards((b.x, b.y), middle, min(b.r + 3, length / 3))
        return first, middle, last

    def _path(self, line: _Line) -> str:
        (x0, y0), (xm, ym), (x1, y1) = self._curve(line)
        colour = getattr(line.style, self.theme)
        wide = line.style.width + min(2.5, math.log2(line.claims) * 0.7)
        dashes = f' stroke-dasharray="{",".join(map(str, line.style.dashes))}"' if line.style.dashes else ""
        path = f'<path d="M{x0:.1f} {y0:.1f}Q{xm:.1f} {ym:.1f} {x1:.1f} {y1:.1f}" fill="none" stroke="{colour}" '
        path += f'stroke-width="{wide:.1f}"{dashes}/>'
        if not line.directed:
            return path
        angle = math.atan2(y1 - ym, x1 - xm)
        head = 7.0 + wide
        left = (x1 - head * math.cos(angle - 0.4), y1 - head * math.sin(angle - 0.4))
        right = (x1 - head * math.cos(angle + 0.4), y1 - head * math.sin(angle + 0.4))
        points = f"{x1:.1f},{y1:.1f} {left[0]:.1f},{left[1]:.1f} {right[0]:.1f},{right[1]:.1f}"
        return f'{path}<polygon points="{points}" fill="{colour}"/>'

    def _symbol(self, node: _Node) -> str:
        look = style.of(node.cls)
        paper = style.BACKGROUND[self.theme]
        told = f"{safe.line(node.label)}: {look.label}, {node.claims} claims"
        shape = _shape(look.shape, node.x, node.y, node.r)
        fill = getattr(look, self.theme)
        return f'<g fill="{fill}" stroke="{paper}" stroke-width="1.5"><title>{_xml(told)}</title>{shape}</g>'

    def _name(self, number: int, node: _Node) -> list[str]:
        major = number < max(3, len(self.nodes) // 9)
        size = 17.0 if major else 14.0
        rows = node.label.split("\n")
        w, h = max(width(row, size) for row in rows) * (1.06 if major else 1.0) + 4, len(rows) * size * 1.2
        sides = self._sides(number)
        spots = [(node.x + i * (node.r + gap + w / 2), node.y + j * (node.r + gap + h / 2)) for gap in (4, 16) for i, j in sides]
        boxes = [(x - w / 2, y - h / 2, x + w / 2, y + h / 2) for x, y in spots]
        inside = [b for b in boxes if b[0] > 4 and b[2] < WIDTH - 4 and b[1] > _HEAD - 4 and b[3] < HEIGHT - _FOOT + 14]
        box = next((b for b in inside if self.taken.free(b)), None)
        if box is None and major:  # over a lesser symbol, for who matters most
            box = next((b for b in inside if self.words.free(b)), None)
        if box is None:
            return []
        self.taken.add(box)
        self.words.add(box)
        ink, paper = style.INK[self.theme], style.BACKGROUND[self.theme]
        weight = 600 if major else 400
        middle = (box[0] + box[2]) / 2
        return [
            _text(middle, box[1] + size * (0.98 + 1.2 * i), row, size, ink=ink, halo=paper, weight=weight) for i, row in enumerate(rows)
        ]

    def _sides(self, number: int) -> list[tuple[float, float]]:
        """Where a name may stand, the sides that fewer lines leave by first."""
        here = self.nodes[number]
        busy: list[tuple[float, float, float]] = []
        for line in self.lines:
            if number in {line.start, line.end} and line.start != line.end:
                other = self.nodes[line.end if line.start == number else line.start]
                length = math.hypot(other.x - here.x, other.y - here.y) or 1.0
                weight = 2.0 if line.style.note else 1.0
                busy.append(((other.x - here.x) / length, (other.y - here.y) / length, weight))

        def cost(side: tuple[float, float]) -> float:
            i, j = side
            size = math.hypot(i, j)
            crossed = sum(w * max(0.0, (i * x + j * y) / size) ** 4 for x, y, w in busy)
            return min(crossed, 4.0) + _AROUND.index(side) * 0.22

        return sorted(_AROUND, key=cost)

    def _words(self, line: _Line) -> list[str]:
        """The words along the line where it is long enough; beside it, for what must not go unsaid."""
        (x0, y0), (xm, ym), (x1, y1) = self._curve(line)
        w = width(line.text, 12.0) + 6

        def point(t: float) -> Point:
            along = (1 - t) ** 2, 2 * t * (1 - t), t * t
            return along[0] * x0 + along[1] * xm + along[2] * x1, along[0] * y0 + along[1] * ym + along[2] * y1

        def turn(t: float) -> float:
            dx, dy = (1 - t) * (xm - x0) + t * (x1 - xm), (1 - t) * (ym - y0) + t * (y1 - ym)
            return math.atan(dy / dx) if abs(dx) > 1e-6 else math.pi / 2

        looped = line.start == line.end
        spots: list[tuple[float, float, float]] = []
        if looped:
            spots.append((*point(0.5), 0.0))
        elif math.hypot(x1 - x0, y1 - y0) >= w + 8:
            spots += [(*point(t), turn(t)) for t in (0.5, 0.44, 0.56, 0.38, 0.62, 0.3, 0.7)]
        if line.style.note or line.claims > 2:
            beside = [point(t) for t in (0.5, 0.35, 0.65)]
            spots += [(x + side * (w / 2 + 5), y, 0.0) for x, y in beside for side in (1, -1)]
            spots += [(x, y + side * 13, 0.0) for x, y in beside for side in (-1, 1)]
        for x, y, angle in spots:
            boxes = _chain(x, y, angle, w)
            if all(map(self.taken.free, boxes)):
                for box in boxes:
                    self.taken.add(box)
                    self.words.add(box)
                paper = style.BACKGROUND[self.theme]
                ground = f'<rect x="{3 - w / 2:.1f}" y="-6" width="{w - 6:.1f}" height="12" fill="{paper}" opacity="0.85"/>'
                said = _text(0, 4, line.text, 12.0, ink=self._ink(line), halo=paper)
                turned = f" rotate({math.degrees(angle):.1f})" if angle else ""
                return [f'<g transform="translate({x:.1f} {y:.1f}){turned}">{ground}{said}</g>']
        return []

    def _ink(self, line: _Line) -> str:
        """The colour of a line's words: where the line steps back, its words stay readable."""
        return str(getattr(style.LINES["stated"] if line.style is style.STANDING else line.style, self.theme))


_AROUND = ((0, 1), (0, -1), (1, 0), (-1, 0), (0.6, 0.8), (-0.6, 0.8), (0.6, -0.8), (-0.6, -0.8))


def _chain(x: float, y: float, angle: float, wide: float, half: float = 8.0) -> list[tuple[float, float, float, float]]:
    """The upright boxes that words turned about their middle take: one if they lie level, else a chain of squares."""
    if abs(angle) < 0.02:
        return [(x - wide / 2, y - half, x + wide / 2, y + half)]
    count = max(1, math.ceil(wide / (2 * half)))
    spots = [((i + 0.5) / count - 0.5) * (wide - half) for i in range(count)]
    cos, sin = math.cos(angle), math.sin(angle)
    return [(x + s * cos - half, y + s * sin - half, x + s * cos + half, y + s * sin + half) for s in spots]


def _fitted(xy: Sequence[int], joined: Sequence[int], how: positions.Layout) -> dict[int, Point]:
    """The positions of the `joined` nodes, scaled into the picture; forces may be stretched, geography not."""
    if not joined:
        return {}
    xs, ys = [xy[2 * n] for n in joined], [xy[2 * n + 1] for n in joined]
    spans = max(max(xs) - min(xs), 1), max(max(ys) - min(ys), 1)
    room = WIDTH - 2 * _SIDE, HEIGHT - _HEAD - _FOOT - 80.0
    fx, fy = (min(room[i] / spans[i], 3.0) for i in (0, 1))
    if how == "geographic":
        fx = fy = min(fx, fy)
    fx, fy = min(fx, 1.8 * fy), min(fy, 1.8 * fx)
    mx, my = (max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2
    centre = WIDTH / 2, _HEAD + 24 + room[1] / 2
    return {n: (centre[0] + (x - mx) * fx, centre[1] + (y - my) * fy) for n, x, y in zip(joined, xs, ys, strict=True)}


def _towards(start: Point, end: Point, distance: float) -> Point:
    length = math.hypot(end[0] - start[0], end[1] - start[1]) or 1.0
    return start[0] + (end[0] - start[0]) / length * distance, start[1] + (end[1] - start[1]) / length * distance


def _shape(name: str, x: float, y: float, r: float) -> str:
    if name == "square":
        return f'<rect x="{x - r:.1f}" y="{y - r:.1f}" width="{2 * r:.1f}" height="{2 * r:.1f}"/>'
    corners = {
        "triangle": (3, -90, 1.15),
        "triangleDown": (3, 90, 1.15),
        "diamond": (4, 0, 1.1),
        "hexagon": (6, 0, 1.0),
    }
    if name in corners:
        count, turn, grow = corners[name]
        points = [(grow * r, math.radians(turn + 360 * i / count)) for i in range(count)]
    elif name == "star":
        points = [(r * (1.1 if i % 2 == 0 else 0.48), math.radians(-90 + 36 * i)) for i in range(10)]
    else:
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r:.1f}"/>'
    outline = " ".join(f"{x + d * math.cos(a):.1f},{y + d * math.sin(a):.1f}" for d, a in points)
    return f'<polygon points="{outline}"/>'


def _legend(drawing: _Drawing, ink: str) -> list[str]:
    parts, x, y = [], 40.0, HEIGHT - 54.0
    here = {node.cls for node in drawing.nodes.values()}
    for name in [c for c in style.CLASSES if c in here] + sorted(here - set(style.CLASSES)):
        look = style.of(name)
        parts.append(f'<g fill="{getattr(look, drawing.theme)}">{_shape(look.shape, x + 8, y - 5, 7)}</g>')
        label = safe.line(look.label, 40)
        parts.append(_text(x + 22, y, label, 14, ink=ink, anchor="start"))
        x += 46 + width(label, 14)
    x, y = 40.0, HEIGHT - 24.0
    kinds = [(style.LINES[status], STATUSES[status]) for status in drawing.statuses]
    if any(line.style is style.STANDING for line in drawing.lines):
        kinds.insert(1, (style.STANDING, "stated of how things stand"))
    for look_of, told in kinds:
        dashes = f' stroke-dasharray="{",".join(map(str, look_of.dashes))}"' if look_of.dashes else ""
        stroke = f'stroke="{getattr(look_of, drawing.theme)}" stroke-width="{look_of.width + 0.5}"'
        parts.append(f'<path d="M{x:.0f} {y - 5:.0f}h36" {stroke}{dashes}/>')
        parts.append(_text(x + 44, y, told, 14, ink=ink, anchor="start"))
        x += 68 + width(told, 14)
    return parts


def _text(
    x: float,
    y: float,
    text: str,
    size: float,
    *,
    ink: str,
    halo: str = "",
    anchor: str = "middle",
    weight: int = 400,
    opacity: float = 1.0,
) -> str:
    around = f' stroke="{halo}" stroke-width="4" stroke-linejoin="round" paint-order="stroke"' if halo else ""
    faint = f' opacity="{opacity}"' if opacity < 1 else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" font-weight="{weight}" text-anchor="{anchor}" '
        f'fill="{ink}"{around}{faint}>{_xml(text)}</text>'
    )


def _xml(text: str) -> str:
    return escape(safe.line(text, 300))
