"""A gazetteer on disk: places and the hashes of their names, in arrays that are mapped into memory, not read.

A folder holds ``places.npy`` (one record a place, sorted by GeoNames id), ``names.npy`` (64-bit BLAKE2b hashes of
folded names, sorted), ``owners.npy`` (beside each hash its place's row and flags), ``labels.bin`` (names for human
eyes), ``codes.tsv`` (GeoNames codes of divisions, read only when a dump is added) and ``about.json``. Opening it
costs no reading; a look-up is a binary search. Two of a million names sharing a hash is a chance of one in forty
million.
"""

from __future__ import annotations

import errno
import json
import re
import shutil
import tempfile
from array import array
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from math import log10
from pathlib import Path
from struct import Struct

import numpy as np
from numpy.typing import NDArray

from kg.errors import OutputError, SourceError
from kg.reading.words import split
from kg.records import Entity

FORMAT = 1
_TURNS = 20
"""How often a folder is put in its place while other processes do the same."""
PLACE = np.dtype(
    [
        ("id", "<i4"),
        ("lat", "<f4"),
        ("lon", "<f4"),
        ("population", "<u4"),
        ("country", "S2"),
        ("feature", "<u2"),
        ("admin1", "<i4"),
        ("admin2", "<i4"),
        ("label", "<u4"),
    ]
)
_ROW_FORM = Struct("<iffI2sHiiI")  # the same, for writing
MAIN, ACRONYM, SHORT = 1 << 29, 1 << 30, 1 << 31
"""Flags of a name: the place's own name; to be written in capitals; a division's name without its class word ("Herat")."""
_ROW = (1 << 29) - 1
_INITIALS = re.compile(r"(?:\w\.)+\w?")
_SAINTS = {
    "st": "saint",
    "st.": "saint",
    "ste": "sainte",
    "ste.": "sainte",
    "mt": "mount",
    "mt.": "mount",
    "ft": "fort",
    "ft.": "fort",
}


FACILITIES = frozenset(
    {"AIRB", "AIRF", "AIRH", "AIRP", "AIRQ", "INSM", "MILB", "NVB", "PSN", "PS", "PSH", "DAM", "BDG", "MFG", "OILF", "OILR", "OILT"}
    | {"HSP", "HSPC", "PRN", "CMP", "CMPRF", "SCH", "UNIV", "MSQE", "CH", "TMPL", "SYG", "PAL", "HTL", "STDM", "PRT", "RSTN", "MUS"}
    | {"FT", "CSTL", "MN", "CTRA", "CTRM", "DIP", "TOWR", "TNL", "CSTM", "PSTB", "REFC"}
)


@dataclass(frozen=True, slots=True)
class Toponym:
    """A place that a gazetteer knows.

    `id` is its GeoNames id, negative for one of our own list of regions. `lat`/`lon` are WGS 84 degrees, `country` an
    ISO 3166-1 alpha-2 code ("" for the sea and for continents), `feature` a GeoNames feature code, `admin1` and
    `admin2` the GeoNames ids of the divisions that it lies in, 0 where unknown.
    """

    id: int
    name: str
    lat: float
    lon: float
    population: int
    country: str
    feature: str
    admin1: int
    admin2: int

    @property
    def entity(self) -> Entity:
        """The place as claims speak of it."""
        known = self.id > 0
        return Entity(
            id=f"geonames/{self.id}" if known else f"place/{'-'.join(split(self.name))}",
            label=self.name,
            type="Facility" if self.feature in FACILITIES else "Place",
            geonames=self.id if known else None,
            lat=round(self.lat, 5),
            lon=round(self.lon, 5),
            country=self.country or None,
            feature=self.feature,
        )


@dataclass(frozen=True, slots=True)
class Candidate:
    """One place that a name may mean, and how it is called so: by its `main` name, by a division's `short` name, by an acronym."""

    place: Toponym
    main: bool
    short: bool
    acronym: bool


_COUNTRIES = frozenset({"PCLI", "PCL", "PCLS", "PCLD", "PCLIX", "PCLF", "CONT", "TERR"})
_REGIONS = frozenset(
    {"RGN", "SEA", "OCN", "GULF", "STRT", "BAY", "STM", "LK", "LKS", "PEN", "DSRT", "MTS", "MT", "ISL", "ISLS", "VAL", "DLTA"}
    | {"CNL", "CHN"}
)


_METROPOLIS = 4_000_000
_UNCOUNTED = {"PPLC": 500_000, "PPLA": 100_000, "PPLA2": 20_000, "PPLA3": 3_000}
"""What seats of divisions are taken for where GeoNames has no count of their inhabitants."""


def standing(place: Toponym) -> float:
    """How likely a place is to be meant by its name alone, 0 to 6: countries, then by inhabitants (a tenfold is about 0.6)."""
    if place.feature in _COUNTRIES:
        return 5.5
    if place.id < 0 or place.feature in _REGIONS:
        if place.id > 0:
            return 1.5
        return 2.4 if place.feature.startswith("PPL") or place.feature in FACILITIES else 3.0
    size = log10((place.population or _UNCOUNTED.get(place.feature, 0)) + 1)
    if place.feature == "ADM1":
        return 1.2 + 0.33 * size
    if place.feature.startswith("ADM"):
        return 0.42 * size - 0.8
    seat = {"PPLC": 0.9, "PPLA": 0.6, "PPLX": -0.3}.get(place.feature, 0.0)
    return max(0.0, 0.55 * size - 0.4 + seat + (0.5 if place.population > _METROPOLIS else 0.0))


def lies_in(place: Toponym, outer: Toponym) -> bool:
    """Whether the gazetteer has `place` in the country or division `outer`."""
    if outer.id == place.id:
        return False
    if outer.feature in _COUNTRIES:
        return outer.country == place.country and place.feature not in _COUNTRIES
    return outer.id in (place.admin1, place.admin2)


def key(words: Sequence[str]) -> str:
    """The key of a name from its folded words: "St. John's" and "Saint Johns" are one.

    >>> key(split("St. John's")), key(split("Deir ez-Zor")), key(split("U.S.")), key(split("Va."))
    ('saint johns', 'deir ez zor', 'us', 'va.')
    """
    out: list[str] = []
    for word in words:
        if word == "'s" and out:
            out[-1] += "s"
        else:
            out.append(_key_word(word))
    return " ".join(out)


@lru_cache(maxsize=65536)
def _key_word(word: str) -> str:
    if word in _SAINTS:
        return _SAINTS[word]
    return word.replace(".", "") if _INITIALS.fullmatch(word) else word


@lru_cache(maxsize=65536)
def name_hash(name_key: str) -> int:
    """The 64-bit hash that stands for a key."""
    return int.from_bytes(blake2b(name_key.encode(), digest_size=8).digest(), "little")


class PlaceIndex:
    """A gazetteer folder, open for look-ups. Raises :class:`~kg.errors.SourceError` for a folder that is not one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        try:
            about = json.loads((folder / "about.json").read_text(encoding="utf-8"))
            self._places: NDArray[np.void] = np.load(folder / "places.npy", mmap_mode="r")
            self._names: NDArray[np.uint64] = np.load(folder / "names.npy", mmap_mode="r")
            self._owners: NDArray[np.uint32] = np.load(folder / "owners.npy", mmap_mode="r")
            self._labels = np.memmap(folder / "labels.bin", dtype=np.uint8, mode="r")
        except (OSError, ValueError) as error:
            raise SourceError(f"gazetteer '{folder}': cannot be opened ({error}). Build it again from its dump.") from None
        if about.get("format") != FORMAT:
            raise SourceError(f"gazetteer '{folder}': of format {about.get('format')}, not {FORMAT}. Build it again.")
        self.about: Mapping[str, object] = about
        self._features: list[str] = about["features"]
        self._ids: NDArray[np.int32] = np.ascontiguousarray(self._places["id"])

    def __len__(self) -> int:
        return len(self._places)

    def lookup(self, hashes: NDArray[np.uint64]) -> list[tuple[int, int, int]]:
        """For each of the sorted-or-not `hashes` that is a name: (its position in `hashes`, row, flags)."""
        first = np.searchsorted(self._names, hashes, side="left")
        last = np.searchsorted(self._names, hashes, side="right")
        found = []
        for at in np.flatnonzero(last > first).tolist():
            for owner in self._owners[first[at] : last[at]].tolist():
                found.append((at, owner & _ROW, owner & ~_ROW))
        return found

    def place(self, row: int) -> Toponym:
        """The place in a row."""
        ident, lat, lon, population, country, feature, admin1, admin2, label = self._places[row].tolist()
        return Toponym(
            ident,
            self._label(label),
            lat,
            lon,
            population,
            country.decode(),
            self._features[feature],
            admin1,
            admin2,
        )

    def by_id(self, ident: int) -> Toponym | None:
        """The place with that GeoNames id."""
        row = int(np.searchsorted(self._ids, ident))
        return self.place(row) if row < len(self._ids) and self._ids[row] == ident else None

    def countries(self) -> list[Toponym]:
        """The countries of this gazetteer."""
        if "PCLI" not in self._features:
            return []
        rows = np.flatnonzero(self._places["feature"] == self._features.index("PCLI"))
        return [self.place(int(row)) for row in rows]

    def codes(self) -> dict[str, int]:
        """GeoNames codes of divisions ("AF.11") -> GeoNames ids."""
        lines = (self.folder / "codes.tsv").read_text(encoding="utf-8").splitlines()
        return {code: int(ident) for code, _, ident in (line.partition("\t") for line in lines)}

    def _label(self, offset: int) -> str:
        length = int(self._labels[offset])
        return self._labels[offset + 1 : offset + 1 + length].tobytes().decode()


class Builder:
    """Gathers places and writes a gazetteer folder; holds about fifty bytes a place and twelve a name."""

    def __init__(self, codes: Mapping[str, int] | None = None) -> None:
        self._codes: dict[str, int] = dict(codes or {})
        self._own_codes: dict[str, int] = {}
        self._features: dict[str, int] = {}
        self._rows = bytearray()
        self._labels = bytearray()
        self._admin: list[tuple[str, str]] = []
        self._admin_of = array("I")
        self._admin_seen: dict[tuple[str, str], int] = {}
        self._hashes = array("Q")
        self._owners = array("I")
        self.count = 0

    def add(
        self,
        ident: int,
        label: str,
        names: Iterable[tuple[str, int]],
        *,
        lat: float,
        lon: float,
        population: int,
        country: str,
        feature: str,
        admin1: str = "",
        admin2: str = "",
        code: str = "",
    ) -> None:
        """A place. `names` are (key, flags); `admin1`/`admin2` are codes ("AF.11", "AF.11.1102"), `code` its own, of a division."""
        if code:
            self._own_codes[code] = ident
        pair = (admin1, admin2)
        at = self._admin_seen.setdefault(pair, len(self._admin))
        if at == len(self._admin):
            self._admin.append(pair)
        self._admin_of.append(at)
        encoded = label.encode()[:255].decode(errors="ignore").encode()
        number = self._features.setdefault(feature, len(self._features))
        self._rows += _ROW_FORM.pack(ident, lat, lon, min(population, 2**32 - 1), country.encode()[:2], number, 0, 0, len(self._labels))
        self._labels += bytes([len(encoded)]) + encoded
        for name, flags in names:
            self._hashes.append(name_hash(name))
            self._owners.append(self.count | flags)
        self.count += 1

    def write(self, folder: Path, about: Mapping[str, object]) -> None:
        """Write the folder at once or not at all, in place of an older one.

        Raises :class:`~kg.errors.OutputError` where it cannot be written.
        """
        codes = {**self._codes, **self._own_codes}
        rows = np.frombuffer(bytes(self._rows), PLACE).copy()
        first = np.array([codes.get(a, 0) for a, _ in self._admin] or [0], np.int32)
        second = np.array([codes.get(b, 0) for _, b in self._admin] or [0], np.int32)
        pairs = np.frombuffer(self._admin_of, np.uint32)
        rows["admin1"], rows["admin2"] = first[pairs], second[pairs]
        order = np.argsort(rows["id"], kind="stable")
        rank = np.empty(len(order), np.uint32)
        rank[order] = np.arange(len(order), dtype=np.uint32)
        owners = np.frombuffer(self._owners, np.uint32)
        owners = rank[owners & _ROW] | (owners & np.uint32(~_ROW & 0xFFFFFFFF))
        hashes = np.frombuffer(self._hashes, np.uint64)
        by_hash = np.lexsort((owners, hashes))
        about = {
            **about,
            "format": FORMAT,
            "features": list(self._features),
            "places": self.count,
            "names": len(hashes),
        }
        try:
            folder.parent.mkdir(parents=True, exist_ok=True)
            made = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
            try:
                np.save(made / "places.npy", rows[order])
                np.save(made / "names.npy", hashes[by_hash])
                np.save(made / "owners.npy", owners[by_hash])
                (made / "labels.bin").write_bytes(self._labels or b"\0")
                lines = (f"{code}\t{ident}\n" for code, ident in sorted(self._own_codes.items()))
                (made / "codes.tsv").write_text("".join(lines), encoding="utf-8")
                (made / "about.json").write_text(json.dumps(about, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
                made.chmod(0o755)
                _replace(made, folder)
            finally:
                shutil.rmtree(made, ignore_errors=True)
        except OSError as error:
            raise OutputError(f"gazetteer '{folder}': cannot be written ({error.strerror}).") from None


def _replace(made: Path, folder: Path) -> None:
    """Put `made` in the place of `folder`; a process that has the old one open keeps it.

    Another process may put its own there between any two steps: the last to arrive wins.

    Raises:
        OSError: the file system refuses, or others kept coming in between.
    """
    aside = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        for turn in range(_TURNS):
            with suppress(FileNotFoundError):
                folder.replace(aside / str(turn))
            try:
                made.replace(folder)
            except OSError as error:
                if error.errno not in (errno.ENOTEMPTY, errno.EEXIST) or turn == _TURNS - 1:
                    raise
            else:
                return
    finally:
        shutil.rmtree(aside, ignore_errors=True)
