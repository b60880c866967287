"""What libraries say of broken files goes to nobody: a failure says it in our words."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr


@contextmanager
def quiet(logger: str, *, printed: bool = False) -> Iterator[None]:
    """Without the messages of `logger`; `printed` ones of a library that writes to standard error itself go as well."""
    log = logging.getLogger(logger)
    before, log.disabled = log.disabled, True
    children = [child for name, child in logging.root.manager.loggerDict.items() if name.startswith(f"{logger}.")]
    open_ones = [child for child in children if isinstance(child, logging.Logger) and not child.disabled]
    for child in open_ones:
        child.disabled = True
    try:
        if printed:
            with redirect_stderr(io.StringIO()):
                yield
        else:
            yield
    finally:
        log.disabled = before
        for child in open_ones:
            child.disabled = False
