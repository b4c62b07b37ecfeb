"""BERTScore with a real, tiny model made here; needs the extra ``bertscore``."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from hexapla.build import make_metric
from hexapla.errors import ConfigError
from tests.metrics.tiny_models import tiny_bert

bert_score: Any = pytest.importorskip("bert_score", reason="the extra `bertscore` is not installed")

HYPOTHESES = ["the court ruled", "again on monday", "the court"]
REFERENCES = ["the court ruled on monday", "on monday again", "the court"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_bert(tmp_path_factory.mktemp("bert"))


def test_scores_are_the_packages_own(folder: Path) -> None:
    made = make_metric(f"bertscore:model={folder},layer=2,device=cpu,batch=2", "en", 1)
    rows = made.statistics(HYPOTHESES, [[reference] for reference in REFERENCES])
    *_, wanted = bert_score.score(HYPOTHESES, REFERENCES, model_type=str(folder), num_layers=2, device="cpu")
    assert [row[0] for row in rows] == pytest.approx([100 * float(value) for value in wanted], abs=1e-3)
    assert rows[2][0] == pytest.approx(100, abs=1e-3)
    assert rows[0][0] < 99.99
    assert made.score((sum(row[0] for row in rows), 3.0)) == pytest.approx(sum(row[0] for row in rows) / 3)
    assert made.signature.endswith(f"model:{folder}|device:cpu|bert-score:{version('bert-score')}|layer:2")


def test_the_best_of_several_references_counts(folder: Path) -> None:
    made = make_metric(f"bertscore:model={folder},layer=2,device=cpu", "en", 2)
    ((score, _),) = made.statistics(["the court"], [["again on monday", "the court"]])
    assert score == pytest.approx(100, abs=1e-3)


def test_a_model_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be loaded"):
        make_metric(f"bertscore:model={tmp_path / 'none'},layer=2", "en", 1).statistics(["a"], [["b"]])
