"""Reports for the places where findings are looked at: code scanning, build servers, merge requests."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from junitparser import JUnitXml
from sarif_pydantic import Sarif

from hexapla import pipeline, registry
from hexapla.api import passage
from hexapla.build import Plan
from hexapla.cli import main
from hexapla.model import Comparison, Condition, Span, Status, Verdict
from hexapla.reports._locations import locate, uri

HOSTILE = 'He said said "]]> & <script>alert(1)</script> | `x` ::error::%0A\x07 "'


def written(name: str, *comparisons: Comparison, gate: Verdict | None = None) -> str:
    out = io.StringIO()
    report = registry.load("reports", name)(out, stage="check")
    report.finish(replace(pipeline.summarise(iter(comparisons), Plan(), report.add), gate=gate))
    return out.getvalue()


@pytest.fixture
def checked() -> Comparison:
    """One hostile text, with a new, a known and an ignored finding."""
    lines = [HOSTILE, "It is is fine.", "They are are here.", "All is well."]
    (made,) = pipeline.check([passage(lines, lang="en")], Plan(rules=("W103",)))
    assert len(made.findings) == 3
    one, two, three = made.findings
    aside = (replace(two, status=Status.KNOWN, reason="baseline"), replace(three, status=Status.IGNORED, reason="note"))
    return replace(made, findings=(one, *aside))


def test_sarif_is_what_others_read(checked: Comparison) -> None:
    content = json.loads(written("sarif", checked))
    Sarif.model_validate(content)
    (run,) = content["runs"]
    assert run["columnKind"] == "unicodeCodePoints"
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == sorted(
        registry.load("rules", name).code for name in registry.names("rules")
    )
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
    states = [
        (result.get("baselineState"), [s["kind"] for s in result.get("suppressions", [])]) for result in run["results"]
    ]
    assert states == [("new", []), ("unchanged", []), ("new", ["inSource"])]
    assert run["invocations"][0]["executionSuccessful"] is True


def test_sarif_of_a_clean_run_declares_every_rule() -> None:
    clean = next(iter(pipeline.check([passage("All is well here.", lang="en")], Plan(rules=("W103",)))))
    (run,) = json.loads(written("sarif", clean))["runs"]
    assert run["results"] == []
    assert len(run["tool"]["driver"]["rules"]) == len(registry.names("rules"))


def test_fingerprints_keep_when_lines_move() -> None:
    def prints(*lines: str) -> list[str]:
        (made,) = pipeline.check([passage(list(lines), lang="en")], Plan(rules=("W103",)))
        (run,) = json.loads(written("sarif", made))["runs"]
        return [result["partialFingerprints"]["hexapla/v1"] for result in run["results"]]

    assert prints("It is is fine.", "They are are here.") == prints(
        "Well.", "It is is fine.", "Hm.", "They are are here."
    )
    twice = prints("It is is fine.", "It is is fine.")
    assert len(set(twice)) == 2


def test_junit_has_a_case_for_every_row(checked: Comparison) -> None:
    suites = JUnitXml.fromstring(written("junit", checked).encode())
    (suite,) = list(suites)
    cases = list(suite)
    assert (suites.tests, suites.failures, len(cases)) == (4, 1, 4)
    assert [len(case.result) for case in cases] == [1, 0, 0, 0]
    (failure,) = cases[0].result
    assert failure.type == "W103 duplicated-words"
    assert "<script>" not in written("junit", checked)
    assert "suggestion: said" in failure.text
    assert "known: " in cases[1].system_out


def test_workflow_commands_cannot_be_forged(checked: Comparison) -> None:
    lines = written("github", checked).splitlines()
    assert len(lines) == 2
    assert lines[0].startswith("::warning title=W103 duplicated-words::")
    evil = replace(checked.findings[0], message="one\n::error::two, 100%")
    shown = written("github", replace(checked, findings=(evil,)))
    assert shown.splitlines()[0].endswith("::one%0A::error::two, 100%25: said said")


def test_gitlab_fingerprints_are_unique() -> None:
    (made,) = pipeline.check([passage(["It is is fine."] * 3, lang="en")], Plan(rules=("W103",)))
    issues = json.loads(written("gitlab", made))
    assert len({issue["fingerprint"] for issue in issues}) == 3
    assert {issue["severity"] for issue in issues} == {"minor"}
    assert [issue["location"]["lines"]["begin"] for issue in issues] == [1, 2, 3]


def test_markdown_takes_nothing_for_markup(checked: Comparison) -> None:
    evil = replace(checked.findings[0], message="<img src=x> | [a](b) `c`\nd")
    gate = Verdict((Condition("--max-minor 0", False, "1 finding is minor or worse, 0 are allowed"),))
    shown = written("markdown", replace(checked, findings=(evil,)), gate=gate)
    assert "**Failed.** 1 new findings (1 minor)" in shown
    assert "&lt;img src=x\\> \\| \\[a\\]\\(b\\) \\`c\\` d" in shown
    table = [line for line in shown.splitlines() if line.startswith("| minor")]
    assert [len(re.findall(r"(?<!\\)\|", line)) for line in table] == [7]


def test_places_count_code_points_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a b.txt"
    path.write_text("First 😀 line.\nNext 😀😀 it is is fine.\n", encoding="utf-8")
    out = tmp_path / "o.sarif"
    result = CliRunner().invoke(main, ["check", str(path), "--lang", "en", "-o", str(out), "--rule", "W103", "-q"])
    assert result.exit_code == 0, result.output
    (run,) = json.loads(out.read_text("utf-8"))["runs"]
    place = run["results"][0]["locations"][0]["physicalLocation"]
    assert place["region"] == {"startLine": 2, "startColumn": 12, "endLine": 2, "endColumn": 17}
    assert place["artifactLocation"]["uri"] == uri(str(path))
    assert "%20" in uri(str(path))


def test_places_in_tables_are_their_lines(tmp_path: Path) -> None:
    path = tmp_path / "a.tsv"
    path.write_text("mt\tid\nfine\ta\nit is is\tb\n", encoding="utf-8")
    out = tmp_path / "o.json"
    CliRunner().invoke(main, ["check", str(path), "--lang", "en", "-f", "gitlab", "-o", str(out), "-q"])
    assert [issue["location"]["lines"]["begin"] for issue in json.loads(out.read_text("utf-8"))] == [3]


def test_an_empty_span_has_a_place() -> None:
    text = passage("ab\ncd", lang="en").column("mt")
    place = locate(text, Span(5, 5))
    assert (place.line, place.column, place.end_line, place.end_column) == (2, 3, 2, 3)
