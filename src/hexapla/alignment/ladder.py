"""Beads by segment numbers, and the ladder text that alignment tools exchange: ``[0,1]:[0]:0.93``, a bead a line.

Segments are numbered from 0: the units of a text (blank ones included), or the segments of running text. vecalign and
bertalign write and read the same form; a plain ``3:5`` is understood, too.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence

from hexapla.alignment.constraints import Numbers
from hexapla.errors import InputError
from hexapla.model import Alignment, Comparison, Span

_LINE = re.compile(r"\s*\[([\d,\s]*)\]\s*:\s*\[([\d,\s]*)\]\s*(?::\s*([-+.\deE]+|nan|inf)\s*)?")
_PAIR = re.compile(r"\s*(\d+)\s*[:\t ]\s*(\d+)\s*")


def numbered(comparison: Comparison, alignment: Alignment) -> list[Numbers]:
    """The beads of an alignment by segment numbers, in its order; blank units are beads of their own.

    A bead that holds part of a segment only (running text) names the whole segment.
    """
    sides = []
    for name in (alignment.column, alignment.hub):
        text = comparison.passage.column(name)
        sides.append([unit.span for unit in text.units] or list(comparison.segments_of(name)))
    starts = [[span.start for span in side] for side in sides]
    found = []
    for bead in alignment.beads:
        left, right = (
            tuple(dict.fromkeys(n for span in spans for n in _overlapped(span, side, begin)))
            for spans, side, begin in zip((bead.text, bead.hub), sides, starts, strict=True)
        )
        found.append(Numbers(left, right, bead.confidence, bead.moved))
    missing = [
        sorted(set(range(len(side))) - {n for one in found for n in (one.right if k else one.left)})
        for k, side in enumerate(sides)
    ]
    return _with_blanks(found, missing[0], missing[1])


def _overlapped(span: Span, side: Sequence[Span], starts: Sequence[int]) -> Iterable[int]:
    if span.start == span.end:
        return
    number = max(bisect_left(starts, span.start + 1) - 1, 0)
    while number < len(side) and side[number].start < span.end:
        if side[number].overlaps(span):
            yield number
        number += 1


def _with_blanks(beads: list[Numbers], left: Sequence[int], right: Sequence[int]) -> list[Numbers]:
    """The beads with null beads for blank segments at their places: behind the segment before them."""
    keys: list[tuple[int, int, int]] = []
    behind: dict[int, int] = {}
    last = -1
    for bead in beads:
        last = bead.left[0] if bead.left else last
        keys.append((last, 0 if bead.left else 1, bead.right[0] if bead.right else -1))
        behind.update(dict.fromkeys(bead.right, last))
    for number in left:
        keys.append((number, 0, -1))
    for number in right:
        behind[number] = behind.get(number - 1, -1)
        keys.append((behind[number], 1, number))
    whole = [*beads, *(Numbers((n,), ()) for n in left), *(Numbers((), (n,)) for n in right)]
    return [bead for _, bead in sorted(zip(keys, whole, strict=True), key=lambda item: item[0])]


def written(bead: Numbers) -> str:
    """A bead as a line of the ladder, without line end."""
    left, right = (",".join(map(str, side)) for side in (bead.left, bead.right))
    return f"[{left}]:[{right}]:{bead.confidence:.4f}"


def parse(text: str, path: str) -> list[Numbers]:
    """The beads of a ladder text. Blank lines and lines that begin with ``#`` say nothing; scores may be left out.

    Raises:
        InputError: With the file and line of what is no bead.
    """
    beads = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if pair := _PAIR.fullmatch(line):
            beads.append(Numbers((int(pair[1]),), (int(pair[2]),)))
        elif whole := _LINE.fullmatch(line):
            left, right = (_numbers(whole[k], path, number) for k in (1, 2))
            score = float(whole[3]) if whole[3] else 1.0
            if left or right:
                beads.append(Numbers(left, right, score))
        else:
            message = f"{line.strip()[:40]!r} is no bead; write [0,1]:[0] or 3:5 (segment numbers from 0)"
            raise InputError(message, path=path, line=number)
    return beads


def _numbers(given: str, path: str, line: int) -> tuple[int, ...]:
    try:
        return tuple(sorted({int(part) for part in given.split(",")})) if given.strip() else ()
    except ValueError:
        raise InputError(f"[{given}] is no list of segment numbers", path=path, line=line) from None


def parse_gold(text: str, path: str) -> dict[str | None, list[Numbers]]:
    """Gold beads by passage id, from JSON (a list of beads, or a line ``{"id": ..., "gold": [...]}`` a passage) or a ladder.

    Beads that are given without an id stand under None.

    Raises:
        InputError: With the file and line of what is no bead.
    """
    if text.lstrip()[:1] == "{":
        rows = [(n, _json(line, path, n)) for n, line in enumerate(text.split("\n"), 1) if line.strip()]
        found: dict[str | None, list[Numbers]] = {}
        for number, row in rows:
            beads = row.get("gold", row.get("beads")) if isinstance(row, dict) else None
            if not isinstance(row, dict) or beads is None:
                raise InputError('there is no "gold" or "beads" in this line', path=path, line=number)
            name = row.get("id")
            found[None if name is None else str(name)] = _beads(beads, path, number)
        return found
    if re.match(r"\s*\[\s*(\[\s*\[|\])", text):
        return {None: _beads(_json(text, path, 1), path, 1)}
    return {None: parse(text, path)}


def _json(text: str, path: str, line: int) -> object:
    try:
        return json.loads(text)
    except ValueError as error:
        raise InputError(f"not JSON: {error}", path=path, line=line) from None


def _beads(given: object, path: str, line: int) -> list[Numbers]:
    beads = []
    for bead in given if isinstance(given, list) else [given]:
        sides = bead[:2] if isinstance(bead, list) and len(bead) >= 2 else []
        if len(sides) != 2 or not all(
            isinstance(side, list) and all(type(n) is int and n >= 0 for n in side) for side in sides
        ):
            raise InputError(f"{str(bead)[:40]} is no bead; write [[0, 1], [0]]", path=path, line=line)
        left, right = (tuple(sorted(set(side))) for side in sides)
        if left or right:
            beads.append(Numbers(left, right))
    return beads
