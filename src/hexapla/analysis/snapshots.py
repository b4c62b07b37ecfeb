"""What a run found, in the form in which two runs are compared: from a JSON report or from comparisons as they pass.

A JSON report has the score of every row but not the statistics behind it, so that a test of reports goes by the mean of row
scores; comparisons (JSON Lines) have both, and a test of them is the metric's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from hexapla.alignment.rows import cut_rows
from hexapla.errors import InputError
from hexapla.interchange import flat
from hexapla.model import Comparison, Role, Status

Rows = tuple[tuple[tuple[int, int], ...], ...]
"""For every row of a hypothesis its spans in the hub: what says whether two runs have the same rows."""


@dataclass(frozen=True, slots=True)
class ScoredColumn:
    """The scores of a hypothesis in one document by one metric.

    Attributes:
        signature: The metric's.
        rows: The score of each row.
        statistics: The statistics of each row, or None where they are not known.
    """

    signature: str
    rows: tuple[float, ...]
    statistics: tuple[tuple[float, ...], ...] | None = None


@dataclass(slots=True)
class Document:
    """One document of a run.

    Attributes:
        id: Its name.
        hub: Digest of what the hypotheses are aligned with; empty if there is nothing.
        langs: Hypothesis -> its language.
        references: Number of references.
        rows: Hypothesis -> its rows; empty tuples where there is no hub.
        scores: (hypothesis, metric) -> its scores.
        findings: New findings as reports show them, in order of hypothesis and place.
        rules: The rules that ran, or None if it was not checked.
    """

    id: str
    hub: str = ""
    langs: dict[str, str] = field(default_factory=dict)
    references: int = 0
    rows: dict[str, Rows] = field(default_factory=dict)
    scores: dict[tuple[str, str], ScoredColumn] = field(default_factory=dict)
    findings: list[Mapping[str, Any]] = field(default_factory=list)
    rules: frozenset[str] | None = None


class Snapshot:
    """The documents of a run.

    Args:
        name: What to call it in messages: a path.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.documents: dict[str, Document] = {}

    @property
    def hypotheses(self) -> list[str]:
        """The names of all hypotheses, in order of appearance."""
        return list(dict.fromkeys(name for document in self.documents.values() for name in document.rows))

    @property
    def findings(self) -> int:
        """How many new findings there are."""
        return sum(len(document.findings) for document in self.documents.values())

    def add(self, comparison: Comparison) -> None:
        """Takes in a comparison; parts of a document follow one another under its name."""
        passage = comparison.passage
        document = Document(passage.id, passage.hub.digest if passage.hub else "")
        document.references = len(passage.of_role(Role.REFERENCE))
        for text in passage.of_role(Role.HYPOTHESIS):
            document.langs[text.name] = text.lang
            hub = passage.hub.name if passage.hub else ""
            document.rows[text.name] = tuple(
                tuple((span.start, span.end) for span in row.spans.get(hub, ()))
                for row in cut_rows(comparison, text.name)
            )
        for score in comparison.scores:
            document.scores[score.column, score.metric] = ScoredColumn(score.signature, score.rows, score.statistics)
        document.findings = [flat(f, passage) for f in comparison.findings if f.status is Status.NEW]
        run = comparison.run_of("check")
        document.rules = frozenset(run.ran) if run else None
        self.documents[passage.id] = document

    @classmethod
    def of_report(cls, data: Any, name: str) -> Snapshot:
        """The snapshot that a JSON report holds.

        Args:
            data: What the file holds.
            name: The file, for messages.

        Raises:
            InputError: It is no report, or a damaged one.
        """
        if not isinstance(data, dict) or data.get("kind") != "report":
            raise InputError("this is no report of hexapla; write one with -f json or -f jsonl", path=name)
        if data.get("schema") not in (1, 2):
            raise InputError(f"this report has schema {data.get('schema')!r}; this version reads 1 and 2", path=name)
        made = cls(name)
        try:
            for given in data["documents"]:
                document = _document(given)
                made.documents[document.id] = document
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise InputError(f"this report is damaged: {type(error).__name__}: {error}", path=name) from None
        return made


def _document(given: Mapping[str, Any]) -> Document:
    roles = {column["name"]: column["role"] for column in given["columns"]}
    digests = {column["name"]: column["digest"] for column in given["columns"]}
    hub = next((n for role in ("reference", "source") for n, its in roles.items() if its == role), None)
    document = Document(str(given["id"]), digests[hub] if hub else "")
    document.references = sum(role == "reference" for role in roles.values())
    document.langs = {c["name"]: str(c["lang"]) for c in given["columns"] if c["role"] == "hypothesis"}
    for name, rows in given["rows"].items():
        if roles.get(name) == "hypothesis":
            document.rows[name] = tuple(
                tuple((int(start), int(end)) for start, end in row["spans"].get(hub, ())) for row in rows
            )
    for score in given["scores"]:
        rows = tuple(float(row) for row in score["rows"])
        document.scores[str(score["column"]), str(score["metric"])] = ScoredColumn(str(score["signature"]), rows)
    checked = [frozenset(map(str, run["ran"])) for run in given["runs"] if run["stage"] == "check"]
    document.rules = checked[0] if checked else None
    for finding in given["findings"]:
        for needed in ("code", "rule", "severity", "column", "segment", "span", "text", "message", "fingerprint"):
            finding[needed]
        int(finding["segment"]), finding["span"][1] - finding["span"][0]
        if finding.get("status", Status.NEW) == Status.NEW:
            document.findings.append(finding)
    return document
