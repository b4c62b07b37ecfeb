"""The synopsis: all columns of a comparison side by side, on the finest rows that every one of them respects.

Rows of single hypotheses are ``hexapla.alignment.rows``' business; here those of several hypotheses are put on one grid.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from hexapla.alignment.rows import RowCut, cut_rows
from hexapla.model import Comparison, Role, Span, Text

ORDER = (Role.SOURCE, Role.HYPOTHESIS, Role.REFERENCE)
"""The columns from left to right."""


@dataclass(frozen=True, slots=True)
class SynopticRow:
    """One row of the synopsis.

    Attributes:
        spans: Column -> its spans in order; empty for a null side.
        rows: Hypothesis -> 0-based indices of its own rows that stand here.
        confidence: Hypothesis -> least confidence of those rows.
        moved: Hypotheses of which one of those rows is moved.
    """

    spans: dict[str, tuple[Span, ...]]
    rows: dict[str, tuple[int, ...]] = field(default_factory=dict)
    confidence: dict[str, float] = field(default_factory=dict)
    moved: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Panel:
    """Columns that stand side by side. Without a hub nothing is aligned, and every column has a panel of its own."""

    columns: tuple[Text, ...]
    rows: tuple[SynopticRow, ...]


def panels(comparison: Comparison) -> list[Panel]:
    """The synopsis of a comparison.

    With one hypothesis the rows are its own, in its order; with several they are in the order of the hub, and what one
    hypothesis adds stands behind that hypothesis' preceding row.
    """
    passage = comparison.passage
    columns = tuple(text for role in ORDER for text in passage.of_role(role))
    hub = passage.hub
    if passage.paired and columns:
        return [Panel(columns, _paired(comparison, columns))]
    if hub is None:
        return [Panel((text,), _alone(comparison, text)) for text in columns]
    aligned = [text.name for text in columns if comparison.alignment_of(text.name)]
    drivers = [text.name for text in passage.of_role(Role.HYPOTHESIS) if text.name in aligned] or aligned[:1]
    if not drivers:
        return [Panel((hub,), _alone(comparison, hub))]
    cuts = {name: cut_rows(comparison, name) for name in drivers}
    if len(drivers) == 1:
        groups = [[(drivers[0], index)] for index in range(len(cuts[drivers[0]]))]
    else:
        groups = _grouped(cuts, hub.name)
    return [
        Panel(columns, tuple(_joined([(name, i, cuts[name][i]) for name, i in group], hub.name) for group in groups))
    ]


def _alone(comparison: Comparison, text: Text) -> tuple[SynopticRow, ...]:
    spans = comparison.segments_of(text.name)
    return tuple(SynopticRow({text.name: _full((span,))}, {text.name: (i,)}) for i, span in enumerate(spans))


def _paired(comparison: Comparison, columns: tuple[Text, ...]) -> tuple[SynopticRow, ...]:
    made = []
    for index in range(len(columns[0].units)):
        beads = {a.column: a.beads[index] for a in comparison.alignments}
        made.append(
            SynopticRow(
                {text.name: _full((text.units[index].span,)) for text in columns},
                {text.name: (index,) for text in columns if text.role is Role.HYPOTHESIS},
                {name: bead.confidence for name, bead in beads.items()},
                frozenset(name for name, bead in beads.items() if bead.moved),
            )
        )
    return tuple(made)


def _full(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The spans that hold something."""
    return tuple(span for span in spans if span.start < span.end)


def _grouped(cuts: dict[str, list[RowCut]], hub: str) -> list[list[tuple[str, int]]]:
    """Rows of several hypotheses that share words of the hub, as groups in the order of the hub."""
    items = [(name, index) for name, rows in cuts.items() for index in range(len(rows))]
    group = {item: item for item in items}

    def find(item: tuple[str, int]) -> tuple[str, int]:
        while group[item] != item:
            group[item] = group[group[item]]
            item = group[item]
        return item

    places = sorted(
        (span.start, span.end, name, index)
        for name, index in items
        for span in _full(cuts[name][index].spans.get(hub, ()))
    )
    begins: dict[tuple[str, int], int] = {}
    reach, last = -1, None
    for start, end, name, index in places:
        item = (name, index)
        begins.setdefault(item, start)
        if last is not None and start < reach:
            group[find(item)] = find(last)
        reach, last = max(reach, end), item

    members: dict[tuple[str, int], list[tuple[str, int]]] = {}
    order: dict[tuple[str, int], tuple[int, int, int]] = {}
    for rank, (name, rows) in enumerate(cuts.items()):
        behind = -1
        for index in range(len(rows)):
            item = (name, index)
            root = find(item)
            members.setdefault(root, []).append(item)
            if item in begins:
                behind = begins[item]
                order[root] = min(order.get(root, (behind, 0, 0)), (behind, 0, 0))
            else:
                order[root] = (behind, 1 + rank, index)
    return [members[root] for root in sorted(members, key=lambda root: order[root])]


def _joined(parts: list[tuple[str, int, RowCut]], hub: str) -> SynopticRow:
    spans: dict[str, list[Span]] = {}
    rows: dict[str, list[int]] = {}
    confidence: dict[str, float] = {}
    for name, index, cut in parts:
        for column, found in cut.spans.items():
            spans.setdefault(column, []).extend(_full(found))
        rows.setdefault(name, []).append(index)
        confidence[name] = min(confidence.get(name, 1.0), cut.confidence)
    return SynopticRow(
        {column: _united(found) for column, found in spans.items()},
        {name: tuple(indices) for name, indices in rows.items()},
        confidence,
        frozenset(name for name, _, cut in parts if cut.moved),
    )


def _united(spans: list[Span]) -> tuple[Span, ...]:
    """The spans in order, those that overlap as one: hypotheses that share a row each bring the same reference."""
    made: list[Span] = []
    for span in sorted(spans):
        if made and span.start < made[-1].end:
            made[-1] = Span(made[-1].start, max(made[-1].end, span.end))
        else:
            made.append(span)
    return tuple(made)
