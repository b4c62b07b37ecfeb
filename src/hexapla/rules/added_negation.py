"""C108: a "not" of the translation that neither the reference nor the source has."""

from __future__ import annotations

from collections.abc import Iterator

from hexapla.model import Category, Finding, Severity
from hexapla.pair import Pair
from hexapla.rules import Rule
from hexapla.text.edits import Edit, EditKind
from hexapla.text.institutions import same_stem
from hexapla.text.negation import has_negations, negations
from hexapla.text.tokens import Token, TokenKind


class AddedNegation(Rule):
    """The translation negates what the reference, and the source, assert.

    Why it matters: the sentence says the opposite and gives no sign of it.
    Example (en): "The treaty does not apply here." against "The treaty applies here."
    Limits: seen only where the words around the negation are the reference's, and no other text has a negation
    anywhere in the row.
    """

    code = "C108"
    category = Category.MISTRANSLATION
    severity = Severity.CRITICAL
    message = "{found!r} negates this; {where} does not"
    inputs = frozenset({"reference"})

    LARGEST = 5
    """Words of a changed stretch with a negation, at most."""

    STEM = 4
    """Letters that forms of one word share."""

    FUNCTION_WORD = 5.5
    """Zipf frequency from which a word beside a negation says nothing of its own ("does", "any")."""

    def unavailable(self, lang: str) -> str | None:
        """Needs the words that negate."""
        return super().unavailable(lang) or (None if has_negations(lang) else f"negations of {lang} are not listed")

    def check(self, pair: Pair) -> Iterator[Finding]:
        """At most one finding a row."""
        words = self.data.words
        own = negations(pair.hypothesis.text, pair.lang, words) if pair.hypothesis.text.strip() else ()
        rows = [row for row in pair.beside if row.text.strip()]
        if not own or not pair.references or not all(row.text.strip() for row in pair.references):
            return
        if any(negations(row.text, row.lang, words) for row in rows):
            return
        for edit in pair.aligned[0]:
            place = self._negated(pair, edit, own)
            if place:
                text = pair.hypothesis.text
                yield self.finding(
                    pair,
                    place,
                    confidence=0.8,
                    found=text[place[0] : place[1]],
                    where="the reference" if len(rows) == 1 else "every other text",
                )
                return

    def _negated(self, pair: Pair, edit: Edit, own: tuple[tuple[int, int], ...]) -> tuple[int, int] | None:
        """The words of a changed stretch that say what the reference's say, but for a negation."""
        if edit.kind not in (EditKind.INSERT, EditKind.REPLACE):
            return None
        here = pair.hypothesis.tokens[edit.hyp_from : edit.hyp_to]
        there = pair.references[0].tokens[edit.ref_from : edit.ref_to]
        if not here or max(len(here), len(there)) > self.LARGEST:
            return None
        inside = [(start, end) for start, end in own if here[0].start <= start and end <= here[-1].end]
        if not inside:
            return None
        mine = [t for t in here if self._says(t, pair.lang) and not any(s <= t.start < e for s, e in inside)]
        theirs = [t for t in there if self._says(t, pair.lang)]
        alike = all(any(self._alike(t, o) for o in theirs) for t in mine)
        alike = alike and all(any(self._alike(t, o) for o in mine) for t in theirs)
        return (here[0].start, here[-1].end) if alike else None

    def _alike(self, one: Token, other: Token) -> bool:
        return same_stem(one.key, other.key) or (
            len(one.key) >= self.STEM and one.key[: self.STEM] == other.key[: self.STEM]
        )

    def _says(self, token: Token, lang: str) -> bool:
        if token.kind is TokenKind.MARK:
            return False
        return not self.data.traits(lang).spaces or self.data.words.frequency(token.key, lang) < self.FUNCTION_WORD
