"""How the words of a language are built: characters and affixes, learnt from a list of its words.

Tells how likely a string of letters is as one word, listed or not, and how freely a string starts or ends longer words.
Judging texts with it is the rules' business.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cached_property
from math import log10

_UNSEEN = 1 / 200
"""Probability of a character that stands in no listed word."""


class Spelling:
    """An interpolated character n-gram model with Witten-Bell smoothing.

    Args:
        words: Words of the language, case-folded; their number of letters decides the cost (some tens of thousands of
            words take well under a second).
        order: Characters per gram; 4 looks at three letters of context.
    """

    def __init__(self, words: Iterable[str], order: int = 4) -> None:
        self._order = order
        sizes = range(1, order + 1)
        framed = [f"^{word}$" for word in words]
        grams = Counter([word[i : i + size] for word in framed for size in sizes for i in range(len(word) + 1 - size)])
        seen: Counter[str] = Counter()
        kinds: Counter[str] = Counter()
        for gram, count in grams.items():
            seen[gram[:-1]] += count
            kinds[gram[:-1]] += 1
        self._grams, self._seen, self._kinds = dict(grams), dict(seen), dict(kinds)  # which no collection goes through
        self._known: dict[str, float] = {}

    def log_probability(self, word: str) -> float:
        """log10 of the probability that a word of the language is spelt like this; the more negative, the odder."""
        framed = f"^{word.casefold()}$"
        first = self._order - 1
        return sum(log10(self._probability(framed[max(0, i - first) : i + 1])) for i in range(1, len(framed)))

    def _probability(self, gram: str) -> float:
        """The probability of the last character of a gram after the others."""
        if gram in self._known:
            return self._known[gram]
        lower = self._probability(gram[1:]) if len(gram) > 1 else _UNSEEN
        seen, kinds = self._seen.get(gram[:-1], 0), self._kinds.get(gram[:-1], 0)
        value = (self._grams.get(gram, 0) + kinds * lower) / (seen + kinds) if seen else lower
        self._known[gram] = value
        return value


class Affixes:
    """How many listed words a string starts or ends, where what remains is a word of its own.

    A prefix such as German *ver-* or Russian *по-* starts hundreds, while *the* or *und* hardly any: what tells a
    word that was run into its neighbour from a part of a longer word.

    Args:
        words: Case-folded words with their Zipf frequencies.
        least: Frequency from which a word counts.
        rest: Frequency that what remains needs.
    """

    _SHORTEST_REST = 4

    def __init__(self, words: Mapping[str, float], least: float = 2.0, rest: float = 3.0) -> None:
        self._words = words
        self._least = least
        self._rest = rest
        self._known: dict[tuple[str, bool], int] = {}

    @cached_property
    def _forward(self) -> tuple[str, ...]:
        """The words that count, in order; a tuple, since the garbage collector goes through long lists each time."""
        return _ordered([word for word, frequency in self._words.items() if frequency >= self._least])

    @cached_property
    def _backward(self) -> tuple[str, ...]:
        """The same words, each written backward, in order."""
        return _ordered([word[::-1] for word in self._forward])

    @cached_property
    def _rare(self) -> tuple[str, ...]:
        """The words too rare to count, in order."""
        return _ordered([word for word, frequency in self._words.items() if 0 < frequency < self._least])

    def starts(self, part: str) -> int:
        """How many words start with the string."""
        return self._count(part, self._forward, False)

    def ends(self, part: str) -> int:
        """How many words end with the string."""
        return self._count(part[::-1], self._backward, True)

    def extended(self, word: str, letters: int = 3) -> int:
        """How many words continue a string by 1 to `letters` letters, as the case forms of a noun do."""
        return sum(len(word) < len(other) <= len(word) + letters for other in _beginning(self._forward, word))

    def continued(self, word: str, letters: int = 4) -> int:
        """How many words continue a string by `letters` letters or more, as compounds do and inflected forms do not."""
        return sum(len(other) >= len(word) + letters for other in _beginning(self._forward, word))

    def endings(self, part: str) -> int:
        """How many words end with a string, whatever is before it."""
        return len(_beginning(self._backward, part[::-1]))

    def has_forms(self, word: str, letters: int = 2) -> bool:
        """Whether some listed word, however rare, continues a string by up to `letters` letters."""
        longest = len(word) + letters
        ordered = (self._forward, self._rare)
        return any(len(word) < len(other) <= longest for words in ordered for other in _beginning(words, word))

    def _count(self, part: str, ordered: tuple[str, ...], backward: bool) -> int:
        key = (part, backward)
        if key not in self._known:
            size = len(part)
            rests = [word[size:] for word in _beginning(ordered, part)]
            self._known[key] = sum(
                len(rest) >= self._SHORTEST_REST
                and self._words.get(rest[::-1] if backward else rest, 0.0) >= self._rest
                for rest in rests
            )
        return self._known[key]


def _ordered(words: list[str]) -> tuple[str, ...]:
    words.sort()
    return tuple(words)


def _beginning(ordered: tuple[str, ...], part: str) -> tuple[str, ...]:
    """The words of an ordered list that begin with a string."""
    first = bisect_left(ordered, part)
    return ordered[first : bisect_left(ordered, part + "\U0010ffff", first)]
