"""For whom a person says "we": the body that the report gives them, by title or apposition."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from spacy.tokens import Doc, Token

from kg.extract._nominal import modifiers
from kg.extract._prepositions import prepositional
from kg.records import Mention, Reading

_BODIES = frozenset({"Organization", "Government", "ArmedGroup"})
_LINKS = ("of", "for", "with")


def body_of(person: str, reading: Reading, doc: Doc, by_head: Mapping[int, Mention]) -> str | None:
    """The entity id of the body that the person with entity id `person` speaks for, None where the report names none.

    "Colonel John Smith, spokesman of U.S. Central Command" says "we" for the command, "Iraqi Prime Minister Haider al-Abadi" for
    Iraq. The nearest to the name counts, and the first mention that tells.
    """
    for mention in reading.mentions:
        if mention.entity != person or mention.kind == "pronoun" or mention.head < 0:
            continue
        for title in _titles(doc[mention.head]):
            for reached in (*(t for link in _LINKS for t in prepositional(title, link)), *modifiers(title)):
                found = by_head.get(reached.i)
                if found is not None and found.type in _BODIES and found.entity != person:
                    return found.entity
    return None


def _titles(name: Token) -> Iterator[Token]:
    """The nouns that say what the bearer of `name` is: appositions behind, titles before, what `name` is apposed to."""
    yield from (c for c in name.rights if c.dep_ == "appos")
    if name.dep_ == "appos":
        yield name.head
    yield from (c for c in reversed(list(name.lefts)) if c.dep_ in {"compound", "nmod"})
    yield name
