"""What the metrics that sacreBLEU defines have in common: its own statistics, its own score, its own signature.

sacreBLEU is the definition: its objects do the work segment by segment, so that statistics of rows can be kept, summed
over documents and resampled. A contract test holds every number equal to its public API.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from functools import cached_property
from typing import Any

from hexapla.metrics import Metric, Statistics


class SacreMetric(Metric):
    """A metric that a sacreBLEU object computes."""

    @abstractmethod
    def _build(self) -> Any:
        """The sacreBLEU metric object for corpus scores."""

    @cached_property
    def _metric(self) -> Any:
        metric = self._build()
        metric.num_refs = self.references
        return metric

    @property
    def signature(self) -> str:
        """SacreBLEU's own signature, verbatim."""
        return str(self._metric.get_signature())

    def statistics(self, hypotheses: Sequence[str], references: Sequence[Sequence[str]]) -> list[Statistics]:
        """SacreBLEU's statistics of each segment; over several references it takes the best or the closest, as there."""
        metric = self._metric
        found = []
        for hypothesis, refs in zip(hypotheses, references, strict=True):
            info = metric._extract_reference_info([metric._preprocess_segment(ref) for ref in refs])
            stats = metric._compute_segment_statistics(metric._preprocess_segment(hypothesis), info)
            found.append(tuple(stats))
        return found

    def score(self, total: Statistics) -> float:
        """The corpus score of summed statistics."""
        return float(self._metric._compute_score_from_stats(list(total)).score)
