"""Texts as markup: everything escaped, marks laid over words, characters one cannot see made visible.

Marks may overlap, nest, be empty and cross from one piece of text to the next: a piece is cut at every border, and each
cut carries the findings that cover it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from hexapla.languages.tags import UNKNOWN
from hexapla.languages.traits import traits_of
from hexapla.model import Severity, Span

NAMES = {
    "\t": "TAB", "\xa0": "NBSP", "\xad": "SHY", "\u061c": "ALM", "\u180e": "MVS", "\u200b": "ZWSP", "\u200c": "ZWNJ",
    "\u200d": "ZWJ", "\u200e": "LRM", "\u200f": "RLM", "\u202a": "LRE", "\u202b": "RLE", "\u202c": "PDF", "\u202d": "LRO",
    "\u202e": "RLO", "\u202f": "NNBSP", "\u2060": "WJ", "\u2066": "LRI", "\u2067": "RLI", "\u2068": "FSI", "\u2069": "PDI",
    "\ufeff": "BOM",
}  # fmt: skip
"""The usual short names of characters that have no shape of their own."""

_NEVER = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff"
"""Characters that may not stand in a page at all."""
_UNSAFE = re.compile(f"[{_NEVER}\u202a-\u202e\u2066-\u2069]|\r\n?|\n|[ \t]*(?:\t| {{2}})[ \t]*")
_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufefc](?:[^A-Za-z<>{}|]*[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc])?"
)
_HIDDEN = {"Cc", "Cf", "Cs", "Zs", "Zl", "Zp"}


@dataclass(frozen=True, slots=True)
class Highlight:
    """A mark to be drawn.

    Attributes:
        span: In the column's text.
        number: 1-based number of the finding in the report.
        severity: Of the finding.
        evidence: Whether these words are a finding's evidence and not at fault themselves.
    """

    span: Span
    number: int
    severity: Severity
    evidence: bool = False


def direction(lang: str) -> str:
    """The value of ``dir`` for a text: ``auto`` where nothing is known of its language."""
    traits = traits_of(lang)
    return "auto" if traits.lang == UNKNOWN else traits.direction


def plain(text: str) -> str:
    """A name or a sentence for places where only characters can stand (attributes, titles)."""
    return re.sub(f"[{_NEVER}]", "\ufffd", text)


def shown(text: str) -> Markup:
    """A text as it reads: control characters and direction overrides named, line breaks hinted at."""
    return Markup(_between(text, _UNSAFE))


def exposed(text: str, *, ends: bool = True) -> Markup:
    """A quoted text in which every invisible character is named, and spaces that a reader would overlook are dotted.

    `ends` says whether a space at an end is one of those; it is not where a mark was cut in two.
    """
    odd_spaces = not text.strip(" ") or "  " in text or (ends and text != text.strip(" "))
    parts = []
    for piece in re.split(r"(\r\n?|.)", text, flags=re.DOTALL) if _has_hidden(text) or odd_spaces else [text]:
        if piece == " " and odd_spaces:
            parts.append('<span class="inv sp" data-c="·"> </span>')
        elif len(piece) == 1 and piece != " " and unicodedata.category(piece) in _HIDDEN:
            parts.append(_named(piece))
        elif piece == "\r\n":
            parts.append(_named("\n"))
        else:
            parts.append(str(escape(piece)))
    return Markup("".join(parts))


def isolated(message: str) -> Markup:
    """A sentence in which every run of right-to-left words is kept from reordering what stands around it."""
    parts, at = [], 0
    for found in _RIGHT_TO_LEFT.finditer(message):
        parts += [exposed_words(message[at : found.start()]), Markup("<bdi>%s</bdi>") % exposed_words(found.group())]
        at = found.end()
    return Markup("").join([*parts, exposed_words(message[at:])])


def exposed_words(text: str) -> Markup:
    """Like `exposed`, leaving spaces alone."""
    return Markup("").join(
        escape(piece) if not piece.strip(" ") else exposed(piece) for piece in re.split("( +)", text) if piece
    )


def _has_hidden(text: str) -> bool:
    return any(c != " " and unicodedata.category(c) in _HIDDEN for c in text)


def _between(text: str, pattern: re.Pattern[str]) -> str:
    parts, at = [], 0
    for found in pattern.finditer(text):
        parts += [str(escape(text[at : found.start()])), _named(found.group())]
        at = found.end()
    return "".join([*parts, str(escape(text[at:]))])


def _named(char: str) -> str:
    if char in ("\n", "\r\n", "\r"):
        return '<span class="nl"> </span>'
    if len(char) > 1:
        return f'<span class="keep">{char}</span>'
    name = NAMES.get(char, f"U+{ord(char):04X}")
    full = f"U+{ord(char):04X} {unicodedata.name(char, 'control character')}"
    kept = "" if re.match(f"[{_NEVER}]", char) else char
    return f'<span class="inv" data-c="{name}" title="{full}">{kept}</span>'


def marked(text: str, spans: Sequence[Span], highlights: Iterable[Highlight], begun: set[int] | None) -> Markup:
    """The spans of a text with their marks.

    Args:
        text: The column's text.
        spans: Pieces of it, in order and without overlap; pieces with more than white space between are set apart.
        highlights: Marks that share words with the pieces, or are empty and stand at their place.
        begun: Numbers of findings whose anchor the page has already; those begun here are added. None for a fragment
            that must have no anchors.
    """
    pieces = contiguous(text, spans)
    left = sorted(highlights, key=lambda h: (h.span, h.evidence, h.number))
    carets = [h for h in left if not len(h.span)]
    left = [h for h in left if len(h.span)]
    drawn = []
    for number, piece in enumerate(pieces):
        last = number == len(pieces) - 1
        here = [h for h in carets if h.span.start <= piece.end or last]
        carets = [h for h in carets if h not in here]
        drawn.append(_piece(text, piece, [h for h in left if h.span.overlaps(piece)], here, begun))
    return Markup(GAP).join(drawn)


GAP = ' <span class="gap" title="these words do not stand together in the text">⋯</span> '


def contiguous(text: str, spans: Sequence[Span]) -> list[Span]:
    """The spans with those joined that have only white space between them."""
    made: list[Span] = []
    for span in spans:
        if made and made[-1].end <= span.start and not text[made[-1].end : span.start].strip():
            made[-1] = Span(made[-1].start, span.end)
        else:
            made.append(span)
    return made


def _piece(text: str, piece: Span, over: list[Highlight], carets: list[Highlight], begun: set[int] | None) -> Markup:
    inside = [(max(h.span.start, piece.start), min(h.span.end, piece.end), h) for h in over]
    places: dict[int, list[Highlight]] = {}
    for caret in carets:
        places.setdefault(min(max(caret.span.start, piece.start), piece.end), []).append(caret)
    borders = sorted({piece.start, piece.end, *places, *(at for start, end, _ in inside for at in (start, end))})
    parts = []
    for index, border in enumerate(borders):
        if border in places:
            parts.append(element(Markup(""), places[border], begun, border, caret=True))
        if index + 1 < len(borders):
            end = borders[index + 1]
            words = text[border:end]
            covering = [h for start, stop, h in inside if start <= border and end <= stop]
            parts.append(element(exposed(words, ends=False), covering, begun, end) if covering else shown(words))
    return Markup("").join(parts)


def element(
    words: Markup, covering: Sequence[Highlight], begun: set[int] | None, end: int | None = None, *, caret: bool = False
) -> Markup:
    """Words, or a caret, as one mark of all findings that cover them.

    Where a finding begins stands a link to its explanation, so that the mark can be reached by keyboard and explains
    itself without a script; where it ends (at `end`, if given), its number for paper.
    """
    numbers = sorted({h.number for h in covering})
    faults = [h for h in covering if not h.evidence]
    fresh = [] if begun is None else [h.number for h in faults if h.number not in begun]
    if begun is not None:
        begun.update(fresh)
    kind = "e"
    if faults:
        kind = f"m {max((h.severity for h in faults), key=lambda severity: severity.rank).value}"
    attributes = Markup(' class="{}{}" data-f="{}"').format(
        kind, " caret" if caret else "", " ".join(map(str, numbers))
    )
    ending = sorted(h.number for h in faults if end is None or h.span.end <= end)
    if ending and begun is not None:
        attributes += Markup(' data-end="{}"').format(",".join(map(str, ending)))
    label = Markup('<span class="hide">words are missing here</span>') if caret else Markup("")
    if not fresh:
        return Markup("<span{}>{}{}</span>").format(attributes, words, label)
    anchors = Markup("").join(Markup('<span id="m{}"></span>').format(n) for n in fresh[1:])
    return anchors + Markup('<a id="m{0}" href="#f{0}" aria-describedby="{1}"{2}>{3}{4}</a>').format(
        fresh[0], " ".join(f"x{n}" for n in numbers), attributes, words, label
    )
