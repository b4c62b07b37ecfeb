"""P103: white space and doubling at punctuation marks."""

from __future__ import annotations

from collections.abc import Iterator

from hexapla.languages import LanguageData
from hexapla.model import Category, Finding, Severity
from hexapla.pair import Document, Pair
from hexapla.rules import Rule
from hexapla.text.spacing import Place, Slip, slips
from hexapla.text.technical import is_technical

_COMMAS = frozenset(",،、，")
_DANDAS = frozenset("।॥۔")
"""Full stops before which some writers set white space and others do not."""


class PunctuationSpacing(Rule):
    """White space before a mark, none after it, a mark set twice, a half-width stop in Chinese or Japanese.

    Why it matters: it looks careless, and sentence splitters and line breaking go wrong at it.
    Example (en): "in Appendix C ." for "in Appendix C."
    Limits: silent where source or reference write the mark the same way, on addresses, code and emoticons, and on the
    space that French sets before high marks.
    """

    code = "P103"
    category = Category.PUNCTUATION
    severity = Severity.MINOR
    safe_fix = True
    message = "{slip} at {mark!r}"

    def __init__(self, data: LanguageData) -> None:
        super().__init__(data)
        self._document: Document | None = None
        self._dandas: dict[str, bool] = {}

    def check(self, pair: Pair) -> Iterator[Finding]:
        """Findings at badly set marks."""
        text = pair.hypothesis.text
        traits = self.data.traits(pair.lang)
        excused: set[tuple[Slip, str]] | None = None
        taken: list[Place] = []
        for place in slips(text, traits.spaces, traits.space_before):
            if any(place.start < other.end and other.start < place.end for other in taken):
                continue
            # what stands before white space, or before a mark set twice, may be a word with digits
            apart = place.slip is Slip.SPACE_BEFORE or (place.slip is Slip.DOUBLED and place.wanted in _COMMAS)
            first = place.end - 1 if apart else place.start - 1
            if is_technical(text, max(0, first), place.end + 1):
                continue
            if excused is None:
                excused = self._excused(pair)
            mark = place.wanted.strip()
            if (place.slip, mark) in excused or (mark in _DANDAS and self._spaced_dandas(pair, mark)):
                continue
            taken.append(place)
            yield self.finding(
                pair,
                (place.start, place.end),
                suggestion=place.wanted,
                confidence=0.96 if place.slip is not Slip.NO_SPACE_AFTER else 0.93,
                slip=place.slip.value,
                mark=mark,
            )

    def _spaced_dandas(self, pair: Pair, mark: str) -> bool:
        """Whether the document sets white space before a danda more than once and half of the time, which is an old custom."""
        document, counts = pair.document, self._dandas
        if document is not self._document:
            self._document = document
            counts.clear()
        if mark not in counts:
            text = "\n".join(row.text for row in document.hypotheses)
            spaced = text.count(f" {mark}")
            counts[mark] = spaced > 1 and spaced * 2 >= text.count(mark)
        return counts[mark]

    def _excused(self, pair: Pair) -> set[tuple[Slip, str]]:
        """Slips that a reference or the source has too, in a language written alike."""
        found: set[tuple[Slip, str]] = set()
        for row in pair.beside:
            traits = self.data.traits(row.lang)
            found |= {(p.slip, p.wanted.strip()) for p in slips(row.text, traits.spaces, traits.space_before)}
        return found
