"""Exact match: rows that are one of the references word for word."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from hexapla.metrics import Statistics
from hexapla.metrics._shares import Share


class ExactMatch(Share):
    """Percentage of rows that equal a reference, white space at the ends and its amount left out."""

    options: ClassVar[Mapping[str, Any]] = {"lowercase": bool}

    def statistics(self, hypotheses: Sequence[str], references: Sequence[Sequence[str]]) -> list[Statistics]:
        """1 if the row is a reference, and 1."""
        return [
            (float(self._form(hypothesis) in map(self._form, refs)), 1.0)
            for hypothesis, refs in zip(hypotheses, references, strict=True)
        ]

    def _form(self, text: str) -> str:
        form = " ".join(text.split())
        return form.lower() if self.given.get("lowercase") else form
