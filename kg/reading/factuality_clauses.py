"""How a clause hangs on what governs it: complements, adverbial and adnominal clauses, conjuncts."""

from __future__ import annotations

from spacy.tokens import Token

from kg.reading import factuality_syntax as syntax
from kg.reading.factuality_complements import clause_kind, noun_kind
from kg.reading.factuality_step import Link
from kg.reading.factuality_syntax import lemma
from kg.reading.factuality_words import UNREAL, any_in, kind_of, words

_PAUSES = frozenset({",", "-", "–", "—", ";", ":"})


def conjunct(word: Token) -> Link:
    """How a conjunct hangs where its first conjunct does; its tense tells which one that is and what the two share."""
    first = word.head
    if not (syntax.is_verbal(word) and syntax.is_verbal(first)):
        own = any(c.dep_ in ("det", "poss") for c in word.children)
        return Link(first, coordinated=True, shared="none" if own else "all")
    joint = next((c.lower_ for c in syntax.children(first, "cc") if c.i < word.i), "and")
    if joint == "than":
        return Link(first, "failing", coordinated=True, shared="none")
    own = bool(syntax.auxiliaries(word)) or any(c.dep_ in syntax.SUBJECTS for c in word.children)
    tag = word.tag_ if own else _true_tag(word, first)
    finite = syntax.is_finite(word) and tag == word.tag_
    if finite:
        while not syntax.is_finite(first) and first.dep_ in syntax.CLAUSES | {"conj"} and syntax.is_verbal(first.head):
            first = first.head
    if tag in ("VB", "VBG") and not own and syntax.is_finite(first) and first.tag_ != tag:
        first = _like(word, tag, first)
    if own or finite or tag != first.tag_:
        return Link(first, coordinated=True, shared="none")
    return Link(first, coordinated=True, shared="modal" if joint in ("but", "nor") else "all")


def _true_tag(word: Token, first: Token) -> str:
    """The tag of a bare conjunct, where forms are alike: "have burned and killed", "tried to burn and loot"."""
    past = syntax.is_past(first) or word.lower_ in words("pastOnlyForms")
    if word.tag_ == "VBD" and first.tag_ == "VBN" and not past:
        return "VBN"
    if word.tag_ == "VBP" and first.tag_ in ("VBD", "VBZ", "VB") and word.lower_ == lemma(word):
        return "VB"
    return word.tag_


def _like(word: Token, tag: str, first: Token) -> Token:
    """The complement that a bare conjunct continues, where the parser hung it on the verb above it."""
    for i in range(word.i - 1, max(first.i, word.i - 30), -1):
        token = word.doc[i]
        if token.tag_ == tag and token.dep_ in ("xcomp", "pcomp", "ccomp", "advcl", "acl") and token.head.i >= first.i:
            return token
    return first


def clause(word: Token) -> Link | None:
    """How the clause that `word` heads hangs on its governor; None where it stands for itself (a relative clause)."""
    governor = word.head
    if word.dep_ in ("acl", "relcl"):
        return _adnominal(word, governor)
    after = word.right_edge.i + 1
    if word.i < governor.i and after < governor.i and word.doc[after].text == ";":
        return None
    if word.dep_ != "advcl" and syntax.marker(word) == "should":
        return Link(governor, "seeking", "nothing", own=True)
    if word.dep_ == "advcl" and _true_noun(word, governor) is None:
        return _adverbial(word, governor)
    if governor.lower_ in words("openingParticiples") and governor.dep_ in ("prep", "advcl", "mark", "advmod"):
        return Link(governor, "knowing" if governor.pos_ == "ADV" else "seeking", "nothing", own=True)
    noun = _true_noun(word, governor)
    if noun is not None:
        return Link(noun, _struggling(word, noun, noun_kind(word, noun)))
    kind = noun_kind(word, governor) if governor.pos_ in ("NOUN", "PROPN") else clause_kind(word, governor)
    kind = falsely(governor, _struggling(word, governor, kind))
    reported = syntax.is_finite(word) and kind in (None, "confirming", "believing", "knowing", "refusing", "planning")
    if kind == "knowing":
        return Link(governor, kind, "nothing", reported=reported)
    return Link(governor, kind, reported=reported)


def falsely(governor: Token, kind: str | None) -> str | None:
    """What is "falsely claimed" or "wrongly believed" is not so."""
    if kind in ("believing", "confirming") and any(c.lower_ in words("falseAdverbs") for c in governor.children):
        return "failing"
    return kind


def _true_noun(clause: Token, verb: Token) -> Token | None:
    """The noun whose complement the parser hung on the verb ("foiled a plot to bomb", "no evidence emerged that")."""
    if not syntax.is_verbal(verb) or verb.i > clause.i:
        return None
    opening = next((c.i for c in clause.children if c.tag_ == "TO" or c.lower_ == "that"), None)
    if opening is None:
        return None
    finite = not syntax.is_infinitive(clause)
    for noun in syntax.children(verb, "dobj", "nsubjpass", "nsubj"):
        beside = noun.i == opening - 1 and noun.dep_ != "nsubj"
        away = finite and any_in((lemma(verb),), "emergingVerbs") and noun.dep_ != "dobj"
        if (beside or away) and kind_of("Nouns", lemma(noun)) is not None:
            return noun
    return None


def _adnominal(word: Token, noun: Token) -> Link | None:
    relative = word.dep_ == "relcl" and not (syntax.is_infinitive(word) and not syntax.is_finite(word))
    if not relative and (syntax.is_infinitive(word) or syntax.marker(word) in ("that", "whether", "if")):
        kind = _struggling(word, noun, noun_kind(word, noun))
        return Link(noun, kind, "nothing" if kind == "knowing" else "all", reported=syntax.is_finite(word))
    if word.tag_ == "VBG" and not relative and (above := _gerund_of(noun)) is not None:
        return above
    if _anybody(word, noun):
        return Link(noun, "seeking", "nothing", own=True)
    return Link(noun) if not relative and any_in(syntax.keys(word), "lightVerbs") else None


def _gerund_of(subject: Token) -> Link | None:
    """What governs a gerund with a subject of its own: "the chances of the army entering"."""
    above = subject.head
    if subject.dep_ == "dobj":
        return Link(above, "failing") if any_in(syntax.keys(above), "barringVerbs") else None
    if subject.dep_ != "pobj":
        return None
    if above.lower_ in words("negativePrepositions"):
        return Link(above.head, "failing", "mode", own=True)
    kind = kind_of("Nouns", lemma(above.head)) if above.lower_ in ("of", "about") else None
    return Link(above.head, kind) if kind in UNREAL | {"alleging"} else None


def _anybody(clause: Token, noun: Token) -> bool:
    """Whether the clause is about whoever there may be: "anyone who attacks", "those who attack"."""
    if noun.lower_ in ("anyone", "anybody", "whoever") or any(c.lower_ == "any" for c in syntax.children(noun, "det")):
        return True
    return noun.lower_ == "those" and syntax.is_present(clause)


def _struggling(word: Token, governor: Token, kind: str | None) -> str | None:
    """A campaign "to defeat" somebody, and what is done "to counter" him, is the fight itself."""
    if kind != "seeking" or lemma(word) not in words("struggleVerbs"):
        return kind
    if word.dep_ == "advcl" or lemma(governor) in words("struggleGovernors"):
        return None
    return kind


def _adverbial(word: Token, governor: Token) -> Link | None:
    mark = syntax.marker(word)
    if mark == "than" and any(c.lower_ == "than" and c.i and c.nbor(-1).lower_ == "rather" for c in word.children):
        return Link(governor, "failing", "nothing", own=True)  # "rather than attack the town, they left"
    if mark in ("whether", "as though"):
        return Link(governor, "open", own=True)
    if mark in words("conditionalMarks"):
        if mark == "if" and kind_of("Verbs", lemma(governor)) in ("confirming", "knowing", "refusing"):
            return Link(governor, "open", own=True)
        return Link(governor, "seeking", "nothing", own=True)
    if syntax.is_infinitive(word):
        found = clause_kind(word, governor) or "seeking"
        kind = _struggling(word, governor, found)
        return Link(governor, kind, own=found == "seeking")
    if mark or any(c.dep_ == "mark" for c in word.children):
        if mark in ("until", "till", "before", "once") and syntax.is_present(word) and not syntax.is_present(governor):
            return Link(governor, "planning", "nothing", own=True)
        if mark in words("laterMarks") and syntax.is_present(word):
            return Link(governor, keep="mode")
        return Link(governor, keep="nothing")
    adjacent = governor.i < word.i and not any(t.text in _PAUSES for t in word.doc[governor.i : word.i])
    if word.tag_ == "VBN" and adjacent and word.doc[word.i - 1].pos_ in ("NOUN", "PROPN"):
        return None
    if word.tag_ == "VBG" and not syntax.is_perfect(word):
        kind = kind_of("Verbs", *syntax.keys(governor))
        if kind in ("failing", "refusing", "planning", "seeking") and adjacent:
            return Link(governor, kind)
        listed = _listed(word, governor)
        if listed is not None:
            return Link(governor, listed)
    return Link(governor, keep="mode" if syntax.is_perfect(word) else "no negation")


def _listed(word: Token, verb: Token) -> str | None:
    """The effect of "accused of" on a later gerund of its list ("of burning villages, looting shops and killing")."""
    if not any(c.dep_ == "conj" and c.tag_ == "VBG" for c in word.children):
        return None
    for i in range(verb.i + 2, word.i):
        before = word.doc[i - 1]
        if word.doc[i].tag_ == "VBG" and before.pos_ == "ADP":
            if before.lower_ == "from" and any_in(syntax.keys(verb), "barringVerbs"):
                return "failing"
            return kind_of("Verbs", f"{lemma(verb)} {before.lower_}")
    return None
