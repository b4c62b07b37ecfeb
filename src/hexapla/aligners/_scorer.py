"""The bead scorer: from the features of every possible bead of a block to its score. Weights are trained elsewhere.

Two small networks (one hidden layer and a linear part), one for beads with segments on both sides, one for segments left
alone. Their scores are those of a conditional random field; ``scripts/train_aligner`` makes the weights file.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import numpy as np

from hexapla.aligners._features import bead_features, kinds, null_features
from hexapla.aligners._measures import Block, Measures
from hexapla.aligners._paths import Kind
from hexapla.similarities import Floats


@dataclass(frozen=True, slots=True)
class Network:
    """A network with one hidden layer of rectified units beside a linear part, giving one number."""

    inner: Floats
    offset: Floats
    outer: Floats
    linear: Floats
    bias: float

    def __call__(self, features: Floats) -> Floats:
        """The value for each row of features (the last axis)."""
        # One product over all beads, with features first: that is how they stand in memory.
        table = np.moveaxis(features, -1, 0).reshape(features.shape[-1], -1)
        made = np.column_stack((self.inner, self.linear)).T @ table
        hidden, straight = made[:-1], made[-1]
        hidden += self.offset[:, None]
        np.maximum(hidden, 0, out=hidden)
        value: Floats = self.outer @ hidden + straight + np.float32(self.bias)
        return value.reshape(features.shape[:-1])

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> Network:
        """A network from its weights as plain lists."""
        inner, offset, outer, linear = (
            np.array(values[key], np.float32) for key in ("inner", "offset", "outer", "linear")
        )
        return cls(inner, offset, outer, linear, float(values["bias"]))


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
        return replace(self, alone=replace(self.alone, bias=self.alone.bias - by))

    def scores(self, block: Block) -> dict[Kind, Floats]:
        """The score of every bead of the block, by kind, over the nodes its beads start from."""
        here, mirror = Measures(block), Measures(block.flip())
        result = {(1, 0): self.alone(null_features(here)), (0, 1): self.alone(null_features(mirror)).T}
        for n, m in kinds(self.types, here.n, here.m):
            if n >= m:
                result[n, m] = self.beads(bead_features(here, mirror, n, m))
            else:
                result[n, m] = self.beads(bead_features(mirror, here, m, n)).T
        return result


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
