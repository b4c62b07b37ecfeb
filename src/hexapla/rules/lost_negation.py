"""C105: a "not" of the source and the reference that the translation lacks."""

from __future__ import annotations

from collections.abc import Iterator

from hexapla.model import Category, Finding, Severity
from hexapla.pair import Pair, Row
from hexapla.rules import Rule
from hexapla.text.edits import EditKind
from hexapla.text.negation import Places, has_negations, negations, softened
from hexapla.text.tokens import Token


class LostNegation(Rule):
    """The reference and the source negate what the translation asserts.

    Why it matters: the sentence says the opposite and gives no sign of it.
    Example (en): "The treaty does apply here." against "The treaty does not apply here."
    Limits: opposites ("fail", "without", "un-") count as negations, so a loss beside one of them is not seen; without a
    reference the place is an estimate.
    """

    code = "C105"
    category = Category.MISTRANSLATION
    severity = Severity.CRITICAL
    message = "{where} negates this with {lost!r}; the translation does not"

    NEIGHBOURS = 1
    """Words each side that are marked where a negation is missing; characters by twos in scripts without spaces."""

    ESTIMATE = 20
    """Characters each side of an estimated place that are marked."""

    def unavailable(self, lang: str) -> str | None:
        """Needs the words that negate."""
        return super().unavailable(lang) or (None if has_negations(lang) else f"negations of {lang} are not listed")

    def check(self, pair: Pair) -> Iterator[Finding]:
        """At most one finding a row."""
        if not pair.hypothesis.text.strip():
            return
        references = [self._places(row) for row in pair.references if row.text.strip()]
        source = self._places(pair.source) if pair.source and pair.source.text.strip() else None
        if source is not None and not source and has_negations(pair.source.lang if pair.source else ""):
            return
        if references and not all(references):
            return
        if not references and not source:
            return
        own = self._places(pair.hypothesis)
        if references:
            yield from self._beside_reference(pair, own, len(source or ()))
        elif pair.source and source and not own and not softened(pair.hypothesis.text, pair.lang):
            start, end = source[0]
            place = round(start / max(1, len(pair.source.text)) * len(pair.hypothesis.text))
            yield self._lost(pair, _around(pair.hypothesis, place, self.ESTIMATE), pair.source, (start, end), 0.6)

    def _places(self, row: Row) -> Places:
        return negations(row.text, row.lang, self.data.words)

    def _beside_reference(self, pair: Pair, own: Places, in_source: int) -> Iterator[Finding]:
        """A negation that the first reference has at a place where the translation agrees with it, or has at all."""
        reference = next(row for row in pair.references if row.text.strip())
        edits = pair.aligned[pair.references.index(reference)]
        places = self._places(reference)
        for place in places:
            for edit in edits:
                if edit.kind not in (EditKind.DELETE, EditKind.REPLACE):
                    continue
                inside = reference.tokens[edit.ref_from : edit.ref_to]
                if not any(place[0] <= token.start < place[1] for token in inside):
                    continue
                at = self._at(pair, edit.hyp_from, edit.hyp_to)
                if any(at[0] <= start < at[1] for start, _ in own):
                    continue
                bare = edit.kind is EditKind.DELETE and all(place[0] <= t.start < place[1] for t in inside)
                if bare and len(own) < max(len(places), in_source):
                    yield self._lost(pair, at, reference, place, 0.85)
                    return
                if not own and not softened(pair.hypothesis.text, pair.lang):
                    yield self._lost(pair, at, reference, place, 0.7)
                    return

    def _at(self, pair: Pair, first: int, last: int) -> tuple[int, int]:
        """The tokens of a stretch of the hypothesis with a neighbour each side."""
        tokens: tuple[Token, ...] = pair.hypothesis.tokens
        reach = self.NEIGHBOURS * (1 if self.data.traits(pair.lang).spaces else 2)
        before, after = max(0, first - reach), min(len(tokens), last + reach)
        return tokens[before].start, tokens[after - 1].end

    def _lost(self, pair: Pair, at: tuple[int, int], row: Row, place: tuple[int, int], confidence: float) -> Finding:
        return self.finding(
            pair,
            at,
            evidence=[(row, place)],
            confidence=confidence,
            where="the source" if row is pair.source else "the reference",
            lost=row.text[place[0] : place[1]],
        )


def _around(row: Row, place: int, reach: int) -> tuple[int, int]:
    """The tokens that lie within some characters of a place."""
    near = [t for t in row.tokens if t.end > place - reach and t.start < place + reach] or list(row.tokens)
    return near[0].start, near[-1].end
