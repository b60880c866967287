"""What the parse says about a word, for factuality: its particles, subjects, tense, form of complement.

spaCy's English labels (ClearNLP) throughout. Nothing here climbs: every function looks at a word and its children.
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "csubjpass"})
OBJECTS = frozenset({"dobj", "obj", "dative", "iobj"})
PREDICATES = frozenset({"attr", "acomp", "oprd"})
CLAUSES = frozenset({"ccomp", "xcomp", "advcl", "pcomp", "acl", "relcl", "csubj", "csubjpass", "parataxis"})
FINITE = frozenset({"VBD", "VBZ", "VBP"})
VERBAL = frozenset({"VERB", "AUX"})
_CLITICS = {"'ll": "will", "wo": "will", "ca": "can", "'d": "would", "sha": "shall"}


def lemma(token: Token) -> str:
    """The lemma in lower case ("'ll" and "wo" are "will")."""
    low = token.lemma_.lower().replace("’", "'")
    return _CLITICS.get(low, low)


def children(token: Token, *deps: str) -> Iterator[Token]:
    """The children of `token` with one of these labels, in order."""
    return (c for c in token.children if c.dep_ in deps)


def is_verbal(token: Token) -> bool:
    """Whether `token` heads a clause as a verb (an adjectival participle or an eventive noun does not)."""
    return token.pos_ in VERBAL or (token.tag_[:2] in ("VB", "MD") and token.dep_ not in ("amod", "compound"))


def auxiliaries(token: Token) -> list[Token]:
    """The auxiliaries of a verb, "to" among them."""
    return [c for c in token.children if c.dep_ in ("aux", "auxpass")]


def is_infinitive(token: Token) -> bool:
    """Whether the verb has a "to"."""
    return any(c.tag_ == "TO" for c in auxiliaries(token))


def is_perfect(token: Token) -> bool:
    """Whether the verb has a "have"."""
    return any(lemma(c) in ("have", "'ve") for c in auxiliaries(token))


def is_finite(token: Token) -> bool:
    """Whether the verb, or its first auxiliary, is tensed."""
    aux = auxiliaries(token)
    if aux:
        return any(c.tag_ in FINITE or c.tag_ == "MD" for c in aux)
    return token.tag_ in FINITE or token.tag_ == "MD"


def is_past(token: Token) -> bool:
    """Whether the verb, or its tensed auxiliary, is past."""
    return any(c.tag_ == "VBD" for c in auxiliaries(token)) or token.tag_ == "VBD"


def is_present(token: Token) -> bool:
    """Whether the clause is in the present tense without a modal."""
    aux = [c for c in auxiliaries(token) if c.tag_ != "TO"]
    if any(c.tag_ == "MD" for c in aux):
        return False
    tensed = [c.tag_ for c in aux if c.tag_ in FINITE] or [token.tag_]
    return tensed[0] in ("VBZ", "VBP")


def is_passive(token: Token) -> bool:
    """Whether the verb is in the passive: an auxiliary says so, or a participle that modifies a noun."""
    if any(c.dep_ == "auxpass" for c in token.children):
        return True
    return token.tag_ == "VBN" and token.dep_ in ("acl", "amod", "advcl", "relcl") and not is_perfect(token)


def keys(token: Token, prepositions: tuple[str, ...] = ()) -> tuple[str, ...]:
    """How word lists may name a governor, the longest first: with preposition, with particle, bare."""
    base = lemma(token)
    small = [c.lower_ for c in token.children if c.dep_ in ("prt", "advmod") and c.i == token.i + 1]
    found = [f"{base} {p} {prep}" for p in small for prep in prepositions]
    found += [f"{base} {prep}" for prep in prepositions]
    found += [f"{base} {p}" for p in small]
    return (*found, base)


def marker(token: Token) -> str:
    """The conjunction of a clause, or ""; "should" and "had" where inversion makes the condition."""
    for child in token.children:
        if child.dep_ == "mark" and child.tag_ != "TO":
            if child.lower_ == "if" and child.i + 1 < len(child.doc) and child.nbor(1).lower_ == "not":
                continue
            before = child.nbor(-1).lower_ if child.i else ""
            after = child.nbor(1).lower_ if child.i + 1 < len(child.doc) else ""
            if "as" in (before, child.lower_) and {after, child.lower_} & {"if", "though"}:
                return "as though"
            return "in case" if before == "in" and child.lower_ == "case" else child.lower_
        if child.i > token.i:
            break
    for child in children(token, "advmod"):
        if child.tag_ == "WRB" or (child.lower_ == "once" and is_present(token) and child.i < token.i):
            return child.lower_
    subject = next(children(token, "nsubj", "nsubjpass"), None)
    for child in auxiliaries(token):
        if subject is not None and child.i < subject.i and child.lower_ in ("should", "had", "were"):
            return "should"
    return ""


def is_question(clause: Token) -> bool:
    """Whether the clause is an indirect question about a part of the event ("who attacked", "how it fell")."""
    for child in clause.children:
        if child.i > clause.i:
            return False
        if child.tag_ in ("WP", "WRB", "WP$") or any(c.tag_ in ("WP$", "WDT", "WRB") for c in child.children):
            return True
    return False


def is_excessive(adjective: Token) -> bool:
    """Whether "too" stands before the adjective ("too weak to hold")."""
    return any(c.lower_ == "too" for c in children(adjective, "advmod"))


def is_definite(noun: Token) -> bool:
    """Whether the phrase points at something known: the, this, its, a name's genitive."""
    for child in noun.children:
        if child.dep_ == "poss":
            return True
        if child.dep_ == "det":
            return child.lower_ in ("the", "this", "that", "these", "those", "both")
    return False


def collapse(token: Token) -> tuple[Token | None, tuple[str, ...]]:
    """The word that governs a prepositional object, and the prepositions between, outermost first and combined last.

    "stopped short of attacking" gives ("short of", "of"), "in control of the city" ("of",).
    """
    names: list[str] = []
    node = token.head
    while node.dep_ in ("prep", "agent", "pcomp", "mark", "advmod") and node.pos_ in ("ADP", "SCONJ", "ADV", "PART"):
        names.insert(0, node.lower_)
        before = next((c for c in children(node, "advmod") if c.i == node.i - 1), None)
        if before is not None:
            names.insert(0, before.lower_)
        if node.head.i == node.i or node.dep_ == "ROOT":
            break
        node = node.head
    if not names:
        return None, ()
    joined = " ".join(names)
    return node, tuple(dict.fromkeys((joined, *names)))


COPULAS = frozenset({"be", "seem", "appear", "look", "remain", "become", "sound", "prove", "turn", "stay", "get"})


def predicate_phrase(be: Token) -> str:
    """A predicate in a prepositional phrase, as word lists write it ("out of question", "under discussion"), or ""."""
    for child in children(be, "prep"):
        words = [child.lower_]
        node = child
        while (inner := next(children(node, "prep", "pobj"), None)) is not None and len(words) < 4:
            words.append(lemma(inner))
            if inner.dep_ == "pobj":
                return " ".join(words)
            node = inner
    return ""
