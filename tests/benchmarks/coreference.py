"""Coreference measured on the news of GUM: links of names, descriptions and pronouns to their antecedents.

    python -m tests.benchmarks.coreference [SHARED] [--errors]

SHARED is the folder that holds ``data/gum_news`` (default: DATELINE_SHARED, else ``../shared`` beside the checkout). A gold mention
and one of ours are the same where ours has the head word of the gold one. Only mentions that both sides have are compared, since
GUM also marks events, times and abstractions: a link of ours is right where GUM has both mentions in one chain (precision); a gold
mention is linked right where ours share an entity with the one before it in its chain (recall).
"""

from __future__ import annotations

import argparse
import os
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from kg.ontology import load
from kg.reading.reader import Reader
from kg.records import Document, Mention
from tests.benchmarks.attribution import gum_doc, gum_paragraphs

KINDS = ("name", "nominal", "pronoun")
OURS = frozenset({"person", "organization", "place", "object", "animal", "plant", "substance"})
_ITEM = re.compile(r"(.+?)(?:\[(\d+)\])?$")
_LINK = re.compile(r"([\d-]+)(?:\[(\d+)_(\d+)\])?$")


@dataclass
class Gold:
    """One gold mention: its class, its tokens, its chain, and the Wikipedia page that it is linked with, if any."""

    type: str
    tokens: list[int] = field(default_factory=list)
    chain: int = -1
    page: str | None = None


def gum_mentions(path: Path) -> tuple[list[str], list[Gold]]:
    """The tokens of a WebAnno TSV file and its mentions, with the number of the chain that each belongs to."""
    tokens: list[str] = []
    mentions: dict[str, Gold] = {}
    links: list[tuple[str, str]] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        columns = line.split("\t")
        if line.startswith("#") or len(columns) < 8:
            continue
        place, token, entities, pages, kinds, targets = (columns[n] for n in (0, 2, 3, 6, 7, 8))
        for item in entities.split("|") if entities != "_" else ():
            match = _ITEM.match(item)
            if match is not None:
                key = match[2] or place
                mentions.setdefault(key, Gold(match[1])).tokens.append(len(tokens))
        for item in pages.split("|") if pages != "_" else ():
            match = _ITEM.match(item)
            if match is not None and (match[2] or place) in mentions:
                mentions[match[2] or place].page = match[1]
        for kind, target in zip(kinds.split("|"), targets.split("|"), strict=False):
            match = _LINK.match(target)
            if match is not None and not kind.startswith("bridge"):
                here, there = match[3] or "0", match[2] or "0"
                links.append((place if here == "0" else here, match[1] if there == "0" else there))
        tokens.append(token)
    parent = {key: key for key in mentions}

    def root(key: str) -> str:
        while parent[key] != key:
            key = parent[key]
        return key

    for a, b in links:
        if a in mentions and b in mentions:
            parent[root(b)] = root(a)
    number = {key: i for i, key in enumerate(mentions)}
    for key, mention in mentions.items():
        mention.chain = number[root(key)]
    return tokens, list(mentions.values())


def measure(folder: Path, errors: bool) -> None:
    """Prints precision and recall of links by the kind of mention that is linked back."""
    reader = Reader(load())
    counts: Counter[tuple[str, str]] = Counter()
    for path in sorted((folder / "tsv").glob("*.tsv")):
        tokens, gold = gum_mentions(path)
        parsed, _ = gum_doc(reader.nlp, tokens, gum_paragraphs(folder / "xml" / f"{path.stem}.xml"))
        text = parsed.text
        reading = next(reader.read([Document(path.stem, text)]))
        doc = reading.parse
        if doc is None:
            raise ValueError(f"{path.stem} was read without a parse")
        offsets = _token_offsets(text, tokens)
        by_head = {m.head: m for m in reading.mentions}
        matched: dict[int, tuple[int, Mention]] = {}
        for one in gold:
            if one.type not in OURS:
                continue
            counts["gold", "all"] += 1
            span = doc.char_span(offsets[one.tokens[0]][0], offsets[one.tokens[-1]][1], alignment_mode="expand")
            ours = by_head.get(span.root.i) if span is not None else None
            if ours is not None and ours.head not in matched:
                matched[ours.head] = (one.chain, ours)
        counts["found", "all"] += len(matched)
        last_ours: dict[str, tuple[int, Mention]] = {}
        last_gold: dict[int, Mention] = {}
        for head in sorted(matched):
            chain, mention = matched[head]
            if (before := last_ours.get(mention.entity)) is not None:
                right = before[0] == chain
                counts[mention.kind, "ours"] += 1
                counts[mention.kind, "right"] += right
                if errors and not right:
                    around = text[max(mention.start - 50, 0) : mention.end + 30].replace("\n", " ")
                    print(f"wrong  {path.stem} {mention.kind}: {mention.text!r} -> {before[1].text!r} ({mention.entity})  ...{around}")
            if (known := last_gold.get(chain)) is not None:
                counts[mention.kind, "gold"] += 1
                counts[mention.kind, "hit"] += known.entity == mention.entity
                if errors and known.entity != mention.entity:
                    print(f"missed {path.stem} {mention.kind}: {mention.text!r} ({mention.entity}) is {known.text!r} ({known.entity})")
            last_ours[mention.entity] = (chain, mention)
            last_gold[chain] = mention
    print(f"mentions of people, bodies, places and things: {counts['found', 'all']} of {counts['gold', 'all']} found")
    for kind in KINDS:
        our_links, gold_links = counts[kind, "ours"], counts[kind, "gold"]
        precision, recall = counts[kind, "right"] / max(our_links, 1), counts[kind, "hit"] / max(gold_links, 1)
        print(f"{kind:8} precision {precision:.3f} of {our_links:4} links   recall {recall:.3f} of {gold_links:4} links")


def _token_offsets(text: str, tokens: list[str]) -> list[tuple[int, int]]:
    offsets, position = [], 0
    for token in tokens:
        start = text.index(token, position)
        position = start + len(token)
        offsets.append((start, position))
    return offsets


def main() -> None:
    """Reads the arguments and measures."""
    default = Path(os.environ.get("DATELINE_SHARED", Path(__file__).resolve().parents[2] / ".." / "shared"))
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("shared", nargs="?", type=Path, default=default)
    parser.add_argument("--errors", action="store_true", help="print the links that are wrong or missing")
    arguments = parser.parse_args()
    measure(arguments.shared / "data" / "gum_news", arguments.errors)


if __name__ == "__main__":
    main()
