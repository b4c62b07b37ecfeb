"""SARIF 2.1.0 (OASIS Standard 2020): findings for code scanning services and editors."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict
from typing import Any, ClassVar

from hexapla import registry
from hexapla._version import __version__
from hexapla.catalogue import first_line
from hexapla.model import Comparison, Finding, Mark, Passage, Severity, Status
from hexapla.reports import Report
from hexapla.reports._locations import Location, locate, uri
from hexapla.reports._provenance import versions
from hexapla.summary import Summary
from hexapla.triage import fingerprint

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

LEVELS = {Severity.NEUTRAL: "note", Severity.MINOR: "warning", Severity.MAJOR: "error", Severity.CRITICAL: "error"}
"""MQM severity -> SARIF level."""

_SUPPRESSED = {Status.IGNORED: "inSource", Status.DISMISSED: "external"}


class Sarif(Report):
    """One run with every rule declared and a result for every finding.

    Fingerprints come from content, so results keep their identity when lines move. Findings of the baseline have
    ``baselineState`` ``unchanged``; ignored and dismissed ones stay, as suppressed results. Columns count code points.
    """

    extensions: ClassVar[tuple[str, ...]] = (".sarif",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._rules: dict[str, dict[str, Any]] = {}
        for name in registry.names("rules"):
            rule = registry.load("rules", name)
            self._declare(rule.code, rule.slug(), first_line(rule), rule.severity, rule.category)
        self._rules = dict(sorted(self._rules.items()))
        self._index = {code: i for i, code in enumerate(self._rules)}
        self._results: list[dict[str, Any]] = []
        self._seen: Counter[str] = Counter()
        self._skipped: dict[tuple[str, str], None] = {}
        self._signatures: dict[str, None] = {}
        self._ran: dict[str, None] = {}
        self._inputs: list[dict[str, str]] = []

    def _declare(self, code: str, slug: str, about: str, severity: Severity, category: str) -> None:
        self._rules[code] = {
            "id": code,
            "name": slug,
            "shortDescription": {"text": about or slug},
            "defaultConfiguration": {"level": LEVELS[severity]},
            "properties": {"tags": [str(category)], "severity": severity.value},
        }

    def add(self, comparison: Comparison) -> None:
        """Keeps the results of one comparison."""
        for run in comparison.runs:
            self._signatures[f"{run.stage}: {run.signature}"] = None
            if run.stage == "check":
                self._ran.update(dict.fromkeys(run.ran))
                self._skipped.update(dict.fromkeys(run.skipped))
        document = comparison.passage.id
        self._inputs += [
            {"document": document, "column": text.name, "origin": text.origin, "sha-256": text.digest}
            for text in comparison.passage.texts
        ]
        for finding in comparison.findings:
            if finding.code not in self._rules:  # a rule of the user's own
                self._declare(finding.code, finding.rule, finding.rule, finding.severity, finding.category)
                self._index[finding.code] = len(self._index)
            self._results.append(self._result(finding, comparison.passage))

    def _result(self, finding: Finding, passage: Passage) -> dict[str, Any]:
        print_ = fingerprint(finding, passage)
        document = passage.document or passage.id
        self._seen[f"{document} {print_}"] += 1
        result: dict[str, Any] = {
            "ruleId": finding.code,
            "ruleIndex": self._index[finding.code],
            "level": LEVELS[finding.severity],
            "message": {"text": _sentence(finding)},
            "locations": [_location(finding.at, passage)],
            "partialFingerprints": {"hexapla/v1": f"{print_}:{self._seen[f'{document} {print_}']}"},
            "properties": {
                "severity": finding.severity.value,
                "category": finding.category.value,
                "confidence": finding.confidence,
                "document": document,
                "text": finding.at.span.of(passage.column(finding.at.column).text),
            },
        }
        if finding.evidence:
            related = [_location(mark, passage) for mark in finding.evidence]
            result["relatedLocations"] = [{"id": i, **place} for i, place in enumerate(related, 1)]
        if finding.status is Status.KNOWN:
            result["baselineState"] = "unchanged"
        if finding.status in _SUPPRESSED:
            result["suppressions"] = [{"kind": _SUPPRESSED[finding.status], "justification": finding.reason}]
        return result

    def finish(self, summary: Summary) -> None:
        """Writes the log."""
        if summary.set_aside.get(Status.KNOWN):
            for result in self._results:
                result.setdefault("baselineState", "new")
        left_out = [
            {
                "level": "note",
                "message": {"text": f"{name} did not run: {why}"},
                **({"associatedRule": {"id": code, "index": self._index[code]}} if (code := self._code(name)) else {}),
            }
            for name, why in self._skipped
        ]
        run = {
            "tool": {
                "driver": {
                    "name": "Hexapla",
                    "version": __version__,
                    "semanticVersion": __version__,
                    "rules": list(self._rules.values()),
                }
            },
            "invocations": [{"executionSuccessful": True, "toolConfigurationNotifications": left_out}],
            "columnKind": "unicodeCodePoints",
            "results": self._results,
            "properties": {
                "signatures": list(self._signatures),
                "versions": versions(),
                "inputs": self._inputs,
                "ran": sorted(self._ran),
                "configuration": [asdict(setting) for setting in summary.configuration],
            },
        }
        json.dump({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, self.out, ensure_ascii=False, indent=2)
        self.out.write("\n")

    def _code(self, name: str) -> str | None:
        return next((code for code, rule in self._rules.items() if name in (code, rule["name"])), None)


def _sentence(finding: Finding) -> str:
    message = finding.message[:1].upper() + finding.message[1:]
    return message if message.endswith((".", "?", "!", "。")) else f"{message}."


def _location(mark: Mark, passage: Passage) -> dict[str, Any]:
    place = locate(passage.column(mark.column), mark.span)
    found: dict[str, Any] = {}
    if place.path:
        found["physicalLocation"] = {"artifactLocation": {"uri": uri(place.path)}, "region": _region(place)}
    name = f"{mark.column}/{place.unit}" if place.unit else mark.column
    found["logicalLocations"] = [{"fullyQualifiedName": f"{passage.document or passage.id}/{name}", "kind": "resource"}]
    return found


def _region(place: Location) -> dict[str, int]:
    if not place.column:
        return {"startLine": place.line}
    return {
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
    }
