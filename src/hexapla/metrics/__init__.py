"""Metrics: additive statistics of rows, and the score a sum of them gives. One a file; this module is their contract."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import ClassVar

Statistics = tuple[float, ...]
"""Additive statistics of one row: the element-wise sum over rows is the statistics of them all."""


class Metric(ABC):
    """A score of a hypothesis against references.

    Class attributes:
        higher_is_better: Whether a greater value is a better one.
        scale: The greatest value a text scores against itself (the least, where lower is better).

    Args:
        lang: BCP 47 tag of the hypothesis, for metrics that tokenize by language.
        references: Number of references that will be given for each row.
    """

    higher_is_better: ClassVar[bool] = True
    scale: ClassVar[float] = 100.0

    def __init__(self, lang: str, references: int) -> None:
        self.lang = lang
        self.references = references

    @classmethod
    def name(cls) -> str:
        """The metric's name: its module's."""
        name = cls.__module__.rsplit(".", 1)[-1].replace("_", "-")
        return f"{name[:-2]}++" if name.endswith("pp") else name

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
