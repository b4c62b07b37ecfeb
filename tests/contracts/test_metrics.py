"""Every metric keeps the contract, and sacreBLEU's metrics give sacreBLEU's own numbers through its public API."""

from __future__ import annotations

import random
import warnings
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hexapla import registry
from hexapla.metrics import Metric
from hexapla.pipeline import total

NAMES = registry.names("metrics")
WORDS = "the a council of Europe 3.5 % said , . “ ” Brasil независимо 决定 宣布 قرر court's well-known it e\u0301 😀".split()


def corpus(seed: int, rows: int, references: int) -> tuple[list[str], list[list[str]]]:
    rng = random.Random(seed)

    def line() -> str:
        return " ".join(rng.choices(WORDS, k=rng.randint(0, 14)))

    hypotheses = [line() for _ in range(rows)]
    refs = []
    for hypothesis in hypotheses:
        words = hypothesis.split()
        rng.shuffle(words)
        refs.append([" ".join(words[: rng.randint(0, 14)]) if i == 0 else line() for i in range(references)])
    return hypotheses, refs


def sacre(name: str, lang: str) -> tuple[Any, Any]:
    """sacreBLEU's own objects for corpus and sentence scores."""
    from sacrebleu.metrics.bleu import BLEU
    from sacrebleu.metrics.chrf import CHRF
    from sacrebleu.metrics.ter import TER

    if name == "bleu":
        tokenizer = {"zh": "zh", "th": "char"}.get(lang, "13a")
        return BLEU(tokenize=tokenizer), BLEU(tokenize=tokenizer, effective_order=True)
    if name == "ter":
        return TER(), TER()
    order = {"chrf": 0, "chrf++": 2}[name]
    return CHRF(word_order=order), CHRF(word_order=order)


def scored(metric: Metric, hypotheses: Sequence[str], references: Sequence[Sequence[str]]) -> tuple[float, list[float]]:
    statistics = metric.statistics(hypotheses, references)
    return metric.score(total(statistics)), [metric.row_score(row) for row in statistics]


@pytest.mark.parametrize("name", ["bleu", "chrf", "chrf++", "ter"])
@pytest.mark.parametrize("lang", ["en", "zh", "th", "ar"])
@pytest.mark.parametrize("references", [1, 3])
def test_equal_to_sacrebleu(name: str, lang: str, references: int) -> None:
    hypotheses, refs = corpus(hash_of(name, lang), 40, references)
    whole, single = sacre(name, lang)
    value, rows = scored(registry.load("metrics", name)(lang, references), hypotheses, refs)
    streams = [[row[i] for row in refs] for i in range(references)]
    assert value == whole.corpus_score(hypotheses, streams).score
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expected = [single.sentence_score(h, r).score for h, r in zip(hypotheses, refs, strict=True)]
    assert rows == expected
    metric = registry.load("metrics", name)(lang, references)
    assert metric.signature == str(whole.get_signature())


def hash_of(*parts: str) -> int:
    return sum(map(ord, "".join(parts)))


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=30, deadline=None)
@given(st.lists(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=60), min_size=1, max_size=4))
def test_a_text_scores_full_marks_against_itself(name: str, rows: list[str]) -> None:
    metric = registry.load("metrics", name)("en", 1)
    if not any(len(row.split()) >= 4 and sum(map(str.isalpha, row)) >= 8 for row in rows):
        rows = [*rows, "enough words to fill all orders of any metric"]
    statistics = metric.statistics(rows, [[row] for row in rows])
    assert metric.score(total(statistics)) == pytest.approx(metric.scale)


@pytest.mark.parametrize("name", NAMES)
def test_statistics_add_up(name: str) -> None:
    hypotheses, refs = corpus(7, 30, 1)
    metric = registry.load("metrics", name)("en", 1)
    whole = metric.statistics(hypotheses, refs)
    parts = metric.statistics(hypotheses[:11], refs[:11]) + metric.statistics(hypotheses[11:], refs[11:])
    assert whole == parts
    assert len({len(row) for row in whole}) == 1
