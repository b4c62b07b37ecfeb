"""Error spans for ESA annotation tools (pearmut): rows with spans already marked, for people to check and to score."""

from __future__ import annotations

import json
from typing import ClassVar

from hexapla.model import Comparison, Severity
from hexapla.reports import Report
from hexapla.reports._ratings import CATEGORIES, rated
from hexapla.summary import Summary

MISSING = "missing"
"""Place of an error that has no words: those tools show a token of that name at the end."""


class Esa(Report):
    """JSON Lines: a row with its source, every system's translation and the error spans found in it.

    `start_i` and `end_i` are code points of the translation, both inclusive, as those tools want them.
    """

    extensions: ClassVar[tuple[str, ...]] = ()

    def add(self, comparison: Comparison) -> None:
        """Writes the rows of one comparison."""
        items: dict[tuple[str, int], dict[str, object]] = {}
        targets: dict[tuple[str, int], dict[str, str]] = {}
        spans: dict[tuple[str, int], dict[str, list[dict[str, object]]]] = {}
        for row in rated(comparison):
            key = (row.document, row.number)
            items.setdefault(key, {"item_id": f"{row.document}_{row.number + 1}", "src": row.source})
            targets.setdefault(key, {})[row.system] = row.target
            spans.setdefault(key, {})[row.system] = [
                {
                    "start_i": span.start if len(span) else MISSING,
                    "end_i": span.end - 1 if len(span) else MISSING,
                    "severity": "minor" if finding.severity in (Severity.NEUTRAL, Severity.MINOR) else "major",
                    "category": CATEGORIES[finding.category],
                }
                for finding, span, _ in row.findings
            ]
        for key, item in items.items():
            line = {**item, "tgt": targets[key], "error_spans": spans[key]}
            self.out.write(json.dumps(line, ensure_ascii=False) + "\n")

    def finish(self, summary: Summary) -> None:
        """Nothing remains to be written."""
