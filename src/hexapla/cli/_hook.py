"""``hexapla hook``: checks files by what the configuration says of them, as pre-commit and other hooks call it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hexapla.cli._config import config_options, current
from hexapla.cli._gate import finding_gate_options, gate_options, triage_options
from hexapla.cli._options import Inputs, output_options, plugin_options, rule_options
from hexapla.errors import ConfigError

if TYPE_CHECKING:
    from hexapla.config.belonging import Belonging, Group


@click.command()
@click.argument("files", metavar="[FILE]...", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="All files that the configuration knows, instead of some.")
@rule_options
@plugin_options
@output_options
@config_options
@triage_options
@finding_gate_options
@gate_options
def hook(files: tuple[str, ...], everything: bool, **given: Any) -> None:
    """Check FILES, each with the reference or source that the configuration names for it.

    [[files]] in hexapla.toml say which files belong together (docs/configuration.md). A file that is a source or reference
    stands for all its translations. Files that hold both sides (XLIFF, PO, TMX, TSV, JSON Lines) need no entry; other files
    without one are left alone, or checked by themselves where the configuration has no [[files]] at all.

    \b
    Examples:
      hexapla hook locales/de/menu.txt locales/fr/menu.txt
      hexapla hook --all -f junit -o report.xml
    """
    from hexapla.cli._stages import run
    from hexapla.config.belonging import Belonging

    if everything == bool(files):
        raise ConfigError("give files, or --all")
    configuration = current()
    defaults = configuration.values if configuration else {}
    tables = defaults.get("files", [])
    belonging = Belonging(tables)
    if everything:
        if not tables:
            raise ConfigError("--all needs [[files]] in the configuration")
        found = [_inputs(group, defaults) for group in belonging.all()]
    else:
        found = [one for path in files for one in _of(path, belonging, defaults)]
    if found:
        run("check", given, list(dict.fromkeys(found)))


def _of(path: str, belonging: Belonging, defaults: Mapping[str, Any]) -> list[Inputs]:
    """What to read for a file."""
    from hexapla import registry
    from hexapla.config.belonging import Group
    from hexapla.formats import TableFormat

    groups = [_inputs(group, defaults) for group in belonging.of(path)]
    if groups:
        return groups
    ending = Path(path).suffix.lower()
    kinds = (registry.load("formats", name) for name in registry.names("formats"))
    if any(ending in kind.extensions and issubclass(kind, TableFormat) for kind in kinds):
        return [_inputs(Group(path), {**defaults, "lines": False})]
    return [] if defaults.get("files") else [_inputs(Group(path), defaults)]


def _inputs(group: Group, defaults: Mapping[str, Any]) -> Inputs:
    """What to read for a group; languages that it does not name are those of the whole configuration."""
    return Inputs(
        group.translation,
        group.reference,
        source=group.source,
        lang=group.lang or defaults.get("lang"),
        source_lang=group.source_lang or defaults.get("source-lang"),
        lines=group.lines or bool(defaults.get("lines")),
    )
