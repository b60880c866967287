"""What surrounds a claim in its reading: who says it, how surely, when."""

from __future__ import annotations

from datetime import date

from spacy.tokens import Token

from kg.extract._arguments import Arguments
from kg.extract._clauses import reciprocal
from kg.extract._vocabulary import words
from kg.reading.factuality import assess, combine
from kg.reading.offsets import TIMES
from kg.reading.times import dates
from kg.records import Argument, Attribution, Entity, Factuality, Mode, Precision, Reading, TimeExpression


class Context:
    """The layers of one reading, asked by token."""

    def __init__(self, reading: Reading, arguments: Arguments) -> None:
        self.reading = reading
        self.arguments = arguments
        self.offsets = arguments.offsets
        self.found: tuple[TimeExpression, ...] = arguments.doc.user_data.get(TIMES, ())
        self.publisher = publisher(reading)
        self.pronouns = {m.start: m for m in reading.mentions if m.kind == "pronoun"}
        self.cues = frozenset(token.i for a in reading.attributions for span in a.cue for token in self._tokens(span.start, span.end))
        self.times = [
            (span.start, span.end, time)
            for time in self.found
            if (span := arguments.doc.char_span(time.start, time.end, alignment_mode="expand")) is not None
        ]
        self.contents = [(a, [(self.offsets.back(s.start), self.offsets.back(s.end)) for s in a.content]) for a in reading.attributions]

    def _tokens(self, start: int, end: int) -> list[Token]:
        span = self.arguments.doc.char_span(self.offsets.back(start), self.offsets.back(end), alignment_mode="expand")
        return list(span) if span is not None else []

    def _accuser(self, token: Token, doer: Argument) -> Argument | None:
        """Who says that `doer` did it, where two sides accuse each other: the other one."""
        verb = token.head
        while verb.head != verb and not any(reciprocal(c) is not None for c in verb.rights):
            verb = verb.head
        other = next((c for c in verb.rights if reciprocal(c) is not None), None)
        if other is None:
            return None
        return next((a for a in self.arguments.of(other, (doer.type, "Actor", "Government")) if a.id != doer.id), None)

    def sources(self, token: Token, *, author: bool, doer: Argument | None = None) -> tuple[tuple[Argument, ...], Attribution | None]:
        """The chain of who says what `token` reports, innermost first, and the innermost attribution.

        What two sides accuse each other of, the one that is not the `doer` says.
        Words that identify rather than report (`author`) are the speaker's only inside quotation marks.
        """
        held = [
            (sum(e - s for s, e in spans), i, a)
            for i, (a, spans) in enumerate(self.contents)
            if any(s <= token.idx < e for s, e in spans) and (a.direct or not author)
        ]
        held.sort(key=lambda item: item[:2])
        chain: list[Argument] = []
        for _, _, attribution in held:
            entity = self.arguments.entities.get(attribution.source_entity or "")
            if entity is not None and entity.type == "Place":  # "Kigali denied": a place that speaks is its government
                entity = self.arguments.coerce(entity, ("Government",)) or entity
            if entity is None or any(s.id == entity.id for s in chain):
                continue
            span = attribution.source[0] if attribution.source else None
            if span is None:
                chain.append(Argument(entity, entity.label, 0, 0))
                continue
            mention = self.pronouns.get(span.start)
            named = self.arguments.named(mention) if mention is not None and mention.end == span.end else span
            chain.append(Argument(entity, self.reading.document.text[named.start : named.end], named.start, named.end))
        if doer is not None and chain and chain[0].id == doer.id and (other := self._accuser(token, doer)) is not None:
            chain[0] = other
        if not chain or chain[-1].id != self.publisher.id:
            chain.append(self.publisher)
        return tuple(chain), (held[0][2] if held else None)

    def status(self, token: Token, cue: Attribution | None) -> tuple[Factuality, Mode | None]:
        """Factuality as the innermost source puts it, and mode."""
        status = assess(token, cues=self.cues, times=self.times, anchor=self.reading.document.date)
        factuality = combine(cue.factuality, status) if cue is not None else status.factuality
        return factuality, status.mode

    def suspected(self, *parts: Argument) -> bool:
        """Whether one of `parts` is only said to be what it is: "suspected Boko Haram militants abducted 20 girls"."""
        for part in parts:
            start, end = self.arguments.tokens_of(part)
            if start < 0:
                continue
            near = (self.arguments.doc[i] for i in (max(start - 1, 0), start))
            hedging = (t for t in near if t.dep_ == "amod" and t.lower_ in words("hearsay-adjectives"))
            if any(start <= token.head.i < end for token in hedging):
                return True
        return False

    def office_mode(self, token: Token) -> Mode | None:
        """Mode of a title: "former", "incoming"."""
        before = {t.lower_ for t in token.doc[max(token.i - 4, token.sent.start) : token.i]}
        if before & words("past-office-words"):
            return "historical"
        return "future" if before & words("coming-office-words") else None

    def dates(self, token: Token) -> tuple[date | None, date | None, Precision | None]:
        """When the event of `token` took place, as far as its clause, or the story so far, says."""
        return dates(token.doc, self.found, token)


def publisher(reading: Reading) -> Argument:
    """The report's publisher as the outermost source; a nameless one where none is known."""
    document = reading.document
    name = document.publisher or "unknown publisher"
    entity = next((e for e in reading.entities if e.label == name or name in e.aliases), None)
    if entity is None:
        entity = Entity(f"org/{'-'.join(name.lower().split())}", name, "MediaOutlet")
    return Argument(entity, name, 0, 0)
