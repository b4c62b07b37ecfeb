"""Entity accuracy: names and institutions of the reference about which no rule complains."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import ClassVar

from hexapla.languages import LanguageData
from hexapla.metrics._from_findings import Accuracy
from hexapla.text.institutions import InstitutionFinder
from hexapla.text.names import names, tells_names


@cache
def _finder() -> InstitutionFinder:
    return InstitutionFinder(LanguageData().institutions)


class EntityAccuracy(Accuracy):
    """Percentage of the reference's entities that no finding about names or institutions puts in doubt.

    An entity is a listed institution, or a run of capitalised words inside a sentence in languages whose capitals mark
    names.
    """

    rules: ClassVar[frozenset[str]] = frozenset({"inconsistent-name", "swapped-institution", "swapped-name"})

    def items(self, reference: str) -> int:
        """Institutions, and runs of capitalised words outside them."""
        bodies = [(m.start, m.end) for m in _finder().find(reference, self.lang)]
        if not tells_names(self.lang):
            return len(bodies)
        found = [
            (name.start, name.end)
            for name in names(reference, self.lang)
            if not name.initial and not any(start < name.end and name.start < end for start, end in bodies)
        ]
        joined = sum(reference[a[1] : b[0]] == " " for a, b in pairwise(found))
        return len(bodies) + len(found) - joined
