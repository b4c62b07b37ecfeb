"""Every plug-in of every folder keeps its folder's contract."""

from __future__ import annotations

import inspect
import io
import re

import pytest

import hexapla
from hexapla import pipeline, registry
from hexapla.build import Plan, all_rules
from hexapla.catalogue import described, first_line
from hexapla.engines import Engine
from hexapla.errors import ConfigError, PluginError
from hexapla.languages import LanguageData
from hexapla.model import Comparison, Span
from hexapla.segmenters import Segmenter
from hexapla.summary import Summary

TEXTS = {
    "en": "Dr. Smith arrived at 3.5 p.m. “Is it late?” he asked. It was… fine!\n\nNew paragraph, no stop",
    "zh": "他说：“我们走吧。”然后离开了。今天天气很好！\n第二段",
    "ar": "قال الوزير: «نعم». ثم غادر القاعة. هل عاد؟\nفقرة ثانية",
    "ja": "「行く。」と彼は言った。今日は晴れです！",
    "th": "วันนี้อากาศดี เราไปกันเถอะ\nย่อหน้าใหม่",
    "und": "😀😀 …\r\n\r\n\t  ?\u2028!\u0301",
    "en-GB": "",
}


@pytest.mark.parametrize("kind", sorted(registry.KINDS))
def test_plugins_load_by_name_and_say_what_they_are(kind: str) -> None:
    names = registry.names(kind)
    assert names
    for name in names:
        plugin = registry.load(kind, name)
        assert first_line(plugin).endswith("."), f"{kind} {name}"
        for member, function in inspect.getmembers(plugin, inspect.isfunction):
            if not member.startswith("_") and function.__module__ == plugin.__module__:
                assert inspect.getdoc(function), f"{kind} {name}: {member} has no docstring"


@pytest.mark.parametrize("kind", sorted(registry.KINDS))
def test_an_unknown_name_suggests_the_nearest(kind: str) -> None:
    name = registry.names(kind)[0]
    with pytest.raises(ConfigError, match=re.escape(repr(name))):
        registry.load(kind, name + "x")


def test_rules_have_codes_headings_and_an_explanation() -> None:
    codes = [rule.code for rule in all_rules()]
    assert len(set(codes)) == len(codes)
    for rule in all_rules():
        assert re.fullmatch(r"[WENCPTDKM]\d{3}", rule.code), rule.slug()
        text = described(rule)
        assert "Why it matters:" in text, rule.slug()
        assert re.search(r"Example \([\w-]+\):", text), rule.slug()
        assert "Limits:" in text, rule.slug()
        assert all(slug in {r.slug() for r in all_rules()} for slug in rule.yields_to), rule.slug()
        traits = LanguageData().traits("en")
        assert all(isinstance(traits.has(trait), bool) for trait in rule.needs)


@pytest.mark.parametrize("name", registry.names("segmenters"))
@pytest.mark.parametrize("lang", TEXTS)
def test_segmenters_cover_the_text(name: str, lang: str) -> None:
    segmenter: Segmenter = registry.load("segmenters", name)()
    assert re.fullmatch(r"[\w-]+(\|[\w-]+:[^|]+)*", segmenter.signature)
    text = TEXTS[lang]
    at = 0
    for span in segmenter.segment(text, lang):
        assert span.start >= at
        assert not text[at : span.start].strip()
        assert span.of(text) == span.of(text).strip() != ""
        assert "\n" not in span.of(text)
        at = span.end
    assert not text[at:].strip()


def double(number: int) -> int:
    if number == 13:
        raise ValueError("unlucky")
    return number * 2


@pytest.mark.parametrize("name", registry.names("engines"))
def test_engines_keep_order_and_pass_errors_on(name: str) -> None:
    engine: Engine = registry.load("engines", name)(2)
    assert list(engine.map(double, iter(range(12)))) == [n * 2 for n in range(12)]
    results = engine.map(double, [1, 13])
    assert next(results) == 2
    with pytest.raises(ValueError, match="unlucky"):
        next(results)


def compared() -> Comparison:
    return hexapla.compare(
        {
            "A": "Brazilindependently chose.\nSecond <b>line</b> here.",
            "B": "Brazil chose independently.\nA second line.",
        },
        "Brazil independently chose.\nA second line is here.",
        references=["Brazil made its own choice.\nThere is a second line."],
        source="O Brasil escolheu.\nUma segunda linha.",
        lang="en",
    )


@pytest.mark.parametrize("name", registry.names("reports"))
@pytest.mark.parametrize("stage", ["align", "score", "check", "compare"])
def test_reports_write_anything_a_stage_gives(name: str, stage: str) -> None:
    comparison = compared()
    for given in ([], [comparison], [comparison, hexapla.check("One text alone.", lang="en")]):
        kind = registry.load("reports", name)
        out = io.BytesIO() if kind.binary else io.StringIO()
        report = kind(out, stage=stage, verbose=True)
        summary = pipeline.summarise(given, Plan(), report.add) if given else Summary()
        report.finish(summary)
        assert given == [] or out.getvalue()


def test_workers_change_nothing() -> None:
    from hexapla.api import passage
    from hexapla.engines.processes import Processes

    passages = [
        passage(f"Brazilindependently chose {n}.", f"Brazil independently chose {n}.", lang="en", id=str(n))
        for n in range(3)
    ]
    plan = Plan(metrics=("chrf",))
    assert list(pipeline.compare(passages, plan, Processes(2))) == list(pipeline.compare(passages, plan))


def test_the_functions_of_the_package_stay_functions() -> None:
    import hexapla.alignment.rows

    assert hexapla.alignment.rows.pairs.__module__ == "hexapla.alignment.rows"
    for name in ("align", "score", "check", "compare"):
        assert callable(getattr(hexapla, name))
    assert hexapla.align("One. Two.", "One. Two.", lang="en").alignments


def test_spans_are_half_open_and_never_negative() -> None:
    with pytest.raises(ValueError, match="not a span"):
        Span(3, 2)
    with pytest.raises(ValueError, match="not a span"):
        Span(-1, 2)


def test_a_rule_that_raises_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    from hexapla.build import made_kernel
    from hexapla.pair import Pair
    from hexapla.rules.merged_words import MergedWords

    def broken(self: MergedWords, pair: Pair) -> object:
        raise RuntimeError("out of order")

    monkeypatch.setattr(MergedWords, "check", broken)
    made_kernel.cache_clear()
    with pytest.raises(PluginError, match="rule merged-words failed on passage 'passage': RuntimeError: out of order"):
        hexapla.check("Some text.", lang="en")
    going = hexapla.check("Some text.", lang="en", plan=Plan(keep_going=True))
    run = going.run_of("check")
    assert run is not None
    assert dict(run.skipped)["merged-words"] == "failed: RuntimeError: out of order"
