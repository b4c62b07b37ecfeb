"""Character n-grams of many segments at once, as sparse counts; arrays in, arrays out. Weighing them is not done here."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BITS = 20
"""A feature is a hash of that many bits."""

_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_SPACE = 32
_HEAD, _TAIL = 1, 2
# Scripts written without spaces whose characters say more than letters do: kana, Bopomofo, Han.
_DENSE = ((0x3041, 0x312F), (0x31F0, 0x31FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF))
# Scripts whose accents may go: the bare letter is what two versions of a name have in common.
_BARE = ("LATIN", "GREEK", "CYRILLIC")
SIZES, DENSE_SIZES = (3, 4, 5), (1, 2, 3)
"""Lengths of n-grams, in characters, of letters and of the dense scripts."""
EDGE, DENSE_EDGE = 28, 12
"""Characters that count as the beginning or the end of a segment, of letters and of the dense scripts."""


@dataclass(frozen=True, slots=True)
class Counts:
    """A sparse matrix of counts in compressed rows: row i holds ``ids[starts[i]:starts[i + 1]]``, ascending."""

    starts: NDArray[np.int64]
    ids: NDArray[np.int64]
    counts: NDArray[np.float32]

    @property
    def rows(self) -> int:
        """Number of rows."""
        return len(self.starts) - 1

    def take(self, rows: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float32]]:
        """Row number (within `rows`), id and count of every entry of the chosen rows."""
        lengths = self.starts[rows + 1] - self.starts[rows]
        owner = np.repeat(np.arange(len(rows)), lengths)
        offsets = np.arange(len(owner)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        where = np.repeat(self.starts[rows], lengths) + offsets
        return owner, self.ids[where], self.counts[where]


@dataclass(frozen=True, slots=True)
class Grams:
    """The n-grams of segments: all of them, and those of the beginnings and ends only."""

    whole: Counts
    head: Counts
    tail: Counts


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
    """Folded characters of all segments, each between single spaces, and the segment each belongs to."""
    text = "".join(f" {segment} " for segment in segments)
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    owner = np.repeat(np.arange(len(segments)), [len(segment) + 2 for segment in segments])
    known, inverse = np.unique(codes, return_inverse=True)
    folded = np.array([_fold(int(code)) for code in known], np.uint32)[inverse]
    space = folded == _SPACE
    keep = np.ones(len(folded), bool)
    keep[1:] = ~(space[1:] & space[:-1] & (owner[1:] == owner[:-1]))
    return folded[keep], owner[keep]


def _count(keys: NDArray[np.int64], rows: int) -> Counts:
    """The counts of ascending keys, each a row above the bits of a feature."""
    first = np.ones(len(keys), bool)
    np.not_equal(keys[1:], keys[:-1], out=first[1:])
    where = np.flatnonzero(first)
    counts = np.diff(np.append(where, len(keys))).astype(np.float32)
    keys = keys[where]
    starts = np.searchsorted(keys, np.arange(rows + 1) << BITS)
    keys &= (1 << BITS) - 1
    return Counts(starts, keys, counts)


def grams(segments: Sequence[str]) -> Grams:
    """The hashed character n-grams of segments. Case, punctuation and most accents play no part."""
    rows = len(segments)
    marked = _keys(segments)
    marked.sort()
    keys = marked >> 2
    return Grams(*(_count(chosen, rows) for chosen in (keys, keys[marked & _HEAD > 0], keys[marked & _TAIL > 0])))


def _keys(segments: Sequence[str]) -> NDArray[np.int64]:
    """The keys of all n-grams, above two bits that mark those at the beginnings and the ends of segments."""
    rows = len(segments)
    codes, owner = _characters(segments)
    dense = np.zeros(len(codes), bool)
    for low, high in _DENSE:
        dense |= (codes >= low) & (codes <= high)
    ends = np.searchsorted(owner, np.arange(rows), side="right")
    begins = np.searchsorted(owner, np.arange(rows), side="left")
    place = np.arange(len(codes))
    after, before = ends[owner] - place, place - begins[owner]
    edge = np.minimum(np.where(dense, DENSE_EDGE, EDGE), (ends - begins)[owner] // 2 + 1)
    keys = []
    value = np.zeros(len(codes), np.uint64)
    for size in range(1, max(SIZES + DENSE_SIZES) + 1):
        value = value[: len(codes) - size + 1] * _FACTOR + codes[size - 1 :]
        n = len(value)
        wanted = np.where(dense[:n], size in DENSE_SIZES, size in SIZES) & (after[:n] >= size)
        where = np.flatnonzero(wanted)
        mixed = (value[where] ^ (value[where] >> np.uint64(31))) * _FACTOR + np.uint64(size)
        hashed = ((mixed ^ (mixed >> np.uint64(29))) * _FACTOR >> np.uint64(64 - BITS)).view(np.int64)
        hashed |= owner[where] << BITS
        hashed <<= 2
        near = edge[where]
        hashed |= np.where(before[where] + size <= near, _HEAD, 0)
        hashed |= np.where(after[where] <= near, _TAIL, 0)
        keys.append(hashed)
        if n <= 1:
            break
    return np.concatenate(keys)
