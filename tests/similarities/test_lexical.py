"""The default similarity: what is shared counts, in any script, and blocks add up."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hexapla.similarities import Evidence
from hexapla.similarities.lexical import Lexical


def evidence(left: list[str], right: list[str], langs: tuple[str, str] = ("en", "en"), reach: int = 3) -> Evidence:
    comparer = Lexical().compare(left, right, left_lang=langs[0], right_lang=langs[1])
    return comparer.evidence(np.arange(len(left)), np.arange(len(right)), reach)


def cosine(e: Evidence) -> np.ndarray:
    norm = np.sqrt(e.left_gram[0][:, None] * e.right_gram[0][None])
    made: np.ndarray = e.dots / np.maximum(norm, 1e-6)
    return made


WORDS = st.lists(st.text(alphabet="abcdef я語", min_size=1, max_size=20), min_size=1, max_size=6)


@given(WORDS, WORDS)
@settings(max_examples=40, deadline=None)
def test_bounds_and_shapes(left: list[str], right: list[str]) -> None:
    e = evidence(left, right)
    assert e.dots.shape == (len(left), len(right))
    assert (e.left_found <= e.left_mass[None, :, None] + 1e-3).all()
    assert (e.right_found <= e.right_mass[None, None, :] + 1e-3).all()
    assert (np.diff(e.left_found, axis=0) >= -1e-3).all()
    assert (cosine(e) <= 1 + 1e-4).all()
    for share in (e.left_head, e.left_tail, e.right_head, e.right_tail):
        assert (share >= 0).all()
        assert (share <= 1 + 1e-3).all()


def test_what_is_joined_adds_up() -> None:
    left = ["the river rose quickly", "and took the bridge", "nobody was hurt"]
    e = evidence(left, [*left, "an unrelated remark"])
    direct = float((e.dots[0:2, 1:3]).sum())
    apart = sum(float(e.dots[i, j]) for i in (0, 1) for j in (1, 2))
    assert direct == pytest.approx(apart)
    assert e.left_gram[0] == pytest.approx(np.diag(e.dots), rel=1e-4)
    assert e.left_gram[1, 0] == pytest.approx(e.dots[0, 1], rel=1e-4)


@pytest.mark.parametrize(
    ("left", "right", "langs"),
    [
        ("Kommissar Mamajew besuchte Odessa", "Mamajews Besuch in Odessa", ("de", "de")),
        ("Президент посетил Киев", "Президента видели в Киеве", ("ru", "ru")),
        ("总统访问了基辅", "基辅迎来总统", ("zh", "zh")),
        ("Владимир Петров родился в 1971 году", "Vladimir Petrov was born in 1971", ("ru", "en")),
    ],
)
def test_the_same_content_is_nearer_than_other_content(left: str, right: str, langs: tuple[str, str]) -> None:
    e = evidence([left, "zzz qqq 0"], [right, "xxx www 9"], langs)
    assert cosine(e)[0, 0] > 3 * cosine(e)[0, 1]


def test_case_accents_and_punctuation_play_no_part() -> None:
    e = evidence(["ÉCOLE, été!"], ["école ete"])
    assert cosine(e)[0, 0] == pytest.approx(1, abs=1e-4)


def test_candidates_are_few_and_hold_the_counterparts() -> None:
    lines = [
        f"{word} number {k * 37} of the ledger"
        for k, word in enumerate("apple birch cedar damson elm fir gorse".split())
    ]
    rows, cols, score = Lexical().compare(lines, lines[::-1], left_lang="en", right_lang="en").candidates()
    assert {(k, len(lines) - 1 - k) for k in range(len(lines))} <= set(zip(rows.tolist(), cols.tolist(), strict=True))
    assert ((score >= 0) & (score <= 1)).all()
    assert len(rows) <= 8 * len(lines)


def test_candidates_are_found_in_long_texts_with_few_words() -> None:
    dice = random.Random(4)
    words = ["".join(dice.choice("bdklmnrst") + dice.choice("aeiou") for _ in range(3)) for _ in range(150)]
    left = [" ".join(dice.choice(words) for _ in range(9)) for _ in range(1500)]
    right = [" ".join(dice.choice(words) if dice.random() < 0.1 else word for word in line.split()) for line in left]
    rows, cols, score = Lexical().compare(left, right, left_lang="en", right_lang="en").candidates()
    best: dict[int, tuple[float, int]] = {}
    for row, col, value in zip(rows.tolist(), cols.tolist(), score.tolist(), strict=True):
        best[row] = max(best.get(row, (0.0, 0)), (value, col))
    assert sum(col == row for row, (_, col) in best.items()) > 0.9 * len(left)
