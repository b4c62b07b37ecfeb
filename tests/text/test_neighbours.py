"""What neighbouring words give together, and what Semitic words are without the short words at their beginning."""

import pytest

from hexapla.text.institutions import less_clitics
from hexapla.text.joins import spaced_neighbours
from hexapla.text.tokens import tokenize


def test_two_and_three_words_with_a_space_between() -> None:
    found = [joined for joined, _, _ in spaced_neighbours(tokenize("One two, three four five"))]
    assert found == ["onetwo", "threefour", "threefourfive", "fourfive"]


@pytest.mark.parametrize(
    ("word", "lang", "wanted"),
    [
        ("ובבית", "he", {"בבית", "בית"}),
        ("כלהבית", "he", {"להבית"}),  # no writer sets one preposition before another
        ("والبيت", "ar", {"البيت"}),
        ("bread", "en", set()),
    ],
)
def test_one_short_word_after_the_conjunction(word: str, lang: str, wanted: set[str]) -> None:
    assert wanted <= less_clitics(word, lang)
    assert word not in less_clitics(word, lang)
    if not wanted:
        assert not less_clitics(word, lang)


def test_two_prepositions_are_not_taken_off() -> None:
    assert "הבית" not in less_clitics("כלהבית", "he")
