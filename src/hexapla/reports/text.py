"""The report for the terminal: scores as a table, findings with their words marked, a summary."""

from __future__ import annotations

from collections import Counter
from typing import Any, ClassVar

from rich.console import Console
from rich.table import Table
from rich.text import Text as Styled

from hexapla.interchange import cost_line, suggestion
from hexapla.model import Comparison, Finding, Mark, Role, Severity, Span, Status
from hexapla.reports import CostTable, Report, cost_tables, higher_is_better, spread
from hexapla.reports._certainty import shown
from hexapla.summary import Summary

STYLES = {
    Severity.CRITICAL: "bold white on red",
    Severity.MAJOR: "bold red",
    Severity.MINOR: "yellow",
    Severity.NEUTRAL: "cyan",
}
CONTEXT = 48
"""Code points shown on each side of marked words."""


class _Console(Console):
    """A console that leaves a closed pipe to its caller instead of ending the program."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


class TextReport(Report):
    """Scores, findings and a summary as text, in colour where the terminal has it."""

    extensions: ClassVar[tuple[str, ...]] = (".txt",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        terminal = self.out.isatty()
        self._console = _Console(
            file=self.out,
            no_color=not self.color,
            force_terminal=self.color,
            highlight=False,
            soft_wrap=not terminal,
            width=None if terminal else 110,
        )
        self._severities: Counter[Severity] = Counter()

    def add(self, comparison: Comparison) -> None:
        """Prints what is to be said of one comparison."""
        passage = comparison.passage
        self._console.print(Styled(passage.document or passage.id, style="bold underline"))
        for text in passage.texts:
            how = "detected" if text.detected else "given"
            size = f"{len(text.units)} rows" if text.units else f"{len(comparison.segments_of(text.name))} segments"
            self._console.print(
                f"  {text.role.value:10} {text.name}: {text.lang} ({how}), {size}", style="dim", markup=False
            )
        if self.stage == "align":
            self._beads(comparison)
        for finding in comparison.findings:
            self._severities[finding.severity] += finding.status is Status.NEW
            self._finding(comparison, finding)
        if self.verbose:
            self._runs(comparison)
        self._console.print()

    def finish(self, summary: Summary) -> None:
        """Prints the score table and the summary."""
        if summary.scores:
            self._scores(summary)
        if summary.certainty:
            self._console.print(shown(summary.certainty), markup=False)
            self._console.print()
        if summary.counts:
            self._counts(summary)
        for costs in cost_tables(summary):
            self._costs(costs)
        if self.stage in ("check", "compare", "report"):
            self._console.print(self._verdict(summary))
        for ignore in summary.unused_ignores:
            self._console.print(Styled(f"unused ignore: {ignore}", style="dim"))
        for condition in summary.gate.conditions if summary.gate else ():
            said = Styled("passed" if condition.passed else "failed", style="green" if condition.passed else "bold red")
            self._console.print(Styled.assemble("gate ", said, f"  {condition.name}: {condition.message}"))

    def _verdict(self, summary: Summary) -> Styled:
        found = sum(self._severities.values())
        rows = sum(summary.rows.values())
        where = f"{rows} row{'s' * (rows != 1)} of {summary.passages} document{'s' * (summary.passages != 1)}"
        aside = ", ".join(f"{count} {status.value}" for status, count in sorted(summary.set_aside.items()))
        if not found:
            return Styled(f"No findings in {where}{f' besides {aside}' if aside else ''}.", style="green")
        parts = [f"{self._severities[s]} {s.value}" for s in reversed(Severity) if self._severities[s]]
        aside = f" Besides: {aside}." if aside else ""
        return Styled(f"{found} finding{'s' * (found != 1)} in {where}: {', '.join(parts)}.{aside}", style="bold")

    def _scores(self, summary: Summary) -> None:
        metrics = list(dict.fromkeys(score.metric for score in summary.scores))
        table = Table(title="Scores", title_justify="left", title_style="bold")
        table.add_column("system")
        for metric in metrics:
            table.add_column(metric + ("" if higher_is_better(metric) else " ↓"), justify="right")
        for column in dict.fromkeys(score.column for score in summary.scores):
            cells = []
            for metric in metrics:
                values = [s.value for s in summary.scores if s.column == column and s.metric == metric]
                cells.append(" / ".join(f"{value:.2f}" for value in values))
            table.add_row(Styled(column), *cells)
        self._console.print(table)
        for score in summary.scores:
            if said := spread(score):
                self._console.print(f"  {score.column} {score.metric}: {said}", style="dim", markup=False)
        if self.verbose:
            for score in summary.scores:
                beside = f" ({score.context})" if score.context else ""
                self._console.print(f"  {score.metric}: {score.signature}{beside}", style="dim", markup=False)
        self._console.print()

    def _counts(self, summary: Summary) -> None:
        table = Table(title="Findings by rule", title_justify="left", title_style="bold")
        columns = sorted({column for _, column in summary.counts})
        table.add_column("rule")
        for column in columns:
            table.add_column(Styled(column), justify="right")
        for rule in sorted({rule for rule, _ in summary.counts}):
            table.add_row(rule, *(str(summary.counts.get((rule, column), 0)) for column in columns))
        self._console.print(table)

    def _costs(self, costs: CostTable) -> None:
        several = len({column for column, _ in costs.columns}) > 1
        table = Table(title=costs.title, title_justify="left", title_style="bold")
        table.add_column(costs.kind)
        for column, metric in costs.columns:
            table.add_column(Styled(f"{column} {metric}" if several else metric), justify="right")
        for name, points in costs.rows:
            table.add_row(Styled(name), *("" if cell is None else f"{cell:.2f}" for cell in points))
        self._console.print(table)

    def _finding(self, comparison: Comparison, finding: Finding) -> None:
        passage = comparison.passage
        head = Styled("\n")
        head.append(f"{finding.code} {finding.rule}", style="bold")
        head.append("  ")
        head.append(finding.severity.value, style=STYLES[finding.severity])
        several = len(passage.of_role(Role.HYPOTHESIS)) > 1
        head.append(f"  {finding.at.column + ', ' if several else ''}row {finding.row + 1}", style="dim")
        lines = [head, _quoted(comparison, finding.at, STYLES[finding.severity])]
        lines += (_quoted(comparison, mark, "green") for mark in finding.evidence)
        wanted = suggestion(finding, passage)
        if wanted is not None:
            lines.append(Styled.assemble(("  suggestion  ", "dim"), (_shown(wanted) or "(delete)", "bold green")))
        lines.append(Styled(f"  {finding.message}", style="italic"))
        if finding.costs:
            lines.append(Styled(f"  {cost_line(finding)}", style="dim"))
        if finding.status is not Status.NEW:
            lines.append(Styled(f"  {finding.status.value}: {finding.reason}", style="dim"))
        self._console.print(Styled("\n").join(lines))  # at once: rich takes most of its time for each call

    def _beads(self, comparison: Comparison) -> None:
        for alignment in comparison.alignments:
            text, hub = (comparison.passage.column(n).text for n in (alignment.column, alignment.hub))
            self.out.write(f"\n{alignment.column}\t{alignment.hub}\tconfidence\tmoved\n")  # rich would expand the tabs
            for bead in alignment.beads:
                sides = [_joined(text, bead.text), _joined(hub, bead.hub)]
                moved = "moved" if bead.moved else ""
                self.out.write("\t".join((*sides, f"{bead.confidence:.2f}", moved)) + "\n")

    def _runs(self, comparison: Comparison) -> None:
        for run in comparison.runs:
            self._console.print(f"  {run.stage}: {run.signature}", style="dim", markup=False)
            for name, reason in run.skipped:
                self._console.print(f"    {name} did not run: {reason}", style="dim", markup=False)


def _quoted(comparison: Comparison, mark: Mark, style: str) -> Styled:
    """Marked words between those around them."""
    text = comparison.passage.column(mark.column).text
    before, after = _around(text, mark.span)
    line = Styled(f"  {mark.column:11} ", style="dim")
    line.append(before, style="not dim")
    line.append(_shown(mark.span.of(text)) or "∅", style=f"not dim {style} underline")
    line.append(after, style="not dim")
    return line


def _shown(text: str) -> str:
    """Words on one line."""
    return " ".join(text.split())


def _joined(text: str, spans: tuple[Span, ...]) -> str:
    return _shown(text[spans[0].start : spans[-1].end])


def _around(text: str, span: Span) -> tuple[str, str]:
    """What stands before and after a span, on one line, cut at CONTEXT code points."""
    start, end = max(0, span.start - CONTEXT), min(len(text), span.end + CONTEXT)
    line = max(text.rfind("\n", start, span.start) + 1, start)
    stop = text.find("\n", span.end, end)
    stop = end if stop < 0 else stop
    before = ("…" if start == line and start > 0 else "") + text[line : span.start]
    after = text[span.end : stop] + ("…" if stop == end and end < len(text) else "")
    return before.replace("\r", " ").replace("\t", " "), after.replace("\r", " ").replace("\t", " ")
