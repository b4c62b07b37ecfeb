"""Anchors, kept beads and paragraphs hold whatever the aligner finds."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hexapla.alignment.constraints import Constraints, Numbers, constrained
from hexapla.errors import InputError


def one_by_one(rows: Sequence[int], cols: Sequence[int]) -> list[Numbers]:
    """A stand-in for an aligner: pairs in order, what is left over stands alone."""
    both = min(len(rows), len(cols))
    return [
        *(Numbers((k,), (k,), 0.5) for k in range(both)),
        *(Numbers((k,), (), 0.5) for k in range(both, len(rows))),
        *(Numbers((), (k,), 0.5) for k in range(both, len(cols))),
    ]


def run(n: int, m: int, **given: object) -> set[tuple[tuple[int, ...], tuple[int, ...], bool]]:
    found = constrained(one_by_one, [0] * n, [0] * m, Constraints(**given))  # type: ignore[arg-type]
    return {(link.left, link.right, link.moved) for link in found}


def test_an_anchor_pulls_its_neighbours_along() -> None:
    assert run(3, 4, anchors=((1, 2),)) == {
        ((0,), (0,), False),
        ((), (1,), False),
        ((1,), (2,), False),
        ((2,), (3,), False),
    }


def test_anchors_that_hold_anyway_change_nothing() -> None:
    assert run(3, 3, anchors=((1, 1),)) == run(3, 3)


def test_anchors_that_share_a_segment_are_one_bead() -> None:
    assert ((0,), (0, 1), False) in run(3, 4, anchors=((0, 0), (0, 1)))


def test_anchors_against_the_order_have_moved() -> None:
    found = run(4, 4, anchors=((0, 0), (1, 3), (3, 2)))
    assert {((1,), (3,), True), ((3,), (2,), False)} <= found or {((1,), (3,), False), ((3,), (2,), True)} <= found


def test_kept_beads_stay_and_the_rest_is_aligned() -> None:
    assert run(4, 3, kept=(((0, 1), (0,)), ((), (2,)))) == {
        ((0, 1), (0,), False),
        ((), (2,), False),
        ((2,), (1,), False),
        ((3,), (), False),
    }


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"kept": (((0,), (0,)), ((0,), (1,)))}, "segment 0 stands in two"),
        ({"kept": (((0,), (0,)),), "anchors": ((0, 1),)}, "contradicts"),
    ],
)
def test_contradictions_are_refused(given: dict[str, object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        run(3, 3, **given)


def test_paragraphs_are_never_crossed() -> None:
    found = constrained(one_by_one, [0, 0, 0, 1], [0, 1, 1], Constraints(paragraphs=True))
    assert {(link.left, link.right) for link in found} == {
        ((0,), (0,)),
        ((1,), ()),
        ((2,), ()),
        ((3,), (1,)),
        ((), (2,)),
    }
    with pytest.raises(InputError, match="crosses the border of a paragraph"):
        constrained(one_by_one, [0, 0, 0, 1], [0, 1, 1], Constraints(((2, 1),), (), True))


@given(st.integers(1, 7), st.integers(1, 7), st.data())
@settings(max_examples=80, deadline=None)
def test_every_segment_stands_in_one_bead_and_every_anchor_holds(n: int, m: int, data: st.DataObject) -> None:
    pair = st.tuples(st.integers(0, n - 1), st.integers(0, m - 1))
    anchors = tuple(data.draw(st.lists(pair, max_size=4)))
    found = constrained(one_by_one, [0] * n, [0] * m, Constraints(anchors))
    assert sorted(i for link in found for i in link.left) == list(range(n))
    assert sorted(j for link in found for j in link.right) == list(range(m))
    for i, j in anchors:
        assert any(i in link.left and j in link.right for link in found)
