"""How certain an event is, and whether it is past, planned, wished or habitual: scoped to its clause, on the parse.

From the word that carries the event the parse is climbed, once, to the clause that nobody else embeds: a complement
hangs on its verb ("failed to seize"), a purpose or a condition on its clause, an eventive noun on the verb that carries
it ("launched no attack") or on the noun that makes it a plan ("a plan for the withdrawal"). Then the way is read from
the top down: every governor hands its complement a value that its own polarity, modals and adverbs have already shaped,
so that "did not manage to", "may have failed to" and "denied that it planned to" come out of the same few effects. The
reading is that of De Facto (Saurí & Pustejovsky 2012, Computational Linguistics 38); modes are PLOVER's.

Climbing stops where the text takes the event for granted (a relative clause, "after the attack", "condemned the
attack") and below the cues that another layer reads ("said", "denied"), whose effect :func:`combine` adds: of
"vowed" and "urged" the mode is read here, since an attribution has none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from spacy.tokens import Token

from kg.reading.factuality_links import link
from kg.reading.factuality_local import local
from kg.reading.factuality_step import Held, Link
from kg.reading.factuality_syntax import is_infinitive, lemma
from kg.reading.factuality_time import time_mode
from kg.reading.factuality_words import POSSIBLE, Value, compose, has_mode, value
from kg.records import Factuality, Mode, TimeExpression

_DEPTH = 32
"""No sentence nests deeper in earnest; a broken parse stops there."""

TimeToken = tuple[int, int, TimeExpression]
"""A time expression with the token range (start, end) that it covers."""


@dataclass(frozen=True, slots=True)
class Status:
    """How certain an event is and in which mode, with the tokens (indices in the Doc) that decided it, in order."""

    factuality: Factuality = "CT+"
    mode: Mode | None = None
    cues: tuple[int, ...] = ()


def assess(
    token: Token,
    *,
    cues: frozenset[int] = frozenset(),
    times: Sequence[TimeToken] = (),
    anchor: date | None = None,
) -> Status:
    """The status of the event or state that `token` carries (a verb, an eventive or relational noun, an adjective).

    `cues` are the token indices of attribution cues: what they do to their content is left out (see :func:`combine`).
    `times` are the document's time expressions by token range, sorted by start; `anchor` is the day of the report.
    Never raises on an odd parse; takes time linear in the sentence.
    """
    path, reported = _climb(token, cues)
    outer: Held = (Value(), ())
    inner = outer
    for at in range(len(path) - 1, -1, -1):
        node, up = path[at]
        outer = up.enter(outer, inner) if up is not None else (Value(), ())
        own, seen = local(node, path[at - 1][0].i if at else -1, reported if up is None else up.reported)
        inner = compose(outer[0], own), outer[1] + seen
        inner = _dated(node, inner, times, anchor)
        inner = _asked_or_ordered(node, at == len(path) - 1, inner)
    if inner[0] == Value() and any(c.lower_ == "any" and c.dep_ == "det" for c in token.children):
        inner = inner[0].within("generic"), (*inner[1], token.i)
    return Status(inner[0].factuality, inner[0].mode, tuple(sorted(set(inner[1]))))


def _dated(node: Token, held: Held, times: Sequence[TimeToken], anchor: date | None) -> Held:
    """The value with what a date of the clause adds to it."""
    found = time_mode(node, times, anchor) if held[0].mode in (None, "generic") else None
    return held if found is None else (held[0].within(found[0]), (*held[1], found[1]))


def combine(outer: Factuality, inner: Status) -> Factuality:
    """The factuality of content with status `inner` under an attribution whose cue has factuality `outer`.

    Denying that something may be so denies it (``CT-`` of ``PS+`` is ``CT-``), denying a negation affirms, and hedges
    weaken.
    """
    return compose(value(outer), value(inner.factuality)).factuality


def _climb(token: Token, cues: frozenset[int]) -> tuple[list[tuple[Token, Link | None]], bool]:
    """The way from `token` to the top of what embeds it, and whether an attribution cue ended it."""
    path: list[tuple[Token, Link | None]] = []
    node, visited = token, set[int]()
    while True:
        visited.add(node.i)
        up = link(node) if len(path) < _DEPTH else None
        if up is None or up.governor.i in visited:
            path.append((node, None))
            return path, False
        if up.governor.i in cues and not up.coordinated:
            if path and path[-1][1] is not None and path[-1][1].kind == "alleging":
                # "rejected the claim that": who denies or confirms a claim says of its content what the verb says
                path[-1] = (path[-1][0], Link(node))
            path.append((node, Link(node, up.kind, reported=True) if up.own or has_mode(up.kind) else None))
            return path, True
        path.append((node, up))
        node = up.governor


def _asked_or_ordered(node: Token, top: bool, held: Held) -> Held:
    """What a question or an order makes of the event, in quotation marks too."""
    doc = node.doc
    if top:
        last = node.right_edge.i
        while last > node.i and (doc[last].is_quote or doc[last].is_space):
            last -= 1
        mark = next((i for i in (last, last + 1) if i < len(doc) and doc[i].text.startswith("?")), None)
        if mark is not None:
            return held[0].weakened(POSSIBLE).within("hypothetical"), (*held[1], mark)
    if top and _is_announced(node):
        return held[0].within("future"), (*held[1], node.i)
    return (held[0].within("hypothetical"), (*held[1], node.i)) if _is_order(node) else held


def _is_announced(verb: Token) -> bool:
    """Whether a headline says what is to come: "Kenya to send police to Haiti"."""
    subject = any(c.dep_ in ("nsubj", "nsubjpass") and c.i < verb.i for c in verb.children)
    return subject and verb.dep_ == "ROOT" and is_infinitive(verb)


def _is_order(verb: Token) -> bool:
    """Whether a verb in its base form opens its sentence or quotation without a subject ("Do not attack")."""
    if verb.tag_ != "VB" or not verb.is_alpha:
        return False
    if any(c.dep_ in ("nsubj", "nsubjpass", "expl") or c.tag_ in ("MD", "TO") for c in verb.children):
        return False
    for i in range(verb.i - 1, verb.sent.start - 1, -1):
        token = verb.doc[i]
        if token.is_quote:
            return True
        light = token.is_punct or token.is_space or token.dep_ in ("neg", "intj", "advmod")
        if not light and lemma(token) not in ("do", "please"):
            return False
    return True
