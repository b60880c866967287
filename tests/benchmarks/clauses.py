"""How many clauses of real news whose main verb is in the lexicon yield a claim, and which do not.

    python -m tests.benchmarks.clauses [SHARED] [--relation NAME ...] [--misses N]

SHARED is the folder that holds ``data/wikinews`` (default: DATELINE_SHARED, else ``shared`` beside the checkout). A clause counts
where its finite main verb evokes by itself (without further words) a frame that could fill both sides: two different entities of the
classes that the frame asks for are named in the clause. It yields a claim where one of the frame's relation quotes the verb.
``--misses`` prints as many of those that yield none, spread evenly over the corpus, for reading.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from spacy.tokens import Token

from kg.extract._matcher import Compiled, Matcher
from kg.extract._voice import is_verbal
from kg.ontology import Ontology
from kg.reading import offsets
from kg.records import Claim, Reading
from tests.benchmarks.corpora import Row, Text, default_shared, read, share, tools

FILE = "data/wikinews/articles.jsonl"
COPULAR = frozenset({"be", "have", "become", "remain"})
MAIN = frozenset({"ROOT", "ccomp", "conj", "relcl", "advcl", "parataxis"})
FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
STATED = {"Government": ("Place",), "Place": ("Government",)}
"""A country's name may be its government's, and the other way round."""


@dataclass(frozen=True)
class Clause:
    """A clause with a verb of the lexicon: the relations that the verb may say, and whether a claim says one of them."""

    document: str
    verb: str
    relations: frozenset[str]
    text: str
    told: bool


def is_main(verb: Token) -> bool:
    """Whether `verb` is the finite head of a clause."""
    tensed = verb.tag_ in FINITE or any(c.tag_ in FINITE for c in verb.children if c.dep_ in {"aux", "auxpass"})
    return is_verbal(verb) and tensed and verb.dep_ in MAIN and verb.lemma_ not in COPULAR


def fits(ontology: Ontology, compiled: Compiled, kinds: Sequence[frozenset[str]]) -> bool:
    """Whether entities of these classes could fill both sides of the frame, one each."""
    subjects = {i for i, k in enumerate(kinds) if any(ontology.is_a(t, *compiled.frame.subject_types) for t in k)}
    objects = {i for i, k in enumerate(kinds) if any(ontology.is_a(t, *compiled.frame.object_types) for t in k)}
    return any(i != j for i in subjects for j in objects)


def clauses(reading: Reading, claims: Sequence[Claim], matcher: Matcher, ontology: Ontology) -> Iterator[Clause]:
    """The clauses of `reading` that count."""
    doc = reading.parse
    if doc is None:
        return
    out = offsets.of(doc)
    for verb in doc:
        if not is_main(verb):
            continue
        alone = [c for c in matcher.frames(verb) if c.frame.pos == "verb" and not c.conditions]
        start, end = out.out(verb.left_edge.idx), out.out_end(verb.right_edge.idx + len(verb.right_edge))
        inside = {m.entity: m.type for m in reading.mentions if start <= m.start and m.end <= end}
        kinds = [frozenset((t, *STATED.get(t, ()))) for t in inside.values()]
        relations = frozenset(c.frame.relation for c in alone if fits(ontology, c, kinds))
        if relations:
            at = out.out(verb.idx)
            told = any(c.predicate in relations and c.evidence.start <= at < c.evidence.end for c in claims)
            text = " ".join(reading.document.text[start:end].split())
            yield Clause(reading.document.id, verb.lemma_, relations, text, told)


def found(file: Path) -> list[Clause]:
    """The clauses of the corpus that count, in order."""
    articles = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    texts = [Text(a["id"], a["text"], date.fromisoformat(a["date"][:10])) for a in articles]
    reader, _ = tools()
    matcher = Matcher(reader.ontology)
    return [c for _, reading, claims in read(texts) for c in clauses(reading, claims, matcher, reader.ontology)]


def rows(shared: Path) -> Iterator[Row]:
    """The share that yields a claim, over all and by relation."""
    yield from table(found(shared / FILE))


def table(told: Sequence[Clause]) -> Iterator[Row]:
    """One row over all clauses, one for each relation."""
    name = "clauses with a verb of the lexicon that yield a claim"
    yield Row("Wikinews", name, str(len(told)), share(sum(c.told for c in told), len(told)))
    totals, hits = Counter[str](), Counter[str]()
    for clause in told:
        totals.update(clause.relations)
        hits.update(clause.relations if clause.told else ())
    for name, count in sorted(totals.items()):
        yield Row("Wikinews", f"  {name}", str(count), share(hits[name], count))


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("shared", nargs="?", type=Path, default=default_shared())
    parser.add_argument("--relation", nargs="*", default=())
    parser.add_argument("--misses", type=int, default=0)
    given = parser.parse_args()
    told = [c for c in found(given.shared / FILE) if not given.relation or c.relations & set(given.relation)]
    for row in table(told):
        print(f"{row.measured:60} {row.of:>6} {row.figure:>8}")
    missed = [c for c in told if not c.told]
    step = max(1, len(missed) // given.misses) if given.misses else 0
    for clause in missed[::step] if step else ():
        print(f"{clause.document}\t{clause.verb}\t{'|'.join(sorted(clause.relations))}\t{clause.text}")


if __name__ == "__main__":
    main()
