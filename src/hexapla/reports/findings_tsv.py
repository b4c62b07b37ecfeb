"""Findings for scripts: tab-separated, a finding a line, without quoting."""

from __future__ import annotations

from typing import Any, ClassVar

from hexapla.model import Comparison
from hexapla.reports import Report
from hexapla.reports._findings import COLUMNS, rows
from hexapla.summary import Summary


class FindingsTsv(Report):
    """All findings, whatever their status; white space within a cell is one space, so that a finding is a line."""

    extensions: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.out.write("\t".join(COLUMNS) + "\n")

    def add(self, comparison: Comparison) -> None:
        """Writes the findings of one comparison."""
        for row in rows(comparison):
            self.out.write("\t".join(" ".join(str(row[name]).split()) for name in COLUMNS) + "\n")

    def finish(self, summary: Summary) -> None:
        """Nothing remains to be written."""
