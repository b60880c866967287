"""Who does what to whom: the arguments of verbs and eventive nouns, the same whatever the syntax.

A frame asks for ``subject``, ``object``, ``to``, ``of`` ...; this module answers for active and passive clauses, relative and
participial clauses, control, coordination and light verbs alike, so that the lexicon needs one frame a meaning. An argument
is a head token; what it stands for is looked up elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from kg.reading.phrases import borrowed_items, conjuncts

HEADS = "kg_heads"
PEOPLE = "kg_people"
"""Where a Doc's ``user_data`` keeps the tokens that head mentions, and those that head people's names."""
RELATIVE = frozenset({"who", "which", "that", "whom"})
LIGHT_VERBS = frozenset(
    {"launch", "carry", "conduct", "make", "stage", "mount", "wage", "hold", "begin", "start", "lead", "commit", "perpetrate", "execute",
     "undertake", "perform", "initiate", "resume", "continue", "announce", "open", "complete", "order", "plan", "suspend", "end", "halt",
     "intensify", "step", "expand", "pursue", "claim", "have", "give", "provide", "offer", "deliver", "sign", "reach", "strike", "enter", "conclude",
     "carry out", "join", "prepare", "threaten", "organize", "organise", "host", "attempt", "keep", "maintain", "face", "suffer", "sustain", "attend", "fight", "win", "accelerate", "increase", "strengthen", "deepen", "boost", "forge", "establish", "form", "build", "renew", "develop", "pay", "express", "voice", "declare", "deploy"}
)  # fmt: skip
_CARRY_OUT = frozenset(
    {
        "conduct",
        "carry",
        "launch",
        "lead",
        "stage",
        "mount",
        "commit",
        "perpetrate",
        "execute",
        "undertake",
        "perform",
        "fire",
        "make",
        "wage",
        "order",
    }
)
_OBJECT_CONTROL = frozenset(
    {"order", "force", "urge", "ask", "tell", "help", "allow", "enable", "compel", "persuade", "invite", "instruct", "command", "permit", "lead",
     "encourage", "send", "deploy", "prompt", "cause", "call", "appoint", "name", "pressure", "press", "drive", "authorize", "authorise", "assist"}
)  # fmt: skip
_OF_THE_OBJECT = frozenset(
    {
        "accuse",
        "blame",
        "prevent",
        "stop",
        "charge",
        "suspect",
        "convict",
        "condemn",
        "criticise",
        "criticize",
        "keep",
        "bar",
        "ban",
        "deter",
        "thank",
        "praise",
        "arrest",
        "jail",
        "sentence",
        "punish",
        "discourage",
        "acquit",
        "detain",
    }
)
_PARTICLES = frozenset({"back", "out", "away", "off", "over", "up", "down", "in"})
_SHARED = frozenset({"with", "against", "on", "to", "for", "at", "between", "from", "alongside"})
_MEASURES = frozenset(
    {
        "series",
        "round",
        "number",
        "wave",
        "spate",
        "string",
        "set",
        "pair",
        "couple",
        "dozen",
        "dozens",
        "hundreds",
        "barrage",
        "campaign",
        "kind",
        "type",
        "lot",
        "flurry",
        "succession",
    }
)
_HAPPEN = frozenset(
    {
        "break",
        "erupt",
        "begin",
        "continue",
        "rage",
        "resume",
        "take",
        "flare",
        "occur",
        "happen",
        "start",
        "be",
        "intensify",
        "escalate",
        "ensue",
        "spread",
        "end",
    }
)
_TIME = frozenset({"DATE", "TIME"})
_UNPEOPLED = frozenset(
    {"country", "city", "town", "area", "region", "province", "village", "district", "part", "place", "capital", "base"}
)


def lemma(token: Token) -> str:
    """The lemma with its particle: "pull out", "carry out"."""
    particle = next((c for c in token.rights if c.dep_ == "prt"), None)
    base = token.lemma_.lower()
    return f"{base} {particle.lower_}" if particle is not None else base


def particle_verb(token: Token) -> str:
    """The verb with an adverb right after it that may be its particle ("won back", "drove out"), or ""."""
    after = token.doc[token.i + 1] if token.i + 1 < len(token.doc) else token
    if after.dep_ == "advmod" and after.head == token and after.lower_ in _PARTICLES:
        return f"{token.lemma_.lower()} {after.lower_}"
    return ""


def is_nominal(token: Token) -> bool:
    """Whether `token` is a noun, or a third person singular that must be a plural ("a series of airstrikes")."""
    if token.pos_ in {"NOUN", "PROPN"}:
        return not (token.dep_ == "ROOT" and any(c.dep_ == "dobj" for c in token.rights))
    return token.tag_ == "VBZ" and token.dep_ in {"pobj", "dobj", "nsubj", "nsubjpass", "compound"}


def is_verbal(token: Token) -> bool:
    """Whether `token` is a verb, or a plural noun that must be one: headlines ("Rebels seize town") mislead the tagger."""
    if token.pos_ in {"VERB", "AUX"}:
        return not is_nominal(token)
    return token.tag_ in {"NNS", "NN", "NNPS"} and token.dep_ == "ROOT" and any(c.dep_ == "dobj" for c in token.rights)


def misread_clause(verb: Token) -> bool:
    """Whether a finite past was read as a participle of the sentence's root noun: "Militants infiltrated into Kashmir"."""
    noun = verb.head
    if verb.dep_ != "acl" or verb.tag_ not in {"VBN", "VBD"} or noun.dep_ != "ROOT" or verb.i != noun.i + 1:
        return False
    if any(c.dep_ in {"agent", "auxpass"} or c.lower_ == "by" for c in verb.children):
        return False
    return not any(t.tag_ in {"VBD", "VBZ", "VBP", "MD"} and t.i != verb.i for t in noun.sent)


def hyphenated(verb: Token) -> bool:
    """Whether `verb` is the participle in "Hamas-run Gaza"."""
    return verb.tag_ == "VBN" and verb.dep_ in {"compound", "nmod"} and verb.i > 0 and verb.nbor(-1).text in {"-", "–"}


def is_passive(verb: Token) -> bool:
    """Whether `verb` is passive, reduced ("forces backed by X") and coordinated passives included."""
    if any(c.dep_ in {"nsubjpass", "auxpass"} for c in verb.children):
        return True
    if verb.tag_ != "VBN" or any(c.dep_ in {"aux", "nsubj"} for c in verb.lefts):
        return False
    if misread_clause(verb):
        return False
    if verb.dep_ in {"acl", "amod"} or hyphenated(verb):
        return True
    if verb.dep_ == "conj" and verb.head.pos_ in {"VERB", "AUX"}:
        return is_passive(verb.head) and not any(c.dep_ == "dobj" for c in verb.rights)
    return verb.dep_ in {"advcl", "relcl", "ccomp"} and not any(c.dep_ == "dobj" for c in verb.rights)


def antecedent(verb: Token) -> Token | None:
    """The noun that a relative clause, or a participle, with `verb` as head (or coordinated with it) speaks of."""
    top = verb
    while top.dep_ == "conj" and top.head.pos_ in {"VERB", "AUX"} and top.head.i < top.i:
        top = top.head
    if top.dep_ not in {"relcl", "acl"}:
        return None
    noun = top.head
    if _says_who(top):
        while noun.ent_type_ in {"GPE", "LOC", "FAC"} or noun.lemma_.lower() in _UNPEOPLED:
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
    if noun.ent_type_ in _TIME:
        above = noun
        while above.ent_type_ in _TIME and above.head != above:
            above = above.head
        nouns = [
            t
            for t in noun.doc[above.i : noun.i]
            if t.pos_ in {"NOUN", "PROPN"} and t.ent_type_ not in _TIME and t.dep_ in {"dobj", "pobj"}
        ]
        heads = [t for t in nouns if t.dep_ == "dobj" or t.head.head.dep_ in {"prep", "dobj", "pobj"} or True]
        noun = heads[0] if heads else noun
        while (inner := _of_object(noun)) is not None and noun.lemma_ in {"control", "grip"}:
            noun = inner
    return noun


def _says_who(verb: Token) -> bool:
    return any(c.lower_ in {"who", "whom"} for c in verb.lefts)


def _of_object(noun: Token) -> Token | None:
    for prep in noun.rights:
        if prep.dep_ == "prep" and prep.lower_ == "of":
            return next((c for c in prep.rights if c.dep_ == "pobj"), None)
    return None


def surface_subject(verb: Token, depth: int = 0) -> Token | None:
    """The subject as the clause has it, inherited through coordination, control and participles."""
    if depth > 6:
        return None
    own = next((c for c in verb.lefts if c.dep_ in {"nsubj", "nsubjpass", "csubj"}), None)
    if own is None:
        own = next((c for c in verb.rights if c.dep_ in {"nsubj", "nsubjpass"}), None)
    if own is not None:
        if own.lower_ in RELATIVE and own.tag_ in {"WDT", "WP", "IN", "DT"}:
            return antecedent(verb) or (own if own.tag_ == "DT" else None)
        if own.dep_ == "nsubj" and own.lower_ == "it" and verb.lemma_ == "be":
            return own
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
        return antecedent(verb) if verb.tag_ in {"VBG", "VBN"} else None
    if verb.dep_ == "amod" and verb.tag_ in {"VBG", "VBN"}:
        return head
    if verb.dep_ == "xcomp" or (verb.dep_ in {"ccomp", "advcl"} and not _has_marked_subject(verb)):
        return _controller(verb, head, depth)
    if verb.dep_ == "pcomp" and head.dep_ == "prep":
        governor = head.head
        if governor.pos_ in {"VERB", "AUX"}:
            target = (
                deep(governor, "object")
                if governor.lemma_ in _OF_THE_OBJECT and head.lower_ in {"of", "for", "from"}
                else ()
            )
            return next(iter(target), None) or surface_subject(governor, depth + 1)
        return _controller_of_noun(governor, depth)
    return None


def _has_marked_subject(verb: Token) -> bool:
    return any(c.dep_ in {"nsubj", "nsubjpass", "expl"} for c in verb.children)


def _controller(verb: Token, head: Token, depth: int) -> Token | None:
    if head.pos_ not in {"VERB", "AUX", "ADJ"}:
        return None
    if verb.dep_ in {"xcomp", "advcl", "ccomp"} and head.lemma_ in {"call", "appeal", "rely", "prevail"}:  # "called on Turkey to withdraw"
        asked = next((g for c in head.rights if c.dep_ == "prep" and c.i < verb.i for g in c.rights if g.dep_ == "pobj"), None)
        if asked is not None:
            return asked
    if verb.dep_ == "xcomp" and head.lemma_ in _OBJECT_CONTROL and not is_passive(head):
        direct = next((c for c in head.rights if c.dep_ in {"dobj", "dative"} and c.i < verb.i), None)
        if direct is not None:
            return direct
    return surface_subject(head, depth + 1)


def _controller_of_noun(noun: Token, depth: int) -> Token | None:
    """Who "to V" is about in "their attempt to V", "launched an operation to V", "the campaign by X to V"."""
    owner = next(iter(deep(noun, "subject")), None)
    if owner is not None:
        return owner
    verb = light_verb(noun)
    if verb is None and noun.dep_ == "attr":
        verb = noun.head
    return surface_subject(verb, depth + 1) if verb is not None else None


def deep(token: Token, role: str) -> tuple[Token, ...]:
    """The tokens that fill `role` of the predicate `token`, before coordination.

    Roles: ``subject`` and ``object`` as in the active clause, ``dative``, ``attribute``, ``possessive``, ``modifier`` (words
    before a noun), ``head`` (the noun that `token` modifies), ``self``, ``holder`` (who a title or office noun is said of),
    or a preposition. An empty tuple where nothing fills it.
    """
    noun = is_nominal(token)
    if role == "self":
        return (token,)
    if role == "subject":
        return _noun_subject(token) if noun else _verb_subject(token)
    if role == "object":
        return _noun_object(token) if noun else _verb_object(token)
    if role == "dative":
        return tuple(c for c in token.rights if c.dep_ == "dative" and c.pos_ != "ADP") + prepositional(
            token, "to", dative=True
        )
    if role == "attribute":
        beside = token.nbor(1) if token.i + 1 < len(token.doc) else token
        extra = (beside,) if beside.lower_ in {"dead", "hostage", "captive", "prisoner"} else ()
        return tuple(c for c in token.rights if c.dep_ in {"attr", "acomp", "oprd"}) + extra
    if role == "possessive":
        return tuple(c for c in token.lefts if c.dep_ == "poss")
    if role == "modifier":
        return _modifiers(token)
    if role == "head":
        return (
            (token.head,)
            if token.dep_ in {"amod", "compound", "acl", "relcl", "nmod"} and token.head.pos_ in {"NOUN", "PROPN"}
            else ()
        )
    if role == "holder":
        return _holder(token)
    if role == "purpose":
        return tuple(c for c in token.rights if c.dep_ in {"advcl", "xcomp"} and c.tag_ == "VB")
    if role == "versus":
        return _versus(token)
    if role == "comma":
        return _after_comma(token)
    if role == "apposed":
        return (token.head,) if token.dep_ == "appos" else ()
    if role == "clause":
        return _clause_subject(token)
    if role == "advmod":
        return tuple(c for c in token.children if c.dep_ == "advmod")
    return prepositional(token, role)


def prepositional(token: Token, preposition: str, *, dative: bool = False) -> tuple[Token, ...]:
    """What `preposition` (two words with a space) governs below `token`, with verbs' prepositions shared by light-verb nouns."""
    first, _, second = preposition.partition(" ")
    found: list[Token] = []
    for child in token.children:
        if child.dep_ not in {"prep", "agent", "dative"} or child.lower_ != first or child.pos_ == "PRON":
            continue
        if dative and child.dep_ != "dative":
            continue
        governor = child
        if second:
            inner = next((c for c in child.rights if c.dep_ in {"prep", "pcomp"} and c.lower_ == second), None)
            if inner is None:
                continue
            governor = inner
        found.extend(_real(c) for c in governor.rights if c.dep_ in {"pobj", "pcomp"} and c.pos_ != "ADP")
        if first in {"inside", "outside"}:  # "inside of Syria"
            found.extend(c for p in governor.rights if p.dep_ == "prep" and p.lower_ == "of" for c in p.rights if c.dep_ == "pobj")
        for sibling in governor.rights:  # "in and around Aleppo", "to and from X"
            if sibling.dep_ == "conj" and sibling.pos_ == "ADP":
                found.extend(c for c in sibling.rights if c.dep_ == "pobj")
    if not found and preposition in {"in", "at"} and token.dep_ == "dobj" and token.pos_ in {"NOUN", "PROPN"}:
        after = token.doc[token.i + 1] if token.i + 1 < len(token.doc) else token
        if (
            after.lower_ == preposition and after.head == token.head
        ):  # "targeting US troops in bases": it may belong to either
            return tuple(c for c in after.rights if c.dep_ == "pobj" and c.ent_type_ not in _TIME)
    if not found and token.pos_ in {"NOUN", "PROPN"} and token.i not in token.doc.user_data.get(HEADS, ()):
        outer = counted_by(token)  # "fighting broke out between X and Y"
        if outer.dep_ in {"nsubj", "nsubjpass"} and outer.head.lemma_ in _HAPPEN and preposition not in {"of", "to"}:
            found.extend(prepositional(outer.head, preposition))
        if outer.i != token.i and not found and preposition != "of":
            found.extend(prepositional(outer, preposition))
        if not found and preposition in _SHARED and (verb := light_verb(token)) is not None:
            found.extend(prepositional(verb, preposition))
    if not found and not second:
        # "increased cooperation in the last few years with X": the parser hangs the second phrase on the years
        for child in token.children:
            for timed in child.rights if child.dep_ == "prep" else ():
                if timed.ent_type_ in _TIME:
                    found.extend(
                        c
                        for p in timed.rights
                        if p.dep_ == "prep" and p.lower_ == first
                        for c in p.rights
                        if c.dep_ == "pobj"
                    )
    if not found and not second:
        for child in token.children:
            if child.dep_ == "prep":
                for sibling in child.rights:
                    if sibling.dep_ == "conj" and sibling.lower_ == first:
                        found.extend(c for c in sibling.rights if c.dep_ == "pobj")
    return tuple(found)


def _real(noun: Token) -> Token:
    """ "parliament" in "in front of parliament": some nouns only make a longer preposition."""
    if noun.lemma_.lower() in {"front", "vicinity", "midst", "heart", "middle", "center", "centre", "vicinities"}:
        return _of_object(noun) or noun
    return noun


def _verb_subject(verb: Token) -> tuple[Token, ...]:
    if is_passive(verb):
        agents = tuple(
            g
            for c in verb.children
            if c.dep_ in {"agent", "prep"} and c.lower_ == "by"
            for g in c.rights
            if g.dep_ == "pobj"
        )
        if agents:
            return agents
        return _hyphenated(verb)
    if verb.dep_ == "amod" and verb.tag_ == "VBN":
        return _hyphenated(verb)
    found = surface_subject(verb)
    return (found,) if found is not None else ()


def _hyphenated(verb: Token) -> tuple[Token, ...]:
    """ "Houthi" in "Houthi-held"."""
    for child in reversed(list(verb.lefts)):
        if child.dep_ in {"npadvmod", "amod", "nmod", "advmod", "compound", "dep"} and child.pos_ in {
            "NOUN",
            "PROPN",
            "ADJ",
            "ADV",
        }:
            return (child,)
    before = verb.nbor(-2) if verb.i > 1 and verb.nbor(-1).text in {"-", "–"} else None
    return (before,) if before is not None and before.pos_ in {"NOUN", "PROPN", "ADJ"} else ()


def _verb_object(verb: Token) -> tuple[Token, ...]:
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
    direct = tuple(
        c for c in verb.rights if c.dep_ in {"dobj", "oprd"} and not (c.lower_ in RELATIVE and c.tag_ in {"WDT", "WP"})
    )
    if direct:
        return tuple(c for c in direct if c.dep_ == "dobj") or direct
    beside = tuple(
        c
        for c in verb.rights
        if c.dep_ in {"advmod", "npadvmod", "acomp", "xcomp", "ccomp", "attr", "dative", "dep"}
        and c.text[:1].isupper()
        and (c.pos_ == "PROPN" or c.i in verb.doc.user_data.get(HEADS, ()))
        and c.ent_type_ not in _TIME
        and c.left_edge.i <= verb.i + 2
    )
    if beside:
        return beside
    if verb.dep_ == "relcl":
        gapped = any(c.dep_ == "nsubj" and c.lower_ not in RELATIVE for c in verb.lefts)
        if gapped and not any(c.dep_ in {"prep"} and not any(True for _ in c.rights) for c in verb.rights):
            noun = antecedent(verb)
            return (noun,) if noun is not None else ()
        return ()
    if verb.dep_ == "amod" and verb.tag_ == "VBN":
        return (verb.head,)
    # "attacked and killed two men": the object stands with the last verb
    for child in verb.rights:
        if child.dep_ == "conj" and child.pos_ == "VERB" and child.i - verb.i <= 3 and not _has_marked_subject(child):
            return tuple(c for c in child.rights if c.dep_ == "dobj")
    return ()


def _noun_subject(noun: Token) -> tuple[Token, ...]:
    for role in ("by",):
        if found := prepositional(noun, role):
            return found
    for child in noun.rights:  # "a raid conducted by X"
        if child.dep_ in {"acl", "relcl"} and child.pos_ == "VERB" and child.lemma_ in _CARRY_OUT and is_passive(child):
            if agents := _verb_subject(child):
                return agents
    if found := tuple(c for c in noun.lefts if c.dep_ == "poss" and c.ent_type_ not in _TIME):
        return found
    if found := culprit(noun):
        return found
    heads = noun.doc.user_data.get(HEADS)
    if found := tuple(t for t in _modifiers(noun) if heads is None or t.i in heads):
        return found
    governor = light_verb(noun)
    if governor is not None:
        subject = surface_subject(governor)
        if is_passive(governor):
            return _verb_subject(governor)
        return (subject,) if subject is not None else ()
    return ()


def culprit(noun: Token) -> tuple[Token, ...]:
    """Who is said to be behind `noun`: "claimed responsibility for the attack", "was claimed by X", "blamed X for the attack"."""
    if noun.dep_ == "nsubjpass" and noun.head.lemma_ in {"claim"}:
        return _verb_subject(noun.head)
    if noun.dep_ == "pobj" and noun.head.lower_ == "including" and noun.head.head.pos_ == "NOUN":
        return _noun_subject(noun.head.head)  # "conducted ten airstrikes, including strikes on X"
    if noun.dep_ != "pobj" or noun.head.lower_ not in {"for", "of"}:
        return ()
    governor = noun.head.head
    if governor.lemma_ in {"responsibility", "credit"} and governor.dep_ == "dobj":
        subject = surface_subject(governor.head)
        return (
            (subject,)
            if subject is not None and governor.head.lemma_ in {"claim", "take", "accept", "deny", "admit"}
            else ()
        )
    if governor.lemma_ in {"blame", "accuse", "suspect", "charge"} and governor.pos_ == "VERB":
        return _verb_object(governor)
    return ()


def counted_by(noun: Token) -> Token:
    """The noun that only measures `noun` ("a series of meetings", "a first round of talks"), or itself."""
    while noun.dep_ == "pobj" and noun.head.lower_ == "of" and noun.head.head.lemma_.lower() in _MEASURES:
        noun = noun.head.head
    return noun


def light_verb(noun: Token) -> Token | None:
    """The verb that only lends tense and subject to an eventive noun ("launched an attack", "took part in clashes")."""
    head = counted_by(noun)
    while head.dep_ == "conj" and head.head.pos_ == "NOUN":
        head = head.head
    if head.dep_ in {"dobj", "nsubjpass"} and (head.head.lemma_ in LIGHT_VERBS):
        return head.head
    if (
        head.dep_ == "pobj"
        and head.head.lower_ in {"in", "with", "for"}
        and head.head.head.lemma_ in {"take", "engage", "involve", "participate", "respond", "join", "hit", "retaliate"}
    ):
        return head.head.head
    return None


def _noun_object(noun: Token) -> tuple[Token, ...]:
    return prepositional(noun, "of") or prepositional(noun, "on") or prepositional(noun, "against")


def _modifiers(noun: Token) -> tuple[Token, ...]:
    """Nouns and demonyms before `noun`, nearest first; for a title before a name, those left of the title."""
    limit = noun.i
    owner = noun
    while owner.dep_ in {"compound", "nmod"} and owner.head.i > owner.i:
        owner = owner.head
    kept: list[Token] = []
    for source in {noun.i: noun, owner.i: owner}.values():
        for child in source.lefts:
            if child.dep_ in {"compound", "amod", "nmod", "npadvmod"} and child.i < limit:
                kept.extend(
                    t
                    for t in child.subtree
                    if t == child or (t.pos_ in {"NOUN", "PROPN", "ADJ"} and t.i < limit and t.dep_ != "conj")
                )
                if noun.pos_ == "NOUN":
                    kept.extend(t for t in conjuncts(child) if t != child and t.i < limit)
    if noun.pos_ == "PROPN":  # "the U.S. and Royal Navy": what stands before "and" is no part of the name
        joint = max((t.i for t in noun.doc[max(noun.i - 12, noun.sent.start) : noun.i] if t.dep_ == "cc"), default=-1)
        kept = [t for t in kept if t.i > joint]
    return tuple(sorted(dict.fromkeys(kept), key=lambda t: -t.i))


def _holder(noun: Token) -> tuple[Token, ...]:
    """Who holds the office or role that `noun` names: by title, apposition, copula, 'as'; or the noun's own phrase."""
    if noun.dep_ in {"compound", "nmod"} and noun.head.pos_ == "PROPN":
        return (noun.head,)
    for (
        prep
    ) in noun.rights:  # "President of Ukraine Volodymyr Zelenskyy": the parser takes country and name for one phrase
        if prep.dep_ == "prep" and prep.lower_ in {"of", "for", "to"}:
            name = next(
                (c for c in prep.rights if c.dep_ == "pobj" and c.i in noun.doc.user_data.get(PEOPLE, ())), None
            )
            if name is not None and any(c.dep_ in {"compound", "nmod"} and c.ent_type_ != "PERSON" for c in name.lefts):
                return (name,)
    listed = borrowed_items(noun)
    found = tuple(c for c in noun.rights if c.dep_ == "appos" and c.i not in listed)
    if noun.dep_ == "appos":
        return (noun.head,)
    if noun.dep_ == "attr" and noun.head.lemma_ in {"be", "become", "remain"}:
        subject = surface_subject(noun.head)
        return (subject,) if subject is not None else ()
    if noun.dep_ == "pobj" and noun.head.lower_ == "as":
        verb = noun.head.head
        if verb.pos_ == "VERB":
            return deep(verb, "object") or deep(verb, "subject")
    if noun.dep_ == "oprd":
        return deep(noun.head, "object")
    return found or (noun,)


def _versus(noun: Token) -> tuple[Token, ...]:
    """ "Daesh" in "the counter-Daesh coalition"."""
    doc = noun.doc
    for i in range(noun.i - 1, max(noun.i - 7, 0), -1):
        if doc[i].text == "-" and doc[i - 1].lower_ in {"anti", "counter"} and i + 1 < noun.i:
            return (doc[i + 1],)
        if doc[i].lower_.startswith(("anti-", "counter-")) and len(doc[i]) > 8:
            return (doc[i],)
        if doc[i].pos_ in {"VERB", "ADP", "PUNCT"} and doc[i].text != "-":
            break
    return ()


def _after_comma(token: Token) -> tuple[Token, ...]:
    """ "Iraq" in "Mosul, Iraq" or "Mosul, in northern Iraq"; the parser calls it apposition, conjunct or anything."""
    doc = token.doc
    end = token.i + 1
    while (
        end < len(doc)
        and doc[end].pos_ in {"NOUN", "PROPN"}
        and doc[end].head.i <= token.i
        and doc[end].dep_ == "appos"
    ):
        end += 1
    if end + 1 >= len(doc) or doc[end].text != ",":
        return ()
    after = doc[end + 1]
    if after.lower_ == "in" and after.dep_ == "prep":
        return tuple(c for c in after.rights if c.dep_ == "pobj")
    if after.pos_ != "PROPN":
        return ()
    follower = after
    while follower.dep_ == "compound" and follower.head.i > follower.i:
        follower = follower.head
    beyond = doc[follower.i + 1] if follower.i + 1 < len(doc) else None
    listed = beyond is not None and beyond.lower_ in {"and", "or", "&"}
    wanted = follower.pos_ == "PROPN" and follower.dep_ in {
        "appos",
        "npadvmod",
        "conj",
        "nmod",
        "pobj",
        "dep",
        "dobj",
        "nsubj",
    }
    return (follower,) if wanted and not listed else ()


def _clause_subject(token: Token) -> tuple[Token, ...]:
    """The subject of the clause in which ``token`` stands in a prepositional phrase ("in support of X")."""
    preposition = token.head
    verb = preposition.head if preposition.dep_ == "prep" else None
    while verb is not None and verb.pos_ in {"NOUN", "PROPN"} and verb.head != verb:
        verb = verb.head if verb.dep_ in {"dobj", "nsubjpass", "pobj", "prep", "attr"} else None
        if verb is not None and verb.pos_ == "ADP":
            verb = verb.head
    if verb is None or verb.pos_ not in {"VERB", "AUX"}:
        return ()
    return _verb_subject(verb) or tuple(t for t in (surface_subject(verb),) if t is not None)


def spread(tokens: tuple[Token, ...]) -> Iterator[Token]:
    """`tokens` with what is coordinated with each."""
    for token in tokens:
        yield from conjuncts(token)
