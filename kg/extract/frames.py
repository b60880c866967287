"""The lexicon-driven extractor: frames of ``ontology/lexicon.ttl`` matched on the parse, each match a claim.

Arguments come from the mention layer, the chain of sources from the attribution layer, certainty and mode from the
factuality layer, dates from the time layer. Nothing about a particular verb stands here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from spacy.tokens import Token

from kg.extract import _confidence, _denials
from kg.extract._arguments import Arguments, is_people
from kg.extract._clauses import antecedent, blamed, culprit, reciprocal, surface_subject
from kg.extract._context import Context
from kg.extract._implied import distinct, grounds, guests
from kg.extract._matcher import Compiled, Matcher, Path, fails, follow, holds, places
from kg.extract._narrative import Told, placed
from kg.extract._nesting import is_settlement, may_contain
from kg.extract._roles import deep
from kg.ontology import Ontology
from kg.records import Argument, Claim, Evidence, Factuality, Mode, Precision, Reading

TIMELESS = frozenset({"memberOf", "leads", "locatedIn", "borders", "basedIn"})
"""States that the text seldom dates: a date in the clause belongs to something else."""

GROUND = frozenset({"seized", "withdrewFrom", "controls", "fledTo", "fledFrom"})
"""Relations whose object is ground: a name that no list knows is a place there."""

PLACELESS = TIMELESS | {"controls", "supports", "alliedWith", "accused"}
"""Relations for which a place named in the clause says nothing of where they happened."""


def load(ontology: Ontology) -> FrameExtractor:
    """The extractor for `ontology`'s lexicon."""
    return FrameExtractor(ontology)


class FrameExtractor:
    """Matches the compiled lexicon on readings."""

    def __init__(self, ontology: Ontology) -> None:
        self.ontology = ontology
        self.matcher = Matcher(ontology)

    def __call__(self, reading: Reading) -> Iterator[Claim]:
        """The claims of `reading`, in text order, one for each thing said by one chain of sources in one place."""
        if reading.parse is None:
            return
        context = Context(reading, Arguments(reading, self.ontology))
        seen: set[tuple[str, str, str, tuple[str, ...], str, str | None]] = set()
        found: list[Told] = []
        for number, sentence in enumerate(reading.parse.sents):
            made = [Told(number, c) for token in sentence for c in self._claims(token, context)]
            made.sort(key=lambda t: (t.claim.evidence.start, t.claim.evidence.end, t.claim.predicate, -t.claim.confidence))
            found.extend(made)
            found.extend(Told(number, c) for token in sentence for c in self._denials(token, number, found, context))
        for claim in placed(list(guests(list(distinct(list(grounds(found))))))):
            sides = (claim.subject.id, claim.object.id)
            if self.ontology.relations[claim.predicate].symmetric:
                sides = (min(sides), max(sides))
            key = (
                sides[0],
                claim.predicate,
                sides[1],
                tuple(s.id for s in claim.sources),
                claim.factuality,
                claim.mode,
            )
            if key not in seen:
                seen.add(key)
                yield claim

    @staticmethod
    def _denials(token: Token, number: int, told: list[Told], context: Context) -> Iterator[Claim]:
        """What the verb `token` denies of what was told up to it, in the mouth of whoever denies."""
        for denial in _denials.find(token, context.arguments):
            chain, cue = context.sources(token, author=False)
            factuality, mode = context.status(token, cue)
            if factuality[-1] == "-" or mode in {"hypothetical", "future"}:
                continue
            at = context.offsets.out(token.idx)
            evidence = quote(token, (denial.denier,), context.arguments)
            for claim in tuple(_denials.denied(denial, number, at, told)):
                yield replace(_denials.contradiction(claim, denial, chain), evidence=evidence)

    def _claims(self, token: Token, context: Context) -> Iterator[Claim]:
        arguments = context.arguments
        frames = self.matcher.frames(token)
        mention = arguments.by_head.get(token.i)
        if mention is not None and mention.kind != "pronoun" and (mention.kind == "name" or not is_people(mention)):
            kind = arguments.entities[mention.entity].type
            frames += self.matcher.index.get(("construction", kind.lower()), ())
        done: set[tuple[str, str, str]] = set()
        for compiled in frames:
            frame = compiled.frame
            if not holds(token, compiled.conditions) or not fails(token, compiled.exceptions):
                continue
            if frame.relation == "attacked" and not arguments.target:
                # what the report's first attack struck is what "the attack" strikes later
                arguments.target = fill(token, compiled.object, frame.object_types, arguments)
            for subject, obj in self._pairs(token, compiled, arguments):
                key = (frame.relation, subject.id, obj.id)
                if subject.id == obj.id or key in done:
                    continue
                done.add(key)
                yield self._claim(token, compiled, subject, obj, context)

    def _pairs(self, token: Token, compiled: Compiled, arguments: Arguments) -> Iterator[tuple[Argument, Argument]]:
        frame = compiled.frame
        if compiled.subject == compiled.object:
            yield from self._mutual(token, compiled, arguments)
            return
        subjects = fill(token, compiled.subject, frame.subject_types, arguments)
        motion = all(p[0] not in {"object", "subject"} for p in compiled.object)
        if not subjects and motion and token.dep_ == "acl" and token.tag_ == "VBN" and compiled.subject[0] == ("subject",):
            # "The SDF, backed by X, advanced on Y": a past tense that the tagger takes for a participle
            noun = antecedent(token)
            subjects = tuple(arguments.of(noun, frame.subject_types)) if noun is not None else ()
        if not subjects and token.dep_ == "acl" and token.tag_ == "VB":
            subjects = tuple(arguments.of(token.head, frame.subject_types))  # "a coalition to patrol the Gulf"
        if not subjects and token.dep_ == "acl" and token.tag_ == "VBG" and compiled.subject[0] == ("subject",):
            # "posted a message on Twitter blaming X": the participle belongs to the clause, not to the noun before it
            outer = outer_subject(token)
            subjects = tuple(arguments.all((outer,), frame.subject_types)) if outer is not None else ()
        if not subjects:
            return
        for subject in subjects:
            for obj in self._objects(token, compiled, subject, arguments):
                if overlap(subject, obj) and part_of_name(subject, obj, frame.voice) and compiled.object != (("versus",),):
                    continue
                if arguments.strangers(subject, obj):
                    continue
                if frame.relation == "basedIn" and obj.text.islower():
                    continue  # everybody has a base, an office; to know which is to know something
                suburb = token.lemma_.lower() in _PARTS and is_settlement(obj.entity) and is_settlement(subject.entity)
                if frame.relation == "locatedIn" and not suburb and not may_contain(obj.entity, subject.entity):
                    higher = arguments.above(subject, frame.subject_types) if token.pos_ == "VERB" else None
                    if higher is None or not may_contain(obj.entity, higher.entity):
                        continue
                    yield higher, obj
                    continue
                if frame.relation == "leads" and obj.entity.feature == "PCLI":  # who leads a country leads its state, not its ground
                    yield subject, replace(obj, entity=arguments.coerce(obj.entity, ("Government",)) or obj.entity)
                else:
                    yield subject, obj

    @staticmethod
    def _mutual(token: Token, compiled: Compiled, arguments: Arguments) -> Iterator[tuple[Argument, Argument]]:
        """The pairs of those whom one path names together: "between X and Y", "the Iran-Iraq war"."""
        frame = compiled.frame
        for path in compiled.subject:
            sides = tuple(dict.fromkeys(arguments.all(follow(token, path), frame.subject_types, token.i)))
            if len(sides) > 1:
                for i, first in enumerate(sides):
                    yield from (
                        (first, s)
                        for s in sides[i + 1 :]
                        if first.id != s.id and (arguments.sides(first, s) or not arguments.strangers(first, s))
                    )
                    if not arguments.ontology.relations[frame.relation].symmetric:  # "traded accusations": each of the other
                        yield from ((s, first) for s in sides[i + 1 :] if first.id != s.id)
                return

    def _objects(self, token: Token, compiled: Compiled, subject: Argument, arguments: Arguments) -> tuple[Argument, ...]:
        """What fills the object; "focus" and "state" are not in the sentence but in the report."""
        frame = compiled.frame
        if compiled.object == (("focus",),):
            named = any(True for _ in arguments.all(deep(token, "modifier"), ("Government", "Place")))
            named = named or subject.id.startswith("report/")
            return () if named else arguments.focus.state(subject.entity, token)
        if compiled.object == (("state",),):
            return arguments.state_of(subject)
        found = fill(token, compiled.object, frame.object_types, arguments)
        if compiled.object == (("comma",),):  # "Gulf of Oman, Red Sea" is a list
            found = tuple(o for o in found if (o.entity.feature or "ADM")[:3] in _CONTAINERS)
        if not found and frame.relation in GROUND:
            found = tuple(g for path in compiled.object for t in follow(token, path) for g in arguments.ground(t))
        if not found and frame.relation == "attacked" and frame.pos == "noun" and refers_back(token):
            return tuple(t for t in arguments.target if t.id != subject.id)
        return found

    @staticmethod
    def _together(token: Token, source: Argument, subject: Argument, context: Context) -> bool:
        """Whether `source` and `subject` are coordinated as who says what they themselves do."""
        first = surface_subject(token.head)
        ids = {a.id for a in context.arguments.all((first,), ("Actor",))} if first is not None else set()
        return {source.id, subject.id} <= ids

    def _claim(
        self,
        token: Token,
        compiled: Compiled,
        subject: Argument,
        obj: Argument,
        context: Context,
    ) -> Claim:
        frame, arguments = compiled.frame, context.arguments
        author = frame.voice == "author" and token.dep_ != "attr"  # "is a member of" is said like anything else
        chain, cue = context.sources(token, author=author, doer=subject)
        factuality: Factuality
        mode: Mode | None
        if author and token.pos_ in {"NOUN", "PROPN"}:
            factuality, mode = "CT+", context.office_mode(token)
        else:
            factuality, mode = context.status(token, cue)
            denied = factuality[-1] == "-" and cue is not None and cue.factuality[-1] == "-" and not cue.direct
            if denied and presupposed(token, context.cues):
                # who denies that X holds Y, "a crossing with Iran", does not deny what Y is
                chain, cue = context.sources(token, author=True)
                factuality, mode = context.status(token, cue)
        if factuality == "CT+" and frame.relation not in {"locatedIn", "borders"} and context.suspected(subject, obj):
            factuality = "PR+"
        if (
            token.dep_ == "xcomp"
            and token.head.i in context.cues
            and chain[0].id != subject.id
            and self._together(token, chain[0], subject, context)
        ):
            chain = (subject, *chain[1:])  # "both the army and the rebels claimed to control the town": each for itself
        if frame.factuality is not None and factuality == "CT+":
            factuality = frame.factuality  # type: ignore[assignment]
        if frame.mode == "historical" and (mode in {"hypothetical", "future"} or factuality[-1] == "-"):
            factuality, mode = "CT+", None  # who is yet to lose a town, to leave, to free a hostage, or has not, still does
        elif frame.mode is not None and mode is None:
            mode = frame.mode  # type: ignore[assignment]
        first: date | None = None
        last: date | None = None
        precision: Precision | None = None
        if frame.relation not in TIMELESS and token.dep_ not in {"amod", "compound"}:
            # "the Iran-backed group, which entered Yemen in 2015": nobody says since when Iran has backed it
            first, last, precision = context.dates(token)
        place = None
        if frame.relation not in PLACELESS and not self.ontology.is_a(obj.type, "Place"):
            place = next((p for p in arguments.all(places(token), ("Place",)) if p.id not in {subject.id, obj.id}), None)
        evidence = quote(token, (subject, obj, place), arguments)
        return Claim(
            subject=subject,
            predicate=frame.relation,
            object=obj,
            sources=chain,
            evidence=evidence,
            factuality=factuality,
            mode=mode,
            valid_from=first,
            valid_to=last,
            precision=precision,
            place=place,
            manner=frame.manner,  # type: ignore[arg-type]
            extractor="frames",
            confidence=_confidence.confidence(frame, subject, obj, elsewhere=not author and outside(token, (subject, obj), arguments)),
        )


def outside(token: Token, ends: tuple[Argument, ...], arguments: Arguments) -> bool:
    """Whether one of `ends` stands in another sentence than `token`: the report names it, but not for this."""
    low, high = arguments.offsets.out(token.sent.start_char), arguments.offsets.out_end(token.sent.end_char)
    return any(not low <= e.start < high for e in ends)


def fill(token: Token, paths: tuple[Path, ...], types: tuple[str, ...], arguments: Arguments) -> tuple[Argument, ...]:
    """The arguments at the first of `paths` that leads to any of the right types."""
    for path in paths:
        reached = follow(token, path) or (blamed(token) if path == ("subject",) and token.pos_ == "NOUN" else ())
        if path[-1] == "place":  # "in the city of Aden, in southern Yemen": the first place is where it happened
            for each in reached:
                if found := tuple(arguments.all((each,), types)):
                    return found
            continue
        if path[-1] == "modifier":  # the nearest that will do: in "US State Department spokesman" the department
            if nations := arguments.nations(token):
                return tuple(a for n in nations for a in arguments.of(n, types))
            for each in reached:
                if found := tuple(arguments.of(each, types)):
                    return found
            continue
        alone = path == ("holder",) and token.tag_ in {"NN", "NNP"}  # one title, one holder
        found = tuple(dict.fromkeys(arguments.all(reached, types, reached[0].i if alone and reached else token.i)))
        if found:
            return found
        relative = path in (("subject",), ("object",)) and len(reached) == 1 and reached[0] == antecedent(token)
        if relative and not arguments.is_act(reached[0]):
            for higher in above(reached[0]):
                if found := tuple(arguments.of(higher, types)):
                    return found
    return ()


def above(noun: Token) -> Iterator[Token]:
    """The nouns that a relative clause may mean if the parser tied it to one too near: those that `noun` depends on."""
    for _ in range(3):
        head = noun.head
        while head.pos_ in {"ADP", "VERB", "AUX"} and head.head != head and head.dep_ not in {"ROOT", "ccomp"}:
            head = head.head
        if head.pos_ in {"VERB", "AUX"}:
            yield from (c for c in head.rights if c.dep_ == "dobj" and c.i < noun.i)
            return
        if head == noun or head.pos_ not in {"NOUN", "PROPN"}:
            return
        yield head
        noun = head


def outer_subject(token: Token) -> Token | None:
    """The subject of the clause that the noun before a participle stands in."""
    verb = token.head
    while verb.pos_ not in {"VERB", "AUX"} and verb.head != verb:
        verb = verb.head
    return surface_subject(verb) if verb.pos_ in {"VERB", "AUX"} else None


def overlap(a: Argument, b: Argument) -> bool:
    """Whether two arguments share words: nobody does anything to a part of their own name."""
    return a.start < b.end and b.start < a.end


def presupposed(token: Token, cues: frozenset[int]) -> bool:
    """Whether `token` stands in words that only describe what they follow, which a denial of the clause leaves as they are.

    Appositions and relative clauses project out of negation (Karttunen 1973, "Presuppositions of compound sentences"); one that holds
    the denial itself ("who denied that ...") is not meant.
    """
    for each in (token, *token.ancestors):
        if each.i in cues:
            return False
        if each.dep_ in {"appos", "relcl"}:
            return True
    return False


_PARTS = frozenset({"suburb", "district", "neighbourhood", "neighborhood", "quarter", "outskirt", "part"})
"""What a town can be of another."""
_CONTAINERS = frozenset({"ADM", "PCL", "PPL", "ISL", "RGN", "TER", "CON"})


def refers_back(token: Token) -> bool:
    """Whether an eventive noun is one spoken of before, which somebody claims or is blamed for: "the attack"."""
    definite = any(c.dep_ == "det" and c.lower_ in {"the", "this", "these", "that", "those"} for c in token.lefts)
    own = any((c.dep_ == "prep" and c.lower_ in {"on", "against", "at", "of"}) or c.dep_ == "relcl" for c in token.rights)
    return definite and not own and bool(culprit(token))


def part_of_name(a: Argument, b: Argument, voice: str | None) -> bool:
    """Whether one argument is only a piece of the other's name, of which nothing follows but what an `author` frame says."""
    outer, inner = (a, b) if a.end - a.start >= b.end - b.start else (b, a)
    if a.type in {"Place", "Facility"} and b.type in {"Place", "Facility"}:
        # "the Islam Qala border crossing" is called so; "a Baghdad airport" and "Iraqi bases" lie there
        named = outer.text.startswith(inner.text) and inner.entity.feature != "PCLI"
        definite = not outer.id.startswith("report/") or outer.text[:1].isupper()
        return named and definite and inner.text in outer.label
    if outer.id.startswith("report/"):
        return False
    return voice != "author" and inner.text in outer.label


def quote(token: Token, parts: tuple[Argument | None, ...], arguments: Arguments) -> Evidence:
    """The words from the first to the last that the claim stands on, within the sentence of its trigger."""
    document = arguments.reading.document
    out, out_end = arguments.offsets.out, arguments.offsets.out_end
    low, high = out(token.sent.start_char), out_end(token.sent.end_char)
    start, end = out(token.idx), out_end(token.idx + len(token.text))
    for part in parts:
        if part is not None and low <= part.start and part.end <= high:
            start, end = min(start, part.start), max(end, part.end)
    for child in token.children:
        if child.dep_ in {"aux", "auxpass", "neg", "prt"} or child.pos_ == "PRON" or reciprocal(child) is not None:
            start = min(start, out(child.idx))
            end = max(end, out_end(child.idx + len(child.text)))
    return Evidence(document.id, start, end, document.text[start:end])
