"""BLEU (Papineni et al., ACL 2002) as sacreBLEU computes it (Post, WMT 2018), over any of its tokenizers."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from functools import cached_property
from math import exp, log
from typing import TYPE_CHECKING, Any

from hexapla.errors import ConfigError
from hexapla.metrics import Statistics
from hexapla.metrics._sacrebleu import SacreMetric
from hexapla.metrics._tokenizers import OWN, Tokenize, remembering, tokenizer, without_entities

if TYPE_CHECKING:
    from numpy.typing import NDArray


class BleuMetric(SacreMetric):
    """BLEU over the words or pieces of one of sacreBLEU's tokenizers. A single row is scored with effective order."""

    @abstractmethod
    def _tokenizer(self) -> str:
        """The tokenizer's name."""

    def _build(self) -> Any:
        from sacrebleu.metrics.bleu import BLEU

        name = self._tokenizer()
        if self.given.get("max_ngram_order") == 0:
            raise ConfigError(f"{self.label}: max_ngram_order must be at least 1")
        try:
            return BLEU(**{**self.given, "tokenize": name})
        except Exception as error:  # sacreBLEU lets through whatever the download of a model raised
            reason = " ".join(str(error).split()) or type(error).__name__
            raise ConfigError(f"{self.label}: the tokenizer {name!r} cannot be used: {reason}") from error

    @cached_property
    def _tokenize(self) -> tuple[Tokenize, Tokenize]:
        """For hypotheses and for references; sacreBLEU's tokenizers remember lines themselves."""
        name, own = self._tokenizer(), self._metric.tokenizer
        if name in OWN:
            return tokenizer(name), remembering(name)
        return (lambda line: own(line.rstrip()).split(),) * 2

    def statistics(self, hypotheses: Sequence[str], references: Sequence[Sequence[str]]) -> list[Statistics]:
        """Lengths of hypothesis and closest reference, then for each order the n-grams matched, then those there are."""
        if self.references > 0:
            return self._of_sides(1 + self.references, list(zip(hypotheses, references, strict=True)))
        found: list[Statistics] = [()] * len(hypotheses)
        by_number: dict[int, list[int]] = {}
        for row, refs in enumerate(references):
            by_number.setdefault(len(refs), []).append(row)
        for number, rows in by_number.items():
            of_rows = self._of_sides(1 + number, [(hypotheses[row], references[row]) for row in rows])
            for row, statistics in zip(rows, of_rows, strict=True):
                found[row] = statistics
        return found

    def _of_sides(self, sides: int, rows: list[tuple[str, Sequence[str]]]) -> list[Statistics]:
        """Statistics of rows that have the same number of references."""
        from hexapla.metrics._engine import BATCH, native
        from hexapla.metrics._ngrams import in_batches

        if native():
            batches = (rows[at : at + BATCH] for at in range(0, len(rows), BATCH))
            return [statistics for batch in batches for statistics in self._counted(native(), sides, batch)]
        sizes = [len(one) + sum(map(len, refs)) for one, refs in rows]
        return in_batches(sizes, lambda batch: self._batch(sides, [rows[row] for row in batch]))

    def _counted(self, module: Any, sides: int, rows: Sequence[tuple[str, Sequence[str]]]) -> list[Statistics]:
        """Statistics of some rows from the native extension, which also parts the words of its own tokenizers."""
        import numpy as np

        orders, name = self._metric.max_ngram_order, self._tokenizer()
        texts = [text for hypothesis, refs in rows for text in (hypothesis, *refs)]
        if self._metric.lowercase:
            texts = [text.lower() for text in texts]
        kinds = {"none": module.SPLIT, "char": module.CHARACTERS, "13a": module.WESTERN, "zh": module.CHINESE}
        if name == "13a":
            texts = list(map(without_entities, texts))
        elif name not in kinds:
            of_hypothesis, of_reference = self._tokenize
            texts = [" ".join((of_reference if at % sides else of_hypothesis)(text)) for at, text in enumerate(texts)]
        counts = np.empty((len(rows), 2 + 2 * orders), np.int64)
        module.bleu(texts, sides, kinds.get(name, module.SPLIT), orders, counts)
        return list(map(tuple, counts.tolist()))

    def _batch(self, sides: int, rows: Sequence[tuple[str, Sequence[str]]]) -> list[Statistics]:
        import numpy as np

        from hexapla.metrics._ngrams import matches, token_numbers, totals

        lower, (of_hypothesis, of_reference) = self._metric.lowercase, self._tokenize
        orders = self._metric.max_ngram_order
        lines = []
        for hypothesis, refs in rows:
            lines.append(of_hypothesis(hypothesis.lower() if lower else hypothesis))
            lines += [of_reference(ref.lower() if lower else ref) for ref in refs]
        symbols, lengths = token_numbers(lines)
        grid = lengths.reshape(-1, sides)
        distance = abs(grid[:, 1:] - grid[:, :1])
        farther = distance > distance.min(axis=1, keepdims=True)
        closest = np.where(farther, np.iinfo(np.int64).max, grid[:, 1:]).min(axis=1)
        correct = matches(symbols, lengths, sides, orders)
        columns = np.concatenate([grid[:, :1], closest[:, None], correct, totals(grid[:, 0], orders)], axis=1)
        return list(map(tuple, columns.tolist()))

    def _all_scores(self, totals: NDArray[Any]) -> NDArray[Any] | None:
        import math

        import numpy as np

        order = self._metric.max_ngram_order
        correct, possible = totals[:, 2 : 2 + order], totals[:, 2 + order :]
        if self._metric.smooth_method == "add-k" or not correct.all():
            return None
        # Where every order has matches smoothing does nothing. Logarithms are C's, as NumPy's may differ in the last bit.
        precisions = (100.0 * correct / possible).tolist()
        lengths = totals[:, :2].astype(np.int64).tolist()
        return np.array(
            [
                (math.exp(1 - wanted / size) if size < wanted else 1.0) * math.exp(sum(map(math.log, row)) / order)
                for row, (size, wanted) in zip(precisions, lengths, strict=True)
            ]
        )

    def rough_scores(self, totals: NDArray[Any]) -> NDArray[Any] | None:
        """The scores of all rows with NumPy's logarithms, which are right to the last bit but one."""
        import numpy as np

        order = self._metric.max_ngram_order
        correct, possible = totals[:, 2 : 2 + order], totals[:, 2 + order :]
        if totals.dtype == np.float32 or self._metric.smooth_method == "add-k" or not correct.all():
            return None
        sizes, wanted = totals[:, 0], totals[:, 1]
        logs: NDArray[Any] = np.log(100.0 * correct / possible).sum(axis=1) / order
        scores: NDArray[Any] = np.exp(logs + np.minimum(0.0, 1 - wanted / sizes))
        return scores

    def row_scores(self, statistics: Sequence[Statistics]) -> list[float]:
        """BLEU of each row on its own, with effective order."""
        if self._metric.smooth_method != "exp":
            return [self.row_score(row) for row in statistics]
        import numpy as np

        if not statistics:
            return []
        order = self._metric.max_ngram_order
        counts = np.array(statistics, dtype=np.int64)
        correct, possible = counts[:, 2 : 2 + order], counts[:, 2 + order :]
        # Rows share their few shares of n-grams; the logarithm has to be that of Python's module, as in sacreBLEU.
        pairs, places = np.unique(correct * (1 + possible.max()) + possible, return_inverse=True)
        shares = zip(*(column.tolist() for column in np.divmod(pairs, 1 + possible.max())), strict=True)
        logs = np.array([log(100.0 * matched / total) if matched else 0.0 for matched, total in shares])
        usual: NDArray[np.bool_] = np.all(correct > 0, axis=1)
        rows = zip(statistics, usual, logs[places.reshape(correct.shape)].tolist(), strict=True)
        return [
            _penalty(row) * exp(sum(found) / order) if is_usual else _smoothed(row, order)
            for row, is_usual, found in rows
        ]

    def row_score(self, statistics: Statistics) -> float:
        """BLEU of a single row, with effective order."""
        order = self._metric.max_ngram_order
        stats = list(statistics)
        return float(
            self._metric.compute_bleu(
                correct=stats[2 : 2 + order],
                total=stats[2 + order :],
                sys_len=int(stats[0]),
                ref_len=int(stats[1]),
                smooth_method=self._metric.smooth_method,
                smooth_value=self._metric.smooth_value,
                effective_order=True,
                max_ngram_order=order,
            ).score
        )


def _penalty(row: Statistics) -> float:
    """The penalty of brevity."""
    return exp(1 - row[1] / row[0]) if 0 < row[0] < row[1] else 1.0


def _smoothed(row: Statistics, order: int) -> float:
    """BLEU of a row in which an order has no match, or which is too short for it: smoothed, with effective order."""
    correct, smooth, logs = row[2 : 2 + order], 1, []
    if not any(correct):
        return 0.0
    for matched, possible in zip(correct, row[2 + order :], strict=True):
        if not possible:
            break
        if not matched:
            smooth *= 2
        logs.append(log(100.0 * matched / possible if matched else 100.0 / (smooth * possible)))
    return _penalty(row) * exp(sum(logs) / len(logs))
