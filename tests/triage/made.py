"""Comparisons with findings made by hand, for tests of what is done with findings."""

from __future__ import annotations

from collections.abc import Sequence

from hexapla.model import (
    Category,
    Comparison,
    Finding,
    Mark,
    Passage,
    Role,
    Run,
    Segmentation,
    Severity,
    Span,
    Text,
    Unit,
)

RULES = {"W101": "merged-words", "P102": "quotation-marks", "N101": "changed-number"}


def finding(
    text: str,
    words: str,
    code: str = "W101",
    severity: Severity = Severity.MINOR,
    row: int = 0,
    column: str = "mt",
    category: Category = Category.SPELLING,
) -> Finding:
    """A finding on the first place where the words stand."""
    at = text.index(words)
    mark = Mark(column, Span(at, at + len(words)))
    return Finding(code, RULES[code], mark, f"{words} is wrong", severity, category, 0.9, row)


def comparison(
    rows: Sequence[str],
    found: Sequence[tuple[int, str, str, Severity]] = (),
    *,
    document: str = "doc",
    notes: Sequence[tuple[str, ...]] = (),
    origin: str = "",
    lang: str = "en",
) -> Comparison:
    """A paired comparison of the rows of a lone hypothesis.

    Args:
        rows: The rows.
        found: (row, words, code, severity) of its findings.
        document: Its name.
        notes: The notes of each row.
        origin: The file it was read from.
        lang: Its language.
    """
    whole, units, at = "\n".join(rows), [], 0
    for number, row in enumerate(rows):
        units.append(Unit(Span(at, at + len(row)), str(number + 1), notes[number] if notes else ()))
        at += len(row) + 1
    text = Text("mt", Role.HYPOTHESIS, lang, whole, tuple(units), origin=origin)
    findings = []
    for number, words, code, severity in found:
        start = whole.index(words, units[number].span.start)
        mark = Mark("mt", Span(start, start + len(words)))
        findings.append(Finding(code, RULES[code], mark, "wrong", severity, Category.SPELLING, 0.9, number))
    return Comparison(
        Passage(document, (text,), document=document, paired=True),
        (Segmentation("mt", tuple(unit.span for unit in units)),),
        (),
        runs=(Run("check", "rules:all", tuple(RULES.values())),),
        findings=tuple(findings),
    )
