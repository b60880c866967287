"""Noun phrases as the mention layer needs them: where each starts, ends, and what its head is.

A *phrase* is a base noun phrase without its determiner, except that a quantity noun takes what it measures along ("most of
the northern province of Badakhshan", "dozens of villages") and a class noun its proper name ("the Iraqi city of Mosul").
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from kg.ontology import Ontology

NAMED_BY_OF = frozenset(
    {"city", "town", "village", "province", "state", "district", "region", "governorate", "county", "island", "area", "port",
     "capital", "municipality", "oblast", "territory", "republic", "kingdom", "emirate", "peninsula", "nation", "country",
     "settlement", "gulf", "strait", }
)  # fmt: skip
_STATES = frozenset({"GPE", "LOC", "NORP"})
_INSIDE = frozenset({"amod", "compound", "nummod", "nmod", "det", "poss", "quantmod", "advmod", "case", "punct", "npadvmod", "predet"})
_APPROXIMATE = frozenset(
    {
        "more",
        "at",
        "about",
        "nearly",
        "almost",
        "over",
        "around",
        "approximately",
        "roughly",
        "some",
        "up",
        "as",
        "least",
        "most",
        "less",
        "fewer",
        "under",
        "just",
        "only",
    }
)
_BEFORE_A_GERUND = frozenset({"in", "of", "by", "from", "after", "before"})
_CASUALTIES = frozenset({"dead", "wounded", "injured"})
_DROPPED = frozenset({"DT", "PRP$", "PDT", "WDT", "WP$"})


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase in token indices: ``doc[start:end]``; `head` governs it, `core` says what it is about.

    `core` differs from `head` in "most of **Badakhshan**" and "the city of **Mosul**"; `naming` is true in the latter, where
    both are one thing.
    """

    head: int
    core: int
    start: int
    end: int
    naming: bool = False


def find_phrases(doc: Doc, ontology: Ontology) -> tuple[Phrase, ...]:
    """All noun phrases of `doc`, in text order, one a head token."""
    quantity = ontology.words("quantity-nouns")
    return tuple(_phrase(token, quantity) for token in doc if _is_head(token))


def _is_head(token: Token) -> bool:
    if token.pos_ not in {"NOUN", "PROPN", "PRON", "NUM", "ADJ", "X", "DET"}:
        return False
    if token.pos_ == "ADJ" and token.lower_ in _CASUALTIES:  # "left at least ten dead"
        return any(c.dep_ == "nummod" for c in token.lefts)
    if token.pos_ in {"NUM", "ADJ", "DET", "X"}:
        return token.dep_ in {"nsubj", "nsubjpass", "dobj", "pobj", "attr", "appos"} and token.tag_ != "WDT"
    if _is_modifier(token):
        return False
    return token.dep_ not in {"compound", "punct", "case", "det"} or _is_title_or_split_name(token)


def _is_modifier(token: Token) -> bool:
    """A common noun before another that it describes: both nouns in "a command and control centre"."""
    first = token.head if token.dep_ == "conj" else token
    return (
        token.pos_ == "NOUN"
        and first.pos_ == "NOUN"
        and first.dep_ in {"nmod", "compound"}
        and token.i < first.head.i
        and first.head.pos_ == "NOUN"
    )


def _is_title_or_split_name(token: Token) -> bool:
    """A noun that the parser made a compound of a name is still a title ("Prime Minister" in "Prime Minister X")."""
    return token.dep_ == "compound" and token.head.pos_ == "PROPN" and token.pos_ in {"NOUN", "PROPN"}


def _phrase(token: Token, quantity: frozenset[str]) -> Phrase:
    start, end = base(token)
    measured = of_object(token)
    if measured is not None:
        lemma = token.lemma_.lower()
        inner_start, inner_end = base(measured)
        if lemma in NAMED_BY_OF and measured.pos_ == "PROPN":
            return Phrase(token.i, measured.i, start, inner_end, naming=True)
        if (lemma in quantity or token.lower_ in quantity or token.pos_ == "NUM") and inner_start > token.i:
            inner = _phrase(measured, quantity)
            return Phrase(token.i, inner.core, start, max(inner_end, inner.end))
    return Phrase(token.i, token.i, start, end)


def of_object(token: Token) -> Token | None:
    """The noun that `token` takes with "of"."""
    for child in token.rights:
        if child.dep_ == "prep" and child.lower_ == "of":
            for grandchild in child.rights:
                if grandchild.dep_ == "pobj":
                    return grandchild
    return None


def base(token: Token) -> tuple[int, int]:
    """Token range of the base noun phrase that `token` heads, without determiner, possessive pronoun or quotation mark."""
    doc = token.doc
    start = token.i
    for child in reversed(list(token.lefts)):
        if child.dep_ not in _INSIDE or child.i >= start:
            break
        edge = child.left_edge.i
        if child.dep_ == "advmod" and child.head == token and child.pos_ == "ADV" and child.lower_ not in {"more", "at", "about"}:
            break
        if child.dep_ == "punct" and child.text not in {"-", "–", "“", '"', "‘", "'", "’"}:
            break
        start = edge
    while start < token.i and (
        doc[start].tag_ in _DROPPED or doc[start].is_punct or doc[start].is_space or doc[start].dep_ in {"cc", "preconj"}
    ):
        start += 1
    while start < token.i and doc[start].pos_ == "ADV" and doc[start].lower_ not in _APPROXIMATE and doc[start + 1].text != "-":
        start += 1
    if start < token.i and start > 0 and doc[start].lower_ == "dead" and doc[start - 1].pos_ == "VERB":
        start += 1  # "shot dead two policemen"
    if start < token.i and misread_gerund(doc[start]):
        start += 1
    end = token.i + 1
    # "Flight 17", "Task Force 50": a number after a name belongs to it
    while end < len(doc) and doc[end].dep_ == "nummod" and doc[end].head == token and doc[end].like_num:
        end += 1
    return start, end


def misread_gerund(verb: Token) -> bool:
    """Whether a gerund behind a preposition was read as an adjective: "made progress in liberating neighbourhoods"."""
    before = verb.doc[verb.i - 1] if verb.i else verb
    return verb.tag_ == "VBG" and verb.dep_ == "amod" and before.pos_ == "ADP" and before.lower_ in _BEFORE_A_GERUND


def conjuncts(token: Token) -> Iterator[Token]:
    """`token` and what is coordinated with it to its right, in order.

    In "the ministers of Iran, Egypt and Qatar" the parser likes to coordinate Egypt with the ministers: it belongs to Iran.
    """
    lent = _lent_items(token)
    if lent:
        yield token
        yield from lent
        return
    borrowed = set(borrowed_items(token))
    seen = {token.i}
    queue = [token]
    while queue:
        current = queue.pop(0)
        yield current
        for child in current.rights:
            if (
                child.dep_ == "conj"
                and child.i not in seen
                and child.i not in borrowed
                and child.pos_ in {"NOUN", "PROPN", "PRON", "NUM", "ADJ", "X", "DET"}
            ):
                seen.add(child.i)
                queue.append(child)


def borrowed_items(token: Token) -> tuple[int, ...]:
    """The countries coordinated with `token` that belong to the country after its "of"."""
    if token.ent_type_ in _STATES:
        return ()
    inner = of_object(token)
    if inner is None or (inner.ent_type_ not in _STATES and inner.pos_ != "PROPN"):
        return ()
    chain: list[int] = []
    queue = [c for c in token.rights if c.dep_ in {"conj", "appos"} and c.i > inner.i]
    while queue:
        item = queue.pop(0)
        if item.ent_type_ not in _STATES:
            return ()
        chain.append(item.i)
        queue.extend(c for c in item.rights if c.dep_ in {"conj", "appos"})
    return tuple(chain)


def _lent_items(token: Token) -> tuple[Token, ...]:
    """What `token` gets back where the parser coordinated the rest of its list with the noun before "of"."""
    if token.ent_type_ not in _STATES or token.dep_ != "pobj" or token.head.lower_ != "of" or any(c.dep_ == "conj" for c in token.rights):
        return ()
    noun = token.head.head
    while noun.dep_ == "pobj" and noun.head.lower_ == "of" and not borrowed_items(noun):
        noun = noun.head.head
    return tuple(token.doc[i] for i in sorted(borrowed_items(noun)) if i > token.i)
