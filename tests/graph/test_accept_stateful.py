"""After any sequence of adding, correcting and removing reports, the graph is the one that building anew would give."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import date
from unittest.mock import patch

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from pyoxigraph import Quad

from kg.errors import OutputError
from kg.graph import accept, memory, updating
from kg.graph.store import Store
from kg.records import Claim, Document
from tests.graph.conftest import everything
from tests.graph.strategies import DAYS, small_reports


class Updates(RuleBasedStateMachine):
    @initialize(policy=st.sampled_from(["default", "strict", "all"]), many=st.sampled_from([1, 1, 32]))
    def begin(self, policy: str, many: int) -> None:
        # With 1 everything is remembered from one change to the next.
        self.remembering = patch.object(memory, "_MANY", many)
        self.remembering.start()
        self.store = Store.open(policy=policy)
        self.reports: dict[str, tuple[Document, list[Claim]]] = {}

    @rule(report=small_reports())
    def read(self, report: tuple[Document, list[Claim]]) -> None:
        self.add(report)

    def add(self, report: tuple[Document, list[Claim]]) -> None:
        document, claims = report
        before = self.reports.get(document.id)
        change = self.store.add(document, claims)
        ids = {c.id for c in claims}
        said = [*change.added, *change.kept, *(new for _, new in change.changed)]
        assert {c.id for c in said} == ids
        was = {c.id for c in before[1]} if before else set()
        assert len(change.withdrawn) + len(change.changed) + len(change.kept) == len(was)
        self.reports[document.id] = report

    @rule(name=st.sampled_from(["r1", "r2", "r3"]))
    def add_again(self, name: str) -> None:
        if name in self.reports:
            before = everything(self.store)
            assert not self.store.add(*self.reports[name])
            assert everything(self.store) == before

    @rule(name=st.sampled_from(["r1", "r2", "r3"]), day=DAYS, without=st.integers(0, 4))
    def correct(self, name: str, day: date | None, without: int) -> None:
        if name in self.reports:
            document, claims = self.reports[name]
            self.add((replace(document, date=day), claims[:without] + claims[without + 1 :]))

    @rule(name=st.sampled_from(["r1", "r2", "r3"]))
    def remove(self, name: str) -> None:
        if name in self.reports:
            self.store.remove(name)
            del self.reports[name]

    @rule(report=small_reports(), writes=st.integers(0, 6), gone=st.booleans())
    def torn(self, report: tuple[Document, list[Claim]], writes: int, gone: bool) -> None:
        """Something stops the process after so many of the derived layer's writes; opening the store mends it."""
        left = iter(range(writes))
        swap = updating.Update.swap

        def sometimes(update: updating.Update, old: set[Quad], new: set[Quad]) -> None:
            if next(left, None) is None:
                raise OSError("stopped")
            swap(update, old, new)

        name = report[0].id
        with patch.object(updating.Update, "swap", sometimes), suppress(OutputError):
            if not gone:
                self.store.add(*report)
            elif name in self.reports:
                self.store.remove(name)
        accept.finish(self.store.data, self.store.names, self.store.policy)
        if gone:
            self.reports.pop(name, None)
        else:
            self.reports[name] = report

    @rule()
    def rebuild(self) -> None:
        before = everything(self.store)
        self.store.derive()
        assert everything(self.store) == before

    def teardown(self) -> None:
        if hasattr(self, "remembering"):
            self.remembering.stop()

    @invariant()
    def same_as_built_anew(self) -> None:
        if not hasattr(self, "store"):
            return
        anew = Store.open(policy=self.store.policy)
        for name in sorted(self.reports, reverse=True):
            anew.add(*self.reports[name])
        anew.derive()
        assert everything(self.store) == everything(anew)


TestUpdates = Updates.TestCase
TestUpdates.settings = settings(max_examples=60, stateful_step_count=8, deadline=None)
