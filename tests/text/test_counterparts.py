"""Gaps by the meaning of their words: what was lost, what was paraphrased, and what the source says to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from hexapla.text.counterparts import FEATURES, Counterparts
from hexapla.text.gaps import Gap
from hexapla.text.tokens import tokenize

SENSES = ("the", "bridge", "built", "monks", "fell", "yesterday")
WORDS = {word: n for n, word in enumerate(SENSES)}
WORDS |= {"collapsed": 4, "die": 0, "Brücke": 1, "gebaut": 2, "Mönche": 3, "fiel": 4, "gestern": 5}


def vectors(words: Sequence[str]) -> Any:
    """A direction of its own for each sense."""
    return np.eye(len(SENSES) + 1, dtype=np.float32)[[WORDS.get(word, len(SENSES)) for word in words]]


def described(own: str, theirs: str, source: str, gap: tuple[tuple[int, int], tuple[int, int]]) -> dict[str, float]:
    known = Counterparts(
        tokenize(own), tokenize(theirs), source.split(), vectors, vectors, lambda key: 4.0, lambda word: 4.0
    )
    features = known.features(Gap(*gap, (), 1, 1.0, ()))
    assert len(features) == len(FEATURES)
    return dict(zip(FEATURES, features, strict=True))


def test_a_lost_word_that_the_source_has_is_witnessed() -> None:
    found = described("the bridge fell", "the bridge monks fell", "die Brücke Mönche fiel", ((2, 2), (2, 3)))
    assert found["alone"] == found["alone_rare"] == found["witnesses"] == found["source_lost"] == 1
    assert found["witnessed_most"] == pytest.approx(1)
    assert found["reference_covered"] == pytest.approx(0.75)
    assert found["text_covered"] == pytest.approx(1)


def test_another_word_for_the_same_is_none() -> None:
    found = described("the bridge collapsed", "the bridge fell", "die Brücke fiel", ((2, 3), (2, 3)))
    assert found["alone"] == found["witnesses"] == found["source_lost"] == found["own_strange"] == 0
    assert found["own_for_lost"] == pytest.approx(1)


def test_what_the_reference_alone_says_has_no_witness() -> None:
    found = described("the bridge fell", "the bridge yesterday fell", "die Brücke fiel", ((2, 2), (2, 3)))
    assert found["alone"] == 1
    assert found["witnesses"] == found["source_lost"] == 0


def test_words_of_the_text_that_nothing_explains_count() -> None:
    found = described("the bridge xyz fell", "the bridge monks fell", "die Brücke Mönche fiel", ((2, 3), (2, 3)))
    assert found["own_strange"] == found["own_without_source"] == 1


@pytest.mark.parametrize(("own", "theirs"), [("", "the bridge fell"), ("the bridge", "the bridge the")])
def test_nothing_lost_is_described_by_noughts(own: str, theirs: str) -> None:
    assert set(described(own, theirs, "die", ((0, 0), (2, 3))).values()) == {0.0}


def test_a_missing_source_says_nothing() -> None:
    found = described("the bridge fell", "the bridge monks fell", "", ((2, 2), (2, 3)))
    assert found["alone"] == 1
    assert found["witnessed"] == found["source_covered"] == found["source_more_uncovered"] == 0
