"""Ranks, effects and power follow from their definitions; what cannot be told apart is not ranked."""

from __future__ import annotations

import random

import numpy as np
import pytest

from hexapla.analysis.ranking import differences, places, units_needed
from hexapla.analysis.rates import FindingRate
from hexapla.analysis.significance import (
    by_document,
    holm,
    paired_bootstrap,
    paired_randomisation,
)
from hexapla.errors import ConfigError, InputError
from hexapla.metrics import Statistics
from hexapla.summary import Difference
from tests.analysis.test_significance import interval

RATE = FindingRate()
METRICS = {"findings": RATE}


def system(seed: int, share: float, rows: int = 120) -> dict[str, list[Statistics]]:
    """Rows of 20 words, of which so large a share has a finding."""
    rng = random.Random(seed)
    return {"findings": RATE.rows([int(rng.random() < share) for _ in range(rows)], [20.0] * rows)}


def test_holm_on_a_worked_example() -> None:
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([]) == []
    assert holm([0.9, 0.8]) == [1.0, 1.0]


def test_clusters_and_ranges() -> None:
    systems = {"good": system(1, 0.05), "alike": system(2, 0.06), "bad": system(3, 0.6)}
    found = differences(METRICS, systems, trials=300)
    assert {(d.better, d.worse) for d in found} == {
        ("good", "bad"),
        ("alike", "bad"),
        (found[0].better, found[0].worse),
    }
    assert all(d.points >= 0 and d.low is not None and d.high is not None and d.low <= d.high for d in found)
    ranks = {p.system: (p.cluster, p.first, p.last) for p in places(METRICS, systems, found)}
    assert ranks == {"good": (1, 1, 2), "alike": (1, 1, 2), "bad": (2, 3, 3)}
    swapped = differences(METRICS, systems, "randomisation", trials=300)
    assert [d.adjusted < 0.05 for d in swapped] == [d.adjusted < 0.05 for d in found]
    assert all(d.low is None for d in swapped)


def test_p_values_of_pairs_are_those_against_a_baseline() -> None:
    systems = {"one": system(1, 0.1), "two": system(2, 0.2), "three": system(3, 0.3)}
    found = {(d.better, d.worse): d.p_value for d in differences(METRICS, systems, trials=200)}
    against = paired_bootstrap(METRICS, systems, trials=200)
    for name in ("two", "three"):
        assert against[name]["findings"].p_value in (found.get(("one", name)), found.get((name, "one")))


def test_a_cluster_ends_only_where_all_above_beat_all_below() -> None:
    systems = {name: {"findings": [(at, 100.0)]} for at, name in enumerate("abc", 1)}

    def made(better: str, worse: str, adjusted: float) -> Difference:
        return Difference("findings", better, worse, 1.0, None, None, adjusted, adjusted, None)

    ranked = places(METRICS, systems, [made("a", "b", 0.2), made("a", "c", 0.01), made("b", "c", 0.3)])
    assert [(p.system, p.cluster, p.first, p.last) for p in ranked] == [("a", 1, 1, 2), ("b", 1, 1, 3), ("c", 1, 2, 3)]


def test_effect_is_the_mean_difference_in_standard_deviations() -> None:
    systems = {"one": system(1, 0.1), "two": system(2, 0.4)}
    (found,) = differences(METRICS, systems, trials=100)
    apart = np.array(
        [1000 * (b[0] / b[1] - a[0] / a[1]) for a, b in zip(*(s["findings"] for s in systems.values()), strict=True)]
    )
    assert found.effect == pytest.approx(apart.mean() / apart.std(ddof=1))


def test_power_is_what_repeating_the_test_finds() -> None:
    """With as many rows as it asks for, a real difference of that size is found about four times out of five."""
    one, two = system(1, 0.10, 400)["findings"], system(2, 0.20, 400)["findings"]
    needed = units_needed(RATE, one, two, 5.0)
    assert needed is not None
    hits = 0
    for seed in range(60):
        pair = {"one": system(2 * seed + 50, 0.10, needed), "two": system(2 * seed + 51, 0.20, needed)}
        hits += (paired_bootstrap(METRICS, pair, trials=200)["two"]["findings"].p_value or 0) < 0.05
    assert 0.6 <= hits / 60 <= 0.95
    assert units_needed(RATE, one, one, 5.0) is None
    with pytest.raises(ConfigError, match="greater than 0"):
        units_needed(RATE, one, two, 0)


def test_documents_make_honest_intervals_wider() -> None:
    rows, documents = [], []
    for document in range(12):
        rows += RATE.rows([document % 2] * 20, [20.0] * 20)  # all alike within a document
        documents += [f"d{document}"] * 20
    of_segments = interval(RATE, rows, trials=300)
    of_documents = interval(RATE, by_document(rows, documents), trials=300)
    assert of_segments.score == of_documents.score
    assert of_segments.interval is not None
    assert of_documents.interval is not None
    assert of_documents.interval > 3 * of_segments.interval
    with pytest.raises(InputError, match="only one document"):
        by_document(rows, ["d"] * len(rows))


def test_ties_and_lonely_systems() -> None:
    systems = {"one": system(1, 0.2), "same": system(1, 0.2)}
    for found in (paired_bootstrap(METRICS, systems, 50), paired_randomisation(METRICS, systems, 50)):
        assert found["same"]["findings"].tie
        assert found["same"]["findings"].adjusted == 1.0
    (pair,) = differences(METRICS, systems, trials=50, visible=1.0)
    assert (pair.p_value, pair.adjusted, pair.effect, pair.needed) == (1.0, 1.0, None, None)
    with pytest.raises(ConfigError, match="only one is there"):
        differences(METRICS, {"one": system(1, 0.2)})
    with pytest.raises(InputError, match="at least one: hyp has 0"):
        interval(RATE, [], 60)
    with pytest.raises(TypeError, match="made of findings"):
        RATE.statistics(["text"], [["text"]])


class SingleRate(FindingRate):
    """A rate that is added up as sacreBLEU's metrics are."""

    single_sums = True


def test_exact_sums_differ_from_single_ones_only_where_they_are_large() -> None:
    rate = SingleRate()
    small = [(at % 3, 20.0) for at in range(200)]
    assert interval(rate, small, 60).interval == pytest.approx(interval(rate, small, 60, exact=True).interval, rel=1e-6)
    large = [(at % 3 * 100_001, 2_000_003.0) for at in range(200)]
    single, exact = interval(rate, large, 60), interval(rate, large, 60, exact=True)
    assert single.mean != exact.mean
    assert single.mean == pytest.approx(exact.mean, rel=1e-5)
    assert interval(RATE, large, 60) == exact
