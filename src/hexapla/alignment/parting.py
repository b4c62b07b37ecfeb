"""Where two files that should go line by line stop doing so, and whether they are in one script at all."""

from __future__ import annotations

from collections.abc import Sequence

from hexapla.text.scripts import scripts_in

_CLEARLY = 0.2
"""How much better a line must fit its neighbour's counterpart than its own."""
_LETTERS, _LOOKED_AT = 10, 1000  # letters without which a text's script does not count; characters looked at for them


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


def scripts_apart(one: str, other: str) -> tuple[str, str] | None:
    """The scripts (Unicode names) that two texts are mostly written in, if they share no letter; None if they do.

    Only the first thousand characters are looked at; texts of few letters tell nothing.
    """
    scripts, others = scripts_in(one[:_LOOKED_AT]), scripts_in(other[:_LOOKED_AT])
    if min(scripts.total(), others.total()) < _LETTERS or not scripts.keys().isdisjoint(others):
        return None
    return scripts.most_common(1)[0][0], others.most_common(1)[0][0]
