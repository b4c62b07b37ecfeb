"""A block of segments to align, and the values that the features of all its beads share."""

from __future__ import annotations

from collections.abc import Callable
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


def _plus(one: Floats, other: Floats) -> Floats:
    total: Floats = one + other
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
        self._known: dict[tuple[str, int, int], Floats] = {}
        self.left_mass = np.maximum(e.left_mass, 1e-6)
        single = e.left_found[0] / self.left_mass[:, None]
        other = e.right_found[0] / np.maximum(e.right_mass, 1e-6)[None]
        self.left_single, self.right_single = single, other
        self.left_best, self.right_best = single.max(1), other.max(0)
        self.cross, self.agree = self._borders()
        # Words that were shifted across a pair of borders, against those that meet there; and how firm the borders are.
        self.shift = self.cross - self.agree
        self.firm = np.zeros_like(self.cross)
        self.firm[1:, 1:] = block.left.after[:, None] * block.right.after[None]
        self.firm_agree = self.firm * -self.shift
        self.left_astray, self.right_astray = self._numbers()

    def _once(self, make: Callable[[int, int], Floats], n: int, m: int) -> Floats:
        """What `make` gives for n-m beads, kept for the next time."""
        key = (make.__name__, n, m)
        if key not in self._known:
            self._known[key] = make(n, m)
        return self._known[key]

    def cosine(self, n: int, m: int) -> Floats:
        """Cosine of every n-m bead, by first segments."""
        return self._once(self._cosine, n, m)

    def found(self, n: int, m: int) -> Floats:
        """Mass of the left side of every n-m bead that is found on its right side."""
        return self._once(self._found, n, m)

    def least(self, n: int, m: int) -> Floats:
        """The smallest share of a left segment of every n-m bead that is found on its right side."""
        return self._once(self._least, n, m)

    def astray(self, n: int, m: int) -> Floats:
        """How many numbers of the left side of every n-m bead are missing on its right side."""
        return self._once(self._astray, n, m)

    def held(self, n: int, m: int) -> Floats:
        """(all left segments, first right segments): mass of m right segments found in the n left ones from i."""
        return self._once(self._held, n, m)

    def gain_last(self, m: int) -> Floats:
        """(n, m): what one more segment after the m right ones from j adds to what is found of left segment i."""
        return self._once(self._gain_last, 1, m)

    def gain_first(self, m: int) -> Floats:
        """(n, m): what one more segment before the m right ones from j adds to what is found of left segment i."""
        return self._once(self._gain_first, 1, m)

    def _cosine(self, n: int, m: int) -> Floats:
        dots = self._once(self._dots, n, m)
        norm_a, norm_b = self._once(self._left_norm, n, 1), self._once(self._right_norm, 1, m)
        return np.minimum(dots / np.maximum(norm_a[:, None] * norm_b[None], 1e-6), 1)

    def _left_norm(self, n: int, _: int) -> Floats:
        return np.sqrt(np.maximum(_joined_gram(self.block.evidence.left_gram, n), 0))

    def _right_norm(self, _: int, m: int) -> Floats:
        return np.sqrt(np.maximum(_joined_gram(self.block.evidence.right_gram, m), 0))

    def _dots(self, n: int, m: int) -> Floats:
        if n > 1:
            return _plus(self._once(self._dots, n - 1, m)[:-1], self._once(self._dots, 1, m)[n - 1 :])
        return sums(self.block.evidence.dots.T, m).T

    def _found(self, n: int, m: int) -> Floats:
        single = self.block.evidence.left_found[m - 1][:, : self.m - m + 1]
        return _plus(self.found(n - 1, m)[:-1], single[n - 1 :]) if n > 1 else single

    def _least(self, n: int, m: int) -> Floats:
        if n > 1:
            return np.minimum(self.least(n - 1, m)[:-1], self.least(1, m)[n - 1 :])
        share: Floats = self.found(1, m) / self.left_mass[:, None]
        return share

    def _astray(self, n: int, m: int) -> Floats:
        single = self.left_astray[m - 1][:, : self.m - m + 1]
        return _plus(self.astray(n - 1, m)[:-1], single[n - 1 :]) if n > 1 else single

    def _held(self, n: int, m: int) -> Floats:
        single = self.block.evidence.right_found[n - 1]
        return _plus(self.held(n, m - 1)[:, :-1], single[:, m - 1 :]) if m > 1 else single

    def _gain_last(self, _: int, m: int) -> Floats:
        found = self.block.evidence.left_found
        gain: Floats = found[m] - found[m - 1]
        return gain

    def _gain_first(self, _: int, m: int) -> Floats:
        found = self.block.evidence.left_found
        gain: Floats = np.zeros_like(found[m])
        gain[:, 1:] = found[m][:, :-1] - found[m - 1][:, 1:]
        return gain

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
