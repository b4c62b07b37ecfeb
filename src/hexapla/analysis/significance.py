"""How sure a score is, and whether two systems differ: resampling of segments, with sacreBLEU's very numbers.

Bootstrap (Koehn, EMNLP 2004), paired bootstrap, and paired approximate randomisation (Riezler and Maxwell, 2005) are drawn
from the same generator with the same seed as sacreBLEU draws them, so means, intervals and p-values are its own. What
differs is the work: trials are drawn a few at a time, which keeps memory flat; sums of statistics are products of matrices,
for all systems and metrics at once; and scores are computed for all trials at once.

Statistics come from ``hexapla.metrics``, one row a segment; nothing here looks at text.
"""

from __future__ import annotations

import os
import statistics as descriptive
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from hexapla.errors import ConfigError, InputError
from hexapla.metrics import Metric, Statistics, total

BOOTSTRAP, RANDOMISATION = 1000, 10_000
"""The usual numbers of trials, sacreBLEU's."""
SEED = 12345
_EXACT = 1 << 24
"""Whole numbers up to this are exact in single precision."""
_AT_ONCE = 1 << 22
"""Segments drawn at once, over all trials."""

Matrix: TypeAlias = NDArray[Any]
Systems: TypeAlias = Mapping[str, Mapping[str, Sequence[Statistics]]]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A score and how sure it is.

    Attributes:
        score: The score of the whole.
        mean: The mean of the resampled scores, if there was a bootstrap.
        interval: Half the width of their 95 % interval.
        p_value: How likely chance alone makes a difference as great from the baseline; None for the baseline itself.
    """

    score: float
    mean: float | None = None
    interval: float | None = None
    p_value: float | None = None


def default_seed() -> int | None:
    """The seed that the environment variable ``SACREBLEU_SEED`` gives (None for ``none``), else sacreBLEU's.

    Raises:
        ConfigError: The variable is neither a number nor ``none``.
    """
    given = os.environ.get("SACREBLEU_SEED", str(SEED))
    if given.lower() == "none":
        return None
    try:
        return int(given)
    except ValueError:
        raise ConfigError(f"SACREBLEU_SEED is a whole number or none, not {given!r}") from None


def confidence(
    metric: Metric, rows: Sequence[Statistics], trials: int = BOOTSTRAP, seed: int | None = SEED
) -> Estimate:
    """The 95 % bootstrap interval of one system's score.

    Args:
        metric: The metric that made the statistics.
        rows: Statistics, one row a segment.
        trials: How many samples to draw.
        seed: Of the generator; None for other samples every time.
    """
    (sums,) = _resampled([_matrix(rows)], trials, np.random.default_rng(seed))
    # The mean is that of Python's module here and NumPy's in paired tests, as in sacreBLEU: they differ in the last digit.
    scores = sorted(metric.sample_scores(sums))
    lowest = len(scores) // 40
    half = 0.5 * (scores[len(scores) - lowest - 1] - scores[lowest])
    return Estimate(metric.score(total(rows)), float(descriptive.mean(scores)), float(half))


def paired_bootstrap(
    metrics: Mapping[str, Metric], systems: Systems, trials: int = BOOTSTRAP, seed: int | None = SEED
) -> dict[str, dict[str, Estimate]]:
    """Whether systems differ from the first of them, by resampling the same segments of both.

    Args:
        metrics: The metrics by name.
        systems: System -> name of a metric -> statistics, one row a segment, the same segments for all. The first system
            is the baseline.
        trials: How many samples to draw.
        seed: Of the generator; None for other samples every time.

    Returns:
        System -> name of a metric -> the estimate.

    Raises:
        InputError: Systems have different numbers of segments, or none.
    """
    _check(systems)
    keys = [(system, name) for system in systems for name in metrics]
    generator = np.random.default_rng(seed)
    sums = _resampled([_matrix(systems[system][name]) for system, name in keys], trials, generator)
    samples = {key: metrics[key[1]].sample_scores(found) for key, found in zip(keys, sums, strict=True)}
    scores = {(system, name): metrics[name].score(total(systems[system][name])) for system, name in keys}
    found: dict[str, dict[str, Estimate]] = {}
    baseline = next(iter(systems))
    for system, name in keys:
        mean, half = _interval(samples[system, name])
        p_value = None
        if system != baseline:
            differences = np.abs(samples[system, name] - samples[baseline, name])
            real = abs(scores[baseline, name] - scores[system, name])
            p_value = _p_value(differences - differences.mean(), real)
        found.setdefault(system, {})[name] = Estimate(scores[system, name], mean, half, p_value)
    return found


def paired_randomisation(
    metrics: Mapping[str, Metric],
    systems: Systems,
    trials: int = RANDOMISATION,
    seed: int | None = SEED,
    bootstrap: int = 0,
) -> dict[str, dict[str, Estimate]]:
    """Whether systems differ from the first of them, by swapping segments between the two at random.

    Args:
        metrics: The metrics by name.
        systems: System -> name of a metric -> statistics, one row a segment, the same segments for all. The first system
            is the baseline.
        trials: How many times to swap.
        seed: Of the generator; None for other trials every time.
        bootstrap: How many samples to draw for intervals as well; 0 for none.

    Returns:
        System -> name of a metric -> the estimate.

    Raises:
        InputError: Systems have different numbers of segments, or none.
    """
    segments = _check(systems)
    keys = [(system, name) for system in systems for name in metrics]
    scores = {(system, name): metrics[name].score(total(systems[system][name])) for system, name in keys}
    matrices = {(system, name): _matrix(systems[system][name]) for system, name in keys}
    baseline = next(iter(systems))
    others = [key for key in keys if key[0] != baseline]
    generator = np.random.default_rng(seed)
    p_values: dict[tuple[str, str], float] = {}
    pairs = [(matrices[baseline, name], matrices[system, name]) for system, name in others]
    for (system, name), (one, other) in zip(others, _swapped(pairs, segments, trials, generator), strict=True):
        metric = metrics[name]
        differences = np.abs(metric.sample_scores(one) - metric.sample_scores(other))
        p_values[system, name] = _p_value(differences, abs(scores[baseline, name] - scores[system, name]))
    intervals: dict[tuple[str, str], tuple[float, float]] = {}
    if bootstrap:
        # sacreBLEU draws the baseline's samples from a fresh generator, the systems' after their swaps.
        for group, source in (
            ([k for k in keys if k[0] == baseline], np.random.default_rng(seed)),
            (others, generator),
        ):
            for key, sums in zip(group, _resampled([matrices[k] for k in group], bootstrap, source), strict=True):
                intervals[key] = _interval(metrics[key[1]].sample_scores(sums))
    found: dict[str, dict[str, Estimate]] = {}
    for key in keys:
        mean, half = intervals.get(key, (None, None))
        estimate = Estimate(scores[key], mean, half, p_values.get(key))
        found.setdefault(key[0], {})[key[1]] = estimate
    return found


def _check(systems: Systems) -> int:
    """The number of segments, which must be the same everywhere."""
    sizes = {(system, name): len(rows) for system, found in systems.items() for name, rows in found.items()}
    if len(set(sizes.values())) != 1 or not all(sizes.values()):
        said = ", ".join(f"{system} has {size}" for (system, _), size in sizes.items())
        raise InputError(f"a paired test needs the same segments of all systems, at least one: {said or 'no systems'}")
    return next(iter(sizes.values()))


def _matrix(rows: Sequence[Statistics]) -> Matrix:
    """Statistics as whole numbers where they are whole, else as they are."""
    found = np.array(rows)
    whole = found.astype(np.int64)
    return whole if (whole == found).all() else found


def _parts(trials: int, segments: int, multiple: int = 1) -> Iterator[int]:
    """Trials split into shares that are drawn at once."""
    share = max(1, _AT_ONCE // segments // multiple) * multiple
    while trials > 0:
        yield min(share, trials)
        trials -= share


def _resampled(matrices: Sequence[Matrix], trials: int, generator: np.random.Generator) -> list[Matrix]:
    """For every matrix the sums of resampled rows, in single precision, one row a trial."""
    segments = len(matrices[0])
    stacked = np.concatenate(matrices, axis=1).astype(np.float64)
    ends = np.cumsum([matrix.shape[1] for matrix in matrices])[:-1]
    singles = [matrix.astype(np.float32) for matrix in matrices]
    found: list[list[Matrix]] = [[] for _ in matrices]
    for share in _parts(trials, segments):
        drawn = generator.choice(segments, size=(share, segments), replace=True)
        counts = np.stack([np.bincount(row, minlength=segments) for row in drawn]).astype(np.float64)
        for at, sums in enumerate(np.split(counts @ stacked, ends, axis=1)):
            if matrices[at].dtype == np.int64 and sums.max() <= _EXACT:
                found[at].append(sums.astype(np.float32))
            else:  # single precision rounds on the way: add as sacreBLEU does
                found[at].append(np.stack([singles[at][row].sum(0) for row in drawn]))
    return [np.concatenate(parts) for parts in found]


def _swapped(
    pairs: Sequence[tuple[Matrix, Matrix]], segments: int, trials: int, generator: np.random.Generator
) -> list[tuple[Matrix, Matrix]]:
    """For every pair of matrices the sums after their rows were swapped at random, for both sides."""
    found: list[tuple[list[Matrix], list[Matrix]]] = [([], []) for _ in pairs]
    # Random bits are drawn 32 at a time and what is left of a draw is lost, so a share is a multiple of 32 trials.
    for share in _parts(trials, segments, multiple=32):
        kept = generator.integers(2, size=(share, segments), dtype=bool)
        chosen = kept.astype(np.float64)
        for (one, other), (ones, others) in zip(pairs, found, strict=True):
            if one.dtype == other.dtype == np.int64:
                sums = (chosen @ (one - other).astype(np.float64)).astype(np.int64) + other.sum(0)
                ones.append(sums)
                others.append(one.sum(0) + other.sum(0) - sums)
            else:  # fractions round in an order that only the same products reproduce
                ones.append(kept @ one + ~kept @ other)
                others.append(~kept @ one + kept @ other)
    return [(np.concatenate(ones), np.concatenate(others)) for ones, others in found]


def _interval(scores: Matrix) -> tuple[float, float]:
    """Mean and half the 95 % interval."""
    scores = np.sort(scores)
    lowest = len(scores) // 40
    return float(scores.mean()), float(0.5 * (scores[len(scores) - lowest - 1] - scores[lowest]))


def _p_value(differences: Matrix, real: float) -> float:
    """The share of trials with a difference greater than the real one; one is added, so that it is never 0."""
    return float((np.sum(differences > real).item() + 1) / (len(differences) + 1))
