"""What findings and edits cost, held against scoring the mended texts from scratch."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

import hexapla
from hexapla.alignment.rows import hypotheses
from hexapla.analysis.impact import KINDS, Impact, mended, without
from hexapla.build import Plan, make_metric
from hexapla.cli import main
from hexapla.metrics import Metric, total
from hexapla.model import Comparison
from hexapla.pair import Pair

METRICS = ("bleu", "chrf++", "ter", "cer")
MT = [
    "The HumanRights Court ruled on 17 May that the law was not valid.",
    "In 2019 the ministers of of both countries met in the capital again.",
    "On Monday morning the vote was held in Geneva.",
]
REF = [
    "The Human Rights Court ruled on 3 May that the law was not valid.",
    "In 2019 the ministers of both countries met again in the capital.",
    "The vote was held in Geneva on Monday morning.",
]


@pytest.fixture(scope="module")
def compared() -> Comparison:
    return hexapla.compare(MT, REF, lang="en", paired=True, plan=Plan(metrics=METRICS))


def rows(comparison: Comparison) -> list[Pair]:
    ((_, pairs),) = hypotheses(comparison)
    return pairs


def from_scratch(metric: Metric, lines: list[str]) -> float:
    return metric.score(total(metric.statistics(lines, [[line] for line in REF])))


def test_findings_are_mended_by_their_changes(compared: Comparison) -> None:
    by_rule = {finding.rule: finding for finding in compared.findings}
    pairs = rows(compared)
    assert mended(pairs[0], [by_rule["merged-words"]]) == MT[0].replace("HumanRights", "Human Rights")
    assert mended(pairs[1], [by_rule["duplicated-words"]]) == MT[1].replace("of of", "of")


@pytest.mark.parametrize("name", METRICS)
def test_a_cost_is_what_scoring_the_mended_text_gains(compared: Comparison, name: str) -> None:
    metric = make_metric(name, "en", 1)
    pairs = rows(compared)
    (score,) = (score for score in compared.scores if score.metric == name)
    impact = Impact()
    costs = impact.costs(metric, "mt", pairs, compared.findings, score.statistics)
    sign = 1 if metric.higher_is_better else -1
    assert len(costs) == len(compared.findings) > 1
    for finding, cost in zip(compared.findings, costs, strict=True):
        lines = list(MT)
        lines[finding.row] = mended(pairs[finding.row], [finding])
        assert cost.text == pytest.approx(sign * (from_scratch(metric, lines) - score.value))
        assert cost.text > 0
    by_rule = {cost.name: cost.points for cost in impact.totals() if cost.kind == "rule"}
    assert set(by_rule) == {finding.rule for finding in compared.findings}


@pytest.mark.parametrize("name", METRICS)
def test_kinds_of_edits_add_up_to_what_is_missing(compared: Comparison, name: str) -> None:
    metric = make_metric(name, "en", 1)
    (score,) = (score for score in compared.scores if score.metric == name)
    impact = Impact()
    impact.costs(metric, "mt", rows(compared), compared.findings, score.statistics)
    parts = {cost.name: cost.points for cost in impact.totals() if cost.kind == "edit"}
    assert tuple(parts) == KINDS
    assert sum(parts.values()) == pytest.approx(abs(metric.scale - score.value))
    assert parts["merge"] > 0
    assert parts["move"] > 0


@pytest.mark.parametrize("name", METRICS)
def test_buckets_add_up_to_what_is_missing(compared: Comparison, name: str) -> None:
    metric = make_metric(name, "en", 1)
    (score,) = (score for score in compared.scores if score.metric == name)
    impact = Impact(("length", "number"))
    impact.costs(metric, "mt", rows(compared), compared.findings, score.statistics)
    parts = {cost.name: cost.points for cost in impact.totals() if cost.kind == "bucket"}
    assert list(parts) == ["length: 0-9 words", "length: 10-19 words", "number: no number", "number: number"]
    for by in ("length", "number"):
        points = [value for bucket, value in parts.items() if bucket.startswith(f"{by}: ")]
        assert sum(points) == pytest.approx(abs(metric.scale - score.value))
        assert all(value > 0 for value in points)


def test_a_lone_bucket_holds_all_that_is_missing_over_several_texts(compared: Comparison) -> None:
    metric = make_metric("chrf++", "en", 1)
    (score,) = (score for score in compared.scores if score.metric == "chrf++")
    impact = Impact(("document",))
    for document in ("a", "b"):
        impact.costs(metric, "mt", rows(compared), compared.findings, score.statistics, document)
    parts = {cost.name: cost.points for cost in impact.totals() if cost.kind == "bucket"}
    assert list(parts) == ["document: a", "document: b"]
    assert parts["document: a"] == pytest.approx(parts["document: b"], rel=0.05)
    assert sum(parts.values()) == pytest.approx(100 - score.value)


def test_a_text_with_every_edit_mended_is_the_reference(compared: Comparison) -> None:
    for pair, line, reference in zip(rows(compared), MT, REF, strict=True):
        assert without(pair, frozenset()) == line
        assert without(pair, frozenset(KINDS)) == reference
        assert without(pair, frozenset(KINDS[:-1])).casefold().split() == reference.casefold().split()


def test_the_command_shows_costs_in_text_html_and_json(tmp_path: Path) -> None:
    mt, ref = tmp_path / "mt.txt", tmp_path / "ref.txt"
    mt.write_text("\n".join(MT) + "\n", encoding="utf-8")
    ref.write_text("\n".join(REF) + "\n", encoding="utf-8")
    asked = ["compare", str(mt), str(ref), "--lines", "--lang", "en", "-m", "chrf++", "--impact"]
    shown = CliRunner().invoke(main, asked)
    assert shown.exit_code == 0, shown.output
    assert "Points lost by rule" in shown.output
    assert "chrf++ in its row" in shown.output
    made = json.loads(CliRunner().invoke(main, [*asked, "-f", "json", "-q"]).stdout)
    findings = [finding for document in made["documents"] for finding in document["findings"]]
    assert all(finding["costs"][0]["metric"] == "chrf++" for finding in findings)
    assert {cost["kind"] for cost in made["summary"]["costs"]} == {"rule", "edit", "bucket"}
    page = CliRunner().invoke(main, [*asked, "-f", "html", "-q"]).stdout
    assert "Missing points by kind of edit" in page
    by_question = CliRunner().invoke(main, [*asked, "--impact-by", "question"]).output
    assert "question: statement" in by_question
    assert "length: " not in by_question
    alone = CliRunner().invoke(main, [*asked[:-1], "--impact-by", "question"])
    assert alone.exit_code == 2
    assert "--impact" in alone.output
    lines = CliRunner().invoke(main, [*asked, "-f", "jsonl", "-q"]).stdout.splitlines()
    from hexapla import interchange

    held = [json.loads(line) for line in lines]
    (comparison,) = (interchange.load(line) for line in held if "texts" in line)
    assert comparison.findings[0].costs[0].metric == "chrf++"
    assert io.StringIO(json.dumps(interchange.dump(comparison))).read().count('"costs"') == len(comparison.findings)
