"""The dependency parse as attribution reads it: children, clauses, noun phrases and subjects, in token indices.

spaCy's own child and subtree iterators walk everything between a token and its edges, which is quadratic on long chains
of coordination; here the children are collected once a document.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from operator import attrgetter

from spacy.tokens import Doc, Token

Range = tuple[int, int]

_CLIMB = frozenset({"xcomp", "conj", "advcl", "pcomp", "prep", "acomp", "ccomp", "attr", "dep", "aux"})
_CAUSING = frozenset({"lead", "prompt", "cause", "force", "compel", "push", "allow", "enable"})
_EDGE = frozenset({",", ";", ":", "-", "--", "–", "—", ".", "(", ")", "[", "]"})
_NEGATIVE = frozenset({"neither", "nor", "never", "hardly"})
_STEPS = 12
_NONE: list[Token] = []
_position = attrgetter("i")


class Tree:
    """The parse of one document: children, by label too, and sentence bounds, collected once."""

    __slots__ = ("_labelled", "_starts", "doc", "kids")

    def __init__(self, doc: Doc) -> None:
        self.doc = doc
        self.kids: list[list[Token]] = [[] for _ in range(len(doc))]
        self._labelled: dict[tuple[int, str], list[Token]] = {}
        self._starts = [0]
        for token in doc:
            head = token.head.i
            if head != token.i:
                self.kids[head].append(token)
                self._labelled.setdefault((head, token.dep_), []).append(token)
            if token.i and token.is_sent_start:
                self._starts.append(token.i)

    def sentence(self, token: Token) -> Range:
        """The token range of the sentence of `token`."""
        number = bisect_right(self._starts, token.i)
        return self._starts[number - 1], self._starts[number] if number < len(self._starts) else len(self.doc)

    def children(self, token: Token, *deps: str) -> list[Token]:
        """The children of `token` with one of the labels `deps`, left to right."""
        if len(deps) == 1:
            return self._labelled.get((token.i, deps[0]), _NONE)
        found = [kid for dep in deps for kid in self._labelled.get((token.i, dep), ())]
        return sorted(found, key=_position) if len(found) > 1 else found

    def child(self, token: Token, *deps: str) -> Token | None:
        """The first of :meth:`children`."""
        firsts = [kids[0] for dep in deps if (kids := self._labelled.get((token.i, dep)))]
        return min(firsts, key=_position) if firsts else None

    def objects_of(self, token: Token, *prepositions: str) -> Iterator[Token]:
        """What stands behind `token`'s prepositions of that name: ("by", the agents), ("of", ...)."""
        for kid in self.children(token, "prep", "agent", "dative"):
            if kid.lower_ in prepositions:
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
        low, high = self.sentence(head)
        return self.trim((max(start, low), min(end, high)))

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
            for kid in self.children(node, *(("nsubj", "nsubjpass") if step else ("nsubj",))):
                if kid.tag_ != "EX":
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
        if self.child(verb, "neg") is not None:
            return True
        if any(kid.lower_ in _NEGATIVE for kid in self.children(verb, "preconj", "cc", "advmod")):
            return True
        return verb.dep_ == "conj" and any(kid.lower_ == "nor" for kid in self.children(verb.head, "cc"))


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
