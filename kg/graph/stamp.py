"""``store.json``: what a store's folder is, its version, its base IRI, its policy, and the rules it was derived by."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

from kg.errors import OutputError, StoreError
from kg.graph.names import Names
from kg.ontology import folder

VERSION = 1
FILE = "store.json"
DATA = "data"


@dataclass(frozen=True, slots=True)
class Stamp:
    """What ``store.json`` says; `rules` is the digest of the rules and relations that the derived layer was made by."""

    base: str
    policy: str
    rules: str = ""
    version: int = VERSION
    format: str = "dateline-store"


def read(path: Path) -> Stamp | None:
    """The stamp of the store in `path`; None for a folder that is not there, is empty, or was only just begun.

    Raises :class:`~kg.errors.StoreError` for what is no store, a broken one, or one of another version.
    """
    file = path / FILE
    if not path.exists() or (path.is_dir() and _is_blank(path)):
        return None
    if not path.is_dir():
        raise StoreError(f"'{path}' is a file, not the folder of a store; Store.from_file reads graph files.")
    if not file.exists():
        raise StoreError(f"'{path}': this folder is no store (it lacks {FILE}); name another, or an empty one.")
    try:
        said = json.loads(file.read_text("utf-8"))
        version = int(said["version"])
        stamp = Stamp(str(said["base"]), str(said["policy"]), str(said.get("rules", "")), version)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StoreError(f"'{file}' is broken ({error}); restore it from a backup or build the store anew.") from None
    if version > VERSION:
        raise StoreError(f"'{path}': a store of version {version}; this program knows up to {VERSION}. Update it.")
    if version < VERSION:
        raise StoreError(f"'{path}': a store of version {version}, too old for this program; build it anew.")
    if not (path / DATA).is_dir():
        raise StoreError(f"'{path}': the store is not whole (its folder '{DATA}' is missing); copy it again.")
    return stamp


def write(path: Path, stamp: Stamp) -> None:
    """Put the stamp in its place, whole or not at all."""
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=path, prefix=".store-", delete=False) as file:
        file.write(json.dumps(asdict(stamp), indent=1) + "\n")
    Path(file.name).replace(path / FILE)


def create(path: Path, names: Names, policy: str) -> Stamp:
    """Make the folder of a new store. Raises :class:`~kg.errors.OutputError` where none can be made."""
    made = not path.exists()
    stamp = Stamp(names.base, policy, rules())
    try:
        (path / DATA).mkdir(parents=True, exist_ok=True)
        write(path, stamp)
    except OSError as error:
        if made:
            shutil.rmtree(path, ignore_errors=True)
        raise OutputError(f"'{path}': no store can be made here ({error.strerror}); name another folder.") from None
    return stamp


@cache
def rules() -> str:
    """A digest of all that the derived layer follows from besides the claims."""
    files = [folder() / "kg.ttl", *sorted((folder() / "rules").glob("*.rq"))]
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in files if file.is_file())).hexdigest()[:16]


def _is_blank(path: Path) -> bool:
    """Whether nothing is there but what a process killed while making a store leaves."""
    entries = [entry for entry in path.iterdir() if not entry.name.startswith(".store-")]
    return all(entry.name == DATA and entry.is_dir() and not any(entry.iterdir()) for entry in entries)
