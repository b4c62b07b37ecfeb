"""What the user knows about an alignment beforehand: segments that belong together, beads to keep, paragraphs.

The aligner itself is handed in and knows nothing of this: texts are cut around what is given, and the rest aligned.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from hexapla.errors import InputError


class _Link(Protocol):
    @property
    def left(self) -> tuple[int, ...]: ...
    @property
    def right(self) -> tuple[int, ...]: ...
    @property
    def confidence(self) -> float: ...
    @property
    def moved(self) -> bool: ...


class Numbers(NamedTuple):
    """A bead by the 0-based numbers of its segments, with the aligner's confidence."""

    left: tuple[int, ...]
    right: tuple[int, ...]
    confidence: float = 1.0
    moved: bool = False


Sides = tuple[tuple[int, ...], tuple[int, ...]]
AlignSome = Callable[[Sequence[int], Sequence[int]], Iterable[_Link]]
"""Numbers of the left and right segments to align -> links by place among those."""


@dataclass(frozen=True, slots=True)
class Constraints:
    """What holds whatever the aligner finds.

    Attributes:
        anchors: Pairs of segments (0-based numbers, column and hub) that must be in one bead.
        kept: Beads taken as they are, a side possibly empty.
        paragraphs: Whether paragraphs correspond one to one and no bead may cross their borders.
    """

    anchors: tuple[tuple[int, int], ...] = ()
    kept: tuple[Sides, ...] = ()
    paragraphs: bool = False

    def __bool__(self) -> bool:
        return bool(self.anchors or self.kept or self.paragraphs)

    @property
    def signature(self) -> str:
        """What moves an alignment, as ``key:value|key:value``; empty if nothing is given."""
        parts = [f"{name}:{len(given)}" for name, given in (("anchors", self.anchors), ("kept", self.kept)) if given]
        return "|".join([*parts, *(["paragraphs:yes"] if self.paragraphs else [])])


NO_CONSTRAINTS = Constraints()
"""Nothing is known beforehand."""


def constrained(
    align: AlignSome, left_blocks: Sequence[int], right_blocks: Sequence[int], constraints: Constraints
) -> list[Numbers]:
    """The beads of two texts under constraints, in no order.

    The texts are first aligned around the beads to keep. Where that leaves an anchor apart, its segments become a bead
    of their own, and the rest is aligned anew around them.

    Args:
        align: Aligns some of the segments.
        left_blocks: The paragraph each left segment stands in, ascending; all alike where paragraphs play no part.
        right_blocks: The same on the right.
        constraints: What must hold; segment numbers must exist.

    Raises:
        InputError: Constraints contradict each other.
    """
    fixed = list(constraints.kept)
    _check_disjoint(fixed)
    wanted = _components(constraints.anchors)
    owner = _owners(fixed)
    for bead in wanted:
        taken = {owner.get((side, x)) for side in (0, 1) for x in bead[side]}
        if taken != {None} and len(taken) > 1:
            raise InputError(f"the anchor {_shown(bead)} contradicts a bead that is to be kept")
    wanted = [bead for bead in wanted if (0, bead[0][0]) not in owner]
    for bead in (*wanted, *fixed):
        blocks = {left_blocks[x] for x in bead[0]}, {right_blocks[x] for x in bead[1]}
        if len(blocks[0] | blocks[1]) > 1:
            raise InputError(f"the bead {_shown(bead)} crosses the border of a paragraph")
    while True:
        links = list(_around(align, left_blocks, right_blocks, fixed))
        place = _owners([(link.left, link.right) for link in links])
        apart = [bead for bead in wanted if len({place[side, x] for side in (0, 1) for x in bead[side]}) > 1]
        if not apart:
            return links
        fixed += apart
        wanted = [bead for bead in wanted if bead not in apart]


def _shown(bead: Sides) -> str:
    return f"{list(bead[0])}:{list(bead[1])}".replace(" ", "")


def _owners(beads: Iterable[Sides]) -> dict[tuple[int, int], int]:
    """(side, segment) -> number of the bead that holds it."""
    return {(side, x): number for number, bead in enumerate(beads) for side in (0, 1) for x in bead[side]}


def _check_disjoint(beads: Sequence[Sides]) -> None:
    seen: set[tuple[int, int]] = set()
    for bead in beads:
        for side in (0, 1):
            for x in bead[side]:
                if (side, x) in seen:
                    raise InputError(f"segment {x} stands in two of the beads to keep, one of them {_shown(bead)}")
                seen.add((side, x))


def _components(pairs: Iterable[tuple[int, int]]) -> list[Sides]:
    """The beads that pairs of segments make: pairs that share a segment belong to one bead."""
    group: dict[tuple[int, int], set[tuple[int, int]]] = {}
    for left, right in pairs:
        merged = group.get((0, left), {(0, left)}) | group.get((1, right), {(1, right)})
        for member in merged:
            group[member] = merged
    found = {
        (tuple(sorted(x for s, x in one if s == 0)), tuple(sorted(x for s, x in one if s))) for one in group.values()
    }
    return sorted(found)


def _around(
    align: AlignSome, left_blocks: Sequence[int], right_blocks: Sequence[int], fixed: Sequence[Sides]
) -> Iterable[Numbers]:
    """The fixed beads, and the links of what lies between them; those against the order of the others have moved."""
    import numpy as np  # not needed where nothing is given beforehand

    from hexapla.aligners._blocks import chain

    paired = sorted(bead for bead in fixed if bead[0] and bead[1])
    main = [
        bead for bead, stays in zip(paired, chain(np.array([bead[1][0] for bead in paired], int)), strict=True) if stays
    ]
    moved = {*paired} - {*main}
    for bead in fixed:
        yield Numbers(*bead, 1.0, bead in moved)
    stretches: dict[tuple[int, int], tuple[list[int], list[int]]] = {}
    taken = _owners(fixed)
    for side, blocks in enumerate((left_blocks, right_blocks)):
        borders = [bead[side][0] for bead in main]
        for x, block in enumerate(blocks):
            if (side, x) not in taken:
                stretches.setdefault((block, bisect_right(borders, x)), ([], []))[side].append(x)
    for key in sorted(stretches):
        left, right = stretches[key]
        for link in align(left, right):
            sides = tuple(left[i] for i in link.left), tuple(right[j] for j in link.right)
            yield Numbers(*sides, link.confidence, link.moved)
