"""The dependency parse as attribution reads it: children, clauses, noun phrases and subjects, in token indices.

spaCy's own child and subtree iterators walk everything between a token and its edges, which is quadratic on long chains
of coordination; here the children are collected once a document.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from spacy.tokens import Doc, Token

Range = tuple[int, int]

_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_CLIMB = frozenset({"xcomp", "conj", "advcl", "pcomp", "prep", "acomp", "ccomp", "attr", "dep", "aux"})
_CAUSING = frozenset({"lead", "prompt", "cause", "force", "compel", "push", "allow", "enable"})
_EDGE = frozenset({",", ";", ":", "-", "--", "–", "—", ".", "(", ")", "[", "]"})
_STEPS = 12


class Tree:
    """The parse of one document, its children collected once."""

    __slots__ = ("doc", "kids")

    def __init__(self, doc: Doc) -> None:
        self.doc = doc
        self.kids: list[list[Token]] = [[] for _ in range(len(doc))]
        for token in doc:
            head = token.head.i
            if head != token.i:
                self.kids[head].append(token)

    def children(self, token: Token, *deps: str) -> Iterator[Token]:
        """The children of `token` with one of the labels `deps`, left to right."""
        return (kid for kid in self.kids[token.i] if kid.dep_ in deps)

    def child(self, token: Token, *deps: str) -> Token | None:
        """The first of :meth:`children`."""
        return next(self.children(token, *deps), None)

    def objects_of(self, token: Token, *prepositions: str) -> Iterator[Token]:
        """What stands behind `token`'s prepositions of that name: ("by", the agents), ("of", ...)."""
        for kid in self.kids[token.i]:
            if kid.dep_ in {"prep", "agent", "dative"} and kid.lower_ in prepositions:
                yield from self.children(kid, "pobj", "pcomp")

    def ancestors(self, token: Token) -> Iterator[Token]:
        """The heads above `token`, nearest first, a dozen at most."""
        for _ in range(_STEPS):
            head = token.head
            if head.i == token.i:
                return
            yield head
            token = head

    def span(self, token: Token) -> Range:
        """The tokens from the left to the right edge of what `token` governs."""
        return token.left_edge.i, token.right_edge.i + 1

    def noun_phrase(self, head: Token, cue: Token | None = None) -> Range:
        """The noun phrase of `head` with its modifiers, short of `cue`, of the relative clause that holds `cue`, and of
        clauses that only a misparse puts inside it."""
        start, end = self.span(head)
        for kid in self.kids[head.i]:
            inside = cue is not None and kid.left_edge.i <= cue.i <= kid.right_edge.i
            if kid.i > head.i and (inside or kid.dep_ in {"ccomp", "parataxis", "advcl"}):
                end = min(end, kid.left_edge.i)
        if cue is not None:
            if cue.i < head.i:
                start = max(start, cue.i + 1)
            else:
                end = min(end, cue.i)
        sent = head.sent
        return self.trim((max(start, sent.start), min(end, sent.end)))

    def trim(self, span: Range) -> Range:
        """`span` without white space and stops at its ends."""
        start, end = span
        while start < end and (self.doc[start].is_space or self.doc[start].text in _EDGE):
            start += 1
        while start < end and (self.doc[end - 1].is_space or self.doc[end - 1].text in _EDGE):
            if self.doc[end - 1].text == ")" and any(
                token.text == "(" for token in self.doc[max(start, end - 12) : end]
            ):
                break
            end -= 1
        return start, end

    def own_subject(self, verb: Token) -> Token | None:
        """The active subject written with `verb` itself."""
        return self.child(verb, "nsubj")

    def subject(self, verb: Token) -> Token | None:
        """Who does `verb`: its own subject, or that of what it hangs on ("X went on to say", "X left, saying")."""
        node = verb
        for step in range(_STEPS):
            for kid in self.kids[node.i]:
                if kid.dep_ in _SUBJECTS and (step or kid.dep_ == "nsubj") and kid.tag_ != "EX":
                    return self.antecedent(kid, node)
            if node.dep_ in {"acl", "relcl"}:
                return node.head
            if (
                node.dep_ == "xcomp"
                and node.head.lemma_ in _CAUSING
                and (made := self.child(node.head, "dobj")) is not None
            ):
                return made
            if node.dep_ not in _CLIMB or node.head.i == node.i or (node.dep_ == "ccomp" and step == 0):
                return None
            node = node.head
        return None

    def antecedent(self, subject: Token, verb: Token) -> Token:
        """`subject`, or what it stands for where it is a relative pronoun."""
        if subject.tag_ not in {"WP", "WDT"}:
            return subject
        node = verb
        for _ in range(_STEPS):
            if node.dep_ in {"relcl", "acl"}:
                return node.head
            if node.dep_ not in {"conj", "xcomp", "ccomp"} or node.head.i == node.i:
                return subject
            node = node.head
        return subject

    def negated(self, verb: Token) -> bool:
        """Whether "not", "never" or "neither ... nor" stands with `verb`."""
        for kid in self.kids[verb.i]:
            if kid.dep_ == "neg" or kid.lower_ in {"neither", "nor", "never", "hardly"}:
                return True
        if verb.dep_ == "conj":
            return any(kid.lower_ == "nor" for kid in self.kids[verb.head.i] if kid.dep_ == "cc")
        return False


def normalised(ranges: Iterable[Range]) -> tuple[Range, ...]:
    """`ranges` sorted, empty ones dropped, touching ones joined."""
    found: list[Range] = []
    for start, end in sorted(r for r in ranges if r[0] < r[1]):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return tuple(found)


def without(ranges: Iterable[Range], holes: Iterable[Range]) -> tuple[Range, ...]:
    """`ranges` less `holes`."""
    kept = list(normalised(ranges))
    for low, high in normalised(holes):
        cut: list[Range] = []
        for start, end in kept:
            if high <= start or end <= low:
                cut.append((start, end))
                continue
            if start < low:
                cut.append((start, low))
            if high < end:
                cut.append((high, end))
        kept = cut
    return tuple(kept)
