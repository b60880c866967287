"""What libraries say of broken files goes to nobody: a failure says it in our words."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr


@contextmanager
def quiet(logger: str, *, printed: bool = False) -> Iterator[None]:
    """Without the messages of `logger`; `printed` ones of a library that writes to standard error itself go as well."""
    log, nobody = logging.getLogger(logger), logging.NullHandler()
    log.addHandler(nobody)
    before, log.propagate = log.propagate, False
    try:
        if printed:
            with redirect_stderr(io.StringIO()):
                yield
        else:
            yield
    finally:
        log.propagate = before
        log.removeHandler(nobody)
