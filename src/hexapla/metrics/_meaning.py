"""Shortfalls of meaning, by vectors of sentences and words; for the composite metric and for semantic similarity.

Like those of ``_features`` they are 0 where hypothesis and reference are the same text. What makes the vectors is handed in.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hexapla.metrics import Vectors
from hexapla.metrics._features import literal_candidates, literalness

Floats = NDArray[np.float64]

MEANING = {
    "meaning": "the sentence's vector points elsewhere than the reference's",
    "word meanings found": "words of the reference to which no word of the hypothesis is near",
    "literal meanings": "words nearer to the source's, in the same script, than to any of the reference's",
}

_KEPT = 50_000
"""Vectors that are kept: systems share references and, mostly, words."""


class Memory:
    """Vectors of length 1, each made once.

    Args:
        embed: Texts -> one vector each.
    """

    def __init__(self, embed: Callable[[Sequence[str]], NDArray[Any]]) -> None:
        self._embed = embed
        self._known: dict[str, NDArray[np.float32]] = {}

    def __call__(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One vector a text; of length 0 for a text without words."""
        new = sorted({text for text in texts if text.strip() and text not in self._known}, key=len)
        if len(self._known) + len(new) > _KEPT:
            self._known = {}
            new = sorted({text for text in texts if text.strip()}, key=len)
        if new:
            made = np.asarray(self._embed(new), np.float32)
            made /= np.maximum(np.linalg.norm(made, axis=1, keepdims=True), 1e-6)
            self._known.update(zip(new, made, strict=True))
        width = len(next(iter(self._known.values()))) if self._known else 1
        blank = np.zeros(width, np.float32)
        return np.stack([self._known[text] if text.strip() else blank for text in texts])


class Meaning:
    """Shortfalls of meaning in a language.

    Args:
        vectors: What makes vectors.
        weigh: Case-folded word -> how much it says.
        spaces: Whether the language sets words apart by spaces.
    """

    def __init__(self, vectors: Vectors, weigh: Callable[[str], float], spaces: bool = True) -> None:
        self._sentences = Memory(vectors.embed)
        self._words = Memory(vectors.embed)
        self._weigh = weigh
        self._spaces = spaces

    def cosines(self, left: Sequence[str], right: Sequence[str]) -> Floats:
        """How near the vectors of two texts are, pair by pair; 1 for the same text, 0 where one is empty."""
        if not left:
            return np.zeros(0)
        vectors = self._sentences([*left, *right])
        found = np.einsum("ij,ij->i", vectors[: len(left)], vectors[len(left) :], dtype=np.float64)
        same = np.array([a == b for a, b in zip(left, right, strict=True)])
        return np.where(same, 1.0, np.clip(found, 0.0, 1.0))

    def of(self, hypotheses: Sequence[str], references: Sequence[str], sources: Sequence[str] | None) -> Floats:
        """One row of shortfalls a pair, in the order of `MEANING`.

        Args:
            hypotheses: One string a row.
            references: The same.
            sources: The same, or None where there are none or in a language without vectors.
        """
        given = sources if sources is not None else [""] * len(hypotheses)
        by_word = [self._by_word(*row) for row in zip(hypotheses, references, given, strict=True)]
        return np.column_stack([1 - self.cosines(hypotheses, references), np.array(by_word, np.float64)])

    def _by_word(self, hypothesis: str, reference: str, source: str) -> tuple[float, float]:
        here, there, beside = literal_candidates(hypothesis, reference, source, self._spaces)
        if not here or not there:
            return float(bool(there)), 0.0
        near = self._nearness(here, there)
        weights = np.array([self._weigh(key) for key in there])
        missing = float((weights * (1 - near.max(axis=0))).sum() / max(weights.sum(), 0.5))
        if not beside:
            return missing, 0.0
        return missing, literalness(self._nearness(here, beside).max(axis=1), near.max(axis=1), len(there))

    def _nearness(self, left: Sequence[str], right: Sequence[str]) -> Floats:
        """How near each word (rows) is to each other one (columns); 1 for the same word."""
        near: Floats = np.clip(self._words(left) @ self._words(right).T, 0.0, 1.0).astype(np.float64)
        near[np.array(left)[:, None] == np.array(right)[None, :]] = 1.0
        return near
