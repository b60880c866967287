"""Outlines of countries and their first-level areas for a map without tiles: as little as a page needs.

The data file holds Natural Earth's areas as one topology: a line between two areas is there once, with the points of a
near view and with the few of a far one. A page gets the near points for the countries that it is about, and all others
still meet them without a gap. ``kg/view/web/outlines/make.mjs`` makes the file and describes its form.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Sequence
from functools import cache
from importlib import resources
from typing import Any

POINTS = 60_000
"""How many near coordinates a page may carry; the countries named least are drawn from afar beyond that."""

ISLET = 1500
"""Parts of a far country that are smaller, in km2, are left out; its largest never."""


@cache
def world() -> dict[str, Any]:
    """The data file as it is (see ``make.mjs`` for its form)."""
    file = resources.files("kg.view") / "data" / "outlines.json.gz"
    found: dict[str, Any] = json.loads(gzip.decompress(file.read_bytes()))
    return found


@cache
def areas() -> dict[int, int]:
    """The number of each first-level area in the data file, by its GeoNames id."""
    return {area[1]: number for number, area in enumerate(world()["areas"]) if area[1]}


def around(near: Sequence[str]) -> dict[str, Any]:
    """The world with the countries of `near` (ISO 3166-1 alpha-2, the most wanted first) in detail, ready for JSON.

    ``countries`` are [code, name, rings of each part], with ``areas`` of the near ones [number of the country, GeoNames
    id, name, rings of each part]; ``lines`` are [kind, points], points as steps from one to the next in units of
    ``scale`` degrees from ``translate``.
    """
    data = world()
    codes = {country[0]: n for n, country in enumerate(data["countries"])}
    inside: dict[int, list[int]] = {}
    for n, area in enumerate(data["areas"]):
        inside.setdefault(area[0], []).append(n)
    lines = data["lines"]
    fine: set[int] = set()
    detailed: list[int] = []
    room = POINTS
    for country in (codes[c] for c in dict.fromkeys(near) if c in codes):
        wanted = {line for n in inside[country] for line in _lines(data["areas"][n][3])} - fine
        size = sum(len(lines[i][2] or lines[i][1]) for i in wanted)
        if detailed and size > room:
            continue
        room -= size
        fine |= wanted
        detailed.append(country)
    number: dict[int, int] = {}

    def ring(found: Iterable[int]) -> list[int]:
        return [number.setdefault(i, len(number)) if i >= 0 else ~number.setdefault(~i, len(number)) for i in found]

    def parts(polygons: Sequence[Any], least: int) -> list[list[list[int]]]:
        return [[ring(r) for r in rings] for i, (km2, rings) in enumerate(polygons) if i == 0 or km2 >= least]

    countries = [[c[0], c[1], parts(c[2], 0 if n in detailed else ISLET)] for n, c in enumerate(data["countries"])]
    shown = [[a[0], a[1], a[2], parts(a[3], 0)] for n in sorted(detailed) for a in (data["areas"][i] for i in inside[n])]
    drawn = [[lines[i][0], lines[i][2] or lines[i][1] if i in fine else lines[i][1]] for i in number]
    return {
        "about": data["about"],
        "scale": data["scale"],
        "translate": data["translate"],
        "countries": countries,
        "areas": shown,
        "lines": drawn,
    }


def _lines(polygons: Sequence[Any]) -> set[int]:
    return {i if i >= 0 else ~i for _, rings in polygons for ring in rings for i in ring}
