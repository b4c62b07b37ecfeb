"""What is known about each possible bead of a block, as numbers for the scorer. Choosing among beads is not done here.

Everything is symmetric: a bead with more segments on the right is described as its mirror image is, so exchanging the
two texts gives the mirrored alignment.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from hexapla.aligners._measures import Measures, sums
from hexapla.similarities import Floats

TYPES = ((1, 1), (2, 1), (3, 1), (4, 1), (2, 2), (3, 2), (3, 3), (4, 2), (4, 3), (4, 4))
"""Bead types with segments on both sides, the side with more segments first; mirror images belong to the same type."""


def bead_features(here: Measures, mirror: Measures, n: int, m: int) -> Floats:
    """Features of all n-m beads (n not less than m), by first segments: an array (left, right, feature)."""
    values = [*_shared(here, n, m), *here.block.whole, *(1.0 if kind == (n, m) else 0.0 for kind in TYPES)]
    for a, b in zip(_side(here, n, m), (value.T for value in _side(mirror, m, n)), strict=True):
        # Of two sides of one size neither comes first.
        values += (np.minimum(a, b), np.maximum(a, b)) if n == m else (a, b)
    return _gathered(values, (here.n - n + 1, here.m - m + 1))


def _gathered(values: list[Floats | float], shape: tuple[int, int]) -> Floats:
    """The features as one array with a last axis for them; in memory each stands in one piece."""
    result = np.empty((len(values), *shape), np.float32)
    for place, value in enumerate(values):
        result[place] = value
    return np.moveaxis(result, 0, -1)


def _shared(measures: Measures, n: int, m: int) -> list[Floats | float]:
    """Features that concern both sides of n-m beads alike."""
    block = measures.block
    rows, cols = measures.n - n + 1, measures.m - m + 1
    here, there = (slice(0, rows), slice(0, cols)), (slice(n, n + rows), slice(m, m + cols))
    cosine = measures.cosine(n, m)
    length_a, length_b = sums(block.left_lengths, n)[:, None], sums(block.right_lengths, m)[None]
    ratio = np.log(length_a + 4) - np.log(length_b + 4)
    spread = np.abs(length_a - length_b) / np.sqrt(length_a + (length_b + 4))
    left, right = block.left, block.right
    closed_a, closed_b = left.closed[n - 1 :, None], right.closed[None, m - 1 :]
    lower_a, lower_b = left.lower[:rows, None], right.lower[None, :cols]
    follow_a, follow_b = _follow(left.lower, n, rows)[:, None], _follow(right.lower, m, cols)[None]
    inner: list[Floats] | list[float] = [0.0] * 4
    borders = [(slice(p, p + rows), slice(q, q + cols)) for p in range(1, n) for q in range(1, m)]
    if borders:
        inner = [
            _most(np.minimum, [measures.shift[border] for border in borders]),
            _most(np.maximum, [measures.agree[border] for border in borders]),
            _most(np.maximum, [measures.firm[border] for border in borders], 0),
            _most(np.maximum, [measures.firm_agree[border] for border in borders], 0),
        ]
    return [
        cosine,
        np.minimum(cosine / block.whole[0], 2),
        np.sqrt(np.maximum(cosine, 0)),
        np.abs(ratio),
        np.minimum(ratio**2, 4),
        ratio if n != m else 0.0,
        np.minimum(spread / 3, 4),
        np.log(np.minimum(length_a, length_b) + 1) / 5,
        measures.cross[here] + measures.cross[there],
        measures.agree[here] + measures.agree[there],
        *inner,
        np.abs(closed_a - closed_b),
        left.mark[n - 1 :, None] == right.mark[None, m - 1 :],
        np.abs(lower_a - lower_b),
        np.minimum(lower_a, lower_b),
        np.abs(follow_a - follow_b),
        left.before[:rows, None] * right.before[None, :cols],
        left.after[n - 1 :, None] * right.after[None, m - 1 :],
    ]


def _most(choose: np.ufunc, values: list[Floats], least: float | None = None) -> Floats:
    """Element by element the largest (or smallest) of several arrays, and of `least` if it is given."""
    result: Floats = values[0].copy() if least is None else choose(values[0], np.float32(least))
    for value in values[1:]:
        choose(result, value, out=result)
    return result


def _follow(lower: Floats, width: int, count: int) -> Floats:
    """Whether what follows a side does not begin in lower case."""
    return np.append(1 - lower[width : width + count - 1], 1).astype(np.float32)


def _side(measures: Measures, n: int, m: int) -> list[Floats]:
    """Features that concern the left side of n-m beads (and in a mirrored block the right side)."""
    block = measures.block
    e = block.evidence
    rows, cols = measures.n - n + 1, measures.m - m + 1
    mass_a = measures.left_mass
    total_a = sums(mass_a, n)[:, None]
    cosine = measures.cosine(n, m)
    first, last = slice(0, rows), slice(n - 1, None)

    found = measures.found(n, m)
    best = sums(measures.left_best * mass_a, n)[:, None]
    # What the other side would lose if an outer segment of this one were left out, as a share of that segment.
    other = measures.held(n, m)[:rows]
    less = cosine
    fit = np.zeros((1, 1), np.float32)
    head, tail = e.right_head[first, :cols], e.right_tail[last, m - 1 :]
    if n > 1:
        shorter_held = measures.held(n - 1, m)
        without_first, without_last = shorter_held[1 : 1 + rows], shorter_held[:rows]
        loss = np.minimum((other - without_first) / mass_a[first, None], (other - without_last) / mass_a[last, None])
        shorter = measures.cosine(n - 1, m)
        less = cosine - np.maximum(shorter[1 : 1 + rows], shorter[:rows])
        # How much better lengths would agree without one of the outer segments.
        lengths, length_b = sums(block.left_lengths, n), np.log(sums(block.right_lengths, m) + 4)[None]
        outer = block.left_lengths[first], block.left_lengths[last]
        misfits = [np.abs(np.log(lengths - length + 4)[:, None] - length_b) for length in outer]
        fit = np.abs(np.log(lengths + 4)[:, None] - length_b) - np.minimum(*misfits)
        # Whether the outer segments, rather than their inner neighbours, hold the other side's beginning and end.
        head = head - e.right_head[1 : 1 + rows, :cols]
        tail = tail - e.right_tail[n - 2 : n - 2 + rows, m - 1 :]
    else:
        loss = other / total_a
    # What more would be found of the outer segments if the other side's neighbours belonged to the bead.
    gain_last, gain_first = measures.gain_last(m)[last, :cols], measures.gain_first(m)[first, :cols]
    more = -cosine
    if measures.n > n:
        longer = np.zeros((rows + 1, cols), np.float32)
        longer[1:-1] = measures.cosine(n + 1, m)
        more = np.maximum(longer[1:], longer[:-1]) - cosine
    look = block.left
    inner = np.zeros((3, rows), np.float32)
    for k in range(1, n):
        after = look.after[k - 1 : k - 1 + rows]
        inner[0] += look.closed[k - 1 : k - 1 + rows] * (1 - look.lower[k : k + rows])
        inner[1] += after
        inner[2] = np.maximum(inner[2], after)
    return [
        found / total_a,
        measures.least(n, m),
        loss,
        np.maximum(gain_last / mass_a[last, None], gain_first / mass_a[first, None]),
        (gain_last + gain_first) / total_a,
        (found - best) / total_a,
        less,
        more,
        np.minimum(head, tail),
        np.maximum(head, tail),
        fit,
        np.minimum(measures.astray(n, m), 3) / 2,
        *(values[:, None] for values in inner),
        look.closed[last, None],
        _follow(look.lower, n, rows)[:, None],
        look.before[first, None],
        look.after[last, None],
    ]


def null_features(measures: Measures) -> Floats:
    """Features of leaving left segment i without counterpart between right segments j - 1 and j: (n, m + 1, feature)."""
    block = measures.block
    e = block.evidence
    n, m = measures.n, measures.m
    shape = (n, m + 1)

    def beside(values: Floats) -> tuple[Floats, Floats]:
        """A value of left i with the right segment before and after the place, larger first."""
        padded = np.zeros((n, m + 2), np.float32)
        padded[:, 1:-1] = values
        before, after = padded[:, :-1], padded[:, 1:]
        return np.maximum(before, after), np.minimum(before, after)

    cosines = measures.cosine(1, 1)
    length = np.log(block.left_lengths + 1)[:, None] / 5
    both = np.zeros(shape, np.float32)
    both[:, 1:-1] = (e.left_found[1] / measures.left_mass[:, None])[:, :-1]
    single, other = measures.left_single, measures.right_single
    level = block.whole[0]
    values: list[Floats | float] = [
        *beside(cosines),
        *beside(single),
        *beside(other),
        both,
        cosines.max(1)[:, None],
        np.minimum(cosines.max(1)[:, None] / level, 2),
        measures.left_best[:, None],
        other.max(1)[:, None],
        length,
        1.0 * (block.left_lengths == 0)[:, None],
        block.left.closed[:, None],
        block.left.lower[:, None],
        np.minimum(measures.left_astray[0].min(1), 3)[:, None] / 2,
        block.left.before[:, None],
        block.left.after[:, None],
        *block.whole,
    ]
    return _gathered(values, shape)


def kinds(types: Iterable[tuple[int, int]], n: int, m: int) -> Iterator[tuple[int, int]]:
    """The bead types, and their mirror images, that fit into a block of n and m segments."""
    for many, few in types:
        for kind in dict.fromkeys(((many, few), (few, many))):
            if kind[0] <= n and kind[1] <= m:
                yield kind
