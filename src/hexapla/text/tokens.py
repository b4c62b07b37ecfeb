"""Cutting a text into tokens with exact offsets, in any script.

A token is a word, a number, or a single punctuation mark or symbol. In scripts written without spaces (Han, kana,
Thai, Khmer, Lao, Myanmar) each character with its marks is a word of its own: finer than a dictionary's words, but
exact, and what alignment and comparison need. Hyphens and apostrophes part words, so that ``club's`` is three tokens.
"""

from __future__ import annotations

from enum import Enum
from functools import lru_cache
from typing import NamedTuple

import regex


class TokenKind(Enum):
    """What a token is."""

    WORD = "word"
    NUMBER = "number"
    MARK = "mark"


class Token(NamedTuple):
    """A token: its place in the text, its characters as they stand, and its case-folded form for comparison.

    A named tuple, since texts have so many of them.

    Attributes:
        start: Where it begins in the text.
        end: Where it ends.
        text: Its characters.
        key: The characters case-folded.
        kind: What it is.
        is_word: Whether it is a word (letters), not a number or a mark.
    """

    start: int
    end: int
    text: str
    key: str
    kind: TokenKind
    is_word: bool


UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}ー々〆"
"""Character classes of the scripts that are written without spaces between words, for use inside a regex set."""

_TOKEN = regex.compile(
    rf"""
    (?P<unspaced>[{UNSPACED}]\p{{M}}*)
  | (?P<number>\p{{Nd}}+(?:[.,:٫٬'’]\p{{Nd}}+|[\u00a0\u202f\u2009]\p{{Nd}}{{3}}(?!\p{{Nd}}))*)
  | (?P<word>[[\p{{L}}\p{{M}}\p{{Nl}}\p{{No}}]--[{UNSPACED}]][[\p{{L}}\p{{M}}\p{{N}}\u200c\u200d]--[{UNSPACED}]]*)
  | (?P<mark>[\p{{P}}\p{{S}}])
    """,
    regex.VERBOSE | regex.VERSION1,
)
_KINDS = (TokenKind.MARK, TokenKind.WORD, TokenKind.NUMBER, TokenKind.WORD, TokenKind.MARK)
"""What each group of the pattern, by its number, stands for."""


def is_lettered(text: str) -> bool:
    """Whether a word consists of letters and their marks alone, without digits."""
    return text.isalpha() or not any(character.isnumeric() for character in text)


@lru_cache(maxsize=4096)
def tokenize(text: str) -> tuple[Token, ...]:
    """The tokens of a text, in order; white space and control characters belong to none."""
    return tuple([_token(match) for match in _TOKEN.finditer(text)])


def _token(match: regex.Match[str]) -> Token:
    form, group = match.group(), match.lastindex or 0
    start, end = match.span()
    kind = _KINDS[group]
    return Token(start, end, form, form.casefold(), kind, kind is TokenKind.WORD)
