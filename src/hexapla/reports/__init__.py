"""Reports: a stream of comparisons as something to read or to process. One a file; this module is their contract."""

from __future__ import annotations

from abc import ABC, abstractmethod
from functools import cache
from typing import Any, ClassVar

from hexapla.errors import ConfigError, PluginError
from hexapla.model import Comparison, Summary

COST_TABLES = {
    "rule": "Points lost by rule",
    "edit": "Missing points by kind of edit",
    "bucket": "Missing points by bucket",
}
"""Kinds of total costs (`hexapla.model.TotalCost`) and what their tables are called."""


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
