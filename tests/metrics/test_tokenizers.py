"""Tokens are sacreBLEU's, in whichever context marks, digits and white space stand."""

from __future__ import annotations

import itertools
import random
import sys

import pytest
from sacrebleu.metrics.bleu import _get_tokenizer
from sacrebleu.tokenizers.tokenizer_zh import _UCODE_RANGES

from hexapla.metrics._tokenizers import _ZH, OWN, tokenizer
from tests.metrics.random_pairs import line


@pytest.mark.parametrize("name", sorted(OWN))
def test_every_short_line_of_marks_and_digits(name: str) -> None:
    own, mine = _get_tokenizer(name)(), tokenizer(name)
    for size in range(6):
        for signs in itertools.product("a1.- "[: 5 if size < 6 else 4], repeat=size):
            text = "".join(signs)
            assert mine(text) == own(text.rstrip()).split(), text


@pytest.mark.parametrize("name", sorted(OWN))
def test_random_lines(name: str) -> None:
    own, mine, rng = _get_tokenizer(name)(), tokenizer(name), random.Random(4)
    for _ in range(3000):
        text = line(rng, 8)
        assert mine(text) == own(text.rstrip()).split(), text


def test_the_signs_that_zh_sets_apart() -> None:
    import re

    apart = re.compile(f"[{_ZH}]")
    edges = {ord(end[0]) + d for ends in _UCODE_RANGES for end in ends for d in range(-2, 3)}
    edges |= {0x20000, 0x2A6D6, 0x2F800, sys.maxunicode, *range(0, 0x3000, 7)}
    is_chinese = _get_tokenizer("zh")._is_chinese_char
    for point in edges:
        assert bool(apart.match(chr(point))) == is_chinese(chr(point)), hex(point)
