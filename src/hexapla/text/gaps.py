"""Places of a text where words of another version of it may be missing, described by numbers.

Between words that both versions share lie stretches that they word differently. A stretch where the other version says
more, in a text that is shorter as a whole, is where something may have been left out. How much of each number speaks for
an omission is ``hexapla.rules.omitted_text``'s business.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import log

from hexapla.text.edits import Edit, EditKind
from hexapla.text.institutions import same_stem
from hexapla.text.tokens import Token, TokenKind

_STEM = 3

FEATURES = (
    "lost", "longer", "words_lost", "words_new", "words_more", "empty", "short", "shorter", "short_share", "shared",
    "length", "edge", "own_words", "their_words", "empty_lost", "shared_lost", "shared_longer", "agreeing",
    "shared_empty", "shared_short", "lost_elsewhere", "new_elsewhere", "gaps", "long", "apart",
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


@dataclass(frozen=True, slots=True)
class _Stretch:
    own: tuple[int, int]
    theirs: tuple[int, int]
    lost: list[Token]
    meant: list[Token]
    new: list[Token]
    new_meant: list[Token]


def gaps(
    own: Sequence[Token],
    theirs: Sequence[Token],
    edits: Sequence[Edit],
    short: tuple[float, float],
    has_meaning: Callable[[Token], bool],
) -> list[Gap]:
    """The gaps of a text beside another version of it.

    Args:
        own: Tokens of the text.
        theirs: Tokens of the other version.
        edits: The alignment of both.
        short: Characters by which the text is shorter than its other versions let expect, by the smallest and by the
            largest measure; negative where it is longer.
        has_meaning: Whether a word is more than a function word.
    """
    mine, others = _Words(own), _Words(theirs)
    stretches = [
        _described(own, theirs, mine, others, *places, has_meaning) for places in _stretches(own, theirs, edits)
    ]
    words = sum(t.kind is not TokenKind.MARK for t in theirs)
    kept = words - sum(sum(t.kind is not TokenKind.MARK for t in theirs[s.theirs[0] : s.theirs[1]]) for s in stretches)
    length = own[-1].end - own[0].start if own else 0
    totals = sum(len(s.meant) for s in stretches), sum(len(s.new_meant) for s in stretches)
    count = sum(bool(s.meant) for s in stretches)
    found = []
    for s in stretches:
        if s.lost:
            shared = kept / max(1, words)
            features = _features(s, own, theirs, short, shared, length, totals, count)
            found.append(Gap(s.own, s.theirs, tuple(s.meant), len(s.lost), shared, features))
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


def _features(
    s: _Stretch,
    own: Sequence[Token],
    theirs: Sequence[Token],
    short: tuple[float, float],
    shared: float,
    length: int,
    totals: tuple[int, int],
    count: int,
) -> tuple[float, ...]:
    lost = _within(_width(s.lost) - _width(s.new), -30, 40) / 10
    mine = [t for t in own[slice(*s.own)] if t.kind is not TokenKind.MARK]
    others = [t for t in theirs[slice(*s.theirs)] if t.kind is not TokenKind.MARK]
    longer = _within(_width(others) - _width(mine), -30, 40) / 10
    missing = _within(short[0], -30, 40) / 10
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
        _within(10 * short[0] / max(1, length), -3, 4),
        shared,
        log(max(1, length)),
        float(s.own[0] == 0 or s.own[1] >= len(own)),
        min(len(mine), 6),
        min(len(others), 10),
        empty * max(0.0, lost),
        shared * lost,
        shared * longer,
        min(lost, longer, missing),
        shared * empty,
        shared * missing,
        min(totals[0] - len(s.meant), 8),
        min(totals[1] - len(s.new_meant), 8),
        min(count, 6),
        _within(-short[0], 0, 30) / 10,
        _within(short[1] - short[0], 0, 40) / 10,
    )


def _width(tokens: Sequence[Token]) -> int:
    """Characters of words with the spaces behind them."""
    return sum(len(token.text) + 1 for token in tokens)


def _within(value: float, least: float, most: float) -> float:
    return min(max(value, least), most)
