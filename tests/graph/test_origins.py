from __future__ import annotations

from dataclasses import replace
from datetime import date

from kg.graph.store import Store
from kg.records import Argument, Claim, Document, Entity, Evidence

TOWN = Entity("town", "Town", "Place")
REDS = Entity("reds", "Reds", "ArmedGroup")
SPOKESMAN = Entity("spokesman", "Spokesman", "Person")
OFFICIAL = Entity("official", "Official", "Person")
PAPERS = [Entity(f"paper-{i}", f"Paper {i}", "MediaOutlet") for i in range(3)]


def argument(entity: Entity) -> Argument:
    return Argument(entity, entity.label, 0, len(entity.label))


def report(store: Store, name: str, words: str, *sources: Entity, relation: str = "attacked", agency: str | None = None) -> None:
    document = Document(name, words, date=date(2021, 7, 9), agency=agency)
    claim = Claim(argument(REDS), relation, argument(TOWN), tuple(map(argument, sources)), Evidence(name, 0, len(words), words))
    store.add(document, [claim])


def origins(store: Store) -> int:
    found = store.query("SELECT ?n { ?p kg:origins ?n }").values()
    return int(str(found[0]["n"])) if found else 1


def test_two_outlets_in_their_own_words_are_two_origins() -> None:
    store = Store.open()
    report(store, "1", "Reds attacked Town.", PAPERS[0])
    assert origins(store) == 1
    report(store, "2", "An attack on Town by Reds.", PAPERS[1])
    assert origins(store) == 2
    store.remove("1")
    assert origins(store) == 1


def test_outlets_that_cite_the_same_source_are_one_origin() -> None:
    store = Store.open()
    report(store, "1", "Reds attacked Town, an official said.", OFFICIAL, PAPERS[0])
    report(store, "2", "An official told of an attack on Town.", OFFICIAL, PAPERS[1])
    assert origins(store) == 1


def test_the_same_words_count_once() -> None:
    store = Store.open()
    report(store, "1", "Reds attacked Town.", PAPERS[0])
    report(store, "2", "REDS  attacked Town.", PAPERS[1])
    assert origins(store) == 1
    report(store, "3", "Town came under attack.", PAPERS[2])
    assert origins(store) == 2


def test_what_comes_from_one_agency_counts_once() -> None:
    store = Store.open()
    report(store, "1", "Reds attacked Town.", PAPERS[0], agency="Reuters")
    report(store, "2", "Town was attacked by Reds.", PAPERS[1], agency="reuters")
    assert origins(store) == 1
    wire = Entity("reuters", "Reuters", "MediaOutlet")
    report(store, "3", "Reds have attacked Town.", wire)
    assert origins(store) == 1  # the agency itself
    report(store, "4", "Reds hit Town.", PAPERS[2], agency="Local Wire Of Town")
    assert origins(store) == 2


def self_claims(store: Store) -> list[str]:
    rows = store.query("SELECT ?r { ?c kg:selfClaim true ; prov:wasDerivedFrom ?r } ORDER BY ?r").values()
    return [str(row["r"]).rsplit("/", 1)[-1] for row in rows]


def test_a_spokesmans_claim_is_a_self_claim_once_he_is_known_as_one() -> None:
    store = Store.open()
    report(store, "1", "Reds seized Town, Spokesman said.", SPOKESMAN, PAPERS[0], relation="seized")
    assert self_claims(store) == []
    assert store.query("ASK { entity:reds kg:controls entity:town }").boolean
    words = "Spokesman is with the Reds."
    member = Claim(argument(SPOKESMAN), "memberOf", argument(REDS), (argument(PAPERS[1]),), Evidence("2", 0, len(words), words))
    store.add(Document("2", words), [member])
    assert self_claims(store) == ["1"]
    assert not store.query("ASK { entity:reds kg:controls entity:town }").boolean
    store.add(Document("2", words), [replace(member, factuality="CT-")])
    assert self_claims(store) == []
    assert store.query("ASK { entity:reds kg:controls entity:town }").boolean


def test_an_actors_word_of_itself_is_a_self_claim() -> None:
    store = Store.open()
    report(store, "1", "We attacked Town.", REDS, PAPERS[0])
    assert self_claims(store) == ["1"]
    assert store.query("ASK { entity:reds kg:attacked entity:town }").boolean  # of deeds, unlike control, it is accepted


OFFICE = Entity("office", "Office", "Organization")


def belongs(store: Store, name: str, member: Entity, group: Entity) -> None:
    words = f"{member.label} is with {group.label}."
    claim = Claim(argument(member), "memberOf", argument(group), (argument(PAPERS[1]),), Evidence(name, 0, len(words), words))
    store.add(Document(name, words), [claim])


def test_belonging_reaches_through_others_whichever_link_comes_last() -> None:
    for links in (((SPOKESMAN, OFFICE), (OFFICE, REDS)), ((OFFICE, REDS), (SPOKESMAN, OFFICE))):
        store = Store.open()
        report(store, "1", "Reds seized Town, Spokesman said.", SPOKESMAN, PAPERS[0], relation="seized")
        for number, (member, group) in enumerate(links):
            assert self_claims(store) == []
            belongs(store, f"link-{number}", member, group)
        assert self_claims(store) == ["1"]
        store.remove("link-0")
        assert self_claims(store) == []


def killed(store: Store, name: str, group: Entity, place: Entity = TOWN) -> None:
    words = f"{group.label} died in {place.label}."
    day = date(2021, 7, 8)
    claim = Claim(
        argument(group),
        "killedIn",
        argument(place),
        (argument(PAPERS[0]),),
        Evidence(name, 0, len(words), words),
        valid_from=day,
        valid_to=day,
    )
    store.add(Document(name, words), [claim])


def test_numbers_are_compared_again_when_another_report_counts_the_same_group_otherwise() -> None:
    store = Store.open()
    disputed = "ASK { ?d kg:reason kg:counts }"
    some, others = (Entity(f"group-{n}", f"{n} villagers", "PersonGroup", minimum=n, maximum=n) for n in (3, 5))
    killed(store, "1", some)
    killed(store, "2", others)
    assert store.query(disputed).boolean
    killed(store, "3", replace(some, maximum=9), place=Entity("elsewhere", "Elsewhere", "Place"))
    assert not store.query(disputed).boolean
    store.remove("3")
    assert store.query(disputed).boolean
