"""What is said in a noun phrase: the thing announced, the deed somebody is accused of, the name somebody is given."""

from __future__ import annotations

from spacy.tokens import Token

from kg.reading.clauses import Range, normalised, without
from kg.reading.cues import Context

_RESPONSIBILITY = frozenset({"responsibility", "credit", "blame"})
_BLAME = frozenset({"blame"})
_HELD = frozenset({"responsible", "accountable"})
_TAKING = frozenset({"claim", "take", "accept", "assume", "admit", "acknowledge", "deny", "disclaim", "disavow", "reject"})
RESPONSIBLE_VERBS = _TAKING | {"hold", "pin", "lay", "put", "place", "cast"}
_ACTING = frozenset({"PERSON", "ORG", "NORP", "DATE", "TIME"})
_FIGURES = frozenset({"toll", "number", "figure", "total", "count", "loss", "casualty", "strength", "damage", "cost"})
_NEAR = 12
_FAR = 80
_RELATIVE = frozenset({"WDT", "WP", "WP$", "WRB"})


def wished(context: Context, verb: Token) -> tuple[Range, ...]:
    """What a verb of asking asks for: "called for a ceasefire", "asked for support"."""
    return normalised(context.tree.span(wish) for wish in context.tree.objects_of(verb, "for"))


def thing(context: Context, noun: Token | None, verb: Token) -> tuple[Range, ...]:
    """The `noun` that is announced, denied or confirmed, without what tells of it on its own: ", which", "'s claim
    that"."""
    tree = context.tree
    if noun is None or not sayable(context, noun) or context.quoted[noun.i] != context.quoted[verb.i]:
        return ()
    if noun.tag_ in {"WDT", "WP"}:
        return normalised([tree.noun_phrase(tree.antecedent(noun, verb), verb)])
    apart = [
        *claim_clauses(context, noun),
        *(tree.span(kid) for kid in tree.children(noun, "relcl") if _loose(context, kid)),
    ]
    start, end = tree.noun_phrase(noun, verb)
    for token in noun.doc[noun.i + 1 : min(end, noun.i + _FAR)]:
        if token.tag_ in _RELATIVE and token.lower_ != "that" and token.dep_ != "mark":
            end = token.i
            break
    return without([(start, end)], apart)


def _loose(context: Context, clause: Token) -> bool:
    return context.tree.doc[clause.left_edge.i - 1].text == ","


def claim_clauses(context: Context, noun: Token) -> list[Range]:
    """The clauses of "the claim (by X) that ...", none of them a relative clause ("the claim that they made")."""
    tree = context.tree
    if noun.lemma_.lower() not in context.lexicon["say-nouns"]:
        return []
    hosts = [noun, *tree.objects_of(noun, "by", "from", "in", "on", "to")]
    kids = [kid for host in hosts for kid in tree.children(host, "acl", "ccomp", "relcl", "appos")]
    return [tree.span(kid) for kid in kids if _complement(context, kid)]


def _complement(context: Context, clause: Token) -> bool:
    tree = context.tree
    first = clause.left_edge
    if first.lower_ != "that" or tree.child(clause, "nsubj", "nsubjpass", "expl") is None:
        return False
    whole = len(tree.children(clause, "dobj")) > 1
    return first.dep_ in {"mark", "det"} or (first.dep_ == "dobj" and whole)


def sayable(context: Context, noun: Token) -> bool:
    """Whether a noun can be what is said: no person, no number, no pronoun but "it", "this" and "that"."""
    if noun.pos_ == "PRON":
        return noun.lower_ in {"it", "this", "that", "which"}
    person = noun.ent_type_ in _ACTING or noun.lemma_.lower() in context.lexicon["person-nouns"]
    return not person and noun.pos_ in {"NOUN", "PROPN"}


def deed(context: Context, verb: Token, lemma: str) -> tuple[Range, ...]:
    """What the accused is said to have done: "accused X of killing Y", "blamed X for Y", "blamed Y on X"."""
    tree, lexicon = context.tree, context.lexicon
    accused = tree.child(verb, "dobj", "nsubjpass")

    def deeds(prep: Token) -> tuple[Range, ...]:
        joined = (kid for host in (prep, verb) for kid in tree.children(host, "conj") if kid.lower_ == prep.lower_)
        preps = [prep, *joined]
        return normalised(tree.span(kid) for each in preps for kid in tree.children(each, "pobj", "pcomp"))

    agents = tuple(tree.objects_of(verb, "by"))  # "accused by residents of Goma of killing": hung on the accuser
    inner = tuple(noun for agent in agents for noun in tree.objects_of(agent, "of"))
    for host in (verb, accused, *agents, *inner):
        if host is None:
            continue
        if host in (*agents, *inner):
            gerunds = [prep for prep in tree.children(host, "prep") if tree.child(prep, "pcomp") is not None]
            if gerunds:
                return deeds(gerunds[0])
            continue
        for prep in tree.children(host, "prep"):
            name = prep.lower_
            if name == "on" and lemma == "blame" and accused is not None and accused.dep_ == "dobj":
                return thing(context, accused, verb)[:1]
            wanted = name == "of" if lemma in {"accuse", "suspect"} else name in lexicon["blame-prepositions"]
            if wanted and prep.i > verb.i and (host == verb or name != "of"):
                return deeds(prep)
            if wanted and lemma in {"accuse", "suspect"}:
                return deeds(prep)
    return ()


def responsibility(context: Context, verb: Token, lemma: str) -> tuple[Range, ...]:
    """The deed in "claimed responsibility for the attack", "held X responsible for it", "laid the blame for it on
    X"."""
    tree = context.tree
    if lemma not in RESPONSIBLE_VERBS:
        return ()
    noun = tree.child(verb, "dobj", "nsubjpass")
    if lemma == "hold":
        noun = next((token for token in verb.doc[verb.i + 1 : verb.i + _NEAR] if token.lower_ in _HELD), None)
    elif noun is not None and noun.lemma_.lower() not in (_RESPONSIBILITY if lemma in _TAKING else _BLAME):
        noun = None
    if noun is None:
        return ()
    deeds = [*tree.objects_of(noun, "for"), *tree.objects_of(verb, "for")]
    return normalised(tree.span(kid) for kid in deeds)


def named(context: Context, verb: Token) -> tuple[Range, ...]:
    """What somebody is called: "named him as a resident", "called it a coup"."""
    tree = context.tree
    hosts = [verb, *tree.children(verb, "dobj")]
    preps = [prep for host in hosts for prep in tree.children(host, "prep") if prep.lower_ == "as" and prep.i > verb.i]
    found = [(prep.i + 1, prep.right_edge.i + 1) for prep in preps]
    for kid in tree.children(verb, "oprd", "ccomp", "acomp", "advmod"):
        if kid.i > verb.i and (kid.dep_ != "advmod" or context.quoted[kid.i] != context.quoted[verb.i]):
            found.append((max(tree.span(kid)[0], verb.i + 1), tree.span(kid)[1]))
    return normalised(found)


def figure(context: Context, verb: Token, lemma: str) -> tuple[Range, ...]:
    """What is counted and the count: "put the death toll at 300"."""
    noun = context.tree.child(verb, "dobj")
    if lemma not in {"put", "place"} or noun is None or noun.lemma_.lower() not in _FIGURES:
        return ()
    counts = [prep for host in (verb, noun) for prep in context.tree.children(host, "prep") if prep.lower_ == "at"]
    return normalised([context.tree.span(noun), *(context.tree.span(prep) for prep in counts)]) if counts else ()
