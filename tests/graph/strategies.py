"""Random claims: hostile ones for round trips, and a small crowded world for updates, where everything collides."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import strategies as st

from kg.ontology import load
from kg.records import FACTUALITIES, MODES, Argument, Claim, Document, Entity, Evidence

# Everything that text may hold but lone surrogates, which are no characters and cannot stand in RDF.
texts = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)
ids = st.one_of(
    texts,
    st.sampled_from(["taliban", "geonames/1140025", "geonames/0", "..", "a/../b", "", "report/x", "\ud800", "%41", 'x>"y']),
    st.sampled_from(["http://example.org/a", "https://w3id.org/dateline/entity/x", "https://sws.geonames.org/5/"]),
)
finite = st.floats(-180, 180)
days = st.dates(date(1, 1, 1), date(9999, 12, 31))


@st.composite
def entities(draw: st.DrawFn, identifier: st.SearchStrategy[str] = ids) -> Entity:
    place = draw(st.booleans())
    return Entity(
        id=draw(identifier),
        label=draw(texts),
        type=draw(st.sampled_from(sorted(c for c in load().classes if load().is_a(c, "Entity")))),
        aliases=tuple(draw(st.lists(texts, max_size=3))),
        minimum=draw(st.none() | st.integers(0, 10**9)),
        maximum=draw(st.none() | st.integers(0, 10**9)),
        geonames=draw(st.none() | st.integers(1, 10**8)),
        lat=draw(finite) if place else None,
        lon=draw(finite) if place else None,
        country=draw(st.none() | texts),
        feature=draw(st.none() | texts),
        wikidata=draw(st.none() | texts),
    )


@st.composite
def reports(draw: st.DrawFn) -> tuple[Document, list[Claim]]:
    """A report with claims that may hold anything at all; an entity has one record in it for each of its own ids."""
    document = Document(
        id=draw(ids),
        text=draw(texts),
        title=draw(texts),
        publisher=draw(st.none() | texts),
        author=draw(st.none() | texts),
        date=draw(st.none() | days),
        url=draw(st.none() | texts),
        language=draw(st.sampled_from(["en", "fa"])),
        retrieved=draw(st.none() | st.datetimes()),
        agency=draw(st.none() | texts),
        place=draw(st.none() | texts),
        body=draw(st.integers(0, 100)),
        origin=draw(texts),
        warnings=tuple(draw(st.lists(texts, max_size=3))),
    )
    named = st.tuples(entities(), st.none() | ids)
    crowd = draw(st.lists(named, min_size=1, max_size=4, unique_by=lambda n: n[0].id if n[1] is None else n[1]))

    def argument() -> Argument:
        entity, own = draw(st.sampled_from(crowd))
        if draw(st.booleans()):  # words as the text has them, as they nearly always are
            start, end = sorted(draw(st.tuples(*[st.integers(0, len(document.text))] * 2)))
            return Argument(entity, document.text[start:end], start, end, own)
        return Argument(entity, draw(texts), draw(st.integers(0, 99)), draw(st.integers(0, 99)), own)

    claims = {}
    for _ in range(draw(st.integers(0, 4))):
        claim = Claim(
            subject=argument(),
            predicate=draw(st.sampled_from(sorted(load().relations))),
            object=argument(),
            sources=tuple(argument() for _ in range(draw(st.integers(0, 3)))),
            evidence=Evidence(document.id, draw(st.integers(0, 99)), draw(st.integers(0, 99)), draw(texts)),
            factuality=draw(st.sampled_from(FACTUALITIES)),
            mode=draw(st.none() | st.sampled_from(MODES)),
            valid_from=draw(st.none() | days),
            valid_to=draw(st.none() | days),
            precision=draw(st.none() | st.sampled_from(["day", "week", "month", "year", "range", "vague"])),
            place=argument() if draw(st.booleans()) else None,
            manner=draw(st.none() | st.sampled_from(["armed", "peaceful"])),
            extractor=draw(texts),
            confidence=draw(st.floats(0, 1)),
        )
        claims.setdefault(claim.id, claim)
    return document, list(claims.values())


ACTORS = tuple(Entity(f"a{i}", f"Side {i} people", "ArmedGroup") for i in range(3))
PLACES = tuple(Entity(f"p{i}", f"Place {i}", "Place", lat=1.0, lon=float(i // 2)) for i in range(2))
DAYS = st.none() | st.dates(date(2021, 7, 1), date(2021, 7, 3))


@st.composite
def small_reports(draw: st.DrawFn) -> tuple[Document, list[Claim]]:
    """One of three reports about three actors and two places in three days, with names, kinds and counts that change."""
    document = Document(
        id=draw(st.sampled_from(["r1", "r2", "r3"])),
        text="abcdefghijkl",
        date=draw(DAYS),
        agency=draw(st.sampled_from([None, None, "One", "Two"])),
        copy_of=draw(st.sampled_from([None, None, "r1", "r2"])),
    )
    names: dict[str, Entity] = {}

    def argument(pool: tuple[Entity, ...]) -> Argument:
        entity = draw(st.sampled_from(pool))
        if entity.id not in names:
            alias = draw(st.sampled_from([(), ("One",), ("Two",)]))
            other = "PersonGroup" if pool is ACTORS else entity.type
            kind = draw(st.sampled_from([entity.type, entity.type, other, "Thing"]))
            count = draw(st.sampled_from([None, None, 1, 3]))
            names[entity.id] = replace(entity, type=kind, aliases=alias, minimum=count, maximum=count)
        return Argument(names[entity.id], "a", 0, 1)

    claims = []
    for _ in range(draw(st.integers(0, 5))):
        start = draw(st.integers(0, 2))
        relation = draw(st.sampled_from(["seized", "controls", "withdrewFrom", "memberOf", "metWith", "attacked", "killedIn"]))
        claims.append(
            Claim(
                subject=argument(ACTORS),
                predicate=relation,
                object=argument(ACTORS if relation in {"memberOf", "metWith"} else PLACES),
                sources=(argument(ACTORS),),
                evidence=Evidence(document.id, start, start + 5, document.text[start : start + 5]),
                factuality=draw(st.sampled_from(["CT+", "CT+", "CT+", "PR+", "PS+", "CT-"])),
                mode=draw(st.sampled_from([None, None, None, "future"])),
                valid_from=draw(DAYS),
                valid_to=draw(DAYS),
                place=argument(PLACES) if draw(st.booleans()) else None,
            )
        )
    return document, claims
