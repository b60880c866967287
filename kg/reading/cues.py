"""The words that say who says it: cue lists of ``ontology/attribution.ttl``, and the record a cue grows into."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache

from spacy.tokens import Token

from kg import ontology
from kg.reading.clauses import Range, Tree, normalised
from kg.records import Factuality

_CUE_LISTS = (
    "say-certain", "say-found", "say-probable", "say-possible", "say-denied", "say-doubted", "say-quoting",
    "say-intent",
    "say-directive", "say-blame", "say-naming", "say-citing",
)  # fmt: skip
_SOURCE_LISTS = (
    "source-nouns", "outlet-nouns", "official-nouns", "person-nouns", "organization-nouns", "group-nouns",
    "government-nouns", "fighter-nouns",
)  # fmt: skip
_OTHER_LISTS = (
    "say-adding", "say-infinitive", "say-thing", "say-prepositional", "say-nouns", "say-nouns-of", "nouns-probable",
    "nouns-possible", "nouns-denied", "adjectives-certain", "adjectives-probable", "adjectives-possible",
    "adjectives-doubted",
    "message-nouns", "paper-nouns", "occasion-nouns", "speaking-verbs", "hearsay-verbs", "hearsay-adverbs",
    "hearsay-adjectives", "platforms", "standard-nouns", "refusing-verbs", "blame-prepositions", "audience-verbs",
    "bearing-verbs", "untrue-words",
)  # fmt: skip
_EFFECTS: tuple[tuple[str, Factuality], ...] = (
    ("say-certain", "CT+"), ("say-found", "CT+"), ("say-probable", "PR+"), ("say-possible", "PS+"), ("say-denied",
    "CT-"), ("say-doubted", "PR-"),
)  # fmt: skip
_NOUN_EFFECTS: tuple[tuple[str, Factuality], ...] = (
    ("nouns-probable", "PR+"), ("nouns-possible", "PS+"), ("nouns-denied", "CT-"),
)  # fmt: skip
_ADJECTIVE_EFFECTS: tuple[tuple[str, Factuality], ...] = (
    ("adjectives-certain", "CT+"), ("adjectives-probable", "PR+"), ("adjectives-possible", "PS+"),
    ("adjectives-doubted", "PR-"),
)  # fmt: skip
_NEGATED: dict[Factuality, Factuality] = {"CT-": "PS+", "PR+": "PR-", "PS+": "PR-", "PR-": "PS+"}
_LEFT_OPEN = frozenset({"confirm", "verify", "acknowledge", "admit"})
_NOBODY = frozenset({"nobody", "none", "noone"})
_AGENTIVE = frozenset({"PERSON", "ORG", "NORP", "GPE"})
_NO_NAME = frozenset({"DATE", "TIME", "CARDINAL", "ORDINAL", "QUANTITY", "MONEY", "PERCENT"})
_MUTE_PRONOUNS = frozenset({"it", "this", "that", "which", "what", "there"})
FIRST_PERSON = frozenset({"i", "we", "me", "us"})


class Lexicon:
    """The cue lists, and the effect of each cue on what it introduces."""

    def __init__(self, words: Callable[[str], frozenset[str]]) -> None:
        self.lists = {name: words(name) for name in (*_CUE_LISTS, *_SOURCE_LISTS, *_OTHER_LISTS)}
        self.effects: dict[str, Factuality] = {}
        for name, value in _EFFECTS:
            self.effects.update(dict.fromkeys(sorted(self.lists[name]), value))
        self.adjectives: dict[str, Factuality] = {}
        for name, value in _ADJECTIVE_EFFECTS:
            self.adjectives.update(dict.fromkeys(sorted(self.lists[name]), value))
        self.sources = frozenset().union(*(self.lists[name] for name in _SOURCE_LISTS))
        self.cues = frozenset().union(*(self.lists[name] for name in _CUE_LISTS))

    def __getitem__(self, name: str) -> frozenset[str]:
        return self.lists[name]

    def lemma(self, token: Token) -> str:
        """The lemma of `token`, lower case; a rule-made one that is no cue ("retweete") is mended where that gives
        one."""
        lemma = token.lemma_.lower()
        particle = next((c.lower_ for c in token.rights if c.dep_ == "prt"), None)
        if particle is not None and f"{lemma} {particle}" in self.cues:
            return f"{lemma} {particle}"
        if lemma not in self.cues and lemma.endswith("e") and lemma[:-1] in self.cues:
            return lemma[:-1]
        return lemma

    def effect(self, lemma: str) -> Factuality:
        """What the verb `lemma` does to its content."""
        return self.effects.get(lemma, "CT+")

    def undone(self, lemma: str) -> Factuality | None:
        """The effect of the negated verb: "did not confirm" leaves its content open, "did not say that" attributes
        nothing."""
        effect = self.effect(lemma)
        if effect == "CT+":
            return "PS+" if lemma in _LEFT_OPEN else None
        return _NEGATED[effect]

    def noun_effect(self, lemma: str) -> Factuality:
        """What the noun `lemma` does to its content."""
        for name, value in _NOUN_EFFECTS:
            if lemma in self.lists[name]:
                return value
        return "CT+"

    def may_speak(self, token: Token) -> bool:
        """Whether `token` can head a source: a name, a pronoun for somebody, a noun for people, bodies or papers."""
        if token.pos_ == "PRON":
            return token.lower_ not in _MUTE_PRONOUNS
        if token.ent_type_ in _NO_NAME:
            return False
        return token.pos_ == "PROPN" or token.ent_type_ in _AGENTIVE or token.lemma_.lower() in self.sources


@cache
def lexicon() -> Lexicon:
    """The lexicon of the project's own ontology."""
    return Lexicon(ontology.load().words)


@dataclass(frozen=True, slots=True)
class Voice:
    """One who says it: head token, noun phrase, and the words that make it a source. No head: nobody is named."""

    head: int | None
    span: tuple[Range, ...]
    cue: tuple[Range, ...]


@dataclass(slots=True)
class Speech:
    """A cue as it is being read: who says it, innermost first, and what is said.

    `content` may still be empty: a quotation may follow. `clausal` is false where the content is a thing, a deed or a
    wish, which a quotation does not continue. `relays` are those of `voices` that only pass it on. `quoted` are the
    quotations given to it, whole.
    """

    cue: Token
    voices: list[Voice]
    content: tuple[Range, ...]
    factuality: Factuality
    verbal: bool = True
    clausal: bool = True
    relays: tuple[Voice, ...] = ()
    quoted: list[Range] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Context:
    """What the finders share: the parse, the lists, who is a news outlet, what stands in quotation marks.

    `quoted` has the number of the outermost quotation that each token stands in, counted from 1, and 0 outside of any;
    `unquoted[i]` counts the words before token `i` that stand in none.
    `issuers` remembers by noun who issued the paper spoken of last ("the release" is the ministry's); `displaced` holds
    subjects that the parser took from a phrase of attribution, and the subject that its verb has instead.
    """

    tree: Tree
    lexicon: Lexicon
    is_outlet: Callable[[Token], bool]
    quoted: Sequence[int]
    unquoted: Sequence[int]
    issuers: dict[str, Token] = field(default_factory=dict)
    displaced: dict[int, Token] = field(default_factory=dict)

    def outlet(self, noun: Token) -> Token | None:
        """The word that names or describes a news outlet in the phrase of `noun`; no platform that anybody posts on."""
        if noun.lower_ in self.lexicon["platforms"]:
            return None
        if self.is_outlet(noun):
            return noun
        for kid in self.tree.children(noun, "compound", "nmod", "appos", "amod"):
            if kid.pos_ == "PROPN" and self.is_outlet(kid):
                return kid
        lemma = noun.lemma_.lower()
        described = {lemma, noun.lower_} & self.lexicon["outlet-nouns"] and lemma not in self.lexicon["person-nouns"]
        return noun if noun.pos_ == "NOUN" and described else None

    def relay(self, noun: Token, cue: Iterable[Range], verb: Token | None = None) -> Voice:
        """`noun` as an outlet that passes on what is said."""
        voice = self.voice(noun, cue, verb)
        name = self.outlet(noun)
        return Voice(name.i if name is not None else voice.head, voice.span, voice.cue)

    def nobody(self, noun: Token) -> bool:
        """Whether `noun` says that there is no source: "nobody", "no group"."""
        if noun.lower_ in _NOBODY:
            return True
        return any(kid.lower_ in {"no", "neither"} for kid in self.tree.children(noun, "det", "neg", "preconj"))

    def voice(self, noun: Token, cue: Iterable[Range], verb: Token | None = None) -> Voice:
        """`noun` as a source. A paper's issuer stands for the paper; "I" within quotation marks names nobody new."""
        head: int | None = self.issuer(noun).i
        if noun.lower_ in FIRST_PERSON and self.quoted[noun.i]:
            head = None
        start, end = self.tree.noun_phrase(noun, verb)
        for other in reversed(self.tree.children(verb, "nsubj")) if verb is not None else ():
            # a name that the parser broke into several subjects
            if other.right_edge.i + 1 == start:
                start = other.left_edge.i
        if noun.i in self.displaced:
            start, end = self.tree.trim((start, min(end, self.displaced[noun.i].left_edge.i)))
        return Voice(head, normalised([(start, end)]), normalised(cue))

    def displace(self, noun: Token) -> Token | None:
        """Take back the subject of a verb that has none: what the parser made an apposition of a phrase's `noun`
        before it."""
        for kid in self.tree.children(noun, "appos", "conj", "dep"):
            if kid.i > noun.i and kid.left_edge.i > 0 and self.tree.doc[kid.left_edge.i - 1].text == ",":
                self.displaced[noun.i] = kid
                return kid
        return None

    def issuer(self, noun: Token) -> Token:
        """Who stands behind a statement, a release, a tweet, where the phrase or an earlier one names them; else
        `noun`."""
        lemma = noun.lemma_.lower()
        if lemma not in self.lexicon["message-nouns"] or noun.pos_ == "PROPN":
            return noun
        named = self._named_issuer(noun)
        if named is not None:
            return named
        definite = any(kid.lower_ in {"the", "this"} for kid in self.tree.children(noun, "det"))
        if definite and lemma in self.lexicon["paper-nouns"]:
            return self.issuers.get(lemma, noun)
        return noun

    def _named_issuer(self, noun: Token) -> Token | None:
        for kid in self.tree.children(noun, "poss"):
            return kid
        for source in self.tree.objects_of(noun, "by", "from", "of"):
            if self.lexicon.may_speak(source):
                return source
        for kid in self.tree.children(noun, "acl"):
            for agent in self.tree.objects_of(kid, "by", "from"):
                if self.lexicon.may_speak(agent) and not self.outlet(agent):
                    return agent
        names = [
            kid for kid in self.tree.children(noun, "compound", "nmod")
            if kid.pos_ == "PROPN" and kid.ent_type_ not in _NO_NAME and kid.lower_ not in self.lexicon["platforms"]
        ]  # fmt: skip
        return names[-1] if names else None

    def remember_issuer(self, noun: Token, speaker: Token | None = None) -> None:
        """Keep who issued the paper `noun`: its named issuer, or the `speaker` who said something in it."""
        lemma = noun.lemma_.lower()
        if lemma in self.lexicon["paper-nouns"]:
            issuer = self._named_issuer(noun) or speaker
            if issuer is not None:
                self.issuers[lemma] = issuer


def expression(context: Context, verb: Token) -> tuple[Range, ...]:
    """The cue's own words: the verb and its particle."""
    return normalised([(verb.i, verb.i + 1), *((kid.i, kid.i + 1) for kid in context.tree.children(verb, "prt"))])


def covers(span: Range, content: tuple[Range, ...]) -> bool:
    """Whether the source's noun phrase swallowed the content: then the content wins."""
    return any(span[0] <= start and end <= span[1] for start, end in content)
