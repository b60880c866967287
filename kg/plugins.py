"""Parts are found by name: a file of a package, or ``package.module:function`` for outsiders.

A part's file name is its name. There is no table to keep and nothing happens at import.
"""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType

from kg.errors import PartError, unknown


def names(package: str) -> tuple[str, ...]:
    """The parts of `package` (``kg.export``): its modules without an underscore, sorted."""
    module = importlib.import_module(package)
    return tuple(sorted(m.name for m in pkgutil.iter_modules(module.__path__) if not m.name.startswith("_")))


def load(package: str, name: str, attribute: str, kind: str) -> object:
    """The object `attribute` of the part `name` in `package`, or of ``package.module:attribute`` written out.

    Raises :class:`~kg.errors.PartError` for a name that is not there, with the names that are.
    """
    if ":" in name:
        path, _, attribute = name.partition(":")
        module = _outside(path, kind)
    else:
        if name not in names(package):
            raise PartError(unknown(kind, name, names(package)))
        module = importlib.import_module(f"{package}.{name}")
    try:
        return getattr(module, attribute)
    except AttributeError:
        raise PartError(f"{kind} '{name}': {module.__name__} has no '{attribute}'.") from None


def _outside(path: str, kind: str) -> ModuleType:
    try:
        return importlib.import_module(path)
    except ImportError as error:
        raise PartError(f"{kind} '{path}' cannot be imported: {error}. Write it as package.module:function.") from None
