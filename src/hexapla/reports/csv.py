"""The alignment for spreadsheets: comma-separated, with a byte order mark, and no text taken for a formula."""

from __future__ import annotations

import csv
from typing import Any, ClassVar

from hexapla.model import Comparison
from hexapla.reports import Report
from hexapla.reports._findings import harmless
from hexapla.reports._table import header, rows
from hexapla.summary import Summary


class Csv(Report):
    """Aligned texts in columns that any spreadsheet opens: the two texts first, then confidence, moved and document.

    UTF-8 with a byte order mark, without which some spreadsheets guess the encoding; RFC 4180 quoting. A cell that a
    spreadsheet would run as a formula (it begins with = + - @) gets an apostrophe before it.
    """

    extensions: ClassVar[tuple[str, ...]] = (".csv",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._writer = csv.writer(self.out, lineterminator="\r\n")
        self._header: list[str] = []

    def add(self, comparison: Comparison) -> None:
        """Writes the rows of one passage."""
        names = header(comparison)
        if not self._header:
            self.out.write("\ufeff")
        if names != self._header:
            self._header = names
            self._writer.writerow(names)
        for row in rows(comparison):
            self._writer.writerow([harmless(cell) for cell in row])

    def finish(self, summary: Summary) -> None:
        """Nothing remains to be written."""
