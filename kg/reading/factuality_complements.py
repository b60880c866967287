"""Which effect a verb, adjective or noun has on the clause that completes it, told by the form of that clause."""

from __future__ import annotations

from spacy.tokens import Token

from kg.reading import factuality_syntax as syntax
from kg.reading.factuality_syntax import lemma
from kg.reading.factuality_words import kind_of, words

_SMALL_CLAUSE = frozenset({"make", "let", "help", "see", "hear", "watch", "have"})


def clause_kind(clause: Token, governor: Token) -> str | None:
    """The kind of effect (a key of ``EFFECTS``) that `governor` has on its complement `clause`; None: it has none."""
    if not syntax.is_verbal(governor):
        if syntax.is_finite(clause) and syntax.is_question(clause):
            return "knowing"
        if syntax.is_infinitive(clause) and syntax.is_excessive(governor):
            return "failing"
        kind = kind_of("Adjectives", governor.lower_, lemma(governor))
        return kind or ("seeking" if syntax.is_infinitive(clause) else "confirming")
    if syntax.marker(clause) in ("whether", "if"):
        return "open"
    verb = lemma(governor)
    if syntax.is_finite(clause) and syntax.is_question(clause):
        return "knowing"
    special = _auxiliary_like(clause, governor, verb)
    if special is not None:
        return special
    if syntax.is_infinitive(clause):
        return _infinitive(clause, governor)
    if not syntax.is_finite(clause):
        return _bare(clause, governor, verb)
    return _finite(clause, governor)


def _auxiliary_like(clause: Token, governor: Token, verb: str) -> str | None:
    infinitive = syntax.is_infinitive(clause)
    if verb in ("be", "have") and infinitive and any(c.lower_ == "yet" for c in governor.children):
        return "failing"
    if verb == "be" or (
        verb in syntax.COPULAS and next(syntax.children(governor, *sorted(syntax.PREDICATES)), None) is not None
    ):
        return _copular(clause, governor, infinitive)
    if verb == "have" and infinitive:
        return "asserting" if syntax.is_past(governor) else "seeking"
    if verb == "remain" and infinitive:
        return "failing"
    if verb == "go" and infinitive and next(syntax.children(governor, "prt"), None) is None:
        going = governor.tag_ == "VBG" and any(c.dep_ == "aux" for c in governor.children)
        return "planning" if going else None if _goes_on(governor) else "seeking"
    if verb == "use" and infinitive and governor.tag_ in ("VBD", "VBN") and not syntax.is_passive(governor):
        return "ended" if next(syntax.children(governor, "dobj"), None) is None else "asserting"
    return None


def _goes_on(go: Token) -> bool:
    return any(c.lower_ == "on" and c.i == go.i + 1 for c in go.children)


def _copular(clause: Token, be: Token, infinitive: bool) -> str | None:
    """ "It is unlikely that", "the aim is to", "is to leave"."""
    predicate = next((c for c in syntax.children(be, *sorted(syntax.PREDICATES)) if c.i != clause.i), None)
    if predicate is not None:
        if infinitive and syntax.is_excessive(predicate):
            return "failing"
        if any(c.tag_ == "WDT" for c in syntax.children(clause, "nsubj", "nsubjpass")):
            return "asserting"
        part = kind_of("Adjectives", predicate.lower_, lemma(predicate)) or kind_of("Nouns", lemma(predicate))
        return part or ("seeking" if infinitive else "confirming")
    phrase = kind_of("Phrases", syntax.predicate_phrase(be))
    if phrase is not None and not infinitive:
        return phrase
    subject = next(syntax.children(be, "nsubj"), None)
    if subject is not None and lemma(subject) in words("missionNouns"):
        return "habit"
    kind = kind_of("Nouns", lemma(subject)) if subject is not None else None
    if kind is not None:
        return kind
    if infinitive:
        return "planning"
    return None


def _infinitive(clause: Token, governor: Token) -> str | None:
    passive = syntax.is_passive(governor)
    if passive and lemma(governor) in words("hearsayVerbs"):
        return "believing"
    if any(c.lower_ == "only" and c.i < clause.i for c in clause.children):
        return "asserting"
    kind = kind_of("InfinitiveVerbs", *syntax.keys(governor)) or kind_of("Verbs", *syntax.keys(governor))
    if kind in ("confirming", "knowing") and clause.dep_ == "xcomp":
        return "confirming"
    if kind == "ending" and lemma(governor) in ("cease", "quit"):
        return kind
    return "seeking" if kind in (None, "ending", "confirming", "knowing") else kind


def _bare(clause: Token, governor: Token, verb: str) -> str | None:
    kind = kind_of("Verbs", *syntax.keys(governor))
    subjunctive = clause.tag_ == "VB" and clause.lower_ == lemma(clause) and kind != "confirming"
    if subjunctive and verb not in _SMALL_CLAUSE and any(c.dep_ in syntax.SUBJECTS for c in clause.children):
        return "seeking"
    if clause.tag_ in ("VBG", "VBN") and kind is not None:
        return kind
    if clause.tag_ == "VB" and kind is not None and verb not in _SMALL_CLAUSE:
        return kind
    return "asserting"


def _finite(clause: Token, governor: Token) -> str | None:
    keys = syntax.keys(governor)
    kind = kind_of("FiniteVerbs", *keys) or kind_of("Verbs", *keys)
    if kind == "fearing" and (syntax.is_past(clause) or syntax.is_perfect(clause)):
        return "guessing"
    if kind == "planning" and syntax.is_past(clause):
        return "confirming"
    return kind or "confirming"


def noun_kind(dependent: Token, noun: Token) -> str | None:
    """The kind of effect that `noun` has on its complement or purpose ("a plan to", "the risk of", "evidence that")."""
    keys = (lemma(noun), noun.lower_)
    kind = kind_of("Nouns", *keys)
    if lemma(noun) in words("suppositionNouns") and syntax.is_finite(dependent) and syntax.marker(dependent) == "that":
        kind = "alleging"  # "the suggestion that it was supplying weapons"
    if noun.lower_ == "talk" and dependent.dep_ == "pobj":
        return "guessing"  # "talk of a withdrawal"
    if kind == "alleging" and any(c.lower_ == "no" for c in syntax.children(noun, "det")):
        return "believing"
    if noun.lower_ == "order" and noun.dep_ == "pobj" and noun.head.lower_ == "in":
        return "seeking"
    if not syntax.is_verbal(dependent) or dependent.dep_ == "pobj":
        return kind_of("OfNouns", *keys) or kind
    if kind is not None and kind != "ending":
        return kind
    if syntax.is_infinitive(dependent):
        ordinal = any(c.lower_ in ("first", "last", "only", "latest", "second", "third") for c in noun.children)
        return "asserting" if ordinal or noun.lower_ in ("first", "last", "latest") else "seeking"
    return "confirming" if syntax.marker(dependent) == "that" else None
