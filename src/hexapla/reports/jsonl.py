"""JSON Lines of comparisons: a header line, a line for each comparison, a summary line. What the stages pipe."""

from __future__ import annotations

import json
from typing import Any, ClassVar

from hexapla import interchange
from hexapla.model import Comparison
from hexapla.reports import Report
from hexapla.summary import Summary


class JsonLines(Report):
    """The stream form of comparisons, lossless and bounded in memory."""

    extensions: ClassVar[tuple[str, ...]] = (".jsonl",)
    _begun = False

    def _line(self, value: dict[str, Any]) -> None:
        if not self._begun:
            self._begun = True
            self._line(interchange.header(self.stage))
        self.out.write(json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n")

    def add(self, comparison: Comparison) -> None:
        """Writes the comparison's line."""
        self._line(interchange.dump(comparison))

    def finish(self, summary: Summary) -> None:
        """Writes the summary line."""
        self._line({"summary": interchange.summary(summary)})
