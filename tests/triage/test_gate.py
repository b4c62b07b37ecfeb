"""The gate: every kind of condition, on both sides of its limit; only new findings count."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hexapla.model import Comparison, Score, Severity, Status
from hexapla.summary import Summary
from hexapla.triage.gate import AtMost, Bound, Gate, Judge, NoneOf, PerThousandWords
from hexapla.triage.mqm import Weights
from tests.triage.made import comparison

S = Severity
TEXT = ["He livesin Rome and has 15 cats.", "All is well here, they say, in Rome."]


def found(*levels: Severity) -> Comparison:
    words = ["livesin", "15", "cats"]
    return comparison(TEXT, [(0, word, "W101", level) for word, level in zip(words, levels, strict=False)])


def scored(**values: float) -> Summary:
    return Summary(1, {"mt": 2}, tuple(Score(metric, "mt", value, (), (), "") for metric, value in values.items()))


CASES: list[tuple[Judge, Comparison, Summary, bool, str]] = [
    (AtMost(S.MAJOR, 0), found(S.MINOR), scored(), True, "0 findings are major or worse, none is allowed"),
    (AtMost(S.MAJOR, 0), found(S.MAJOR), scored(), False, "1 finding is major or worse"),
    (AtMost(S.MAJOR, 0), found(S.CRITICAL), scored(), False, "1 finding is major or worse"),
    (AtMost(S.MAJOR, 2), found(S.MAJOR, S.CRITICAL), scored(), True, "2 are allowed"),
    (AtMost(S.MAJOR, 1), found(S.MAJOR, S.CRITICAL), scored(), False, "1 is allowed"),
    (AtMost(S.CRITICAL, 0), found(S.MAJOR), scored(), True, "0 findings are critical,"),
    (NoneOf("W101"), found(S.MINOR), scored(), False, "1 finding is of W101"),
    (NoneOf("W"), found(S.MINOR), scored(), False, "of W"),
    (NoneOf("merged-words"), found(S.MINOR), scored(), False, "of merged-words"),
    (NoneOf("P"), found(S.MINOR), scored(), True, "0 findings are of P"),
    (PerThousandWords(66.7), found(S.MINOR), scored(), True, "1 finding in 15 words, 66.67 a thousand"),
    (PerThousandWords(66.6), found(S.MINOR), scored(), False, "66.6 are allowed"),
    (Bound("chrf", 55, least=True), found(), scored(chrf=55), True, "chrf is 55.00, least is 55"),
    (Bound("chrf", 55, least=True), found(), scored(chrf=54.999), False, "least is 55"),
    (Bound("ter", 40, least=False), found(), scored(ter=40.5), False, "ter is 40.50, most is 40"),
    (Bound("ter", 40, least=False), found(), scored(ter=3), True, "ter is 3.00"),
    (Bound("chrf", 55, least=True), found(), scored(bleu=60), False, "nothing was scored with chrf"),
]


@pytest.mark.parametrize(
    ("judge", "given", "summary", "passes", "message"), CASES, ids=lambda v: getattr(v, "name", "")
)
def test_conditions(judge: Judge, given: Comparison, summary: Summary, passes: bool, message: str) -> None:
    gate = Gate([judge])
    gate.take(given)
    verdict = gate.judge(summary).gate
    assert verdict is not None
    assert verdict.passed is passes
    assert message in verdict.conditions[0].message
    assert verdict.conditions[0].name.startswith("--")


@pytest.mark.parametrize("status", [s for s in Status if s is not Status.NEW])
def test_only_new_findings_count(status: Status) -> None:
    given = found(S.CRITICAL)
    given = replace(given, findings=tuple(replace(f, status=status) for f in given.findings))
    gate = Gate([AtMost(S.NEUTRAL, 0), NoneOf("W101"), PerThousandWords(0), Bound("mqm", 100, least=True)], [Weights()])
    gate.take(given)
    verdict = gate.judge(scored()).gate
    assert verdict is not None
    assert verdict.passed


def test_every_hypothesis_must_reach_a_score() -> None:
    summary = Summary(1, {}, (Score("chrf", "A", 60, (), (), ""), Score("chrf", "B", 50, (), (), "")))
    verdict = Gate([Bound("chrf", 55, least=True)]).judge(summary).gate
    assert verdict is not None
    assert not verdict.passed
    assert "A 60.00, B 50.00" in verdict.conditions[0].message


def test_scores_of_error_weights_join_the_summary() -> None:
    gate = Gate([Bound("mqm", 90, least=True)], [Weights(), Weights("wmt")])
    gate.take(found(S.MINOR, S.MAJOR))
    summary = gate.judge(scored())
    assert {s.metric: s.value for s in summary.scores} == {"mqm": pytest.approx(60.0), "mqm-wmt": pytest.approx(3.0)}
    assert all(s.signature.startswith("mqm|weights:") for s in summary.scores)
    assert summary.gate is not None
    assert not summary.gate.passed


def test_without_conditions_there_is_no_verdict() -> None:
    assert Gate().judge(scored()).gate is None
