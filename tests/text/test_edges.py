"""How well a sentence may end and begin: orders of odds, languages without weights."""

from __future__ import annotations

import pytest

from hexapla.languages import LanguageData
from hexapla.text.edges import break_odds, least_odds

DATA = LanguageData()


@pytest.mark.parametrize(
    ("lang", "lawful", "false"),
    [
        ("ja", ("橋は閉鎖された", "工事は春に終わる"), ("橋は閉", "鎖された")),
        ("ja", ("彼は静かにうなずいた", "しかし何も言わなかった"), ("彼は静かに", "うなずいた")),
        ("zh", ("他们昨天离开了", "我们明天出发"), ("他们昨", "天离开了")),
        ("zh-Hans", ("会议已经结束了", "代表们回家"), ("会议已经结束的", "时候")),
    ],
)
def test_lawful_breaks_are_likelier(lang: str, lawful: tuple[str, str], false: tuple[str, str]) -> None:
    """A stop between sentences has better odds than one inside a sentence, which has worse ones than nearly all."""
    words = DATA.words.dictionary(lang)
    least = least_odds(lang)
    assert least is not None
    assert least[0] < least[1]
    assert break_odds(*lawful, lang, words) > least[1] > break_odds(*false, lang, words)


def test_a_language_without_weights_has_even_odds() -> None:
    """Nothing is said of a language that nobody has looked at."""
    assert break_odds("ab", "cd", "th", {}) == 0
    assert least_odds("th") is None
