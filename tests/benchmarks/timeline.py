"""One entity over many reports: the timelines of SemEval-2015 task 4 (Minard et al. 2015).

For every entity that has a timeline: do the mentions of its name in all reports of its corpus get one id, and does the
sentence of each event of its timeline have a mention of that id, by whatever name or pronoun? Events and their order are
not asked for; the days of events are measured in ``times``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kg.records import Reading
from tests.benchmarks.corpora import Row, Stretch, Text, read, share
from tests.benchmarks.times import semeval_text

FOLDER = "data/semeval2015_timeline/SemEval_Task4_data"


@dataclass(frozen=True)
class Timeline:
    """An entity by name, and the sentences (document, number) of its events."""

    name: str
    sentences: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Report:
    """A report with where its sentences stand, by number."""

    text: Text
    sentences: dict[int, Stretch]


def timeline(file: Path) -> Timeline:
    """A file of the gold standard: the name, then order, day and events as ``document-sentence-word``."""
    first, *lines = file.read_text(encoding="utf-8").splitlines()
    events = [event.split("-", 2) for line in lines for event in line.split("\t")[2:]]
    return Timeline(first.strip(), tuple((e[0], int(e[1])) for e in events if len(e) == 3))


def reports(folder: Path) -> Iterator[Report]:
    """The texts of one corpus."""
    for file in sorted(folder.iterdir()):
        xml = file.read_text(encoding="utf-8")
        name = re.search(r"<DOCID>(.*?)</DOCID>", xml)
        if name:
            text, sentences = semeval_text(xml)
            yield Report(Text(name[1].strip(), text), sentences)


def plain(name: str) -> str:
    """A name without its article and case."""
    return name.casefold().removeprefix("the ").strip()


def ids_of(name: str, readings: dict[str, Reading]) -> Counter[str]:
    """The ids that mentions of this very name were given."""
    return Counter(mention.entity for reading in readings.values() for mention in reading.mentions if plain(mention.text) == plain(name))


def follows(timeline: Timeline, id: str, readings: dict[str, Reading], sentences: dict[str, dict[int, Stretch]]) -> int:
    """How many events of the timeline stand in a sentence with a mention of the id."""
    found = 0
    for document, number in timeline.sentences:
        start, end = sentences.get(document, {}).get(number, (0, 0))
        mentions = readings[document].mentions if document in readings else ()
        found += any(m.entity == id and start <= m.start < end for m in mentions)
    return found


def rows(shared: Path) -> Iterator[Row]:
    """Entities found, names under one id, and events whose sentence has the entity."""
    entities = known = mentions = under_one = events = followed = 0
    for corpus in sorted((shared / FOLDER).glob("corpus_*")):
        texts = list(reports(corpus / "corpus_trackB_TimeML"))
        readings = {text.id: reading for text, reading, _ in read(r.text for r in texts)}
        sentences = {r.text.id: r.sentences for r in texts}
        # one timeline of the corpus stands there twice, under two file names
        for gold in dict.fromkeys(map(timeline, sorted((corpus / "TimeLines_Gold_Standard").glob("*.txt")))):
            ids = ids_of(gold.name, readings)
            entities += 1
            events += len(gold.sentences)
            if ids:
                id, most = max(ids.items(), key=lambda item: (item[1], item[0]))
                known += 1
                mentions += ids.total()
                under_one += most
                followed += follows(gold, id, readings, sentences)
    yield Row("SemEval-2015 timelines", "entities of which some mention is found", str(entities), share(known, entities))
    yield Row("SemEval-2015 timelines", "mentions of their names under one id", str(mentions), share(under_one, mentions))
    yield Row("SemEval-2015 timelines", "events whose sentence has the entity", str(events), share(followed, events))
