"""Where a finding stands in the user's file, for reports that point into files: path, lines and columns."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from pathlib import Path, PurePath
from urllib.parse import quote

from hexapla.model import Span, Text, Unit


@dataclass(frozen=True, slots=True)
class Location:
    """A place in a file.

    Attributes:
        path: The file as it was named, or empty where the text came from no file.
        line: 1-based line.
        column: 1-based column in code points, or 0 where only the line is known.
        end_line: Line of the last character.
        end_column: Column after the last character, or 0.
        unit: Id of the unit, or empty.
    """

    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    unit: str = ""


def locate(text: Text, span: Span) -> Location:
    """The place of a span in the file its text was read from.

    Where a unit knows its line (tables, files of translation tools), the text's offsets are not the file's, and the
    line of the unit is all there is; else lines and columns are counted in the text.
    """
    unit = unit_at(text, span)
    path = "" if text.origin == "standard input" else text.origin
    name = unit.id if unit else ""
    if unit and unit.line:
        return Location(path, unit.line, 0, unit.line, 0, name)
    starts = _line_starts(text.text)
    first = bisect_right(starts, span.start) - 1
    last = max(first, bisect_right(starts, max(span.start, span.end - 1)) - 1)
    return Location(path, first + 1, span.start - starts[first] + 1, last + 1, span.end - starts[last] + 1, name)


def unit_at(text: Text, span: Span) -> Unit | None:
    """The unit a span begins in, or None where the text has none."""
    if not text.units:
        return None
    return text.units[max(0, bisect_right(text.units, span.start, key=lambda unit: unit.span.start) - 1)]


@lru_cache(maxsize=8)
def _line_starts(text: str) -> list[int]:
    return [0, *accumulate(len(line) + 1 for line in text.split("\n"))][: text.count("\n") + 1]


def relative(path: str) -> str:
    """A path with forward slashes, relative to the working folder if it is below it."""
    given = Path(path)
    if given.is_absolute():
        try:
            return given.relative_to(Path.cwd()).as_posix()
        except ValueError:
            return given.as_posix()
    return PurePath(path).as_posix()


def uri(path: str) -> str:
    """A path as a URI reference (RFC 3986), relative where `relative` makes it so."""
    plain = relative(path)
    return f"file://{quote(plain)}" if plain.startswith("/") else quote(plain)
