"""What a word's own clause or phrase does to its event: negation, modals, adverbs, determiners, adjectives."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from kg.reading.factuality_syntax import (
    auxiliaries,
    children,
    is_infinitive,
    is_passive,
    is_past,
    is_perfect,
    is_verbal,
    keys,
    lemma,
    marker,
)
from kg.reading.factuality_words import (
    EFFECTS,
    POSSIBLE,
    PROBABLE,
    Value,
    any_in,
    compose,
    entity_nouns,
    kind_of,
    words,
)

_FOCUS = frozenset({"only", "just", "merely", "simply", "solely", "until"})
_LONG = frozenset({"year", "decade", "century", "generation"})
_HEDGES = frozenset({"believing", "guessing", "doubting"})
_FATES = frozenset({"failing", "planning", "believing", "refusing"})
_SCANT = frozenset({"little", "scant", "few"})
_NO_WAY = frozenset({"way", "means", "circumstance", "time", "point", "account", "case"})


def local(node: Token, skip: int, reported: bool, *, negation: bool = True) -> tuple[Value, tuple[int, ...]]:
    """The value that `node`'s own dependents give its event.

    `skip` is the index of the child that was climbed from (-1 for none), which never modifies itself. `reported` says
    that the clause is somebody's words, where "would" is a future. Without `negation` only modals and adverbs count
    (what a conjunct shares after "but"). With it come the indices of the tokens that decided.
    """
    seen: list[int] = []
    if is_verbal(node):
        return _clause(node, skip, reported, seen, negation), tuple(seen)
    return _phrase(node, skip, seen, negation), tuple(seen)


def _clause(verb: Token, skip: int, reported: bool, seen: list[int], negation: bool) -> Value:
    negations = list(_negations(verb, skip)) if negation else []
    seen.extend(t.i for t in negations)
    modal = next((c for c in auxiliaries(verb) if c.tag_ == "MD"), None)
    result = Value(positive=len(negations) % 2 == 0)
    if modal is not None:
        result = _modal(verb, modal, skip, reported, result)
        if result != Value():
            seen.append(modal.i)
    return _adverbs(verb, skip, result, negations, seen)


def _modal(verb: Token, modal: Token, skip: int, reported: bool, result: Value) -> Value:
    word = lemma(modal)
    conditional = _conditional(verb, skip) or (verb.dep_ == "ccomp" and _conditional(verb.head, verb.i))
    if word in ("may", "might", "can", "could"):
        if conditional:
            result = result.within("hypothetical")
        return result if word in ("can", "could") and not result.positive else result.weakened(POSSIBLE)
    if word == "must" and is_perfect(verb):
        return result.weakened(PROBABLE)
    if word == "would" and any(c.lower_ in words("genericAdverbs") for c in children(verb, "advmod")):
        return result.within("generic")
    if word in ("will", "shall") or (word == "would" and reported and not is_perfect(verb)):
        return result.within("hypothetical" if conditional else "future")
    return result.within("hypothetical")


def _conditional(verb: Token, skip: int) -> bool:
    """Whether a condition hangs on the verb; that of a verb of saying is what is said ("will attack, he said, if")."""
    return any(marker(c) in words("conditionalMarks") for c in children(verb, "advcl") if c.i != skip)


def _adverbs(node: Token, skip: int, result: Value, negations: list[Token], seen: list[int]) -> Value:
    for child in children(node, "advmod", "npadvmod", "prep", "amod", "dep", "acomp", "agent", "parataxis", "advcl"):
        if child.i == skip:
            continue
        word, before = child.lower_, result
        if child.dep_ == "acomp":
            result = _predicate(node, child, skip, result)
        elif child.dep_ == "parataxis":
            result = _aside(child, result)
        elif child.dep_ in ("prep", "agent"):
            until = child.lower_ in ("until", "till") and _has_ended(node, result)
            result = result.within("historical") if until else _phrase_adverb(child, result)
        elif child.dep_ == "advcl":
            if marker(child) in ("until", "till") and _has_ended(node, result):
                result = result.within("historical")
        elif _long_gone(node, child):
            result = result.within("historical")
        elif (kind := kind_of("Adverbs", word)) is not None:
            result = _hedge(child, kind, result, negations)
        elif word == "necessarily" and negations:
            result = result.weakened(POSSIBLE)
        elif word in words("nearlyAdverbs") and child.i + 1 == node.i and not is_perfect(node):
            result = result.negated()
        elif word in words("historicalAdverbs") and not (word == "once" and _counts(child)):
            result = result.within("historical")
        elif word in words("genericAdverbs"):
            result = result.within("generic")
        if result != before:
            seen.append(child.i)
    return result


def _has_ended(verb: Token, result: Value) -> bool:
    """Whether a state that lasted "until" something is over: it was so, and is told in the past."""
    return result == Value() and is_past(verb) and any_in((lemma(verb),), "stateVerbs")


def _counts(once: Token) -> bool:
    """Whether "once" opens a clause or counts ("never once", "once again")."""
    before = once.nbor(-1).lower_ if once.i else ""
    after = once.nbor(1).lower_ if once.i + 1 < len(once.doc) else ""
    return once.i == once.sent.start or before in ("never", "at", "not") or after in ("again", "more", "in", "a")


def _long_gone(node: Token, adverb: Token) -> bool:
    """ "Years ago"; "had long held"."""
    if adverb.lower_ == "ago":
        return any(c.lemma_ in _LONG for c in node.doc[max(adverb.i - 3, 0) : adverb.i])
    return adverb.lower_ == "long" and is_perfect(node) and is_past(node)


def _aside(verb: Token, result: Value) -> Value:
    """A hedge thrown in: ", it seems,"."""
    kind = kind_of("Verbs", lemma(verb))
    impersonal = any(c.lower_ == "it" for c in children(verb, "nsubj", "nsubjpass"))
    return compose(EFFECTS[kind].affirmed, result) if impersonal and kind in _HEDGES else result


def _predicate(be: Token, adjective: Token, skip: int, result: Value) -> Value:
    """ "It was likely the rebels' doing": an adjective that hedges the other predicate of its "be"."""
    kind = kind_of("Adjectives", adjective.lower_)
    above = be.doc[skip].dep_ if skip >= 0 else next((c.dep_ for c in children(be, "attr", "oprd")), "")
    other = above in ("attr", "oprd", "prep")
    return compose(EFFECTS[kind].affirmed, result) if other and kind in _HEDGES else result


def _hedge(adverb: Token, kind: str, result: Value, negations: list[Token]) -> Value:
    effect = EFFECTS[kind]
    before = [n for n in negations if n.i < adverb.i and n.dep_ == "neg"]
    if before and adverb.i - before[-1].i == 1:
        return effect.denied.within(result.mode)
    return compose(effect.affirmed, result)


def _phrase_adverb(preposition: Token, result: Value) -> Value:
    noun = next(children(preposition, "pobj", "amod"), None)
    for adverb in children(preposition, "advmod"):
        kind = kind_of("Adverbs", adverb.lower_)
        if kind is not None and preposition.dep_ == "agent":
            return compose(EFFECTS[kind].affirmed, result)
    if noun is None:
        return result
    phrase = f"{preposition.lower_} {noun.lower_}"
    if phrase == "in past":
        return result.within("historical")
    if phrase in ("in likelihood", "in probability"):
        return result.weakened(PROBABLE)
    return result


def _negations(node: Token, skip: int) -> Iterator[Token]:
    """The words that negate a clause, each once."""
    deny = words("negativeDeterminers")
    for child in node.children:
        if child.i == skip:
            continue
        after = child.nbor(1).lower_ if child.i + 1 < len(child.doc) else ""
        if child.dep_ == "neg" or (child.dep_ == "advmod" and child.lower_ in words("negativeAdverbs")):
            if after not in _FOCUS:
                yield child
        elif child.dep_ == "advmod" and child.lower_ in ("longer", "more", "means"):
            yield from (c for c in child.children if c.lower_ == "no")
        elif child.dep_ in ("nsubj", "nsubjpass", "dobj", "expl"):
            yield from _denying(child, deny)
            if child.dep_ == "nsubj":
                yield from _hardly_anybody(node, child)
        elif child.dep_ == "attr" and any(c.dep_ == "expl" for c in node.children):
            yield from _denying(child, deny)  # "there are no troops in Libya"
        elif child.dep_ == "amod":
            yield from _hardly_anybody(node, child)
        elif child.dep_ == "prep":
            noun = next(children(child, "pobj"), None)
            if noun is not None and noun.lemma_ in _NO_WAY:
                yield from (c for c in children(noun, "det") if c.lower_ == "no")
        elif child.lower_ in ("neither", "nor") and child.i < node.i:
            yield child
    if node.dep_ == "conj" and any(c.lower_ == "nor" and c.i < node.i for c in children(node.head, "cc")):
        yield next(c for c in children(node.head, "cc") if c.lower_ == "nor")


def _hardly_anybody(verb: Token, subject: Token) -> Iterator[Token]:
    """What makes belief rare: "few believe", "hardly anyone doubts"."""
    if kind_of("Verbs", lemma(verb)) in ("believing", "doubting"):
        yield from (t for t in (subject, *children(subject, "advmod")) if t.lower_ in ("few", "hardly", "scarcely"))


def _denying(noun: Token, deny: frozenset[str]) -> Iterator[Token]:
    if noun.lower_ in deny:
        yield noun
        return
    for child in noun.children:
        if child.i < noun.i and child.lower_ in deny and child.dep_ in ("det", "preconj", "cc", "neg", "nummod"):
            yield child
            return


def _phrase(noun: Token, skip: int, seen: list[int], negation: bool) -> Value:
    result = Value()
    deny = words("negativeDeterminers")
    for child in noun.children:
        if child.i == skip:
            continue
        before = result
        if child.dep_ in ("relcl", "acl") and child.i > noun.i:
            result = _told_of(noun, child, result)
        elif child.dep_ == "neg" or (child.dep_ in ("det", "preconj") and child.lower_ in deny):
            if negation:
                result = result.negated()
        elif child.dep_ in ("amod", "compound", "nmod", "advmod") and child.i < noun.i:
            scant = child.lower_ in _SCANT and kind_of("Nouns", lemma(noun)) in _HEDGES
            result = result.negated() if scant else _attribute(child, result)
        if result != before:
            seen.append(child.i)
    if noun.lower_.startswith("ex-"):
        seen.append(noun.i)
        return result.within("historical")
    return result


def _told_of(noun: Token, clause: Token, result: Value) -> Value:
    """ "Talks that will be held", "an attack foiled by the police": what a clause about the event says of it."""
    if lemma(noun) in entity_nouns() or noun.pos_ != "NOUN" or is_infinitive(clause):
        return result
    if not (is_passive(clause) or any(c.tag_ in ("WDT", "WP") for c in children(clause, "nsubj"))):
        return result
    own, _ = local(clause, -1, True)
    if any_in(keys(clause), "lightVerbs") or any_in(keys(clause), "occurringVerbs"):
        return compose(own, result)
    kind = kind_of("Verbs", *keys(clause)) if is_passive(clause) else None
    if kind not in _FATES or (kind == "planning" and not any_in(keys(clause), "pendingVerbs")):
        return result
    return compose(EFFECTS[kind].on(own), result)


def _carried_out(noun: Token) -> bool:
    """Whether a verb says that the event has come about ("launched the long-planned offensive")."""
    verb = noun.head
    executed = noun.dep_ == "dobj" and any_in(keys(verb), "executingVerbs")
    return executed and (is_past(verb) or is_perfect(verb)) and not any(c.tag_ == "MD" for c in auxiliaries(verb))


def _attribute(child: Token, result: Value) -> Value:
    word = child.lower_
    kind = kind_of("Attributes", word)
    if kind == "planning" and _carried_out(child.head):
        return result
    if kind is not None:
        return compose(EFFECTS[kind].affirmed, result)
    adverb = kind_of("Adverbs", word)
    if adverb is not None:
        return compose(EFFECTS[adverb].affirmed, result)
    if word in words("historicalAdjectives") or word in words("historicalAdverbs"):
        return result.within("historical")
    if word in words("genericAdjectives"):
        return result.within("generic")
    return result
