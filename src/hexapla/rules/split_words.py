"""W102: a word torn apart by a space."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import ClassVar

import regex

from hexapla.model import Category, Finding, Severity
from hexapla.pair import Pair, Row
from hexapla.rules import Rule
from hexapla.text.technical import is_technical
from hexapla.text.tokens import Token, is_lettered

_APOSTROPHES = ("'", "’", "ʼ")
_GOES_ON = regex.compile(r"[\"״־](?=\p{L})")


class SplitWords(Rule):
    """A word torn apart by a space.

    Why it matters: the pieces are no words, or other words, and the line reads as if something were missing.
    Example (en): "a fo reign car" for "a foreign car".
    Limits: silent where both pieces are frequent words ("a way", "some times") and on names, numbers and code.
    """

    code = "W102"
    category = Category.SPELLING
    severity = Severity.MINOR
    needs: ClassVar[frozenset[str]] = frozenset({"spaces"})
    message = "{found!r} tears {wanted!r} apart: {why}"

    ODDS = 3.0
    """log10 odds of one word against two neighbours that a finding by word list alone needs."""

    ODDS_REFERENCE = -1.0
    """The same where the reference has the closed word and not the pieces."""

    ODDS_TWO_WORDS = 2.4
    """The same where both pieces are words of some frequency."""

    PIECE: ClassVar[dict[int, float]] = {1: 6.0, 2: 5.2, 3: 4.2}
    """Letters of a piece -> Zipf frequency from which it is a word of its own by good right."""
    PIECE_LONG = 3.2

    KNOWN = 4.5
    """Zipf frequency that a closed word is given which stands in the source or elsewhere in the references."""

    WORD = 3.5
    """Zipf frequency of a word of some frequency."""

    LEAST_FREQUENCY = 2.4
    """Zipf frequency the closed word needs without a reference."""

    THIN = 3.3
    """Zipf frequency that the closed word needs in a language with a short list."""

    LONG_LIST = -1.0
    """Zipf frequency of the pieces as neighbours where a short list lacks one of them."""

    UNLISTED = 0.0
    """Zipf frequency that an unlisted piece is given at best."""

    def check(self, pair: Pair) -> Iterator[Finding]:
        """Findings at neighbouring words that make one."""
        text, tokens = pair.hypothesis.text, pair.hypothesis.tokens
        listed, last = self.data.words.frequencies(pair.lang), -1
        beside, source, document = pair.reference_words, pair.source_words, pair.document.reference_words
        for at, (left, right) in enumerate(pairwise(tokens)):
            if right.start != left.end + 1 or not (left.is_word and right.is_word) or at <= last:
                continue
            closed = left.key + right.key
            if (
                listed.get(closed, 0.0) < self.LEAST_FREQUENCY
                and closed not in beside
                and closed not in source
                and closed not in document
            ):
                continue
            if not text[left.end].isspace() or not is_lettered(left.text):
                continue
            if text[left.start - 1 : left.start] in _APOSTROPHES or text[right.end : right.end + 1] in _APOSTROPHES:
                continue
            if _GOES_ON.match(text, right.end) or left.key == right.key:
                continue  # an acronym (ע"פ), a prefix before a maqaf, or a word that is said twice: ha ha
            found = self._torn(pair, left, right)
            if found:
                last = at + 1
                yield found

    def _torn(self, pair: Pair, left: Token, right: Token) -> Finding | None:
        """A finding if two neighbours are the pieces of one word."""
        words, lang = self.data.words, pair.lang
        closed = left.key + right.key
        in_reference = closed in pair.reference_words
        size = len(closed)
        if size < 4 or (right.text[:1].isupper() and not left.text.isupper()):
            return None
        if in_reference:
            if any(self._side_by_side(reference.words, left, right) for reference in pair.references):
                return None
            here = {left.key, right.key} & pair.reference_words
            odds = max(words.frequency(closed, lang), 5.0) - self._apart(left, right, lang)
            both = min(words.frequency(token.key, lang) for token in (left, right)) >= self.WORD
            if odds >= (self.ODDS_TWO_WORDS if both else self.ODDS_REFERENCE) + 2 * len(here):
                reference, place = next(
                    (reference, token)
                    for reference in pair.references
                    for token in reference.words
                    if token.key == closed
                )
                why = f"the reference has {place.text!r}"
                return self._finding(pair, left, right, 0.97, why, [(reference, (place.start, place.end))])
            return None
        if not is_lettered(right.text) or is_technical(pair.hypothesis.text, left.start, right.end):
            return None
        frequency = words.frequency(closed, lang)
        if frequency < self.LEAST_FREQUENCY:
            if size <= 4 or not (closed in pair.source_words or closed in pair.document.reference_words):
                return None
            frequency = self.KNOWN
        if not words.has(lang) and not self._torn_by_a_thin_list(left, right, lang):
            return None
        if pair.reference_words and {left.key, right.key} <= pair.reference_words:
            return None
        rare = min((left, right), key=lambda t: words.frequency(t.key, lang))
        if rare.key in pair.reference_words or rare.key in pair.source_words:
            return None
        if pair.document.hypothesis_words[rare.key] > 1 and words.frequency(rare.key, lang) < self.WORD:
            return None
        if all(
            words.frequency(piece.key, lang) >= self.PIECE.get(len(piece.key), self.PIECE_LONG)
            for piece in (left, right)
        ):
            return None
        odds = frequency - (self._apart(left, right, lang) if words.has(lang) else self.LONG_LIST)
        if odds < self.ODDS:
            return None
        why = f"{rare.text!r} is " + ("a rare word" if words.frequency(rare.key, lang) else "in no word list")
        return self._finding(pair, left, right, 1 / (1 + 10 ** -((odds - self.ODDS) / 2 + 0.7)), why, [])

    def _torn_by_a_thin_list(self, left: Token, right: Token, lang: str) -> bool:
        """Whether even a short list of words tells: it has the closed word as a frequent one, and not one of the pieces."""
        words = self.data.words
        closed, pieces = left.key + right.key, [words.frequency(token.key, lang) for token in (left, right)]
        return len(closed) > 4 and words.frequency(closed, lang) >= self.THIN and 0.0 in pieces

    def _apart(self, left: Token, right: Token, lang: str) -> float:
        """Zipf frequency of the two pieces as neighbours, as if words fell together by chance."""
        words = self.data.words
        if not words.has(lang):
            return 0.0
        return sum(max(words.frequency(t.key, lang), self.UNLISTED) for t in (left, right)) - 9

    @staticmethod
    def _side_by_side(words: tuple[Token, ...], left: Token, right: Token) -> bool:
        """Whether two words are neighbours in a text."""
        return any(a.key == left.key and b.key == right.key for a, b in pairwise(words))

    def _finding(
        self,
        pair: Pair,
        left: Token,
        right: Token,
        confidence: float,
        why: str,
        evidence: list[tuple[Row, tuple[int, int]]],
    ) -> Finding:
        """The finding at two neighbours."""
        found = pair.hypothesis.text[left.start : right.end]
        wanted = left.text + right.text
        return self.finding(
            pair,
            (left.start, right.end),
            evidence=evidence,
            suggestion=wanted,
            confidence=min(0.97, confidence),
            found=found,
            wanted=wanted,
            why=why,
        )
