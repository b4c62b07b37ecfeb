"""The rows that reports of findings in tables write: a finding a row, its figures and texts in named columns."""

from __future__ import annotations

from hexapla.interchange import suggestion
from hexapla.model import Comparison, Role
from hexapla.reports._locations import locate, relative
from hexapla.triage import fingerprint

COLUMNS = (
    "document", "path", "line", "unit", "row", "column", "start", "end", "code", "rule", "severity", "category",
    "confidence", "status", "text", "suggestion", "message", "translation", "reference", "source", "reason", "fingerprint",
)  # fmt: skip
"""The columns, in order; offsets are code points of the text as read, rows count from 1."""

_FORMULA = frozenset("=+-@\t\r")


def rows(comparison: Comparison) -> list[dict[str, str | int | float]]:
    """A row for each finding: column -> value; with the whole row of every version beside it."""
    from hexapla.alignment.rows import cut_rows

    passage = comparison.passage
    made: list[dict[str, str | int | float]] = []
    cut = {text.name: cut_rows(comparison, text.name) for text in passage.of_role(Role.HYPOTHESIS)}
    for finding in comparison.findings:
        text = passage.column(finding.at.column)
        place = locate(text, finding.at.span)
        spans = cut[text.name][finding.row].spans if finding.row < len(cut.get(text.name, ())) else {}
        beside = {
            role: " | ".join(
                "".join(span.of(one.text) for span in spans.get(one.name, ())) for one in passage.of_role(role)
            )
            for role in (Role.REFERENCE, Role.SOURCE)
        }
        made.append(
            {
                "document": passage.document or passage.id,
                "path": relative(place.path) if place.path else "",
                "line": place.line,
                "unit": place.unit,
                "row": finding.row + 1,
                "column": text.name,
                "start": finding.at.span.start,
                "end": finding.at.span.end,
                "code": finding.code,
                "rule": finding.rule,
                "severity": finding.severity.value,
                "category": finding.category.value,
                "confidence": finding.confidence,
                "status": finding.status.value,
                "text": finding.at.span.of(text.text),
                "suggestion": suggestion(finding, passage) or "",
                "message": finding.message,
                "translation": "".join(span.of(text.text) for span in spans.get(text.name, ())),
                "reference": beside[Role.REFERENCE],
                "source": beside[Role.SOURCE],
                "reason": finding.reason,
                "fingerprint": fingerprint(finding, passage),
            }
        )
    return made


def harmless(cell: object) -> object:
    """A cell that no spreadsheet takes for a formula: text that begins like one gets an apostrophe before it."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in _FORMULA and cell else cell
