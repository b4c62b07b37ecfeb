"""Where reports go: standard output, or a file that appears whole or not at all; colours; the progress bar."""

from __future__ import annotations

import io
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO, TextIO, TypeVar

from hexapla.cli._options import Outputs
from hexapla.errors import ConfigError, InputError

T = TypeVar("T")


@contextmanager
def opened(output: str, *, binary: bool = False) -> Iterator[Any]:
    """A UTF-8 text stream (or, if `binary`, one of bytes) to a file or, for ``-``, standard output.

    A file is written as `written` does it.
    """
    if output == "-" and binary:
        if sys.stdout.isatty():
            raise ConfigError("this report is no text; name a file with -o")
        yield sys.stdout.buffer
        return
    if output == "-":
        if hasattr(sys.stdout, "reconfigure"):
            sys.stdout.reconfigure(encoding="utf-8", newline="\n")
        yield sys.stdout
        return
    with written(output) as raw:
        if binary:
            yield raw
            return
        stream = io.TextIOWrapper(raw, encoding="utf-8", newline="\n")
        yield stream
        stream.flush()
        stream.detach()


@contextmanager
def written(output: str) -> Iterator[BinaryIO]:
    """A byte stream to a file that appears whole or not at all.

    It is written beside its place and renamed when all went well, so a failed run leaves no half-written file and
    nothing that was there is lost.

    Raises:
        InputError: The place cannot be written to.
    """
    target = Path(output)
    if target.is_dir():
        raise InputError("this is a directory; give a file name", path=output)
    try:
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror}", path=output) from None
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            yield stream
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(target)
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror}", path=output) from None
    finally:
        with suppress(FileNotFoundError):
            temporary.unlink()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def report_name(outputs: Outputs) -> str:
    """The report to write: as asked for, or by the ending of the output file, else text."""
    from hexapla import registry

    if outputs.format_:
        return outputs.format_
    ending = Path(outputs.output).suffix.lower()
    if outputs.output == "-" or not ending:
        return "text"
    for name in registry.names("reports"):
        if ending in registry.load("reports", name).extensions:
            return name
    raise ConfigError(f"no report has the ending {ending}; name one with -f ({', '.join(registry.names('reports'))})")


def in_color(choice: str, stream: TextIO) -> bool:
    """Whether to use colours on a stream."""
    if choice != "auto":
        return choice == "always"
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def progress(items: Iterable[T], outputs: Outputs, total: int | None) -> Iterator[T]:
    """The items, with a bar on stderr once the work has taken a second."""
    wanted = outputs.progress == "always" or (outputs.progress == "auto" and sys.stderr.isatty() and not outputs.quiet)
    if not wanted:
        yield from items
        return
    from threading import Timer

    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    bar = Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    task = bar.add_task("documents", total=total)
    timer = Timer(0.0 if outputs.progress == "always" else 1.0, bar.start)
    timer.daemon = True
    timer.start()
    try:
        for item in items:
            yield item
            bar.advance(task)
    finally:
        timer.cancel()
        bar.stop()
