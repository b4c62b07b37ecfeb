"""GitLab's code quality report: a JSON list that merge requests show."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any, ClassVar

from hexapla.model import Comparison, Severity, Status
from hexapla.reports import Report
from hexapla.reports._locations import locate, relative
from hexapla.summary import Summary
from hexapla.triage import fingerprint

SEVERITIES = {
    Severity.NEUTRAL: "info",
    Severity.MINOR: "minor",
    Severity.MAJOR: "major",
    Severity.CRITICAL: "critical",
}
"""MQM severity -> the report's severity."""


class Gitlab(Report):
    """New findings as issues with path, line and a fingerprint that is made of content and unique in the report."""

    extensions: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._issues: list[dict[str, Any]] = []
        self._seen: Counter[str] = Counter()

    def add(self, comparison: Comparison) -> None:
        """Keeps the issues of one comparison."""
        passage = comparison.passage
        for finding in comparison.findings:
            if finding.status is not Status.NEW:
                continue
            place = locate(passage.column(finding.at.column), finding.at.span)
            key = f"{passage.document or passage.id}:{fingerprint(finding, passage)}"
            self._seen[key] += 1
            self._issues.append(
                {
                    "description": f"{finding.code} {finding.rule}: {finding.message}",
                    "check_name": finding.rule,
                    "fingerprint": f"{key}:{self._seen[key]}",
                    "severity": SEVERITIES[finding.severity],
                    "location": {
                        "path": relative(place.path) if place.path else passage.document or passage.id,
                        "lines": {"begin": place.line, "end": place.end_line},
                    },
                }
            )

    def finish(self, summary: Summary) -> None:
        """Writes the list."""
        json.dump(self._issues, self.out, ensure_ascii=False, indent=2)
        self.out.write("\n")
