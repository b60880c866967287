"""Named entities as spaCy's recogniser finds them, for all tokens of a batch at once instead of one after another.

The recogniser walks over a text with one decision a token. Outside an entity, which is where it mostly is, its decision
looks at nothing but that token, so these decisions are made together. Where one opens an entity, the walk to its end is
taken, for all such openings side by side; openings inside an entity that was found earlier were never reached, and fall
away. Numbers, their order of addition and what is allowed are those of spaCy's ``TransitionBasedParser`` and
``BiluoPushDown``, so that the entities are the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc, Span

from kg.reading.swift.vectors import OPS, ROWS, Floats, Vectors, batched

Bits = NDArray[np.bool_]


class Entities:
    """The entity recogniser `ner` of a pipeline. Raises ValueError for one of another build than spaCy's small models'."""

    def __init__(self, ner: Any) -> None:
        model = ner.model
        if not model.attrs["has_upper"] or model.attrs["unseen_classes"] or ner.cfg["beam_width"] != 1:
            raise ValueError("decides otherwise than greedily in two layers")
        if [layer.name for layer in model.layers[0].layers[1:]] != ["list2array", "linear"]:
            raise ValueError("has other layers")
        self.ner = ner
        self.vectors = Vectors(model.layers[0].layers[0])
        self._project = model.layers[0].layers[2]
        lower, upper = model.layers[1:]
        features, self._hidden, self._pieces = (lower.get_dim(name) for name in ("nF", "nO", "nP"))
        if features != 3 or self._pieces < 2:
            raise ValueError("looks at other tokens")
        # The token that is read, the first of the open entity, the last that was read of it.
        self._weights = [np.ascontiguousarray(w.reshape(-1, w.shape[-1])) for w in lower.get_param("W")]
        self._absent = lower.get_param("pad").reshape(features, -1)
        self._bias = lower.get_param("b").reshape(-1)
        self._upper, self._shift = upper.get_param("W"), upper.get_param("b")
        self._moves(ner)

    def _moves(self, ner: Any) -> None:
        """What each class of the model's output means."""
        names = [ner.moves.get_class_name(i) for i in range(self._upper.shape[0])]
        kind = np.array([name.partition("-")[0] for name in names])
        named = np.array([name.endswith(tuple("-" + label for label in ner.labels)) for name in names])
        if set(kind) != set("BILUO") or sum(named | (kind == "O")) + ("U-" in names) != len(names):
            raise ValueError(f"moves by {sorted(set(kind))}")
        strings = ner.vocab.strings
        self._label = [strings.add(name.partition("-")[2]) for name in names]
        self._begins, self._units = (kind == "B") & named, (kind == "U") & named
        self._never = ~(self._begins | self._units | (kind == "O"))
        at = {name: i for i, name in enumerate(names)}
        swap = [(at.get("I-" + name.partition("-")[2], 0), at.get("L-" + name.partition("-")[2], 0)) for name in names]
        self._inside, self._last = (np.array(side) for side in zip(*swap, strict=True))
        if (self._inside[self._begins] > self._last[self._begins]).any():
            raise ValueError("prefers ends where two moves are as good")

    def __call__(self, doc: Doc) -> Doc:
        """`doc` with its entities."""
        self._set([doc])
        return doc

    def pipe(self, docs: Iterable[Doc], *, batch_size: int = 32) -> Iterator[Doc]:
        """`docs` with their entities, in order."""
        for batch in batched(docs, batch_size):
            self._set(batch)
            yield from batch

    def _set(self, batch: list[Doc]) -> None:
        docs = []
        marks = []
        for doc in batch:
            found = doc.to_array(["SENT_START", "IS_SPACE", "ENT_IOB"])
            if found[:, 2].any():
                self.ner(doc)
            elif len(doc):
                docs.append(doc)
                marks.append(found)
        if not docs:
            return
        space = np.concatenate([found[:, 1] for found in marks]).astype(bool)
        # No entity goes on over the end of a sentence, or of the text.
        ends = np.concatenate([np.append(found[1:, 0] == 1, True) for found in marks])
        states = np.concatenate([self._project.predict(vectors) for vectors in self.vectors(docs)])
        spans = self._spans(states, space, ends)
        at = 0
        for doc in docs:
            stop = at + len(doc)
            ents = []
            while spans and spans[-1][0] < stop:
                first, last, move = spans.pop()
                ents.append(Span(doc, first - at, last - at, label=self._label[move]))
            doc.set_ents(ents, default="outside")
            at = stop

    def _spans(self, states: Floats, space: Bits, ends: Bits) -> list[tuple[int, int, int]]:
        """Entities as first token, token after the last, and a move that has their label; the last comes first."""
        moves = self._outside(states, space, ends)
        units = np.flatnonzero(self._units[moves])
        begins = np.flatnonzero(self._begins[moves])
        stops = np.empty(len(moves), dtype=np.intp)
        stops[units] = units + 1
        stops[begins] = self._walk(states, ends, begins, moves)
        spans = []
        reached = 0
        for first in np.union1d(units, begins).tolist():
            if first >= reached:
                reached = int(stops[first])
                spans.append((first, reached, int(moves[first])))
        return spans[::-1]

    def _outside(self, states: Floats, space: Bits, ends: Bits) -> NDArray[np.intp]:
        """The best move at each token, were no entity open there."""
        moves = np.empty(len(states), dtype=np.intp)
        for start in range(0, len(states), ROWS):
            part = slice(start, start + ROWS)
            read = OPS.gemm(states[part], self._weights[0], trans2=True)
            scores = self._scores(read, self._absent[1], self._absent[2])
            scores[:, self._never] = -np.inf
            scores[np.ix_(ends[part] | space[part], self._begins)] = -np.inf
            scores[np.ix_(space[part], self._units)] = -np.inf
            moves[part] = scores.argmax(axis=1)
        return moves

    def _walk(self, states: Floats, ends: Bits, begins: NDArray[np.intp], moves: NDArray[np.intp]) -> NDArray[np.intp]:
        """Where the entities that begin at `begins` stop (the token after their last)."""
        stops = np.empty(len(begins), dtype=np.intp)
        going = np.arange(len(begins))
        opened = OPS.gemm(states[begins], self._weights[1], trans2=True) if len(begins) else np.empty((0, 0), dtype=np.float32)
        at = begins + 1
        while len(going):
            read = OPS.gemm(states[at], self._weights[0], trans2=True)
            before = OPS.gemm(states[at - 1], self._weights[2], trans2=True)
            scores = self._scores(read, opened[going], before)
            kind = moves[begins[going]]
            row = np.arange(len(going))
            on = ~ends[at] & (scores[row, self._inside[kind]] >= scores[row, self._last[kind]])
            stops[going[~on]] = at[~on] + 1
            going, at = going[on], at[on] + 1
        return stops

    def _scores(self, read: Floats, opened: Floats, before: Floats) -> Floats:
        """What each move scores for sums of features, in the order in which spaCy adds them."""
        read += opened
        read += before
        read += self._bias
        pieces = read.reshape(len(read), self._hidden, self._pieces)
        hidden = pieces[:, :, 0]
        for piece in range(1, self._pieces):
            hidden = np.maximum(hidden, pieces[:, :, piece])
        scores: Floats = OPS.gemm(np.ascontiguousarray(hidden), self._upper, trans2=True)
        scores += self._shift
        return scores
