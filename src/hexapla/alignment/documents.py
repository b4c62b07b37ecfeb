"""Which documents of two collections are versions of one another, by content: names differ, and some have no partner."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, Protocol


class _Evidence(Protocol):
    @property
    def dots(self) -> Any: ...
    @property
    def left_gram(self) -> Any: ...
    @property
    def right_gram(self) -> Any: ...


class _Comparer(Protocol):
    def evidence(self, rows: Any, cols: Any, reach: int) -> _Evidence: ...


CompareDocuments = Callable[[Sequence[str], Sequence[str], str, str], _Comparer]
"""Texts of both sides, their languages -> what is known about how alike they are."""

_PART = 4000  # code points looked at in the beginning, the middle and the end of a document
_LEAST = 0.01  # similarity below which nothing is paired
_WEAK = 0.1  # similarity below which a pair must be clearly better than the next best
_CLEAR = 0.25  # confidence that counts as clear
_TYPICAL = 0.4  # share of the median partners' similarity below which a pair is taken for chance


class DocumentPair(NamedTuple):
    """Two documents by 0-based number, and how sure it is (0 to 1) that neither belongs to another."""

    left: int
    right: int
    confidence: float


def pair_documents(
    left: Sequence[str], right: Sequence[str], left_lang: str, right_lang: str, compare: CompareDocuments
) -> list[DocumentPair]:
    """The documents that belong together, each in at most one pair, in the order of the left side.

    Each document is compared as one segment, by its beginning, middle and end. The most alike pair comes first, then
    the most alike of what remains; what is much less alike than partners usually are stays alone. Confidence is the
    share by which a pair is more alike than either document is with its next best.

    Args:
        left: Texts of the documents of one side.
        right: Those of the other.
        left_lang: BCP 47 tag of the left side.
        right_lang: That of the right side.
        compare: A similarity.
    """
    if not left or not right:
        return []
    import numpy as np

    comparer = compare([_excerpt(text) for text in left], [_excerpt(text) for text in right], left_lang, right_lang)
    known = comparer.evidence(np.arange(len(left)), np.arange(len(right)), 1)
    size = np.sqrt(known.left_gram[0][:, None] * known.right_gram[0][None])
    alike = known.dots / np.maximum(size, 1e-6)
    order = np.argsort(-alike, axis=None, kind="stable")
    pairs: list[tuple[int, int]] = []
    taken: tuple[set[int], set[int]] = (set(), set())
    for place in order.tolist():
        i, j = divmod(place, len(right))
        if alike[i, j] < _LEAST or len(pairs) == min(alike.shape):
            break
        if i not in taken[0] and j not in taken[1]:
            pairs.append((i, j))
            taken[0].add(i)
            taken[1].add(j)
    if not pairs:
        return []
    least = _TYPICAL * float(np.median([alike[pair] for pair in pairs]))
    found = []
    for i, j in sorted(pairs):
        if alike[i, j] >= least:
            rival = max(np.delete(alike[i], j).max(initial=0.0), np.delete(alike[:, j], i).max(initial=0.0))
            confidence = float(np.clip(1 - rival / alike[i, j], 0, 1))
            if alike[i, j] >= _WEAK or confidence >= _CLEAR:
                found.append(DocumentPair(i, j, confidence))
    return found


def _excerpt(text: str) -> str:
    if len(text) <= 3 * _PART:
        return text
    middle = len(text) // 2 - _PART // 2
    return " ".join((text[:_PART], text[middle : middle + _PART], text[-_PART:]))
