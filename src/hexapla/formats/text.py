"""Running text: paragraphs, with sentence borders left to be found."""

from __future__ import annotations

from typing import ClassVar

from hexapla.formats import ColumnFormat
from hexapla.formats._reading import read_text
from hexapla.model import Unit


class RunningText(ColumnFormat):
    """A plain text file; every line break parts paragraphs."""

    extensions: ClassVar[tuple[str, ...]] = (".txt", ".text")

    def read(self, path: str) -> tuple[str, tuple[Unit, ...]]:
        """The text, without units."""
        return read_text(path), ()
