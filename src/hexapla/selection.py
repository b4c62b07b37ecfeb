"""Which findings of the rules are wanted where: presets, thresholds, severities, and what differs by document and language.

A preset is a set of thresholds made from measured precision (``hexapla.measures``): ``strict`` shows everything,
``balanced`` what is more likely right than wrong, ``quiet`` what is nearly certain. A least confidence, given for all rules
or for one, counts instead of the preset's.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path

from hexapla import measures
from hexapla.errors import ConfigError
from hexapla.model import Finding, Passage, Role, Severity
from hexapla.registry import unknown
from hexapla.triage.fingerprints import document_key, names

PRESETS = tuple(measures.PRECISION)
USUAL = "balanced"


@dataclass(frozen=True, slots=True)
class RuleSetting:
    """What is set for the rules that a name (slug, code, code prefix) means."""

    rule: str
    severity: Severity | None = None
    min_confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Override:
    """Other settings for some documents or languages; what is None or empty stays as it is.

    Attributes:
        paths: Patterns of document names, with ``*`` (which also stands for ``/``) and ``?``; one without ``/`` is held
            against the last part of a name, too. Empty for all.
        langs: Languages of the hypothesis; ``pt`` means ``pt-BR``, too. Empty for all.
        rules: Only these of the rules run there.
        ignore: These do not.
        preset: The preset there.
        min_confidence: The least confidence there.
        settings: Settings of rules there; they count before the others.
        root: The folder that paths start from; documents that are files go by their path from there.
    """

    paths: tuple[str, ...] = ()
    langs: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    preset: str | None = None
    min_confidence: float | None = None
    settings: tuple[RuleSetting, ...] = ()
    root: str = ""

    def means(self, passage: Passage, lang: str) -> bool:
        """Whether it is for hypotheses of a passage in a language."""
        tag = lang.lower()
        if self.langs and not any(tag == one.lower() or tag.startswith(f"{one.lower()}-") for one in self.langs):
            return False
        if not self.paths:
            return True
        name = document_key(passage, Path(self.root) if self.root else None)
        last = name.rsplit("/", 1)[-1]
        return any(fnmatchcase(name, one) or ("/" not in one and fnmatchcase(last, one)) for one in self.paths)


@dataclass(frozen=True, slots=True)
class Selection:
    """Which findings are wanted.

    Attributes:
        preset: Name of a preset.
        min_confidence: The least confidence of all rules, instead of the preset's.
        settings: Settings of rules; later ones count before earlier ones.
        overrides: What differs for some documents and languages; later ones count before earlier ones.
    """

    preset: str = USUAL
    min_confidence: float | None = None
    settings: tuple[RuleSetting, ...] = ()
    overrides: tuple[Override, ...] = ()

    def __post_init__(self) -> None:
        for preset in (self.preset, *(o.preset for o in self.overrides if o.preset)):
            if preset not in PRESETS:
                raise ConfigError(unknown("preset", preset, PRESETS))

    @property
    def named(self) -> Iterator[str]:
        """Every name of a rule that it uses."""
        yield from (setting.rule for setting in self.settings)
        for override in self.overrides:
            yield from (*override.rules, *override.ignore, *(setting.rule for setting in override.settings))

    @property
    def signature(self) -> str:
        """What it is called in the signature of a check; empty for the usual one."""
        if self == Selection():
            return ""
        parts = [f"preset:{self.preset}"]
        if self.min_confidence is not None:
            parts.append(f"min-confidence:{self.min_confidence:g}")
        if self.settings or self.overrides:
            plain = tuple(replace(override, root="") for override in self.overrides)
            parts.append("settings:" + hashlib.sha256(repr((self.settings, plain)).encode()).hexdigest()[:8])
        return "|".join(parts)

    def within(self, passage: Passage, lang: str) -> Chosen:
        """What is wanted of the hypotheses of a passage in a language."""
        return Chosen(self, passage, [override for override in self.overrides if override.means(passage, lang)])


class Chosen:
    """What is wanted of some hypotheses; see `Selection.within`."""

    def __init__(self, selection: Selection, passage: Passage, overrides: list[Override]) -> None:
        self._overrides = overrides
        self._preset = next((o.preset for o in reversed(overrides) if o.preset), selection.preset)
        self._settings = [s for o in reversed(overrides) for s in reversed(o.settings)]
        self._settings += reversed(selection.settings)
        given = (o.min_confidence for o in reversed(overrides))
        self._min_confidence = next((one for one in given if one is not None), selection.min_confidence)
        with_reference, with_source = bool(passage.of_role(Role.REFERENCE)), bool(passage.of_role(Role.SOURCE))
        self._inputs = "reference" if with_reference else "source" if with_source else "alone"

    def reason_to_skip(self, code: str, slug: str) -> str | None:
        """Why a rule does not run here, or None if it does."""
        for override in self._overrides:
            left_out = override.rules and not any(names(name, code, slug) for name in override.rules)
            if left_out or any(names(name, code, slug) for name in override.ignore):
                return "the configuration leaves it out for this document or language"
        if self._threshold(code, slug) > 1:
            return f"its findings were not right often enough for the preset {self._preset}"
        return None

    def wanted(self, findings: Iterable[Finding]) -> Iterator[Finding]:
        """The findings that are sure enough, with the severity that is set for their rule."""
        for finding in findings:
            if finding.confidence < self._threshold(finding.code, finding.rule):
                continue
            severity = next((s.severity for s in self._of(finding.code, finding.rule) if s.severity), finding.severity)
            yield finding if severity is finding.severity else replace(finding, severity=severity)

    def _of(self, code: str, slug: str) -> Iterator[RuleSetting]:
        return (setting for setting in self._settings if names(setting.rule, code, slug))

    def _threshold(self, code: str, slug: str) -> float:
        given = (setting.min_confidence for setting in self._of(code, slug))
        own = next((one for one in given if one is not None), self._min_confidence)
        return measures.threshold(self._preset, code, self._inputs) if own is None else own


USUAL_SELECTION = Selection()
"""What is wanted where nothing else is said."""
