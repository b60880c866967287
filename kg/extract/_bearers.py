"""Who bears a description: the name that a noun is said of, the name that ends a body's, a name that may be a person's."""

from __future__ import annotations

from collections.abc import Mapping

from spacy.tokens import Token

from kg.extract._prepositions import of_object
from kg.records import Entity, Mention

_KINDS = ({"Person", "PersonGroup"}, {"Organization", "ArmedGroup", "MediaOutlet", "Government"}, {"Place", "Facility"})


def _alike(one: str, other: str) -> bool:
    return any({one, other} <= kinds for kinds in _KINDS)


def said_to_be(token: Token, mention: Mention, by_head: Mapping[int, Mention]) -> Mention | None:
    """The name of whom `mention` is said to be: "al-Nusra is a group that fights", "he was a militant killed in Iraq"."""
    if token.dep_ != "attr" or token.head.lemma_ != "be" or any(c.dep_ == "neg" for c in token.head.children):
        return None
    subject = next((c for c in token.head.lefts if c.dep_ == "nsubj"), None)
    found = by_head.get(subject.i) if subject is not None else None
    return found if found is not None and found.kind != "nominal" and _alike(found.type, mention.type) else None


def end_with_name(token: Token, mention: Mention, by_head: Mapping[int, Mention]) -> int | None:
    """Where "the government of Abdrabbuh Mansur Hadi" ends: whose it is tells it from another."""
    if mention.kind != "nominal" or token.lemma_.lower() not in {"government", "administration", "regime", "campaign", "cabinet"}:
        return None
    name = of_object(token)
    found = by_head.get(name.i) if name is not None else None
    own = found is not None and found.kind == "name" and found.type == "Person" and mention.entity.startswith("report/")
    return found.end if own and found is not None else None


def may_live(entity: Entity, institutions: frozenset[str]) -> bool:
    """Whether what the model takes for a body may be a person's name: nothing in it says what body ("Abdelmalek Droukdel")."""
    parts = entity.label.split()
    if not entity.id.startswith("org/") or not 1 < len(parts) < 5 or entity.aliases:
        return False
    return all(p[:1].isupper() and p[1:].replace("-", "").replace("'", "").islower() for p in parts) and not (
        {p.lower() for p in parts} & institutions
    )
