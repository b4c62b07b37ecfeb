"""Character n-grams of many segments at once, as sparse counts; arrays in, arrays out. Weighing them is not done here."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

BITS = 20
"""A feature is a hash of that many bits."""

_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_SPACE = 32
HEAD, TAIL = 1, 2
"""Bits of an n-gram in the beginning, and in the end, of a segment."""
# Scripts written without spaces whose characters say more than letters do: kana, Bopomofo, Han.
_DENSE = ((0x3041, 0x312F), (0x31F0, 0x31FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF))
# Scripts whose accents may go: the bare letter is what two versions of a name have in common.
_BARE = ("LATIN", "GREEK", "CYRILLIC")
EDGE, DENSE_EDGE = 28, 12
"""Characters that count as the beginning or the end of a segment, of letters and of the dense scripts."""


_CHUNK = 1 << 10
"""Segments looked at in one go: their number and a feature fit into 32 bits, and their arrays into a cache."""


class Lengths(NamedTuple):
    """Lengths of n-grams in characters: of letters, and of the dense scripts."""

    letters: tuple[int, ...]
    dense: tuple[int, ...]


SHORT = Lengths((3, 4, 5), (1, 2, 3))
"""N-grams that tell how alike segments are."""
LONG = Lengths((9,), (5,))
"""N-grams that stay rare in long texts with few words."""


@dataclass(frozen=True, slots=True)
class Grams:
    """The n-grams of segments: a sparse matrix of counts in compressed rows.

    Attributes:
        starts: (rows + 1,) row i holds the entries from ``starts[i]`` up to ``starts[i + 1]``.
        ids: Feature of every entry, ascending within a row, below ``1 << BITS``.
        counts: How often the segment holds the n-gram.
        edges: Whether the n-gram is (also) in the beginning (`HEAD`) or the end (`TAIL`) of the segment, as bits.
    """

    starts: NDArray[np.int64]
    ids: NDArray[np.int32]
    counts: NDArray[np.float32]
    edges: NDArray[np.uint8]

    @property
    def rows(self) -> int:
        """Number of rows."""
        return len(self.starts) - 1

    def owner(self) -> NDArray[np.int64]:
        """The row of every entry."""
        return np.repeat(np.arange(self.rows), np.diff(self.starts))

    def kept(self, which: NDArray[np.bool_], ids: NDArray[np.int32]) -> Grams:
        """The same without some of the entries; `ids` are the new features of those that stay."""
        starts = np.concatenate(([0], np.cumsum(self.sums(which, np.int64))))
        return Grams(starts, ids, self.counts[which], self.edges[which])

    def sums(self, values: NDArray[Any], kind: type[np.generic] = np.float32) -> NDArray[Any]:
        """Sums of a value of each entry by row."""
        sums = np.zeros(self.rows, kind)
        some = np.flatnonzero(np.diff(self.starts))
        if len(some):
            sums[some] = np.add.reduceat(values, self.starts[some], dtype=kind)
        return sums

    def take(self, rows: NDArray[np.int64]) -> Entries:
        """The entries of the chosen rows, which ascend."""
        lengths = self.starts[rows + 1] - self.starts[rows]
        owner = np.repeat(np.arange(len(rows)), lengths)
        if len(rows) and rows[-1] - rows[0] == len(rows) - 1:
            where: slice | NDArray[np.int64] = slice(self.starts[rows[0]], self.starts[rows[-1] + 1])
        else:
            where = np.arange(len(owner)) + np.repeat(self.starts[rows] - np.cumsum(lengths) + lengths, lengths)
        return Entries(len(rows), owner, self.ids[where].astype(np.int64), self.counts[where], self.edges[where])


@dataclass(frozen=True, slots=True)
class Entries:
    """Entries of some rows of :class:`Grams`: number of the row among them, feature, count and edges of each."""

    rows: int
    owner: NDArray[np.int64]
    ids: NDArray[np.int64]
    counts: NDArray[np.float32]
    edges: NDArray[np.uint8]

    def chosen(self, where: NDArray[np.int64], ids: NDArray[np.int64]) -> Entries:
        """Some of the entries, with other features."""
        return Entries(self.rows, self.owner.take(where), ids, self.counts.take(where), self.edges.take(where))

    def dense(self, columns: int) -> NDArray[np.float32]:
        """The counts as a matrix with so many columns."""
        matrix = np.zeros(self.rows * columns, np.float32)
        matrix[self.owner * columns + self.ids] = self.counts
        return matrix.reshape(self.rows, columns)

    def at_edges(self, weight: NDArray[np.float32]) -> NDArray[np.float32]:
        """A matrix with the weights of n-grams in the beginnings, and below it of those in the ends, of the rows."""
        matrix = np.zeros((2, self.rows * len(weight)), np.float32)
        place = self.owner * len(weight) + self.ids
        for part, bit in zip(matrix, (HEAD, TAIL), strict=True):
            part[place[self.edges & bit > 0]] = 1
        made = matrix.reshape(2 * self.rows, len(weight))
        made *= weight
        return made


@lru_cache(1 << 16)
def _fold(code: int) -> int:
    """The code point that stands for `code`: lower case, compatible, bare; a space for what is no word character."""
    char = unicodedata.normalize("NFKC", chr(code))[:1].casefold()[:1]
    if not char or unicodedata.category(char)[0] in "ZPC":
        return _SPACE
    bare = unicodedata.normalize("NFD", char)[0]
    if bare != char and unicodedata.name(bare, "").startswith(_BARE):
        char = bare
    return ord(char)


def _characters(segments: Sequence[str]) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """Folded characters of all segments, each between single spaces, and where each segment begins and the last ends."""
    text = "  ".join(["", *segments, ""])[1:-1]
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    table = np.zeros(int(codes.max()) + 1, np.uint32)
    table[codes] = 1
    known = np.flatnonzero(table)
    table[known] = [_fold(int(code)) for code in known]
    folded = table[codes]
    starts = np.concatenate(([0], np.cumsum([len(segment) + 2 for segment in segments])))
    space = folded == _SPACE
    keep = np.ones(len(folded), bool)
    np.logical_and(space[1:], space[:-1], out=keep[1:])
    np.logical_not(keep[1:], out=keep[1:])
    keep[starts[:-1]] = True
    before = np.concatenate(([0], np.cumsum(keep)))
    return folded[keep], before[starts]


def _keys(segments: Sequence[str], lengths: Lengths) -> NDArray[np.uint32]:
    """The keys of all n-grams of a chunk of segments: segment, feature, and the bits of beginning and end."""
    codes, starts = _characters(segments)
    sizes = np.diff(starts)
    owner = np.repeat(np.arange(len(segments), dtype=np.uint32) << np.uint32(BITS + 2), sizes)
    place = np.arange(len(codes), dtype=np.int32)
    after = np.repeat(starts[1:].astype(np.int32), sizes) - place
    dense = np.zeros(len(codes), bool)
    for low, high in _DENSE:
        if codes.max() >= low:
            dense |= (codes >= low) & (codes <= high)
    some = bool(dense.any())
    edge = np.minimum(np.where(dense, DENSE_EDGE, EDGE) if some else EDGE, np.repeat(sizes // 2 + 1, sizes))
    edge = edge.astype(np.int32)
    bits = np.where(after <= edge, np.uint32(TAIL), np.uint32(0))
    bits |= owner
    # Characters that an n-gram may have to be in the beginning altogether.
    room = edge - place
    room += np.repeat(starts[:-1].astype(np.int32), sizes)
    keys = []
    value = np.zeros(len(codes), np.uint64)
    for size in range(1, max(lengths.letters + lengths.dense) + 1):
        n = len(codes) - size + 1
        if n < 1:
            break
        value = value[:n] * _FACTOR
        value += codes[size - 1 :]
        if not some and size not in lengths.letters:
            continue
        wanted = after[:n] >= size
        if some:
            wanted &= np.where(dense[:n], size in lengths.dense, size in lengths.letters)
        where = np.flatnonzero(wanted)
        mixed = value[where]
        mixed ^= mixed >> np.uint64(31)
        mixed *= _FACTOR
        mixed += np.uint64(size)
        mixed ^= mixed >> np.uint64(29)
        mixed *= _FACTOR
        mixed >>= np.uint64(64 - BITS)
        key = mixed.astype(np.uint32)
        key <<= np.uint32(2)
        key |= bits[where]
        key |= (room[where] >= size) * np.uint32(HEAD)
        keys.append(key)
    return np.concatenate(keys) if keys else np.zeros(0, np.uint32)


def _counted(segments: Sequence[str], lengths: Lengths) -> Grams:
    """The n-grams of a chunk of segments."""
    marked = _keys(segments, lengths)
    marked.sort()
    keys = marked >> np.uint32(2)
    first = np.ones(len(keys), bool)
    np.not_equal(keys[1:], keys[:-1], out=first[1:])
    where = np.flatnonzero(first)
    counts = np.diff(where, append=len(keys)).astype(np.float32)
    edges = np.bitwise_or.reduceat((marked & np.uint32(HEAD | TAIL)).astype(np.uint8), where) if len(where) else where
    keys = keys[where]
    starts = np.searchsorted(keys >> np.uint32(BITS), np.arange(len(segments) + 1))
    keys &= np.uint32((1 << BITS) - 1)
    return Grams(starts, keys.view(np.int32), counts, edges.astype(np.uint8))


def grams(segments: Sequence[str], lengths: Lengths = SHORT) -> Grams:
    """The hashed character n-grams of segments. Case, punctuation and most accents play no part."""
    chunks = [_counted(segments[start : start + _CHUNK], lengths) for start in range(0, len(segments), _CHUNK)]
    if not chunks:
        return Grams(np.zeros(1, np.int64), np.zeros(0, np.int32), np.zeros(0, np.float32), np.zeros(0, np.uint8))
    offsets = np.cumsum([0, *(len(chunk.ids) for chunk in chunks)])
    starts = [chunk.starts[:-1] + offset for chunk, offset in zip(chunks, offsets, strict=False)]
    return Grams(
        np.concatenate([*starts, offsets[-1:]]),
        np.concatenate([chunk.ids for chunk in chunks]),
        np.concatenate([chunk.counts for chunk in chunks]),
        np.concatenate([chunk.edges for chunk in chunks]),
    )
