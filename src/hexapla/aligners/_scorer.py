"""The bead scorer: from the features of every possible bead of a block to its score. Weights are trained elsewhere.

Two small networks (one hidden layer and a linear part), one for beads with segments on both sides, one for segments left
alone. Their scores are those of a conditional random field; ``scripts/train_aligner`` makes the weights file.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import numpy as np

from hexapla.aligners._features import Feature, bead_features, kinds, null_features
from hexapla.aligners._measures import Batch
from hexapla.aligners._paths import Doubles, Kind
from hexapla.similarities import Floats


@dataclass(frozen=True, slots=True)
class Network:
    """A network with one hidden layer of rectified units beside a linear part, giving one number.

    Attributes:
        inner: (units and one, features): weights of the hidden units, and last those of the linear part.
        offset: (units and one): what is added to each.
        outer: Weights of the hidden units in the result.
    """

    inner: Floats
    offset: Floats
    outer: Floats

    def __call__(self, features: Sequence[Feature]) -> Floats:
        """The value at each place of the planes, without margins. Features that are one number cost nothing."""
        planes: list[Floats] = []
        places: list[int] = []
        constants: list[float] = []
        others: list[int] = []
        for place, value in enumerate(features):
            if isinstance(value, np.ndarray):
                places.append(place)
                planes.append(value)
            elif value:
                others.append(place)
                constants.append(value)
        offset = self.offset + self.inner[:, others] @ np.array(constants, np.float32)
        table = np.empty((len(planes) + 1, len(planes[0])), np.float32)
        for row, plane in enumerate(planes):
            table[row] = plane
        table[-1] = 1
        made = np.column_stack((self.inner[:, places], offset)) @ table
        hidden, straight = made[:-1], made[-1]
        np.maximum(hidden, 0, out=hidden)
        result: Floats = self.outer @ hidden
        result += straight
        return result

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> Network:
        """A network from its weights as plain lists."""
        inner, offset, outer, linear = (
            np.array(values[key], np.float32) for key in ("inner", "offset", "outer", "linear")
        )
        return cls(
            np.ascontiguousarray(np.column_stack((inner, linear)).T),
            np.append(offset, np.float32(values["bias"])),
            outer,
        )


@dataclass(frozen=True, slots=True)
class Scorer:
    """Networks for beads and for single segments, and what a moved passage costs.

    Attributes:
        beads: Scores beads with segments on both sides.
        alone: Scores segments without counterpart.
        types: Bead types it scores, the side with more segments first.
        move: Score a moved passage must gain over leaving its segments alone.
        price: Probability a bead must have to be worth choosing (most beads right, as F1 counts them); at 0 the
            likeliest path as a whole is chosen.
        version: Of the weights.
    """

    beads: Network
    alone: Network
    types: tuple[tuple[int, int], ...]
    move: float
    price: float
    version: str

    def dearer(self, by: float) -> Scorer:
        """The same, but leaving a segment alone scores that much less."""
        offset = self.alone.offset.copy()
        offset[-1] -= by
        return replace(self, alone=replace(self.alone, offset=offset))

    def scores(self, batch: Batch) -> dict[Kind, Doubles]:
        """The score of every bead of the blocks, by kind: arrays (block, left, right) of the nodes they start from.

        Beads that run beyond their block have scores without meaning.
        """
        _, height, width = batch.planes.shape
        made = {(1, 0): self.alone(null_features(batch, True)), (0, 1): self.alone(null_features(batch, False))}
        for n, m in kinds(self.types, height - 1, width - 1):
            made[n, m] = self.beads(bead_features(batch, n, m))
        return {
            (n, m): batch.planes.grid(values)[:, : height - n, : width - m].astype(np.float64)
            for (n, m), values in made.items()
        }


@cache
def load(kind: str) -> Scorer:
    """The scorer that ships with the package: for lines, for lines compared by meaning, or for pieces of running text."""
    return read(files("hexapla.aligners").joinpath(f"_{kind}.json"))


def read(file: Traversable) -> Scorer:
    """The scorer in a weights file."""
    values = json.loads(file.read_text("utf-8"))
    networks = Network.read(values["beads"]), Network.read(values["alone"])
    types = tuple((many, few) for many, few in values["types"])
    return Scorer(*networks, types, float(values["move"]), float(values["price"]), str(values["version"]))
