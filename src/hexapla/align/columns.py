"""Aligns the columns of a passage with its hub: units, segments or running text, whichever the texts are.

What matches segments is handed in as plain functions; ``hexapla.build`` chooses them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from hexapla.errors import InputError
from hexapla.model import Alignment, Bead, Comparison, Passage, Segmentation, Span, Text


class _Link(Protocol):
    @property
    def left(self) -> tuple[int, ...]: ...
    @property
    def right(self) -> tuple[int, ...]: ...
    @property
    def confidence(self) -> float: ...
    @property
    def moved(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Aligners:
    """The functions that do the matching.

    Attributes:
        segment: text, language -> its segments.
        segments: left texts, right texts, left language, right language -> links between their indices.
        running: the same for two running texts -> beads, the left text being the column, the right one the hub.
    """

    segment: Callable[[str, str], list[Span]]
    segments: Callable[[Sequence[str], Sequence[str], str, str], Iterable[_Link]]
    running: Callable[[str, str, str, str], Iterable[Bead]]


def align_columns(passage: Passage, aligners: Aligners) -> Comparison:
    """The passage with every column aligned with the hub.

    Raises:
        InputError: The passage is said to be paired, but its columns have different numbers of units.
    """
    segments = {text.name: _segments(passage, text, aligners) for text in passage.texts}
    hub = passage.hub
    alignments = []
    for text in passage.texts:
        if hub is None or text.name == hub.name:
            continue
        if passage.paired:
            alignments.append(Alignment(text.name, hub.name, _paired(passage, text, hub)))
            continue
        if text.units or hub.units:
            beads = _aligned(text, hub, segments[text.name], segments[hub.name], aligners)
        else:
            beads = tuple(aligners.running(text.text, hub.text, text.lang, hub.lang))
        alignments.append(Alignment(text.name, hub.name, in_order(beads)))
    found = tuple(Segmentation(name, spans) for name, spans in segments.items())
    return Comparison(passage, found, tuple(alignments))


def _segments(passage: Passage, text: Text, aligners: Aligners) -> tuple[Span, ...]:
    if not text.units:
        return tuple(aligners.segment(text.text, text.lang))
    return tuple(unit.span for unit in text.units if passage.paired or unit.span.of(text.text).strip())


def _paired(passage: Passage, text: Text, hub: Text) -> tuple[Bead, ...]:
    if len(text.units) != len(hub.units):
        raise InputError(
            f"passage {passage.id!r}: {text.name} has {len(text.units)} rows, {hub.name} has {len(hub.units)}; "
            "they cannot stand row by row"
        )
    return tuple(Bead((a.span,), (b.span,)) for a, b in zip(text.units, hub.units, strict=True))


def _aligned(
    text: Text, hub: Text, left: Sequence[Span], right: Sequence[Span], aligners: Aligners
) -> tuple[Bead, ...]:
    links = aligners.segments(
        [span.of(text.text) for span in left], [span.of(hub.text) for span in right], text.lang, hub.lang
    )
    beads = []
    for link in links:
        sides = (tuple(left[i] for i in sorted(link.left)), tuple(right[j] for j in sorted(link.right)))
        beads.append(Bead(sides[0] or (NULL,), sides[1] or (NULL,), link.confidence, link.moved))
    return tuple(beads)


NULL = Span(0, 0)
"""A null side before `in_order` gives it its place."""


def in_order(beads: Iterable[Bead]) -> tuple[Bead, ...]:
    """Beads in the order of the column's text, null sides given their place.

    What the column leaves out stands behind the bead that holds the hub's text before it, and the other way round.
    """
    beads = list(beads)
    by_hub = sorted((b for b in beads if not _null(b.hub) and not _null(b.text)), key=lambda b: b.hub[0].start)
    by_text = sorted((b for b in beads if not _null(b.hub) and not _null(b.text)), key=lambda b: b.text[0].start)
    hub_starts = [b.hub[0].start for b in by_hub]
    text_starts = [b.text[0].start for b in by_text]
    placed = []
    for bead in beads:
        if _null(bead.text) and _null(bead.hub):
            placed.append(((bead.text[0].start, bead.hub[0].start, 0), bead))
        elif _null(bead.text):
            before = bisect_right(hub_starts, bead.hub[0].start) - 1
            at = by_hub[before].text[-1].end if before >= 0 else 0
            made = Bead((Span(at, at),), bead.hub, bead.confidence, bead.moved)
            order = by_hub[before].text[0].start if before >= 0 else -1
            placed.append(((order, bead.hub[0].start, 1), made))
        elif _null(bead.hub):
            before = bisect_right(text_starts, bead.text[0].start) - 1
            at = by_text[before].hub[-1].end if before >= 0 else 0
            made = Bead(bead.text, (Span(at, at),), bead.confidence, bead.moved)
            placed.append(((bead.text[0].start, at, 0), made))
        else:
            placed.append(((bead.text[0].start, bead.hub[0].start, 0), bead))
    return tuple(bead for _, bead in sorted(placed, key=lambda item: item[0]))


def _null(spans: tuple[Span, ...]) -> bool:
    return all(span.start == span.end for span in spans)
