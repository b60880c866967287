"""Who does what to whom: the arguments of verbs and eventive nouns, the same whatever the syntax.

A frame asks for ``subject``, ``object``, ``to``, ``of`` ...; this module answers for active and passive clauses, relative and
participial clauses, control, coordination and light verbs alike, so that the lexicon needs one frame a meaning. An argument
is a head token; what it stands for is looked up elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from spacy.tokens import Token

from kg.extract._clauses import noun_object, noun_subject, surface_subject, verb_object, verb_subject
from kg.extract._nominal import LONGEST_PHRASE, after_comma, modifiers, versus
from kg.extract._prepositions import prepositional
from kg.extract._vocabulary import words
from kg.extract._voice import is_nominal
from kg.reading.phrases import borrowed_items, conjuncts

PEOPLE = "kg_people"
"""Where a Doc's ``user_data`` keeps the tokens that head people's names."""

_LONGEST_LIST = 60
"""Conjuncts that are followed: no list of a report is longer, and what is longer (an endless "and") is no list."""


def deep(token: Token, role: str) -> tuple[Token, ...]:
    """The tokens that fill `role` of the predicate `token`, before coordination.

    Roles: ``subject`` and ``object`` as in the active clause, ``dative``, ``attribute``, ``possessive``, ``modifier`` (words
    before a noun), ``head`` (the noun that `token` modifies), ``self``, ``holder`` (who a title or office noun is said of),
    or a preposition. An empty tuple where nothing fills it.
    """
    noun = is_nominal(token)
    if role == "self":
        return (token,)
    if role == "subject":
        return noun_subject(token) if noun else verb_subject(token)
    if role == "object":
        return noun_object(token) if noun else verb_object(token)
    if role == "dative":
        return tuple(c for c in token.rights if c.dep_ == "dative" and c.pos_ != "ADP") + prepositional(token, "to", dative=True)
    if role == "attribute":
        beside = token.nbor(1) if token.i + 1 < len(token.doc) else token
        extra = (beside,) if beside.lower_ in words("resultative-adjectives") else ()
        return tuple(c for c in token.rights if c.dep_ in {"attr", "acomp", "oprd"}) + extra
    if role == "possessive":
        return tuple(c for each in dict.fromkeys((token, _named_by(token))) for c in each.lefts if c.dep_ == "poss")
    if role == "modifier":
        return modifiers(token)
    if role == "head":
        return (token.head,) if token.dep_ in {"amod", "compound", "acl", "relcl", "nmod"} and token.head.pos_ in {"NOUN", "PROPN"} else ()
    if role == "holder":
        return _holder(token)
    if role == "when":  # "were killed when a bomb exploded": the event that brought it about
        marks = {"when", "after", "as", "while"}
        verbs = (token, *(c for c in token.rights if c.dep_ == "conj" and c.tag_ == token.tag_))  # "20 were killed and 59 injured when"
        return tuple(
            c
            for verb in verbs
            for c in verb.rights
            if c.dep_ == "advcl" and any(g.lower_ in marks for g in c.lefts if g.dep_ in {"advmod", "mark"})
        )
    if role == "purpose":
        return tuple(c for c in token.rights if c.dep_ in {"advcl", "xcomp"} and c.tag_ == "VB")
    if role == "versus":
        return versus(token)
    if role == "comma":
        return after_comma(token)
    if role == "apposed":
        return (token.head,) if token.dep_ == "appos" else ()
    if role == "clause":
        return _clause_subject(token)
    if role == "advmod":
        return tuple(c for c in token.children if c.dep_ == "advmod")
    return prepositional(token, role) or (_behind_name(token, role) if role in {"of", "for"} else ())


def _named_by(title: Token) -> Token:
    """The name that a title stands before ("King Felipe of Spain", "UN Secretary-General X"), or the title itself."""
    name = title
    steps = 0
    while name.dep_ in {"compound", "nmod"} and name.head.i > name.i and name.head.pos_ in {"NOUN", "PROPN"} and steps < LONGEST_PHRASE:
        name = name.head
        steps += 1
    return name if name.i in title.doc.user_data.get(PEOPLE, ()) else title


def _behind_name(title: Token, role: str) -> tuple[Token, ...]:
    """What a title that says nothing itself has behind its name: "King Felipe of Spain", but not "chairman Nadler of New York"."""
    bearer = _bearer(title)
    if bearer.i == title.i or any(c.dep_ in {"compound", "amod", "nmod", "poss"} for c in title.lefts):
        return ()
    beside = bearer.doc[bearer.i + 1] if bearer.i + 1 < len(bearer.doc) else bearer
    found = prepositional(bearer, role) if bearer.dep_ == "compound" or beside.lower_ == role else ()
    if bearer.dep_ == "compound" or title.lemma_.lower() in words("single-offices"):
        return found
    return tuple(t for t in found if t.ent_type_ != "GPE")


def _bearer(title: Token) -> Token:
    """What a title's "of" may hang on instead of it: the name behind it, or its second half ("secretary-general of NATO")."""
    return title.head if title.dep_ == "compound" and title.head.lower_ == "general" else _named_by(title)


def _holder(noun: Token) -> tuple[Token, ...]:
    """Who holds the office or role that `noun` names: by title, apposition, copula, 'as'; or the noun's own phrase."""
    if noun.dep_ == "compound" and noun.head.lower_ == "general":  # "X, secretary-general of NATO"
        noun = noun.head
    bearer = _named_by(noun)
    if bearer.i != noun.i:
        return (bearer,)
    if noun.dep_ in {"compound", "nmod"} and noun.head.pos_ == "PROPN":
        return (noun.head,)
    for prep in noun.rights:  # "President of Ukraine Volodymyr Zelenskyy": the parser takes country and name for one phrase
        if prep.dep_ == "prep" and prep.lower_ in {"of", "for", "to"}:
            name = next((c for c in prep.rights if c.dep_ == "pobj" and c.i in noun.doc.user_data.get(PEOPLE, ())), None)
            if name is not None and any(c.dep_ in {"compound", "nmod"} and c.ent_type_ != "PERSON" for c in name.lefts):
                return (name,)
    listed = borrowed_items(noun)
    found = tuple(c for c in noun.rights if c.dep_ == "appos" and c.i not in listed)
    if noun.dep_ == "appos":
        return (noun.head,)
    if noun.dep_ == "attr" and noun.head.lemma_ in {"be", "become", "remain"}:
        subject = surface_subject(noun.head)
        return (subject,) if subject is not None else ()
    if noun.dep_ == "pobj" and noun.head.lower_ == "as":
        verb = noun.head.head
        if verb.pos_ == "VERB":
            return deep(verb, "object") or deep(verb, "subject")
    if noun.dep_ == "oprd":
        return deep(noun.head, "object")
    return found or (noun,)


def _clause_subject(token: Token) -> tuple[Token, ...]:
    """The subject of the clause in which ``token`` stands in a prepositional phrase ("in support of X")."""
    preposition = token.head
    verb = preposition.head if preposition.dep_ == "prep" else None
    while verb is not None and verb.pos_ in {"NOUN", "PROPN"} and verb.head != verb:
        verb = verb.head if verb.dep_ in {"dobj", "nsubjpass", "pobj", "prep", "attr"} else None
        if verb is not None and verb.pos_ == "ADP":
            verb = verb.head
    if verb is None or verb.pos_ not in {"VERB", "AUX"}:
        return ()
    return verb_subject(verb) or tuple(t for t in (surface_subject(verb),) if t is not None)


def spread(tokens: tuple[Token, ...]) -> Iterator[Token]:
    """`tokens` with what is coordinated with each."""
    for token in tokens:
        yield from islice(_coordinated(token), _LONGEST_LIST)


def _coordinated(token: Token) -> Iterator[Token]:
    yield from conjuncts(token)
    # "Prime Minister X and President Y met": the parser coordinates Y with the name that is set behind the title
    people = token.doc.user_data.get(PEOPLE, ())
    for child in token.rights:
        # "the head of the mission, Ozturk Yilmaz, and 24 others were held": so are they beside the office
        beside = child.left_edge.i == token.i + 1 or (token.tag_ in {"NN", "NNP"} and token.doc[child.left_edge.i - 1].text == ",")
        if child.dep_ == "appos" and child.i in people and beside:
            yield from islice(conjuncts(child), 1, None)
