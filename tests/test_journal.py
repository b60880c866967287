"""A build that was killed goes on where it was, and ends in the same bytes."""

import json
import os
import signal
import subprocess
import sys
import time
from datetime import date, datetime

import psutil
import pytest

import kg
from kg.errors import OutputError
from kg.journal import NAME, Journal
from kg.pipeline import Plan, read_claims
from kg.records import Document
from kg.run import Outcome
from kg.sources import Failure

TEXT = "Rebel forces captured Aden on Monday, officials told Reuters. The army denied that it had withdrawn from Taiz."


@pytest.fixture
def reports(tmp_path):
    path = tmp_path / "reports.jsonl"
    lines = [{"id": f"r{n}", "text": f"{TEXT} Report {n}.", "date": "2021-07-09"} for n in range(70)]
    path.write_text("\n".join(map(json.dumps, lines)))
    return path


def test_what_was_noted_comes_back_as_it_was(reports, tmp_path):
    found = [o for o in read_claims([str(reports)], Plan(limit=3)) if isinstance(o, Outcome)]
    assert all(o.claims for o in found)
    full = Document("x", "text", "t", "p", "a", date(2021, 7, 9), "u", "en", datetime(2021, 7, 9, 1), warnings=("w", "v"))
    outcomes = [*found, Outcome(full, ()), Failure("o", "is bad.", language="fr")]
    batch = [o.document for o in found]
    Journal(tmp_path, "basis").note(batch, outcomes)
    again = Journal(tmp_path, "basis")
    assert batch in again and batch[:1] not in again
    assert again.recall(batch) == outcomes


def test_another_basis_and_a_torn_line_are_not_gone_on_from(tmp_path):
    one, two = [Document("1", "one")], [Document("2", "two")]
    journal = Journal(tmp_path, "basis")
    journal.note(one, [])
    journal.note(two, [])
    journal.close(finished=False)
    path = tmp_path / NAME
    path.write_bytes(path.read_bytes()[:-3])
    torn = Journal(tmp_path, "basis")
    assert one in torn and two not in torn
    torn.note(two, [])
    assert two in Journal(tmp_path, "basis")
    assert one not in Journal(tmp_path, "another")
    Journal(tmp_path, "basis").close(finished=True)
    assert not path.exists()


def test_a_folder_that_cannot_be_written_is_said(tmp_path):
    (tmp_path / NAME).mkdir()
    with pytest.raises(OutputError, match="cannot be written"):
        Journal(tmp_path, "basis")


def test_a_finished_build_leaves_no_journal_and_a_stopped_one_goes_on(reports, tmp_path, monkeypatch):
    def stop(entry):
        if getattr(entry, "document", "") == "r40":
            raise KeyboardInterrupt

    out = tmp_path / "out"
    assert kg.build([str(reports)], out, view=False, progress=stop).interrupted
    assert (out / NAME).exists()
    read = []
    real = kg.pipeline._extract
    monkeypatch.setattr(kg.pipeline, "_extract", lambda r, p, batch: read.extend(d.id for d in batch) or real(r, p, batch))
    run = kg.build([str(reports)], out, view=False)
    assert not (out / NAME).exists()
    assert len(run.read) == 70 and 0 < len(read) < 40
    other = tmp_path / "other"
    kg.build([str(reports)], other, view=False)
    for name in ("claims.jsonl", "graph.ttl", "graph.trig"):
        assert (out / name).read_bytes() == (other / name).read_bytes()


def test_a_killed_build_ends_in_the_same_bytes(reports, tmp_path):
    command = [sys.executable, "-m", "kg", "build", str(reports), "--workers", "1", "--no-view", "--quiet", "-o"]
    subprocess.run([*command, str(tmp_path / "whole")], check=True, capture_output=True)
    journal = tmp_path / "killed" / NAME
    for lines in (2, 4):
        running = subprocess.Popen([*command, str(tmp_path / "killed")], stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and running.poll() is None:
            if journal.exists() and journal.read_bytes().count(b"\n") >= lines:
                os.kill(running.pid, signal.SIGKILL)
                break
            time.sleep(0.01)
        running.wait()
    subprocess.run([*command, str(tmp_path / "killed")], check=True, capture_output=True)
    for name in ("claims.jsonl", "graph.ttl", "graph.trig"):
        assert (tmp_path / "killed" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()


@pytest.mark.parametrize(("sent", "code"), [(signal.SIGTERM, 1), (signal.SIGKILL, -9)])
def test_a_build_that_is_stopped_while_several_processes_read_goes_on(reports, tmp_path, sent, code):
    command = [sys.executable, "-m", "kg", "build", str(reports), "--workers", "2", "--no-view", "--quiet", "-o"]
    subprocess.run([*command, str(tmp_path / "whole")], check=True, capture_output=True)
    journal = tmp_path / "stopped" / NAME
    running = subprocess.Popen([*command, str(tmp_path / "stopped")], stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and not (journal.exists() and journal.read_bytes().count(b"\n") >= 2):
        time.sleep(0.005)
    children = psutil.Process(running.pid).children(recursive=True)
    running.send_signal(sent)
    assert running.wait(60) == code
    assert journal.exists()
    assert not psutil.wait_procs(children, timeout=60)[1]
    subprocess.run([*command, str(tmp_path / "stopped")], check=True, capture_output=True)
    assert not journal.exists()
    for name in ("claims.jsonl", "graph.ttl", "graph.trig"):
        assert (tmp_path / "stopped" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()
