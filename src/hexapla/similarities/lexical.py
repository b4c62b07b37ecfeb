"""Similarity by common character n-grams, weighted by their rarity (TF-IDF): needs no model and knows any script."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from hexapla.languages.tags import language
from hexapla.similarities import Comparer, Evidence, Floats, Ints, Similarity
from hexapla.similarities._grams import BITS, Counts, grams

Entries = tuple[Ints, Ints, Floats]  # row, feature and count of every entry of a sparse matrix
_RARE = 6  # features in more segments of a side than this say little about where a segment belongs
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


class _Shared(Comparer):
    """N-grams of two texts, weighted over both."""

    def __init__(self, left: Sequence[str], right: Sequence[str]) -> None:
        self.left_lengths = np.array([len(text.strip()) for text in left], np.float32)
        self.right_lengths = np.array([len(text.strip()) for text in right], np.float32)
        self._left, self._right = grams(left), grams(right)
        self._left_df = np.bincount(self._left.whole.ids, minlength=1 << BITS)
        self._right_df = np.bincount(self._right.whole.ids, minlength=1 << BITS)
        df = self._left_df + self._right_df
        segments = len(left) + len(right)
        self._idf = np.log((1 + segments) / np.maximum(df, 1)).astype(np.float32)
        self._local = np.zeros(1 << BITS, np.int32)

    def evidence(self, rows: Ints, cols: Ints, reach: int) -> Evidence:
        n, m = len(rows), len(cols)
        left, right = self._left.whole.take(rows), self._right.whole.take(cols)
        edges = [
            (counts.take(chosen), len(chosen))
            for chosen, side in ((rows, self._left), (cols, self._right))
            for counts in (side.head, side.tail)
        ]
        (a, b, *parts), weight, weight_squared = self._dense([(left, n), (right, m), *edges])
        has_a, has_b = np.minimum(a, 1), np.minimum(b, 1)
        weighted_a, weighted_b = has_a * weight, has_b * weight
        window_a, window_b = has_a.copy(), has_b.copy()
        left_found, right_found = np.empty((reach, n, m), np.float32), np.empty((reach, n, m), np.float32)
        for step in range(reach):
            if step:
                np.maximum(window_a[:-step], has_a[step:], out=window_a[:-step])
                np.maximum(window_b[:-step], has_b[step:], out=window_b[:-step])
            np.matmul(weighted_a, window_b.T, out=left_found[step])
            np.matmul(window_a, weighted_b.T, out=right_found[step])
        head, tail, other_head, other_tail = (
            self._edge(entries, part, weight, has)
            for (entries, _), part, has in zip(edges, parts, (has_b, has_b, has_a, has_a), strict=True)
        )
        return Evidence(
            dots=(a * weight_squared) @ b.T,
            left_gram=self._gram(left, n, reach),
            right_gram=self._gram(right, m, reach),
            left_found=left_found,
            right_found=right_found,
            left_mass=np.bincount(left[0], self._idf[left[1]], n).astype(np.float32),
            right_mass=np.bincount(right[0], self._idf[right[1]], m).astype(np.float32),
            left_head=head,
            left_tail=tail,
            right_head=other_head.T,
            right_tail=other_tail.T,
        )

    def candidates(self) -> tuple[Ints, Ints, Floats]:
        useful = (self._left_df > 0) & (self._left_df <= _RARE) & (self._right_df > 0) & (self._right_df <= _RARE)
        left, right = self._postings(self._left.whole, useful), self._postings(self._right.whole, useful)
        n, m = self._left.whole.rows, self._right.whole.rows
        if not len(left[0]):
            return np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.float32)
        # Join the two lists of (feature, segment) on the feature.
        first = np.searchsorted(right[1], left[1], side="left")
        number = np.searchsorted(right[1], left[1], side="right") - first
        which = np.repeat(np.arange(len(left[0])), number)
        other = np.arange(len(which)) - np.repeat(np.cumsum(number) - number, number) + np.repeat(first, number)
        weight = self._idf[left[1]][which]
        pairs, inverse = np.unique(left[0][which] * m + right[0][other], return_inverse=True)
        votes = np.bincount(inverse, weight)
        rows, cols = pairs // m, pairs % m
        mass_left = np.bincount(self._owner(self._left.whole), self._idf[self._left.whole.ids], n)
        mass_right = np.bincount(self._owner(self._right.whole), self._idf[self._right.whole.ids], m)
        score = (votes / np.maximum(np.sqrt(mass_left[rows] * mass_right[cols]), 1e-6)).astype(np.float32)
        keep = _leaders(rows, score, _BEST) | _leaders(cols, score, _BEST)
        return rows[keep], cols[keep], np.minimum(score[keep], 1)

    @staticmethod
    def _owner(counts: Counts) -> Ints:
        return np.repeat(np.arange(counts.rows), np.diff(counts.starts))

    def _postings(self, counts: Counts, useful: np.ndarray) -> tuple[Ints, Ints]:
        """Segments and features of all entries with a useful feature, ordered by feature."""
        keep = useful[counts.ids]
        owner, ids = self._owner(counts)[keep], counts.ids[keep]
        order = np.argsort(ids, kind="stable")
        return owner[order], ids[order]

    def _distinct(self, ids: Ints) -> tuple[Ints, Ints]:
        """The features of a list without repetition, and the places at which one is repeated later on."""
        place = np.arange(len(ids), dtype=np.int32)
        self._local[ids] = place
        last = self._local[ids] == place
        self._local[ids] = 0
        return ids[last], np.flatnonzero(~last)

    def _dense(self, parts: list[tuple[Entries, int]]) -> tuple[list[Floats], Floats, Floats]:
        """Entries of several lists with so many rows each as dense matrices: those of features in both the first two.

        Features that have the same entries everywhere (n-grams of one word do) share a column. Also returns the sum of
        the weights of the features of each column, and the sum of their squares.
        """
        self._local[parts[0][0][1]] = 1
        ids = parts[1][0][1]
        both = ids[self._local[ids] == 1]
        self._local[parts[0][0][1]] = 0
        shared, _ = self._distinct(both)
        # Features with the same entries have the same random sum; others do not, but for a chance of 1 in 2 ** 50.
        chance = np.random.default_rng(len(shared))
        pattern = np.zeros(len(shared) + 1)
        self._local[shared] = np.arange(1, len(shared) + 1, dtype=np.int32)
        columns = [self._local[ids] for (_, ids, _), _ in parts]
        self._local[shared] = 0
        for column, ((owner, _, counts), rows) in zip(columns, parts, strict=True):
            pattern += np.bincount(column, counts * chance.random(rows)[owner], len(shared) + 1)
        known, group = np.unique(pattern[1:], return_inverse=True)
        matrices = []
        for column, ((owner, _, counts), rows) in zip(columns, parts, strict=True):
            keep = np.flatnonzero(column)
            matrix = np.zeros((rows, len(known)), np.float32)
            matrix[owner[keep], group[column[keep] - 1]] = counts[keep]
            matrices.append(matrix)
        idf = self._idf[shared].astype(np.float64)
        weight, squared = (np.bincount(group, values, len(known)).astype(np.float32) for values in (idf, idf * idf))
        return matrices, weight, squared

    def _gram(self, entries: Entries, rows: int, reach: int) -> Floats:
        """Dot products of each row with the next ones, out of the entries of the rows."""
        owner, ids, counts = entries
        weight = counts * self._idf[ids]
        often, _ = self._distinct(ids[self._distinct(ids)[1]])
        self._local[often] = np.arange(1, len(often) + 1, dtype=np.int32)
        column = self._local[ids]
        self._local[often] = 0
        keep = np.flatnonzero(column)
        dense = np.zeros((rows, len(often)), np.float32)
        dense[owner[keep], column[keep] - 1] = weight[keep]
        gram = np.zeros((reach, rows), np.float32)
        gram[0] = np.bincount(owner, weight * weight, rows)
        for step in range(1, min(reach, rows)):
            gram[step, :-step] = np.einsum("if,if->i", dense[:-step], dense[step:])
        return gram

    def _edge(self, entries: Entries, matrix: Floats, weight: Floats, has: Floats) -> Floats:
        """Share of the beginnings (or ends) of segments, as entries and matrix, found in each one of the other side."""
        mass = np.bincount(entries[0], self._idf[entries[1]], len(matrix)).astype(np.float32)
        found = (np.minimum(matrix, 1) * weight) @ has.T
        share: Floats = found / np.maximum(mass, 1e-6)[:, None]
        return share


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
