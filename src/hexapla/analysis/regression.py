"""The condition that a run is not significantly worse than an earlier one: ``--against old.json``."""

from __future__ import annotations

from collections.abc import Sequence

from hexapla.analysis.diff import MakeMetric, adjusted, compare
from hexapla.analysis.snapshots import Snapshot
from hexapla.errors import ConfigError
from hexapla.model import Comparison, Finding
from hexapla.summary import Condition, Summary
from hexapla.triage.gate import Judge

ALPHA = 0.05


class Against(Judge):
    """No score and no rate of findings is significantly worse than in an earlier run.

    P-values are adjusted by Holm's method for the number of tests, so that the chance of a false alarm in the whole run is
    at most alpha. Where there are too few rows or documents for a test, nothing fails and the message says so.

    Args:
        old: The earlier run.
        make: Makes metrics (see `compare`).
        alpha: The level of significance.
    """

    def __init__(self, old: Snapshot, make: MakeMetric, alpha: float = ALPHA) -> None:
        if not 0 < alpha < 1:
            raise ConfigError(f"--alpha must be between 0 and 1, not {alpha:g}")
        self.name = f"--against {old.name}"
        self._old, self._make, self._alpha = old, make, alpha
        self._new = Snapshot("this run")

    def take(self, comparison: Comparison, findings: Sequence[Finding]) -> None:
        """Keeps what is to be compared."""
        self._new.add(comparison)

    def conclude(self, summary: Summary) -> Condition:
        """Fails if a figure is significantly worse.

        Raises:
            InputError: The runs have no document in common.
        """
        changes = compare(self._old, self._new, self._make).changes
        tested = [(change, change.p_value) for change in changes if change.p_value is not None]
        p_values = adjusted([p_value for _, p_value in tested])
        worse = [
            f"{change.what} of {change.column} {change.old:.2f} -> {change.new:.2f} (p = {p_value:.4f})"
            for (change, _), p_value in zip(tested, p_values, strict=True)
            if change.worse and p_value < self._alpha
        ]
        if worse:
            return self._decided(False, f"significantly worse: {', '.join(worse)}")
        untested = [change for change in changes if change.p_value is None]
        said = f"nothing is significantly worse ({len(tested)} tests, p < {self._alpha:g} after Holm)"
        if untested:
            said += "; not tested: " + ", ".join(f"{change.what} ({change.note})" for change in untested)
        return self._decided(True, said)
