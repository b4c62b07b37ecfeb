"""``hexapla score --confidence``, ``--paired-bs`` and ``--paired-ar``: how sure the scores are, as a table after the report."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from hexapla.cli._engines import BACK
from hexapla.errors import ConfigError, InputError

if TYPE_CHECKING:
    from hexapla.analysis.significance import Estimate
    from hexapla.model import Comparison, Score

TESTS = {
    "confidence": "bootstrap intervals",
    "paired_bs": "paired bootstrap",
    "paired_ar": "paired approximate randomisation",
}


class Significance:
    """Gathers the statistics of scores as they pass, and tests them at the end.

    Args:
        test: One of `TESTS`.
        trials: How many; None for the usual number of the test.
    """

    def __init__(self, test: str, trials: int | None = None) -> None:
        from hexapla.analysis.significance import BOOTSTRAP, RANDOMISATION, default_seed

        self.test = test
        self.trials = trials or (RANDOMISATION if test == "paired_ar" else BOOTSTRAP)
        self.seed = default_seed()
        self._rows: dict[str, dict[str, list[tuple[float, ...]]]] = {}
        self._metrics: dict[str, Any] = {}

    @classmethod
    def wanted(cls, given: dict[str, Any]) -> Significance | None:
        """What the options ask for, if anything.

        Raises:
            ConfigError: They ask for several tests at once, or for trials of none.
        """
        chosen = [test for test in TESTS if given.get(test)]
        if len(chosen) > 1:
            raise ConfigError(f"choose one of {', '.join('--' + test.replace('_', '-') for test in chosen)}")
        if given.get("trials") and not chosen:
            raise ConfigError("--trials goes with --confidence, --paired-bs or --paired-ar")
        return cls(chosen[0], given.get("trials")) if chosen else None

    def watch(self, comparisons: Iterator[Comparison]) -> Iterator[Comparison]:
        """The comparisons, unchanged."""
        for comparison in comparisons:
            for score in comparison.scores:
                if not score.column.endswith(BACK):  # the way back is no system
                    self._take(score, comparison)
            yield comparison

    def _take(self, score: Score, comparison: Comparison) -> None:
        from hexapla.build import choose_metric
        from hexapla.model import Role

        if score.metric not in self._metrics:
            kind, options = choose_metric(score.metric)
            lang = comparison.passage.column(score.column).lang
            self._metrics[score.metric] = kind(lang, len(comparison.passage.of_role(Role.REFERENCE)), options)
        if self._metrics[score.metric].signature != score.signature:
            known = self._metrics[score.metric].signature
            raise InputError(
                f"{score.metric} cannot be tested over texts scored in different ways: {known} and {score.signature}"
            )
        self._rows.setdefault(score.column, {}).setdefault(score.metric, []).extend(score.statistics)

    def shown(self) -> str:
        """The table.

        Raises:
            ConfigError: A paired test of a single system.
            InputError: There are no segments, or the systems were not scored on the same ones.
        """
        found = self._estimates()
        cells = [["system", *self._metrics]]
        cells += [[system, *(_cell(of[name]) for name in self._metrics)] for system, of in found.items()]
        widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
        lines = [
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells
        ]
        title = f"{TESTS[self.test].capitalize()}: {self.trials} trials, 95 % intervals".removesuffix(
            ", 95 % intervals" if self.test == "paired_ar" else ""
        )
        if self.test != "confidence":
            title += f"; p-values against {next(iter(found))}, * below 0.05"
        trials = {"seed": str(self.seed).lower(), "ar" if self.test == "paired_ar" else "bs": self.trials}
        signatures = [f"  {name}: {metric.sampled_signature(**trials)}" for name, metric in self._metrics.items()]
        return "\n".join([title, "", *lines, "", *signatures])

    def _estimates(self) -> dict[str, dict[str, Estimate]]:
        from hexapla.analysis.significance import confidence, paired_bootstrap, paired_randomisation

        if not any(rows for of in self._rows.values() for rows in of.values()):
            raise InputError("there are no segments to resample")
        if self.test == "confidence":
            return {
                system: {
                    name: confidence(self._metrics[name], rows, self.trials, self.seed) for name, rows in of.items()
                }
                for system, of in self._rows.items()
            }
        if len(self._rows) < 2:
            raise ConfigError(f"a {TESTS[self.test]} compares systems; there is only {next(iter(self._rows))}")
        run = paired_bootstrap if self.test == "paired_bs" else paired_randomisation
        return run(self._metrics, self._rows, self.trials, self.seed)


def _cell(estimate: Estimate) -> str:
    shown = f"{estimate.score:.2f}"
    if estimate.mean is not None:
        shown += f" ({estimate.mean:.2f} ± {estimate.interval:.2f})"
    if estimate.p_value is not None:
        shown += f" p = {estimate.p_value:.4f}{'*' * (estimate.p_value < 0.05)}"
    return shown
