"""Paths through a block: from the scores of beads to their probabilities, and to the best path. Arrays only.

A block of n and m segments is a lattice of (n + 1) x (m + 1) nodes, and a bead of a kind (a, b) an edge from node (i, j)
to node (i + a, j + b). Scores of a kind are an array over the nodes its beads start from. The probability of a path is
proportional to the exponential of the sum of its scores: a conditional random field over segmentations
(Sarawagi and Cohen 2004), with the forward-backward algorithm done a row at a time.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

Doubles = NDArray[np.float64]
Scores = Mapping[tuple[int, int], Doubles]
Kind = tuple[int, int]

NEVER = -1e6
"""Score of what is ruled out: finite, so that sums of it stay comparable."""


def _arriving(scores: Scores, n: int, m: int) -> tuple[list[Kind], Doubles, NDArray[np.int64], Doubles]:
    """Beads with left segments by the node they end at: kinds, scores, where they start, and room for values of nodes.

    Scores are an array (left, kind, right) of nodes; those of beads that would begin outside the block are minus
    infinity. The room for the nodes' values has a margin of minus infinity above and before the block; where beads
    start is told for those that end at left node 0, as places in that room.
    """
    kinds = [kind for kind in scores if kind[0]]
    margin = max(max(kind) for kind in kinds)
    arriving = np.full((n + 1, len(kinds), m + 1), -np.inf)
    for number, (a, b) in enumerate(kinds):
        arriving[a:, number, b:] = scores[a, b]
    width = m + 1 + margin
    start = np.array([(margin - a) * width + margin - b for a, b in kinds])[:, None] + np.arange(m + 1)
    return kinds, arriving, start, np.full((n + 1 + margin, width), -np.inf)


def _along(scores: Scores, n: int, m: int) -> Doubles:
    """Sums of the scores of right segments left alone, from the first on, for each left node."""
    along = np.zeros((n + 1, m + 1))
    if (0, 1) in scores:
        np.cumsum(scores[0, 1], 1, out=along[:, 1:])
    return along


def _forward(scores: Scores, n: int, m: int) -> Doubles:
    """Log sum over all paths from (0, 0) to each node."""
    _, arriving, start, nodes = _arriving(scores, n, m)
    alpha = nodes[-n - 1 :, -m - 1 :]
    along = _along(scores, n, m)
    total = np.full(m + 1, -np.inf)
    total[0] = 0
    with np.errstate(invalid="ignore"):
        for i in range(n + 1):
            if i:
                start += nodes.shape[1]
                total = np.logaddexp.reduce(nodes.take(start) + arriving[i], 0)
            if (0, 1) in scores:
                total = along[i] + np.logaddexp.accumulate(total - along[i])
            alpha[i] = total
    return alpha


def probabilities(scores: Scores, n: int, m: int) -> tuple[dict[Kind, Doubles], float]:
    """Probability of every bead, in the shape of `scores`, and the log sum over all paths."""
    alpha = _forward(scores, n, m)
    beta = _forward({kind: values[::-1, ::-1] for kind, values in scores.items()}, n, m)[::-1, ::-1]
    total = alpha[n, m]
    result = {}
    for (a, b), values in scores.items():
        result[a, b] = np.exp(np.minimum(alpha[: n + 1 - a, : m + 1 - b] + values + beta[a:, b:] - total, 0))
    return result, float(total)


def best_path(gains: Scores, n: int, m: int) -> list[tuple[Kind, int, int]]:
    """The path with the largest sum of gains: its beads' kinds and first nodes, in order."""
    kinds, arriving, start, nodes = _arriving(gains, n, m)
    best = nodes[-n - 1 :, -m - 1 :]
    along = _along(gains, n, m)
    back = np.zeros((n + 1, m + 1), np.int64)
    total = np.full(m + 1, -np.inf)
    total[0] = 0
    for i in range(n + 1):
        if i:
            start += nodes.shape[1]
            incoming = nodes.take(start)
            incoming += arriving[i]
            incoming.argmax(0, out=back[i])
            total = incoming.max(0)
        run = np.maximum.accumulate(total - along[i])
        # A node reached along the row: its best value was already there one node before.
        back[i, 1:][run[1:] == run[:-1]] = -1
        np.add(along[i], run, out=best[i])
    path = []
    i, j = n, m
    while i or j:
        kind = (0, 1) if back[i, j] < 0 or i == 0 else kinds[back[i, j]]
        i, j = i - kind[0], j - kind[1]
        path.append((kind, i, j))
    return path[::-1]
