"""TER (Snover et al., AMTA 2006) as sacreBLEU computes it; lower is better."""

from __future__ import annotations

from typing import Any, ClassVar

from hexapla.metrics._sacrebleu import SacreMetric


class Ter(SacreMetric):
    """Translation edit rate: edits, with shifts, per reference word, times 100."""

    higher_is_better: ClassVar[bool] = False
    scale: ClassVar[float] = 0.0

    def _build(self) -> Any:
        from sacrebleu.metrics.ter import TER

        return TER()
