"""Findings per 1,000 words as a score, so that the tests of scores serve for them too: "A has more merged words than B"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from hexapla.metrics import Metric, Statistics

if TYPE_CHECKING:
    from numpy.typing import NDArray

ALL = "findings"
"""The rate of all rules together."""


class FindingRate(Metric):
    """New findings per 1,000 words of the translation; lower is better.

    Statistics of a row are its findings and its words; they are made from findings (`rows`), not from text.

    Args:
        rule: Slug of the rule that is counted; nothing for all of them.
    """

    higher_is_better: ClassVar[bool] = False
    scale: ClassVar[float] = 0.0
    single_sums: ClassVar[bool] = (
        False  # nothing of sacreBLEU's to be equal to, and words are fractions in some scripts
    )

    def __init__(self, rule: str = "") -> None:
        super().__init__("und", 0)
        self.rule = rule

    @property
    def label(self) -> str:
        """``findings``, or ``findings:`` and the rule."""
        return f"{ALL}:{self.rule}" if self.rule else ALL

    @property
    def signature(self) -> str:
        """What is counted, per how many words."""
        return f"findings:{self.rule or 'all'}|per:1000|status:new"

    def statistics(self, hypotheses: Sequence[str], references: Sequence[Sequence[str]]) -> list[Statistics]:
        """Refused: texts have no findings."""
        raise TypeError("rates are made of findings; see FindingRate.rows")

    @staticmethod
    def rows(found: Sequence[int], words: Sequence[float]) -> list[Statistics]:
        """Statistics of rows with so many findings and words."""
        return list(zip(found, words, strict=True))

    def score(self, total: Statistics) -> float:
        """The findings in 1,000 words; 0 where there are no words."""
        found, words = total
        return 1000 * found / words if words else 0.0

    def sample_scores(self, totals: NDArray[Any]) -> NDArray[Any]:
        """The rates of many sums at once."""
        import numpy as np

        found, words = totals.T.astype(np.float64)
        rates: NDArray[Any] = np.divide(1000 * found, words, out=np.zeros_like(found), where=words > 0)
        return rates
