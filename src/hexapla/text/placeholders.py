"""Placeholders and tags in a text: what a program fills in or reads, which a translation must leave alone.

Finds them; whether one may be missing is the rules' to say. ``hexapla.text.messages`` reads ICU message syntax.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import regex

_HINT = regex.compile(r"[{%$<\[]")
_PLACEHOLDER = regex.compile(
    r"""
    \{\{\s*[\p{L}_#/^>!&.][^{}]{0,60}\}\}                  # {{name}}
  | [$\#]\{[^{}\s]{1,60}\}                                 # ${name}, #{name}
  | (?<![{$\#])\{(?:\d{1,3}|[\p{L}_][\p{L}\p{N}_.:\[\]!-]{0,40}|)\}(?!\})        # {0}, {name}, {}
  | (?<!\p{N})(?<!(?<!%)(?:%%)*%)%(?:\d{1,2}\$)?[-+0\#]?\d{0,2}(?:\.\d{1,2})?(?:l|ll|h)?[sdiufxXc@](?![A-Za-z0-9])   # %s, %1$d, %.2f
  | (?<![\p{N}%])%[({][\p{L}_][\p{L}\p{N}_]{0,40}[)}][sdif]?  # %(name)s, %{name}
  | (?<![%\p{L}\p{N}])%[A-Z_][A-Z0-9_]{1,40}%(?![%\p{L}\p{N}])     # %NAME%
    """,
    regex.VERBOSE,
)
_TAG = regex.compile(
    r"""<(?P<close>/)?(?P<name>\p{L}[\p{L}\p{N}:._-]{0,30}|\d{1,3})
        (?P<rest>(?:\s+[^<>]{0,300}?)?)\s*(?P<alone>/)?>""",
    regex.VERBOSE,
)
_ID = regex.compile(r"""\bid\s*=\s*["']?([^"'\s>]+)""")
_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
_KNOWN = _VOID | frozenset(
    """abbr article aside audio big blockquote body bold bpt button caption center cite code colgroup del details dfn div
    emph ept figure font footer form head header html iframe ins italic kbd label legend link main map mark mrk nav object
    optgroup option output ph picture pre samp script section select small span strike strong style sub summary sup svg
    table tbody template textarea tfoot thead time title tspan underline var video""".split()
)


@dataclass(frozen=True, slots=True)
class Item:
    """A placeholder or a tag.

    Attributes:
        start: Where it begins.
        end: Where it ends.
        text: As it stands.
        key: What two that stand for the same share.
    """

    start: int
    end: int
    text: str
    key: str


def placeholders(text: str) -> list[Item]:
    """The placeholders of a text, in order."""
    if not _HINT.search(text):
        return []
    return [Item(m.start(), m.end(), m.group(), regex.sub(r"\s+", "", m.group())) for m in _PLACEHOLDER.finditer(text)]


def tags(text: str) -> list[Item]:
    """The tags of a text, in order; attributes beside an id are not compared.

    A lone word in angle brackets that is no known tag, such as ``<laughter/>`` in a transcript, is language, not markup.
    """
    if "<" not in text:
        return []
    matches = list(_TAG.finditer(text))
    closed = {match["name"] for match in matches if match["close"]}
    found = []
    for match in matches:
        name = match["name"].lower()
        if len(name) > 2 and name not in _KNOWN and match["name"] not in closed and not match["rest"].strip():
            continue
        marker = _ID.search(match["rest"])
        alone = bool(match["alone"]) or name in _VOID
        shape = "/" if match["close"] else "+" if alone else "-"
        key = f"{shape}{name}{'#' + marker[1] if marker else ''}"
        found.append(Item(match.start(), match.end(), match.group(), key))
    return found


def misplaced(items: Sequence[Item]) -> Item | None:
    """The first tag that breaks the nesting XML asks for, or None; only names that are closed at all count."""
    closed = {item.key[1:].partition("#")[0] for item in items if item.key[0] == "/"}
    held: list[tuple[str, Item]] = []
    for item in items:
        name = item.key[1:].partition("#")[0]
        if item.key[0] == "-" and name in closed:
            held.append((name, item))
        elif item.key[0] == "/" and (not held or held.pop()[0] != name):
            return item
    return held[0][1] if held else None


def missing(wanted: Iterable[Item], there: Iterable[Item]) -> list[Item]:
    """Those of `wanted` that `there` has no match for, each as often as it is lacking."""
    left = Counter(item.key for item in there)
    found = []
    for item in wanted:
        if left[item.key] > 0:
            left[item.key] -= 1
        else:
            found.append(item)
    return found


def loosely(code: str) -> regex.Pattern[str]:
    """A pattern for a code as a translation damages it: white space inside, other case, full-width forms."""
    parts = []
    for character in code:
        forms = {character}
        if "!" <= character <= "~":
            forms.add(chr(ord(character) + 0xFEE0))
        parts.append("[" + "".join(map(regex.escape, sorted(forms))) + "]")
    return regex.compile(r"\s{0,2}".join(parts), regex.IGNORECASE)
