"""How good each rule has been shown to be: ``rules/measured.toml``, and ``rules/presets.toml`` with the thresholds of presets.

Both are written by ``scripts/build_measures``.

Figures are kept by what a translation was checked with (`INPUTS`), since a rule that has a reference to go by is another
rule than one without, and by language. The presets are made of them: of each rule the least confidence from which its
findings stood on a defect as often as the preset asks for.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

INPUTS = ("reference", "source", "alone")
"""What a translation is checked with: a reference (and source), its source only, nothing."""

PRECISION: Mapping[str, float] = {"strict": 0.0, "balanced": 0.5, "quiet": 0.9}
"""Preset -> the precision that the findings of each rule must have shown."""

UNMEASURED: Mapping[str, float] = {"strict": 0.0, "balanced": 0.0, "quiet": 0.9}
"""Preset -> the least confidence of findings of rules without figures."""

OFF = 2.0
"""A threshold that no finding reaches."""


@dataclass(frozen=True, slots=True)
class Measure:
    """What a rule did with one kind of input in one language.

    Attributes:
        lang: BCP 47 tag, or ``all``.
        inputs: One of `INPUTS`.
        defects: Defects of its kind that there were.
        found: How many of them it found.
        flagged: Its findings, without those that stood on the text before it was garbled, too.
        right: How many of those were on a defect.
        clean: Its findings on clean text.
        segments: Segments of clean text.
    """

    lang: str
    inputs: str
    defects: int
    found: int
    flagged: int
    right: int
    clean: int
    segments: int

    @property
    def precision(self) -> float | None:
        """The share of findings that were right, or None if there were none."""
        return self.right / self.flagged if self.flagged else None

    @property
    def recall(self) -> float | None:
        """The share of defects that were found, or None if there were none."""
        return self.found / self.defects if self.defects else None

    @property
    def per_thousand(self) -> float | None:
        """Findings in 1,000 clean segments, or None if there were none."""
        return 1000 * self.clean / self.segments if self.segments else None


def _read(name: str) -> dict[str, Any]:
    found = files("hexapla") / "rules" / name
    return tomllib.loads(found.read_text("utf-8")) if found.is_file() else {}


@lru_cache(maxsize=1)
def _measures() -> tuple[dict[str, list[Measure]], str]:
    data = _read("measured.toml")
    found: dict[str, list[Measure]] = {}
    for entry in data.get("measure", []):
        found.setdefault(entry.pop("rule"), []).append(Measure(**entry))
    return found, str(data.get("about", ""))


@lru_cache(maxsize=1)
def _thresholds() -> dict[tuple[str, str], dict[str, float]]:
    return {(entry.pop("rule"), entry.pop("inputs")): entry for entry in _read("presets.toml").get("threshold", [])}


def of_rule(code: str) -> list[Measure]:
    """The figures of a rule, in the order of the file: by inputs, all languages first."""
    return _measures()[0].get(code, [])


def about() -> str:
    """What the figures were measured on."""
    return _measures()[1]


def threshold(preset: str, code: str, inputs: str) -> float:
    """The least confidence that a preset asks of a rule's findings; `OFF` if none was sure enough.

    Args:
        preset: Name of a preset (see `PRECISION`).
        code: Code of the rule.
        inputs: One of `INPUTS`.
    """
    if not PRECISION[preset]:
        return 0.0
    known = _thresholds().get((code, inputs))
    return UNMEASURED[preset] if known is None else known.get(preset, OFF)
