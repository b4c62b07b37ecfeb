"""Metrics: additive statistics of rows, and the score a sum of them gives. One a file; this module is their contract."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from operator import add
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from hexapla.model import Finding
from hexapla.pair import Pair

if TYPE_CHECKING:
    from numpy.typing import NDArray

Statistics = tuple[float, ...]
"""Additive statistics of one row: the element-wise sum over rows is the statistics of them all."""


ROUGHLY = 1e-8
"""How far, in points, rough scores may be from a metric's own."""


def total(statistics: Iterable[Statistics]) -> Statistics:
    """The element-wise sum of rows' statistics, added one after the other in their order.

    Python's own ``sum`` adds floats in another way from 3.12 on, which would move the last digit.
    """
    sums = []
    for column in zip(*statistics, strict=True):
        summed = sum(column)  # fast, and right where it is a whole number: then all of them are
        sums.append(summed if type(summed) is int else reduce(add, column))
    return tuple(sums)


def one_line(text: str) -> str:
    """A row's text as one line, as metrics expect a segment; a line break inside a row counts as a space."""
    lines = text.splitlines()
    return " ".join(lines) if len(lines) > 1 else text


class Vectors(Protocol):
    """What makes vectors of texts, for metrics that compare meanings."""

    def signature(self) -> str:
        """Model and version."""

    def unfit(self, left_lang: str, right_lang: str) -> str | None:
        """Why it cannot compare two languages, or None if it can."""

    def embed(self, texts: Sequence[str]) -> NDArray[Any]:
        """One vector for each of some texts, none of them blank."""


class Metric(ABC):
    """A score of a hypothesis against references.

    Class attributes:
        higher_is_better: Whether a greater value is a better one.
        scale: The greatest value a text scores against itself (the least, where lower is better).
        options: Name of an option -> what it may be: `str`, `bool`, `int` or `float` (no negative numbers), or a tuple
            of the words to choose from.
        needs_findings: Whether it counts findings, so that the rules must run first.
        uses_vectors: Whether it compares meanings, if something that makes vectors is there.
        single_sums: Whether resampling adds its statistics up in single precision, as sacreBLEU does.

    Args:
        lang: BCP 47 tag of the hypothesis, for metrics that tokenize by language.
        references: Number of references that will be given for each row.
        options: Values of options, already checked; those left out keep their defaults.
        source: BCP 47 tag of the source that will be given for each row, or empty if there will be none.
        vectors: What makes vectors, for a metric that uses them; None if it is not installed.
    """

    higher_is_better: ClassVar[bool] = True
    scale: ClassVar[float] = 100.0
    options: ClassVar[Mapping[str, Any]] = {}
    needs_findings: ClassVar[bool] = False
    uses_vectors: ClassVar[bool] = False
    single_sums: ClassVar[bool] = True

    def __init__(
        self,
        lang: str,
        references: int,
        options: Mapping[str, Any] | None = None,
        *,
        source: str = "",
        vectors: Vectors | None = None,
    ) -> None:
        self.lang = lang
        self.references = references
        self.given = dict(options or {})
        self.source = source
        self.vectors = vectors

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

    def row_statistics(
        self, pairs: Sequence[Pair], findings: Sequence[Sequence[Finding]] | None = None
    ) -> list[Statistics]:
        """Statistics of each row, for metrics that look at more than its words.

        Args:
            pairs: The rows.
            findings: For each row what the rules found there, for a metric that needs it.
        """
        return self.statistics(
            [one_line(pair.hypothesis.text) for pair in pairs],
            [[one_line(reference.text) for reference in pair.references] for pair in pairs],
        )

    @abstractmethod
    def score(self, total: Statistics) -> float:
        """The score that summed statistics give."""

    def row_score(self, statistics: Statistics) -> float:
        """The score of one row on its own; differs from `score` where the metric smooths single segments."""
        return self.score(statistics)

    def row_scores(self, statistics: Sequence[Statistics]) -> list[float]:
        """The score of each row on its own."""
        return [self.row_score(row) for row in statistics]

    def losses(self, total: Statistics) -> Mapping[str, float]:
        """What the points missing were lost on, for a metric that can say it: they make the scale with the score."""
        return {}

    def uncertainty(self, total: Statistics) -> float | None:
        """Standard deviation of human scores around the score, in points, for a metric that was held against them."""
        return None

    def sample_scores(self, totals: NDArray[Any]) -> NDArray[Any]:
        """The scores that many sums of statistics (rows) give, in the precision in which those are held."""
        import numpy as np

        return np.array([self.score(tuple(row)) for row in totals.tolist()])

    def rough_scores(self, totals: NDArray[Any]) -> NDArray[Any] | None:
        """The same to within `ROUGHLY`, for a metric that can do so much faster where all sums are in double precision."""
        return None

    def sampled_signature(self, **trials: Any) -> str:
        """The signature of a score with resampling: ``bs`` or ``ar`` (number of trials) and ``seed`` added."""
        return "|".join([*(f"{name}:{value}" for name, value in trials.items()), self.signature])
