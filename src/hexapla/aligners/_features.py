"""What is known about each possible bead of a block, as numbers for the scorer. Choosing among beads is not done here.

Everything is symmetric: a bead with more segments on the right is described as its mirror image is, so exchanging the
two texts gives the mirrored alignment. A feature is a plane (see ``_measures``), or one number if it is the same for all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from hexapla.aligners._measures import Batch, Side
from hexapla.similarities import Floats

TYPES = ((1, 1), (2, 1), (3, 1), (4, 1), (2, 2), (3, 2), (3, 3), (4, 2), (4, 3), (4, 4))
"""Bead types with segments on both sides, the side with more segments first; mirror images belong to the same type."""

Feature = Floats | float


def bead_features(batch: Batch, n: int, m: int) -> list[Feature]:
    """Features of all beads of n left and m right segments, by first segments."""
    many, few = (batch.left, batch.right) if n >= m else (batch.right, batch.left)
    n, m = max(n, m), min(n, m)
    values = [*_shared(batch, many, few, n, m), *map(float, batch.whole), *(float(kind == (n, m)) for kind in TYPES)]
    for a, b in zip(_side(batch, many, n, m), _side(batch, few, m, n), strict=True):
        # Of two sides of one size neither comes first.
        if n != m:
            values += (a, b)
        elif isinstance(a, float) and isinstance(b, float):
            values += (min(a, b), max(a, b))
        else:
            values += (np.minimum(a, b), np.maximum(a, b))
    return values


def _shared(batch: Batch, many: Side, few: Side, n: int, m: int) -> list[Feature]:
    """Features that concern both sides of n-m beads alike."""
    cosine = batch.planes.core(batch.cosine_of(many, n, m))
    ratio = _logarithm(many, n) - _logarithm(few, m)
    length_a, length_b = _length(many, n), _length(few, m)
    difference = length_a - length_b
    np.abs(difference, out=difference)
    total = length_a + length_b
    total += 4
    difference /= np.sqrt(total, out=total)
    difference *= np.float32(1 / 3)
    inner: list[Feature] = [0.0] * 4
    borders = [(p, q) for p in range(1, n) for q in range(1, m)]
    if borders:
        inner = [
            _most(np.minimum, [many.at(batch.shift, *border) for border in borders]),
            _most(np.maximum, [many.at(batch.agree, *border) for border in borders]),
            _most(np.maximum, [many.at(batch.firm, *border) for border in borders], 0),
            _most(np.maximum, [many.at(batch.firm_agree, *border) for border in borders], 0),
        ]
    return [
        cosine,
        np.minimum(cosine * np.float32(1 / batch.whole[0]), 2),
        np.sqrt(np.maximum(cosine, 0)),
        np.abs(ratio),
        np.minimum(ratio * ratio, 4),
        ratio if n != m else 0.0,
        np.minimum(difference, 4),
        np.minimum(_size(many, n), _size(few, m)),
        many.at(batch.cross, 0, 0) + many.at(batch.cross, n, m),
        many.at(batch.agree, 0, 0) + many.at(batch.agree, n, m),
        *inner,
        many.spread("closed", n - 1) != few.spread("closed", m - 1),
        many.spread("mark", n - 1) == few.spread("mark", m - 1),
        many.spread("lower") != few.spread("lower"),
        many.spread("lower") * few.spread("lower"),
        many.spread("lower", n) != few.spread("lower", m),
        many.spread("before") * few.spread("before"),
        many.spread("after", n - 1) * few.spread("after", m - 1),
    ]


def _most(choose: np.ufunc, values: list[Floats], least: float | None = None) -> Floats:
    """Element by element the largest (or smallest) of several arrays, and of `least` if it is given."""
    result: Floats = values[0].copy() if least is None else choose(values[0], np.float32(least))
    for value in values[1:]:
        choose(result, value, out=result)
    return result


def _length(side: Side, n: int) -> Floats:
    """Length of n segments."""
    return side.once("length of", n, lambda n: side.sums("length", n))


def _logarithm(side: Side, n: int) -> Floats:
    """Logarithm of the length of n segments, of short ones less far apart."""
    return side.once("logarithm", n, lambda n: np.log(side.sums("length", n) + 4))


def _size(side: Side, n: int) -> Floats:
    """How long n segments are, as a feature."""
    return side.once("size", n, lambda n: np.log(side.sums("length", n) + 1) / 5)


def _side(batch: Batch, side: Side, n: int, m: int) -> list[Feature]:
    """Features of beads with n own segments and m of the other side that concern the own ones."""
    other, core, at = batch.other(side), batch.planes.core, side.at
    whole_share = side.once("inverse masses", n, lambda n: 1 / side.sums("mass", n))
    first, last = side.inverse_mass(), side.inverse_mass(n - 1)
    cosine = core(batch.cosine_of(side, n, m))
    found = side.found_in(n, m)
    # What the other side would lose if an outer segment of this one were left out, as a share of that segment.
    held = core(side.held(n, m))
    less: Floats = cosine
    fit: Feature = 0.0
    head, tail = at(other.head, 0, 0), at(other.tail, n - 1, m - 1)
    if n > 1:
        shorter_held = side.held(n - 1, m)
        loss = np.minimum((held - at(shorter_held, 1, 0)) * first, (held - at(shorter_held, 0, 0)) * last)
        shorter = batch.cosine_of(side, n - 1, m)
        less = cosine - np.maximum(at(shorter, 1, 0), at(shorter, 0, 0))
        fit = _fit(side, other, n, m)
        # Whether the outer segments, rather than their inner neighbours, hold the other side's beginning and end.
        head = head - at(other.head, 1, 0)
        tail = tail - at(other.tail, n - 2, m - 1)
    else:
        loss = held * whole_share
    # What more would be found of the outer segments if the other side's neighbours belonged to the bead.
    gain_last, gain_first = at(side.gain_last(m), n - 1, 0), at(side.gain_first(m), 0, 0)
    longer = batch.cosine_of(side, n + 1, m)
    more = np.maximum(at(longer, 0, 0), at(longer, -1, 0))
    more -= cosine
    missing = side.missing(n, m)
    return [
        found * whole_share,
        side.least(n, m),
        loss,
        np.maximum(gain_last * last, gain_first * first),
        (gain_last + gain_first) * whole_share,
        (found - side.once("best", n, lambda n: side.sums("best mass", n))) * whole_share,
        less,
        more,
        np.minimum(head, tail),
        np.maximum(head, tail),
        fit,
        np.minimum(missing * np.float32(0.5), 1.5) if isinstance(missing, np.ndarray) else 0.0,
        *_inner(side, n),
        side.spread("closed", n - 1),
        side.once("follow", n, lambda n: 1 - side.row("lower", n)),
        side.spread("before"),
        side.spread("after", n - 1),
    ]


def _fit(side: Side, other: Side, n: int, m: int) -> Floats:
    """How much better lengths would agree without one of the outer segments."""

    def without(name: str, by: int) -> Floats:
        plane = side.once(name, n, lambda n: np.log(side.sums("length", n) - side.row("length", by) + 4))
        difference = plane - wanted
        return np.abs(difference, out=difference)

    wanted = _logarithm(other, m)
    fit = _logarithm(side, n) - wanted
    np.abs(fit, out=fit)
    fit -= np.minimum(without("without first", 0), without("without last", n - 1))
    return fit


def _inner(side: Side, n: int) -> list[Feature]:
    """Borders between n segments: those that end a sentence, how firm all are, and how firm the firmest is."""
    if n == 1:
        return [0.0] * 3
    ends = side.once(
        "ends",
        n,
        lambda n: np.add.reduce([side.row("closed", k - 1) * (1 - side.row("lower", k)) for k in range(1, n)]),
    )
    firm = side.once("firm", n, lambda n: side.sums("after", n - 1))
    firmest = side.once("firmest", n, lambda n: np.maximum.reduce([side.row("after", k) for k in range(n - 1)]))
    return [ends, firm, firmest]


def null_features(batch: Batch, left: bool) -> list[Feature]:
    """Features of leaving a segment without counterpart between two of the other side: the one before a place and after."""
    side, other = (batch.left, batch.right) if left else (batch.right, batch.left)
    cosine = batch.cosine_of(side, 1, 1)

    def beside(plane: Floats) -> tuple[Floats, Floats]:
        """A plane with the segment of the other side before and after the place, larger first."""
        before, after = side.at(plane, 0, -1), side.at(plane, 0, 0)
        return np.maximum(before, after), np.minimum(before, after)

    single, single_other = side.share(1), other.share(1)
    both = side.at(side.share(2), 0, -1) * other.spread("real")
    best = side.most(batch.planes.core(cosine) + (batch.real - 1) * 2)
    length = side.row("length")
    numbers: Feature = 0.0
    if side.astray is not None:
        lost = batch.planes.grid(side.astray[0]).min(2 if side.is_left else 1).reshape(-1)
        numbers = side.plane(np.minimum(lost, 3) / 2)
    return [
        *beside(cosine),
        *beside(single),
        *beside(single_other),
        both,
        side.plane(best),
        side.plane(np.minimum(best / batch.whole[0], 2)),
        side.spread("best"),
        side.plane(side.most(batch.planes.core(single_other))),
        side.plane(np.log(length + 1) / 5),
        side.plane((length == 0).astype(np.float32)),
        side.spread("closed"),
        side.spread("lower"),
        numbers,
        side.spread("before"),
        side.spread("after"),
        *map(float, batch.whole),
    ]


def kinds(types: Iterable[tuple[int, int]], n: int, m: int) -> Iterator[tuple[int, int]]:
    """The bead types, and their mirror images, that fit into a block of n and m segments."""
    for many, few in types:
        for kind in dict.fromkeys(((many, few), (few, many))):
            if kind[0] <= n and kind[1] <= m:
                yield kind
