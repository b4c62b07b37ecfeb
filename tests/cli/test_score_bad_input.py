"""What scoring does with texts and metrics that are not as they should be."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF
from sacrebleu.metrics.ter import TER

from hexapla.cli import main
from hexapla.metrics.chrf import Chrf


def lines(folder: Path, name: str, content: Sequence[str]) -> str:
    path = folder / name
    path.write_text("".join(f"{line}\n" for line in content), encoding="utf-8")
    return str(path)


def score(*options: str) -> Result:
    return CliRunner().invoke(main, ["score", "--lines", "--lang", "en", "--match", "rows", "-q", *options])


REFERENCE = ["The court met on Monday.", "Two cases were heard.", "A ruling is expected."]


@pytest.mark.parametrize(
    ("translation", "references"),
    [
        (["The court met.", "", "A ruling is awaited."], [REFERENCE]),
        (["The court met.", "Two cases.", "A ruling."], [["The court met on Monday.", "", "A ruling is expected."]]),
        (["", "Two cases.", ""], [REFERENCE, ["", "Two cases.", "A judgment."]]),
    ],
    ids=["empty translation", "empty reference", "several references"],
)
def test_empty_lines_are_rows(tmp_path: Path, translation: list[str], references: list[list[str]]) -> None:
    given = [part for at, ref in enumerate(references) for part in ("--ref", lines(tmp_path, f"r{at}.txt", ref))]
    result = score(lines(tmp_path, "mt.txt", translation), *given, "-f", "json")
    assert result.exit_code == 0, result.output
    report = json.loads(result.stdout)
    found = {s["metric"]: (s["value"], s["signature"]) for s in report["summary"]["scores"]}
    for name, theirs in {"bleu": BLEU(), "chrf": CHRF(), "chrf++": CHRF(word_order=2), "ter": TER()}.items():
        assert found[name] == (theirs.corpus_score(translation, references).score, str(theirs.get_signature()))
    assert {len(s["rows"]) for s in report["documents"][0]["scores"]} == {3}


def test_a_name_or_metric_given_twice(tmp_path: Path) -> None:
    mt, ref = lines(tmp_path, "mt.txt", REFERENCE), lines(tmp_path, "ref.txt", REFERENCE)
    twice = score("--system", f"A={mt}", "--system", f"A={mt}", "--ref", ref)
    assert twice.exit_code == 2
    assert "'A' is given twice" in twice.stderr
    unknown = score(mt, ref, "-m", "chrf+")
    assert unknown.exit_code == 2
    assert "'chrf++'" in unknown.stderr or "'chrf'" in unknown.stderr


@pytest.mark.parametrize("odd", [math.nan, math.inf])
def test_a_metric_that_gives_no_number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, odd: float) -> None:
    mt, ref = lines(tmp_path, "mt.txt", REFERENCE), lines(tmp_path, "ref.txt", REFERENCE)
    real = Chrf.row_scores
    monkeypatch.setattr(Chrf, "row_scores", lambda self, rows: [*real(self, rows)[:-1], odd])
    result = score(mt, ref, "-m", "chrf", "-f", "json", "-o", str(tmp_path / "out.json"))
    assert result.exit_code == 2
    assert f"metric chrf failed: ValueError: the score of row 3 of mt is {odd}, not a number" in result.stderr
    assert not (tmp_path / "out.json").exists()
    kept = score(mt, ref, "-m", "chrf", "-m", "ter", "-f", "json", "--keep-going")
    assert kept.exit_code == 0, kept.output
    report = json.loads(kept.stdout)
    assert [found["metric"] for found in report["summary"]["scores"]] == ["ter"]
    assert "not a number" in report["documents"][0]["runs"][-1]["skipped"]["chrf"]


def test_a_single_segment_has_no_spread(tmp_path: Path) -> None:
    mt, ref = lines(tmp_path, "mt.txt", ["The court met."]), lines(tmp_path, "ref.txt", REFERENCE[:1])
    result = score(mt, ref, "-m", "chrf", "-m", "bleu", "--confidence", "-f", "json")
    assert result.exit_code == 0, result.output
    for estimate in json.loads(result.stdout)["summary"]["certainty"]["estimates"]:
        assert estimate["mean"] == pytest.approx(estimate["score"], rel=1e-6)
        assert estimate["interval"] == 0
    alone = score(mt, ref, "-m", "chrf", "--paired-bs")
    assert alone.exit_code == 2
    assert "--paired-bs compares systems; there is only mt" in alone.stderr
    assert "Paired" not in alone.stdout


def test_five_hundred_systems(tmp_path: Path) -> None:
    ref = lines(tmp_path, "ref.txt", REFERENCE * 4)
    given: list[str] = []
    for number in range(500):
        words = [line.split() for line in REFERENCE * 4]
        words[number % 12][0] = f"w{number // 12}"
        given += ["--system", f"s{number}={lines(tmp_path, f's{number}.txt', [' '.join(w) for w in words])}"]
    result = score(*given, "--ref", ref, "-m", "chrf", "--paired-bs", "--trials", "50", "-f", "json")
    assert result.exit_code == 0, result.output
    found: list[dict[str, Any]] = json.loads(result.stdout)["summary"]["certainty"]["estimates"]
    assert len(found) == 500
    assert all(e["adjusted"] >= e["p_value"] for e in found[1:])
