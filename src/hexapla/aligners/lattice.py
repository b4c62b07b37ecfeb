"""The default aligner: a conditional random field over beads, on blocks cut at safe anchors, with moved passages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from hexapla.aligners import Aligner, Link
from hexapla.aligners._blocks import SMALL, Node, anchors, chain, cuts, exchanges
from hexapla.aligners._looks import Looks, looks
from hexapla.aligners._measures import Batch, Block
from hexapla.aligners._moves import Step, may_move, with_moves, without
from hexapla.aligners._paths import (
    NEVER,
    Doubles,
    Kind,
    Path,
    batched,
    best_path,
    best_paths,
    block_of,
    block_probabilities,
    probabilities,
)
from hexapla.aligners._planes import REACH
from hexapla.aligners._scorer import Scorer, load
from hexapla.similarities import Comparer, Evidence, Floats, Ints, Similarity, length_ratio

_DOUBT = 0.4  # more it takes to leave a segment alone where vectors tell likeness: free translations look less alike
_PRICE = 0.4  # probability a bead must have there to be worth choosing: right beads count, not whole paths
_CELLS = 6000  # pairs of segments that are handled at a time, unless one block has more
_SAMPLE = 400  # segments that tell how alike counterparts are in these texts


Stretches = list[tuple[Node, Node]]


class Lattice(Aligner):
    """Finds the likeliest sequence of beads among all, and passages that moved.

    Every possible bead (up to four segments a side) is scored by a small trained network from what the similarity says
    about it and its alternatives, from lengths and from how segments begin and end. Confidence is the probability of a
    bead summed over all ways to align the rest. Long texts are cut between safe anchors, so that time grows with
    length, not with its square.

    Args:
        similarity: What tells how alike segments are.
        scorer: Weights to use instead of those that ship with the package.
    """

    name = "lattice"

    def __init__(self, similarity: Similarity, scorer: Scorer | None = None) -> None:
        self._similarity = similarity
        lines, pieces = scorer or load("lines"), scorer or load("pieces")
        if similarity.sees == "meaning":
            lines, pieces = replace(lines.dearer(_DOUBT), price=_PRICE), pieces.dearer(_DOUBT)
        self._lines, self._pieces = lines, pieces

    def signature(self) -> str:
        """``align:lattice|weights:VERSION`` and the similarity's signature."""
        return f"align:{self.name}|weights:{self._lines.version}|{self._similarity.signature()}"

    def align(
        self,
        left: Sequence[str],
        right: Sequence[str],
        *,
        left_lang: str,
        right_lang: str,
        left_firmness: Sequence[float] | None = None,
        right_firmness: Sequence[float] | None = None,
    ) -> list[Link]:
        """Align segments; see :class:`Aligner`."""
        if not left or not right:
            return [*_alone(range(len(left)), True), *_alone(range(len(right)), False)]
        comparer = self._similarity.compare(left, right, left_lang=left_lang, right_lang=right_lang)
        scorer = self._lines if left_firmness is None and right_firmness is None else self._pieces
        both = looks(left, left_firmness), looks(right, right_firmness)
        return _ordered(list(_Run(scorer, comparer, left, right, both).links()))


class _Run:
    """One alignment under way."""

    def __init__(
        self, scorer: Scorer, comparer: Comparer, left: Sequence[str], right: Sequence[str], both: tuple[Looks, Looks]
    ) -> None:
        self._scorer, self._comparer = scorer, comparer
        self._left, self._right = left, right
        self._looks = both
        self._scale = np.float32(1)
        self._whole: Floats = np.zeros(4, np.float32)
        self._kept: dict[tuple[Node, Node], Evidence] = {}

    def links(self) -> Iterator[Link]:
        n, m = len(self._left), len(self._right)
        rows, cols, score = anchors(self._comparer)
        self._scale = length_ratio(self._comparer.left_lengths, self._comparer.right_lengths, rows, cols)
        if n * m <= SMALL:
            nodes, groups = [(0, 0), (n, m)], [[0]]
        else:
            main = chain(cols)
            nodes = cuts(n, m, rows[main], cols[main], score[main])
            groups = exchanges(nodes, rows[~main], cols[~main])
        self._whole = whole_figures(self._sampled(nodes), n, m)
        stretches: list[Stretches] = []
        for group in groups:
            spans = [(nodes[block], nodes[block + 1]) for block in group]
            if len(spans) == 1 and _cells(*spans[0]) > SMALL:
                yield from self._long(*spans[0])
            else:
                stretches.append(spans)
        for batch in batches(stretches):
            yield from self._blocks(batch)

    def _sampled(self, nodes: list[Node]) -> list[Evidence]:
        """The evidence about some of the blocks between nodes, which is kept until they are aligned."""
        parts = []
        for begin, end in list(pairwise(nodes))[:: max(1, len(nodes) // 8)]:
            rows, cols = np.arange(begin[0], end[0]), np.arange(begin[1], end[1])
            if not len(rows) or not len(cols):
                continue
            if _cells(begin, end) <= SMALL:
                self._kept[begin, end] = self._comparer.evidence(rows, cols, REACH)
                parts.append(self._kept[begin, end])
            else:
                parts.append(self._comparer.evidence(rows[:_SAMPLE], cols[:_SAMPLE], 1))
        return parts

    def _blocks(self, blocks: list[Stretches], moves: bool = True) -> Iterator[Link]:
        """Align blocks: stretches of the texts that belong together; moved passages may go from one to another."""
        places = []
        for spans in blocks:
            rows = np.concatenate([np.arange(begin[0], end[0]) for begin, end in spans])
            cols = np.concatenate([np.arange(begin[1], end[1]) for begin, end in spans])
            if len(rows) and len(cols):
                places.append((rows, cols, spans))
            else:
                yield from (*_alone(rows.tolist(), True), *_alone(cols.tolist(), False))
        if not places:
            return
        sizes = [(len(rows), len(cols)) for rows, cols, _ in places]
        scores = self._scorer.scores(Batch([self._block(*place) for place in places], self._whole))
        main = scores
        if len(places) == 1 and len(places[0][2]) > 1:
            whole, home = _with_seams(block_of(scores, 0, sizes[0]), places[0][2], *sizes[0])
            scores, main = batched(whole), batched(home)
        paths = best_paths(main, sizes)
        chances, _ = probabilities(main, sizes)
        price = self._scorer.move if moves else np.inf
        search = may_move(scores, paths, sizes, price)
        for number, ((rows, cols, _), size, path) in enumerate(zip(places, sizes, paths, strict=True)):
            one, home, chance = (block_of(values, number, size) for values in (scores, main, chances))
            path, moved = with_moves(one, home, path, *size, price) if search[number] else (path, [])
            yield from self._chosen(rows.tolist(), cols.tolist(), path, moved, home, chance)

    def _block(self, rows: Ints, cols: Ints, spans: Stretches) -> Block:
        known = self._kept.pop(spans[0], None) if len(spans) == 1 else None
        return Block(
            known or self._comparer.evidence(rows, cols, REACH),
            self._looks[0].take(rows),
            self._looks[1].take(cols),
            self._comparer.left_lengths[rows],
            self._comparer.right_lengths[cols] * self._scale,
        )

    def _chosen(
        self,
        rows: list[int],
        cols: list[int],
        path: Path,
        moved: list[tuple[Step, float]],
        scores: dict[Kind, Doubles],
        chance: dict[Kind, Doubles],
    ) -> Iterator[Link]:
        """The links of one block from its best path, what moved, the scores and the probabilities of beads."""
        n, m = len(rows), len(cols)
        steps = [step for step, _ in moved]
        if moved:
            scores = without(scores, steps)
            chance, _ = block_probabilities(scores, n, m)
        if self._scorer.price:
            path = best_path(_hopes(chance, scores, self._scorer.price), n, m)
        taken_left = {x for (a, _), i, _ in steps for x in range(i, i + a)}
        taken_right = {x for (_, b), _, j in steps for x in range(j, j + b)}
        for kind, i, j in path:
            if kind == (1, 0):
                if i in taken_left:
                    continue
                confidence = float(chance[kind][i].sum())
            elif kind == (0, 1):
                if j in taken_right:
                    continue
                confidence = float(chance[kind][:, j].sum())
            else:
                confidence = float(chance[kind][i, j])
            yield _link(rows, cols, (kind, i, j), confidence, False)
        for step, confidence in moved:
            yield _link(rows, cols, step, confidence, True)

    def _long(self, begin: Node, end: Node) -> Iterator[Link]:
        """Align a long stretch without anchors: a window at a time, of whose path the first half is kept."""
        (i, j), (n, m) = begin, end
        while i < n and j < m:
            if self._left[i] == self._right[j]:
                yield Link((i,), (j,), 1.0, False)
                i, j = i + 1, j + 1
                continue
            height = min(max(int(np.sqrt(SMALL * (n - i) / (m - j))), 1), n - i)
            width = min(SMALL // height, m - j)
            half = (
                (i + height, j + width)
                if height == n - i and width == m - j
                else (i + (height + 1) // 2, j + (width + 1) // 2)
            )
            for link in self._blocks([[((i, j), (i + height, j + width))]], moves=False):
                yield link
                i, j = max((i, *(x + 1 for x in link.left))), max((j, *(x + 1 for x in link.right)))
                if i >= half[0] and j >= half[1]:
                    break
        yield from (*_alone(range(i, n), True), *_alone(range(j, m), False))


def whole_figures(parts: Sequence[Evidence], n: int, m: int) -> Floats:
    """Figures on whole texts of n and m segments that the scorer has to know, out of the evidence about parts of them.

    How alike counterparts are in these texts, and how well the numbers of segments agree.
    """
    best = []
    for part in parts:
        cosine = part.dots / np.maximum(np.sqrt(part.left_gram[0][:, None] * part.right_gram[0][None]), 1e-6)
        best += [cosine.max(0), cosine.max(1)]
    level = max(float(np.median(np.concatenate(best))), 0.05) if best else 1.0
    odds = min(abs(np.log((n + 1) / (m + 1))) * 5, 2)
    return np.array([level, n == m, odds, np.log(min(n, m) + 1) / 5], np.float32)


def batches(blocks: list[Stretches]) -> Iterator[list[Stretches]]:
    """Blocks of about one size together, as many as are handled best at a time; those of several stretches alone."""
    sized = sorted(
        (
            (*(sum(end[k] - begin[k] for begin, end in spans) for k in (0, 1)), number)
            for number, spans in enumerate(blocks)
        )
    )
    batch: list[Stretches] = []
    high = wide = 0
    for n, m, number in sized:
        spans = blocks[number]
        if len(spans) > 1:
            yield [spans]
            continue
        high, wide = max(high, n + 1), max(wide, m + 1)
        if batch and (len(batch) + 1) * high * wide > _CELLS:
            yield batch
            batch, high, wide = [], n + 1, m + 1
        batch.append(spans)
    if batch:
        yield batch


def _hopes(chance: dict[Kind, Doubles], scores: Mapping[Kind, Doubles], price: float) -> dict[Kind, Doubles]:
    """What each bead adds to the expected agreement with the truth (F1): its probability less the price of one more."""
    hopes = {}
    for (a, b), values in chance.items():
        if not b:
            values = np.broadcast_to(values.sum(1, keepdims=True), values.shape)
        elif not a:
            values = np.broadcast_to(values.sum(0, keepdims=True), values.shape)
        hopes[a, b] = np.where(scores[a, b] > NEVER / 2, values - price, NEVER)
    return hopes


def _cells(begin: Node, end: Node) -> int:
    return (end[0] - begin[0]) * (end[1] - begin[1])


def _alone(segments: Sequence[int], left: bool) -> list[Link]:
    return [Link((x,), (), 1.0, False) if left else Link((), (x,), 1.0, False) for x in segments]


def _link(rows: list[int], cols: list[int], step: tuple[Kind, int, int], confidence: float, moved: bool) -> Link:
    (a, b), i, j = step
    return Link(tuple(rows[i : i + a]), tuple(cols[j : j + b]), min(max(confidence, 0.0), 1.0), moved)


def _with_seams(
    scores: dict[Kind, Doubles], spans: list[tuple[Node, Node]], n: int, m: int
) -> tuple[dict[Kind, Doubles], dict[Kind, Doubles]]:
    """Scores that rule out beads across a seam between stretches, and those that rule out leaving a stretch as well."""
    of_row = np.repeat(np.arange(len(spans)), [end[0] - begin[0] for begin, end in spans])
    of_col = np.repeat(np.arange(len(spans)), [end[1] - begin[1] for begin, end in spans])
    # The stretches a border belongs to, as first and last: two at a seam.
    row_low, row_high = np.append(of_row[:1], of_row), np.append(of_row, of_row[-1:])
    col_low, col_high = np.append(of_col[:1], of_col), np.append(of_col, of_col[-1:])
    whole: dict[Kind, Doubles] = {}
    home: dict[Kind, Doubles] = {}
    for (a, b), values in scores.items():
        if not a:
            same = (row_low[:, None] <= of_col[None]) & (of_col[None] <= row_high[:, None])
            whole[a, b], home[a, b] = values, np.where(same, values, NEVER)
        elif not b:
            same = (col_low[None] <= of_row[:, None]) & (of_row[:, None] <= col_high[None])
            whole[a, b], home[a, b] = values, np.where(same, values, NEVER)
        else:
            first_row, first_col = of_row[: n - a + 1, None], of_col[None, : m - b + 1]
            seamless = (first_row == of_row[a - 1 :, None]) & (first_col == of_col[None, b - 1 :])
            whole[a, b] = np.where(seamless, values, NEVER)
            home[a, b] = np.where(seamless & (first_row == first_col), values, NEVER)
    return whole, home


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
