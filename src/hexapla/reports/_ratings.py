"""Findings in the words of the field's human error annotations: categories, severities and a rater's name.

Marot, mt-metrics-eval and ESA tools read what the reports built on this write.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from hexapla._version import __version__
from hexapla.alignment.rows import cut_rows
from hexapla.model import Category, Comparison, Finding, Role, Span, Status

RATER = f"hexapla-{__version__}"

CATEGORIES = {
    Category.MISTRANSLATION: "Accuracy/Mistranslation",
    Category.OMISSION: "Accuracy/Omission",
    Category.ADDITION: "Accuracy/Addition",
    Category.UNTRANSLATED: "Accuracy/Source language fragment",
    Category.TERMINOLOGY: "Terminology/Inappropriate for context",
    Category.INCONSISTENT: "Terminology/Inconsistent",
    Category.SPELLING: "Fluency/Spelling",
    Category.GRAMMAR: "Fluency/Grammar",
    Category.PUNCTUATION: "Fluency/Punctuation",
    Category.DUPLICATION: "Fluency/Grammar",
    Category.WORD_ORDER: "Fluency/Grammar",
    Category.ENCODING: "Fluency/Character encoding",
    Category.NUMBER_FORMAT: "Locale convention/Number format",
    Category.MARKUP: "Other",
    Category.OTHER: "Other",
}
"""MQM error type -> the category that the annotations of the WMT metrics tasks use for it."""


@dataclass(frozen=True, slots=True)
class Rated:
    """One row of a translation with its new findings.

    Attributes:
        document: Name of the document.
        number: 0-based row.
        system: The translation's column.
        source: The row of the source, or empty.
        target: The row of the translation.
        findings: (finding, its span in `target`, its span in `source` or None) of each, in order of place.
    """

    document: str
    number: int
    system: str
    source: str
    target: str
    findings: tuple[tuple[Finding, Span, Span | None], ...]


def rated(comparison: Comparison) -> Iterator[Rated]:
    """Every row of every translation, in order."""
    passage = comparison.passage
    source = next(iter(passage.of_role(Role.SOURCE)), None)
    for text in passage.of_role(Role.HYPOTHESIS):
        by_row: dict[int, list[Finding]] = {}
        for finding in comparison.findings:
            if finding.at.column == text.name and finding.status is Status.NEW:
                by_row.setdefault(finding.row, []).append(finding)
        for number, row in enumerate(cut_rows(comparison, text.name)):
            mine = _whole(row.spans.get(text.name, ()))
            theirs = _whole(row.spans.get(source.name, ())) if source else None
            found = [
                (
                    finding,
                    _within(finding.at.span, mine),
                    _source_span(finding, source.name, theirs) if source else None,
                )
                for finding in by_row.get(number, ())
            ]
            words = theirs.of(source.text) if source and theirs else ""
            document = passage.document or passage.id
            yield Rated(document, number, text.name, words, mine.of(text.text) if mine else "", tuple(found))


def _whole(spans: tuple[Span, ...]) -> Span | None:
    """From the first of a row's pieces to the last."""
    real = [span for span in spans if len(span)]
    return Span(min(s.start for s in real), max(s.end for s in real)) if real else None


def _within(span: Span, row: Span | None) -> Span:
    """A span of the column as one of its row, cut at the row's ends."""
    if row is None:
        return Span(0, 0)
    start = min(max(span.start, row.start), row.end)
    return Span(start - row.start, min(max(span.end, start), row.end) - row.start)


def _source_span(finding: Finding, source: str, row: Span | None) -> Span | None:
    mark = next((mark for mark in finding.evidence if mark.column == source), None)
    return _within(mark.span, row) if mark and row else None
