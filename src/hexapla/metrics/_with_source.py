"""What metrics have in common that look at the source as well, where there is one."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING

from hexapla.metrics import Metric, Statistics, one_line

if TYPE_CHECKING:
    from hexapla.model import Finding
    from hexapla.pair import Pair


class MetricWithSource(Metric):
    """A metric of hypothesis, references and, where there is one, the source."""

    @abstractmethod
    def statistics(
        self, hypotheses: Sequence[str], references: Sequence[Sequence[str]], sources: Sequence[str] | None = None
    ) -> list[Statistics]:
        """Statistics of each row, as `Metric.statistics`; the sources are as many as the hypotheses."""

    def row_statistics(
        self, pairs: Sequence[Pair], findings: Sequence[Sequence[Finding]] | None = None
    ) -> list[Statistics]:
        """Statistics of each row, with its source where there is one."""
        return self.statistics(
            [one_line(pair.hypothesis.text) for pair in pairs],
            [[one_line(reference.text) for reference in pair.references] for pair in pairs],
            [one_line(pair.source.text) if pair.source else "" for pair in pairs] if self.source else None,
        )
