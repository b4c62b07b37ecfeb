"""What is known about each possible bead of a block, as numbers for the scorer. Choosing among beads is not done here.

Everything is symmetric: a bead with more segments on the right is described as its mirror image is, so exchanging the
two texts gives the mirrored alignment.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from hexapla.similarities import Evidence, Floats, Ints

TYPES = ((1, 1), (2, 1), (3, 1), (4, 1), (2, 2), (3, 2), (3, 3), (4, 2), (4, 3), (4, 4))
"""Bead types with segments on both sides, the side with more segments first; mirror images belong to the same type."""
REACH = 5
"""Segments an :class:`Evidence` must reach: one more than a side of a bead may hold."""

_TERMINAL = frozenset(".!?…。！？．｡।॥۔؟։።᙮᠃។៕၊။")
_CLOSING = frozenset("\"'”’»›)]}」』）】》〉“‘*_ ")
_OPENING = frozenset("\"'“‘«‹([{「『（【《〈„‚¿¡*_-–— ")
_NUMBER = re.compile(r"\d[\d.,:\u00a0\u202f]*")
_SEPARATORS = re.compile(r"\D")


@dataclass(frozen=True, slots=True)
class Looks:
    """How segments begin and end.

    Attributes:
        closed: Whether a segment ends a sentence, closing quotes and brackets aside.
        mark: The character that ends it, closing quotes and brackets aside, as a number.
        lower: Whether it begins with a lower-case letter.
        before: How firmly it is parted from the segment before it, 0 to 1.
        after: How firmly it is parted from the segment after it.
        numbers: The numbers in it, as digits without separators.
    """

    closed: Floats
    mark: Floats
    lower: Floats
    before: Floats
    after: Floats
    numbers: tuple[frozenset[str], ...]

    def take(self, chosen: Ints) -> Looks:
        """The looks of some of the segments."""
        arrays = (values[chosen] for values in (self.closed, self.mark, self.lower, self.before, self.after))
        return Looks(*arrays, tuple(self.numbers[place] for place in chosen))


def looks(segments: Sequence[str], firmness: Sequence[float] | None = None) -> Looks:
    """Look at the beginnings and ends of segments; `firmness` says how firmly each is parted from the one before."""
    closed, mark, lower, numbers = [], [], [], []
    for text in segments:
        end = len(text)
        while end and text[end - 1] in _CLOSING:
            end -= 1
        last = text[end - 1] if end else " "
        closed.append(last in _TERMINAL)
        mark.append(ord(last) if not last.isalnum() else 0)
        start = 0
        while start < len(text) - 1 and text[start] in _OPENING:
            start += 1
        lower.append(text[start : start + 1].islower())
        numbers.append(frozenset(_SEPARATORS.sub("", number) for number in _NUMBER.findall(text)))
    before = np.ones(len(segments), np.float32) if firmness is None else np.array(firmness, np.float32)
    after = np.append(before[1:], np.ones(min(len(segments), 1), np.float32))
    return Looks(*(np.array(values, np.float32) for values in (closed, mark, lower)), before, after, tuple(numbers))


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


def _sums(values: Floats, width: int) -> Floats:
    """Sums of `width` neighbours along the first axis."""
    n = len(values) - width + 1
    total = values[:n].copy()
    for step in range(1, width):
        total += values[step : step + n]
    return total


def _joined_gram(gram: Floats, width: int) -> Floats:
    """Squared length of the vector of `width` joined segments, by first segment."""
    n = gram.shape[1] - width + 1
    total = _sums(gram[0], width)
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
            dots = _sums(_sums(e.dots, n).T, m).T
            norm = np.sqrt(_joined_gram(e.left_gram, n)[:, None] * _joined_gram(e.right_gram, m)[None])
            self._cosines[n, m] = np.minimum(dots / np.maximum(norm, 1e-6), 1)
        return self._cosines[n, m]

    def _numbers(self) -> tuple[Floats, Floats]:
        """(d, n, m): how many numbers of left segment i are missing in the d + 1 right segments from j; and mirrored."""
        left, right = self.block.left.numbers, self.block.right.numbers
        place = {number: k for k, number in enumerate(sorted({number for side in (left, right) for one in side for number in one}))}
        sides = []
        for numbers in (left, right):
            has = np.zeros((len(numbers), len(place)), np.float32)
            for row, one in enumerate(numbers):
                has[row, [place[number] for number in one]] = 1
            sides.append(has)
        a, b = sides
        left_astray, right_astray = np.empty((REACH, self.n, self.m), np.float32), np.empty((REACH, self.n, self.m), np.float32)
        window_a, window_b = a, b
        for step in range(REACH):
            if step:
                window_a, window_b = window_a.copy(), window_b.copy()
                np.maximum(window_a[:-step], a[step:], out=window_a[:-step])
                np.maximum(window_b[:-step], b[step:], out=window_b[:-step])
            left_astray[step] = a.sum(1)[:, None] - a @ window_b.T
            right_astray[step] = b.sum(1)[None] - window_a @ b.T
        return left_astray, right_astray

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
        for tail, after in ((e.left_tail, (slice(1, None), slice(1, -1))), (e.right_tail, (slice(1, -1), slice(1, None)))):
            found = np.maximum(tail[:, 1:] - tail[:, :-1], 0) if tail is e.left_tail else np.maximum(tail[1:] - tail[:-1], 0)
            cross[after] += found
        for head, before in ((e.left_head, (slice(0, -1), slice(1, -1))), (e.right_head, (slice(1, -1), slice(0, -1)))):
            found = np.maximum(head[:, :-1] - head[:, 1:], 0) if head is e.left_head else np.maximum(head[:-1] - head[1:], 0)
            cross[before] += found
        return cross, agree


def _pad(values: Floats, rows: tuple[int, int], cols: tuple[int, int], fill: float = 0) -> Floats:
    return np.pad(values, (rows, cols), constant_values=fill)


def bead_features(measures: Measures, n: int, m: int) -> Floats:
    """Features of all n-m beads (n not less than m), by first segments: an array (left, right, feature)."""
    block = measures.block
    e = block.evidence
    rows, cols = measures.n - n + 1, measures.m - m + 1
    mass_a, mass_b = np.maximum(e.left_mass, 1e-6), np.maximum(e.right_mass, 1e-6)
    total_a, total_b = _sums(mass_a, n)[:, None], _sums(mass_b, m)[None]
    here = (slice(0, rows), slice(0, cols))

    cosine = measures.cosine(n, m)
    found_a, least_a = np.zeros((rows, cols), np.float32), np.ones((rows, cols), np.float32)
    best_a = np.zeros((rows, 1), np.float32)
    for k in range(n):
        part = e.left_found[m - 1][k : k + rows, :cols]
        found_a += part
        least_a = np.minimum(least_a, part / mass_a[k : k + rows, None])
        best_a += (measures.left_best * mass_a)[k : k + rows, None]
    found_b, least_b = np.zeros_like(found_a), np.ones_like(found_a)
    best_b = np.zeros((1, cols), np.float32)
    for k in range(m):
        part = e.right_found[n - 1][:rows, k : k + cols]
        found_b += part
        least_b = np.minimum(least_b, part / mass_b[None, k : k + cols])
        best_b += (measures.right_best * mass_b)[None, k : k + cols]

    # What either side would lose if an outer segment of the other were left out, as a share of that segment.
    def loss(many: bool) -> Floats:
        if many:
            if n == 1:
                return found_b / total_a
            found, width, size, mass, first, last = e.right_found, n, m, mass_a, (1, 0), (n - 1, 0)
            without_first = sum(found[n - 2][1 : 1 + rows, k : k + cols] for k in range(m))
            without_last = sum(found[n - 2][:rows, k : k + cols] for k in range(m))
            return np.minimum((found_b - without_first) / mass_a[:rows, None], (found_b - without_last) / mass_a[n - 1 :, None])
        if m == 1:
            return found_a / total_b
        without_first = sum(e.left_found[m - 2][k : k + rows, 1 : 1 + cols] for k in range(n))
        without_last = sum(e.left_found[m - 2][k : k + rows, :cols] for k in range(n))
        return np.minimum((found_a - without_first) / mass_b[None, :cols], (found_a - without_last) / mass_b[None, m - 1 :])

    loss_a, loss_b = loss(True), loss(False)
    # What more would be found of the outer segments if the neighbours of the other side belonged to the bead.
    last_a = e.left_found[m][n - 1 :, :cols] - e.left_found[m - 1][n - 1 :, :cols]
    first_a = np.zeros_like(found_a)
    first_a[:, 1:] = e.left_found[m][:rows, : cols - 1] - e.left_found[m - 1][:rows, 1:cols]
    gain_a = np.maximum(last_a / mass_a[n - 1 :, None], first_a / mass_a[:rows, None])
    last_b = e.right_found[n][:rows, m - 1 :] - e.right_found[n - 1][:rows, m - 1 :]
    first_b = np.zeros_like(found_b)
    first_b[1:] = e.right_found[n][: rows - 1, :cols] - e.right_found[n - 1][1:rows, :cols]
    gain_b = np.maximum(last_b / mass_b[None, m - 1 :], first_b / mass_b[None, :cols])
    gain_sum = last_a / total_a + first_a / total_a + last_b / total_b + first_b / total_b

    # Cosine against the beads with one outer segment less or one neighbour more.
    less_a = cosine - np.maximum(measures.cosine(n - 1, m)[1 : 1 + rows, :cols], measures.cosine(n - 1, m)[:rows, :cols]) if n > 1 else cosine
    less_b = cosine - np.maximum(measures.cosine(n, m - 1)[:rows, 1 : 1 + cols], measures.cosine(n, m - 1)[:rows, :cols]) if m > 1 else cosine

    def more(cosines: Floats, axis: int) -> Floats:
        grown = np.full((rows, cols), 0, np.float32)
        if axis == 0 and rows > 1:
            grown[:-1] = np.maximum(grown[:-1], cosines[:, :cols])
            grown[1:] = np.maximum(grown[1:], cosines[:, :cols])
        if axis == 1 and cols > 1:
            grown[:, :-1] = np.maximum(grown[:, :-1], cosines[:rows])
            grown[:, 1:] = np.maximum(grown[:, 1:], cosines[:rows])
        return grown - cosine

    more_a = more(measures.cosine(n + 1, m), 0) if measures.n > n else -cosine
    more_b = more(measures.cosine(n, m + 1), 1) if measures.m > m else -cosine

    length_a, length_b = _sums(block.left_lengths, n)[:, None], _sums(block.right_lengths, m)[None]
    ratio = np.log((length_a + 4) / (length_b + 4))
    spread = np.abs(length_a - length_b) / np.sqrt(length_a + length_b + 4)
    size = np.log(np.minimum(length_a, length_b) + 1) / 5

    cross = measures.cross[here] + measures.cross[n : n + rows, m : m + cols]
    agree = measures.agree[here] + measures.agree[n : n + rows, m : m + cols]
    inner_cross, inner_agree = np.zeros_like(found_a), np.zeros_like(found_a)
    if m > 1:
        inner = [(p, q) for p in range(1, n) for q in range(1, m)]
        inner_cross = np.min([measures.cross[p : p + rows, q : q + cols] - measures.agree[p : p + rows, q : q + cols] for p, q in inner], 0)
        inner_agree = np.max([measures.agree[p : p + rows, q : q + cols] for p, q in inner], 0)

    left, right = block.left, block.right
    # Inner borders that look like the end of a sentence, and those that do not.
    def inner_borders(look: Looks, width: int, count: int) -> Floats:
        strong = np.zeros(count, np.float32)
        for k in range(1, width):
            strong += look.closed[k - 1 : k - 1 + count] * (1 - look.lower[k : k + count])
        return strong

    # Whether the outer segments of a side, rather than their inner neighbours, hold the other side's beginning and end.
    last = (slice(n - 1, None), slice(m - 1, None))
    head_b, tail_b = e.right_head[here].copy(), e.right_tail[last].copy()
    if n > 1:
        head_b -= e.right_head[1 : 1 + rows, :cols]
        tail_b -= e.right_tail[n - 2 : n - 2 + rows, m - 1 :]
    head_a, tail_a = e.left_head[here].copy(), e.left_tail[last].copy()
    if m > 1:
        head_a -= e.left_head[:rows, 1 : 1 + cols]
        tail_a -= e.left_tail[n - 1 :, m - 2 : m - 2 + cols]
    # How much better lengths would agree without one of the outer segments.
    fit_a = fit_b = np.zeros((rows, cols), np.float32)
    if n > 1:
        lengths = [np.abs(np.log((length_a - side + 4) / (length_b + 4))) for side in (block.left_lengths[:rows, None], block.left_lengths[n - 1 :, None])]
        fit_a = np.abs(ratio) - np.minimum(*lengths)
    if m > 1:
        lengths = [np.abs(np.log((length_a + 4) / (length_b - side + 4))) for side in (block.right_lengths[None, :cols], block.right_lengths[None, m - 1 :])]
        fit_b = np.abs(ratio) - np.minimum(*lengths)
    astray_a = sum(measures.left_astray[m - 1][k : k + rows, :cols] for k in range(n))
    astray_b = sum(measures.right_astray[n - 1][:rows, k : k + cols] for k in range(m))

    strong_a, strong_b = inner_borders(left, n, rows)[:, None], inner_borders(right, m, cols)[None]
    end_a, end_b = left.closed[n - 1 :, None], right.closed[None, m - 1 :]
    mark = (left.mark[n - 1 :, None] == right.mark[None, m - 1 :]).astype(np.float32)
    lower_a, lower_b = left.lower[:rows, None], right.lower[None, :cols]
    follow_a, follow_b = np.ones((rows, 1), np.float32), np.ones((1, cols), np.float32)
    follow_a[: rows - 1, 0] = 1 - left.lower[n:]
    follow_b[0, : cols - 1] = 1 - right.lower[m:]

    before_a, before_b = left.before[:rows, None], right.before[None, :cols]
    after_a, after_b = left.after[n - 1 :, None], right.after[None, m - 1 :]

    def inner(look: Looks, width: int, count: int) -> tuple[Floats, Floats]:
        """Sum and maximum of the firmness of the borders within a side."""
        borders = [look.after[k - 1 : k - 1 + count] for k in range(1, width)]
        return (sum(borders), np.max(borders, 0)) if borders else (np.zeros(count, np.float32),) * 2

    sum_a, most_a = (value[:, None] for value in inner(left, n, rows))
    sum_b, most_b = (value[None] for value in inner(right, m, cols))

    def pair(a: Floats, b: Floats) -> tuple[Floats, Floats]:
        """Values of the two sides; without order where the sides are alike."""
        return (np.minimum(a, b), np.maximum(a, b)) if n == m else (a, b)

    level = block.whole[0]
    values: list[Floats | float] = [
        cosine,
        np.minimum(cosine / level, 2),
        np.sqrt(np.maximum(cosine, 0)),
        np.abs(ratio),
        np.minimum(ratio**2, 4),
        ratio if n != m else 0.0,
        np.minimum(spread / 3, 4),
        size,
        *pair(found_a / total_a, found_b / total_b),
        *pair(least_a, least_b),
        *pair(loss_a, loss_b),
        *pair(gain_a, gain_b),
        gain_sum,
        *pair((found_a - best_a) / total_a, (found_b - best_b) / total_b),
        *pair(less_a, less_b),
        *pair(more_a, more_b),
        *pair(np.minimum(head_a, tail_a), np.minimum(head_b, tail_b)),
        *pair(np.maximum(head_a, tail_a), np.maximum(head_b, tail_b)),
        *pair(fit_a, fit_b),
        *pair(np.minimum(astray_a, 3) / 2, np.minimum(astray_b, 3) / 2),
        cross,
        agree,
        inner_cross,
        inner_agree,
        *pair(strong_a, strong_b),
        *pair(end_a, end_b),
        np.abs(end_a - end_b),
        mark,
        np.abs(lower_a - lower_b),
        np.minimum(lower_a, lower_b),
        *pair(follow_a, follow_b),
        np.abs(follow_a - follow_b),
        *pair(before_a, before_b),
        before_a * before_b,
        *pair(after_a, after_b),
        after_a * after_b,
        *pair(sum_a, sum_b),
        *pair(most_a, most_b),
        *block.whole,
        *(1.0 if kind == (n, m) else 0.0 for kind in TYPES),
    ]
    result = np.empty((rows, cols, len(values)), np.float32)
    for place, value in enumerate(values):
        result[..., place] = value
    return result


def null_features(measures: Measures) -> Floats:
    """Features of leaving left segment i without counterpart between right segments j - 1 and j: (n, m + 1, feature)."""
    block = measures.block
    e = block.evidence
    n, m = measures.n, measures.m
    shape = (n, m + 1)

    def beside(values: Floats) -> tuple[Floats, Floats]:
        """A value of left i with the right segment before and after the place, larger first."""
        before, after = _pad(values, (0, 0), (1, 0)), _pad(values, (0, 0), (0, 1))
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
