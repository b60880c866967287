"""Bringing up to date what follows from some claims, entities and places, where only these have changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import cast

import pyoxigraph as ox
from pyoxigraph import NamedNode, Quad

from kg.graph import disputes, entities, events, rules
from kg.graph import vocabulary as v
from kg.graph.derivation import AT_PLACES, CONTROLS, SEIZED, WITHDREW, Derivation, Triple
from kg.graph.memory import Memory
from kg.graph.names import Names
from kg.graph.origins import Tally, self_claims
from kg.graph.sides import MEMBER_OF
from kg.graph.told import Told
from kg.graph.transaction import swap_many
from kg.ontology import KG
from kg.ontology import load as ontology

_OF_CONTROL = f"FILTER(?p IN ({CONTROLS}, {SEIZED}, {WITHDREW}))"
_AT_PLACES = f"FILTER(?p IN ({', '.join(f'<{p}>' for p in sorted(AT_PLACES))}))"

Claims = Mapping[str, Mapping[str, Triple]]
"""Propositions, each with claims that make or made it, each with its triple; all by IRI."""


class Update(Derivation):
    """Brings up to date what follows from some propositions, and what some entities are."""

    def __init__(self, data: ox.Store, names: Names, policy: str, memory: Memory, *, fresh: set[str], lost: set[str]) -> None:
        super().__init__(data, names, policy)
        self.memory, self.fresh, self.lost = memory, fresh, lost

    def told(self, claims: Iterable[str]) -> list[Told]:
        """What `claims` tell."""
        return list(self.memory.told(self.data, claims))

    def run(self, said: Claims, about: set[str]) -> None:
        """Entities, then memberships, then all that these propositions and the memberships bear on."""
        said = joined(said, self.retold(about))
        members = {p: claims for p, claims in said.items() if any(t[1] == MEMBER_OF.value for t in claims.values())}
        moved = self.propositions(members)
        self.sides.clear()
        # Membership claims once more: whether one is a self-claim depends on what the others just gave.
        every = joined(said, self.followers(moved)) if moved else said
        self.propositions(every)
        at: dict[str, set[str]] = defaultdict(set)
        for claims in every.values():
            for claim, (_, p, o) in claims.items():
                if p in AT_PLACES:
                    at[o].add(claim)
        for place in sorted(at):
            self.place(NamedNode(place), at[place] & self.fresh)

    def retold(self, about: set[str]) -> Claims:
        """Bring these entities up to date; returns the claims that lean on what of them changed.

        An event tells a place from an actor by the class of its object; rival numbers are those of a claim's subject;
        and whom a group stands for depends on its class, which bears on all below it.
        """
        before = {node: (self.types(node), self.group(node)) for node in about}
        self.entities(sorted(about))
        retyped = [node for node in about if before[node][0] and before[node][0] != self.types(node)]
        recounted = [node for node in about if before[node][0] and before[node][1] != self.group(node)]
        of_objects = self.claims_where(f"?claim {v.OBJECT} ?node", node=retyped) if retyped else {}
        below = {member for node in retyped for member in self.sides.below(node)}
        of_sides = self.of_control(below)
        of_subjects = self.of(recounted, retyped, self.sides.unnamed(below))
        return joined(joined(of_objects, of_sides), of_subjects)

    def tally(self, told: Sequence[Told], own: Container[str]) -> Tally:
        """The same, remembered."""
        tally = super().tally(told, own)
        self.memory.keep_tally(told[0].proposition, tally, len(told))
        return tally

    def propositions(self, said: Claims) -> set[Quad]:
        """Bring what follows from these propositions up to date; returns the memberships that came or went."""
        moved: set[Quad] = set()
        rest: dict[str, Mapping[str, Triple]] = {}
        for proposition, claims in said.items():
            edges = self.more(proposition, claims) if self.fresh.issuperset(claims) else None
            if edges is None:
                self.memory.tallies.pop(proposition, None)
                rest[proposition] = claims
            else:
                moved |= edges
        return moved | self.anew(rest)

    def more(self, proposition: str, claims: Mapping[str, Triple]) -> set[Quad] | None:
        """Bring a proposition up to date that has only got more claims; None where all of them have to be looked at.

        What everybody reports has thousands of claims already, and one more changes little. Returns new memberships.
        """
        tally = self.memory.tallies.get(proposition)
        if tally is None:
            return None
        told = self.told(sorted(claims))
        own = set(self_claims(told, self.sides.speaks_for))
        old, new = set(tally.quads(proposition)), own
        # A claim may come twice: once with the memberships, once with all the others.
        tally.take([t for t in told if t.claim in self.fresh], {iri(q.subject) for q in own})
        if any(t.denies for t in told) or (old != set(tally.quads(proposition)) and rules.counts_origins(self.policy)):
            return None
        for claim in claims:
            old.update(self.data.quads_for_pattern(NamedNode(claim), v.SELF_CLAIM, None))
        new |= set(tally.quads(proposition))
        self.swap(old, new)
        self.memory.doubt(claims)
        accepted = self.memory.accepted(self.data, self.policy, sorted(claims))
        taken = [t for t in told if t.claim in accepted]
        edges = {e for e in self.edges((t.s, t.p, t.o) for t in taken) if e not in self.data}
        if told[0].p in events.classes():
            nodes = sorted({events.node(t, self.names).value for t in taken})
            links = [q for node in nodes for q in self.data.quads_for_pattern(None, v.ABOUT, NamedNode(node))]
            old = {*links, *(q for node in nodes for q in self.data.quads_for_pattern(NamedNode(node), None, None))}
            every = {t.claim: t for t in (*self.told(iri(q.subject) for q in links), *taken)}
            new = set(events.quads(every.values(), {t.o: self.types(t.o) for t in taken}, self.names))
        else:
            old, new = set(), set()
        # A claim more adds to a dispute over denials, and takes nothing from it.
        new.update(disputes.denial([*told, *tally.denials], self.names))
        self.swap(old, {*new, *edges})
        return {e for e in edges if e.predicate == MEMBER_OF}

    def anew(self, said: Claims) -> set[Quad]:
        """Make anew what follows from these propositions; returns the memberships that came or went."""
        by_proposition = {
            p: self.told(iri(q.subject) for q in self.data.quads_for_pattern(None, v.PROPOSITION, NamedNode(p))) for p in sorted(said)
        }
        every = [t for some in by_proposition.values() for t in some]
        known = sorted({c for p in said for c in said[p]} | {t.claim for t in every})
        old: set[Quad] = set()
        new: set[Quad] = set()
        for proposition, some in by_proposition.items():
            new.update(self.marks(some))
            old.update(self.data.quads_for_pattern(NamedNode(proposition), v.ORIGINS, None))
        for claim in known:
            old.update(self.data.quads_for_pattern(NamedNode(claim), v.SELF_CLAIM, None))
        self.swap(old, new)
        remarked = {iri(q.subject) for q in old ^ new}
        self.memory.doubt(t.claim for t in every if t.claim in remarked or t.proposition in remarked)
        accepted = self.memory.accepted(self.data, self.policy, [t.claim for t in every])
        types = {t.o: self.types(t.o) for t in every}
        old, new = set(self.events_of(known)), set()
        for proposition, some in by_proposition.items():
            new.update(self.follows(some, accepted, types))
            old.update(self.data.quads_for_pattern(self.names.made("dispute", "denial", proposition), None, None))
        for edge in self.edges({t for made in said.values() for t in made.values()}):
            old.update(self.data.quads_for_pattern(edge.subject, edge.predicate, edge.object))
        self.swap(old, new)
        return {q for q in old ^ new if q.predicate == MEMBER_OF}

    def events_of(self, claims: Iterable[str]) -> Iterator[Quad]:
        """The events that claims tell of, whole, with the links from the claims."""
        folder = self.names.folder("event")
        links = [q for c in claims for q in self.data.quads_for_pattern(NamedNode(c), v.ABOUT, None)]
        links = [q for q in links if iri(q.object).startswith(folder)]
        yield from links
        for node in sorted({iri(q.object) for q in links}):
            yield from self.data.quads_for_pattern(NamedNode(node), None, None)

    def followers(self, moved: Iterable[Quad]) -> Claims:
        """The claims that memberships which came or went bear on.

        These are what anybody below them says of those above them (it may be a self-claim now), the claims of control
        by anybody below them (who may be no rival now), and all claims about nameless groups below them (which may
        stand for others now).
        """
        edges = [(iri(q.subject), iri(q.object)) for q in moved]
        actors = {below for member, _ in edges for below in self.sides.below(member)}
        groups = {above for _, group in edges for above in (group, *self.sides.above(group))}
        said = self.claims_where(f"?claim {v.SOURCE} ?actor ; {v.SUBJECT} ?group", actor=actors, group=groups)
        of_object = self.claims_where(f"?claim {v.SOURCE} ?actor ; {v.OBJECT} ?group", actor=actors, group=groups)
        of_groups = joined(self.of_control(actors), self.of(self.sides.unnamed(actors)))
        return joined(joined(said, of_object), of_groups)

    def of(self, *actors: Iterable[str]) -> Claims:
        """The claims about any of `actors`: as subjects, or as objects of a symmetric relation."""
        some = {actor for group in actors for actor in group}
        if not some:
            return {}
        both = " , ".join(f"<{p}>" for p in sorted(self.symmetric))
        as_object = f"{v.OBJECT} ?actor ; {v.PREDICATE} ?p FILTER(?p IN ({both}))"
        return self.claims_where(f"{{ ?claim {v.SUBJECT} ?actor }} UNION {{ ?claim {as_object} }}", actor=some)

    def of_control(self, actors: Iterable[str]) -> Claims:
        """The claims that any of `actors` took, holds or left a place."""
        some = set(actors)
        return self.claims_where(f"?claim {v.SUBJECT} ?actor ; {v.PREDICATE} ?p {_OF_CONTROL}", actor=some) if some else {}

    def claims_where(self, pattern: str, **given: Iterable[str]) -> Claims:
        """The claims that `pattern` finds for the nodes that are `given` for its variables, by proposition."""
        values = " ".join(
            f"VALUES ?{name} {{ {' '.join(str(NamedNode(node)) for node in sorted(nodes))} }}" for name, nodes in given.items()
        )
        rows = self.data.query(f"SELECT DISTINCT ?claim WHERE {{ {values} {pattern} }}")
        found: dict[str, dict[str, Triple]] = defaultdict(dict)
        note(self.data, [iri(row["claim"]) for row in cast(ox.QuerySolutions, rows)], found)
        return found

    def place(self, place: NamedNode, fresh: set[str]) -> None:
        """Bring control states, who holds it, and rival claims of a place up to date; `fresh` are its new claims."""
        known = self.memory.place(place.value)
        if known is None:
            rows = self.data.query(f"SELECT ?claim WHERE {{ ?claim {v.OBJECT} {place} . ?claim {v.PREDICATE} ?p {_AT_PLACES} }}")
            claims = {iri(row[0]) for row in cast(ox.QuerySolutions, rows)}
            old = {*self.data.quads_for_pattern(None, CONTROLS, place), *self.at(place)}
        else:
            claims = (known[0] | fresh) - self.lost
            old = known[1]
        accepted = self.memory.accepted(self.data, self.policy, sorted(claims))
        new = set(self.at_place(self.told(sorted(claims)), accepted))
        self.swap(old, new)
        self.memory.keep_place(place.value, claims, new)

    def at(self, place: NamedNode) -> Iterator[Quad]:
        """The control states and rival disputes of a place, whole, with the links from the claims."""
        kinds = f"FILTER(?c IN ({v.STATE}, {v.DISPUTE}))"
        rows = self.data.query(f"SELECT ?x WHERE {{ ?x {v.PLACE} {place} ; a ?c {kinds} }}")
        for node in sorted(iri(row[0]) for row in cast(ox.QuerySolutions, rows)):
            yield from self.data.quads_for_pattern(NamedNode(node), None, None)
            yield from self.data.quads_for_pattern(None, v.ABOUT, NamedNode(node))

    def entities(self, nodes: Sequence[str]) -> None:
        """Bring the plain properties of these entities up to date; without a description left, they go."""
        old: set[Quad] = set()
        new: set[Quad] = set()
        for name in nodes:
            entity = self.entity(name)
            if entity is not None:
                new.update(entities.quads(entity, self.names))
            for quad in self.data.quads_for_pattern(NamedNode(name), None, None):
                if not is_relation(quad):
                    old.add(quad)
                if quad.predicate == v.HAS_GEOMETRY:
                    old.update(self.data.quads_for_pattern(cast(NamedNode, quad.object), None, None))
        # A point that another entity still lies at stays.
        for quad in [q for q in old - new if q.predicate == v.AS_WKT]:
            users = {iri(q.subject) for q in self.data.quads_for_pattern(None, v.HAS_GEOMETRY, quad.subject)}
            if users - set(nodes):
                old.difference_update(list(self.data.quads_for_pattern(quad.subject, None, None)))
        self.swap(old, new)

    def swap(self, old: set[Quad], new: set[Quad]) -> None:
        """Replace derived triples, writing only what differs."""
        swap_many(self.data, old - new, new - old)


def note(data: ox.Store, nodes: Iterable[str], said: dict[str, dict[str, Triple]]) -> None:
    """Add what those of `nodes` that are claims say."""
    for node in nodes:
        for quad in data.quads_for_pattern(NamedNode(node), v.PROPOSITION, None):
            s, p, o = (_value(data, node, prop) for prop in (v.SUBJECT, v.PREDICATE, v.OBJECT))
            said[iri(quad.object)][node] = (s, p, o)


def _value(data: ox.Store, node: str, prop: NamedNode) -> str:
    return iri(next(iter(data.quads_for_pattern(NamedNode(node), prop, None))).object)


def iri(term: object) -> str:
    """The IRI of a node."""
    return cast(NamedNode, term).value


def joined(one: Claims, other: Claims) -> dict[str, dict[str, Triple]]:
    """All claims of both, by proposition."""
    return {p: {**one.get(p, {}), **other.get(p, {})} for p in [*one, *(p for p in other if p not in one)]}


def is_relation(quad: Quad) -> bool:
    """Whether it is a plain triple of a relation, which follows from claims."""
    name = quad.predicate.value
    return name.startswith(KG) and name.removeprefix(KG) in ontology().relations
