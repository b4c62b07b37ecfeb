"""How findings and metrics are held against human error marks, on records made by hand."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "scripts"))
import human_marks  # type: ignore[import-not-found]  # a script's module

TEXT = "The ministers metin Geneva and did not agree."


def record(system: str, errors: list[dict[str, Any]], mqm: float = 0.0, seg: int = 1) -> dict[str, Any]:
    return {
        "id": f"{seg}.{system}",
        "set": "made",
        "lp": "de-en",
        "doc": "d",
        "seg": seg,
        "system": system,
        "source": "Die Minister trafen sich in Genf und einigten sich nicht.",
        "reference": "The ministers met in Geneva and did not agree.",
        "hyp": TEXT,
        "mqm": mqm,
        "errors": errors,
    }


def mark(start: int, end: int, severity: str = "minor") -> dict[str, Any]:
    return {"category": "Fluency/Spelling", "severity": severity, "start": start, "end": end}


def test_characters_marks_and_clean_outputs_are_counted() -> None:
    given = [record("a", [mark(14, 19), mark(31, 38, "major")]), record("b", []), record("c", [])]
    found = {
        "1.a": [{"start": 14, "end": 17}, {"start": 0, "end": 3}],
        "1.b": [{"start": 4, "end": 13}],
        "1.c": [],
    }
    of = human_marks.judge_spans(given, found, ("minor", "major"))
    assert of["precision"] == pytest.approx(3 / 15)
    assert of["recall"] == pytest.approx(3 / 12)
    assert of["f1"] == pytest.approx(2 * 3 / 27)
    assert (of["marks touched"], of["findings on a mark"]) == (0.5, pytest.approx(1 / 3))
    assert (of["clean outputs"], of["clean outputs with a finding"]) == (2, 0.5)
    assert human_marks.judge_spans(given, found, ("major",))["marks touched"] == 0
    assert human_marks.by_category(given, found) == {"Fluency/Spelling": (2, 1)}


def test_missing_words_touch_the_mark_they_stand_at() -> None:
    given = [record("a", [mark(10, 20)])]
    for place, touched in ((10, 1.0), (20, 1.0), (9, 0.0), (21, 0.0)):
        found = {"1.a": [{"start": place, "end": place}]}
        assert human_marks.judge_spans(given, found, ("minor",))["marks touched"] == touched


def test_findings_come_from_the_public_pipeline() -> None:
    (flag,) = human_marks.findings([record("a", [])])["1.a"]
    assert flag["rule"] == "merged-words"
    assert TEXT[flag["start"] : flag["end"]] == "metin"
    assert flag["severity"] in human_marks.POINTS


def test_ties_are_calibrated_on_the_other_half() -> None:
    names = [f"segment {k}" for k in range(40)]
    # People see no difference below 1, and the metric is right: differences below 0.5 mean nothing.
    pairs = [(name, 0.0, 0.3) for name in names] + [(name, 2.0, 0.9) for name in names]
    pairs += [(name, -2.0, -0.8) for name in names] + [(name, 1.0, -0.7) for name in names]
    calibrated, plain = human_marks.tied_accuracy(pairs)
    assert calibrated == pytest.approx(3 / 4)
    assert plain == pytest.approx(2 / 3)
    nothing_tied = human_marks.tied_accuracy([(name, 1.0, 0.1) for name in names])
    assert nothing_tied == (1.0, 1.0)
    assert human_marks.tied_accuracy([(name, 0.0, 0.1) for name in names])[0] == 1.0


def test_soft_pairwise_accuracy_is_one_for_the_human_scores_and_low_for_their_opposite() -> None:
    dice = np.random.default_rng(3)
    human = dice.normal(size=(80, 3)) + np.array([0.0, 1.0, 2.0])
    assert human_marks.soft_accuracy(human, human * 7) == 1.0
    assert human_marks.soft_accuracy(human, -human) < 0.05
    unsure = human_marks.soft_accuracy(human, dice.normal(size=(80, 3)))
    assert 0.2 < unsure < 0.8


def test_a_perfect_metric_agrees_with_people() -> None:
    given = [record(system, [], -float(number), seg) for seg in range(9) for number, system in enumerate("abc")]
    figures = human_marks.judge_metric(given, {r["id"]: r["mqm"] * 3 for r in given})
    assert figures["accuracy"] == figures["accuracy, ties calibrated"] == figures["soft accuracy"] == 1.0
    assert figures["pairs"] == 27


def test_tables_of_ratings_are_read_with_all_raters(tmp_path: Path) -> None:
    path = tmp_path / "ratings.tsv"
    head = "system\tdoc\tdocSegId\trater\tsource\ttarget\tcategory\tseverity\n"
    rows = [
        "a\td\t1\tr1\tQ\tOne <v>bad</v> word\tFluency/Grammar\tMajor\n",
        "a\td\t1\tr1\tQ\t<v>One</v> bad word\tStyle/Awkward\tMinor\n",
        "a\td\t1\tr2\tQ\tOne bad word\tNo-error\tNo-error\n",
        "b\td\t1\tr1\tQ\tOne good word\tNo-error\tno-error\n",
    ]
    path.write_text(head + "".join(rows), encoding="utf-8")
    one, other = human_marks.records(str(path))
    assert (one["hyp"], one["mqm"], other["mqm"]) == ("One bad word", -3.0, 0.0)
    assert [(e["start"], e["end"], e["severity"]) for e in one["errors"]] == [(4, 7, "major"), (0, 3, "minor")]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("system\tdoc\tsource\ttarget\tcategory\n", ":1: this is no table of ratings: its header lacks severity"),
        ("system\tdoc\tsource\ttarget\tcategory\tseverity\n", "lacks docSegId"),
        ("system\tdoc\tdocSegId\tsource\ttarget\tcategory\tseverity\na\tb\n", ":2: this line has 2 fields"),
    ],
)
def test_what_is_no_table_of_ratings_is_said(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "ratings.tsv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SystemExit, match=says):
        human_marks.records(str(path))
