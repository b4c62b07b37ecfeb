"""W105: text that goes round in a loop."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from hexapla.model import Category, Finding, Severity
from hexapla.pair import Pair
from hexapla.rules import Rule
from hexapla.text.technical import is_technical
from hexapla.text.tokens import Token, TokenKind


class LoopedText(Rule):
    """A phrase comes three times running and more, or a whole sentence twice.

    Why it matters: the machine has lost its place; what it should have said there is missing.
    Example (en): "(Applause) (Applause) (Applause)" for "(Applause)".
    Limits: lists, cries and counting are let through, and whatever source or reference repeats as often; a word or short
    phrase that stands twice is left to duplicated-words.
    """

    code = "W105"
    category = Category.DUPLICATION
    severity = Severity.MAJOR
    message = "{found!r} comes {times} times running"

    LONGEST = 60
    """Tokens of the longest phrase that is looked for."""

    TIMES: ClassVar[dict[int, int]] = {1: 5, 2: 5}
    """How often a phrase of so many words must come; longer ones three times."""

    SENTENCE = 13
    """Tokens from which twice is enough, beyond what duplicated-words looks at."""

    def check(self, pair: Pair) -> Iterator[Finding]:
        """Findings at loops, each from its first turn to its last."""
        tokens = pair.hypothesis.tokens
        if len(tokens) < 6:
            return
        excuse: int | None = None
        for start, period, turns in self._loops(tokens):
            once = tokens[start : start + period]
            if not self._counts(pair, once, turns):
                continue
            if excuse is None:
                found = (turn for row in pair.beside for _, _, turn in self._loops(row.tokens))
                excuse = max(found, default=1)
            if excuse >= turns:
                continue
            end = tokens[start + period * turns - 1].end
            text = pair.hypothesis.text
            phrase = text[once[0].start : once[-1].end]
            if is_technical(text, once[0].start, once[-1].end) and len(once) < 4:
                continue
            yield self.finding(
                pair,
                (once[0].start, end),
                suggestion=phrase,
                confidence=0.95 if pair.beside else 0.9,
                found=phrase if len(phrase) < 60 else phrase[:59] + "…",
                times=turns,
            )

    def _loops(self, tokens: tuple[Token, ...]) -> Iterator[tuple[int, int, int]]:
        """(first token, tokens of a turn, turns) of every loop."""
        keys = [token.key for token in tokens]
        last: dict[tuple[str, str], int] = {}
        done = 0
        for at in range(len(keys) - 1):
            gram = keys[at], keys[at + 1]
            before = last.get(gram)
            last[gram] = at
            if before is None or before < done:
                continue
            period = at - before
            if period > self.LONGEST or keys[before:at] != keys[at : at + period]:
                continue
            turns = 2
            while keys[before : before + period] == keys[before + turns * period : before + (turns + 1) * period]:
                turns += 1
            yield before, period, turns
            done = before + turns * period

    def _counts(self, pair: Pair, once: tuple[Token, ...], turns: int) -> bool:
        words = [token for token in once if token.kind is not TokenKind.MARK]
        if not any(token.is_word for token in words):
            return False
        if len(once) >= self.SENTENCE and len(words) >= 6 and turns >= 2:
            return True
        spaces = self.data.traits(pair.lang).spaces
        if not spaces:
            marked = len(once) > len(words)
            return turns >= 3 and len({token.key for token in words}) >= (2 if marked else 3)
        if len({token.key for token in words}) == 1:
            doubles = self.data.traits(pair.lang).doubles
            return turns * len(words) >= self.TIMES[1] and words[0].key not in doubles and len(words[0].text) > 3
        return turns >= self.TIMES.get(len(words), 3)
