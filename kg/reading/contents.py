"""What is said in a clause: complements of verbs of speech, clauses around a parenthesis, what the parser misread."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from kg.reading.clauses import Range, normalised, without
from kg.reading.cues import Context

_QUESTION = frozenset({"whether", "if"})
_CLAUSE_VERBS = frozenset({"say", "state", "believe", "think", "insist", "argue", "claim", "suggest", "maintain", "add"})
_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
_RELATIVE = frozenset({"WDT", "WP", "WP$", "WRB"})
_TAIL = 60
_FAR = 200
_COLON = 25
_CLOSING = 25
_AGAINST = frozenset({"though", "although", "while", "whereas"})
_LINKS = 3
_ADJUNCTS = ("aux", "advmod", "neg", "dobj", "dative", "prep", "npadvmod", "nsubj", "punct", "prt")
_ADJUNCT_LENGTH = 25


def said(context: Context, verb: Token, lemma: str, subject: Token) -> tuple[tuple[Range, ...], bool]:
    """The clauses that `subject` says, thinks, wants or vows by `verb`, and whether they are a question."""
    tree, lexicon = context.tree, context.lexicon
    found: list[Range] = []
    question = False
    if lemma not in lexicon.effects and lemma not in lexicon["say-directive"] and lemma not in lexicon["say-intent"]:
        return (), False
    wish = lemma in lexicon["say-directive"] or lemma in lexicon["say-intent"] or lemma in lexicon["say-infinitive"]
    wish = wish and lexicon.may_speak(subject)
    for kid in tree.kids[verb.i]:
        marks = {mark.lower_ for mark in tree.children(kid, "mark")}
        if kid.dep_ == "ccomp" and not _turned_round(context, verb, kid) and not _parted(context, verb, kid):
            if kid.tag_ == "VB" and not wish and _infinitive(context, kid):
                continue
            found.append(_clause(context, kid, verb, subject))
            question = question or bool(marks & _QUESTION)
        elif wish and (kid.dep_ == "xcomp" or (kid.dep_ == "advcl" and kid.tag_ == "VBG" and _beside(verb, kid, lemma))):
            found.append(_clause(context, kid, verb, subject))
        elif kid.i > verb.i and kid.dep_ in {"advcl", "conj"} and (marks & {"that", "whether"} or _goes_on(context, verb, kid)):
            found.append(_clause(context, kid, verb, subject))
            question = question or "whether" in marks
        elif kid.i > verb.i and kid.dep_ == "advcl" and lemma in lexicon["say-directive"] and _infinitive(context, kid):
            if any(prep.lower_ in {"on", "upon", "to", "for"} for prep in tree.children(verb, "prep")):
                found.append(tree.span(kid))
        elif kid.dep_ == "conj" and found and _predicate_goes_on(context, verb, kid):
            found.append(tree.span(kid))
    if not found and lemma in lexicon.effects:
        found.extend(_after_that(verb))
    if not found:
        found.extend(_clause_of_noun(context, verb, lemma))
    if not found:
        found.extend(_prepositional(context, verb, lemma))
    if not found and lemma in lexicon["say-infinitive"]:
        found.extend(tree.span(deed) for deed in tree.objects_of(verb, "to") if deed.dep_ == "pcomp")
    if not found and lemma in lexicon.effects:
        found.extend(surrounding(context, verb))
    if not found:
        found.extend(_misread(context, verb, lemma))
    return normalised(found), question


def _beside(verb: Token, gerund: Token, lemma: str) -> bool:
    """Whether a gerund stands right behind a verb with its particle: "ruled out sending troops"."""
    return " " in lemma and gerund.left_edge.i == verb.i + 2


def _after_that(verb: Token) -> Iterator[Range]:
    """What follows "said that", where the parser saw no clause in it."""
    doc = verb.doc
    that = doc[min(verb.i + 1, len(doc) - 1)]
    end = verb.right_edge.i + 1
    if that.lower_ == "that" and that.tag_ in {"IN", "WDT"} and end - that.i > 3:
        yield that.i, end


def after_colon(context: Context, verb: Token) -> tuple[Range, ...]:
    """What follows "denied the allegations:" without quotation marks, to the end of the sentence."""
    doc, quoted = verb.doc, context.quoted
    end = context.tree.sentence(verb)[1]
    if end - verb.i > _FAR:
        return ()
    for i in range(verb.i + 1, min(verb.i + _COLON, end)):
        if doc[i].text == ":" and not quoted[i]:
            clause = any(token.dep_ in {"nsubj", "nsubjpass"} for token in doc[i + 1 : end])
            return ((i + 1, end),) if clause and i + 1 < end and not any(quoted[i + 1 : end]) else ()
        if doc[i].dep_ in {"nsubj", "nsubjpass"}:
            return ()
    return ()


def _prepositional(context: Context, verb: Token, lemma: str) -> Iterator[Range]:
    """ "Warned of an attack", "hinted at a new offensive"."""
    tree = context.tree
    for prep in tree.children(verb, "prep"):
        if f"{lemma} {prep.lower_}" in context.lexicon["say-prepositional"]:
            yield from (tree.span(kid) for kid in tree.children(prep, "pobj", "pcomp"))


def _misread(context: Context, verb: Token, lemma: str) -> Iterator[Range]:
    """A clause that the parser read as a noun with a participle ("said acres of land burned") or with a second
    clause."""
    tree = context.tree
    noun = tree.child(verb, "dobj")
    if noun is None or noun.i < verb.i:
        return
    if lemma in _CLAUSE_VERBS and any(kid.tag_ in {"VBN", "VBD", "VBG"} for kid in tree.children(noun, "acl")):
        yield tree.span(noun)
    for kid in tree.children(verb, "advcl", "conj"):
        finite = kid.tag_ in _FINITE or any(aux.tag_ in _FINITE for aux in tree.children(kid, "aux", "auxpass"))
        alone = tree.child(kid, "nsubj", "nsubjpass", "expl", "mark", "advmod") is None and tree.child(verb, "cc") is None
        if kid.i > noun.i and finite and alone:
            yield noun.left_edge.i, kid.right_edge.i + 1


def _goes_on(context: Context, verb: Token, second: Token) -> bool:
    """Whether a second clause hung on the cue is said too: "claims that it was taken and she was forced", no comma
    between."""
    tree = context.tree
    subject = tree.child(second, "nsubj", "nsubjpass")
    first = tree.child(verb, "ccomp")
    if second.dep_ != "conj" or subject is None or first is None or context.lexicon.lemma(second) in context.lexicon.effects:
        return False
    marked = any(mark.lower_ == "that" for mark in tree.children(first, "mark"))
    joined = verb.doc[second.left_edge.i - 1].lower_ == "and" and verb.doc[second.left_edge.i - 2].text != ","
    return marked and joined and subject.pos_ == "PRON" and first.i < second.i


def _predicate_goes_on(context: Context, verb: Token, second: Token) -> bool:
    """Whether a reported clause goes on behind its cue: "it was not airworthy, investigators said, and should not
    ..."."""
    doc, tree = verb.doc, context.tree
    bare = tree.child(second, "nsubj", "nsubjpass", "expl") is None and context.lexicon.lemma(second) not in context.lexicon.cues
    first = tree.child(verb, "ccomp")
    modal = any(aux.tag_ == "MD" or aux.lower_ in {"was", "were", "had", "is"} for aux in tree.children(second, "aux", "auxpass"))
    return bare and modal and first is not None and first.i < verb.i and doc[verb.i + 1].text == ","


def _turned_round(context: Context, verb: Token, clause: Token) -> bool:
    """Whether the parser made the reporting clause a complement of what it reports."""
    return clause.lower_ == "according" or (clause.i < verb.i and context.lexicon.lemma(clause) == "say" and verb.dep_ == "ccomp")


def _parted(context: Context, verb: Token, clause: Token) -> bool:
    """Whether a semicolon parts a clause from the cue behind it: then it is a sentence of its own."""
    doc, quoted = verb.doc, context.quoted
    return clause.i < verb.i and any(doc[i].text == ";" and not quoted[i] for i in range(max(clause.i, verb.i - _FAR), verb.i))


def _infinitive(context: Context, clause: Token) -> bool:
    return any(aux.tag_ == "TO" for aux in context.tree.children(clause, "aux"))


def _clause(context: Context, clause: Token, verb: Token, subject: Token) -> Range:
    """The clause short of what follows it and is not said: ", adding that", "but the rebels denied that"."""
    tree = context.tree
    start, end = tree.span(clause)
    node = clause
    for _ in range(_LINKS):
        following = None
        for kid in tree.kids[node.i]:
            if kid.i > node.i and _beyond(context, kid, node):
                end = min(end, kid.left_edge.i)
            elif kid.i > node.i and kid.dep_ == "conj":
                following = kid
        if following is None:
            break
        node = following
    doc = verb.doc
    end = _before_according(context, start, end)
    while end > start and (doc[end - 1].text in {",", ";"} or doc[end - 1].dep_ == "cc" or doc[end - 1].is_space):
        end -= 1
    if start <= verb.i < end:
        start, end = (start, verb.i) if clause.i < verb.i else (verb.i + 1, end)
    that = next((mark.i for mark in tree.children(clause, "mark") if mark.lower_ == "that"), start)
    if clause.i > verb.i and that > start:
        start = that
    elif clause.i > verb.i and clause.dep_ == "ccomp":
        start, end = _behind(context, clause, verb, subject, start), tail(context, end)
    return start, end


def _before_according(context: Context, start: int, end: int) -> int:
    """Where a reported clause ends if ", according to X" closes it: that is said of the whole report."""
    doc = context.tree.doc
    for i in range(max(start + 1, end - _CLOSING), end):
        if doc[i].lower_ == "according" and doc[i - 1].text == "," and doc[i].right_edge.i >= end - 2:
            return i
    return end


def tail(context: Context, end: int) -> int:
    """Where a reported clause ends: with its sentence, if only a relative clause that the parser hung elsewhere
    follows."""
    doc = context.tree.doc
    if end + 1 >= len(doc) or doc[end].text != "," or doc[end + 1].tag_ not in _RELATIVE or doc[end + 1].is_sent_start:
        return end
    last = end + 1
    while last < len(doc) and not doc[last].is_sent_start and last - end < _TAIL:
        if context.lexicon.lemma(doc[last]) in context.lexicon.effects or doc[last].text in {'"', "“", "”"}:
            return end
        last += 1
    return last if last - end < _TAIL else end


def _beyond(context: Context, kid: Token, node: Token) -> bool:
    """Whether `kid` carries on what the reporter says, although it hangs on a clause that somebody else says."""
    tree, lexicon = context.tree, context.lexicon
    lemma = lexicon.lemma(kid)
    if kid.dep_ == "advcl" and any(mark.lower_ in _AGAINST for mark in tree.children(kid, "mark")):
        return tree.own_subject(kid) is not None and lemma in lexicon.effects
    if kid.dep_ == "advcl":
        return kid.tag_ == "VBG" and lemma in lexicon["say-adding"] and kid.doc[kid.i - 1].text in {",", '"', "”", "and"}
    if kid.dep_ == "conj" and kid.tag_ in _FINITE and _infinitive(context, node):
        return True
    against = any(cc.lower_ in {"but", "while", "yet", "whereas"} for cc in tree.children(node, "cc"))
    return kid.dep_ == "conj" and against and tree.own_subject(kid) is not None and lemma in lexicon.effects


def _behind(context: Context, clause: Token, verb: Token, subject: Token, start: int) -> int:
    """Where the clause begins: at the cue, if the parser gave the clause's subject to the cue as an object."""
    tree = context.tree
    if context.lexicon.lemma(verb) in context.lexicon["audience-verbs"] or tree.child(clause, "mark") is not None:
        return start
    if tree.child(clause, "nsubj", "nsubjpass", "expl", "csubj") is not None:
        return start
    before = [kid for kid in tree.children(verb, "dobj", "nsubj") if verb.i < kid.i < clause.i and kid.i != subject.i]
    return min([start, *(kid.left_edge.i for kid in before)])


def _clause_of_noun(context: Context, verb: Token, lemma: str) -> Iterator[Range]:
    """Clauses that hang on a noun of the saying: "said in a statement that", "told the agency the rebels had left"."""
    tree = context.tree
    nouns = list(tree.objects_of(verb, "in", "to", "on", "at", "during", "with"))
    if lemma in context.lexicon["audience-verbs"]:
        nouns.extend(tree.children(verb, "dobj", "dative"))
    for noun in nouns:
        for kid in tree.children(noun, "acl", "relcl", "ccomp", "appos"):
            marked = any(mark.lower_ == "that" for mark in tree.children(kid, "mark"))
            own = tree.own_subject(kid)
            bare = kid.dep_ != "acl" and own is not None and own.tag_ not in {"WP", "WDT"} and lemma == "tell"
            if marked or bare:
                yield tree.span(kid)


def surrounding(context: Context, verb: Token) -> Iterator[Range]:
    """The clause that a parenthesis interrupts or follows: "..., he said", "..., a spokesman said, ...", "as X said,
    ..."."""
    tree, doc = context.tree, verb.doc
    head = verb.head
    first = verb.left_edge
    if head.i == verb.i or head.pos_ not in {"VERB", "AUX", "NOUN", "ADJ", "PROPN"}:
        return
    if verb.dep_ == "amod" and doc[verb.i - 1].text == ",":
        # ", reported officials, ...": the noun behind the verb is its subject, and hangs on the clause
        yield from without([tree.span(head.head)], [(verb.left_edge.i, head.i + 1)])
        return
    own = tree.own_subject(verb) is not None
    before = doc[verb.left_edge.i - 1].text if verb.left_edge.i > 0 else ""
    behind = doc[verb.right_edge.i + 1].text if verb.right_edge.i + 1 < len(doc) else ""
    that = next((mark for mark in tree.children(head, "mark") if mark.lower_ == "that"), None)
    set_off = first.is_sent_start or before == "," or first.i == 0
    as_clause = verb.dep_ == "advcl" and set_off and any(mark.lower_ == "as" for mark in tree.children(verb, "mark"))
    parenthesis = verb.dep_ == "parataxis" and own
    # a complement before its clause: only the comma or the "that" behind it shows that it is the other way round
    turned = verb.dep_ == "ccomp" and own and verb.i < head.i and (behind == "," or that is not None)
    turned = turned and context.lexicon.lemma(head) not in context.lexicon.effects
    trailing = (
        verb.dep_ in {"conj", "advcl"} and own and verb.i > head.i and tree.child(head, "cc") is None
        and tree.child(verb, "mark") is None and before in {",", '"', "”", "''"}
    )  # fmt: skip
    if as_clause or parenthesis or turned or trailing:
        start, end = tree.span(head)
        if that is not None and verb.i < that.i:
            start = that.i
        yield from without([(start, end)], [tree.span(verb)] if as_clause else own_words(context, verb))


def parenthesis(context: Context, subject: Token, verb: Token) -> tuple[Range, ...]:
    """The sentence around ", it is believed,"."""
    doc = verb.doc
    low, high = context.tree.sentence(verb)
    if subject.i <= low or doc[subject.i - 1].text != "," or verb.i + 1 >= len(doc) or doc[verb.i + 1].text not in {",", "."}:
        return ()
    return without([(low, high)], [(subject.i - 1, verb.i + 2)])


def own_words(context: Context, verb: Token) -> tuple[Range, ...]:
    """The cue with its short adjuncts, to be cut out of the clause around it: "he told reporters on Tuesday"."""
    tree = context.tree
    found = [(verb.i, verb.i + 1)]
    for kid in tree.children(verb, *_ADJUNCTS):
        start, end = tree.span(kid)
        if end - start < _ADJUNCT_LENGTH and not (kid.dep_ == "nsubj" and _other_subject(context, verb, kid)):
            found.append((start, end))
    return normalised(found)


def _other_subject(context: Context, verb: Token, subject: Token) -> bool:
    """Whether a subject before an inverted verb belongs to the clause around it: "recipients, said Mauer, were
    chosen"."""
    last = context.tree.children(verb, "nsubj")[-1]
    return subject.i < verb.i < last.i
