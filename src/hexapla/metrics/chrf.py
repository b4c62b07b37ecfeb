"""chrF (Popović, WMT 2015) as sacreBLEU computes it: character n-grams up to 6, beta 2."""

from __future__ import annotations

from hexapla.metrics._chrf import CharacterF


class Chrf(CharacterF):
    """Character n-gram F-score."""
