"""Where two files that should go line by line stop doing so."""

from __future__ import annotations

from collections.abc import Sequence

_CLEARLY = 0.2
"""How much better a line must fit its neighbour's counterpart than its own."""


def parting(left: Sequence[str], right: Sequence[str]) -> int:
    """The 0-based number of the first line from which two files of one language no longer fit line by line.

    A line that is missing on one side shows where this line, or one of the next two, has clearly more words in common with
    the counterpart of its neighbour than with its own. Where nothing shows, it is the first line that one file lacks.
    """
    end = min(len(left), len(right))
    for at in range(end):
        straight = sum(_alike(left, right, at + k, at + k) for k in range(3))
        if max(_shifted(left, right, at), _shifted(right, left, at)) > straight + 3 * _CLEARLY:
            return at
    return end


def _shifted(left: Sequence[str], right: Sequence[str], at: int) -> float:
    return sum(_alike(left, right, at + k + 1, at + k) for k in range(3))


def _alike(left: Sequence[str], right: Sequence[str], i: int, j: int) -> float:
    """The share of words that two lines have in common; of characters where they are written without spaces."""
    if i >= len(left) or j >= len(right):
        return 0.0
    one, other = ((set(line.split()) if line.count(" ") > 1 else set(line)) for line in (left[i], right[j]))
    return len(one & other) / max(len(one), len(other)) if one and other else float(one == other)
