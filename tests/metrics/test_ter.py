"""The edits of TER are sacreBLEU's, whichever of the ways to find them is taken."""

from __future__ import annotations

import random
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sacrebleu.metrics.lib_ter import translation_edit_rate

from hexapla.metrics import _engine, _ter


def edits(hypothesis: list[str], reference: list[str]) -> int:
    """The edits that Python counts, which are also the extension's where there is one."""
    found = _ter.edits(hypothesis, reference)
    module = _engine.native()
    if module:
        out = np.empty((1, 2), np.int64)
        module.ter([" ".join(hypothesis), " ".join(reference)], out)
        assert out.tolist() == [[found, len(reference)]]
    return found


def rearranged(rng: random.Random, words: list[str], moves: int, errors: int) -> list[str]:
    found = list(words)
    for _ in range(moves):
        start, size = rng.randrange(len(found)), rng.randint(1, 12)
        block = found[start : start + size]
        rest = found[:start] + found[start + size :]
        target = rng.randint(0, len(rest))
        found = rest[:target] + block + rest[target:]
    for _ in range(errors):
        at = rng.randrange(len(found))
        found[at : at + 1] = rng.choice([["new"], [], [found[at], found[rng.randrange(len(found))]]]) or ["last"]
    return found


def test_fixed_cases() -> None:
    assert edits([], []) == 0
    assert edits(["a"], []) == 1
    assert edits([], ["a", "b"]) == 2
    assert edits("b c d a".split(), "a b c d".split()) == 1
    assert edits("x b c d a".split(), "a b c d".split()) == 2


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from("abcde"), max_size=14), st.lists(st.sampled_from("abcdx"), max_size=14))
def test_short_lists_of_few_words(hypothesis: list[str], reference: list[str]) -> None:
    assert edits(hypothesis, reference) == translation_edit_rate(hypothesis, reference)[0]


@pytest.mark.parametrize("few", [_ter._FEW, 0], ids=["bounded", "row by row"])
@pytest.mark.parametrize("longest", [20, 45, 75])
def test_beyond_the_beam(monkeypatch: pytest.MonkeyPatch, longest: int, few: int) -> None:
    monkeypatch.setattr(_ter, "_FEW", few)
    rng = random.Random(longest)
    for _ in range(240 // longest):
        size = rng.randint(longest // 2, longest)
        hypothesis = [f"w{min(40, int(rng.expovariate(0.15)))}" for _ in range(size)]
        reference = rearranged(rng, hypothesis, rng.randint(0, 4), rng.randint(0, size // 2))
        reference = rng.choice([[], ["pad"] * rng.randint(1, 40)]) + reference
        for one, other in ((hypothesis, reference), (reference, hypothesis)):
            assert edits(one, other) == translation_edit_rate(one, other)[0]


@pytest.mark.parametrize(("hypothesis", "reference"), [(1, 200), (200, 1), (3, 180), (180, 3)])
def test_lengths_far_apart(hypothesis: int, reference: int) -> None:
    rng = random.Random(hypothesis)
    one, other = ([f"w{rng.randrange(30)}" for _ in range(size)] for size in (hypothesis, reference))
    assert edits(one, other) == translation_edit_rate(one, other)[0]


def test_the_limit_of_candidates_drops_the_last_round() -> None:
    rng = random.Random(1)
    reference = [f"w{rng.randrange(12)}" for _ in range(60)]
    hypothesis = rearranged(rng, reference, 8, 12)
    assert edits(hypothesis, reference) == translation_edit_rate(hypothesis, reference)[0]


def test_thousands_of_words_take_moments() -> None:
    rng = random.Random(3)
    reference = [f"w{int(rng.paretovariate(0.6)) % 3000}" for _ in range(4000)]
    started = time.perf_counter()
    found = edits(rearranged(rng, reference, 10, 400), reference)
    assert 200 < found < 4000
    assert time.perf_counter() - started < 10
