"""Proper names: the world list and the gazetteer before the statistical entities, acronyms and short forms tied to their name.

The statistical model calls Islam Qala a person; a list does not. Longest match wins, then list before model.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Doc, Span

from kg.ontology import Ontology
from kg.reading.mentions import NOT_NAMES, Name, Nouns, name_entity, titles_off
from kg.records import Entity

_ENT_TYPES = {
    "PERSON": "Person",
    "ORG": "Organization",
    "FAC": "Facility",
    "GPE": "Place",
    "LOC": "Place",
    "NORP": "PersonGroup",
}
_ACRONYM = re.compile(r"[A-Z][A-Z0-9&.-]{1,9}$")
_EDGE = frozenset({"the", "The", "a", "A", "an", "An", "'s", "’s", "'", "’", "“", "”", '"', ",", ".", "-", "–", "‘"})
_RULERS = frozenset(
    {
        "president",
        "minister",
        "king",
        "queen",
        "emir",
        "sultan",
        "chancellor",
        "premier",
        "leader",
        "governor",
        "prince",
    }
)
_OFFICES = frozenset({"secretary", "minister", "undersecretary", "secretaries", "ministers"})


@dataclass(frozen=True, slots=True)
class Names:
    """The proper names of a document: `outer` do not overlap; `inner` stand inside longer ones ("Iraqi" in "Iraqi Army")."""

    outer: tuple[Name, ...]
    inner: tuple[Name, ...]


def find_names(doc: Doc, listed: Sequence[Name], ontology: Ontology, place: Callable[[str], Entity | None]) -> Names:
    """Names of `doc`: those `listed` (world list, gazetteer; may overlap) and the model's, one reading a stretch.

    `place` gives the best known place of a name that only the model sees.
    """
    titles = ontology.words("office-titles")
    nouns = Nouns(ontology)
    directions = ontology.words("direction-words")
    known = sorted(
        (_as_called(doc, n, nouns) for n in listed if _is_written_as_name(doc, n, directions)),
        key=lambda n: (n.start, n.start - n.end),
    )
    portfolios = ontology.words("portfolios")
    model = [
        made
        for ent in _trimmed(doc, listed)
        if (made := _from_model(doc, ent, titles, nouns, portfolios, place)) is not None
    ]
    ranked = [(n.end - n.start, 0 if n.kind != "model" else 1, n) for n in (*known, *model)]
    taken = [False] * (len(doc) + 1)
    outer: list[Name] = []
    inner: list[Name] = []
    for _, _, name in sorted(ranked, key=lambda r: (-r[0], r[1], r[2].start)):
        if any(taken[name.start : name.end]):
            if name.kind != "model":
                inner.append(name)
            continue
        for i in range(name.start, name.end):
            taken[i] = True
        outer.append(name)
    outer.sort(key=lambda n: n.start)
    outer = _tie_people(doc, outer, titles)
    outer = _tie_acronyms(doc, outer)
    inner = [
        n
        for n in inner
        if any(
            o.start <= n.start and n.end <= o.end and o.entity.id != n.entity.id and o.entity.type != "Place"
            for o in outer
        )
    ]
    return Names(tuple(outer), tuple(sorted(inner, key=lambda n: (n.start, n.end))))


def _is_written_as_name(doc: Doc, name: Name, directions: frozenset[str]) -> bool:
    text = doc[name.start : name.end].text
    return text.lower() not in directions and (not text.islower() or name.end - name.start == 1)


def _as_called(doc: Doc, name: Name, nouns: Nouns) -> Name:
    """ "news agency Fars" is no province: the noun before a place's name says what is so called."""
    if name.entity.type != "Place" or name.start == 0 or name.end - name.start > 1:
        return name
    before = doc[name.start - 1]
    if before.dep_ == "compound" and before.head.i == name.start and before.pos_ == "NOUN":
        kind = {"outlet": "MediaOutlet", "organization": "Organization", "group": "Organization"}.get(
            nouns.of(before) or ""
        )
        if kind is not None:
            return replace(name, entity=name_entity(doc[name.start : name.end].text, kind), country=None)
    return name


def _trimmed(doc: Doc, listed: Sequence[Name]) -> Iterable[Span]:
    """The model's entities; a person's without the country that it begins with ("Ukraine Volodymyr Zelenskyy")."""
    begins = {n.start: n for n in listed if n.country}
    for ent in doc.ents:
        known = begins.get(ent.start)
        if ent.label_ == "PERSON" and known is not None and known.end < ent.end:
            yield Span(doc, known.end, ent.end, label=ent.label_)
        elif known is None and ent.label_ in {"ORG", "PERSON", "NORP"} and _after_locative(doc, ent):
            yield Span(doc, ent.start, ent.end, label="GPE")
        elif (
            known is not None
            and known.end < ent.end
            and ent.start > 1
            and doc[ent.start - 1].lower_ == "of"
            and doc[ent.start - 2].lemma_.lower() in _RULERS
        ):
            yield Span(doc, known.end, ent.end, label="PERSON")
        else:
            yield ent


def _after_locative(doc: Doc, ent: Span) -> bool:
    """ "in Omdurman", "from Kherson": one bare capitalised word after a preposition of place names a place, whatever the model says."""
    if (
        len(ent) > 2
        or ent.start == 0
        or ent[0].text.isupper()
        or ent.root.dep_ != "pobj"
        or any(t.dep_ == "appos" for t in ent.root.children)
    ):
        return False
    if ent.start > 1 and doc[ent.start - 1].lower_ == "of" and doc[ent.start - 2].lower_ == "out":
        return True
    return doc[ent.start - 1].lower_ in {"in", "near", "outside", "around"} or (
        len(ent) == 1 and doc[ent.start - 1].lower_ in {"from", "into", "toward", "towards"} and ent.label_ != "ORG"
    )


def _from_model(
    doc: Doc,
    ent: Span,
    titles: frozenset[str],
    nouns: Nouns,
    portfolios: frozenset[str],
    place: Callable[[str], Entity | None],
) -> Name | None:
    kind = _ENT_TYPES.get(ent.label_)
    if kind is None:
        return None
    start, end = ent.start, ent.end
    while start < end and (doc[start].text in _EDGE or doc[start].is_space):
        start += 1
    while end > start and (doc[end - 1].text in _EDGE or doc[end - 1].is_space):
        end -= 1
    for i in range(start, end):  # a name does not run over a line break
        if doc[i].is_space and "\n" in doc[i].text:
            end = i
            break
    if kind == "Person":
        start = titles_off(doc, start, end, titles)
    if start >= end or not any(t.text[:1].isupper() for t in doc[start:end]) or doc[start:end].text in NOT_NAMES:
        return None
    if kind == "Organization":  # "UN Special Envoy de Mistura" is a person with a title
        offices = [i for i in range(start, end - 1) if nouns.of(doc[i]) == "official" and doc[i].lower_ in titles]
        if offices and end - offices[-1] <= 4 and doc[end - 1].pos_ == "PROPN" and nouns.of(doc[end - 1]) is None:
            kind, start = "Person", offices[-1] + 1
    head = doc[start:end].root
    if (
        kind == "Organization"
        and end - start > 1
        and doc[start + 1].lower_ == "of"
        and nouns.of(doc[start]) == "official"
    ):
        return None  # "the Ministers of Foreign Affairs" are people
    if kind != "Person" and end < len(doc) and doc[end].lemma_.lower() in _OFFICES:
        return None  # "Emergencies Minister": what the minister sees to
    if (
        kind != "Person"
        and start > 1
        and doc[start - 1].lower_ == "of"
        and doc[start - 2].lemma_.lower() in _OFFICES
        and all(t.lower_ in portfolios for t in doc[start:end])
    ):
        return None
    if kind == "PersonGroup" and (head.tag_ == "JJ" or head.dep_ in {"amod", "compound"}):
        return None
    if kind in {"Organization", "Person", "Place"}:
        noun = nouns.of(doc[end - 1]) if doc[end - 1].text[:1].isupper() else None
        if noun == "facility" and end - start > 1:
            kind = "Facility"
        elif noun in {"fighter", "group", "organization"} and end - start > 1:
            kind = "Organization"
    if kind == "Person" and end - start == 1 and doc[start].is_lower:
        return None
    if kind == "Organization":
        start, end = _whole_name(doc, start, end, titles)
    text = doc[start:end].text
    known = place(text) if kind == "Place" else None
    return Name(start, end, known or name_entity(text, kind), "model")


def _whole_name(doc: Doc, start: int, end: int, titles: frozenset[str]) -> tuple[int, int]:
    """A body's name with the capitalised words that the parse counts to it and the number after it ("Mobile Unit Two")."""
    while (
        start > 0
        and doc[start - 1].pos_ == "PROPN"
        and doc[start - 1].dep_ == "compound"
        and doc[start - 1].head.i < end
    ):
        if doc[start - 1].lower_.rstrip(".") in titles or doc[start - 1].ent_type_ in {"PERSON", "GPE", "NORP", "DATE"}:
            break
        start -= 1
    if (
        end < len(doc)
        and doc[end].like_num
        and doc[end].dep_ in {"nummod", "npadvmod", "appos"}
        and start <= doc[end].head.i < end
    ):
        end += 1
    return start, end


def _tie_people(doc: Doc, names: list[Name], titles: frozenset[str]) -> list[Name]:
    """A surname alone is the person named in full before; so are other readings of it by the model."""
    full: dict[str, Entity] = {}
    for name in names:
        if name.entity.type == "Person" and name.end - name.start > 1:
            for part in {doc[name.end - 1].text, *_surnames(doc, name)}:
                full.setdefault(part, name.entity)
    tied = []
    for name in names:
        text = doc[name.start : name.end].text
        if name.kind == "model" and (name.end - name.start == 1 or text in full) and text in full:
            name = replace(name, entity=full[text])
        elif name.kind == "model" and name.entity.type == "Person" and name.end - name.start > 1:
            longer = full.get(doc[name.end - 1].text)
            if longer is not None and set(text.split()) <= set(longer.label.split()):
                name = replace(name, entity=longer)
        tied.append(name)
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


def _tie_acronyms(doc: Doc, names: list[Name]) -> list[Name]:
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
        text = doc[name.start : name.end].text
        if text in by_text and name.end - name.start <= 2:
            name = replace(name, entity=by_text[text])
        covered.update(range(name.start, name.end))
        tied.append(name)
    for token in doc:
        if token.i not in covered and token.text in by_text:
            tied.append(Name(token.i, token.i + 1, by_text[token.text], "model"))
    return sorted(tied, key=lambda n: n.start)
