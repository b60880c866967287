from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kg.view import annotated, explorer, page
from tests.view import herat, story

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = Path("/usr/bin/chromium")
ARGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


def absent(why: str) -> None:
    if os.environ.get("CI"):
        pytest.fail(f"browser tests must run in CI: {why}")
    pytest.skip(why)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        absent(f"{CHROMIUM} is not there (apt-get install chromium)")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        absent("playwright is not installed (pip install 'dateline-kg[test]')")
    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=str(CHROMIUM), args=ARGS)
        yield started
        started.close()


class Opened:
    """A page with everything that it must not do: requests, messages, errors, dialogs, windows."""

    def __init__(self, browser: Browser, file: Path, fragment: str = "", width: int = 1440, height: int = 900) -> None:
        self.wrong: list[str] = []
        self.page: Page = browser.new_page(viewport={"width": width, "height": height}, reduced_motion="reduce")
        self.page.on("console", lambda m: self.wrong.append(f"console {m.type}: {m.text}"))
        self.page.on("pageerror", lambda e: self.wrong.append(f"error: {e}"))
        self.page.on("popup", lambda p: self.wrong.append(f"popup: {p.url}"))
        self.page.on("dialog", self._dialog)
        self.page.on("request", self._request)
        self.file = file.as_uri()
        self.page.goto(self.file + fragment)
        self.page.wait_for_selector("html[data-ready=yes]", state="attached")
        self.settle()

    def _dialog(self, dialog: object) -> None:
        self.wrong.append(f"dialog: {dialog.message}")  # type: ignore[attr-defined]
        dialog.dismiss()  # type: ignore[attr-defined]

    def _request(self, request: object) -> None:
        url: str = request.url  # type: ignore[attr-defined]
        if url.partition("#")[0] != self.file:
            self.wrong.append(f"request: {url[:200]}")

    def settle(self) -> None:
        self.page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")

    def js(self, script: str) -> object:
        value = self.page.evaluate(script)
        self.settle()
        return value

    def text(self, selector: str) -> str:
        return self.page.inner_text(selector)

    def spot(self, node: int) -> tuple[float, float]:
        """Where a node is on the screen."""
        x, y = self.page.evaluate(
            "(n) => { const c = dateline.app.canvas; const [x, y] = c.at.get(n); const d = c.network.canvas"
            ".canvasToDOM({x, y}); const r = c.container.getBoundingClientRect(); return [d.x + r.x, d.y + r.y]; }",
            node,
        )
        return x, y

    def node(self, key: str) -> int:
        return int(self.page.evaluate("(k) => dateline.app.model.nodes.findIndex((n) => n.key === k)", key))


@pytest.fixture(scope="session")
def graph_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("view") / "graph.html"
    page.write(story.claims(), story.documents(), file, title="Islam Qala, July 2021")
    return file


@pytest.fixture(scope="session")
def text_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("view") / "text.html"
    annotated.write(story.readings(), file, claims=story.claims(), title="Islam Qala, as read")
    return file


@pytest.fixture(scope="session")
def explorer_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("explorer") / "explorer.html"
    explorer.write(herat.CLAIMS, herat.DOCUMENTS, file, title="Herat, 2021")
    return file


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Opened]]:
    opened: list[Opened] = []

    def make(file: Path, fragment: str = "", **size: int) -> Opened:
        opened.append(Opened(browser, file, fragment, **size))
        return opened[-1]

    yield make
    for each in opened:
        each.page.close()
        assert each.wrong == []
