"""Every system against every other: differences, effect sizes, rank clusters and rank ranges, and how many segments it takes.

Tests are ``significance``'s, on the same samples, corrected by Holm for the number of pairs. Clusters and ranges are those of
the shared tasks of WMT.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import combinations
from statistics import NormalDist
from typing import Literal

import numpy as np

from hexapla.analysis.significance import (
    BOOTSTRAP,
    RANDOMISATION,
    SEED,
    Matrix,
    Systems,
    bootstrap_p_value,
    check,
    holm,
    randomisation_p_values,
    resampled_scores,
)
from hexapla.errors import ConfigError
from hexapla.metrics import Metric, Statistics, total
from hexapla.summary import Difference, Place

LEVEL = 0.05
"""The p-value below which a difference counts as significant."""
POWER = 0.8
"""How often a real difference should be found."""


def differences(
    metrics: Mapping[str, Metric],
    systems: Systems,
    test: Literal["bootstrap", "randomisation"] = "bootstrap",
    trials: int | None = None,
    seed: int | None = SEED,
    *,
    exact: bool = False,
    visible: float | None = None,
) -> list[Difference]:
    """How every two systems differ in every metric.

    Args:
        metrics: The metrics by name.
        systems: System -> name of a metric -> statistics, one row a segment (or document), the same ones for all.
        test: What p-values come from; intervals of differences are there with ``bootstrap`` alone.
        trials: How many; None for the usual number of the test.
        seed: Of the generator; None for other samples every time.
        exact: Whether samples are added up in whole numbers; see ``significance.confidence``.
        visible: A difference in points; asks how many units it takes to see it.

    Raises:
        InputError: Systems have different numbers of segments, or none.
        ConfigError: There are fewer than two systems.
    """
    check(systems)
    if len(systems) < 2:
        raise ConfigError(f"only {next(iter(systems))} is there; ranking takes two systems or more")
    scores = {(s, name): metrics[name].score(total(systems[s][name])) for s in systems for name in metrics}
    rows = {key: np.array(metrics[key[1]].row_scores(systems[key[0]][key[1]])) for key in scores}
    pairs = []
    for name, metric in metrics.items():
        sign = 1 if metric.higher_is_better else -1
        for one, other in combinations(systems, 2):
            ahead = sign * (scores[one, name] - scores[other, name]) >= 0
            pairs.append((name, *((one, other) if ahead else (other, one))))
    samples: dict[tuple[str, str], Matrix] = {}
    if test == "bootstrap" or visible is not None:
        number = trials if trials and test == "bootstrap" else BOOTSTRAP
        samples = resampled_scores(metrics, systems, number, seed, exact=exact)
    if test == "randomisation":
        generator = np.random.default_rng(seed)
        p_values = randomisation_p_values(metrics, systems, pairs, trials or RANDOMISATION, generator)
    else:
        p_values = [
            bootstrap_p_value(samples[one, name], samples[other, name], abs(scores[one, name] - scores[other, name]))
            for name, one, other in pairs
        ]
    ties = [list(systems[one][name]) == list(systems[other][name]) for name, one, other in pairs]
    p_values = [1.0 if tie else p for p, tie in zip(p_values, ties, strict=True)]
    adjusted = [0.0] * len(pairs)
    for name in metrics:
        family = [at for at, pair in enumerate(pairs) if pair[0] == name]
        for at, value in zip(family, holm([p_values[at] for at in family]), strict=True):
            adjusted[at] = value
    found = []
    for at, (name, one, other) in enumerate(pairs):
        sign = 1 if metrics[name].higher_is_better else -1
        low = high = needed = None
        if samples:
            apart = sign * (samples[one, name].astype(np.float64) - samples[other, name])
            if test == "bootstrap":
                low, high = (float(end) for end in np.quantile(apart, (0.025, 0.975)))
            if visible is not None:
                needed = _units(float(apart.std(ddof=1)), len(rows[one, name]), visible)
        found.append(
            Difference(
                metric=name,
                better=one,
                worse=other,
                points=abs(scores[one, name] - scores[other, name]),
                low=low,
                high=high,
                p_value=p_values[at],
                adjusted=adjusted[at],
                effect=_effect(sign * (rows[one, name] - rows[other, name])),
                needed=needed,
            )
        )
    return found


def places(metrics: Mapping[str, Metric], systems: Systems, found: Sequence[Difference]) -> list[Place]:
    """Clusters and rank ranges that the differences of all pairs make; the best system of each metric first.

    Args:
        metrics: The metrics by name.
        systems: What `differences` was given.
        found: What it gave.
    """
    made = []
    for name, metric in metrics.items():
        beats = {(d.better, d.worse) for d in found if d.metric == name and d.adjusted < LEVEL}
        scores = {system: metric.score(total(of[name])) for system, of in systems.items()}
        order = sorted(systems, key=scores.__getitem__, reverse=metric.higher_is_better)
        cluster = 1
        for at, system in enumerate(order):
            if at and all((above, below) in beats for above in order[:at] for below in order[at:]):
                cluster += 1
            better = sum((other, system) in beats for other in order)
            worse = sum((system, other) in beats for other in order)
            made.append(Place(name, system, scores[system], cluster, 1 + better, len(order) - worse))
    return made


def units_needed(
    metric: Metric,
    one: Sequence[Statistics],
    other: Sequence[Statistics],
    visible: float,
    trials: int = BOOTSTRAP,
    seed: int | None = SEED,
) -> int | None:
    """How many segments (or documents) like these it takes to find a difference four times out of five.

    The spread of the bootstrapped difference shrinks with the root of the number of units; a difference is found where it
    exceeds what chance makes in 95 % of cases.

    Args:
        metric: The metric that made the statistics.
        one: Statistics of a system, one row a unit.
        other: Those of another, of the same units.
        visible: The difference in points that should be seen.
        trials: How many samples to draw.
        seed: Of the generator.

    Returns:
        The number; None where the systems never differ, so that nothing can be said.

    Raises:
        ConfigError: The difference is not above 0.
        InputError: The systems have different numbers of units, or none.
    """
    systems = {"one": {"": one}, "other": {"": other}}
    check(systems)
    samples = resampled_scores({"": metric}, systems, trials, seed, exact=True)
    apart = samples["one", ""] - samples["other", ""]
    return _units(float(apart.std(ddof=1)) if trials > 1 else 0.0, len(one), visible)


def _units(spread: float, units: int, visible: float) -> int | None:
    if not visible > 0:
        raise ConfigError(f"a difference to be seen is greater than 0, not {visible:g}")
    if not spread > 0:
        return None
    normal = NormalDist()
    reach = normal.inv_cdf(1 - LEVEL / 2) + normal.inv_cdf(POWER)
    return math.ceil(units * (reach * spread / visible) ** 2)


def _effect(apart: Matrix) -> float | None:
    """Cohen's d of paired values: their mean in units of their standard deviation."""
    spread = float(apart.std(ddof=1)) if len(apart) > 1 else 0.0
    return float(apart.mean()) / spread if spread > 0 else None
