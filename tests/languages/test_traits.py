"""Language traits: every key means something, word lists are in their one form, and tags fall back."""

from __future__ import annotations

import tomllib
from dataclasses import fields
from importlib.resources import files

import pytest

from hexapla.languages.traits import Traits, described, traits_of

RAW = files("hexapla.languages").joinpath("traits.toml").read_text("utf-8")
TABLE = tomllib.loads(RAW)


def test_word_lists_are_sorted_and_say_nothing_twice() -> None:
    known = {field.name for field in fields(Traits)} - {"lang"}
    for lang, entry in TABLE.items():
        assert set(entry) <= known, lang
        for key in ("abbreviations", "doubles", "never_final", "never_initial", "sentence_final"):
            words = entry.get(key, [])
            assert words == sorted(set(words)), (lang, key)
            assert words == [word.casefold() for word in words], (lang, key)


@pytest.mark.parametrize("lang", described())
def test_every_entry_loads_and_can_be_hashed(lang: str) -> None:
    traits = traits_of(lang)
    assert traits.lang == lang
    assert hash(traits) == hash(traits_of(lang))
    assert all(len(pair) == 2 and all(pair) for pair in traits.quotes)


def test_tags_fall_back_to_the_bare_language_and_then_to_caution() -> None:
    assert traits_of("de-AT") == traits_of("de")
    assert traits_of("zh-Hant-TW").lang == "zh-Hant"
    unknown = traits_of("tlh")
    assert unknown.lang == "und"
    assert not unknown.compounding
    assert not unknown.abbreviations


def test_has_asks_by_name() -> None:
    assert traits_of("fi").has("compounding")
    with pytest.raises(AttributeError):
        traits_of("fi").has("wings")
