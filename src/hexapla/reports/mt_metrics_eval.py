"""Ratings of mt-metrics-eval: for every system and segment the error spans that were found."""

from __future__ import annotations

import json
from typing import Any, ClassVar

from hexapla.model import Comparison, Span
from hexapla.reports import Report
from hexapla.reports._ratings import CATEGORIES, RATER, rated
from hexapla.summary import Summary


class MtMetricsEval(Report):
    """A rating file: system, the rating as JSON, and the rater, parted by tabs; systems in order of name.

    Offsets are code points of the segment, the end is exclusive. A finding without words in the translation is given in the
    source (``is_source_error``), where that shows it.
    """

    extensions: ClassVar[tuple[str, ...]] = (".rating",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._systems: dict[str, list[str]] = {}

    def add(self, comparison: Comparison) -> None:
        """Keeps the ratings of one comparison."""
        for row in rated(comparison):
            errors = []
            for finding, span, source in row.findings:
                in_source = not len(span) and source is not None
                place: Span = source if in_source and source is not None else span
                errors.append(
                    {
                        "start": place.start,
                        "end": place.end,
                        "category": CATEGORIES[finding.category],
                        "severity": finding.severity.value,
                        "score": None,
                        "is_source_error": in_source,
                    }
                )
            rating = json.dumps({"errors": errors}, ensure_ascii=False)
            self._systems.setdefault(row.system, []).append(f"{row.system}\t{rating}\t{RATER}\n")

    def finish(self, summary: Summary) -> None:
        """Writes the file."""
        for _, lines in sorted(self._systems.items()):
            self.out.writelines(lines)
