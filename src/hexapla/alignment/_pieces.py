"""Cutting running text into pieces at every place where a segment may begin, each with how likely it does."""

from __future__ import annotations

import re
from dataclasses import dataclass

from hexapla.alignment._borders import NEWLINES, Segment, Version, borders, likelihood, lower_shares

_LEAST = 0.03  # likelihood below which a text is not cut
_NUMBERING = re.compile(r"\W*(\d{1,3}|\w)?\W*")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of running text without white space at its ends, and how likely a segment begins with it, 0 to 1."""

    start: int
    end: int
    firmness: float


def pieces(left: str, right: str, left_lang: str, right_lang: str, segment: Segment) -> tuple[list[Piece], list[Piece]]:
    """The pieces of two versions of a text. Each version also helps to cut the other."""
    one = Version(left, left_lang, segment(left, left_lang))
    other = Version(right, right_lang, segment(right, right_lang))
    lower = lower_shares((left, right))
    return _cut(one, other, lower), _cut(other, one, lower)


def _cut(one: Version, other: Version, lower: dict[str, float]) -> list[Piece]:
    text = one.text
    firmness = {border.place: likelihood(border) for border in borders(one, other, lower) if border.place}
    result: list[Piece] = []
    start, firm = len(text) - len(text.lstrip()), 1.0
    for place in [*(place for place, likely in firmness.items() if likely >= _LEAST), len(text)]:
        stretch = text[start:place].rstrip()
        if not stretch:
            continue
        # A number or a bullet belongs to what follows it.
        same_line = NEWLINES.isdisjoint(text[start + len(stretch) : place])
        if place < len(text) and same_line and _NUMBERING.fullmatch(stretch):
            continue
        result.append(Piece(start, start + len(stretch), firm))
        start, firm = place, firmness.get(place, 1.0)
    return result
