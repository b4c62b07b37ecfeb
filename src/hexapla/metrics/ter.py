"""TER (Snover et al., AMTA 2006) as sacreBLEU computes it; lower is better."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from hexapla.metrics import Statistics
from hexapla.metrics._sacrebleu import SacreMetric

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Ter(SacreMetric):
    """Translation edit rate: edits, with shifts, per reference word, times 100."""

    higher_is_better: ClassVar[bool] = False
    scale: ClassVar[float] = 0.0
    options: ClassVar[Mapping[str, Any]] = {
        "normalized": bool,
        "no_punct": bool,
        "asian_support": bool,
        "case_sensitive": bool,
    }

    def _build(self) -> Any:
        from sacrebleu.metrics.ter import TER

        return TER(**self.given)

    def statistics(self, hypotheses: Sequence[str], references: Sequence[Sequence[str]]) -> list[Statistics]:
        """Edits against the nearest reference, and the mean length of the references."""
        from hexapla.metrics._ter import edits

        found: list[Statistics] = []
        for hypothesis, refs in zip(hypotheses, references, strict=True):
            words = self._words(hypothesis)
            of_refs = [self._reference_words(ref) for ref in refs]
            fewest = min(edits(words, ref) for ref in of_refs)
            found.append((fewest, sum(map(len, of_refs)) / len(of_refs)))
        return found

    @cached_property
    def _plain(self) -> bool:
        return not any(self.given.values())

    def _words(self, text: str) -> list[str]:
        if self._plain:  # what the tokenizer comes to without options
            return text.lower().split()
        return self._line(text).split()

    def _reference_words(self, text: str) -> list[str]:
        """SacreBLEU tokenizes references twice, which shows where they are normalized."""
        return self._words(text if self._plain else self._line(text))

    def _line(self, text: str) -> str:
        return str(self._metric.tokenizer(text.rstrip()))

    def row_score(self, statistics: Statistics) -> float:
        """TER of a single row."""
        edits, length = statistics
        return 100 * (edits / length if length > 0 else 1.0 if edits > 0 else 0.0)

    def _all_scores(self, totals: NDArray[Any]) -> NDArray[Any] | None:
        edits, length = totals.T
        return 100 * (edits / length) if (length > 0).all() else None
