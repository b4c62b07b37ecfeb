"""Every metric keeps the contract, and sacreBLEU's metrics give sacreBLEU's own numbers through its public API."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hexapla import registry
from hexapla.build import choose_metric, make_metric
from hexapla.errors import ConfigError, MissingExtra
from hexapla.metrics import Metric, total
from tests.metrics.engines import every_engine
from tests.metrics.random_pairs import pairs

NAMES = registry.names("metrics")
OPTIONS = [
    "bleu",
    "bleu:tokenize=13a,lowercase=true",
    "bleu:tokenize=intl",
    "bleu:tokenize=zh",
    "bleu:tokenize=char",
    "bleu:tokenize=none,max_ngram_order=2",
    "bleu:max_ngram_order=9,tokenize=char",
    "bleu:smooth_method=floor",
    "bleu:smooth_method=floor,smooth_value=0.25",
    "bleu:smooth_method=add-k,smooth_value=2",
    "bleu:smooth_method=none,effective_order=true",
    "chrf",
    "chrf:char_order=4,word_order=1",
    "chrf:char_order=0,word_order=3",
    "chrf:char_order=14,beta=3",
    "chrf:lowercase=true,whitespace=true,beta=1",
    "chrf:beta=0",
    "chrf++",
    "chrf++:eps_smoothing=true",
    "ter",
    "ter:normalized=true",
    "ter:normalized=true,asian_support=true",
    "ter:no_punct=true,asian_support=true,normalized=true,case_sensitive=true",
    "ter:no_punct=true",
    "ter:case_sensitive=true",
]


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    """sacreBLEU warns about sentence BLEU and about text that looks tokenized."""
    logging.disable(logging.WARNING)
    yield
    logging.disable(logging.NOTSET)


def sacre(spec: str, lang: str = "en", **options: Any) -> tuple[Any, Any]:
    """sacreBLEU's own objects for corpus and sentence scores."""
    from sacrebleu.metrics.bleu import BLEU
    from sacrebleu.metrics.chrf import CHRF
    from sacrebleu.metrics.ter import TER

    name = spec.partition(":")[0]
    _, given = choose_metric(spec)
    given.update(options)
    if name == "bleu":
        given.setdefault("tokenize", {"zh": "zh", "th": "char"}.get(lang, "13a"))
        return BLEU(**given), BLEU(**{**given, "effective_order": True})
    if name == "ter":
        return TER(**given), TER(**given)
    given.setdefault("word_order", {"chrf": 0, "chrf++": 2}[name])
    return CHRF(**given), CHRF(**given)


def made(spec: str, lang: str = "en", references: int = 1) -> Metric:
    metric, given = choose_metric(spec)
    return metric(lang, references, given)


def assert_equal(
    spec: str, hypotheses: Sequence[str], refs: Sequence[Sequence[str | None]], lang: str = "en", **sacre_options: Any
) -> None:
    """Whichever engine counts: corpus score, every row's score and statistics and the signature are sacreBLEU's."""
    whole, single = sacre(spec, lang, **sacre_options)
    streams = [list(stream) for stream in zip(*refs, strict=True)]
    given = [[ref for ref in row if ref is not None] for row in refs]
    numbers = {len(row) for row in given}
    wanted = whole._extract_corpus_statistics(hypotheses, streams)
    whole._extract_corpus_statistics = lambda *_: wanted  # counted once, TER takes its time
    score = whole.corpus_score(hypotheses, streams).score
    of_rows = [single.sentence_score(h, r).score for h, r in zip(hypotheses, given, strict=True)]
    for engine in every_engine():
        metric = made(spec, lang, next(iter(numbers)) if len(numbers) == 1 else -1)
        statistics = metric.statistics(hypotheses, given)
        assert metric.score(total(statistics)) == score, engine
        assert list(map(list, statistics)) == wanted, engine
        assert metric.signature == str(whole.get_signature())
        assert metric.row_scores(statistics) == of_rows, engine
        assert [metric.row_score(row) for row in statistics[:20]] == of_rows[:20], engine


@pytest.mark.parametrize("spec", OPTIONS)
def test_equal_to_sacrebleu(spec: str) -> None:
    assert_equal(spec, *pairs(hash_of(spec), 200))


@pytest.mark.parametrize("spec", ["bleu", "bleu:tokenize=intl", "chrf", "chrf++", "ter", "ter:normalized=true"])
@pytest.mark.parametrize("references", [2, 3])
def test_equal_with_several_references(spec: str, references: int) -> None:
    assert_equal(spec, *pairs(hash_of(spec) + references, 60, references))


@pytest.mark.parametrize(
    "spec", ["bleu", "bleu:tokenize=intl", "chrf", "chrf++:lowercase=true", "ter", "ter:no_punct=true"]
)
def test_equal_with_variable_numbers_of_references(spec: str) -> None:
    hypotheses, refs = pairs(hash_of(spec), 40, 3)
    some: list[list[str | None]] = [
        [r if at <= row % 3 else None for at, r in enumerate(rs)] for row, rs in enumerate(refs)
    ]
    assert_equal(spec, hypotheses, some)


@pytest.mark.parametrize("lang", ["zh", "th", "ar"])
@pytest.mark.parametrize("name", ["bleu", "chrf++", "ter"])
def test_equal_in_other_languages(name: str, lang: str) -> None:
    assert_equal(name, *pairs(hash_of(name, lang), 40), lang=lang)


@pytest.mark.parametrize("spec", ["bleu", "bleu:tokenize=intl", "bleu:tokenize=zh", "chrf++", "ter:normalized=true"])
@settings(max_examples=40, deadline=None)
@given(st.data())
def test_equal_on_any_text(spec: str, data: st.DataObject) -> None:
    text = st.text(alphabet=st.one_of(st.sampled_from(".,-1 a&;\n"), st.characters(exclude_categories=["Cs"])))
    rows = data.draw(st.lists(st.tuples(text, text), min_size=1, max_size=4))
    assert_equal(spec, [row[0] for row in rows], [[row[1]] for row in rows])


def test_long_segments_with_thousands_of_signs_are_equal() -> None:
    """More different signs than fit a key several times over, so that n-grams are ranked in stages."""
    signs = [chr(0x4E00 + (i * i * 7 + i // 3) % 5000) for i in range(4000)]
    text = "".join(signs)
    hypotheses = [text, text[:50], "", "法院"]
    refs = [[text[100:3000] + text[:90]], [text[10:60]], [text[:5]], ["法院" * 300]]
    for spec in ("chrf", "bleu:tokenize=char", "bleu:tokenize=zh,max_ngram_order=6"):
        assert_equal(spec, hypotheses, refs)


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("chrf:char_ordr=4", "char_order"),
        ("bleu:tokenize=intel", "'intl'"),
        ("ter:normalized=maybe", "true or false"),
        ("chrf:beta=-1", "whole number"),
        ("chrf:beta=two", "whole number"),
        ("bleu:smooth_value=inf", "number"),
        ("chrff:beta=1", "'chrf'"),
    ],
)
def test_a_wrong_option_is_named_with_what_would_do(spec: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        choose_metric(spec)


@pytest.mark.parametrize("spec", ["chrf:char_order=0", "bleu:max_ngram_order=0"])
def test_options_that_leave_nothing_to_count_are_refused(spec: str) -> None:
    with pytest.raises(ConfigError, match="0"):
        _ = made(spec).signature


@pytest.mark.parametrize("spec", OPTIONS)
def test_the_label_builds_the_same_metric_again(spec: str) -> None:
    metric = made(spec)
    again = made(metric.label)
    assert (again.label, again.signature) == (metric.label, metric.signature)


def installed(name: str) -> Metric:
    """The metric, or the test is skipped where something it needs is not installed."""
    try:
        metric = make_metric(name, "en", 1)
        _ = metric.signature
        metric.statistics([], [])
    except (MissingExtra, ConfigError) as error:
        pytest.skip(str(error))
    return metric


def hash_of(*parts: str) -> int:
    return sum(map(ord, "".join(parts)))


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=30, deadline=None)
@given(st.lists(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=60), min_size=1, max_size=4))
def test_a_text_scores_full_marks_against_itself(name: str, rows: list[str]) -> None:
    metric = installed(name)
    if not any(len(row.split()) >= 4 and sum(map(str.isalpha, row)) >= 8 for row in rows):
        rows = [*rows, "enough words to fill all orders of any metric"]
    statistics = metric.statistics(rows, [[row] for row in rows])
    assert metric.score(total(statistics)) == pytest.approx(metric.scale)


@pytest.mark.parametrize("name", NAMES)
def test_statistics_add_up(name: str) -> None:
    hypotheses, refs = pairs(7, 30)
    metric = installed(name)
    whole = metric.statistics(hypotheses, refs)
    parts = metric.statistics(hypotheses[:11], refs[:11]) + metric.statistics(hypotheses[11:], refs[11:])
    assert whole == parts
    assert len({len(row) for row in whole}) == 1
    assert metric.statistics([], []) == []
    lost = metric.losses(total(whole))
    assert not lost or sum(lost.values()) == pytest.approx(abs(metric.scale - metric.score(total(whole))))
    assert (metric.uncertainty(total(whole)) or 0.0) >= 0.0
