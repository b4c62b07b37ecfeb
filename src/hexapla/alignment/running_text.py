"""Beads of running text, whose sentence boundaries cannot be trusted: false breaks, lost full stops, joined titles.

Both versions are cut at every place where a segment may begin, more finely than into sentences; the aligner then
decides which pieces belong together, knowing how firm each border looks. How a text is cut into sentences and how
pieces are matched is handed in.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from hexapla.alignment._pieces import Piece, Segment, pieces

_FIRM = 0.7  # a border at least as firm parts what has no counterpart on its two sides


class _Link(Protocol):
    @property
    def left(self) -> tuple[int, ...]: ...
    @property
    def right(self) -> tuple[int, ...]: ...
    @property
    def confidence(self) -> float: ...
    @property
    def moved(self) -> bool: ...


class AlignPieces(Protocol):
    """Aligns pieces of text; firmness says for each how likely a segment begins there."""

    def __call__(
        self,
        left: Sequence[str],
        right: Sequence[str],
        *,
        left_lang: str,
        right_lang: str,
        left_firmness: Sequence[float],
        right_firmness: Sequence[float],
    ) -> Iterable[_Link]:
        """The links between the pieces of the two sides."""
        ...


@dataclass(frozen=True, slots=True)
class SpanLink:
    """A bead of running text.

    Attributes:
        left: Start and end (half-open, code points) in the left text; None if the right side has no counterpart.
        right: The same in the right text.
        confidence: 0 to 1, the estimated probability that exactly this bead is right.
        moved: Whether the two sides stand at different places in the order of their texts.
    """

    left: tuple[int, int] | None
    right: tuple[int, int] | None
    confidence: float
    moved: bool


def align_running_text(
    left: str, right: str, *, left_lang: str, right_lang: str, segment: Segment, align: AlignPieces
) -> list[SpanLink]:
    """The beads of two running texts (languages as BCP 47 tags), in the order of the left text.

    Together they cover both texts except white space. `segment` gives the sentences of a text in a language, `align` is
    an aligner's ``align``.
    """
    first, second = pieces(left, right, left_lang, right_lang, segment)
    links = align(
        [left[p.start : p.end] for p in first],
        [right[p.start : p.end] for p in second],
        left_lang=left_lang,
        right_lang=right_lang,
        left_firmness=[p.firmness for p in first],
        right_firmness=[p.firmness for p in second],
    )
    result: list[SpanLink] = []
    for link in _joined(links, first, second):
        result.append(SpanLink(_span(link.left, first), _span(link.right, second), link.confidence, link.moved))
    return result


@dataclass(slots=True)
class _Joined:
    left: tuple[int, ...]
    right: tuple[int, ...]
    confidence: float
    moved: bool


def _joined(links: Iterable[_Link], first: list[Piece], second: list[Piece]) -> list[_Joined]:
    """The links, with pieces of one segment that have no counterpart put together."""
    result: list[_Joined] = []
    open_left: _Joined | None = None
    open_right: _Joined | None = None
    for link in links:
        one = _Joined(link.left, link.right, link.confidence, link.moved)
        if link.left and not link.right:
            if open_left and link.left[0] == open_left.left[-1] + 1 and first[link.left[0]].firmness < _FIRM:
                open_left.left += link.left
                open_left.confidence = min(open_left.confidence, link.confidence)
                continue
            open_left = one
        elif link.right and not link.left:
            if open_right and link.right[0] == open_right.right[-1] + 1 and second[link.right[0]].firmness < _FIRM:
                open_right.right += link.right
                open_right.confidence = min(open_right.confidence, link.confidence)
                continue
            open_right = one
        result.append(one)
    return result


def _span(numbers: tuple[int, ...], parts: list[Piece]) -> tuple[int, int] | None:
    return (parts[numbers[0]].start, parts[numbers[-1]].end) if numbers else None
