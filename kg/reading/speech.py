"""Verbs of speech and belief: who says it, and which clause, phrase or deed is what they say."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from kg.reading.clauses import Range, normalised, without
from kg.reading.cues import Context, Speech, Voice, negated
from kg.records import Factuality

_OPEN_MODALS = frozenset({"may", "might", "could", "should", "must", "ought"})
_RELAYING = frozenset({"in", "on", "to", "with", "during", "for", "by", "via", "through", "of", "from"})
_LED_TO = frozenset({"in", "on", "to", "with", "by", "via", "through"})
_SELF = frozenset({"responsibility", "credit", "blame"})
_DEPTH = 3


def verb_speeches(context: Context, verb: Token) -> Iterator[Speech]:
    """The speeches that `verb` is the cue of; those without content wait for a quotation."""
    lexicon, tree = context.lexicon, context.tree
    lemma = verb.lemma_.lower()
    if lemma in lexicon["say-citing"]:
        yield from _citing(context, verb)
        return
    passive = tree.child(verb, "auxpass") is not None or (verb.tag_ == "VBN" and verb.dep_ in {"acl", "advcl"})
    if passive:
        yield from _passive(context, verb, lemma)
        return
    subject = _speaker(context, verb)
    if subject is None or context.nobody(subject):
        return
    if any(kid.lower_ in _OPEN_MODALS for kid in tree.children(verb, "aux")):
        return
    factuality: Factuality | None = lexicon.effect(lemma)
    if _undone(context, verb):
        factuality = negated(lexicon.effect(lemma), lemma)
        if factuality is None:
            return
    if lemma in lexicon["say-found"] and not lexicon.may_speak(subject):
        return
    yield from _active(context, verb, lemma, subject, factuality or "CT+")


def _active(context: Context, verb: Token, lemma: str, subject: Token, factuality: Factuality) -> Iterator[Speech]:
    lexicon, tree = context.lexicon, context.tree
    cue = _expression(context, verb)
    voices = [context.voice(subject, cue, verb), *relays(context, verb, subject)]
    if lemma in lexicon["say-blame"] and (deed := _deed(context, verb)):
        yield Speech(verb, voices, deed, "PR+" if lemma == "suspect" else "CT+")
        return
    if deed := _responsibility(context, verb, lemma):
        yield Speech(verb, voices, deed, factuality)
        return
    if lemma in lexicon["say-naming"] and (named := _named(context, verb)):
        yield Speech(verb, voices, named, "CT+")
        return
    content, question = _content(context, verb, lemma, subject)
    if question and lemma not in lexicon["say-found"]:
        factuality = "PS+"
    aside = normalised([*cue, *(r for voice in voices for r in voice.span), *_own_adjuncts(context, verb)])
    if (
        content
        or lemma in lexicon["say-certain"]
        or lemma in lexicon["say-quoting"]
        or lemma in lexicon["say-probable"]
    ):
        yield Speech(verb, voices, without(content, aside), factuality, aside=aside)


def _speaker(context: Context, verb: Token) -> Token | None:
    """Who says `verb`: its subject; in "said the minister" what stands behind it; in ", adding that" the sentence's speaker."""
    tree, lexicon = context.tree, context.lexicon
    own = tree.own_subject(verb)
    if own is not None:
        return tree.antecedent(own, verb)
    if verb.tag_ == "VBG" and verb.lemma_.lower() in lexicon["say-adding"]:
        for above in tree.ancestors(verb):
            if (
                above.lemma_.lower() in lexicon.effects
                and above.pos_ == "VERB"
                and (speaker := tree.subject(above)) is not None
            ):
                return speaker
    if verb.tag_ in {"VBD", "VBZ", "VBP"} and verb.i > 0:
        # "...", tweeted the minister: read as an object by the parser
        before = verb.doc[verb.i - 1]
        behind = tree.child(verb, "dobj", "attr", "npadvmod", "oprd")
        if (
            before.text in {",", '"', "”", "''", "’", "'", "?", "!"}
            and behind is not None
            and lexicon.may_speak(behind)
        ):
            return behind
    return tree.subject(verb)


def _undone(context: Context, verb: Token) -> bool:
    """Whether the saying itself is negated: "did not say", "declined to confirm"."""
    if context.tree.negated(verb):
        return True
    head = verb.head
    return verb.dep_ == "xcomp" and (
        head.lemma_.lower() in context.lexicon["refusing-verbs"] or context.tree.negated(head)
    )


def _expression(context: Context, verb: Token) -> tuple[Range, ...]:
    """The cue's own words: the verb and its particle."""
    found = [(verb.i, verb.i + 1)]
    for kid in context.tree.children(verb, "prt"):
        found.append((kid.i, kid.i + 1))
    return normalised(found)


def _own_adjuncts(context: Context, verb: Token) -> Iterator[Range]:
    """Short phrases about the saying, to be cut out of a clause that surrounds the cue: "told reporters on Tuesday"."""
    tree = context.tree
    for kid in tree.children(verb, "aux", "advmod", "neg", "dobj", "dative", "prep", "npadvmod", "nsubj", "punct"):
        start, end = tree.span(kid)
        if abs(kid.i - verb.i) < 40 and end - start < 25:
            yield start, end


def _content(context: Context, verb: Token, lemma: str, subject: Token) -> tuple[tuple[Range, ...], bool]:
    """What `verb`'s subject says, and whether it is a question (whether, if)."""
    tree, lexicon = context.tree, context.lexicon
    found: list[Range] = []
    question = False
    for kid in tree.kids[verb.i]:
        if kid.dep_ == "ccomp" or (kid.dep_ == "xcomp" and _takes_infinitive(context, verb, lemma)):
            found.append(_clause(context, kid, verb))
            question = question or any(mark.lower_ in {"whether", "if"} for mark in tree.children(kid, "mark"))
        elif (
            kid.dep_ == "advcl"
            and kid.i > verb.i
            and any(mark.lower_ in {"that", "whether"} for mark in tree.children(kid, "mark"))
        ):
            found.append(_clause(context, kid, verb))
    if not found:
        found.extend(_clause_of_noun(context, verb))
    if not found and lemma in lexicon["say-infinitive"]:
        found.extend(tree.span(deed) for deed in tree.objects_of(verb, "to") if deed.dep_ == "pcomp")
    if not found and lemma in lexicon["say-directive"]:
        found.extend(tree.span(wish) for wish in tree.objects_of(verb, "for"))
    if (
        not found
        and lemma in lexicon["say-thing"]
        and (thing := tree.child(verb, "dobj")) is not None
        and _sayable(context, thing)
    ):
        found.append(tree.span(thing))
    if not found and lemma in lexicon.effects:
        found.extend(_surrounding(context, verb))
    return normalised(found), question


def _takes_infinitive(context: Context, verb: Token, lemma: str) -> bool:
    lexicon = context.lexicon
    if lemma in lexicon["say-intent"] or lemma in lexicon["say-infinitive"]:
        return True
    return lemma in lexicon["say-directive"]


def _clause(context: Context, clause: Token, verb: Token) -> Range:
    """The clause of `clause` short of what follows it but is not said: ", adding that", "but the rebels denied that"."""
    tree = context.tree
    start, end = tree.span(clause)
    node = clause
    for _ in range(_DEPTH):
        following = None
        for kid in tree.kids[node.i]:
            if kid.i < node.i:
                continue
            lemma = kid.lemma_.lower()
            adding = kid.tag_ == "VBG" and kid.dep_ == "advcl" and lemma in context.lexicon["say-adding"]
            against = (
                kid.dep_ == "conj"
                and tree.own_subject(kid) is not None
                and lemma in context.lexicon.effects
                and any(cc.lower_ in {"but", "while", "yet"} for cc in tree.children(node, "cc"))
            )
            if adding or against:
                end = min(end, kid.left_edge.i)
            elif kid.dep_ == "conj":
                following = kid
        if following is None:
            break
        node = following
    while end > start and (
        verb.doc[end - 1].text in {",", ";"} or verb.doc[end - 1].dep_ == "cc" or verb.doc[end - 1].is_space
    ):
        end -= 1
    if start <= verb.i < end:
        return (start, verb.i) if clause.i < verb.i else (verb.i + 1, end)
    return start, end


def _clause_of_noun(context: Context, verb: Token) -> Iterator[Range]:
    """Clauses that the parser hung on a noun of the saying: "said in a statement that", "told Reuters the rebels had left"."""
    tree = context.tree
    nouns = [*tree.children(verb, "dobj", "dative"), *tree.objects_of(verb, "in", "to", "on", "at", "during", "with")]
    for noun in nouns:
        for kid in tree.children(noun, "acl", "relcl", "ccomp", "appos"):
            marked = any(mark.lower_ == "that" for mark in tree.children(kid, "mark"))
            own = tree.own_subject(kid)
            bare = (
                kid.dep_ != "acl"
                and own is not None
                and own.tag_ not in {"WP", "WDT"}
                and verb.lemma_.lower() == "tell"
            )
            if marked or bare:
                yield tree.span(kid)


def _sayable(context: Context, thing: Token) -> bool:
    """Whether a noun object can be what is said: no person, no pronoun but "it" and "that"."""
    if thing.pos_ == "PRON":
        return thing.lower_ in {"it", "this", "that"}
    lemma = thing.lemma_.lower()
    return thing.ent_type_ != "PERSON" and lemma not in context.lexicon["person-nouns"] and thing.pos_ != "NUM"


def _surrounding(context: Context, verb: Token) -> Iterator[Range]:
    """The clause that a parenthesis interrupts or follows: "..., he said", "..., a spokesman said, ..."; "as X said, ..."."""
    tree = context.tree
    head = verb.head
    if head.i == verb.i or head.pos_ not in {"VERB", "AUX", "NOUN", "ADJ", "PROPN"}:
        return
    as_clause = verb.dep_ == "advcl" and any(mark.lower_ == "as" for mark in tree.children(verb, "mark"))
    after = verb.doc[min(verb.right_edge.i + 1, len(verb.doc) - 1)]
    parenthesis = verb.dep_ in {"parataxis", "ccomp"} and tree.own_subject(verb) is not None
    if verb.dep_ == "ccomp" and parenthesis:
        # a complement of the clause around it: only the comma or the "that" behind it shows that it is the other way round
        parenthesis = verb.i < head.i and (
            after.text == "," or any(m.lower_ == "that" for m in tree.children(head, "mark"))
        )
    trailing = (
        verb.dep_ == "conj"
        and verb.i > head.i
        and tree.own_subject(verb) is not None
        and tree.child(head, "cc") is None
        and verb.doc[verb.left_edge.i - 1].text in {",", '"', "”", "''"}
    )
    if as_clause or parenthesis or trailing:
        start, end = tree.span(head)
        mark = next((m for m in tree.children(head, "mark") if m.lower_ == "that"), None)
        yield max(start, mark.i) if mark is not None and verb.i < mark.i else start, end


def _deed(context: Context, verb: Token) -> tuple[Range, ...]:
    """What the accused is said to have done: "accused X of killing Y", "blamed X for Y", "blamed Y on X"."""
    tree, lexicon = context.tree, context.lexicon
    accused = tree.child(verb, "dobj", "nsubjpass")
    hosts = [verb] if accused is None else [verb, accused]
    for host in hosts:
        for prep in tree.children(host, "prep"):
            if prep.lower_ == "on" and verb.lemma_ == "blame" and accused is not None and accused.dep_ == "dobj":
                return normalised([tree.span(accused)])
            wanted = {"of"} if verb.lemma_ in {"accuse", "suspect"} else lexicon["blame-prepositions"] - {"of"}
            if prep.lower_ in wanted and prep.i > verb.i:
                return normalised(tree.span(kid) for kid in tree.children(prep, "pobj", "pcomp"))
    return ()


def _responsibility(context: Context, verb: Token, lemma: str) -> tuple[Range, ...]:
    """The deed in "claimed responsibility for the attack", "denied responsibility"."""
    if lemma not in {
        "claim",
        "take",
        "accept",
        "assume",
        "admit",
        "acknowledge",
        "deny",
        "disclaim",
        "disavow",
        "reject",
    }:
        return ()
    noun = context.tree.child(verb, "dobj", "nsubjpass")
    if noun is None or noun.lemma_.lower() not in _SELF:
        return ()
    deeds = [*context.tree.objects_of(noun, "for"), *context.tree.objects_of(verb, "for")]
    return normalised(context.tree.span(deed) for deed in deeds)


def _named(context: Context, verb: Token) -> tuple[Range, ...]:
    """What somebody is called: "named him as a resident", "called it a coup"."""
    tree = context.tree
    found = [tree.span(name) for name in tree.objects_of(verb, "as")]
    for kid in tree.children(verb, "oprd", "ccomp"):
        found.append(tree.span(kid))
    named = tree.child(verb, "dobj")
    if named is not None:
        found.extend(tree.span(name) for name in tree.objects_of(named, "as"))
    return normalised(found)


def _passive(context: Context, verb: Token, lemma: str) -> Iterator[Speech]:
    tree, lexicon = context.tree, context.lexicon
    agent = next((a for a in tree.objects_of(verb, "by") if a.dep_ == "pobj"), None)
    if agent is not None and context.nobody(agent):
        return
    cue = _expression(context, verb)
    voices = [context.voice(agent, cue, verb), *relays(context, verb, agent)] if agent is not None else []
    subject = tree.child(verb, "nsubjpass") or (verb.head if verb.dep_ == "acl" else None)
    unknown = agent is None
    effect: Factuality | None = lexicon.effect(lemma)
    if unknown and effect == "CT+" and lemma in lexicon["hearsay-verbs"]:
        effect = "PR+"
    if tree.negated(verb):
        effect = negated(lexicon.effect(lemma), lemma)
        if effect is None:
            return
    assert effect is not None
    if lemma in lexicon["say-blame"] and (deed := _deed(context, verb)):
        yield Speech(verb, voices, deed, "PR+" if unknown or lemma == "suspect" else "CT+")
        return
    if deed := _responsibility(context, verb, lemma):
        if agent is not None:
            yield Speech(verb, voices, deed, effect)
        return
    found: list[Range] = []
    for kid in tree.children(verb, "ccomp"):
        found.append(_clause(context, kid, verb))
    if lemma in lexicon["hearsay-verbs"]:
        for kid in tree.children(verb, "xcomp", "oprd", "acomp"):
            found.append(tree.span(kid))
            if verb.dep_ != "acl" and subject is not None:
                found.append(tree.span(subject))
    if lemma == "tell" and subject is not None and context.outlet(subject):
        voices.append(context.voice(subject, cue, verb))
    if not found and lemma in lexicon["say-naming"] and agent is not None:
        found.extend(_named(context, verb))
    if not found and lemma in lexicon["say-thing"] and subject is not None and _sayable(context, subject):
        if agent is not None or (lemma in lexicon["hearsay-verbs"] and subject.pos_ != "PRON"):
            found.append(_subject_span(context, subject, verb))
    if not found and lemma in lexicon.effects and (agent is not None or lemma in lexicon["hearsay-verbs"]):
        if (
            verb.dep_ == "advcl"
            and any(m.lower_ == "as" for m in tree.children(verb, "mark", "prep", "advmod"))
            and agent is None
        ):
            return
        found.extend(_surrounding(context, verb))
    aside = normalised([*cue, *(r for voice in voices for r in voice.span)])
    content = without(
        found, [tree.span(verb)] if verb.dep_ in {"advcl", "acl"} and not tree.child(verb, "ccomp", "xcomp") else aside
    )
    if content:
        yield Speech(verb, voices, content, effect, aside=aside)


def _subject_span(context: Context, subject: Token, verb: Token) -> Range:
    start, end = context.tree.noun_phrase(subject, verb)
    return start, end


def _citing(context: Context, verb: Token) -> Iterator[Speech]:
    """ "Y quoted X as saying", "X was quoted by Y as saying", "Y cited a source that"; participles are `citations`."""
    tree = context.tree
    passive = tree.child(verb, "auxpass") is not None
    cue = _expression(context, verb)
    if passive:
        speaker = tree.child(verb, "nsubjpass")
        relayer = next(tree.objects_of(verb, "by"), None)
    else:
        speaker = tree.child(verb, "dobj")
        relayer = tree.subject(verb)
    if speaker is None or not (passive or context.lexicon.may_speak(speaker)):
        return
    found: list[Range] = []
    sayings = [*tree.objects_of(verb, "as"), *tree.children(verb, "advcl", "xcomp"), *tree.objects_of(speaker, "as")]
    for saying in sayings:
        if saying.tag_ == "VBG" and saying.lemma_.lower() in context.lexicon.effects:
            cue = normalised([*cue, (saying.i, saying.i + 1)])
            found.extend(_clause(context, kid, saying) for kid in tree.children(saying, "ccomp"))
    for kid in [*tree.children(speaker, "acl", "relcl"), *tree.children(verb, "ccomp")]:
        if any(mark.lower_ == "that" for mark in tree.children(kid, "mark")):
            found.append(tree.span(kid))
    voices = [context.voice(speaker, cue, verb)]
    if relayer is not None and relayer.i != speaker.i:
        voices.append(context.voice(relayer, _expression(context, verb), verb))
    if found or (verb.tag_ != "VBG" and sayings):
        yield Speech(verb, voices, without(found, cue), "CT+", aside=cue)


def citation(context: Context, verb: Token) -> Voice | None:
    """The source in ", citing X": it goes inside what the sentence's speaker says."""
    if verb.tag_ not in {"VBG", "VBN"}:
        return None
    source = context.tree.child(verb, "dobj")
    if source is None or not context.lexicon.may_speak(source) or context.tree.child(verb, "auxpass") is not None:
        return None
    return context.voice(source, _expression(context, verb), verb)


def relays(context: Context, verb: Token, subject: Token | None) -> Iterator[Voice]:
    """News outlets that the saying goes through: "told Reuters", "in an interview with X", "speaking on X", "quoted by X"."""
    tree, lexicon = context.tree, context.lexicon
    seen = {subject.i} if subject is not None else set()
    cue = _expression(context, verb)
    for kid in tree.children(verb, "dobj", "dative"):
        if (
            kid.pos_ != "ADP"
            and kid.i not in seen
            and verb.lemma_.lower() in {"tell", "inform", "brief", "assure", "advise"}
            and context.outlet(kid)
        ):
            seen.add(kid.i)
            yield context.voice(kid, cue, verb)
    hosts: list[Token] = [verb]
    hosts.extend(
        kid
        for kid in tree.children(verb, "advcl")
        if kid.tag_ in {"VBG", "VBN"} and kid.lemma_.lower() in lexicon["speaking-verbs"]
    )
    if subject is not None:
        hosts.extend(kid for kid in tree.children(subject, "acl") if kid.lemma_.lower() in lexicon["speaking-verbs"])
    for host in hosts:
        for outlet in _outlets(context, host, _DEPTH):
            if outlet.i not in seen:
                seen.add(outlet.i)
                yield context.voice(outlet, cue, None)


def _outlets(context: Context, host: Token, depth: int) -> Iterator[Token]:
    """Outlets among the prepositional phrases of `host`, through interviews, remarks and statements."""
    if depth == 0:
        return
    tree, lexicon = context.tree, context.lexicon
    for prep in tree.children(host, "prep", "agent", "dative"):
        if prep.lower_ not in _RELAYING:
            continue
        for noun in tree.children(prep, "pobj"):
            occasion = noun.lemma_.lower() in lexicon["occasion-nouns"]
            if context.outlet(noun) and not (occasion and not context.is_outlet(noun) and noun.pos_ != "PROPN"):
                if prep.lower_ in _LED_TO:
                    yield noun
            elif occasion:
                for name in tree.children(noun, "compound", "poss"):
                    if context.is_outlet(name):
                        yield name
                for kid in tree.children(noun, "acl"):
                    if kid.lemma_.lower() in lexicon["speaking-verbs"]:
                        yield from _outlets(context, kid, depth - 1)
                yield from _outlets(context, noun, depth - 1)
