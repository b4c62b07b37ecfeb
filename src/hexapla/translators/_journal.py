"""Translating a stream of lines into a file so that an interruption costs next to nothing.

Finished lines go to a journal beside the output, a batch at a time, each batch with a checksum of its source; the output
appears when all is done. The next run with the same engine takes over what still fits its source.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import IO, Protocol

from hexapla.errors import ConfigError, InputError


class Engine(Protocol):
    """What the journal needs of a translator."""

    def signature(self, source: str, target: str) -> str:
        """What moves its translations."""

    def translate(self, texts: Sequence[str], source: str, target: str) -> list[str]:
        """As many translations as texts."""


def batches(lines: Iterable[str], size: int) -> Iterator[list[str]]:
    """The lines in lists of a size."""
    stream = iter(lines)
    while found := list(islice(stream, size)):
        yield found


def place(output: Path) -> Path:
    """Where the journal of an output stands."""
    return output.parent / f".{output.name}.unfinished"


def translate_into(
    output: Path,
    lines: Iterable[str],
    engine: Engine,
    source: str,
    target: str,
    *,
    size: int,
    note: Callable[[str], None],
) -> Generator[tuple[list[str], bool], None, None]:
    """Translates lines into a file.

    Args:
        output: The file; written when all is done.
        lines: The lines with their ends.
        engine: Who translates.
        source: Language of the lines.
        target: Language wanted.
        size: Lines of a batch.
        note: Called with remarks for the user.

    Yields:
        Each batch of source lines once it is safe, and whether an earlier run had done it.

    Raises:
        ConfigError: Another run is writing the same file.
        InputError: The file cannot be written; what is finished is kept.
    """
    import portalocker

    journal = place(output)
    try:
        stream = journal.open("a+b")
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror}", path=str(output)) from None
    with stream:
        try:
            portalocker.lock(stream, portalocker.LOCK_EX | portalocker.LOCK_NB)
        except portalocker.LockException:
            raise ConfigError(f"another run is writing {output}") from None
        yield from _through(stream, lines, engine, (source, target), size, note, output)
        try:
            _finish(stream, output)
        except OSError as error:
            raise _kept(error, output) from None
    with suppress(FileNotFoundError):
        journal.unlink()


def _through(
    stream: IO[bytes],
    lines: Iterable[str],
    engine: Engine,
    languages: tuple[str, str],
    size: int,
    note: Callable[[str], None],
    output: Path,
) -> Generator[tuple[list[str], bool], None, None]:
    head = json.dumps({"engine": engine.signature(*languages), "batch": size}) + "\n"
    done = _resumed(stream, head.encode(), note, output)
    number = 0
    for batch in batches(lines, size):
        digest = hashlib.blake2b("".join(batch).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
        record = next(done, None) if done else None
        if record and record[1] == digest:
            number += len(batch)
            yield batch, True
            continue
        try:
            if done:
                stream.truncate(record[0] if record else stream.tell())
                if record:
                    note(f"the source is not what it was from line {number + 1} on; going on from there")
                done = None
                stream.seek(0, os.SEEK_END)
            made = engine.translate(batch, *languages)
            line = json.dumps({"of": digest, "text": "".join(made)}, ensure_ascii=False) + "\n"
            stream.write(line.encode("utf-8", "surrogatepass"))
            stream.flush()
            os.fsync(stream.fileno())
        except OSError as error:
            raise _kept(error, output) from None
        number += len(batch)
        yield batch, False
    if done:
        leftover = next(done, None)
        if leftover:
            stream.truncate(leftover[0])


def _resumed(
    stream: IO[bytes], head: bytes, note: Callable[[str], None], output: Path
) -> Iterator[tuple[int, str]] | None:
    """(Place, checksum) of each batch an earlier run of the same engine finished, or None if there is none."""
    stream.seek(0)
    first = stream.readline()
    if first == head:
        _drop_torn(stream)
        stream.seek(len(head))
        return _records(stream)
    if first:
        note(f"the unfinished {output} was begun with another engine, version or batch; beginning again")
    stream.seek(0)
    stream.truncate()
    stream.write(head)
    stream.flush()
    return None


def _drop_torn(stream: IO[bytes]) -> None:
    """Cuts off a last line that was not written to its end."""
    end = stream.seek(0, os.SEEK_END)
    at = end
    while at > 0:
        stream.seek(at - 1)
        if stream.read(1) == b"\n":
            break
        at -= 1
    if at < end:
        stream.truncate(at)


def _records(stream: IO[bytes]) -> Iterator[tuple[int, str]]:
    while True:
        at = stream.tell()
        line = stream.readline()
        if not line:
            return
        try:
            yield at, str(json.loads(line)["of"])
        except (ValueError, KeyError, TypeError):  # not ours: done again from here
            yield at, ""


def _finish(stream: IO[bytes], output: Path) -> None:
    """Writes the output beside its place and moves it there."""
    beside = output.parent / f".{output.name}.finished"
    try:
        with beside.open("wb") as out:
            stream.seek(0)
            stream.readline()
            for line in stream:
                out.write(json.loads(line)["text"].encode("utf-8", "surrogatepass"))
            out.flush()
            os.fsync(out.fileno())
        beside.replace(output)
    except OSError:
        with suppress(OSError):
            beside.unlink()
        raise


def _kept(error: OSError, output: Path) -> InputError:
    message = f"cannot be written: {error.strerror}; what is finished is kept, run the same command again"
    return InputError(message, path=str(output))
