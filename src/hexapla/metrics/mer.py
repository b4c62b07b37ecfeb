"""Match error rate (Morris, Maier & Green, Interspeech 2004): the share of edits among all matches and edits."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz.distance import Levenshtein

from hexapla.metrics import Statistics
from hexapla.metrics._edit_rates import WordRate


class MatchErrorRate(WordRate):
    """Edits a hundred matches and edits in words: between 0 and 100."""

    def counts(self, hypothesis: Sequence[str], reference: Sequence[str]) -> Statistics:
        """Edits, and matches and edits."""
        blocks = Levenshtein.opcodes(reference, hypothesis)
        matches = sum(block.src_end - block.src_start for block in blocks if block.tag == "equal")
        edits = Levenshtein.distance(reference, hypothesis)
        return float(edits), float(edits + matches)
