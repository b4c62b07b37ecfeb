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
    result = np.empty((here.n - n + 1, here.m - m + 1, len(values)), np.float32)
    for place, value in enumerate(values):
        result[..., place] = value
    return result


def _shared(measures: Measures, n: int, m: int) -> list[Floats | float]:
    """Features that concern both sides of n-m beads alike."""
    block = measures.block
    rows, cols = measures.n - n + 1, measures.m - m + 1
    here, there = (slice(0, rows), slice(0, cols)), (slice(n, n + rows), slice(m, m + cols))
    cosine = measures.cosine(n, m)
    length_a, length_b = sums(block.left_lengths, n)[:, None], sums(block.right_lengths, m)[None]
    ratio = np.log((length_a + 4) / (length_b + 4))
    spread = np.abs(length_a - length_b) / np.sqrt(length_a + length_b + 4)
    left, right = block.left, block.right
    closed_a, closed_b = left.closed[n - 1 :, None], right.closed[None, m - 1 :]
    lower_a, lower_b = left.lower[:rows, None], right.lower[None, :cols]
    follow_a, follow_b = _follow(left.lower, n, rows)[:, None], _follow(right.lower, m, cols)[None]
    inner = np.zeros((4, rows, cols), np.float32)
    borders = [(p, q) for p in range(1, n) for q in range(1, m)]
    if borders:
        inner[0], inner[1] = np.inf, -np.inf
    for p, q in borders:
        cross, agree = measures.cross[p : p + rows, q : q + cols], measures.agree[p : p + rows, q : q + cols]
        firm = left.after[p - 1 : p - 1 + rows, None] * right.after[None, q - 1 : q - 1 + cols]
        inner[0] = np.minimum(inner[0], cross - agree)
        inner[1] = np.maximum(inner[1], agree)
        inner[2] = np.maximum(inner[2], firm)
        inner[3] = np.maximum(inner[3], firm * (agree - cross))
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
        (left.mark[n - 1 :, None] == right.mark[None, m - 1 :]).astype(np.float32),
        np.abs(lower_a - lower_b),
        np.minimum(lower_a, lower_b),
        np.abs(follow_a - follow_b),
        left.before[:rows, None] * right.before[None, :cols],
        left.after[n - 1 :, None] * right.after[None, m - 1 :],
    ]


def _follow(lower: Floats, width: int, count: int) -> Floats:
    """Whether what follows a side does not begin in lower case."""
    return np.append(1 - lower[width : width + count - 1], 1).astype(np.float32)


def _side(measures: Measures, n: int, m: int) -> list[Floats]:
    """Features that concern the left side of n-m beads (and in a mirrored block the right side)."""
    block = measures.block
    e = block.evidence
    rows, cols = measures.n - n + 1, measures.m - m + 1
    mass_a = np.maximum(e.left_mass, 1e-6)
    total_a = sums(mass_a, n)[:, None]
    cosine = measures.cosine(n, m)
    first, last = slice(0, rows), slice(n - 1, None)

    parts = [e.left_found[m - 1][k : k + rows, :cols] for k in range(n)]
    shares = [part / mass_a[k : k + rows, None] for k, part in enumerate(parts)]
    found = np.sum(parts, 0)
    best = sums(measures.left_best * mass_a, n)[:, None]
    # What the other side would lose if an outer segment of this one were left out, as a share of that segment.
    other = _across(e.right_found[n - 1][:rows], m, cols)
    loss = other / total_a
    less = cosine
    fit = np.zeros((rows, cols), np.float32)
    length_a, length_b = sums(block.left_lengths, n)[:, None], sums(block.right_lengths, m)[None]
    head, tail = e.right_head[first, :cols], e.right_tail[last, m - 1 :]
    if n > 1:
        without_first = _across(e.right_found[n - 2][1 : 1 + rows], m, cols)
        without_last = _across(e.right_found[n - 2][:rows], m, cols)
        loss = np.minimum((other - without_first) / mass_a[first, None], (other - without_last) / mass_a[last, None])
        shorter = measures.cosine(n - 1, m)
        less = cosine - np.maximum(shorter[1 : 1 + rows], shorter[:rows])
        # How much better lengths would agree without one of the outer segments.
        outer = block.left_lengths[first, None], block.left_lengths[last, None]
        misfits = [np.abs(np.log((length_a - length + 4) / (length_b + 4))) for length in outer]
        fit = np.abs(np.log((length_a + 4) / (length_b + 4))) - np.minimum(*misfits)
        # Whether the outer segments, rather than their inner neighbours, hold the other side's beginning and end.
        head = head - e.right_head[1 : 1 + rows, :cols]
        tail = tail - e.right_tail[n - 2 : n - 2 + rows, m - 1 :]
    # What more would be found of the outer segments if the other side's neighbours belonged to the bead.
    gain_last = e.left_found[m][last, :cols] - e.left_found[m - 1][last, :cols]
    gain_first = np.zeros((rows, cols), np.float32)
    gain_first[:, 1:] = e.left_found[m][first, : cols - 1] - e.left_found[m - 1][first, 1:cols]
    more = -cosine
    if measures.n > n:
        longer = measures.cosine(n + 1, m)
        more = np.maximum(np.pad(longer, ((0, 1), (0, 0))), np.pad(longer, ((1, 0), (0, 0)))) - cosine
    astray = np.sum([measures.left_astray[m - 1][k : k + rows, :cols] for k in range(n)], 0)
    look = block.left
    inner = np.zeros((3, rows), np.float32)
    for k in range(1, n):
        after = look.after[k - 1 : k - 1 + rows]
        inner[0] += look.closed[k - 1 : k - 1 + rows] * (1 - look.lower[k : k + rows])
        inner[1] += after
        inner[2] = np.maximum(inner[2], after)
    whole = np.ones((1, cols), np.float32)
    return [
        found / total_a,
        np.min(shares, 0),
        loss,
        np.maximum(gain_last / mass_a[last, None], gain_first / mass_a[first, None]),
        (gain_last + gain_first) / total_a,
        (found - best) / total_a,
        less,
        more,
        np.minimum(head, tail),
        np.maximum(head, tail),
        fit,
        np.minimum(astray, 3) / 2,
        *(values[:, None] * whole for values in inner),
        look.closed[last, None] * whole,
        _follow(look.lower, n, rows)[:, None] * whole,
        look.before[first, None] * whole,
        look.after[last, None] * whole,
    ]


def _across(found: Floats, width: int, count: int) -> Floats:
    """Sums of `width` neighbours along the second axis."""
    total: Floats = np.sum([found[:, k : k + count] for k in range(width)], 0)
    return total


def null_features(measures: Measures) -> Floats:
    """Features of leaving left segment i without counterpart between right segments j - 1 and j: (n, m + 1, feature)."""
    block = measures.block
    e = block.evidence
    n, m = measures.n, measures.m
    shape = (n, m + 1)

    def beside(values: Floats) -> tuple[Floats, Floats]:
        """A value of left i with the right segment before and after the place, larger first."""
        before, after = np.pad(values, ((0, 0), (1, 0))), np.pad(values, ((0, 0), (0, 1)))
        return np.maximum(before, after), np.minimum(before, after)

    cosines = measures.cosine(1, 1)
    length = np.log(block.left_lengths + 1)[:, None] / 5
    both = np.zeros(shape, np.float32)
    both[:, 1:-1] = (e.left_found[1] / np.maximum(e.left_mass, 1e-6)[:, None])[:, :-1]
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
    result = np.empty((*shape, len(values)), np.float32)
    for place, value in enumerate(values):
        result[..., place] = value
    return result


def kinds(types: Iterable[tuple[int, int]], n: int, m: int) -> Iterator[tuple[int, int]]:
    """The bead types, and their mirror images, that fit into a block of n and m segments."""
    for many, few in types:
        for kind in dict.fromkeys(((many, few), (few, many))):
            if kind[0] <= n and kind[1] <= m:
                yield kind
