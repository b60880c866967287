from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings

from kg.errors import OntologyError, ValidationError
from kg.graph import validate
from kg.graph.store import Store
from kg.ontology import folder, load, parse
from kg.records import Claim, Document
from tests.graph.strategies import small_reports


def test_what_we_write_conforms(story: Store) -> None:
    assert validate.validate(story) == ()
    validate.check(story)


@given(small_reports())
@settings(max_examples=15, deadline=None)
def test_random_reports_conform_where_their_dates_and_kinds_do(report: tuple[Document, list[Claim]]) -> None:
    document, claims = report
    sound = [
        c
        for c in claims
        if not (c.valid_from and c.valid_to and c.valid_from > c.valid_to)
        and (c.predicate != "killedIn" or c.subject.entity.type == "PersonGroup")
        and all(a.entity.type != "Thing" for a in (c.subject, c.object, *c.sources, *([c.place] if c.place else [])))
        and _fits(c)
    ]
    store = Store.open()
    store.add(document, sound)
    assert validate.validate(store) == ()


def _fits(claim: Claim) -> bool:
    """Whether the relation may stand between entities of these classes."""
    ontology = load()
    relation = ontology.relations[claim.predicate]
    sides = ((claim.subject.type, relation.domain), (claim.object.type, relation.range))
    return all(not allowed or set(allowed) & set(ontology.classes.get(cls, (cls,))) for cls, allowed in sides)


# An update that breaks the story, and what is said of it: the shape's own words, and the node.
BROKEN = {
    "a claim without subject": (
        "DELETE { ?c rdf:subject ?s } WHERE { ?c rdf:subject ?s }",
        "one rdf:subject",
        "claim:",
    ),
    "a claim with two objects": (
        "INSERT { ?c rdf:object entity:taliban } WHERE { ?c a kg:Claim }",
        "one rdf:object",
        "claim:",
    ),
    "a relation that the ontology lacks": (
        "DELETE { ?c rdf:predicate ?p } INSERT { ?c rdf:predicate kg:liked } WHERE { ?c rdf:predicate ?p }",
        "a relation of the ontology",
        "claim:",
    ),
    "a factuality for relays alone": (
        "DELETE { ?c kg:factuality kg:CTpos } INSERT { ?c kg:factuality kg:Uu } WHERE { ?c kg:factuality kg:CTpos }",
        "one kg:factuality: kg:CTpos",
        "claim:",
    ),
    "a mode that is none": ("INSERT { ?c kg:mode kg:armed } WHERE { ?c a kg:Claim }", "at most one kg:mode", "claim:"),
    "a precision that is none": (
        "INSERT { ?c kg:precision kg:century } WHERE { ?c a kg:Claim }",
        "at most one kg:precision",
        "claim:",
    ),
    "a claim of no report": ("DELETE WHERE { ?c prov:wasDerivedFrom report:denial }", "one kg:Report", "claim:"),
    "a claim without words": ("DELETE WHERE { ?c gaf:denotedBy ?m }", "gaf:denotedBy one kg:Mention", "claim:"),
    "a confidence above one": (
        "DELETE { ?c kg:confidence ?x } INSERT { ?c kg:confidence 1.5e0 } WHERE { ?c kg:confidence ?x }",
        "number from 0 to 1",
        "claim:",
    ),
    "an end before the beginning": (
        'DELETE { ?c kg:validTo ?x } INSERT { ?c kg:validTo "2021-01-01"^^xsd:date } '
        "WHERE { ?c a kg:Claim ; kg:validFrom ?f ; kg:validTo ?x }",
        "kg:validFrom is not after kg:validTo",
        "claim:",
    ),
    "a date that is a text": (
        'INSERT { ?c kg:validTo "yesterday" } WHERE { ?c a kg:Claim }',
        "kg:validTo is one day",
        "claim:",
    ),
    "a place that is an actor": (
        "INSERT { ?c kg:place entity:taliban } WHERE { ?c a kg:Claim }",
        "kg:place is one kg:Place",
        "claim:",
    ),
    "two sources of one claim": (
        "INSERT { ?c kg:source entity:taliban } WHERE { ?c a kg:Claim ; kg:source entity:tasnim }",
        "a claim has one kg:source",
        "claim:",
    ),
    "a relay of nothing": ("DELETE WHERE { ?r kg:relays ?c }", "a relay kg:relays one", "claim:"),
    "a relay that vouches": (
        "DELETE { ?r kg:factuality kg:Uu } INSERT { ?r kg:factuality kg:CTpos } WHERE { ?r a kg:Relay }",
        "a relay vouches for nothing",
        "claim:",
    ),
    "a mention that ends before it begins": (
        "DELETE { ?m nif:endIndex ?e } INSERT { ?m nif:endIndex 0 } WHERE { ?m nif:endIndex ?e ; nif:beginIndex ?b FILTER(?b > 0) }",
        "nif:beginIndex is not after",
        "report:border#char=",
    ),
    "a mention without words": ("DELETE WHERE { ?m nif:anchorOf ?t }", "one nif:anchorOf", "report:border#char="),
    "a mention of no report": (
        "DELETE WHERE { ?m nif:referenceContext ?r }",
        "one nif:referenceContext",
        "report:border#char=",
    ),
    "a report without text": ("DELETE WHERE { ?r nif:isString ?t }", "one nif:isString", "report:"),
    "an earlier text of no report": (
        "INSERT DATA { <http://example.org/r#text=1> a kg:Revision }",
        "is what some kg:Report is a prov:wasRevisionOf",
        "http://example.org/r",
    ),
    "a description of nobody": (
        "DELETE WHERE { ?d kg:descriptionOf ?e }",
        "kg:descriptionOf one kg:Entity",
        "description:",
    ),
    "an entity with two names": (
        'INSERT DATA { entity:taliban skos:prefLabel "The Taliban" }',
        "an entity has one name",
        "entity:taliban",
    ),
    "a count that is no number": (
        'INSERT DATA { entity:taliban kg:minCount "many" }',
        "kg:minCount is a whole number",
        "entity:taliban",
    ),
    "fewer at most than at least": (
        "INSERT DATA { entity:taliban kg:minCount 9 ; kg:maxCount 3 }",
        "kg:minCount is not above kg:maxCount",
        "entity:taliban",
    ),
    "a latitude beyond the pole": (
        "INSERT DATA { entity:taliban wgs84_pos:lat 91.0e0 }",
        "a latitude, -90 to 90",
        "entity:taliban",
    ),
    "a point in words": (
        'DELETE { ?g geo:asWKT ?t } INSERT { ?g geo:asWKT "near Herat"^^geo:wktLiteral } WHERE { ?g geo:asWKT ?t }',
        "POINT(longitude latitude)",
        "geometry:",
    ),
    "an actor that is a place": (
        "INSERT DATA { entity:taliban a kg:Place }",
        "a country acting and its ground are two entities",
        "entity:taliban",
    ),
    "a thing that is an actor": (
        "INSERT DATA { entity:taliban a kg:Thing }",
        "a thing is a kg:Entity, and neither",
        "entity:taliban",
    ),
    "an accepted triple between the wrong kinds": (
        "INSERT DATA { <https://sws.geonames.org/130758/> kg:seized entity:taliban }",
        "the object of kg:seized is a kg:Place",
        "entity:taliban",
    ),
    "an event without anybody": (
        "DELETE { ?e ?p ?a } WHERE { ?e a kg:Event ; ?p ?a FILTER(?p IN (kg:agent, kg:participant)) }",
        "an event has a kg:agent or kg:participant",
        "event:",
    ),
    "a change of control nowhere": (
        "DELETE { ?e kg:place ?p } WHERE { ?e a kg:ControlChange ; kg:place ?p }",
        "a change of control has a kg:place",
        "event:",
    ),
    "a movement of nobody": (
        "DELETE { ?e kg:agent ?a } WHERE { ?e a kg:Movement ; kg:agent ?a }",
        "a movement has a kg:agent",
        "event:",
    ),
    "a state without a holder": (
        "DELETE { ?s kg:agent ?a } WHERE { ?s a kg:ControlState ; kg:agent ?a }",
        "one kg:agent, the holder",
        "state:",
    ),
    "a state that no claim tells of": (
        "DELETE { ?c kg:about ?s } WHERE { ?c kg:about ?s . ?s a kg:ControlState }",
        "is what some kg:Claim is kg:about",
        "state:",
    ),
    "a dispute of one": (
        "DELETE { ?d kg:disputes ?c } WHERE { ?d kg:disputes ?c . ?c kg:factuality kg:CTpos }",
        "between two or more claims",
        "dispute:",
    ),
    "a dispute without a reason": ("DELETE WHERE { ?d kg:reason ?r }", "one kg:reason", "dispute:"),
    "a factuality of one's own": (
        "INSERT DATA { entity:surely a kg:Factuality }",
        "no factuality that the ontology has",
        "entity:surely",
    ),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_graph_is_told_from_a_whole_one(story: Store, case: str) -> None:
    update, message, node = BROKEN[case]
    before = {str(q) for q in story.quads()}
    story.data.update(update, prefixes=story.prefixes())
    assert {str(q) for q in story.quads()} != before, "the update did nothing"
    found = [str(p) for p in validate.validate(story) if message in p.message]
    assert found
    assert any(node in told for told in found)


def test_a_claim_without_a_source_is_a_warning_only(story: Store) -> None:
    story.data.update("DELETE { ?c ?p ?s } WHERE { ?c a kg:Claim ; ?p ?s . FILTER(?p = kg:source) }", prefixes=story.prefixes())
    problems = validate.validate(story)
    assert {p.severity for p in problems} == {"warning"}
    validate.check(story)


def test_check_names_the_first_nodes_and_counts_the_rest(story: Store) -> None:
    story.data.update("DELETE WHERE { ?m nif:anchorOf ?t }", prefixes=story.prefixes())
    with pytest.raises(ValidationError, match=r"breaks the shapes in \d+ places:(.|\n)*report:border#char=(.|\n)*and \d+ more"):
        validate.check(story)


def test_every_class_of_the_ontology_has_a_shape() -> None:
    targets = {
        str(q.object.value).rsplit("#", 1)[-1]  # type: ignore[union-attr]
        for q in parse(folder() / "shapes.ttl")
        if q.predicate.value == "http://www.w3.org/ns/shacl#targetClass"
    }
    assert set(load().classes) <= targets


def test_a_graph_made_by_hand_may_leave_out_what_follows_from_the_classes(tmp_path: Path) -> None:
    file = tmp_path / "mine.ttl"
    file.write_text(
        """
        @prefix kg: <https://w3id.org/dateline/kg#> . @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
        @prefix prov: <http://www.w3.org/ns/prov#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
        @prefix nif: <http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#> .
        @prefix gaf: <http://groundedannotationframework.org/gaf#> . @prefix : <http://example.org/> .
        :a a kg:ArmedGroup ; skos:prefLabel "A" . :p a kg:Facility ; skos:prefLabel "P" .
        :r a kg:Report ; nif:isString "A took P." .
        :c a kg:Claim ; rdf:subject :a ; rdf:predicate kg:seized ; rdf:object :p ; kg:source :a ;
           kg:factuality kg:PRpos ; prov:wasDerivedFrom :r ; gaf:denotedBy :m .
        :m a kg:Mention ; nif:beginIndex 0 ; nif:endIndex 9 ; nif:anchorOf "A took P." ; nif:referenceContext :r .
        """
    )
    assert validate.validate(Store.from_file(file)) == ()


def test_a_broken_file_of_shapes_names_its_line(story: Store, tmp_path: Path) -> None:
    file = tmp_path / "shapes.ttl"
    file.write_text("@prefix sh: <http://www.w3.org/ns/shacl#> .\nsh:x sh:y ;;; oh .\n")
    with pytest.raises(OntologyError, match=r"shapes\.ttl, line 2"):
        validate.validate(story, file)
