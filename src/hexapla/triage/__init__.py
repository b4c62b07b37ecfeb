"""What is done with findings once rules have found them.

    duplicates     one report a phrase
    fingerprints   what a finding is recognised by in another run
    baseline       findings accepted once and for all, in a file that is committed
    ignores        notes beside a text and files of ignores
    mqm            weights of errors, and what they come to
    gate           whether a run passes

``Triage`` gives findings their status; the gate then weighs those that are new. Nothing here finds anything.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from hexapla.model import Comparison, Run, Status
from hexapla.triage.baseline import Baseline, Key
from hexapla.triage.duplicates import once
from hexapla.triage.fingerprints import document_key, fingerprint
from hexapla.triage.ignores import Ignores


class Triage:
    """Gives the findings of a stream of comparisons their status, in order.

    What a passage needed of the baseline is given back when it comes again, as it does when mended texts are checked anew.

    Args:
        baseline: Findings that are accepted, or None.
        ignores: What is to be ignored besides the notes that texts have.
        new_only: Whether findings that are not new are left out altogether.
    """

    def __init__(
        self, baseline: Baseline | None = None, ignores: Ignores | None = None, *, new_only: bool = False
    ) -> None:
        self.baseline = baseline
        self.ignores = ignores or Ignores()
        self.new_only = new_only
        self._left = baseline.tally() if baseline else None
        self._taken: dict[str, Counter[Key]] = {}

    def apply(self, comparisons: Iterable[Comparison]) -> Iterator[Comparison]:
        """The comparisons with the status of every finding, and a record of it beside the other stages."""
        for comparison in comparisons:
            yield self._one(comparison)

    def _one(self, comparison: Comparison) -> Comparison:
        findings = self.ignores.apply(comparison)
        if self.baseline and self._left is not None:
            self._left.update(self._taken.pop(comparison.passage.id, {}))
            judged = self.baseline.apply(comparison, findings, self._left)
            pairs = zip(findings, judged, strict=True)
            taken = Counter(self.baseline.key(new, comparison) for old, new in pairs if new.status is not old.status)
            if taken:
                self._taken[comparison.passage.id] = taken
            findings = judged
        if self.new_only:
            findings = tuple(finding for finding in findings if finding.status is Status.NEW)
        if not (self.baseline or self.ignores.heeded(comparison)):
            return replace(comparison, findings=findings)
        parts = ["baseline:" + (self.baseline.digest if self.baseline else "none"), f"ignores:{self.ignores.digest}"]
        run = Run("triage", "|".join([*parts, f"new-only:{str(self.new_only).lower()}"]), tuple(self._sources()))
        runs = (*(r for r in comparison.runs if r.stage != run.stage), run)
        return replace(comparison, findings=findings, runs=runs)

    def _sources(self) -> Iterator[str]:
        if self.baseline:
            yield f"baseline {self.baseline.name}"
        yield from (f"ignores {name}" for name in self.ignores.files)
        yield "notes"

    def unused(self) -> tuple[str, ...]:
        """The ignores that no finding has needed so far, each as ``file:line: what it says``."""
        return self.ignores.unused()


__all__ = ["Baseline", "Ignores", "Triage", "document_key", "fingerprint", "once"]
