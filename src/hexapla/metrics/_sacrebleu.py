"""What the metrics that sacreBLEU defines have in common: its score of summed statistics, and its own signature.

sacreBLEU (Post, WMT 2018) is the definition. Statistics of segments are counted by our own engines where those are
faster; contract tests hold every number equal to its public API.
"""

from __future__ import annotations

from abc import abstractmethod
from functools import cached_property
from typing import TYPE_CHECKING, Any

from hexapla.metrics import Metric, Statistics

if TYPE_CHECKING:
    from numpy.typing import NDArray


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

    def sample_scores(self, totals: NDArray[Any]) -> NDArray[Any]:
        """The scores of many sums of statistics (rows), to the last bit what sacreBLEU makes of such an array.

        sacreBLEU resamples in single precision, and what becomes of that depends on the version of NumPy.
        """
        import numpy as np

        single_as_double = totals.dtype == np.float32 and int(np.__version__.split(".")[0]) < 2
        found = None if single_as_double else self._all_scores(totals)
        if found is None:
            found = np.array([self._metric._compute_score_from_stats(row.copy()).score for row in totals])
        return found

    def _all_scores(self, totals: NDArray[Any]) -> NDArray[Any] | None:
        """The scores of all rows at once, or nothing where a row is out of the ordinary (no matches, no n-grams)."""
        return None

    def sampled_signature(self, **trials: Any) -> str:
        """SacreBLEU's own signature with the trials and the seed at their places in it."""
        signature = self._metric.get_signature()
        for name, value in trials.items():
            signature.update(name, value)
        return str(signature)
