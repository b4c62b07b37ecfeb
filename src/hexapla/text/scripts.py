"""Scripts of characters, and characters of one script that look like those of another.

The look-alikes are those of Unicode's confusables (UTS 39) among the letters of alphabets that are used side by side.
"""

from __future__ import annotations

from collections import Counter
from functools import cache

import regex

_SCRIPTS = (
    "Latin", "Cyrillic", "Greek", "Armenian", "Hebrew", "Arabic", "Han", "Hiragana", "Katakana", "Hangul", "Thai",
    "Devanagari", "Bengali", "Gujarati", "Gurmukhi", "Tamil", "Telugu", "Kannada", "Malayalam", "Georgian", "Khmer",
    "Lao", "Myanmar", "Ethiopic", "Sinhala", "Cherokee",
)  # fmt: skip
_SCRIPT = regex.compile("|".join(rf"(?P<{name}>\p{{{name}}})" for name in _SCRIPTS))

WRITTEN_IN: dict[str, frozenset[str]] = {
    "Latn": frozenset({"Latin"}),
    "Cyrl": frozenset({"Cyrillic"}),
    "Grek": frozenset({"Greek"}),
    "Armn": frozenset({"Armenian"}),
    "Hans": frozenset({"Han"}),
    "Hant": frozenset({"Han"}),
    "Jpan": frozenset({"Han", "Hiragana", "Katakana"}),
    "Kore": frozenset({"Hangul", "Han"}),
    "Arab": frozenset({"Arabic"}),
    "Hebr": frozenset({"Hebrew"}),
    "Deva": frozenset({"Devanagari"}),
    "Beng": frozenset({"Bengali"}),
    "Gujr": frozenset({"Gujarati"}),
    "Geor": frozenset({"Georgian"}),
    "Thai": frozenset({"Thai"}),
    "Khmr": frozenset({"Khmer"}),
    "Laoo": frozenset({"Lao"}),
    "Mymr": frozenset({"Myanmar"}),
    "Taml": frozenset({"Tamil"}),
}
"""ISO 15924 code of a language's script -> the Unicode scripts of its letters."""

UNMIXED = frozenset({"Hebrew", "Arabic", "Devanagari", "Bengali", "Gujarati", "Gurmukhi", "Tamil", "Georgian"})
"""Scripts whose words never take a Latin letter into their middle: symbols stand apart or behind a hyphen."""

_TO_LATIN = {
    "Cyrillic": dict(zip("АВЕЅІЈКМНОРСТХҮаеѕіјорсухһԁԛԝһьӏ", "ABESIJKMHOPCTXYaesijopcyxhdqwhbl", strict=True)),
    "Greek": dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧοανιρυκ", "ABEZHIKMNOPTYXoavipuk", strict=True)),
    "Armenian": dict(zip("օոսհցԼՏ", "onuhgLS", strict=True)),
}
"""Script -> its letters and the Latin letters they look like."""

_FROM_LATIN = {
    script: {latin: letter for letter, latin in reversed(table.items())} for script, table in _TO_LATIN.items()
}
_FROM_LATIN["Cyrillic"] |= {"u": "и", "k": "к", "m": "м", "t": "т", "n": "п", "r": "г", "b": "ь", "B": "В"}


@cache
def script_of(character: str) -> str:
    """The script of a letter (Unicode name such as ``Latin``), or an empty string for what belongs to none or many."""
    match = _SCRIPT.match(character)
    return match.lastgroup or "" if match else ""


def scripts_in(text: str) -> Counter[str]:
    """How many letters of each script stand in a text."""
    return Counter(script for script in map(script_of, text) if script)


def main_script(text: str) -> str:
    """The script that most letters of a text belong to, or an empty string for a text without letters."""
    return max((found := scripts_in(text)), key=lambda script: found[script], default="")


def look_alike(character: str, script: str) -> str | None:
    """The letter of another script that looks like this one, or None if there is none."""
    own = script_of(character)
    if own == script:
        return character
    latin = character if own == "Latin" else _TO_LATIN.get(own, {}).get(character)
    if latin is None or script == "Latin":
        return latin
    return _FROM_LATIN.get(script, {}).get(latin)


def in_script(word: str, script: str) -> str | None:
    """The word with every letter of another script replaced by its look-alike, or None if one has none."""
    letters = []
    for character in word:
        if script_of(character) in ("", script):
            letters.append(character)
            continue
        twin = look_alike(character, script)
        if twin is None:
            return None
        letters.append(twin)
    return "".join(letters)
