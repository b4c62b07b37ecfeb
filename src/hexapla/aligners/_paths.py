"""Paths through blocks: from the scores of beads to their probabilities, and to the best paths. Arrays only.

A block of n and m segments is a lattice of (n + 1) x (m + 1) nodes, and a bead of a kind (a, b) an edge from node (i, j)
to node (i + a, j + b). Scores of a kind are an array (block, i, j) over the nodes its beads start from, as far as they
stay within the largest block; what runs beyond a smaller block is never looked at. The probability of a path is
proportional to the exponential of the sum of its scores: a conditional random field over segmentations
(Sarawagi and Cohen 2004), with the forward-backward algorithm done a row of all blocks at a time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Doubles = NDArray[np.float64]
Scores = Mapping[tuple[int, int], Doubles]
Kind = tuple[int, int]
Size = tuple[int, int]
Path = list[tuple[Kind, int, int]]

NEVER = -1e6
"""Score of what is ruled out: finite, so that sums of it stay comparable."""
_LEAST = -1e300


class Arriving:
    """Beads by the node they end at, and room for the values of nodes.

    Args:
        scores: Scores of beads.
        height: Left nodes of the largest block.
        width: Right nodes of the largest block.

    Attributes:
        kinds: Kinds of beads with left segments.
        values: (left node, block, right node): values of nodes, to be filled row by row; minus infinity at first.
        along: (block, left node, right node): sums of the scores of right segments left alone, from the first on.
    """

    def __init__(self, scores: Scores, height: int, width: int) -> None:
        self.kinds = [kind for kind in scores if kind[0]]
        blocks = len(scores[self.kinds[0]])
        margin = max(max(kind) for kind in self.kinds)
        self._scores = np.full((height, blocks, len(self.kinds), width), -np.inf)
        for number, (a, b) in enumerate(self.kinds):
            self._scores[a:, :, number, b:] = scores[a, b].transpose(1, 0, 2)
        self._room = np.full((height + margin, blocks, width + margin), -np.inf)
        self.values = self._room[margin:, :, margin:]
        # Where the beads start that end at left node 0, as places in the room.
        nodes = np.arange(blocks)[:, None, None] * (width + margin) + np.arange(width)
        self._step = blocks * (width + margin)
        self._start = nodes + np.array([(margin - a) * self._step + margin - b for a, b in self.kinds])[:, None]
        self.along = np.zeros((blocks, height, width))
        if (0, 1) in scores:
            np.cumsum(scores[0, 1], 2, out=self.along[:, :, 1:])

    def incoming(self, i: int) -> Doubles:
        """(block, kind, right node): values of the beads that end at left node i, with all before them."""
        incoming: Doubles = self._room.take(self._start + i * self._step)
        incoming += self._scores[i]
        return incoming


def _shape(scores: Scores) -> tuple[int, int]:
    """Left and right nodes of the largest block."""
    (a, b), values = next(iter(scores.items()))
    return values.shape[1] + a, values.shape[2] + b


def _forward(scores: Scores, starts: Sequence[Size]) -> Doubles:
    """(block, left node, right node): log sum over all paths from the start of a block to each node."""
    height, width = _shape(scores)
    arriving = Arriving(scores, height, width)
    blocks = len(starts)
    at_row: dict[int, list[int]] = {}
    for block, (i, _) in enumerate(starts):
        at_row.setdefault(i, []).append(block)
    cols = np.array([j for _, j in starts])
    with np.errstate(divide="ignore"):
        for i in range(height):
            if i:
                incoming = arriving.incoming(i)
                top = np.maximum(incoming.max(1), _LEAST)
                incoming -= top[:, None]
                total = np.log(np.exp(incoming, out=incoming).sum(1))
                total += top
            else:
                total = np.full((blocks, width), -np.inf)
            if i in at_row:
                total[at_row[i], cols[at_row[i]]] = 0
            along = arriving.along[:, i]
            np.add(np.logaddexp.accumulate(total - along, 1), along, out=arriving.values[i])
    return arriving.values.transpose(1, 0, 2)


def probabilities(scores: Scores, sizes: Sequence[Size]) -> tuple[dict[Kind, Doubles], Doubles]:
    """Probability of every bead of blocks of so many segments, in the shape of `scores`; log sums over all paths."""
    height, width = _shape(scores)
    alpha = _forward(scores, [(0, 0)] * len(sizes))
    back = {kind: values[:, ::-1, ::-1] for kind, values in scores.items()}
    beta = _forward(back, [(height - 1 - n, width - 1 - m) for n, m in sizes])[:, ::-1, ::-1]
    total = alpha[np.arange(len(sizes)), [n for n, _ in sizes], [m for _, m in sizes]]
    result = {}
    for (a, b), values in scores.items():
        chance = alpha[:, : height - a, : width - b] + values
        chance += beta[:, a:, b:]
        chance -= total[:, None, None]
        result[a, b] = np.exp(np.minimum(chance, 0, out=chance), out=chance)
    return result, total


def best_paths(gains: Scores, sizes: Sequence[Size]) -> list[Path]:
    """For blocks of so many segments the path with the largest sum of gains: its beads' kinds and first nodes, in order."""
    height, width = _shape(gains)
    arriving = Arriving(gains, height, width)
    back = np.zeros((height, len(sizes), width), np.int64)
    for i in range(height):
        if i:
            incoming = arriving.incoming(i)
            incoming.argmax(1, out=back[i])
            total = incoming.max(1)
        else:
            total = np.full((len(sizes), width), -np.inf)
            total[:, 0] = 0
        along = arriving.along[:, i]
        run = np.maximum.accumulate(total - along, 1)
        # A node reached along the row: its best value was already there one node before.
        back[i, :, 1:][run[:, 1:] == run[:, :-1]] = -1
        np.add(along, run, out=arriving.values[i])
    return [_traced(back[:, block], arriving.kinds, n, m) for block, (n, m) in enumerate(sizes)]


def _traced(back: NDArray[np.int64], kinds: list[Kind], i: int, j: int) -> Path:
    path = []
    while i or j:
        kind = (0, 1) if back[i, j] < 0 or i == 0 else kinds[back[i, j]]
        i, j = i - kind[0], j - kind[1]
        path.append((kind, i, j))
    return path[::-1]


def best_path(gains: Scores, n: int, m: int) -> Path:
    """The best path through one block, whose arrays have no axis for blocks."""
    return best_paths(batched(gains), [(n, m)])[0]


def block_probabilities(scores: Scores, n: int, m: int) -> tuple[dict[Kind, Doubles], float]:
    """The probabilities of the beads of one block, whose arrays have no axis for blocks, and the log sum."""
    chance, total = probabilities(batched(scores), [(n, m)])
    return block_of(chance, 0, (n, m)), float(total[0])


def batched(scores: Scores) -> dict[Kind, Doubles]:
    """The arrays of one block with an axis for blocks."""
    return {kind: values[None] for kind, values in scores.items()}


def block_of(scores: Scores, block: int, size: Size) -> dict[Kind, Doubles]:
    """The arrays of one block of such a size, without an axis for blocks."""
    n, m = size
    return {(a, b): values[block, : n + 1 - a, : m + 1 - b] for (a, b), values in scores.items() if a <= n and b <= m}
