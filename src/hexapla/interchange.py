"""Comparisons, findings and summaries as plain JSON values, and comparisons back again without loss.

A comparison line holds everything; a finding in a report is flat, for people and scripts that only want findings. The
JSON Schemas of both are in ``hexapla/schemas``. Reading and writing files is ``formats``' and ``reports``' work.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from hexapla._version import __version__
from hexapla.errors import InputError
from hexapla.model import (
    SCHEMA,
    Alignment,
    Bead,
    Category,
    Change,
    Code,
    Comparison,
    Cost,
    Finding,
    Mark,
    Passage,
    Role,
    Run,
    Score,
    Segmentation,
    Severity,
    Span,
    Status,
    Text,
    Unit,
)
from hexapla.summary import Certainty, Summary, Verdict
from hexapla.triage import fingerprint

Json = dict[str, Any]

READS = (1, SCHEMA)
"""Schema numbers that `load` understands."""


def header(stage: str) -> Json:
    """The first line of a stream of comparisons."""
    return {"hexapla": __version__, "schema": SCHEMA, "kind": "comparisons", "stage": stage}


def _span(span: Span) -> list[int]:
    return [span.start, span.end]


def _marks(marks: tuple[Mark, ...]) -> list[list[Any]]:
    return [[mark.column, mark.span.start, mark.span.end] for mark in marks]


def _unit(unit: Unit) -> list[Any]:
    """Id, start, end; and, where the unit has any of them, notes, state, lock and line."""
    more: list[Any] = [list(unit.notes), unit.state, unit.locked, unit.line]
    return [unit.id, unit.span.start, unit.span.end, *(more if any(more) else [])]


def _unit_of(values: list[Any]) -> Unit:
    name, start, end, *more = values
    missing: list[Any] = [[], "", False, 0]
    notes, state, locked, line = [*more, *missing[len(more) :]]
    return Unit(Span(start, end), name, tuple(notes), state, locked, line)


def dump(comparison: Comparison) -> Json:
    """A comparison as JSON values; `load` gives it back equal."""
    passage = comparison.passage
    return {
        "schema": SCHEMA,
        "id": passage.id,
        "document": passage.document,
        "part": passage.part,
        "paired": passage.paired,
        **({"recut": True} if passage.recut else {}),
        "texts": [
            {
                "name": text.name,
                "role": text.role.value,
                "lang": text.lang,
                "detected": text.detected,
                "origin": text.origin,
                "digest": text.digest,
                "text": text.text,
                "units": [_unit(unit) for unit in text.units],
                "codes": [[code.id, code.offset, code.raw] for code in text.codes],
            }
            for text in passage.texts
        ],
        "segments": {s.column: [_span(span) for span in s.spans] for s in comparison.segments},
        "alignments": [
            {
                "column": alignment.column,
                "hub": alignment.hub,
                "beads": [
                    {
                        "text": [_span(s) for s in bead.text],
                        "hub": [_span(s) for s in bead.hub],
                        "confidence": bead.confidence,
                        "moved": bead.moved,
                    }
                    for bead in alignment.beads
                ],
            }
            for alignment in comparison.alignments
        ],
        "runs": [
            {"stage": r.stage, "signature": r.signature, "ran": list(r.ran), "skipped": [list(s) for s in r.skipped]}
            for r in comparison.runs
        ],
        "scores": [
            {
                "metric": score.metric,
                "column": score.column,
                "value": score.value,
                "statistics": [list(row) for row in score.statistics],
                "rows": list(score.rows),
                "signature": score.signature,
                "context": score.context,
            }
            for score in comparison.scores
        ],
        "findings": [
            {
                "code": finding.code,
                "rule": finding.rule,
                "at": _marks((finding.at,))[0],
                "message": finding.message,
                "severity": finding.severity.value,
                "category": finding.category.value,
                "confidence": finding.confidence,
                "row": finding.row,
                "evidence": _marks(finding.evidence),
                "changes": [[change.span.start, change.span.end, change.text] for change in finding.changes],
                "status": finding.status.value,
                "reason": finding.reason,
                **_costs(finding),
            }
            for finding in comparison.findings
        ],
    }


def load(data: Json) -> Comparison:
    """The comparison that `dump` made JSON values of.

    Raises:
        InputError: The values are not a comparison, have another schema number, or do not fit their texts.
    """
    if not isinstance(data, dict) or "texts" not in data or "alignments" not in data:
        raise InputError("this line is no comparison; comparisons are written with -f jsonl")
    if data.get("schema") not in READS:
        known = " and ".join(map(str, READS))
        raise InputError(f"this comparison has schema {data.get('schema')!r}; this version of Hexapla reads {known}")
    try:
        comparison = _load(data)
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise InputError(f"this comparison is damaged: {type(error).__name__}: {error}") from None
    for given, text in zip(data["texts"], comparison.passage.texts, strict=True):
        if given.get("digest") != text.digest:
            raise InputError(f"the text of column {text.name!r} was changed after it was compared; compare it again")
    return comparison


def _load(data: Json) -> Comparison:
    texts = tuple(
        Text(
            name=t["name"],
            role=Role(t["role"]),
            lang=t["lang"],
            text=t["text"],
            units=tuple(map(_unit_of, t["units"])),
            codes=tuple(Code(offset, raw, name) for name, offset, raw in t["codes"]),
            origin=t["origin"],
            detected=t["detected"],
        )
        for t in data["texts"]
    )
    return Comparison(
        passage=Passage(data["id"], texts, data["document"], data["part"], data["paired"], data.get("recut", False)),
        segments=tuple(Segmentation(name, tuple(Span(*s) for s in spans)) for name, spans in data["segments"].items()),
        alignments=tuple(
            Alignment(
                a["column"],
                a["hub"],
                tuple(
                    Bead(
                        tuple(Span(*s) for s in b["text"]),
                        tuple(Span(*s) for s in b["hub"]),
                        b["confidence"],
                        b["moved"],
                    )
                    for b in a["beads"]
                ),
            )
            for a in data["alignments"]
        ),
        runs=tuple(
            Run(r["stage"], r["signature"], tuple(r["ran"]), tuple((n, w) for n, w in r["skipped"]))
            for r in data["runs"]
        ),
        scores=tuple(
            Score(
                s["metric"],
                s["column"],
                s["value"],
                tuple(tuple(row) for row in s["statistics"]),
                tuple(s["rows"]),
                s["signature"],
                s["context"],
            )
            for s in data["scores"]
        ),
        findings=tuple(
            Finding(
                code=f["code"],
                rule=f["rule"],
                at=Mark(f["at"][0], Span(*f["at"][1:])),
                message=f["message"],
                severity=Severity(f["severity"]),
                category=Category(f["category"]),
                confidence=f["confidence"],
                row=f["row"],
                evidence=tuple(Mark(name, Span(start, end)) for name, start, end in f["evidence"]),
                changes=tuple(Change(Span(start, end), text) for start, end, text in f["changes"]),
                status=Status(f.get("status", Status.NEW)),
                reason=f.get("reason", ""),
                costs=tuple(Cost(c["metric"], c["row"], c["text"]) for c in f.get("costs", [])),
            )
            for f in data["findings"]
        ),
    )


def flat(finding: Finding, passage: Passage) -> Json:
    """A finding as reports show it.

    Spans are [start, end) in code points of the column's text as read. ``ref_span`` and ``source_span`` are the first
    evidence on a reference and on the source, or null. Where the text has units (lines, rows), ``unit`` is the id of the
    one the finding stands in and ``unit_span`` the same span counted from its start.
    """
    text = passage.column(finding.at.column)
    at = finding.at.span
    holding = (u for u in text.units if u.span.start <= at.start and at.end <= u.span.end)
    unit = text.units[finding.row] if passage.paired else next(holding, None)

    def first(role: Role) -> list[int] | None:
        marks = (m for m in finding.evidence if passage.column(m.column).role is role)
        return next((_span(mark.span) for mark in marks), None)

    return {
        "code": finding.code,
        "rule": finding.rule,
        "severity": finding.severity.value,
        "category": finding.category.value,
        "document": passage.document or passage.id,
        "column": finding.at.column,
        "segment": finding.row,
        "span": _span(finding.at.span),
        "text": finding.at.span.of(text.text),
        "ref_span": first(Role.REFERENCE),
        "source_span": first(Role.SOURCE),
        "suggestion": suggestion(finding, passage),
        "message": finding.message,
        "confidence": finding.confidence,
        "fingerprint": fingerprint(finding, passage),
        "unit": unit.id if unit else None,
        "unit_span": _span(finding.at.span.shift(-unit.span.start)) if unit else None,
        "evidence": [
            {"column": m.column, "span": _span(m.span), "text": m.span.of(passage.column(m.column).text)}
            for m in finding.evidence
        ],
        "changes": [{"span": _span(c.span), "text": c.text} for c in finding.changes],
        "status": finding.status.value,
        "reason": finding.reason,
        **_costs(finding),
    }


def _costs(finding: Finding) -> Json:
    """The costs of a finding, where they were asked for."""
    costs = [{"metric": c.metric, "row": c.row, "text": c.text} for c in finding.costs]
    return {"costs": costs} if costs else {}


def cost_line(finding: Finding) -> str:
    """The costs of a finding in words, empty where they were not asked for."""
    parts = (f"{c.row:.2f} {c.metric} in its row, {c.text:.3f} in the text" for c in finding.costs)
    return f"costs {'; '.join(parts)}" if finding.costs else ""


def suggestion(finding: Finding, passage: Passage) -> str | None:
    """What the words from the first to the last change of a finding become; None if it proposes no change."""
    if not finding.changes:
        return None
    text = passage.column(finding.at.column).text
    changes = sorted(finding.changes, key=lambda c: c.span)
    parts, at = [], changes[0].span.start
    for change in changes:
        parts += [text[at : change.span.start], change.text]
        at = change.span.end
    return "".join(parts)


def summary(of: Summary) -> Json:
    """A summary as JSON values."""
    return {
        **({"certainty": _certainty(of.certainty)} if of.certainty else {}),
        "passages": of.passages,
        "rows": of.rows,
        "scores": [
            {
                "metric": s.metric,
                "column": s.column,
                "value": s.value,
                "signature": s.signature,
                "context": s.context,
                **({} if s.uncertainty is None else {"uncertainty": s.uncertainty}),
            }
            for s in of.scores
        ],
        "findings": [
            {"rule": rule, "column": column, "count": count} for (rule, column), count in sorted(of.counts.items())
        ],
        "set_aside": {status.value: count for status, count in sorted(of.set_aside.items())},
        "unused_ignores": list(of.unused_ignores),
        "gate": _verdict(of.gate) if of.gate else None,
        **({"costs": [asdict(cost) for cost in of.costs]} if of.costs else {}),
        **({"configuration": [asdict(setting) for setting in of.configuration]} if of.configuration else {}),
    }


def _certainty(of: Certainty) -> Json:
    return {
        **{name: getattr(of, name) for name in ("test", "trials", "seed", "unit", "units", "sums", "baseline")},
        "estimates": [
            {"system": system, "metric": name, **asdict(estimate)}
            for system, found in of.estimates.items()
            for name, estimate in found.items()
        ],
        "signatures": of.signatures,
        "differences": [asdict(difference) for difference in of.differences],
        "places": [asdict(place) for place in of.places],
    }


def _verdict(gate: Verdict) -> Json:
    conditions = [{"name": c.name, "passed": c.passed, "message": c.message} for c in gate.conditions]
    return {"passed": gate.passed, "conditions": conditions}
