"""One segment a line, split on ``\\n`` only; empty lines are segments too."""

from __future__ import annotations

from hexapla.formats import ColumnFormat
from hexapla.formats._lines import units_of_lines
from hexapla.formats._reading import read_text
from hexapla.model import Unit


class Lines(ColumnFormat):
    """A plain text file whose lines are segments."""

    def read(self, path: str) -> tuple[str, tuple[Unit, ...]]:
        """The text and a unit for every line."""
        text = read_text(path)
        return text, units_of_lines(text)
