"""Marot's table: findings as MQM ratings, to be looked at beside those of people and of other tools."""

from __future__ import annotations

import json
from typing import Any, ClassVar

from hexapla.model import Comparison, Span
from hexapla.reports import Report
from hexapla.reports._ratings import CATEGORIES, RATER, rated
from hexapla.summary import Summary

COLUMNS = ("system", "doc", "docSegId", "globalSegId", "rater", "source", "target", "category", "severity", "metadata")


class Marot(Report):
    """A line for every new finding with the words at fault between ``<v>`` and ``</v>``, and one for every clean row.

    A finding without words in the translation is marked in the source, where that shows it. Severities are ``Critical``,
    ``Major``, ``Minor`` and ``Neutral``; a clean row has ``no-error``.
    """

    extensions: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.out.write("\t".join(COLUMNS) + "\n")
        self._segments = 0

    def add(self, comparison: Comparison) -> None:
        """Writes the rows of one comparison."""
        first: dict[int, int] = {}
        for row in rated(comparison):
            if row.number not in first:
                self._segments += 1
                first[row.number] = self._segments
            head = [row.system, row.document, str(row.number + 1), str(first[row.number]), RATER]
            if not row.findings:
                self._line([*head, row.source, row.target, "no-error", "no-error", "{}"])
            for finding, span, source in row.findings:
                known = {"code": finding.code, "rule": finding.rule, "confidence": finding.confidence}
                about = json.dumps({**known, "note": finding.message}, ensure_ascii=False)
                words = row.source if len(span) or source is None else _marked(row.source, source)
                target = _marked(row.target, span) if len(span) else row.target
                self._line([*head, words, target, CATEGORIES[finding.category], finding.severity.value.title(), about])

    def _line(self, cells: list[str]) -> None:
        self.out.write("\t".join(" ".join(cell.split()) for cell in cells) + "\n")

    def finish(self, summary: Summary) -> None:
        """Nothing remains to be written."""


def _marked(text: str, span: Span) -> str:
    return f"{text[: span.start]}<v>{text[span.start : span.end]}</v>{text[span.end :]}"
