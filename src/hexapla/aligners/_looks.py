"""How segments begin and end, and which numbers they hold: what can be seen without comparing them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hexapla.similarities import Floats, Ints

_TERMINAL = frozenset(".!?…。！？．｡।॥۔؟։።᙮᠃។៕၊။")
_CLOSING = frozenset("\"'”’»›)]}」』）】》〉“‘*_ ")
_OPENING = frozenset("\"'“‘«‹([{「『（【《〈„‚¿¡*_-–— ")
_NUMBER = re.compile(r"\d[\d.,:\u00a0\u202f]*")
_SEPARATORS = re.compile(r"\D")


@dataclass(frozen=True, slots=True)
class Looks:
    """How segments begin and end.

    Attributes:
        closed: Whether a segment ends a sentence, closing quotes and brackets aside.
        mark: The character that ends it, closing quotes and brackets aside, as a number.
        lower: Whether it begins with a lower-case letter.
        before: Evidence that it is parted from the segment before it, 0 to 1.
        after: How firmly it is parted from the segment after it.
        numbers: The numbers in it, as digits without separators.
    """

    closed: Floats
    mark: Floats
    lower: Floats
    before: Floats
    after: Floats
    numbers: tuple[frozenset[str], ...]

    def take(self, chosen: Ints) -> Looks:
        """The looks of some of the segments."""
        return Looks(
            self.closed[chosen],
            self.mark[chosen],
            self.lower[chosen],
            self.before[chosen],
            self.after[chosen],
            tuple(self.numbers[place] for place in chosen),
        )


def looks(segments: Sequence[str], firmness: Sequence[float] | None = None) -> Looks:
    """Look at the beginnings and ends of segments; `firmness` says how likely each begins a segment."""
    closed, mark, lower, numbers = [], [], [], []
    for text in segments:
        end = len(text)
        while end and text[end - 1] in _CLOSING:
            end -= 1
        last = text[end - 1] if end else " "
        closed.append(last in _TERMINAL)
        mark.append(ord(last) if not last.isalnum() else 0)
        start = 0
        while start < len(text) - 1 and text[start] in _OPENING:
            start += 1
        lower.append(text[start : start + 1].islower())
        numbers.append(frozenset(_SEPARATORS.sub("", number) for number in _NUMBER.findall(text)))
    before = np.ones(len(segments), np.float32) if firmness is None else _evidence(np.array(firmness, np.float64))
    after = np.append(before[1:], np.ones(min(len(segments), 1), np.float32))
    return Looks(
        np.array(closed, np.float32),
        np.array(mark, np.float32),
        np.array(lower, np.float32),
        before,
        after,
        tuple(numbers),
    )


def _evidence(likely: Floats) -> Floats:
    """Probabilities as evidence: their log odds, those of 1 in 50 and less as 0, those of 49 in 50 and more as 1."""
    odds = np.log(np.clip(likely, 0.02, 0.98) / (1 - np.clip(likely, 0.02, 0.98)))
    scaled: Floats = (0.5 + odds / (2 * np.log(49))).astype(np.float32)
    return scaled
