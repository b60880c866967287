"""Writes files so that nobody ever sees half of one."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from kg.errors import OutputError


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A stream whose content becomes the file `path` at the end, and leaves it as it was if anything goes wrong.

    Raises :class:`~kg.errors.OutputError` where the file cannot be written (no permission, a full disk).
    """
    temporary: Path | None = None
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
        temporary = Path(name)
        with os.fdopen(handle, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(path)
    except OSError as error:
        raise OutputError(f"'{path}': cannot be written ({error.strerror or error}).") from None
    finally:
        if temporary is not None:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)


def folder(path: Path) -> Path:
    """The folder `path`, made if need be and tried for writing, before any work goes into what it is to hold.

    Raises :class:`~kg.errors.OutputError` where that cannot be.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path):
            pass
    except FileExistsError:
        raise OutputError(f"'{path}': is a file, not a folder; give another -o.") from None
    except OSError as error:
        raise OutputError(f"'{path}': cannot be written to ({error.strerror or error}); give another -o.") from None
    return path


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
