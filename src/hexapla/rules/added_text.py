"""C102: text of the translation that nothing in the reference or the source stands for."""

from __future__ import annotations

from collections.abc import Iterator

from hexapla.model import Category, Finding, Severity
from hexapla.pair import Pair
from hexapla.rules import Rule
from hexapla.text.edits import Edit, EditKind
from hexapla.text.tokens import TokenKind


class AddedText(Rule):
    """A passage of the translation has nothing in the reference or the source.

    Why it matters: the author never said it.
    Example (en): "The bridge, which everyone loved, fell." against "The bridge fell."
    Limits: inside a sentence a long stretch is needed, with agreement on both sides; a row without a counterpart is
    reported as the aligner finds it.
    """

    code = "C102"
    category = Category.ADDITION
    severity = Severity.MAJOR
    message = "nothing in {where} stands for {found!r}"
    yields_to = frozenset({"untranslated-text", "duplicated-words", "displaced-phrase"})

    UNSURE = 0.3
    """Confidence of the alignment below which a row without a counterpart says nothing."""

    FEWEST = 4
    """Words of an addition inside a sentence that must be more than function words."""

    FUNCTION_WORD = 6.0
    """Zipf frequency from which a word carries no meaning of its own."""

    AGREED = 2
    """Tokens on each side of an addition that must agree with the reference."""

    def check(self, pair: Pair) -> Iterator[Finding]:
        """A row of its own, or a stretch inside one."""
        text = pair.hypothesis.text
        if not text.strip():
            return
        others = [*pair.references, *((pair.source,) if pair.source else ())]
        if others and not any(row.text.strip() for row in others):
            if pair.confidence < self.UNSURE:
                return
            first = len(text) - len(text.lstrip())
            where = "the reference" if pair.references else "the source"
            at = (first, len(text.rstrip()))
            yield self.finding(pair, at, confidence=min(0.95, pair.confidence), where=where, found=_shortened(text))
            return
        if pair.references and all(row.text.strip() for row in pair.references):
            yield from self._stretches(pair)

    def _stretches(self, pair: Pair) -> Iterator[Finding]:
        """Words no reference has, between agreements with the first."""
        tokens, edits = pair.hypothesis.tokens, pair.aligned[0]
        spaces = self.data.traits(pair.lang).spaces
        for i, edit in enumerate(edits):
            if edit.kind is not EditKind.INSERT or not self._agreed(edits, i):
                continue
            own = [t for t in tokens[edit.hyp_from : edit.hyp_to] if t.kind is not TokenKind.MARK]
            content = [t for t in own if not spaces or self.data.words.frequency(t.key, pair.lang) < self.FUNCTION_WORD]
            known = pair.reference_words | pair.source_words
            if len(content) < self.FEWEST * (1 if spaces else 2) or any(t.key in known for t in content):
                continue
            start, end = own[0].start, own[-1].end
            yield self.finding(
                pair, (start, end), confidence=0.6, where="the reference", found=pair.hypothesis.text[start:end]
            )

    def _agreed(self, edits: tuple[Edit, ...], at: int) -> bool:
        """Whether the stretches on both sides of an addition are agreements long enough."""
        if not 0 < at < len(edits) - 1:
            return False
        return all(
            e.kind is EditKind.EQUAL and e.hyp_to - e.hyp_from >= self.AGREED for e in (edits[at - 1], edits[at + 1])
        )


def _shortened(text: str, longest: int = 80) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= longest else flat[: longest - 1] + "…"
