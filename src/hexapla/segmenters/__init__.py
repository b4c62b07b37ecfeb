"""Segmenters: text -> the spans of its segments. One a file; this module is their contract."""

from __future__ import annotations

from abc import ABC, abstractmethod

from hexapla.model import Span


class Segmenter(ABC):
    """Cuts running text into segments (usually sentences).

    Spans are in order, do not overlap, hold no white space at their ends and cover everything else. A line break that
    parts paragraphs always parts segments.
    """

    @property
    @abstractmethod
    def signature(self) -> str:
        """Name and version, in ``k:v|k:v`` shape."""

    @abstractmethod
    def segment(self, text: str, lang: str) -> list[Span]:
        """The segments of a text in a language (BCP 47 tag)."""
