"""Verbs of speech and belief: who says it, through whom, and what it does to what is said."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from kg.reading import contents, deeds
from kg.reading.clauses import normalised, without
from kg.reading.cues import Context, Speech, covers, expression
from kg.reading.hearsay import called_untrue
from kg.reading.relays import relays
from kg.reading.reported import cited, passively
from kg.records import Factuality

_OPEN_MODALS = frozenset({"may", "might", "could", "should", "must", "ought"})
_CLOSING = frozenset({'"', "”", "''", "’", "'", "»"})
_LEADING_ON = frozenset(
    {"go", "continue", "proceed", "begin", "start", "come", "want", "like", "seem", "appear", "use", "take"}
)
_STEPS = 5


def verb_speeches(context: Context, verb: Token, lemma: str) -> Iterator[Speech]:
    """The speeches that `verb` is the cue of; those without content wait for a quotation."""
    tree, lexicon = context.tree, context.lexicon
    auxiliaries = {aux.lemma_ for aux in tree.children(verb, "aux")}
    passive = tree.child(verb, "auxpass") is not None or (verb.tag_ == "VBN" and "have" not in auxiliaries)
    if lemma in lexicon["say-citing"]:
        yield from cited(context, verb, passive)
        return
    subject = _inverted(context, verb) if passive else _speaker(context, verb, lemma)
    if lemma == "blame" and verb.tag_ == "VB" and verb.dep_ == "xcomp" and verb.head.lemma_ == "be":
        return  # "the army is to blame": nobody is named who says so
    if verb.dep_ == "amod" and (subject is None or subject.i < verb.i):
        return
    if passive and subject is None:
        yield from passively(context, verb, lemma)
        return
    if (
        subject is None
        or context.nobody(subject)
        or any(aux.lower_ in _OPEN_MODALS for aux in tree.children(verb, "aux"))
    ):
        return
    factuality: Factuality | None = lexicon.effect(lemma)
    if _undone(context, verb):
        factuality = lexicon.undone(lemma)
    if factuality is None or (lemma in lexicon["say-found"] and not lexicon.may_speak(subject)):
        return
    yield from _active(context, verb, lemma, subject, factuality)


def _active(context: Context, verb: Token, lemma: str, subject: Token, factuality: Factuality) -> Iterator[Speech]:
    lexicon = context.lexicon
    cue = expression(context, verb)
    relayed = tuple(relays(context, verb, subject, cue))
    voices = [context.voice(subject, cue, verb), *relayed]
    if found := deeds.responsibility(context, verb, lemma) or deeds.figure(context, verb, lemma):
        yield Speech(verb, voices, found, factuality, clausal=False)
        return
    if lemma in lexicon["say-blame"] and (found := deeds.deed(context, verb, lemma)):
        yield Speech(verb, voices, found, "PR+" if lemma == "suspect" else "CT+", clausal=False)
        return
    if lemma in lexicon["say-naming"] and _calls_a_claim_untrue(context, verb):
        return  # "called the accusation that ... a lie": the noun is the cue
    naming = lemma in lexicon["say-naming"] and verb.dep_ != "acl" and lexicon.may_speak(subject)
    if naming and (found := deeds.named(context, verb)):
        yield Speech(verb, voices, found, "CT+", clausal=False)
        return
    content, question = contents.said(context, verb, lemma, subject)
    if content:
        outlets = (r for voice in relayed for r in voice.span if voice.head is not None and verb.i < voice.head)
        content = without(content, [*cue, *(r for r in voices[0].span if not covers(r, content)), *outlets])
        effect: Factuality = "PS+" if question and lemma not in lexicon["say-found"] else factuality
        yield Speech(verb, voices, content, effect, relays=relayed)
        return
    if lemma in lexicon["say-thing"] and lexicon.may_speak(subject):
        content = deeds.thing(context, context.tree.child(verb, "dobj"), verb)
    if not content and lemma in lexicon["say-directive"]:
        content = deeds.wished(context, verb)
    if (
        verb.tag_ in {"VBD", "VBZ", "VBP", "VBN"}
        and lemma in lexicon.effects
        and (told := contents.after_colon(context, verb))
    ):
        yield Speech(verb, voices, told, "CT+", relays=relayed)
    if content or any(lemma in lexicon[name] for name in ("say-certain", "say-quoting", "say-probable")):
        yield Speech(verb, voices, content, factuality, clausal=not content, relays=relayed)


def _calls_a_claim_untrue(context: Context, verb: Token) -> bool:
    noun = context.tree.child(verb, "dobj")
    claimed = noun is not None and bool(deeds.claim_clauses(context, noun))
    return claimed and noun is not None and called_untrue(context, verb, noun)


def belief_speech(context: Context, adjective: Token) -> Iterator[Speech]:
    """ "X is confident that", "X was worried the army would"."""
    tree = context.tree
    clauses = [tree.span(kid) for kid in tree.children(adjective, "ccomp")]
    subject = tree.child(adjective, "nsubjpass") or tree.subject(adjective)
    if not clauses or subject is None or not context.lexicon.may_speak(subject) or context.nobody(subject):
        return
    if tree.negated(adjective) or tree.negated(adjective.head):
        return
    cue = normalised([(adjective.i, adjective.i + 1)])
    effect = context.lexicon.adjectives[adjective.lower_]
    yield Speech(adjective, [context.voice(subject, cue, adjective)], normalised(clauses), effect)


def _speaker(context: Context, verb: Token, lemma: str) -> Token | None:
    """Who says `verb`: its subject; in "said the minister" what stands behind it; in ", adding that" the sentence's
    speaker."""
    tree, lexicon = context.tree, context.lexicon
    subjects = list(tree.children(verb, "nsubj"))
    if subjects:
        # of several the parser took one from the clause before; behind the verb it counts if inverted: ", said X,"
        before = [subject for subject in subjects if subject.i < verb.i]
        inverted = len(before) < len(subjects) and verb.doc[verb.i - 1].is_punct
        own = subjects[-1] if inverted or not before else before[-1]
        if own.lower_ in lexicon["platforms"] and verb.dep_ == "pcomp":
            return _sender(context, verb.head.head)  # "a message on Facebook blaming": the platform made a subject
        return context.displaced.get(own.i) or tree.antecedent(own, verb)
    if verb.tag_ == "VBG" and lemma in lexicon["say-adding"]:
        for above in tree.ancestors(verb):
            if (
                above.pos_ == "VERB"
                and lexicon.lemma(above) in lexicon.effects
                and (speaker := tree.subject(above)) is not None
            ):
                return context.displaced.get(speaker.i, speaker)
    return _inverted(context, verb) or _unlinked(context, verb) or _indirect(context, verb)


def _unlinked(context: Context, verb: Token) -> Token | None:
    """The subject of a finite verb without one, where the parser made something else of the noun before the verb."""
    if verb.tag_ not in {"VBD", "VBZ", "VBP"} or verb.i == 0 or verb.dep_ in {"conj", "relcl", "acl", "amod"}:
        return None
    noun = verb.doc[verb.i - 1]
    named = noun.pos_ in {"PROPN", "NOUN"} and not context.quoted[noun.i] and context.lexicon.may_speak(noun)
    if named and noun.dep_ == "conj":
        while noun.dep_ == "conj" and not any(token.text == "," for token in verb.doc[noun.head.i : noun.i]):
            noun = noun.head
        return noun
    if named and noun.head.i != verb.i and noun.dep_ in {"dobj", "npadvmod", "appos", "ROOT", "pobj", "dep", "attr"}:
        return noun
    # "Speaking to X, Y, the minister, said": Y made an apposition of X
    for phrase in context.tree.children(verb, "prep", "advcl"):
        node = phrase
        for _ in range(_STEPS):
            if phrase.i > verb.i:
                return None
            if node.pos_ in {"PROPN", "NOUN"} and (subject := context.displace(node)) is not None:
                return subject
            below = context.tree.child(node, "pobj") or context.tree.child(node, "prep")
            if below is None:
                break
            node = below
    return None


def _inverted(context: Context, verb: Token) -> Token | None:
    """The subject of "...", tweeted the minister; "...", added KCNA: read as an object, a complement or a new
    sentence."""
    doc = verb.doc
    if verb.tag_ not in {"VBD", "VBZ", "VBP", "VBN"} or verb.i == 0:
        return None
    if verb.is_sent_start and verb.dep_ == "amod":
        noun = verb.head
        while noun.dep_ == "compound" and noun.head.i > noun.i:
            noun = noun.head
        return noun if context.lexicon.may_speak(noun) else None
    before = [token.text for token in doc[max(verb.i - 2, 0) : verb.i] if not token.is_space]
    set_off = before[-1:] == [","] and (before[0] in _CLOSING or (verb.dep_ == "amod" and verb.tag_ == "VBD"))
    if not before or not (set_off or before[-1] in _CLOSING or before[-1] in {"?", "!"}):
        return None
    if context.tree.child(verb, "aux", "auxpass") is not None:
        return None
    if verb.dep_ == "amod" and verb.head.i > verb.i and context.lexicon.may_speak(verb.head):
        return verb.head
    behind = context.tree.child(verb, "nsubj", "dobj", "attr", "npadvmod", "oprd", "dep")
    if behind is None and verb.i + 2 < len(doc) and doc[verb.i + 1].text == "." and doc[verb.i + 2].pos_ == "PROPN":
        # "...," said. Col. X: a stray stop
        behind = doc[verb.i + 2]
        while behind.head.i != behind.i and behind.head.pos_ in {"PROPN", "NOUN"}:
            behind = behind.head
    return behind if behind is not None and behind.i > verb.i and context.lexicon.may_speak(behind) else None


def _indirect(context: Context, verb: Token) -> Token | None:
    """The subject that an infinitive or participle takes from what it hangs on; a message's is whoever sends it."""
    tree, lexicon = context.tree, context.lexicon
    if (
        verb.tag_ == "VB"
        and verb.dep_ in {"xcomp", "advcl", "acl", "conj"}
        and tree.child(verb, "aux") is None
        and verb.dep_ != "xcomp"
    ):
        return None
    subject = tree.subject(verb)
    if subject is None:
        return None
    subject = context.displaced.get(subject.i, subject)
    if verb.dep_ in {"acl", "relcl"} and subject.i == verb.head.i:
        subject = _sender(context, subject)
    if verb.tag_ in {"VB", "VBG"} and not lexicon.may_speak(subject):
        return None
    return subject


def _sender(context: Context, noun: Token) -> Token:
    """Who sends the message `noun`: "posted a message on Twitter blaming Iran", "issued a statement saying"."""
    tree, lexicon = context.tree, context.lexicon
    while (
        noun.dep_ == "pobj"
        and (noun.lower_ in lexicon["platforms"] or context.outlet(noun))
        and noun.head.head.i != noun.head.i
    ):
        noun = noun.head.head
    if noun.pos_ in {"VERB", "AUX"}:
        return tree.subject(noun) or noun
    if noun.lemma_.lower() in lexicon["message-nouns"] and context.issuer(noun).i == noun.i and noun.dep_ == "dobj":
        return tree.subject(noun.head) or noun
    return noun


def _undone(context: Context, verb: Token) -> bool:
    """Whether the saying itself is negated: "did not say", "declined to confirm"."""
    if context.tree.negated(verb):
        return True
    head = verb.head
    return verb.dep_ == "xcomp" and (
        context.lexicon.lemma(head) in context.lexicon["refusing-verbs"] or context.tree.negated(head)
    )
