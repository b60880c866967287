"""Places against corpora that nobody here wrote: ``python tests/benchmarks/places.py FOLDER``, FOLDER holding data/
and gold/.

GeoVirus (Gritta et al. 2018): a toponym is found where a hit covers its characters; resolved where it lies within 161
km (100 miles, the field's convention). Gold claims of dev: the GeoNames id of each entity that has one.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from math import asin, cos, radians, sin, sqrt
from pathlib import Path
from xml.etree import ElementTree

from spacy.tokens import Doc

from kg.reading import language
from kg.reading.actors import ActorIndex
from kg.reading.gazetteer import Gazetteer
from kg.reading.toponymhits import ToponymHit
from kg.reading.toponyms import Choice, choose, context

ACCURACY_KM = 161.0


def resolve(doc: Doc, actors: ActorIndex, gazetteer: Gazetteer) -> Iterator[tuple[ToponymHit, Choice | None]]:
    """Hits of a document with what they were taken for."""
    hits = gazetteer.find(doc)
    yield from zip(hits, choose(hits, context(a.country for a in actors.find(doc))), strict=True)


def kilometres(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    a, b = radians(lat1), radians(lat2)
    half = sin((b - a) / 2) ** 2 + cos(a) * cos(b) * sin(radians(lon2 - lon1) / 2) ** 2
    return 2 * 6371.0 * asin(min(1.0, sqrt(half)))


def geovirus(file: Path, tools: tuple[object, ActorIndex, Gazetteer], show: int) -> list[tuple[str, str]]:
    """Recall, precision and resolution on GeoVirus; the corpus counts from one."""
    nlp, actors, gazetteer = tools
    articles = list(ElementTree.parse(file).iter("article"))
    docs = list(nlp.pipe([a.findtext("text") or "" for a in articles]))  # type: ignore[attr-defined]
    gold = found = predicted = 0
    errors: list[float] = []
    missed: Counter[str] = Counter()
    wrong: list[str] = []
    false: Counter[str] = Counter()
    spent = 0.0
    for article, doc in zip(articles, docs, strict=True):
        began = time.perf_counter()
        hits = list(resolve(doc, actors, gazetteer))
        spent += time.perf_counter() - began
        used = set()
        for place in article.iter("location"):
            gold += 1
            start, end = int(place.findtext("start") or 0) - 1, int(place.findtext("end") or 0) - 1
            lat, lon = float(place.findtext("lat") or 0), float(place.findtext("lon") or 0)
            match = next(((h, c) for h, c in hits if h.start_char < end and start < h.end_char), None)
            if match is None:
                missed[doc.text[start:end]] += 1
                continue
            used.add(match[0].start)
            found += 1
            if match[1] is not None:
                error = kilometres(lat, lon, match[1].place.lat, match[1].place.lon)
                errors.append(error)
                if error > ACCURACY_KM:
                    chosen = match[1].place
                    wrong.append(f"{doc.text[start:end]}: {chosen.name} {chosen.feature} {chosen.country}, {error:.0f} km off")
        predicted += len(hits)
        false.update(h.name for h, _ in hits if h.start not in used)
    near = sum(e <= ACCURACY_KM for e in errors)
    if show:
        print("missed:", missed.most_common(show))
        print("not in the corpus:", false.most_common(show))
        print("wrong:", *Counter(wrong).most_common(show), sep="\n  ")
    tokens = sum(map(len, docs))
    return [
        ("GeoVirus toponyms", f"{gold}"),
        ("  found (recall)", f"{found / gold:.3f}"),
        ("  of our hits, in the corpus", f"{(predicted - sum(false.values())) / predicted:.3f}"),
        ("  within 161 km, of those found", f"{near / len(errors):.3f}"),
        ("  mean error, km", f"{statistics.fmean(errors):.0f}"),
        ("  median error, km", f"{statistics.median(errors):.0f}"),
        ("  both finders and the choice, ms per 1,000 tokens", f"{spent / tokens * 1e6:.1f}"),
    ]


def gold_ids(folder: Path, tools: tuple[object, ActorIndex, Gazetteer], show: int) -> list[tuple[str, str]]:
    """How many gold entities with a GeoNames id get it from the mention that is found first."""
    nlp, actors, gazetteer = tools
    asked = found = right = 0
    for file in sorted(folder.glob("*.json")):
        gold = json.loads(file.read_text(encoding="utf-8"))
        text = gold["document"]["text"]
        doc = nlp(text)  # type: ignore[operator]
        by_text: dict[str, Counter[int]] = {}
        for hit, choice in resolve(doc, actors, gazetteer):
            if choice is None:
                continue
            inside = doc[hit.place_start : hit.place_end].text
            outside = doc[hit.outer_start : hit.outer_end].text
            for name in {outside} if choice.place.feature == "ADM2" and hit.class_word else {inside, outside}:
                by_text.setdefault(name.casefold(), Counter())[choice.place.id] += 1
        for entity in gold["entities"]:
            if entity.get("geonames") is None:
                continue
            asked += 1
            votes: Counter[int] = Counter()
            for name in entity["names"]:
                votes.update(by_text.get(name.casefold().removeprefix("the "), {}))
            found += bool(votes)
            if votes and votes.most_common(1)[0][0] == entity["geonames"]:
                right += 1
            elif show:
                print(file.stem, entity["names"], entity["geonames"], "->", dict(votes))
    return [
        ("Gold places with an id", f"{asked}"),
        ("  found", f"{found / asked:.3f}"),
        ("  with the right id, of all", f"{right / asked:.3f}"),
        ("  with the right id, of those found", f"{right / max(1, found):.3f}"),
    ]


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    default = os.environ.get("DATELINE_SHARED", str(Path(__file__).resolve().parents[2].parent / "shared"))
    parser.add_argument("folder", type=Path, nargs="?", default=Path(default))
    parser.add_argument("--show", type=int, default=0, metavar="N", help="print N errors of each kind")
    options = parser.parse_args(arguments)
    tools = (language.load(), ActorIndex.load(), Gazetteer.load())
    rows = geovirus(options.folder / "data" / "geovirus" / "GeoVirus.xml", tools, options.show)
    rows += gold_ids(options.folder / "gold" / "dev", tools, options.show)
    for name, value in rows:
        print(f"{name:52} {value:>8}")


if __name__ == "__main__":
    main()
