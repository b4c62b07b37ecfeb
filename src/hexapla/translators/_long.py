"""Cutting what is too long for a model, so that nothing of it is lost."""

from __future__ import annotations

from collections.abc import Callable

import regex

# Where a reader would pause, best first: after clause marks, at white space, between any two characters.
_CLAUSE = regex.compile(r"(?<=[;:。；：])\s*|(?<=[,،，、])(?:\s+|(?<=[，、]))|(?<=\s[–—])\s+")
_SPACE = regex.compile(r"\s+")
_ANY = regex.compile(r"(?<=\X)(?=\X)")
_MIDDLE = 0.3  # a clause border is taken if it stands no further than this share of the length from an end


def halves(text: str) -> tuple[str, str, str] | None:
    """A text cut in two near its middle, with the white space between the parts; None if it cannot be cut."""
    middle = len(text) / 2
    for pattern, edge in ((_CLAUSE, _MIDDLE), (_SPACE, 0.0), (_ANY, 0.0)):
        cuts = [m.span() for m in pattern.finditer(text)]
        cuts = [(a, b) for a, b in cuts if a > 0 and b < len(text) and edge * len(text) <= a <= (1 - edge) * len(text)]
        if cuts:
            start, end = min(cuts, key=lambda cut: abs((cut[0] + cut[1]) / 2 - middle))
            return text[:start], text[start:end], text[end:]
    return None


def pieces(text: str, fits: Callable[[str], bool]) -> list[tuple[str, str]]:
    """A text as pieces that fit, each with the white space that follows it; joined they are the text.

    A piece that cannot be cut further is given even if it does not fit.
    """
    cut = None if fits(text) else halves(text)
    if cut is None:
        return [(text, "")]
    left, between, right = cut
    first, second = pieces(left, fits), pieces(right, fits)
    return [*first[:-1], (first[-1][0], between), *second]
