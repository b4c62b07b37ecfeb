"""C106: date lines, credits and buttons of a page that stuck to the text."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import regex

from hexapla.languages import LanguageData
from hexapla.model import Category, Finding, Severity
from hexapla.pair import Pair, Row
from hexapla.rules import Rule

_BY_LANGUAGE = frozenset({"credit", "navigation"})
_BREAK = regex.compile(r"[.!?。！？…।؟۔\"”»)\]]\s*|\n")


class LeftoverMetadata(Rule):
    """A date line, a picture credit, a button of the page or a subtitler's credit sticks to the text.

    Why it matters: the reader takes it for part of the sentence, and it spoils search and scores.
    Example (en): "The bridge was closed.Photo: AP" for "The bridge was closed."
    Limits: looks at the beginning and the end of a row; without source and reference only at subtitlers' credits, and at
    others glued to a word; silent where any of them has the like, or
    is in a language of which no such wordings are known.
    """

    code = "C106"
    category = Category.ADDITION
    severity = Severity.MINOR
    message = "{found!r} is {what}, not part of the text"
    yields_to = frozenset({"model-chatter"})

    WHAT = (
        ("dateline", "a date line"),
        ("credit", "a picture credit"),
        ("navigation", "a button or pointer of a page"),
        ("subtitles", "a subtitler's credit"),
    )

    EDGE = 120
    """Characters at the end of a row in which something may stick to it."""

    LONGEST_SHARE = 0.6
    """Part of a row that what sticks to it may take up; more is a row of its own kind."""

    def __init__(self, data: LanguageData) -> None:
        super().__init__(data)
        self._first, self._last = _compiled(data)
        self._known = data.wordings("metadata")

    def check(self, pair: Pair) -> Iterator[Finding]:
        """Findings at the beginning and the end of the row."""
        text = pair.hypothesis.text
        for match in (self._first.match(text), self._at_the_end(text)):
            if match is None or not match.lastgroup:
                continue
            kind = next(name for name, _ in self.WHAT if match[name] is not None)
            start, end = match.span(kind)
            end = len(text[:end].rstrip())
            beside = [row for row in pair.beside if row.text.strip()]
            if any(self._has(kind, row) for row in beside):
                continue
            glued = bool(text[start - 1 : start].strip()) or text[end : end + 1].isalpha()
            alone = end - start > self.LONGEST_SHARE * len(text.strip())
            if kind != "subtitles" and (alone or not (beside or (glued and start))):
                continue
            if kind == "subtitles" and not beside and not alone:
                continue
            yield self.finding(
                pair,
                (start, end),
                confidence=0.85 if beside else 0.8,
                found=text[start:end],
                what=dict(self.WHAT)[kind],
            )

    def _at_the_end(self, text: str) -> regex.Match[str] | None:
        """What stands behind the last sentences of a row, one after the other."""
        for stop in _BREAK.finditer(text, max(0, len(text) - self.EDGE), max(0, len(text) - 3)):
            if match := self._last.match(text, stop.end()):
                return match
        return None

    def _has(self, kind: str, row: Row) -> bool:
        """Whether another text has the like, or is in a language of which no such wordings are known."""
        if kind in _BY_LANGUAGE and row.lang.split("-")[0] not in self._known[kind]:
            return True
        for match in (self._first.match(row.text), self._at_the_end(row.text)):
            if match is not None and match[kind] is not None:
                return True
        return False


@cache
def _compiled(data: LanguageData) -> tuple[regex.Pattern[str], regex.Pattern[str]]:
    table = data.wordings("metadata")
    kinds = {
        kind: "|".join(pattern for patterns in table[kind].values() for pattern in patterns)
        for kind, _ in LeftoverMetadata.WHAT
    }
    first = "|".join(f"(?P<{kind}>{pattern})" for kind, pattern in kinds.items())
    last = "|".join(f"(?P<{kind}>{kinds[kind]})" for kind, _ in LeftoverMetadata.WHAT[1:])
    last += "|(?P<dateline>(?!))"
    return (
        regex.compile(rf"\s*(?:{first})"),
        regex.compile(rf"(?:{last})\.?\s*$"),
    )
