"""``hexapla translate``: a file through an engine, line for line, in a stream that can be taken up again."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hexapla.cli._meter import Meter
from hexapla.cli._options import ALWAYS, complete_plugins
from hexapla.errors import ConfigError, InputError

if TYPE_CHECKING:
    from hexapla.translators._journal import Engine

MEMORY = "HEXAPLA_MEMORY"
"""Environment variable that names the translation memory."""


@click.command()
@click.argument("file", metavar="SRC")
@click.option(
    "--engine",
    metavar="NAME[:OPTION]",
    default="argos",
    show_default=True,
    shell_complete=complete_plugins("translators"),
    help="Who translates; see `hexapla list translators`.",
)
@click.option("--from", "--source-lang", "source_lang", metavar="TAG", help="Language of SRC (BCP 47); else detected.")
@click.option("--to", "--lang", "lang", metavar="TAG", required=True, help="Language wanted (BCP 47).")
@click.option("-o", "--output", metavar="FILE", default="-", help="Where to write. [default: standard output]")
@click.option("--memory", metavar="FILE", envvar=MEMORY, help=f"Translation memory to use; also {MEMORY}.")
@click.option("-q", "--quiet", is_flag=True, help="No notes on stderr.")
@click.option("--progress", type=ALWAYS, default="auto", show_default=True, help="Progress bar on stderr.")
def translate(
    file: str,
    engine: str,
    source_lang: str | None,
    lang: str,
    output: str,
    memory: str | None,
    quiet: bool,
    progress: str,
) -> None:
    """Translate the text file SRC (- is standard input) with a machine translation engine.

    Every line becomes a line, and blank lines stay. An interrupted run to a file is taken up again by the same command.

    \b
    Examples:
      hexapla translate src.txt --engine argos --from es --to en -o mt.txt
      hexapla translate src.txt --engine apertium --to fr | hexapla check - --source src.txt
      hexapla translate src.txt --engine libretranslate:http://localhost:5000 --to de -o mt.txt
      hexapla translate src.txt --engine 'command:my-engine --to {target}' --to de -o mt.txt
    """
    from hexapla.build import Plan, kernel
    from hexapla.languages.tags import standard
    from hexapla.translators._journal import batches, translate_into
    from hexapla.translators._memory import Memory, Remembering

    def note(message: str) -> None:
        if not quiet:
            click.echo(f"hexapla: note: {message}", err=True)

    target = standard(lang)
    if output != "-":
        _check_output(file, output)
    translator = kernel(Plan()).translator(engine)
    worker: Engine = Remembering(translator, Memory(memory)) if memory else translator
    lines, source = _opened(file, standard(source_lang) if source_lang else None, note)
    if source == target:
        raise ConfigError(f"{file} is in {source} already; --from says what language it is in, --to what to make of it")
    worker.signature(source, target)  # a pair that it does not know is better said before any work
    with Meter("translating", progress, quiet) as meter:
        count = _Count(file, meter)
        if output == "-":
            sys.stdout.reconfigure(encoding="utf-8", newline="")  # type: ignore[union-attr]
            for batch in batches(lines, translator.batch):
                click.echo("".join(worker.translate(batch, source, target)), nl=False)
                sys.stdout.flush()
                count.add(batch, False)
        else:
            run = translate_into(Path(output), lines, worker, source, target, size=translator.batch, note=note)
            for batch, before in run:
                count.add(batch, before)
    if output != "-" and not quiet:
        click.echo(f"hexapla: wrote {output} ({count.said})", err=True)


def _check_output(file: str, output: str) -> None:
    if Path(output).is_dir():
        raise InputError("this is a directory; give a file name", path=output)
    if file != "-" and Path(output).exists() and Path(file).exists() and Path(output).samefile(file):
        raise InputError("the translation would overwrite its source; name another file", path=output)


def _opened(path: str, lang: str | None, note: Any) -> tuple[Iterable[str], str]:
    """The lines of a file and their language: as given, or that of the first of them."""
    from hexapla.formats._reading import shown
    from hexapla.languages.detect import guess
    from hexapla.languages.tags import UNKNOWN

    stream = lines_of(path)
    if lang:
        return stream, lang
    head = list(islice(stream, 50))
    found = guess("".join(head)).lang
    if found == UNKNOWN:
        raise ConfigError(f"it cannot be told what language {shown(path)} is in; say it with --from")
    note(f"{shown(path)} looks like {found}; --from says otherwise")
    return chain(head, stream), found


def lines_of(path: str) -> Iterator[str]:
    r"""The lines of a file, or of standard input for ``-``, read one at a time, with their ends; ``\n`` alone parts them.

    Raises:
        InputError: The file cannot be read, or is not UTF-8; says which line.
    """
    from hexapla.formats._reading import STDIN, decode, shown

    try:
        stream = sys.stdin.buffer if path == STDIN else Path(path).open("rb")  # noqa: SIM115  # closed below
    except FileNotFoundError:
        raise InputError("there is no such file", path=path) from None
    except IsADirectoryError:
        raise InputError("this is a directory; give a file", path=path) from None
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", path=path) from None
    with nullcontext(stream) if path == STDIN else stream:
        for number, line in enumerate(stream, 1):
            try:
                yield decode(line, shown(path)) if number == 1 else line.decode("utf-8")
            except UnicodeDecodeError as error:
                message = f"byte {error.start + 1} of this line (0x{line[error.start]:02x}) is not UTF-8; convert the file to UTF-8"
                raise InputError(message, path=shown(path), line=number) from None


class _Count:
    """What has been done of a file, and how fast."""

    def __init__(self, path: str, meter: Meter) -> None:
        self._total = Path(path).stat().st_size if Path(path).is_file() else 0
        self._lines = self._before = self._bytes = 0
        self._meter = meter

    def add(self, batch: list[str], before: bool) -> None:
        """A batch of lines is done, or was done by an earlier run."""
        self._lines += len(batch)
        self._before += len(batch) * before
        self._bytes += sum(len(line.encode("utf-8", "surrogatepass")) for line in batch)
        self._meter.show(self._bytes, self._total)

    @property
    def said(self) -> str:
        """The same in words."""
        new, seconds = self._lines - self._before, self._meter.seconds
        said = f"{self._lines} lines"
        if self._before:
            said += f", {self._before} of them by an earlier run"
        return said + (f", {new / seconds:.0f} a second" if new and seconds > 0.5 else "")
