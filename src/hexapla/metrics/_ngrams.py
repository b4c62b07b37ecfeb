"""Matching n-grams of many segments at once, for every order from one sort.

The windows of a segment are packed into 64-bit keys, symbol after symbol, and each segment's keys are sorted, as a row of a
matrix. That brings equal n-grams of *every* order together, because the windows that share their first n symbols are
neighbours. Where a window does not fit into a key, the part that fits is sorted first and its rank stands for it in the next
key. Nothing is hashed with loss: equal keys are equal n-grams.

What a symbol is (code points, tokens) is the caller's business; so is what the counts mean.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Integers: TypeAlias = NDArray[np.int64]

_CELLS = 1 << 16
"""Cells a matrix should have: enough to make the work per batch small, few enough to stay in the cache."""
_KEY_BITS = 63
_APART = np.iinfo(np.int64).max


def in_batches(sizes: Sequence[int], count: Callable[[list[int]], list[Any]]) -> list[Any]:
    """What `count` gives for each item, asked for batches of items of like size.

    Args:
        sizes: The number of symbols of each item.
        count: Given the indices of some items, returns a result for each.
    """
    found: list[Any] = [None] * len(sizes)
    for batch in _batches(sizes):
        for item, result in zip(batch, count(batch), strict=True):
            found[item] = result
    return found


def _batches(sizes: Sequence[int]) -> Iterator[list[int]]:
    """Indices by falling size, cut so that every batch fits a matrix as wide as its first item."""
    order = sorted(range(len(sizes)), key=sizes.__getitem__, reverse=True)
    start = 0
    while start < len(order):
        end = start + max(1, _CELLS // (sizes[order[start]] + 16))
        yield order[start:end]
        start = end


def code_points(texts: Sequence[str]) -> tuple[Integers, Integers]:
    """All code points of some texts as symbols 1, 2, 3 ..., and the length of each text."""
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    points = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32)
    if not len(points):
        return np.zeros(0, np.int64), lengths
    present = np.zeros(int(points.max()) + 1, np.int64)
    present[points] = 1
    return np.cumsum(present)[points], lengths


def token_numbers(sequences: Sequence[Sequence[str]]) -> tuple[Integers, Integers]:
    """All tokens of some sequences as symbols 1, 2, 3 ..., and the length of each sequence."""
    lengths = np.fromiter(map(len, sequences), np.int64, len(sequences))
    numbers: defaultdict[str, int] = defaultdict()
    numbers.default_factory = lambda: len(numbers) + 1
    tokens = chain.from_iterable(sequences)
    return np.fromiter(map(numbers.__getitem__, tokens), np.int64, int(lengths.sum())), lengths


def totals(lengths: Integers, orders: int) -> Integers:
    """How many n-grams of each order (columns) sequences of these lengths (rows) have."""
    found: Integers = np.maximum(lengths[:, None] - np.arange(orders, dtype=np.int64), 0)
    return found


def matches(symbols: Integers, lengths: Integers, sides: int, orders: int) -> Integers:
    """How many n-grams of each order (columns) the hypothesis of each segment (rows) shares with its references.

    An n-gram counts as often as it occurs in the hypothesis, but at most as often as in the reference that has it most.

    Args:
        symbols: The symbols, positive, of all sequences one after the other.
        lengths: The length of every sequence; the first of every `sides` sequences is a segment's hypothesis, the
            others are its references.
        sides: Number of sequences a segment has.
        orders: The longest n-grams.
    """
    found = np.zeros((len(lengths) // sides, orders), np.int64)
    if not len(symbols) or not orders:
        return found
    cells, side = _matrix(symbols, lengths.reshape(-1, sides), orders)
    width, side_bits = int(symbols.max()).bit_length(), (sides - 1).bit_length()
    columns = side.shape[1]
    prefix = np.zeros_like(side)
    alive = cells[:, :columns] > 0
    done = 0
    while True:
        room = _KEY_BITS - side_bits - int(prefix.max()).bit_length()
        size = min(max(room // width, 1), orders - done)
        key = prefix
        for k in range(done, done + size):
            key = key << width | cells[:, k : k + columns]
        key = (key << side_bits | side) * alive
        if done + size == orders:
            key.sort(axis=1)
            _count(key, width, side_bits, sides, size, found[:, done:])
            return found
        by_rank = np.argsort(key, axis=1)
        key = np.take_along_axis(key, by_rank, axis=1)
        _count(key, width, side_bits, sides, size, found[:, done : done + size])
        # Only windows whose n-gram is shared can share a longer one.
        more = found[:, done + size - 1] > 0
        if not more.any():
            return found
        fresh = np.zeros_like(key)
        fresh[:, 1:] = key[:, 1:] >> side_bits != key[:, :-1] >> side_bits
        ended = key >> side_bits & (1 << width) - 1 == 0
        prefix = np.empty_like(key)
        np.put_along_axis(prefix, by_rank, np.cumsum(fresh, axis=1) + 1, axis=1)
        alive = np.empty_like(alive)
        np.put_along_axis(alive, by_rank, ~ended & more[:, None], axis=1)
        done += size


def _matrix(symbols: Integers, lengths: Integers, orders: int) -> tuple[Integers, Integers]:
    """The segments' symbols as rows, zeros after every sequence, and for the places of windows their side."""
    zeros = np.cumsum(lengths + orders, axis=1)  # where each sequence and its zeros end
    columns = int(zeros[:, -1].max())
    cells = np.zeros((len(lengths), columns + orders), np.int64)
    starts = np.arange(len(lengths))[:, None] * (columns + orders) + zeros - lengths - orders
    before = np.cumsum(lengths) - lengths.ravel()
    cells.ravel()[np.arange(len(symbols)) + np.repeat(starts.ravel() - before, lengths.ravel())] = symbols
    place = np.arange(columns)
    side = np.zeros((len(lengths), columns), np.int64)
    for end in zeros.T[:-1]:
        side += place >= end[:, None]
    return cells, side


def _count(key: Integers, width: int, side_bits: int, sides: int, size: int, found: Integers) -> None:
    """Counts the shared n-grams of sorted rows of windows of `size` symbols; fills one column of `found` an order."""
    rows, columns = key.shape
    flat = key.ravel()
    change = np.empty(len(flat) + 1, np.int64)
    np.bitwise_xor(flat[1:], flat[:-1], out=change[1:-1])
    change[::columns] = _APART  # a row's windows have nothing to do with the next row's
    of_side = flat & (1 << side_bits) - 1
    before = [np.zeros(len(flat) + 1, np.int64) for _ in range(sides - 1)]
    for k, running in enumerate(before, 1):
        np.cumsum(of_side if sides == 2 else of_side == k, out=running[1:])
    row_starts = np.arange(rows + 1) * columns
    for n in range(1, size + 1):
        shift = (size - n) * width + side_bits
        border = change >= 1 << shift
        # Groups of one cannot be shared: only those that go on after their first window are looked at.
        inner = border[:-1] > border[1:]
        starts = np.flatnonzero(inner)
        ends = np.flatnonzero(border[:-1] < border[1:]) + 1
        there = [running[ends] - running[starts] for running in before]
        here = ends - starts - sum(there)
        shared = np.minimum(here, there[0] if sides == 2 else np.maximum.reduce(there))
        shared[flat[starts] >> shift & (1 << width) - 1 == 0] = 0
        summed = np.zeros(len(shared) + 1, np.int64)
        np.cumsum(shared, out=summed[1:])
        found[:, n - 1] = np.diff(summed[np.searchsorted(starts, row_starts)])
