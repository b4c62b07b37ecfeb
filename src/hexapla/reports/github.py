"""Workflow commands of GitHub Actions: every new finding as an annotation beside the changed line."""

from __future__ import annotations

from typing import Any, ClassVar

from hexapla.model import Comparison, Severity, Status
from hexapla.reports import Report
from hexapla.reports._locations import locate, relative
from hexapla.summary import Summary

COMMANDS = {Severity.NEUTRAL: "notice", Severity.MINOR: "warning", Severity.MAJOR: "error", Severity.CRITICAL: "error"}
"""MQM severity -> workflow command."""


class Github(Report):
    """A line ``::error file=...::message`` for every new finding, as a step of a workflow prints them."""

    extensions: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._findings = 0

    def add(self, comparison: Comparison) -> None:
        """Prints the annotations of one comparison."""
        passage = comparison.passage
        for finding in comparison.findings:
            if finding.status is not Status.NEW:
                continue
            self._findings += 1
            text = passage.column(finding.at.column)
            place = locate(text, finding.at.span)
            properties = {"title": f"{finding.code} {finding.rule}"}
            if place.path:
                properties |= {"file": relative(place.path), "line": str(place.line), "endLine": str(place.end_line)}
                if place.column and place.line == place.end_line:  # columns may only be given within one line
                    properties |= {"col": str(place.column), "endColumn": str(place.end_column)}
            shown = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
            words = finding.at.span.of(text.text)
            message = f"{finding.message}: {words}" if words else finding.message
            self.out.write(f"::{COMMANDS[finding.severity]} {shown}::{_data(message)}\n")

    def finish(self, summary: Summary) -> None:
        """Says how many there were; annotations beyond a limit are not shown by the service."""
        self.out.write(f"{self._findings} findings in {summary.passages} documents\n")


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
