"""C108: a "not" of the translation that neither the reference nor the source has."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from hexapla.languages.lexicons import lexicon_of
from hexapla.model import Category, Finding, Severity
from hexapla.pair import Pair
from hexapla.rules import Rule
from hexapla.text.edits import Edit, EditKind
from hexapla.text.institutions import same_stem
from hexapla.text.negation import TAG, Places, has_negations, negations, softened
from hexapla.text.tokens import Token, TokenKind

_NUMBERED = regex.compile(r"\.?\s*\p{Nd}")
"""What follows "No" where it stands for "number"."""

_REACH = 4
"""Words behind the first part of a negation among which its second part is looked for."""


class AddedNegation(Rule):
    """The translation negates what the reference, and the source, assert.

    Why it matters: the sentence says the opposite and gives no sign of it.
    Example (en): "The treaty does not apply here." against "The treaty applies here."
    Limits: no other text may have a negation anywhere in the row; without a source, or in scripts without spaces, the
    words around the negation must be the reference's as well.
    """

    code = "C108"
    category = Category.MISTRANSLATION
    severity = Severity.CRITICAL
    message = "{found!r} negates this; {where} does not"
    inputs = frozenset({"reference"})

    LARGEST = 5
    """Words of a changed stretch with a negation, at most."""

    SHARED = 0.25
    """Share of the reference's words that the translation must have where nothing near the negation is the reference's."""

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
        own = tuple(place for place in own if self._plain(pair, place))
        places = (self._negated(pair, edit, own) for edit in pair.aligned[0])
        place = next((place for place in places if place), None)
        sure = place is not None
        place = place or self._unheard(pair, own)
        if place:
            place = _whole(pair, place)
            yield self.finding(
                pair,
                place,
                confidence=0.8 if sure else 0.7,
                severity=None if sure else Severity.MAJOR,
                found=pair.hypothesis.text[place[0] : place[1]],
                where="the reference" if len(rows) == 1 else "every other text",
            )

    def _unheard(self, pair: Pair, own: Places) -> tuple[int, int] | None:
        """The first negation where neither the references nor the source have a word that could carry its sense."""
        source, words = pair.source, self.data.words
        if source is None or not source.text.strip() or not has_negations(source.lang):
            return None
        if not self.data.traits(pair.lang).spaces or any(softened(row.text, row.lang, words) for row in pair.beside):
            return None
        reference = pair.references[0]
        keys = {token.key for token in pair.hypothesis.words}
        shared = sum(token.key in keys for token in reference.words)
        if shared < self.SHARED * len(reference.words):
            return None  # another text altogether
        weaker, text = lexicon_of(pair.lang).weaker_negations, pair.hypothesis.text
        return next((place for place in own if text[slice(*place)].casefold() not in weaker), None)

    def _plain(self, pair: Pair, place: tuple[int, int]) -> bool:
        """Whether a negation is one by itself: no tag at the end, no "No. 5", no "un-" that has become part of a word."""
        text = pair.hypothesis.text
        word = text[place[0] : place[1]].casefold()
        if TAG.match(text, place[1]) or _NUMBERED.match(text, place[1]):
            return False
        lexicon = lexicon_of(pair.lang)
        beginning = next((b for b in lexicon.negating_beginnings if word.startswith(b)), "")
        if word in lexicon.negations or not beginning:
            return True
        rest = word[len(beginning) :]
        return any(self._same(rest, token.key) for row in pair.references for token in row.words)

    def _same(self, one: str, other: str) -> bool:
        return same_stem(one, other) or (len(one) >= self.STEM and one[: self.STEM] == other[: self.STEM])

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
        return self._same(one.key, other.key)

    def _says(self, token: Token, lang: str) -> bool:
        if token.kind is TokenKind.MARK:
            return False
        return not self.data.traits(lang).spaces or self.data.words.frequency(token.key, lang) < self.FUNCTION_WORD


def _whole(pair: Pair, place: tuple[int, int]) -> tuple[int, int]:
    """A negation with its second part if it has two, such as "ne ... pas"."""
    halves, seconds = lexicon_of(pair.lang).negation_halves
    if pair.hypothesis.text[place[0] : place[1]].casefold() not in halves:
        return place
    behind = [token for token in pair.hypothesis.words if token.start >= place[1]][:_REACH]
    return place[0], next((token.end for token in behind if token.key in seconds), place[1])
