"""BERTScore (Zhang et al., ICLR 2020) by its own package; needs the extra ``bertscore`` and a model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, ClassVar

from hexapla.metrics._neural import DEVICES, Neural


class BertScore(Neural):
    """Mean F1 of contextual word vectors, times 100, not rescaled."""

    package: ClassVar[str] = "bert_score"
    distribution: ClassVar[str] = "bert-score"
    extra: ClassVar[str] = "bertscore"
    model: ClassVar[str] = "FacebookAI/xlm-roberta-large"
    options: ClassVar[Mapping[str, Any]] = {"model": str, "device": DEVICES, "batch": int, "layer": int}

    @property
    def signature(self) -> str:
        """The layer as well."""
        return f"{super().signature}|layer:{self.given.get('layer', 'default')}"

    @cached_property
    def _scorer(self) -> Any:
        layer = {"num_layers": self.given["layer"]} if "layer" in self.given else {}
        with self.loading():
            from bert_score import BERTScorer

            return BERTScorer(model_type=self._name, device=self.device, **layer)

    def segment_scores(
        self, hypotheses: Sequence[str], references: Sequence[str], sources: Sequence[str] | None
    ) -> list[float]:
        """F1 times 100."""
        size = int(self.given.get("batch", 64)) or 64
        _, _, found = self._scorer.score(list(hypotheses), list(references), batch_size=size)
        return [100 * float(value) for value in found]
