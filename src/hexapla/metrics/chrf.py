"""chrF (Popović, WMT 2015) as sacreBLEU computes it: character n-grams up to 6, beta 2."""

from __future__ import annotations

from typing import Any

from hexapla.metrics._sacrebleu import SacreMetric


class Chrf(SacreMetric):
    """Character n-gram F-score."""

    def _build(self) -> Any:
        from sacrebleu.metrics.chrf import CHRF

        return CHRF()
