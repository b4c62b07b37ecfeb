"""How well two words go together side by side, and how well a word ends a sentence, in languages written with spaces.

Words are taken by classes: the most frequent ones by themselves, the others by their last letters, marks by what they do. How
much oftener than by chance one class follows another is in ``_joints.json.gz``, made by ``scripts/train_joints``. The same for
scripts without spaces is in ``edges``.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Collection, Sequence
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

from hexapla.text.tokens import Token, TokenKind

END = "."
"""The class of marks that end a sentence, and of the end of a text."""

START = "^"
"""The class of the beginning of a text."""

_PAUSES = frozenset(",;:،؛")
_CLOSES = frozenset(".!?…।؟۔")
_JOINING = frozenset("-'’‐")
_LETTERS = 2


def class_of(token: Token, words: Collection[str]) -> str:
    """The class of a word, a number or a mark.

    Args:
        token: The token.
        words: Words that are a class of their own, case-folded.

    Returns:
        The word itself, or a capital or small sign and its last two letters; for marks what they do.
    """
    if token.kind is TokenKind.NUMBER:
        return "#"
    if token.kind is TokenKind.MARK:
        if token.text in _CLOSES:
            return END
        return "," if token.text in _PAUSES else "" if token.text in _JOINING else '"'
    if token.key in words:
        return token.key
    return ("+" if token.text[:1].isupper() else "-") + token.key[-_LETTERS:]


class Joints:
    """What follows what in one language.

    Args:
        words: The words that are a class of their own.
        odds: Two classes with a blank between them -> by how much oftener than by chance the one follows the other, as a natural
            logarithm; what is not listed neither draws nor shuns the other.
    """

    ENDS = 1.5
    """What the end of a sentence counts beside its beginning."""

    def __init__(self, words: Collection[str], odds: dict[str, float]) -> None:
        self._words = frozenset(words)
        self._odds = odds

    def between(self, left: Token, right: Token) -> float:
        """How well one word follows another: above 0 better than by chance, below 0 worse (natural logarithm)."""
        return self._odds.get(f"{class_of(left, self._words)} {class_of(right, self._words)}", 0.0)

    def ends(self, last: Token) -> float:
        """How well a word ends a sentence."""
        return self._odds.get(f"{class_of(last, self._words)} {END}", 0.0)

    def begins(self, first: Token) -> float:
        """How well a word begins a sentence."""
        name = class_of(first, self._words)
        return (self._odds.get(f"{START} {name}", 0.0) + self._odds.get(f"{END} {name}", 0.0)) / 2

    def against_break(self, left: Token, right: Token) -> float:
        """How much likelier two words belong to one sentence than a sentence ends with one and another begins with the other."""
        return self.between(left, right) - self.ENDS * self.ends(left) - self.begins(right)

    def room(self, tokens: Sequence[Token], first: Token, last: Token) -> float:
        """By how much better the words of a sentence follow each other with further words put in at the best place.

        Args:
            tokens: The sentence.
            first: The first of the further words.
            last: The last of them.
        """
        return max(
            (self.between(a, first) + self.between(last, b) - self.between(a, b) for a, b in pairwise(tokens)),
            default=0.0,
        )


@cache
def joints_of(lang: str) -> Joints | None:
    """What follows what in a language; None for one that it was not learnt for."""
    found = _table().get(lang.split("-")[0])
    if not found:
        return None
    return Joints(found["words"], {pair: tenths / 10 for pair, tenths in found["odds"].items()})


@cache
def _table() -> dict[str, Any]:
    content = files("hexapla.text").joinpath("_joints.json.gz").read_bytes()
    values: dict[str, Any] = json.loads(gzip.decompress(content))
    return values
