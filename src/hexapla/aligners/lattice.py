"""The default aligner: a conditional random field over beads, on blocks cut at safe anchors; moved passages afterwards."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from hexapla.aligners import Aligner, Link
from hexapla.aligners._blocks import cuts
from hexapla.aligners._features import REACH, Block, looks
from hexapla.aligners._moves import with_moves, without
from hexapla.aligners._paths import Kind, probabilities
from hexapla.aligners._scorer import Scorer, load
from hexapla.similarities import Comparer, Evidence, Ints, Similarity


class Lattice(Aligner):
    """Finds the likeliest sequence of beads among all, then looks for moved passages among what is left over.

    Every possible bead (up to four segments a side) is scored by a small trained network from what the similarity says
    about it and its alternatives, from lengths and from how segments begin and end. Confidence is the probability of a
    bead summed over all ways to align the rest.

    Args:
        similarity: What tells how alike segments are.
        scorer: Weights to use instead of those that ship with the package.
    """

    name = "lattice"

    def __init__(self, similarity: Similarity, scorer: Scorer | None = None) -> None:
        self._similarity = similarity
        self._scorer = scorer or load()

    def signature(self) -> str:
        """``align:lattice|weights:VERSION`` and the similarity's signature."""
        return f"align:{self.name}|weights:{self._scorer.version}|{self._similarity.signature()}"

    def align(self, left: Sequence[str], right: Sequence[str], *, left_lang: str, right_lang: str) -> list[Link]:
        """Align segments; see :class:`Aligner`."""
        if not left or not right:
            return [Link((i,), (), 1.0, False) for i in range(len(left))] + [Link((), (j,), 1.0, False) for j in range(len(right))]
        comparer = self._similarity.compare(left, right, left_lang=left_lang, right_lang=right_lang)
        links: list[Link] = []
        blocks = [(np.arange(a, c), np.arange(b, d)) for (a, b), (c, d) in cuts(left, right, comparer)]
        for (rows, cols), block in zip(blocks, _blocks(left, right, comparer, blocks), strict=True):
            links += self._align_block(rows, cols, block)
        return _ordered(links)

    def _align_block(self, rows: Ints, cols: Ints, block: Block) -> list[Link]:
        n, m = len(rows), len(cols)
        if not n or not m:
            return [Link((int(i),), (), 1.0, False) for i in rows] + [Link((), (int(j),), 1.0, False) for j in cols]
        scores = {kind: values.astype(np.float64) for kind, values in self._scorer.scores(block).items()}
        path, moved = with_moves(scores, n, m, self._scorer.move)
        chance, _ = probabilities(without(scores, [step for step, _ in moved]), n, m)
        taken_left = {x for ((a, _), i, _), _ in moved for x in range(i, i + a)}
        taken_right = {x for ((_, b), _, j), _ in moved for x in range(j, j + b)}
        links = []

        def link(kind: Kind, i: int, j: int, confidence: float, is_moved: bool) -> None:
            one = tuple(int(rows[x]) for x in range(i, i + kind[0]))
            other = tuple(int(cols[x]) for x in range(j, j + kind[1]))
            links.append(Link(one, other, min(max(confidence, 0.0), 1.0), is_moved))

        for kind, i, j in path:
            if kind == (1, 0):
                if i not in taken_left:
                    link(kind, i, j, float(chance[kind][i].sum()), False)
            elif kind == (0, 1):
                if j not in taken_right:
                    link(kind, i, j, float(chance[kind][:, j].sum()), False)
            else:
                link(kind, i, j, float(chance[kind][i, j]), False)
        for (kind, i, j), confidence in moved:
            link(kind, i, j, confidence, True)
        return links


def _blocks(left: Sequence[str], right: Sequence[str], comparer: Comparer, parts: list[tuple[Ints, Ints]]) -> list[Block]:
    """What the scorer needs to know about each part of the texts."""
    evidence = [comparer.evidence(rows, cols, REACH) if len(rows) and len(cols) else None for rows, cols in parts]
    n, m = len(left), len(right)
    best = [_best(part) for part in evidence if part is not None]
    level = max(float(np.median(np.concatenate(best))), 0.05) if best else 1.0
    whole = np.array([level, n == m, min(abs(np.log((n + 1) / (m + 1))) * 5, 2), np.log(min(n, m) + 1) / 5], np.float32)
    scale = np.float32((comparer.left_lengths.sum() + 1) / (comparer.right_lengths.sum() + 1))
    left_looks, right_looks = looks(left), looks(right)
    empty = np.zeros((0, 0), np.float32)
    nothing = Evidence(*[empty] * 11)
    return [
        Block(
            part or nothing,
            left_looks.take(rows),
            right_looks.take(cols),
            comparer.left_lengths[rows],
            comparer.right_lengths[cols] * scale,
            whole,
        )
        for part, (rows, cols) in zip(evidence, parts, strict=True)
    ]


def _best(part: Evidence) -> np.ndarray:
    norm = np.sqrt(part.left_gram[0][:, None] * part.right_gram[0][None])
    cosine = part.dots / np.maximum(norm, 1e-6)
    return np.concatenate([cosine.max(0), cosine.max(1)])


def _ordered(links: list[Link]) -> list[Link]:
    """Links in the order of their left segments; those without any go where their right segment stands.

    That place is after the link that holds the right segment before it.
    """
    owner = {j: link for link in links for j in link.right if link.left}
    place: dict[int, tuple[int, int, int]] = {}
    last = -1
    for j in sorted({j for link in links for j in link.right}):
        if j in owner:
            last = owner[j].left[-1] if not owner[j].moved else last
        else:
            place[j] = (last, 1, j)
    return sorted(links, key=lambda link: (link.left[0], 0, 0) if link.left else place[link.right[0]])
