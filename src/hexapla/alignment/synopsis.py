"""The synopsis: all versions of a text side by side on the hub's grid, as the six columns of the Hexapla stood.

Each column is aligned with the hub once, so the work grows with the number of versions, not with its square; and since
all share the hub's grid, what stands in one row of two columns stands for the same words of the hub.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from hexapla.model import Alignment, Comparison, Span


@dataclass(frozen=True, slots=True)
class Cell:
    """What one column has beside some rows of the grid.

    Attributes:
        row: 0-based first row.
        height: Number of rows it spans, at least 1.
        spans: Spans in the column's text, in order; empty if the column leaves the rows out.
        confidence: The aligner's confidence in the bead.
        moved: Whether the words stand at another place in the column.
        continued: Whether it is a further part of the cell above it, whose rows do not touch its own.
    """

    row: int
    height: int
    spans: tuple[Span, ...]
    confidence: float = 1.0
    moved: bool = False
    continued: bool = False


@dataclass(frozen=True, slots=True)
class Synopsis:
    """All columns of a passage on one grid.

    Attributes:
        hub: Name of the column that gives the grid; the only column if there is nothing else.
        rows: The hub's span of every row, None where other columns have something the hub has not.
        columns: Cells of every other column by name, by row; each row of a column belongs to at most one cell, and to
            none where it is a row of words that only others add.
    """

    hub: str
    rows: tuple[Span | None, ...]
    columns: dict[str, tuple[Cell, ...]]


def synopsis(comparison: Comparison) -> Synopsis | None:
    """The synopsis of an aligned passage; None if it has no hub, so that nothing ties its columns together."""
    hub = comparison.passage.hub
    if hub is None:
        return None
    if not comparison.alignments:
        return Synopsis(hub.name, tuple(comparison.segments_of(hub.name)), {})
    borders, added = _borders(comparison.alignments, hub.text)
    first, rows = _rows(comparison, borders, added)
    grid = _Grid(borders, added, first, rows)
    columns = {alignment.column: tuple(_cells(alignment, grid, hub.text)) for alignment in comparison.alignments}
    return Synopsis(hub.name, rows, columns)


def _null(spans: Iterable[Span]) -> bool:
    return all(span.start == span.end for span in spans)


def runs(spans: Iterable[Span], text: str) -> list[Span]:
    """Spans in order, those with only white space between them as one."""
    found: list[Span] = []
    for span in sorted(span for span in spans if span.start < span.end):
        if found and not text[found[-1].end : span.start].strip():
            found[-1] = Span(found[-1].start, span.end)
        else:
            found.append(span)
    return found


def _borders(alignments: Iterable[Alignment], hub: str) -> tuple[list[int], dict[int, int]]:
    """The hub's borders at which any column has one, and how many rows of additions stand before each border."""
    borders: set[int] = set()
    for alignment in alignments:
        for bead in alignment.beads:
            borders.update(at for span in runs(bead.hub, hub) for at in (span.start, span.end))
    ordered = sorted(borders)
    added: dict[int, int] = {}
    for alignment in alignments:
        own: dict[int, int] = {}
        for bead in alignment.beads:
            if _null(bead.hub):
                place = bisect_left(ordered, bead.hub[0].start)
                own[place] = own.get(place, 0) + 1
        for place, number in own.items():
            added[place] = max(added.get(place, 0), number)
    return ordered, added


def _rows(
    comparison: Comparison, borders: list[int], added: dict[int, int]
) -> tuple[list[int], tuple[Span | None, ...]]:
    """The row of every stretch between two borders (its additions come before it), and the hub's side of all rows."""
    hub = comparison.passage.hub
    assert hub is not None  # a synopsis without hub is none
    rows: list[Span | None] = []
    first = []
    for place, start in enumerate(borders):
        rows += [None] * added.get(place, 0)
        end = borders[place + 1] if place + 1 < len(borders) else start
        first.append(len(rows))
        if hub.text[start:end].strip():
            rows.append(Span(start, end))
    rows += [None] * (0 if borders else max(added.values(), default=0))
    return first, tuple(rows)


@dataclass(frozen=True, slots=True)
class _Grid:
    """Where rows stand.

    Attributes:
        borders: The hub's borders, in order.
        added: Number of the border -> rows of additions before it.
        first: The row of the stretch that begins at each border.
        rows: The hub's side of all rows.
    """

    borders: list[int]
    added: dict[int, int]
    first: list[int]
    rows: tuple[Span | None, ...]

    def stretches(self, hub_runs: Iterable[Span]) -> list[tuple[int, int]]:
        """The rows of spans of the hub, half-open; one stretch where only additions stand between them."""
        found: list[tuple[int, int]] = []
        for span in hub_runs:
            begin, end = (bisect_left(self.borders, at) for at in (span.start, span.end))
            start, stop = self.first[begin], self.first[end] - self.added.get(end, 0)
            if found and not any(self.rows[found[-1][1] : start]):
                start = found.pop()[0]
            found.append((start, stop))
        return found

    def addition(self, at: int, number: int) -> int:
        """The row of the `number`-th addition at a place of the hub."""
        place = bisect_left(self.borders, at)
        return number + (self.first[place] - self.added[place] if self.first else 0)


def _cells(alignment: Alignment, grid: _Grid, hub: str) -> list[Cell]:
    cells: list[Cell] = []
    additions: Counter[int] = Counter()
    for bead in alignment.beads:
        text = tuple(span for span in bead.text if span.start < span.end)
        if _null(bead.hub):
            at = bisect_left(grid.borders, bead.hub[0].start)
            row = grid.addition(bead.hub[0].start, additions[at])
            additions[at] += 1
            cells.append(Cell(row, 1, text, bead.confidence, bead.moved))
            continue
        for number, (start, stop) in enumerate(grid.stretches(runs(bead.hub, hub))):
            cells.append(Cell(start, stop - start, () if number else text, bead.confidence, bead.moved, number > 0))
    return sorted(cells, key=lambda cell: cell.row)
