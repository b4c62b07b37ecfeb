"""The alignment by segment numbers, in the form that alignment tools exchange."""

from __future__ import annotations

from typing import ClassVar

from hexapla.alignment.ladder import numbered, written
from hexapla.model import Comparison
from hexapla.reports import Report
from hexapla.summary import Summary


class Ladder(Report):
    """Beads by segment numbers from 0, as vecalign and bertalign write them: ``[0,1]:[0]:0.9300``, confidence last.

    A passage with several alignments, and every passage after the first, begins with a comment line that names the
    document and the two columns.
    """

    extensions: ClassVar[tuple[str, ...]] = (".ladder",)
    _begun = False

    def add(self, comparison: Comparison) -> None:
        """Writes the beads of one passage."""
        for alignment in comparison.alignments:
            if self._begun or len(comparison.alignments) > 1:
                name = comparison.passage.document or comparison.passage.id
                self.out.write(" ".join(f"# {name} {alignment.column} {alignment.hub}".split()) + "\n")
            self._begun = True
            for bead in numbered(comparison, alignment):
                self.out.write(written(bead) + "\n")

    def finish(self, summary: Summary) -> None:
        """Nothing remains to be written."""
