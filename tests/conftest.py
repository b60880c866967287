"""What all tests share: where the corpora lie, and that browser tests may not be skipped where they are asked for."""

import os
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

SHARED = Path(os.environ.get("DATELINE_SHARED") or Path(__file__).resolve().parents[2] / "shared")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of corpora, which lies beside a checkout and is not part of it."""
    if not SHARED.is_dir():
        pytest.skip(f"no corpora at {SHARED} (DATELINE_SHARED names another folder)")
    return SHARED


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: Any) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Where a browser is required (in CI), a browser test that is skipped has failed."""
    report = yield
    if report.skipped and item.get_closest_marker("browser") and os.environ.get("DATELINE_REQUIRE_BROWSER"):
        report.outcome = "failed"
        report.longrepr = f"a browser is required here, but: {report.longrepr}"
    return report
