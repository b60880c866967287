"""Spoilt files: those that once broke a reader, and a fresh handful each time."""

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg import plugins
from kg.records import Document
from kg.sources import Failure
from kg.sources import read as read_source
from tests import samples
from tests.sources import mutants

READERS = plugins.names("kg.sources")
CONTENTS = sorted(samples.every().values())


@pytest.mark.parametrize("path", sorted(mutants.FOUND.glob("*.bin")), ids=lambda path: path.name)
def test_what_once_broke_a_reader_does_no_more(path, capfd):
    for item in mutants.read(path.read_bytes(), path.name.partition("-")[0]):
        assert item
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("reader", READERS)
@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10**9))
def test_a_spoilt_sample_gives_documents_or_failures(reader, seed):
    list(mutants.read(mutants.mutant(random.Random(seed), CONTENTS), reader))


def test_a_reader_that_breaks_takes_no_other_file_with_it(tmp_path, monkeypatch):
    from kg.sources import mail

    def broken(*_):
        raise ZeroDivisionError("of all things")

    monkeypatch.setattr(mail, "read", broken)
    for name in ("a.txt", "c.txt"):
        (tmp_path / name).write_text(f"Fighters took the town, two officials said. {name}")
    (tmp_path / "b.eml").write_text("From: a\n\nb")
    a, b, c = read_source(str(tmp_path))
    assert isinstance(a, Document) and isinstance(c, Document)
    assert isinstance(b, Failure) and "ZeroDivisionError: of all things" in b.reason and b.origin == str(Path(tmp_path) / "b.eml")
