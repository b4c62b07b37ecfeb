"""JUnit XML: a test suite a document, a test case a row, a failure a finding, as build servers show them."""

from __future__ import annotations

import re
from typing import Any, ClassVar
from xml.sax.saxutils import escape, quoteattr

from hexapla.alignment.rows import cut_rows
from hexapla.interchange import suggestion
from hexapla.model import Comparison, Finding, Passage, Role, Status
from hexapla.reports import Report
from hexapla.reports._locations import locate, relative
from hexapla.summary import Summary

_NOT_XML = re.compile("[^\\t\\n\\r\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")


class Junit(Report):
    """A test case for every row of every translation; new findings are its failures, the others its output."""

    extensions: ClassVar[tuple[str, ...]] = (".junit.xml", ".xml")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._suites: list[str] = []
        self._tests = self._failures = 0

    def add(self, comparison: Comparison) -> None:
        """Keeps the suite of one comparison, one for each of its translations."""
        passage = comparison.passage
        for text in passage.of_role(Role.HYPOTHESIS):
            mine = [finding for finding in comparison.findings if finding.at.column == text.name]
            rows: dict[int, list[Finding]] = {row: [] for row in range(len(cut_rows(comparison, text.name)))}
            for finding in mine:
                rows.setdefault(finding.row, []).append(finding)
            name = f"{passage.document or passage.id} ({text.name}, {text.lang})"
            cases = [self._case(passage, name, row, found) for row, found in rows.items()]
            failures = sum(f.status is Status.NEW for f in mine)
            self._tests += len(cases)
            self._failures += failures
            head = f'<testsuite name={_quoted(name)} tests={_quoted(len(cases))} failures={_quoted(failures)} errors="0" skipped="0">'
            self._suites.append("\n".join([head, *cases, "</testsuite>"]))

    def _case(self, passage: Passage, suite: str, row: int, findings: list[Finding]) -> str:
        head = f"<testcase classname={_quoted(suite)} name={_quoted(f'row {row + 1}')}"
        if not findings:
            return f"{head}/>"
        new = [_failure(passage, finding) for finding in findings if finding.status is Status.NEW]
        aside = [f"{f.status}: {_line(passage, f)} ({f.reason})" for f in findings if f.status is not Status.NEW]
        output = [f"<system-out>{_escaped(chr(10).join(aside))}</system-out>"] if aside else []
        return "\n".join([f"{head}>", *new, *output, "</testcase>"])

    def finish(self, summary: Summary) -> None:
        """Writes the document."""
        self.out.write('<?xml version="1.0" encoding="UTF-8"?>\n')
        counts = f'tests="{self._tests}" failures="{self._failures}" errors="0"'
        self.out.write("\n".join([f'<testsuites name="hexapla" {counts}>', *self._suites, "</testsuites>", ""]))


def _failure(passage: Passage, finding: Finding) -> str:
    kind = f"{finding.code} {finding.rule}"
    return f"<failure type={_quoted(kind)} message={_quoted(finding.message)}>{_escaped(_line(passage, finding))}</failure>"


def _line(passage: Passage, finding: Finding) -> str:
    """Place, code, severity, message and words, and what the words should be."""
    text = passage.column(finding.at.column)
    place = locate(text, finding.at.span)
    where = ":".join(
        filter(None, (relative(place.path) if place.path else "", str(place.line), str(place.column or "")))
    )
    words = finding.at.span.of(text.text)
    mended = suggestion(finding, passage)
    tail = f"\nsuggestion: {mended}" if mended is not None else ""
    return f"{where}: {finding.code} {finding.rule} ({finding.severity}): {finding.message}\ntext: {words}{tail}"


def _escaped(text: str) -> str:
    return escape(_NOT_XML.sub("\ufffd", text))


def _quoted(value: object) -> str:
    return quoteattr(_NOT_XML.sub("\ufffd", str(value)))
