"""White space and doubling at punctuation marks: places where no language's typography allows what is written.

Finds places; whether a source or reference excuses one is the rules' to say.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import regex

from hexapla.text.tokens import UNSPACED


class Slip(StrEnum):
    """What is wrong at a punctuation mark."""

    SPACE_BEFORE = "space before"
    DOUBLED = "doubled"
    NO_SPACE_AFTER = "no space after"
    HALF_WIDTH = "half-width mark"


@dataclass(frozen=True, slots=True)
class Place:
    """A slip: its kind, its range in the text and what should stand there."""

    slip: Slip
    start: int
    end: int
    wanted: str


_FULL = "，。、；：！？．"
_SPACE_BEFORE = regex.compile(
    rf"(?<=[\p{{L}}\p{{M}}\p{{N}}\p{{Pe}}\p{{Pf}}\"'%°{_FULL}])[ \u00a0\u2009\u202f]+"
    rf"(?:(?P<mark>[,;:.!?؟،؛।])(?![\p{{L}}\p{{N}}.)(\]\-/\\|=*^_&$#@<>{{}}])|(?P<full>[{_FULL}]))"
)
_SPACE_BEFORE_NOT_AFTER = regex.compile(
    r"(?<=[\p{L}\p{M}\p{N}\p{Pe}\p{Pf}\"“'%°.])[ \u00a0\u2009\u202f]+(?P<mark>[,;،؛])(?=\p{L}[\p{L}\p{M}]|\p{L}\s+\p{L}{2})"
)
_DOUBLED = regex.compile(
    r"(?P<mark>[,;:、，；：؛،])\s*(?P=mark)(?!\s*(?P=mark))"
    r"|(?<![.。?!？！…\d])(?P<stop>[.。])(?P=stop)(?!(?P=stop)|[?!？！])"
    r"|(?<=[\p{L}\p{N}])\.\s\.(?!\s?\.)"
    r"|,\.(?![\d.])|\.[;,]\s*,(?!,)"
)
_NO_SPACE_AFTER = regex.compile(
    rf"(?<=[[\p{{L}}\p{{M}}]--[{UNSPACED}]]{{2}})(?P<mark>[,;])"
    rf"(?=[[\p{{L}}]--[{UNSPACED}]](?:[[\p{{L}}\p{{M}}]--[{UNSPACED}]]|[\s,]|['’ʼ]\p{{L}}))"
    rf"|(?<=\p{{Ll}}{{3}})(?P<stop>[.!?])(?=\p{{Lu}}\p{{Ll}}{{2}})",
    regex.VERSION1,
)
_EAST_ASIAN = r"\p{Han}\p{Hiragana}\p{Katakana}"
_HALF_WIDTH = regex.compile(
    rf"(?<=[{_EAST_ASIAN}])(?:\.(?=[{_EAST_ASIAN}”’」』\"]|\s*$)|,(?=[{_EAST_ASIAN}\p{{Latin}}]))"
)
_ANY = regex.compile(r"[,;:.!?؟،؛।、，；：。！？．]")
_WIDE = str.maketrans({".": "。", ",": "，", ";": "；"})


def slips(text: str, spaced: bool, space_before: str = "") -> Iterator[Place]:
    """The slips in a text, kind by kind.

    Args:
        text: The text.
        spaced: Whether the language sets words apart by spaces.
        space_before: Punctuation that takes a space before it in this language.
    """
    if not _ANY.search(text):
        return
    for match in _SPACE_BEFORE.finditer(text):
        mark = match["mark"] or match["full"]
        if mark not in space_before:
            yield Place(Slip.SPACE_BEFORE, match.start(), match.end(), mark)
    for match in _SPACE_BEFORE_NOT_AFTER.finditer(text):
        wanted = f"{match['mark']} " if spaced else match["mark"].translate(_WIDE)
        yield Place(Slip.SPACE_BEFORE, match.start(), match.end(), wanted)
    for match in _DOUBLED.finditer(text):
        found = match.group()
        yield Place(Slip.DOUBLED, match.start(), match.end(), found[-1] if found[0] == "," else found[0])
    if spaced:
        for match in _NO_SPACE_AFTER.finditer(text):
            yield Place(Slip.NO_SPACE_AFTER, match.start(), match.end(), f"{match.group()} ")
    else:
        for match in _HALF_WIDTH.finditer(text):
            yield Place(Slip.HALF_WIDTH, match.start(), match.end(), match.group().translate(_WIDE))
