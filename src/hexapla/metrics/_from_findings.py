"""Metrics made of what the rules found. Statistics without findings are those of a text in which none was found."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import ClassVar

from hexapla.metrics import Statistics, one_line
from hexapla.metrics._shares import Share
from hexapla.model import Finding
from hexapla.pair import Pair


class Accuracy(Share):
    """Percentage of the reference's items of some kind about which no rule complains.

    Class attributes:
        rules: Slugs of the rules that complain about such items.
    """

    needs_findings: ClassVar[bool] = True
    rules: ClassVar[frozenset[str]] = frozenset()

    @abstractmethod
    def items(self, reference: str) -> int:
        """How many items a reference has."""

    def statistics(self, hypotheses: Sequence[str], references: Sequence[Sequence[str]]) -> list[Statistics]:
        """Items that are right and items, without any finding."""
        found = [max(map(self.items, refs), default=0) for refs in references]
        return [(float(count), float(count)) for count in found]

    def row_statistics(
        self, pairs: Sequence[Pair], findings: Sequence[Sequence[Finding]] | None = None
    ) -> list[Statistics]:
        """Items that are right and items; as many are wrong as there are findings, but at least as many are counted."""
        found: list[Statistics] = []
        for row, pair in enumerate(pairs):
            count = max((self.items(one_line(ref.text)) for ref in pair.references), default=0)
            wrong = sum(finding.rule in self.rules for finding in findings[row]) if findings else 0
            found.append((float(max(count - wrong, 0)), float(max(count, wrong))))
        return found
