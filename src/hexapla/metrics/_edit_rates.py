"""Error rates: edits between hypothesis and reference, divided by a length. What counts as a unit is the metrics' choice."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from typing import Any, ClassVar

from rapidfuzz.distance import Levenshtein

from hexapla.languages import traits_of
from hexapla.metrics import Metric, Statistics
from hexapla.text.tokens import tokenize


class EditRate(Metric):
    """Substitutions, deletions and insertions of units, as a percentage; lower is better and can exceed 100."""

    higher_is_better: ClassVar[bool] = False
    scale: ClassVar[float] = 0.0
    options: ClassVar[Mapping[str, Any]] = {"lowercase": bool}

    @abstractmethod
    def units(self, text: str) -> Sequence[str]:
        """What is counted."""

    @property
    @abstractmethod
    def unit(self) -> str:
        """Its name, for the signature."""

    @property
    def signature(self) -> str:
        """References, case, unit, and the version of what measures the distance."""
        case = "lc" if self.given.get("lowercase") else "mixed"
        parts = [self.name(), f"nrefs:{self.references}", f"case:{case}", f"unit:{self.unit}"]
        return "|".join([*parts, f"rapidfuzz:{version('rapidfuzz')}"])

    def counts(self, hypothesis: Sequence[str], reference: Sequence[str]) -> Statistics:
        """Edits, and what they are divided by."""
        return float(Levenshtein.distance(reference, hypothesis)), float(len(reference))

    def statistics(self, hypotheses: Sequence[str], references: Sequence[Sequence[str]]) -> list[Statistics]:
        """Edits and length of each row; of several references those of the one with the lowest rate."""
        found: list[Statistics] = []
        for hypothesis, refs in zip(hypotheses, references, strict=True):
            here = self.units(self._cased(hypothesis))
            found.append(min((self.counts(here, self.units(self._cased(ref))) for ref in refs), key=self.score))
        return found

    def _cased(self, text: str) -> str:
        return text.lower() if self.given.get("lowercase") else text

    def score(self, total: Statistics) -> float:
        """Edits a hundred units; 100 where there is something and nothing was asked for."""
        edits, size = total
        return 100 * edits / size if size else 100.0 * (edits > 0)


class WordRate(EditRate):
    """An error rate in words: between spaces, or what alignment takes for words where a language writes without them."""

    @property
    def unit(self) -> str:
        """Between spaces or not."""
        return "word" if traits_of(self.lang).spaces else "token"

    def units(self, text: str) -> Sequence[str]:
        """The words."""
        return text.split() if self.unit == "word" else [token.text for token in tokenize(text)]
