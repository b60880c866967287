"""The committed bundle is the one that its sources make."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

WEB = Path(__file__).parents[2] / "kg" / "view" / "web"
ASSETS = WEB.parent / "assets"


def test_the_bundle_was_built_from_the_sources_as_they_are():
    files = sorted(f"src/{f.name}" for f in (WEB / "src").glob("*.ts"))
    digest = hashlib.sha256()
    for name in [*files, "build.mjs", "package-lock.json"]:
        digest.update(f"{name}\0".encode() + (WEB / name).read_bytes() + b"\0")
    head = (ASSETS / "explorer.js").read_text(encoding="utf-8")[:2000]
    assert f"sources {digest.hexdigest()}" in head, "make web builds it anew"


def test_every_package_in_the_bundle_has_its_licence_beside_it():
    head = (ASSETS / "explorer.js").read_text(encoding="utf-8")[:2000]
    licences = (ASSETS / "explorer.licences.txt").read_text(encoding="utf-8")
    named = re.findall(r"[\w@/-]+ \d+\.\d+\.\d+ \([\w.-]+\)", head)
    assert any(n.startswith("d3-geo") for n in named)
    assert all(f"== {n}\n" in licences for n in named)


def test_versions_are_pinned_and_no_registry_is_named():
    for folder in (WEB, WEB / "outlines"):
        manifest = json.loads((folder / "package.json").read_text())
        for versions in (manifest.get("dependencies", {}), manifest.get("devDependencies", {})):
            assert all(re.fullmatch(r"\d+\.\d+\.\d+", v) for v in versions.values())
        lock = json.loads((folder / "package-lock.json").read_text())
        assert not [name for name, package in lock["packages"].items() if "resolved" in package]


def test_the_bundle_calls_nothing_and_writes_no_markup():
    text = (ASSETS / "explorer.js").read_text(encoding="utf-8")
    calls = r"\bfetch\(|XMLHttpRequest|new WebSocket|sendBeacon|importScripts|\beval\(|new Function\(|document\.write"
    assert not re.search(calls, text)
    sources = "".join(f.read_text(encoding="utf-8") for f in sorted((WEB / "src").glob("*.ts")))
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML", sources)
