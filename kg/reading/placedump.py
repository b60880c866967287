"""A user's GeoNames dump as a gazetteer of its own: allCountries.txt, one country's XX.txt, cities500.txt, or their
zip files.

The table is that of https://download.geonames.org/export/dump/: nineteen columns, tab-separated, no head. It is read
as a stream, so that the whole world (1.6 GB) needs about a gigabyte of memory and a country next to none.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from kg.errors import SourceError
from kg.reading.placeindex import FACILITIES, Builder
from kg.reading.placenames import name_keys

COLUMNS = 19
KEPT = FACILITIES | frozenset(
    {"AMUS", "AREA", "CONT", "COLF", "GRAZ", "MILB", "OILF", "PRK", "PRT", "RES", "RESN", "RGN", "RGNE", "RGNH", "RGNL", "SALT", "TRB"}
    | {"BAY", "BAYS", "CHN", "CNL", "GULF", "LK", "LKS", "OCN", "RSV", "SEA", "SD", "STM", "STRT", "WAD", "WTRH", "DLTA"}
    | {"CAPE", "DSRT", "HLL", "HLLS", "ISL", "ISLET", "ISLS", "ISTH", "MT", "MTS", "PASS", "PEN", "PK", "PLN", "PLAT", "VAL", "VALS", "VLC"}
)
"""Feature codes beside all divisions (class A) and settlements (class P) that a report may name."""


@dataclass(frozen=True, slots=True)
class Added:
    """What came of a dump: where it lies now, how many places and spellings, how many of its lines were of no use."""

    folder: Path
    places: int
    names: int
    skipped: int


def read_dump(path: Path, folder: Path, codes: Mapping[str, int]) -> Added:
    """Read the dump `path` into a gazetteer at `folder`, in place of an older one there.

    `codes` are the GeoNames codes of divisions that are known already ("AF.11" -> 1140025), for dumps without their
    own. Raises :class:`~kg.errors.SourceError` for a file that is missing or no GeoNames table,
    :class:`~kg.errors.OutputError` where `folder` cannot be written.
    """
    builder = Builder(codes)
    skipped = names = 0
    with _lines(path) as lines:
        for number, line in enumerate(lines, 1):
            cells = line.rstrip("\r\n").split("\t")
            if len(cells) != COLUMNS:
                if number == 1:
                    raise SourceError(
                        f"{path}: no GeoNames table: line 1 has {len(cells)} columns, not {COLUMNS}. "
                        "allCountries.txt, XX.txt (a country) or cities500.txt is meant, or a zip of one."
                    )
                skipped += 1
                continue
            try:
                names += _add(builder, cells)
            except ValueError:
                skipped += 1
    if not builder.count:
        raise SourceError(f"{path}: no place in it that a report could name ({skipped} lines of no use).")
    builder.write(folder, {"source": "GeoNames, https://www.geonames.org/", "licence": "CC BY 4.0", "dump": path.name})
    return Added(folder, builder.count, names, skipped)


def _add(builder: Builder, cells: list[str]) -> int:
    """Add a row of the table; the number of its names, 0 where it is of a kind that is left out."""
    group, feature, country = cells[6], cells[7], cells[8]
    if group not in ("A", "P") and feature not in KEPT:
        return 0
    first = f"{country}.{cells[10]}" if cells[10] and cells[10] != "00" else ""
    second = f"{first}.{cells[11]}" if first and cells[11] else ""
    division = feature.startswith("ADM")
    code = {"ADM1": first, "ADM2": second}.get(feature, "")
    keys = name_keys(cells[1], [cells[2], *cells[3].split(",")], country=country, division=division)
    builder.add(
        int(cells[0]),
        cells[1],
        keys,
        lat=float(cells[4]),
        lon=float(cells[5]),
        population=int(cells[14] or 0),
        country=country,
        feature=feature or "PPL",
        admin1="" if feature == "ADM1" else first,
        admin2="" if feature in ("ADM1", "ADM2") else second,
        code=code,
    )
    return len(keys)


@contextmanager
def _lines(path: Path) -> Iterator[TextIO]:
    """The table's lines, out of a zip file where it is one."""
    try:
        if not zipfile.is_zipfile(path):
            with path.open(encoding="utf-8", newline="\n") as text:
                yield text
            return
        with zipfile.ZipFile(path) as archive:
            inside = [n for n in archive.namelist() if n.endswith(".txt") and "readme" not in n.lower()]
            if len(inside) != 1:
                raise SourceError(f"{path}: one table is meant inside, found {', '.join(inside) or 'none'}.")
            with archive.open(inside[0]) as raw:
                yield io.TextIOWrapper(raw, encoding="utf-8", newline="\n")
    except UnicodeDecodeError as error:
        raise SourceError(f"{path}: not UTF-8 text (byte {error.start}). GeoNames tables are; unpack it first.") from None
    except (OSError, zipfile.BadZipFile) as error:
        raise SourceError(f"{path}: cannot be read ({getattr(error, 'strerror', None) or error}).") from None
