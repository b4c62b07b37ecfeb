"""Number accuracy: numbers of the reference about which `changed-number` does not complain."""

from __future__ import annotations

from typing import ClassVar

from hexapla.metrics._from_findings import Accuracy
from hexapla.text.numbers import numbers


class NumberAccuracy(Accuracy):
    """Percentage of the reference's numbers (in digits) that no finding of changed-number puts in doubt."""

    rules: ClassVar[frozenset[str]] = frozenset({"changed-number"})

    def items(self, reference: str) -> int:
        """The numbers written in digits."""
        return len(numbers(reference, self.lang))
