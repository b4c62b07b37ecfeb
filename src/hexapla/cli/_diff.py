"""``hexapla diff``: what differs between two runs."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hexapla.errors import InputError

if TYPE_CHECKING:
    from hexapla.analysis.diff import Change, Difference, Finding
    from hexapla.analysis.snapshots import Snapshot
    from hexapla.metrics import Metric


@click.command()
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.option(
    "-f", "--format", "format_", type=click.Choice(["text", "json", "markdown"]), default="text", show_default=True
)
@click.option("-o", "--output", metavar="FILE", default="-", help="Where to write. [default: standard output]")
@click.option(
    "--fail-on",
    type=click.Choice(["neutral", "minor", "major", "critical", "never"]),
    default="never",
    show_default=True,
    help="Exit with 1 if a new finding is this severe or worse.",
)
@click.option("--trials", type=click.IntRange(1, 1_000_000), default=10_000, show_default=True, help="Of each test.")
def diff(old: str, new: str, format_: str, output: str, fail_on: str, trials: int) -> None:
    """Show what differs between two runs: findings that are new, fixed or elsewhere, and scores with p-values.

    OLD and NEW are JSON reports (-f json) or comparisons (-f jsonl). Findings are recognised by rule, words and evidence,
    whatever else was edited. Scores and rates of findings are tested by paired approximate randomisation, of comparisons
    with the metric's own statistics, of JSON reports with the scores of rows.

    \b
    Examples:
      hexapla diff yesterday.json today.json
      hexapla diff yesterday.jsonl today.jsonl -f markdown -o changes.md
      hexapla diff main.json branch.json --fail-on major
    """
    from hexapla.analysis.diff import compare, severe
    from hexapla.cli._output import opened
    from hexapla.model import Severity

    found = compare(snapshot(old), snapshot(new), make_metric, trials)
    write = {"text": _text, "json": _json, "markdown": _markdown}[format_]
    with opened(output) as out:
        out.write(write(found))
    if fail_on != "never" and severe(found.new, Severity(fail_on)):
        sys.stdout.flush()
        sys.exit(1)


def snapshot(path: str) -> Snapshot:
    """The run that a file holds.

    Raises:
        InputError: It holds none.
    """
    from hexapla.analysis.snapshots import Snapshot
    from hexapla.formats import Languages
    from hexapla.formats._reading import read_text
    from hexapla.formats.jsonl import JsonLines
    from hexapla.model import Comparison

    if Path(path).suffix.lower() in (".jsonl", ".ndjson"):
        made = Snapshot(path)
        for item in JsonLines().read(path, Languages()):
            if not isinstance(item, Comparison):
                raise InputError("these are texts, not comparisons; run `hexapla compare` on them", path=path)
            made.add(item)
        return made
    try:
        data = json.loads(read_text(path))
    except (ValueError, RecursionError) as error:
        hint = "a JSON report, or comparisons in a file that ends in .jsonl, is expected"
        raise InputError(f"not JSON: {str(error)[:80]}; {hint}", path=path) from None
    return Snapshot.of_report(data, path)


def make_metric(label: str, lang: str, references: int) -> Metric:
    """The metric that a label such as ``chrf:char_order=4`` stands for."""
    from hexapla.build import choose_metric

    kind, options = choose_metric(label)
    return kind(lang, max(references, 1), options) if options else kind(lang, max(references, 1))


def _place(finding: Finding) -> str:
    return f"{finding.get('document') or ''}:{finding['segment'] + 1}"


def _said(finding: Finding) -> str:
    words = " ".join(str(finding["text"]).split())
    return f"{finding['code']} {finding['rule']} ({finding['severity']}) at {words!r}"


def _figure(change: Change) -> str:
    return f"{change.what}{f' {change.note}' if change.what == 'findings' else ''}"


def _p(change: Change) -> str:
    if change.p_value is None:
        return change.note or "not tested"
    mark = " *" if change.p_value < 0.05 else ""
    note = f" ({change.note})" if change.note and change.what != "findings" else ""
    return f"p = {change.p_value:.4f}{mark}, {change.units} rows{note}"


def _counted(found: Difference) -> str:
    return f"{len(found.new)} new, {len(found.fixed)} fixed, {len(found.moved)} moved, {found.same} as before"


def _text(found: Difference) -> str:
    lines = [f"{_counted(found)}"]
    for mark, findings in (("+", found.new), ("-", found.fixed)):
        for finding in findings:
            lines += [f"{mark} {_place(finding)}  {_said(finding)}", f"    {finding['message']}"]
    lines += [f"> {_place(m.old)} -> {_place(m.new)}  {_said(m.new)}" for m in found.moved]
    if found.changes:
        lines.append("")
    for c in found.changes:
        lines.append(f"  {c.column}  {_figure(c)}: {c.old:.2f} -> {c.new:.2f} ({c.new - c.old:+.2f}), {_p(c)}")
    for what, names in (("gone", found.only_old), ("added", found.only_new)):
        if names:
            lines.append(f"documents {what}: {', '.join(names)}")
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    """Text for a cell of a Markdown table: nothing in it is markup, and it stays on its line."""
    return "".join(f"\\{c}" if c in "\\`*_{}[]()<>#!|~&@" else c for c in " ".join(text.split()))


def _markdown(found: Difference) -> str:
    lines = [f"**Findings:** {_counted(found)}", ""]
    if found.changes:
        lines += ["| System | Figure | Before | Now | Change | Test |", "| --- | --- | ---: | ---: | ---: | --- |"]
        for c in found.changes:
            cells = [_cell(c.column), _cell(_figure(c)), f"{c.old:.2f}", f"{c.new:.2f}", f"{c.new - c.old:+.2f}"]
            lines.append(f"| {' | '.join([*cells, _cell(_p(c))])} |")
        lines.append("")
    rows = (
        [("new", f) for f in found.new] + [("fixed", f) for f in found.fixed] + [("moved", m.new) for m in found.moved]
    )
    if rows:
        lines += ["| | Where | Rule | Severity | Words | |", "| --- | --- | --- | --- | --- | --- |"]
        for kind, f in rows:
            cells = [_place(f), f"{f['code']} {f['rule']}", str(f["severity"]), str(f["text"]), str(f["message"])]
            lines.append(f"| {' | '.join([kind, *map(_cell, cells)])} |")
    return "\n".join(lines).rstrip() + "\n"


def _json(found: Difference) -> str:
    changes: list[dict[str, Any]] = [
        {
            "what": c.what,
            "column": c.column,
            "old": c.old,
            "new": c.new,
            "units": c.units,
            "p_value": c.p_value,
            "note": c.note,
            "worse": c.worse,
        }
        for c in found.changes
    ]
    value = {
        "new": list(found.new),
        "fixed": list(found.fixed),
        "moved": [{"old": m.old, "new": m.new} for m in found.moved],
        "same": found.same,
        "changes": changes,
        "only_old": list(found.only_old),
        "only_new": list(found.only_new),
    }
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
