"""Compare translations: align, score and flag garbled phrases, in any language.

    >>> import hexapla
    >>> comparison = hexapla.compare("Brazilindependently chose.", "Brazil independently chose.", lang="en")
    >>> [finding.rule for finding in comparison.findings]
    ['merged-words']

Importing the package loads no model, sets up no logging and prints nothing; everything heavy is loaded on first use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hexapla._version import __version__

if TYPE_CHECKING:
    from hexapla.api import (
        align,
        align_many,
        check,
        check_many,
        compare,
        compare_many,
        passage,
        score,
        score_many,
        translate,
    )
    from hexapla.build import Plan
    from hexapla.model import Comparison, Finding, Passage, Span, Text

__all__ = [
    "Comparison",
    "Finding",
    "Passage",
    "Plan",
    "Span",
    "Text",
    "__version__",
    "align",
    "align_many",
    "check",
    "check_many",
    "compare",
    "compare_many",
    "passage",
    "score",
    "score_many",
    "translate",
]

_HOMES = {name: "hexapla.api" for name in __all__ if name[0].islower()} | {"Plan": "hexapla.build"}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module 'hexapla' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES.get(name, "hexapla.model")), name)
