"""What the plug-ins say of themselves: the one place that turns docstrings and class attributes into text.

``hexapla list``, ``hexapla explain`` and the rule catalogue of the documentation print what stands here.
"""

from __future__ import annotations

import inspect
from typing import Any

from hexapla.rules import Rule, WideRule


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
