"""Intervals and p-values are sacreBLEU's, and sums that leave single precision are added as there."""

from __future__ import annotations

import logging
import random
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pytest
from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF
from sacrebleu.metrics.ter import TER
from sacrebleu.significance import PairedTest, Result, _bootstrap_resample

from hexapla import registry
from hexapla.analysis import significance
from hexapla.analysis.significance import confidence, default_seed, paired_bootstrap, paired_randomisation
from hexapla.build import choose_metric
from hexapla.errors import ConfigError, InputError
from hexapla.metrics import ROUGHLY, Metric, Statistics, total
from hexapla.summary import Estimate
from tests.metrics.random_pairs import changed, pairs

SACRE = {
    "BLEU": ("bleu", BLEU, {}),
    "chrF2++": ("chrf++", CHRF, {"word_order": 2}),
    "TER": ("ter", TER, {}),
}


def interval(metric: Metric, rows: Sequence[Statistics], trials: int, *, exact: bool = False) -> Estimate:
    """What is found for one system and one metric."""
    return confidence({"score": metric}, {"hyp": {"score": rows}}, trials, exact=exact)["hyp"]["score"]


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    logging.disable(logging.WARNING)
    yield
    logging.disable(logging.NOTSET)


def systems(seed: int, rows: int, references: int) -> tuple[list[tuple[str, list[str]]], list[list[str]]]:
    """A baseline, a system like it and a worse one, with their references."""
    rng = random.Random(seed)
    hypotheses, refs = pairs(seed, rows, references)
    like = [changed(text, rng) if rng.random() < 0.2 else text for text in hypotheses]
    worse = [changed(changed(text, rng), rng) for text in hypotheses]
    return [("base", hypotheses), ("like", like), ("worse", worse)], refs


def prepared(seed: int, rows: int, references: int) -> tuple[dict[str, Metric], dict[str, dict[str, Any]], Any]:
    named, refs = systems(seed, rows, references)
    metrics = {name: registry.load("metrics", ours)("en", references) for name, (ours, _, _) in SACRE.items()}
    found = {
        system: {name: metric.statistics(hypotheses, refs) for name, metric in metrics.items()}
        for system, hypotheses in named
    }
    return metrics, found, (named, list(map(list, zip(*refs, strict=True))))


@pytest.mark.parametrize("references", [1, 3])
@pytest.mark.parametrize(("kind", "extra"), [("bs", 0), ("ar", 0), ("ar", 70)])
def test_paired_tests_are_equal(kind: str, extra: int, references: int) -> None:
    metrics, found, (named, streams) = prepared(5, 61, references)
    if kind == "bs":
        mine = paired_bootstrap(metrics, found, trials=130)
    else:
        mine = paired_randomisation(metrics, found, trials=130, bootstrap=extra)
    objects = {name: made(**given) for name, (_, made, given) in SACRE.items()}
    signatures, theirs = PairedTest(
        named, objects, streams, test_type=kind, n_samples=130, n_ar_confidence=extra or -1
    )()
    for name, metric in metrics.items():
        for (system, _), wanted in zip(named, theirs[name], strict=True):
            estimate = mine[system][name]
            assert isinstance(wanted, Result)
            assert (estimate.score, estimate.p_value) == (wanted.score, wanted.p_value)
            assert (estimate.mean, estimate.interval) == (wanted.mean, wanted.ci)
        trials = {"seed": 12345, kind: 130, **({"bs": extra} if extra else {})}
        assert metric.sampled_signature(**trials) == str(signatures[name])


@pytest.mark.parametrize("name", sorted(SACRE))
def test_confidence_is_equal(name: str) -> None:
    hypotheses, refs = pairs(8, 50)
    ours, kind, given = SACRE[name]
    metric = registry.load("metrics", ours)("en", 1)
    rows = metric.statistics(hypotheses, refs)
    sacre = kind(**given)
    wanted = sacre.corpus_score(hypotheses, [[ref for (ref,) in refs]], n_bootstrap=150)
    found = interval(metric, rows, trials=150)
    assert (found.score, found.mean, found.interval) == (wanted.score, wanted._mean, wanted._ci)
    assert metric.sampled_signature(bs=150, seed="12345") == str(sacre.get_signature())


@pytest.mark.parametrize(
    "spec",
    ["bleu:smooth_method=add-k", "bleu:smooth_method=floor", "bleu", "chrf", "chrf:eps_smoothing=true", "ter"],
)
def test_samples_without_matches_are_scored_as_sacrebleu_scores_them(spec: str) -> None:
    hypotheses = ["alpha beta", "", "one two three four five", "xyz"]
    references = [["gamma"], ["delta"], ["one two three four six"], [""]]
    made, given = choose_metric(spec)
    metric = made("en", 1, given)
    rows = metric.statistics(hypotheses, references)
    theirs = {"bleu": BLEU, "chrf": CHRF, "ter": TER}[metric.name()](**given)
    _, scores = _bootstrap_resample([list(row) for row in rows], theirs, 100)
    found = interval(metric, rows, trials=100)
    drawn = sorted(score.score for score in scores)
    assert found.interval == 0.5 * (drawn[97] - drawn[2])


def test_drawing_a_few_trials_at_a_time_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    metrics, found, _ = prepared(6, 33, 1)
    whole = paired_bootstrap(metrics, found, trials=90), paired_randomisation(metrics, found, trials=90, bootstrap=40)
    monkeypatch.setattr(significance, "_AT_ONCE", 100)
    assert whole == (
        paired_bootstrap(metrics, found, trials=90),
        paired_randomisation(metrics, found, trials=90, bootstrap=40),
    )


def test_sums_beyond_single_precision_are_rounded_on_the_way() -> None:
    metric = registry.load("metrics", "chrf")("en", 1)
    rng = np.random.default_rng(1)
    rows = []
    for _ in range(60):
        there = rng.integers(400_001, 900_001, 6)
        rows.append(tuple(int(v) for n in there for v in (n, n + 3, n // 3)))
    assert max(total(rows)) > 1 << 24
    theirs = CHRF()
    _, scores = _bootstrap_resample([list(row) for row in rows], theirs, 80)
    drawn = sorted(score.score for score in scores)
    assert interval(metric, rows, trials=80).interval == 0.5 * (drawn[77] - drawn[2])


def test_a_system_does_not_differ_from_itself_and_a_single_segment_is_enough() -> None:
    metrics, found, _ = prepared(7, 30, 1)
    twice = {"base": found["base"], "same": found["base"]}
    for name, estimate in paired_randomisation(metrics, twice, trials=50)["same"].items():
        assert estimate.p_value is not None, name
        assert 0 < estimate.p_value <= 1
    single = {system: {name: rows[:1] for name, rows in of.items()} for system, of in found.items()}
    assert paired_bootstrap(metrics, single, trials=20)["like"]["BLEU"].interval == 0


def test_unequal_systems_are_named() -> None:
    metrics, found, _ = prepared(7, 12, 1)
    found["like"]["TER"] = found["like"]["TER"][:-1]
    with pytest.raises(InputError, match="like has 11"):
        paired_bootstrap(metrics, found)
    with pytest.raises(InputError, match="no systems"):
        paired_randomisation(metrics, {})


def test_the_seed_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SACREBLEU_SEED", raising=False)
    assert default_seed() == 12345
    monkeypatch.setenv("SACREBLEU_SEED", "None")
    assert default_seed() is None
    monkeypatch.setenv("SACREBLEU_SEED", "seven")
    with pytest.raises(ConfigError, match="seven"):
        default_seed()


@pytest.mark.parametrize("spec", ["bleu", "bleu:smooth_method=floor,smooth_value=0.1", "chrf"])
def test_rough_scores_decide_as_the_metrics_own(spec: str) -> None:
    kind, options = choose_metric(spec)
    metric = kind("en", 1, options)
    texts, references = systems(11, 60, 1)
    one, other = (np.array(metric.statistics(lines, references)) for _, lines in (texts[0], texts[2]))
    kept = np.random.default_rng(3).integers(2, size=(400, 60)).astype(np.int64)
    ones = kept @ one + (1 - kept) @ other
    others = one.sum(0) + other.sum(0) - ones
    differences = np.abs(metric.sample_scores(ones) - metric.sample_scores(others))
    rough = metric.rough_scores(ones)
    assert rough is None or np.abs(rough - metric.sample_scores(ones)).max() < ROUGHLY / 1000
    assert (rough is None) == (spec == "chrf")
    # At every border, the least bit above and below it too, as well as far away.
    for real in (*differences[:50], *np.nextafter(differences[:20], 0), *np.nextafter(differences[:20], 99), 0.0, 50.0):
        assert significance._greater(metric, ones, others, real) == np.sum(differences > real)
