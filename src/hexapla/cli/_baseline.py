"""``hexapla baseline``: findings that are there today, accepted in a file that is committed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hexapla.cli._config import config_options
from hexapla.cli._options import Outputs, _apply, input_options, note, plugin_options, rule_options
from hexapla.errors import ConfigError

if TYPE_CHECKING:
    from hexapla.triage import Baseline


@click.group()
def baseline() -> None:
    """Accept the findings of today, so that only new ones count.

    A baseline is a text file with one finding a line, to be committed beside the texts. Findings are recognised by their
    rule, the words at fault and the evidence, so that an edit elsewhere in a text leaves it as it is.

    \b
    Examples:
      hexapla baseline create mt.txt ref.txt -o accepted.tsv
      hexapla check mt.txt ref.txt --baseline accepted.tsv --fail-on minor
      hexapla baseline update mt.txt ref.txt -o accepted.tsv   accept what is new, too
      hexapla baseline prune mt.txt ref.txt -o accepted.tsv    drop what has been mended
    """


def _options(function: Any) -> Any:
    options = [
        click.argument("translation", metavar="[MT]", required=False),
        click.argument("reference", metavar="[REF]", required=False),
        click.option("-o", "--output", metavar="FILE", required=True, help="The baseline."),
        click.option(
            "--ignore-file", "ignore_files", metavar="FILE", multiple=True, help="A file of ignores; repeatable."
        ),
        input_options,
        rule_options,
        plugin_options,
        config_options,
        click.option("-q", "--quiet", is_flag=True, help="No notes on stderr."),
    ]
    return _apply(options, function)


@baseline.command()
@_options
@click.option("--force", is_flag=True, help="Replace a baseline that is there.")
def create(force: bool, **given: Any) -> None:
    """Accept all findings in a new file."""
    if Path(given["output"]).exists() and not force:
        raise ConfigError(f"{given['output']} is there already; use update, prune, or --force to replace it")
    made = _found(given)
    _write(made, given, f"{len(made)} accepted")


@baseline.command()
@_options
def update(**given: Any) -> None:
    """Accept new findings of the texts, too; nothing is dropped."""
    _change(given, add=True, prune=False)


@baseline.command()
@_options
def prune(**given: Any) -> None:
    """Drop accepted findings that are gone from the texts; documents that were not given keep theirs."""
    _change(given, add=False, prune=True)


def _change(given: dict[str, Any], *, add: bool, prune: bool) -> None:
    from hexapla.triage import Baseline

    old = Baseline.read(given["output"])
    new = old.merged(_found(given), add=add, prune=prune)
    _write(new, given, f"{len(new)} accepted, {len(old)} before")


def _found(given: dict[str, Any]) -> Baseline:
    """The findings of the texts that the options name."""
    from hexapla.cli._stages import prepared
    from hexapla.triage import Baseline

    _, comparisons = prepared("check", given, quiet=given["quiet"])
    return Baseline.of(comparisons, Path(given["output"]))


def _write(made: Baseline, given: dict[str, Any], said: str) -> None:
    from hexapla.cli._output import opened

    with opened(given["output"]) as out:
        out.writelines(f"{line}\n" for line in made.lines())
    note(Outputs(quiet=given["quiet"]), f"{given['output']}: {said}")
