"""What the metrics that sacreBLEU defines have in common: its score of summed statistics, and its own signature.

sacreBLEU (Post, WMT 2018) is the definition. Statistics of segments are counted by our own engines where those are
faster; contract tests hold every number equal to its public API.
"""

from __future__ import annotations

from abc import abstractmethod
from functools import cached_property
from typing import Any

from hexapla.metrics import Metric, Statistics


class SacreMetric(Metric):
    """A metric whose numbers are sacreBLEU's."""

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

    def score(self, total: Statistics) -> float:
        """The corpus score of summed statistics."""
        return float(self._metric._compute_score_from_stats(list(total)).score)
