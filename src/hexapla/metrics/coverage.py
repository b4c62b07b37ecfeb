"""Coverage: how many words of one side the other has, whatever their order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from hexapla.metrics import Statistics
from hexapla.metrics._shares import Share
from hexapla.text.tokens import TokenKind, tokenize


class Coverage(Share):
    """Percentage of the reference's words and numbers that the hypothesis has (``of=hypothesis``: the other way round)."""

    options: ClassVar[Mapping[str, Any]] = {"of": ("hypothesis", "reference")}

    def statistics(self, hypotheses: Sequence[str], references: Sequence[Sequence[str]]) -> list[Statistics]:
        """Words shared, and words of the side that is asked about; of several references the best's."""
        found: list[Statistics] = []
        for hypothesis, refs in zip(hypotheses, references, strict=True):
            here = _words(hypothesis)
            found.append(max((self._counts(here, _words(ref)) for ref in refs), key=self.score))
        return found

    def _counts(self, here: Counter[str], there: Counter[str]) -> Statistics:
        whole = here if self.given.get("of") == "hypothesis" else there
        return float((here & there).total()), float(whole.total())


def _words(text: str) -> Counter[str]:
    return Counter(token.key for token in tokenize(text) if token.kind is not TokenKind.MARK)
