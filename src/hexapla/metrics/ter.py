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
        from hexapla.metrics._engine import BATCH, native

        rows = list(zip(hypotheses, references, strict=True))
        if native():
            return [row for at in range(0, len(rows), BATCH) for row in self._counted(native(), rows[at : at + BATCH])]
        from hexapla.metrics._ter import edits

        found: list[Statistics] = []
        for hypothesis, refs in rows:
            words = self._line(hypothesis).split()
            of_refs = [self._reference_line(ref).split() for ref in refs]
            fewest = min(edits(words, ref) for ref in of_refs)
            found.append((fewest, sum(map(len, of_refs)) / len(of_refs)))
        return found

    def _counted(self, module: Any, rows: Sequence[tuple[str, Sequence[str]]]) -> list[Statistics]:
        """Statistics of some rows from the native extension."""
        import numpy as np

        texts: list[str] = []
        for hypothesis, refs in rows:
            line = self._line(hypothesis)
            for ref in refs:
                texts += (line, self._reference_line(ref))
        counts = np.empty((len(texts) // 2, 2), np.int64)
        module.ter(texts, counts)
        edits, lengths = counts.T.tolist()
        found: list[Statistics] = []
        at = 0
        for _, refs in rows:
            end = at + len(refs)
            found.append((min(edits[at:end]), sum(lengths[at:end]) / len(refs)))
            at = end
        return found

    @cached_property
    def _plain(self) -> bool:
        return not any(self.given.values())

    def _line(self, text: str) -> str:
        """A text with its tokens parted by white space."""
        if self._plain:  # what the tokenizer comes to without options
            return text.lower()
        return str(self._metric.tokenizer(text.rstrip()))

    def _reference_line(self, text: str) -> str:
        """SacreBLEU tokenizes references twice, which shows where they are normalized."""
        return self._line(text) if self._plain else self._line(self._line(text))

    def row_score(self, statistics: Statistics) -> float:
        """TER of a single row."""
        edits, length = statistics
        return 100 * (edits / length if length > 0 else 1.0 if edits > 0 else 0.0)

    def _all_scores(self, totals: NDArray[Any]) -> NDArray[Any] | None:
        edits, length = totals.T
        return 100 * (edits / length) if (length > 0).all() else None
