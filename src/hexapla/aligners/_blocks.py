"""Cutting two long texts into blocks at places that are safe, and finding blocks that may exchange moved passages."""

from __future__ import annotations

from bisect import bisect_left

import numpy as np
from numpy.typing import NDArray

from hexapla.similarities import Comparer, Ints

Node = tuple[int, int]

SMALL = 25_000
"""Pairs of segments up to which a block is not cut."""
_SHORT, _LONG = 16, 40  # left segments a block should have at least, and need not exceed
_CLEAR = 1.2  # times by which an anchor must beat the second best pair of either of its segments
_STRAY = 2  # anchors off the main line that must stand together to be taken for a moved passage


def anchors(comparer: Comparer) -> tuple[Ints, Ints, NDArray[np.float32]]:
    """Pairs that are clearly each other's best, ordered by left segment, with their similarity."""
    rows, cols, score = comparer.candidates()
    if not len(rows):
        return rows, cols, score
    keep = _clear_best(rows, score) & _clear_best(cols, score)
    return rows[keep], cols[keep], score[keep]


def _clear_best(group: Ints, score: NDArray[np.float32]) -> NDArray[np.bool_]:
    order = np.lexsort((-score, group))
    ordered, value = group[order], score[order]
    first = np.ones(len(group), bool)
    first[1:] = ordered[1:] != ordered[:-1]
    clear = first.copy()
    rival = first[:-1] & ~first[1:]
    clear[:-1] &= ~rival | (value[:-1] >= _CLEAR * value[1:])
    result = np.zeros(len(group), bool)
    result[order] = clear
    return result


def chain(cols: Ints) -> NDArray[np.bool_]:
    """Which anchors (ordered by left segment) belong to a longest chain that ascends on the right as well."""
    tails: list[int] = []
    last: list[int] = []
    before = np.full(len(cols), -1)
    for place, col in enumerate(cols.tolist()):
        spot = bisect_left(tails, col)
        before[place] = last[spot - 1] if spot else -1
        if spot == len(tails):
            tails.append(col)
            last.append(place)
        else:
            tails[spot], last[spot] = col, place
    member = np.zeros(len(cols), bool)
    place = last[-1] if last else -1
    while place >= 0:
        member[place] = True
        place = int(before[place])
    return member


def cuts(n: int, m: int, rows: Ints, cols: Ints, score: NDArray[np.float32]) -> list[Node]:
    """Nodes at which to cut, first and last node of the texts included.

    A cut lies between two anchors of the chain that follow each other directly on both sides; the strongest within
    reach is taken. Where there is none for long, the blocks are large.
    """
    follows = np.flatnonzero((np.diff(rows) == 1) & (np.diff(cols) == 1))
    nodes = [(0, 0)]
    strength = np.minimum(score[follows], score[follows + 1])
    lefts, rights = rows[follows] + 1, cols[follows] + 1
    while True:
        begin = int(np.searchsorted(lefts, nodes[-1][0] + _SHORT))
        end = int(np.searchsorted(lefts, nodes[-1][0] + _LONG))
        if begin >= len(lefts):
            break
        pick = begin + int(strength[begin:end].argmax()) if end > begin else begin
        nodes.append((int(lefts[pick]), int(rights[pick])))
    if len(nodes) > 1 and n - nodes[-1][0] < _SHORT // 2 and m - nodes[-1][1] < _SHORT // 2:
        nodes.pop()
    return [*nodes, (n, m)]


def exchanges(nodes: list[Node], rows: Ints, cols: Ints) -> list[list[int]]:
    """Blocks (by number) in groups that have to be aligned together, since anchors off the chain connect them."""
    lefts, rights = np.array([node[0] for node in nodes]), np.array([node[1] for node in nodes])
    of_row, of_col = np.searchsorted(lefts, rows, side="right") - 1, np.searchsorted(rights, cols, side="right") - 1
    group = list(range(len(nodes) - 1))
    near = (np.diff(rows) <= 3) & (np.abs(np.diff(cols)) <= 3)
    run = 1
    members = {block: [block] for block in group}
    for place in range(len(rows)):
        run = run + 1 if place and near[place - 1] else 1
        one, other = group[of_row[place]], group[of_col[place]]
        if run < _STRAY or one == other:
            continue
        merged = sorted(members[one] + members[other])
        if _cells(merged, nodes) > SMALL:
            continue
        for block in merged:
            group[block] = one
        members[one] = merged
        del members[other]
    return sorted(members.values())


def _cells(blocks: list[int], nodes: list[Node]) -> int:
    rows = sum(nodes[block + 1][0] - nodes[block][0] for block in blocks)
    return rows * sum(nodes[block + 1][1] - nodes[block][1] for block in blocks)
