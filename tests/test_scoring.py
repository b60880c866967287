"""Figures against gold claims, the same as the reference scorer's."""

import importlib.util
import json
import os
import random
from pathlib import Path

import pytest

from kg.errors import SourceError
from kg.scoring import Gold, evaluate, read_claims, read_gold

HERE = Path(__file__).resolve()
EXPECTED = sorted((HERE.parent / "examples" / "expected").glob("*.gold.json"))
SHARED = Path(os.environ.get("DATELINE_SHARED") or HERE.parents[2] / "shared")


def perfect(gold: Gold, drop=0.0, spoil=0.0, seed=0):
    """What somebody who reads just as the gold says would find, with some claims missed and some spoiled."""
    chance = random.Random(seed)

    def argument(id):
        e = gold.entities[id]
        name = chance.choice(e["names"]) if spoil else e["names"][0]
        return {"label": name, "text": e["names"][0], **{k: e[k] for k in ("min", "max", "geonames") if k in e}}

    for g in gold.claims:
        if chance.random() < drop:
            continue
        line = {
            **{"document": gold.document["id"], "predicate": g["p"], "quote": g["quote"]},
            **{"subject": argument(g["s"]), "object": argument(g["o"]), "sources": [argument(s) for s in g["sources"]]},
            **{key: g[key] for key in ("factuality", "mode", "from", "to")},
            "place": argument(g["place"]) if g["place"] else None,
        }
        if chance.random() < spoil:
            key, value = chance.choice(
                [("predicate", "fought"), ("factuality", "CT-"), ("mode", "future"), ("from", None)]
            )
            line[key] = value
        if chance.random() < spoil:
            line["subject"], line["object"] = line["object"], line["subject"]
        if chance.random() < spoil:
            line["sources"] = line["sources"][::-1][:1]
        yield line


def test_who_reads_as_the_gold_says_scores_one():
    golds = [read_gold(path) for path in EXPECTED]
    score = evaluate(golds, [claim for gold in golds for claim in perfect(gold)])
    assert score.triples.f1 == score.claims.f1 == 1
    assert all(right == of for right, of in score.facets.values())
    assert score.missed == score.false == ()


def test_what_is_missed_and_what_is_false_is_listed():
    gold = read_gold(EXPECTED[0])
    claims = list(perfect(gold))
    wrong = {**claims[0], "subject": {"label": "Nobody", "text": "Nobody"}}
    score = evaluate([gold], [*claims[1:], wrong])
    assert len(score.missed) == 1 and score.missed[0][1] == gold.claims[0]["s"]
    assert len(score.false) == 1 and score.false[0][1] == "Nobody"


def test_no_claims_and_no_gold_give_zeros():
    score = evaluate([], [])
    assert (score.triples.precision, score.triples.recall, score.triples.f1) == (0, 0, 0)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"document": {}}'])
def test_a_file_that_is_no_gold_file_is_named(tmp_path, content):
    path = tmp_path / "x.json"
    path.write_text(content)
    with pytest.raises(SourceError, match=r"x\.json"):
        read_gold(path)


def test_a_line_that_is_no_claim_is_named(tmp_path):
    path = tmp_path / "claims.jsonl"
    path.write_text('\n{"document": "x"}\n')
    with pytest.raises(SourceError, match="line 2: is no claim"):
        read_claims(path)
    path.write_text("{}}\n")
    with pytest.raises(SourceError, match="line 1: is no JSON line"):
        read_claims(path)


@pytest.fixture(scope="module")
def reference():
    path = SHARED / "gold" / "score.py"
    if not path.is_file():
        pytest.skip(f"the reference scorer is not at {path} (DATELINE_SHARED names another folder)")
    spec = importlib.util.spec_from_file_location("reference_score", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(("drop", "spoil"), [(0, 0), (0.3, 0), (0, 0.5), (0.3, 0.7), (1, 0)])
def test_the_figures_are_those_of_the_reference_scorer(reference, drop, spoil):
    paths = [*EXPECTED, *sorted((SHARED / "gold" / "dev").glob("*.json"))]
    golds = [read_gold(path) for path in paths]
    claims = [claim for n, gold in enumerate(golds) for claim in perfect(gold, drop, spoil, n)]
    if spoil:
        claims += [{**c, "predicate": "fought"} for c in claims[::7]]
    theirs = reference.score(list(reference.load_gold(paths)), claims)
    ours = evaluate(golds, claims).as_dict()
    for part in theirs:
        if part not in {"missed", "false"}:
            assert json.dumps(ours[part], sort_keys=True) == json.dumps(theirs[part], sort_keys=True), part
    assert sorted(map(str, ours["missed"])) == sorted(map(str, theirs["missed"]))
    assert len(ours["false"]) == len(theirs["false"])
