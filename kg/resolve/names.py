"""Who is who across reports: claims come with ids made from one report's names, and leave with ids that hold for all.

Merging is conservative. Two ids are one entity only where they share a full name and a type and nothing speaks against
it; a surname alone never merges. One id is two entities where reports give its people offices in different countries.
What was done is recorded as :class:`Merge`, and a judgement overrules all of it.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from kg.records import Argument, Claim, Entity
from kg.resolve.judgements import Judgements

_NAMED = ("person/", "org/", "group/", "outlet/", "place/", "facility/")
_OFFICES = frozenset({"memberOf", "leads"})


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

    def apply(self, claim: Claim) -> Claim:
        """`claim` with the ids changed; the claim itself where there is nothing to change."""
        if not self.everywhere and not self.within:
            return claim
        document = claim.evidence.document
        subject, obj = self._argument(claim.subject, document), self._argument(claim.object, document)
        sources = tuple(self._argument(source, document) for source in claim.sources)
        place = self._argument(claim.place, document) if claim.place else None
        if (subject, obj, sources, place) == (claim.subject, claim.object, claim.sources, claim.place):
            return claim
        return replace(claim, subject=subject, object=obj, sources=sources, place=place)

    def _argument(self, argument: Argument, document: str) -> Argument:
        id = self.within.get((document, argument.id), argument.id)
        id = self.everywhere.get(id, id)
        return argument if id == argument.id else replace(argument, entity=replace(argument.entity, id=id))


@dataclass
class Survey:
    """What all claims say of the entities; add every claim, then ask for the plan. Grows with the number of names."""

    _types: dict[str, str] = field(default_factory=dict)
    _names: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    _countries: dict[str, dict[str, set[str]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(set)))
    _documents: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def add(self, claim: Claim) -> None:
        """Take note of what `claim` says."""
        document = claim.evidence.document
        for argument in (claim.subject, claim.object, *claim.sources, *((claim.place,) if claim.place else ())):
            self._entity(argument.entity, document)
        if claim.predicate in _OFFICES and claim.factuality == "CT+" and claim.subject.type == "Person":
            country = _country(claim.object.entity)
            if country:
                self._countries[claim.subject.id][document].add(country)

    def plan(self, judgements: Judgements | None = None) -> Plan:
        """What to change, so that every entity goes by one id and no id stands for two."""
        judgements = judgements or Judgements()
        draft = _Draft(judgements)
        self._split(draft)
        for old, new, why in self._unions(judgements):
            draft.rename(old, new, why)
        draft.judge()
        return Plan(draft.everywhere, draft.within, tuple(sorted(draft.merges, key=_order)))

    def _entity(self, entity: Entity, document: str) -> None:
        if not entity.id.startswith(_NAMED):
            return
        self._types.setdefault(entity.id, entity.type)
        self._documents[entity.id].add(document)
        for name in (entity.label, *entity.aliases):
            if " " in name.strip():
                self._names[entity.id].add(normal(name))

    def _unions(self, judgements: Judgements) -> Iterator[tuple[str, str, str]]:
        """Ids that share a full name and a type, as (old, new, why)."""
        holders: dict[tuple[str, str], list[str]] = defaultdict(list)
        for id in sorted(self._names):
            for name in sorted(self._names[id]):
                holders[self._types[id], name].append(id)
        taken: set[str] = set()
        for (_, name), ids in sorted(holders.items()):
            free = [id for id in ids if id not in taken]
            if len(free) < 2 or len(ids) != len(free):
                continue
            kept = min(free, key=lambda id: (-len(self._documents[id]), id))
            for id in free:
                if id != kept and not judgements.apart(id, kept) and not self._clash(id, kept):
                    taken |= {id, kept}
                    yield id, kept, f"both are called '{name}'"

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

    def rename(self, old: str, new: str, why: str, document: str | None = None) -> None:
        """Let `old` go by `new` (in `document`)."""
        if document:
            self.within[document, old] = new
        else:
            self.everywhere |= {id: new for id, target in self.everywhere.items() if target == old}
            self.everywhere[old] = new
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
                self.everywhere.pop(plain, None)
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


def normal(name: str) -> str:
    """A name without case, accents and punctuation, for comparing."""
    name = unicodedata.normalize("NFKD", name).casefold().replace("’", "'")
    name = "".join(c for c in name if not unicodedata.combining(c))
    return " ".join("".join(c if c.isalnum() else " " for c in name.replace("'", "")).split())


def _country(entity: Entity) -> str | None:
    if entity.id.startswith("government/"):
        return entity.id.removeprefix("government/").split("/")[0].upper()
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
