"""Length ratio: characters of the hypothesis for a hundred of the reference. A sign of gaps and padding, not of quality."""

from __future__ import annotations

from collections.abc import Sequence

from hexapla.metrics import Statistics
from hexapla.metrics._shares import Share


class LengthRatio(Share):
    """Characters a hundred characters of the reference whose length is nearest, white space left out; 100 is as long."""

    def statistics(self, hypotheses: Sequence[str], references: Sequence[Sequence[str]]) -> list[Statistics]:
        """Characters of the row and of its reference."""
        found: list[Statistics] = []
        for hypothesis, refs in zip(hypotheses, references, strict=True):
            size = _size(hypothesis)
            found.append((float(size), float(min(map(_size, refs), key=lambda other: (abs(other - size), other)))))
        return found


def _size(text: str) -> int:
    return sum(map(len, text.split()))
