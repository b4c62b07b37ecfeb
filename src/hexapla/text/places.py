"""Guessing where a place of a text lies in its translation, when nothing but position tells."""

from __future__ import annotations

from itertools import pairwise

import regex

from hexapla.text.tokens import tokenize

_CLAUSE_ENDS = regex.compile(r"[,;:.!?–—،؛。，；：！？、।]+\s*")


def mapped(text: str, place: int, translation: str) -> int:
    """Where a place lies in a translation by its share of the text: clause by clause if both have as many."""
    there, here = _clauses(text), _clauses(translation)
    if len(there) != len(here):
        there, here = [(0, len(text))], [(0, len(translation))]
    n = max(i for i, (start, _) in enumerate(there) if start <= place)
    share = (place - there[n][0]) / max(1, there[n][1] - there[n][0])
    return here[n][0] + round(share * (here[n][1] - here[n][0]))


def around(text: str, place: int, reach: int) -> tuple[int, int]:
    """Start and end of the tokens that lie within some characters of a place; of all tokens if none does."""
    tokens = tokenize(text)
    near = [t for t in tokens if t.start >= place - reach and t.end <= place + reach] or tokens
    return (near[0].start, near[-1].end) if near else (0, len(text))


def _clauses(text: str) -> list[tuple[int, int]]:
    """Start and end of the stretches between a text's commas, stops and the like."""
    cuts = [0, *(match.end() for match in _CLAUSE_ENDS.finditer(text) if match.end() < len(text)), len(text)]
    return list(pairwise(cuts))
