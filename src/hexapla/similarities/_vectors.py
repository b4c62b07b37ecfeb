"""Evidence from vectors of segments, whatever made the vectors. Making them is the plug-ins' business.

The vector of joined segments is the sum of theirs, each weighted by its length, so nothing is embedded twice; the first
and last words of a long segment have vectors of their own, which show what was shifted across its borders. Vectors are
centred on each side first, which takes away what all segments of a text, or of a language, have in common.
"""

from __future__ import annotations

from abc import abstractmethod
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import ClassVar

import numpy as np

from hexapla.errors import ConfigError
from hexapla.similarities import Comparer, Evidence, Floats, Ints, Similarity, Translate, length_ratio

_CHANCE = 0.05  # cosine up to which a likeness is taken for chance
_GAIN = 1.2  # a translation's cosine falls short of 1 even where nothing is missing; that much is made up for
_LIKELY = 0.3  # cosine below which a pair is no candidate
_BEST = 4  # candidates kept for a segment
_CELLS = 1 << 22  # cosines computed at a time
_EDGE, _DENSE_EDGE = 60, 20  # characters of a beginning or an end: of letters, of kana and Han
_EDGE_GAIN = 0.6  # share of a beginning that a cosine of 1 proves to be there


class Memory:
    """Vectors of segments, each embedded once: versions of one text share segments, and the hub is compared often.

    Args:
        embed: Texts -> one vector each.
        size: Vectors kept; the oldest are forgotten.
    """

    def __init__(self, embed: Callable[[Sequence[str]], Floats], size: int = 20_000) -> None:
        self._embed = embed
        self._size = size
        self._known: OrderedDict[str, Floats] = OrderedDict()

    def __call__(self, texts: Sequence[str]) -> Floats:
        """One vector a text, of length 1; of length 0 for a text without words."""
        found = {text: self._known[text] for text in texts if text in self._known}
        new = [text for text in dict.fromkeys(texts) if text not in found and text.strip()]
        if new:
            vectors = np.asarray(self._embed(new), np.float32)
            vectors = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-6)
            found.update(zip(new, vectors, strict=True))
        self._known.update(found)
        while len(self._known) > self._size:
            self._known.popitem(last=False)
        width = len(next(iter(found.values()))) if found else 1
        blank = np.zeros(width, np.float32)
        return np.stack([found.get(text, blank) for text in texts]) if texts else np.zeros((0, width), np.float32)


class VectorSimilarity(Similarity):
    """A similarity that has a vector for every segment; common characters tell where segments begin and end."""

    uses_inner: ClassVar[bool] = True
    sees: ClassVar[str] = "meaning"

    def __init__(
        self, option: str = "", *, inner: Similarity | None = None, translate: Translate | None = None
    ) -> None:
        super().__init__(option, inner=inner, translate=translate)
        self._vectors = Memory(self.embed)

    @abstractmethod
    def embed(self, texts: Sequence[str]) -> Floats:
        """One vector for each of some texts (at least one, none of them blank), of any length but 0.

        Raises:
            PluginError: What makes the vectors failed.
        """

    def compare(self, left: Sequence[str], right: Sequence[str], *, left_lang: str, right_lang: str) -> Comparer:
        """Embed every segment once; see :class:`Similarity`."""
        if reason := self.unfit(left_lang, right_lang):
            raise ConfigError(f"{reason}; use the similarity auto or lexical, or name the languages if they are wrong")
        characters = None
        if self.inner:
            characters = self.inner.compare(left, right, left_lang=left_lang, right_lang=right_lang)
        return VectorComparer(left, right, self._vectors, characters)


class VectorComparer(Comparer):
    """Segments with vectors.

    Args:
        left: Left segments.
        right: Right segments.
        embed: Texts -> a vector each, of length 1; asked once.
        characters: What common characters say about the same segments; it helps to judge beginnings and ends.
    """

    def __init__(
        self,
        left: Sequence[str],
        right: Sequence[str],
        embed: Callable[[Sequence[str]], Floats],
        characters: Comparer | None,
    ) -> None:
        self.left_lengths = np.array([len(text.strip()) for text in left], np.float32)
        self.right_lengths = np.array([len(text.strip()) for text in right], np.float32)
        edges = [[_edge(text, end) for text in side] for side in (left, right) for end in (False, True)]
        parts = [left, right, *edges]
        both = embed([text for part in parts for text in part])
        borders = np.cumsum([len(part) for part in parts])[:-1]
        left_all, right_all, *edge_vectors = np.split(both, borders)
        self._left, self._right = _centred(left_all, left_all), _centred(right_all, right_all)
        self._edges = [_centred(part, (left_all, right_all)[k // 2]) for k, part in enumerate(edge_vectors)]
        self._edge_lengths = [np.array([len(text) + 1 for text in part], np.float32) for part in edges]
        self._candidates = self._alike()
        # Lengths of the right side as they would be in the left one's language.
        scale = length_ratio(self.left_lengths, self.right_lengths, *self._best())
        self._left_weights, self._right_weights = self.left_lengths + 1, self.right_lengths * scale + 1
        self._characters = characters

    def evidence(self, rows: Ints, cols: Ints, reach: int) -> Evidence:
        """See :class:`Comparer`. What is found of a segment is its likeness to each segment, by length, added up."""
        cosine = self._left[rows] @ self._right[cols].T
        size_a, size_b = self._left_weights[rows], self._right_weights[cols]
        # The dot product of two segments' square-root weighted vectors is the mass one holds of the other.
        found = _GAIN * np.maximum(cosine - _CHANCE, 0) / (1 - _CHANCE) * np.sqrt(size_a[:, None] * size_b[None])
        left_head, left_tail, right_head, right_tail = self._found_edges(rows, cols)
        return Evidence(
            dots=cosine * (size_a[:, None] * size_b[None]),
            left_gram=_gram(self._left[rows] * size_a[:, None], reach),
            right_gram=_gram(self._right[cols] * size_b[:, None], reach),
            left_found=_within(found.T, reach, size_a).transpose(0, 2, 1),
            right_found=_within(found, reach, size_b),
            left_mass=size_a,
            right_mass=size_b,
            left_head=left_head,
            left_tail=left_tail,
            right_head=right_head,
            right_tail=right_tail,
        )

    def _found_edges(self, rows: Ints, cols: Ints) -> list[Floats]:
        """Shares of the beginnings and ends of either side that are found in the other, by meaning or characters."""
        sides = (
            (rows, self._right[cols], self._right_weights[cols]),
            (cols, self._left[rows], self._left_weights[rows]),
        )
        known = self._characters.evidence(rows, cols, 1) if self._characters else None
        found = []
        for k, name in enumerate(("left_head", "left_tail", "right_head", "right_tail")):
            own, other, size = sides[k // 2]
            cosine = np.maximum(self._edges[k][own] @ other.T - _CHANCE, 0) / (1 - _CHANCE)
            # Words that stand within a longer segment make up that share of its vector.
            within = np.minimum(np.sqrt(self._edge_lengths[k][own][:, None] / size[None]), 1)
            share = np.minimum(_EDGE_GAIN * cosine / within, 1)
            share = share if k < 2 else share.T
            found.append(np.maximum(share, getattr(known, name)) if known else np.ascontiguousarray(share))
        return found

    def candidates(self) -> tuple[Ints, Ints, Floats]:
        """The most alike few of every segment, see :class:`Comparer`."""
        return self._candidates

    def _best(self) -> tuple[Ints, Ints]:
        """Candidates of which either segment likes no other better."""
        rows, cols, score = self._candidates
        of_row, of_col = np.zeros(len(self._left), np.float32), np.zeros(len(self._right), np.float32)
        np.maximum.at(of_row, rows, score)
        np.maximum.at(of_col, cols, score)
        mutual = (score == of_row[rows]) & (score == of_col[cols])
        return rows[mutual], cols[mutual]

    def _alike(self) -> tuple[Ints, Ints, Floats]:
        """The candidates, computed in slices, so that memory does not grow with the product."""
        m = len(self._right)
        forward, backward = _nearest(self._left, self._right), _nearest(self._right, self._left)
        pairs = np.unique(np.concatenate([forward[0] * m + forward[1], backward[1] * m + backward[0]]))
        rows, cols = np.divmod(pairs, max(m, 1))
        score = np.einsum("if,if->i", self._left[rows], self._right[cols])
        keep = score >= _LIKELY
        return rows[keep], cols[keep], np.minimum(score[keep], 1)


def _edge(text: str, end: bool) -> str:
    """The first words of a segment, or its last ones; all of it if it is not much longer."""
    text = text.strip()
    dense = sum("\u3041" <= character <= "\u9fff" for character in text) > 0.3 * len(text)
    size = _DENSE_EDGE if dense else _EDGE
    if len(text) < 1.5 * size:
        return text
    if end:
        return text[-size:] if dense else text[text.find(" ", len(text) - size) + 1 :][-size:]
    return text[:size] if dense else text[:size].rpartition(" ")[0] or text[:size]


def _centred(vectors: Floats, around: Floats) -> Floats:
    """Vectors less the mean of those they stand among, of length 1 again; those of length 0 stay so.

    A vector that equals the mean (a lone segment, or all segments alike) keeps its direction.
    """
    number = max(float(np.linalg.norm(around, axis=1).sum()), 1.0)
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    moved = np.where(length > 0, vectors - around.sum(0) / number, 0)
    length = np.linalg.norm(moved, axis=1, keepdims=True)
    result: Floats = np.where(length > 1e-3, moved / np.maximum(length, 1e-3), vectors).astype(np.float32)
    return result


def _gram(vectors: Floats, reach: int) -> Floats:
    """(d, i): dot product of vector i with vector i + d."""
    n = len(vectors)
    gram = np.zeros((reach, n), np.float32)
    for step in range(min(reach, n)):
        gram[step, : n - step] = np.einsum("if,if->i", vectors[: n - step], vectors[step:])
    return gram


def _within(found: Floats, reach: int, mass: Floats) -> Floats:
    """(d, i, j): what segments i to i + d hold of segment j, no more than the `mass` of j."""
    n = len(found)
    total = found.copy()
    result = np.empty((reach, *found.shape), np.float32)
    for step in range(reach):
        if step and step < n:
            total[: n - step] += found[step:]
        result[step] = np.minimum(total, mass[None])
    return result


def _nearest(one: Floats, other: Floats) -> Ints:
    """(2, k): segments of one side and their best few of the other."""
    best = min(_BEST, len(other))
    slices = []
    step = max(1, _CELLS // max(len(other), 1))
    for start in range(0, len(one) if best else 0, step):
        cosine = one[start : start + step] @ other.T
        top = np.argpartition(-cosine, best - 1, axis=1)[:, :best]
        slices.append(np.stack([np.repeat(np.arange(start, start + len(top)), best), top.ravel()]))
    return np.concatenate(slices, axis=1) if slices else np.zeros((2, 0), np.int64)
