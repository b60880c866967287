"""Mends what the statistical parser gets wrong again and again in news, before anything is read off the parse.

Each repair undoes one attachment error that the small English model makes by habit, told by the words and tags around it alone
(the approach of Anguiano & Candito 2011, "Parse Correction with Specialized Models for Difficult Attachment Types", with rules).
"""

from __future__ import annotations

from spacy.tokens import Doc, Token

from kg.ontology import Ontology

_CLAUSE_WORDS = frozenset({"when", "while", "where", "after", "as"})
_WHERE = frozenset({"near", "outside", "inside", "around"})
_STARTING = frozenset({"begin", "start", "stop", "finish", "continue", "resume", "keep", "halt", "cease", "consider", "avoid"})
_TIMES = frozenset({"DATE", "TIME"})
_GROUND = frozenset({"GPE", "LOC", "FAC"})
_SAID_OF_EVENTS = frozenset({"blame", "claim", "condemn", "denounce"})
_OF_EVENTS = _SAID_OF_EVENTS | {"kill", "injure", "wound", "leave", "follow", "begin", "break", "last", "erupt", "target", "destroy"}
_OFFICE_LINKS = frozenset({"of", "for", "in", "to"})
_PAST = frozenset({"VBD", "VBZ", "VBP"})


class Repairs:
    """The repairs, with the word lists that they need; one object serves all documents."""

    def __init__(self, ontology: Ontology) -> None:
        self.speech = frozenset().union(
            *(ontology.words(f"say-{kind}") for kind in ("certain", "denied", "doubted", "adding", "directive", "blame"))
        )
        self.concrete = frozenset().union(*(ontology.words(f"{kind}-nouns") for kind in ("facility", "thing", "fighter", "person")))
        self.events = ontology.words("event-nouns")
        self.people = ontology.words("official-nouns") | ontology.words("person-nouns")

    def __call__(self, doc: Doc) -> None:
        """Mends `doc` in place; one pass, linear in its length."""
        for token in doc:
            if token.is_sent_start and token.dep_ == "compound" and token.lower_ in _WHERE:
                _place_before_the_clause(token)
            elif token.dep_ == "advmod" and token.lower_ in _CLAUSE_WORDS:
                _free_conjunction(token)
            elif token.dep_ == "prt" and token.lower_ == "up":
                _count_up_to(token)
            elif token.dep_ == "prep" and token.i and doc[token.i - 1].lemma_ in self.speech:
                self._time_of_saying(token)
            elif token.dep_ == "relcl" and token.lemma_ in _OF_EVENTS:
                self._clause_of_the_event(token)
            elif token.dep_ == "appos":
                self._name_of_the_office(token)
                _apposed_over_a_verb(token)
            elif token.dep_ == "conj":
                if token.tag_ in _PAST and token.lemma_ in self.speech:
                    _speech_after_speech(token, self.speech)
                elif token.pos_ in {"NOUN", "PROPN"} and token.head.ent_type_ in _TIMES and token.ent_type_ not in _TIMES:
                    _actor_after_time(token)
            elif token.tag_ == "NN" and token.dep_ == "compound" and token.lower_.endswith("ing"):
                self._begun_act(token)

    def _time_of_saying(self, prep: Token) -> None:
        """ "India said on Thursday it had carried out strikes": Thursday is when India said so."""
        verb = prep.nbor(-1)
        told = prep.head
        timed = next((c for c in prep.rights if c.dep_ == "pobj"), None)
        if timed is not None and timed.ent_type_ in _TIMES and told.dep_ == "ccomp" and told.head == verb and verb.tag_ in _PAST:
            prep.head = verb

    def _clause_of_the_event(self, verb: Token) -> None:
        """ "the bombing in Damascus, which killed 30 people": the bombing killed them, not Damascus."""
        place = verb.head
        role = "dobj" if verb.lemma_ in _SAID_OF_EVENTS else "nsubj"
        subject = next((c for c in verb.lefts if c.dep_ == role), None)
        event = place.head.head
        if event.lemma_.lower() not in self.events and event.dep_ == "pobj":  # "an attack on a base in Uri, which"
            event = event.head.head
        which = subject is not None and subject.lower_ in {"which", "that"}
        if which and place.ent_type_ in _GROUND and place.dep_ == "pobj" and event.lemma_.lower() in self.events and event.pos_ == "NOUN":
            verb.head = event

    def _name_of_the_office(self, name: Token) -> None:
        """ "the governor of North Kivu province, General Constant Ndima": the name is the governor's, not the province's."""
        place = name.head
        if name.ent_type_ != "PERSON" or place.ent_type_ == "PERSON" or place.dep_ != "pobj" or place.head.lower_ not in _OFFICE_LINKS:
            return
        office = place.head.head
        while office.lemma_.lower() not in self.people and office.dep_ == "pobj" and office.head.lower_ in _OFFICE_LINKS:
            office = office.head.head  # "the commander of Russian forces in Chechnya, General X"
        if office.pos_ == "NOUN" and office.lemma_.lower() in self.people and office.tag_ == "NN" and name.left_edge.nbor(-1).text == ",":
            name.head = office

    def _begun_act(self, word: Token) -> None:
        """ "begin closing bases": a verb and its object; "begin mining operations" is none."""
        noun = word.head
        verb = noun.head
        concrete = not self.concrete.isdisjoint({noun.lemma_.lower(), noun.lower_.removesuffix("s")})
        if concrete and noun.dep_ == "dobj" and verb.lemma_ in _STARTING and word.i == verb.i + 1 and word.i == noun.left_edge.i:
            word.head, word.dep_ = verb, "xcomp"
            noun.head = word
            word.tag_, word.pos_, word.lemma_ = "VBG", "VERB", _base(word.lower_)
            for late in [c for c in verb.rights if c.dep_ == "prep" and c.i > noun.i]:
                late.head = word


def _place_before_the_clause(word: Token) -> None:
    """ "Near Abu Kamal, a strike hit a truck": a place, and not a person called Near."""
    place = word.head
    verb = place.head
    if place.dep_ not in {"nsubj", "npadvmod", "nsubjpass"} or verb.pos_ not in {"VERB", "AUX"}:
        return
    role = place.dep_
    word.tag_, word.pos_, word.lemma_ = "IN", "ADP", word.lower_
    word.head, word.dep_ = verb, "prep"
    place.head, place.dep_ = word, "pobj"
    second = next((c for c in place.rights if c.dep_ == "appos" and c.i < verb.i and c.pos_ == "NOUN"), None)
    if second is not None and role != "npadvmod":  # what the parser took for another name of the place
        second.head, second.dep_ = verb, role


def _free_conjunction(word: Token) -> None:
    """ "killed when suspected militants attacked": "when" opens the clause, and is no part of its subject."""
    amod = word.head
    noun = amod.head
    verb = noun.head
    if amod.dep_ == "amod" and noun.dep_ in {"nsubj", "nsubjpass"} and word.i < amod.i < noun.i < verb.i and word.i == noun.left_edge.i:
        word.head = verb
        if verb.dep_ == "ccomp" and verb.head.i < word.i:
            verb.dep_ = "advcl"


def _count_up_to(up: Token) -> None:
    """ "kidnapped up to 16 advisers": a count, not a verb "kidnap up"."""
    to = up.nbor(1) if up.i + 1 < len(up.doc) else up
    number = up.doc[up.i + 2] if up.i + 2 < len(up.doc) else up
    noun = number.head
    verb = up.head
    if to.lower_ != "to" or not number.like_num or noun.dep_ != "pobj" or noun.head.i != to.i or verb.pos_ != "VERB":
        return
    noun.head, noun.dep_ = verb, "dobj"
    to.head, to.dep_ = number, "quantmod"
    up.head, up.dep_ = number, "quantmod"


def _speech_after_speech(verb: Token, speech: frozenset[str]) -> None:
    """ "denied that the base had fallen and accused the RSF": who denied accused; a clause in another tense is no conjunct."""
    first = verb.head
    outer = first.head
    if first.dep_ != "ccomp" or outer.lemma_ not in speech or outer.tag_ not in _PAST or first.tag_ == verb.tag_:
        return
    if any(c.dep_ in {"nsubj", "nsubjpass", "aux", "auxpass"} for c in verb.lefts):
        return
    joint = next((c for c in first.rights if c.dep_ == "cc" and c.i < verb.i), None)
    verb.head = outer
    if joint is not None:
        joint.head = outer


def _apposed_over_a_verb(noun: Token) -> None:
    """ "The men are from ISIS, an offshoot of al-Qaeda": what is set beside a name is beside the last one, not the subject."""
    subject = noun.head
    verb = subject.head
    comma = noun.left_edge.i - 1
    if subject.dep_ not in {"nsubj", "nsubjpass"} or not subject.i < verb.i < noun.i or noun.doc[comma].text != ",":
        return
    last = noun.doc[comma - 1]
    while last.text == ")" or last.dep_ in {"compound", "punct", "nmod"}:
        if last.head.i == last.i:
            return
        last = last.head
    if last.pos_ in {"NOUN", "PROPN"} and verb.i < last.i < noun.i and not last.is_ancestor(subject):
        noun.head = last


def _actor_after_time(noun: Token) -> None:
    """ "bombed Gaza on Wednesday and Hamas fired rockets": a new clause begins, and its subject is no second Wednesday."""
    doc = noun.doc
    end = noun.right_edge.i + 1
    verb = doc[end] if end < len(doc) else noun
    second: Token | None = None
    if verb.dep_ == "cc" and end + 1 < len(doc):  # "... Wednesday and Hamas and other groups fired"
        second = next((t for t in (doc[end + 1], *doc[end + 1].ancestors) if t.dep_ == "nsubj" and t.left_edge.i == end + 1), None)
        verb = second.head if second is not None else noun
    subjects = [c for c in verb.lefts if c.dep_ in {"nsubj", "nsubjpass"}]
    if verb.tag_ not in _PAST or verb.dep_ != "conj" or verb.i < noun.i or subjects != ([] if second is None else [second]):
        return
    joint = next((c for c in noun.head.rights if c.dep_ == "cc" and c.i < noun.i), None)
    if joint is not None:
        joint.head = verb.head
    if second is not None:
        doc[end].head = noun
        second.head, second.dep_ = noun, "conj"
    noun.head, noun.dep_ = verb, "nsubj"


def _base(form: str) -> str:
    stem = form.removesuffix("ing")
    if len(stem) > 3 and stem[-1] == stem[-2] and stem[-1] not in "lsz":
        return stem[:-1]
    return stem + "e" if stem[-1] in "scvuz" and stem[-2:] not in {"ss", "ow"} else stem
