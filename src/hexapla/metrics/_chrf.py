"""chrF with any orders (Popović, WMT 2015 and 2017) for many segments at once, with sacreBLEU's numbers.

chrF and chrF++ differ by their defaults alone. Counting is ``_ngrams``' work, or the native extension's; here is what is
counted, and the F-score.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from hexapla.errors import ConfigError
from hexapla.metrics import Statistics
from hexapla.metrics._engine import BATCH, native
from hexapla.metrics._ngrams import Integers, code_points, in_batches, matches, token_numbers, totals
from hexapla.metrics._sacrebleu import SacreMetric

_PUNCTUATION = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")


class CharacterF(SacreMetric):
    """F-score of character n-grams, and of word n-grams where `word_order` is not 0."""

    options: ClassVar[Mapping[str, Any]] = {
        "char_order": int,
        "word_order": int,
        "beta": int,
        "lowercase": bool,
        "whitespace": bool,
        "eps_smoothing": bool,
    }
    word_order: ClassVar[int] = 0

    def _build(self) -> Any:
        from sacrebleu.metrics.chrf import CHRF

        made = CHRF(**{"word_order": self.word_order, **self.given})
        if not made.order:
            raise ConfigError(f"{self.label}: char_order and word_order cannot both be 0")
        return made

    def statistics(self, hypotheses: Sequence[str], references: Sequence[Sequence[str]]) -> list[Statistics]:
        """Of each order the n-grams of hypothesis and reference and those they share; of several references the best's."""
        rows = list(zip(hypotheses, references, strict=True))
        if native():
            return [row for at in range(0, len(rows), BATCH) for row in self._batch(rows[at : at + BATCH])]
        sizes = [len(one) + max(map(len, refs), default=0) for one, refs in rows]
        return in_batches(sizes, lambda batch: self._batch([rows[row] for row in batch]))

    def _batch(self, rows: Sequence[tuple[str, Sequence[str]]]) -> list[Statistics]:
        texts = [text for hypothesis, refs in rows for ref in refs for text in (hypothesis, ref)]
        if self._metric.lowercase:
            texts = [text.lower() for text in texts]
        counts = self._counts(texts)
        if self.references != 1:
            scores = self.f_scores(counts)
            ends = np.cumsum([len(refs) for _, refs in rows])
            starts = [0, *ends[:-1].tolist()]
            counts = counts[[start + int(scores[start:end].argmax()) for start, end in zip(starts, ends, strict=True)]]
        return list(map(tuple, counts.tolist()))

    def _counts(self, texts: list[str]) -> Integers:
        """Statistics (rows) of pairs of a hypothesis and a reference that follow each other."""
        metric = self._metric
        module = native()
        if module:
            counts = np.empty((len(texts) // 2, 3 * metric.order), np.int64)
            module.chrf(texts, metric.char_order, metric.word_order, metric.whitespace, counts)
            return counts
        words = [text.split() for text in texts]
        bare = texts if metric.whitespace else list(map("".join, words))
        columns = [_triples(*code_points(bare), metric.char_order)]
        if metric.word_order:
            pieces = _Pieces()
            parted = [list(chain.from_iterable(map(pieces.__getitem__, line))) for line in words]
            columns.append(_triples(*token_numbers(parted), metric.word_order))
        return np.concatenate(columns, axis=1)

    def f_scores(self, counts: NDArray[Any]) -> NDArray[Any]:
        """The score of every row of statistics, in sacreBLEU's order of operations, so that no bit differs."""
        metric = self._metric
        tiny, factor = 1e-16, metric.beta**2
        kind = counts.dtype if counts.dtype == np.float32 else np.float64
        score, precision_sum, recall_sum, effective = np.zeros((4, len(counts)), kind)
        with np.errstate(divide="ignore", invalid="ignore"):
            for i in range(metric.order):
                of_hypothesis, of_reference, shared = counts[:, 3 * i : 3 * i + 3].T
                precision = np.where(of_hypothesis > 0, shared / of_hypothesis, tiny)
                recall = np.where(of_reference > 0, shared / of_reference, tiny)
                below = factor * precision + recall
                score += np.where(below > 0, (1 + factor) * precision * recall / below, tiny)
                both = (of_hypothesis > 0) & (of_reference > 0)
                precision_sum += np.where(both, precision, 0.0)
                recall_sum += np.where(both, recall, 0.0)
                effective += both
            if metric.eps_smoothing:
                smoothed: NDArray[Any] = 100 * score / metric.order
                return smoothed
            precision, recall = precision_sum / effective, recall_sum / effective
            f_score = (1 + factor) * precision * recall
            f_score /= factor * precision + recall
        return np.where((effective > 0) & (precision + recall != 0), 100 * f_score, 0.0)

    def _all_scores(self, totals: NDArray[Any]) -> NDArray[Any] | None:
        if totals[:, 0::3].all() and totals[:, 1::3].all() and totals[:, 2::3].any(axis=1).all():
            return self.f_scores(totals)
        return None

    def row_scores(self, statistics: Sequence[Statistics]) -> list[float]:
        """The score of each row on its own."""
        if not statistics:
            return []
        found: list[float] = self.f_scores(np.array(statistics, np.int64)).tolist()
        return found


def _triples(symbols: Integers, lengths: Integers, orders: int) -> Integers:
    """Columns of counts (hypothesis, reference, shared) for each order; the first is 0 where the reference has none."""
    found = np.empty((len(lengths) // 2, orders, 3), np.int64)
    here, there = totals(lengths[::2], orders), totals(lengths[1::2], orders)
    found[:, :, 0] = np.where(there > 0, here, 0)
    found[:, :, 1] = there
    found[:, :, 2] = matches(symbols, lengths, 2, orders)
    return found.reshape(len(found), 3 * orders)


class _Pieces(dict[str, tuple[str, ...]]):
    """Words -> what chrF takes them for: one punctuation mark is split off, the last character, else the first."""

    def __missing__(self, word: str) -> tuple[str, ...]:
        if len(word) > 1 and word[-1] in _PUNCTUATION:
            pieces: tuple[str, ...] = (word[:-1], word[-1])
        elif len(word) > 1 and word[0] in _PUNCTUATION:
            pieces = (word[0], word[1:])
        else:
            pieces = (word,)
        self[word] = pieces
        return pieces
