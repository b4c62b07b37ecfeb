"""Places of a text where words of another version of it may be missing, described by numbers.

Between words that both versions share lie stretches that they word differently. A stretch where the other version says
more, in a text that is shorter as a whole, is where something may have been left out. How much of each number speaks for
an omission is ``hexapla.rules.omitted_text``'s business.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import log

from hexapla.text.edits import Edit, EditKind
from hexapla.text.institutions import same_stem
from hexapla.text.tokens import Token, TokenKind

_STEM = 3
_PART = 4
"""Letters that a word needs to be looked for inside others."""

_HIGHEST = 7.0
"""Zipf frequency of the most frequent words."""

_CLAUSE = 60
"""Characters for which the usual ratio of lengths counts, beside the other clauses of a row."""

_CLAUSE_ENDS = frozenset(",;:.!?—–،؛、。，；：！？।")

FEATURES = (
    # the gap by itself
    "lost", "longer", "words_lost", "words_new", "words_more", "empty", "short", "shorter", "short_share", "shared",
    "length", "edge", "own_words", "their_words", "empty_lost", "shared_lost", "shared_longer", "agreeing",
    "shared_empty", "shared_short", "lost_elsewhere", "new_elsewhere", "gaps", "long", "apart",
    # what stands at its sides
    "left_run", "right_run", "left_frequency", "right_frequency", "left_mark", "right_mark", "everyday_before_mark",
    "everyday_behind_mark", "left_never_final", "never_final_before_mark",
    # what was lost
    "parts_of_words", "in_source", "most_frequent", "least_frequent", "new_least_frequent", "lost_width", "lost_ratio",
    # lengths beside the document's own, and beside the clause of the source
    "clause_short", "clauses_match", "short_of_reference", "short_of_source", "short_of_either", "reference_share",
    "source_share", "source_known", "reference_beyond", "source_beyond",
    # what other stretches make up for
    "neighbours", "made_up",  "longer_all",
)  # fmt: skip
"""Names of the numbers that describe a gap, in their order."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch between shared words in which the other version has words of its own.

    Attributes:
        own: First and last + 1 token of the stretch in the text; empty where nothing stands there.
        theirs: The same in the other version.
        lost: The words of the other version there that stand nowhere in the text and carry meaning.
        words: How many words of the other version there stand nowhere in the text.
        shared: Share of the other version's words that the text has at their places.
        features: What speaks for an omission, in the order of `FEATURES`.
    """

    own: tuple[int, int]
    theirs: tuple[int, int]
    lost: tuple[Token, ...]
    words: int
    shared: float
    features: tuple[float, ...]


@dataclass(frozen=True)
class Surroundings:
    """What is known of a text beside itself and the other version.

    Attributes:
        short: Characters by which the text is shorter than its other versions let expect, by the smallest and by the
            largest measure; negative where it is longer.
        usual: The same by the document's own ratio of lengths to the other version, and to the source.
        ratio: The usual ratio of lengths of the text's language and the source's.
        frequency: Gives the Zipf frequency of a word.
        function_word: Zipf frequency from which a word carries no meaning of its own.
        never_final: Words that end no sentence.
        source: Tokens of the source; empty without one.
        source_known: Whether there is a source in a known language.
    """

    short: tuple[float, float]
    usual: tuple[float, float]
    ratio: float
    frequency: Callable[[str], float]
    function_word: float
    never_final: Collection[str]
    source: Sequence[Token] = ()
    source_known: bool = False

    def has_meaning(self, token: Token) -> bool:
        """Whether a word is more than a function word."""
        return len(token.key) > 2 and self.frequency(token.key) < self.function_word

    @cached_property
    def words(self) -> _Words:
        """The words of the source."""
        return _Words(self.source)


@dataclass(frozen=True, slots=True)
class _Stretch:
    own: tuple[int, int]
    theirs: tuple[int, int]
    lost: list[Token]
    meant: list[Token]
    new: list[Token]
    new_meant: list[Token]


def gaps(own: Sequence[Token], theirs: Sequence[Token], edits: Sequence[Edit], beside: Surroundings) -> list[Gap]:
    """The gaps of a text beside another version of it.

    Args:
        own: Tokens of the text.
        theirs: Tokens of the other version.
        edits: The alignment of both.
        beside: What else is known.
    """
    mine, others = _Words(own), _Words(theirs)
    stretches = [
        _described(own, theirs, mine, others, *places, beside.has_meaning) for places in _stretches(own, theirs, edits)
    ]
    row = _Row(own, theirs, stretches, beside)
    found = []
    for at, s in enumerate(stretches):
        if s.lost:
            features = (*row.by_itself(at), *row.sides(at), *row.words_lost(at), *row.lengths(at), *row.others(at))
            found.append(Gap(s.own, s.theirs, tuple(s.meant), len(s.lost), row.shared, features))
    return found


class _Words:
    """Looks up whether a text has a word in some form."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._keys = {token.key for token in tokens}
        self._stems: dict[str, list[str]] = {}
        for key in self._keys:
            if len(key) > _STEM:
                self._stems.setdefault(key[:_STEM], []).append(key)

    def has(self, key: str) -> bool:
        return key in self._keys or any(same_stem(key, other) for other in self._stems.get(key[:_STEM], ()))


def _stretches(
    own: Sequence[Token], theirs: Sequence[Token], edits: Sequence[Edit]
) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Token ranges of both sides between shared words; inflected forms of one word are shared too."""
    h = r = 0
    for edit in edits:
        if edit.kind in (EditKind.REPLACE, EditKind.INSERT, EditKind.DELETE):
            i, j = edit.hyp_from, edit.ref_from
            while i < edit.hyp_to and j < edit.ref_to:
                match = _first_match(own, theirs, i, edit.hyp_to, j, edit.ref_to)
                if match is None:
                    break
                if match[0] > h or match[1] > r:
                    yield (h, match[0]), (r, match[1])
                i, j = h, r = match[0] + 1, match[1] + 1
            continue
        if edit.kind is EditKind.EQUAL and all(
            own[i].kind is TokenKind.MARK for i in range(edit.hyp_from, edit.hyp_to)
        ):
            continue  # a comma holds nothing together
        if edit.kind is EditKind.MOVE:
            continue
        if edit.hyp_from > h or edit.ref_from > r:
            yield (h, edit.hyp_from), (r, edit.ref_from)
        h, r = edit.hyp_to, edit.ref_to
    if h < len(own) or r < len(theirs):
        yield (h, len(own)), (r, len(theirs))


def _first_match(
    own: Sequence[Token], theirs: Sequence[Token], i: int, i_end: int, j: int, j_end: int
) -> tuple[int, int] | None:
    """The nearest pair of forms of one word in two ranges."""
    best: tuple[int, int] | None = None
    for a in range(i, i_end):
        key = own[a].key
        if len(key) <= _STEM:
            continue
        for b in range(j, j_end):
            if best is not None and (a - i) + (b - j) >= (best[0] - i) + (best[1] - j):
                break
            if key[:_STEM] == theirs[b].key[:_STEM] and same_stem(key, theirs[b].key):
                best = a, b
                break
    return best


def _described(
    own: Sequence[Token],
    theirs: Sequence[Token],
    mine: _Words,
    others: _Words,
    here: tuple[int, int],
    there: tuple[int, int],
    has_meaning: Callable[[Token], bool],
) -> _Stretch:
    lost = [t for t in theirs[slice(*there)] if t.kind is not TokenKind.MARK and not mine.has(t.key)]
    new = [t for t in own[slice(*here)] if t.kind is not TokenKind.MARK and not others.has(t.key)]
    return _Stretch(here, there, lost, [t for t in lost if has_meaning(t)], new, [t for t in new if has_meaning(t)])


class _Row:
    """Describes the stretches of one text by numbers."""

    def __init__(
        self, own: Sequence[Token], theirs: Sequence[Token], stretches: Sequence[_Stretch], beside: Surroundings
    ) -> None:
        self._own, self._theirs, self._all, self._beside = own, theirs, stretches, beside
        words = len(_lettered(theirs))
        kept = words - sum(len(_lettered(theirs[slice(*s.theirs)])) for s in stretches)
        self.shared = kept / max(1, words)
        self._length = own[-1].end - own[0].start if own else 0
        self._lost = sum(len(s.meant) for s in stretches)
        self._new = sum(len(s.new_meant) for s in stretches)
        self._count = sum(bool(s.meant) for s in stretches)
        self._keys = [t.key for t in own if t.kind is not TokenKind.MARK and len(t.key) >= _PART]
        self._longer = [
            _width(_lettered(theirs[slice(*s.theirs)])) - _width(_lettered(own[slice(*s.own)])) for s in stretches
        ]
        self._clauses, self._source_clauses = _cuts(own), _cuts(beside.source)
        self._match = 2 < len(self._clauses) == len(self._source_clauses)

    def by_itself(self, at: int) -> tuple[float, ...]:
        """How much more the other version says there, and how much shorter the text is as a whole."""
        s, short = self._all[at], self._beside.short
        lost = _within(_width(s.lost) - _width(s.new), -30, 40) / 10
        longer = _within(self._longer[at], -30, 40) / 10
        missing = _within(short[0], -30, 40) / 10
        mine = _lettered(self._own[slice(*s.own)])
        empty = float(not mine)
        return (
            lost,
            longer,
            min(len(s.meant), 5),
            min(len(s.new_meant), 5),
            _within(len(s.lost) - len(s.new), -4, 6),
            empty,
            missing,
            _within(short[1], -30, 60) / 10,
            _within(10 * short[0] / max(1, self._length), -3, 4),
            self.shared,
            log(max(1, self._length)),
            float(s.own[0] == 0 or s.own[1] >= len(self._own)),
            min(len(mine), 6),
            min(len(_lettered(self._theirs[slice(*s.theirs)])), 10),
            empty * max(0.0, lost),
            self.shared * lost,
            self.shared * longer,
            min(lost, longer, missing),
            self.shared * empty,
            self.shared * missing,
            min(self._lost - len(s.meant), 8),
            min(self._new - len(s.new_meant), 8),
            min(self._count, 6),
            _within(-short[0], 0, 30) / 10,
            _within(short[1] - short[0], 0, 40) / 10,
        )

    def sides(self, at: int) -> tuple[float, ...]:
        """How long the agreement lasts on each side, and whether the words there go together."""
        s = self._all[at]
        first = self._all[at - 1].own[1] if at else 0
        last = self._all[at + 1].own[0] if at + 1 < len(self._all) else len(self._own)
        left = self._own[s.own[0] - 1] if s.own[0] else None
        right = self._own[s.own[1]] if s.own[1] < len(self._own) else None
        frequencies = [self._frequency(token) for token in (left, right)]
        marks = [float(token is None or token.kind is TokenKind.MARK) for token in (left, right)]
        unfinished = float(left is not None and left.key in self._beside.never_final)
        empty = not _lettered(self._own[slice(*s.own)])
        return (
            min(s.own[0] - first, 6),
            min(last - s.own[1], 6),
            frequencies[0],
            frequencies[1],
            marks[0],
            marks[1],
            max(0.0, frequencies[0]) * marks[1],
            max(0.0, frequencies[1]) * marks[0],
            unfinished,
            unfinished * marks[1] * empty,
        )

    def words_lost(self, at: int) -> tuple[float, ...]:
        """What kind of words the other version has there."""
        s = self._all[at]
        frequency = self._beside.frequency
        parts = sum(len(t.key) >= _PART and any(t.key in key or key in t.key for key in self._keys) for t in s.meant)
        return (
            min(parts, 3),
            min(sum(self._beside.words.has(t.key) for t in s.meant), 3),
            max((frequency(t.key) for t in s.meant), default=0.0) / _HIGHEST,
            min((frequency(t.key) for t in s.meant), default=8.0) / _HIGHEST,
            min((frequency(t.key) for t in s.new_meant), default=8.0) / _HIGHEST,
            _within(_width(s.lost), 0, 60) / 10,
            len(s.lost) / max(1, len(_lettered(self._theirs[slice(*s.theirs)]))),
        )

    def lengths(self, at: int) -> tuple[float, ...]:
        """How much shorter than usual in this document the text is, and its clause."""
        reference, source = self._beside.usual
        longer, length = self._longer[at], max(1, self._length)
        return (
            self._clause(self._all[at]),
            float(self._match),
            _within(reference, -30, 40) / 10,
            _within(source, -40, 50) / 10,
            _within(min(reference, source), -30, 40) / 10,
            _within(10 * reference / length, -3, 4),
            _within(10 * source / length, -4, 5),
            float(self._beside.source_known),
            _within(reference - longer, -40, 40) / 10,
            _within(source - longer, -40, 40) / 10,
        )

    def others(self, at: int) -> tuple[float, ...]:
        """Whether other stretches say more instead."""
        longer = self._longer
        near = sum(_within(longer[i], -30, 30) for i in (at - 1, at + 1) if 0 <= i < len(longer))
        made_up = sum(min(0, x) for i, x in enumerate(longer) if i != at)
        return (
            _within(near, -30, 30) / 10,
            _within(made_up, -60, 0) / 10,
            _within(sum(longer), -60, 60) / 10,
        )

    def _clause(self, s: _Stretch) -> float:
        """Characters by which the clause of a stretch is shorter than the source's, by the other clauses; in tens."""
        if not self._match:
            return 0.0
        place = self._own[min(s.own[0], len(self._own) - 1)].start
        n = max(0, min(bisect_right(self._clauses, place) - 1, len(self._clauses) - 2))
        own = self._clauses[n + 1] - self._clauses[n]
        theirs = self._source_clauses[n + 1] - self._source_clauses[n]
        ratio = (self._clauses[-1] - own + self._beside.ratio * _CLAUSE) / (self._source_clauses[-1] - theirs + _CLAUSE)
        return _within(ratio * theirs - own, -30, 40) / 10

    def _frequency(self, token: Token | None) -> float:
        """A word's frequency as a share of the highest; below 0 for a mark or nothing."""
        return (-1.0 if token is None or token.kind is TokenKind.MARK else self._beside.frequency(token.key)) / _HIGHEST


def _lettered(tokens: Sequence[Token]) -> list[Token]:
    """The tokens that are no marks."""
    return [token for token in tokens if token.kind is not TokenKind.MARK]


def _cuts(tokens: Sequence[Token]) -> list[int]:
    """Where the clauses of a text begin, and where the last one ends."""
    end = tokens[-1].end if tokens else 0
    return [0, *(t.end for t in tokens if t.text in _CLAUSE_ENDS and t.end < end), end]


def _width(tokens: Sequence[Token]) -> int:
    """Characters of words with the spaces behind them."""
    return sum(len(token.text) + 1 for token in tokens)


def _within(value: float, least: float, most: float) -> float:
    return min(max(value, least), most)
