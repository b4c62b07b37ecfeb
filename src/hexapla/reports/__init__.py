"""Reports: a stream of comparisons as something to read or to process. One a file; this module is their contract."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar

from hexapla.errors import ConfigError, PluginError
from hexapla.model import Comparison, Score
from hexapla.summary import Summary

COST_TABLES = {
    "feature": "Points lost by feature",
    "rule": "Points lost by rule",
    "edit": "Missing points by kind of edit",
    "bucket": "Missing points by bucket",
}
"""Kinds of total costs (`hexapla.summary.TotalCost`) and what their tables are called."""

FEATURES_SHOWN = 6
"""Features of metrics that stand by name in a table of costs, those that cost most; the others stand together."""


@dataclass(frozen=True, slots=True)
class CostTable:
    """Total costs of one kind as a table.

    Attributes:
        title: What it shows.
        kind: Kind of costs (`hexapla.summary.TotalCost`).
        columns: Hypothesis and metric of each column.
        rows: Name of a row and the points in each column, None where there are none.
    """

    title: str
    kind: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, tuple[float | None, ...]], ...]


def cost_tables(summary: Summary) -> Iterator[CostTable]:
    """The tables of what a summary's points were lost on."""
    for kind, title in COST_TABLES.items():
        costs: dict[tuple[str, str, str], float] = {}
        for cost in summary.costs:
            if cost.kind == kind:
                costs.setdefault((cost.name, cost.column, cost.metric), cost.points)
        if not costs:
            continue
        columns = tuple(dict.fromkeys((column, metric) for _, column, metric in costs))
        names = list(dict.fromkeys(name for name, _, _ in costs))
        if kind == "feature" and len(names) > FEATURES_SHOWN + 1:
            most = {name: max(costs.get((name, *column), 0.0) for column in columns) for name in names}
            names = sorted(names, key=lambda name: -most[name])
            rest = f"{len(names) - FEATURES_SHOWN} others"
            for column in columns:
                costs[(rest, *column)] = sum(costs.get((name, *column), 0.0) for name in names[FEATURES_SHOWN:])
            names = [*names[:FEATURES_SHOWN], rest]
        rows = tuple((name, tuple(costs.get((name, *column)) for column in columns)) for name in names)
        yield CostTable(title, kind, columns, rows)


def spread(score: Score) -> str:
    """How far human scores lie from a score, in words, for a metric that says it; else nothing."""
    if score.uncertainty is None:
        return ""
    return f"two of three human scores lie within ±{score.uncertainty:.2f} of it"


@cache
def plugin(kind: str, name: str) -> Any:
    """A plug-in class, or None where this installation has no such plug-in (a report of another one's comparisons)."""
    from hexapla import registry

    try:
        return registry.load(kind, name)
    except (ConfigError, PluginError):
        return None


def higher_is_better(metric: str) -> bool:
    """Whether more of a metric is better; so it is of one that is not known here."""
    from hexapla.triage.mqm import LOWER_IS_BETTER

    return metric not in LOWER_IS_BETTER and bool(getattr(plugin("metrics", metric), "higher_is_better", True))


class Report(ABC):
    """Writes comparisons as they come and the summary at the end.

    Class attributes:
        extensions: File name endings that mean this report, such as ``.html``.
        binary: Whether the report is bytes, not text; `out` is a stream of bytes then.

    Args:
        out: Where to write; opened and closed by the caller, who also removes what a failed run leaves half-written.
        stage: What was run: ``align``, ``score``, ``check`` or ``compare``.
        color: Whether terminal colours may be used.
        verbose: Whether to show signatures, skipped rules and everything else that is usually left out.
    """

    extensions: ClassVar[tuple[str, ...]] = ()
    binary: ClassVar[bool] = False

    def __init__(self, out: Any, *, stage: str = "compare", color: bool = False, verbose: bool = False) -> None:
        self.out = out
        self.stage = stage
        self.color = color
        self.verbose = verbose

    @abstractmethod
    def add(self, comparison: Comparison) -> None:
        """Takes in one comparison; a report that can stream writes it at once."""

    @abstractmethod
    def finish(self, summary: Summary) -> None:
        """Writes what remains."""
