"""Taking in a graph that somebody else made, or that was written by hand: checked first, then kept report by report."""

from __future__ import annotations

from pathlib import Path

from kg.errors import ValidationError
from kg.graph import validate
from kg.graph.change import Change
from kg.graph.store import Store


def import_file(store: Store, path: Path) -> tuple[Change, ...]:
    """Add the reports and claims of an RDF file (:meth:`Store.from_file`) to `store`; a report there already is replaced.

    What follows from claims (accepted triples, events, states) is not taken over but derived here. Raises
    :class:`~kg.errors.SourceError` for a file that cannot be read, and :class:`~kg.errors.ValidationError`, before
    anything is written, for one that breaks the shapes or has no report.
    """
    with Store.from_file(path, base=store.names.base) as given:
        try:
            validate.check(given)
        except ValidationError as error:
            raise ValidationError(f"'{path}': {error}") from None
        documents = list(given.documents())
        if not documents:
            raise ValidationError(f"'{path}': there is no kg:Report in it; every claim comes from one.")
        return tuple(store.add(document, given.claims(document.id)) for document in documents)
