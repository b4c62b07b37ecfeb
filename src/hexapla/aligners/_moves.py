"""Moved passages: runs of beads among the segments that the best path leaves alone on both sides."""

from __future__ import annotations

import numpy as np

from hexapla.aligners._paths import Doubles, Kind, Scores

_NEVER = -1e6  # finite, so that sums of it stay comparable

Moved = tuple[Kind, int, int, float]


def moved_beads(scores: Scores, path: list[tuple[Kind, int, int]], n: int, m: int, price: float) -> list[Moved]:
    """Beads of moved passages: kind, first segments, confidence.

    A passage is a path anywhere in the block through segments that `path` leaves alone, whose score beats that of
    leaving them alone by more than `price`. The best passage is taken first, then the next among what remains.
    """
    alone_left, alone_right = np.full(n, np.nan), np.full(m, np.nan)
    for kind, i, j in path:
        if kind == (1, 0):
            alone_left[i] = scores[kind][i, j]
        elif kind == (0, 1):
            alone_right[j] = scores[kind][i, j]
    found: list[Moved] = []
    while not (np.isnan(alone_left).all() or np.isnan(alone_right).all()):
        gain, beads = _passage(scores, alone_left, alone_right, n, m)
        if gain <= price:
            break
        confidence = float(1 / (1 + np.exp(price - gain)))
        for kind, i, j in beads:
            alone_left[i : i + kind[0]] = np.nan
            alone_right[j : j + kind[1]] = np.nan
            found.append((kind, i, j, confidence))
    return found


def _passage(scores: Scores, alone_left: Doubles, alone_right: Doubles, n: int, m: int) -> tuple[float, list[tuple[Kind, int, int]]]:
    """The path of beads, from any node to any other, that gains most over leaving its segments alone."""
    sum_left, sum_right = np.concatenate(([0], np.cumsum(alone_left))), np.concatenate(([0], np.cumsum(alone_right)))
    sum_left = np.concatenate(([0], np.cumsum(np.nan_to_num(alone_left))))
    sum_right = np.concatenate(([0], np.cumsum(np.nan_to_num(alone_right))))
    held_left = np.concatenate(([0], np.cumsum(np.isnan(alone_left))))
    held_right = np.concatenate(([0], np.cumsum(np.isnan(alone_right))))
    kinds = [kind for kind in scores if kind[0] and kind[1]]
    best, back = np.zeros((n + 1, m + 1)), np.full((n + 1, m + 1), -1)
    gains = {}
    for a, b in kinds:
        cost = (sum_left[a:] - sum_left[:-a])[:, None] + (sum_right[b:] - sum_right[:-b])[None]
        free = (held_left[a:] == held_left[:-a])[:, None] & (held_right[b:] == held_right[:-b])[None]
        gains[a, b] = np.where(free, scores[a, b] - cost, _NEVER)
    for i in range(1, n + 1):
        if np.isnan(alone_left[i - 1]):
            continue
        for number, (a, b) in enumerate(kinds):
            if a <= i:
                value = best[i - a, : m + 1 - b] + gains[a, b][i - a]
                better = value > best[i, b:]
                best[i, b:][better] = value[better]
                back[i, b:][better] = number
    i, j = np.unravel_index(int(best.argmax()), best.shape)
    gain, beads = float(best[i, j]), []
    while back[i, j] >= 0 and best[i, j] > 0:
        kind = kinds[back[i, j]]
        i, j = i - kind[0], j - kind[1]
        beads.append((kind, int(i), int(j)))
    return gain, beads[::-1]


def without(scores: Scores, moved: list[Moved]) -> dict[Kind, Doubles]:
    """Scores under which the segments of moved beads stay out of the path, at no cost."""
    rows = {x for kind, i, _, _ in moved for x in range(i, i + kind[0])}
    cols = {x for kind, _, j, _ in moved for x in range(j, j + kind[1])}
    result = {kind: values.copy() for kind, values in scores.items()}
    for (a, b), values in result.items():
        for x in rows if a else ():
            values[max(x - a + 1, 0) : x + 1] = _NEVER if b else 0
        for x in cols if b else ():
            values[:, max(x - b + 1, 0) : x + 1] = _NEVER if a else 0
    return result
