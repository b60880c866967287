"""Taking out what follows from the claims, stopped at any place, is gone on with when the store is next opened."""

from __future__ import annotations

import pytest

from kg.graph import accept
from kg.graph.store import Store
from kg.graph.transaction import swap


@pytest.mark.parametrize("parts", range(0, 100, 7))
def test_a_drop_that_was_stopped_is_finished(story: Store, monkeypatch: pytest.MonkeyPatch, parts: int) -> None:
    before = set(story.quads())
    left = iter(range(parts))

    def sometimes(*given: object) -> None:
        if next(left, None) is None:
            raise OSError("stopped")
        swap(*given)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(accept, "AT_ONCE", 3)
        patch.setattr(accept, "swap", sometimes)
        with pytest.raises(OSError, match="stopped"):
            accept.derive(story.data, story.names, story.policy)
    accept.finish(story.data, story.names, story.policy)
    assert set(story.quads()) == before
