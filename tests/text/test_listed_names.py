"""Names of closed lists in a text: which inflected forms are a listed name's, and which only begin alike."""

import pytest

from hexapla.languages.tags import home_countries
from hexapla.text.institutions import LexiconFinder


@pytest.mark.parametrize(
    ("lang", "word", "place"),
    [
        ("de", "Schwedens", "nation/SE"),
        ("de", "indische", "nation/IN"),
        ("ru", "Германией", "nation/DE"),
        ("ru", "Москву", "city/RU/Moscow"),
        ("uk", "Данію", "nation/DK"),
        ("cs", "Prahou", "city/CZ/Prague"),
        ("es", "argentinas", "nation/AR"),
        ("pt", "chinesa", "nation/CN"),
        ("fr", "canadiennes", "nation/CA"),
        ("is", "Íslandi", "nation/IS"),
    ],
)
def test_inflected_forms_are_found(lang: str, word: str, place: str) -> None:
    found = LexiconFinder().find(word, lang)
    assert [place in mention.ids for mention in found] == [True]


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("de", "schwerem indem Index Belege schuldig Palast Schulter"),
        ("ru", "Палаты Читать Самого"),
        ("uk", "Дані Палацу"),
        ("pl", "Boisko Czytać Daniel"),
        ("cs", "Samo"),
        ("es", "chingada"),
    ],
)
def test_words_that_only_begin_alike_are_no_places(lang: str, words: str) -> None:
    finder = LexiconFinder()
    assert [word for word in words.split() if finder.find(word, lang)] == []


@pytest.mark.parametrize(
    ("lang", "countries"),
    [("ja", {"JP"}), ("en", {"US", "GB"}), ("pt-BR", {"BR", "PT"}), ("es-MX", {"MX", "ES"}), ("und", set())],
)
def test_the_countries_a_language_calls_its_own(lang: str, countries: set[str]) -> None:
    assert home_countries(lang) == countries
