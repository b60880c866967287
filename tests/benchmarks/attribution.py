"""Attribution measured on corpora: GUM's RST attribution relations, and the source chains of the gold claims.

    python tests/benchmarks/attribution.py [SHARED] [--errors]

SHARED is the folder that holds ``data/gum_news`` and ``gold/dev`` (default: DATELINE_SHARED, else ``../shared`` beside the
checkout). Attribution alone is measured: which words name a news outlet is taken from the gold claims, and a pronoun or a
definite description ("he", "the spokesman") counts as whoever it may stand for, because coreference is another layer's.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import xml.etree.ElementTree as ElementTree
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from spacy.tokens import Doc, Token

from kg.reading.attribution import RawAttribution, chain, find_attributions
from kg.reading.cues import lexicon
from kg.reading.language import load

HERE = Path(__file__).resolve()


def shared() -> Path:
    """The corpora folder."""
    return Path(os.environ.get("DATELINE_SHARED", HERE.parents[2] / ".." / "shared"))


# --- GUM: does a cue with its source stand where RST has an attribution satellite, over the nucleus? ---


def gum_documents(folder: Path) -> Iterator[tuple[str, list[str], list[tuple[int, int, list[tuple[int, int]], list[tuple[int, int]]]]]]:
    """(name, tokens, relations); a relation: (satellite start, end, [] , nucleus token ranges)."""
    for path in sorted(folder.glob("rst/*.rs4")):
        tree = ElementTree.parse(path)
        tokens: list[str] = []
        spans: dict[str, tuple[int, int]] = {}
        parents: dict[str, tuple[str, str]] = {}
        kids: dict[str, list[str]] = {}
        for segment in tree.iter("segment"):
            words = (segment.text or "").split()
            spans[segment.get("id", "")] = (len(tokens), len(tokens) + len(words))
            tokens.extend(words)
        for node in [*tree.iter("segment"), *tree.iter("group")]:
            name, parent, relation = node.get("id", ""), node.get("parent"), node.get("relname")
            if parent:
                parents[name] = (parent, relation or "")
                kids.setdefault(parent, []).append(name)
        multinuclear = {n.get("id", "") for n in tree.iter("group") if n.get("type") == "multinuc"}

        def nucleus(
            name: str, spans: dict[str, tuple[int, int]] = spans, parents: dict[str, tuple[str, str]] = parents,
            kids: dict[str, list[str]] = kids, multinuclear: set[str] = multinuclear,
        ) -> list[tuple[int, int]]:  # fmt: skip
            found = [spans[name]] if name in spans else []
            for kid in kids.get(name, []):
                relation = parents[kid][1]
                if relation == "span" or (name in multinuclear and not relation.startswith(("attribution", "elaboration", "context"))):
                    found.extend(nucleus(kid))
            return found

        relations = []
        for name, (parent, relation) in parents.items():
            if relation == "attribution-positive" and name in spans:
                relations.append((*spans[name], [], nucleus(parent)))
        yield path.stem, tokens, relations


def spaces(tokens: list[str]) -> list[bool]:
    """Whether a space follows each token, as English sets them."""
    found, inside = [], False
    for i, token in enumerate(tokens):
        follower = tokens[i + 1] if i + 1 < len(tokens) else ""
        if token == '"':
            inside = not inside
        glued = follower in {",", ".", ";", ":", "!", "?", ")", "]", "'s", "n't", "%", "-", "/"} or token in {"(", "[", "-", "/", "$"}
        glued = glued or (token == '"' and inside) or (follower == '"' and inside)
        found.append(not glued and bool(follower))
    return found


def outlet_by_name(token: Token) -> bool:
    """A stand-in for the world list: names that say that they are a news outlet, and the agencies."""
    return token.pos_ == "PROPN" and token.text in {
        "Reuters", "AP", "AFP", "BBC", "CNN", "TASS", "Tass", "Times", "Post", "Herald", "Guardian", "Weekly", "News", "TV", "Television",
        "Wikinews", "Gazette", "Tribune", "Telegraph", "Today", "ABC", "NBC", "CBS", "NPR",
    }  # fmt: skip


def gum(folder: Path, errors: bool) -> None:
    """Print recall of GUM's attribution relations, and precision of verbal attributions with a clause."""
    nlp = load()
    count: Counter[str] = Counter()
    for name, tokens, relations in gum_documents(folder):
        doc = Doc(nlp.vocab, words=tokens, spaces=spaces(tokens))
        doc = nlp(doc)
        attributions = find_attributions(doc, outlet_by_name)
        matched: set[int] = set()
        for start, end, _, nucleus in relations:
            if not any(token.pos_ in {"VERB", "AUX"} or token.lower_ == "according" for token in doc[start:end]):
                count["image credits and the like"] += 1
                continue
            count["relations"] += 1
            best = 0.0
            for number, attribution in enumerate(attributions):
                if not any(start <= low < end for low, _ in attribution.cue):
                    continue
                wanted = {i for low, high in nucleus for i in range(low, high)} - set(range(start, end))
                held = {i for low, high in attribution.content for i in range(low, high)}
                share = len(wanted & held) / max(len(wanted), 1)
                if share >= 0.5:
                    matched.add(number)
                    source_there = not attribution.source or any(start <= low < end for low, _ in attribution.source)
                    best = max(best, 1.0 if source_there else 0.6)
            count["found"] += best > 0
            count["found with its source"] += best == 1.0
            if errors and best == 0:
                print("  MISS", name, "|", doc[start:end].text, "||", " … ".join(doc[a:b].text for a, b in nucleus)[:150])
        clausal = [
            (number, a) for number, a in enumerate(attributions)
            if a.source and any(doc[low].pos_ in {"VERB", "AUX"} or doc[low].lower_ == "according" for low, _ in a.cue)
            and any(t.dep_ in {"nsubj", "nsubjpass", "expl"} for low, high in a.content for t in doc[low:high])
        ]  # fmt: skip
        cues = set()
        for number, attribution in clausal:
            if attribution.cue in cues:
                continue
            cues.add(attribution.cue)
            count["predicted"] += 1
            right = any(a.cue == attribution.cue and n in matched for n, a in enumerate(attributions))
            count["right"] += right
            if errors and not right:
                source = " … ".join(doc[a:b].text for a, b in attribution.source)
                cue = " … ".join(doc[a:b].text for a, b in attribution.cue)
                print("  MORE", name, f"[{source}] <{cue}>", " … ".join(doc[a:b].text for a, b in attribution.content)[:150])
    print("GUM news, RST attribution-positive (24 reports)")
    print(f"  relations with a cue            {count['relations']:5}   (left out: {count['image credits and the like']} without a verb)")
    print(f"  found: cue, half of the nucleus {count['found']:5}   recall    {count['found'] / max(count['relations'], 1):.3f}")
    print(f"  the same with the source        {count['found with its source']:5}   recall    {count['found with its source'] / max(count['relations'], 1):.3f}")
    print(f"  predicted with a clause         {count['predicted']:5}   precision {count['right'] / max(count['predicted'], 1):.3f}")


# --- gold claims: the chain of sources at the claim's words ---


def words(name: str) -> set[str]:
    """The words of a name, lower case."""
    return set(re.findall(r"\w+", name.lower()))


def same(doc: Doc, attribution: RawAttribution, names: list[str]) -> bool:
    """Whether the source's head, with its titles and appositions, is the gold entity by name, or may stand for it."""
    assert attribution.source_head is not None
    head = doc[attribution.source_head]
    naming = words(head.text)
    for kid in head.children:
        if kid.dep_ in {"compound", "appos", "nmod", "amod", "conj", "cc"} or kid.text in {"-", "–"}:
            naming.update(*(words(token.text) for token in kid.subtree))
    if any(head.lower_ in words(name) or words(name) <= naming for name in names):
        return True
    if head.pos_ == "PRON":
        return True
    definite = any(kid.lower_ in {"the", "its", "his", "this"} for kid in head.children)
    return head.pos_ == "NOUN" and definite and head.i - head.left_edge.i <= 3


def places(doc: Doc, gold: dict[str, object], claim: dict[str, object], names: dict[str, list[str]]) -> list[int]:
    """The tokens at which the claim's chain is asked for: its object's mention within its quote.

    Where the quote does not name the object, any token of the quote but the subject will do (a deed named by a noun).
    """
    text = doc.text
    quote = str(claim["quote"])
    at = text.find(quote)
    if at < 0:
        return []
    for name in names[str(claim["o"])]:
        found = quote.rfind(name)
        if found >= 0:
            span = doc.char_span(at + found, at + found + len(name), alignment_mode="expand")
            if span is not None:
                return [span.root.i]
    span = doc.char_span(at, at + len(quote), alignment_mode="expand")
    return [token.i for token in span or () if token.pos_ in {"NOUN", "VERB"}]


def claims(folder: Path, errors: bool) -> None:
    """Print how often the chain found equals the gold one."""
    nlp = load()
    count: Counter[str] = Counter()
    for path in sorted(folder.glob("*.gold.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        names = {e["id"]: e["names"] for e in gold["entities"]}
        outlets = [words(n) for e in gold["entities"] if e["type"] == "MediaOutlet" for n in e["names"]]
        doc = nlp(gold["document"]["text"])

        def is_outlet(token: Token, outlets: list[set[str]] = outlets) -> bool:
            return token.pos_ == "PROPN" and any(token.lower_ in o for o in outlets)

        attributions = find_attributions(doc, is_outlet)
        for claim in gold["claims"]:
            spots = places(doc, gold, claim, names)
            if not spots:
                count["not located"] += 1
                continue
            wanted = claim["sources"][:-1]
            for at in spots:
                found = [a for a in chain(attributions, at) if a.source_head is not None]
                whole = len(found) == len(wanted) and all(same(doc, a, names[w]) for a, w in zip(found, wanted, strict=True))
                if whole:
                    break
            kind = "attributed" if wanted else "own"
            count[kind] += 1
            count[kind + " whole"] += whole
            if wanted:
                count["inner"] += bool(found) and same(doc, found[0], names[wanted[0]])
            if errors and not whole:
                said = " > ".join(" ".join(doc[a:b].text for a, b in f.source) for f in found)
                print(f"  {kind.upper():10} {path.stem[:-5]} wanted {wanted} found [{said}] at '{doc[at]}' {claim['p']} | {claim['quote'][:150]}")
    print("Gold claims of the development reports")
    print(f"  attributed claims     {count['attributed']:5}   innermost source {count['inner'] / max(count['attributed'], 1):.3f}   whole chain {count['attributed whole'] / max(count['attributed'], 1):.3f}")
    print(f"  reporter's own claims {count['own']:5}   nobody found     {count['own whole'] / max(count['own'], 1):.3f}")
    print(f"  quotes not located    {count['not located']:5}")


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", nargs="?", type=Path, default=shared())
    parser.add_argument("--errors", action="store_true", help="every miss and every false alarm")
    arguments = parser.parse_args()
    lexicon()
    if (arguments.shared / "data" / "gum_news").is_dir():
        gum(arguments.shared / "data" / "gum_news", arguments.errors)
    else:
        print(f"GUM: '{arguments.shared / 'data' / 'gum_news'}' is absent; skipped.")
    if (arguments.shared / "gold" / "dev").is_dir():
        claims(arguments.shared / "gold" / "dev", arguments.errors)
    else:
        print(f"Gold claims: '{arguments.shared / 'gold' / 'dev'}' is absent; skipped.")


if __name__ == "__main__":
    main()
