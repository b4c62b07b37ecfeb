"""COMET and xCOMET with real, tiny models made here; needs the extra ``comet``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from hexapla.build import make_metric
from hexapla.errors import ConfigError
from tests.metrics.tiny_models import tiny_bert

comet: Any = pytest.importorskip("comet", reason="the extra `comet` is not installed")

SOURCES = ["das gericht entschied", "am montag", "das gericht"]
HYPOTHESES = ["the court ruled", "again on monday", "the court"]
REFERENCES = ["the court ruled on monday", "on monday", "the court"]


def checkpoint(folder: Path, kind: str, **given: Any) -> Path:
    """An untrained model of COMET's over a tiny encoder, saved as a checkpoint with its parameters beside it."""
    import torch
    from comet.models import str2model

    encoder = tiny_bert(folder / "encoder")
    torch.manual_seed(5)
    common = {"encoder_model": "BERT", "pretrained_model": str(encoder), "hidden_sizes": [8], **given}
    model = str2model[kind](**common).eval()
    place = folder / "checkpoints" / "model.ckpt"
    place.parent.mkdir()
    (folder / "hparams.yaml").write_text(f"class_identifier: {kind}\n", encoding="utf-8")
    saved = {"state_dict": model.state_dict(), "hyper_parameters": common, "loops": None}
    torch.save({**saved, "pytorch-lightning_version": "2.0.0", "epoch": 0, "global_step": 0}, place)
    return place


@pytest.fixture(scope="module")
def regression(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return checkpoint(tmp_path_factory.mktemp("comet"), "regression_metric")


def own_scores(place: Path) -> list[float]:
    """What the package itself makes of the rows."""
    model = comet.load_from_checkpoint(str(place)).eval()
    given = [
        {"src": source, "mt": hypothesis, "ref": reference}
        for source, hypothesis, reference in zip(SOURCES, HYPOTHESES, REFERENCES, strict=True)
    ]
    return [float(score) for score in model.predict(given, gpus=0, progress_bar=False, num_workers=0).scores]


def test_scores_are_the_packages_own(regression: Path) -> None:
    made: Any = make_metric(f"comet:model={regression},device=cpu,batch=2", "en", 1, "de")
    rows = made.statistics(HYPOTHESES, [[reference] for reference in REFERENCES], SOURCES)
    wanted = own_scores(regression)
    assert [row[0] for row in rows] == pytest.approx(wanted, abs=1e-5)
    assert len({round(row[0], 6) for row in rows}) == 3
    assert f"model:{regression}" in made.signature
    assert "src:yes" in made.signature


def test_an_xcomet_model_is_read_too(tmp_path: Path) -> None:
    place = checkpoint(tmp_path, "xcomet_metric", word_layer=2)
    made: Any = make_metric(f"xcomet:model={place},device=cpu", "en", 1, "de")
    rows = made.statistics(HYPOTHESES, [[reference] for reference in REFERENCES], SOURCES)
    assert [row[0] for row in rows] == pytest.approx(own_scores(place), abs=1e-5)
    assert [row[1] for row in rows] == [1.0] * 3


def test_the_source_is_asked_for(regression: Path) -> None:
    with pytest.raises(ConfigError, match="give it with --source"):
        make_metric(f"comet:model={regression},device=cpu", "en", 1).statistics(["the court"], [["the court"]])


def test_a_model_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    made: Any = make_metric(f"comet:model={tmp_path / 'none.ckpt'},device=cpu", "en", 1, "de")
    with pytest.raises(ConfigError, match="cannot be loaded"):
        made.statistics(["a"], [["b"]], ["c"])
