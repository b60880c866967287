"""What stands around a noun without a verb: the words before it, "counter-X", and the place after a comma."""

from __future__ import annotations

from collections.abc import Iterable

from spacy.tokens import Token

from kg.reading.phrases import conjuncts

LONGEST_PHRASE = 100
"""Words that stand together before a noun; more are no phrase but a list or a table that the parser took for one."""

LONGEST_TITLE = 12
"""Nouns of which each belongs to the next ("Army Chief of Staff General X") that are looked at in a row."""


def modifiers(noun: Token) -> tuple[Token, ...]:
    """Nouns and demonyms before `noun`, nearest first; for a title before a name, those left of the title."""
    limit = noun.i
    owners = [noun]
    while len(owners) < LONGEST_TITLE and owners[-1].dep_ in {"compound", "nmod"} and owners[-1].head.i > owners[-1].i:
        owners.append(owners[-1].head)
    kept: list[Token] = []
    for source in owners:
        for child in _before(source, limit):
            if child.dep_ in {"compound", "amod", "nmod", "npadvmod"} and child.i < limit:
                kept.extend(
                    t for t in _phrase(child) if t == child or (t.pos_ in {"NOUN", "PROPN", "ADJ"} and t.i < limit and t.dep_ != "conj")
                )
                if noun.pos_ == "NOUN":
                    kept.extend(t for t in conjuncts(child) if t != child and t.i < limit)
    if noun.pos_ == "PROPN":  # "the U.S. and Royal Navy": what stands before "and" is no part of the name
        joint = max((t.i for t in noun.doc[max(noun.i - 12, noun.sent.start) : noun.i] if t.dep_ == "cc"), default=-1)
        kept = [t for t in kept if t.i > joint]
    return tuple(sorted(dict.fromkeys(kept), key=lambda t: -t.i))


def _phrase(head: Token) -> Iterable[Token]:
    """The words below `head`, and itself; alone where they are more than those of any phrase."""
    return head.subtree if head.right_edge.i - head.left_edge.i < LONGEST_PHRASE else (head,)


def _before(head: Token, limit: int) -> Iterable[Token]:
    """What depends on `head` to its left; of more than any phrase has, the nearest before the token `limit`."""
    if head.i - head.left_edge.i < LONGEST_PHRASE:
        return head.lefts
    return (t for t in head.doc[max(limit - LONGEST_PHRASE, 0) : limit] if t.head == head)


def versus(noun: Token) -> tuple[Token, ...]:
    """ "Daesh" in "the counter-Daesh coalition"."""
    doc = noun.doc
    for i in range(noun.i - 1, max(noun.i - 7, 0), -1):
        if doc[i].text == "-" and doc[i - 1].lower_ in {"anti", "counter"} and i + 1 < noun.i:
            return (doc[i + 1],)
        if doc[i].lower_.startswith(("anti-", "counter-")) and len(doc[i]) > 8:
            return (doc[i],)
        if doc[i].pos_ in {"VERB", "ADP", "PUNCT"} and doc[i].text != "-":
            break
    return ()


def after_comma(token: Token) -> tuple[Token, ...]:
    """ "Iraq" in "Mosul, Iraq" or "Mosul, in northern Iraq"; the parser calls it apposition, conjunct or anything."""
    doc = token.doc
    end = token.i + 1
    while end < len(doc) and doc[end].pos_ in {"NOUN", "PROPN"} and doc[end].head.i <= token.i and doc[end].dep_ == "appos":
        end += 1
    if end + 1 >= len(doc) or doc[end].text != ",":
        return ()
    after = doc[end + 1]
    if after.lower_ == "in" and after.dep_ == "prep":
        return tuple(c for c in after.rights if c.dep_ == "pobj")
    if after.pos_ != "PROPN":
        return ()
    follower = after
    while follower.dep_ == "compound" and follower.head.i > follower.i:
        follower = follower.head
    beyond = doc[follower.i + 1] if follower.i + 1 < len(doc) else None
    listed = beyond is not None and beyond.lower_ in {"and", "or", "&"}
    wanted = follower.pos_ == "PROPN" and follower.dep_ in {
        "appos",
        "npadvmod",
        "conj",
        "nmod",
        "pobj",
        "dep",
        "dobj",
        "nsubj",
    }
    return (follower,) if wanted and not listed else ()
