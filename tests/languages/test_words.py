"""Word lists and what is learnt from them."""

from __future__ import annotations

import pytest

from hexapla.languages.spelling import Affixes, Spelling
from hexapla.languages.words import WordLists

WORDS = WordLists()


def test_a_list_answers_for_its_own_language_only() -> None:
    assert WORDS.frequency("the", "en-GB") > 7
    assert WORDS.frequency("THE", "en") == WORDS.frequency("the", "en")
    assert WORDS.frequency("the", "is-IS") == WORDS.frequency("the", "is")
    assert WORDS.frequency("the", "tlh") == 0
    assert WORDS.frequencies("tlh") == {}


def test_words_are_found_in_their_case_folded_form() -> None:
    assert WORDS.frequency("strasse", "de") == WORDS.frequency("Straße", "de") > 3


def test_only_large_lists_may_call_a_word_unknown() -> None:
    assert WORDS.has("uk")
    assert WORDS.has("hi", full=False)
    for small in ("hi", "is", "da", "tlh", "zh"):
        assert not WORDS.has(small)
        assert WORDS.spelling(small) is None
        assert WORDS.affixes(small) is None


def test_segmented_languages_have_a_dictionary_but_no_frequencies() -> None:
    assert WORDS.dictionary("zh")["大部分"] > 3
    assert WORDS.frequency("大部分", "zh") == 0


def test_a_word_is_likelier_than_its_letters_turned_round() -> None:
    spelling = WORDS.spelling("en")
    assert spelling is not None
    for word in ("walking", "stations", "brightness"):
        assert spelling.log_probability(word) > spelling.log_probability(word[::-1])
    assert WORDS.spelling("en") is spelling


def test_spelling_learns_from_any_words() -> None:
    spelling = Spelling(["abab", "baba", "abba"])
    assert spelling.log_probability("ab") > spelling.log_probability("xy")
    assert spelling.log_probability("AB") == spelling.log_probability("ab")


@pytest.fixture
def affixes() -> Affixes:
    words = {"unhappy": 4.0, "happy": 5.0, "unkind": 3.0, "kind": 5.0, "kindness": 3.5, "kinds": 3.0, "kindly": 1.0}
    return Affixes(words)


def test_affixes_count_words_whose_rest_is_a_word(affixes: Affixes) -> None:
    assert affixes.starts("un") == 2
    assert affixes.starts("kind") == 0
    assert affixes.ends("happy") == 0
    assert affixes.endings("s") == 2


def test_forms_and_compounds_are_told_by_what_follows(affixes: Affixes) -> None:
    assert affixes.extended("kind") == 1
    assert affixes.continued("kind") == 1
    assert affixes.has_forms("kindl")
    assert not affixes.has_forms("happy")
