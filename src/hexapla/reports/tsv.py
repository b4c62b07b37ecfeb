"""The alignment as a table of plain text: a row of the synopsis a line, tab-separated."""

from __future__ import annotations

from typing import Any, ClassVar

from hexapla.model import Comparison
from hexapla.reports import Report
from hexapla.reports._table import header, rows
from hexapla.summary import Summary


class Tsv(Report):
    """Aligned texts side by side, tab-separated, with confidence and moved passages; several versions as a synopsis.

    A lone pair gives ``text, hub, confidence, moved, document``; several columns give the hub, then text, confidence and
    moved of each. An arrow (↑) says that the cell above spans this row, too. A header line comes before every passage
    whose columns differ from those before.
    """

    extensions: ClassVar[tuple[str, ...]] = (".tsv", ".tab")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._header: list[str] = []

    def add(self, comparison: Comparison) -> None:
        """Writes the rows of one passage."""
        names = header(comparison)
        if names != self._header:
            self._header = names
            self._write(names)
        for row in rows(comparison):
            self._write(row)

    def finish(self, summary: Summary) -> None:
        """Nothing remains to be written."""

    def _write(self, cells: list[str]) -> None:
        self.out.write("\t".join(cells) + "\n")
