"""What the plug-ins say of themselves: the one place that turns docstrings and class attributes into text.

``hexapla list``, ``hexapla explain`` and the rule catalogue of the documentation print what stands here.
"""

from __future__ import annotations

import inspect
import re
from typing import Any

from hexapla import measures
from hexapla.languages import LanguageData
from hexapla.languages.traits import described as languages
from hexapla.rules import Rule, WideRule

_GIVEN = {"reference": "with a reference", "source": "with the source", "alone": "by itself"}


def first_line(plugin: type[Any]) -> str:
    """The first line of a plug-in's docstring."""
    return (inspect.getdoc(plugin) or "").split("\n", 1)[0]


def facts(rule: type[Rule]) -> list[tuple[str, str]]:
    """Code, severity, category and needs of a rule, as (name, value)."""
    found = [("Severity", rule.severity.value), ("MQM category", rule.category.value)]
    if rule.inputs:
        found.append(("Needs", ", ".join(sorted(rule.inputs))))
    if rule.needs:
        found.append(("Languages with", ", ".join(sorted(rule.needs))))
    if issubclass(rule, WideRule):
        found.append(("Looks at", "the whole document"))
    if rule.preview:
        found.append(("Status", "preview: runs with --preview, or where it is named"))
    if rule.options:
        values = (f"{name} ({kind.__name__}, {getattr(rule, name)})" for name, kind in rule.options.items())
        found.append(("Options", ", ".join(values)))
    if rule.yields_to:
        found.append(("Gives way to", ", ".join(sorted(rule.yields_to))))
    return found


def described(rule: type[Rule]) -> str:
    """A rule as plain text: heading, docstring, facts."""
    lines = [f"{rule.code}  {rule.slug()}", "", inspect.getdoc(rule) or "", ""]
    return "\n".join([*lines, *(f"{name}: {value}" for name, value in facts(rule))])


def uncovered(rule: type[Rule], data: LanguageData) -> dict[str, str]:
    """Language -> why a rule is off there, of the languages that are described (`hexapla list languages`)."""
    made = rule(data)
    found = ((lang, made.unavailable(lang)) for lang in languages())
    return {lang: reason for lang, reason in found if reason}


def coverage(rule: type[Rule], data: LanguageData) -> str:
    """In which of the described languages a rule works, and why not in the others, as lines of text."""
    off = uncovered(rule, data)
    total = len(languages())
    if not off:
        return f"Languages: all {total} that are described"
    if len(off) == total and len(set(off.values())) == 1:
        return f"Languages: any; {next(iter(off.values()))}"
    reasons: dict[str, list[str]] = {}
    for lang, reason in off.items():
        named = re.sub(rf"(?<![\w-]){re.escape(lang)}(?![\w-])", "the language", reason)
        reasons.setdefault(named, []).append(lang)
    lines = [f"Languages: {total - len(off)} of the {total} that are described; off in"]
    return "\n".join([*lines, *(f"  {', '.join(tags)}: {reason}" for reason, tags in reasons.items())])


def measured(rule: type[Rule]) -> str:
    """What a rule has been shown to do, by what it is given and by language, as lines of text; empty if nothing."""
    known = measures.of_rule(rule.code)
    if not known:
        return ""
    lines = [f"Measured on {measures.about()}:"]
    lines.append(f"  {'':17}{'':5}{'recall':>8}{'of':>6}{'precision':>11}{'of':>6}{'in 1,000 clean':>16}")
    for one in known:
        recall, precision, clean = (
            "-" if figure is None else f"{figure:.{digits}f}"
            for figure, digits in ((one.recall, 2), (one.precision, 2), (one.per_thousand, 1))
        )
        given = _GIVEN[one.inputs] if one.lang == "all" else ""
        lines.append(f"  {given:17}{one.lang:5}{recall:>8}{one.defects:>6}{precision:>11}{one.flagged:>6}{clean:>16}")
    presets = []
    for inputs in dict.fromkeys(one.inputs for one in known):
        levels = ((preset, measures.threshold(preset, rule.code, inputs)) for preset in measures.PRECISION)
        shown = (f"{preset} {'off' if level > 1 else f'from {level:.2f}'}" for preset, level in levels)
        presets.append(f"  {_GIVEN[inputs]:17}{', '.join(shown)}")
    return "\n".join([*lines, "Confidence that presets ask for:", *presets])
