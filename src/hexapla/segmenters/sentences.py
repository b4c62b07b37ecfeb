"""Sentences by `sentencex`, with exact offsets; paragraphs (line breaks of any kind) always part sentences."""

from __future__ import annotations

from importlib.metadata import version

import regex

from hexapla.languages.tags import UNKNOWN, language
from hexapla.model import Span
from hexapla.segmenters import Segmenter

_PARAGRAPH = regex.compile(r"[^\n\r\v\f\u0085\u2028\u2029]+")
_OPENERS = "「『“«（(„‘〝"
_CLOSERS = '」』”»）)“’〟"'
_ENDERS = ".。!?！？…।॥؟۔\u200e\u200f\u061c"
"""Marks of sentences' ends, and the invisible ones that give their direction."""
LONGEST = 20_000
"""Code points handed to the sentence splitter at a time; a longer paragraph without a break is cut at white space."""


class Sentences(Segmenter):
    """Sentences in about 300 languages."""

    @property
    def signature(self) -> str:
        """Name and version of the splitter."""
        return f"sentences|sentencex:{version('sentencex')}"

    def segment(self, text: str, lang: str) -> list[Span]:
        """The sentences of a text; unknown languages are cut by the common enders."""
        import sentencex  # native module, only needed here

        code = "en" if lang == UNKNOWN else language(lang)
        spans: list[Span] = []
        for paragraph in _PARAGRAPH.finditer(text):
            for start, end in _pieces(text, paragraph.start(), paragraph.end()):
                first = len(spans)
                for boundary in sentencex.get_sentence_boundaries(code, text[start:end]):
                    span = _trimmed(text, start + boundary["start_index"], start + boundary["end_index"])
                    if span is not None:
                        spans.append(span)
                spans[first:] = _rejoined(text, spans[first:])
        return spans


def _pieces(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """A paragraph in pieces of bounded length, cut after white space where there is some."""
    out = []
    while end - start > LONGEST:
        cut = max(text.rfind(" ", start, start + LONGEST) + 1, text.rfind("。", start, start + LONGEST) + 1)
        cut = cut if cut > start else start + LONGEST
        out.append((start, cut))
        start = cut
    out.append((start, end))
    return out


def _trimmed(text: str, start: int, end: int) -> Span | None:
    """The span without white space at its ends; None if nothing is left."""
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip())
    right = len(piece.rstrip())
    return Span(start + left, start + right) if left < right else None


def _rejoined(text: str, spans: list[Span]) -> list[Span]:
    """Sentences that are only closing marks go to the sentence before them, as in ``「行く。」と言った``."""
    out: list[Span] = []
    for span in spans:
        if out and all(c in _CLOSERS or c in _ENDERS for c in span.of(text)):
            out[-1] = Span(out[-1].start, span.end)
        else:
            out.append(span)
    return out
