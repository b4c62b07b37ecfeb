"""One JSON document: summary, and for each comparison its columns, rows, scores and flat findings."""

from __future__ import annotations

import json
from functools import lru_cache
from math import isfinite
from typing import Any, ClassVar

from hexapla import interchange
from hexapla._version import __version__
from hexapla.alignment.rows import cut_rows
from hexapla.model import SCHEMA, Comparison, Role
from hexapla.reports import Report
from hexapla.reports._provenance import versions
from hexapla.summary import Summary

_encode = json.JSONEncoder(ensure_ascii=False).encode


@lru_cache(maxsize=1024)
def _key(key: str) -> str:
    return _encode(key)


class Json(Report):
    """A JSON report; its schema is ``hexapla/schemas/report.schema.json``."""

    extensions: ClassVar[tuple[str, ...]] = (".json",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._documents: list[dict[str, Any]] = []

    def add(self, comparison: Comparison) -> None:
        """Keeps what the report shows of a comparison."""
        passage = comparison.passage
        self._documents.append(
            {
                "id": passage.id,
                "columns": [
                    {
                        "name": text.name,
                        "role": text.role.value,
                        "lang": text.lang,
                        "detected": text.detected,
                        "origin": text.origin,
                        "digest": text.digest,
                        "characters": len(text.text),
                    }
                    for text in passage.texts
                ],
                "rows": {
                    text.name: [
                        {
                            "spans": {name: [[s.start, s.end] for s in spans] for name, spans in row.spans.items()},
                            "confidence": row.confidence,
                            "moved": row.moved,
                        }
                        for row in cut_rows(comparison, text.name)
                    ]
                    for text in passage.of_role(Role.HYPOTHESIS) or passage.of_role(Role.SOURCE)
                    if comparison.alignment_of(text.name) or passage.hub is None
                },
                "scores": [
                    {
                        "metric": score.metric,
                        "column": score.column,
                        "value": score.value,
                        "rows": list(score.rows),
                        "signature": score.signature,
                        "context": score.context,
                    }
                    for score in comparison.scores
                ],
                "findings": [interchange.flat(finding, passage) for finding in comparison.findings],
                "runs": [
                    {"stage": r.stage, "signature": r.signature, "ran": r.ran, "skipped": dict(r.skipped)}
                    for r in comparison.runs
                ],
            }
        )

    def finish(self, summary: Summary) -> None:
        """Writes the document."""
        content = {
            "hexapla": __version__,
            "schema": SCHEMA,
            "kind": "report",
            "stage": self.stage,
            "versions": versions(),
            "summary": interchange.summary(summary),
            "documents": self._documents,
        }
        self.out.write(_indented(content, "\n"))
        self.out.write("\n")


def _indented(value: Any, line: str) -> str:
    """What ``json.dumps`` writes with an indentation of 2, which it does several times slower.

    Args:
        value: What to write.
        line: A line break and the indentation of the line that the value begins on.
    """
    kind = type(value)
    if kind is str:
        return _encode(value)
    if kind is float and isfinite(value):
        return repr(value)
    if value is False:  # of these there are many: every row says that it has not moved
        return "false"
    inner = line + "  "
    if kind is dict:
        items = [f"{_key(key)}: {_indented(item, inner)}" for key, item in value.items()]
        return f"{{{inner}{f',{inner}'.join(items)}{line}}}" if items else "{}"
    if kind is list or kind is tuple:
        items = list(map(str, value)) if set(map(type, value)) == {int} else [_indented(item, inner) for item in value]
        return f"[{inner}{f',{inner}'.join(items)}{line}]" if items else "[]"
    return _encode(value)
