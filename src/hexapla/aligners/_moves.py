"""Moved passages: paths of beads elsewhere in the block that are worth more than what the best path makes of them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hexapla.aligners._paths import (
    NEVER,
    Arriving,
    Doubles,
    Kind,
    Path,
    Scores,
    batched,
    best_path,
    block_of,
    block_probabilities,
)

_SKIP, _SKIP_BEAD = 0.5, 4.0  # cost for a passage to step over a segment: one the path leaves alone, and one of a bead
_DEAR = {1: 2.0, 2: 1.4}  # how much dearer the fewest beads are, more likely a chance likeness than a passage
_WITHIN = 8  # times as many beads as a passage may have of others within it
_BEYOND = 1e15  # share of what is beyond a block: no passage pays it
_TRIES = 3  # passages that turn out worse than they looked before the search is given up

Step = tuple[Kind, int, int]


def may_move(scores: Scores, paths: list[Path], sizes: list[tuple[int, int]], price: float) -> list[bool]:
    """For each of several blocks with their best paths whether some passage might gain more than `price`.

    Scores have an axis for blocks. Of the beads that start with one left segment a passage has one at most.
    """
    if not np.isfinite(price):
        return [False] * len(paths)
    (a, b), values = next(iter(scores.items()))
    left, right = (np.full((len(paths), values.shape[side] + kind), _BEYOND) for side, kind in ((1, a - 1), (2, b - 1)))
    for number, (path, (n, m)) in enumerate(zip(paths, sizes, strict=True)):
        left[number, :n], right[number, :m] = _shares(block_of(scores, number, (n, m)), path, [], n, m)
    sums = [np.concatenate((np.zeros((len(paths), 1)), np.cumsum(side, 1)), 1) for side in (left, right)]
    best = np.zeros(left.shape)
    for (a, b), values in scores.items():
        if a and b:
            cost = [side[:, of:] - side[:, :-of] for side, of in zip(sums, (a, b), strict=True)]
            gain = (values - cost[1][:, None]).max(2) - cost[0]
            np.maximum(best[:, : gain.shape[1]], gain, out=best[:, : gain.shape[1]])
    return [bool(gain > price) for gain in best.sum(1)]


def with_moves(
    scores: Scores, main: Scores, path: list[Step], n: int, m: int, price: float
) -> tuple[list[Step], list[tuple[Step, float]]]:
    """The best path through a block and the beads of passages that moved out of it, these with a confidence.

    A moved passage is a path between any two nodes. It has to gain more than `price` over what the best path makes of
    the same segments, and the best path is found anew without them: the total must rise. The most promising passage
    is tried first, then the next among what remains. The best path is sought under the scores `main`, which may rule
    out what only a moved passage may do; `path` is the best one as long as nothing moves.
    """
    total = _value(scores, path)
    moved: list[tuple[Step, float]] = []
    barred = np.zeros((n, m), bool)
    paid, tries = 0.0, 0
    while tries < _TRIES and np.isfinite(price):
        costs = _shares(scores, path, [step for step, _ in moved], n, m)
        passage = _passage(scores, *costs, *_skips(path, n, m), barred, 0.0 if moved else price)
        if passage is None:
            break
        _, steps = passage
        left_out = without(main, [*(step for step, _ in moved), *steps])
        new_path = best_path(left_out, n, m)
        worth = sum(float(scores[kind][i, j]) for kind, i, j in (*steps, *(step for step, _ in moved)))
        new_total = _value(left_out, new_path) + worth
        size = min(len(steps), _crossed(steps, new_path))
        fare = paid
        if not _continues(steps, [step for step, _ in moved]):
            fare += price * _DEAR.get(size, 1.0)
        if size and new_total - fare > total:
            confidence = float(1 / (1 + np.exp(min(fare - (new_total - total), 50))))
            moved += zip(steps, (confidence * chance for chance in _certainty(scores, steps)), strict=True)
            path, total, paid = new_path, new_total - fare, fare
        else:
            tries += 1
        for kind, i, j in steps:
            barred[i : i + kind[0], j : j + kind[1]] = True
    if not moved:
        return path, []
    return best_path(without(main, [step for step, _ in moved]), n, m), moved


def _certainty(scores: Scores, steps: list[Step]) -> list[float]:
    """The probability of every bead of a passage, if the passage as such is right."""
    (_, top, start), (kind, i, j) = steps[0], steps[-1]
    n, m = i + kind[0] - top, j + kind[1] - start
    inside = {
        (a, b): values[top : top + n + 1 - a, start : start + m + 1 - b]
        for (a, b), values in scores.items()
        if a <= n and b <= m
    }
    chance, _ = block_probabilities(inside, n, m)
    return [float(chance[kind][i - top, j - start]) for kind, i, j in steps]


def _crossed(steps: list[Step], path: list[Step]) -> int:
    """How many beads of the path the passage crosses: it stands before them on one side and after them on the other.

    0 as well if many beads of the path stand within it: then it is no passage.
    """
    (_, first, start), (_, last, end) = steps[0], steps[-1]
    beads = [(i, j) for kind, i, j in path if kind[0] and kind[1]]
    outside = [(i, j) for i, j in beads if not (first <= i <= last or start <= j <= end)]
    if (len(beads) - len(outside)) * _WITHIN > len(steps):
        return 0
    return sum((i < first) != (j < start) for i, j in outside)


def _value(scores: Scores, path: list[Step]) -> float:
    return sum(float(scores[kind][i, j]) for kind, i, j in path)


def _continues(steps: list[Step], moved: list[Step]) -> bool:
    """Whether the passage begins where a moved passage ends, or ends where one begins."""
    (_, i, j), (kind, p, q) = steps[0], steps[-1]
    ends = {(i + kind[0], j + kind[1]) for kind, i, j in moved}
    begins = {(i, j) for _, i, j in moved}
    return (i, j) in ends or (p + kind[0], q + kind[1]) in begins


def _shares(scores: Scores, path: list[Step], moved: list[Step], n: int, m: int) -> tuple[Doubles, Doubles]:
    """What each segment contributes to the score of the path, not a number where it has moved already."""
    left, right = np.zeros(n), np.zeros(m)
    for kind, i, j in path:
        share = scores[kind][i, j] / sum(kind)
        left[i : i + kind[0]] = share
        right[j : j + kind[1]] = share
    for kind, i, j in moved:
        left[i : i + kind[0]] = np.nan
        right[j : j + kind[1]] = np.nan
    return left, right


def _skips(path: list[Step], n: int, m: int) -> tuple[Doubles, Doubles]:
    """What it costs a passage to step over each segment."""
    left, right = np.full(n, _SKIP), np.full(m, _SKIP)
    for kind, i, j in path:
        if kind[0] and kind[1]:
            left[i : i + kind[0]] = _SKIP_BEAD
            right[j : j + kind[1]] = _SKIP_BEAD
    return left, right


def _passage(
    scores: Scores,
    left: Doubles,
    right: Doubles,
    skip_left: Doubles,
    skip_right: Doubles,
    barred: NDArray[np.bool_],
    least: float,
) -> tuple[float, list[Step]] | None:
    """The path of beads between any two nodes that gains most over the segments' `left` and `right` shares.

    None if there is none, or clearly none that gains more than `least`.
    """
    n, m = len(left), len(right)
    sum_left, sum_right = (np.concatenate(([0.0], np.cumsum(np.nan_to_num(side)))) for side in (left, right))
    gone_left, gone_right = (np.concatenate(([0], np.cumsum(np.isnan(side)))) for side in (left, right))
    kinds = [kind for kind in scores if kind[0] and kind[1]]
    gains = []
    for a, b in kinds:
        cost = (sum_left[a:] - sum_left[:-a])[:, None] + (sum_right[b:] - sum_right[:-b])[None]
        free = (gone_left[a:] == gone_left[:-a])[:, None] & (gone_right[b:] == gone_right[:-b])[None]
        free &= ~barred[: n + 1 - a, : m + 1 - b]
        gains.append(np.where(free, scores[a, b] - cost, NEVER))
    most = np.zeros(n)
    for one in gains:
        np.maximum(most[: len(one)], one.max(1), out=most[: len(one)])
    if most.sum() <= least:
        return None
    arriving = Arriving(batched(dict(zip(kinds, gains, strict=True))), n + 1, m + 1)
    best, back = arriving.values[:, 0], np.full((n + 1, m + 1), -1)
    best[0] = 0
    slope = np.concatenate(([0.0], np.cumsum(skip_right)))
    for i in range(1, n + 1):
        row, origin = best[i], back[i]
        incoming = arriving.incoming(i)[0]
        np.maximum(incoming.max(0), 0, out=row)
        origin[:] = np.where(row > 0, incoming.argmax(0), -1)
        skipped = best[i - 1] - skip_left[i - 1]
        better = skipped > row
        row[better], origin[better] = skipped[better], len(kinds)
        run = np.maximum.accumulate(row + slope) - slope
        better = run > row + 1e-9
        row[better], origin[better] = run[better], len(kinds) + 1
    i, j = (int(x) for x in np.unravel_index(int(best.argmax()), best.shape))
    gain, steps = float(best[i, j]), []
    while best[i, j] > 0 and back[i, j] >= 0:
        kind = kinds[back[i, j]] if back[i, j] < len(kinds) else ((1, 0), (0, 1))[back[i, j] - len(kinds)]
        i, j = i - kind[0], j - kind[1]
        if kind[0] and kind[1]:
            steps.append((kind, i, j))
    return (gain, steps[::-1]) if steps and gain > 0 else None


def without(scores: Scores, moved: list[Step]) -> dict[Kind, Doubles]:
    """Scores under which the segments of moved beads stay out of the path, at no cost."""
    rows = {x for kind, i, _ in moved for x in range(i, i + kind[0])}
    cols = {x for kind, _, j in moved for x in range(j, j + kind[1])}
    result = {kind: values.copy() for kind, values in scores.items()}
    for (a, b), values in result.items():
        for x in rows if a else ():
            values[max(x - a + 1, 0) : x + 1] = NEVER if b else 0
        for x in cols if b else ():
            values[:, max(x - b + 1, 0) : x + 1] = NEVER if a else 0
    return result
