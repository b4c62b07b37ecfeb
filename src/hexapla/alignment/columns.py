"""Aligns the columns of a passage with its hub: units, segments or running text, whichever the texts are.

What matches segments is handed in as plain functions; ``hexapla.build`` chooses them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from hexapla.alignment.constraints import NO_CONSTRAINTS, Constraints, constrained
from hexapla.alignment.paragraphs import paragraph_of_units, paragraphs
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
        constraints: What is known of the alignment beforehand.
    """

    segment: Callable[[str, str], list[Span]]
    segments: Callable[[Sequence[str], Sequence[str], str, str], Iterable[_Link]]
    running: Callable[[str, str, str, str], Iterable[Bead]]
    constraints: Constraints = NO_CONSTRAINTS


def align_columns(passage: Passage, aligners: Aligners) -> Comparison:
    """The passage with every column aligned with the hub.

    Raises:
        InputError: The passage is said to be paired, but its columns have different numbers of units; or the texts
            cannot be aligned under the constraints.
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
            beads = _running(text, hub, aligners)
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
    def align(rows: Sequence[int], cols: Sequence[int]) -> Iterable[_Link]:
        chosen = [left[i].of(text.text) for i in rows], [right[j].of(hub.text) for j in cols]
        return aligners.segments(*chosen, text.lang, hub.lang)

    links: Iterable[_Link]
    if aligners.constraints:
        links = _constrained(align, text, hub, aligners.constraints)
    else:
        links = align(range(len(left)), range(len(right)))
    beads = []
    for link in links:
        sides = (tuple(left[i] for i in sorted(link.left)), tuple(right[j] for j in sorted(link.right)))
        beads.append(Bead(sides[0] or (NULL,), sides[1] or (NULL,), link.confidence, link.moved))
    return tuple(beads)


def _constrained(
    align: Callable[[Sequence[int], Sequence[int]], Iterable[_Link]], text: Text, hub: Text, given: Constraints
) -> Iterable[_Link]:
    """Links under constraints, whose segment numbers are those of all units and here become those of segments."""
    blocks: list[list[int]] = []
    places: list[dict[int, int]] = []
    for side in (text, hub):
        if not side.units:
            raise InputError(f"{side.name} is running text; anchors, kept beads and paragraphs of lines need --lines")
        full = [number for number, unit in enumerate(side.units) if unit.span.of(side.text).strip()]
        places.append({number: place for place, number in enumerate(full)})
        numbers = paragraph_of_units(side.text, side.units)
        blocks.append([numbers[number] if given.paragraphs else 0 for number in full])
    if given.paragraphs:
        _same_number(text, hub, *((block[-1] + 1 if block else 0) for block in blocks))

    def found(sides: tuple[tuple[int, ...], tuple[int, ...]]) -> tuple[tuple[int, ...], tuple[int, ...]]:
        for side, numbers, known in zip((text, hub), sides, places, strict=True):
            for number in numbers:
                if not 0 <= number < len(side.units):
                    raise InputError(
                        f"segment {number} of {side.name} does not exist; they go from 0 to {len(side.units) - 1}"
                    )
                if number not in known and sides[0] and sides[1]:
                    raise InputError(f"segment {number} of {side.name} is blank and stands for nothing")
        left, right = (tuple(known[x] for x in side if x in known) for side, known in zip(sides, places, strict=True))
        return left, right

    anchors = [found(((i,), (j,))) for i, j in given.anchors]
    kept = [bead for bead in map(found, given.kept) if bead[0] or bead[1]]
    inside = Constraints(tuple((i[0], j[0]) for i, j in anchors), tuple(kept), given.paragraphs)
    return constrained(align, blocks[0], blocks[1], inside)


def _running(text: Text, hub: Text, aligners: Aligners) -> tuple[Bead, ...]:
    given = aligners.constraints
    if given.anchors or given.kept:
        raise InputError("anchors and kept beads name segments by number, which running text has none of; use --lines")
    if not given.paragraphs:
        return tuple(aligners.running(text.text, hub.text, text.lang, hub.lang))
    left, right = paragraphs(text.text), paragraphs(hub.text)
    _same_number(text, hub, len(left), len(right))
    beads = []
    for one, other in zip(left, right, strict=True):
        for bead in aligners.running(one.of(text.text), other.of(hub.text), text.lang, hub.lang):
            sides = _shifted(bead.text, one.start), _shifted(bead.hub, other.start)
            beads.append(Bead(*sides, bead.confidence, bead.moved))
    return tuple(beads)


def _shifted(spans: tuple[Span, ...], by: int) -> tuple[Span, ...]:
    return tuple(NULL if span.start == span.end else span.shift(by) for span in spans)


def _same_number(text: Text, hub: Text, left: int, right: int) -> None:
    if left != right:
        raise InputError(f"{text.name} has {left} paragraphs, {hub.name} has {right}; they cannot be paired one by one")


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
