"""ICU message syntax: plural, select and selectordinal arguments of a text, and what is wrong with their syntax."""

from __future__ import annotations

from dataclasses import dataclass

import regex

_HEAD = regex.compile(r"\{\s*(?P<name>[\p{L}\p{N}_]+)\s*,\s*(?P<type>[\p{L}]+)\s*(?P<more>,)?", regex.VERSION1)
_KEY = regex.compile(r"\s*(?:offset\s*:\s*\d+\s*)?(?P<key>=\s*\d+|[^\s{}=,]+)\s*\{")
CHOICES = frozenset({"plural", "select", "selectordinal"})
"""The argument types that hold a message for each of several cases."""
_TYPES = CHOICES | {"number", "date", "time", "spellout", "ordinal", "duration"}


@dataclass(frozen=True, slots=True)
class Argument:
    """A choice in a message.

    Attributes:
        start: Where its opening brace stands.
        end: Behind its closing brace, or the end of the text where that is missing.
        name: The argument it looks at.
        type: ``plural``, ``select`` or ``selectordinal``, or whatever stands there.
        keys: (key, message) of every case.
        closed: Whether the braces are closed.
    """

    start: int
    end: int
    name: str
    type: str
    keys: tuple[tuple[str, str], ...]
    closed: bool


def may_hold(text: str) -> bool:
    """Whether a text looks as if it had such arguments; quick."""
    return "{" in text and "," in text and _HEAD.search(text) is not None


def arguments(text: str) -> list[Argument]:
    """The outermost choices of a text, in order, and those that a translated type hides."""
    found, at = [], 0
    while head := _HEAD.search(text, at):
        if not head["more"] or (head["type"] in _TYPES and head["type"] not in CHOICES):
            at = head.end()
            continue
        keys, place = [], head.end()
        while case := _KEY.match(text, place):
            end = _closing(text, case.end())
            keys.append((regex.sub(r"\s", "", case["key"]), text[case.end() : end]))
            place = min(end + 1, len(text))
        rest = regex.compile(r"\s*\}").match(text, place)
        end = rest.end() if rest else len(text)
        if keys:
            found.append(Argument(head.start(), end, head["name"], head["type"], tuple(keys), rest is not None))
            at = max(end, head.end())
        else:
            at = head.end()
    return found


def _closing(text: str, at: int) -> int:
    """Where the brace that was opened before `at` is closed, or the end of the text."""
    depth = 1
    for i in range(at, len(text)):
        if text[i] == "{":
            depth += 1
        elif text[i] == "}":
            depth -= 1
            if not depth:
                return i
    return len(text)
