"""A block of segments to align, and the values that the features of all its beads share."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hexapla.aligners._looks import Looks
from hexapla.similarities import Evidence, Floats

REACH = 5
"""Segments an :class:`Evidence` must reach: one more than a side of a bead may hold."""


@dataclass(frozen=True, slots=True)
class Block:
    """A block of segments to align: evidence and looks, both sides' lengths, and figures on the whole texts."""

    evidence: Evidence
    left: Looks
    right: Looks
    left_lengths: Floats
    right_lengths: Floats
    whole: Floats

    def flip(self) -> Block:
        """The same block with its sides exchanged."""
        e = self.evidence
        return Block(
            Evidence(
                dots=e.dots.T,
                left_gram=e.right_gram,
                right_gram=e.left_gram,
                left_found=e.right_found.transpose(0, 2, 1),
                right_found=e.left_found.transpose(0, 2, 1),
                left_mass=e.right_mass,
                right_mass=e.left_mass,
                left_head=e.right_head.T,
                left_tail=e.right_tail.T,
                right_head=e.left_head.T,
                right_tail=e.left_tail.T,
            ),
            self.right,
            self.left,
            self.right_lengths,
            self.left_lengths,
            self.whole,
        )


def sums(values: Floats, width: int) -> Floats:
    """Sums of `width` neighbours along the first axis."""
    n = len(values) - width + 1
    total = values[:n].copy()
    for step in range(1, width):
        total += values[step : step + n]
    return total


def window(has: Floats, step: int) -> Floats:
    """Row by row the maximum of the row and the `step` rows after it."""
    result = has.copy()
    for k in range(1, step + 1):
        np.maximum(result[:-k], has[k:], out=result[:-k])
    return result


def _joined_gram(gram: Floats, width: int) -> Floats:
    """Squared length of the vector of `width` joined segments, by first segment."""
    n = gram.shape[1] - width + 1
    total = sums(gram[0], width)
    for step in range(1, width):
        for start in range(width - step):
            total = total + 2 * gram[step, start : start + n]
    return total


class Measures:
    """Values shared by the features of all bead types of a block, each computed once."""

    def __init__(self, block: Block) -> None:
        self.block = block
        e = block.evidence
        self.n, self.m = e.dots.shape
        self._cosines: dict[tuple[int, int], Floats] = {}
        single = e.left_found[0] / np.maximum(e.left_mass, 1e-6)[:, None]
        other = e.right_found[0] / np.maximum(e.right_mass, 1e-6)[None]
        self.left_single, self.right_single = single, other
        self.left_best, self.right_best = single.max(1), other.max(0)
        self.cross, self.agree = self._borders()
        self.left_astray, self.right_astray = self._numbers()

    def cosine(self, n: int, m: int) -> Floats:
        """Cosine of every n-m bead, by first segments."""
        if (n, m) not in self._cosines:
            e = self.block.evidence
            dots = sums(sums(e.dots, n).T, m).T
            norm = np.sqrt(_joined_gram(e.left_gram, n)[:, None] * _joined_gram(e.right_gram, m)[None])
            self._cosines[n, m] = np.minimum(dots / np.maximum(norm, 1e-6), 1)
        return self._cosines[n, m]

    def _numbers(self) -> tuple[Floats, Floats]:
        """(d, n, m): how many numbers of left segment i are missing in the d + 1 right segments from j; and mirrored."""
        sides = self.block.left.numbers, self.block.right.numbers
        known = sorted({number for side in sides for numbers in side for number in numbers})
        place = {number: k for k, number in enumerate(known)}
        has = []
        for side in sides:
            has.append(np.zeros((len(side), len(place)), np.float32))
            for row, numbers in enumerate(side):
                has[-1][row, [place[number] for number in numbers]] = 1
        a, b = has
        found = [(a @ window(b, step).T, window(a, step) @ b.T) for step in range(REACH)]
        left = a.sum(1)[:, None] - np.stack([one for one, _ in found])
        right = b.sum(1)[None] - np.stack([other for _, other in found])
        return left, right

    def _borders(self) -> tuple[Floats, Floats]:
        """For each pair of borders (between segments): how much crosses it, and how much meets on the right side of it.

        What crosses is the end of a segment that is found in the segment after the other side's border rather than
        before it, or a beginning that is found before it: words that were shifted across one of the two borders.
        """
        e = self.block.evidence
        cross = np.zeros((self.n + 1, self.m + 1), np.float32)
        agree = np.zeros_like(cross)
        for tail in (e.left_tail, e.right_tail):
            agree[1:, 1:] += tail / 4
        for head in (e.left_head, e.right_head):
            agree[:-1, :-1] += head / 4
        cross[1:, 1:-1] += np.maximum(e.left_tail[:, 1:] - e.left_tail[:, :-1], 0)
        cross[1:-1, 1:] += np.maximum(e.right_tail[1:] - e.right_tail[:-1], 0)
        cross[:-1, 1:-1] += np.maximum(e.left_head[:, :-1] - e.left_head[:, 1:], 0)
        cross[1:-1, :-1] += np.maximum(e.right_head[:-1] - e.right_head[1:], 0)
        return cross, agree
