"""Who is who across reports: claims come with ids made from one report's names, and leave with ids that hold for all.

Merging is conservative. Two ids are one entity only where they share a full name and a type and nothing speaks against
it; a surname alone never merges. One id is two entities where reports give its people offices in different countries.
What was done is recorded as :class:`Merge`, and a judgement overrules all of it.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect
from collections import Counter, defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from kg import ontology
from kg.errors import JudgementError
from kg.records import Argument, Claim, Entity
from kg.resolve.judgements import Judgements

NAMED = ("person/", "org/", "group/", "outlet/", "place/", "facility/")
"""How ids begin that are made of a name alone, and of no list."""
OFFICES = frozenset({"memberOf", "leads"})
"""Relations that tell in which country a person has an office."""


@dataclass(frozen=True, slots=True)
class Merge:
    """A change of ids that was made, and why: what went by `old` (in `document` alone, if that is set) is now `new`."""

    old: str
    new: str
    why: str
    document: str | None = None


@dataclass(frozen=True)
class Plan:
    """Which ids to change. `everywhere` maps ids, `within` maps (document, id), and goes first."""

    everywhere: Mapping[str, str] = field(default_factory=dict)
    within: Mapping[tuple[str, str], str] = field(default_factory=dict)
    merges: tuple[Merge, ...] = ()

    def id_of(self, document: str, own: str) -> str:
        """What goes by `own` in a report's own names is called this."""
        id = self.within.get((document, own), own)
        return self.everywhere.get(id, id)

    def apply(self, claim: Claim, only: Container[str] | None = None) -> Claim:
        """`claim` with the ids that its report's own names come to; the claim itself where there is nothing to change.

        What an earlier plan changed and this one does not goes by its own id again. With `only`, what goes by other ids
        in the report's own names stays as it is.
        """

        def id_of(document: str, argument: Argument) -> str:
            return argument.id if only is not None and argument.read_as not in only else self.id_of(document, argument.read_as)

        return renamed(claim, id_of)


def renamed(claim: Claim, id_of: Callable[[str, Argument], str]) -> Claim:
    """`claim` with each argument under the id that `id_of` gives for it in that document, its own id kept beside it."""
    document = claim.evidence.document

    def called(argument: Argument) -> Argument:
        id = id_of(document, argument)
        if id == argument.id:
            return argument
        own = argument.read_as
        return replace(argument, entity=replace(argument.entity, id=id), own=None if id == own else own)

    return claim.with_arguments(called)


@dataclass
class Survey:
    """What all claims say of the entities; add every claim, then ask for the plan. Grows with the number of names."""

    _documents: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    _names: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    _countries: dict[str, dict[str, set[str]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(set)))

    def add(self, claim: Claim) -> None:
        """Take note of what `claim` says."""
        document = claim.evidence.document
        for argument in claim.arguments:
            self.note(document, argument.read_as, argument.entity)
        if claim.predicate in OFFICES and claim.factuality == "CT+" and claim.subject.type == "Person":
            self.office(document, claim.subject.read_as, claim.object.read_as, claim.object.entity)

    def note(self, document: str, id: str, entity: Entity) -> None:
        """Take note that a report speaks of `entity`, by the id that its own names give."""
        self._documents[id].setdefault(document, entity.type)
        if found := keys(id, entity):
            self._names[id] |= found

    def office(self, document: str, person: str, id: str, body: Entity) -> None:
        """Take note that a report gives `person` an office in `body`, which it calls by the id `id`."""
        if country := _country(id, body):
            self._countries[person][document].add(country)

    def plan(self, judgements: Judgements | None = None) -> Plan:
        """What to change, so that every entity goes by one id and no id stands for two.

        Raises :class:`~kg.errors.JudgementError` for judgements that make one what cannot be: an actor and a place.
        """
        judgements = judgements or Judgements()
        self._check(judgements)
        draft = _Draft(judgements)
        self._split(draft)
        draft.judge()
        for old, new, why in self._unions(judgements):
            draft.rename(old, new, why)
        return Plan(draft.everywhere, draft.within, tuple(sorted(draft.merges, key=_order)))

    def _unions(self, judgements: Judgements) -> Iterator[tuple[str, str, str]]:
        """Ids that share a full name and a type, as (old, new, why); what was judged to be one counts as one."""
        judged = {id for entry in judgements.entries if entry.verdict == "same" for id in (entry.left, entry.right)}
        holders: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
        for id in sorted(self._names):
            for name in sorted(self._names[id]):
                holders[self._type(id), name][judgements.canonical(id).partition("@")[0]] = None
        taken: set[str] = set()
        for (_, name), ids in sorted(holders.items()):
            if len(ids) < 2 or taken & ids.keys():
                continue
            kept = min(ids, key=lambda id: (id not in judged, -len(self._documents.get(id, ())), id))
            for id in ids:
                if id != kept and not judgements.apart(id, kept) and not self._clash(id, kept):
                    taken |= {id, kept}
                    yield id, kept, f"both are called '{name}'"

    def _type(self, id: str) -> str:
        """The class that most reports give; the first by name of several."""
        counts = Counter(self._documents[id].values())
        return min(counts, key=lambda cls: (-counts[cls], cls))

    def _check(self, judgements: Judgements) -> None:
        if self._impossible(judgements) is None:
            return
        # Each line makes more of them one, so the first that cannot be is found by halving.
        entries = judgements.entries
        at = bisect(range(1, len(entries) + 1), False, key=lambda n: self._impossible(Judgements(entries[:n])) is not None)
        actor, place = self._impossible(Judgements(entries[: at + 1])) or ("", "")
        line = f", line {entries[at].line}" if entries[at].line else ""
        raise JudgementError(f"{judgements.name}{line}: '{actor}' is an actor and '{place}' a place; they cannot be the same.")

    def _impossible(self, judgements: Judgements) -> tuple[str, str] | None:
        """An actor and a place that are said to be one."""
        known = ontology.load()
        for ids in judgements.groups().values():
            kinds: dict[str, str] = {}
            for id in (plain for id in ids if (plain := id.partition("@")[0]) in self._documents):
                classes = known.classes.get(self._type(id), ())
                kinds.update((kind, id) for kind in ("Actor", "Place") if kind in classes)
            if len(kinds) > 1:
                return kinds["Actor"], kinds["Place"]
        return None

    def _clash(self, one: str, other: str) -> bool:
        """Whether the two hold offices, and none in the same country."""
        countries = [set().union(*self._countries[id].values()) for id in (one, other) if id in self._countries]
        return len(countries) == 2 and not countries[0] & countries[1]

    def _split(self, draft: _Draft) -> None:
        """One id whose reports give it offices in countries that never meet: an id a country."""
        for id in sorted(self._countries):
            groups = _connected(self._countries[id])
            if len(groups) < 2:
                continue
            for countries, documents in groups:
                where = sorted(countries)
                why = f"offices in {len(groups)} countries; here in {', '.join(where)}"
                for document in documents:
                    if draft.judgements.canonical(f"{id}@{document}") == f"{id}@{document}":
                        draft.rename(id, f"{id}-{'-'.join(where).lower()}", why, document)


@dataclass
class _Draft:
    """A plan in the making."""

    judgements: Judgements
    everywhere: dict[str, str] = field(default_factory=dict)
    within: dict[tuple[str, str], str] = field(default_factory=dict)
    merges: list[Merge] = field(default_factory=list)
    _going_by: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def rename(self, old: str, new: str, why: str, document: str | None = None) -> None:
        """Let `old` go by `new` (in `document`)."""
        if document:
            self.within[document, old] = new
        else:
            for id in {old, *self._going_by.pop(old, ())}:
                self._going_by[self.everywhere.get(id, id)].discard(id)
                self.everywhere[id] = new
                self._going_by[new].add(id)
        self.merges.append(Merge(old, new, why, document))

    def judge(self) -> None:
        """Enter what the judgements say; they overrule what stands here."""
        done: set[str] = set()
        for entry in self.judgements.entries:
            for id in (entry.left, entry.right):
                if id not in done:
                    done.add(id)
                    self._judge_one(id, f"judgement, line {entry.line}")

    def _judge_one(self, id: str, why: str) -> None:
        plain, _, document = id.partition("@")
        new = self.judgements.canonical(id)
        if new != id:
            if not document:
                self._going_by[self.everywhere.pop(plain, plain)].discard(plain)
            self.rename(plain, new.partition("@")[0], why, document or None)
        elif document and self.judgements.apart(id, plain):
            self.rename(plain, f"report/{document}/{plain.rsplit('/', 1)[-1]}", why, document)


def _order(merge: Merge) -> tuple[str, str, str]:
    return merge.old, merge.document or "", merge.new


def resolve(
    claims: Iterable[Claim], judgements: Judgements | None = None
) -> tuple[tuple[Claim, ...], tuple[Merge, ...]]:
    """`claims` with canonical entity ids, and the changes made: the same whatever order the claims come in."""
    claims = tuple(claims)
    survey = Survey()
    for claim in claims:
        survey.add(claim)
    plan = survey.plan(judgements)
    return tuple(map(plan.apply, claims)), plan.merges


def keys(id: str, entity: Entity) -> set[str]:
    """The full names by which an entity that goes by `id` is compared with others; none for what is known from a list."""
    if not id.startswith(NAMED):
        return set()
    return {normal(name) for name in (entity.label, *entity.aliases) if " " in name.strip()} - {""}


@lru_cache(maxsize=65536)
def normal(name: str) -> str:
    """A name without case, accents and punctuation, for comparing."""
    name = unicodedata.normalize("NFKD", name).casefold().replace("’", "'")
    name = "".join(c for c in name if not unicodedata.combining(c))
    return " ".join("".join(c if c.isalnum() else " " for c in name.replace("'", "")).split())


def _country(id: str, entity: Entity) -> str | None:
    if id.startswith("government/"):
        return id.removeprefix("government/").split("/")[0].upper()
    return entity.country.upper() if entity.country else None


def _connected(by_document: Mapping[str, set[str]]) -> list[tuple[set[str], list[str]]]:
    """Groups of documents whose countries meet, in order of their countries."""
    groups: list[tuple[set[str], list[str]]] = []
    for document in sorted(by_document):
        countries, documents = set(by_document[document]), [document]
        for group in [g for g in groups if g[0] & countries]:
            groups.remove(group)
            countries |= group[0]
            documents += group[1]
        groups.append((countries, sorted(documents)))
    return sorted(groups, key=lambda group: sorted(group[0]))
