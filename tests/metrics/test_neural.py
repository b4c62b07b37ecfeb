"""A neural metric with a real, tiny model made here: loading, running, signature. Needs torch and transformers."""

from __future__ import annotations

from pathlib import Path

import pytest

from hexapla.build import make_metric
from hexapla.errors import ConfigError, InputError
from hexapla.metrics import Metric

torch = pytest.importorskip("torch", reason="the extra `metricx` is not installed")
transformers = pytest.importorskip("transformers", reason="the extra `metricx` is not installed")

WORDS = "<pad> </s> <unk> candidate : reference source the court ruled on monday again".split()
SCORE_TOKEN = 250089


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An mT5 with 8 dimensions and one layer a side, and a tokenizer of a dozen words."""
    from tokenizers import Tokenizer, models, pre_tokenizers, processors

    place = tmp_path_factory.mktemp("model")
    words = Tokenizer(models.WordLevel({word: k for k, word in enumerate(WORDS)}, unk_token="<unk>"))
    words.pre_tokenizer = pre_tokenizers.Whitespace()
    words.post_processor = processors.TemplateProcessing(single="$A </s>", special_tokens=[("</s>", 1)])
    made = transformers.PreTrainedTokenizerFast(
        tokenizer_object=words, pad_token="<pad>", eos_token="</s>", unk_token="<unk>"
    )
    made.save_pretrained(place)
    torch.manual_seed(1)
    config = transformers.MT5Config(
        vocab_size=250112, d_model=8, d_kv=4, d_ff=16, num_layers=1, num_decoder_layers=1, num_heads=2
    )
    config.decoder_start_token_id = 0
    model = transformers.MT5ForConditionalGeneration(config)
    with torch.no_grad():
        model.lm_head.weight[SCORE_TOKEN] = torch.arange(8) * 3.0
    model.save_pretrained(place)
    return place


def metric(folder: Path, options: str = "") -> Metric:
    return make_metric(f"metricx:model={folder},device=cpu{options}", "en", 1)


def test_scores_are_the_models_own(folder: Path) -> None:
    made = metric(folder, ",batch=2")
    hypotheses = ["the court ruled", "again again again on monday", "court"]
    references = ["the court ruled on monday", "again", "the court"]
    rows = made.statistics(hypotheses, [[reference] for reference in references])
    words = transformers.AutoTokenizer.from_pretrained(folder)
    model = transformers.MT5ForConditionalGeneration.from_pretrained(folder).eval()
    for hypothesis, reference, (score, count) in zip(hypotheses, references, rows, strict=True):
        text = f"candidate: {hypothesis} reference: {reference}"
        ids = words(text, return_tensors="pt")["input_ids"][:, :-1]  # without the end token
        with torch.no_grad():
            logits = model(input_ids=ids, decoder_input_ids=torch.zeros((1, 1), dtype=torch.long)).logits
        assert score == pytest.approx(float(logits[0, 0, SCORE_TOKEN].clamp(0, 25)), abs=1e-4)
        assert count == 1
    assert made.score((sum(row[0] for row in rows), 3.0)) == pytest.approx(sum(row[0] for row in rows) / 3)


def test_the_signature_names_model_device_and_version(folder: Path) -> None:
    signature = metric(folder).signature
    assert f"model:{folder}" in signature
    assert "device:cpu" in signature
    assert f"transformers:{transformers.__version__}" in signature


def test_rows_that_are_too_long_are_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hexapla.metrics.metricx._LONGEST", 1)
    with pytest.raises(InputError, match="reads 1 tokens"):
        metric(folder).statistics(["the court ruled"], [["again"]])


def test_a_model_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be loaded"):
        metric(tmp_path / "none").statistics(["a"], [["b"]])
