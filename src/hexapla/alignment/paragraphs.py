"""Where paragraphs begin and end: lines of running text, and stretches of lines between blank ones."""

from __future__ import annotations

import re
from collections.abc import Sequence

from hexapla.model import Span, Unit

_LINE = re.compile(r"[^\n\r\v\f\x85\u2028\u2029]*\S[^\n\r\v\f\x85\u2028\u2029]*")


def paragraphs(text: str) -> list[Span]:
    """The paragraphs of running text: its lines that hold more than white space."""
    return [Span(*match.span()) for match in _LINE.finditer(text)]


def paragraph_of_units(text: str, units: Sequence[Unit]) -> list[int]:
    """The 0-based paragraph of every unit; blank units part paragraphs and belong to the one before them."""
    found: list[int] = []
    number, blank = -1, True
    for unit in units:
        empty = not unit.span.of(text).strip()
        if blank and not empty:
            number += 1
        blank = empty
        found.append(max(number, 0))
    return found
