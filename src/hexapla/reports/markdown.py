"""A summary in Markdown, for a pull request's comment or a job's summary."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any, ClassVar

from hexapla.interchange import suggestion
from hexapla.model import Comparison, Finding, Passage, Severity, Status
from hexapla.reports import Report
from hexapla.reports._locations import locate, relative
from hexapla.summary import Summary

SHOWN = 50
"""Findings that are listed, worst first; the summary says how many there are beyond."""

_SPECIAL = re.compile(r"([\\`*_{}\[\]()#!|~>])")


class Markdown(Report):
    """Verdict, scores, findings by rule, and the worst findings in a table (GitHub Flavored Markdown)."""

    extensions: ClassVar[tuple[str, ...]] = (".md",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._rows: list[tuple[int, int, str]] = []
        self._severities: Counter[Severity] = Counter()

    def add(self, comparison: Comparison) -> None:
        """Keeps a table row for each new finding."""
        for finding in comparison.findings:
            if finding.status is Status.NEW:
                self._severities[finding.severity] += 1
                self._rows.append((-finding.severity.rank, len(self._rows), _row(finding, comparison.passage)))

    def finish(self, summary: Summary) -> None:
        """Writes the summary."""
        lines = ["## Hexapla", "", self._headline(summary), ""]
        if summary.gate:
            lines += [f"- {'✅' if c.passed else '❌'} {_plain(c.message)}" for c in summary.gate.conditions] + [""]
        if summary.scores:
            lines += _scores(summary)
        if summary.counts:
            counted = sorted(summary.counts.items(), key=lambda entry: (-entry[1], entry[0]))
            lines += _table(["rule", "text", "findings"], [[_plain(r), _plain(c), str(n)] for (r, c), n in counted])
        if self._rows:
            head = ["severity", "rule", "place", "text", "suggestion", "why"]
            lines += [_line(head), _line(["---"] * len(head))]
            lines += [row for *_, row in sorted(self._rows)[:SHOWN]] + [""]
            if len(self._rows) > SHOWN:
                lines += [f"... and {len(self._rows) - SHOWN} more.", ""]
        self.out.write("\n".join(lines))

    def _headline(self, summary: Summary) -> str:
        said = ("**Passed.**" if summary.gate.passed else "**Failed.**") if summary.gate else ""
        kinds = ", ".join(f"{n} {s}" for s in reversed(Severity) if (n := self._severities[s]))
        total = sum(self._severities.values())
        rows, documents = sum(summary.rows.values()), summary.passages
        found = f"{total} new findings" + (f" ({kinds})" if kinds else "")
        aside = "".join(f", {n} {status}" for status, n in sorted(summary.set_aside.items()) if n)
        return f"{said} {found}{aside} in {rows} rows of {documents} documents.".strip()


def _scores(summary: Summary) -> list[str]:
    metrics = list(dict.fromkeys(score.metric for score in summary.scores))
    columns = list(dict.fromkeys(score.column for score in summary.scores))
    found: dict[tuple[str, str], list[str]] = {}
    for score in summary.scores:
        found.setdefault((score.column, score.metric), []).append(f"{score.value:.2f}")
    rows = [[_plain(column), *(" / ".join(found.get((column, m), ["-"])) for m in metrics)] for column in columns]
    signatures = [f"- {_plain(s.metric)}: `{s.signature}`" for s in summary.scores]
    return [*_table(["system", *map(_plain, metrics)], rows), *dict.fromkeys(signatures), ""]


def _row(finding: Finding, passage: Passage) -> str:
    text = passage.column(finding.at.column)
    place = locate(text, finding.at.span)
    where = f"{relative(place.path) if place.path else passage.document or passage.id}:{place.line}"
    mended = suggestion(finding, passage)
    cells = [
        finding.severity.value,
        f"{finding.code} {finding.rule}",
        where,
        finding.at.span.of(text.text),
        mended or "",
    ]
    return _line([*map(_plain, cells), _plain(finding.message)])


def _table(head: list[str], rows: list[list[str]]) -> list[str]:
    return [_line(head), _line(["---"] * len(head)), *map(_line, rows), ""]


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _plain(text: str) -> str:
    """Text that Markdown shows as it is, on one line, with nothing in it taken for markup or HTML."""
    short = " ".join(text.split())
    return _SPECIAL.sub(r"\\\1", short).replace("&", "&amp;").replace("<", "&lt;")
