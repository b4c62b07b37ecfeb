"""How sure a score is, and whether two systems differ: resampling of segments, with sacreBLEU's very numbers.

Bootstrap (Koehn, EMNLP 2004), paired bootstrap, and paired approximate randomisation (Riezler and Maxwell, 2005) are drawn
from the same generator with the same seed as sacreBLEU draws them, so means, intervals and p-values are its own. What
differs is the work: trials are drawn a few at a time, which keeps memory flat; sums of statistics are products of matrices,
for all systems and metrics at once; and scores are computed for all trials at once.

Statistics come from ``hexapla.metrics``, one row a segment, or one a document (`by_document`): the segments of a document
are not independent, so intervals that draw documents are wider and more honest. Nothing here looks at text. Every system
against every other is ``ranking``'s business.
"""

from __future__ import annotations

import os
import statistics as descriptive
from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from hexapla.errors import ConfigError, InputError
from hexapla.metrics import ROUGHLY, Metric, Statistics, total
from hexapla.summary import Estimate

BOOTSTRAP, RANDOMISATION = 1000, 10_000
"""The usual numbers of trials, sacreBLEU's."""
SEED = 12345
_EXACT = 1 << 24
"""Whole numbers up to this are exact in single precision."""
_AT_ONCE = 1 << 22
"""Segments drawn at once, over all trials."""

Matrix: TypeAlias = NDArray[Any]
Systems: TypeAlias = Mapping[str, Mapping[str, Sequence[Statistics]]]


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


def by_document(rows: Sequence[Statistics], documents: Sequence[Hashable]) -> list[Statistics]:
    """The statistics of whole documents, in the order of their first segments: what a cluster bootstrap draws.

    Args:
        rows: Statistics, one row a segment.
        documents: What document each segment belongs to.

    Raises:
        InputError: There is one document only, of which nothing can be drawn.
    """
    groups: dict[Hashable, list[Statistics]] = {}
    for row, document in zip(rows, documents, strict=True):
        groups.setdefault(document, []).append(row)
    if len(groups) == 1:
        raise InputError("there is only one document; resampling documents needs two or more, better twenty")
    return [total(group) for group in groups.values()]


def holm(p_values: Sequence[float]) -> list[float]:
    """P-values corrected for their number (Holm, Scandinavian Journal of Statistics, 1979), in the order given."""
    adjusted, least = [0.0] * len(p_values), 0.0
    for rank, at in enumerate(sorted(range(len(p_values)), key=p_values.__getitem__)):
        least = max(least, min(1.0, p_values[at] * (len(p_values) - rank)))
        adjusted[at] = least
    return adjusted


def confidence(
    metrics: Mapping[str, Metric],
    systems: Systems,
    trials: int = BOOTSTRAP,
    seed: int | None = SEED,
    *,
    exact: bool = False,
) -> dict[str, dict[str, Estimate]]:
    """The 95 % bootstrap intervals of every system's scores, each system by itself.

    Args:
        metrics: The metrics by name.
        systems: System -> name of a metric -> statistics, one row a segment, as many for each of the system's metrics.
        trials: How many samples to draw.
        seed: Of the generator; None for other samples every time.
        exact: Whether to add up in whole numbers (double precision), not in single precision as sacreBLEU does; that
            differs in the fourth decimal where sums exceed 2^24, and never below.

    Returns:
        System -> name of a metric -> the estimate.

    Raises:
        InputError: There are no rows, or a system's metrics have different numbers of them.
    """
    found: dict[str, dict[str, Estimate]] = {}
    for system, of in systems.items():
        check({system: of})
        precise = [exact or not metrics[name].single_sums for name in of]
        sums = _resampled([_matrix(rows) for rows in of.values()], trials, np.random.default_rng(seed), precise)
        found[system] = {
            name: _confidence(metrics[name], rows, samples)
            for (name, rows), samples in zip(of.items(), sums, strict=True)
        }
    return found


def _confidence(metric: Metric, rows: Sequence[Statistics], samples: Matrix) -> Estimate:
    # The mean is that of Python's module here and NumPy's in paired tests, as in sacreBLEU: they differ in the last digit.
    scores = sorted(metric.sample_scores(samples))
    lowest = len(scores) // 40
    half = 0.5 * (scores[len(scores) - lowest - 1] - scores[lowest])
    return Estimate(metric.score(total(rows)), float(descriptive.mean(scores)), float(half))


def paired_bootstrap(
    metrics: Mapping[str, Metric],
    systems: Systems,
    trials: int = BOOTSTRAP,
    seed: int | None = SEED,
    *,
    exact: bool = False,
) -> dict[str, dict[str, Estimate]]:
    """Whether systems differ from the first of them, by resampling the same segments of both.

    Args:
        metrics: The metrics by name.
        systems: System -> name of a metric -> statistics, one row a segment, the same segments for all. The first system
            is the baseline.
        trials: How many samples to draw.
        seed: Of the generator; None for other samples every time.
        exact: Whether to add up in whole numbers; see `confidence`.

    Returns:
        System -> name of a metric -> the estimate.

    Raises:
        InputError: Systems have different numbers of segments, or none.
    """
    check(systems)
    samples = resampled_scores(metrics, systems, trials, seed, exact=exact)
    scores = {(system, name): metrics[name].score(total(systems[system][name])) for system, name in samples}
    p_values: dict[tuple[str, str], float] = {}
    baseline = next(iter(systems))
    for system, name in samples:
        if system != baseline:
            real = abs(scores[baseline, name] - scores[system, name])
            p_values[system, name] = bootstrap_p_value(samples[system, name], samples[baseline, name], real)
    return _estimates(systems, scores, {key: _interval(found) for key, found in samples.items()}, p_values)


def resampled_scores(
    metrics: Mapping[str, Metric], systems: Systems, trials: int, seed: int | None, *, exact: bool = False
) -> dict[tuple[str, str], Matrix]:
    """(system, metric) -> its scores of the same samples of segments."""
    keys = [(system, name) for system in systems for name in metrics]
    matrices = [_matrix(systems[system][name]) for system, name in keys]
    precise = [exact or not metrics[name].single_sums for _, name in keys]
    sums = _resampled(matrices, trials, np.random.default_rng(seed), precise)
    return {key: metrics[key[1]].sample_scores(found) for key, found in zip(keys, sums, strict=True)}


def bootstrap_p_value(one: Matrix, other: Matrix, real: float) -> float:
    """How likely chance alone makes the difference `real` between two systems with these scores of the same samples."""
    differences = np.abs(one - other)
    return _p_value(differences - differences.mean(), real)


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
    check(systems)
    keys = [(system, name) for system in systems for name in metrics]
    scores = {(system, name): metrics[name].score(total(systems[system][name])) for system, name in keys}
    baseline = next(iter(systems))
    others = [key for key in keys if key[0] != baseline]
    generator = np.random.default_rng(seed)
    triples = [(name, baseline, system) for system, name in others]
    found = randomisation_p_values(metrics, systems, triples, trials, generator)
    p_values = dict(zip(others, found, strict=True))
    intervals: dict[tuple[str, str], tuple[float, float]] = {}
    if bootstrap:
        # sacreBLEU draws the baseline's samples from a fresh generator, the systems' after their swaps.
        for group, source in (
            ([k for k in keys if k[0] == baseline], np.random.default_rng(seed)),
            (others, generator),
        ):
            matrices = [_matrix(systems[system][name]) for system, name in group]
            precise = [not metrics[name].single_sums for _, name in group]
            for key, sums in zip(group, _resampled(matrices, bootstrap, source, precise), strict=True):
                intervals[key] = _interval(metrics[key[1]].sample_scores(sums))
    return _estimates(systems, scores, intervals, p_values)


def randomisation_p_values(
    metrics: Mapping[str, Metric],
    systems: Systems,
    triples: Sequence[tuple[str, str, str]],
    trials: int,
    generator: np.random.Generator,
) -> list[float]:
    """How likely chance alone makes the differences of pairs of systems, for each (metric, system, other system)."""
    segments = check(systems)
    matrices = {(s, n): _matrix(systems[s][n]) for n, one, other in triples for s in (one, other)}
    pairs = [(matrices[one, name], matrices[other, name]) for name, one, other in triples]
    counts = np.zeros(len(triples), np.int64)
    real = [
        abs(metrics[name].score(total(systems[one][name])) - metrics[name].score(total(systems[other][name])))
        for name, one, other in triples
    ]
    for at, ones, others in _swapped(pairs, segments, trials, generator):
        counts[at] += _greater(metrics[triples[at][0]], ones, others, real[at])
    return [(int(count) + 1) / (trials + 1) for count in counts]


def _greater(metric: Metric, ones: Matrix, others: Matrix, real: float) -> int:
    """In how many trials the scores of two sums of statistics differ by more than `real`.

    Scores that are nearly right tell for all trials but those at the very border, which the metric's own scores decide.
    """
    rough = metric.rough_scores(ones), metric.rough_scores(others)
    if rough[0] is None or rough[1] is None:
        return int(np.sum(np.abs(metric.sample_scores(ones) - metric.sample_scores(others)) > real))
    differences = np.abs(rough[0] - rough[1])
    close = np.abs(differences - real) <= 4 * ROUGHLY
    found = int(np.sum(differences[~close] > real))
    if close.any():
        exact = np.abs(metric.sample_scores(ones[close]) - metric.sample_scores(others[close]))
        found += int(np.sum(exact > real))
    return found


def _estimates(
    systems: Systems,
    scores: Mapping[tuple[str, str], float],
    intervals: Mapping[tuple[str, str], tuple[float, float]],
    p_values: Mapping[tuple[str, str], float],
) -> dict[str, dict[str, Estimate]]:
    """Estimates of every system and metric; p-values are corrected for the number of systems, metric by metric."""
    baseline = next(iter(systems))
    ties = {(s, n) for s, n in p_values if list(systems[s][n]) == list(systems[baseline][n])}
    adjusted: dict[tuple[str, str], float] = dict.fromkeys(ties, 1.0)
    for name in {name for _, name in p_values}:
        family = [key for key in p_values if key[1] == name]
        for key, value in zip(family, holm([1.0 if k in ties else p_values[k] for k in family]), strict=True):
            adjusted[key] = value
    found: dict[str, dict[str, Estimate]] = {}
    for (system, name), score in scores.items():
        key = (system, name)
        mean, half = intervals.get(key, (None, None))
        found.setdefault(system, {})[name] = Estimate(
            score, mean, half, p_values.get(key), adjusted.get(key), key in ties
        )
    return found


def check(systems: Systems) -> int:
    """The number of segments, which must be the same everywhere.

    Raises:
        InputError: Systems have different numbers of segments, or none.
    """
    sizes = {(system, name): len(rows) for system, found in systems.items() for name, rows in found.items()}
    if len(set(sizes.values())) != 1 or not all(sizes.values()):
        said = ", ".join(f"{system} has {size}" for (system, _), size in sizes.items())
        raise InputError(f"resampling needs the same segments everywhere, at least one: {said or 'no systems'}")
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


def _resampled(
    matrices: Sequence[Matrix], trials: int, generator: np.random.Generator, exact: Sequence[bool]
) -> list[Matrix]:
    """For every matrix the sums of resampled rows, in single precision unless exact is said of it, one row a trial."""
    segments = len(matrices[0])
    stacked = np.concatenate(matrices, axis=1).astype(np.float64)
    ends = np.cumsum([matrix.shape[1] for matrix in matrices])[:-1]
    singles = [matrix.astype(np.float32) for matrix in matrices]
    found: list[list[Matrix]] = [[] for _ in matrices]
    for share in _parts(trials, segments):
        drawn = generator.choice(segments, size=(share, segments), replace=True)
        counts = np.stack([np.bincount(row, minlength=segments) for row in drawn]).astype(np.float64)
        for at, sums in enumerate(np.split(counts @ stacked, ends, axis=1)):
            if exact[at]:
                found[at].append(sums)
            elif matrices[at].dtype == np.int64 and sums.max() <= _EXACT:
                found[at].append(sums.astype(np.float32))
            else:  # single precision rounds on the way: add as sacreBLEU does
                found[at].append(np.stack([singles[at][row].sum(0) for row in drawn]))
    return [np.concatenate(parts) for parts in found]


def _swapped(
    pairs: Sequence[tuple[Matrix, Matrix]], segments: int, trials: int, generator: np.random.Generator
) -> Iterator[tuple[int, Matrix, Matrix]]:
    """For every pair of matrices and share of the trials: the pair's place, and the sums of both sides after swaps."""
    whole = [one.dtype == other.dtype == np.int64 for one, other in pairs]
    changes = [one - other for (one, other), is_whole in zip(pairs, whole, strict=True) if is_whole]
    if changes:
        stacked = np.concatenate(changes, axis=1)
        # Single precision is exact, and twice as fast, as long as no sum can leave it.
        single = np.abs(stacked).sum(axis=0).max() <= _EXACT
        stacked = stacked.astype(np.float32 if single else np.float64)
        ends = np.cumsum([change.shape[1] for change in changes])[:-1]
    # Random bits are drawn 32 at a time and what is left of a draw is lost, so a share is a multiple of 32 trials.
    for share in _parts(trials, segments, multiple=32):
        kept = generator.integers(2, size=(share, segments), dtype=bool)
        sums = iter(np.split(kept.astype(stacked.dtype) @ stacked, ends, axis=1) if changes else ())
        for at, (one, other) in enumerate(pairs):
            if whole[at]:
                ones = next(sums).astype(np.int64) + other.sum(0)
                yield at, ones, one.sum(0) + other.sum(0) - ones
            else:  # fractions round in an order that only the same products reproduce
                yield at, kept @ one + ~kept @ other, ~kept @ one + kept @ other


def _interval(scores: Matrix) -> tuple[float, float]:
    """Mean and half the 95 % interval."""
    scores = np.sort(scores)
    lowest = len(scores) // 40
    return float(scores.mean()), float(0.5 * (scores[len(scores) - lowest - 1] - scores[lowest]))


def _p_value(differences: Matrix, real: float) -> float:
    """The share of trials with a difference greater than the real one; one is added, so that it is never 0."""
    return float((np.sum(differences > real).item() + 1) / (len(differences) + 1))
