"""One entity for one bearer: surnames and short forms of people named in full, acronyms and other readings of one name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from spacy.tokens import Doc

from kg.reading.entities import Name
from kg.records import Entity

_ACRONYM = re.compile(r"[A-Z][A-Z0-9&.-]{1,9}$")
_SMALL = frozenset({"of", "the", "and", "for", "in", "on", "de", "la", "&"})
_BEFORE_PLACES = frozenset({"in", "at", "near", "from", "to", "into", "of", "around", "outside", ","})


def tie_people(doc: Doc, names: Sequence[Name], titles: frozenset[str]) -> list[Name]:
    """`names`, where a surname alone is the person named in full, whatever the model or the gazetteer takes it for.

    A first name alone is that person's too, where no other person of the document bears it.
    """
    full = _short_forms(doc, names, titles)
    tied = []
    for name in names:
        same = _bearer(doc, name, full)
        tied.append(replace(name, entity=same, kind="model", country=None) if same is not None else name)
    # surnames that the model did not see at all
    covered = {i for n in tied for i in range(n.start, n.end)}
    for token in doc:
        if token.i in covered or token.text not in full or token.pos_ != "PROPN" or token.lower_ in titles:
            continue
        person, last = full[token.text], tied[-1] if tied else None
        if last is not None and last.end == token.i and last.entity == person:  # "Sadiq" and "Khan", side by side
            tied[-1] = replace(last, end=token.i + 1)
        else:
            tied.append(Name(token.i, token.i + 1, person, "model"))
    return sorted(tied, key=lambda n: n.start)


def _bearer(doc: Doc, name: Name, full: dict[str, Entity]) -> Entity | None:
    """The person named in full elsewhere whom `name` names."""
    text = doc[name.start : name.end].text
    person = full.get(text)
    if name.kind == "model":
        if person is None and name.entity.type == "Person" and name.end - name.start > 1:
            longer = full.get(doc[name.end - 1].text)
            person = longer if longer is not None and set(text.split()) <= set(longer.label.split()) else None
        return person
    ground = name.entity.type == "Place" and name.country is None and not (name.entity.feature or "").startswith("PPLC")
    alone = name.end - name.start == 1 and (name.start == 0 or doc[name.start - 1].lower_ not in _BEFORE_PLACES)
    return person if ground and alone else None


def _short_forms(doc: Doc, names: Sequence[Name], titles: frozenset[str]) -> dict[str, Entity]:
    """What people named in full, or behind a title, are called for short."""
    people = [n for n in names if n.entity.type == "Person"]
    full: dict[str, Entity] = {}
    for name in people:
        behind_title = name.start > 0 and doc[name.start - 1].lower_.rstrip(".") in titles
        if name.end - name.start > 1 or behind_title:
            for part in (doc[name.end - 1].text, *_surnames(doc, name)):
                full.setdefault(part, name.entity)
    first: dict[str, set[str]] = {}
    for name in people:
        if name.end - name.start > 1:
            first.setdefault(doc[name.start].text, set()).add(name.entity.id)
    for name in people:
        given = doc[name.start].text
        if name.end - name.start > 1 and len(first[given]) == 1 and len(given) > 3:
            full.setdefault(given, name.entity)
    return full


def _surnames(doc: Doc, name: Name) -> Iterable[str]:
    """Longer forms of the last name, with "al-", "bin", "van" ("al-Abadi"), and the whole behind a hyphen ("Abadi")."""
    last = doc[name.end - 1].text
    if "-" in last:
        yield last.split("-", 1)[1]
    if name.end - name.start > 2:
        yield f"{doc[name.end - 2].text} {last}"
        yield doc[name.end - 3 : name.end].text


def tie_acronyms(doc: Doc, names: Sequence[Name]) -> list[Name]:
    """`names`, where an acronym is the body that brackets behind its name ("Syrian Democratic Forces (SDF)") or initials explain."""
    by_text = _bracketed(doc, names)
    initials = {_initials(n.entity.label): n.entity for n in reversed(names) if n.entity.type in {"Organization", "ArmedGroup"}}
    tied = []
    covered: set[int] = set()
    for name in names:
        text = doc[name.start : name.end].text
        same = by_text.get(text) if name.end - name.start <= 2 else None
        if same is None and name.kind == "model" and len(text) > 2 and _ACRONYM.match(text):
            same = initials.get(text.replace(".", ""))
        covered.update(range(name.start, name.end))
        tied.append(replace(name, entity=same) if same is not None else name)
    for token in doc:
        if token.i not in covered and token.text in by_text:
            tied.append(Name(token.i, token.i + 1, by_text[token.text], "model"))
    return sorted(tied, key=lambda n: n.start)


def _initials(label: str) -> str:
    words = [w for w in re.split(r"[\s-]+", label) if w.lower() not in _SMALL]
    return "".join(w[:1] for w in words).upper() if len(words) > 2 else ""


def _bracketed(doc: Doc, names: Sequence[Name]) -> dict[str, Entity]:
    """Whom an acronym in brackets behind a name stands for ("Daesh (also known as ISIL)")."""
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
    return by_text


def agree(doc: Doc, names: Sequence[Name]) -> list[Name]:
    """`names`, where the model's readings of one spelling are all of the class that it gives most often (the first of equals)."""
    kinds: dict[str, Counter[str]] = {}
    for name in names:
        if name.kind == "model":
            kinds.setdefault(doc[name.start : name.end].text, Counter())[name.entity.type] += 1
    agreed = []
    for name in names:
        text = doc[name.start : name.end].text
        kind = kinds[text].most_common(1)[0][0] if name.kind == "model" else name.entity.type
        if kind != name.entity.type:
            twin = next(n.entity for n in names if n.entity.type == kind and doc[n.start : n.end].text == text)
            agreed.append(replace(name, entity=twin))
        else:
            agreed.append(name)
    return agreed
