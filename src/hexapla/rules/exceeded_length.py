"""M105: rows longer than the room there is for them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import regex

from hexapla.model import Category, Finding, Severity
from hexapla.pair import Pair
from hexapla.rules import Rule

_CHARACTER = regex.compile(r"\X")


class ExceededLength(Rule):
    """A row is longer than was allowed.

    Why it matters: it is cut off on the screen, or does not fit a form.
    Example (de): "Einstellungen" where --set exceeded-length:characters=8 leaves room for "Settings".
    Limits: runs only where a limit is set: characters (as readers count them, so that a letter with its marks is one),
    bytes (in UTF-8), or times (the source's length, else the longest reference's).
    """

    code = "M105"
    category = Category.OTHER
    severity = Severity.MINOR
    message = "{length} {unit}, and there is room for {limit}"
    options: ClassVar[dict[str, type]] = {"characters": int, "bytes": int, "times": float}

    characters = 0
    """Most characters of a row; 0 for no limit."""

    bytes = 0
    """Most bytes of a row in UTF-8; 0 for no limit."""

    times = 0.0
    """How many times as long as its source a row may be; 0 for no limit."""

    SHORTEST = 10
    """Characters of a source below which its length says little."""

    def unavailable(self, lang: str) -> str | None:
        """Off where nobody has set a limit."""
        if not (self.characters or self.bytes or self.times):
            return "no limit is set (--set exceeded-length:characters=80)"
        return super().unavailable(lang)

    def check(self, pair: Pair) -> Iterator[Finding]:
        """A finding at what is beyond the limit."""
        text = pair.hypothesis.text.rstrip()
        limit = self.characters
        if self.times and pair.beside:
            longest = len(pair.source.text) if pair.source else max(len(row.text) for row in pair.references)
            if longest >= self.SHORTEST:
                allowed = int(longest * self.times)
                limit = min(limit, allowed) if limit else allowed
        if limit and len(text) > limit:
            ends = [match.end() for match in _CHARACTER.finditer(text)]
            if len(ends) > limit:
                at = (ends[limit - 1], len(text))
                yield self.finding(pair, at, confidence=1.0, length=len(ends), unit="characters", limit=limit)
                return
        if self.bytes:
            size = len(text.encode("utf-8", "surrogatepass"))
            if size > self.bytes:
                end = len(text.encode("utf-8", "surrogatepass")[: self.bytes].decode("utf-8", "ignore"))
                at = (end, len(text))
                yield self.finding(pair, at, confidence=1.0, length=size, unit="bytes", limit=self.bytes)
