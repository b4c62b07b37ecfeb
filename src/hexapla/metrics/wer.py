"""Word error rate: edits a hundred words of the reference."""

from __future__ import annotations

from hexapla.metrics._edit_rates import WordRate


class WordErrorRate(WordRate):
    """Edits a hundred words of the reference."""
