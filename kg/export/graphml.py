"""GraphML: the network of entities with its positions and colours, for Cytoscape, yEd, igraph and others."""

from __future__ import annotations

from typing import BinaryIO

import networkx as nx

from kg.export._plain import plain
from kg.graph.store import Store

SUFFIX = ".graphml"


def export(store: Store, out: BinaryIO) -> None:
    """Write the network of `store` as GraphML: a node an entity, an edge for all claims of one relation between two.

    ``color`` is hexadecimal, as Cytoscape's passthrough mapping takes it; ``r``, ``g`` and ``b`` are what Gephi reads.
    """
    nx.write_graphml_xml(plain(store.claims()), out, prettyprint=True)
