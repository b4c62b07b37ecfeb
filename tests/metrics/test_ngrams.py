"""Shared n-grams are those that counting them one by one finds, however many stages the keys need."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hexapla.metrics import _ngrams
from hexapla.metrics._ngrams import code_points, in_batches, matches, token_numbers


def shared(sides: Sequence[Sequence[int]], order: int) -> int:
    counts = [Counter(zip(*(side[k:] for k in range(order)), strict=False)) for side in sides]
    return sum(min(n, max(other[gram] for other in counts[1:])) for gram, n in counts[0].items())


@pytest.mark.parametrize("bits", [63, 20, 13])
@settings(max_examples=60, deadline=None)
@given(st.data())
def test_against_counting(bits: int, data: st.DataObject) -> None:
    sides, orders = data.draw(st.integers(2, 4)), data.draw(st.integers(1, 8))
    sequence = st.lists(st.integers(1, data.draw(st.sampled_from([2, 30]))), max_size=12)
    segments = data.draw(st.lists(st.lists(sequence, min_size=sides, max_size=sides), min_size=1, max_size=4))
    flat = [side for segment in segments for side in segment]
    symbols = np.array([symbol for side in flat for symbol in side], np.int64)
    lengths = np.array([len(side) for side in flat], np.int64)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_ngrams, "_KEY_BITS", bits)
        found = matches(symbols, lengths, sides, orders)
    assert found.tolist() == [[shared(segment, n) for n in range(1, orders + 1)] for segment in segments]


def test_symbols_are_equal_where_the_text_is() -> None:
    symbols, lengths = code_points(["abA", "", "\0😀b", "\ud800"])
    assert lengths.tolist() == [3, 0, 3, 1]
    assert symbols[1] == symbols[5]
    assert len(set(symbols.tolist())) == 6
    assert symbols.min() == 1
    numbers, lengths = token_numbers([["a", "b"], [], ["b", "c"]])
    assert (numbers.tolist(), lengths.tolist()) == ([1, 2, 2, 3], [2, 0, 2])


def test_batches_hold_every_item_once_in_order() -> None:
    sizes = [5, 70_000, 0, 900, 3, 70_000, 2000]
    seen: list[list[int]] = []

    def count(rows: list[int]) -> list[int]:
        seen.append(rows)
        return [sizes[row] for row in rows]

    assert in_batches(sizes, count) == sizes
    assert len(seen) > 2
