"""The ways to write a place's name, as a gazetteer keys them; shared by the shipped gazetteer's maker and by user dumps."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kg.reading.placeindex import MAIN, SHORT, key
from kg.reading.words import HYPHENS, split

_LETTERS = re.compile(rf"[A-Za-z\u00c0-\u024f\u1e00-\u1eff ʼʻ‘’'`.{re.escape(HYPHENS)}]+")
_ARTICLES = frozenset({"al", "ar", "as", "ash", "at", "ath", "an", "ad", "adh", "az", "el", "es", "esh", "et", "ed", "er", "en", "ez"})
ARTICLE_COUNTRIES = frozenset(
    {"AE", "AF", "BH", "DJ", "DZ", "EG", "EH", "ER", "IL", "IQ", "IR", "JO", "KM", "KW", "LB", "LY", "MA", "ML", "MR", "NE", "NG"}
    | {"OM", "PK", "PS", "QA", "SA", "SD", "SO", "SY", "TD", "TN", "TR", "YE"}
)
"""Where "Al Raqqa", "Ar Raqqah" and "Raqqa" are one name."""
_CLASS_WORDS = frozenset({
    "province", "provinces", "governorate", "muhafazat", "muhafazah", "oblast", "region", "district", "county",
    "prefecture", "state", "division", "municipality", "city", "krai", "kray", "raion", "rayon", "rayonu", "viloyati",
    "department", "canton", "parish", "emirate", "republic", "territory", "voivodeship", "regency", "kabupaten",
    "kota", "provincia", "provincie", "provinz", "departamento", "departement", "estado", "wilaya", "wilayat",
    "gobernacion", "distrito", "municipio", "comuna", "commune", "cercle", "shi", "gun", "sheng", "zizhiqu",
    "community", "autonomous", "special", "capital", "metropolitan", "borough", "census", "area", "il", "ili", "zone",
    "woreda", "sub", "subregion",
})  # fmt: skip
_OF = frozenset({"of", "de", "do", "da", "del", "di", "du", "d", "des", "la", "el"})


def usable(name: str) -> bool:
    """Whether an English text could write a place so: Latin letters, a capital, no code ("IEV") and no romanised script ("swldw")."""
    if not 4 <= len(name) <= 60 or not _LETTERS.fullmatch(name):
        return False
    if name.isupper() and len(name) <= 5:
        return False
    return name[0].isupper() or (re.split(r"[ -]", name)[0].lower() in _ARTICLES and any(c.isupper() for c in name))


def stripped(words: tuple[str, ...]) -> tuple[str, ...]:
    """A division's name without the words for what it is: ``("herat", "province")`` -> ``("herat",)``; () where nothing is left."""
    while words and words[-1] in _CLASS_WORDS:
        words = words[:-1]
    cut = words
    while cut and cut[0] in _CLASS_WORDS:
        cut = cut[1:]
        while cut and cut[0] in _OF:
            cut = cut[1:]
    return cut or words


def without_article(words: tuple[str, ...]) -> tuple[str, ...]:
    """``("ar", "raqqah")`` -> ``("raqqah",)``; the words themselves where they begin with no Arabic article."""
    return words[1:] if len(words) > 1 and words[0] in _ARTICLES else words


def name_keys(label: str, names: Iterable[str], *, country: str = "", division: bool = False) -> list[tuple[str, int]]:
    """The (key, flags) of a place's names: its own first, others that an English text could use, short forms of a
    division.

    `country` (ISO 3166-1 alpha-2) decides whether an Arabic article may be left out.
    """
    found: dict[str, int] = {}
    for words, flags in _forms(label, names, country in ARTICLE_COUNTRIES, division):
        if len(words) <= 7:
            found.setdefault(key(words), flags)
    return list(found.items())


def _forms(label: str, names: Iterable[str], arabic: bool, division: bool) -> Iterator[tuple[tuple[str, ...], int]]:
    main = split(label)
    written = [main, *(split(n) for n in names if usable(n))]
    yield main, MAIN
    for words in written[1:]:
        yield words, 0
    for at, words in enumerate(written):
        if arabic and len(without_article(words)[0]) > 2:
            yield without_article(words), MAIN if at == 0 else 0
        if division:
            short = stripped(words)
            if short != words and any(len(w) > 2 for w in short):
                yield short, SHORT
                if arabic:
                    yield without_article(short), SHORT
