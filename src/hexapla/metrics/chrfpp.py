"""chrF++ (Popović, WMT 2017) as sacreBLEU computes it: chrF with word n-grams up to 2."""

from __future__ import annotations

from typing import Any

from hexapla.metrics._sacrebleu import SacreMetric


class ChrfPlusPlus(SacreMetric):
    """Character n-gram F-score with word unigrams and bigrams."""

    def _build(self) -> Any:
        from sacrebleu.metrics.chrf import CHRF

        return CHRF(word_order=2)
