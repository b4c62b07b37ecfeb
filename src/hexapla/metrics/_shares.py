"""Metrics that are a share of a whole, summed over rows."""

from __future__ import annotations

from hexapla._version import __version__
from hexapla.metrics import Metric, Statistics


class Share(Metric):
    """The first statistic as a percentage of the second; 100 where there is nothing to divide by."""

    @property
    def signature(self) -> str:
        """References, options and our version."""
        given = [f"{name}:{str(value).lower()}" for name, value in sorted(self.given.items())]
        return "|".join([self.name(), f"nrefs:{self.references}", *given, f"hexapla:{__version__}"])

    def score(self, total: Statistics) -> float:
        """The percentage."""
        part, whole = total
        return 100.0 * part / whole if whole else 100.0
