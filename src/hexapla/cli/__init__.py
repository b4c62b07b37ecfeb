"""The command line: flags to pipeline and back, nothing else.

Modules here import only click at the top, so that ``hexapla --help`` and completion stay quick; what a command needs is
imported when it runs. This module holds the group and what happens to errors:

    exit 0    done; every condition of the gate holds
    exit 1    a condition of the gate does not hold
    exit 2    bad input or usage, one line on stderr
    exit 130  interrupted
"""

from __future__ import annotations

import os
import sys
from typing import Any

import click

from hexapla._version import __version__
from hexapla.cli._analysis import analyze
from hexapla.cli._baseline import baseline
from hexapla.cli._catalogue import explain, list_plugins
from hexapla.cli._config import config, init
from hexapla.cli._corpus import corpus
from hexapla.cli._demo import demo
from hexapla.cli._diff import diff
from hexapla.cli._hook import hook
from hexapla.cli._models import models
from hexapla.cli._review import review
from hexapla.cli._rules import rules
from hexapla.cli._stages import align, check, compare, report, score
from hexapla.cli._translate import translate
from hexapla.errors import HexaplaError
from hexapla.process import settle


class _Program(click.Group):
    """The group, with every error of ours as one line, and a closed pipe as the end of the work."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        settle()
        try:
            return super().main(*args, **kwargs)
        except KeyboardInterrupt:
            sys.exit(130)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            value = super().invoke(ctx)
            sys.stdout.flush()
            return value
        except HexaplaError as error:
            click.echo(f"hexapla: error: {error}", err=True)
            ctx.exit(2)
        except KeyboardInterrupt:
            click.echo("hexapla: interrupted", err=True)
            sys.exit(130)
        except BrokenPipeError:
            # the reader has seen enough; keep the interpreter from complaining when it flushes at exit
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(0)


@click.group(
    cls=_Program,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="""\b
Examples:
  hexapla compare mt.txt ref.txt                  scores and findings on the terminal
  hexapla compare mt.txt ref.txt -o report.html   the same as a page to look through
  hexapla check mt.txt --source src.txt           findings without a reference; exit 1 if one is major
  hexapla score mt.txt ref.txt --lines -m chrf++  one segment a line, one metric
  hexapla align mt.txt ref.txt -f jsonl | hexapla check - -f json
  hexapla translate src.txt --from es --to en -o mt.txt   what an engine makes of your text
""",
)
@click.version_option(__version__, "-V", "--version", message="hexapla %(version)s")
def main() -> None:
    """Compare translations: align, score and flag garbled phrases, in any language."""


for _command in (
    *(compare, align, score, check, analyze, report, translate),
    *(baseline, diff, hook, review, config, init, list_plugins, explain, rules, models, corpus, demo),
):
    main.add_command(_command)


@main.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the completion script for SHELL.

    \b
    Examples:
      hexapla completion bash >> ~/.bashrc
      hexapla completion fish > ~/.config/fish/completions/hexapla.fish
    """
    from click.shell_completion import get_completion_class

    found = get_completion_class(shell)
    assert found is not None  # the choice names only shells that click knows
    click.echo(found(main, {}, "hexapla", "_HEXAPLA_COMPLETE").source())
