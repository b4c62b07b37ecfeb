"""Texts cut into lines, and files whose lines are records: read line by line, and any line again by its place."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from contextlib import contextmanager
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import BinaryIO, TypeVar

from hexapla.formats._reading import STDIN, decode, decode_line, opened, shown
from hexapla.model import Span, Unit


class LineFile:
    """The lines of an open file, split on ``\\n`` only; a carriage return before it is not part of a line.

    Args:
        stream: Seekable, at its beginning.
        path: How messages name the file.
    """

    def __init__(self, stream: BinaryIO, path: str) -> None:
        self._stream = stream
        self.path = path

    def __iter__(self) -> Iterator[tuple[int, int, str]]:
        """(1-based number, byte at which it begins, text) of every line.

        Raises:
            InputError: A line is not UTF-8 text.
        """
        self._stream.seek(0)
        head = self._stream.read(4)
        at = len(codecs.BOM_UTF8) if head.startswith(codecs.BOM_UTF8) else 0
        if not at:
            decode(head[:2] if head[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else b"", self.path)
        self._stream.seek(at)
        for number, line in enumerate(self._stream, 1):
            yield number, at, self._text(line, number, at)
            at += len(line)

    def at(self, offset: int, number: int) -> str:
        """The line that begins at a byte."""
        self._stream.seek(offset)
        return self._text(self._stream.readline(), number, offset)

    def _text(self, line: bytes, number: int, at: int) -> str:
        return decode_line(line.removesuffix(b"\n").removesuffix(b"\r"), self.path, number, at)


L = TypeVar("L", bound=LineFile)


@contextmanager
def line_file(path: str, kind: type[L]) -> Iterator[L]:
    """The lines of a file, or of standard input for ``-``, which is laid down in a temporary file first.

    Raises:
        InputError: It cannot be read.
    """
    with opened(path) as stream:
        if path != STDIN and stream.seekable():
            yield kind(stream, shown(path))
            return
        with TemporaryFile() as kept:
            copyfileobj(stream, kept)
            yield kind(kept, shown(path))


def units_of_lines(text: str) -> tuple[Unit, ...]:
    """A unit for every line, numbered from 1; a carriage return before the line's end is not part of it.

    Other characters that some programs take for line ends (U+2028, form feed, ...) part nothing. A final newline ends
    the last line and begins none.
    """
    units = []
    start, number = 0, 1
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        stop = end - 1 if end > start and text[end - 1] == "\r" else end
        units.append(Unit(Span(start, stop), str(number)))
        start, number = end + 1, number + 1
    return tuple(units)
