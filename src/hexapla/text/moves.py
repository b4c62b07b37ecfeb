"""Runs of words that may have been moved away from where another version of a text has them, described by numbers.

A run agrees with the other version word by word, but its neighbours there stand elsewhere, and around the place where they
stand something is missing. Good translations order their words freely, so that this alone says little: the numbers describe
how well the words around the run, and around the hole that it left, fit with and without it. How much of each number speaks
for a displaced run is ``hexapla.rules.displaced_phrase``'s business.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from math import log

from hexapla.text.institutions import same_stem
from hexapla.text.joints import Joints
from hexapla.text.tokens import Token, TokenKind

_STEM = 3
_PLACES = 5
"""Places of a word in the other version from which it says nothing of where it belongs."""

_STEP = 3
"""Words by which matching words of a run may stand apart in the other version."""

_STRANGE = 2
"""Words of a run, at each of its ends, that the other version may lack."""

_HIGHEST = 7.0
"""Zipf frequency of the most frequent words."""

_EVERYDAY = 6 / _HIGHEST
"""Zipf frequency, as a share of the highest, from which a word carries little meaning of its own."""

LEAST_GAIN = 1.0
"""By how much better the joints must fit if the run is put into the hole; a joint of neighbours counts 1."""

_CLEAR_GAIN = 1.5
"""The same from which nothing else is asked of a run before it is described."""

_LEAST_ORDER = 0.58
"""Share of the words known to both that must stand in one order: else the text is worded another way, and nothing moved."""

_LEAST_KNOWN = 4
"""Words that the versions must share at the least."""

_NEAR = {1: (1.0, 0.0), 2: (0.5, 0.0), 3: (0.2, 0.3)}
_FAR = 0.0, 1.0
_UNKNOWN = 0.0, 0.0
_ENDED = 0.0, 0.0, 1.0

_CLOSES = frozenset(".!?…。！？।۔؟")
_PAUSES = frozenset(",;:،؛、，；：–—")

FEATURES = (
    # the run
    "words", "matched", "stretch", "content", "rarest", "commonest", "first_frequency", "last_frequency",
    "last_never_final", "capital", "small",
    # the words at the joints, as the other version has them: near, far (neither: unknown)
    "here_left_near", "here_left_far", "here_right_near", "here_right_far", "closed_near", "closed_far",
    "there_left_near", "there_left_far", "there_right_near", "there_right_far", "hole_near", "hole_far",
    # by how much better the joints fit if the run is moved back
    "gain",
    # for how many words the versions agree at each side of the joints, and whether the hole is as wide as the run
    "left_run", "right_run", "before_run", "after_run", "closed_run", "exact", "chain", "fits", "gap_known",
    # marks at the run's two ends and at the hole
    "left_open", "left_pause", "left_stop", "right_open", "right_pause", "right_stop", "hole_open", "hole_pause",
    "hole_stop", "starts", "ends", "hole_starts", "hole_ends",
    # what kind of words stand there
    "left_frequency", "right_frequency", "before_frequency", "after_frequency", "left_never_final", "left_cut",
    "before_never_final", "before_cut", "last_cut",
    # the move
    "distance", "sentences", "forward",
    # how well the language lets the words follow each other at the joints, as they are and as they would be
    "left_flow", "right_flow", "hole_flow", "closed_flow", "filled_left_flow", "filled_right_flow", "flow", "worst_flow",
    "flow_known",
    # the texts
    "length", "shared", "ordered", "disorder_left",
)  # fmt: skip
"""Names of the numbers that describe a move, in their order."""


@dataclass(frozen=True, slots=True)
class Move:
    """A run of words and the place where another version lets expect it.

    Attributes:
        own: First and last + 1 token of the run in the text.
        hole: The token of the text before which it is expected.
        theirs: First and last + 1 token of the run in the other version.
        features: What speaks for a displaced run, in the order of `FEATURES`.
    """

    own: tuple[int, int]
    hole: int
    theirs: tuple[int, int]
    features: tuple[float, ...]


def moves(
    own: Sequence[Token],
    theirs: Sequence[Token],
    frequency: Callable[[str], float],
    never_final: Collection[str],
    joints: Joints | None,
    *,
    shortest: int,
    longest: int,
) -> list[Move]:
    """The runs of a text that another version of it has elsewhere.

    Args:
        own: Tokens of the text.
        theirs: Tokens of the other version.
        frequency: Gives the Zipf frequency of a word.
        never_final: Words that end no sentence.
        joints: What follows what in the language, if that is known.
        shortest: The fewest words of a run.
        longest: The most.
    """
    return list(_Versions(own, theirs, frequency, never_final, joints, shortest, longest).moves())


class _Versions:
    """Two versions of a text, as words with the marks before each."""

    def __init__(
        self,
        own: Sequence[Token],
        theirs: Sequence[Token],
        frequency: Callable[[str], float],
        never_final: Collection[str],
        joints: Joints | None,
        shortest: int,
        longest: int,
    ) -> None:
        self._following = joints
        self._tokens = own
        self._at, self._marks = _words(own)
        self._their_at, _ = _words(theirs)
        self._keys = [own[n].key for n in self._at]
        self._their_keys = [theirs[n].key for n in self._their_at]
        self._their_texts = [theirs[n].text for n in self._their_at]
        self._zipf = [frequency(key) / _HIGHEST for key in self._keys]
        self._unfinished = [key in never_final for key in self._keys]
        self._shortest, self._longest = shortest, longest
        self._places = _places(self._keys, self._their_keys)
        self._back: dict[int, list[int]] = defaultdict(list)
        for h, places in enumerate(self._places):
            for r in places:
                self._back[r].append(h)
        self._links: dict[int, tuple[float, float]] = {}
        self._stops = [h for h, marks in enumerate(self._marks) if _stop(marks)]

    def moves(self) -> Iterator[Move]:
        """The runs that fit better elsewhere."""
        known = [h for h, places in enumerate(self._places) if places]
        line = _in_order(self._places)
        if len(known) < _LEAST_KNOWN or len(line) == len(known):
            return  # all in the same order
        ordered = len(line) / len(known)
        if ordered < _LEAST_ORDER:
            return
        row = log(len(self._keys)), len(known) / len(self._keys), ordered
        seen: set[tuple[int, int, int]] = set()
        astray = self._astray(known, line)
        for i, j, a, b in self._runs():
            if not _within(astray, i, j):
                continue  # where it is in the common order nothing was moved
            holes = [(hole, self._filling(hole, i, j)) for hole in self._holes(i, j, a, b)]
            holes = [(hole, filling) for hole, filling in holes if 1 + filling >= LEAST_GAIN]  # closing gives 1 at most
            if not holes:
                continue
            closing = [(start, end, self._closing(start, end)) for start, end in self._widened(i, j)]
            most = max(gain for _, _, gain in closing)
            for hole, filling in holes:
                if most + filling < LEAST_GAIN:
                    continue
                for start, end, gain in closing:
                    gain += filling
                    if gain < LEAST_GAIN or start <= hole <= end or (start, end, hole) in seen:
                        continue
                    if end - start < self._shortest or (
                        gain < _CLEAR_GAIN and not self._plausible(start, end, hole, i, j)
                    ):
                        continue
                    seen.add((start, end, hole))
                    rest = len(known) - _within(known, start, end)
                    disorder = 1 - (len(line) - _within(line, start, end)) / max(1, rest)
                    features = (
                        *self._run(start, end, (i, j, a, b)),
                        *self._joints(start, end, hole, i, j),
                        gain,
                        *self._runs_beside(start, end, hole),
                        *self._fit(start, end, hole, (i, j, a, b)),
                        *self._edges(start, end, hole),
                        *self._fluency(
                            self._at[start],
                            self._at[end - 1] + 1,
                            self._at[hole] if hole < len(self._at) else len(self._tokens),
                        ),
                        *row,
                        disorder,
                    )
                    last = self._at[end - 1] + 1
                    at = self._at[hole] if hole < len(self._at) else len(self._tokens)
                    place = self._their_at[a], self._their_at[b - 1] + 1
                    yield Move((self._at[start], last), at, place, features)

    def _astray(self, known: Sequence[int], line: Sequence[int]) -> list[int]:
        """Known words out of the common order, and the few in it that each of them has passed: either may have been moved."""
        in_line, places = set(line), [_place(h, self._places[h]) for h in line]
        found = set[int]()
        for h in known:
            if h not in in_line:
                first, last = sorted((bisect_left(line, h), bisect_left(places, _place(h, self._places[h]))))
                found.update([h], line[first:last] if last - first <= self._longest else ())
        return sorted(found)

    def _runs(self) -> Iterator[tuple[int, int, int, int]]:
        """Word ranges of the text, and of the other version, that agree and that no neighbour carries on."""
        for i, places in enumerate(self._places):
            for a in places:
                if i and a - 1 in self._places[i - 1] and not self._marks[i]:
                    continue
                last, j, strange = a, i + 1, 0
                ends = [(j, a + 1)]
                while (
                    j < len(self._keys) and j - i < self._longest and strange < _STRANGE and not _stop(self._marks[j])
                ):
                    nexts = [r for r in self._places[j] if last < r <= last + _STEP]
                    j += 1
                    if nexts:
                        last, strange = min(nexts), 0
                        ends.append((j, last + 1))
                    else:
                        strange += 1
                j, b = ends[-1]
                if not (j < len(self._keys) and b in self._places[j] and not self._marks[j]):
                    yield i, j, a, b

    def _holes(self, i: int, j: int, a: int, b: int) -> list[int]:
        """Word places of the text beside which the other version has a range."""
        found = {h + 1 for r in (a - 1, a - 2) for h in self._back.get(r, ()) if not i - 1 <= h < j}
        found |= {h for r in (b, b + 1) for h in self._back.get(r, ()) if not i <= h <= j}
        return [hole for hole in found if not i <= hole <= j]

    def _widened(self, i: int, j: int) -> Iterator[tuple[int, int]]:
        """A run, and the same with strange words at its ends."""
        start = i
        for left in range(_STRANGE + 1):
            start = i - left
            if left and (start < 0 or self._places[start] or self._marks[start + 1]):
                return
            for right in range(_STRANGE + 1):
                end = j + right
                if right and (end > len(self._keys) or self._places[end - 1] or self._marks[end - 1]):
                    break
                if end - start <= self._longest:
                    yield start, end

    def _link(self, one: int, other: int) -> tuple[float, float]:
        """How near behind one word of the text another stands in the other version: (near, far), both 0 if it is not known."""
        size = len(self._keys)
        if not (0 <= one < size and 0 <= other < size):
            return _UNKNOWN
        known = self._links.get(one * size + other)
        if known is not None:
            return known
        left, right = self._places[one], self._places[other]
        nearest = min((r - a for a in left for r in right if r > a), default=0) if len(left) + len(right) > 2 else 0
        if len(left) == len(right) == 1:  # by far the most
            nearest = right[0] - left[0]
        known = self._links[one * size + other] = _NEAR.get(nearest, _FAR) if left and right else _UNKNOWN
        return known

    def _plausible(self, start: int, end: int, hole: int, i: int, j: int) -> bool:
        """Whether half of a range is known, it touches no neighbour of its own, and a run in it would at the other place."""
        if self._link(start - 1, start)[0] or self._link(end - 1, end)[0]:
            return False
        if self._link(hole - 1, i)[0] < 1 and self._link(j - 1, hole)[0] < 1:
            return False
        return 2 * sum(bool(self._places[h]) for h in range(i, j)) >= end - start

    def _closing(self, start: int, end: int) -> float:
        """By how much better the words fit on both sides of a range if it is taken out."""
        return self._link(start - 1, end)[0] - self._link(start - 1, start)[0] - self._link(end - 1, end)[0]

    def _filling(self, hole: int, i: int, j: int) -> float:
        """By how much better the words fit on both sides of a place if a run is put there."""
        return self._link(hole - 1, i)[0] + self._link(j - 1, hole)[0] - self._link(hole - 1, hole)[0]

    def _run(self, start: int, end: int, run: tuple[int, int, int, int]) -> tuple[float, ...]:
        """The run by itself."""
        i, j, a, b = run
        matched = [h for h in range(i, j) if self._places[h]]
        zipf = self._zipf[start:end]
        first = self._tokens[self._at[start]].text[:1]
        stopped = not start or _stop(self._marks[start])
        return (
            end - start,
            len(matched) / (end - start),
            (b - a) / max(1, j - i),
            float(any(self._zipf[h] < _EVERYDAY and len(self._keys[h]) > 2 for h in matched)),
            min(zipf),
            max(zipf),
            zipf[0],
            zipf[-1],
            float(self._unfinished[end - 1]),
            float(first.isupper() and not stopped and self._their_texts[a][:1].islower() and i == start),
            float(first.islower() and stopped),
        )

    def _joints(self, start: int, end: int, hole: int, i: int, j: int) -> tuple[float, ...]:
        """How the words at the joints stand in the other version, as they are and as they would be."""
        return (
            *self._link(start - 1, start),
            *self._link(end - 1, end),
            *self._link(start - 1, end),
            *self._link(hole - 1, i),
            *self._link(j - 1, hole),
            *self._link(hole - 1, hole),
        )

    def _edges(self, start: int, end: int, hole: int) -> tuple[float, ...]:
        """The marks and the words at the run's ends and at the hole, and how far apart they are."""
        size = len(self._keys)
        left, right, between = (_kinds(self._marks[n]) if 0 < n < size else _ENDED for n in (start, end, hole))
        unfinished, broken = self._cut(start - 1, left)
        before_unfinished, before_broken = self._cut(hole - 1, between)
        stops = abs(bisect_left(self._stops, hole) - bisect_left(self._stops, start + (hole > start)))
        return (
            *left,
            *right,
            *between,
            float(start == 0),
            float(end == size),
            float(hole == 0),
            float(hole == size),
            self._frequency(start - 1),
            self._frequency(end),
            self._frequency(hole - 1),
            self._frequency(hole),
            unfinished,
            float(unfinished and not broken),
            before_unfinished,
            before_broken,
            self._cut(end - 1, right)[1],
            log(1 + min(abs(hole - start), abs(hole - end))),
            min(stops, 2),
            float(hole > start),
        )

    def _fluency(self, start: int, end: int, hole: int) -> tuple[float, ...]:
        """How well the tokens follow each other at the joints."""
        if not self._following:
            return (0.0,) * 9
        now = self._flow(start - 1, start), self._flow(end - 1, end), self._flow(hole - 1, hole)
        then = self._flow(start - 1, end), self._flow(hole - 1, start), self._flow(end - 1, hole)
        return *now, *then, sum(then) - sum(now), min(now), 1.0

    def _flow(self, one: int, other: int) -> float:
        tokens, joints = self._tokens, self._following
        if joints is None or other == 0 or one < 0:
            return 0.0
        return joints.ends(tokens[one]) if other >= len(tokens) else joints.between(tokens[one], tokens[other])

    def _cut(self, at: int, marks: tuple[float, float, float]) -> tuple[float, float]:
        """Whether a word ends no sentence, and whether it stands before a mark all the same."""
        unfinished = at >= 0 and self._unfinished[at]
        return float(unfinished), float(unfinished and not marks[0])

    def _agreeing(self, at: int, step: int) -> int:
        """For how many words, at most 4, the versions go on alike from a word to the left (-1) or to the right (1)."""
        if not 0 <= at < len(self._keys) or not self._places[at]:
            return 0
        count = 1
        while count < 4:
            one, other = (at + step, at) if step < 0 else (at, at + step)
            if self._link(one, other)[0] < 0.5:
                break
            at += step
            count += 1
        return count

    def _runs_beside(self, start: int, end: int, hole: int) -> tuple[float, ...]:
        left, right = self._agreeing(start - 1, -1), self._agreeing(end, 1)
        closed = left + right if self._link(start - 1, end)[0] == 1 else 0
        return left, right, self._agreeing(hole - 1, -1), self._agreeing(hole, 1), closed

    def _fit(self, start: int, end: int, hole: int, run: tuple[int, int, int, int]) -> tuple[float, ...]:
        i, j, a, b = run
        theirs = set(self._their_keys[a:b])
        exact = sum(self._keys[h] in theirs for h in range(i, j))
        chain = sum(self._link(h, h + 1)[0] == 1 for h in range(i, j - 1))
        before = [r for r in (self._places[hole - 1] if hole else ()) if r < a]
        after = [r for r in (self._places[hole] if hole < len(self._keys) else ()) if r >= b]
        known = bool(before and after)
        wide = min(after) - max(before) - 1 if known else 0
        return exact, chain, min(abs(wide - (end - start)), 5) if known else 5, known

    def _frequency(self, at: int) -> float:
        return self._zipf[at] if 0 <= at < len(self._zipf) else -0.2


def _words(tokens: Sequence[Token]) -> tuple[list[int], list[str]]:
    """The numbers of the tokens that are no marks, and the marks before each (and, last, behind all)."""
    at: list[int] = []
    marks: list[str] = []
    before = ""
    for n, token in enumerate(tokens):
        if token.kind is TokenKind.MARK:
            before += token.text
        else:
            at.append(n)
            marks.append("" if before in {"-", "'", "’"} else before)
            before = ""
    return at, [*marks, before]


def _places(own: Sequence[str], theirs: Sequence[str]) -> list[list[int]]:
    """For each word the places of the other version that have it, or else forms of it; none if it has too many."""
    exact: dict[str, list[int]] = defaultdict(list)
    stems: dict[str, list[int]] = defaultdict(list)
    for r, key in enumerate(theirs):
        exact[key].append(r)
        if len(key) > _STEM:
            stems[key[:_STEM]].append(r)
    found: dict[str, list[int]] = {}
    for key in own:
        if key not in found:
            places = exact.get(key) or (
                [r for r in stems.get(key[:_STEM], ()) if same_stem(key, theirs[r])] if len(key) > _STEM else []
            )
            found[key] = list(places) if len(places) < _PLACES else []
    return [found[key] for key in own]


def _place(h: int, options: Sequence[int]) -> int:
    """The likeliest place of a word in the other version."""
    return options[0] if len(options) == 1 else min(options, key=lambda r: abs(r - h))


def _in_order(places: Sequence[Sequence[int]]) -> list[int]:
    """Words, by number, of a longest sequence that stands in the same order in both versions."""
    tails: list[int] = []
    at: list[int] = []
    back: list[int] = [-1] * len(places)
    chosen: list[int] = []
    for h, options in enumerate(places):
        if not options:
            continue
        r = _place(h, options)
        k = bisect_left(tails, r)
        back[h] = at[k - 1] if k else -1
        if k == len(tails):
            tails.append(r)
            at.append(h)
        else:
            tails[k], at[k] = r, h
    h = at[-1] if at else -1
    while h >= 0:
        chosen.append(h)
        h = back[h]
    return chosen[::-1]


def _within(places: Sequence[int], start: int, end: int) -> int:
    """How many of some places, in order, lie in a range."""
    return bisect_left(places, end) - bisect_left(places, start)


def _stop(marks: str) -> bool:
    return any(mark in _CLOSES for mark in marks)


def _kinds(marks: str) -> tuple[float, float, float]:
    """Whether marks are none, a pause or another inner mark, the end of a sentence."""
    if not marks:
        return 1.0, 0.0, 0.0
    return (0.0, 0.0, 1.0) if _stop(marks) else (0.0, 1.0, 0.0)
