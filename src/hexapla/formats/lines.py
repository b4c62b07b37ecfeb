"""One segment a line, split on ``\\n`` only; empty lines are segments too."""

from __future__ import annotations

from hexapla.formats import ColumnFormat
from hexapla.formats._reading import read_text
from hexapla.model import Span, Unit


def units_of_lines(text: str) -> tuple[Unit, ...]:
    """A unit for every line, numbered from 1; a carriage return before the line's end is not part of it.

    Other characters that some programs take for line ends (U+2028, form feed, ...) part nothing. A final newline ends
    the last line and begins none.
    """
    units = []
    start, number = 0, 1
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        stop = end - 1 if end > start and text[end - 1] == "\r" else end
        units.append(Unit(Span(start, stop), str(number)))
        start, number = end + 1, number + 1
    return tuple(units)


class Lines(ColumnFormat):
    """A plain text file whose lines are segments."""

    def read(self, path: str) -> tuple[str, tuple[Unit, ...]]:
        """The text and a unit for every line."""
        text = read_text(path)
        return text, units_of_lines(text)
