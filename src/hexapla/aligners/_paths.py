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


def _forward(scores: Scores, n: int, m: int) -> Doubles:
    """Log sum over all paths from (0, 0) to each node."""
    kinds = [kind for kind in scores if kind[0]]
    alpha = np.full((n + 1, m + 1), -np.inf)
    incoming = np.empty((len(kinds) + 1, m + 1))
    with np.errstate(invalid="ignore"):
        for i in range(n + 1):
            incoming[:] = -np.inf
            if i == 0:
                incoming[-1, 0] = 0
            for row, (a, b) in enumerate(kinds):
                if a <= i:
                    np.add(alpha[i - a, : m + 1 - b], scores[a, b][i - a], out=incoming[row, b:])
            total = np.logaddexp.reduce(incoming, 0)
            if (0, 1) in scores:
                along = np.concatenate(([0.0], np.cumsum(scores[0, 1][i])))
                total = along + np.logaddexp.accumulate(total - along)
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
    kinds = [kind for kind in gains if kind[0]]
    best = np.full((n + 1, m + 1), -np.inf)
    back = np.zeros((n + 1, m + 1), np.int64)
    incoming = np.empty((len(kinds), m + 1))
    columns = np.arange(m + 1)
    for i in range(n + 1):
        if i == 0:
            total = np.full(m + 1, -np.inf)
            total[0] = 0
        else:
            incoming[:] = -np.inf
            for row, (a, b) in enumerate(kinds):
                if a <= i:
                    np.add(best[i - a, : m + 1 - b], gains[a, b][i - a], out=incoming[row, b:])
            back[i] = incoming.argmax(0)
            total = incoming[back[i], columns]
        along = np.concatenate(([0.0], np.cumsum(gains[0, 1][i])))
        run = np.maximum.accumulate(total - along)
        # A node reached along the row: its best value was already there one node before.
        held = np.concatenate(([False], run[1:] == run[:-1]))
        back[i, held] = -1
        best[i] = along + run
    path = []
    i, j = n, m
    while i or j:
        kind = (0, 1) if back[i, j] < 0 or i == 0 else kinds[back[i, j]]
        i, j = i - kind[0], j - kind[1]
        path.append((kind, i, j))
    return path[::-1]
