"""Pages that were fetched before, in a folder: what to ask about them, and what they held."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from kg import output
from kg.errors import OutputError


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer that was kept: where it came from, its validators, and its content."""

    url: str
    type: str
    charset: str | None
    etag: str | None
    modified: str | None
    retrieved: datetime
    digest: str
    content: bytes

    def conditions(self) -> dict[str, str]:
        """The headers that ask for the page only if it is another than this."""
        asked = (("If-None-Match", self.etag), ("If-Modified-Since", self.modified))
        return {name: value for name, value in asked if value}


class Cache:
    """A folder with two files a page: what is known of it (JSON), and its content.

    A page whose files are broken, or belong to another content, is not there.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, url: str) -> Kept | None:
        """What was kept for `url`."""
        known, body = self._files(url)
        try:
            said: Mapping[str, Any] = json.loads(known.read_bytes())
            content = body.read_bytes()
            kept = Kept(
                url=str(said["url"]),
                type=str(said["type"]),
                charset=said["charset"],
                etag=said["etag"],
                modified=said["modified"],
                retrieved=datetime.fromisoformat(said["retrieved"]),
                digest=str(said["digest"]),
                content=content,
            )
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return kept if said.get("asked") == url and sha256(content).hexdigest() == kept.digest else None

    def put(self, url: str, kept: Kept) -> None:
        """Keep an answer; a folder that cannot be written to keeps nothing."""
        known, body = self._files(url)
        said = {
            "asked": url,
            "url": kept.url,
            "type": kept.type,
            "charset": kept.charset,
            "etag": kept.etag,
            "modified": kept.modified,
            "retrieved": kept.retrieved.isoformat(),
            "digest": kept.digest,
        }
        with suppress(OSError, OutputError):
            known.parent.mkdir(parents=True, exist_ok=True)
            with output.replacing(body) as stream:
                stream.write(kept.content)
            with output.replacing(known) as stream:
                stream.write(json.dumps(said).encode())

    def _files(self, url: str) -> tuple[Path, Path]:
        name = sha256(url.encode("utf-8", "surrogatepass")).hexdigest()[:40]
        folder = self._folder / name[:2]
        return folder / f"{name}.json", folder / f"{name}.page"
