"""The graph page beside plain pyvis on the same graphs in the same run: how long to write, how large, how long to open.

Run as ``python -m tests.benchmarks.views [--claims 500 5000 100000] [--no-browser] [--json]``. "First paint" is when
Chromium has drawn anything, "usable" when the picture is there and answers (for plain pyvis, when vis-network has done
its thousand rounds of forces and shows the graph, still moving). Plain pyvis is measured up to 5,000 claims and for at most two minutes.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from kg.records import Claim
from kg.view import page
from kg.view.network import network
from tests.view import many
from tests.view.conftest import ARGS, CHROMIUM

LIMITS = {500: 2.0, 5_000: 8.0, 100_000: 40.0}
"""Megabytes that the page of so many claims may weigh."""

PATIENCE = 120.0
PLAIN_UP_TO = 5_000


def ours(claims: int, file: Path) -> dict[str, float]:
    """Write our page of a generated graph."""
    documents, said = many.graph(claims)
    start, spent = time.perf_counter(), time.process_time()
    page.write(said, documents, file)
    return {"write s": time.perf_counter() - start, "of CPU s": time.process_time() - spent, "MB": file.stat().st_size / 1e6}


def plain(claims: Iterable[Claim], file: Path) -> dict[str, float]:
    """Write the same graph as pyvis' users do: add_node, add_edge, generate_html with everything inline."""
    from pyvis.network import Network

    graph = network(claims)
    start, spent = time.perf_counter(), time.process_time()
    model = Network(directed=True, cdn_resources="in_line")
    for id, node in graph.nodes(data=True):
        model.add_node(id, label=node["label"], title=node["type"])
    for subject, obj, edge in graph.edges(data=True):
        model.add_edge(subject, obj, label=edge["label"], title=edge["claims"][0].evidence.quote)
    file.write_text(model.generate_html(), encoding="utf-8")
    return {"write s": time.perf_counter() - start, "of CPU s": time.process_time() - spent, "MB": file.stat().st_size / 1e6}


def opened(browser: Any, file: Path, usable: str) -> dict[str, float]:
    """Seconds from going to the page until it has painted, and until the script `usable` is true."""
    tab = browser.new_page(viewport={"width": 1440, "height": 900})
    tab.route("http*://**", lambda route: route.abort())  # plain pyvis calls the web; a machine without it is the case
    start = time.perf_counter()
    tab.goto(file.as_uri(), wait_until="commit", timeout=PATIENCE * 1000)
    ready = float("inf")
    while (spent := time.perf_counter() - start) < PATIENCE:
        if tab.evaluate(usable):
            ready = time.perf_counter() - start
            break
        time.sleep(min(0.02 + spent / 50, 0.5))
    paint = tab.evaluate("(performance.getEntriesByType('paint')[0] ?? {startTime: NaN}).startTime / 1000")
    tab.close()
    return {"first paint s": float(paint), "usable s": ready}


def crowded(browser: Any, file: Path) -> dict[str, float]:
    """Show 2,000 entities at once, then drag the picture: seconds until they stand, and milliseconds a frame takes."""
    tab = browser.new_page(viewport={"width": 1440, "height": 900})
    tab.goto(file.as_uri())
    tab.wait_for_selector("html[data-ready=yes]", state="attached")
    shown = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
    start = time.perf_counter()
    tab.evaluate("location.hash = 'show=2000'")
    tab.evaluate(shown)
    row = {"shown s": time.perf_counter() - start}
    tab.evaluate("""() => {
      const times = (window.frames_ = []);
      let last = performance.now();
      const next = (now) => { times.push(now - last); last = now; requestAnimationFrame(next); };
      requestAnimationFrame(next);
    }""")
    box = tab.locator("#canvas").bounding_box()
    x, y = box["x"] + box["width"] / 2 + 5, box["y"] + 8
    tab.mouse.move(x, y)
    tab.mouse.down()
    for step in range(40):
        tab.mouse.move(x + 4 * step, y + 3 * step)
    tab.mouse.up()
    times = sorted(tab.evaluate("window.frames_"))
    start = time.perf_counter()
    tab.mouse.click(*_somebody(tab))
    tab.evaluate(shown)
    row |= {"frame ms": times[len(times) // 2], "worst frame ms": times[-1], "click s": time.perf_counter() - start}
    row["nodes"] = tab.evaluate("dateline.app.visible().nodes.length")
    tab.close()
    return row


def _somebody(tab: Any) -> tuple[float, float]:
    """Where the most named entity is on the screen."""
    x, y = tab.evaluate("""() => {
      const c = dateline.app.canvas, [x, y] = c.at.get(0), r = c.container.getBoundingClientRect();
      const d = c.network.canvas.canvasToDOM({x, y});
      return [d.x + r.x, d.y + r.y];
    }""")
    return x, y


def measure(sizes: list[int], with_browser: bool) -> list[dict[str, Any]]:
    """One row a page."""
    files: list[tuple[dict[str, Any], Path, str]] = []
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            file = Path(folder) / f"ours-{size}.html"
            row = {"claims": size, "page": "kg.view.page", **ours(size, file)}
            files.append((row, file, "document.documentElement.dataset.ready === 'yes'"))
            if size <= PLAIN_UP_TO:
                file = Path(folder) / f"plain-{size}.html"
                row = {"claims": size, "page": "plain pyvis", **plain(many.graph(size)[1], file)}
                stable = "typeof network !== 'undefined' && network.physics.ready === true"
                files.append((row, file, stable))
        if with_browser:
            from playwright.sync_api import sync_playwright

            with sync_playwright() as driver:
                for row, file, usable in files:
                    browser = driver.chromium.launch(executable_path=str(CHROMIUM), args=ARGS)
                    row.update(opened(browser, file, usable))
                    if row["page"] == "kg.view.page" and row["claims"] == max(sizes):
                        row["crowded"] = crowded(browser, file)
                    browser.close()
    return [row for row, _, _ in files]


def main(arguments: list[str] | None = None) -> int:
    """Print the table; 1 where a page is larger or slower to write than it may be."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--claims", type=int, nargs="+", default=list(LIMITS))
    parser.add_argument("--no-browser", action="store_true")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args(arguments)
    rows = measure(given.claims, not given.no_browser and CHROMIUM.exists())
    if given.json:
        print(json.dumps(rows))
    else:
        columns = ["claims", "page", "write s", "of CPU s", "MB", "first paint s", "usable s"]
        print("".join(f"{c:>16}" for c in columns))
        for row in rows:
            cells = (row.get(c, "") for c in columns)
            print("".join(f"{c:>16.2f}" if isinstance(c, float) else f"{c!s:>16}" for c in cells))
    for row in rows if not given.json else []:
        if "crowded" in row:
            told = ", ".join(f"{name} {value:.2f}" for name, value in row["crowded"].items())
            print(f"{row['claims']:,} claims, 2,000 entities at once: {told}")
    own = [row for row in rows if row["page"] == "kg.view.page"]
    too_big = [r for r in own if r["MB"] > LIMITS.get(r["claims"], float("inf"))]
    too_slow = [r for r in own if r["claims"] <= PLAIN_UP_TO and r["of CPU s"] > 5]  # a busy machine is no fault of the page
    for row in (*too_big, *too_slow):
        print(f"too large or too slow: {row}", file=sys.stderr)
    return 1 if too_big or too_slow else 0


if __name__ == "__main__":
    sys.exit(main())
