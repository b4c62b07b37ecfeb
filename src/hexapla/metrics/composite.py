"""A composite of string, word and meaning features, trained to agree with human raters and to notice damage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from hexapla.errors import MissingExtra
from hexapla.languages import LanguageData
from hexapla.languages.tags import language
from hexapla.metrics import Statistics
from hexapla.metrics._features import FEATURES, Features
from hexapla.metrics._meaning import MEANING, Meaning
from hexapla.metrics._with_source import MetricWithSource

Floats = NDArray[np.float64]

STEEP = 8
"""Power of the fall beyond the knee: the score of a translation, good or bad, depends on the decay alone."""


@dataclass(frozen=True)
class Weights:
    """What ``scripts/train_composite`` found: the weights of the features, and what turns their sum into a score.

    Attributes:
        version: Number of this set of weights.
        features: Name of a feature -> its weight, not negative.
        decay: How fast the score falls with the sum of the features, see `Composite`.
        knee: Sum from which on it falls steeply, since a text that far from the reference says something else.
        spread: Standard deviation of human scores around a score: a line's value at 0 and at 100.
        languages: Languages of the human scores it was trained and checked with.
    """

    version: int
    features: Mapping[str, float]
    decay: float
    knee: float
    spread: tuple[float, float]
    languages: frozenset[str]

    @classmethod
    def read(cls, kind: str) -> Weights:
        """The weights in the package: ``words``, or ``meaning`` for those with vectors."""
        import tomllib

        text = files("hexapla.metrics").joinpath("_composite.toml").read_text("utf-8")
        table = tomllib.loads(text)
        of = table[kind]
        return cls(
            table["version"],
            of["weights"],
            of["decay"],
            of["knee"],
            (of["spread"][0], of["spread"][1]),
            frozenset(table["languages"]),
        )

    def lost(self, sums: Floats) -> Floats:
        """Points lost, from 0 to 100, for sums of weighted features."""
        return -100 * np.expm1(-self.decay * sums - (sums / self.knee) ** STEEP)

    def array(self, names: Sequence[str]) -> Floats:
        """The weights in the order of some features, 0 for those that have none."""
        return np.array([self.features.get(name, 0.0) for name in names])


@cache
def _weights(kind: str) -> Weights:
    return Weights.read(kind)


@cache
def _data() -> LanguageData:
    return LanguageData()


class Composite(MetricWithSource):
    """A weighted sum of shortfalls against the reference, as a score from 0 to 100.

    Each feature (`_features.FEATURES`, and `_meaning.MEANING` with the ``embed`` extra) says how far a text falls short
    of the reference in one respect and is 0 for the reference itself. Their weights, none of them negative, were fitted
    by pairwise logistic regression (as in RankNet, Burges et al. 2005) to human MQM scores and to damage of our own
    making; the score is 100 * exp(-decay * sum - (sum / knee)^8), where the last term tells for unrelated texts only. The points lost are shared out among the features in proportion, so
    that scores of rows and of texts say where the points went (`losses`). A text's score is the mean of its rows'.
    """

    options: ClassVar[Mapping[str, Any]] = {"embed": bool}
    uses_vectors: ClassVar[bool] = True

    @cached_property
    def _meaning(self) -> Meaning | None:
        wanted = self.given.get("embed")
        if wanted is False:
            return None
        if self.vectors is None:
            if wanted:
                raise MissingExtra("embed", f"the metric {self.label}")
            return None
        if self.vectors.unfit(self.lang, self.lang):
            return None
        return Meaning(self.vectors, self._features.weigh, _data().traits(self.lang).spaces)

    @cached_property
    def _features(self) -> Features:
        return Features(self.lang, _data())

    @cached_property
    def _chosen(self) -> Weights:
        return _weights("meaning" if self._meaning else "words")

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The features, in the order of `losses`."""
        return (*FEATURES, *MEANING) if self._meaning else tuple(FEATURES)

    @property
    def validated(self) -> bool:
        """Whether it was held against human scores in this language."""
        return language(self.lang) in self._chosen.languages

    @property
    def signature(self) -> str:
        """Features, version of the weights, model of the vectors, and what stood beside the text."""
        made = f"embed:{self.vectors.signature()}" if self._meaning and self.vectors else "embed:no"
        parts = [
            "composite",
            f"nrefs:{self.references}",
            f"features:{len(self.names)}",
            f"weights:{self._chosen.version}",
            f"source:{'yes' if self.source else 'no'}",
            made.replace("sim:embed|model:", ""),
            f"validated:{'yes' if self.validated else 'no'}",
            _data().words.signature.replace("wordfreq-", "wordfreq:"),
        ]
        return "|".join(parts)

    def shortfalls(
        self, hypotheses: Sequence[str], references: Sequence[str], sources: Sequence[str] | None = None
    ) -> Floats:
        """The features of pairs, a row a pair, in the order of `names`."""
        found = self._features.of(hypotheses, references, sources)
        if not self._meaning:
            return found
        comparable = self.source and self.vectors and not self.vectors.unfit(self.lang, self.source)
        of_source = sources if comparable else None
        return np.concatenate([found, self._meaning.of(hypotheses, references, of_source)], axis=1)

    def statistics(
        self, hypotheses: Sequence[str], references: Sequence[Sequence[str]], sources: Sequence[str] | None = None
    ) -> list[Statistics]:
        """1, the variance of the score, and the points lost to each feature; of several references the best's."""
        if not hypotheses:
            return []
        weights, best, least = self._chosen.array(self.names), None, None
        for number in range(self.references):
            parts = self.shortfalls(hypotheses, [refs[number] for refs in references], sources) * weights
            sums = parts.sum(axis=1)
            if best is None or least is None:
                best, least = parts, sums
            else:
                nearer = sums < least
                best[nearer], least[nearer] = parts[nearer], sums[nearer]
        assert best is not None
        assert least is not None  # there is at least one reference
        lost = self._chosen.lost(least)
        shares = best * (lost / np.where(least > 0, least, 1.0))[:, None]
        low, high = self._chosen.spread
        spread = low + (high - low) * (100 - lost) / 100
        return list(map(tuple, np.column_stack([np.ones(len(shares)), spread**2, shares]).tolist()))

    def score(self, total: Statistics) -> float:
        """The mean of the rows' scores."""
        return 100.0 - sum(total[2:]) / total[0] if total and total[0] else 0.0

    def uncertainty(self, total: Statistics) -> float:
        """See :class:`Metric`: of a row, or of the mean of independent rows."""
        return float(np.sqrt(total[1])) / total[0] if total and total[0] else 0.0

    def losses(self, total: Statistics) -> dict[str, float]:
        """See :class:`Metric`: the points a row, or a text on the average, loses to each feature.

        Statistics say themselves whether vectors took part, so that they can be read where the extra is missing; nothing is
        said of those of other versions, which had other features.
        """
        lost = total[2:]
        for names in (tuple(FEATURES), (*FEATURES, *MEANING)):
            if total and total[0] and len(lost) == len(names):
                return {name: points / total[0] for name, points in zip(names, lost, strict=True)}
        return {}
