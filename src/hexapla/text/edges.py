"""How well a sentence may end, and another begin, at a place in a text that is written without spaces.

A small logistic model by the words and characters on both sides, whose weights for a few languages are in ``_edges.json``,
made by ``scripts/train_edges``. Counting full stops and finding words across one are done in ``breaks``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from hexapla.text.breaks import gain_across

_LONGEST = 4
"""Characters of the longest word that is looked for beside a stop."""

_LISTED = 2.0
"""Zipf frequency from which a string of several characters is a word."""

_REACH = 4
"""Characters on each side of a stop that a word across it may take."""

_STEPS = (2.0, -2, 10)
"""Steps of a word's gain across a stop: how many to a unit, the lowest and the highest."""


def beside(left: str, right: str, words: Mapping[str, float]) -> Iterator[str]:
    """What the model for scripts without spaces sees of the text before and after a stop.

    Args:
        left: The text before the stop.
        right: The text after it.
        words: Words of the language with their Zipf frequencies.
    """
    if left:
        yield "-" + left[-1]
        yield from _word((left[-size:] for size in range(min(_LONGEST, len(left)), 1, -1)), words, "-")
    if right:
        yield "+" + right[0]
        yield from _word((right[:size] for size in range(min(_LONGEST, len(right)), 1, -1)), words, "+")
    if left and right:
        steps, lowest, highest = _STEPS
        gain = gain_across(left[-_REACH:], right[:_REACH], words)
        yield f"={int(max(lowest, min(highest, gain * steps)))}"


def _word(strings: Iterator[str], words: Mapping[str, float], side: str) -> Iterator[str]:
    found = next((string for string in strings if words.get(string, 0.0) > _LISTED), None)
    if found:
        yield side + found


def break_odds(left: str, right: str, lang: str, words: Mapping[str, float]) -> float:
    """Natural logarithm of the odds that a sentence ends, and another begins, between two texts; 0 without weights."""
    weights: dict[str, float] = _table()["weights"].get(lang.split("-")[0], {})
    return sum(weights.get(feature, 0.0) for feature in ("", *beside(left, right, words))) if weights else 0.0


def least_odds(lang: str) -> tuple[float, float] | None:
    """The odds, as `break_odds` gives them, under which lawful breaks hardly ever and seldom fall: one in 200, one in 30.

    None for a language without weights.
    """
    found = _table()["least"].get(lang.split("-")[0])
    return (found[0], found[1]) if found else None


@cache
def _table() -> dict[str, Any]:
    """``weights`` by language and feature, ``least`` odds by language."""
    values: dict[str, Any] = json.loads(files("hexapla.text").joinpath("_edges.json").read_text("utf-8"))
    return values
