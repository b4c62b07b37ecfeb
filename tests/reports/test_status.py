"""Reports for people say what the gate decided and what became of findings that are not new."""

from __future__ import annotations

from dataclasses import replace
from io import StringIO

import pytest

from hexapla import pipeline, registry
from hexapla.build import Plan
from hexapla.model import Severity, Status
from hexapla.summary import Condition, Verdict
from tests.triage.made import comparison

GATE = Verdict(
    (Condition("--max-major 0", False, "2 findings <b>are</b> major"), Condition("--min chrf=5", True, "chrf is 9"))
)


@pytest.mark.parametrize("name", ["html", "text", "markdown"])
def test_gate_and_status(name: str) -> None:
    made = comparison(["one two"], [(0, "one", "W101", Severity.MAJOR), (0, "two", "W101", Severity.MINOR)])
    known = replace(made.findings[1], status=Status.KNOWN, reason="accepted in <base>.tsv")
    made = replace(made, findings=(made.findings[0], known))
    out = StringIO()
    report = registry.load("reports", name)(out, stage="check")
    report.finish(replace(pipeline.summarise([made], Plan(), report.add), gate=GATE))
    shown = out.getvalue()
    assert "ailed" in shown
    assert "1 known" in shown
    if name != "markdown":  # which lists new findings alone
        assert "accepted in" in shown
        assert "--max-major 0" in shown
    if name != "text":
        assert "<base>" not in shown
        assert "<b>are</b>" not in shown


def test_scores_that_are_better_when_lower_say_so() -> None:
    from hexapla.model import Score
    from hexapla.summary import Summary

    summary = Summary(1, {"mt": 1}, (Score("mqm-wmt", "mt", 1.5, (), (), "x"), Score("mqm", "mt", 90, (), (), "x")))
    for name, lower in (("text", "mqm-wmt ↓"), ("html", 'mqm-wmt <span class="arrow" title="lower is better">')):
        out = StringIO()
        report = registry.load("reports", name)(out, stage="check")
        report.add(comparison(["one"]))
        report.finish(summary)
        assert lower in out.getvalue()
        assert "mqm ↓" not in out.getvalue()
