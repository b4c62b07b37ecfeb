"""Translation edit rate of one hypothesis and one reference, with sacreBLEU's numbers at many times its speed.

TER (Snover et al., AMTA 2006) moves blocks of the hypothesis as long as that lowers its edit distance from the
reference. sacreBLEU follows Tercom: a beam around the diagonal, at most 1,000 candidate moves, fixed ties. All of that
decides the number, so all of it is kept; only how the same quantities are found differs:

* The beam-limited edit distance is computed with the bit vectors of Myers (JACM 1999) as Hyyrö (2003) restates them,
  one Python integer a row. Two vectors a row are enough to follow the path back with sacreBLEU's preferences.
* Inside the beam neighbouring cells differ by at most one, as they do in the whole matrix, because the part of a row or
  column that lies inside it has no gaps. Cells beyond its edges get values that can neither win nor tie.
* Plain Levenshtein distance (RapidFuzz) never exceeds the beam-limited one, so it rules out most moves; where every
  best path must lie inside the beam, the two are equal and it decides.
* A move leaves the rows before it as they were, and after it the rows soon repeat those of the unmoved hypothesis:
  for long texts only the rows in between are computed.

Tokenizing is ``ter``'s business.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

MAX_SHIFT_SIZE = 10
MAX_SHIFT_DISTANCE = 50
MAX_CANDIDATES = 1000
BEAM = 25
"""Tercom's and sacreBLEU's limits."""

_WHOLE = BEAM - 1
"""References of at most so many words lie in the beam as a whole."""
_SAFE = 2 * BEAM - 4
"""A distance plus a difference in length of at most this keeps every best path inside the beam."""
_FEW = 1_500_000
"""Cells of a matrix from which the whole Levenshtein distance costs more than the rows a move changes."""


class _Row(NamedTuple):
    """How the window of a row of the matrix lies against that of the row above.

    A window begins at column ``offset`` + 1; bit 0 of every vector stands for that column.
    """

    low: int
    high: int
    offset: int
    shift: int
    blocked: bool
    filled: int
    open: int
    full: int


@dataclass(slots=True)
class _State:
    """Bit vectors of one row, and the value at the column before its window."""

    plus: int
    minus: int
    value: int


@dataclass(slots=True)
class _Matrix:
    """The edit distance of a hypothesis and what is needed to follow its best path back."""

    distance: int
    matches: list[int]
    diagonal: list[int]
    down: list[int]
    states: list[_State]


@lru_cache(maxsize=256)
def _beam(hypothesis: int, reference: int) -> tuple[_Row, ...]:
    """The windows of all rows but the first (which is never limited), for these numbers of words."""
    ratio = reference / hypothesis
    width = math.ceil(ratio / 2 + BEAM) if ratio / 2 > BEAM else BEAM
    rows = []
    low, high, offset = 0, reference + 1, 0
    for i in range(1, hypothesis + 1):
        middle = math.floor(i * ratio)
        new_low = max(0, middle - width)
        new_high = reference + 1 if i == hypothesis else min(reference + 1, middle + width)
        new_offset = max(new_low - 1, 0)
        full = (1 << (new_high - 1 - new_offset)) - 1
        known = (1 << max(min(high, new_high) - 1 - new_offset, 0)) - 1
        rows.append(
            _Row(
                low=new_low,
                high=new_high,
                offset=new_offset,
                shift=new_offset - offset,
                blocked=new_low > 0 and new_low == low,
                filled=full & ~known,
                open=full & (known << 1 | 1),
                full=full,
            )
        )
        low, high, offset = new_low, new_high, new_offset
    return tuple(rows)


def _step(row: _Row, state: _State, match: int) -> tuple[int, int, _State]:
    """One row of the beam-limited matrix: where the diagonal costs nothing, where going down costs one, the new state."""
    plus, minus, value = state.plus, state.minus, state.value
    if row.shift:
        gone = (1 << row.shift) - 1
        value += (plus & gone).bit_count() - (minus & gone).bit_count()
        plus >>= row.shift
        minus >>= row.shift
    # The row above ends left of this one: beyond its end it rises, and nothing matches, so that only insertions go on.
    full = row.full
    plus = plus & full | row.filled
    minus &= full & ~row.filled
    if row.blocked:  # neither the left nor the diagonal neighbour of the first cell is inside the beam
        value += 1 + (plus & 1) - (minus & 1)
        plus &= ~1
        minus |= 1
    diagonal = ((((match & plus) + plus) ^ plus) | match | minus) & full
    down = minus | (full & ~(diagonal | plus))
    shifted = down << 1 | 1
    new_plus = ((diagonal & plus) << 1 | ~(diagonal | shifted)) & full
    return diagonal, down, _State(new_plus, shifted & diagonal, value + 1)


def _limited(hypothesis: str, reference: int, places: dict[str, int]) -> _Matrix:
    """The beam-limited matrix of a hypothesis."""
    if not hypothesis:
        return _Matrix(reference, [], [], [], [])
    state = _State((1 << reference) - 1, 0, 0)
    made = _Matrix(0, [], [], [], [state])
    for row, word in zip(_beam(len(hypothesis), reference), hypothesis, strict=True):
        match = places.get(word, 0) >> row.offset & row.open
        diagonal, down, state = _step(row, state, match)
        made.matches.append(match)
        made.diagonal.append(diagonal)
        made.down.append(down)
        made.states.append(state)
    made.distance = state.value + state.plus.bit_count() - state.minus.bit_count()
    return made


def _whole(hypothesis: str, reference: int, places: dict[str, int]) -> _Matrix:
    """The whole matrix of a hypothesis, for where the beam makes no difference."""
    full = (1 << reference) - 1
    plus, minus = full, 0
    matches, diagonals, downs = [], [], []
    for word in hypothesis:
        match = places.get(word, 0)
        diagonal = ((((match & plus) + plus) ^ plus) | match | minus) & full
        down = minus | (full ^ (diagonal | plus))
        matches.append(match)
        diagonals.append(diagonal)
        downs.append(down)
        shifted = down << 1 | 1
        minus = shifted & diagonal
        plus = ((diagonal & plus) << 1 | (full & ~(diagonal | shifted))) & full
    distance = len(hypothesis) + plus.bit_count() - minus.bit_count()
    return _Matrix(distance, matches, diagonals, downs, [])


@dataclass(slots=True)
class _Path:
    """The best path: for each reference word the hypothesis words used up by then, and the errors so far on both sides."""

    target: list[int]
    hypothesis_errors: list[int]
    reference_errors: list[int]


def _path(matrix: _Matrix, hypothesis: int, reference: int, rows: Sequence[_Row] | None) -> _Path:
    """Follows the best path back; no change or substitution goes before deletion, deletion before insertion."""
    target = [0] * (reference + 1)
    hypothesis_wrong = [0] * (hypothesis + 1)
    reference_wrong = [0] * (reference + 1)
    matches, diagonal, down = matrix.matches, matrix.diagonal, matrix.down
    i, j = hypothesis, reference
    offset = 0
    while i and j:
        above_low, above_high = 0, reference + 1
        if rows is not None:
            offset = rows[i - 1].offset
            if i > 1:
                above_low, above_high = rows[i - 2].low, rows[i - 2].high
        bit = j - 1 - offset
        beside = above_low < j <= above_high  # the diagonal neighbour is inside the beam
        if beside and matches[i - 1] >> bit & 1:
            target[j] = i
            i -= 1
            j -= 1
        elif beside and not diagonal[i - 1] >> bit & 1:
            target[j] = i
            hypothesis_wrong[i] = reference_wrong[j] = 1
            i -= 1
            j -= 1
        elif above_low <= j < above_high and down[i - 1] >> bit & 1:
            hypothesis_wrong[i] = 1
            i -= 1
        else:
            target[j] = i
            reference_wrong[j] = 1
            j -= 1
    for k in range(1, i + 1):
        hypothesis_wrong[k] = 1
    for k in range(1, j + 1):
        reference_wrong[k] = 1
    return _Path(target, list(accumulate(hypothesis_wrong)), list(accumulate(reference_wrong)))


class _Reference:
    """A reference, its words as single characters, ready to be compared with hypotheses."""

    def __init__(self, words: Sequence[str]) -> None:
        self.codes: dict[str, str] = {}
        for word in words:
            if word not in self.codes:
                number = len(self.codes) + 1
                self.codes[word] = chr(number if number < 0xD800 else number + 0x800)
        self.text = "".join([self.codes[word] for word in words])
        self.size = len(words)
        self.where: dict[str, list[int]] = {}
        self.places: dict[str, int] = {}
        for at, code in enumerate(self.text):
            self.where.setdefault(code, []).append(at)
        for code, found in self.where.items():
            bits = 0
            for at in found:
                bits |= 1 << at
            self.places[code] = bits

    def encode(self, words: Sequence[str]) -> str:
        """Words as characters; all words the reference lacks are one character, since none of them ever matches."""
        get = self.codes.get
        return "".join([get(word, "\0") for word in words])


def _moved(text: str, start: int, size: int, target: int) -> str:
    """A text with a block of it moved, as Tercom understands a target inside or right after the block."""
    end = start + size
    if target < start:
        return text[:target] + text[start:end] + text[target:start] + text[end:]
    if target > end:
        return text[:start] + text[end:target] + text[start:end] + text[target:]
    return text[:start] + text[end : size + target] + text[start:end] + text[size + target :]


def _candidates(text: str, reference: _Reference, path: _Path, checked: int) -> tuple[set[tuple[int, int, int]], int]:
    """The moves worth trying as (size, -start, -target), and how many sacreBLEU would have tried by then.

    The same move may be reached from several places of the reference; it is counted each time and kept once. Counting
    ends with the pair of places that reaches the limit, since no move of that round is made any more.
    """
    found: set[tuple[int, int, int]] = set()
    target, wrong_there, wrong_here = path.target, path.reference_errors, path.hypothesis_errors
    other = reference.text
    size_here, size_there = len(text), reference.size
    for start, code in enumerate(text):
        places = reference.where.get(code)
        if places is None:
            continue
        if wrong_here[min(start + MAX_SHIFT_SIZE, size_here)] == wrong_here[start]:
            continue
        if size_here > MAX_SHIFT_DISTANCE or size_there > MAX_SHIFT_DISTANCE:
            first = bisect_left(places, start - MAX_SHIFT_DISTANCE)
            places = places[first : bisect_left(places, start + MAX_SHIFT_DISTANCE + 1)]
        for place in places:
            aligned = target[place + 1] - 1
            if aligned == start:
                continue
            # A block that would hold the word aligned to its target is not moved into itself.
            longest = min(MAX_SHIFT_SIZE, size_here - start, size_there - place)
            if aligned > start:
                longest = min(longest, aligned - start)
            right_here, right_there = wrong_here[start], wrong_there[place]
            last, tries = target[place], 1
            goals = [] if last == start else [last]
            for size in range(1, longest + 1):
                if text[start + size - 1] != other[place + size - 1]:
                    break
                goal = target[place + size]
                if goal != last:
                    last = goal
                    tries += 1
                    if goal != start:  # moving a block to where it stands changes nothing
                        goals.append(goal)
                if wrong_here[start + size] == right_here or wrong_there[place + size] == right_there:
                    continue
                checked += tries
                for goal in goals:
                    found.add((size, -start, -goal))
                if checked >= MAX_CANDIDATES:
                    return found, checked
    return found, checked


def _after_move(moved: str, first: int, last: int, base: _Matrix, rows: Sequence[_Row], places: dict[str, int]) -> int:
    """The beam-limited distance of a hypothesis that differs from the base only in the words first..last - 1."""
    state = base.states[first]
    for i in range(first, len(moved)):
        row = rows[i]
        _, _, state = _step(row, state, places.get(moved[i], 0) >> row.offset & row.open)
        if i + 1 >= last:
            before = base.states[i + 1]
            if before.plus == state.plus and before.minus == state.minus:
                return base.distance + state.value - before.value
    return state.value + state.plus.bit_count() - state.minus.bit_count()


def _best(
    text: str, reference: _Reference, found: set[tuple[int, int, int]], base: _Matrix, plain: int, least: int
) -> str | None:
    """The text after the best of the moves, or nothing if none lowers the distance.

    Args:
        text: The hypothesis.
        reference: The reference.
        found: Moves as (size, -start, -target); of moves equally good the greatest wins.
        base: The matrix of the hypothesis.
        plain: Its Levenshtein distance.
        least: What no arrangement of its words can go below.
    """
    other = reference.text
    best, winner = base.distance, None
    safe = _SAFE - abs(len(text) - reference.size) if reference.size > _WHOLE else reference.size + len(text)
    rows = _beam(len(text), reference.size) if base.states else ()
    few = len(text) * reference.size <= _FEW
    for size, start, target in sorted(found, reverse=True):
        if best <= least or best <= plain - 2 * size:
            break  # to move a block is to delete and to insert its words; the moves to come are no longer than this
        start, target = -start, -target
        moved = _moved(text, start, size, target)
        if few or not base.states:
            distance = Levenshtein.distance(other, moved, score_cutoff=best - 1)
            if distance >= best:
                continue
        else:
            distance = safe + 1
        if distance > safe:
            first, last = min(start, target), max(start + size, target + size)
            distance = _after_move(moved, first, min(last, len(moved)), base, rows, reference.places)
        if distance < best:
            best, winner = distance, moved
    return winner


def edits(hypothesis: Sequence[str], reference: Sequence[str]) -> int:
    """The number of edits, moves included, that sacreBLEU's TER counts between two lists of words."""
    if not reference:
        return len(hypothesis)
    if hypothesis == reference:
        return 0
    prepared = _prepared(tuple(reference))
    text = prepared.encode(hypothesis)
    common = (Counter(text) & Counter(prepared.text)).total()
    least = max(len(text), prepared.size) - common
    gap = abs(len(text) - prepared.size)
    whole = prepared.size <= _WHOLE
    moves = checked = 0
    while True:
        plain = Levenshtein.distance(prepared.text, text)
        inside = whole or plain + gap <= _SAFE
        if inside and plain == least:
            return moves + plain
        base = (_whole if inside else _limited)(text, prepared.size, prepared.places)
        if base.distance == least:
            return moves + base.distance
        rows = None if inside or not text else _beam(len(text), prepared.size)
        path = _path(base, len(text), prepared.size, rows)
        found, checked = _candidates(text, prepared, path, checked)
        if checked >= MAX_CANDIDATES:
            return moves + base.distance
        moved = _best(text, prepared, found, base, plain, least)
        if moved is None:
            return moves + base.distance
        text = moved
        moves += 1


@lru_cache(maxsize=64)
def _prepared(words: tuple[str, ...]) -> _Reference:
    return _Reference(words)
