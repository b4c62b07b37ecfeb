"""spBLEU (Goyal et al., TACL 2022): BLEU over SentencePiece tokens of a model for 200 languages, as sacreBLEU computes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from hexapla.errors import ConfigError
from hexapla.metrics import Statistics
from hexapla.metrics._sacrebleu import SacreMetric


class SpBleu(SacreMetric):
    """BLEU with sacreBLEU's tokenizer ``flores200`` or ``flores101``; its model must be installed or be had from the network."""

    options: ClassVar[Mapping[str, Any]] = {"tokenize": ("flores101", "flores200", "spBLEU-1K"), "lowercase": bool}

    def _build(self) -> Any:
        from sacrebleu.metrics.bleu import BLEU

        try:
            return BLEU(**{"tokenize": "flores200", **self.given})
        except Exception as error:  # sacreBLEU lets through whatever the download raised
            reason = " ".join(str(error).split()) or type(error).__name__
            raise ConfigError(f"spbleu needs sacreBLEU's SentencePiece model, which cannot be had: {reason}") from error

    def statistics(self, hypotheses: Sequence[str], references: Sequence[Sequence[str]]) -> list[Statistics]:
        """SacreBLEU's own: lengths, then for each order the n-grams matched, then those there are."""
        if not hypotheses:
            return []
        streams = [list(stream) for stream in zip(*references, strict=True)]
        return list(map(tuple, self._metric._extract_corpus_statistics(list(hypotheses), streams)))

    def row_score(self, statistics: Statistics) -> float:
        """BLEU of a single row, with effective order."""
        order = self._metric.max_ngram_order
        stats = list(statistics)
        found = self._metric.compute_bleu(
            correct=stats[2 : 2 + order],
            total=stats[2 + order :],
            sys_len=int(stats[0]),
            ref_len=int(stats[1]),
            smooth_method=self._metric.smooth_method,
            smooth_value=self._metric.smooth_value,
            effective_order=True,
            max_ngram_order=order,
        )
        return float(found.score)
