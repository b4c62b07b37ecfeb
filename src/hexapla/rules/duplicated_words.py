"""W103: words written twice running."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

import regex

from hexapla.languages import Traits
from hexapla.model import Category, Finding, Severity
from hexapla.pair import Pair
from hexapla.rules import Rule
from hexapla.text.endings import ends_sentence
from hexapla.text.technical import is_technical
from hexapla.text.tokens import Token, TokenKind

_KANA = regex.compile(r"[\p{Hiragana}\p{Katakana}ー]+")
_BRACKETS = frozenset("()[]（）［］【】")
_INSIDE_WORDS = frozenset("'’ʼ-‐")


class DuplicatedWords(Rule):
    """A word or phrase written twice running.

    Why it matters: a machine that stutters has often lost its place, and words are missing elsewhere.
    Example (en): "at such such a level".
    Limits: silent on doublings the language allows ("had had", "very very", Chinese 看看), and where the source or
    the reference doubles as well.
    """

    code = "W103"
    category = Category.DUPLICATION
    severity = Severity.MINOR
    message = "{found!r} stands twice running{why}"
    yields_to = frozenset({"looped-text"})

    LONGEST = 12
    """Tokens of the longest phrase that is looked for."""

    SHORTEST_NAME = 3
    """Letters of a word that is doubled before digits."""

    SHORTEST_WITH_MARKS = 4
    """Words of a doubled phrase with punctuation in it; shorter ones are calls and lists."""

    SHORTEST_KANA = 5
    """The same for kana, which paint sounds and manners by doubling: ひょろひょろ."""

    GRAMMAR = 6.2
    """Zipf frequency of words of grammar, which may meet their like: "had had"."""

    SHORTEST_UNSPACED = 3
    """Characters a doubled phrase needs in a script without spaces; shorter ones are how such languages form words."""

    def check(self, pair: Pair) -> Iterator[Finding]:
        """Findings at doubled words and phrases."""
        tokens = pair.hypothesis.tokens
        yield from self._before_digits(pair, tokens)
        keys = [token.key for token in tokens]
        latest: dict[str, int] = {}
        previous: list[int | None] = []
        done = -1
        excused: bool | None = None
        for at, key in enumerate(keys):
            found = latest.get(key)
            previous.append(found)
            latest[key] = at
            while found is not None:
                before, found = found, previous[found]
                size = at - before
                if size > self.LONGEST or before < done:
                    break
                if at + size > len(keys) or keys[before:at] != keys[at : at + size]:
                    continue
                if not self._counts(pair, tokens, before, size):
                    continue
                if excused is None:
                    excused = self._doubles_beside(pair)
                if excused:
                    return
                start, end = tokens[before].start, tokens[at + size - 1].end
                done = at + size
                once = pair.hypothesis.text[tokens[before].start : tokens[at - 1].end]
                yield self.finding(
                    pair,
                    (start, end),
                    suggestion=once,
                    confidence=0.97 if pair.references or pair.source else 0.93,
                    found=once,
                    why=" and only once in the reference" if pair.references else "",
                )
                break

    def _before_digits(self, pair: Pair, tokens: Sequence[Token]) -> Iterator[Finding]:
        """Findings at a word that stands again with digits on it: ``user user34``."""
        text = pair.hypothesis.text
        for first, second in itertools.pairwise(tokens):
            if not second.text[-1].isdecimal() or not second.is_word or first.text != second.text.rstrip("0123456789"):
                continue
            if (
                len(first.text) < self.SHORTEST_NAME
                or text[first.end : second.start] != " "
                or self._doubles_beside(pair)
            ):
                continue
            at = (first.start, second.end)
            yield self.finding(pair, at, suggestion=second.text, confidence=0.85, found=first.text, why="")

    def _counts(self, pair: Pair, tokens: Sequence[Token], at: int, size: int) -> bool:
        """Whether `size` tokens from `at`, which stand there twice, are a slip rather than good language."""
        twice = tokens[at : at + 2 * size]
        once = twice[:size]
        text = pair.hypothesis.text
        if not any(token.is_word for token in once):
            return size == 1 and self._number(pair, twice)
        traits = self.data.traits(pair.lang)
        gap = text[once[-1].end : twice[size].start]
        unspaced = all(not text[a.end : b.start] for a, b in itertools.pairwise(twice))
        if is_technical(text, twice[0].start, twice[-1].end) and size == 1:
            return False
        if any(token.kind is TokenKind.MARK for token in once):
            words = sum(token.is_word for token in once)
            marks = {token.text for token in once if token.kind is TokenKind.MARK}
            if pair.references and marks <= _BRACKETS and once[-1].text in marks and gap == " ":
                return True  # (OSCE) (OSCE)
            if not marks <= _INSIDE_WORDS:
                return words >= self.SHORTEST_WITH_MARKS
            return words >= 2 and once[-1].kind is not TokenKind.MARK
        if not traits.spaces or (unspaced and not gap):
            return not traits.spaces and self._unspaced(pair, once)
        if gap.strip() or not gap:
            return False
        if size == 1:
            clause = at == 0 or not tokens[at - 1].is_word or tokens[at - 1].key in traits.never_final
            ends = at > 0 and ends_sentence(text[max(0, twice[1].end - 20) : twice[1].end + 1].rstrip()) and not clause
            return self._word(pair, traits, once[0], twice[1], clause, ends)
        # a phrase of numbers or of one word over and over is a list or a cry
        return len({token.key for token in once}) > 1

    @staticmethod
    def _number(pair: Pair, twice: Sequence[Token]) -> bool:
        """Whether a number that stands twice between words is a slip: every reference has it, but less often."""
        first, second = twice
        if first.kind is not TokenKind.NUMBER or pair.hypothesis.text[first.end : second.start] != " ":
            return False
        own = sum(token.key == first.key for token in pair.hypothesis.tokens)
        counts = [sum(token.key == first.key for token in row.tokens) for row in pair.references]
        return bool(counts) and all(0 < count < own for count in counts)

    def _word(self, pair: Pair, traits: Traits, first: Token, second: Token, clause: bool, ends: bool) -> bool:
        """Whether a single word that stands twice is a slip.

        Args:
            pair: The row.
            traits: What the language does.
            first: The word.
            second: The word again.
            clause: Whether a clause may begin with it.
            ends: Whether a sentence ends with it; what languages double for weight stands before something.
        """
        if clause and (
            f", {first.key}" in traits.doubles or (first.text[:1].isupper() and len(pair.hypothesis.words) < 4)
        ):
            return False
        if traits.noun_capitals and not clause and first.text[:1].isupper() and second.text[:1].islower():
            return False  # a noun and a verb: beim Kochen kochen
        if traits.capitals and not traits.noun_capitals and first.text[:1].isupper() and not clause and not pair.beside:
            return False  # a name: Walla Walla
        if len(first.text) == 1 and first.text.isupper():
            # an initial or a label, unless it is a small word of the language at the head of a sentence
            small = first.key in traits.never_final or first.key in traits.seldom_final
            if first.text.isascii() or not (clause and small):
                return False
        if first.key in traits.doubles and not (ends and pair.references) and not self._once_beside(pair, second):
            return False
        if second.text != first.text and second.text != first.text[:1].lower() + first.text[1:]:
            return False
        if traits.reduplication:
            if pair.references:
                return True
            # only words of grammar: what bears meaning is doubled to mean more of it
            return first.key in traits.never_final or self.data.words.frequency(first.key, pair.lang) >= 6.3
        return True

    def _once_beside(self, pair: Pair, second: Token) -> bool:
        """Whether a reference has a word that may be doubled, but once, and no reference or source ever twice.

        A word of grammar counts only before the word that follows here, too: other sentences double it by right.
        """
        if not any(second.key in _keys(row.words) for row in pair.references):
            return False
        if self.data.words.frequency(second.key, pair.lang) < self.GRAMMAR:
            return not any(_said_twice(row.tokens, second.key) for row in pair.beside)
        after = next((token.key for token in pair.hypothesis.tokens if token.start >= second.end), "")
        return any((second.key, after) in itertools.pairwise(_keys(row.tokens)) for row in pair.references)

    def _unspaced(self, pair: Pair, once: Sequence[Token]) -> bool:
        """Whether a doubled stretch of characters is a slip."""
        form = "".join(token.key for token in once)
        if len({token.key for token in once}) < 2 or form in self.data.traits(pair.lang).doubles:
            return False
        if _KANA.fullmatch(form):
            return len(once) >= self.SHORTEST_KANA
        if self.data.traits(pair.lang).reduplication and not pair.references:
            return len(once) > self.SHORTEST_UNSPACED
        if len(once) >= self.SHORTEST_UNSPACED:
            return True
        return bool(pair.references) and form * 2 not in "".join(r.text for r in pair.references)

    def _doubles_beside(self, pair: Pair) -> bool:
        """Whether a reference or the source writes something twice running too."""
        rows = pair.beside
        return any(_has_double(row.tokens) for row in rows)


def _keys(tokens: Sequence[Token]) -> list[str]:
    """The case-folded forms of tokens."""
    return [token.key for token in tokens]


def _said_twice(tokens: Sequence[Token], key: str) -> bool:
    """Whether a word stands twice with nothing but a mark between: "very, very"."""
    places = [at for at, token in enumerate(tokens) if token.key == key]
    return any(
        b - a == 1 or (b - a == 2 and tokens[a + 1].kind is TokenKind.MARK) for a, b in itertools.pairwise(places)
    )


def _has_double(tokens: Sequence[Token]) -> bool:
    """Whether some word or phrase stands twice running."""
    keys = [token.key for token in tokens]
    last: dict[str, int] = {}
    for at, key in enumerate(keys):
        before = last.get(key)
        if before is not None and tokens[at].is_word and keys[before:at] == keys[at : 2 * at - before]:
            spaced = tokens[at - 1].end < tokens[at].start
            if spaced or at - before >= 2:
                return True
        last[key] = at
    return False
