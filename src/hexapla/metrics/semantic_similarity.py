"""Semantic similarity: how near the meanings of hypothesis and reference are, by vectors of sentences."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import ClassVar

import numpy as np

from hexapla.errors import ConfigError, MissingExtra
from hexapla.metrics import Metric, Statistics
from hexapla.metrics._meaning import Meaning


class SemanticSimilarity(Metric):
    """Mean cosine of sentence vectors, times 100. Notices other content; hardly notices a number, a name or a negation."""

    uses_vectors: ClassVar[bool] = True

    @property
    def signature(self) -> str:
        """References, model and version."""
        made = self.vectors.signature().replace("sim:embed|", "") if self.vectors else "model:none"
        return f"semantic-similarity|nrefs:{self.references}|{made}"

    @cached_property
    def _meaning(self) -> Meaning:
        if self.vectors is None:
            raise MissingExtra("embed", "the metric semantic-similarity")
        if reason := self.vectors.unfit(self.lang, self.lang):
            raise ConfigError(f"semantic-similarity: {reason}")
        return Meaning(self.vectors, lambda word: 1.0)

    def statistics(self, hypotheses: Sequence[str], references: Sequence[Sequence[str]]) -> list[Statistics]:
        """Cosine, and 1; of several references the nearest's."""
        if not hypotheses:
            return []
        columns = [self._meaning.cosines(hypotheses, [refs[k] for refs in references]) for k in range(self.references)]
        return [(float(best), 1.0) for best in np.max(columns, axis=0)]

    def score(self, total: Statistics) -> float:
        """The mean, times 100."""
        return 100.0 * total[0] / total[1] if total and total[1] else 0.0
