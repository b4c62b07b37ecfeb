"""Metrics: additive statistics of rows, and the score a sum of them gives. One a file; this module is their contract."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from operator import add
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from numpy.typing import NDArray

Statistics = tuple[float, ...]
"""Additive statistics of one row: the element-wise sum over rows is the statistics of them all."""


def total(statistics: Iterable[Statistics]) -> Statistics:
    """The element-wise sum of rows' statistics, added one after the other in their order.

    Python's own ``sum`` adds floats in another way from 3.12 on, which would move the last digit.
    """
    return tuple(reduce(add, column) for column in zip(*statistics, strict=True))


class Metric(ABC):
    """A score of a hypothesis against references.

    Class attributes:
        higher_is_better: Whether a greater value is a better one.
        scale: The greatest value a text scores against itself (the least, where lower is better).
        options: Name of an option -> what it may be: `bool`, `int` or `float` (none of them negative), or a tuple of
            the words to choose from.

    Args:
        lang: BCP 47 tag of the hypothesis, for metrics that tokenize by language.
        references: Number of references that will be given for each row.
        options: Values of options, already checked; those left out keep their defaults.
    """

    higher_is_better: ClassVar[bool] = True
    scale: ClassVar[float] = 100.0
    options: ClassVar[Mapping[str, Any]] = {}

    def __init__(self, lang: str, references: int, options: Mapping[str, Any] | None = None) -> None:
        self.lang = lang
        self.references = references
        self.given = dict(options or {})

    @classmethod
    def name(cls) -> str:
        """The metric's name: its module's."""
        name = cls.__module__.rsplit(".", 1)[-1].replace("_", "-")
        return f"{name[:-2]}++" if name.endswith("pp") else name

    @property
    def label(self) -> str:
        """The name with the options given, as it is written after ``-m``: ``chrf:char_order=4,lowercase=true``."""
        given = (f"{name}={str(value).lower()}" for name, value in sorted(self.given.items()))
        return ":".join(filter(None, (self.name(), ",".join(given))))

    @property
    @abstractmethod
    def signature(self) -> str:
        """Everything that moves the number, in sacreBLEU's ``k:v|k:v`` shape."""

    @abstractmethod
    def statistics(self, hypotheses: Sequence[str], references: Sequence[Sequence[str]]) -> list[Statistics]:
        """Statistics of each row.

        Args:
            hypotheses: One string a row.
            references: For each row its references, as many in every row.
        """

    @abstractmethod
    def score(self, total: Statistics) -> float:
        """The score that summed statistics give."""

    def row_score(self, statistics: Statistics) -> float:
        """The score of one row on its own; differs from `score` where the metric smooths single segments."""
        return self.score(statistics)

    def row_scores(self, statistics: Sequence[Statistics]) -> list[float]:
        """The score of each row on its own."""
        return [self.row_score(row) for row in statistics]

    def sample_scores(self, totals: NDArray[Any]) -> NDArray[Any]:
        """The scores that many sums of statistics (rows) give, in the precision in which those are held."""
        import numpy as np

        return np.array([self.score(tuple(row)) for row in totals.tolist()])

    def sampled_signature(self, **trials: Any) -> str:
        """The signature of a score with resampling: ``bs`` or ``ar`` (number of trials) and ``seed`` added."""
        return "|".join([*(f"{name}:{value}" for name, value in trials.items()), self.signature])
