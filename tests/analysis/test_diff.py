"""Two runs compared: which findings are the same, and tests that hold what they promise."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import hexapla
from hexapla.analysis.diff import _Added, _longest_rising, _randomised, adjusted, compare
from hexapla.analysis.regression import Against
from hexapla.analysis.snapshots import Snapshot
from hexapla.build import Plan
from hexapla.cli._diff import make_metric
from hexapla.errors import ConfigError, InputError
from hexapla.model import Comparison, Severity
from hexapla.summary import Summary
from tests.triage.made import comparison

MINOR = Severity.MINOR


def taken(*comparisons: Comparison, name: str = "run") -> Snapshot:
    made = Snapshot(name)
    for one in comparisons:
        made.add(one)
    return made


def document(words: list[str], name: str = "doc") -> Comparison:
    """One row a word; words in capitals are findings."""
    found = [(i, word, "W101", MINOR) for i, word in enumerate(words) if word.isupper()]
    return comparison(words, found, document=name)


def words(findings: object) -> list[str]:
    return [f["text"] for f in findings]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("old", "new", "come", "gone", "moved", "same"),
    [
        (["A", "b"], ["A", "b"], [], [], [], 1),
        (["A", "b"], ["x", "y", "A", "b"], [], [], [], 1),
        (["A"], ["A", "B"], ["B"], [], [], 1),
        (["A", "B"], ["B"], [], ["A"], [], 1),
        (["A", "b", "C"], ["C", "b", "A"], [], [], ["A"], 1),
        (["A", "A"], ["A"], [], ["A"], [], 1),
        (["A"], ["A", "A"], ["A"], [], [], 1),
        ([], [], [], [], [], 0),
    ],
)
def test_findings(
    old: list[str], new: list[str], come: list[str], gone: list[str], moved: list[str], same: int
) -> None:
    found = compare(taken(document(old or ["x"])), taken(document(new or ["x"])), make_metric, 100)
    assert (words(found.new), words(found.fixed), found.same) == (come, gone, same)
    assert len(found.moved) == len(moved)


def test_a_finding_that_leaves_its_document_has_moved() -> None:
    old = taken(document(["A", "B"], "one"), document(["x"], "two"))
    new = taken(document(["x", "B"], "one"), document(["A"], "two"))
    found = compare(old, new, make_metric, 100)
    assert [(m.old["document"], m.new["document"]) for m in found.moved] == [("one", "two")]
    assert (found.new, found.fixed, found.same) == ((), (), 1)


def test_documents_of_one_run_alone() -> None:
    old = taken(document(["A"], "one"), document(["B"], "gone"))
    new = taken(document(["A"], "one"), document(["C"], "come"))
    found = compare(old, new, make_metric, 100)
    assert (words(found.new), words(found.fixed)) == (["C"], ["B"])
    assert (found.only_old, found.only_new) == (("gone",), ("come",))


def test_lone_documents_are_compared_whatever_they_are_called() -> None:
    found = compare(taken(document(["A"], "a/mt.txt")), taken(document(["A"], "b/mt.txt")), make_metric, 100)
    assert found.same == 1


def test_nothing_in_common_is_an_error() -> None:
    old = taken(document(["A"], "one"), document(["A"], "two"))
    with pytest.raises(InputError, match="no document in common"):
        compare(old, taken(document(["A"], "three"), document(["A"], "four")), make_metric, 100)


@given(st.permutations(range(8)))
def test_longest_rising(numbers: list[int]) -> None:
    found = _longest_rising(numbers)
    kept = [numbers[i] for i in sorted(found)]
    assert kept == sorted(kept)
    best = max(
        sum(chosen)
        for chosen in product((0, 1), repeat=8)
        if (run := [n for n, c in zip(numbers, chosen, strict=True) if c]) == sorted(run)
    )
    assert len(found) == best


def exact(old: list[int], new: list[int]) -> float:
    """The p-value of all ways to swap."""
    real = abs(sum(new) - sum(old))
    hits = 0
    for swaps in product((False, True), repeat=len(old)):
        difference = sum((o - n) if s else (n - o) for o, n, s in zip(old, new, swaps, strict=True))
        hits += abs(difference) >= real
    return float(hits / 2 ** len(old))


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=6, max_size=10))
def test_p_values_are_those_of_all_ways_to_swap(counts: list[tuple[int, int]]) -> None:
    old, new = [o for o, _ in counts], [n for _, n in counts]
    sides = [np.array([(float(c), 1.0) for c in side]) for side in (old, new)]
    assert _randomised(_Added(1000), sides[0], sides[1], 20_000) == pytest.approx(exact(old, new), abs=0.02)


def test_one_finding_more_is_never_significant() -> None:
    old = np.array([(0.0, 1.0)] * 500)
    new = old.copy()
    new[7, 0] = 1
    assert _randomised(_Added(1000), old, new, 2000) == 1.0


def test_holm() -> None:
    assert adjusted([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert adjusted([0.9, 0.8]) == [1.0, 1.0]
    assert adjusted([]) == []


def rows(rate: float, seed: int, count: int = 60) -> Comparison:
    """Rows of which a share has words run together."""
    chosen = random.Random(seed)
    reference = [f"The council met on day {i} of the year." for i in range(count)]
    translation = [row.replace("council met", "councilmet") if chosen.random() < rate else row for row in reference]
    return hexapla.check(translation, reference, paired=True, lang="en", plan=Plan(rules=("W101",)))


@pytest.mark.parametrize(("before", "after", "passes"), [(0.1, 0.1, True), (0.1, 0.6, False), (0.6, 0.1, True)])
def test_the_regression_gate(before: float, after: float, passes: bool) -> None:
    gate = Against(taken(rows(before, 1), name="old.json"), make_metric)
    gate.take(rows(after, 2), ())
    condition = gate.conclude(Summary())
    assert condition.passed is passes
    assert condition.name == "--against old.json"
    assert ("findings of mt" in condition.message) is not passes


def test_rules_that_ran_once_make_nothing_worse() -> None:
    gate = Against(taken(without_rules(rows(0, 1), "merged-words"), name="old.json"), make_metric)
    gate.take(rows(0.9, 2), ())
    assert gate.conclude(Summary()).passed


def test_a_run_without_checks_is_not_a_clean_one() -> None:
    old = rows(0, 1)
    old = replace(old, runs=tuple(run for run in old.runs if run.stage != "check"))
    found = compare(taken(old), taken(rows(0.9, 2)), make_metric, 100)
    assert [change.what for change in found.changes] == []


def without_rules(made: Comparison, *rules: str) -> Comparison:
    runs = (replace(run, ran=tuple(name for name in run.ran if name not in rules)) for run in made.runs)
    return replace(made, runs=tuple(runs))


def test_too_few_rows_fail_nothing_and_it_says_so() -> None:
    gate = Against(taken(document(["a", "b"]), name="old.json"), make_metric)
    gate.take(document(["A", "B"]), ())
    condition = gate.conclude(Summary())
    assert condition.passed
    assert "too few for a test" in condition.message


@pytest.mark.parametrize("alpha", [0, 1, -1, 2])
def test_levels_of_significance(alpha: float) -> None:
    with pytest.raises(ConfigError, match="--alpha"):
        Against(Snapshot("x"), make_metric, alpha)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ([], "no report"),
        ({"kind": "comparisons"}, "no report"),
        ({"kind": "report", "schema": 9}, "schema 9"),
        ({"kind": "report", "schema": 2}, "damaged"),
        ({"kind": "report", "schema": 2, "documents": [{}]}, "damaged"),
        ({"kind": "report", "schema": 2, "documents": 3}, "damaged"),
        (
            {
                "kind": "report",
                "schema": 2,
                "documents": [{"id": "a", "columns": [], "rows": {}, "scores": [], "findings": [{}]}],
            },
            "damaged",
        ),
    ],
)
def test_what_is_no_report_is_refused(value: object, message: str) -> None:
    with pytest.raises(InputError, match=message):
        Snapshot.of_report(value, str(Path("old.json")))
