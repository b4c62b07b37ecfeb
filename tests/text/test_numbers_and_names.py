"""Number words by value and place, and what may be one name in two spellings."""

import pytest

from hexapla.text.names import heard, respelt, same_name, transliterated
from hexapla.text.number_words import number_words, spoken


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("en", "two hundred and five boats, thirty-four oars", [("two hundred and five", 205), ("thirty-four", 34)]),
        ("en", "two fifths of one cake, a quarter of both", [("two", 2), ("fifths", 5)]),
        ("en", "in 3 million cases, hundreds of them", []),
        ("fr", "quatre-vingt-dix-sept ou vingt et un", [("quatre-vingt-dix-sept", 97), ("vingt et un", 21)]),
        ("es", "treinta y cinco mil dos", [("treinta y cinco mil dos", 35002)]),
        ("de", "der fünfte von zwölf", [("fünfte", 5), ("zwölf", 12)]),
        ("uk", "п'ять і дев’ять", [("п'ять", 5), ("дев’ять", 9)]),
        ("is", "sjö vikur", [("sjö", 7)]),
        ("ja", "三日間", []),
        ("xx", "two three", []),
        ("en", "", []),
    ],
)
def test_number_words_stand_where_they_are_written(lang: str, text: str, expected: list[tuple[str, int]]) -> None:
    assert [(text[n.start : n.end], *n.values) for n in number_words(text, lang)] == expected


def test_a_number_word_has_the_unit_that_follows() -> None:
    (number,) = number_words("within six months of it", "en")
    assert number.units == {"duration-month"}


def test_neighbouring_number_words_are_not_added_up_unless_they_make_one_number() -> None:
    assert spoken("two thirds", "en") == {2, 3}
    assert spoken("twenty two", "en") >= {22}


@pytest.mark.parametrize(
    ("one", "other"),
    [("duvall", "デュバル"), ("jordan", "джордан"), ("ottawa", "オタワ"), ("moll", "मोल"), ("argentina", "अर्जेंटीना")],
)
def test_names_are_heard_across_scripts(one: str, other: str) -> None:
    assert heard(one, other)
    assert heard(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [("bali", "polscy"), ("ocean", "安"), ("yamakawa", "obránce"), ("duda", "the"), ("mount", "monday")],
)
def test_chance_likeness_makes_no_name(one: str, other: str) -> None:
    assert not same_name(one, other)
    assert not heard(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("tschernyschewskaja", "chernyshevskaya"),
        ("khudoyberdiyeva", "chudojberdijewa"),
        ("voitsekhovich", "wojciechowicz"),
        ("chaikovskaya", "tchaïkovskaïa"),
    ],
)
def test_transliterations_of_one_name(one: str, other: str) -> None:
    assert transliterated(one, other)


def test_spellings_of_two_tongues_are_told_from_two_names() -> None:
    assert respelt("kiev", "kyjev")
    assert not respelt("rajshekhar", "carter")
