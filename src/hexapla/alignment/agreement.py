"""How well beads agree with a gold standard: strict and lax precision, recall and F1 as alignment papers report them.

The definitions are those of vecalign's scorer (Thompson and Koehn 2019): precision counts all predicted beads against all
gold ones; recall leaves null beads out on both sides. A bead is lax right if any of its left segments is linked to any of
its right segments by the other side.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

Bead = tuple[tuple[int, ...], tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Tally:
    """Beads that are right among beads looked at, strict and lax."""

    strict: int = 0
    lax: int = 0
    total: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.strict + other.strict, self.lax + other.lax, self.total + other.total)


@dataclass(frozen=True, slots=True)
class Agreement:
    """Predicted beads held against gold ones; those of several documents are added up.

    Attributes:
        predicted: Predicted beads, null beads included, that are right.
        gold: Gold beads with segments on both sides that were found.
    """

    predicted: Tally = Tally()
    gold: Tally = Tally()

    def __add__(self, other: Agreement) -> Agreement:
        return Agreement(self.predicted + other.predicted, self.gold + other.gold)

    def precision(self, lax: bool = False) -> float:
        """Share of the predicted beads that are right, 0 to 1."""
        return _share(self.predicted, lax)

    def recall(self, lax: bool = False) -> float:
        """Share of the gold beads that were found, 0 to 1."""
        return _share(self.gold, lax)

    def f1(self, lax: bool = False) -> float:
        """Harmonic mean of precision and recall, 0 to 1."""
        precision, recall = self.precision(lax), self.recall(lax)
        return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _share(tally: Tally, lax: bool) -> float:
    return (tally.lax if lax else tally.strict) / tally.total if tally.total else 0.0


def agreement(gold: Iterable[Bead], predicted: Iterable[Bead]) -> Agreement:
    """Hold predicted beads (segment numbers of both sides) against gold ones of the same text."""
    wanted = {(tuple(sorted(left)), tuple(sorted(right))) for left, right in gold if left or right}
    found = {(tuple(sorted(left)), tuple(sorted(right))) for left, right in predicted if left or right}
    full = ({bead for bead in beads if bead[0] and bead[1]} for beads in (wanted, found))
    return Agreement(_tally(found, wanted), _tally(*full))


def _tally(beads: set[Bead], truth: set[Bead]) -> Tally:
    links: dict[int, set[int]] = defaultdict(set)
    for left, right in truth:
        for number in left:
            links[number].update(right)
    strict = len(beads & truth)
    lax = sum(
        any(not links[number].isdisjoint(right) for number in left if number in links) for left, right in beads - truth
    )
    return Tally(strict, strict + lax, len(beads))
