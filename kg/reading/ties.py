"""One entity for one bearer: surnames and short forms of people named in full, acronyms that brackets explain."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from spacy.tokens import Doc

from kg.reading.entities import Name
from kg.records import Entity

_ACRONYM = re.compile(r"[A-Z][A-Z0-9&.-]{1,9}$")


def tie_people(doc: Doc, names: list[Name], titles: frozenset[str]) -> list[Name]:
    """A surname alone is the person named in full before; so are other readings of it by the model."""
    full: dict[str, Entity] = {}
    for name in names:
        if name.entity.type == "Person" and name.end - name.start > 1:
            for part in {doc[name.end - 1].text, *_surnames(doc, name)}:
                full.setdefault(part, name.entity)
    tied = []
    for name in names:
        text = doc[name.start : name.end].text
        same: Entity | None = None
        if name.kind == "model" and text in full:
            same = full[text]
        elif name.kind == "model" and name.entity.type == "Person" and name.end - name.start > 1:
            longer = full.get(doc[name.end - 1].text)
            if longer is not None and set(text.split()) <= set(longer.label.split()):
                same = longer
        tied.append(replace(name, entity=same) if same is not None else name)
    # surnames that the model did not see at all
    covered = {i for n in tied for i in range(n.start, n.end)}
    for token in doc:
        if token.i not in covered and token.text in full and token.pos_ == "PROPN" and token.lower_ not in titles:
            tied.append(Name(token.i, token.i + 1, full[token.text], "model"))
    return sorted(tied, key=lambda n: n.start)


def _surnames(doc: Doc, name: Name) -> Iterable[str]:
    """The last word, with "al-", "bin", "van" before it where there is one ("al-Abadi" is also "Abadi")."""
    last = doc[name.end - 1].text
    if "-" in last:
        yield last.split("-", 1)[1]
    if name.end - name.start > 2:
        yield f"{doc[name.end - 2].text} {last}"


def tie_acronyms(doc: Doc, names: list[Name]) -> list[Name]:
    """ "Syrian Democratic Forces (SDF)" and "Daesh (also known as ISIL)": what stands in brackets is the same entity."""
    by_text: dict[str, Entity] = {}
    for name in names:
        i = name.end
        if i + 2 >= len(doc) or doc[i].text != "(":
            continue
        close = next((j for j in range(i + 1, min(i + 8, len(doc))) if doc[j].text == ")"), None)
        if close is None:
            continue
        inside = [t.text for t in doc[i + 1 : close]]
        if inside[:3] == ["also", "known", "as"] or inside[:1] in (["aka"], ["formerly"], ["or"]):
            inside = inside[3:] if inside[0] == "also" else inside[1:]
        text = " ".join(inside).strip("“”\"' ")
        if len(inside) == 1 and _ACRONYM.match(text):
            by_text.setdefault(text, name.entity)
    if not by_text:
        return names
    tied = []
    covered: set[int] = set()
    for name in names:
        same = by_text.get(doc[name.start : name.end].text) if name.end - name.start <= 2 else None
        covered.update(range(name.start, name.end))
        tied.append(replace(name, entity=same) if same is not None else name)
    for token in doc:
        if token.i not in covered and token.text in by_text:
            tied.append(Name(token.i, token.i + 1, by_text[token.text], "model"))
    return sorted(tied, key=lambda n: n.start)
