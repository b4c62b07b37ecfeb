"""chrF++ (Popović, WMT 2017) as sacreBLEU computes it: chrF with word n-grams up to 2."""

from __future__ import annotations

from typing import ClassVar

from hexapla.metrics._chrf import CharacterF


class ChrfPlusPlus(CharacterF):
    """Character n-gram F-score with word unigrams and bigrams."""

    word_order: ClassVar[int] = 2
