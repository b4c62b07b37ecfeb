"""Cutting running text into pieces at every place where a segment may begin, each with how likely that looks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

Segment = Callable[[str, str], Iterable[tuple[int, int]]]

_ENDERS = frozenset(".!?…。！？．｡।॥۔؟։።។။")
_PAUSES = frozenset(":;：；،؛")
_COMMAS = frozenset(",，、")
_CLOSERS = frozenset("\"'”’»›)]}」』）】》〉“‘*_")
_BULLETS = frozenset("-–—*•●・>#[【■□◆○✓")
_GAP = re.compile(r"\s+(?=\S)|(?<=[。！？：；，、”」』）*])(?=[^\s。！？：；，、”」』）*])")
_WORD = re.compile(r"\w+")
_DENSE = re.compile(r"[\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")
_OPENING = 4  # characters of a script without spaces that an opening must share
_NEAR = 300  # characters by which the same opening may be displaced, beside a share of the text
_NUMBERING = re.compile(r"\W*(\d{1,3}|\w)?\W*")

# How firmly a border of each sort parts segments; only the order matters much, since the scorer was trained with them.
_PARAGRAPH, _SENTENCE, _ENDED, _ENDED_LOWER, _FRESH = 1.0, 0.85, 0.6, 0.5, 0.4
_PAUSED, _BULLET, _CLOSED, _CAPITAL, _ECHO = 0.3, 0.25, 0.3, 0.15, 0.05


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of running text without white space at its ends, and how firmly it is parted from the one before."""

    start: int
    end: int
    firmness: float


def pieces(left: str, right: str, left_lang: str, right_lang: str, segment: Segment) -> tuple[list[Piece], list[Piece]]:
    """The pieces of two versions of a text.

    A version also helps to cut the other: a word with a capital may begin a segment if it is known in lower case, and
    any word may if the other version has a segment with the same opening.
    """
    sides = ((left, list(segment(left, left_lang))), (right, list(segment(right, right_lang))))
    counts = Counter(word for text, _ in sides for word in _WORD.findall(text))
    lower = {word for word, count in counts.items() if word.islower() and count >= counts[word.capitalize()] / 2}
    openings = [_Openings(text, [start for start, _ in spans]) for text, spans in sides]
    first, second = (_cut(text, spans, lower, openings[1 - i]) for i, (text, spans) in enumerate(sides))
    return first, second


class _Openings:
    """The first words of the segments of the other version, and where they stand."""

    def __init__(self, text: str, starts: list[int]) -> None:
        self._length = max(len(text), 1)
        self._places: dict[tuple[str, ...], list[int]] = {}
        for start in starts:
            for key in _opening(text, start):
                self._places.setdefault(key, []).append(start)

    def __contains__(self, key: tuple[str, ...]) -> bool:
        return key in self._places

    def near(self, keys: list[tuple[str, ...]], words: int, place: float) -> bool:
        """Whether a segment opens with the same `words` words at about the same place, a share of the text."""
        key = keys[words - 1] if len(keys) >= words else ()
        wanted = place * self._length
        return any(abs(start - wanted) < _NEAR + 0.05 * self._length for start in self._places.get(key, ()))


def _opening(text: str, start: int) -> list[tuple[str, ...]]:
    """The first word, two and three words from a place on; for scripts without spaces the first characters."""
    words = [word.casefold() for word in _WORD.findall(text[start : start + 60])]
    if words and _DENSE.match(words[0]):
        key = "".join(words)[:_OPENING]
        return [(key,)] * 3 if len(key) == _OPENING else []
    return [tuple(words[:count]) for count in (1, 2, 3) if len(words) >= count]


def _cut(text: str, spans: list[tuple[int, int]], lower: set[str], openings: _Openings) -> list[Piece]:
    sentences = {start for start, _ in spans}
    firmness = {}
    for gap in _GAP.finditer(text):
        place = gap.end()
        value = _firmness(text, gap.start(), place, lower, openings)
        if place in sentences:
            value = max(value, _SENTENCE)
        if value:
            firmness[place] = value
    for place in sentences:
        firmness.setdefault(place, _SENTENCE)
    # Inside words of scripts without spaces only an opening known from the other version tells where to cut.
    for match in _DENSE.finditer(text):
        place = match.start()
        key = (text[place : place + _OPENING].casefold(),)
        if place not in firmness and key in openings and openings.near([key], 1, place / len(text)):
            firmness[place] = _ECHO
    return _assemble(text, firmness)


def _firmness(text: str, before: int, after: int, lower: set[str], openings: _Openings) -> float:
    """How much the gap between two words looks like a border of segments; 0 if not at all."""
    if any(c in "\n\r\v\f\u0085\u2028\u2029" for c in text[before:after]):
        return _PARAGRAPH
    end = before
    while end > 0 and text[end - 1] in _CLOSERS:
        end -= 1
    last, following = text[end - 1 : end], text[after]
    if last in _ENDERS and last:
        return _ENDED_LOWER if following.islower() else _ENDED
    opening = _opening(text, after)
    place = after / len(text)
    if following in _BULLETS:
        word = _WORD.search(text, after)
        return _BULLET if word and not word[0][0].islower() else 0.0
    word = _WORD.match(text, after)
    fresh = following.isupper() and word is not None and word[0].lower() in lower
    if last in _PAUSES and last:
        return _PAUSED if fresh or openings.near(opening, 1, place) else 0.0
    if end < before and text[before - 1] not in "'’":
        return _CLOSED if fresh or openings.near(opening, 1, place) else 0.0
    if last in _COMMAS:
        return _ECHO if openings.near(opening, 2, place) else 0.0
    if fresh:
        return _FRESH
    if (following.isupper() and openings.near(opening, 1, place)) or (
        following.isdigit() and openings.near(opening, 2, place)
    ):
        return _CAPITAL
    if following.isupper() and not last.isalnum():
        return _CAPITAL
    return _ECHO if openings.near(opening, 3, place) else 0.0


def _assemble(text: str, firmness: dict[int, float]) -> list[Piece]:
    result: list[Piece] = []
    places = sorted(place for place in firmness if place > 0)
    start, firm = len(text) - len(text.lstrip()), 1.0
    for place in [*places, len(text)]:
        stretch = text[start:place].rstrip()
        if not stretch:
            continue
        # A number or a bullet belongs to what follows it.
        if place < len(text) and firmness[place] < _PARAGRAPH and _NUMBERING.fullmatch(stretch):
            continue
        result.append(Piece(start, start + len(stretch), firm))
        start, firm = place, firmness.get(place, 1.0)
    return result
