"""Attribution measured on corpora: GUM's RST attribution relations, and the source chains of the gold claims.

    python tests/benchmarks/attribution.py [SHARED] [--errors]

SHARED is the folder that holds ``data/gum_news`` and ``gold/dev`` (default: DATELINE_SHARED, else ``../shared``
beside the checkout). Attribution alone is measured: which words name a news outlet is taken from the gold claims, and
a pronoun or a definite description ("he", "the spokesman") counts as whoever it may stand for, because coreference is
another layer's.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import xml.etree.ElementTree as ElementTree
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Token

from kg.reading.attribution import RawAttribution, chain, find_attributions
from kg.reading.language import load

Range = tuple[int, int]
Share = tuple[str, int, int]
"""What was counted, how many, of how many (0: a mere count)."""

NEVER_BEFORE = frozenset({",", ".", ";", ":", "!", "?", ")", "]", "'s", "n't", "%", "-", "/"})
NEVER_BEHIND = frozenset({"(", "[", "-", "/", "$"})


def shared() -> Path:
    """The corpora folder."""
    return Path(os.environ.get("DATELINE_SHARED", Path(__file__).resolve().parents[2] / ".." / "shared"))


@dataclass(frozen=True)
class Relation:
    """One RST attribution: the satellite ("X said") and the nucleus (what is said), in token ranges."""

    satellite: Range
    nucleus: tuple[Range, ...]


# --- GUM ---


def gum_relations(path: Path) -> tuple[list[str], list[Relation]]:
    """The tokens of an rs4 file and its relations ``attribution-positive`` with a satellite of one segment."""
    tree = ElementTree.parse(path)
    tokens: list[str] = []
    spans: dict[str, Range] = {}
    for segment in tree.iter("segment"):
        words = (segment.text or "").split()
        spans[segment.get("id", "")] = (len(tokens), len(tokens) + len(words))
        tokens.extend(words)
    nodes = [*tree.iter("segment"), *tree.iter("group")]
    relation_of = {n.get("id", ""): n.get("relname") or "" for n in nodes}
    parent_of = {n.get("id", ""): n.get("parent") for n in nodes}
    kids: dict[str, list[str]] = {}
    for node, parent in parent_of.items():
        if parent:
            kids.setdefault(parent, []).append(node)

    def nucleus(node: str) -> list[Range]:
        found = [spans[node]] if node in spans else []
        for kid in kids.get(node, []):
            if not relation_of[kid].startswith(("attribution", "elaboration", "context")):
                found.extend(nucleus(kid))
        return found

    relations = [
        Relation(spans[node], tuple(nucleus(parent_of[node] or "")))
        for node, relation in relation_of.items()
        if relation == "attribution-positive" and node in spans
    ]
    return tokens, relations


def gum_paragraphs(path: Path) -> set[int]:
    """The indices of the tokens that begin a paragraph, a heading or a caption."""
    starts, count = set(), 0
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith(("<p>", "<p ", "<head", "<caption", "<figure", "<list", "<item")):
            starts.add(count)
        count += not line.startswith("<") or "\t" in line
    return starts


def gum_doc(nlp: Language, tokens: list[str], starts: set[int]) -> tuple[Doc, list[int]]:
    """The report as a Doc with its paragraphs parted by blank lines, and where each token went."""
    words: list[str] = []
    spaces: list[bool] = []
    places: list[int] = []
    inside = False
    for i, token in enumerate(tokens):
        if i in starts and words:
            words.append("\n\n")
            spaces.append(False)
            inside = False
        places.append(len(words))
        words.append(token)
        inside = inside != (token == '"')
        follower = tokens[i + 1] if i + 1 < len(tokens) else ""
        glued = follower in NEVER_BEFORE or token in NEVER_BEHIND or (inside and '"' in {token, follower})
        spaces.append(not glued and bool(follower) and i + 1 not in starts)
    return nlp(Doc(nlp.vocab, words=words, spaces=spaces)), places


def outlet_by_name(token: Token) -> bool:
    """A stand-in for the world list; GUM does not say who is a news outlet, and nothing here hangs on it."""
    return token.pos_ == "PROPN" and token.text in {
        "Reuters",
        "AP",
        "AFP",
        "BBC",
        "CNN",
        "KCNA",
        "News",
        "TV",
        "Times",
        "Herald",
    }


def overlap(wanted: set[int], attribution: RawAttribution) -> float:
    """The share of the tokens `wanted` that the content holds."""
    held = {i for low, high in attribution.content for i in range(low, high)}
    return len(wanted & held) / max(len(wanted), 1)


def clausal(doc: Doc, attribution: RawAttribution) -> bool:
    """Whether an attribution is of the kind that RST knows: somebody's, by a verb or "according to", of a clause."""
    by_verb = any(doc[low].pos_ in {"VERB", "AUX"} or doc[low].lower_ == "according" for low, _ in attribution.cue)
    subjects = any(t.dep_ in {"nsubj", "nsubjpass", "expl"} for low, high in attribution.content for t in doc[low:high])
    return bool(attribution.source) and by_verb and subjects


def gum(folder: Path, errors: bool = False) -> list[Share]:
    """Recall of GUM's attribution relations, and precision of the clausal attributions found."""
    nlp = load()
    count: Counter[str] = Counter()
    for path in sorted(folder.glob("rst/*.rs4")):
        tokens, relations = gum_relations(path)
        doc, places = gum_doc(nlp, tokens, gum_paragraphs(folder / "xml" / f"{path.stem}.xml"))
        attributions = find_attributions(doc, outlet_by_name)
        right: set[tuple[Range, ...]] = set()
        for relation in relations:
            low, high = places[relation.satellite[0]], places[relation.satellite[1] - 1] + 1
            if not any(t.pos_ in {"VERB", "AUX"} or t.lower_ == "according" for t in doc[low:high]):
                count["without a verb"] += 1
                continue
            count["relations"] += 1
            nucleus = {places[i] for start, end in relation.nucleus for i in range(start, end)} - set(range(low, high))
            hits = [
                a for a in attributions
                if any(low <= start < high for start, _ in a.cue) and overlap(nucleus, a) >= 0.5
            ]  # fmt: skip
            right.update(a.cue for a in hits)
            count["found"] += bool(hits)
            count["with source"] += any(low <= start < high for a in hits for start, _ in a.source)
            if errors and not hits:
                said = " ".join(doc[i].text for i in sorted(nucleus))
                print("  MISS", path.stem, "|", doc[low:high].text, "||", said[:150])
        for cue in sorted({a.cue for a in attributions if clausal(doc, a)}):
            count["predicted"] += 1
            count["right"] += cue in right
            if errors and cue not in right:
                found = next(a for a in attributions if a.cue == cue)
                print("  MORE", path.stem, shown(doc, found))
    return [
        ("RST attributions: cue and half of the nucleus found (recall)", count["found"], count["relations"]),
        ("RST attributions: the same with the source (recall)", count["with source"], count["relations"]),
        ("attributions by a verb, of a clause: in RST (precision)", count["right"], count["predicted"]),
        ("RST attributions without a verb, not asked for", count["without a verb"], 0),
    ]


def shown(doc: Doc, attribution: RawAttribution) -> str:
    """One attribution on a line."""
    parts = (" … ".join(doc[a:b].text for a, b in r) for r in (attribution.source, attribution.cue, attribution.content))
    return "[{}] <{}> {:.150}".format(*parts).replace("\n", "~")


# --- gold claims ---


def words_of(name: str) -> set[str]:
    """The words of a name, lower case."""
    return set(re.findall(r"\w+", name.lower()))


def same(doc: Doc, attribution: RawAttribution, names: list[str]) -> bool:
    """Whether the source's head, with its titles and appositions, is the gold entity by name, or may stand for it."""
    assert attribution.source_head is not None
    head = doc[attribution.source_head]
    naming = words_of(head.text)
    for kid in head.children:
        if kid.dep_ in {"compound", "appos", "nmod", "amod", "conj", "cc"} or kid.text in {"-", "–"}:
            naming.update(*(words_of(token.text) for token in kid.subtree))
    if any(head.lower_ in words_of(name) or words_of(name) <= naming for name in names) or head.pos_ == "PRON":
        return True
    definite = any(kid.lower_ in {"the", "its", "his", "this"} for kid in head.children)
    return head.pos_ == "NOUN" and definite and head.i - head.left_edge.i <= 3


def places_of(doc: Doc, claim: dict[str, Any], names: dict[str, list[str]]) -> list[int]:
    """The tokens at which the claim's chain is asked for: its object's mention within its quote.

    Where the quote does not name the object, any noun or verb of the quote will do (a deed named by a noun).
    """
    quote = str(claim["quote"])
    at = doc.text.find(quote)
    if at < 0:
        return []
    for name in names[str(claim["o"])]:
        found = quote.rfind(name)
        span = doc.char_span(at + found, at + found + len(name), alignment_mode="expand") if found >= 0 else None
        if span is not None:
            return [span.root.i]
    whole = doc.char_span(at, at + len(quote), alignment_mode="expand")
    return [token.i for token in whole or () if token.pos_ in {"NOUN", "VERB"}]


def gold_documents(folder: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """The gold files by name."""
    for path in sorted(folder.glob("*.gold.json")):
        yield path.name.removesuffix(".gold.json"), json.loads(path.read_text(encoding="utf-8"))


def claims(folder: Path, errors: bool = False) -> list[Share]:
    """How often the chain found equals the gold one."""
    nlp = load()
    count: Counter[str] = Counter()
    for title, gold in gold_documents(folder):
        names = {e["id"]: e["names"] for e in gold["entities"]}
        outlets = [words_of(n) for e in gold["entities"] if e["type"] == "MediaOutlet" for n in e["names"]]
        doc = nlp(gold["document"]["text"])

        def is_outlet(token: Token, outlets: list[set[str]] = outlets) -> bool:
            return token.pos_ == "PROPN" and any(token.lower_ in outlet for outlet in outlets)

        attributions = find_attributions(doc, is_outlet)
        for claim in gold["claims"]:
            wanted = claim["sources"][:-1]
            kind = "attributed" if wanted else "own"
            inner = whole = False
            found: list[RawAttribution] = []
            for at in places_of(doc, claim, names):
                found = [a for a in chain(attributions, at) if a.source_head is not None]
                inner = bool(found and wanted) and same(doc, found[0], names[wanted[0]])
                whole = len(found) == len(wanted) and all(same(doc, a, names[w]) for a, w in zip(found, wanted, strict=True))
                if whole:
                    break
            count[kind] += 1
            count[f"{kind} whole"] += whole
            count[f"{kind} inner"] += inner
            if errors and not whole:
                heads = " > ".join(shown(doc, a).split(" <")[0] for a in found)
                print(f"  {kind.upper()} {title} wanted {wanted} found {heads} {claim['p']} | {claim['quote'][:150]}")
    return [
        ("attributed claims: innermost source right", count["attributed inner"], count["attributed"]),
        ("attributed claims: whole chain right", count["attributed whole"], count["attributed"]),
        ("reporter's own claims: nobody found", count["own whole"], count["own"]),
    ]


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", nargs="?", type=Path, default=shared())
    parser.add_argument("--errors", action="store_true", help="every miss and every false alarm")
    arguments = parser.parse_args()
    for folder, measure in ((arguments.shared / "data" / "gum_news", gum), (arguments.shared / "gold" / "dev", claims)):
        if folder.is_dir():
            for label, part, whole in measure(folder, arguments.errors):
                print(f"{label:64} {part:4} of {whole:4}   {part / max(whole, 1):.3f}" if whole else f"{label:64} {part:4}")
        else:
            print(f"'{folder}' is absent: nothing measured there.")


if __name__ == "__main__":
    main()
