"""Similarity by common character n-grams, weighted by their rarity (TF-IDF): needs no model and knows any script."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from hexapla.languages.tags import language
from hexapla.similarities import Comparer, Evidence, Floats, Ints, Similarity
from hexapla.similarities._grams import BITS, HEAD, LONG, TAIL, Entries, Grams, grams

_RARE = 6  # features in more segments of a side than this say little about where a segment belongs
_ENOUGH = 8  # rare features a segment should have on average, for candidates to be found by them
_BEST = 4  # candidates kept for a segment


class Lexical(Similarity):
    """Segments are alike when they share rare character n-grams.

    Works for any language without a model. Letters are compared in n-grams of 3 to 5, kana and Han characters of 1 to
    3; case, punctuation and most accents play no part. Texts in two languages are compared in Latin transliteration, so
    that names, digits and loan words count.
    """

    name = "lexical"

    def signature(self) -> str:
        """``sim:lexical|ngrams:3-5``, with the n-grams of letters."""
        return "sim:lexical|ngrams:3-5"

    def compare(self, left: Sequence[str], right: Sequence[str], *, left_lang: str, right_lang: str) -> Comparer:
        """Count n-grams of all segments; in two languages, of their transliteration."""
        if language(left_lang) != language(right_lang):
            from anyascii import anyascii

            left, right = [anyascii(text) for text in left], [anyascii(text) for text in right]
        return _Shared(left, right)


class _Side:
    """The n-grams of one text, weighted over both.

    Attributes:
        lengths: Length of each segment in characters.
        grams: Its n-grams that are repeated anywhere in the texts, with features numbered from 0 on.
        mass: Sum of the weights of all n-grams of each segment.
        head_mass: The same for those of its beginning.
        tail_mass: The same for those of its end.
        square: Sum of the squares of counts times weights.
    """

    def __init__(self, segments: Sequence[str], grams: Grams, weight: Floats, number: NDArray[np.int32]) -> None:
        self.lengths = np.array([len(text.strip()) for text in segments], np.float32)
        mass = weight.take(grams.ids)
        self.mass = grams.sums(mass)
        self.head_mass, self.tail_mass = (grams.sums(mass * (grams.edges & bit > 0)) for bit in (HEAD, TAIL))
        mass *= grams.counts
        mass *= mass
        self.square = grams.sums(mass)
        del mass
        ids = number.take(grams.ids)
        kept = ids >= 0
        self.grams = grams.kept(kept, ids[kept])


class _Shared(Comparer):
    """N-grams of two texts, weighted over both."""

    def __init__(self, left: Sequence[str], right: Sequence[str]) -> None:
        sides = [grams(left), grams(right)]
        # Features are numbered by those that there are, so that short texts need no long tables.
        present = np.zeros(1 << BITS, bool)
        for side in sides:
            present[side.ids] = True
        number = np.empty(1 << BITS, np.int32)
        known = np.flatnonzero(present)
        number[known] = np.arange(len(known), dtype=np.int32)
        sides = [replace(side, ids=number.take(side.ids)) for side in sides]
        df = [np.bincount(side.ids, minlength=len(known)) for side in sides]
        both = df[0] + df[1]
        weight = np.log(np.float32(1 + len(left) + len(right)) / both.astype(np.float32))
        # What stands in one segment only says nothing about others: of that only the weight counts.
        repeated = np.flatnonzero(both > 1)
        number = np.full(len(known), -1, np.int32)
        number[repeated] = np.arange(len(repeated), dtype=np.int32)
        self._right = _Side(right, sides.pop(), weight, number)
        self._left = _Side(left, sides.pop(), weight, number)
        self.left_lengths, self.right_lengths = self._left.lengths, self._right.lengths
        self._weight = weight[repeated]
        self._rare = _rare([side[repeated] for side in df])
        self._segments = left, right
        self._local = np.zeros(len(repeated), np.int64)  # scratch, by feature; all 0 between uses

    def evidence(self, rows: Ints, cols: Ints, reach: int) -> Evidence:
        n, m = len(rows), len(cols)
        left, right = self._left.grams.take(rows), self._right.grams.take(cols)
        grams = (
            self._gram(self._left.square[rows], left, reach),
            self._gram(self._right.square[cols], right, reach),
        )
        left, right, weight, squared = self._shared(left, right)
        a, b = left.dense(len(weight)), right.dense(len(weight))
        dots = (a * squared) @ b.T
        has_a, has_b = np.minimum(a, 1, out=a), np.minimum(b, 1, out=b)
        left_found = _found(has_a * weight, has_b, reach)
        right_found = _found(has_b * weight, has_a, reach).transpose(0, 2, 1)
        found_a, found_b = left.at_edges(weight) @ has_b.T, has_a @ right.at_edges(weight).T
        for share, side, some in ((found_a, self._left, rows), (found_b.T, self._right, cols)):
            share /= np.maximum(np.concatenate((side.head_mass[some], side.tail_mass[some])), 1e-6)[:, None]
        return Evidence(
            dots=dots,
            left_gram=grams[0],
            right_gram=grams[1],
            left_found=left_found,
            right_found=right_found,
            left_mass=self._left.mass[rows],
            right_mass=self._right.mass[cols],
            left_head=found_a[:n],
            left_tail=found_a[n:],
            right_head=found_b[:, :m],
            right_tail=found_b[:, m:],
        )

    def candidates(self) -> tuple[Ints, Ints, Floats]:
        sides = [_Postings(side.grams, self._weight, self._rare, side.mass) for side in (self._left, self._right)]
        if min(len(side.rows) / max(side.segments, 1) for side in sides) < _ENOUGH:
            # In long texts with few words no short n-gram is rare.
            more = _long_postings(*self._segments)
            if min(len(side.rows) for side in more) > min(len(side.rows) for side in sides):
                sides = more
        return _pairs(*sides)

    def _shared(self, left: Entries, right: Entries) -> tuple[Entries, Entries, Floats, Floats]:
        """The entries of features that both sides have, by column; weight and squared weight of each column.

        Features that have the same entries everywhere (n-grams of one word do) share a column; its weights are sums.
        """
        local = self._local
        local[left.ids] = 1
        on_right = np.flatnonzero(local.take(right.ids))
        local[left.ids] = 0
        ids = right.ids[on_right]
        shared = ids[self._last(ids)]
        local[shared] = np.arange(1, len(shared) + 1)
        columns = local.take(left.ids)
        on_left = np.flatnonzero(columns)
        sides = left.chosen(on_left, columns[on_left] - 1), right.chosen(on_right, local.take(ids) - 1)
        local[shared] = 0
        # Features with the same entries have the same random sum; others do not, but for a chance of 1 in 2 ** 50.
        chance = np.random.default_rng(len(shared))
        pattern = np.zeros(len(shared))
        for entries in sides:
            edge = np.array([0, *chance.random(3)]).take(entries.edges)
            edge += entries.counts
            edge *= chance.random(entries.rows).take(entries.owner)
            pattern += np.bincount(entries.ids, edge, len(shared))
        order = np.argsort(pattern)
        ordered = pattern[order]
        fresh = np.zeros(len(shared), bool)
        np.not_equal(ordered[1:], ordered[:-1], out=fresh[1:])
        column = np.empty(len(shared), np.int64)
        column[order] = np.cumsum(fresh)
        number = int(np.count_nonzero(fresh)) + (len(shared) > 0)
        weight = self._weight[shared].astype(np.float64)
        one, other = (replace(entries, ids=column.take(entries.ids)) for entries in sides)
        sums, squares = (np.bincount(column, values, number).astype(np.float32) for values in (weight, weight**2))
        return one, other, sums, squares

    def _gram(self, square: Floats, entries: Entries, reach: int) -> Floats:
        """Dot products of each row with itself, as given, and with the next ones, out of the entries of the rows."""
        gram = np.zeros((reach, entries.rows), np.float32)
        gram[0] = square
        steps = range(1, min(reach, entries.rows))
        if not steps:
            return gram
        local, ids = self._local, entries.ids
        last = self._last(ids)
        local[ids[~last]] = -1
        where = np.flatnonzero(local.take(ids) < 0)
        often = ids[where[last[where]]]
        local[often] = np.arange(len(often))
        repeated = entries.chosen(where, local.take(ids[where]))
        local[ids] = 0
        dense = repeated.dense(len(often))
        dense *= self._weight[often]
        for step in steps:
            gram[step, :-step] = np.einsum("if,if->i", dense[:-step], dense[step:])
        return gram

    def _last(self, ids: Ints) -> NDArray[np.bool_]:
        """Whether each feature of a list is not repeated later on. Leaves numbers from 1 on in the scratch array."""
        place = np.arange(1, len(ids) + 1)
        self._local[ids] = place
        last: NDArray[np.bool_] = self._local.take(ids) == place
        return last


class _Postings:
    """The rare features of one text.

    Args:
        grams: Its n-grams.
        weight: Weight of each feature.
        rare: Whether a feature is rare on both sides, and on neither unknown.
        mass: Sum of the weights of each segment.

    Attributes:
        rows: The segment of every entry, ordered by feature.
        ids: Its feature.
        weights: Its weight.
    """

    def __init__(self, grams: Grams, weight: Floats, rare: NDArray[np.bool_], mass: Floats) -> None:
        keep = np.flatnonzero(rare.take(grams.ids))
        owner, ids = grams.owner()[keep], grams.ids[keep]
        order = np.argsort(ids, kind="stable")
        self.rows, self.ids = owner[order], ids[order].astype(np.int64)
        self.weights = weight.take(self.ids)
        self.mass = mass.astype(np.float64)
        self.segments = grams.rows


def _long_postings(left: Sequence[str], right: Sequence[str]) -> list[_Postings]:
    """Postings of longer n-grams, which are weighed among themselves."""
    sides = [grams(segments, LONG) for segments in (left, right)]
    df = [np.bincount(side.ids, minlength=1 << BITS) for side in sides]
    weight = np.log(np.float32(1 + len(left) + len(right)) / np.maximum(df[0] + df[1], 1, dtype=np.float32))
    rare = _rare(df)
    return [_Postings(side, weight, rare, side.sums(weight.take(side.ids))) for side in sides]


def _rare(df: Sequence[Ints]) -> NDArray[np.bool_]:
    """Which features are on both sides, and rare on both, from the number of segments they are in."""
    return np.logical_and.reduce([(side > 0) & (side <= _RARE) for side in df])  # type: ignore[no-any-return]


def _pairs(left: _Postings, right: _Postings) -> tuple[Ints, Ints, Floats]:
    """Pairs of segments with rare features in common, the best few of each segment, with their similarity."""
    if not len(left.rows):
        return np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.float32)
    # Join the two lists of (feature, segment) on the feature.
    first = np.searchsorted(right.ids, left.ids, side="left")
    number = np.searchsorted(right.ids, left.ids, side="right") - first
    which = np.repeat(np.arange(len(left.rows)), number)
    other = np.arange(len(which)) - np.repeat(np.cumsum(number) - number, number) + np.repeat(first, number)
    pairs, inverse = np.unique(left.rows[which] * right.segments + right.rows[other], return_inverse=True)
    votes = np.bincount(inverse, left.weights[which])
    rows, cols = np.divmod(pairs, right.segments)
    score = (votes / np.maximum(np.sqrt(left.mass[rows] * right.mass[cols]), 1e-6)).astype(np.float32)
    keep = _leaders(rows, score, _BEST) | _leaders(cols, score, _BEST)
    return rows[keep], cols[keep], np.minimum(score[keep], 1)


def _found(weighted: Floats, has: Floats, reach: int) -> Floats:
    """(d, i, j): weight of the columns of row i of one matrix that rows j to j + d of the other have between them."""
    found = np.empty((reach, len(weighted), len(has)), np.float32)
    window = has.copy()
    for step in range(reach):
        if step:
            np.maximum(window[:-step], has[step:], out=window[:-step])
        np.matmul(weighted, window.T, out=found[step])
    return found


def _leaders(group: Ints, score: Floats, number: int) -> np.ndarray:
    """Which entries are among the `number` best of their group; earlier ones win ties."""
    order = np.lexsort((np.arange(len(group)), -score, group))
    ordered = group[order]
    first = np.ones(len(group), bool)
    first[1:] = ordered[1:] != ordered[:-1]
    rank = np.arange(len(group)) - np.maximum.accumulate(np.where(first, np.arange(len(group)), 0))
    chosen = np.zeros(len(group), bool)
    chosen[order] = rank < number
    return chosen
