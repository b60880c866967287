"""Denials that point back: "Armenia denied it", "a charge that Yerevan rejected", "Moscow called the report false".

The deed stands in another clause, in somebody else's mouth; the denial says of it that it is not so. Both stay claims: the deed as its
source has it, and its denial (CT-) in the mouth of the denier.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Token

from kg.extract._arguments import Arguments
from kg.extract._narrative import Told
from kg.extract._roles import deep
from kg.extract._vocabulary import RELATIVE_PRONOUNS, words
from kg.records import Argument, Claim

_REACH = 2
"""Sentences back to which "it" and "the claim" point."""

_SPEAKERS = ("Person", "PersonGroup", "Government", "Organization", "ArmedGroup")
_DEEDS = frozenset(
    {
        "attacked",
        "killed",
        "killedIn",
        "detained",
        "fought",
        "foughtIn",
        "seized",
        "controls",
        "withdrewFrom",
        "deployedTo",
        "supports",
        "agreedWith",
        "metWith",
        "visited",
        "fledFrom",
        "fledTo",
        "alliedWith",
    }
)
"""Relations that one may be charged with, or that one claims for oneself."""


@dataclass(frozen=True, slots=True)
class Denial:
    """That `denier` denies, by the verb `token`, what was said before; only what the denier is said to have done if `own`.

    `scope` is the phrase, in offsets of the document, that says itself what is denied ("Moscow's claim that it had taken Bakhmut");
    `place` the id of the ground whose fall is denied, without a word of to whom ("denied that the base had fallen").
    """

    token: Token
    denier: Argument
    own: bool
    scope: tuple[int, int] | None = None
    place: str | None = None


def find(token: Token, arguments: Arguments) -> Iterator[Denial]:
    """The denials that the verb `token` makes; none where it is no verb of denying, or says itself what is denied."""
    if token.pos_ != "VERB":
        return
    verb = token.lemma_.lower()
    denying = verb in words("denying-verbs") or (verb in words("calling-verbs") and _untrue(token))
    if not denying or any(c.dep_ == "neg" or c.lower_ in {"neither", "nor", "never"} for c in token.children):
        return
    kinds = {kind for o in _objects(token) if (kind := _kind(o)) is not None}
    stated = next((scope for o in _objects(token) if (scope := _stated(o, arguments)) is not None), None)
    if not kinds and stated is None:
        if (ground := _fallen(token, arguments)) is not None:
            yield from (Denial(token, d, own=False, place=ground) for d in arguments.all(deep(token, "subject"), _SPEAKERS))
        return
    for denier in arguments.all(deep(token, "subject"), _SPEAKERS):
        yield Denial(token, denier, own=kinds == {"own"}, scope=None if kinds else stated)


def _fallen(verb: Token, arguments: Arguments) -> str | None:
    """The ground that, as `verb` denies, has fallen or was taken, nobody says by whom."""
    for clause in (c for c in verb.rights if c.dep_ == "ccomp"):
        taken = any(c.dep_ == "auxpass" for c in clause.lefts) and clause.lemma_ in words("taking-verbs")
        agent = any(c.dep_ in {"agent", "prep"} and c.lower_ in {"by", "to"} for c in clause.rights)
        if agent or not (taken or clause.lemma_ == "fall"):
            continue
        ground = next(arguments.all(tuple(c for c in clause.lefts if c.dep_ in {"nsubj", "nsubjpass"}), ("Place",)), None)
        if ground is not None:
            return ground.id
    return None


def _stated(noun: Token, arguments: Arguments) -> tuple[int, int] | None:
    """Where the claim `noun` says itself what is claimed: "Moscow's claim that ...", "allegations by X that ..."."""
    if noun.lemma_.lower() not in words("claim-nouns"):
        return None
    low, high = noun.left_edge, noun.right_edge
    return arguments.offsets.out(low.idx), arguments.offsets.out_end(high.idx + len(high))


def _objects(verb: Token) -> tuple[Token, ...]:
    relative = tuple(c for c in verb.lefts if c.dep_ == "dobj" and c.lower_ in RELATIVE_PRONOUNS)
    if relative and verb.dep_ == "relcl":
        # "shelled Kherson, which Moscow denied" speaks of the deed, "a charge that Yerevan rejected" of the charge
        return (verb.head,) if verb.head.lemma_.lower() in words("claim-nouns") else relative
    return deep(verb, "object")


def _untrue(verb: Token) -> bool:
    named = [c for c in verb.rights if c.dep_ in {"oprd", "acomp", "attr", "ccomp", "xcomp", "dobj"}]
    named += [g for c in verb.rights if c.dep_ == "prep" and c.lower_ == "as" for g in c.rights]
    return any(n.lemma_.lower() in words("untrue-words") for n in named)


def _kind(token: Token) -> str | None:
    """``said`` where the object stands for what others said, ``own`` for what the denier did, None where it says more itself."""
    word = token.lemma_.lower()
    if token.lower_ in {"it", "this", "that", "which", "them"}:
        return "said"
    if word in words("involvement-nouns"):
        return None if any(c.dep_ == "prep" and c.lower_ in {"of", "to"} for c in token.rights) else "own"
    if word not in words("claim-nouns"):
        return None
    said_here = any(c.dep_ in {"acl", "relcl"} and c.lemma_.lower() not in words("denying-verbs") for c in token.rights)
    return None if said_here or any(c.dep_ == "prep" and c.lower_ in {"of", "about"} for c in token.rights) else "said"


def denied(denial: Denial, sentence: int, at: int, told: Sequence[Told]) -> Iterator[Claim]:
    """What of `told` the denial, in sentence number `sentence` at the offset `at`, points back to: the last deeds of one speaker."""
    if denial.scope is not None:
        low, high = denial.scope
        for each in told:
            claim = each.claim
            said = each.sentence == sentence and low <= claim.evidence.start and claim.evidence.end <= high
            if said and claim.mode != "hypothetical" and _deniable(replace(claim, mode=None), denial):
                yield claim
        return
    if denial.place is not None:
        taken = [t.claim for t in told if t.claim.predicate == "seized" and t.claim.object.id == denial.place]
        deniable = [c for c in taken if c.evidence.start < at and _deniable(c, replace(denial, own=True))]
        yield from deniable[-1:]
        return
    for number in range(sentence, sentence - _REACH - 1, -1):
        deeds = [t.claim for t in told if t.sentence == number and t.claim.evidence.start < at and _deniable(t.claim, denial)]
        own = [c for c in deeds if c.subject.id == denial.denier.id]
        if denial.own or own:
            deeds = own
        if deeds:
            speaker = deeds[-1].sources[0].id
            yield from (c for c in deeds if c.sources[0].id == speaker)
            return


def _deniable(claim: Claim, denial: Denial) -> bool:
    if claim.predicate not in _DEEDS or claim.factuality[-1] == "-" or claim.mode in {"hypothetical", "future", "generic"}:
        return False
    if claim.sources[0].id == denial.denier.id:
        return False
    return denial.own or len(claim.sources) > 1


def contradiction(claim: Claim, denial: Denial, chain: tuple[Argument, ...]) -> Claim:
    """`claim` as the denier has it, told by `chain`, of which whoever is contradicted is no part; its evidence is still to be set."""
    passed_on = (s for i, s in enumerate(chain) if i == len(chain) - 1 or s.id not in {denial.denier.id, claim.sources[0].id})
    mouths = (denial.denier, *passed_on)
    return replace(claim, sources=mouths, factuality="CT-", confidence=round(claim.confidence * 0.9, 3))
