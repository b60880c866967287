"""Where a text names places: candidates by their capitals, looked up all at once, each weighed by the words around it.

A name is looked up before the statistical model is believed, which calls Islam Qala a person; but a gazetteer knows a
village for almost every word. So each match must bring evidence: how known the place is, what the model says, a class
word beside it, a preposition, a list of places, another mention that is beyond doubt; against it: titles, surnames,
pieces of longer names, the same word in lower case.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from kg import worldlist
from kg.ontology import Ontology
from kg.reading.placeindex import Candidate, key, lies_in, standing
from kg.reading.toponymhits import ToponymHit, containers
from kg.reading.words import APOSTROPHES, Words, split, words_of

if TYPE_CHECKING:
    from spacy.tokens import Doc

LONGEST = 6
"""Words of the longest name that is looked for."""
THRESHOLD = 2.2
"""What the evidence for a place must add up to."""
WEAK = 1.0
"""Below this a mention supports no other."""
SURE = 3.5
"""From here on a mention lends its weight to the others of its name."""
BEYOND_DOUBT = 6.0
"""From here on a mention says that a name is a place's, though somebody in the text is called so."""
_LABELS = {"GPE": 3.0, "LOC": 3.0, "FAC": 2.0, "ORG": -0.5, "PERSON": -1.5, "NORP": -1.5, "PRODUCT": -1.0, "EVENT": -1.0}
"""What it says for a place that the model finds an entity of that class in its very words."""
_LABELS_WITHIN = {"GPE": 1.5, "LOC": 1.5, "FAC": -0.5, "ORG": -1.2, "PERSON": -2.5, "NORP": -2.0, "PRODUCT": -2.0, "EVENT": -1.5}
"""The same for a longer entity that the name is a piece of."""
_UNLABELLED, _OTHER_LABEL, _OTHER_ART, _PERSON_LONG = -0.5, -5.0, -2.5, -0.5
_WHERE = 1.5
"""What it says for a place that a preposition of place alone stands before it: nobody is "near" a person."""
_GROUND_LINKS = frozenset({"of", "for", "on", "over", "to", "into"})
_ART = frozenset({"WORK_OF_ART", "LAW", "LANGUAGE"})
_ARTICLES = frozenset({"al", "el", "ar", "as", "ash", "at", "an", "ad", "az", "the", "es", "ed"})
_FREE_ARTICLES = frozenset({"al", "el", "the"})
_NEVER_ALONE = frozenset({"DET", "PRON", "ADP", "CCONJ", "SCONJ", "AUX", "PUNCT", "NUM", "PART", "INTJ", "SYM"})
_PLACE_LABELS = frozenset({"GPE", "LOC", "FAC"})
_LIST = frozenset({",", "and", "or", "&", ";"})
_INTO = frozenset({",", "in", "the", "located", "of"})


class Known(Protocol):
    """What the finder asks of a gazetteer."""

    def learn(self, names: Iterable[Sequence[str]]) -> None:
        """Look names up ahead."""
        ...

    def known(self, name_key: str) -> tuple[Candidate, ...]:
        """The places of a name looked up."""
        ...


class PlaceFinder:
    """Finds the places in documents, by the word lists of ``ontology/places.ttl``."""

    def __init__(self, lists: Ontology) -> None:
        self.classes = (
            lists.words("first-division-classes")
            | lists.words("second-division-classes")
            | lists.words("settlement-classes")
            | lists.words("country-classes")
            | lists.words("region-classes")
            | lists.words("water-classes")
        )
        self.heads = lists.words("facility-heads")
        self.middles = lists.words("facility-middles")
        self.parts = lists.words("part-words")
        self.prepositions = lists.words("place-prepositions")
        self.ground_nouns = lists.words("ground-nouns")
        self.ground_verbs = lists.words("ground-verbs")
        self.titles = lists.words("person-titles")
        self.inner = lists.words("name-inner-words")
        self.first_names = lists.words("first-names")
        people = (split(n) for a in worldlist.load(lists.folder).actors for n in (*a.adjectives, *a.demonyms))
        self.no_names = (
            frozenset(w[0] for w in people if len(w) == 1)
            | self.classes
            | self.heads
            | self.middles
            | self.parts
            | self.titles
            | lists.words("no-place-words")
        )

    def find(self, doc: Doc, gazetteer: Known) -> tuple[ToponymHit, ...]:
        """The places that `doc` names: leftmost and longest, not overlapping, in text order."""
        words, text = words_of(doc), doc.text
        spans = list(self._spans(doc, words))
        names = [words.keys[i:j] for i, j in spans]
        gazetteer.learn(names)
        ordinary = {k for k, r in zip(words.keys, words.raw, strict=True) if r.islower()}
        people = self._people(doc)
        entities = {i: (e.start, e.end) for e in doc.ents for i in range(e.start, e.end)}
        found: dict[str, list[ToponymHit]] = {}
        for (i, j), name in zip(spans, names, strict=True):
            name_key = key(name)
            candidates = _spelled(gazetteer.known(name_key), "".join(words.raw[i:j]))
            if candidates and (candidates[0].place.id < 0 or name_key.removeprefix("the ") not in self.no_names):
                hit = self._weigh(doc, words, (i, j), candidates, entities)
                hit = replace(hit, name=text[hit.start_char : hit.end_char])
                if j - i == 1:
                    against = 3.0 * (name_key in ordinary) + 1.5 * (name_key in self.first_names)
                    hit = replace(hit, weight=hit.weight - against) if against else hit
                found.setdefault(name_key, []).append(hit)
        hits = self._accepted(doc, found, people)
        return containers(doc, [self._facility(doc, text, h) for h in hits])

    def _people(self, doc: Doc) -> frozenset[str]:
        """Folded surnames and first names of the people whom the model sees in full; "Near Palmyra" is nobody."""
        found: set[str] = set()
        for ent in doc.ents:
            if ent.label_ != "PERSON" or len(ent) < 2 or ent[0].lower_ in self.prepositions or ent[-1].lower_ in self.heads:
                continue
            parts = [p for p in split(ent.text) if p != "'s"]
            if len(parts) > 1:
                found.update((parts[0], parts[-1]))
        return frozenset(found)

    def _spans(self, doc: Doc, words: Words) -> Iterator[tuple[int, int]]:
        """The stretches of words that may be a place's name, by their capitals."""
        raw, keys, tokens, n = words.raw, words.keys, words.tokens, len(words.keys)
        for i in range(n):
            if _capital(raw[i]):
                token = doc[tokens[i]]
                if len(raw[i]) > 1 and (token.pos_ not in _NEVER_ALONE or token.ent_type_ in _PLACE_LABELS):
                    yield i, i + 1
            elif not (keys[i] in _ARTICLES and i + 1 < n and _capital(raw[i + 1])):
                continue
            elif keys[i] not in _FREE_ARTICLES and tokens[i + 1] == tokens[i] + 1:
                continue  # "at Ghazni" is no "At-Ghazni"
            for j in range(i + 1, min(i + LONGEST, n)):
                if _capital(raw[j]) or (keys[j] == "'s" and keys[i] in ("st.", "st", "saint")):
                    yield i, j + 1
                elif keys[j] not in self.inner:
                    break

    def _weigh(
        self,
        doc: Doc,
        words: Words,
        span: tuple[int, int],
        candidates: tuple[Candidate, ...],
        entities: dict[int, tuple[int, int]],
    ) -> ToponymHit:
        """A hit for the words of `span`, with the evidence that its own sentence gives."""
        i, j = span
        start, end = words.tokens[i], words.tokens[j - 1] + 1
        best, last = candidates[0], doc[end - 1]
        weight = min(standing(best.place), 3.5) + 0.75 * min(j - i - 1, 2)
        label = self._label(doc, start, end, entities.get(end - 1))
        if best.short and not best.main:
            weight -= 0.5
        if doc[start].pos_ != "PROPN" and last.pos_ != "PROPN" and last.ent_type_ not in _PLACE_LABELS:
            weight -= 3.0 if start == 0 or doc[start].is_sent_start else 1.0
        word, outer_start, outer_end = self._class_beside(doc, start, end)
        if word is not None:
            weight += 3.0
        elif end < len(doc) and doc[end].lower_ in self.heads:
            weight += 1.0
        before = doc[start - 1] if start else None
        part = before.lower_ if before is not None and before.lower_ in self.parts else None
        stands = self._preposition(doc, outer_start - (part is not None))
        weight += stands + (max(label, _UNLABELLED) if stands >= _WHERE and label > _OTHER_LABEL else label)
        weight += self._neighbours(doc, start, end, part is not None, standing(best.place))
        return ToponymHit(
            start=start,
            end=end,
            name="",
            candidates=candidates,
            weight=weight,
            start_char=words.starts[i],
            end_char=words.ends[j - 1],
            place_start=start,
            place_end=end,
            class_word=word,
            outer_start=outer_start,
            outer_end=outer_end,
            part=part,
        )

    def _label(self, doc: Doc, start: int, end: int, entity: tuple[int, int] | None) -> float:
        """What the model says: an entity of the same words, or a longer one, but for articles, class words and facility heads."""
        if entity is None:
            return _UNLABELLED
        label = doc[end - 1].ent_type_
        if label in _ART:
            return _OTHER_ART
        first, last = entity
        while first < start and (
            doc[first].lower_ in ("the", "of") or doc[first].lower_ in self.parts or doc[first].lower_ in self.classes
        ):
            first += 1
        while last > end and (doc[last - 1].lower_ in ("'s", "’s") or doc[last - 1].lower_ in self.classes):
            last -= 1
        if last > end and doc[last - 1].lower_ in self.heads:
            last = end
        if any(doc[i].lower_ in (",", "and", "or") for i in (*range(first, start), *range(end, last))):
            first, last = start, end  # a list that the model took for one name
        if first < start or last > end:
            return _LABELS_WITHIN.get(label, _OTHER_LABEL)
        if label == "PERSON" and end - start > 1 and doc[start].lower_ not in self.first_names:
            return _PERSON_LONG
        return _LABELS.get(label, _OTHER_LABEL)

    def _class_beside(self, doc: Doc, start: int, end: int) -> tuple[str | None, int, int]:
        """The class word behind ("Herat province") or before ("the province of Herat", "the town Herat"), and the outer range."""
        if end < len(doc) and doc[end].lower_ in self.classes and doc[end].pos_ in ("NOUN", "PROPN"):
            return doc[end].lower_, start, end + 1
        at = start - 1
        if at > 0 and doc[at].lower_ == "of":
            at -= 1
            named = at > 0 and doc[at - 1].pos_ == "PROPN"  # "Anbar province of Iraq": the word is Anbar's
            if doc[at].lower_ in self.classes and not named:
                return doc[at].lower_, at, end
        elif at >= 0 and doc[at].lower_ in self.classes and doc[at].pos_ == "NOUN":
            return doc[at].lower_, at, end
        return None, start, end

    def _preposition(self, doc: Doc, start: int) -> float:
        at = start - 1
        if at >= 0 and doc[at].lower_ == "the":
            at -= 1
        if at < 0:
            return 0.0
        word = doc[at].lower_
        if word in ("in", "near", "outside", "inside", "throughout", "across"):
            return _WHERE
        bare = at == start - 1
        if bare and at and word in _GROUND_LINKS and doc[at - 1].pos_ == "NOUN" and doc[at - 1].lemma_.lower() in self.ground_nouns:
            return _WHERE  # "the shelling of Kramatorsk", "the battle for Bakhmut"
        if bare and doc[at].pos_ == "VERB" and doc[at].lemma_.lower() in self.ground_verbs:
            return _WHERE  # "recaptured Palmyra"
        return 1.0 if word in self.prepositions else 0.0

    def _neighbours(self, doc: Doc, start: int, end: int, part: bool, known: float) -> float:
        """What capitalised words right beside a name say: it is a piece of a longer name, a person's, a team's, an office's."""
        weight = 0.0
        if start > 0 and not part:
            before = doc[start - 1]
            # "Near Rawah": the model may take the capital for a name's
            named = before.pos_ == "PROPN" and before.is_alpha and before.is_title and before.lower_ not in self.prepositions
            if before.lower_ in self.titles:
                weight -= 2.0
            elif named and before.ent_type_ not in ("GPE", "NORP", "LOC"):
                weight -= 1.5 if doc[start].ent_iob_ == "I" or known < 2.5 else 1.0
        if end < len(doc):
            after = doc[end]
            if after.pos_ == "PROPN" and after.is_alpha and after.is_title and after.lower_ not in self.classes:
                if doc[end - 1].ent_type_ in ("PERSON", "ORG") and after.ent_iob_ == "I":
                    weight -= 2.0
                elif after.lower_ not in self.heads and after.lower_ not in self.middles:
                    weight -= 0.5 if known > 2.5 else 1.5
        return weight

    def _accepted(self, doc: Doc, found: dict[str, list[ToponymHit]], people: frozenset[str]) -> list[ToponymHit]:
        """The hits with enough evidence, once sure mentions have vouched for others of their name and for their neighbours in a list."""
        for name, hits in found.items():
            best = max(h.weight for h in hits)
            if name in people and best < BEYOND_DOUBT:
                found[name] = [replace(h, weight=h.weight - 4.0) for h in hits]
            elif best >= SURE:
                found[name] = [replace(h, weight=h.weight + 2.0) if h.weight < SURE else h for h in hits]
        every = sorted((h for hits in found.values() for h in hits), key=lambda h: (h.start, -h.end))
        good = [h for h in every if h.weight >= THRESHOLD]
        around = _Around(
            countries=frozenset(h.candidates[0].place.country for h in good) - {""},
            starts={h.outer_start: h for h in reversed([h for h in every if h.weight >= WEAK])},
            ends={h.outer_end: h for h in every if h.weight >= WEAK},
        )
        chosen: list[ToponymHit] = []
        taken = -1
        for hit in every:
            if hit.start < taken:
                continue
            weight = hit.weight
            if WEAK - 1.5 <= weight < THRESHOLD:
                weight += around.support(doc, hit)
            if weight >= THRESHOLD:
                chosen.append(replace(hit, weight=round(weight, 2)))
                taken = hit.end
        return chosen

    def _facility(self, doc: Doc, text: str, hit: ToponymHit) -> ToponymHit:
        """A hit grown over the facility that is named after the place ("Herat International Airport"), or as it was."""
        at = hit.end
        while at < len(doc) and at - hit.end < 4 and doc[at].is_title and doc[at].lower_ in self.middles:
            at += 1
        if at >= len(doc) or doc[at].lower_ not in self.heads:
            return hit
        if not (doc[at].is_title or at > hit.end or doc[at].pos_ == "NOUN"):
            return hit
        end_char = doc[at].idx + len(doc[at])
        return replace(
            hit,
            end=at + 1,
            name=text[hit.start_char : end_char],
            kind="facility",
            end_char=end_char,
            outer_end=max(hit.outer_end, at + 1),
        )


def _capital(word: str) -> bool:
    """Whether a word is written as in a name: "Paris", "d'Ivoire"."""
    return word[0].isupper() or (len(word) > 3 and word[1] in APOSTROPHES and word[2].isupper())


def _spelled(candidates: tuple[Candidate, ...], raw: str) -> tuple[Candidate, ...]:
    """The candidates that may be written so: acronyms in capitals, and short words in capitals only as acronyms."""
    if not candidates:
        return candidates
    if not raw.isupper():
        return tuple(c for c in candidates if not c.acronym)
    return candidates if len(raw.replace(".", "")) > 3 else tuple(c for c in candidates if c.acronym)


@dataclass(frozen=True, slots=True)
class _Around:
    """What else the document says of places: countries beyond doubt, and the hits by where they begin and end."""

    countries: frozenset[str]
    starts: dict[int, ToponymHit]
    ends: dict[int, ToponymHit]

    def support(self, doc: Doc, hit: ToponymHit) -> float:
        """What a weak hit gains from its neighbours in a list, from the place that it is said to lie in, from the countries named."""
        gained = 0.7 if hit.candidates[0].place.country in self.countries else 0.0
        for other in self._listed(doc, hit):
            gained += 2.0 if other.weight >= THRESHOLD else 0.8
            break
        inside = self._container(doc, hit)
        if inside is not None and any(lies_in(c.place, o.place) for c in hit.candidates for o in inside.candidates):
            gained += 2.0
        return gained

    def _listed(self, doc: Doc, hit: ToponymHit) -> Iterator[ToponymHit]:
        """The hits beside it in a list or a pair: "X, Y and Z"; the better first."""
        at = hit.outer_start - 1
        while at > 0 and hit.outer_start - at < 4 and doc[at].lower_ in _LIST:
            at -= 1
        before = self.ends.get(at + 1) if at < hit.outer_start - 1 else None
        at = hit.outer_end
        while at < len(doc) and at - hit.outer_end < 3 and doc[at].lower_ in _LIST:
            at += 1
        after = self.starts.get(at) if at > hit.outer_end else None
        yield from sorted((h for h in (before, after) if h is not None), key=lambda h: -h.weight)

    def _container(self, doc: Doc, hit: ToponymHit) -> ToponymHit | None:
        at = hit.outer_end
        while at < len(doc) and at - hit.outer_end < 4 and (doc[at].lower_ in _INTO or doc[at].lower_.endswith("ern")):
            at += 1
        return self.starts.get(at) if at > hit.outer_end else None
