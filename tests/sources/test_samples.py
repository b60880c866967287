"""Every format by a sample: one report, and what is read of it is the same from each file."""

from datetime import date

import pytest

from kg.records import Document
from kg.sources import Failure, Options, _dispatch, read
from tests import samples

MAPPING = (("title", "headline"), ("publisher", "outlet"), ("date", "published"), ("url", "link"), ("text", "body"))
MAPPED = {"reports.csv", "reports.parquet"}
FILES = sorted(samples.FORMATS.iterdir())
# The plain text is the example itself, with its own headline.
TITLES = {"report.txt": "Kabul disputes loss of Islam Qala"}


def plain(text: str) -> str:
    return " ".join(text.split())


def documents(path):
    return list(read(str(path), Options(mapping=MAPPING if path.name in MAPPED else ())))


@pytest.mark.parametrize("path", [p for p in FILES if p.suffix != ".sitemap"], ids=lambda path: path.name)
def test_every_format_gives_the_report(path):
    if path.suffix in {".pdf", ".parquet", ".warc", ".wacz"} or ".warc" in path.name:
        pytest.importorskip({".pdf": "pypdf", ".parquet": "pyarrow"}.get(path.suffix, "warcio"))
    found = documents(path)
    assert found and all(isinstance(d, Document) for d in found), found
    for document in found:
        assert plain(document.text[document.body :]) == plain(" ".join(samples.paragraphs())).partition(" - ")[2]
        assert document.title == TITLES.get(path.name, samples.TITLE)
        assert document.publisher == samples.OUTLET and document.date == date(2021, 7, 10) and document.place == "KABUL"
        assert document.warnings == ()
        if document.author is not None:
            assert document.author == samples.AUTHOR
        assert any("2021-07-10" in said for said in document.dated)


def test_a_sitemap_says_what_would_read_it():
    (failure,) = documents(samples.FORMATS / "news.sitemap")
    assert isinstance(failure, Failure) and "--follow" in failure.reason


def test_there_is_a_sample_for_every_reader():
    known = _dispatch.by_suffix()
    special = {"jsonfeed", "sitemap"}
    assert {known[path.suffix][-1] for path in FILES} >= set(_dispatch.plugins.names("kg.sources")) - special
    assert {path.suffix for path in FILES} >= {".jsonfeed", ".sitemap"}


def test_the_samples_are_what_the_script_makes():
    pytest.importorskip("pyarrow")
    made = samples.every()
    assert {path.name for path in FILES} == set(made)
    for path in FILES:
        # Parquet files name the library that wrote them.
        if path.suffix != ".parquet":
            assert path.read_bytes() == made[path.name], f"{path.name}: 'python -m tests.samples' renews it"
