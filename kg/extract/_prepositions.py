"""What prepositions govern, and the nouns and verbs that only stand between a preposition and the event it belongs to."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from kg.extract._vocabulary import TIME_LABELS, words

HEADS = "kg_heads"
"""Where a Doc's ``user_data`` keeps the tokens that head mentions."""

PLACES = "kg_places"
"""Where it keeps the tokens that head mentions of places."""
TOWNS = "kg_towns"
"""Where it keeps those of them that are smaller than a country, and do nothing."""


def prepositional(token: Token, preposition: str, *, dative: bool = False) -> tuple[Token, ...]:
    """What `preposition` (two words with a space) governs below `token`, with verbs' prepositions shared by light-verb nouns."""
    first, _, second = preposition.partition(" ")
    found: list[Token] = []
    for child in token.children:
        if child.dep_ not in {"prep", "agent", "dative"} or child.lower_ != first or child.pos_ == "PRON":
            continue
        if dative and child.dep_ != "dative":
            continue
        governor = child
        if second:
            inner = next((c for c in child.rights if c.dep_ in {"prep", "pcomp"} and c.lower_ == second), None)
            if inner is None:
                continue
            governor = inner
        found.extend(_real(c) for c in governor.rights if c.dep_ in {"pobj", "pcomp"} and c.pos_ != "ADP")
        if first in {"inside", "outside"}:  # "inside of Syria"
            found.extend(c for p in governor.rights if p.dep_ == "prep" and p.lower_ == "of" for c in p.rights if c.dep_ == "pobj")
        for sibling in governor.rights:  # "in and around Aleppo", "to and from X"
            if sibling.dep_ == "conj" and sibling.pos_ == "ADP":
                found.extend(c for c in sibling.rights if c.dep_ == "pobj")
    found = [antecedent(t) for t in found]
    if not found and first in {"in", "at"} and not second and token.dep_ == "relcl" and any(c.lower_ == "where" for c in token.lefts):
        return (token.head,)  # "Ashkelon, where two women were killed"
    if not found and not second and token.pos_ == "VERB":
        found.extend(_beyond(token, first))
    if not found and preposition in {"in", "at"} and token.pos_ in {"NOUN", "PROPN"} and (after := _shared(token, preposition)) is not None:
        return tuple(c for c in after.rights if c.dep_ == "pobj" and c.ent_type_ not in TIME_LABELS)
    if not found and token.pos_ in {"NOUN", "PROPN"} and token.i not in token.doc.user_data.get(HEADS, ()):
        outer = counted_by(token)  # "fighting broke out between X and Y"
        if outer.dep_ in {"nsubj", "nsubjpass"} and outer.head.lemma_ in words("occurring-verbs") and preposition not in {"of", "to"}:
            found.extend(prepositional(outer.head, preposition))
        if outer.i != token.i and not found and preposition != "of":
            found.extend(prepositional(outer, preposition))
        if not found and preposition in words("shared-prepositions") and (verb := light_verb(token)) is not None:
            found.extend(prepositional(verb, preposition))
    if not found and not second:
        # "increased cooperation in the last few years with X": the parser hangs the second phrase on the years
        for child in token.children:
            for timed in child.rights if child.dep_ == "prep" else ():
                if timed.ent_type_ in TIME_LABELS:
                    found.extend(c for p in timed.rights if p.dep_ == "prep" and p.lower_ == first for c in p.rights if c.dep_ == "pobj")
    if not found and not second:
        for child in token.children:
            if child.dep_ == "prep":
                for sibling in child.rights:
                    if sibling.dep_ == "conj" and sibling.lower_ == first:
                        found.extend(c for c in sibling.rights if c.dep_ == "pobj")
    return tuple(found)


def antecedent(pronoun: Token) -> Token:
    """ "the hotel" of "which" in "the hotel in which 21 people were killed"; any other word is itself."""
    verb = pronoun.head.head
    relative = pronoun.lower_ == "which" and pronoun.dep_ == "pobj" and verb.dep_ == "relcl" and pronoun.i < verb.i
    return verb.head if relative else pronoun


_LONGEST_LIST = 12
_WHERE = frozenset({"in", "at", "near", "by", "during", "on", "outside"})


def _beyond(verb: Token, preposition: str) -> Iterator[Token]:
    """Objects of `preposition` that the parser hung on the adverb after `verb`, or on the participle that shares its phrases.

    "Pushed back from the capital"; "nine people were killed and dozens wounded in an attack".
    """
    for child in verb.rights:
        adverb = child.dep_ == "advmod" and child.lower_ in words("verb-particles")
        second = child.dep_ == "conj" and child.tag_ == verb.tag_ == "VBN" and preposition in _WHERE and not _has_phrase(verb)
        if adverb or second:
            for inner in child.rights:
                if inner.dep_ in {"prep", "agent"} and inner.lower_ == preposition:
                    yield from (c for c in inner.rights if c.dep_ == "pobj" and c.ent_type_ not in TIME_LABELS)


def _has_phrase(verb: Token) -> bool:
    return any(c.dep_ in {"prep", "agent"} for c in verb.rights)


def _shared(token: Token, preposition: str) -> Token | None:
    """`preposition` right behind the object `token`, or the list that it begins, where the parser gave it to the verb.

    "Targeting US troops in bases", "seized Goma, Sake and Minova in eastern Congo", "girls from Chibok in Borno": it may belong to either.
    """
    first, steps = token, 0
    while first.dep_ == "conj" and first.head.pos_ in {"NOUN", "PROPN"}:
        first, steps = first.head, steps + 1
        if steps > _LONGEST_LIST:
            return None
    governors = {first.head.i}
    if first.dep_ == "pobj" and first.i in token.doc.user_data.get(PLACES, ()):
        governor = first.head.head
        governors = {governor.i}
        while governor.pos_ in {"NOUN", "PROPN"} and governor.dep_ in {"dobj", "nsubjpass", "pobj"}:
            governor = governor.head
            governors.add(governor.i)
    elif first.dep_ != "dobj":
        return None
    last = first
    for _ in range(_LONGEST_LIST):
        following = next((c for c in last.rights if c.dep_ == "conj"), None)
        if following is None:
            break
        last = following
    while (inner := of_object(last)) is not None and last.i < inner.i:
        last = inner
    after = token.doc[last.i + 1] if last.i + 1 < len(token.doc) else last
    return after if after.lower_ == preposition and after.dep_ == "prep" and after.head.i in governors else None


def _real(noun: Token) -> Token:
    """ "parliament" in "in front of parliament": some nouns only make a longer preposition."""
    if noun.lemma_.lower() in words("inner-part-nouns"):
        return of_object(noun) or noun
    return noun


def of_object(noun: Token) -> Token | None:
    for prep in noun.rights:
        if prep.dep_ == "prep" and prep.lower_ == "of":
            return next((c for c in prep.rights if c.dep_ == "pobj"), None)
    return None


def counted_by(noun: Token) -> Token:
    """The noun that only measures `noun` ("a series of meetings", "a first round of talks"), or itself."""
    while noun.dep_ == "pobj" and noun.head.lower_ == "of" and noun.head.head.lemma_.lower() in words("measuring-nouns"):
        noun = noun.head.head
    return noun


def light_verb(noun: Token) -> Token | None:
    """The verb that only lends tense and subject to an eventive noun ("launched an attack", "took part in clashes")."""
    head = counted_by(noun)
    while head.dep_ == "conj" and head.head.pos_ == "NOUN":
        head = head.head
    if head.dep_ in {"dobj", "nsubjpass"} and (head.head.lemma_ in words("light-verbs")):
        return head.head
    if head.dep_ == "pobj" and head.head.lower_ in {"in", "with", "for"} and head.head.head.lemma_ in words("engaging-verbs"):
        return head.head.head
    if head.dep_ == "pobj" and head.head.lower_ == "for" and noun.lemma_.lower() in words("talks-nouns"):
        verb = head.head.head  # "travelled to Kabul for talks with X", "is in Paris for a meeting with Y"
        while verb.pos_ in {"NOUN", "PROPN", "ADP"} and verb.head != verb:
            verb = verb.head
        if verb.lemma_ in words("travelling-verbs"):
            return verb
    return None
