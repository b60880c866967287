"""The words that say who says it: cue lists of ``ontology/attribution.ttl``, and the record a cue grows into."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache

from spacy.tokens import Token

from kg import ontology
from kg.reading.clauses import Range, Tree, normalised
from kg.records import Factuality

_LISTS = (
    "say-certain", "say-probable", "say-possible", "say-denied", "say-doubted", "say-quoting", "say-adding", "say-found",
    "say-infinitive", "say-intent", "say-directive", "say-thing", "say-blame", "say-naming", "say-citing", "say-nouns",
    "say-nouns-of", "nouns-probable", "nouns-possible", "nouns-denied", "message-nouns", "occasion-nouns", "speaking-verbs",
    "hearsay-verbs", "hearsay-adverbs", "hearsay-adjectives", "platforms", "standard-nouns", "source-nouns", "outlet-nouns",
    "official-nouns", "person-nouns", "organization-nouns", "group-nouns", "government-nouns", "refusing-verbs", "blame-prepositions",
)  # fmt: skip
_NOBODY = frozenset({"nobody", "none", "noone"})
_AGENTIVE = frozenset({"PERSON", "ORG", "NORP", "GPE"})
FIRST_PERSON = frozenset({"i", "we", "me", "us"})


class Lexicon:
    """The cue lists, and the effect of each cue on what it introduces."""

    def __init__(self, words: Callable[[str], frozenset[str]]) -> None:
        self.lists = {name: words(name) for name in _LISTS}
        effects: dict[str, Factuality] = {}
        for name, value in _EFFECTS:
            effects.update(dict.fromkeys(sorted(self.lists[name]), value))
        self.effects = effects
        self.sources = frozenset().union(
            *(
                self.lists[f"{kind}-nouns"]
                for kind in ("source", "outlet", "official", "person", "organization", "group", "government")
            )
        )
        self.cues = frozenset(effects).union(
            *(
                self.lists[name]
                for name in ("say-quoting", "say-intent", "say-directive", "say-blame", "say-naming", "say-citing")
            )
        )

    def __getitem__(self, name: str) -> frozenset[str]:
        return self.lists[name]

    def effect(self, lemma: str) -> Factuality:
        """What the verb `lemma` does to its content."""
        return self.effects.get(lemma, "CT+")

    def noun_effect(self, lemma: str) -> Factuality:
        """What the noun `lemma` does to its content."""
        for name, value in _NOUN_EFFECTS:
            if lemma in self.lists[name]:
                return value
        return "CT+"

    def may_speak(self, token: Token) -> bool:
        """Whether `token` can head a source: a name, a pronoun for somebody, a noun for people, bodies or papers."""
        if token.pos_ == "PRON":
            return token.lower_ not in {"it", "this", "that", "which", "what", "there"}
        return token.pos_ == "PROPN" or token.ent_type_ in _AGENTIVE or token.lemma_.lower() in self.sources


_EFFECTS: tuple[tuple[str, Factuality], ...] = (
    ("say-certain", "CT+"), ("say-found", "CT+"), ("say-probable", "PR+"), ("say-possible", "PS+"), ("say-denied", "CT-"),
    ("say-doubted", "PR-"),
)  # fmt: skip
_NOUN_EFFECTS: tuple[tuple[str, Factuality], ...] = (
    ("nouns-probable", "PR+"), ("nouns-possible", "PS+"), ("nouns-denied", "CT-"),
)  # fmt: skip
_NEGATED: dict[Factuality, Factuality] = {"CT-": "PS+", "PR+": "PR-", "PS+": "PR-", "PR-": "PS+"}


@cache
def lexicon() -> Lexicon:
    """The lexicon of the project's own ontology."""
    return Lexicon(ontology.load().words)


@dataclass(frozen=True, slots=True)
class Voice:
    """One who says it: head token and noun phrase, and the words that make it a source. No head: nobody is named."""

    head: int | None
    span: tuple[Range, ...]
    cue: tuple[Range, ...]


@dataclass(slots=True)
class Speech:
    """A cue as it is being read: who says it (innermost first) and what is said. Content may come later, with a quotation."""

    cue: Token
    voices: list[Voice]
    content: tuple[Range, ...]
    factuality: Factuality
    verbal: bool = True
    aside: tuple[Range, ...] = ()
    quoted: list[Range] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Context:
    """What the finders share: the parse, the lists, who is a news outlet, and which tokens stand in quotation marks."""

    tree: Tree
    lexicon: Lexicon
    is_outlet: Callable[[Token], bool]
    quoted: bytearray

    def outlet(self, noun: Token) -> bool:
        """Whether the phrase of `noun` names or describes a news outlet (and no platform that anybody posts on)."""
        if noun.lower_ in self.lexicon["platforms"]:
            return False
        if (
            noun.pos_ == "NOUN"
            and noun.lemma_.lower() in self.lexicon["outlet-nouns"]
            and noun.lower_ not in {"reporter", "reporters"}
        ):
            return True
        return self.is_outlet(noun) or any(
            self.is_outlet(kid)
            for kid in self.tree.children(noun, "compound", "nmod", "appos", "amod")
            if kid.pos_ == "PROPN"
        )

    def nobody(self, noun: Token) -> bool:
        """Whether `noun` says that there is no source: "nobody", "no group"."""
        return noun.lower_ in _NOBODY or any(
            kid.lower_ in {"no", "neither"} for kid in self.tree.children(noun, "det", "neg")
        )

    def voice(self, noun: Token, cue: Iterable[Range], verb: Token | None = None) -> Voice:
        """`noun` as a source. A paper's issuer stands for the paper; "I" within quotation marks names nobody new."""
        span = self.tree.noun_phrase(noun, verb)
        head: int | None = self.issuer(noun).i
        if noun.lower_ in FIRST_PERSON and self.quoted[noun.i]:
            head = None
        return Voice(head, normalised([span]), normalised(cue))

    def issuer(self, noun: Token) -> Token:
        """Who stands behind a statement, a release, a tweet, where the phrase names them; else `noun`."""
        if noun.lemma_.lower() not in self.lexicon["message-nouns"]:
            return noun
        for kid in self.tree.children(noun, "poss"):
            return kid
        for source in self.tree.objects_of(noun, "by", "from", "of"):
            if self.lexicon.may_speak(source):
                return source
        for kid in self.tree.children(noun, "acl"):
            for agent in self.tree.objects_of(kid, "by", "from"):
                if not self.outlet(agent):
                    return agent
        return noun


def negated(factuality: Factuality, lemma: str) -> Factuality | None:
    """The effect of a negated cue: nothing is attributed by "did not say that"; "did not confirm" leaves it open."""
    if factuality == "CT+":
        return "PS+" if lemma in {"confirm", "verify", "acknowledge", "admit"} else None
    return _NEGATED[factuality]
