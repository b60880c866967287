"""Token vectors as spaCy's tok2vec gives them, to the last bit, in less time.

spaCy's small models embed a token by hashes of its form (``MultiHashEmbed``) and mix in four neighbours on each side by
convolutions (``MaxoutWindowEncoder``). The first half depends on nothing but the form: it is computed once for a form and
looked up after that. The second half runs over pieces of text small enough for a core's cache, in buffers that are used
again; spaCy allocates some hundred megabytes anew for each batch. Each number goes through the same operations in the
same order (the matrix product is the same BLIS, whose sums do not depend on the other rows), so the vectors are equal.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc
from thinc.api import NumpyOps

Floats = NDArray[np.float32]
OPS = NumpyOps()

FORMS = 40_000
"""Forms that are kept; beyond, the table is begun anew (about 15 MB at a width of 96)."""
ROWS = 1024
"""Rows of text that go through the convolutions at once: what they need (3 MB) stays in a cache."""
_LEXICAL = {"ORTH", "NORM", "LOWER", "PREFIX", "SUFFIX", "SHAPE", "SPACY", "IS_SPACE"}
_KEY: list[int | str] = ["ORTH", "NORM", "SPACY"]
_MIX = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9], dtype=np.uint64)


def batched(docs: Iterable[Doc], size: int) -> Iterator[list[Doc]]:
    """`docs` in lists of `size`; the last may be shorter."""
    docs = iter(docs)
    while batch := list(islice(docs, size)):
        yield batch


@dataclass(frozen=True)
class _Layer:
    """A convolution: weights with the pieces of the maxout one after another, and the scale and shift that follow."""

    weights: Floats
    bias: Floats
    scale: Floats
    shift: Floats


class Vectors:
    """The tok2vec `model`, as a function from documents to vectors. Raises ValueError for one of another build."""

    def __init__(self, model: Any) -> None:
        embed, encode = _parts(model)
        self.columns: list[int | str] = embed.layers[0].attrs["columns"]
        if not _LEXICAL.issuperset(self.columns):
            raise ValueError(f"embeds by {self.columns}")
        self._hashes = embed.layers[2].layers[0]
        self._mix = embed.layers[3].layers[0]
        self._layers = [_layer(residual) for residual in encode.layers[0].layers]
        self._pad: int = encode.attrs["pad"]
        self._width = self._layers[0].scale.shape[0]
        if self._pad < len(self._layers):
            raise ValueError("is padded by less than it sees")
        rows = ROWS + 2 * self._pad
        self._wide = np.zeros((rows, 3 * self._width), dtype=np.float32)
        self._out = np.zeros((rows, self._layers[0].weights.shape[0]), dtype=np.float32)
        self._forget()

    def _forget(self) -> None:
        self._known: dict[int, int] = {}
        # Row 0 is the padding between documents: nothing.
        self._table = np.zeros((1024, self._width), dtype=np.float32)

    def __call__(self, docs: Sequence[Doc]) -> list[Floats]:
        """The vectors of each document, tokens by width."""
        rows = [self._rows(doc) for doc in docs]
        gap = np.zeros(self._pad, dtype=np.intp)
        flat = np.concatenate([part for found in rows for part in (gap, found)] + [gap])
        vectors = self._encode(flat)
        parts = []
        at = self._pad
        for found in rows:
            parts.append(vectors[at : at + len(found)])
            at += len(found) + self._pad
        return parts

    def _rows(self, doc: Doc) -> NDArray[np.intp]:
        """For each token, the row of its form in the table."""
        keys = ((doc.to_array(_KEY) * _MIX).sum(axis=1, dtype=np.uint64)).tolist()
        known = self._known
        if any(key not in known for key in keys):
            self._learn(doc, keys)
        return np.fromiter(map(known.__getitem__, keys), dtype=np.intp, count=len(keys))

    def _learn(self, doc: Doc, keys: list[int]) -> None:
        new = {key: i for i, key in enumerate(keys) if key not in self._known}
        first = len(self._known) + 1
        last = first + len(new)
        while last > len(self._table):
            self._table = np.concatenate([self._table, np.zeros_like(self._table)])
        forms = doc.to_array(self.columns)[list(new.values())]
        for start in range(0, len(forms), ROWS):
            part = forms[start : start + ROWS]
            self._table[first + start : first + start + len(part)] = self._mix.predict(self._hashes.predict(part))
        self._known.update(zip(new, range(first, last), strict=True))

    def _encode(self, flat: NDArray[np.intp]) -> Floats:
        """All convolutions, on pieces that see as far beyond their ends as the convolutions do."""
        out = np.empty((len(flat), self._width), dtype=np.float32)
        for start in range(0, len(flat), ROWS):
            stop = min(start + ROWS, len(flat))
            low, high = max(start - self._pad, 0), min(stop + self._pad, len(flat))
            x = self._table[flat[low:high]]
            for layer in self._layers:
                x = self._convolve(layer, x)
            out[start:stop] = x[start - low : stop - low]
        if len(self._known) > FORMS:
            self._forget()
        return out

    def _convolve(self, layer: _Layer, x: Floats) -> Floats:
        rows, width = x.shape
        wide, y = self._wide[:rows], self._out[:rows]
        wide[0, :width] = 0
        wide[1:, :width] = x[:-1]
        wide[:, width : 2 * width] = x
        wide[:-1, 2 * width :] = x[1:]
        wide[-1, 2 * width :] = 0
        OPS.gemm(wide, layer.weights, out=y, trans2=True)
        y += layer.bias
        best = y[:, :width]
        for piece in range(width, y.shape[1], width):
            np.maximum(best, y[:, piece : piece + width], out=best)
        # As thinc's LayerNorm: the mean, and numpy's own steps from it to the variance.
        count = np.float32(width)
        best = best - np.add.reduce(best, axis=1, keepdims=True) / count
        var = np.add.reduce(best * best, axis=1, keepdims=True) / count + 1e-08
        best *= var ** (-1.0 / 2.0)
        best *= layer.scale
        best += layer.shift
        best += x
        return best


def _parts(model: Any) -> tuple[Any, Any]:
    """The embedding and the encoding of a tok2vec; ValueError for another build than that of spaCy's small models."""
    try:
        embed, encode = model.layers
        names = [layer.name for layer in embed.layers]
        kinds = {node.name for node in embed.layers[2].layers[0].walk()} - {embed.layers[2].layers[0].name}
    except (ValueError, IndexError) as error:
        raise ValueError("is no embedding with an encoder") from error
    plain = len(names) == 5 and names[:2] == ["extract_features", "list2ragged"] and names[4] == "ragged2list"
    if not plain or not isinstance(model.ops, NumpyOps) or not model.ops.use_blis:
        raise ValueError("does not embed by hashes of a token's form, on the CPU")
    if not all(kind.startswith(("ints-getitem", "hashembed")) for kind in kinds):
        raise ValueError("embeds by more than hashes")
    return embed, encode


def _layer(residual: Any) -> _Layer:
    leaves = [node for node in residual.walk(order="dfs_pre") if not node.layers]
    if [node.name for node in leaves] != ["expand_window", "maxout", "layernorm", "dropout"]:
        raise ValueError(f"encodes by {[node.name for node in leaves]}")
    window, maxout, norm, _ = leaves
    width, pieces = maxout.get_dim("nO"), maxout.get_dim("nP")
    if window.attrs["window_size"] != 1 or maxout.get_dim("nI") != 3 * width or not residual.name.startswith("residual"):
        raise ValueError("sees other neighbours than one on each side")
    weights = maxout.get_param("W").reshape(width, pieces, 3 * width).transpose(1, 0, 2).reshape(width * pieces, 3 * width)
    bias = maxout.get_param("b").reshape(width, pieces).T.reshape(width * pieces)
    return _Layer(
        np.ascontiguousarray(weights), np.ascontiguousarray(bias), norm.get_param("G").copy(), norm.get_param("b").copy()
    )
