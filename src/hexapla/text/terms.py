"""Finding the wordings of a glossary in a text, inflected and in any script.

In languages with spaces a wording is found word by word, each word in its own form or with another ending; in those without,
character by character. Which wordings should be there is the rules' to say.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from hexapla.languages import Traits
from hexapla.text.institutions import same_stem
from hexapla.text.tokens import Token, TokenKind, tokenize

_HEAD = 3
"""Letters by which wordings are looked up."""

_LONGEST_PREFIX = 4
"""Letters that Arabic and Hebrew write before a word as its beginning."""

_LONGEST_PARTICLE = 3
"""Letters that Korean and its like write behind a short word."""

_JOINERS = frozenset("-‐‑'’ʼ.·・/")


@dataclass(frozen=True, slots=True)
class Wording:
    """A wording to look for: its tokens, and the number the caller knows it by."""

    text: str
    tokens: tuple[Token, ...]
    number: int
    case: bool = False


class TermFinder:
    """Finds many wordings of one language in texts.

    Args:
        wordings: (wording, number, whether case matters).
        traits: Of the language.
        compounds: Whether a wording may be part of a longer word (German ``Datei`` in ``Dateiname``).
    """

    def __init__(self, wordings: Iterable[tuple[str, int, bool]], traits: Traits, *, compounds: bool = True) -> None:
        self._traits = traits
        self._compounds = compounds and traits.compounding
        self._by_head: dict[str, list[Wording]] = {}
        self._all: list[Wording] = []
        for text, number, case in wordings:
            tokens = tuple(token for token in tokenize(text) if token.text not in _JOINERS)
            if tokens:
                wording = Wording(text, tokens, number, case)
                self._all.append(wording)
                self._by_head.setdefault(tokens[0].key[: _HEAD if traits.spaces else 1], []).append(wording)

    def __bool__(self) -> bool:
        return bool(self._all)

    def find(self, text: str, tokens: tuple[Token, ...]) -> Iterator[tuple[int, int, int]]:
        """(start, end, number) of every wording in a text with these tokens."""
        words = [token for token in tokens if token.text not in _JOINERS]
        for at, token in enumerate(words):
            for wording in self._candidates(token):
                size = len(wording.tokens)
                if at + size > len(words):
                    continue
                run = words[at : at + size]
                if all(
                    self._is(a, b, wording.case, last=b is run[-1]) for a, b in zip(wording.tokens, run, strict=True)
                ):
                    yield run[0].start, run[-1].end, wording.number

    def _candidates(self, token: Token) -> list[Wording]:
        if not self._traits.spaces:
            return self._by_head.get(token.key[:1], [])
        found = self._by_head.get(token.key[:_HEAD], [])
        if len(token.key) < _HEAD or not (self._traits.prefixes or self._compounds):
            shorter = token.key[: _HEAD - 1]
            return found if not self._traits.inflection else [*found, *self._by_head.get(shorter, [])]
        if self._traits.prefixes:
            for cut in range(1, min(_LONGEST_PREFIX, len(token.key) - 2) + 1):
                found = [*found, *self._by_head.get(token.key[cut : cut + _HEAD], [])]
            return found
        return self._all if len(self._all) < 200 else found

    def _is(self, wanted: Token, there: Token, case: bool, *, last: bool) -> bool:
        if case:
            return wanted.text == there.text or (
                there.text.startswith(wanted.text) and same_stem(wanted.key, there.key)
            )
        one, other = wanted.key, there.key
        if one == other:
            return True
        if not self._traits.spaces or wanted.kind is not TokenKind.WORD or there.kind is not TokenKind.WORD:
            return False
        if same_stem(one, other):
            return True
        if self._traits.inflection and len(one) >= 2 and other.startswith(one):
            return len(other) - len(one) <= _LONGEST_PARTICLE and (len(one) >= 4 or not one.isascii())
        if self._traits.prefixes and len(one) >= 3 and other.endswith(one):
            return len(other) - len(one) <= _LONGEST_PREFIX
        if self._compounds and len(one) >= 4:
            return other.endswith(one) or (last and other.startswith(one))
        return False


def outermost(found: Iterable[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """The matches that lie in no longer one, in order."""
    kept: list[tuple[int, int, int]] = []
    for start, end, number in sorted(found, key=lambda m: (m[0], -m[1])):
        if not any(a <= start and end <= b and (a, b) != (start, end) for a, b, _ in kept):
            kept.append((start, end, number))
    return kept
