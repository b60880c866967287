"""Pictures of the views in six states, for the README and for looking at: ``python -m tests.view.screenshots OUT [GRAPH]``.

GRAPH is a graph file or a store (default: the four reports of ``tests/view/story.py``). The same input gives the same
pictures on the same machine; fonts differ between machines.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from kg.graph.store import Store
from kg.records import Claim, Document
from kg.view import annotated, page
from kg.view.network import importance, network
from tests.view import story
from tests.view.conftest import ARGS, CHROMIUM


def states(claims: list[Claim]) -> dict[str, tuple[int, int, str]]:
    """Name of the picture: width, height and fragment of the graph page."""
    graph = network(claims)
    order = importance(graph)
    worst = max(graph.edges(keys=True, data=True), key=lambda e: (e[3]["disputed"], len(e[3]["claims"]), e[0], e[2], e[1]))
    line = f'#line=["{worst[0]}","{worst[2]}","{worst[1]}"]'
    return {
        "1-whole": (1600, 1000, ""),
        "2-disputed-line": (1600, 1000, line),
        "3-entity-dark": (1600, 1000, f"#node={order[0]}&theme=dark"),
        "4-neighbourhood": (1600, 1000, f"#focus={order[1]}&node={order[1]}"),
        "5-without-plain-statements": (1600, 1000, "#hide-statuses=stated"),
        "6-small-window": (1024, 768, line),
    }


def main(arguments: list[str]) -> int:
    """Write the pictures into the folder OUT."""
    if not arguments:
        print(__doc__, file=sys.stderr)
        return 2
    out = Path(arguments[0])
    out.mkdir(parents=True, exist_ok=True)
    claims, documents = _input(arguments[1:])
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        file = Path(folder) / "graph.html"
        page.write(claims, documents, file, title="What the example reports say")
        text = Path(folder) / "text.html"
        annotated.write(story.readings(), text, claims=story.claims(), title="The example reports, as read")
        browser = driver.chromium.launch(executable_path=str(CHROMIUM), args=ARGS)
        for name, (width, height, fragment) in {**states(claims), "7-text": (1600, 1000, "")}.items():
            tab = browser.new_page(viewport={"width": width, "height": height})
            tab.goto((text if name == "7-text" else file).as_uri() + fragment)
            tab.wait_for_selector("html[data-ready=yes]", state="attached")
            tab.wait_for_timeout(300)
            tab.screenshot(path=out / f"{name}.png")
            print(out / f"{name}.png")
            tab.close()
        browser.close()
    return 0


def _input(given: list[str]) -> tuple[list[Claim], list[Document]]:
    if not given:
        return story.claims(), story.documents()
    path = Path(given[0])
    with Store.from_file(path) if path.is_file() else Store.open(path, read_only=True) as store:
        return list(store.claims()), list(store.documents())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
