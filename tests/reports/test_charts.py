"""Charts: bars as long as their numbers, axes that hold all of them, labels that are safe."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from hexapla.model import Severity
from hexapla.reports._html import charts

SVG = "{http://www.w3.org/2000/svg}"


def read(drawing: str) -> ElementTree.Element:
    return ElementTree.fromstring(str(drawing).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))


def test_bins_hold_every_value_once() -> None:
    assert charts.count_bins([0, 9.99, 10, 55, 100, 140, -3], 0, 100) == [3, 1, 0, 0, 0, 1, 0, 0, 0, 2]
    assert charts.count_bins([float("nan")], 0, 100) == [0] * 10


@pytest.mark.parametrize(("top", "wanted"), [(1, 1), (3, 1), (8, 2), (19, 5), (60, 20), (1000, 500), (0.4, 1)])
def test_steps_are_round(top: float, wanted: float) -> None:
    assert charts.step(top) == wanted


def test_bars_of_a_histogram_are_as_tall_as_their_counts() -> None:
    drawing = read(charts.histograms({"mt": [5, 15, 15, 15, 95]}, "chrF++"))
    bars = {bar.find(f"{SVG}title").text: float(bar.get("height", "")) for bar in drawing.iter(f"{SVG}rect")}  # type: ignore[union-attr]
    assert set(bars) == {"chrF++ 0 to 10: 1 row", "chrF++ 10 to 20: 3 rows", "chrF++ 90 to 100: 1 row"}
    assert bars["chrF++ 10 to 20: 3 rows"] == pytest.approx(3 * bars["chrF++ 0 to 10: 1 row"], abs=0.2)
    words = [text.text for text in drawing.iter(f"{SVG}text")]
    assert "chrF++ of a row" in words
    assert "rows" in words
    assert "100" in words


def test_scores_over_the_scale_are_said() -> None:
    drawing = charts.histograms({"mt": [20, 180]}, "TER")
    assert "TER 90 or more: 1 row" in drawing
    assert "100+" in drawing


def test_systems_share_one_scale() -> None:
    drawing = read(charts.histograms({"A": [5] * 8, "B": [5] * 2}, "chrF++"))
    tall = [float(bar.get("height", "")) for bar in drawing.iter(f"{SVG}rect")]
    assert tall[0] == pytest.approx(4 * tall[1], rel=0.02)


def test_bars_of_rules_add_up() -> None:
    counts = {"a": {Severity.MAJOR: 2, Severity.MINOR: 1}, "b": {Severity.CRITICAL: 1}}
    drawing = read(charts.findings_by_rule(counts))
    titles = [bar.find(f"{SVG}title").text for bar in drawing.iter(f"{SVG}rect")]  # type: ignore[union-attr]
    assert titles == ["a: 2 major", "a: 1 minor", "b: 1 critical"]
    wide = [float(bar.get("width", "")) + 1 for bar in drawing.iter(f"{SVG}rect")]  # a gap of 1 sets neighbours apart
    assert wide[0] == pytest.approx(2 * wide[1], abs=0.2)
    assert wide[1] == pytest.approx(wide[2], abs=0.2)


def test_rare_rules_share_a_bar() -> None:
    counts = {f"rule-{i}": {Severity.MINOR: 20 - i} for i in range(15)}
    drawing = charts.findings_by_rule(counts, most=5)
    assert "11 other rules" in drawing
    assert f"11 other rules: {sum(20 - i for i in range(4, 15))} minor" in drawing


def test_the_worst_documents_come_first() -> None:
    scores = {f"d{i}": {"mt": float(i)} for i in range(40)}
    named = re.findall(r"<title>(d\d+)</title>", charts.scores_by_document(scores, "chrF++", most=3))
    assert named == ["d0", "d1", "d2"]
    named = re.findall(
        r"<title>(d\d+)</title>", charts.scores_by_document(scores, "TER", higher_is_better=False, most=3)
    )
    assert named == ["d39", "d38", "d37"]


def test_names_are_escaped_and_shortened() -> None:
    drawing = charts.scores_by_document({"<b>&" * 20: {"<i>": 3.0, "x": 4.0}}, "<u>")
    read(drawing)
    assert "<b>" not in drawing
    assert "<i>" not in drawing
    assert "…" in drawing
    assert charts.shortened("中" * 30).count("中") == 9
