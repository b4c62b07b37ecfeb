"""Findings for spreadsheets: comma-separated, a finding a row."""

from __future__ import annotations

import csv
from typing import Any, ClassVar

from hexapla.model import Comparison
from hexapla.reports import Report
from hexapla.reports._findings import COLUMNS, harmless, rows
from hexapla.summary import Summary


class FindingsCsv(Report):
    """All findings, whatever their status, with the row of every version beside them.

    UTF-8 with a byte order mark, without which some spreadsheets guess the encoding; RFC 4180 quoting; no text is taken
    for a formula.
    """

    extensions: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._writer = csv.writer(self.out, lineterminator="\r\n")
        self.out.write("\ufeff")
        self._writer.writerow(COLUMNS)

    def add(self, comparison: Comparison) -> None:
        """Writes the findings of one comparison."""
        for row in rows(comparison):
            self._writer.writerow([harmless(row[name]) for name in COLUMNS])

    def finish(self, summary: Summary) -> None:
        """Nothing remains to be written."""
