"""The synopsis of many versions on the hub's grid."""

from __future__ import annotations

import time

from hypothesis import given, settings
from hypothesis import strategies as st

from hexapla.alignment.columns import in_order
from hexapla.alignment.synopsis import Synopsis, synopsis
from hexapla.model import Alignment, Bead, Comparison, Passage, Role, Segmentation, Span, Text

NULL = (Span(0, 0),)


def words(count: int, stem: str) -> tuple[str, list[Span]]:
    parts = [f"{stem}{n}" for n in range(count)]
    spans, at = [], 0
    for part in parts:
        spans.append(Span(at, at + len(part)))
        at += len(part) + 1
    return " ".join(parts), spans


def made(hub_size: int, columns: dict[str, list[tuple[list[int], list[int]]]]) -> Comparison:
    """A comparison whose columns have the given beads (segments of the column, of the hub)."""
    hub_text, hub = words(hub_size, "h")
    texts = [Text("ref", Role.REFERENCE, "en", hub_text)]
    alignments = []
    for name, beads in columns.items():
        text, own = words(1 + max((n for left, _ in beads for n in left), default=0), name)
        texts.append(Text(name, Role.HYPOTHESIS, "en", text))
        sides = [(tuple(own[n] for n in left) or NULL, tuple(hub[n] for n in right) or NULL) for left, right in beads]
        alignments.append(Alignment(name, "ref", in_order(Bead(*side) for side in sides)))
    return Comparison(Passage("p", tuple(texts)), (Segmentation("ref", tuple(hub)),), tuple(alignments))


def table(found: Synopsis | None, comparison: Comparison) -> list[list[str]]:
    assert found is not None
    shown = [[span.of(comparison.passage.column(found.hub).text) if span else "-"] for span in found.rows]
    for name, cells in found.columns.items():
        text = comparison.passage.column(name).text
        column = [""] * len(found.rows)
        for cell in cells:
            for row in range(cell.row, cell.row + cell.height):
                assert column[row] == "", "two cells of a column share a row"
                column[row] = "+".join(span.of(text) for span in cell.spans) or "0"
        for row, value in enumerate(column):
            shown[row].append(value)
    return shown


def test_cells_span_the_rows_that_others_cut() -> None:
    comparison = made(
        4,
        {
            "a": [([0], [0, 1]), ([1], [2]), ([2], [3])],
            "b": [([0], [0]), ([1], [1]), ([2], []), ([3], [2, 3])],
            "c": [([0], [0]), ([], [1]), ([1], []), ([2], [2]), ([], [3])],
        },
    )
    assert table(synopsis(comparison), comparison) == [
        ["h0", "a0", "b0", "c0"],
        ["-", "a0", "", "c1"],
        ["h1", "a0", "b1", "0"],
        ["-", "", "b2", ""],
        ["h2", "a1", "b3", "c2"],
        ["h3", "a2", "b3", "0"],
    ]


def test_without_hub_or_alignment() -> None:
    lone = Comparison(Passage("p", (Text("a", Role.HYPOTHESIS, "en", "x"),)), (), ())
    assert synopsis(lone) is None
    found = synopsis(made(2, {}))
    assert found is not None
    assert len(found.rows) == 2


def test_an_empty_hub_leaves_additions_only() -> None:
    comparison = made(0, {"a": [([0], []), ([1], [])]})
    assert table(synopsis(comparison), comparison) == [["-", "a0"], ["-", "a1"]]


def test_a_bead_whose_hub_parts_stand_apart() -> None:
    comparison = made(3, {"a": [([0], [0, 2]), ([1], [1])]})
    found = synopsis(comparison)
    assert found is not None
    assert [(cell.row, cell.continued) for cell in found.columns["a"]] == [(0, False), (1, False), (2, True)]


@st.composite
def partitions(draw: st.DrawFn) -> Comparison:
    size = draw(st.integers(1, 8))
    columns = {}
    for name in draw(st.sampled_from([["a"], ["a", "b"], ["a", "b", "c"]])):
        beads: list[tuple[list[int], list[int]]] = []
        i = j = 0
        while j < size:
            a, b = draw(st.sampled_from([(1, 1), (1, 0), (0, 1), (2, 1), (1, 2), (1, 3), (2, 2)]))
            b = min(b, size - j)
            beads.append((list(range(i, i + a)), list(range(j, j + b))))
            i, j = i + a, j + b
        columns[name] = beads
    return made(size, columns)


@given(partitions())
@settings(max_examples=60, deadline=None)
def test_every_word_of_every_column_stands_in_one_cell(comparison: Comparison) -> None:
    found = synopsis(comparison)
    table(found, comparison)
    assert found is not None
    hub = comparison.passage.column("ref")
    assert " ".join(span.of(hub.text) for span in found.rows if span) == hub.text
    for name, cells in found.columns.items():
        spans = sorted(span for cell in cells for span in cell.spans)
        beads = next(a for a in comparison.alignments if a.column == name).beads
        assert spans == sorted(span for bead in beads for span in bead.text if span.start < span.end)
        for bead in beads:
            here = {
                row
                for cell in cells
                if set(bead.text) & set(cell.spans)
                for row in range(cell.row, cell.row + cell.height)
            }
            for span in bead.hub:
                if span.start < span.end and bead.text[0].start < bead.text[0].end:
                    covered = [row for row, one in enumerate(found.rows) if one and one.overlaps(span)]
                    assert set(covered) <= here


def test_time_grows_with_the_number_of_versions_not_its_square() -> None:
    beads = [([n], [n]) for n in range(300)]

    def seconds(versions: int) -> float:
        comparison = made(300, {f"v{k}": beads for k in range(versions)})
        started = time.perf_counter()
        synopsis(comparison)
        return time.perf_counter() - started

    few = min(seconds(4) for _ in range(3))
    assert min(seconds(32) for _ in range(3)) < 24 * few
