"""Sentence breaks: how many a text has, and breaks inside words of scripts that are written without spaces."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import regex

_ENDS = regex.compile(r"[.!?…。！？।॥؟۔]+(?=[\"”’»)\]」』]*(?:\s|$))|[。！？।]+")
_LONGEST = 4
_UNLISTED = 1.0


@lru_cache(maxsize=1024)
def count_ends(text: str) -> int:
    """How many sentences a text ends, by its marks alone."""
    return len(_ENDS.findall(text))


def word_across(left: str, right: str, words: Mapping[str, float], odds: float) -> str | None:
    """The word that reaches across a break between two stretches of characters, or None if the break is plausible.

    Args:
        left: The characters before the break.
        right: The characters after it.
        words: Words of the language with their Zipf frequencies.
        odds: log10 odds of the best reading across the break against the best one that keeps it.
    """
    whole = left + right
    joined, parts = _best(whole, words)
    apart = _best(left, words)[0] + _best(right, words)[0]
    if joined - apart < odds:
        return None
    at = 0
    for part in parts:
        if at < len(left) < at + len(part):
            return part
        at += len(part)
    return None


def gain_across(left: str, right: str, words: Mapping[str, float]) -> float:
    """log10 odds of the best reading of two stretches of characters as one against the best that parts them."""
    return _best(left + right, words)[0] - _best(left, words)[0] - _best(right, words)[0]


def _best(text: str, words: Mapping[str, float]) -> tuple[float, tuple[str, ...]]:
    """log10 probability of the likeliest words that a stretch is made of, and those words."""
    table: list[tuple[float, tuple[str, ...]]] = [(0.0, ())]
    for end in range(1, len(text) + 1):
        options = []
        for start in range(max(0, end - _LONGEST), end):
            part = text[start:end]
            frequency = words.get(part, _UNLISTED if end - start == 1 else 0.0)
            if frequency:
                value, parts = table[start]
                options.append((value + frequency - 9, (*parts, part)))
        table.append(max(options))
    return table[-1]
