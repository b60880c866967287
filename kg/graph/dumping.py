"""A whole store as one file, and back: every triple as it is, the judgements, and what the store is (base IRI, policy).

The file is plain N-Quads or TriG, for any other tool; what RDF has no place for stands in comments at its head. A file
that ends in ``.gz`` is packed.
"""

from __future__ import annotations

import gzip
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, BinaryIO, cast

import pyoxigraph as ox

from kg import output
from kg.errors import OutputError, SourceError, StoreError
from kg.graph import identity, stamp
from kg.graph.names import Names
from kg.graph.rules import known_policy
from kg.graph.store import Store

FORMATS = {".nq": ox.RdfFormat.N_QUADS, ".trig": ox.RdfFormat.TRIG}
_HEAD = "# Dateline store"
_RULES, _BASE, _POLICY, _JUDGEMENT = "# rules ", "# base ", "# policy ", "# judgement "


def dump(store: Store, path: Path) -> int:
    """Write all of `store` into the file `path` (``.nq``, ``.trig``, or these with ``.gz``); returns the triples written.

    Raises :class:`~kg.errors.OutputError` for another suffix, or a place that cannot be written.
    """
    form = _form(path)
    if form is None:
        raise OutputError(f"'{path}': a dump ends in {', '.join(FORMATS)}, or one of these and .gz.")
    lines = [_HEAD, f"{_BASE}{store.names.base}", f"{_POLICY}{store.policy}"]
    if store.path is not None and (file := store.path / identity.FILE).exists():
        lines += [f"{_JUDGEMENT}{line}" for line in file.read_text("utf-8-sig").split("\n") if line]
    found = stamp.read(store.path) if store.path is not None else None
    lines.insert(3, f"{_RULES}{found.rules if found else stamp.rules()}")
    with output.replacing(path) as raw, _packed(raw, path) as stream:
        stream.write("".join(f"{line}\n" for line in lines).encode())
        store.data.dump(cast(BinaryIO, stream), format=form)
    return len(store)


def restore(file: Path, path: Path) -> int:
    """Make the store that :func:`dump` wrote into `file` anew, in the folder `path`; returns its triples.

    It is made beside its place and moved there when it is whole. Raises :class:`~kg.errors.StoreError` for a folder that
    holds something, :class:`~kg.errors.SourceError` for a file that is no dump, is cut off, or cannot be read, and
    :class:`~kg.errors.OutputError` where nothing can be written.
    """
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise StoreError(f"'{path}': is not empty. A dump is restored into a folder of its own; 'kg import' adds to a store.")
    form = _form(file)
    if form is None:
        raise SourceError(f"'{file}': a dump ends in {', '.join(FORMATS)}, or one of these and .gz.")
    names, policy, rules, decided = _head(file)
    try:
        path.absolute().parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix=f".{path.name}-", dir=path.absolute().parent))
    except OSError as error:
        raise OutputError(f"'{path}': no store can be made here ({error.strerror}); name another folder.") from None
    try:
        count = _load(file, form, made)
        if decided:
            (made / identity.FILE).write_text("".join(f"{line}\n" for line in decided), encoding="utf-8")
        stamp.write(made, stamp.Stamp(names.base, policy, rules))
        made.chmod(0o755)
        made.replace(path)
    except OSError as error:
        raise OutputError(f"'{path}': the store cannot be written ({error.strerror or error}).") from None
    finally:
        shutil.rmtree(made, ignore_errors=True)
    return count


def _load(file: Path, form: ox.RdfFormat, made: Path) -> int:
    data = ox.Store(str(made / stamp.DATA))
    try:
        with _opened(file) as stream:
            data.bulk_load(cast(BinaryIO, stream), format=form)
    except SyntaxError as error:
        raise SourceError(f"{file}, line {error.lineno}: {error.msg}. The dump is damaged; take another copy.") from None
    except (EOFError, gzip.BadGzipFile) as error:
        raise SourceError(f"'{file}': is cut off or damaged ({error}); take another copy.") from None
    data.flush()
    return len(data)


def _head(file: Path) -> tuple[Names, str, str, list[str]]:
    """What the comments at the head of a dump say: base, policy, rules, judgements."""
    said: dict[str, list[str]] = {}
    try:
        with _opened(file) as stream:
            if stream.readline().decode("utf-8", "replace").rstrip("\n") != _HEAD:
                raise SourceError(f"'{file}': was not written by 'kg dump'. 'kg import' takes other graphs.")
            while (line := stream.readline().decode("utf-8", "replace")).startswith("# "):
                key = next((k for k in (_RULES, _BASE, _POLICY, _JUDGEMENT) if line.startswith(k)), "")
                said.setdefault(key, []).append(line.removeprefix(key).rstrip("\n"))
    except (EOFError, gzip.BadGzipFile) as error:
        raise SourceError(f"'{file}': is cut off or damaged ({error}); take another copy.") from None
    except OSError as error:
        raise SourceError(f"'{file}': cannot be read ({error.strerror or error}).") from None
    try:
        base, policy, rules = (said[key][0] for key in (_BASE, _POLICY, _RULES))
    except KeyError:
        raise SourceError(f"'{file}': its head lacks base, policy or rules; the dump is damaged.") from None
    return Names(base), known_policy(policy), rules, said.get(_JUDGEMENT, [])


def _form(path: Path) -> ox.RdfFormat | None:
    return FORMATS.get((path.with_suffix("") if path.suffix == ".gz" else path).suffix)


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    with path.open("rb") as raw:
        if path.suffix != ".gz":
            yield raw
            return
        with gzip.GzipFile(fileobj=raw) as stream:
            yield cast("IO[bytes]", stream)


@contextmanager
def _packed(raw: BinaryIO, path: Path) -> Iterator[IO[bytes]]:
    if path.suffix != ".gz":
        yield raw
        return
    # Without a name and a time in it, the same store gives the same bytes.
    with gzip.GzipFile(filename="", fileobj=raw, mode="wb", mtime=0, compresslevel=6) as stream:
        yield cast("IO[bytes]", stream)
