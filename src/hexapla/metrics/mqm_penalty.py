"""MQM-style penalty: the findings of the rules, weighted by severity, for a hundred words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from hexapla._version import __version__
from hexapla.metrics import Metric, Statistics, one_line
from hexapla.model import Category, Finding, Severity
from hexapla.pair import Pair
from hexapla.text.tokens import TokenKind, tokenize

WEIGHTS = {
    "generic": {Severity.NEUTRAL: 0.0, Severity.MINOR: 1.0, Severity.MAJOR: 5.0, Severity.CRITICAL: 25.0},
    "wmt": {Severity.NEUTRAL: 0.0, Severity.MINOR: 1.0, Severity.MAJOR: 5.0, Severity.CRITICAL: 5.0},
}
"""Points of a finding by severity: as MQM's scoring models usually have them; as at WMT (Freitag et al., TACL 2021)."""

_WMT_PUNCTUATION = 0.1
"""What WMT takes off for a minor error of punctuation."""


class MqmPenalty(Metric):
    """Penalty points a hundred words of the hypothesis, of what the rules found; lower is better.

    Counts what rules find and so misses what only people see: it follows an MQM annotation, it does not replace one.
    """

    higher_is_better: ClassVar[bool] = False
    scale: ClassVar[float] = 0.0
    needs_findings: ClassVar[bool] = True
    options: ClassVar[Mapping[str, Any]] = {"weights": tuple(WEIGHTS)}

    @property
    def signature(self) -> str:
        """Weights and our version, whose rules they are."""
        return f"mqm-penalty|weights:{self.given.get('weights', 'generic')}|per:100 words|hexapla:{__version__}"

    def statistics(self, hypotheses: Sequence[str], references: Sequence[Sequence[str]]) -> list[Statistics]:
        """No points, and the words."""
        return [(0.0, float(_words(hypothesis))) for hypothesis in hypotheses]

    def row_statistics(
        self, pairs: Sequence[Pair], findings: Sequence[Sequence[Finding]] | None = None
    ) -> list[Statistics]:
        """Points and words."""
        return [
            (sum(map(self._points, findings[row])) if findings else 0.0, float(_words(one_line(pair.hypothesis.text))))
            for row, pair in enumerate(pairs)
        ]

    def _points(self, finding: Finding) -> float:
        kind = str(self.given.get("weights", "generic"))
        small = finding.category is Category.PUNCTUATION and finding.severity is Severity.MINOR
        return _WMT_PUNCTUATION if kind == "wmt" and small else WEIGHTS[kind][finding.severity]

    def score(self, total: Statistics) -> float:
        """Points a hundred words; of a text without words, the points."""
        points, words = total
        return 100 * points / words if words else points


def _words(text: str) -> int:
    return sum(token.kind is not TokenKind.MARK for token in tokenize(text))
