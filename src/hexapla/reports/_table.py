"""The rows that table reports write: a passage's synopsis as cells of plain text, on one line each."""

from __future__ import annotations

from collections.abc import Iterator

from hexapla.alignment.synopsis import Cell, runs, synopsis
from hexapla.model import Comparison, Span

CONTINUED = "↑"
"""Says that the cell above spans this row, too."""


def header(comparison: Comparison) -> list[str]:
    """The names of the columns: the texts of a lone pair, or the hub and then every column with its two figures."""
    aligned = [alignment.column for alignment in comparison.alignments]
    hub = comparison.passage.hub
    if hub is None:
        return [text.name for text in comparison.passage.texts] + ["document"]
    if len(aligned) == 1:
        return [aligned[0], hub.name, "confidence", "moved", "document"]
    return [hub.name, *(name for one in aligned for name in (one, f"{one} confidence", f"{one} moved")), "document"]


def rows(comparison: Comparison) -> Iterator[list[str]]:
    """The cells of every row, in the order of the hub; a cell that spans rows stands in the first of them."""
    passage = comparison.passage
    document = passage.document or passage.id
    made = synopsis(comparison)
    if made is None:
        for place, text in enumerate(passage.texts):
            for segment in comparison.segments_of(text.name):
                words = line(segment.of(text.text))
                yield [words if k == place else "" for k in range(len(passage.texts))] + [document]
        return
    hub = passage.column(made.hub).text
    grids = {name: _by_row(cells) for name, cells in made.columns.items()}
    for row, span in enumerate(made.rows):
        mine = line(span.of(hub)) if span else ""
        cells = [_shown(passage.column(name).text, grid.get(row), row) for name, grid in grids.items()]
        if len(cells) == 1:
            yield [cells[0][0], mine, *cells[0][1:], document]
        else:
            yield [mine, *(value for cell in cells for value in cell), document]


def _by_row(cells: tuple[Cell, ...]) -> dict[int, Cell]:
    return {row: cell for cell in cells for row in range(cell.row, cell.row + cell.height)}


def _shown(text: str, cell: Cell | None, row: int) -> list[str]:
    if cell is None:
        return ["", "", ""]
    if cell.continued or row > cell.row:
        return [CONTINUED, "", ""]
    return [joined(text, cell.spans), f"{cell.confidence:.2f}", "moved" if cell.moved else ""]


def joined(text: str, spans: tuple[Span, ...]) -> str:
    """The words of spans on one line, parts that stand apart joined by an ellipsis."""
    return " … ".join(line(part.of(text)) for part in runs(spans, text))


def line(text: str) -> str:
    """Words on one line, without tabs."""
    return " ".join(text.split())
