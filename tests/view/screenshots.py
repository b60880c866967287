"""Pictures of the graph view and of the explorer in six states each, for the README and for looking at.

``python -m tests.view.screenshots [OUT [GRAPH]]``

OUT is a folder (default: ``exports/pictures``), GRAPH a graph file, a folder that ``kg build`` wrote or a store (default:
``exports/example``). The same input gives the same pictures on the same machine; fonts differ between machines.
"""

from __future__ import annotations

import io
import json
import sys
import tempfile
from collections import Counter
from datetime import timedelta
from pathlib import Path

from kg import open_graph
from kg.records import Claim, Document
from kg.view import explorer, page
from kg.view.explorer_control import RELATIONS
from kg.view.network import importance, network
from tests.view.conftest import ARGS, CHROMIUM

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "exports" / "pictures"
EXAMPLE = ROOT / "exports" / "example" / "graph.ttl"
TITLE = "What the example reports say"


def states(claims: list[Claim]) -> dict[str, tuple[int, int, str]]:
    """Name of the picture: width, height and fragment of the graph page."""
    graph = network(claims)
    order = importance(graph)
    rank = {id: n for n, id in enumerate(order)}
    lines = list(graph.edges(keys=True, data=True))
    worst = min(lines, key=lambda e: (not e[3]["disputed"], -len(e[3]["claims"]), rank[e[0]] + rank[e[1]], e[2]))
    line = "#line=" + json.dumps([worst[0], worst[2], worst[1]])
    return {
        "graph": (1440, 900, ""),
        "graph-disputed-line": (1440, 900, line),
        "graph-entity-dark": (1440, 900, f"#node={order[0]}&theme=dark"),
        "graph-neighbourhood": (1440, 900, f"#focus={order[1]}&node={order[1]}"),
        "graph-without-plain-statements": (1440, 900, "#hide-statuses=stated"),
        "graph-small-window": (1024, 768, line),
    }


def explorer_states(claims: list[Claim]) -> dict[str, tuple[int, int, str]]:
    """The same for the explorer's page."""
    held = [c for c in claims if c.predicate in RELATIONS]
    said = {p: [c for c in held if c.object.id == p] for p in {c.object.id for c in held}}
    known = {p: found for p, found in said.items() if found[0].object.entity.lat is not None} or said
    place = min(known, key=lambda p: (len({c.factuality[2] for c in known[p]}) < 2, -len(known[p]), p))
    acts = Counter(c.subject.id for c in held)
    actor = min(acts, key=lambda a: (-acts[a], a))
    day = max(c.valid_to for c in held if c.subject.id == actor and c.valid_to) + timedelta(1)
    report = min(c.evidence.document for c in known[place])
    return {
        "explorer": (1440, 900, f"#entity={actor}&day={day}"),
        "explorer-everything": (1440, 900, ""),
        "explorer-place-dark": (1440, 900, f"#entity={place}&theme=dark"),
        "explorer-map": (1440, 900, f"#wide=map&entity={actor}&day={day}"),
        "explorer-report": (1440, 900, f"#wide=text&entity={place}&report={report}"),
        "explorer-small-window": (1024, 768, f"#entity={place}"),
    }


def given(path: Path = EXAMPLE) -> tuple[list[Claim], list[Document]]:
    """The claims and reports of a graph."""
    with open_graph(path) as store:
        return list(store.claims()), list(store.documents())


def small(data: bytes, file: Path) -> None:
    """Write a PNG with 256 colours, a third of its size: enough for flat surfaces and letters."""
    from PIL import Image

    image = Image.open(io.BytesIO(data)).convert("RGB")
    image.quantize(256, method=Image.Quantize.MAXCOVERAGE, kmeans=3, dither=Image.Dither.NONE).save(file, optimize=True)


def main(arguments: list[str]) -> int:
    """Write the pictures."""
    out = Path(arguments[0]) if arguments else PICTURES
    out.mkdir(parents=True, exist_ok=True)
    claims, documents = given(*map(Path, arguments[1:2]))
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        file = Path(folder) / "graph.html"
        page.write(claims, documents, file, title=TITLE)
        linked = Path(folder) / "explorer.html"
        explorer.write(claims, documents, linked, title=TITLE)
        browser = driver.chromium.launch(executable_path=str(CHROMIUM), args=ARGS)
        for name, (width, height, fragment) in {**states(claims), **explorer_states(claims)}.items():
            tab = browser.new_page(viewport={"width": width, "height": height}, reduced_motion="reduce")
            tab.goto((linked if name.startswith("explorer") else file).as_uri() + fragment)
            tab.wait_for_selector("html[data-ready=yes]", state="attached")
            tab.wait_for_timeout(300)
            small(tab.screenshot(), out / f"{name}.png")
            print(out / f"{name}.png")
            tab.close()
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
