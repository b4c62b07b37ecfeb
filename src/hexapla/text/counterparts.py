"""Which words of a translation stand for the words of its reference and source, by vectors of what words mean.

Words that differ in spelling are told to be different here: a word of the reference that is missing from the translation,
for which it has no other word either, while the source has one that nothing in the translation stands for, is lost; a
paraphrase is not. The gaps that are looked at come from ``gaps``, the vectors from ``hexapla.languages.meanings``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from hexapla.text.gaps import Gap
from hexapla.text.tokens import Token, TokenKind

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.floating[Any]]

FEATURES = (
    # words of the other version in the gap that the text has not
    "uncovered", "covered_mean", "covered_least", "uncovered_meaning", "uncovered_share", "uncovered_near", "alone",
    "alone_rare",
    # words of the text in the gap
    "own_strange", "own_covered", "own_for_lost",
    # the source as a second witness
    "witnessed", "witnessed_most", "witnesses", "witnessed_meaning", "source_best", "source_has", "source_lost",
    "source_lost_by", "source_covered", "source_uncovered_share", "own_without_source",
    # the row
    "reference_covered", "text_covered", "more_uncovered", "source_more_uncovered",
)  # fmt: skip
"""Names of the numbers that describe a gap by the words' meanings, in their order."""

_STRANGE = 0.35
"""Likeness under which two words have nothing to do with each other."""

_SAME = 0.45
"""Likeness from which one may translate the other."""

_LESS = 0.25
"""By how much the translation's best likeness must fall short of the reference's, for a word of the source to be lost."""

_NEAR = 3
"""Words each side of a gap that may stand for what it lacks."""

_HIGHEST, _MOST = 7.0, 5.0
"""Zipf frequency of words without meaning of their own, and the most that a rare word counts."""

_OFTEN = 5.5
"""Zipf frequency under which a word is not everyday."""


class Counterparts:
    """The likenesses of all words of one row.

    Args:
        own: Tokens of the translation; marks do not count.
        theirs: Tokens of the reference.
        source: Words of the source, none of them a mark; empty where it says nothing.
        vectors: Gives the vectors of words of the translation's language, one a row, of length 1.
        source_vectors: The same in the source's language.
        frequency: Zipf frequency of a word of the translation's language.
        source_frequency: The same in the source's.
    """

    def __init__(
        self,
        own: Sequence[Token],
        theirs: Sequence[Token],
        source: Sequence[str],
        vectors: Callable[[Sequence[str]], Floats],
        source_vectors: Callable[[Sequence[str]], Floats],
        frequency: Callable[[str], float],
        source_frequency: Callable[[str], float],
    ) -> None:
        import numpy as np

        self._own = [i for i, token in enumerate(own) if token.kind is not TokenKind.MARK]
        self._theirs = [i for i, token in enumerate(theirs) if token.kind is not TokenKind.MARK]
        self._keys = [theirs[i].key for i in self._theirs]
        self._here = {own[i].key for i in self._own}
        mine, others = vectors([own[i].text for i in self._own]), vectors([theirs[i].text for i in self._theirs])
        self._alike = mine @ others.T
        self._zipf = np.array([frequency(key) for key in self._keys])
        self._reference_best = self._alike.max(0) if self._own else np.zeros(len(self._theirs))
        self._known = bool(source and self._own and self._theirs)
        self._row = self._of_row(np.array([frequency(own[i].key) for i in self._own]))
        if self._known:
            sources = source_vectors(source)
            self._mine, self._others = mine @ sources.T, others @ sources.T
            weights = _weights(np.array([source_frequency(word) for word in source]))
            self._best, best_of_reference = self._mine.max(0), self._others.max(0)
            lost = (best_of_reference - self._best).clip(0, 1) * (best_of_reference > _SAME)
            strange = float((weights * (self._best < _STRANGE)).sum()) / max(0.1, float(weights.sum()))
            self._of_source = (float((lost > _LESS).sum()), float(lost.sum()), float(self._best.mean()), strange)
            self._row = (*self._row[:3], _uncovered(self._best, weights) - _uncovered(self._mine.max(1), self._weights))

    def features(self, gap: Gap) -> tuple[float, ...]:
        """What speaks for words being lost in a gap, in the order of `FEATURES`."""
        import numpy as np

        lost = [
            n
            for n, i in enumerate(self._theirs)
            if gap.theirs[0] <= i < gap.theirs[1] and self._keys[n] not in self._here
        ]
        if not lost or not self._own:
            return (0.0,) * len(FEATURES)
        inside = [n for n, i in enumerate(self._own) if gap.own[0] <= i < gap.own[1]]
        near = [n for n, i in enumerate(self._own) if gap.own[0] - _NEAR <= i < gap.own[1] + _NEAR]
        best, weights = self._reference_best[lost], _weights(self._zipf[lost])
        around = self._alike[np.ix_(near, lost)].max(0) if near else np.zeros(len(lost))
        alone = best < _STRANGE
        weighed = float((weights * (1 - best)).sum())
        found = [
            float((1 - best).sum()),
            float(best.mean()),
            float(best.min()),
            weighed,
            weighed / max(0.1, float(weights.sum())),
            float((1 - around).sum()),
            float(alone.sum()),
            float((alone & (self._zipf[lost] < _OFTEN)).sum()),
        ]
        if inside:
            covered = self._alike[inside].max(1)
            found += [
                float((covered < _STRANGE).sum()),
                float(covered.mean()),
                float(self._alike[np.ix_(inside, lost)].max()),
            ]
        else:
            found += [0.0, 1.0, 0.0]
        return (*found, *self._witnesses(lost, weights, inside), *self._row)

    def _witnesses(self, lost: list[int], weights: Floats, inside: list[int]) -> tuple[float, ...]:
        """Whether words of the source stand for what was lost, and nothing in the translation for them."""
        if not self._known:
            return (0.0,) * 11
        others = self._others[lost]
        best, which = others.max(1), others.argmax(1)
        more = (others - self._best[None]).max(1).clip(0, 1)
        return (
            float(more.sum()),
            float(more.max()),
            float(((best > _SAME) & (self._best[which] < _STRANGE)).sum()),
            float((weights * more).sum()),
            float(best.max()),
            float((best > _SAME).sum()),
            *self._of_source,
            float((self._mine[inside].max(1) < _STRANGE).sum()) if inside else 0.0,
        )

    def _of_row(self, zipf: Floats) -> tuple[float, float, float, float]:
        """How much of both versions the other covers; how much more of the reference is left uncovered; 0 for the source."""
        self._weights = _weights(zipf)
        if not self._own or not self._theirs:
            return (0.0, 0.0, 0.0, 0.0)
        mine = self._alike.max(1)
        more = _uncovered(self._reference_best, _weights(self._zipf)) - _uncovered(mine, self._weights)
        return float((self._reference_best > _SAME).mean()), float((mine > _SAME).mean()), more, 0.0


def _weights(zipf: Floats) -> Floats:
    """How much words mean, by their rarity."""
    return (_HIGHEST - zipf).clip(0, _MOST)


def _uncovered(best: Floats, weights: Floats) -> float:
    """How much meaning has no counterpart."""
    return float(((_SAME - best).clip(0, _SAME) / _SAME * weights).sum())
