"""On which line of a TOML file a key stands: the standard library's reader does not say."""

from __future__ import annotations

import re
from collections.abc import Iterator

_KEY = r"""(?:[A-Za-z0-9_-]+|"(?:[^"\\\n]|\\.)*"|'[^'\n]*')"""
_DOTTED = rf"{_KEY}(?:[ \t]*\.[ \t]*{_KEY})*"
_HEADER = re.compile(rf"[ \t]*(\[\[?)[ \t]*({_DOTTED})[ \t]*\]\]?")
_VALUE = re.compile(rf"[ \t]*({_DOTTED})[ \t]*=")
_PART = re.compile(_KEY)


def _parts(dotted: str) -> tuple[str, ...]:
    return tuple(part[1:-1] if part[0] in "\"'" else part for part in _PART.findall(dotted))


def _keys(text: str) -> Iterator[tuple[int, tuple[str | int, ...]]]:
    """(1-based line, path) of every header and key that begins a line; elements of arrays of tables are numbers."""
    table: tuple[str | int, ...] = ()
    counts: dict[tuple[str | int, ...], int] = {}
    for number, line in enumerate(text.split("\n"), 1):
        header = _HEADER.match(line)
        if header:
            path: list[str | int] = []
            names = _parts(header[2])
            for depth, name in enumerate(names):
                path.append(name)
                last = depth == len(names) - 1
                if header[1] == "[[" and last:
                    counts[tuple(path)] = counts.get(tuple(path), -1) + 1
                if tuple(path) in counts:
                    path.append(counts[tuple(path)])
            table = tuple(path)
            yield number, table
            continue
        value = _VALUE.match(line)
        if value:
            yield number, (*table, *_parts(value[1]))


def line_of(text: str, path: tuple[str | int, ...]) -> int | None:
    """The 1-based line where a key stands, or the nearest key around it; None if even that is not found."""
    best, found = 0, None
    for number, known in _keys(text):
        same = 0
        for one, other in zip(known, path, strict=False):
            if one != other:
                break
            same += 1
        if same == len(known) and same > best:
            best, found = same, number
    return found
