"""Quotation marks of a text: which open, which close, and which cannot do either where they stand.

Of all ways to read the marks of a text as opening, closing or stray, the one with the fewest faults is taken (a small
dynamic programme over the stack of open marks). Works on double marks, guillemets and corner brackets; single marks
are apostrophes too often to be judged.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any

import regex

_STRAIGHT = '"＂'
_DIRECTED = "“”„‟«»「」『』〝〟〞"
_MARK = regex.compile(f"[{_DIRECTED}{_STRAIGHT}]")
_OPENS_AFTER = frozenset("([{（【〈《<—–-―/=:：+¿¡‘'‚…*_~|＃#@")
_CLOSES_BEFORE = frozenset(".,;:!?)]}…。，、；：！？）】〉》>—–-―/'’‘*_~|%")
_MEASURE = regex.compile(r"(?<![\p{L}\p{N}])[\p{Nd}.,/½¼¾-]+$")
_GERSHAYIM = regex.compile(r"\p{Hebrew}[\"＂]\p{Hebrew}(?!\p{Hebrew})")
"""An acronym: Hebrew sets the mark before its last letter."""
_HEBREW = regex.compile(r"\p{Hebrew}")
_NO_PREFIX = regex.compile(r"(?<!\p{Hebrew})[והבלכמש]*[[\p{Hebrew}\p{M}]--[והבלכמש]]\p{Hebrew}*$", regex.VERSION1)
"""Letters before a mark that are no prefixes alone: an acronym with an ending of its own, as members of parliament have."""
_PREFIXED = regex.compile(r"(?<![\p{L}\p{M}])[\p{Hebrew}\p{Arabic}]{1,3}$")
"""Prefixes that are written on to an opening mark."""
_DEPTH = 3
_NEAR = 24
"""Characters before a mark that decide what it is."""

_WORSE = 9.0
"""Cost above the best up to which a reading is followed, and `_MOST` of them at once."""
_MOST = 100

_STRAY = 2.2
_WRONG_GLYPH = 2.5
_UNUSUAL = 0.6
_MIXED = 1.4
_MIRRORED = 1.0
_WRONG_SIDE = 3.0
_SPACED_INSIDE = 1.0


class Fault(StrEnum):
    """What is wrong with a quotation mark."""

    SPACE_INSIDE = "white space on its inner side"
    REVERSED = "turned the wrong way"
    STRAY = "without a partner"


@dataclass(frozen=True, slots=True)
class Quote:
    """A mark.

    Attributes:
        at: Offset.
        mark: The character.
        opens: Whether it opens (for a stray mark: whether it looks like it).
        adrift: Whether white space stands on both sides.
    """

    at: int
    mark: str
    opens: bool
    adrift: bool


@dataclass(frozen=True, slots=True)
class Misquote:
    """A fault of a mark that has a partner: its kind, its range and what should stand there."""

    fault: Fault
    start: int
    end: int
    wanted: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text's marks come to.

    Attributes:
        faults: Faults of marks that have a partner.
        strays: Marks without a partner, in order.
        pairs: Offsets of the marks that belong together.
    """

    faults: tuple[Misquote, ...] = ()
    strays: tuple[Quote, ...] = ()
    pairs: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class _Place:
    """A mark and what it costs to read it as opening or as closing where it stands."""

    at: int
    mark: str
    open_cost: float
    close_cost: float
    adrift: bool


_Read = tuple[int, Any] | None
"""The last of a chain of readings and the chain before it."""

_States = dict[tuple[int, ...], tuple[float, _Read]]


def _offer(states: _States, stack: tuple[int, ...], cost: float, read: _Read) -> None:
    """Keeps a way to reach a stack of open marks if it is the cheapest yet."""
    if stack not in states or states[stack][0] > cost:
        states[stack] = (cost, read)


@lru_cache(maxsize=4096)
def read_quotes(text: str, pairs: tuple[tuple[str, str], ...], spaced: bool, inner_space: bool = False) -> Reading:
    """The reading of a text's quotation marks that has the fewest faults.

    Args:
        text: The text.
        pairs: Accepted pairs of marks of the language.
        spaced: Whether the language sets words apart by spaces, so that spaces tell opening from closing marks.
        inner_space: Whether white space inside guillemets is right (French).
    """
    places = [p for m in _MARK.finditer(text) if (p := _place(text, m.start(), m.group(), spaced, inner_space))]
    if not places:
        return Reading()
    accepted = frozenset(pairs) | {("「", "」"), ("『", "』"), ("〝", "〟"), ("〝", "〞")}
    openers = frozenset(a for a, _ in accepted)
    # stack of open places -> (cost, what each place was read as: its own index if stray, its partner's otherwise), the
    # latter as a chain from the last to the first, for a copy for every state would take time by the square
    states: _States = {(): (0.0, None)}
    for here, place in enumerate(places):
        following: _States = {}
        filled = _last_filled(text, place.at)
        for stack, (cost, read) in states.items():
            _offer(following, stack, cost + _STRAY, (here, read))
            if len(stack) < _DEPTH:
                glyph = 0.0 if place.mark in _STRAIGHT or place.mark in openers else _WRONG_GLYPH
                if glyph and place.mark in "«“„":
                    glyph = _UNUSUAL
                elif glyph and not place.open_cost and place.close_cost >= _WRONG_SIDE:
                    glyph = _MIRRORED
                nested = 1.2 if stack and places[stack[-1]].mark == place.mark else 0.3 * len(stack)
                _offer(following, (*stack, here), cost + glyph + nested + place.open_cost, (-1, read))
            if stack:
                opener = places[stack[-1]]
                glyph = _pair_cost(opener.mark, place.mark, accepted)
                empty = 2.0 if filled <= opener.at + 1 else 0.0
                _offer(following, stack[:-1], cost + glyph + place.close_cost + empty, (stack[-1], read))
        best = min(cost for cost, _ in following.values())
        states = {stack: value for stack, value in following.items() if value[0] <= best + _WORSE}
        if len(states) > _MOST:
            states = dict(sorted(states.items(), key=lambda item: item[1][0])[:_MOST])
    stack, (_, read) = min(states.items(), key=lambda item: item[1][0] + _STRAY * len(item[0]))
    chain: list[int] = []
    while read is not None:
        chain.append(read[0])
        read = read[1]
    return _reading(text, places, stack, tuple(reversed(chain)), accepted, inner_space)


def _last_filled(text: str, end: int) -> int:
    """Where the last character before a place that is no white space ends."""
    while end and text[end - 1].isspace():
        end -= 1
    return end


def _place(text: str, at: int, mark: str, spaced: bool, inner_space: bool) -> _Place | None:
    """A mark with its costs, or None if it is a measure (inches), an acronym or escaped."""
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    if before == "\\" or (mark in _STRAIGHT and after == "\\"):
        return None
    if (
        mark in _STRAIGHT
        and before.isdigit()
        and not after.isalpha()
        and _MEASURE.search(text[max(0, at - _NEAR) : at])
    ):
        return None
    if mark in _STRAIGHT and (
        _GERSHAYIM.match(text, max(0, at - 1))
        or (_HEBREW.match(after) and _NO_PREFIX.search(text[max(0, at - _NEAR) : at]))
    ):
        return None
    white_before, white_after = not before or before.isspace(), not after or after.isspace()
    adrift = white_before and white_after
    if inner_space and mark in "«»":
        starts_here = white_before or before in _OPENS_AFTER
        white_before, white_after = mark == "«" or white_before, mark == "»" or white_after
        turned = bool(after) and (after in ".,;:!?)" if mark == "«" else starts_here and after.isalpha())
        opens, closes = (0.0, _WRONG_SIDE) if (mark == "«") is not turned else (_WRONG_SIDE, 0.0)
        return _Place(at, mark, opens, closes, False)
    starts = (
        white_before
        or before in _OPENS_AFTER
        or bool(_MARK.match(before))
        or bool(_PREFIXED.search(text[max(0, at - _NEAR) : at]))
    )
    ends = white_after or after in _CLOSES_BEFORE or bool(_MARK.match(after))
    opens = closes = 0.0
    if spaced:
        if white_after:
            opens = _SPACED_INSIDE if starts else _WRONG_SIDE
        elif after in ".,;:!?)" and not (starts and text[at + 1 : at + 3] in ("..", "…")):
            opens = _WRONG_SIDE if not starts else 0.7
        if white_before:
            closes = _SPACED_INSIDE if ends else _WRONG_SIDE
        elif not ends:
            closes = 0.5
        if not starts and not white_after:
            opens += 0.5
    else:
        if white_after and after:
            opens = _SPACED_INSIDE
        elif not after or after in "。，、；！？）】.,":
            opens = _WRONG_SIDE
        if not before or before in "：:（【(":
            closes = _WRONG_SIDE
        elif before.isspace():
            closes = _SPACED_INSIDE
    return _Place(at, mark, opens, closes, adrift)


@lru_cache(maxsize=4096)
def _pair_cost(opener: str, closer: str, accepted: frozenset[tuple[str, str]]) -> float:
    """What it costs to take two marks for a pair."""
    if (opener in _STRAIGHT and closer in _STRAIGHT) or (opener, closer) in accepted:
        return 0.0
    if opener in _STRAIGHT or closer in _STRAIGHT:
        return _MIXED
    if (opener, closer) in (("“", "”"), ("«", "»"), ("„", "“"), ("„", "”"), ("”", "”"), ("»", "«"), ("‟", "”")):
        return _UNUSUAL
    if opener == closer and any(opener in pair for pair in accepted):
        return _MIRRORED
    return _UNUSUAL if (closer, opener) in accepted else _WRONG_GLYPH


def _is_mirrored(opener: str, closer: str, accepted: frozenset[tuple[str, str]]) -> bool:
    """Whether both marks of a pair are the same where the language has two."""
    return opener == closer and opener not in _STRAIGHT and _pair_cost(opener, closer, accepted) == _MIRRORED


def _reading(
    text: str,
    places: list[_Place],
    stack: tuple[int, ...],
    read: tuple[int, ...],
    accepted: frozenset[tuple[str, str]],
    inner_space: bool,
) -> Reading:
    """Faults, strays and pairs of a reading."""
    faults: list[Misquote] = []
    paired: list[tuple[int, int]] = []
    strays = list(stack)
    for here, partner in enumerate(read):
        if partner == here:
            strays.append(here)
        elif partner >= 0:
            paired.append((places[partner].at, places[here].at))
            faults += _faults(text, places[partner], places[here], accepted, inner_space)
    lone = tuple(
        Quote(p.at, p.mark, i in stack or p.open_cost < p.close_cost or p.mark in "“„«「『", p.adrift)
        for i in sorted(strays)
        for p in (places[i],)
    )
    return Reading(tuple(faults), lone, tuple(sorted(paired)))


def _faults(
    text: str, opener: _Place, closer: _Place, accepted: frozenset[tuple[str, str]], inner_space: bool
) -> list[Misquote]:
    """The faults of two marks that make a pair."""
    found = []
    first, last = opener.mark, closer.mark
    if _pair_cost(first, last, accepted) >= _WRONG_GLYPH or _is_mirrored(first, last, accepted):
        wanted = next((b for a, b in sorted(accepted) if a == first), None)
        if wanted:
            last = wanted
            found.append(Misquote(Fault.REVERSED, closer.at, closer.at + 1, wanted))
        elif wanted := next((a for a, b in sorted(accepted) if b == last), None):
            first = wanted
            found.append(Misquote(Fault.REVERSED, opener.at, opener.at + 1, wanted))
    elif (first, last) not in accepted and (last, first) in accepted:
        found.append(Misquote(Fault.REVERSED, opener.at, opener.at + 1, last))
        found.append(Misquote(Fault.REVERSED, closer.at, closer.at + 1, first))
    if inner_space and opener.mark in '«“„"':
        return found
    inside = text[opener.at + 1 : closer.at]
    if not inside.strip():
        return found
    turned = {fault.start for fault in found}
    found = [fault for fault in found if not inside[-1:].isspace() or fault.start != closer.at]
    if inside[:1].isspace():
        end = opener.at + 1 + len(inside) - len(inside.lstrip())
        found.append(Misquote(Fault.SPACE_INSIDE, opener.at, end, first))
    if inside[-1:].isspace():
        start = opener.at + 1 + len(inside.rstrip())
        fault = Fault.REVERSED if closer.at in turned else Fault.SPACE_INSIDE
        found.append(Misquote(fault, start, closer.at + 1, last))
    return found
