"""Ladders are read as they are written, and beads held against gold ones as alignment papers do."""

from __future__ import annotations

import pytest

from hexapla.alignment.agreement import Agreement, agreement
from hexapla.alignment.constraints import Numbers
from hexapla.alignment.ladder import parse, parse_gold, written
from hexapla.errors import InputError


def test_figures() -> None:
    gold = [((0,), (0,)), ((1,), (1, 2)), ((2,), ()), ((3,), (3,))]
    found = agreement(gold, [((0,), (0,)), ((1,), (1,)), ((), (2,)), ((2,), ()), ((3,), (4,))])
    assert found.precision() == 2 / 5  # null beads count
    assert found.precision(lax=True) == 3 / 5
    assert found.recall() == 1 / 3  # null beads do not
    assert found.recall(lax=True) == 2 / 3
    assert found.f1() == pytest.approx(2 * (2 / 5) * (1 / 3) / (2 / 5 + 1 / 3))
    assert (found + found).f1() == found.f1()
    assert Agreement().f1() == 0
    perfect = agreement(gold, gold)
    assert perfect.f1() == perfect.f1(lax=True) == 1


def test_ladders() -> None:
    text = "# a comment\n[0, 1]:[0]:0.25\n\n[]:[2]\n3:5\n[2]:[1]:1e-3\r\n"
    beads = parse(text, "x")
    assert [(b.left, b.right, b.confidence) for b in beads] == [
        ((0, 1), (0,), 0.25),
        ((), (2,), 1.0),
        ((3,), (5,), 1.0),
        ((2,), (1,), 0.001),
    ]
    again = parse("\n".join(map(written, beads)), "x")
    assert [b[:2] for b in again] == [b[:2] for b in beads]


@pytest.mark.parametrize("line", ["[0:[1]", "one:two", "[0]:[a]", "[0];[1]", "-1:2", "[-1]:[2]", "[,]:[2]"])
def test_a_line_that_is_no_bead(line: str) -> None:
    with pytest.raises(InputError, match="gold:2: "):
        parse(f"[0]:[0]\n{line}\n", "gold")


def test_gold_in_json() -> None:
    beads = [Numbers((0, 1), (0,)), Numbers((), (1,))]
    assert parse_gold("[[[1, 0], [0]], [[], [1]], [[], []]]", "x") == {None: beads}
    lines = '{"id": "a", "gold": [[[0, 1], [0]], [[], [1]]]}\n\n{"id": 7, "beads": []}\n'
    assert parse_gold(lines, "x") == {"a": beads, "7": []}
    assert parse_gold("[0,1]:[0]:0.5\n[]:[1]", "x")[None][1] == beads[1]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"id": "a"}', 'x:1: there is no "gold"'),
        ('{"id": "a", "gold": []}\n{"id": ', "x:2: not JSON"),
        ('{"id": "a", "gold": [[[0], ["b"]]]}', "is no bead"),
        ('{"id": "a", "gold": [[[0], [-1]]]}', "is no bead"),
        ('{"id": "a", "gold": {"b": 1}}', "is no bead"),
        ("[[[0], 1]]", "is no bead"),
        ("[[[0], [1]]", "not JSON"),
    ],
)
def test_gold_that_is_none(text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        parse_gold(text, "x")
