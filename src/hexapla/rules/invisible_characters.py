"""T103: characters nobody sees: bidirectional controls, zero-width and control characters."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

import regex

from hexapla.model import Category, Finding, Severity
from hexapla.pair import Pair
from hexapla.rules import Rule
from hexapla.text.scripts import script_of

_ANY = regex.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe0e\ufe0f\ufeff"
    r"\U000e0000-\U000e007f]"
)
_OPENERS = {"\u202a": "\u202c", "\u202b": "\u202c", "\u202d": "\u202c", "\u202e": "\u202c"}
_OPENERS |= {"\u2066": "\u2069", "\u2067": "\u2069", "\u2068": "\u2069"}
_CLOSERS = frozenset("\u202c\u2069")
_OVERRIDES = frozenset("\u202d\u202e")
_DIRECTION_MARKS = frozenset("\u200e\u200f\u061c")
_JOINERS = frozenset("\u200c\u200d")
_JOINING = frozenset(
    {"Arabic", "Devanagari", "Bengali", "Gujarati", "Gurmukhi", "Tamil", "Telugu", "Kannada", "Malayalam", "Sinhala",
     "Khmer", "Myanmar", ""}
)  # fmt: skip
_UNSPACED = frozenset({"Thai", "Lao", "Khmer", "Myanmar", "Han", "Hiragana", "Katakana"})
_EMOJI = regex.compile(
    r"[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Regional_Indicator}#*0-9\ufe0f\u200d\U000e0020-\U000e007f\u20e3]"
)
_RIGHT_TO_LEFT = regex.compile(r"[\p{Arabic}\p{Hebrew}\p{Syriac}\p{Thaana}\p{Nko}]")


class InvisibleCharacters(Rule):
    """An invisible character that has no business here: control, zero-width, or of writing direction.

    Why it matters: searching, sorting and spelling go wrong, text runs the wrong way, and words can be hidden.
    Example (en): "council" with a zero-width space in it.
    Limits: what a script needs is let through (joiners in Persian or Hindi, zero-width spaces in Khmer or Thai, direction
    marks beside right-to-left text, emoji sequences), and so is what source or reference has as well.
    """

    code = "T103"
    category = Category.ENCODING
    severity = Severity.MINOR
    message = "{what}"
    yields_to = frozenset({"mojibake"})

    def check(self, pair: Pair) -> Iterator[Finding]:
        """Findings at invisible characters."""
        text = pair.hypothesis.text
        if text.isascii() and text.isprintable():
            return
        first = _ANY.search(text)
        if not first:
            return
        beside = "".join(row.text for row in pair.beside)
        unpaired = self._unpaired(text)
        right_to_left = self.data.traits(pair.lang).direction == "rtl" or bool(_RIGHT_TO_LEFT.search(text))
        at = first.start()
        while at < len(text):
            if not _ANY.match(text[at]):
                at += 1
                continue
            end = at + 1
            while end < len(text) and text[end] == text[at]:
                end += 1
            character = text[at]
            if character not in beside and self._out_of_place(text, at, end, unpaired, right_to_left):
                name = unicodedata.name(character, "control character").lower()
                severe = character in _OVERRIDES or character >= "\U000e0000"
                yield self.finding(
                    pair,
                    (at, end),
                    suggestion=" " if character in "\u2028\u2029\x0b\x0c" else "",
                    confidence=0.95 if ord(character) < 0x80 or severe else 0.9,
                    severity=Severity.MAJOR if severe else None,
                    what=f"there is an invisible U+{ord(character):04X} ({name}) here",
                )
            at = end

    @staticmethod
    def _unpaired(text: str) -> set[int]:
        """Places of direction controls without a partner."""
        found: set[int] = set()
        held: list[tuple[int, str]] = []
        for at, character in enumerate(text):
            if character in _OPENERS:
                held.append((at, _OPENERS[character]))
            elif character in _CLOSERS:
                if held and held[-1][1] == character:
                    held.pop()
                else:
                    found.add(at)
            elif character == "\n":
                found |= {place for place, _ in held}
                held = []
        return found | {place for place, _ in held}

    @staticmethod
    def _out_of_place(text: str, start: int, end: int, unpaired: set[int], right_to_left: bool) -> bool:
        character = text[start]
        before, after = text[start - 1 : start], text[end : end + 1]
        inside = before.isalpha() and after.isalpha()
        if character in _OVERRIDES:
            return True
        if character in _OPENERS or character in _CLOSERS:
            return start in unpaired or not (right_to_left or character >= "\u2066")
        if character in _DIRECTION_MARKS:
            return inside or not right_to_left
        if character in _JOINERS:
            if _EMOJI.match(before) or _EMOJI.match(after):
                return False
            return script_of(before) not in _JOINING if before.strip() else character == "\u200d" and after.isalpha()
        if character == "\u200b":
            return script_of(before) not in _UNSPACED and script_of(after) not in _UNSPACED
        if character in "\u00ad\u2060":
            return False  # a place for a hyphen, or for none: typography, not debris
        if character in "\ufe0e\ufe0f" or character >= "\U000e0000":
            return not _EMOJI.match(before) and unicodedata.category(before or " ") not in (
                "So",
                "Sm",
                "Lo",
                "Po",
                "Pd",
            )
        return True
