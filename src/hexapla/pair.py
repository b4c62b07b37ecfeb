"""What rules and metrics look at: one row of a hypothesis beside its references, its source and its document.

A Pair holds strings with offsets, so a changed text is as good as a real one. Rows are cut by ``hexapla.alignment``; nothing
here knows how.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from hexapla.model import Code, Span
from hexapla.text.edits import Edit, align_tokens
from hexapla.text.joins import spaced_neighbours
from hexapla.text.tokens import Token, tokenize


@dataclass(frozen=True)
class Row:
    """A column's side of a row.

    Attributes:
        column: Name of the column.
        lang: BCP 47 tag.
        text: The characters of the row; pieces that do not touch in the column are joined by a space.
        pieces: (start in `text`, span in the column's text) of each piece, in order; one piece but for rows whose
            parts stand apart. A null side has one empty piece at its place.
        codes: Inline codes of the row, in order, with their offset in the column's own text.
    """

    column: str
    lang: str
    text: str
    pieces: tuple[tuple[int, Span], ...]
    codes: tuple[Code, ...] = ()

    @classmethod
    def of(cls, column: str, lang: str, text: str, spans: Sequence[Span]) -> Row:
        """The row that these spans of a column's text make; spans that touch or have only white space between are one piece."""
        if len(spans) == 1:  # by far the most
            return cls(column, lang, spans[0].of(text), ((0, spans[0]),))
        joined: list[Span] = []
        for span in spans:
            if joined and joined[-1].end <= span.start and not text[joined[-1].end : span.start].strip():
                joined[-1] = Span(joined[-1].start, span.end)
            else:
                joined.append(span)
        pieces, parts, at = [], [], 0
        for span in joined:
            pieces.append((at, span))
            parts.append(span.of(text))
            at += len(span) + 1
        return cls(column, lang, " ".join(parts), tuple(pieces))

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """The tokens of the row, with offsets in `text`."""
        return tokenize(self.text)

    @cached_property
    def words(self) -> tuple[Token, ...]:
        """The tokens that are words."""
        return tuple(token for token in self.tokens if token.is_word)

    @cached_property
    def forms(self) -> Mapping[str, bool]:
        """The different words, case-folded, and whether each stands anywhere without a small first letter."""
        found: dict[str, bool] = {}
        for token in self.words:
            found[token.key] = not token.text[0].islower() or found.get(token.key, False)
        return found

    def span(self, start: int, end: int) -> Span:
        """A span of `text` as a span of the column's own text; one that leaves its piece is cut at the piece's end."""
        at, place = next((p for p in reversed(self.pieces) if p[0] <= start), self.pieces[0])
        first = min(place.start + start - at, place.end)
        return Span(first, max(first, min(place.start + end - at, place.end)))


@dataclass(frozen=True)
class Document:
    """A view of the document that the pairs of one hypothesis make: what its other rows know.

    Attributes:
        hypotheses: The hypothesis rows, in order.
        references: All rows of all references.
        sources: All rows of the source.
    """

    hypotheses: tuple[Row, ...] = ()
    references: tuple[Row, ...] = ()
    sources: tuple[Row, ...] = ()

    @cached_property
    def hypothesis_words(self) -> Counter[str]:
        """Case-folded words of the hypothesis and how often each stands there."""
        return Counter(token.key for row in self.hypotheses for token in row.words)

    @cached_property
    def hypothesis_joins(self) -> dict[str, tuple[int, int, int]]:
        """What two or three words of the hypothesis with a space between give together -> the last row and tokens that do."""
        return {
            joined: (index, first, last)
            for index, row in enumerate(self.hypotheses)
            for joined, first, last in spaced_neighbours(row.tokens)
        }

    @cached_property
    def reference_words(self) -> Counter[str]:
        """Case-folded words of the references and how often each stands there."""
        return Counter(token.key for row in self.references for token in row.words)

    @cached_property
    def source_words(self) -> Counter[str]:
        """Case-folded words of the source and how often each stands there."""
        return Counter(token.key for row in self.sources for token in row.words)


@dataclass(frozen=True)
class Pair:
    """One row of a hypothesis and what stands beside it.

    Attributes:
        index: 0-based number of the row among the hypothesis' rows.
        hypothesis: The hypothesis side; empty text where the row is an omission.
        references: The same row of each reference; empty text where the row is an addition.
        source: The source side, or None without a source.
        others: The other hypotheses' rows where they are cut alike.
        document: The view of the document.
        confidence: The aligner's confidence in the row's bead.
        moved: Whether the row stands at another place in the reference.
    """

    index: int
    hypothesis: Row
    references: tuple[Row, ...] = ()
    source: Row | None = None
    others: tuple[Row, ...] = ()
    document: Document = field(default_factory=Document)
    confidence: float = 1.0
    moved: bool = False

    @cached_property
    def aligned(self) -> tuple[tuple[Edit, ...], ...]:
        """The token alignment with each reference, in the references' order."""
        return tuple(align_tokens(self.hypothesis.tokens, reference.tokens) for reference in self.references)

    @property
    def lang(self) -> str:
        """The hypothesis' language."""
        return self.hypothesis.lang

    @cached_property
    def beside(self) -> tuple[Row, ...]:
        """The rows that the hypothesis can be held against: the references, then the source if there is one."""
        return (*self.references, self.source) if self.source else self.references

    @cached_property
    def reference_words(self) -> frozenset[str]:
        """Case-folded words of this row's references."""
        return frozenset(token.key for reference in self.references for token in reference.words)

    @cached_property
    def source_words(self) -> frozenset[str]:
        """Case-folded words of this row's source."""
        return frozenset(token.key for token in self.source.words) if self.source else frozenset()
