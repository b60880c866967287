"""The words of ``ontology/syntax.ttl``, by the name of their list."""

from __future__ import annotations

from functools import cache

from kg import ontology


@cache
def words(name: str) -> frozenset[str]:
    """The word list called `name` of the ontology that comes with the package.

    Raises :class:`~kg.errors.OntologyError` for a name that no file of the ontology defines.
    """
    return ontology.load().words(name)


TIME_LABELS = frozenset({"DATE", "TIME"})
"""What the statistical model calls the entities that are times."""

RELATIVE_PRONOUNS = frozenset({"who", "which", "that", "whom"})
