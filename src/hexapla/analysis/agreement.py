"""How much metrics agree: correlations of their row scores. Which rows two systems differ on most is answered here as well."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def ranks(values: Sequence[float]) -> Floats:
    """Ranks from 1, equal values with the mean of theirs."""
    given = np.asarray(values, np.float64)
    _, places, counts = np.unique(given, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    found: Floats = ((ends - counts + 1 + ends) / 2.0)[places]
    return found


def pearson(one: Sequence[float] | Floats, other: Sequence[float] | Floats) -> float:
    """Pearson's correlation; nan where one side does not vary."""
    a, b = np.asarray(one, np.float64), np.asarray(other, np.float64)
    if len(a) < 2:
        return float("nan")
    a, b = a - a.mean(), b - b.mean()
    below = float(np.sqrt((a @ a) * (b @ b)))
    return float(a @ b) / below if below else float("nan")


def spearman(one: Sequence[float], other: Sequence[float]) -> float:
    """Spearman's rank correlation."""
    return pearson(ranks(one), ranks(other))


def correlations(scores: Mapping[str, Sequence[float]]) -> list[tuple[str, str, float, float]]:
    """Of every two metrics: names, Pearson's and Spearman's correlation of their row scores."""
    return [
        (one, other, pearson(scores[one], scores[other]), spearman(scores[one], scores[other]))
        for one, other in combinations(scores, 2)
    ]


def most_different(one: Sequence[float], other: Sequence[float], count: int) -> list[tuple[int, float]]:
    """Numbers of the rows in which two systems' scores differ most, with the first's minus the second's."""
    apart = [(row, a - b) for row, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    return sorted(apart, key=lambda pair: (-abs(pair[1]), pair[0]))[:count]
