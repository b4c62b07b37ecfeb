"""The contract of similarities: how alike segments of two texts are, in the form that aligners need.

A similarity looks at all segments of both texts once and gives a :class:`Comparer`. That one answers for any block
of segments with plain arrays (:class:`Evidence`) from which the value of every n-m bead follows by adding entries, so
that joined segments need no vectors of their own. How beads are chosen is no business of this folder.

Similarities never import each other: one that builds on another, or on a translator, says so (`uses_inner`,
`uses_translator`) and is given it by ``hexapla.build``.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from hexapla.errors import ConfigError

Floats = NDArray[np.floating[Any]]
Ints = NDArray[np.int64]
Translate = Callable[[Sequence[str], str, str], Sequence[str]]
"""Texts, their language, the language wanted -> as many translations."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a similarity knows about a block of `n` left and `m` right segments; a reach of `k` segments a bead side.

    Attributes:
        dots: (n, m) dot products of segment vectors. A vector is additive: that of joined segments is the sum.
        left_gram: (k, n) dot product of left segment i with i + d, for d = 0 ... k - 1; 0 beyond the end.
        right_gram: (k, m) the same on the right.
        left_found: (k, n, m) mass of left segment i that is found in the d + 1 right segments from j on.
        right_found: (k, n, m) mass of right segment j that is found in the d + 1 left segments from i on.
        left_mass: (n,) mass of each left segment, the most that can be found of it.
        right_mass: (m,) the same on the right.
        left_head: (n, m) share (0 to 1) of the beginning of left segment i that is found in right segment j.
        left_tail: (n, m) the same for the end of left segment i.
        right_head: (n, m) share of the beginning of right segment j that is found in left segment i.
        right_tail: (n, m) the same for the end of right segment j.
    """

    dots: Floats
    left_gram: Floats
    right_gram: Floats
    left_found: Floats
    right_found: Floats
    left_mass: Floats
    right_mass: Floats
    left_head: Floats
    left_tail: Floats
    right_head: Floats
    right_tail: Floats


_EXCERPT, _FEW = 1.3, 3  # times by which pairs, at least so many, must contradict the lengths of the whole texts
_NO_LANGUAGE = 6.0  # times by which translations differ in length in no pair of languages: one pair is enough


def length_ratio(left: Floats, right: Floats, rows: Ints, cols: Ints) -> np.float32:
    """How much longer left segments are than what stands for them on the right.

    That is what the lengths of the whole texts say, unless pairs that are clearly alike contradict it: then one side is
    an excerpt.

    Args:
        left: (n,) lengths of the left segments.
        right: (m,) lengths of the right segments.
        rows: Left segments of pairs that stand for one another.
        cols: Their right segments.
    """
    whole = (left.sum() + 1) / (right.sum() + 1)
    if len(rows):
        near = (left[rows].sum() + 1) / (right[cols].sum() + 1)
        off = np.exp(abs(np.log(whole / near)))
        enough = len(rows) >= max(min(len(left), len(right)) / 2, _FEW)
        if off > _NO_LANGUAGE or (off > _EXCERPT and enough):
            return np.float32(near)
    return np.float32(whole)


class Comparer(ABC):
    """The segments of two texts, ready to be compared block by block.

    Attributes:
        left_lengths: Length of each left segment, in any unit that is fair to both sides.
        right_lengths: The same on the right.
    """

    left_lengths: Floats
    right_lengths: Floats

    @abstractmethod
    def evidence(self, rows: Ints, cols: Ints, reach: int) -> Evidence:
        """The evidence about the block made of the left segments `rows` and the right segments `cols`."""

    @abstractmethod
    def candidates(self) -> tuple[Ints, Ints, Floats]:
        """Pairs of segments that may stand for one another, anywhere in the texts, with a similarity of 0 to 1.

        Few for each segment, found without looking at all pairs; ordered by left, then right segment.
        """


class Similarity(ABC):
    """A way to tell how alike two segments are.

    Class attributes:
        name: Name of the plug-in.
        option: What may follow the name and a colon where users choose the similarity, such as ``MODEL``; empty if
            nothing may.
        uses_inner: Whether it builds on another similarity, one that compares characters.
        uses_translator: Whether it needs a translator.
        sees: What likeness means to it, ``characters`` or ``meaning``; aligners weigh the two differently.

    Args:
        option: What the user gave after the colon.
        inner: The similarity it builds on, if it uses one; without it, it goes on without that evidence.
        translate: The translator, if it uses one and there is one.

    Raises:
        ConfigError: It takes no option, or not this one.
        MissingExtra: What it needs is not installed.
    """

    name: ClassVar[str]
    option: ClassVar[str] = ""
    uses_inner: ClassVar[bool] = False
    uses_translator: ClassVar[bool] = False
    sees: ClassVar[str] = "characters"

    def __init__(
        self, option: str = "", *, inner: Similarity | None = None, translate: Translate | None = None
    ) -> None:
        if option and not self.option:
            raise ConfigError(f"the similarity {self.name} takes no option, but {option!r} was given after the colon")
        self.chosen = option
        self.inner = inner
        self.translate = translate

    @abstractmethod
    def signature(self) -> str:
        """What moves the numbers, as ``key:value|key:value``."""

    def unfit(self, left_lang: str, right_lang: str) -> str | None:
        """Why two languages (BCP 47 tags) are beyond it, as one sentence, or None if they are not."""
        return None

    @abstractmethod
    def compare(self, left: Sequence[str], right: Sequence[str], *, left_lang: str, right_lang: str) -> Comparer:
        """Look at all segments of both texts (languages as BCP 47 tags) and get ready to compare them.

        Raises:
            ConfigError: The languages are beyond it.
            PluginError: Something it relies on failed.
        """
