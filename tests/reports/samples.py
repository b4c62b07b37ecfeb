"""Comparisons made by hand for the tests of reports, so that no aligner and no rule plays a part in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import StringIO

from hexapla.model import (
    Alignment,
    Bead,
    Category,
    Change,
    Comparison,
    Finding,
    Mark,
    Passage,
    Role,
    Run,
    Score,
    Segmentation,
    Severity,
    Span,
    Text,
)
from hexapla.reports.html import Html
from hexapla.summary import Summary

ROLES = {"source": Role.SOURCE, "ref": Role.REFERENCE}


def role_of(name: str) -> Role:
    return next((role for start, role in ROLES.items() if name.startswith(start)), Role.HYPOTHESIS)


def aligned(
    rows: Sequence[Mapping[str, str]],
    langs: Mapping[str, str] | None = None,
    *,
    id: str = "sample",  # noqa: A002
    moved: Sequence[int] = (),
    unsure: Sequence[int] = (),
    origin: str = "",
    separator: str = " ",
) -> Comparison:
    """A comparison whose rows are these: column -> words, an empty string for a null side.

    A name that begins with ``source`` or ``ref`` says what the column is; all others are hypotheses.
    """
    names = list(rows[0])
    spans: dict[str, list[Span]] = {name: [] for name in names}
    texts: dict[str, str] = dict.fromkeys(names, "")
    for row in rows:
        for name in names:
            gap = separator if texts[name] and row[name] else ""
            start = len(texts[name]) + len(gap)
            texts[name] += gap + row[name]
            spans[name].append(
                Span(start, start + len(row[name])) if row[name] else Span(len(texts[name]), len(texts[name]))
            )
    columns = tuple(
        Text(
            name,
            role_of(name),
            (langs or {}).get(name, "en"),
            texts[name],
            origin=origin,
            detected=role_of(name) is Role.SOURCE,
        )
        for name in names
    )
    passage = Passage(id, columns, document=id)
    hub = passage.hub
    alignments = [
        Alignment(
            name,
            hub.name,
            tuple(
                Bead((spans[name][i],), (spans[hub.name][i],), 0.3 if i in unsure else 0.98, i in moved)
                for i in range(len(rows))
                if rows[i][name] or rows[i][hub.name]
            ),
        )
        for name in names
        if hub and name != hub.name
    ]
    segments = tuple(Segmentation(name, tuple(s for s in spans[name] if len(s))) for name in names)
    return Comparison(passage, segments, tuple(alignments), (Run("align", "align:by-hand", tuple(names)),))


def at(comparison: Comparison, column: str, words: str, nth: int = 0) -> Mark:
    """The mark on the nth occurrence of some words in a column."""
    text, start = comparison.passage.column(column).text, -1
    for _ in range(nth + 1):
        start = text.index(words, start + 1)
    return Mark(column, Span(start, start + len(words)))


def finding(
    mark: Mark,
    *,
    row: int = 0,
    rule: str = "merged-words",
    code: str = "W101",
    severity: Severity = Severity.MAJOR,
    message: str = "these words are wrong",
    evidence: Sequence[Mark] = (),
    suggestion: str | None = None,
) -> Finding:
    return Finding(
        code,
        rule,
        mark,
        message,
        severity,
        Category.SPELLING,
        0.9,
        row,
        tuple(evidence),
        () if suggestion is None else (Change(mark.span, suggestion),),
    )


def checked(comparison: Comparison, *findings: Finding) -> Comparison:
    """The comparison with findings and the record of a check."""
    run = Run("check", "rules:by-hand", ("merged-words",), (("untranslated-text", "there is no source"),))
    ordered = tuple(sorted(findings, key=lambda f: (f.at.column, f.at.span)))
    return Comparison(
        comparison.passage,
        comparison.segments,
        comparison.alignments,
        (*comparison.runs, run),
        comparison.scores,
        ordered,
    )


def scored(comparison: Comparison, **rows: Sequence[float]) -> Comparison:
    """The comparison with a chrF++ score for each column, made of these scores of its rows."""
    scores = tuple(
        Score(
            "chrf++", name, sum(values) / len(values), tuple((v,) for v in values), tuple(values), "nw:2", "rows:beads"
        )
        for name, values in rows.items()
    )
    run = Run("score", "nw:2", ("chrf++",))
    return Comparison(
        comparison.passage,
        comparison.segments,
        comparison.alignments,
        (*comparison.runs, run),
        scores,
        comparison.findings,
    )


def page(*comparisons: Comparison, stage: str = "compare") -> str:
    """The HTML report of some comparisons."""
    out = StringIO()
    report = Html(out, stage=stage)
    for comparison in comparisons:
        report.add(comparison)
    scores = tuple(
        Score(s.metric, s.column, s.value, (), (), s.signature, s.context)
        for comparison in comparisons[:1]
        for s in comparison.scores
    )
    counts: dict[tuple[str, str], int] = {}
    for comparison in comparisons:
        for one in comparison.findings:
            counts[one.rule, one.at.column] = counts.get((one.rule, one.at.column), 0) + 1
    report.finish(Summary(len(comparisons), {}, scores, counts))
    return out.getvalue()
