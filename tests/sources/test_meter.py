"""How much there is to read, guessed from the bytes that were read."""

import json

import pytest

from kg.sources import Meter, Options, read

SENTENCE = "Fighters took the town on Thursday, two officials said."


def test_the_number_of_reports_is_guessed_from_the_bytes(tmp_path):
    for name in ("a", "b"):
        (tmp_path / f"{name}.jsonl").write_text("".join(json.dumps({"text": f"{SENTENCE} {name} {n:04}."}) + "\n" for n in range(2000)))
    meter = Meter([str(tmp_path)])
    assert meter.expected is None
    guesses = [meter.expected for _ in read(str(tmp_path), Options(meter=meter))]
    assert guesses[1000] == pytest.approx(4000, rel=0.1) and guesses[3000] == pytest.approx(4000, rel=0.1)
    assert meter.expected == 4000


@pytest.mark.parametrize("source", ["-", "https://example.org/feed", "no-such-file", "no/*/such"])
def test_what_is_no_file_has_no_size(source):
    assert Meter([source]).expected is None
