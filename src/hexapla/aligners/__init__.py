"""The contract of aligners: which segments of two texts stand for one another.

An aligner decides with what a similarity and the segments' own looks tell it; it never asks what language it is in,
and reads, splits or prints nothing. Similarities are handed in; see ``hexapla.similarities``.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Link:
    """A bead by segment numbers: the smallest group of segments of both sides that stand for one another.

    Attributes:
        left: 0-based numbers of the left segments, ascending; empty if the right segment has no counterpart.
        right: The same on the right. A link with an empty side holds a single segment.
        confidence: 0 to 1, the estimated probability that exactly this link is right.
        moved: Whether the two sides stand at different places in the order of their texts.
    """

    left: tuple[int, ...]
    right: tuple[int, ...]
    confidence: float
    moved: bool


class Aligner(ABC):
    """A way to align the segments of two texts.

    Attributes:
        name: Name of the plug-in.
    """

    name: ClassVar[str]

    @abstractmethod
    def signature(self) -> str:
        """What moves the result, as ``key:value|key:value``, the similarity's own signature included."""

    @abstractmethod
    def align(
        self,
        left: Sequence[str],
        right: Sequence[str],
        *,
        left_lang: str,
        right_lang: str,
        left_firmness: Sequence[float] | None = None,
        right_firmness: Sequence[float] | None = None,
    ) -> list[Link]:
        """Align segments (languages as BCP 47 tags).

        Segments may be mere pieces of running text; then firmness says for each how likely a segment begins there at
        all, from 0 to 1.

        Gives every segment of both sides in exactly one link, the same links each time, in the order of the left
        segments, a link without any at the place of its right segment.
        """
