"""Subjects and objects as in the active clause: passives, relative clauses, participles, control, coordination, light verbs."""

from __future__ import annotations

from spacy.tokens import Token

from kg.extract._nominal import modifiers
from kg.extract._prepositions import HEADS, counted_by, light_verb, of_object, prepositional
from kg.extract._vocabulary import RELATIVE_PRONOUNS, TIME_LABELS, words
from kg.extract._voice import before_hyphen, hyphenated, is_nominal, is_passive
from kg.reading.phrases import misread_gerund

_CHARGING = frozenset({"of", "for", "from", "with", "against"})


def antecedent(verb: Token) -> Token | None:
    """The noun that a relative clause, or a participle, with `verb` as head (or coordinated with it) speaks of."""
    top = verb
    while top.dep_ == "conj" and top.head.pos_ in {"VERB", "AUX"} and top.head.i < top.i:
        top = top.head
    if top.dep_ not in {"relcl", "acl"}:
        return None
    noun = top.head
    if _says_who(top):
        while noun.ent_type_ in {"GPE", "LOC", "FAC"} or noun.lemma_.lower() in words("unpeopled-nouns"):
            above = noun.head
            while above.pos_ == "ADP" and above.head != above:
                above = above.head
            if above == noun or above.pos_ not in {"NOUN", "PROPN"}:
                if (
                    above.pos_ in {"VERB", "AUX"}
                    and (subject := next((c for c in above.lefts if c.dep_ == "nsubj"), None)) is not None
                    and above.dep_ != "ROOT"
                ):
                    return subject
                if above.dep_ in {"acl", "relcl"} and above.pos_ == "VERB":
                    noun = above.head
                    continue
                break
            noun = above
    # "gained control of an area on Thursday, which includes ...": the parser takes the nearest noun, a date
    if noun.ent_type_ in TIME_LABELS:
        above = noun
        while above.ent_type_ in TIME_LABELS and above.head != above:
            above = above.head
        nouns = [
            t
            for t in noun.doc[above.i : noun.i]
            if t.pos_ in {"NOUN", "PROPN"} and t.ent_type_ not in TIME_LABELS and t.dep_ in {"dobj", "pobj"}
        ]
        noun = nouns[0] if nouns else noun
        while (inner := of_object(noun)) is not None and noun.lemma_ in words("holding-nouns"):
            noun = inner
    return noun


def _says_who(verb: Token) -> bool:
    return any(c.lower_ in {"who", "whom"} for c in verb.lefts)


def surface_subject(verb: Token, depth: int = 0) -> Token | None:
    """The subject as the clause has it, inherited through coordination, control and participles."""
    if depth > 6:
        return None
    own = next((c for c in verb.lefts if c.dep_ in {"nsubj", "nsubjpass", "csubj"}), None)
    if own is None:
        own = next((c for c in verb.rights if c.dep_ in {"nsubj", "nsubjpass"}), None)
    if own is not None:
        if own.lower_ in RELATIVE_PRONOUNS and own.tag_ in {"WDT", "WP", "IN", "DT"}:
            return antecedent(verb) or (own if own.tag_ == "DT" else None)
        return own
    head = verb.head
    if head == verb:
        if verb.pos_ not in {"VERB", "AUX"}:
            return next((c for c in reversed(list(verb.lefts)) if c.dep_ in {"compound", "nmod", "poss", "dep"}), None)
        return None
    if verb.dep_ == "conj" and head.pos_ in {"VERB", "AUX", "NOUN"}:
        return surface_subject(head, depth + 1) if head.pos_ != "NOUN" else None
    if verb.dep_ in {"acl", "relcl"}:
        if verb.tag_ == "VB":
            return _controller_of_noun(head, depth)
        noun = antecedent(verb) if verb.tag_ in {"VBG", "VBN"} else None
        if noun is not None and noun.lower_ in words("platforms") and noun.dep_ == "pobj":
            return _sender(noun, depth)  # "posted a message on Twitter blaming X"
        return noun
    if misread_gerund(verb):
        governor = verb.doc[verb.i - 1].head
        return surface_subject(governor, depth + 1) if governor.pos_ in {"VERB", "AUX"} else _controller_of_noun(governor, depth)
    if verb.dep_ == "amod" and verb.tag_ in {"VBG", "VBN"}:
        return head
    if verb.dep_ == "acomp" and verb.pos_ != "VERB":
        return surface_subject(head, depth + 1)  # "ready to attack", "unable to reach"
    if verb.dep_ == "xcomp" or (verb.dep_ in {"ccomp", "advcl"} and not has_subject(verb)):
        return _controller(verb, head, depth)
    if verb.dep_ == "pcomp" and head.dep_ == "prep":
        governor = head.head
        if governor.pos_ in {"VERB", "AUX"} or governor.dep_ == "acomp":  # "committed to carrying out"
            charged = governor.lemma_ in words("charging-verbs") and head.lower_ in _CHARGING
            target = verb_object(governor) if charged else ()
            return next(iter(target), None) or surface_subject(governor, depth + 1)
        if governor.dep_ == "pobj" and head.lower_ in _CHARGING and (charge := _passive_charge(governor)) is not None:
            return next(iter(verb_object(charge)), None)  # "are accused by residents of Goma of killing": hung on the accuser
        if head.lower_ in _CHARGING and governor.dep_ == "dobj" and governor.head.lemma_ in words("charging-verbs"):
            return governor  # "accused the rebels of shelling": the parser may hang "of" on the rebels
        return _controller_of_noun(governor, depth)
    return None


def _sender(platform: Token, depth: int) -> Token | None:
    """Who says what stands on a platform: the subject of the verb around it."""
    verb = platform.head
    while verb.pos_ not in {"VERB", "AUX"} and verb.head != verb:
        verb = verb.head
    return surface_subject(verb, depth + 1) if verb.pos_ in {"VERB", "AUX"} else None


def _passive_charge(noun: Token) -> Token | None:
    """The passive verb of charging that `noun` is, or is part of, the agent of."""
    node = noun
    for _ in range(4):
        if node.dep_ == "agent" or (node.dep_ == "prep" and node.lower_ == "by"):
            return node.head if node.head.lemma_ in words("charging-verbs") else None
        node = node.head
    return None


def reciprocal(token: Token) -> Token | None:
    """The subject that "each other" or "one another" stands for, below the same verb."""
    before = token.nbor(-1).lower_ if token.i else ""
    if (before, token.lower_) not in {("each", "other"), ("one", "another")}:
        return None
    verb = token.head
    while verb.pos_ == "ADP":
        verb = verb.head
    return surface_subject(verb) if verb.pos_ in {"VERB", "AUX"} else None


def has_subject(verb: Token) -> bool:
    return any(c.dep_ in {"nsubj", "nsubjpass", "expl"} for c in verb.children)


def _controller(verb: Token, head: Token, depth: int) -> Token | None:
    if head.pos_ not in {"VERB", "AUX", "ADJ"}:
        return None
    if verb.dep_ in {"xcomp", "advcl", "ccomp"} and head.lemma_ in words("asking-verbs"):
        # "called on Turkey to withdraw"
        asked = next((g for c in head.rights if c.dep_ == "prep" and c.i < verb.i for g in c.rights if g.dep_ == "pobj"), None)
        if asked is not None:
            return asked
    if verb.dep_ == "xcomp" and head.lemma_ in words("object-control-verbs") and not is_passive(head):
        direct = next((c for c in head.rights if c.dep_ in {"dobj", "dative"} and c.i < verb.i), None)
        if direct is not None:
            return direct
    return surface_subject(head, depth + 1)


def _controller_of_noun(noun: Token, depth: int) -> Token | None:
    """Who "to V" is about in "their attempt to V", "launched an operation to V", "the campaign by X to V"."""
    owner = next(iter(noun_subject(noun) if is_nominal(noun) else verb_subject(noun)), None)
    if owner is not None:
        return owner
    verb = light_verb(noun)
    if verb is None and noun.dep_ == "attr":
        verb = noun.head
    if verb is None and noun.dep_ == "pobj" and noun.head.lower_ in {"in", "as"} and noun.head.head.pos_ in {"VERB", "AUX"}:
        verb = noun.head.head  # "strikes in order to defeat X", "advanced in a bid to retake Y"
    return surface_subject(verb, depth + 1) if verb is not None else None


def verb_subject(verb: Token) -> tuple[Token, ...]:
    if is_passive(verb):
        agents = tuple(g for c in verb.children if c.dep_ in {"agent", "prep"} and c.lower_ == "by" for g in c.rights if g.dep_ == "pobj")
        if agents:
            return agents
        return before_hyphen(verb)
    if verb.dep_ == "amod" and verb.tag_ == "VBN":
        return before_hyphen(verb)
    if verb.dep_ == "advcl" and verb.tag_ == "VBG" and verb.lemma_ in words("resulting-verbs") and is_passive(verb.head):
        return verb_subject(verb.head)  # "was shot down by rebels, killing all on board"
    found = surface_subject(verb)
    return (found,) if found is not None else ()


def verb_object(verb: Token) -> tuple[Token, ...]:
    if is_passive(verb):
        own = next((c for c in verb.lefts if c.dep_ == "nsubjpass"), None)
        if own is None and (verb.dep_ == "amod" or hyphenated(verb)):
            return (verb.head,)
        if own is None and verb.dep_ in {"acl", "relcl"}:
            noun = antecedent(verb)
            return (noun,) if noun is not None else ()
        found = surface_subject(verb)
        direct = tuple(c for c in verb.rights if c.dep_ == "dobj") if found is None else ()
        return (found,) if found is not None else direct
    direct = tuple(c for c in verb.rights if c.dep_ in {"dobj", "oprd"} and not (c.lower_ in RELATIVE_PRONOUNS and c.tag_ in {"WDT", "WP"}))
    if direct:
        return tuple(c for c in direct if c.dep_ == "dobj") or direct
    beside = tuple(
        c
        for c in verb.rights
        if c.dep_ in {"advmod", "npadvmod", "acomp", "xcomp", "ccomp", "attr", "dative", "dep"}
        and c.text[:1].isupper()
        and (c.pos_ == "PROPN" or c.i in verb.doc.user_data.get(HEADS, ()))
        and c.ent_type_ not in TIME_LABELS
        and c.left_edge.i <= verb.i + 2
    )
    if beside:
        return beside
    if verb.dep_ == "relcl":
        gapped = any(c.dep_ == "nsubj" and c.lower_ not in RELATIVE_PRONOUNS for c in verb.lefts)
        if gapped and not any(c.dep_ in {"prep"} and not any(True for _ in c.rights) for c in verb.rights):
            noun = antecedent(verb)
            return (noun,) if noun is not None else ()
        return ()
    if (verb.dep_ == "amod" and verb.tag_ == "VBN") or misread_gerund(verb):
        return (verb.head,)
    # "attacked and killed two men": the object stands with the last verb
    for child in verb.rights:
        if child.dep_ == "conj" and child.pos_ == "VERB" and child.i - verb.i <= 3 and not has_subject(child):
            return tuple(c for c in child.rights if c.dep_ == "dobj")
    return ()


def noun_subject(noun: Token) -> tuple[Token, ...]:
    if found := prepositional(noun, "by"):
        return found
    for child in noun.rights:  # "a raid conducted by X"
        carried_out = child.dep_ in {"acl", "relcl"} and child.pos_ == "VERB" and child.lemma_ in words("carrying-out-verbs")
        if carried_out and is_passive(child) and (agents := verb_subject(child)):
            return agents
    if found := tuple(c for c in noun.lefts if c.dep_ == "poss" and c.ent_type_ not in TIME_LABELS):
        return found
    if found := culprit(noun):
        return found
    heads = noun.doc.user_data.get(HEADS)
    if found := tuple(t for t in modifiers(noun) if heads is None or t.i in heads):
        return found
    governor = light_verb(noun)
    if governor is not None:
        subject = surface_subject(governor)
        if is_passive(governor):
            return verb_subject(governor)
        return (subject,) if subject is not None else ()
    return _party(noun)


def _party(noun: Token) -> tuple[Token, ...]:
    """Who was in it: "X took Aden after days of fighting with Y", "X left Moscow after talks with Y"."""
    outer = counted_by(noun)
    if outer.dep_ != "pobj" or outer.head.lower_ not in {"after", "following", "amid"}:
        return ()
    verb = outer.head.head
    if verb.pos_ != "VERB" or not (prepositional(noun, "with") or prepositional(noun, "against")):
        return ()
    subject = surface_subject(verb)
    return (subject,) if subject is not None else ()


def blamed(noun: Token) -> tuple[Token, ...]:
    """On whom `noun` itself is blamed ("an attack on a base, which India blamed on X"): who blames says so, nobody else does."""
    clauses = (c for c in noun.rights if c.dep_ == "relcl" and c.lemma_ in words("blaming-verbs"))
    found = (prepositional(c, "on") for c in clauses if any(w.lower_ in {"which", "that"} for w in c.lefts))
    return next((f for f in found if f), ())


def culprit(noun: Token) -> tuple[Token, ...]:
    """Who is said to be behind `noun`: "claimed responsibility for the attack", "was claimed by X", "blamed X for the attack"."""
    if noun.dep_ == "nsubjpass" and noun.head.lemma_ == "claim":
        return verb_subject(noun.head)
    if noun.dep_ in {"dobj", "nsubjpass"} and noun.head.lemma_ in words("blaming-verbs"):
        return prepositional(noun.head, "on")  # "blamed the strike on Israel"
    if noun.dep_ == "pobj" and noun.head.lower_ == "behind" and noun.head.head.lemma_ == "be":
        subject = surface_subject(noun.head.head)
        return (subject,) if subject is not None else ()
    if noun.dep_ == "pobj" and noun.head.lower_ == "including" and noun.head.head.pos_ == "NOUN":
        return noun_subject(noun.head.head)  # "conducted ten airstrikes, including strikes on X"
    if noun.dep_ != "pobj" or noun.head.lower_ not in {"for", "of", "in"}:
        return ()
    governor = noun.head.head
    answerable = governor.lemma_ == "blame" and governor.dep_ == "xcomp" and governor.tag_ == "VB"
    if answerable or (governor.lower_ in {"responsible", "culpable"} and governor.dep_ == "acomp"):
        subject = surface_subject(governor.head)  # "is to blame for the attack"
        return (subject,) if subject is not None and noun.head.lower_ == "for" else ()
    if governor.lemma_ in words("involvement-nouns") and governor.dep_ == "dobj":
        subject = surface_subject(governor.head)
        return (subject,) if subject is not None and governor.head.lemma_ in words("owning-up-verbs") else ()
    if noun.head.lower_ != "in" and governor.lemma_ in words("blaming-verbs") and governor.pos_ == "VERB":
        return verb_object(governor)
    return ()


def noun_object(noun: Token) -> tuple[Token, ...]:
    return prepositional(noun, "of") or prepositional(noun, "on") or prepositional(noun, "against")
