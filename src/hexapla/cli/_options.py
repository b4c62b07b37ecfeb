"""Options that several commands share, and the small value they are gathered in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar, cast

import click

F = TypeVar("F", bound=Callable[..., Any])

ALWAYS = click.Choice(["auto", "always", "never"])


def _apply(options: list[Callable[[Any], Any]], function: F) -> F:
    decorated: Any = function
    for option in reversed(options):
        decorated = option(decorated)
    return cast(F, decorated)


def complete_plugins(kind: str) -> Callable[..., list[str]]:
    """A completion function that offers the plug-ins of a kind."""

    def complete(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
        from hexapla import registry

        return [name for name in registry.names(kind) if name.startswith(incomplete)]

    return complete


def input_options(function: F) -> F:
    """What to read, and in which languages."""
    options = [
        click.option("--source", "source", metavar="FILE", help="The source text."),
        click.option("--ref", "references", metavar="FILE", multiple=True, help="A (further) reference; repeatable."),
        click.option(
            "--system", "systems", metavar="NAME=FILE", multiple=True, help="A named translation; repeatable."
        ),
        click.option("--lang", metavar="TAG", help="Language of translations and references (BCP 47); else detected."),
        click.option("--source-lang", metavar="TAG", help="Language of the source (BCP 47); else detected."),
        click.option("--lines", is_flag=True, help="One segment a line."),
        click.option(
            "--docs", metavar="FILE", help="With --lines: the document of each line, one id a line (WMT's .docs)."
        ),
        click.option(
            "--input-format",
            metavar="NAME",
            shell_complete=complete_plugins("formats"),
            help="How to read the files, instead of by their endings; see `hexapla list formats`.",
        ),
        click.option(
            "--only",
            type=click.Choice(["translated", "unlocked"]),
            multiple=True,
            help="With XLIFF, PO and their like: only units in that state; repeatable.",
        ),
        click.option(
            "--match",
            type=click.Choice(["auto", "rows", "content"]),
            default="auto",
            show_default=True,
            help="With --lines: line by line, or aligned by content; auto pairs lines where all files have as many.",
        ),
        click.option(
            "--resegment",
            is_flag=True,
            help="With --lines: cut translations to the reference's segments, however they are cut.",
        ),
        click.option(
            "--pair-by",
            type=click.Choice(["name", "content"]),
            default="name",
            show_default=True,
            help="With folders: which files belong together; by content, names may differ and files be missing.",
        ),
    ]
    return _apply(options, function)


def plugin_options(function: F) -> F:
    """Which aligner and segmenter to use, and how many workers."""
    options = [
        click.option("--segmenter", metavar="NAME", shell_complete=complete_plugins("segmenters"), help="Segmenter."),
        click.option("--aligner", metavar="NAME", shell_complete=complete_plugins("aligners"), help="Aligner."),
        click.option(
            "--similarity",
            metavar="NAME[:OPTION]",
            shell_complete=complete_plugins("similarities"),
            help="What tells how alike segments are, as in embed or endpoint:URL#MODEL. [default: auto, by language]",
        ),
        click.option("-j", "--jobs", type=click.IntRange(1), default=1, show_default=True, help="Worker processes."),
        click.option("--keep-going", is_flag=True, help="Record a plug-in that fails instead of stopping."),
    ]
    return _apply(options, function)


def metric_options(function: F) -> F:
    """Which metrics to compute."""
    option = click.option(
        "-m",
        "--metric",
        "metrics",
        multiple=True,
        metavar="NAME[:OPTION=VALUE,...]",
        shell_complete=complete_plugins("metrics"),
        help="A metric, as in chrf or bleu:tokenize=intl,lowercase=true; repeatable. [default: bleu, chrf, chrf++, ter]",
    )
    return option(function)


def rule_options(function: F) -> F:
    """Which rules to run."""
    options = [
        click.option(
            "--rule",
            "rules",
            multiple=True,
            metavar="RULE",
            shell_complete=complete_plugins("rules"),
            help="Run only this rule (slug, code or code prefix); repeatable.",
        ),
        click.option(
            "--ignore",
            multiple=True,
            metavar="RULE",
            shell_complete=complete_plugins("rules"),
            help="Do not run this rule; repeatable.",
        ),
        click.option(
            "--preset", metavar="NAME", help="How sure findings must be: strict, balanced or quiet. [default: balanced]"
        ),
        click.option(
            "--min-confidence", type=click.FloatRange(0, 1), metavar="X", help="The same as a number, instead."
        ),
        click.option("--preview", is_flag=True, help="Run the rules in preview, too; see `hexapla list rules`."),
        click.option(
            "--set",
            "options",
            multiple=True,
            metavar="RULE:OPTION=VALUE[,...]",
            help="Set an option of a rule, as in exceeded-length:characters=80; repeatable.",
        ),
        click.option(
            "--glossary", "glossaries", multiple=True, metavar="FILE", help="Terms (TBX, CSV, TSV); repeatable."
        ),
        click.option(
            "--rules-file",
            "rule_files",
            multiple=True,
            metavar="FILE",
            help="Rules of your own (TOML); see `hexapla rules --help`. Repeatable.",
        ),
    ]
    return _apply(options, function)


def output_options(function: F) -> F:
    """What to write and where, and how much to say."""
    options = [
        click.option(
            "-f",
            "--format",
            "format_",
            metavar="NAME",
            shell_complete=complete_plugins("reports"),
            help="Report to write; see `hexapla list reports`. [default: by the ending of -o, else text]",
        ),
        click.option("-o", "--output", metavar="FILE", default="-", help="Where to write. [default: standard output]"),
        click.option("-q", "--quiet", is_flag=True, help="No notes on stderr."),
        click.option("-v", "--verbose", is_flag=True, help="Show signatures and what was skipped, too."),
        click.option("--color", type=ALWAYS, default="auto", show_default=True, help="Colours (auto obeys NO_COLOR)."),
        click.option("--progress", type=ALWAYS, default="auto", show_default=True, help="Progress bar on stderr."),
    ]
    return _apply(options, function)


@dataclass(frozen=True, slots=True)
class Inputs:
    """The input options as given."""

    translation: str | None
    reference: str | None
    source: str | None = None
    references: tuple[str, ...] = ()
    systems: tuple[str, ...] = ()
    lang: str | None = None
    source_lang: str | None = None
    lines: bool = False
    docs: str | None = None
    input_format: str | None = None
    only: tuple[str, ...] = ()
    match: str = "auto"
    pair_by: str = "name"
    resegment: bool = False
    engines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outputs:
    """The output options as given."""

    format_: str | None = None
    output: str = "-"
    quiet: bool = False
    verbose: bool = False
    color: str = "auto"
    progress: str = "auto"


def note(outputs: Outputs, message: str) -> None:
    """A remark on stderr, unless it was asked to be quiet."""
    if not outputs.quiet:
        click.echo(f"hexapla: note: {message}", err=True)
