"""Numbers in several sizes, and number words of the languages that have lists of them."""

from __future__ import annotations

from fractions import Fraction

import pytest

from hexapla.text.number_words import number_words, spoken
from hexapla.text.numbers import numbers


@pytest.mark.parametrize(
    ("lang", "text", "value", "written"),
    [
        ("ja", "損失は1億2000万円だ", 120_000_000, "1億2000万"),
        ("ja", "約3万5千人が来た", 35_000, "3万5千"),
        ("zh", "有1万2千人", 12_000, "1万2千"),
        ("ko", "약 12만5000명이 왔다", 125_000, "12만5000"),
        ("ko", "1억 2000만 원", 120_000_000, "1억 2000만"),
        ("hi", "करीब 5 लाख 20 हजार लोग", 520_000, "5 लाख 20 हजार"),
        ("en", "2 million 500 thousand people", 2_500_000, "2 million 500 thousand"),
        ("hi", "१२,३४,५६७ लोग", 1_234_567, "१२,३४,५६७"),
        ("is", "1.234.567 krónur", 1_234_567, "1.234.567"),
    ],
)
def test_sizes_that_make_one_number(lang: str, text: str, value: int, written: str) -> None:
    (number,) = numbers(text, lang)
    assert number.values == {value}
    assert text[number.start : number.end].startswith(written) or text[number.start : number.scale[1]] == written


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("ja", "3万2000人と4万人"),
        ("en", "$540 million in 2015"),
        ("zh", "在2015年估价为5.4亿"),
        ("ko", "3만 명 2000원"),
    ],
)
def test_sizes_that_stand_apart(lang: str, text: str) -> None:
    assert len(numbers(text, lang)) == 2


@pytest.mark.parametrize(
    ("lang", "text", "value"),
    [
        ("sv", "tolv personer", 12),
        ("da", "elleve personer", 11),
        ("no", "tjue personer", 20),
        ("fi", "kaksitoista ihmistä", 12),
        ("el", "δώδεκα άτομα", 12),
        ("ro", "treizeci și cinci de oameni", 35),
        ("hu", "tizenkét ember", 12),
        ("tr", "otuz beş kişi", 35),
        ("ko", "열두 명", 12),
        ("hr", "trideset i pet ljudi", 35),
        ("hi", "पैंतीस लोग", 35),
        ("hi", "साढ़े तीन लाख लोग", 350_000),
        ("he", "שלושים וחמישה אנשים", 35),
        ("ar", "خمسة وثلاثين شخصا", 35),
        ("uk", "тридцять п’ять людей", 35),
        ("uk", "півтора мільйона людей", 1_500_000),
        ("ru", "полтора миллиона человек", 1_500_000),
        ("is", "þrjátíu og fimm manns", 35),
        ("fr", "quatre-vingt-dix personnes", 90),
        ("fr", "trente-cinq personnes", 35),
    ],
)
def test_number_words(lang: str, text: str, value: int) -> None:
    assert [word.values for word in number_words(text, lang)] == [{value}]
    assert value in spoken(text, lang)


@pytest.mark.parametrize(
    ("lang", "text", "value"),
    [
        ("da", "femogtyve personer", 25),
        ("hu", "huszonöt ember", 25),
        ("sv", "tjugofem personer", 25),
        ("de", "anderthalb", 0),
    ],
)
def test_closed_number_words_explain_a_number(lang: str, text: str, value: int) -> None:
    assert (Fraction(3, 2) if lang == "de" else value) in spoken(text, lang)


@pytest.mark.parametrize(
    ("text", "values"),
    [("大概要一万六七千元", {16_000, 17_000}), ("二三十人", {20, 30}), ("十五六岁", {15, 16}), ("二〇二三年", {2023})],
)
def test_two_han_numerals_side_by_side_are_this_or_that_many(text: str, values: set[int]) -> None:
    assert values <= spoken(text, "zh")
