"""Similarity by common character n-grams, weighted by their rarity (TF-IDF): needs no model and knows any script."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from hexapla.languages.tags import language
from hexapla.similarities import Comparer, Evidence, Floats, Ints, Similarity
from hexapla.similarities._grams import BITS, Counts, grams

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
        left, right = self._left.whole.take(rows), self._right.whole.take(cols)
        shared = self._common(left[1], right[1])
        idf = self._idf[shared]
        a, b = self._matrix(left, shared, len(rows)), self._matrix(right, shared, len(cols))
        has_a, has_b = np.minimum(a, 1), np.minimum(b, 1)
        weighted_a, weighted_b = has_a * idf, has_b * idf
        left_found, right_found = [], []
        window_a, window_b = has_a.copy(), has_b.copy()
        for step in range(reach):
            if step:
                np.maximum(window_a[:-step], has_a[step:], out=window_a[:-step])
                np.maximum(window_b[:-step], has_b[step:], out=window_b[:-step])
            left_found.append(weighted_a @ window_b.T)
            right_found.append(window_a @ weighted_b.T)
        return Evidence(
            dots=(a * idf) @ (b * idf).T,
            left_gram=self._gram(left, len(rows), reach),
            right_gram=self._gram(right, len(cols), reach),
            left_found=np.stack(left_found),
            right_found=np.stack(right_found),
            left_mass=np.bincount(left[0], self._idf[left[1]], len(rows)).astype(np.float32),
            right_mass=np.bincount(right[0], self._idf[right[1]], len(cols)).astype(np.float32),
            left_head=self._edge(self._left.head, rows, shared, has_b),
            left_tail=self._edge(self._left.tail, rows, shared, has_b),
            right_head=self._edge(self._right.head, cols, shared, has_a).T,
            right_tail=self._edge(self._right.tail, cols, shared, has_a).T,
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

    def _common(self, left: Ints, right: Ints) -> Ints:
        """The features that occur in both lists, ascending."""
        self._local[left] = 1
        both = right[self._local[right] == 1]
        self._local[left] = 0
        return np.unique(both)

    def _matrix(self, entries: tuple[Ints, Ints, Floats], features: Ints, rows: int) -> Floats:
        """The entries of the given features (ascending) as a dense matrix."""
        owner, ids, counts = entries
        self._local[features] = np.arange(1, len(features) + 1)
        column = self._local[ids]
        self._local[features] = 0
        keep = column > 0
        dense = np.zeros((rows, len(features)), np.float32)
        dense[owner[keep], column[keep] - 1] = counts[keep]
        return dense

    def _gram(self, entries: tuple[Ints, Ints, Floats], rows: int, reach: int) -> Floats:
        """Dot products of each row with the next ones, out of the entries of the rows."""
        owner, ids, counts = entries
        weight = counts * self._idf[ids]
        known, number = np.unique(ids, return_counts=True)
        often = known[number > 1]
        dense = self._matrix((owner, ids, weight), often, rows)
        gram = np.zeros((reach, rows), np.float32)
        gram[0] = np.bincount(owner, weight * weight, rows)
        for step in range(1, min(reach, rows)):
            gram[step, :-step] = np.einsum("if,if->i", dense[:-step], dense[step:])
        return gram

    def _edge(self, counts: Counts, rows: Ints, shared: Ints, has: Floats) -> Floats:
        """Share of the beginnings (or ends) of `rows` that is found in each segment of the other side."""
        entries = counts.take(rows)
        mass = np.bincount(entries[0], self._idf[entries[1]], len(rows)).astype(np.float32)
        found = (np.minimum(self._matrix(entries, shared, len(rows)), 1) * self._idf[shared]) @ has.T
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
