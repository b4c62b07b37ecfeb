"""Beads of running text, whose sentence boundaries cannot be trusted: false breaks, lost full stops, joined titles.

Both versions are cut at every place where a segment may begin, more finely than into sentences; the aligner then
decides which pieces belong together, knowing how firm each border looks. How a text is cut into sentences and how
pieces are matched is handed in.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from hexapla.alignment._borders import Segment
from hexapla.alignment._pieces import Piece, pieces

_FIRM = 0.5  # a border at least as likely parts what has no counterpart on its two sides


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
    last: dict[bool, _Joined] = {}
    for link in links:
        one = _Joined(link.left, link.right, link.confidence, link.moved)
        if not (link.left and link.right):
            of_left = bool(link.left)
            numbers, parts = (link.left, first) if of_left else (link.right, second)
            before = last.get(of_left)
            firmness = parts[numbers[0]].firmness
            own = (before.left if of_left else before.right) if before else ()
            if before and own[-1] + 1 == numbers[0] and firmness < _FIRM:
                before.left, before.right = before.left + link.left, before.right + link.right
                # Whether it is one segment, and where it ends, is as uncertain as the borders look.
                before.confidence *= link.confidence * (1 - firmness) * _end(numbers[-1], parts) / _end(own[-1], parts)
                continue
            one.confidence *= firmness * _end(numbers[-1], parts)
            last[of_left] = one
        result.append(one)
    return result


def _end(number: int, parts: list[Piece]) -> float:
    """How likely a segment ends with a piece."""
    return parts[number + 1].firmness if number + 1 < len(parts) else 1.0


def _span(numbers: tuple[int, ...], parts: list[Piece]) -> tuple[int, int] | None:
    return (parts[numbers[0]].start, parts[numbers[-1]].end) if numbers else None
