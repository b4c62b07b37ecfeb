"""Token alignment: how a hypothesis differs from a reference.

RapidFuzz's difflib-compatible opcodes are the base (equal, replace, insert, delete); on top of them words run together
(merge), words torn apart (split) and word groups that stand elsewhere (move) are found wherever they are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz.distance import Levenshtein

from hexapla.text.tokens import Token


class EditKind(StrEnum):
    """How a stretch of the hypothesis relates to its stretch of the reference."""

    EQUAL = "equal"
    REPLACE = "replace"
    INSERT = "insert"
    DELETE = "delete"
    MERGE = "merge"
    SPLIT = "split"
    MOVE = "move"


@dataclass(frozen=True, slots=True)
class Edit:
    """One stretch: token ranges [hyp_from, hyp_to) of the hypothesis and [ref_from, ref_to) of the reference.

    For an insertion the reference range is empty, for a deletion the hypothesis range.
    """

    kind: EditKind
    hyp_from: int
    hyp_to: int
    ref_from: int
    ref_to: int


LONGEST_MERGE = 5
"""The most words that are tried as having been run together."""

SHORTEST_MOVE = 2
"""The fewest tokens that count as a moved group, and `LONGEST_MOVE` the most."""

LONGEST_MOVE = 12

_GAINING = (EditKind.INSERT, EditKind.REPLACE)
_LOSING = (EditKind.DELETE, EditKind.REPLACE)


def align_tokens(hyp: Sequence[Token], ref: Sequence[Token]) -> tuple[Edit, ...]:
    """The edits that turn `ref` into `hyp`, in order of the hypothesis (deletions at their place).

    Both sides are covered exactly once, but for a moved group, whose reference side stands elsewhere. Compares
    case-folded forms.
    """
    blocks = [
        Edit(EditKind(op.tag), op.dest_start, op.dest_end, op.src_start, op.src_end)
        for op in Levenshtein.opcodes([t.key for t in ref], [t.key for t in hyp])
    ]
    return tuple(_moves(_joins(_merged_blocks(blocks), hyp, ref), hyp, ref))


def _merged_blocks(blocks: list[Edit]) -> list[Edit]:
    """Neighbouring changes as one block, so that a merge next to an insertion is seen whole."""
    out: list[Edit] = []
    for block in blocks:
        if out and out[-1].kind is not EditKind.EQUAL and block.kind is not EditKind.EQUAL:
            last = out.pop()
            block = Edit(EditKind.REPLACE, last.hyp_from, block.hyp_to, last.ref_from, block.ref_to)
        out.append(block)
    return out


def _plain(hyp_from: int, hyp_to: int, ref_from: int, ref_to: int) -> Iterator[Edit]:
    """The block between two found joins as a replacement, insertion or deletion; nothing if it is empty."""
    if hyp_from < hyp_to and ref_from < ref_to:
        yield Edit(EditKind.REPLACE, hyp_from, hyp_to, ref_from, ref_to)
    elif hyp_from < hyp_to:
        yield Edit(EditKind.INSERT, hyp_from, hyp_to, ref_from, ref_to)
    elif ref_from < ref_to:
        yield Edit(EditKind.DELETE, hyp_from, hyp_to, ref_from, ref_to)


def _joins(blocks: list[Edit], hyp: Sequence[Token], ref: Sequence[Token]) -> Iterator[Edit]:
    """Blocks with merges and splits cut out of the replacements."""
    for block in blocks:
        if block.kind is not EditKind.REPLACE:
            yield block
            continue
        h, r = block.hyp_from, block.ref_from
        for kind, h1, h2, r1, r2 in _found_joins(block, hyp, ref):
            yield from _plain(h, h1, r, r1)
            yield Edit(kind, h1, h2, r1, r2)
            h, r = h2, r2
        yield from _plain(h, block.hyp_to, r, block.ref_to)


def _found_joins(
    block: Edit, hyp: Sequence[Token], ref: Sequence[Token]
) -> Iterator[tuple[EditKind, int, int, int, int]]:
    """Merges and splits inside a block, in increasing order on both sides."""
    ours = {hyp[h].key for h in range(block.hyp_from, block.hyp_to)}
    theirs = {ref[r].key for r in range(block.ref_from, block.ref_to)}
    merged = _concatenations(ref, block.ref_from, block.ref_to, ours)
    split = _concatenations(hyp, block.hyp_from, block.hyp_to, theirs)
    if not merged and not split:
        return
    by_start: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    for r in range(block.ref_from, block.ref_to):
        for h1, h2 in split.get(ref[r].key, ()):
            by_start[h1].append((h2, r, r + 1))
    least = block.ref_from
    h = block.hyp_from
    while h < block.hyp_to:
        found = next(((r1, r2) for r1, r2 in merged.get(hyp[h].key, ()) if r1 >= least), None)
        if found:
            yield EditKind.MERGE, h, h + 1, *found
            h, least = h + 1, found[1]
            continue
        torn = next((x for x in by_start.get(h, ()) if x[1] >= least), None)
        if torn:
            yield EditKind.SPLIT, h, torn[0], torn[1], torn[2]
            h, least = torn[0], torn[2]
            continue
        h += 1


def _concatenations(
    tokens: Sequence[Token], start: int, end: int, wanted: set[str]
) -> dict[str, list[tuple[int, int]]]:
    """The wanted words that 2 to LONGEST_MERGE neighbouring words of a range give when written together -> their ranges."""
    out: dict[str, list[tuple[int, int]]] = defaultdict(list)
    longest = max(map(len, wanted))
    for i in range(start, end):
        if not tokens[i].is_word:
            continue
        form = tokens[i].key
        for j in range(i + 1, min(end, i + LONGEST_MERGE)):
            if not tokens[j].is_word or tokens[j].start == tokens[j - 1].end:
                break
            form += tokens[j].key
            if len(form) > longest:
                break
            if form in wanted:
                out[form].append((i, j + 1))
    return out


def _moves(edits: Iterator[Edit], hyp: Sequence[Token], ref: Sequence[Token]) -> Iterator[Edit]:
    """Insertions and replacements whose words stand, in the same order, in a stretch the hypothesis lacks."""
    blocks = list(edits)
    ours = [token.key for token in hyp]
    theirs = [token.key for token in ref]
    new = [block for block in blocks if block.kind in _GAINING]
    gained = {tuple(ours[h : h + SHORTEST_MOVE]) for block in new for h in range(block.hyp_from, block.hyp_to - 1)}
    lost: dict[tuple[str, ...], tuple[int, int]] = {}
    for block in blocks:
        if block.kind in _LOSING:
            for length in range(SHORTEST_MOVE, min(block.ref_to - block.ref_from, LONGEST_MOVE) + 1):
                for i in range(block.ref_from, block.ref_to - length + 1):
                    if tuple(theirs[i : i + SHORTEST_MOVE]) in gained:
                        lost.setdefault(tuple(theirs[i : i + length]), (i, i + length))
    if not lost:
        yield from blocks
        return
    for block in blocks:
        if block.kind not in _GAINING:
            yield block
            continue
        yield from _moved_out_of(block, hyp, ours, lost)


def _moved_out_of(
    block: Edit, hyp: Sequence[Token], keys: list[str], lost: dict[tuple[str, ...], tuple[int, int]]
) -> Iterator[Edit]:
    """A block with the longest moved groups cut out of it, from the left."""
    h, r = block.hyp_from, block.ref_from
    i = block.hyp_from
    while i < block.hyp_to:
        if tuple(keys[i : i + SHORTEST_MOVE]) not in lost:  # what is lost is so with all that begins it
            i += 1
            continue
        for j in range(min(block.hyp_to, i + LONGEST_MOVE), i + SHORTEST_MOVE - 1, -1):
            place = lost.get(tuple(keys[i:j]))
            here = place and block.ref_from <= place[0] < block.ref_to
            if place and not here and any(t.is_word for t in hyp[i:j]):
                yield from _plain(h, i, r, r)
                yield Edit(EditKind.MOVE, i, j, *place)
                h = i = j
                break
        else:
            i += 1
    yield from _plain(h, block.hyp_to, r, block.ref_to)
