"""N-grams that a hypothesis has more or less often than its reference, by more than chance.

Counts are compared by the log-likelihood ratio (Dunning, Computational Linguistics 1993); p-values are those of the
chi-squared distribution with one degree of freedom, corrected by Holm for the number of n-grams looked at.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import erfc, log, sqrt

from hexapla.analysis.significance import holm
from hexapla.pair import Pair
from hexapla.text.tokens import TokenKind, tokenize

LEAST = 3
"""Occurrences on both sides together below which an n-gram is not looked at."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """An n-gram with its counts, the log-likelihood ratio, and its p-value as it is and corrected."""

    words: str
    hypothesis: int
    reference: int
    ratio: float
    p_value: float
    adjusted: float


def grams(texts: Iterable[str], orders: Sequence[int]) -> Counter[tuple[str, ...]]:
    """Case-folded word n-grams that cross no punctuation, and how often each stands there."""
    found: Counter[tuple[str, ...]] = Counter()
    for text in texts:
        run: list[str] = []
        for token in tokenize(text):
            if token.kind is TokenKind.MARK:
                run = []
                continue
            run.append(token.key)
            found.update(tuple(run[-n:]) for n in orders if len(run) >= n)
    return found


def odd_phrases(pairs: Sequence[Pair], orders: Sequence[int] = (1, 2, 3)) -> list[Phrase]:
    """All n-grams with their tests, the least likely first. Of several references the first is compared with."""
    here = grams((pair.hypothesis.text for pair in pairs), orders)
    there = grams((pair.references[0].text for pair in pairs), orders)
    sizes = {
        n: (sum(c for g, c in here.items() if len(g) == n), sum(c for g, c in there.items() if len(g) == n))
        for n in orders
    }
    chosen = sorted(gram for gram in here | there if here[gram] + there[gram] >= LEAST)
    ratios = [_ratio(here[gram], there[gram], *sizes[len(gram)]) for gram in chosen]
    p_values = [erfc(sqrt(max(ratio, 0.0) / 2)) for ratio in ratios]
    found = [
        Phrase(" ".join(gram), here[gram], there[gram], ratio, p_value, adjusted)
        for gram, ratio, p_value, adjusted in zip(chosen, ratios, p_values, holm(p_values), strict=True)
    ]
    return sorted(found, key=lambda phrase: (phrase.p_value, phrase.words))


def _ratio(a: int, b: int, of_a: int, of_b: int) -> float:
    """Twice the logarithm of how much likelier two rates are than one."""
    if not of_a or not of_b:
        return 0.0
    share = (a + b) / (of_a + of_b)
    return 2 * sum(count * log(count / (size * share)) for count, size in ((a, of_a), (b, of_b)) if count)
