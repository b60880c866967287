"""Definite descriptions: which named or known entity "the group", "the city", "the president" or "the soldiers" refers back to."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from spacy.tokens import Doc, Token

from kg.ontology import Ontology
from kg.reading.entities import Found
from kg.reading.phrases import of_object
from kg.reading.salience import History
from kg.records import Entity

_DEFINITE = frozenset({"the", "this", "that", "these", "those", "both", "its", "their", "whose"})
_STATES = frozenset({"PCLI", "PPLC"})
_BODIES = frozenset({"Organization", "ArmedGroup", "MediaOutlet", "PersonGroup"})
_PLACES = frozenset({"Place", "Facility", "PlaceGroup"})
_PEOPLE = frozenset({"PersonGroup", "ArmedGroup"})
_ONE_BODY = frozenset({"Organization", "ArmedGroup", "Government"})
_SINGULAR = frozenset({"NN", "NNP"})
_NAMED_AS = frozenset({"name", "identify", "know", "call"})


class Descriptions:
    """Resolves the nominal mentions of one document against its history; `titled` gives whom a bare title means by now."""

    def __init__(self, doc: Doc, found: Mapping[int, Found], history: History, titled: Mapping[str, Entity], ontology: Ontology) -> None:
        self.doc = doc
        self.found = found
        self.history = history
        self.titled = titled
        self.titles = ontology.words("office-titles")
        self.portfolios = ontology.words("portfolios")
        self.directions = ontology.words("direction-words")
        self.offices = ontology.words("single-offices")
        self.fighters = ontology.words("fighter-nouns")
        self.groups = ontology.words("group-descriptions")
        self.countries = ontology.words("country-descriptions")
        self.settlements = ontology.words("settlement-descriptions")
        self.divisions = ontology.words("division-descriptions")
        self.armies = ontology.words("army-nouns")
        self.same = ontology.words("identifying-adjectives")
        self.speaking = ontology.words("say-certain") | ontology.words("say-denied")
        self.parts = ontology.words("part-descriptions")
        self.services = ontology.words("service-nouns")

    def resolve(self, token: Token, mention: Found) -> Entity | None:
        """What the noun phrase `mention` with the head `token` refers back to; None where it stands for itself."""
        lemma = token.lemma_.lower()
        named = self._apposed(token, mention)
        if named is not None:
            return named
        if mention.entity.type == "Government":
            ruler = of_object(token)
            person = self.found.get(ruler.i) if ruler is not None else None
            if person is not None and person.entity.type == "Person":
                return None  # "the government of Abdrabbuh Mansur Hadi": which country's, the text does not say here
            if lemma in {"government", "authorities", "regime"}:
                return self._state(token)
        plain = mention.head == mention.start
        if lemma in self.services and plain:
            return self._named_with(token, lemma)
        determiner = next((c for c in token.lefts if c.dep_ in {"det", "poss"}), None)
        inside = self.doc[mention.start : mention.head]
        if determiner is None and not plain and mention.entity.minimum is None and any(t.pos_ in {"PROPN", "ADJ"} for t in inside):
            return self._shortened(token, mention)
        if determiner is None or determiner.lower_ not in _DEFINITE:
            return None
        if any(t.pos_ == "NUM" for t in inside):
            return None
        if lemma in self.offices and mention.entity.type == "Person" and self._bare(mention):
            return self._office(mention, lemma)
        if any(t.pos_ == "PROPN" for t in inside):
            return self._shortened(token, mention)
        if lemma in self.countries and token.tag_ in _SINGULAR:
            return self._state(token)
        return self._described(token, mention, lemma, determiner)

    def _described(self, token: Token, mention: Found, lemma: str, determiner: Token) -> Entity | None:
        plain = mention.head == mention.start
        one = token.tag_ in _SINGULAR
        if lemma == "enemy" and plain:
            spoken = frozenset(s.entity.id for s in self.history.back(token, 0))
            return self.history.best(token, ("ArmedGroup",), sentences=6, skip=spoken)
        if lemma in self.groups and one:
            return self.history.best(token, ("ArmedGroup",), sentences=6)
        if lemma in self.fighters and plain and token.tag_ == "NNS":
            owner = self.history.at(determiner.i) or self._relative(determiner)
            if owner is not None and owner.type in {"ArmedGroup", "Organization"}:
                return owner  # "the RSF denied that its fighters had left"
            if determiner.lower_ == "the":
                same = self._same_head(token, mention)
                if same is not None or lemma in {"force", "troop", "soldier"}:
                    return same
                return self.history.best(token, ("ArmedGroup",), sentences=3)
        if lemma in self.offices and mention.entity.type == "Person":
            return self._same_head(token, mention)
        # "the northern province" is the one spoken of last, told by where it lies
        plain = plain or all(t.lower_ in self.directions for t in self.doc[mention.start : mention.head])
        if lemma in self.settlements and plain and one:
            return self._place(token, lambda e: (e.feature or "").startswith("PPL") or lemma in e.label.lower())
        if lemma in self.divisions and plain and one:
            return self._place(token, lambda e: (e.feature or "").startswith("ADM") or lemma in e.label.lower())
        return self._same_head(token, mention)

    def _bare(self, mention: Found) -> bool:
        """Whether an office is named without whose it is: "the foreign secretary", not "the Syrian president"."""
        return all(t.lower_ in self.titles or t.lower_ in self.portfolios for t in self.doc[mention.start : mention.head])

    def _office(self, mention: Found, lemma: str) -> Entity | None:
        """Who bears the title in the text: "the foreign minister" is not the prime minister."""
        if mention.start == mention.head:
            return self.titled.get(lemma)
        return self.titled.get(f"{self.doc[mention.head - 1].lower_} {lemma}")

    def _relative(self, word: Token) -> Entity | None:
        """Whose "whose" is: of the noun that its clause describes ("the M23, whose fighters seized Goma")."""
        clause = word
        while word.tag_ == "WP$" and clause.dep_ != "relcl" and clause.head != clause:
            clause = clause.head
        return self.history.at(clause.head.i) if clause.dep_ == "relcl" else None

    def _apposed(self, token: Token, mention: Found) -> Entity | None:
        """ "its Arab component, the Syrian Arab Coalition", "Votel, commander of X": a name beside a description is its name."""
        if (mention.entity.minimum or 1) > 1:
            return None
        if token.lemma_.lower() in self.parts and any(c.dep_ == "prep" for c in token.rights):
            return None  # "Gonesse, a suburb of Paris" says where it lies
        for other in _beside(token, person=mention.entity.type == "Person"):
            named = self.found.get(other.i)
            if named is None or named.kind != "name" or named.entity.id.startswith("report/"):
                continue
            kinds = {named.entity.type, mention.entity.type}
            if len(kinds) == 1 or kinds <= _BODIES or kinds <= _PLACES:
                return named.entity
        return None

    def _named_with(self, token: Token, word: str) -> Entity | None:
        """ "the police" after "Thames Valley Police", "the military" after "Sudan's army": the last body of that kind.

        None where another country has been spoken of since: it has an army of its own.
        """
        kinds = self.armies if word in self.armies else frozenset({word})
        since: set[str] = set()
        for seen in self.history.back(token, 20):
            if seen.entity.type == "Organization":
                words = {*seen.entity.label.lower().split(), self.doc[seen.found.head].lemma_.lower()}
                armed = kinds is self.armies and (
                    "armed forces" in seen.entity.label.lower() or "defense forces" in seen.entity.label.lower()
                )
                if armed or not kinds.isdisjoint(words):
                    return seen.entity if since <= {seen.entity.country} else None
            if seen.entity.country and (seen.entity.type == "Government" or seen.entity.feature in _STATES):
                since.add(seen.entity.country)
        return None

    def _shortened(self, token: Token, mention: Found) -> Entity | None:
        """ "Iraqi forces" after "Iraqi security forces": the same noun with some of the same words before it, neither counted."""
        wanted = self._modifiers(token, mention)
        for seen in self.history.back(token, 12):
            head = self.doc[seen.found.head]
            if seen.found.kind == "pronoun" or seen.entity.minimum is not None or seen.entity.type not in _BODIES | _PEOPLE:
                continue
            if _noun(head) == _noun(token) and _plural(head) == _plural(token) and wanted < self._modifiers(head, seen.found):
                return seen.entity
        return None

    def _modifiers(self, head: Token, mention: Found) -> frozenset[str]:
        """The words that tell the noun `head` apart from others of its kind."""
        words = (t for t in self.doc[mention.start : mention.end] if t.i != head.i and t.pos_ in {"ADJ", "NOUN", "PROPN", "NUM", "VERB"})
        return frozenset(t.lemma_.lower() for t in words) - self.same

    def _state(self, token: Token) -> Entity | None:
        """The government that "the government" is: of the country spoken of most, and last."""
        weights: dict[str, float] = {}
        entities: dict[str, Entity] = {}
        for seen in self.history.seen:
            country = seen.entity.country
            if not country:
                continue
            distance = self.history.sentence_of[token.i] - seen.sentence
            state = seen.entity.type == "Government" or seen.entity.feature in _STATES
            weight = (1.0 if state else 0.6) * max(seen.weight, 1.0) / (1 + 0.2 * distance)
            weights[country] = weights.get(country, 0.0) + weight
            if state and (seen.entity.type == "Government" or country not in entities):
                entities[country] = seen.entity
        if not entities:
            return None
        return entities[max(entities, key=lambda c: (weights[c], c))]

    def _place(self, token: Token, wanted: Callable[[Entity], bool]) -> Entity | None:
        """The last place that is `wanted`; a capital that speaks ("Kigali denies it") is its government, and passed over."""
        for seen in self.history.back(token, 8):
            place = seen.entity if seen.entity.type in {"Place", "Facility"} else seen.found.place
            if place is None or not wanted(place):
                continue
            speaks = self.doc[seen.token].dep_ == "nsubj" and self.doc[seen.token].head.lemma_ in self.speaking
            if not speaks:
                return place
        return None

    def _same_head(self, token: Token, mention: Found) -> Entity | None:
        """ "the soldiers" after "three Afghan soldiers": the last mention with that head noun that has all the words before it."""
        lemma = _noun(token)
        wanted = self._modifiers(token, mention)
        plural = _plural(token)
        owner = next((self.history.at(c.i) for c in token.lefts if c.tag_ == "PRP$"), None)
        for seen in self.history.back(token, 12):
            kinds = {seen.entity.type, mention.entity.type}
            built = seen.entity.type == "Facility" and mention.entity.type in {"Facility", "Place"}
            if len(kinds) > 1 and not kinds <= _PEOPLE and not kinds <= _ONE_BODY and not built:
                continue
            head = self.doc[seen.found.head]
            if owner is not None and not any(self.history.at(c.i) == owner for c in head.lefts):
                continue  # "their forces" are not somebody else's
            label = seen.entity.label.split(" of ")[0].lower().split()
            same = seen.found.kind != "pronoun" and _noun(head) == lemma and plural == _plural(head)
            if same and wanted <= self._modifiers(head, seen.found) | set(label):
                return seen.entity
            if [lemma] == label[-1:] and wanted <= set(label):
                return seen.entity
        return None


def _plural(token: Token) -> bool:
    return token.tag_ in {"NNS", "NNPS"}


def _noun(token: Token) -> str:
    """The noun's dictionary form; the lemmatizer leaves names alone ("Forces")."""
    lemma = token.lemma_.lower()
    return lemma.removesuffix("s") if token.tag_ == "NNPS" else lemma


def _beside(token: Token, *, person: bool) -> list[Token]:
    """The names that the text sets equal to the noun `token`: its apposition, its subject ("X is a ..."), what it is "named as"."""
    beside = [c for c in token.rights if c.dep_ == "appos" and c.pos_ == "PROPN" and not any(g.dep_ == "conj" for g in c.rights)]
    if token.dep_ == "appos" and token.head.pos_ == "PROPN":
        beside.append(token.head)
    if token.dep_ == "attr" and token.head.lemma_ == "be" and person:
        beside.extend(c for c in token.head.lefts if c.dep_ == "nsubj" and c.pos_ == "PROPN")
    for child in token.rights:  # "the suspect, named as Brenton Tarrant"
        if child.dep_ == "acl" and child.lemma_ in _NAMED_AS:
            told = [g for p in child.rights if p.dep_ == "prep" and p.lower_ == "as" for g in p.rights]
            beside.extend(g for g in told if g.pos_ == "PROPN")
            beside.extend(c for c in child.rights if c.dep_ == "oprd" and c.pos_ == "PROPN")
    return beside
