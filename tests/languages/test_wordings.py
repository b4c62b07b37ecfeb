"""The tables of fixed wordings: sorted, without duplicates, of languages that exist, with patterns that can be used."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import regex
from babel import Locale

from hexapla.languages.tags import standard
from hexapla.languages.wordings import wordings

FOLDER = Path(__file__).parent.parent.parent / "src" / "hexapla" / "languages" / "wordings"
TABLES = sorted(path.stem for path in FOLDER.glob("*.toml"))


def by_language(table: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """(language, entry) of every table that is kept by language, at whatever depth."""
    for key, entry in table.items():
        if not isinstance(entry, dict):
            continue
        if len(key) <= 3 or "-" in key:
            yield key, entry
        else:
            yield from ((lang, wording) for lang, wording in entry.items() if lang != "any")


@pytest.mark.parametrize("name", TABLES)
def test_languages_exist_and_stand_in_order(name: str) -> None:
    table = wordings(name)
    listed = [[key for key in table if len(key) <= 3], *[list(e) for e in table.values() if isinstance(e, dict)]]
    assert listed[0] == sorted(listed[0])
    for lang, _ in by_language(table):
        assert standard(lang) == lang


@pytest.mark.parametrize("name", ["chatter", "metadata"])
def test_patterns_compile_and_none_stands_twice(name: str) -> None:
    for lang, entry in by_language(wordings(name)):
        kinds = entry.values() if isinstance(entry, dict) else [entry]
        for patterns in kinds:
            assert len(patterns) == len(set(patterns)), lang
            for pattern in patterns:
                regex.compile(pattern.replace("~", ".{0,60}?"))


def test_forms_of_address_mean_one_thing() -> None:
    for lang, entry in wordings("register").items():
        forms = [set(entry.get(kind, "").split("|")) - {""} for kind in ("familiar", "polite", "capital")]
        assert forms[0], lang
        assert forms[1] or forms[2], lang
        assert not forms[0] & forms[1], lang


def test_a_word_belongs_to_one_variant() -> None:
    for pair in wordings("variants")["pair"]:
        assert [standard(tag) for tag in pair["of"]] == pair["of"] == sorted(pair["of"])
        sides: list[list[str]] = [[], []]
        for entry in pair["words"]:
            for side, words in zip(sides, entry.split("/"), strict=True):
                side += {word.strip().casefold() for word in words.split("|") if word.strip()}
        for side in sides:
            assert len(side) == len(set(side))
        assert not set(sides[0]) & set(sides[1])


@pytest.mark.parametrize(("kind", "attribute"), [("cardinal", "plural_form"), ("ordinal", "ordinal_form")])
def test_plural_forms_are_those_of_cldr(kind: str, attribute: str) -> None:
    for lang, forms in wordings("plurals")[kind].items():
        rule = getattr(Locale.parse(lang, sep="-"), attribute)
        assert set(forms.split()) == {rule(n) for n in range(1000)} | {"other"}, lang
