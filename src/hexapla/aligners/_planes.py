"""Planes: values of all pairs of places in several blocks, one pass over memory for all.

A plane is a flat array over (block, left node, right node), all blocks padded to the size of the largest. A step on either
side is then a shift of the plane. What runs beyond its block has a value without meaning.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from hexapla.similarities import Floats

REACH = 5
"""Places by which a plane can be shifted: one more than a side of a bead may hold."""


class Planes:
    """The shape that the planes of some blocks share.

    Args:
        sizes: Segments of each block, left and right.

    Attributes:
        sizes: As given.
        shape: Blocks, left nodes and right nodes: one more than the segments of the largest block.
    """

    def __init__(self, sizes: Sequence[tuple[int, int]]) -> None:
        self.sizes = list(sizes)
        height, width = (max(size[side] for size in sizes) + 1 for side in (0, 1))
        self.shape = (len(sizes), height, width)
        self._size = len(sizes) * height * width
        # Shifts by one place back and by up to REACH places forth on either side stay within the margins.
        self._front = width + 1
        self._length = self._front + self._size + REACH * (width + 1)

    def blank(self, *lead: int) -> Floats:
        """A plane of zeros, or several, with the margins that let it be shifted."""
        return np.zeros((*lead, self._length), np.float32)

    def core(self, plane: Floats) -> Floats:
        """A plane without its margins."""
        return plane[..., self._front : self._front + self._size]

    def grid(self, plane: Floats) -> Floats:
        """A plane, with or without margins, by block, left and right node."""
        plane = plane if plane.shape[-1] == self._size else self.core(plane)
        return plane.reshape(*plane.shape[:-1], *self.shape)

    def gathered(self, parts: Sequence[Floats]) -> Floats:
        """Planes with margins out of (..., left, right) arrays of each block."""
        plane = self.blank(*parts[0].shape[:-2])
        grid = self.grid(plane)
        for number, (part, (n, m)) in enumerate(zip(parts, self.sizes, strict=True)):
            grid[..., number, :n, :m] = part
        return plane

    def at(self, plane: Floats, left: int, right: int) -> Floats:
        """The plane shifted: at each node the value of the one so many places on."""
        start = self._front + left * self.shape[2] + right
        return plane[start : start + self._size]
