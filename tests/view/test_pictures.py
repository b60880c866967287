"""The pictures that are kept show the states that they are named after."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.view import screenshots, story
from tests.view.conftest import Opened

STATES = screenshots.states(story.claims())


def test_six_pictures_are_kept() -> None:
    assert len(STATES) == 6
    for name, (width, height, _) in STATES.items():
        data = (screenshots.PICTURES / f"{name}.png").read_bytes()
        assert data.startswith(b"\x89PNG") and len(data) < 300_000
        assert (int.from_bytes(data[16:20]), int.from_bytes(data[20:24])) == (width, height)


def test_six_pictures_of_the_explorer_are_kept() -> None:
    states = screenshots.explorer_states(story.claims())
    assert len(states) == 6
    for name, (width, height, _) in states.items():
        data = (screenshots.PICTURES / f"{name}.png").read_bytes()
        assert data.startswith(b"\x89PNG") and len(data) < 300_000
        assert (int.from_bytes(data[16:20]), int.from_bytes(data[20:24])) == (width, height)


@pytest.mark.browser
@pytest.mark.parametrize("name", STATES)
def test_a_state_is_what_its_name_says(open_page: Callable[..., Opened], graph_file: Path, name: str) -> None:
    width, height, fragment = STATES[name]
    opened = open_page(graph_file, fragment, width=width, height=height)
    expected = {
        "graph": "In dispute",
        "graph-disputed-line": "disputed: said and denied",
        "graph-entity-dark": "Taliban",
        "graph-neighbourhood": "Afghanistan",
        "graph-without-plain-statements": "In dispute",
        "graph-small-window": "disputed: said and denied",
    }
    assert re.search(expected[name], opened.text("#panel" if height > 800 or "line" in fragment else "body"), re.IGNORECASE)
    assert opened.js("document.documentElement.dataset.theme") == ("dark" if "dark" in name else "light")
    assert opened.page.is_visible("#focused") == ("neighbourhood" in name)
    assert ("46 " in opened.text("#hidden")) == ("without" in name)
    before = opened.page.screenshot()
    assert len(set(before)) > 100 and len(before) > 20_000


def test_a_screenshot_is_made_small(tmp_path: Path) -> None:
    image = pytest.importorskip("PIL.Image")
    noisy = image.effect_noise((400, 300), 60).convert("RGB")
    noisy.save(tmp_path / "a.png")
    screenshots.small((tmp_path / "a.png").read_bytes(), tmp_path / "b.png")
    kept = image.open(tmp_path / "b.png")
    assert kept.size == (400, 300) and kept.mode == "P"
