"""Weights of errors: the presets, the most specific one, and the scores they make."""

from __future__ import annotations

import pytest

from hexapla.errors import ConfigError
from hexapla.model import Category, Severity
from hexapla.triage.mqm import WMT_NAMES, Weights, count_words
from tests.triage.made import finding

S, C = Severity, Category


@pytest.mark.parametrize(
    ("weights", "severity", "category", "weight"),
    [
        (Weights(), S.NEUTRAL, C.SPELLING, 0),
        (Weights(), S.MINOR, C.PUNCTUATION, 1),
        (Weights(), S.MAJOR, C.SPELLING, 5),
        (Weights(), S.CRITICAL, C.SPELLING, 25),
        (Weights("wmt"), S.MINOR, C.PUNCTUATION, 0.1),
        (Weights("wmt"), S.MAJOR, C.PUNCTUATION, 5),
        (Weights("wmt"), S.CRITICAL, C.OMISSION, 5),
        (Weights("wmt", (("Minor/Fluency/Punctuation", 0.5),)), S.MINOR, C.PUNCTUATION, 0.5),
        (Weights("generic", (("major", 10),)), S.MAJOR, C.OMISSION, 10),
        (Weights("generic", (("major/Accuracy", 10), ("major/accuracy/omission", 7))), S.MAJOR, C.OMISSION, 7),
        (Weights("generic", (("major/Accuracy", 10), ("major/accuracy/omission", 7))), S.MAJOR, C.ADDITION, 10),
        (Weights("wmt", (("minor/Linguistic conventions", 2),)), S.MINOR, C.PUNCTUATION, 0.1),
        (Weights("wmt", (("minor/Linguistic conventions", 2),)), S.MINOR, C.SPELLING, 2),
    ],
)
def test_the_most_specific_weight_counts(
    weights: Weights, severity: Severity, category: Category, weight: float
) -> None:
    assert weights.of(finding("x", "x", severity=severity, category=category)) == weight


def test_scores() -> None:
    found = [finding("x", "x", severity=s) for s in (S.MINOR, S.MINOR, S.MAJOR)]
    assert Weights().score(Weights().penalty(found), 100, 10) == 93.0
    assert Weights("wmt").score(Weights("wmt").penalty(found), 100, 10) == 0.7
    assert (Weights().score(0, 0, 0), Weights("wmt").score(0, 0, 0)) == (100, 0)


@pytest.mark.parametrize(
    ("text", "lang", "words"),
    [
        ("It's a well-known fact - isn't it?", "en", 6),
        ("Zu\u0308rich liegt am See.", "de", 4),
        ("القدس مدينة قديمة.", "ar", 3),
        ("나는 파리에 산다.", "ko", 3),
        ("我们住在巴黎，不是伦敦。" * 7, "zh", 70 / 2.8),
        ("漢字かな", "ja", 4 / 3),
        ("iPhone 15を買った", "ja", 2 + 4 / 3),
        ("ภาษาไทย", "th", 7 / 6),
        ("", "en", 0),
        ("— … !", "en", 0),
    ],
)
def test_words(text: str, lang: str, words: float) -> None:
    assert count_words(text, lang) == pytest.approx(words)


@pytest.mark.parametrize(
    ("preset", "changed"),
    [("mqm", ()), ("generic", (("serious", 1.0),)), ("wmt", (("major", -1.0),)), ("wmt", (("major", float("nan")),))],
)
def test_wrong_weights_are_refused(preset: str, changed: tuple[tuple[str, float], ...]) -> None:
    with pytest.raises(ConfigError):
        Weights(preset, changed)


def test_every_category_with_a_name_at_wmt_is_ours() -> None:
    assert set(WMT_NAMES) <= set(Category)
    assert set(Category) - set(WMT_NAMES) >= {Category.OTHER}
