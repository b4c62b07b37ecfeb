"""Blocks that are scored together are scored as they are one by one, and so are paths through them."""

from __future__ import annotations

import gc
import weakref

import numpy as np
import pytest

from hexapla.aligners._features import TYPES, bead_features, kinds, null_features
from hexapla.aligners._looks import looks
from hexapla.aligners._measures import Batch, Block
from hexapla.aligners._paths import best_path, best_paths, block_of, block_probabilities, probabilities
from hexapla.aligners._planes import REACH
from hexapla.aligners._scorer import load
from hexapla.similarities.lexical import Lexical
from tests.aligners.test_lattice import sentences, worn

SPANS = [(0, 10, 0, 9), (10, 22, 9, 19), (22, 25, 19, 22), (25, 40, 22, 38), (3, 4, 5, 9)]
WHOLE = np.array([0.5, 0, 0.3, 0.7], np.float32)


@pytest.fixture(scope="module")
def blocks() -> list[Block]:
    """Blocks of many sizes from two texts with numbers, a blank line, and lines that do not end or begin as others."""
    left = sentences(40)
    right = worn(left)
    del right[7]
    right[12:14] = [" ".join(right[12:14])]
    right[20] += " 12 34,5"
    left[5], left[20], left[9], left[30] = left[5] + " 12", left[20] + " 7", "", left[30].lower()[:-1]
    comparer = Lexical().compare(left, right, left_lang="en", right_lang="en")
    both = looks(left), looks(right, np.linspace(0.1, 1, len(right)).tolist())
    made = []
    for i, n, j, m in SPANS:
        rows, cols = np.arange(i, n), np.arange(j, m)
        evidence = comparer.evidence(rows, cols, REACH)
        lengths = comparer.left_lengths[rows], comparer.right_lengths[cols]
        made.append(Block(evidence, both[0].take(rows), both[1].take(cols), *lengths))
    return made


def test_features_do_not_depend_on_what_stands_beside(blocks: list[Block]) -> None:
    together = Batch(blocks, WHOLE)
    for number, block in enumerate(blocks):
        alone = Batch([block], WHOLE)
        n, m = alone.planes.sizes[0]
        for a, b in [(1, 0), (0, 1), *kinds(TYPES, n, m)]:
            tables = []
            for batch, place in ((together, number), (alone, 0)):
                made = bead_features(batch, a, b) if a and b else null_features(batch, a > 0)
                grids = [
                    batch.planes.grid(one)[place] if isinstance(one, np.ndarray) else np.full((1, 1), one)
                    for one in made
                ]
                tables.append([grid[: n + 1 - a, : m + 1 - b] for grid in grids])
            for feature, (one, other) in enumerate(zip(*tables, strict=True)):
                assert np.allclose(one, other, atol=1e-5), (number, (a, b), feature)


def test_scores_and_paths_do_not_depend_on_what_stands_beside(blocks: list[Block]) -> None:
    scorer = load("lines")
    batch = Batch(blocks, WHOLE)
    sizes = [(n - i, m - j) for i, n, j, m in SPANS]
    scores = scorer.scores(batch)
    chances, totals = probabilities(scores, sizes)
    for number, (path, (n, m)) in enumerate(zip(best_paths(scores, sizes), sizes, strict=True)):
        alone = block_of(scorer.scores(Batch([blocks[number]], WHOLE)), 0, (n, m))
        mine = block_of(scores, number, (n, m))
        assert all(np.allclose(mine[kind], values, atol=1e-4) for kind, values in alone.items())
        assert path == best_path(alone, n, m)
        chance, total = block_probabilities(alone, n, m)
        assert abs(total - totals[number]) < 1e-3
        for kind, values in block_of(chances, number, (n, m)).items():
            assert np.allclose(values, chance[kind], atol=1e-4)
        # Every segment is in some bead: the probabilities of those that hold it add up to 1.
        held = np.zeros(n)
        for (a, b), values in chance.items():
            for step in range(a):
                held[step : step + n + 1 - a] += values[:n].sum(1) if not b else values.sum(1)
        assert np.allclose(held, 1, atol=1e-6)


def test_blocks_leave_memory_at_once(blocks: list[Block]) -> None:
    """Planes are large, and the collector of cycles does not know how large: nothing may wait for it."""
    batch = Batch(blocks, WHOLE)
    load("lines").scores(batch)
    sides = [weakref.ref(side) for side in (batch, batch.left, batch.right)]
    gc.disable()
    try:
        del batch
        assert not any(side() for side in sides)
    finally:
        gc.enable()
