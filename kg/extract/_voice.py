"""What kind of word a predicate is: verb or noun, whatever the tagger thinks, active or passive, with its particle."""

from __future__ import annotations

from spacy.tokens import Token

from kg.extract._vocabulary import words


def lemma(token: Token) -> str:
    """The lemma with its particle: "pull out", "carry out"."""
    particle = next((c for c in token.rights if c.dep_ == "prt"), None)
    base = token.lemma_.lower()
    return f"{base} {particle.lower_}" if particle is not None else base


def particle_verb(token: Token) -> str:
    """The verb with an adverb right after it that may be its particle ("won back", "drove out"), or ""."""
    after = token.doc[token.i + 1] if token.i + 1 < len(token.doc) else token
    if after.dep_ == "advmod" and after.head == token and after.lower_ in words("verb-particles"):
        return f"{token.lemma_.lower()} {after.lower_}"
    return ""


def is_nominal(token: Token) -> bool:
    """Whether `token` is a noun, or a third person singular that must be a plural ("a series of airstrikes")."""
    if token.pos_ in {"NOUN", "PROPN"}:
        return not (token.dep_ == "ROOT" and any(c.dep_ == "dobj" for c in token.rights))
    # "Russian shelling in Kherson killed two people"
    described = token.dep_ == "csubj" and any(c.dep_ in {"amod", "poss", "det", "nsubj"} for c in token.lefts)
    if token.tag_ == "VBG" and (described or token.dep_ in {"nsubj", "nsubjpass"}):  # "fighting between X and Y raged"
        return any(c.dep_ == "prep" for c in token.rights) and not any(c.dep_ == "dobj" for c in token.rights)
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
    if any(c.dep_ in {"agent", "auxpass"} or c.lower_ == "by" for c in verb.children) or suffered(verb):
        return False
    return not any(t.tag_ in {"VBD", "VBZ", "VBP", "MD"} and t.i != verb.i for t in noun.sent)


def suffered(verb: Token) -> bool:
    """Whether a past tense without object must be a passive: "Two soldiers shot dead in Kashmir", "Ten killed in blast"."""
    if verb.tag_ not in {"VBN", "VBD"} or any(c.dep_ in {"aux", "dobj", "ccomp", "xcomp", "cc"} for c in verb.children):
        return False
    shot = verb.lemma_ == "shoot" and any(c.lower_ in {"dead", "down"} for c in verb.rights)
    if not (shot or verb.lemma_ in words("suffering-verbs")):
        return False
    after = verb.doc[verb.i + 1] if verb.i + 1 < len(verb.doc) else verb
    return verb.dep_ in {"ROOT", "acl"} and (shot or after.pos_ in {"ADP", "PUNCT", "SPACE", "SCONJ", "ADV"} or after.i == verb.i)


def hyphenated(verb: Token) -> bool:
    """Whether `verb` is the participle in "Hamas-run Gaza"."""
    return verb.tag_ == "VBN" and verb.dep_ in {"compound", "nmod"} and verb.i > 0 and verb.nbor(-1).text in {"-", "–"}


def is_passive(verb: Token) -> bool:
    """Whether `verb` is passive, reduced ("forces backed by X") and coordinated passives included."""
    if any(c.dep_ in {"nsubjpass", "auxpass"} for c in verb.children):
        return True
    if verb.dep_ == "ROOT" and suffered(verb):
        return True
    if verb.tag_ != "VBN" or any(c.dep_ in {"aux", "nsubj"} for c in verb.lefts):
        return False
    if misread_clause(verb) or _has_object(verb):
        return False
    if verb.dep_ in {"acl", "amod"} or hyphenated(verb):
        return True
    if verb.dep_ == "conj" and verb.head.pos_ in {"VERB", "AUX"}:
        return is_passive(verb.head) and not any(c.dep_ == "dobj" for c in verb.rights)
    return verb.dep_ in {"advcl", "relcl", "ccomp"} and not any(c.dep_ == "dobj" for c in verb.rights)


def _has_object(verb: Token) -> bool:
    """Whether a participle behind a noun is a past tense with an object of its own: "Gunmen on motorbikes killed 58 people"."""
    return verb.dep_ == "acl" and any(c.dep_ == "dobj" for c in verb.rights) and verb.lemma_ not in words("two-object-verbs")


def before_hyphen(verb: Token) -> tuple[Token, ...]:
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
