"""Blocks of segments to align, many at a time, and the values that the features of all their beads share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from hexapla.aligners._looks import Looks
from hexapla.aligners._planes import REACH, Planes
from hexapla.similarities import Evidence, Floats

_LITTLE = np.float32(1e-6)


@dataclass(frozen=True, slots=True)
class Block:
    """A block of segments to align: evidence and looks, and both sides' lengths."""

    evidence: Evidence
    left: Looks
    right: Looks
    left_lengths: Floats
    right_lengths: Floats


class Batch:
    """Several blocks of one pair of texts.

    Args:
        blocks: The blocks.
        whole: Figures on the whole texts.

    Attributes:
        planes: The shape of the planes.
        left: The blocks as seen from their left segments.
        right: The same from the right.
        whole: As given.
        real: Plane without margins: 1 where there is a segment on both sides, else 0.
        cross: For each pair of borders between segments: how much crosses it. That is the end of a segment that is
            found in the segment after the other side's border rather than before it, or a beginning that is found
            before it: words that were shifted across one of the two borders.
        agree: How much meets on the right side of it.
        shift: What crosses less what agrees.
        firm: How firm both borders are.
        firm_agree: What agrees less what crosses, times that.
    """

    def __init__(self, blocks: Sequence[Block], whole: Floats) -> None:
        self.planes = planes = Planes([block.evidence.dots.shape for block in blocks])
        self.whole = whole
        self._known: dict[tuple[str, int, int], Floats] = {}
        self._dots = planes.gathered([block.evidence.dots for block in blocks])
        self.left, self.right = Side(planes, blocks, True), Side(planes, blocks, False)
        self.left.found_of_other, self.right.found_of_other = self.right.found, self.left.found
        self.real = self.left.spread("real") * self.right.spread("real")
        for side in (self.left, self.right):
            best = side.most(planes.core(side.share(1)))
            side.add("best", best)
            side.add("best mass", best * side.row("mass"))
        self.cross, self.agree = self._borders()
        self.shift = self.cross - self.agree
        self.firm = planes.blank()
        np.multiply(self.left.spread("after", -1), self.right.spread("after", -1), out=planes.core(self.firm))
        self.firm_agree = self.firm * -self.shift

    def other(self, side: Side) -> Side:
        """The other side."""
        return self.right if side.is_left else self.left

    def cosine_of(self, side: Side, n: int, m: int) -> Floats:
        """Cosine of every bead with n segments of a side and m of the other one; see :meth:`cosine`."""
        return self.cosine(n, m) if side.is_left else self.cosine(m, n)

    def cosine(self, n: int, m: int) -> Floats:
        """Cosine of every n-m bead, by first segments; with margins. 0 for those that run beyond their block."""
        return self._once(self._cosine, n, m)

    def _once(self, make: Callable[[int, int], Floats], n: int, m: int) -> Floats:
        key = (make.__name__, n, m)
        if key not in self._known:
            self._known[key] = make(n, m)
        return self._known[key]

    def _cosine(self, n: int, m: int) -> Floats:
        plane = self.planes.blank()
        core = self.planes.core(plane)
        np.multiply(self.planes.core(self._once(self._joined, n, m)), self.left.inverse_norm(n), out=core)
        core *= self.right.inverse_norm(m)
        np.minimum(core, 1, out=core)
        return plane

    def _joined(self, n: int, m: int) -> Floats:
        """Dot product of every n-m bead's sides."""
        if n == m == 1:
            return self._dots
        plane = self.planes.blank()
        before, last = ((n - 1, m), (n - 1, 0)) if n > 1 else ((1, m - 1), (0, m - 1))
        single = self._once(self._joined, 1, m) if n > 1 else self._dots
        np.add(
            self.planes.core(self._once(self._joined, *before)),
            self.planes.at(single, *last),
            out=self.planes.core(plane),
        )
        return plane

    def _borders(self) -> tuple[Floats, Floats]:
        at = self.planes.at
        left, right = self.left, self.right
        agree, cross = self.planes.blank(), self.planes.blank()
        tails, heads = left.tail + right.tail, left.head + right.head
        np.multiply(at(tails, -1, -1) + at(heads, 0, 0), np.float32(0.25), out=self.planes.core(agree))
        beside = np.maximum(at(left.tail, -1, 0) - at(left.tail, -1, -1), 0)
        beside += np.maximum(at(left.head, 0, -1) - at(left.head, 0, 0), 0)
        beside *= right.spread("inner")
        other = np.maximum(at(right.tail, 0, -1) - at(right.tail, -1, -1), 0)
        other += np.maximum(at(right.head, -1, 0) - at(right.head, 0, 0), 0)
        other *= left.spread("inner")
        np.add(beside, other, out=self.planes.core(cross))
        return cross, agree


class Side:
    """What the blocks look like from one side: its own segments, and what is found of them on the other.

    Attributes:
        head: Plane with margins: share of the beginning of a segment that is found in one of the other side.
        tail: The same for its end.
        found: Planes with margins: mass of a segment found in the d + 1 segments of the other side from there on.
        found_of_other: The same for the segments of the other side.
        astray: Planes with margins: how many numbers of a segment are missing there; None if there are no numbers.
    """

    def __init__(self, planes: Planes, blocks: Sequence[Block], left: bool) -> None:
        self.planes = planes
        self.is_left = left
        name = "left" if left else "right"
        evidence = [block.evidence for block in blocks]
        self.head, self.tail, self.found = (
            planes.gathered([getattr(e, f"{name}_{part}") for e in evidence]) for part in ("head", "tail", "found")
        )
        self.found_of_other = self.found  # until the other side is there
        self.count = planes.shape[1] if left else planes.shape[2]
        sides: list[Looks] = [getattr(block, name) for block in blocks]
        self._vectors = {
            "length": self._row([getattr(block, f"{name}_lengths") for block in blocks]),
            "mass": self._row([getattr(e, f"{name}_mass") for e in evidence]),
            "real": self._row([np.ones(len(side.closed), np.float32) for side in sides]),
            **{
                part: self._row([getattr(side, part) for side in sides])
                for part in ("closed", "mark", "lower", "before", "after")
            },
        }
        self._gram = self._row([getattr(e, f"{name}_gram") for e in evidence])
        mass = self._vectors["mass"]
        np.maximum(mass, _LITTLE, out=mass)
        inner = np.zeros_like(mass)
        inner[1:] = self._vectors["real"][1:] * self._vectors["real"][:-1]
        self._vectors["inner"] = inner
        self._spreads: dict[tuple[str, int], Floats] = {}
        self._known: dict[tuple[str, int, int], Floats] = {}
        self.astray = self._numbers(blocks)

    def at(self, plane: Floats, own: int, other: int) -> Floats:
        """A plane shifted by so many of the own segments, and of the other side's."""
        return self.planes.at(plane, own, other) if self.is_left else self.planes.at(plane, other, own)

    # Rows hold a value of each segment, with one place before and REACH after.

    def _row(self, parts: Sequence[Floats]) -> Floats:
        blocks, count = self.planes.shape[0], self.count
        row = np.zeros((*parts[0].shape[:-1], 1 + blocks * count + REACH), np.float32)
        for number, part in enumerate(parts):
            start = 1 + number * count
            row[..., start : start + part.shape[-1]] = part
        return row

    def row(self, name: str, by: int = 0) -> Floats:
        """A value of each segment, or of the one so many places on."""
        row = self._vectors[name]
        return row[1 + by : len(row) - REACH + by]

    def sums(self, name: str, width: int) -> Floats:
        """Sums of a value over `width` segments from each one on."""
        total = self.row(name).copy()
        for step in range(1, width):
            total += self.row(name, step)
        return total

    def plane(self, row: Floats) -> Floats:
        """A plane without margins that has the values of a row, whatever the other side."""
        blocks, height, width = self.planes.shape
        plane = np.empty(blocks * height * width, np.float32)
        plane.reshape(self.planes.shape)[...] = row.reshape((blocks, height, 1) if self.is_left else (blocks, 1, width))
        return plane

    def most(self, plane: Floats) -> Floats:
        """The largest value of each segment, over the segments of the other side; a row."""
        best: Floats = self.planes.grid(plane).max(2 if self.is_left else 1)
        return best.reshape(-1)

    def spread(self, name: str, by: int = 0) -> Floats:
        """A value of each segment as a plane; see :meth:`row`."""
        if (name, by) not in self._spreads:
            self._spreads[name, by] = self.plane(self.row(name, by))
        return self._spreads[name, by]

    def once(self, name: str, width: int, make: Callable[[int], Floats]) -> Floats:
        """The plane of a row that is made from `width` segments, kept for the next time."""
        if (name, width) not in self._spreads:
            self._spreads[name, width] = self.plane(make(width))
        return self._spreads[name, width]

    def add(self, name: str, row: Floats) -> None:
        """Another value of each segment."""
        self._vectors[name] = np.concatenate((np.zeros(1, np.float32), row, np.zeros(REACH, np.float32)))

    def inverse_norm(self, n: int) -> Floats:
        """1 through the length of the vector of n joined segments; 0 where there are not so many."""

        def made(n: int) -> Floats:
            count = len(self._gram[0]) - 1 - REACH
            gram = [[row[1 + by : 1 + by + count] for by in range(n)] for row in self._gram]
            squared = sum(gram[0], np.zeros(count, np.float32))
            for step in range(1, n):
                for start in range(n - step):
                    squared = squared + 2 * gram[step][start]
            fits = self.row("real") * self.row("real", n - 1)
            norm: Floats = fits / np.maximum(np.sqrt(np.maximum(squared, 0)), np.float32(1e-3))
            return norm

        return self.once("inverse norm", n, made)

    def share(self, m: int) -> Floats:
        """Share of each segment that is found in the m of the other side from there on; with margins."""
        return self._once(self._share, 1, m)

    def found_in(self, n: int, m: int) -> Floats:
        """Mass of n own segments that is found in m of the other side."""
        return self._once(self._found_in, n, m)

    def least(self, n: int, m: int) -> Floats:
        """The smallest share of one of n own segments that is found in m of the other side."""
        return self._once(self._least, n, m)

    def missing(self, n: int, m: int) -> Floats | float:
        """How many numbers of n own segments are missing in m of the other side."""
        return 0.0 if self.astray is None else self._once(self._missing, n, m)

    def held(self, n: int, m: int) -> Floats:
        """Mass of m segments of the other side that is found in n own ones; with margins."""
        return self._once(self._held, n, m)

    def gain_last(self, m: int) -> Floats:
        """What one more segment after m of the other side adds to what is found of a segment; with margins."""
        return self._once(self._gain_last, 1, m)

    def gain_first(self, m: int) -> Floats:
        """What one more segment before m of the other side adds to what is found of a segment; with margins."""
        return self._once(self._gain_first, 1, m)

    def _once(self, make: Callable[[int, int], Floats], n: int, m: int) -> Floats:
        """What `make` gives for n own segments and m others, kept for the next time."""
        key = (make.__name__, n, m)
        if key not in self._known:
            self._known[key] = make(n, m)
        return self._known[key]

    def _share(self, _: int, m: int) -> Floats:
        plane = self.planes.blank()
        np.multiply(self.planes.core(self.found[m - 1]), self.inverse_mass(), out=self.planes.core(plane))
        return plane

    def inverse_mass(self, by: int = 0) -> Floats:
        """1 through the mass of the segment so many places on."""
        return self.once("inverse mass", by, lambda by: 1 / np.maximum(self.row("mass", by), _LITTLE))

    def _found_in(self, n: int, m: int) -> Floats:
        last = self.at(self.found[m - 1], n - 1, 0)
        found: Floats = self.found_in(n - 1, m) + last if n > 1 else last
        return found

    def _least(self, n: int, m: int) -> Floats:
        last = self.at(self.share(m), n - 1, 0)
        least: Floats = np.minimum(self.least(n - 1, m), last) if n > 1 else last
        return least

    def _missing(self, n: int, m: int) -> Floats:
        assert self.astray is not None
        last = self.at(self.astray[m - 1], n - 1, 0)
        missing: Floats = self._once(self._missing, n - 1, m) + last if n > 1 else last
        return missing

    def _held(self, n: int, m: int) -> Floats:
        single: Floats = self.found_of_other[n - 1]
        if m == 1:
            return single
        plane = self.planes.blank()
        np.add(self.planes.core(self.held(n, m - 1)), self.at(single, 0, m - 1), out=self.planes.core(plane))
        return plane

    def _gain_last(self, _: int, m: int) -> Floats:
        gain: Floats = self.found[m] - self.found[m - 1]
        return gain

    def _gain_first(self, _: int, m: int) -> Floats:
        plane = self.planes.blank()
        np.subtract(self.at(self.found[m], 0, -1), self.at(self.found[m - 1], 0, 0), out=self.planes.core(plane))
        grid = self.planes.grid(plane)
        if self.is_left:
            grid[:, :, 0] = 0
        else:
            grid[:, 0] = 0
        return plane

    def _numbers(self, blocks: Sequence[Block]) -> Floats | None:
        """Planes: how many numbers of a segment are missing in the d + 1 segments of the other side from there on."""
        known = [
            {number: k for k, number in enumerate({x for numbers in _numbers_of(block, self.is_left) for x in numbers})}
            for block in blocks
        ]
        most = max(map(len, known))
        if not most:
            return None
        count, other = self.planes.shape[1:] if self.is_left else self.planes.shape[:0:-1]
        has = np.zeros((len(blocks), count, most), np.float32)
        window = np.zeros((len(blocks), other + REACH, most), np.float32)
        for block, place, mine, theirs in zip(blocks, known, has, window, strict=True):
            for row, numbers in enumerate(_numbers_of(block, self.is_left)):
                mine[row, [place[number] for number in numbers]] = 1
            for row, numbers in enumerate(_numbers_of(block, not self.is_left)):
                theirs[row, [place[number] for number in numbers if number in place]] = 1
        astray = np.zeros((REACH, self.planes.shape[0], count, other), np.float32)
        for step in range(REACH):
            if step:
                np.maximum(window[:, :-1], window[:, 1:], out=window[:, :-1])
            np.matmul(has, window[:, :other].transpose(0, 2, 1), out=astray[step])
        np.subtract(has.sum(2)[None, :, :, None], astray, out=astray)
        planes = self.planes.blank(REACH)
        self.planes.grid(planes)[...] = astray if self.is_left else astray.transpose(0, 1, 3, 2)
        return planes


def _numbers_of(block: Block, left: bool) -> tuple[frozenset[str], ...]:
    """The numbers in the segments of one side of a block."""
    return block.left.numbers if left else block.right.numbers
