"""The command line: what it prints, what it leaves behind, and how it says that something is wrong."""

import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kg import cli, commands, plugins

REPORTS = Path(__file__).parent / "examples" / "reports"
EXPECTED = Path(__file__).parent / "examples" / "expected"
SENTENCE = "Taliban fighters seized Kandahar on Thursday, two officials told Reuters."
REPORT = f"date 2021-07-09 By Example Wire\n\n{SENTENCE}\n"


class Result:
    def __init__(self, code, out, err):
        self.code, self.out, self.err = code, out, err


@pytest.fixture
def kg(monkeypatch, capsysbinary):
    """Runs ``kg`` in this process; gives its exit code and what it printed."""

    def run(*args):
        monkeypatch.setattr(sys, "argv", ["kg", *map(str, args)])
        monkeypatch.setattr(sys, "excepthook", sys.excepthook)
        handler = signal.getsignal(signal.SIGTERM)
        try:
            cli.main()
            code = 0
        except SystemExit as leaving:
            code = leaving.code or 0
        finally:
            signal.signal(signal.SIGTERM, handler)
        out, err = capsysbinary.readouterr()
        assert b"Traceback" not in err
        return Result(code, out.decode(), err.decode())

    return run


@pytest.fixture
def report(tmp_path):
    path = tmp_path / "report.txt"
    path.write_text(REPORT, encoding="utf-8")
    return path


def claims(folder):
    return [json.loads(line) for line in (folder / "claims.jsonl").read_text(encoding="utf-8").splitlines()]


def seized(folder):
    return [c for c in claims(folder) if c["predicate"] == "seized" and c["object"]["text"] == "Kandahar"]


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    """The example reports, built once."""
    from kg import build

    out = tmp_path_factory.mktemp("built")
    build([str(REPORTS)], out)
    return out


@pytest.fixture(scope="session")
def store(tmp_path_factory):
    """The example reports in a store of their own."""
    from kg import add, open_graph

    folder = tmp_path_factory.mktemp("store") / "war"
    with open_graph(folder, read_only=False) as graph:
        add([str(REPORTS)], graph)
    return folder


def test_help_is_quick_and_names_every_command():
    started = time.perf_counter()
    done = subprocess.run([sys.executable, "-m", "kg", "--help"], capture_output=True, text=True, check=True)
    assert time.perf_counter() - started < 20
    for name in ("build", "add", "remove", "query", "questions", "export", "view", "annotate", "validate", "evaluate"):
        assert name in done.stdout


COMMANDS = [name for name, _ in commands.every(cli.app)]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(kg, command):
    result = kg(*command.split(), "--help")
    assert result.code == 0
    assert "Example:" in result.out


def test_version(kg):
    from kg import __version__

    assert kg("--version").out == f"kg {__version__}\n"


def test_build_writes_the_graph_and_says_where(kg, report, tmp_path):
    out = tmp_path / "graph"
    result = kg("build", report, "-o", out)
    assert result.code == 0, result.err
    assert {p.name for p in out.iterdir()} == {"claims.jsonl", "graph.ttl", "graph.trig", "graph.html", "report.md"}
    (claim,) = seized(out)
    text = REPORT
    assert text[claim["start"] : claim["end"]] == claim["quote"]
    assert [s["label"] for s in claim["sources"]][-2:] == ["Reuters", "Example Wire"]
    assert (claim["from"], claim["to"]) == ("2021-07-08", "2021-07-08")
    assert result.out.startswith("1 report, ") and str(out / "graph.html") in result.out


def test_build_reads_standard_input(kg, tmp_path, monkeypatch):
    import io

    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(REPORT.encode())))
    assert kg("build", "-", "-o", tmp_path / "graph", "--no-view").code == 0
    assert seized(tmp_path / "graph")


def test_json_tells_programs_what_was_done(kg, report, tmp_path):
    (tmp_path / "fr.txt").write_text("Les combattants ont pris la ville jeudi, a déclaré le ministère de la défense.")
    result = kg("build", report, tmp_path / "fr.txt", tmp_path / "none.txt", "-o", tmp_path / "g", "--json", "--no-view")
    run = json.loads(result.out)
    assert result.code == 1
    assert (run["documents"], len(run["skipped"]), len(run["failed"])) == (1, 1, 1)
    assert run["read"][0]["publisher"] == "Example Wire"
    assert run["skipped"][0]["language"] == "fr"
    assert run["claims"] == len(claims(tmp_path / "g"))


def test_what_was_left_out_stands_in_the_report(kg, report, tmp_path):
    (tmp_path / "empty.txt").write_text("")
    result = kg("build", report, tmp_path / "empty.txt", "-o", tmp_path / "g")
    assert result.code == 1
    assert "empty.txt: is empty" in result.err
    text = (tmp_path / "g" / "report.md").read_text()
    assert "## Failed" in text and "empty.txt: is empty" in text
    assert seized(tmp_path / "g")


BAD = {
    "missing": (None, "no such file"),
    "empty": (b"", "is empty"),
    "binary": (bytes(range(256)) * 20, "is a binary file"),
    "pdf": (b"%PDF-1.4 ...", "is a PDF file"),
    "huge": (b"the fighters took it and " * 2_000_000, "too long for one report"),
}


@pytest.mark.parametrize(("content", "message"), BAD.values(), ids=BAD)
def test_an_input_that_cannot_be_read_is_named_and_the_rest_is_built(kg, report, tmp_path, content, message):
    bad = tmp_path / "bad.txt"
    if content is not None:
        bad.write_bytes(content)
    result = kg("build", bad, report, "-o", tmp_path / "g", "--no-view")
    assert result.code == 1
    assert "bad.txt" in result.err and message in result.err
    assert seized(tmp_path / "g")


ODD = {
    "latin-1": (REPORT.replace("two", "dos señores,").encode("cp1252"), "Windows-1252"),
    "utf-16": (REPORT.encode("utf-16"), ""),
    "utf-16 without mark": (REPORT.encode("utf-16-le"), "without a byte order mark"),
    "broken utf-8": ("Übung: große Mühe.\n\n".encode() + b"\xff\n\n" + REPORT.encode(), "broken UTF-8"),
    "control characters": (REPORT.replace("Thursday", "Thursday\x00\x07").encode(), "control characters"),
    "no date": (SENTENCE.encode(), "relative dates stay open"),
    "future": (REPORT.replace("2021-07-09", "2199-07-09").encode(), "after today"),
}


@pytest.mark.parametrize(("content", "warning"), ODD.values(), ids=ODD)
def test_an_odd_input_is_read_with_a_warning(kg, tmp_path, content, warning):
    path = tmp_path / "odd.txt"
    path.write_bytes(content)
    result = kg("build", path, "-o", tmp_path / "g", "--no-view")
    assert result.code == 0, result.err
    assert warning in result.err
    assert seized(tmp_path / "g")


def test_without_a_date_relative_dates_stay_open(kg, tmp_path):
    (tmp_path / "r.txt").write_text(SENTENCE)
    kg("build", tmp_path / "r.txt", "-o", tmp_path / "g", "--no-view")
    (claim,) = seized(tmp_path / "g")
    assert claim["from"] is None and claim["to"] is None
    kg("build", tmp_path / "r.txt", "-o", tmp_path / "g", "--no-view", "--date", "2021-07-09")
    (claim,) = seized(tmp_path / "g")
    assert claim["from"] == claim["to"] == "2021-07-08"


def test_a_report_without_publisher_takes_the_one_that_is_given(kg, tmp_path):
    (tmp_path / "r.txt").write_text(SENTENCE)
    kg("build", tmp_path / "r.txt", "-o", tmp_path / "g", "--no-view", "--publisher", "Example Press")
    (claim,) = seized(tmp_path / "g")
    assert claim["sources"][-1]["label"] == "Example Press"


def test_the_same_report_twice_counts_once(kg, report, tmp_path):
    shutil.copy(report, tmp_path / "again.txt")
    result = kg("build", report, tmp_path / "again.txt", "-o", tmp_path / "g", "--no-view")
    assert result.code == 0
    assert "again.txt: is the same report as" in result.err
    assert len(seized(tmp_path / "g")) == 1


def test_a_broken_json_line_loses_only_itself(kg, tmp_path):
    path = tmp_path / "reports.jsonl"
    good = json.dumps({"text": SENTENCE, "publisher": "Example Press", "date": "2021-07-09"})
    path.write_text(f'{good}\n{{"text": \n{good.replace("Kandahar", "Kunduz")}\n')
    result = kg("build", path, "-o", tmp_path / "g", "--no-view")
    assert result.code == 1
    assert "reports.jsonl, line 2: is not JSON" in result.err
    assert len({c["document"] for c in claims(tmp_path / "g")}) == 2


def test_an_output_folder_that_cannot_be_written_is_said_before_anything_is_read(kg, report, tmp_path):
    (tmp_path / "file").write_text("")
    for out in (tmp_path / "file", Path("/proc/none/graph")):
        result = kg("build", report, "-o", out)
        assert result.code == 1
        assert str(out) in result.err and "give another -o" in result.err


def test_a_full_disk_leaves_what_was_there(kg, report, tmp_path, monkeypatch):
    out = tmp_path / "g"
    assert kg("build", report, "-o", out, "--no-view").code == 0
    before = {p.name: p.read_bytes() for p in out.iterdir()}
    real = os.fsync

    def full(descriptor):
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(os, "fsync", full)
    result = kg("build", report, "-o", out, "--no-view")
    monkeypatch.setattr(os, "fsync", real)
    assert result.code == 1
    assert "No space left on device" in result.err
    assert {p.name: p.read_bytes() for p in out.iterdir() if not p.name.startswith(".")} == before


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["biuld", "x"], "build"),
        (["build", "x", "-o", "g", "--pubisher", "x"], "--publisher"),
        (["build", "x", "-o", "g", "--export", "tutle"], "Did you mean 'turtle'"),
        (["build", "x", "-o", "g", "--reader", "htm"], "Did you mean 'html'"),
        (["build", "x", "-o", "g", "--extractor", "frame"], "Did you mean 'frames'"),
        (["build", "x", "-o", "g", "--date", "yesterday"], "write it as 2021-07-09"),
        (["build", "x", "-o", "g", "--map", "text"], "text=body"),
        (["build", "x"], "--out"),
        (["build"], "SOURCE"),
    ],
)
def test_a_command_that_is_misspelt_says_what_was_meant(kg, tmp_path, monkeypatch, args, message):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "x").write_text(SENTENCE)
    result = kg(*args)
    assert result.code == 2
    assert message in " ".join(result.err.replace("│", " ").split())


def test_a_judgement_file_that_cannot_be_used_is_named_with_its_line(kg, report, tmp_path):
    (tmp_path / "j.tsv").write_text("smae\ta\tb\n")
    result = kg("build", report, "-o", tmp_path / "g", "--judgements", tmp_path / "j.tsv")
    assert result.code == 1
    assert "j.tsv, line 1: unknown verdict 'smae'. Did you mean 'same'?" in result.err


def test_a_judgement_makes_two_names_one(kg, tmp_path):
    (tmp_path / "r.txt").write_text("2021-07-09\n\nTaliban fighters seized Kandahar. Houthi fighters seized Aden.")
    (tmp_path / "j.tsv").write_text("same\ttaliban\thouthis\tJane\t2021-07-10\tonly a test\n")
    kg("build", tmp_path / "r.txt", "-o", tmp_path / "g", "--no-view")
    ids = {c["subject"]["id"] for c in claims(tmp_path / "g") if c["predicate"] == "seized"}
    assert len(ids) == 2
    judgement = "same\t" + "\t".join(sorted(ids)) + "\tJane\t2021-07-10\tonly a test\n"
    (tmp_path / "j.tsv").write_text(judgement)
    kg("build", tmp_path / "r.txt", "-o", tmp_path / "g", "--no-view", "--judgements", tmp_path / "j.tsv")
    assert len({c["subject"]["id"] for c in claims(tmp_path / "g") if c["predicate"] == "seized"}) == 1
    assert "judgement, line 1" in (tmp_path / "g" / "report.md").read_text()


def test_limit_since_and_fail_fast(kg, tmp_path):
    path = tmp_path / "reports.jsonl"
    lines = [{"text": f"{SENTENCE} Number {n}.", "date": f"2021-07-0{n}", "publisher": "P"} for n in range(1, 5)]
    path.write_text("\n".join(map(json.dumps, lines)))
    run = ["--no-view", "--json"]
    assert json.loads(kg("build", path, "-o", tmp_path / "g", "--limit", 2, *run).out)["documents"] == 2
    since = json.loads(kg("build", path, "-o", tmp_path / "g", "--since", "2021-07-03", *run).out)
    assert since["documents"] == 2 and "before 2021-07-03" in since["skipped"][0]["reason"]
    stopped = kg("build", tmp_path / "none", path, "-o", tmp_path / "g", "--fail-fast", *run)
    assert stopped.code == 1


def test_adding_again_adds_nothing_and_a_changed_report_says_what_changed(kg, tmp_path):
    path, store = tmp_path / "r.jsonl", tmp_path / "store"
    record = {"id": "r1", "text": SENTENCE, "date": "2021-07-09", "publisher": "Example Press"}
    path.write_text(json.dumps(record))
    assert kg("add", path, "--store", store).code == 0
    again = json.loads(kg("add", path, "--store", store, "--json").out)
    assert all(c["added"] == c["changed"] == c["withdrawn"] == 0 for c in again["changes"])
    path.write_text(json.dumps({**record, "text": SENTENCE.replace("Kandahar", "Kunduz")}))
    changed = kg("add", path, "--store", store)
    assert "r1: " in changed.out and "withdrawn" in changed.out
    labels = kg("stats", "--store", store).out
    assert "1 reports" in labels or "1 report" in labels
    assert kg("remove", "r1", "--store", store).code == 0
    assert json.loads(kg("stats", "--store", store, "--json").out)["claims"] == 0
    missing = kg("remove", "r1", "--store", store)
    assert missing.code == 1 and "'r1'" in missing.err


def test_a_build_and_a_store_of_the_same_reports_hold_the_same_claims(kg, built, store, tmp_path):
    kg("export", "jsonl", "--store", store, "-o", tmp_path / "claims.jsonl")
    assert (tmp_path / "claims.jsonl").read_bytes() == (built / "claims.jsonl").read_bytes()


def test_annotate_prints_layers_whose_offsets_are_right(kg, report):
    line = json.loads(kg("annotate", report).out)
    assert {REPORT[m["start"] : m["end"]] == m["text"] for m in line["mentions"]} == {True}
    assert any(t["text"] == "Thursday" and t["from"] == "2021-07-08" for t in line["times"])
    assert line["attributions"] and line["sentences"]
    assert min(m["start"] for m in line["mentions"]) >= REPORT.index("Taliban")


def test_annotate_writes_a_page(kg, report, tmp_path):
    out = tmp_path / "page.html"
    assert kg("annotate", report, "--html", "-o", out).code == 0
    page = out.read_text(encoding="utf-8")
    assert "Kandahar" in page and page.lower().startswith("<!doctype html>")


def test_annotate_names_what_it_cannot_read(kg, tmp_path):
    result = kg("annotate", tmp_path / "none.txt")
    assert result.code == 1 and "no such file" in result.err and result.out == ""


def test_evaluate_reads_the_gold_texts_and_measures(kg):
    result = kg("evaluate", *sorted(EXPECTED.glob("*.json")), "--json")
    assert result.code == 0, result.err
    score = json.loads(result.out)
    assert score["triples"]["gold"] > 100
    assert score["triples"]["f1"] > 0.3


def test_evaluate_measures_claims_from_a_file(kg, built):
    gold = sorted(EXPECTED.glob("*.json"))
    table = kg("evaluate", *gold, "--claims", built / "claims.jsonl", "--errors")
    assert table.code == 0
    assert "triples" in table.out and "missed in" in table.out


def test_stats_counts_and_lists(kg, built):
    counted = json.loads(kg("stats", "--store", built, "--json").out)
    assert counted["reports"] == 4 == len(counted["documents"])
    assert counted["claims"] == len(claims(built))
    assert "Correction: 1,037" in kg("stats", "--store", built).out


def test_view_writes_one_page(kg, built, tmp_path):
    assert kg("view", "--store", built, "-o", tmp_path / "v.html").code == 0
    assert (tmp_path / "v.html").read_bytes() == (built / "graph.html").read_bytes()


def test_view_draws_pictures_and_sets_places_on_the_map(kg, built, tmp_path):
    assert kg("view", "--store", built, "--svg", tmp_path / "v.svg", "--title", "Who <said> what", "--theme", "dark").code == 0
    drawn = (tmp_path / "v.svg").read_text(encoding="utf-8")
    assert "Who &lt;said&gt; what" in drawn and "#14181d" in drawn
    assert not (tmp_path / "graph.html").exists()
    assert kg("view", "--store", built, "--svg", tmp_path / "m.svg", "--layout", "geographic", "--show", "20").code == 0
    assert int(re.search(r">(\d+) of", (tmp_path / "m.svg").read_text(encoding="utf-8"))[1]) <= 20
    page = kg("view", "--store", built, "-o", "-", "--layout", "geographic").out
    assert page.startswith("<!doctype html>") and '"stretch":false' in page
    assert kg("view", "--store", built, "--layout", "round").code == 2


def test_what_is_redacted_is_in_no_view_and_no_export(kg, built, tmp_path):
    names = re.compile("zelensk|peskov|mujahid|rahmon|two senior", re.IGNORECASE)
    formats = sorted(set(plugins.names("kg.export")))
    said = [kg("export", form, "--store", built, "--redact", "Person, PersonGroup").out for form in formats]
    kg("view", "--store", built, "-o", tmp_path / "v.html", "--svg", tmp_path / "v.svg", "--redact", "Person,PersonGroup")
    said += [(tmp_path / name).read_text(encoding="utf-8") for name in ("v.html", "v.svg")]
    said.append(kg("annotate", REPORTS, "--redact", "Person,PersonGroup").out)
    options = [option for form in formats for option in ("--export", form)]
    assert kg("build", REPORTS, "-o", tmp_path / "g", "--redact", "Person,PersonGroup", *options).code == 0
    said += [file.read_text(encoding="utf-8") for file in (tmp_path / "g").iterdir()]
    assert len(said) > 2 * len(formats)
    assert [names.findall(text) for text in said] == [[] for _ in said]
    assert names.search(kg("export", "jsonl", "--store", built).out)
    shown = {text for line in said[formats.index("jsonl")].splitlines() for text in [json.loads(line)["sources"][0]["label"]]}
    assert {label for label in shown if label.startswith(("Person ", "Unnamed people "))}
    assert (tmp_path / "g" / "claims.jsonl").read_text(encoding="utf-8") == said[formats.index("jsonl")]
    assert kg("view", "--store", built, "--redact", "Persn", "-o", tmp_path / "w.html").code == 1


def test_export_to_standard_output_and_to_a_folder(kg, built, tmp_path):
    turtle = kg("export", "turtle", "--store", built)
    assert turtle.code == 0
    assert turtle.out.encode() == (built / "graph.ttl").read_bytes()
    assert kg("export", "csv", "--store", built, "-o", tmp_path / "tables").code == 0
    assert {p.name for p in (tmp_path / "tables").iterdir()} == {"nodes.csv", "edges.csv", "events.csv"}
    unknown = kg("export", "grahpml", "--store", built)
    assert unknown.code == 2 and "Did you mean 'graphml'" in unknown.err


def test_the_bytes_are_the_same_for_any_order_of_hashes_and_any_number_of_workers(tmp_path):
    lines = [
        {
            "id": f"r{n}",
            "text": f"{SENTENCE} Afghan forces withdrew from Herat province on July {n % 9 + 1}.",
            "date": "2021-07-09",
        }
        for n in range(80)
    ]
    (tmp_path / "r.jsonl").write_text("\n".join(map(json.dumps, lines)))
    made = []
    for seed, workers in (("1", "1"), ("2", "2")):
        out = tmp_path / seed
        command = [sys.executable, "-m", "kg", "build", "r.jsonl", "-o", str(out), "--workers", workers, "--quiet"]
        env = {**os.environ, "PYTHONHASHSEED": seed}
        subprocess.run(command, cwd=tmp_path, env=env, check=True, capture_output=True)
        made.append({p.name: p.read_bytes() for p in out.iterdir() if p.name != "report.md"})
    assert made[0].keys() == made[1].keys()
    for name in made[0]:
        assert made[0][name] == made[1][name], name


def test_a_named_question_is_answered_as_table_csv_and_json(kg, built):
    table = kg("query", "who-controls", "--actor", "Taliban", "--store", built)
    assert table.code == 0 and "Taliban" in table.out and "since" in table.out
    rows = kg("query", "who-controls", "--store", built, "--format", "csv").out.splitlines()
    assert rows[0].startswith("actor,place")
    answer = json.loads(kg("query", "who-controls", "--store", built, "--format", "json").out)
    assert len(answer["results"]["bindings"]) == len(rows) - 1


def test_sparql_comes_from_the_command_a_file_or_standard_input(kg, built, tmp_path, monkeypatch):
    import io

    text = "SELECT (COUNT(?c) AS ?n) WHERE { ?c a kg:Claim ; rdf:subject ?s }"
    (tmp_path / "q.rq").write_text(text)
    monkeypatch.setattr("sys.stdin", io.StringIO(text))
    answers = [
        kg("query", "--store", built, "--format", "csv", *given).out for given in (["-q", text], ["-f", tmp_path / "q.rq"], ["-f", "-"])
    ]
    assert answers[0] == answers[1] == answers[2]
    assert answers[0].splitlines() == ["n", str(len(claims(built)))]


def test_ask_and_construct_have_their_own_forms(kg, built):
    assert kg("query", "--store", built, "-q", "ASK { ?a kg:controls ?p }").out == "yes\n"
    turtle = kg("query", "--store", built, "-q", "CONSTRUCT WHERE { ?a kg:controls ?p }")
    assert "kg:controls" in turtle.out and turtle.code == 0
    assert "(no rows)" in kg("query", "--store", built, "-q", "SELECT ?x { ?x kg:controls ?x }").out


def test_any_turtle_file_can_be_asked(kg, tmp_path):
    (tmp_path / "g.ttl").write_text('<http://a/x> <http://a/p> "one", "two" .')
    out = kg("query", "--store", tmp_path / "g.ttl", "-q", "SELECT ?o { ?s ?p ?o } ORDER BY ?o").out
    assert out.index("one") < out.index("two")
    limited = kg("query", "--store", tmp_path / "g.ttl", "-q", "SELECT ?o { ?s ?p ?o } ORDER BY ?o", "--limit", 1)
    assert "two" not in limited.out and "more rows" in limited.err


@pytest.mark.parametrize(
    ("args", "code", "message"),
    [
        (["-q", "SELECT ?x WHERE { ?x kg:controls }"], 2, "line 1, column 34"),
        (["-q", "SELECT ?x WHERE { ?x kg:controls ?y"], 2, "never closed"),
        (["-q", "DELETE WHERE { ?a ?b ?c }"], 2, "changes data"),
        (["who-contols"], 2, "Did you mean 'who-controls'"),
        (["who-says"], 2, "needs --object"),
        (["who-says", "--object", "Kherson", "--relation", "seizd"], 2, "Did you mean 'seized'"),
        (["who-says", "--objct", "Kherson"], 2, "Did you mean 'object'"),
        (["who-holds", "--place", "Khersn"], 2, "Did you mean 'Kherson'"),
        (["control-on", "--on", "yesterday"], 2, "yesterday"),
        (["who-holds", "--place"], 2, "--place needs a value"),
        (["who-controls", "--format", "tabel"], 2, "unknown format 'tabel'"),
        (["-q", "ASK {}", "-f", "x"], 2, "give one of"),
        ([], 2, "give one of"),
        (["-q", "ASK {}", "--nonsense"], 2, "--nonsense"),
        (["-f", "none.rq"], 1, "'none.rq': cannot be read"),
    ],
)
def test_a_question_that_cannot_be_asked_says_why(kg, built, args, code, message):
    result = kg("query", *args, "--store", built)
    assert result.code == code
    assert message in " ".join(result.err.replace("│", " ").split())


def test_questions_are_listed(kg):
    assert "who-holds" in kg("questions").out
    listed = json.loads(kg("questions", "--json").out)
    assert {"name", "label", "parameters", "text"} == set(listed[0])


def test_timeline_and_control(kg, built):
    assert "Kherson" in kg("timeline", "--store", built, "--place", "Kherson").out
    on = kg("control", "--store", built, "--on", "2021-07-09", "--format", "csv").out
    assert "2021" in on and "2022" not in on
    timeline = kg("timeline", "Islam Qala", "--store", built, "--format", "csv").out
    assert timeline.startswith("place,actor,since,until,lastReported,sources,disputed") and "Example Press" in timeline
    assert "2022" not in kg("timeline", "Taliban", "--store", built).out
    then = kg("control", "--store", built, "--in", "Islam Qala", "--on", "2021-07-09", "--known", "2021-07-08")
    assert "(no rows)" in then.out
    assert "say --place or --actor" in kg("timeline", "Afghanistan", "--store", built).err
    assert kg("control", "--store", built, "--on", "Friday").code == 2


def test_what_is_accepted_is_another_under_another_policy(kg, built):
    counts = [
        int(kg("query", "--store", built, "-q", "SELECT (COUNT(*) AS ?n) { ?a kg:controls ?p }", "--format", "csv", *policy).out.split()[1])
        for policy in (["--policy", "strict"], [], ["--policy", "all"])
    ]
    assert counts[0] < counts[1] < counts[2]
    assert len(kg("export", "nquads", "--store", built, "--policy", "strict").out) < len(kg("export", "nquads", "--store", built).out)
    assert "unknown policy 'mild'" in kg("query", "who-controls", "--store", built, "--policy", "mild").err


def test_a_graph_is_checked_against_the_shapes(kg, built, tmp_path):
    assert kg("validate", "--store", built).out == "The graph keeps to the shapes.\n"
    broken = (built / "graph.ttl").read_text(encoding="utf-8").replace("kg:factuality kg:CTneg", "kg:factuality kg:Maybe")
    (tmp_path / "broken.ttl").write_text(broken, encoding="utf-8")
    result = kg("validate", "--store", tmp_path / "broken.ttl")
    assert result.code == 1 and "violation" in result.out
    assert json.loads(kg("validate", "--store", tmp_path / "broken.ttl", "--json").out)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("none.ttl", None, "none.ttl"),
        ("g.xyz", "x", "is no RDF suffix"),
        ("g.ttl", "<a> <b> .", "line 1"),
    ],
)
def test_a_graph_that_cannot_be_opened_says_why(kg, tmp_path, name, content, message):
    if content is not None:
        (tmp_path / name).write_text(content)
    result = kg("stats", "--store", tmp_path / name)
    assert result.code == 1 and message in result.err


def test_a_broken_or_newer_store_says_so(kg, report, tmp_path):
    store = tmp_path / "store"
    kg("add", report, "--store", store)
    stamp = json.loads((store / "store.json").read_text())
    (store / "store.json").write_text(json.dumps({**stamp, "version": 999}))
    assert "999" in kg("stats", "--store", store).err
    (store / "store.json").write_text("{")
    broken = kg("add", report, "--store", store)
    assert broken.code == 1 and str(store) in broken.err


def test_a_broken_ontology_file_is_named_with_its_line(kg, report, tmp_path, monkeypatch):
    from kg import ontology
    from kg.sources import _heading

    copy = tmp_path / "ontology"
    shutil.copytree(ontology.folder(), copy)
    with (copy / "lexicon.ttl").open("a", encoding="utf-8") as file:
        file.write("\nthis is no Turtle\n")
    lines = (copy / "lexicon.ttl").read_text(encoding="utf-8").count("\n")
    monkeypatch.setattr(ontology, "folder", lambda: copy)
    ontology.load.cache_clear()
    _heading._words.cache_clear()
    _heading._label.cache_clear()
    try:
        result = kg("build", report, "-o", tmp_path / "g")
    finally:
        ontology.load.cache_clear()
    assert result.code == 1
    assert f"lexicon.ttl, line {lines}" in result.err


def test_merge_writes_a_judgement_and_split_refuses_what_contradicts_it(kg, tmp_path):
    file = tmp_path / "who.tsv"
    assert kg("merge", "group/a", "group/b", "--file", file, "--who", "Jane", "--why", "known").code == 0
    assert file.read_text().splitlines()[1].startswith("same\tgroup/a\tgroup/b\tJane\t")
    contradiction = kg("split", "group/a", "group/b", "--file", file)
    assert contradiction.code == 1 and "Take one of the lines out" in contradiction.err
    assert kg("undo", "--file", file).out == "undone: group/b is group/a\n"
    assert kg("split", "group/a", "group/b", "--file", file).code == 0
    assert kg("merge", "group/a", "group/b").code == 2


TWO_NAMES = """{"id": "r1", "publisher": "Example Press", "date": "2022-11-15", "text": "Volodymyr Zelensky visited Kabul on Monday."}
{"id": "r2", "publisher": "Example Wire", "date": "2022-11-16", "text": "Volodymyr Zelenskyy visited Minsk on Tuesday."}
"""


@pytest.fixture
def two_names(kg, tmp_path):
    (tmp_path / "r.jsonl").write_text(TWO_NAMES)
    assert kg("add", tmp_path / "r.jsonl", "--store", tmp_path / "war").code == 0
    return tmp_path / "war"


def people(kg, store):
    return [e["id"] for e in json.loads(kg("entities", "--type", "Person", "--store", store, "--json").out)]


def test_names_are_merged_in_a_store_by_name_and_undone(kg, two_names, tmp_path):
    assert people(kg, two_names) == ["person/volodymyr-zelensky", "person/volodymyr-zelenskyy"]
    before = kg("export", "nquads", "--store", two_names).out
    merged = kg("merge", "Volodymyr Zelensky", "Volodymyr Zelenskyy", "--store", two_names)
    assert merged.out.endswith("judgements.tsv, line 2: person/volodymyr-zelenskyy is person/volodymyr-zelensky\n")
    assert people(kg, two_names) == ["person/volodymyr-zelensky"]
    again = kg("add", tmp_path / "r.jsonl", "--store", two_names)
    assert "added" not in again.out
    assert people(kg, two_names) == ["person/volodymyr-zelensky"]
    assert kg("undo", "--store", two_names).code == 0
    assert kg("export", "nquads", "--store", two_names).out == before


def test_what_cannot_be_one_is_refused_and_nothing_is_written(kg, two_names):
    refused = kg("merge", "Volodymyr Zelensky", "Minsk", "--store", two_names)
    assert refused.code == 1 and "is an actor and 'geonames/625144' a place" in refused.err
    assert not (two_names / "judgements.tsv").exists()
    assert "knows no entity called 'Zelinsky'" in kg("merge", "Zelinsky", "Minsk", "--store", two_names).err


def test_judge_asks_about_pairs_and_acts_on_the_answers(kg, two_names, monkeypatch):
    import io

    assert "1 pairs" in kg("judge", "--list", "--store", two_names).out
    monkeypatch.setattr("sys.stdin", io.StringIO("what\ns\n"))
    asked = kg("judge", "--store", two_names, "--who", "Jane")
    assert "spelled alike" in asked.out and "Volodymyr Zelenskyy visited Minsk" in asked.out
    assert people(kg, two_names) == ["person/volodymyr-zelensky"]
    assert kg("judge", "--list", "--store", two_names).out.endswith("0 pairs that may be one.\n")


def test_the_demo_tells_who_holds_and_denies_what_and_what_to_open(kg, tmp_path):
    result = kg("demo", REPORTS, "-o", tmp_path / "demo")
    assert result.code == 0
    assert "controls: denied" in result.out and "Reuters" in result.out
    assert result.out.count("(kg query ") == 3
    for name in ("graph.html", "annotated.html", "graph.ttl", "claims.jsonl", "report.md"):
        assert str(tmp_path / "demo" / name) in result.out
        assert (tmp_path / "demo" / name).stat().st_size > 0
    nothing = kg("demo", tmp_path / "none", "-o", tmp_path / "empty")
    assert nothing.code == 1 and "no such file" in nothing.err


def test_an_error_of_ours_leaves_its_details_in_a_file_and_one_line_on_the_screen(report, tmp_path):
    code = (
        "import sys; from kg import cli, pipeline\n"
        "def broken(*a, **k): raise ZeroDivisionError('of ours')\n"
        "pipeline.build = broken; sys.argv = ['kg', 'build', 'report.txt', '-o', 'g']; cli.main()"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1 and "ZeroDivisionError: of ours" in done.stderr
    details = Path(done.stderr.split("Details are in ")[1].split(";")[0])
    assert "Traceback" in details.read_text()
    details.unlink()


def test_ctrl_c_keeps_what_is_done_and_tears_nothing(tmp_path):
    lines = [{"id": f"r{n}", "text": f"{SENTENCE} " * 20 + str(n), "date": "2021-07-09"} for n in range(3000)]
    (tmp_path / "r.jsonl").write_text("\n".join(map(json.dumps, lines)))
    command = [sys.executable, "-m", "kg", "add", "r.jsonl", "--store", "store", "--workers", "1"]
    running = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    from kg import DatelineError, open_graph

    deadline = time.monotonic() + 90
    seen = 0
    while time.monotonic() < deadline and not seen and running.poll() is None:
        time.sleep(0.3)
        with contextlib.suppress(DatelineError), open_graph(tmp_path / "store") as graph:
            seen = len(list(graph.documents()))
    assert seen, running.communicate()
    running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=60)
    assert running.returncode == 1
    assert "Traceback" not in err
    assert "stopped early" in out
    with open_graph(tmp_path / "store") as graph:
        done = list(graph.documents())
        assert 0 < len(done) < 3000
        assert {c.evidence.document for c in graph.claims()} == {d.id for d in done}


def test_a_store_is_corrected_rebuilt_dumped_restored_and_added_to(kg, tmp_path):
    path, store = tmp_path / "r.jsonl", tmp_path / "war"
    record = {"id": "r1", "text": SENTENCE, "date": "2021-07-09", "publisher": "Example Press"}
    path.write_text(json.dumps(record))
    kg("add", path, "--store", store)
    path.write_text(json.dumps({**record, "text": SENTENCE.replace("Kandahar", "Kunduz")}))
    diff = kg("diff", path, "--store", store)
    assert "0 changed, 1 withdrawn" in diff.out
    assert "  - Taliban seized Kandahar, 2021-07-08, according to " in diff.out and "  + Taliban seized Kunduz" in diff.out
    told = json.loads(kg("diff", path, "--store", store, "--json").out)
    assert [c["object"]["text"] for c in told["withdrawn"]] == ["Kandahar"]
    assert "1 withdrawn" in kg("update", path, "--store", store).out
    assert kg("diff", path, "--store", store).out == "r1: nothing changes\n"
    assert "under the policy 'strict'" in kg("rebuild", "--store", store, "--policy", "strict").out
    assert "Known: all, default, strict" in kg("rebuild", "--store", store, "--policy", "mild").err
    assert "there is no store here" in kg("rebuild", "--store", tmp_path / "none").err
    assert kg("dump", "--store", store, "-o", tmp_path / "war.nq.gz").code == 0
    assert kg("restore", tmp_path / "war.nq.gz", "--store", tmp_path / "again").code == 0
    assert kg("export", "nquads", "--store", tmp_path / "again").out == kg("export", "nquads", "--store", store).out
    (tmp_path / "n.ttl").write_text(
        "@prefix kg: <https://w3id.org/dateline/kg#> . @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .\n"
        "@prefix : <https://w3id.org/dateline/entity/> . [] a kg:Claim ; rdf:subject :taliban ; rdf:predicate kg:seized ;\n"
        " rdf:object <https://sws.geonames.org/1135689/> ; kg:factuality kg:CTneg ; :x 1 .\n"
    )
    taken = kg("import", tmp_path / "n.ttl", tmp_path / "none.ttl", "--store", store, "--author", "Jane")
    assert taken.code == 1 and "n.ttl: 1 added" in taken.out
    assert "not taken over: entity:x (1)" in taken.err and "none.ttl" in taken.err
    assert kg("remove", "n.ttl", "--store", store).out == "n.ttl: 1 claim withdrawn\n"
